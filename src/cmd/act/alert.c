/* Alerts: what is said when something becomes true and when it clears, and what is done then. */
#include "cmd/act/alert.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/run/look.h"
#include "cmd/run/report.h"
#include "cmd/run/schedule.h"
#include "cmd/run/statement.h"
#include "cmd/run/value.h"
#include "cmd/run/verb.h"
#include "core/base/err.h"
#include "core/base/num.h"

#define ALERTS_MAX  256u
#define EVERY_NS    1000000u
#define CLEAR_AFTER 5u /* times `over` without, until the alert clears */
#define TITLE_MAX   600u

static const struct {
    const char *text, *meaning;
} defaults[] = {
#define VX_ALERT(text, meaning) {"alert " text, meaning},
#include "cmd/act/alert.def"
};

#define QUIET_NS UINT64_C(1000000000)

struct vx_alert {
    struct vx_call *call;
    const char *meaning; /* of a default, else "" */
    uint64_t number;
    bool on;
    bool failed; /* its expression could not be worked out: said once */
    uint64_t since_ns;
    uint64_t said_ns;       /* at the prompt it speaks at most once a second */
    uint64_t unsaid;        /* times it fired meanwhile */
    uint64_t true_ns;       /* when it was last found true */
    uint64_t over_ns;       /* 0: it knows no earlier time */
    uint64_t next_ns;       /* over counters: the next look */
    struct vx_view *before; /* over counters: the view at the last look */
};

static const struct vx_expr *expr_of(const struct vx_alert *a)
{
    return vx_call_arg(a->call, "EXPR")->expr;
}

static void forget(struct vx_interp *in, size_t i)
{
    vx_call_drop(in->alert[i].call);
    free(in->alert[i].before);
    in->alert_count--;
    memmove(&in->alert[i], &in->alert[i + 1], (in->alert_count - i) * sizeof(in->alert[0]));
}

const char *vx_alert_line(const struct vx_interp *in, size_t i, uint64_t *number)
{
    *number = in->alert[i].number;
    return in->alert[i].call->line;
}

/* ---- saying it ---- */

/* "latency.book.p99 > 20us over 1s" */
static const char *title_of(const struct vx_alert *a, char *buf, size_t size)
{
    const char *expr = vx_call_arg(a->call, "EXPR")->text;
    char over[32];
    vx_num_format_duration_exact(over, sizeof over, a->over_ns);
    snprintf(buf, size, "%s%s%s", expr, a->over_ns ? " over " : "", a->over_ns ? over : "");
    return buf;
}

static void event(struct vx_interp *in, const struct vx_alert *a, struct vx_json *j,
                  const char *actual)
{
    vx_json_uint(j, "number", a->number);
    vx_json_text(j, "expr", vx_call_arg(a->call, "EXPR")->text);
    if (a->over_ns)
        vx_json_uint(j, "over_ns", a->over_ns);
    vx_json_text(j, "event", a->on ? "fired" : "cleared");
    if (a->on)
        vx_json_text(j, "actual", actual);
    vx_json_uint(j, "now_ns", vx_now(in));
    vx_event_end(in, j);
}

/* One that fires again and again must not push everything else out of the log. */
static bool keeps_quiet(const struct vx_interp *in, struct vx_alert *a)
{
    const uint64_t now = vx_now(in);
    if (!in->options.interactive || now - a->said_ns >= QUIET_NS || a->said_ns == 0) {
        a->said_ns = now ? now : 1;
        return false;
    }
    a->unsaid += a->on;
    return true;
}

/* Of "7995391ns = 8.0 ms" people are told the second; programs have both. */
static const char *spoken(const char *actual)
{
    const char *is = strstr(actual, " = ");
    const bool alone = is && !strstr(actual, " is ") && !strstr(is, " and ");
    return alone ? is + 3 : actual;
}

static void say(struct vx_interp *in, struct vx_alert *a, const char *actual)
{
    char again[64] = "";
    struct vx_json object, *j = vx_event_begin(in, &object, "alert", a->call);
    char took[32], title[TITLE_MAX];
    title_of(a, title, sizeof title);
    vx_num_format_duration(took, sizeof took, vx_now(in) - a->since_ns);
    if (j)
        event(in, a, j, actual);
    else if (!keeps_quiet(in, a)) {
        if (a->unsaid)
            snprintf(again, sizeof again, ", and %" PRIu64 " times since it last spoke", a->unsaid);
        a->unsaid = 0;
        if (a->on)
            vx_say(in, VX_SAY_ALERT, "alert %" PRIu64 ": %s (actual %s)%s%s%s", a->number, title,
                   spoken(actual), *a->meaning ? ": " : "", a->meaning, again);
        else
            vx_say(in, VX_SAY_NOTE, "alert %" PRIu64 ": %s cleared after %s%s", a->number, title,
                   took, again);
    }
}

static void say_error(struct vx_interp *in, struct vx_alert *a, const char *text)
{
    if (!a->failed)
        vx_note(in, a->call, "alert %" PRIu64 ": cannot be looked at: %s", a->number, text);
    a->failed = true;
}

