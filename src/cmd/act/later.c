/* Commands that run later: at, and watch, which shows something again and again. */
#include "cmd/act/later.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/run/engine.h"
#include "cmd/run/look.h"
#include "cmd/run/report.h"
#include "cmd/run/schedule.h"
#include "cmd/run/statement.h"
#include "cmd/run/verb.h"
#include "cmd/show/show.h"
#include "core/base/err.h"
#include "core/base/num.h"

/* ---- when they are due ---- */

static void forget(struct vx_interp *in, struct vx_due *item)
{
    (void)in;
    vx_call_drop(item->call);
    free(item->before);
}

static bool run_at(struct vx_interp *in, struct vx_due *item)
{
    vx_note_status(in, vx_run_arg(in, item->call, vx_call_arg(item->call, "COMMAND")));
    return false;
}

static const struct vx_due_kind at = {.run = run_at, .forget = forget};

static bool run_watch(struct vx_interp *in, struct vx_due *item)
{
    const struct vx_arg *what = vx_call_arg(item->call, "WHAT");
    struct vx_output output;
    struct vx_view *now = malloc(sizeof(*now));
    vx_output_begin(in, &output);
    if (vx_fields(in))
        vx_json_uint(vx_fields(in), "now_ns", vx_now(in));
    /* in the console other lines come between: a table has its head each time */
    const bool head = !item->shown || (in->options.interactive && what->choice >= 0);
    int status = vx_show_what(in, what->text, NULL, item->before, head);
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
    return item->left > 0;
}

static const struct vx_due_kind watch = {.run = run_watch, .forget = forget};

/* ---- at ---- */

const char *vx_at_line(const struct vx_interp *in, size_t i, uint64_t *number)
{
    *number = in->due[i].number;
    return in->due[i].kind == &at ? in->due[i].call->line : NULL;
}

static int remove_at(struct vx_interp *in, const struct vx_call *call, const struct vx_arg *which)
{
    uint64_t number = 0, removed = 0;
    bool all = which->choice >= 0;
    if (!all && vx_num_parse_count(which->text, strlen(which->text), &number, NULL) < 0)
        return vx_fail(in, call, which->at, VX_EXIT_ERROR, "'%s' is no number", which->text);
    for (size_t i = 0; i < in->due_count;) {
        struct vx_due *d = &in->due[i];
        if (d->kind != &at || (!all && d->number != number)) {
            i++;
            continue;
        }
        vx_unschedule(in, i);
        removed++;
        i = 0;
    }
    if (!all && removed == 0)
        return vx_fail(in, call, which->at, VX_EXIT_ERROR,
                       "nothing is scheduled under number %" PRIu64 "; see `at list`", number);
    vx_ok(in, "%s", call->line);
    return VX_EXIT_OK;
}

static int list_at(struct vx_interp *in, const struct vx_call *call)
{
    struct vx_table t = {.columns = 0};
    size_t n = 0;
    struct vx_due *sorted = calloc(in->due_count + 1, sizeof(*sorted));
    if (!sorted)
        return vx_fail_err(in, call, "at", VX_E_MEMORY);
    for (size_t i = 0; i < in->due_count; i++)
        if (in->due[i].call)
            sorted[n++] = in->due[i];
    qsort(sorted, n, sizeof(*sorted), vx_due_compare);
    vx_table_column(&t, "number", false);
    vx_table_column(&t, "at", false);
    vx_table_column(&t, "command", true);
    for (size_t i = 0; i < n; i++) {
        vx_table_value(&t, VX_UNIT_COUNT, sorted[i].number);
        vx_table_value(&t, VX_UNIT_NS, sorted[i].due_ns);
        vx_table_text(&t, sorted[i].kind == &at ? vx_call_arg(sorted[i].call, "COMMAND")->text
                                                : sorted[i].call->line);
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
    item->call = vx_call_hold(call);
    int rc = vx_schedule(in, item);
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
    struct vx_due item = {.kind = &at, .due_ns = t->relative ? now + t->n : t->n, .left = 1};
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
    if (in->options.interactive && t->relative) /* not 7585242763ns */
        vx_num_format_duration(when, sizeof when, item.due_ns);
    vx_ok(in, "at %s %s", when, command->text);
    return VX_EXIT_OK;
}

/* ---- watch ---- */

int vx_cmd_watch(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *every = vx_call_arg(call, "every"), *count = vx_call_arg(call, "count");
    struct vx_due item = {.kind = &watch, .left = count->given ? count->n : VX_NEVER};
    if (vx_arg_is(vx_call_arg(call, "WHAT"), "off")) {
        for (size_t i; (i = vx_schedule_find(in, &watch)) < in->due_count;)
            vx_unschedule(in, i);
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
