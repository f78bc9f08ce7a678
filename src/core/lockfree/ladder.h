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

#define VX_LADDER_BUCKETS 1024u
#define VX_LADDER_TRIES   100u

struct vx_ladder {
    VX_ALIGNED(VX_LINE) _Atomic int64_t lots[2][VX_LADDER_BUCKETS]; /* [enum vx_side][bucket] */
};
VX_ASSERT_SIZE(struct vx_ladder, 2 * VX_LADDER_BUCKETS * 8);

static inline void vx_ladder_clear(struct vx_ladder *l);
/* 0, or VX_E_TIMEOUT with the bucket unchanged. */
static inline int vx_ladder_add(struct vx_ladder *l, unsigned side, uint32_t bucket, int64_t lots);
static inline int64_t vx_ladder_get(const struct vx_ladder *l, unsigned side, uint32_t bucket);

#endif
