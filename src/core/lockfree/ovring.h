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
#include <string.h>

#include "core/base/defs.h"
#include "core/base/err.h"

struct vx_ovring {
    VX_ALIGNED(VX_LINE) _Atomic uint64_t written; /* entries ever written */
    uint64_t mask;                                /* capacity - 1 */
    uint64_t words;                               /* of one entry, without its sequence word */
};

/* Words of the area behind a ring: capacity * (words + 1). */
#define VX_OVRING_AREA_WORDS(capacity, words) ((capacity) * ((words) + 1))

/* capacity: a power of two; area: VX_OVRING_AREA_WORDS words.  Clears both. */
void vx_ovring_init(struct vx_ovring *r, _Atomic uint64_t *area, uint64_t capacity, uint64_t words);

/* Where entry `number` lies: its sequence word, 2n + 1 while it is written, 2n + 2 after it. */
static inline uint64_t vx_ovring_at(const struct vx_ovring *r, uint64_t number)
{
    return (number & r->mask) * (r->words + 1);
}

/* Appends; returns the entry's number, from 0. */
static inline uint64_t vx_ovring_write(struct vx_ovring *r, _Atomic uint64_t *area,
                                       const void *entry)
{
    uint64_t n = atomic_load_explicit(&r->written, memory_order_relaxed);
    _Atomic uint64_t *to = area + vx_ovring_at(r, n);
    atomic_store_explicit(to, 2 * n + 1, memory_order_relaxed);
    for (uint64_t i = 0; i < r->words; i++) {
        uint64_t word;
        memcpy(&word, (const char *)entry + i * sizeof(word), sizeof(word));
        /* R1: pairs with A1 in vx_ovring_read: who sees the word sees that the sequence moved */
        atomic_store_explicit(&to[1 + i], word, memory_order_release);
    }
    atomic_store_explicit(to, 2 * n + 2, memory_order_relaxed);
    /* R2: pairs with A2 in vx_ovring_written: who counts the entry sees it whole */
    atomic_store_explicit(&r->written, n + 1, memory_order_release);
    return n;
}

/* Entries ever written. */
static inline uint64_t vx_ovring_written(const struct vx_ovring *r)
{
    /* A2: pairs with R2 in vx_ovring_write */
    return atomic_load_explicit(&r->written, memory_order_acquire);
}

/*
 * 0 with the entry copied, VX_E_EMPTY (not yet written) or VX_E_LAPPED (gone; *entry is
 * unspecified then).
 */
static inline int vx_ovring_read(const struct vx_ovring *r, const _Atomic uint64_t *area,
                                 uint64_t number, void *entry)
{
    const _Atomic uint64_t *from = area + vx_ovring_at(r, number);
    if (number >= vx_ovring_written(r))
        return VX_E_EMPTY;
    /* Relaxed: written was loaded before, and the look behind the words decides. */
    if (atomic_load_explicit(from, memory_order_relaxed) != 2 * number + 2)
        return VX_E_LAPPED;
    for (uint64_t i = 0; i < r->words; i++) {
        /* A1: pairs with R1 in vx_ovring_write; keeps the second look behind the words */
        uint64_t word = atomic_load_explicit(&from[1 + i], memory_order_acquire);
        memcpy((char *)entry + i * sizeof(word), &word, sizeof(word));
    }
    uint64_t seq = atomic_load_explicit(from, memory_order_relaxed);
    return seq == 2 * number + 2 ? VX_OK : VX_E_LAPPED;
}

#endif
