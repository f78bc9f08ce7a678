/*
 * spsc.h: bounded single-producer single-consumer ring of fixed-size items.
 *
 * Free-running 64-bit indices; each side keeps a copy of the other's index and looks again only
 * when the copy says full (or empty).  Items are claimed and committed in contiguous runs, written
 * and read in place.  After: Lamport 1983; the cached index: Lee, Bu, Chandranmenon 2010 (MCRingBuffer).
 *
 * Threads: one producer (claim, commit), one consumer (peek, release), any number of observers
 *          (used, high: approximate, never more than capacity).  Wait-free on both sides.
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

/* Bytes for the items; capacity a power of two in 2..2^24, item_bytes a multiple of 8 in 8..4096. */
size_t vx_spsc_footprint(uint64_t capacity, uint32_t item_bytes);
/* items: footprint() bytes, aligned to VX_LINE, the caller's.  Touches all.  0 or VX_E_INVALID. */
int vx_spsc_init(struct vx_spsc *ring, void *items, uint64_t capacity, uint32_t item_bytes);
/* As init, with both indices starting at `start` (tests of the wrap). */
int vx_spsc_init_at(struct vx_spsc *ring, void *items, uint64_t capacity, uint32_t item_bytes,
                    uint64_t start);

/* Producer: up to `want` free slots that lie together; returns how many (0: full). */
static inline uint32_t vx_spsc_claim(struct vx_spsc *ring, uint32_t want, void **first);
/* Producer: hands the first n claimed slots over.  n <= what claim returned. */
static inline void vx_spsc_commit(struct vx_spsc *ring, uint32_t n);
/* Producer: free slots, whether contiguous or not, looking again if fewer than `want` seem free. */
static inline uint64_t vx_spsc_free(struct vx_spsc *ring, uint64_t want);

/* Consumer: up to `want` items that lie together; returns how many (0: empty). */
static inline uint32_t vx_spsc_peek(struct vx_spsc *ring, uint32_t want, const void **first);
/* Consumer: gives n slots back. */
static inline void vx_spsc_release(struct vx_spsc *ring, uint32_t n);

/* Anyone: items in it, about. */
static inline uint64_t vx_spsc_used(const struct vx_spsc *ring);
static inline uint64_t vx_spsc_capacity(const struct vx_spsc *ring)
{
    return ring->mask + 1;
}
/* Either side, or after both stopped: true if nothing is in it. */
static inline bool vx_spsc_is_empty(const struct vx_spsc *ring);

#endif
