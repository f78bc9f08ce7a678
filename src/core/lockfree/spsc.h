/*
 * spsc.h: bounded single-producer single-consumer ring of fixed-size items.
 *
 * Free-running 64-bit indices; each side keeps a copy of the other's index and looks again only
 * when the copy says full (or empty).  Items are claimed and committed in contiguous runs, written
 * and read in place.  After: Lamport 1983; the cached index: Lee, Bu, Chandranmenon 2010
 * (MCRingBuffer).
 *
 * Threads: one producer (claim; commit, or put and publish), one consumer (peek; release, or take
 *          and give), any number of observers (used, high: approximate, never more than capacity).
 *          Wait-free on both sides.
 * Layout:  producer's and consumer's fields on VX_LINE bytes of their own.
 */
#ifndef VX_LOCKFREE_SPSC_H
#define VX_LOCKFREE_SPSC_H

#include <stdatomic.h>

#include "core/base/defs.h"
#include "core/base/err.h"

struct vx_spsc {
    /* set at init, then read-only */
    VX_ALIGNED(VX_LINE) unsigned char *items;
    uint64_t mask;       /* capacity - 1 */
    uint32_t item_bytes; /* of one item, a multiple of 8 */
    uint32_t reserved;
    /* producer */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t tail; /* items ever committed */
    uint64_t head_seen;                        /* the producer's copy of head */
    uint64_t tail_own;                         /* == tail, read without an atomic */
    _Atomic uint64_t high;                     /* most items ever found in it by the producer */
    /* consumer */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t head; /* items ever released */
    uint64_t tail_seen;                        /* the consumer's copy of tail */
    uint64_t head_own;
};
VX_ASSERT_SIZE(struct vx_spsc, 3 * VX_LINE);
VX_ASSERT_OFFSET(struct vx_spsc, tail, VX_LINE);
VX_ASSERT_OFFSET(struct vx_spsc, head, 2 * VX_LINE);

/* Bytes for the items; capacity a power of two in 2..2^24, item_bytes a multiple of 8 in 8..4096.
 */
size_t vx_spsc_footprint(uint64_t capacity, uint32_t item_bytes);
/* items: footprint() bytes, aligned to VX_LINE, the caller's.  Touches all.  0 or VX_E_INVALID. */
int vx_spsc_init(struct vx_spsc *ring, void *items, uint64_t capacity, uint32_t item_bytes);
/* As init, with both indices starting at `start` (tests of the wrap). */
int vx_spsc_init_at(struct vx_spsc *ring, void *items, uint64_t capacity, uint32_t item_bytes,
                    uint64_t start);

static inline uint64_t vx_spsc_capacity(const struct vx_spsc *ring)
{
    return ring->mask + 1;
}

/* Of `want` items from index `at` on, how many lie together: a run ends where the ring wraps. */
static inline uint64_t vx_spsc_run(const struct vx_spsc *ring, uint64_t at, uint64_t want)
{
    return vx_min_u64(want, vx_spsc_capacity(ring) - (at & ring->mask));
}

static inline unsigned char *vx_spsc_item(const struct vx_spsc *ring, uint64_t at)
{
    return ring->items + (at & ring->mask) * ring->item_bytes;
}

/* Producer: free slots, whether contiguous or not, looking again if fewer than `want` seem free. */
static inline uint64_t vx_spsc_free(struct vx_spsc *ring, uint64_t want)
{
    uint64_t free = vx_spsc_capacity(ring) - (ring->tail_own - ring->head_seen);
    if (free >= want)
        return free;
    /* A1: pairs with R1 in vx_spsc_give: what was read there is not overwritten before */
    ring->head_seen = atomic_load_explicit(&ring->head, memory_order_acquire);
    return vx_spsc_capacity(ring) - (ring->tail_own - ring->head_seen);
}

/*
 * Producer: up to `want` free slots that lie together; returns how many (0: full).  A run ends at
 * the end of the area: fewer than wanted is not "full", claim again after the commit.
 */
