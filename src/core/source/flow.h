/*
 * flow.h: the synthetic load: Poisson arrivals at a rate that may change at any time, in one of
 * the shapes of telemetry/flow.def.  Integer arithmetic only: the same seed gives the same orders
 * on every machine.
 *
 * A flow is open-loop: it never looks at the book.  Its due times do not wait for the engine
 * either, so what the engine cannot take shows as lag and drops, never as a lower rate.
 *
 * What stands stays bounded by config.standing: strictly with market, flash-crash and quiet, as
 * long as the flow is told what was lost; velox's trading middle (a few hundred orders) comes on
 * top, and for a while after a change of shape up to as much again.
 *
 * Threads: one owner (ingress's thread).  No heap: the caller's memory.  Cost: next is O(1).
 */
#ifndef VX_SOURCE_FLOW_H
#define VX_SOURCE_FLOW_H

#include "core/base/prng.h"
#include "core/base/tx.h"
#include "core/telemetry/panel.h"

struct vx_flow_config {
    int32_t tick;      /* 1/10,000 */
    int32_t mid;       /* start price, 1/10,000 */
    int32_t price_min; /* band, 1/10,000 */
    int32_t price_max;
    uint32_t instruments;
    uint32_t standing; /* bound on standing orders, all instruments: see below */
    uint64_t seed;
    enum vx_flow_id flow;
};

struct vx_flow; /* opaque: lives in the caller's memory */

/* Bytes that vx_flow_init needs; 0 if the config is not valid (no price inside the band, ...). */
size_t vx_flow_footprint(const struct vx_flow_config *config);
/* Formats mem (aligned to 8) and touches all of it.  0, VX_E_INVALID or VX_E_MEMORY. */
int vx_flow_init(void *mem, size_t bytes, const struct vx_flow_config *config,
                 struct vx_flow **flow);

/*
 * Starts over from this seed; the ids go on (they never repeat).  What the old seed left standing
 * is pulled first, an arrival each.
 */
void vx_flow_seed(struct vx_flow *flow, uint64_t seed);
/* Ids from here on, if they are not past it: what came earlier, in another life, keeps its own. */
void vx_flow_ids(struct vx_flow *flow, uint64_t next_id);
void vx_flow_shape(struct vx_flow *flow, enum vx_flow_id shape);
/* Arrivals a second from now on; 0 stops; VX_RATE_MAX: one is always due (at now). */
void vx_flow_rate(struct vx_flow *flow, uint64_t per_second, uint64_t now_ns);
/*
 * n more orders, evenly over `over_ns` from now (0: all due now), whatever the rate.  Eight bursts
 * may run at once; one more joins the one that ends last.
 */
void vx_flow_burst(struct vx_flow *flow, uint64_t n, uint64_t over_ns, uint64_t now_ns);
/* Time during which nothing was to arrive (a pause) is taken out: due times move by shift_ns. */
void vx_flow_shift(struct vx_flow *flow, uint64_t shift_ns);
/* When the next arrival is due; VX_NEVER if none is.  With VX_RATE_MAX: 0. */
uint64_t vx_flow_due(const struct vx_flow *flow);
/* Makes the arrival that is due and moves on; tx->due_ns is its due time (now_ns at VX_RATE_MAX).
 */
void vx_flow_next(struct vx_flow *flow, uint64_t now_ns, struct vx_tx *tx);
/*
 * The transaction that next gave last did not reach the book (dropped, refused): the flow takes it
 * back, so that what it means to cancel later is what stands.
 */
void vx_flow_lost(struct vx_flow *flow);

#endif
