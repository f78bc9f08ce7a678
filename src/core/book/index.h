/*
 * index.h: from an order's id to its cell.  Private to the room.
 *
 * Open addressing with linear probing in a power of two of slots, at most half of them taken.
 * Entries stand in the order of their homes (Celis, Larson, Munro 1985: Robin Hood hashing), so a
 * probe that finds nothing ends early, and a deletion shifts back only what stands away from
 * home: no tombstones, no rebuilds.  Sixty-four neighbouring ids are neighbours in the table too:
 * ids mostly come in sequence, and Fibonacci hashing spreads these runs.  A slot keeps 32 bits of
 * its hash, from which its home follows: no probe looks at an order that is not the one.
 */
#ifndef VX_BOOK_INDEX_H
#define VX_BOOK_INDEX_H

#include "core/base/hash.h"

#define INDEX_RUN_BITS 6u /* 64 ids in a row */
#define INDEX_BITS_MIN (INDEX_RUN_BITS + 1)
#define INDEX_TAG_BITS 32u

struct index_slot {
    uint32_t order; /* 0: free */
    uint32_t tag;
};
VX_ASSERT_SIZE(struct index_slot, 8);

/* Slots for a number of orders, as a power of two. */
static inline uint32_t index_bits_for(uint32_t orders)
{
    const uint32_t bits = (uint32_t)__builtin_ctzll(vx_pow2_ceil((uint64_t)orders * 2));
    return bits < INDEX_BITS_MIN ? INDEX_BITS_MIN : bits;
}

static inline uint32_t index_tag(uint64_t id)
{
    const uint32_t run = vx_hash_slot(id >> INDEX_RUN_BITS, INDEX_TAG_BITS - INDEX_RUN_BITS);
    return run << INDEX_RUN_BITS | (uint32_t)(id & ((1u << INDEX_RUN_BITS) - 1));
}

/* Where the probes for a tag begin: its top bits choose the run, its low bits the slot in it. */
static inline uint32_t index_home(uint32_t tag, uint32_t bits)
{
    const uint32_t in_run = (1u << INDEX_RUN_BITS) - 1;
    return (tag >> (INDEX_TAG_BITS - bits) & ~in_run) | (tag & in_run);
}

static inline uint32_t index_mask(uint32_t bits)
{
    return (uint32_t)(((uint64_t)1 << bits) - 1);
}

/* How far the entry in slot i stands from its home. */
static inline uint32_t index_distance(const struct index_slot *slots, uint32_t bits, uint32_t i)
{
    return (i - index_home(slots[i].tag, bits)) & index_mask(bits);
}

/* Puts an entry into slot i, where a probe for its id ended; what stands there moves up. */
static inline void index_insert(struct index_slot *slots, uint32_t bits, uint32_t i,
                                struct index_slot entry)
{
    while (VX_UNLIKELY(slots[i].order != 0)) {
        const struct index_slot moved = slots[i];
        slots[i] = entry;
        entry = moved;
        i = (i + 1) & index_mask(bits);
    }
    slots[i] = entry;
}

/* Frees slot i and closes the gap. */
static inline void index_erase(struct index_slot *slots, uint32_t bits, uint32_t i)
{
    for (;;) {
        const uint32_t next = (i + 1) & index_mask(bits);
        const bool free = slots[next].order == 0, at_home = index_distance(slots, bits, next) == 0;
        if (free | at_home) /* which of them is chance: one branch */
            break;
        slots[i] = slots[next];
        i = next;
    }
    slots[i].order = 0;
}

#endif
