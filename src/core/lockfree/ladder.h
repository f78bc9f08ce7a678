/*
 * ladder.h: resting quantity by price bucket, both sides, for the heat map.
 *
 * More than one writer may add.  An update is a bounded compare-and-swap: at most
 * VX_LADDER_TRIES, exponential back-off between them, then a time-out that the caller counts.
 *
 * Threads: any writers (add: bounded), any readers (relaxed loads; each bucket exact, the whole
 * not a snapshot).  Lives in a mapping: no pointers.
 */
#ifndef VX_LOCKFREE_LADDER_H
#define VX_LOCKFREE_LADDER_H

#include <stdatomic.h>

#include "core/base/defs.h"
#include "core/base/err.h"

#define VX_LADDER_BUCKETS    1024u
#define VX_LADDER_TRIES      100u
#define VX_LADDER_PAUSE_BITS 6u /* 2^6 pauses between two tries, at most */

struct vx_ladder {
    VX_ALIGNED(VX_LINE) _Atomic int64_t lots[2][VX_LADDER_BUCKETS]; /* [enum vx_side][bucket] */
};
VX_ASSERT_SIZE(struct vx_ladder, 2 * VX_LADDER_BUCKETS * 8);

/* Not while others write. */
static inline void vx_ladder_clear(struct vx_ladder *l)
{
    for (unsigned side = 0; side < 2; side++)
        for (uint32_t i = 0; i < VX_LADDER_BUCKETS; i++)
            atomic_store_explicit(&l->lots[side][i], 0, memory_order_relaxed);
}

/* Lets the other hardware thread go first, for a few dozen cycles. */
static inline void vx_ladder_pause(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__("yield");
#endif
}

/* side: enum vx_side; bucket < VX_LADDER_BUCKETS.  0, or VX_E_TIMEOUT with the bucket unchanged. */
static inline int vx_ladder_add(struct vx_ladder *l, unsigned side, uint32_t bucket, int64_t lots)
{
    _Atomic int64_t *word = &l->lots[side][bucket];
    for (unsigned i = 0; i < VX_LADDER_TRIES; i++) {
        /* relaxed: a bucket stands for nothing but itself */
        int64_t old = atomic_load_explicit(word, memory_order_relaxed);
        if (atomic_compare_exchange_weak_explicit(word, &old, old + lots, memory_order_relaxed,
                                                  memory_order_relaxed))
            return VX_OK;
        unsigned pauses = 1u << (i < VX_LADDER_PAUSE_BITS ? i : VX_LADDER_PAUSE_BITS);
        while (pauses-- > 0)
            vx_ladder_pause();
    }
    return VX_E_TIMEOUT;
}

static inline int64_t vx_ladder_get(const struct vx_ladder *l, unsigned side, uint32_t bucket)
{
    return atomic_load_explicit(&l->lots[side][bucket], memory_order_relaxed);
}

#endif
