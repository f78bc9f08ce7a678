/*
 * turn.h: bounded single-producer single-consumer ring of 32-byte records, each of which says
 * itself whether it is ready: the top bit of its first word is the turn, which changes with every
 * lap.  So a record and the news of it are one cache line, and a hop costs one transfer; spsc.h
 * needs two, an index and the item, but takes items of any size and gives them out in place.
 *
 * A record's first word is below 2^63 (an id is: VX_ID_MAX); the consumer gets it without the turn.
 * Records are copied in and out.
 *
 * The consumer's index goes back to the producer seldom: when an eighth of the capacity was taken,
 * and when the ring runs dry, before "empty" is said.  So "full" may mean that up to an eighth of
 * the slots are free again and the consumer has not come round to saying so.
 *
 * After: Giacomoni, Moseley, Vachharajani 2008 (FastForward: the slot is the flag); Torquati 2010.
 *
 * Threads: one producer (push, push_some, mark), one consumer (pop, pop_some), any number of
 *          observers (used: right to within what is in flight, never above the capacity; high).
 *          Wait-free on both sides.
 * Layout:  what each side writes stands on VX_LINE bytes of its own, and so does the one index
 *          that the other side reads.
 */
#ifndef VX_LOCKFREE_TURN_H
#define VX_LOCKFREE_TURN_H

#include <stdatomic.h>

#include "core/base/defs.h"
#include "core/base/err.h"

#define VX_TURN_BYTES 32u                 /* of a record */
#define VX_TURN_WORDS 4u                  /* of a record */
#define VX_TURN_BIT   ((uint64_t)1 << 63) /* of its first word */

/* The words of a record one after another: a loop round them costs as much as they do. */
#define VX_TURN_UNROLL _Pragma("GCC unroll 4")

