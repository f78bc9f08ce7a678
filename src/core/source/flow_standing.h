/*
 * flow_standing.h: what the synthetic load believes it has standing.  It never looks at the book:
 * it remembers what it placed, takes out what it cancels, and keeps a record of the sweeps it
 * sent, from which follows what they must have filled.
 *
 * A sweep of the bids at a limit L takes every bid at L or higher that was placed before it.  Of
 * the sweeps of a side only those matter that no later sweep at the same or a further limit
 * covers: a monotonic stack, its oldest records given up when it is full (what is then not known
 * to be gone is cancelled in vain, no more).  So the sweeps that reach a price are the oldest ones,
 * and the newest of these decides: how many reach it is counted over all records, without a branch.
 *
 * Threads: one owner.  No heap.  Cost: O(1).
 */
#ifndef VX_SOURCE_FLOW_STANDING_H
#define VX_SOURCE_FLOW_STANDING_H

#include "core/base/tx.h"

#define VX_SWEEPS_MAX 32u /* remembered, a side and instrument; a power of two */

/*
 * Looked at in random order: small, so that many stay in a cache, and none lies in two lines.  The
 * low halves of ids and stamps are enough: whoever stands is looked at again within a few times as
 * many arrivals as stand, and what is older than 2^31 of them is not known to be gone, no more.
 */
struct vx_placed {
    uint32_t id;    /* the low half */
    uint32_t stamp; /* arrival that placed or last moved it, the low half */
    int32_t key;    /* price in ticks, negated for a bid: larger means further from the touch */
    uint16_t qty;
    uint16_t instrument;
};
VX_ASSERT_SIZE(struct vx_placed, 16);

/* Sides come at random, so these are arithmetic, not branches: a number for asks, less for bids. */
static inline int32_t vx_placed_turn(unsigned side, int32_t number)
{
    const int32_t bid = (int32_t)side - 1; /* all ones, or 0 */
    return (number ^ bid) - bid;
}
static inline int32_t vx_placed_key(unsigned side, int32_t ticks)
{
    return vx_placed_turn(side, ticks);
}
static inline unsigned vx_placed_side(const struct vx_placed *order)
{
    return ~(uint32_t)order->key >> 31;
}
static inline int32_t vx_placed_ticks(const struct vx_placed *order)
{
    return vx_placed_turn(vx_placed_side(order), order->key);
}

#define VX_SWEEP_NONE INT32_MIN /* reaches no price */

struct vx_sweeps {
    VX_ALIGNED(16) int32_t limit[VX_SWEEPS_MAX]; /* keys; where there is no record: NONE */
    uint32_t stamp[VX_SWEEPS_MAX];               /* arrivals that sent them */
    uint32_t first;                              /* free-running; the oldest record */
    uint32_t next;
};

struct vx_standing {
    uint32_t n[2];            /* bids, asks */
    uint32_t max;             /* of both */
    struct vx_placed *placed; /* max, unordered: asks from the low end, bids from the high end */
    struct vx_sweeps (*sweeps)[2]; /* a pair an instrument */
};

static inline uint32_t vx_standing_count(const struct vx_standing *s)
{
    return s->n[VX_BID] + s->n[VX_ASK];
}
/* The order of a side at a place, 0 to n - 1. */
static inline struct vx_placed *vx_standing_at(const struct vx_standing *s, unsigned side,
                                               uint32_t place)
{
    const uint32_t bid = side - 1; /* all ones, or 0: sides come at random */
    return &s->placed[(place ^ bid) + (s->max & bid)];
}
/* Places an order; there must be room (fewer than max). */
static inline void vx_standing_add(struct vx_standing *s, const struct vx_placed *order)
{
    assert(vx_standing_count(s) < s->max);
    const unsigned side = vx_placed_side(order);
    *vx_standing_at(s, side, s->n[side]++) = *order;
}
/* Takes one out; the last of its side takes its place. */
static inline void vx_standing_remove(struct vx_standing *s, struct vx_placed *order)
{
    const unsigned side = vx_placed_side(order);
    assert(s->n[side] > 0);
    *order = *vx_standing_at(s, side, --s->n[side]);
}
/* Forgets all sweeps of an instrument. */
void vx_standing_unsweep(struct vx_standing *s, uint16_t instrument);
/* An aggressor took all of `side` at `ticks` or better that was placed before `stamp`. */
void vx_standing_swept(struct vx_standing *s, uint16_t instrument, unsigned side, int32_t ticks,
                       uint32_t stamp);
/* The sweep of that stamp did not happen after all. */
void vx_standing_unswept(struct vx_standing *s, uint16_t instrument, unsigned side, uint32_t stamp);

#define VX_SWEEPS_UNROLL _Pragma("GCC unroll 8")
typedef int32_t vx_sweep_limits __attribute__((vector_size(16)));
typedef uint64_t vx_sweep_counts __attribute__((vector_size(16)));

/* How many sweeps reached so far. */
static inline uint32_t vx_sweeps_reaching(const struct vx_sweeps *w, int32_t at)
{
    const vx_sweep_limits *limit = (const void *)w->limit;
    const vx_sweep_limits below = {at - 1, at - 1, at - 1, at - 1};
    vx_sweep_limits count = {0}; /* in four parts */
    VX_SWEEPS_UNROLL
    for (uint32_t i = 0; i < VX_SWEEPS_MAX * sizeof at / sizeof below; i++)
        count -= limit[i] > below;
    const vx_sweep_counts pair = (vx_sweep_counts)count;
    const uint64_t both = pair[0] + pair[1];
    return (uint32_t)both + (uint32_t)(both >> 32);
}

/* Must a sweep have taken it? */
static inline bool vx_standing_gone(const struct vx_standing *s, const struct vx_placed *order)
{
    const struct vx_sweeps *w = &s->sweeps[order->instrument][vx_placed_side(order)];
    const uint32_t reaching = vx_sweeps_reaching(w, order->key);
    const uint32_t stamp = w->stamp[(w->first + reaching - 1) % VX_SWEEPS_MAX];
    return (reaching != 0) & ((int32_t)(stamp - order->stamp) > 0);
}

#endif
