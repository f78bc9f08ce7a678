/*
 * marks.h: what ingress's risk gate knows of the book: a reference price for each instrument, how
 * many orders rest and how many inputs are answered.
 *
 * Threads: the book stage writes, ingress and the session read.  Wait-free.
 */
#ifndef VX_PIPELINE_MARKS_H
#define VX_PIPELINE_MARKS_H

#include <stdatomic.h>

#include "core/base/tx.h"

struct vx_marks {
    VX_ALIGNED(VX_LINE) _Atomic uint64_t answered; /* inputs */
    _Atomic uint64_t orders;                       /* resting when they were answered */
    /* 1/10,000: the newest trade, else the middle of the touch; 0: neither */
    VX_ALIGNED(VX_LINE) _Atomic int32_t reference[VX_INSTRUMENTS_MAX];
};

static inline void vx_marks_answered(struct vx_marks *m, uint64_t answered, uint64_t orders)
{
    atomic_store_explicit(&m->orders, orders, memory_order_relaxed);
    /* M1: pairs with M2; whoever sees the count sees these orders, or later ones */
    atomic_store_explicit(&m->answered, answered, memory_order_release);
}
static inline uint64_t vx_marks_get_answered(const struct vx_marks *m)
{
    /* M2: pairs with M1 in vx_marks_answered */
    return atomic_load_explicit(&m->answered, memory_order_acquire);
}
static inline uint64_t vx_marks_get_orders(const struct vx_marks *m)
{
    return atomic_load_explicit(&m->orders, memory_order_relaxed);
}
static inline void vx_marks_refer(struct vx_marks *m, uint16_t instrument, int32_t price)
{
    atomic_store_explicit(&m->reference[instrument], price, memory_order_relaxed);
}
static inline int32_t vx_marks_reference(const struct vx_marks *m, uint16_t instrument)
{
    return atomic_load_explicit(&m->reference[instrument], memory_order_relaxed);
}

#endif