/* ---- looking ---- */

/* Live, nothing waits here: the depth that was asked for last time has come meanwhile. */
static void refresh(struct vx_interp *in)
{
    const struct vx_session *s = in->session;
    if (s->virtual_clock)
        s->ops->refresh(s->self);
    else
        vx_add(&s->ops->panel(s->self)->control.depth_want, 1);
}

/* Turns the view's latencies into what came since `before`, and lets that go on from here. */
static void keep_interval(struct vx_view *now, struct vx_view *before)
{
    struct vx_hist_copy since;
    for (unsigned i = 0; i < VX_LATENCIES; i++) {
        vx_hist_interval(&since, &now->latency[i], &before->latency[i]);
        before->latency[i] = now->latency[i];
        now->latency[i] = since;
    }
}

/* Whether it is true now; *actual says its values.  Negative: it cannot be worked out. */
static int look_at(struct vx_interp *in, struct vx_alert *a, char *actual, size_t size)
{
    const struct vx_expr_env env = vx_expr_env_of(in);
    struct vx_mistake mistake;
    struct vx_term term;
    bool latency = vx_expr_needs_latency(expr_of(a));
    vx_look_again(in, &in->view, latency);
    if (a->before && latency)
        keep_interval(&in->view, a->before);
    in->since = a->before;
    int rc = vx_expr_eval(expr_of(a), &env, &term, &mistake);
    if (rc == VX_OK && term.v && !a->on)
        vx_expr_actual(expr_of(a), &env, actual, size);
    in->since = NULL;
    if (a->before)
        memcpy(a->before, &in->view, offsetof(struct vx_view, latency));
    if (rc < 0)
        say_error(in, a, mistake.text);
    return rc < 0 ? rc : term.v != 0;
}

static void act(struct vx_interp *in, const struct vx_alert *a)
{
    struct vx_call *call = vx_call_hold(a->call);
    const struct vx_arg *command = vx_call_arg(call, "do");
    in->front.bell++;
    if (command->given)
        vx_note_status(in, vx_run_arg(in, call, command));
    vx_call_drop(call);
}

/* The alert may take itself off the list: nothing of it is read after its command ran. */
static void run_one(struct vx_interp *in, struct vx_alert *a)
{
    uint64_t now = vx_now(in);
    char actual[256] = "";
    if (a->before && now < a->next_ns)
        return;
    a->next_ns = now + a->over_ns;
    int is = look_at(in, a, actual, sizeof actual);
    if (is > 0)
        a->true_ns = now;
    bool lasts = a->on && a->over_ns && now - a->true_ns < CLEAR_AFTER * a->over_ns;
    if (is < 0 || is == a->on || (is == 0 && lasts))
        return;
    a->on = is > 0;
    say(in, a, actual);
    a->since_ns = now;
    if (a->on)
        act(in, a);
}

/* False: there are none any more. */
static bool look_at_all(struct vx_interp *in)
{
    uint64_t after = 0;
    refresh(in);
    while (vx_going(in)) {
        size_t i = 0;
        while (i < in->alert_count && in->alert[i].number <= after)
            i++;
        if (i == in->alert_count)
            break;
        after = in->alert[i].number;
        run_one(in, &in->alert[i]);
    }
    return in->alert_count > 0;
}

/* ---- when they are looked at ---- */

static bool run_due(struct vx_interp *in, struct vx_due *item)
{
    vx_at_engine(in, true);
    const bool more = look_at_all(in);
    vx_at_engine(in, false);
    item->due_ns = vx_now(in) + EVERY_NS;
    return more;
}

static void forget_all(struct vx_interp *in, struct vx_due *item)
{
    (void)item;
    while (in->alert_count)
        forget(in, in->alert_count - 1);
    free(in->alert);
    in->alert = NULL;
}

static const struct vx_due_kind looks = {.run = run_due, .forget = forget_all};

/* From now on alerts are looked at.  0, VX_E_FULL, VX_E_MEMORY. */
static int schedule_looks(struct vx_interp *in)
{
    if (vx_schedule_find(in, &looks) < in->due_count)
        return VX_OK;
    struct vx_due item = {.kind = &looks, .due_ns = vx_now(in) + EVERY_NS, .left = VX_NEVER};
    return vx_schedule(in, &item);
}

/* ---- the command ---- */

static int list(struct vx_interp *in)
{
    static const char *const names[] = {"number", "now", "alert", "do", "what it means"};
    struct vx_table t = {.columns = 0};
    char title[TITLE_MAX];
    for (size_t i = 0; i < VX_LEN(names); i++)
        vx_table_column(&t, names[i], i > 0);
    for (size_t i = 0; i < in->alert_count; i++) {
        const struct vx_alert *a = &in->alert[i];
        const char *command = vx_call_arg(a->call, "do")->text;
        vx_table_value(&t, VX_UNIT_COUNT, a->number);
        vx_table_text(&t, a->on ? "FIRING" : "quiet");
        vx_table_text(&t, title_of(a, title, sizeof title));
        vx_table_text(&t, command ? command : "");
        vx_table_text(&t, a->meaning);
    }
    vx_show_table(in, &t);
    vx_table_free(&t);
    return VX_EXIT_OK;
}

