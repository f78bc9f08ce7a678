/*
 * turn.h: bounded single-producer single-consumer ring of 32-byte records, each of which says
 * itself whether it is ready: the top bit of its first word is the turn, which changes with every
 * lap.  So a record and the news of it are one cache line, and a hop costs one transfer; spsc.h
 * needs two, an index and the item, but takes items of any size and gives them out in place.
 *
 * A record's first word is below 2^63 (an id is: VX_ID_MAX); the consumer gets it without the turn.
 * Records are copied in and out.
 *
 * The producer asks for the lines that it will write next before it comes to them: the consumer has
 * read them a lap ago, and what a store waits for is that line.  The consumer asks for lines ahead
 * only where it has seen that they are written: else it would take them away from the producer.
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
#define VX_TURN_AHEAD 16u                 /* so many records ahead lines are asked for */

/* Two records to a line: what there is to do once a line is done at every second one. */
#define VX_TURN_UNROLL _Pragma("GCC unroll 2")

/* Half a record: where many are taken, each is moved in two pieces. */
typedef uint64_t vx_turn_pair __attribute__((vector_size(16)));

struct vx_turn {
    /* set at init, then read-only */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t *slots;
    uint64_t mask;      /* capacity - 1 */
    uint32_t lap_shift; /* brings the lap's lowest bit to the top */
    uint32_t reserved;
    uint64_t give_every; /* the producer is told whenever a multiple of this was taken */
    /* producer */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t tail; /* records ever pushed */
    uint64_t room_end;     /* where it is full, for all it knows, or a lap ends */
    uint64_t push_turn;    /* of the lap that it is in */
    uintptr_t push_base;   /* of the lap that it is in */
    _Atomic uint64_t high; /* most ever in it at a mark */
    /* consumer */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t head; /* records ever taken */
    uint64_t run_end;                          /* where slots are given back next */
    uint64_t pop_turn;                         /* of the lap that it is in */
    uintptr_t pop_base;                        /* of the lap that it is in */
    uint64_t given_own;                        /* == given, read without an atomic */
    /* consumer to producer */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t given; /* records whose slots are the producer's again */
};
VX_ASSERT_SIZE(struct vx_turn, 4 * VX_LINE);
VX_ASSERT_OFFSET(struct vx_turn, tail, VX_LINE);
VX_ASSERT_OFFSET(struct vx_turn, head, 2 * VX_LINE);
VX_ASSERT_OFFSET(struct vx_turn, given, 3 * VX_LINE);

/*
 * Bytes for the slots, and behind them for VX_TURN_AHEAD more that are only asked for, so that no
 * one else's lines are; capacity a power of two in 2..2^24, 0 if it is not.
 */
size_t vx_turn_footprint(uint64_t capacity);
/* slots: footprint() bytes, aligned to VX_LINE, the caller's.  Touches all.  0 or VX_E_INVALID. */
int vx_turn_init(struct vx_turn *ring, void *slots, uint64_t capacity);
/* As init, with both indices starting at `start` (tests of the wrap). */
int vx_turn_init_at(struct vx_turn *ring, void *slots, uint64_t capacity, uint64_t start);

/* The seldom ways of push and pop. */
uint64_t vx_turn_find_room(struct vx_turn *ring, uint64_t at);
void vx_turn_give(struct vx_turn *ring, uint64_t at);
void vx_turn_fetch(const struct vx_turn *ring, const _Atomic uint64_t *slot);

static inline uint64_t vx_turn_capacity(const struct vx_turn *ring)
{
    return ring->mask + 1;
}

/*
 * A slot by its index.  A lap's base is where the slot of index 0 would lie, did the lap's slots go
 * on that far back: either side works it out once a lap, and needs no mask at each record.
 */
static inline _Atomic uint64_t *vx_turn_slot(uintptr_t base, uint64_t at)
{
    return (_Atomic uint64_t *)(base + at * VX_TURN_BYTES);
}

static inline uintptr_t vx_turn_base_of(const struct vx_turn *ring, uint64_t at)
{
    return (uintptr_t)ring->slots - (at & ~ring->mask) * VX_TURN_BYTES;
}

/* The turn of the lap that index `at` is in. */
static inline uint64_t vx_turn_of(const struct vx_turn *ring, uint64_t at)
{
    return (at << ring->lap_shift) & VX_TURN_BIT;
}

/* Consumer: the first word of a slot, without the turn if its record is there, else with it. */
static inline uint64_t vx_turn_first(const struct vx_turn *ring, const _Atomic uint64_t *slot)
{
    /* A1: pairs with R1 in vx_turn_hand; also for the records before it, which were put before */
    return atomic_load_explicit(slot, memory_order_acquire) ^ ring->pop_turn;
}

static inline bool vx_turn_is_there(uint64_t first)
{
    return (first & VX_TURN_BIT) == 0;
}

/* Producer: the line VX_TURN_AHEAD records on. */
static inline void vx_turn_fetch_to_write(const _Atomic uint64_t *slot)
{
    vx_fetch_to_write((const void *)(slot + VX_TURN_AHEAD * VX_TURN_WORDS));
}

/* Producer: the first word goes last, and with it the record. */
static inline void vx_turn_hand(_Atomic uint64_t *slot, uint64_t first, uint64_t turn)
{
    assert(vx_turn_is_there(first));
    /* R1: pairs with A1 in vx_turn_first: the record is whole before it can be seen */
    atomic_store_explicit(slot, first | turn, memory_order_release);
}

/*
 * A word of a record into or out of a slot, as it was or will be used most likely.  Here and below
 * the builtin, since _FORTIFY_SOURCE would ask at every word how long the record is.
 */
static inline void vx_turn_copy_word(void *to, const void *from, unsigned i)
{
    __builtin_memcpy((unsigned char *)to + i * 8, (const unsigned char *)from + i * 8, 8);
}

