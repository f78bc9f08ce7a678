/*
 * ovring.h: overwriting ring: one writer that never waits, readers that can tell they were lapped.
 *
 * Each entry has a sequence word; words are stored with release and loaded with acquire.
 * Lives in a mapping: no pointers.
 *
 * Threads: one writer (write: wait-free), any readers (read-only, wait-free).
 */
#ifndef VX_LOCKFREE_OVRING_H
#define VX_LOCKFREE_OVRING_H

#include <stdatomic.h>

#include "core/base/defs.h"
#include "core/base/err.h"

struct vx_ovring {
    VX_ALIGNED(VX_LINE) _Atomic uint64_t written; /* entries ever written */
    uint64_t mask;                                /* capacity - 1 */
    uint64_t words;                               /* of one entry, without its sequence word */
};

/* Words of the area behind a ring: capacity * (words + 1). */
#define VX_OVRING_AREA_WORDS(capacity, words) ((capacity) * ((words) + 1))

void vx_ovring_init(struct vx_ovring *r, _Atomic uint64_t *area, uint64_t capacity, uint64_t words);
/* Appends; returns the entry's number, from 0. */
static inline uint64_t vx_ovring_write(struct vx_ovring *r, _Atomic uint64_t *area,
                                       const void *entry);
/* 0 with the entry copied, VX_E_EMPTY (not yet written) or VX_E_LAPPED (gone). */
static inline int vx_ovring_read(const struct vx_ovring *r, const _Atomic uint64_t *area,
                                 uint64_t number, void *entry);
static inline uint64_t vx_ovring_written(const struct vx_ovring *r);

#endif