struct vx_turn {
    /* set at init, then read-only */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t *slots;
    uint64_t mask;      /* capacity - 1 */
    uint32_t lap_shift; /* brings the lap's lowest bit to the top */
    uint32_t reserved;
    uint64_t give_every; /* records taken before the producer is told */
    /* producer */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t tail; /* records ever pushed */
    uint64_t limit;                            /* where it is full, as far as the producer knows */
    _Atomic uint64_t high;                     /* most ever in it at a mark */
    /* consumer */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t head; /* records ever taken */
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
void vx_turn_give(struct vx_turn *ring, uint64_t at);

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

/* Consumer: does the first word of the slot of index `at` say that its record is there? */
static inline bool vx_turn_says(const struct vx_turn *ring, uint64_t at, uint64_t word)
{
    return ((word ^ vx_turn_of(ring, at)) & VX_TURN_BIT) == 0;
}

static inline uint64_t vx_turn_first(const struct vx_turn *ring, uint64_t at)
{
    /* A1: pairs with R1 in vx_turn_put; also for the records before it, which were put before */
    return atomic_load_explicit(vx_turn_slot(ring, at), memory_order_acquire);
}

/*
 * A word of a record, wherever it lies: word by word, as it was written most likely.  Here and
 * below the builtin, since _FORTIFY_SOURCE would ask at every word how long the record is.
 */
static inline uint64_t vx_turn_word(const void *record, unsigned i)
{
    uint64_t word;
    __builtin_memcpy(&word, (const unsigned char *)record + i * sizeof word, sizeof word);
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
    /* R1: pairs with A1 in vx_turn_first: the record is whole before it can be seen */
    atomic_store_explicit(&slot[0], first | vx_turn_of(ring, at), memory_order_release);
}

/* `first`: the slot's first word. */
static inline void vx_turn_get(const struct vx_turn *ring, uint64_t at, uint64_t first,
                               void *record)
{
    const _Atomic uint64_t *slot = vx_turn_slot(ring, at);
    unsigned char *to = record;
    first &= ~VX_TURN_BIT;
    __builtin_memcpy(to, &first, sizeof first);
    VX_TURN_UNROLL
    for (unsigned i = 1; i < VX_TURN_WORDS; i++) {
        const uint64_t word = atomic_load_explicit(&slot[i], memory_order_relaxed);
        __builtin_memcpy(to + i * sizeof word, &word, sizeof word);
    }
}

/*
 * The same for many: half as many moves, but slow for a record whose words were written just now.
 */
static inline void vx_turn_put_wide(struct vx_turn *ring, uint64_t at, const void *record)
{
    _Atomic uint64_t *slot = vx_turn_slot(ring, at);
    const uint64_t first = vx_turn_word(record, 0);
    assert((first & VX_TURN_BIT) == 0);
    __builtin_memcpy((void *)&slot[1], (const unsigned char *)record + 8, 8);
    __builtin_memcpy((void *)&slot[2], (const unsigned char *)record + 16, 16);
    /* R1: pairs with A1 in vx_turn_first */
    atomic_store_explicit(&slot[0], first | vx_turn_of(ring, at), memory_order_release);
}

static inline void vx_turn_get_wide(const struct vx_turn *ring, uint64_t at, void *record)
{
    const _Atomic uint64_t *slot = vx_turn_slot(ring, at);
    const uint64_t first = atomic_load_explicit(&slot[0], memory_order_relaxed) & ~VX_TURN_BIT;
    __builtin_memcpy(record, &first, 8);
    __builtin_memcpy((unsigned char *)record + 8, (const void *)&slot[1], 8);
    __builtin_memcpy((unsigned char *)record + 16, (const void *)&slot[2], 16);
}

/* Producer: copies one in; false: full. */
static inline bool vx_turn_push(struct vx_turn *ring, const void *record)
{
    const uint64_t at = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    if (VX_UNLIKELY(at == ring->limit) && vx_turn_look_at_given(ring, at) == 0)
        return false;
    vx_turn_put(ring, at, record);
    atomic_store_explicit(&ring->tail, at + 1, memory_order_relaxed);
    return true;
}

/* Producer: copies up to n records in; how many (0: full). */
static inline uint32_t vx_turn_push_some(struct vx_turn *ring, const void *records, uint32_t n)
{
    const unsigned char *from = records;
    uint64_t at = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    if (VX_UNLIKELY(ring->limit - at < n))
        n = (uint32_t)vx_min_u64(n, vx_turn_look_at_given(ring, at));
    for (uint32_t i = 0; i < n; i++, at++)
        vx_turn_put_wide(ring, at, from + i * VX_TURN_BYTES);
    atomic_store_explicit(&ring->tail, at, memory_order_relaxed);
    return n;
}

/* Producer: looks how many are in it, for `high`; at the end of a run of pushes. */
void vx_turn_mark(struct vx_turn *ring);

/* Consumer: index `at` is where it stands now.  The slots before it go back, now and then. */
static inline void vx_turn_took(struct vx_turn *ring, uint64_t at)
{
    atomic_store_explicit(&ring->head, at, memory_order_relaxed);
    if (VX_UNLIKELY(at - ring->given_own >= ring->give_every))
        vx_turn_give(ring, at);
}

/* Consumer: nothing is there; all slots go back, if that was not done. */
static inline void vx_turn_ran_dry(struct vx_turn *ring, uint64_t at)
{
    if (ring->given_own != at)
        vx_turn_give(ring, at);
}

/* Consumer: copies one out; false: empty. */
static inline bool vx_turn_pop(struct vx_turn *ring, void *record)
{
    const uint64_t at = atomic_load_explicit(&ring->head, memory_order_relaxed);
    const uint64_t first = vx_turn_first(ring, at);
    if (!vx_turn_says(ring, at, first)) {
        vx_turn_ran_dry(ring, at);
        return false;
    }
    vx_turn_get(ring, at, first, record);
    vx_turn_took(ring, at + 1);
    return true;
}

/* Consumer: of the n records from index `at` on, how many are there; n <= capacity. */
static inline uint32_t vx_turn_ready(const struct vx_turn *ring, uint64_t at, uint32_t n)
{
    uint32_t i = 0;
    if (n > 1 && vx_turn_says(ring, at + n - 1, vx_turn_first(ring, at + n - 1)))
        return n; /* the last vouches for those before it */
    while (i < n && vx_turn_says(ring, at + i, vx_turn_first(ring, at + i)))
        i++;
    return i;
}

/* Consumer: copies up to n records out; how many (0: empty). */
static inline uint32_t vx_turn_pop_some(struct vx_turn *ring, void *records, uint32_t n)
{
    unsigned char *to = records;
    const uint64_t at = atomic_load_explicit(&ring->head, memory_order_relaxed);
    n = vx_turn_ready(ring, at, (uint32_t)vx_min_u64(n, vx_turn_capacity(ring)));
    for (uint32_t i = 0; i < n; i++)
        vx_turn_get_wide(ring, at + i, to + i * VX_TURN_BYTES);
    if (n == 0)
        vx_turn_ran_dry(ring, at);
    else
        vx_turn_took(ring, at + n);
    return n;
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
