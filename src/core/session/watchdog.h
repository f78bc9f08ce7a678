/*
 * watchdog.h: looks at the stages' heartbeats and names those that have stopped, once, and again
 * when they have recovered, in the panel's error log.  Says there too when the journal's disk is
 * full, has room again, or has failed.
 *
 * Threads: one owner, the error log's writer (live: a thread of its own; simulated time: the
 * driver).  Writes stage.stalls.
 */
#ifndef VX_SESSION_WATCHDOG_H
#define VX_SESSION_WATCHDOG_H

#include "core/telemetry/panel.h"

struct vx_watchdog {
    struct vx_panel *panel;
    bool stalled[VX_STAGES];
    uint64_t beat_ns[VX_STAGES]; /* the heartbeat at which it was found stalled */
    bool full;                   /* what was last said of the journal's disk */
    bool failed;                 /* ... of the journal */
};

void vx_watchdog_init(struct vx_watchdog *watchdog, struct vx_panel *panel);
void vx_watchdog_look(struct vx_watchdog *watchdog, uint64_t now_ns);
/* Of the stages that are stalled on purpose: when the first of them will have to be named. */
uint64_t vx_watchdog_next(const struct vx_watchdog *watchdog, uint64_t now_ns);

#endif
