/*
 * mpsc.h: bounded multi-producer single-consumer ring; the door in front of ingress.
 *
 * Each slot carries a sequence word (Vyukov's bounded queue).  A push returns its ticket: the
 * number of the item in the order in which the consumer will see it, from 0.
 *
 * A producer that is stopped in the middle of a push holds up what was pushed behind it, until it
 * goes on; it holds up no other push.
 *
 * Threads: any producers (push: lock-free), one consumer (peek, pop: wait-free), any observers
 *          (used).
 */
#ifndef VX_LOCKFREE_MPSC_H
#define VX_LOCKFREE_MPSC_H

#include <stdatomic.h>
#include <string.h>

#include "core/base/defs.h"
#include "core/base/err.h"

struct vx_mpsc {
    VX_ALIGNED(VX_LINE) unsigned char *slots; /* capacity x (8-byte sequence + item) */
    uint64_t mask;
    uint32_t item_bytes;
    uint32_t slot_bytes;
    uint64_t start;                            /* index of ticket 0 */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t tail; /* next ticket */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t head; /* next to be taken; written by the consumer only */
};
VX_ASSERT_SIZE(struct vx_mpsc, 3 * VX_LINE);

/* Bytes for the slots; capacity a power of two in 2..2^24, item_bytes a multiple of 8 in 8..4096.
 */
size_t vx_mpsc_footprint(uint64_t capacity, uint32_t item_bytes);
/* slots: footprint() bytes, aligned to VX_LINE, the caller's.  Touches all.  0 or VX_E_INVALID. */
int vx_mpsc_init(struct vx_mpsc *ring, void *slots, uint64_t capacity, uint32_t item_bytes);
/* As init, with the indices starting at `start` (tests of the wrap); tickets still count from 0. */
int vx_mpsc_init_at(struct vx_mpsc *ring, void *slots, uint64_t capacity, uint32_t item_bytes,
                    uint64_t start);

static inline uint64_t vx_mpsc_capacity(const struct vx_mpsc *ring)
{
    return ring->mask + 1;
}

/*
 * The sequence word of the slot that index `at` falls on; the item is behind it.  It is `at` when
 * the slot is free for that index, at + 1 when the item is in it.
 */
static inline _Atomic uint64_t *vx_mpsc_slot(const struct vx_mpsc *ring, uint64_t at)
{
    void *slot = ring->slots + (at & ring->mask) * ring->slot_bytes;
    return (_Atomic uint64_t *)slot;
}

/* Copies the item in; its ticket (>= 0), or VX_E_FULL. */
static inline int64_t vx_mpsc_push(struct vx_mpsc *ring, const void *item)
{
    uint64_t at = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    _Atomic uint64_t *slot;
    for (;;) {
        slot = vx_mpsc_slot(ring, at);
        /* A1: pairs with R1 in vx_mpsc_pop: the old item was read before this one is written */
        uint64_t seq = atomic_load_explicit(slot, memory_order_acquire);
        if ((int64_t)(seq - at) < 0)
            return VX_E_FULL;
        if (seq != at)
            at = atomic_load_explicit(&ring->tail, memory_order_relaxed);
        else if (atomic_compare_exchange_weak_explicit(&ring->tail, &at, at + 1,
                                                       memory_order_relaxed, memory_order_relaxed))
            break;
    }
    memcpy(slot + 1, item, ring->item_bytes);
    /* R2: pairs with A2 in vx_mpsc_peek: the item is whole before it can be seen */
    atomic_store_explicit(slot, at + 1, memory_order_release);
    return (int64_t)(at - ring->start);
}

/* The next item in place, or NULL. */
static inline const void *vx_mpsc_peek(struct vx_mpsc *ring)
{
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    _Atomic uint64_t *slot = vx_mpsc_slot(ring, head);
    /* A2: pairs with R2 in vx_mpsc_push */
    return atomic_load_explicit(slot, memory_order_acquire) == head + 1 ? slot + 1 : NULL;
}

/* Takes it away.  Only after a peek that was not NULL. */
static inline void vx_mpsc_pop(struct vx_mpsc *ring)
{
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    /* R1: pairs with A1 in vx_mpsc_push */
    atomic_store_explicit(vx_mpsc_slot(ring, head), head + vx_mpsc_capacity(ring),
                          memory_order_release);
    /* R3: pairs with A3 in vx_mpsc_used */
    atomic_store_explicit(&ring->head, head + 1, memory_order_release);
}

/* Items pushed or being pushed and not yet popped, about; never more than the capacity. */
static inline uint64_t vx_mpsc_used(const struct vx_mpsc *ring)
{
    /* A3: pairs with R3 in vx_mpsc_pop: head first, so that tail is never behind it */
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
    uint64_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    return vx_min_u64(tail - head, vx_mpsc_capacity(ring));
}

#endif
