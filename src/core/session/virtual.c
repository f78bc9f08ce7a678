#include "core/session/virtual.h"

#include <stdio.h>

#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/session/session.h"

/* A look at the real clock now and then: a long stretch of market time must not hold the front
 * end up. */
static bool may_go_on(struct vx_engine *e)
{
    struct vx_virtual *v = &e->virtual;
    if (++v->rounds < VX_VIRTUAL_LOOK)
        return true;
    v->rounds = 0;
    if (!vx_engine_idle(e, vx_monotonic_ns()))
        v->interrupted = true;
    return !v->interrupted;
}

static uint32_t poll_all(struct vx_engine *e)
{
    uint32_t worked = 0;
    for (unsigned i = 0; i < VX_STAGES; i++)
        worked += vx_stage_poll(e->pipeline->stage[i], e->virtual.now_ns);
    return worked;
}

/* A round of the stages, or of the journal that they may wait for. */
static bool has_work(struct vx_engine *e)
{
    if (e->keeper)
        vx_keeper_relieve(e->keeper);
    return poll_all(e) > 0 || (e->keeper && vx_keeper_pump(e->keeper));
}

/* Everything that can happen at this moment happens; false if the idle function ended it. */
static bool settle(struct vx_engine *e)
{
    vx_put(&e->panel->now_ns, e->virtual.now_ns);
    bool going = true;
    while (has_work(e) && (going = may_go_on(e)))
        ;
    vx_watchdog_look(&e->virtual.watchdog, e->virtual.now_ns);
    return going;
}

static uint64_t next_event(const struct vx_engine *e)
{
    const uint64_t now = e->virtual.now_ns;
    uint64_t next = vx_watchdog_next(&e->virtual.watchdog, now);
    for (unsigned i = 0; i < VX_STAGES; i++)
        next = vx_min_u64(next, vx_stage_next(e->pipeline->stage[i], now));
    return next > now ? next : now + 1;
}

static int start_virtual(struct vx_engine *e, char *err, size_t err_size)
{
    (void)err;
    (void)err_size;
    vx_watchdog_init(&e->virtual.watchdog, e->panel);
    for (unsigned i = 0; i < VX_STAGES; i++) {
        e->pipeline->stage[i]->exact = true;
        vx_put(&e->panel->stage[i].state, VX_STATE_RUN);
    }
    e->virtual.interrupted = false;
    settle(e);
    return VX_OK;
}

static int stop_virtual(struct vx_engine *e, char *err, size_t err_size)
{
    uint32_t quiet = 0;
    while (!vx_pipeline_is_done(e->pipeline) && quiet < VX_STAGES + 1)
        quiet = has_work(e) ? 0 : quiet + 1;
    for (unsigned i = 0; i < VX_STAGES; i++)
        vx_put(&e->panel->stage[i].state, VX_STATE_HALT);
    if (vx_pipeline_is_done(e->pipeline))
        return VX_OK;
    snprintf(err, err_size, "the stages do not come to an end");
    return VX_E_STATE;
}

static uint64_t now_virtual(struct vx_engine *e)
{
    return e->virtual.now_ns;
}

static void wake_virtual(struct vx_engine *e)
{
    (void)e;
}

static bool await_virtual(struct vx_engine *e, vx_engine_is is, uint64_t arg, uint64_t limit_ns)
{
    (void)limit_ns;
    e->virtual.interrupted = false;
    settle(e);
    if (e->keeper)
        vx_keeper_publish(e->keeper);
    return is(e, arg);
}

static int pass_time(struct vx_engine *e, uint64_t until_ns, vx_session_pred pred, void *ctx)
{
    struct vx_virtual *v = &e->virtual;
    v->interrupted = false;
    for (;;) {
        if (!settle(e) || !may_go_on(e))
            return VX_E_INTERRUPTED;
        if (pred && pred(ctx))
            return 1;
        if (v->now_ns >= until_ns)
            return VX_OK;
        v->now_ns = vx_min_u64(next_event(e), until_ns);
    }
}

static int advance_virtual(struct vx_engine *e, uint64_t until_ns, vx_session_pred pred, void *ctx)
{
    const int rc = pass_time(e, until_ns, pred, ctx);
    if (e->keeper)
        vx_keeper_publish(e->keeper);
    return rc;
}

/* Nothing new in the book: what was published still stands. */
static int refresh_virtual(struct vx_engine *e)
{
    struct vx_booker *b = &e->pipeline->booker;
    settle(e);
    if (b->tally.published == 0 || b->depth_reports != b->tally.reports ||
        b->depth.instrument != b->watch)
        vx_booker_publish(b, e->virtual.now_ns, UINT32_MAX);
    return VX_OK;
}

const struct vx_driver vx_virtual_driver = {
    .start = start_virtual,
    .stop = stop_virtual,
    .now = now_virtual,
    .wake = wake_virtual,
    .await = await_virtual,
    .advance = advance_virtual,
    .refresh = refresh_virtual,
};
