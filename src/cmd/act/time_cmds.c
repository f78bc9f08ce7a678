/* Commands that let time pass and that look at what is true: wait, until, expect. */
#include <stdio.h>

#include "cmd/run/answer.h"
#include "cmd/run/engine.h"
#include "cmd/run/look.h"
#include "cmd/run/report.h"
#include "cmd/run/value.h"
#include "cmd/run/verb.h"
#include "core/base/num.h"

#define UNTIL_NS 3600000000000u /* until without a time-out */

static uint64_t later(uint64_t now, uint64_t by)
{
    return by < VX_NEVER - 1 - now ? now + by : VX_NEVER - 1;
}

int vx_cmd_wait(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *dur = vx_call_arg(call, "DUR"), *until = vx_call_arg(call, "until");
    uint64_t now = vx_now(in), to = later(now, dur->n);
    bool met;
    if (until->given)
        to = until->relative ? later(now, until->n) : until->n;
    int status = to > now ? vx_pass_time(in, call, to, NULL, &met) : VX_EXIT_OK;
    struct vx_json *j = vx_fields(in);
    if (status != VX_EXIT_OK)
        return status;
    if (j)
        vx_json_uint(j, "now_ns", vx_now(in));
    vx_ok(in, "%s", call->line);
    return VX_EXIT_OK;
}

/* The value of a condition now; VX_EXIT_ERROR: said. */
static int judge(struct vx_interp *in, const struct vx_call *call, const struct vx_arg *arg,
                 bool *truth)
{
    struct vx_mistake mistake;
    struct vx_term term;
    vx_poll_answers(in);
    vx_look(in, vx_expr_needs_latency(arg->expr));
    const struct vx_expr_env env = vx_expr_env_of(in);
    if (vx_expr_eval(arg->expr, &env, &term, &mistake) < 0)
        return vx_fail(in, call, arg->at + mistake.at, VX_EXIT_ERROR, "%s", mistake.text);
    *truth = term.v != 0;
    return VX_EXIT_OK;
}

/* What the values were, into buf. */
static void actual(struct vx_interp *in, const struct vx_arg *arg, char *buf, size_t size)
{
    const struct vx_expr_env env = vx_expr_env_of(in);
    vx_expr_actual(arg->expr, &env, buf, size);
}

int vx_cmd_expect(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *expr = vx_call_arg(call, "EXPR"), *within = vx_call_arg(call, "within");
    char is[300], text[VX_MESSAGE_MAX + 400];
    bool truth = false, met;
    int status = judge(in, call, expr, &truth);
    if (status == VX_EXIT_OK && !truth && within->given) {
        status = vx_pass_time(in, call, later(vx_now(in), within->n), expr->expr, &met);
        if (status == VX_EXIT_OK)
            status = judge(in, call, expr, &truth);
    }
    if (status != VX_EXIT_OK)
        return status;
    if (truth) {
        vx_ok(in, "expect %s", expr->text);
        return VX_EXIT_OK;
    }
    actual(in, expr, is, sizeof is);
    if (within->given)
        snprintf(text, sizeof text, "expect failed: %.500s (within %s; actual %s)", expr->text,
                 within->text, is);
    else
        snprintf(text, sizeof text, "expect failed: %.500s (actual %s)", expr->text, is);
    struct vx_json *j = vx_fields(in);
    if (j) {
        vx_json_text(j, "expr", expr->text);
        vx_json_text(j, "actual", is);
    }
    vx_report_expect(in, call, text);
    return VX_EXIT_EXPECT;
}

int vx_cmd_until(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *expr = vx_call_arg(call, "EXPR"), *timeout = vx_call_arg(call, "timeout");
    uint64_t begin = vx_now(in), limit = timeout->given ? timeout->n : UNTIL_NS;
    char is[300], took[32];
    bool truth = false, met = false;
    int status = judge(in, call, expr, &truth);
    if (status == VX_EXIT_OK && !truth)
        status = vx_pass_time(in, call, later(begin, limit), expr->expr, &met);
    if (status != VX_EXIT_OK)
        return status;
    if (!truth && !met) {
        actual(in, expr, is, sizeof is);
        vx_num_format_duration_exact(took, sizeof took, limit);
        return vx_fail(in, call, call->at, VX_EXIT_TIMEOUT,
                       "until: %.300s: not so in %s (actual %s)", expr->text, took, is);
    }
    vx_num_format_duration_exact(took, sizeof took, vx_now(in) - begin);
    struct vx_json *j = vx_fields(in);
    if (j)
        vx_json_uint(j, "after_ns", vx_now(in) - begin);
    vx_ok(in, "until %s -> after %s", expr->text, took);
    return VX_EXIT_OK;
}
