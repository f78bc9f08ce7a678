/* What is due later: at, watch, looks at alerts.  A heap by time; equal times in the order of
 * asking. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/state.h"
#include "cmd/verb.h"
#include "core/base/err.h"
#include "core/base/num.h"

/* ---- the heap ---- */

static bool sooner(const struct vx_due *a, const struct vx_due *b)
{
    return a->due_ns != b->due_ns ? a->due_ns < b->due_ns : a->number < b->number;
}

static void swap(struct vx_due *a, struct vx_due *b)
{
    struct vx_due t = *a;
    *a = *b;
    *b = t;
}

static void rise(struct vx_due *due, size_t i)
{
    for (; i > 0 && sooner(&due[i], &due[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&due[i], &due[(i - 1) / 2]);
}

static void sink(struct vx_due *due, size_t count, size_t i)
{
    for (;;) {
        size_t least = i, left = 2 * i + 1;
        if (left < count && sooner(&due[left], &due[least]))
            least = left;
        if (left + 1 < count && sooner(&due[left + 1], &due[least]))
            least = left + 1;
        if (least == i)
            return;
        swap(&due[i], &due[least]);
        i = least;
    }
}

/* VX_E_FULL: VX_SCHEDULE_MAX of them. */
static int push(struct vx_interp *in, const struct vx_due *item)
{
    if (in->due_count == VX_SCHEDULE_MAX)
        return VX_E_FULL;
    if (in->due_count == in->due_size) {
        size_t size = in->due_size ? 2 * in->due_size : 64;
        struct vx_due *to = realloc(in->due, size * sizeof(*to));
        if (!to)
            return VX_E_MEMORY;
        in->due = to;
        in->due_size = size;
    }
    in->due[in->due_count] = *item;
    rise(in->due, in->due_count++);
    return VX_OK;
}

static struct vx_due take(struct vx_interp *in, size_t i)
{
    struct vx_due item = in->due[i];
    in->due[i] = in->due[--in->due_count];
    if (i < in->due_count) {
        sink(in->due, in->due_count, i);
        rise(in->due, i);
    }
    return item;
}

static void forget(struct vx_due *item)
{
    vx_call_drop(item->call);
    free(item->before);
}

static size_t find_kind(const struct vx_interp *in, enum vx_due_kind kind)
{
    size_t i = 0;
    while (i < in->due_count && in->due[i].kind != kind)
        i++;
    return i;
}

void vx_schedule_free(struct vx_interp *in)
{
    for (size_t i = 0; i < in->due_count; i++)
        forget(&in->due[i]);
    free(in->due);
    vx_alerts_free(in);
}

uint64_t vx_next_due(const struct vx_interp *in)
{
    return in->due_count ? in->due[0].due_ns : VX_NEVER;
}

uint64_t vx_last_due(const struct vx_interp *in)
{
    uint64_t last = 0;
    for (size_t i = 0; i < in->due_count; i++) {
        const struct vx_due *d = &in->due[i];
        bool ends = d->kind == VX_DUE_AT || (d->kind == VX_DUE_WATCH && d->left != VX_NEVER);
        uint64_t more = d->kind == VX_DUE_WATCH ? d->left - 1 : 0;
        if (ends)
            last = vx_max_u64(last, d->due_ns + more * d->every_ns);
    }
    return last;
}

/* ---- what is due ---- */

static void run_at(struct vx_interp *in, const struct vx_due *item)
{
    vx_note_status(in, vx_run_arg(in, item->call, vx_call_arg(item->call, "COMMAND")));
}

static void run_watch(struct vx_interp *in, struct vx_due *item)
{
    const struct vx_arg *what = vx_call_arg(item->call, "WHAT");
    struct vx_output output;
    struct vx_view *now = malloc(sizeof(*now));
    vx_output_begin(in, &output);
    if (vx_fields(in))
        vx_json_uint(vx_fields(in), "now_ns", vx_now(in));
    int status = vx_show_what(in, what->text, NULL, item->before, !item->shown);
    vx_output_end(in, &output, item->call, status);
    vx_note_status(in, status);
    free(item->before);
    item->before = now;
    if (now)
        memcpy(now, &in->view, sizeof(*now));
    item->shown = true;
    item->due_ns += item->every_ns;
    if (vx_now(in) > item->due_ns) /* the front end was held up: no catching up */
        item->due_ns = vx_now(in) + item->every_ns;
    if (item->left != VX_NEVER)
        item->left--;
    if (item->left == 0 || push(in, item) < 0)
        forget(item);
}

static void run_alerts(struct vx_interp *in, struct vx_due *item)
{
    vx_at_engine(in, true);
    bool more = vx_alerts_run(in);
    vx_at_engine(in, false);
    item->due_ns = vx_now(in) + VX_ALERT_EVERY_NS;
    if (more)
        push(in, item);
}

static void run_one(struct vx_interp *in)
{
    struct vx_due item = take(in, 0);
    in->busy++;
    switch (item.kind) {
    case VX_DUE_AT:
        run_at(in, &item);
        forget(&item);
        break;
    case VX_DUE_WATCH:
        run_watch(in, &item);
        break;
    case VX_DUE_ALERTS:
        run_alerts(in, &item);
        break;
    }
    in->busy--;
}

void vx_run_due(struct vx_interp *in)
{
    if (!in->session->started)
        return;
    /* what was due when this began, and no more: a command may ask for more at once */
    uint64_t newest = in->due_number, now = vx_now(in);
    while (vx_going(in) && in->due_count && in->due[0].due_ns <= now && in->due[0].number <= newest)
        run_one(in);
}

/* ---- at ---- */

static int remove_at(struct vx_interp *in, const struct vx_call *call, const struct vx_arg *which)
{
    uint64_t number = 0, removed = 0;
    bool all = which->choice >= 0;
    if (!all && vx_num_parse_count(which->text, strlen(which->text), &number, NULL) < 0)
        return vx_fail(in, call, which->at, VX_EXIT_ERROR, "'%s' is no number", which->text);
    for (size_t i = 0; i < in->due_count;) {
        struct vx_due *d = &in->due[i];
        if (d->kind != VX_DUE_AT || (!all && d->number != number)) {
            i++;
            continue;
        }
        struct vx_due item = take(in, i);
        forget(&item);
        removed++;
        i = 0;
    }
    if (!all && removed == 0)
        return vx_fail(in, call, which->at, VX_EXIT_ERROR,
                       "nothing is scheduled under number %" PRIu64 "; see `at list`", number);
    vx_ok(in, "%s", call->line);
    return VX_EXIT_OK;
}

static int by_due(const void *a, const void *b)
{
    return sooner(a, b) ? -1 : 1;
}

static int list_at(struct vx_interp *in, const struct vx_call *call)
{
    struct vx_table t = {.columns = 0};
    size_t n = 0;
    struct vx_due *sorted = calloc(in->due_count + 1, sizeof(*sorted));
    if (!sorted)
        return vx_fail_err(in, call, "at", VX_E_MEMORY);
    for (size_t i = 0; i < in->due_count; i++)
        if (in->due[i].kind != VX_DUE_ALERTS)
            sorted[n++] = in->due[i];
    qsort(sorted, n, sizeof(*sorted), by_due);
    vx_table_column(&t, "number", false);
    vx_table_column(&t, "at", false);
    vx_table_column(&t, "command", true);
    for (size_t i = 0; i < n; i++) {
        bool at = sorted[i].kind == VX_DUE_AT;
        vx_table_value(&t, VX_UNIT_COUNT, sorted[i].number);
        vx_table_value(&t, VX_UNIT_NS, sorted[i].due_ns);
        vx_table_text(&t, at ? vx_call_arg(sorted[i].call, "COMMAND")->text : sorted[i].call->line);
    }
    vx_show_table(in, &t);
    vx_table_free(&t);
    free(sorted);
    return VX_EXIT_OK;
}

/* A schedule that is full lets time pass until there is room: a recording of any length replays. */
static int make_room(struct vx_interp *in, const struct vx_call *call)
{
    bool met;
    int status = VX_EXIT_OK;
    if (in->due_count < VX_SCHEDULE_MAX)
        return VX_EXIT_OK;
    if (in->options.interactive)
        return vx_fail(in, call, call->at, VX_EXIT_ERROR, "%u commands are scheduled: enough",
                       VX_SCHEDULE_MAX);
    while (status == VX_EXIT_OK && in->due_count >= VX_SCHEDULE_MAX && vx_going(in))
        status = vx_pass_time(in, call, vx_next_due(in), NULL, &met);
    return status;
}

static int schedule(struct vx_interp *in, const struct vx_call *call, struct vx_due *item)
{
    int status = make_room(in, call);
    if (status != VX_EXIT_OK)
        return status;
    item->number = ++in->due_number;
    item->call = vx_call_hold(call);
    int rc = push(in, item);
    if (rc == VX_OK)
        return VX_EXIT_OK;
    vx_call_drop(item->call);
    return vx_fail_err(in, call, call->command->name, rc);
}

int vx_cmd_at(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *t = vx_call_arg(call, "T"), *command = vx_call_arg(call, "COMMAND");
    uint64_t now = vx_now(in);
    char when[32], is[32];
    if (vx_arg_is(t, "list"))
        return list_at(in, call);
    if (vx_arg_is(t, "remove"))
        return remove_at(in, call, command);
    struct vx_due item = {.kind = VX_DUE_AT, .due_ns = t->relative ? now + t->n : t->n};
    vx_num_format_duration_exact(when, sizeof when, item.due_ns);
    if (item.due_ns < now) {
        vx_num_format_duration_exact(is, sizeof is, now);
        return vx_fail(in, call, t->at, VX_EXIT_ERROR, "%s is past: it is %s now", when, is);
    }
    int status = schedule(in, call, &item);
    if (status != VX_EXIT_OK)
        return status;
    struct vx_json *j = vx_fields(in);
    if (j) {
        vx_json_uint(j, "number", item.number);
        vx_json_uint(j, "due_ns", item.due_ns);
    }
    vx_ok(in, "at %s %s", when, command->text);
    return VX_EXIT_OK;
}

/* ---- watch ---- */

int vx_cmd_watch(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *every = vx_call_arg(call, "every"), *count = vx_call_arg(call, "count");
    struct vx_due item = {.kind = VX_DUE_WATCH, .left = count->given ? count->n : VX_NEVER};
    if (vx_arg_is(vx_call_arg(call, "WHAT"), "off")) {
        for (size_t i; (i = find_kind(in, VX_DUE_WATCH)) < in->due_count;) {
            struct vx_due off = take(in, i);
            forget(&off);
        }
        vx_ok(in, "%s", call->line);
        return VX_EXIT_OK;
    }
    item.every_ns = every->given ? every->n : 1000000000u;
    item.due_ns = vx_now(in) + item.every_ns;
    item.before = malloc(sizeof(*item.before));
    if (!item.before)
        return vx_fail_err(in, call, "watch", VX_E_MEMORY);
    vx_look(in, true);
    memcpy(item.before, &in->view, sizeof(*item.before));
    int status = schedule(in, call, &item);
    if (status != VX_EXIT_OK)
        free(item.before);
    else
        vx_ok(in, "%s", call->line);
    return status;
}

/* ---- alerts ---- */

int vx_schedule_alerts(struct vx_interp *in)
{
    if (find_kind(in, VX_DUE_ALERTS) < in->due_count)
        return VX_OK;
    struct vx_due item = {.kind = VX_DUE_ALERTS,
                          .due_ns = vx_now(in) + VX_ALERT_EVERY_NS,
                          .number = ++in->due_number};
    return push(in, &item);
}