static int remove_some(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *n = vx_call_arg(call, "N");
    size_t before = in->alert_count;
    for (size_t i = before; i-- > 0;)
        if (n->choice >= 0 || in->alert[i].number == n->n)
            forget(in, i);
    if (n->choice < 0 && in->alert_count == before)
        return vx_fail(in, call, n->at, VX_EXIT_ERROR,
                       "there is no alert %" PRIu64 "; see `alert list`", n->n);
    vx_ok(in, "%s", call->line);
    return VX_EXIT_OK;
}

/* What an alert over a time compares with: the view of now.  0 or VX_E_MEMORY. */
static int begin_over(struct vx_interp *in, struct vx_alert *a)
{
    if (!a->over_ns || !vx_expr_counts(expr_of(a)))
        return VX_OK;
    a->before = calloc(1, sizeof(*a->before));
    if (!a->before)
        return VX_E_MEMORY;
    vx_look_again(in, a->before, true);
    a->next_ns = vx_now(in) + a->over_ns;
    return VX_OK;
}

/* 0; VX_E_FULL: there are ALERTS_MAX; VX_E_MEMORY. */
static int add(struct vx_interp *in, const struct vx_call *call, const char *meaning)
{
    const struct vx_arg *over = vx_call_arg(call, "over");
    int rc = in->alert_count == ALERTS_MAX ? VX_E_FULL : schedule_looks(in);
    if (rc == VX_OK && !in->alert)
        in->alert = calloc(ALERTS_MAX, sizeof(*in->alert));
    if (rc < 0 || !in->alert)
        return rc < 0 ? rc : VX_E_MEMORY;
    struct vx_alert *a = &in->alert[in->alert_count];
    *a = (struct vx_alert){
        .call = vx_call_hold(call), .meaning = meaning, .over_ns = over->given ? over->n : 0};
    rc = begin_over(in, a);
    if (rc < 0) {
        vx_call_drop(a->call);
        free(a->before);
        return rc;
    }
    a->number = ++in->alert_number;
    in->alert_count++;
    return VX_OK;
}

static bool is_listed(const struct vx_interp *in, const struct vx_call *call)
{
    for (size_t i = 0; i < in->alert_count; i++)
        if (strcmp(in->alert[i].call->line, call->line) == 0)
            return true;
    return false;
}

static int add_default(struct vx_interp *in, const char *text, const char *meaning)
{
    struct vx_origin *origin = vx_origin_make("<defaults>", "", 1, text, strlen(text));
    struct vx_call *call = NULL;
    struct vx_parse_env env;
    struct vx_mistake mistake;
    struct vx_words words = {0};
    vx_parse_env_of(in, &env);
    int rc = origin ? vx_lex(&words, origin, 0, vx_variable, in, &mistake) : VX_E_MEMORY;
    if (rc == VX_OK)
        rc = vx_parse(&call, &words, 0, origin, &env, &mistake);
    assert(rc != VX_E_SYNTAX);
    if (rc == VX_OK && !is_listed(in, call))
        rc = add(in, call, meaning);
    vx_call_drop(call);
    vx_words_free(&words);
    vx_origin_drop(origin);
    return rc;
}

int vx_interp_alerts(struct vx_interp *interp)
{
    int rc = VX_OK;
    for (size_t i = 0; i < VX_LEN(defaults) && rc == VX_OK; i++)
        rc = add_default(interp, defaults[i].text, defaults[i].meaning);
    return rc;
}

static int add_error(struct vx_interp *in, const struct vx_call *call, int rc)
{
    if (rc == VX_E_FULL)
        return vx_fail(in, call, call->at, VX_EXIT_ERROR, "there are %u alerts: enough",
                       ALERTS_MAX);
    return vx_fail_err(in, call, "alert", rc);
}

int vx_cmd_alert(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *expr = vx_call_arg(call, "EXPR");
    char title[TITLE_MAX];
    if (!expr->given || vx_arg_is(expr, "list"))
        return list(in);
    if (vx_arg_is(expr, "remove"))
        return remove_some(in, call);
    bool many = vx_arg_is(expr, "defaults");
    int rc = many ? vx_interp_alerts(in) : add(in, call, "");
    if (rc < 0)
        return add_error(in, call, rc);
    struct vx_json *j = vx_fields(in);
    if (j && !many)
        vx_json_uint(j, "number", in->alert_number);
    if (many)
        vx_ok(in, "%s", call->line);
    else
        vx_ok(in, "alert %" PRIu64 ": %s", in->alert_number,
              title_of(&in->alert[in->alert_count - 1], title, sizeof title));
    return VX_EXIT_OK;
}
