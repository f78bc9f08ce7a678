/*
 * stage.h: what the four stages have in common, and how a driver runs one.
 *
 * A stage is state plus a poll: it takes what its input holds (bounded), changes its state, fills
 * its output, returns how much it did.  It never reads a clock, sleeps, allocates, locks or
 * prints; `now` is handed to it.  A fault made on purpose (stall, slow) is handled here, once for
 * all of them.
 *
 * The end travels downstream: a stage is done when its upstream was done before a poll that found
 * nothing.  Ingress's upstream is the stop word of the panel.
 *
 * Threads: a stage belongs to the one thread that polls it; `done` is read by the next stage's.
 * Cost: poll is wait-free and bounded by poll_max records.
 */
#ifndef VX_PIPELINE_STAGE_H
#define VX_PIPELINE_STAGE_H

#include "core/telemetry/panel.h"

/*
 * What can be seen of a stage is brought up in the first poll that finds nothing to do, so that it
 * does not hold up a record on its way; while there is work, every so many polls and when a reader
 * asks for a fresh depth.
 */
#define VX_STAGE_GAUGE_POLLS 64u

struct vx_stage;

struct vx_stage_ops {
    /* Handles at most `limit` records; returns how many.  Sets stage->blocked. */
    uint32_t (*poll)(struct vx_stage *stage, uint64_t now_ns, uint32_t limit);
    /* When it next has something to do of its own accord; VX_NEVER if only input can tell. */
    uint64_t (*next)(const struct vx_stage *stage);
    /* Puts counters and gauges into the panel. */
    void (*show)(struct vx_stage *stage);
};

struct vx_stage {
    const struct vx_stage_ops *ops;
    struct vx_panel *panel;
    struct vx_stage_block *block;
    const _Atomic uint64_t *upstream; /* not 0: nothing more will come */
    enum vx_stage_id id;
    uint32_t poll_max;      /* records a poll */
    bool blocked;           /* the last poll had work but no room for it, or was held */
    bool worked;            /* the last poll did something */
    bool unseen;            /* something was done since gauges were brought up */
    bool final;             /* upstream is done: take what is left, flush, end */
    bool exact;             /* gauges are brought up in every poll (simulated time) */
    uint64_t held_until_ns; /* stalled or slowed until then */
    uint64_t slow_until_ns;
    uint64_t asked;    /* control.depth_want as last seen */
    uint64_t began_ns; /* of the last poll */
    uint64_t ended_ns;
    uint64_t count; /* records handled */
    uint64_t polls;
    uint64_t blocks;
    uint64_t busy_ns;
    uint64_t idle_ns;
    uint64_t blocked_ns;
    _Atomic uint64_t done; /* D1: released when the last record is out */
};

void vx_stage_init(struct vx_stage *stage, const struct vx_stage_ops *ops, enum vx_stage_id id,
                   struct vx_panel *panel, const _Atomic uint64_t *upstream, uint32_t poll_max);
/* One poll at now_ns, which never goes backwards.  Returns what the poll did. */
uint32_t vx_stage_poll(struct vx_stage *stage, uint64_t now_ns);
/* Brings up what can be seen of it. */
void vx_stage_show(struct vx_stage *stage);
/* The driver's clock read behind the poll: time until then was the poll's. */
static inline void vx_stage_ended(struct vx_stage *stage, uint64_t now_ns)
{
    stage->ended_ns = now_ns;
}
/* When it is to be polled again even if nobody hands it anything; VX_NEVER. */
static inline uint64_t vx_stage_next(const struct vx_stage *stage, uint64_t now_ns)
{
    return stage->held_until_ns > now_ns ? stage->held_until_ns : stage->ops->next(stage);
}
static inline bool vx_stage_is_done(const struct vx_stage *stage)
{
    /* D2: pairs with D1 in vx_stage_poll */
    return atomic_load_explicit(&stage->done, memory_order_acquire) != 0;
}

#endif
