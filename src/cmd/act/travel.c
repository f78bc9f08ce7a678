/* Commands that look at the past: rewind, goto, step, play, and back to now. */
#include "cmd/act/travel.h"

#include <inttypes.h>
#include <stdio.h>

#include "cmd/run/look.h"
#include "cmd/run/report.h"
#include "cmd/run/value.h"
#include "cmd/run/verb.h"
#include "core/base/err.h"
#include "core/base/num.h"

static const struct vx_travel_ops *ops_of(const struct vx_interp *in)
{
    return in->session->ops->travel;
}

/* ---- where one is ---- */

static void where_fields(struct vx_json *j, const struct vx_where *w)
{
    vx_json_uint(j, "seq", w->seq);
    vx_json_uint(j, "t_ns", w->t_ns);
    vx_json_uint(j, "now_ns", w->now_ns);
}

/* Engine time as the console shows it, from a minute on: 14.8 min would be any of six seconds. */
static void time_text(char *buf, size_t size, uint64_t ns)
{
    const uint64_t ms = ns / 1000000;
    if (ms < 60000)
        vx_num_format_duration(buf, size, ns);
    else
        snprintf(buf, size, "%02" PRIu64 ":%02" PRIu64 ":%02" PRIu64 ".%03" PRIu64, ms / 3600000,
                 ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
}

/* "seq 812,344 at 12.3 s, 5.0 s ago" */
static void where_text(const struct vx_where *w, char *buf, size_t size)
{
    char seq[32], at[32], ago[32];
    vx_num_format_grouped(seq, sizeof seq, w->seq);
    time_text(at, sizeof at, w->t_ns);
    vx_num_format_duration(ago, sizeof ago, w->now_ns - vx_min_u64(w->t_ns, w->now_ns));
    if (w->seq < w->life_seq)
        snprintf(buf, size, "seq %s, of an earlier engine", seq);
    else if (w->alone && w->seq == w->last_seq)
        snprintf(buf, size, "seq %s at %s, the end", seq, at);
    else
        snprintf(buf, size, "seq %s at %s, %s %s", seq, at, ago,
                 w->alone ? "before the end" : "ago");
}

/* What came of a move. */
static int arrived(struct vx_interp *in, const struct vx_call *call, int rc, const char *why)
{
    char text[128];
    struct vx_where where;
    if (rc < 0)
        return vx_fail(in, call, call->at, rc == VX_E_JOURNAL ? VX_EXIT_JOURNAL : VX_EXIT_ERROR,
                       "%s: %s", call->command->name, *why ? why : vx_err_text(rc));
    vx_where_of(in, &where);
    struct vx_json *j = vx_fields(in);
    if (j)
        where_fields(j, &where);
    where_text(&where, text, sizeof text);
    vx_ok(in, "%s -> %s", call->line, text);
    return VX_EXIT_OK;
}

static int has_past(struct vx_interp *in, const struct vx_call *call)
{
    if (ops_of(in))
        return VX_EXIT_OK;
    return vx_fail(in, call, call->at, VX_EXIT_ERROR, "%s: this session keeps no past",
                   call->command->name);
}

/* ---- the commands ---- */

int vx_cmd_rewind(struct vx_interp *in, const struct vx_call *call)
{
    char why[VX_SESSION_NOTE_MAX] = "";
    const int status = has_past(in, call);
    if (status != VX_EXIT_OK)
        return status;
    const uint64_t by = vx_call_arg(call, "DUR")->n;
    return arrived(in, call, ops_of(in)->back(in->session->self, by, why, sizeof why), why);
}

struct search {
    struct vx_interp *in;
    const struct vx_expr *expr;
    bool latency;
    bool failed;
    struct vx_mistake mistake;
};

static bool is_true(void *ctx)
{
    struct search *s = ctx;
    struct vx_term term;
    vx_look_again(s->in, &s->in->view, s->latency);
    const struct vx_expr_env env = vx_expr_env_of(s->in);
    s->failed = vx_expr_eval(s->expr, &env, &term, &s->mistake) < 0;
    return s->failed || term.v != 0;
}

static int search(struct vx_interp *in, const struct vx_call *call, bool forward)
{
    char why[VX_SESSION_NOTE_MAX] = "";
    const struct vx_arg *arg = vx_call_arg(call, "EXPR");
    struct search s = {.in = in, .expr = arg->expr, .latency = vx_expr_needs_latency(arg->expr)};
    const struct vx_travel_find find = {
        .forward = forward, .depth = vx_expr_needs_refresh(arg->expr), .pred = is_true, .ctx = &s};
    const int rc = ops_of(in)->find(in->session->self, &find, why, sizeof why);
    if (s.failed)
        return vx_fail(in, call, arg->at + s.mistake.at, VX_EXIT_ERROR, "%s", s.mistake.text);
    if (rc == 0)
        return vx_fail(in, call, arg->at, VX_EXIT_ERROR, "goto %s: it is not so at any moment %s",
                       forward ? "next" : "prev", forward ? "from here to now" : "before this one");
    return arrived(in, call, rc, why);
}

/* +1s, -1s: from where one looks, not beyond now. */
static int by_time(struct vx_interp *in, const struct vx_arg *to, char *why, size_t size)
{
    struct vx_where where;
    if (to->scale == 2)
        return ops_of(in)->back(in->session->self, to->n, why, size);
    if (!vx_where_of(in, &where)) {
        snprintf(why, size, "there is nothing behind now");
        return VX_E_RANGE;
    }
    const uint64_t t_ns = where.t_ns + vx_min_u64(to->n, where.now_ns - where.t_ns);
    return ops_of(in)->to_time(in->session->self, t_ns, why, size);
}

int vx_cmd_goto(struct vx_interp *in, const struct vx_call *call)
{
    char why[VX_SESSION_NOTE_MAX] = "";
    const struct vx_arg *to = vx_call_arg(call, "TO");
    const struct vx_travel_ops *ops = ops_of(in);
    void *self = in->session->self;
    const int status = has_past(in, call);
    if (status != VX_EXIT_OK)
        return status;
    if (vx_arg_is(to, "next") || vx_arg_is(to, "prev"))
        return search(in, call, vx_arg_is(to, "next"));
    int rc;
    if (vx_arg_is(to, "first"))
        rc = ops->step(self, INT64_MIN + 1, why, sizeof why);
    else if (vx_arg_is(to, "last"))
        rc = ops->step(self, INT64_MAX, why, sizeof why);
    else if (to->scale)
        rc = by_time(in, to, why, sizeof why);
    else if (to->relative)
        rc = ops->to_time(self, to->n, why, sizeof why);
    else
        rc = ops->to_seq(self, to->n, why, sizeof why);
    return arrived(in, call, rc, why);
}

int vx_cmd_play(struct vx_interp *in, const struct vx_call *call)
{
    char why[VX_SESSION_NOTE_MAX] = "";
    const struct vx_arg *speed = vx_call_arg(call, "SPEED");
    const int status = has_past(in, call);
    if (status != VX_EXIT_OK)
        return status;
    const uint64_t n = vx_arg_is(speed, "max")   ? VX_PLAY_MAX
                       : vx_arg_is(speed, "off") ? 0
                       : speed->given            ? speed->n
                                                 : 1000;
    return arrived(in, call, ops_of(in)->play(in->session->self, n, why, sizeof why), why);
}

/* ---- what other commands mean in the past ---- */

int vx_past_step(struct vx_interp *in, const struct vx_call *call)
{
    char why[VX_SESSION_NOTE_MAX] = "";
    const struct vx_arg *arg = vx_call_arg(call, "N");
    const int64_t n = arg->given ? (int64_t)arg->n : 1;
    const int rc = ops_of(in)->step(in->session->self, arg->relative ? -n : n, why, sizeof why);
    return arrived(in, call, rc, why);
}

int vx_past_pause(struct vx_interp *in, const struct vx_call *call)
{
    char why[VX_SESSION_NOTE_MAX] = "";
    return arrived(in, call, ops_of(in)->play(in->session->self, 0, why, sizeof why), why);
}

int vx_past_resume(struct vx_interp *in, const struct vx_call *call)
{
    char why[VX_SESSION_NOTE_MAX] = "";
    const int rc = ops_of(in)->resume(in->session->self, why, sizeof why);
    if (rc < 0)
        return vx_fail(in, call, call->at, VX_EXIT_ERROR, "resume: %s", why);
    struct vx_json *j = vx_fields(in);
    if (j)
        vx_json_uint(j, "now_ns", vx_now(in));
    vx_ok(in, "resume -> now");
    return VX_EXIT_OK;
}
