/*
 * turn.h: bounded single-producer single-consumer ring of 32-byte records, each of which says
 * itself whether it is ready: the top bit of its first word is the turn, which changes with every
 * lap.  So a record and the news of it are one cache line, and a hop costs one transfer; spsc.h
 * needs two, an index and the item, but takes items of any size and gives them out in place.
 *
 * A record's first word is below 2^63 (an id is: VX_ID_MAX); the consumer gets it without the turn.
 * Records are copied in and out.
 *
 * The consumer's index goes back to the producer seldom: when the ring runs dry, and when an eighth
 * of the capacity was taken.  So "full" may mean that up to half of the slots are free again
 * and the consumer has not come round to saying so; it does before it says "empty".  In a backlog
 * the consumer looks far ahead: records become ready in their order, so one that is ready vouches
 * for all before it, and their lines are fetched side by side.
 *
 * After: Giacomoni, Moseley, Vachharajani 2008 (FastForward: the slot is the flag); Torquati 2010.
 *
 * Threads: one producer (push, mark), one consumer (pop), any number of observers (used: right to
 *          within what is in flight, never more than the capacity; high).  Wait-free on both sides.
 * Layout:  what each side writes stands on VX_LINE bytes of its own, and so does the one index that
 *          the other side reads.
 */
#ifndef VX_LOCKFREE_TURN_H
#define VX_LOCKFREE_TURN_H

#include <stdatomic.h>
#include <string.h>

#include "core/base/defs.h"
#include "core/base/err.h"

#define VX_TURN_BYTES   32u                 /* of a record */
#define VX_TURN_WORDS   4u                  /* of a record */
#define VX_TURN_BIT     ((uint64_t)1 << 63) /* of its first word */
#define VX_TURN_FAR     64u                 /* records looked ahead at most */
#define VX_TURN_BACKLOG 16u /* records found ready one by one before that, at most */

/* The words of a record one after another: a loop round them costs as much as they do. */
#define VX_TURN_UNROLL _Pragma("GCC unroll 4")

struct vx_turn {
    /* set at init, then read-only */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t *slots;
    uint64_t mask;       /* capacity - 1 */
    uint32_t lap_shift;  /* brings the lap's lowest bit to the top */
    uint32_t far;        /* records to look ahead: 1..VX_TURN_FAR */
    uint64_t give_every; /* records taken before the producer is told */
    uint64_t backlog;    /* records found ready one by one before the consumer looks ahead */
    /* producer */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t tail; /* records ever pushed */
    uint64_t limit;                            /* where it is full, as far as the producer knows */
    _Atomic uint64_t high;                     /* most ever in it at a mark */
    /* consumer */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t head; /* records ever taken */
    uint64_t ready;                            /* all before this one are known to be ready */
    uint64_t streak;                           /* looks that found one, since one did not */
    uint64_t given_own;                        /* == given, read without an atomic */
    /* consumer to producer */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t given; /* records whose slots are the producer's again */
};
VX_ASSERT_SIZE(struct vx_turn, 4 * VX_LINE);
VX_ASSERT_OFFSET(struct vx_turn, tail, VX_LINE);
VX_ASSERT_OFFSET(struct vx_turn, head, 2 * VX_LINE);
VX_ASSERT_OFFSET(struct vx_turn, given, 3 * VX_LINE);

/* Bytes for the slots; capacity a power of two in 2..2^24, 0 if it is not. */
size_t vx_turn_footprint(uint64_t capacity);
/* slots: footprint() bytes, aligned to VX_LINE, the caller's.  Touches all.  0 or VX_E_INVALID. */
int vx_turn_init(struct vx_turn *ring, void *slots, uint64_t capacity);
/* As init, with both indices starting at `start` (tests of the wrap). */
int vx_turn_init_at(struct vx_turn *ring, void *slots, uint64_t capacity, uint64_t start);

/* The seldom ways of push and pop. */
uint64_t vx_turn_look_at_given(struct vx_turn *ring, uint64_t at);
void vx_turn_look_far(struct vx_turn *ring, uint64_t at);
void vx_turn_run_dry(struct vx_turn *ring, uint64_t at);

static inline uint64_t vx_turn_capacity(const struct vx_turn *ring)
{
    return ring->mask + 1;
}

static inline _Atomic uint64_t *vx_turn_slot(const struct vx_turn *ring, uint64_t at)
{
    return ring->slots + (at & ring->mask) * VX_TURN_WORDS;
}

/* The turn of the lap that index `at` is in. */
static inline uint64_t vx_turn_of(const struct vx_turn *ring, uint64_t at)
{
    return (at << ring->lap_shift) & VX_TURN_BIT;
}

