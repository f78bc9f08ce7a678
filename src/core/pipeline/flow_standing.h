/*
 * flow_standing.h: what the synthetic load believes it has standing.  It never looks at the book:
 * it remembers what it placed, takes out what it cancels, and keeps a record of the sweeps it
 * sent, from which follows what they must have filled.
 *
 * A sweep of the bids at a limit L takes every bid at L or higher that was placed before it.  Of
 * the sweeps of a side only those matter that no later sweep at the same or a further limit
 * covers: a monotonic stack, its oldest records given up when it is full (what is then not known
 * to be gone is cancelled in vain, no more).
 *
 * Threads: one owner.  No heap.  Cost: O(1); a look at a sweep record costs at most
 * VX_SWEEPS_MAX steps.
 */
#ifndef VX_PIPELINE_FLOW_STANDING_H
#define VX_PIPELINE_FLOW_STANDING_H

#include "core/base/tx.h"

#define VX_SWEEPS_MAX 32u /* remembered, a side and instrument; a power of two */

/* Looked at in random order: small, so that many stay in a cache. */
struct vx_placed {
    uint64_t id;
    uint64_t stamp; /* arrival that placed or last moved it */
    int32_t key;    /* price in ticks, negated for a bid: larger means further from the touch */
    uint16_t qty;
    uint16_t instrument;
};
VX_ASSERT_SIZE(struct vx_placed, 24);

static inline int32_t vx_placed_key(unsigned side, int32_t ticks)
{
    return side == VX_BID ? -ticks : ticks;
}
static inline unsigned vx_placed_side(const struct vx_placed *order)
{
    return order->key < 0 ? VX_BID : VX_ASK;
}
static inline int32_t vx_placed_ticks(const struct vx_placed *order)
{
    return order->key < 0 ? -order->key : order->key;
}

struct vx_sweeps {
    uint32_t first; /* free-running; the oldest record */
    uint32_t next;
    int32_t limit[VX_SWEEPS_MAX]; /* keys */
    uint64_t stamp[VX_SWEEPS_MAX];
};

struct vx_standing {
    uint32_t n;
    uint32_t max;
    struct vx_placed *placed;      /* max, unordered */
    struct vx_sweeps (*sweeps)[2]; /* a pair an instrument */
};

/* Places an order; there must be room (n < max). */
void vx_standing_add(struct vx_standing *s, const struct vx_placed *order);
/* Takes out the one at an index; the last one takes its place. */
void vx_standing_remove(struct vx_standing *s, uint32_t index);
/* An aggressor took all of `side` at `ticks` or better that was placed before `stamp`. */
void vx_standing_swept(struct vx_standing *s, uint16_t instrument, unsigned side, int32_t ticks,
                       uint64_t stamp);
/* The sweep of that stamp did not happen after all. */
void vx_standing_unswept(struct vx_standing *s, uint16_t instrument, unsigned side, uint64_t stamp);
/* Must a sweep have taken it? */
bool vx_standing_gone(const struct vx_standing *s, const struct vx_placed *order);

#endif