/* Producer: copies one in; false: full. */
static inline bool vx_turn_push(struct vx_turn *ring, const void *record)
{
    const uint64_t at = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    if (VX_UNLIKELY(at == ring->room_end) && vx_turn_find_room(ring, at) == 0)
        return false;
    _Atomic uint64_t *slot = vx_turn_slot(ring->push_base, at);
    uint64_t first;
    __builtin_memcpy(&first, record, sizeof first);
    vx_turn_fetch_to_write(slot);
    vx_turn_copy_word((void *)slot, record, 1);
    vx_turn_copy_word((void *)slot, record, 2);
    vx_turn_copy_word((void *)slot, record, 3);
    vx_turn_hand(slot, first, ring->push_turn);
    atomic_store_explicit(&ring->tail, at + 1, memory_order_relaxed);
    return true;
}

/* Producer: n records into slots of one lap. */
static inline void vx_turn_put_run(_Atomic uint64_t *slot, const unsigned char *from, uint64_t n,
                                   uint64_t turn)
{
    VX_TURN_UNROLL
    for (uint64_t i = 0; i < n; i++, slot += VX_TURN_WORDS, from += VX_TURN_BYTES) {
        uint64_t first;
        __builtin_memcpy(&first, from, sizeof first);
        if (i % 2 == 1)
            vx_turn_fetch_to_write(slot);
        __builtin_memcpy((void *)&slot[2], from + 16, 16);
        vx_turn_copy_word((void *)slot, from, 1);
        vx_turn_hand(slot, first, turn);
    }
}

/* Producer: copies up to n records in; how many (0: full). */
static inline uint32_t vx_turn_push_some(struct vx_turn *ring, const void *records, uint32_t n)
{
    const unsigned char *from = records;
    uint32_t done = 0;
    while (done < n) {
        const uint64_t at = atomic_load_explicit(&ring->tail, memory_order_relaxed);
        if (VX_UNLIKELY(at == ring->room_end) && vx_turn_find_room(ring, at) == 0)
            break;
        const uint32_t run = (uint32_t)vx_min_u64(n - done, ring->room_end - at);
        vx_turn_put_run(vx_turn_slot(ring->push_base, at), from + done * VX_TURN_BYTES, run,
                        ring->push_turn);
        atomic_store_explicit(&ring->tail, at + run, memory_order_relaxed);
        done += run;
    }
    return done;
}

/* Producer: looks how many are in it, for `high`; at the end of a run of pushes. */
void vx_turn_mark(struct vx_turn *ring);

/* Consumer: index `at` is where it stands now.  The slots before it go back, now and then. */
static inline void vx_turn_took(struct vx_turn *ring, uint64_t at)
{
    atomic_store_explicit(&ring->head, at, memory_order_relaxed);
    if (VX_UNLIKELY(at == ring->run_end))
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
    const _Atomic uint64_t *slot = vx_turn_slot(ring->pop_base, at);
    const uint64_t first = vx_turn_first(ring, slot);
    if (!vx_turn_is_there(first)) {
        vx_turn_ran_dry(ring, at);
        return false;
    }
    if (VX_UNLIKELY(at % VX_TURN_AHEAD == 0))
        vx_turn_fetch(ring, slot);
    __builtin_memcpy(record, &first, sizeof first);
    vx_turn_copy_word(record, (const void *)slot, 1);
    vx_turn_copy_word(record, (const void *)slot, 2);
    vx_turn_copy_word(record, (const void *)slot, 3);
    vx_turn_took(ring, at + 1);
    return true;
}

/* Consumer: of the n records from a slot on, how many are there; n >= 1, all of one lap. */
static inline uint32_t vx_turn_ready(const struct vx_turn *ring, const _Atomic uint64_t *slot,
                                     uint32_t n)
{
    uint32_t i = 0;
    if (vx_turn_is_there(vx_turn_first(ring, slot + (n - 1) * VX_TURN_WORDS)))
        return n; /* the last vouches for those before it */
    while (i < n && vx_turn_is_there(vx_turn_first(ring, slot + i * VX_TURN_WORDS)))
        i++;
    return i;
}

/*
 * Consumer: n records that are there.  Their first words are read plainly, as the rest is: nobody
 * writes them before they are given back.
 */
static inline void vx_turn_get_run(const struct vx_turn *ring, const _Atomic uint64_t *slot,
                                   unsigned char *to, uint32_t n)
{
    const vx_turn_pair turn = {ring->pop_turn, 0};
    VX_TURN_UNROLL
    for (uint32_t i = 0; i < n; i++) {
        vx_turn_pair half[2];
        __builtin_memcpy(half, (const void *)slot, sizeof half);
        half[0] ^= turn;
        __builtin_memcpy(to, half, sizeof half);
        slot += VX_TURN_WORDS;
        to += VX_TURN_BYTES;
    }
}

/* Consumer: copies up to n records out; how many (0: empty). */
static inline uint32_t vx_turn_pop_some(struct vx_turn *ring, void *records, uint32_t n)
{
    unsigned char *to = records;
    uint32_t done = 0, run, got;
    for (run = got = 0; done < n && got == run; done += got) {
        const uint64_t at = atomic_load_explicit(&ring->head, memory_order_relaxed);
        const _Atomic uint64_t *slot = vx_turn_slot(ring->pop_base, at);
        run = (uint32_t)vx_min_u64(n - done, ring->run_end - at);
        got = vx_turn_ready(ring, slot, run);
        vx_turn_get_run(ring, slot, to + done * VX_TURN_BYTES, got);
        if (got > 0)
            vx_turn_took(ring, at + got);
        else if (done == 0)
            vx_turn_ran_dry(ring, at);
    }
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
