#include "core/pipeline/stage.h"

void vx_stage_init(struct vx_stage *stage, const struct vx_stage_ops *ops, enum vx_stage_id id,
                   struct vx_panel *panel, const _Atomic uint64_t *upstream, uint32_t poll_max)
{
    *stage = (struct vx_stage){
        .ops = ops,
        .panel = panel,
        .block = &panel->stage[id],
        .upstream = upstream,
        .id = id,
        .poll_max = poll_max,
    };
    vx_put(&stage->block->cpu, (uint64_t)-1);
}

/*
 * All time since the last poll began is given to one of three heads.  The last poll's own time is
 * busy time if it did something; whatever the thread did afterwards the stage spent waiting.
 */
static void account(struct vx_stage *s, uint64_t now_ns)
{
    const uint64_t passed = now_ns - s->began_ns;
    if (s->blocked) {
        s->blocked_ns += passed;
    } else if (s->worked) {
        const uint64_t inside = s->ended_ns > s->began_ns ? s->ended_ns - s->began_ns : 0;
        const uint64_t busy = vx_min_u64(inside, passed);
        s->busy_ns += busy;
        s->idle_ns += passed - busy;
    } else {
        s->idle_ns += passed;
    }
    s->began_ns = s->ended_ns = now_ns;
}

void vx_stage_show(struct vx_stage *s)
{
    s->unseen = false;
    vx_put(&s->block->busy_ns, s->busy_ns);
    vx_put(&s->block->idle_ns, s->idle_ns);
    vx_put(&s->block->blocked_ns, s->blocked_ns);
    vx_put(&s->block->blocked, s->blocks);
    vx_put(&s->block->polls, s->polls);
    vx_put(&s->block->count, s->count);
    s->ops->show(s);
}

/* Whether a poll that did n things is one after which gauges are brought up. */
static bool is_shown(struct vx_stage *s, uint32_t n, bool end)
{
    const uint64_t want = vx_get(&s->panel->control.depth_want);
    const bool asked = want != s->asked;
    s->asked = want;
    return asked || end || s->exact || (n == 0 && s->unseen) ||
           s->polls % VX_STAGE_GAUGE_POLLS == 0;
}

/* A stalled stage is not polled at all; a slowed one lives, but is held between records. */
static bool is_held(struct vx_stage *s, uint64_t now_ns, uint64_t slow_ns)
{
    const uint64_t stall = vx_get(&s->panel->control.stall_until_ns[s->id]);
    s->held_until_ns = slow_ns ? vx_max_u64(stall, s->slow_until_ns) : stall;
    if (stall <= now_ns)
        vx_put(&s->block->heartbeat_ns, now_ns);
    return s->held_until_ns > now_ns;
}

uint32_t vx_stage_poll(struct vx_stage *s, uint64_t now_ns)
{
    const struct vx_control_block *control = &s->panel->control;
    const bool stopping = vx_get(&control->stop) != 0;
    const uint64_t slow_ns = stopping ? 0 : vx_get(&control->slow_ns[s->id]);
    account(s, now_ns);
    s->worked = false;
    if (stopping) { /* faults made on purpose end where the end begins */
        s->held_until_ns = 0;
        vx_put(&s->block->heartbeat_ns, now_ns);
    } else if (is_held(s, now_ns, slow_ns)) {
        s->blocks += !s->blocked;
        s->blocked = true;
        vx_stage_show(s);
        return 0;
    }
    s->blocked = false;
    /* D3: pairs with D1 of the stage above; looked at before the poll, so that a poll that then
     * finds nothing has seen the end */
    s->final = atomic_load_explicit(s->upstream, memory_order_acquire) != 0;
    s->polls++;
    const uint32_t n = s->ops->poll(s, now_ns, slow_ns ? 1 : s->poll_max);
    s->blocks += s->blocked;
    if (n) {
        s->worked = s->unseen = true;
        s->slow_until_ns = now_ns + slow_ns;
    }
    const bool end = n == 0 && s->final && !s->blocked;
    if (is_shown(s, n, end))
        vx_stage_show(s);
    if (end)
        /* D1: pairs with D2 and D3 */
        atomic_store_explicit(&s->done, 1, memory_order_release);
    return n;
}
