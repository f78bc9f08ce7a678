/*
 * slots.h: rotating-slot snapshot: one writer publishes a block, any number of readers copy the
 * newest.  Each slot has its own sequence word; the writer moves to the next slot each time, so a
 * reader has VX_SLOTS - 1 publications' time to copy, and the writer never waits.
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

#define VX_SLOTS       4u
#define VX_SLOTS_TRIES 64u

struct vx_slots {
    VX_ALIGNED(VX_LINE) _Atomic uint64_t newest; /* publications so far; slot (newest-1) % VX_SLOTS */
    uint64_t words;                              /* of one block; set at init */
    struct {
        VX_ALIGNED(VX_LINE) _Atomic uint64_t seq; /* odd while it is written */
    } slot[VX_SLOTS];
};

/* `area` is VX_SLOTS * words atomic words right behind or anywhere in the same mapping. */
void vx_slots_init(struct vx_slots *s, uint64_t words);
static inline void vx_slots_publish(struct vx_slots *s, _Atomic uint64_t *area, const void *block);
/* Copies the newest block out.  Publications so far (> 0), VX_E_EMPTY if none, VX_E_STALE if the
 * writer seems to have died in the middle (bounded tries ran out). */
static inline int64_t vx_slots_read(const struct vx_slots *s, const _Atomic uint64_t *area,
                                    void *block);

#endif