static inline uint32_t vx_spsc_claim(struct vx_spsc *ring, uint32_t want, void **first)
{
    uint64_t run = vx_spsc_run(ring, ring->tail_own, want);
    *first = vx_spsc_item(ring, ring->tail_own);
    return (uint32_t)vx_min_u64(run, vx_spsc_free(ring, run));
}

/*
 * Producer: the next slots are fetched before they are wanted.  A ring that is nearly empty goes
 * round in memory all the same: its next slot was last touched a whole lap ago.
 */
static inline void vx_spsc_fetch(const struct vx_spsc *ring)
{
    const unsigned char *next = vx_spsc_item(ring, ring->tail_own);
    vx_fetch_to_write(next);
    vx_fetch_to_write(next + VX_LINE / 2);
}

/* Producer: the first n claimed slots are filled, to be handed over by the next publish. */
static inline void vx_spsc_put(struct vx_spsc *ring, uint32_t n)
{
    ring->tail_own += n;
}

/* Producer: hands over all that was put. */
static inline void vx_spsc_publish(struct vx_spsc *ring)
{
    /* R2: pairs with A2 in vx_spsc_peek: the items are whole before they can be seen */
    atomic_store_explicit(&ring->tail, ring->tail_own, memory_order_release);
    /* head_seen is old, so this is too much: look at head itself before a new high is believed */
    uint64_t high = atomic_load_explicit(&ring->high, memory_order_relaxed);
    if (ring->tail_own - ring->head_seen <= high)
        return;
    /* A1: pairs with R1 in vx_spsc_give */
    ring->head_seen = atomic_load_explicit(&ring->head, memory_order_acquire);
    if (ring->tail_own - ring->head_seen > high)
        atomic_store_explicit(&ring->high, ring->tail_own - ring->head_seen, memory_order_relaxed);
}

/* Producer: hands the first n claimed slots over.  n <= what claim returned. */
static inline void vx_spsc_commit(struct vx_spsc *ring, uint32_t n)
{
    vx_spsc_put(ring, n);
    vx_spsc_publish(ring);
}

/* Consumer: up to `want` items that lie together; returns how many (0: empty).  As claim. */
static inline uint32_t vx_spsc_peek(struct vx_spsc *ring, uint32_t want, const void **first)
{
    uint64_t run = vx_spsc_run(ring, ring->head_own, want);
    *first = vx_spsc_item(ring, ring->head_own);
    if (ring->tail_seen - ring->head_own < run) {
        /* A2: pairs with R2 in vx_spsc_publish */
        ring->tail_seen = atomic_load_explicit(&ring->tail, memory_order_acquire);
    }
    return (uint32_t)vx_min_u64(run, ring->tail_seen - ring->head_own);
}

/* Consumer: is done with n items, whose slots go back with the next give. */
static inline void vx_spsc_take(struct vx_spsc *ring, uint32_t n)
{
    ring->head_own += n;
}

/* Consumer: gives back all slots that were taken. */
static inline void vx_spsc_give(struct vx_spsc *ring)
{
    /* R1: pairs with A1 in vx_spsc_free, vx_spsc_publish and vx_spsc_used */
    atomic_store_explicit(&ring->head, ring->head_own, memory_order_release);
}

/* Consumer: gives n slots back.  n <= what peek returned. */
static inline void vx_spsc_release(struct vx_spsc *ring, uint32_t n)
{
    vx_spsc_take(ring, n);
    vx_spsc_give(ring);
}

/* Anyone: items in it, about. */
static inline uint64_t vx_spsc_used(const struct vx_spsc *ring)
{
    /* A1: pairs with R1 in vx_spsc_give: head first, so that tail is never behind it */
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
    uint64_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    return vx_min_u64(tail - head, vx_spsc_capacity(ring));
}

/* Anyone: most items that were ever in it, as the producer found them at a commit. */
static inline uint64_t vx_spsc_high(const struct vx_spsc *ring)
{
    return atomic_load_explicit(&ring->high, memory_order_relaxed);
}

/* Either side, or after both stopped: true if nothing is in it. */
static inline bool vx_spsc_is_empty(const struct vx_spsc *ring)
{
    return vx_spsc_used(ring) == 0;
}

#endif
