#include "cmd/run/engine.h"

#include <stdio.h>

#include "cmd/run/answer.h"
#include "cmd/run/look.h"
#include "cmd/run/recall.h"
#include "cmd/run/report.h"
#include "cmd/run/schedule.h"
#include "cmd/run/value.h"
#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/base/num.h"

int vx_engine_start(struct vx_interp *in, const struct vx_call *call)
{
    char why[VX_SESSION_NOTE_MAX] = "";
    struct vx_session *s = in->session;
    if (s->started) {
        vx_recall_orders(in);
        return VX_EXIT_OK;
    }
    int rc = s->ops->start(s->self, why, sizeof why);
    if (rc < 0)
        return vx_fail(in, call, call->at, rc == VX_E_JOURNAL ? VX_EXIT_JOURNAL : VX_EXIT_ERROR,
                       "cannot start the engine: %s", *why ? why : vx_err_text(rc));
    if (s->note[0])
        fprintf(stderr, "velox: %s\n", s->note);
    vx_recall_orders(in);
    return VX_EXIT_OK;
}

/* ---- --max-time ---- */

/* What is left of it; VX_NEVER: there is no limit. */
static uint64_t time_left(const struct vx_interp *in)
{
    uint64_t max = in->options.max_time_ns;
    uint64_t used = in->session->virtual_clock ? vx_now(in) : vx_monotonic_ns() - in->begin_wall_ns;
    if (max == 0)
        return VX_NEVER;
    return used < max ? max - used : 0;
}

int vx_check_deadline(struct vx_interp *in, const struct vx_call *call)
{
    char max[32];
    if (time_left(in) > 0)
        return VX_EXIT_OK;
    vx_num_format_duration_exact(max, sizeof max, in->options.max_time_ns);
    in->stopped = true;
    return vx_fail(in, call, call->at, VX_EXIT_TIMEOUT, "--max-time %s is over", max);
}

void vx_tick_deadline(struct vx_interp *in)
{
    char max[32], why[64];
    if (in->quitting || time_left(in) > 0)
        return;
    vx_num_format_duration_exact(max, sizeof max, in->options.max_time_ns);
    snprintf(why, sizeof why, "--max-time %s is over", max);
    vx_fail_outside(in, NULL, why);
    in->quitting = true;
    in->quit_code = VX_EXIT_TIMEOUT;
}

/* ---- letting time pass ---- */

/* What a stretch of time may end with, besides its end. */
struct goal {
    struct vx_interp *in;
    const struct vx_expr *expr;
    bool feed;       /* the feed is done */
    uint64_t inputs; /* that many were offered to ingress; VX_NEVER: not asked for */
    struct vx_mistake mistake;
    int err;
};

static bool has_any(const struct goal *g)
{
    return g->expr || g->feed || g->inputs != VX_NEVER;
}

/*
 * In virtual time a refresh costs nothing and makes the end exact.  Live, it would wait inside of
 * what waits already: a fresh depth is asked for, and is there when this is called again.
 */
static void look_for(struct goal *g)
{
    struct vx_interp *in = g->in;
    const struct vx_session *s = in->session;
    if (g->expr && vx_expr_needs_refresh(g->expr)) {
        if (s->virtual_clock)
            s->ops->refresh(s->self);
        else
            vx_add(&s->ops->panel(s->self)->control.depth_want, 1);
    }
    vx_look_again(in, &in->view, g->expr && vx_expr_needs_latency(g->expr));
}

static bool reached(void *ctx)
{
    struct goal *g = ctx;
    struct vx_panel *panel = g->in->session->ops->panel(g->in->session->self);
    struct vx_term term;
    if (g->feed)
        return vx_get(&panel->feed.active) == 0;
    if (g->inputs != VX_NEVER)
        return vx_get(&panel->ingress.offered) >= g->inputs;
    look_for(g);
    const struct vx_expr_env env = vx_expr_env_of(g->in);
    g->err = vx_expr_eval(g->expr, &env, &term, &g->mistake);
    return g->err < 0 || term.v != 0;
}

/* One stretch, to the next thing that is due.  1: the goal; 0: time; negative: VX_E_.... */
static int stretch(struct vx_interp *in, struct goal *goal, uint64_t until_ns)
{
    const struct vx_session *s = in->session;
    uint64_t now = vx_now(in), left = time_left(in);
    uint64_t limit = vx_min_u64(until_ns, vx_next_due(in));
    if (left < VX_NEVER - now)
        limit = vx_min_u64(limit, now + left);
    return s->ops->advance(s->self, limit, has_any(goal) ? reached : NULL, goal);
}

static int interrupted(struct vx_interp *in, const struct vx_call *call, int err)
{
    in->interrupted = true;
    in->stopped = in->stopped || !in->options.interactive;
    return vx_fail(in, call, call->at, VX_EXIT_ERROR, "%s", vx_err_text(err));
}

static int goal_error(struct vx_interp *in, const struct vx_call *call, const struct goal *goal)
{
    return vx_fail(in, call, call->at, VX_EXIT_ERROR, "%s", goal->mistake.text);
}

static int pass(struct vx_interp *in, const struct vx_call *call, uint64_t until_ns,
                struct goal *goal, bool *met)
{
    *met = false;
    for (;;) {
        vx_run_due(in);
        vx_poll_answers(in);
        if (!vx_going(in))
            return in->status;
        int rc = stretch(in, goal, until_ns);
        if (goal->err < 0)
            return goal_error(in, call, goal);
        if (rc < 0)
            return interrupted(in, call, rc);
        *met = rc == 1;
        /* the goal may have been met at the very end: what is due then has not run */
        if (*met || (vx_now(in) >= until_ns && vx_next_due(in) > vx_now(in)))
            break;
        int status = vx_check_deadline(in, call);
        if (status != VX_EXIT_OK)
            return status;
    }
    vx_poll_answers(in);
    return VX_EXIT_OK;
}

int vx_pass_time(struct vx_interp *in, const struct vx_call *call, uint64_t until_ns,
                 const struct vx_expr *expr, bool *met)
{
    struct goal goal = {.in = in, .expr = expr, .inputs = VX_NEVER};
    return pass(in, call, until_ns, &goal, met);
}

int vx_pass_feed(struct vx_interp *in, const struct vx_call *call)
{
    bool met;
    struct goal goal = {.in = in, .feed = true, .inputs = VX_NEVER};
    return pass(in, call, VX_NEVER - 1, &goal, &met);
}

int vx_pass_inputs(struct vx_interp *in, const struct vx_call *call, uint64_t until_ns,
                   uint64_t inputs)
{
    bool met;
    struct goal goal = {.in = in, .inputs = inputs};
    return pass(in, call, until_ns, &goal, &met);
}
