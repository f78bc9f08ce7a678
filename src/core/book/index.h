/*
 * index.h: from an order's id to its place in the arena.  Private to the room.
 *
 * Open addressing with linear probing in a power of two of slots, at most half of them taken;
 * deletion shifts back what follows (Knuth vol. 3, 6.4, algorithm R), so there are no tombstones
 * and no rebuilds.  Eight neighbouring ids share a cache line: ids mostly come in sequence, and
 * Fibonacci hashing spreads the lines.  A slot keeps 32 bits of its hash, from which its home
 * follows: neither a probe nor a deletion looks at an order that is not the one.
 */
#ifndef VX_BOOK_INDEX_H
#define VX_BOOK_INDEX_H

#include "core/base/hash.h"

#define INDEX_BITS_MIN  4u
#define INDEX_LINE_BITS 3u /* eight slots a line */
#define INDEX_TAG_BITS  32u

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
    const uint32_t line = vx_hash_slot(id >> INDEX_LINE_BITS, INDEX_TAG_BITS - INDEX_LINE_BITS);
    return line << INDEX_LINE_BITS | (uint32_t)(id & ((1u << INDEX_LINE_BITS) - 1));
}

/* Where the probes for a tag begin: its top bits choose the line, its low bits the slot in it. */
static inline uint32_t index_home(uint32_t tag, uint32_t bits)
{
    const uint32_t in_line = (1u << INDEX_LINE_BITS) - 1;
    return (tag >> (INDEX_TAG_BITS - bits) & ~in_line) | (tag & in_line);
}

/* Frees slot `i` and closes the gap. */
static inline void index_erase(struct index_slot *slots, uint32_t bits, uint32_t i)
{
    const uint32_t mask = (uint32_t)(((uint64_t)1 << bits) - 1);
    for (uint32_t j = (i + 1) & mask; slots[j].order != 0; j = (j + 1) & mask) {
        const uint32_t from_home = (j - index_home(slots[j].tag, bits)) & mask;
        if (from_home >= ((j - i) & mask)) {
            slots[i] = slots[j];
            i = j;
        }
    }
    slots[i].order = 0;
}

#endif
