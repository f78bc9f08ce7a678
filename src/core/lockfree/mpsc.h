/*
 * mpsc.h: bounded multi-producer single-consumer ring; the door in front of ingress.
 *
 * Each slot carries a sequence word (Vyukov's bounded queue).  A push returns its ticket: the
 * number of the item in the order in which the consumer will see it, from 0.
 *
 * Threads: any producers (push: lock-free), one consumer (peek, pop: wait-free).
 */
#ifndef VX_LOCKFREE_MPSC_H
#define VX_LOCKFREE_MPSC_H

#include <stdatomic.h>

#include "core/base/defs.h"
#include "core/base/err.h"

struct vx_mpsc {
    VX_ALIGNED(VX_LINE) unsigned char *slots; /* capacity x (8-byte sequence + item) */
    uint64_t mask;
    uint32_t item_bytes;
    uint32_t slot_bytes;
    VX_ALIGNED(VX_LINE) _Atomic uint64_t tail; /* next ticket */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t head; /* next to be taken; written by the consumer only */
};
VX_ASSERT_SIZE(struct vx_mpsc, 3 * VX_LINE);

size_t vx_mpsc_footprint(uint64_t capacity, uint32_t item_bytes);
int vx_mpsc_init(struct vx_mpsc *ring, void *slots, uint64_t capacity, uint32_t item_bytes);
int vx_mpsc_init_at(struct vx_mpsc *ring, void *slots, uint64_t capacity, uint32_t item_bytes,
                    uint64_t start);

/* Copies the item in; its ticket (>= 0), or VX_E_FULL. */
static inline int64_t vx_mpsc_push(struct vx_mpsc *ring, const void *item);
/* The next item in place, or NULL. */
static inline const void *vx_mpsc_peek(struct vx_mpsc *ring);
/* Takes it away.  Only after a peek that was not NULL. */
static inline void vx_mpsc_pop(struct vx_mpsc *ring);
/* Items pushed or being pushed and not yet popped, about. */
static inline uint64_t vx_mpsc_used(const struct vx_mpsc *ring);

#endif
