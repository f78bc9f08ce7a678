/*
 * idle.h: what a thread does when it has nothing to do.
 *
 *   spin      asks again at once
 *   yield     spins a little, then gives its turn away
 *   backoff   spins, then pauses, then yields, then parks; the default
 *
 * Parking lasts until something is known to be due, less VX_IDLE_EARLY_NS for waking up, and no
 * longer than a nap, which grows from VX_IDLE_NAP_NS to VX_IDLE_NAP_MAX_NS.  Where there are more
 * threads than CPUs nobody spins for longer than VX_IDLE_CROWDED_NS: the one being waited for may
 * need this very CPU.
 *
 * This is the decision alone; live.c carries it out.  Threads: one owner each.  Pure.
 */
#ifndef VX_SESSION_IDLE_H
#define VX_SESSION_IDLE_H

#include "core/base/defs.h"

#define VX_IDLE_SPIN_NS    20000u  /* of idleness, after which a thread pauses between looks */
#define VX_IDLE_PAUSE_NS   60000u  /* ... yields */
#define VX_IDLE_YIELD_NS   120000u /* ... parks */
#define VX_IDLE_CROWDED_NS 1000u
#define VX_IDLE_NAP_NS     50000u
#define VX_IDLE_NAP_MAX_NS 5000000u
#define VX_IDLE_EARLY_NS   60000u

enum vx_idle_kind { VX_IDLE_BACKOFF, VX_IDLE_YIELD, VX_IDLE_SPIN }; /* engine.idle's choices */
enum vx_idle_act { VX_IDLE_DO_SPIN, VX_IDLE_DO_PAUSE, VX_IDLE_DO_YIELD, VX_IDLE_DO_PARK };

struct vx_idle {
    enum vx_idle_kind kind;
    bool crowded;
    uint64_t since_ns; /* idle since then; VX_NEVER: not idle */
    uint64_t nap_ns;   /* the next nap */
    uint64_t nap_max_ns;
};

void vx_idle_init(struct vx_idle *idle, enum vx_idle_kind kind, bool crowded, uint64_t nap_max_ns);
/* There was work. */
static inline void vx_idle_reset(struct vx_idle *idle)
{
    idle->since_ns = VX_NEVER;
}
/* There was none at now_ns: does it spin, whatever is due next?  Then that need not be known. */
bool vx_idle_spins(struct vx_idle *idle, uint64_t now_ns);
/* There was none at now_ns, and nothing is due before next_ns; *park_ns: for how long to park. */
enum vx_idle_act vx_idle_step(struct vx_idle *idle, uint64_t now_ns, uint64_t next_ns,
                              uint64_t *park_ns);

#endif