/* Consumer: is the record of index `at`, less than a lap ahead, in its slot? */
static inline bool vx_turn_is_ready(const struct vx_turn *ring, uint64_t at)
{
    /* A1: pairs with R1 in vx_turn_put; also for the records before it, which were put before */
    const uint64_t word = atomic_load_explicit(vx_turn_slot(ring, at), memory_order_acquire);
    return ((word ^ vx_turn_of(ring, at)) & VX_TURN_BIT) == 0;
}

/* A word of a record, wherever it lies: word by word, as it was written most likely. */
static inline uint64_t vx_turn_word(const void *record, unsigned i)
{
    uint64_t word;
    memcpy(&word, (const unsigned char *)record + i * sizeof word, sizeof word);
    return word;
}

static inline void vx_turn_put(struct vx_turn *ring, uint64_t at, const void *record)
{
    _Atomic uint64_t *slot = vx_turn_slot(ring, at);
    const uint64_t first = vx_turn_word(record, 0);
    assert((first & VX_TURN_BIT) == 0);
    VX_TURN_UNROLL
    for (unsigned i = 1; i < VX_TURN_WORDS; i++)
        atomic_store_explicit(&slot[i], vx_turn_word(record, i), memory_order_relaxed);
    /* R1: pairs with A1 in vx_turn_is_ready: the record is whole before it can be seen */
    atomic_store_explicit(&slot[0], first | vx_turn_of(ring, at), memory_order_release);
}

static inline void vx_turn_get(const struct vx_turn *ring, uint64_t at, void *record)
{
    const _Atomic uint64_t *slot = vx_turn_slot(ring, at);
    VX_TURN_UNROLL
    for (unsigned i = 0; i < VX_TURN_WORDS; i++) {
        uint64_t word = atomic_load_explicit(&slot[i], memory_order_relaxed);
        word &= i == 0 ? ~VX_TURN_BIT : UINT64_MAX;
        memcpy((unsigned char *)record + i * sizeof word, &word, sizeof word);
    }
}

/* Producer: copies up to n records in; how many (0: full). */
static inline uint32_t vx_turn_push(struct vx_turn *ring, const void *records, uint32_t n)
{
    uint64_t at = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    uint64_t room = ring->limit - at;
    if (VX_UNLIKELY(room < n)) {
        room = vx_turn_look_at_given(ring, at);
        n = (uint32_t)vx_min_u64(n, room);
    }
    const unsigned char *from = records;
    for (uint32_t i = 0; i < n; i++, at++)
        vx_turn_put(ring, at, from + i * VX_TURN_BYTES);
    atomic_store_explicit(&ring->tail, at, memory_order_relaxed);
    return n;
}

/* Producer: looks how many are in it, for `high`; at the end of a run of pushes. */
void vx_turn_mark(struct vx_turn *ring);

/* Consumer: is there a record at `at`, which is not known to be ready? */
static inline bool vx_turn_look(struct vx_turn *ring, uint64_t at)
{
    if (!vx_turn_is_ready(ring, at)) {
        if ((ring->streak | (ring->given_own ^ at)) != 0)
            vx_turn_run_dry(ring, at);
        return false;
    }
    ring->ready = at + 1;
    if (VX_UNLIKELY(++ring->streak > ring->backlog))
        vx_turn_look_far(ring, at);
    return true;
}

/* Consumer: copies up to n records out; how many (0: empty). */
static inline uint32_t vx_turn_pop(struct vx_turn *ring, void *records, uint32_t n)
{
    uint64_t at = atomic_load_explicit(&ring->head, memory_order_relaxed);
    unsigned char *to = records;
    uint32_t done = 0;
    while (done < n && (at != ring->ready || vx_turn_look(ring, at))) {
        const uint32_t run = (uint32_t)vx_min_u64(n - done, ring->ready - at);
        for (uint32_t i = 0; i < run; i++, at++, done++)
            vx_turn_get(ring, at, to + done * VX_TURN_BYTES);
    }
    atomic_store_explicit(&ring->head, at, memory_order_relaxed);
    return done;
}

/* Anyone: records in it, about: exact where neither side is at work. */
static inline uint64_t vx_turn_used(const struct vx_turn *ring)
{
    const uint64_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    const uint64_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    return (int64_t)(tail - head) < 0 ? 0 : vx_min_u64(tail - head, vx_turn_capacity(ring));
}

/* Anyone: most records that were in it at a mark. */
static inline uint64_t vx_turn_high(const struct vx_turn *ring)
{
    return atomic_load_explicit(&ring->high, memory_order_relaxed);
}

#endif
