/*
 * index.h: from an order's id to its cell.  Private to the room.
 *
 * A hash table of groups of seven slots, after F14 (Bronson, Shi 2019).  A group's word holds a
 * tag for each slot (a byte, 0: free) and, in its top byte, how many entries passed this group
 * because it was full: a probe goes on only if there are any.  So one word, compared as a whole,
 * nearly always answers for an id that is not there, and no deletion leaves a mark.  The cells
 * stand apart: what a new id has to look at takes two bytes an order and stays near.
 *
 * The table is only as large as the orders that rest need it to be.  Beyond four orders a group,
 * one of twice the groups takes over, and each order that comes to rest moves one group of the
 * old one: no pause, however many rest.  All sizes lie in one array, the table of 2^k groups from
 * group 2^k on.
 *
 * Sixty-four ids in a row lie in as many groups in a row: ids mostly come in sequence.
 * Fibonacci hashing spreads these runs.
 */
#ifndef VX_BOOK_INDEX_H
#define VX_BOOK_INDEX_H

#include "core/base/defs.h"

#define INDEX_RUN_BITS   6u
#define INDEX_BITS_MIN   3u /* the smallest table has 2^3 groups */
#define INDEX_GROUP_LOAD 4u /* orders a group, at most */
#define INDEX_SLOTS      8u /* room for cells in a group; the last is not used */

#define INDEX_LOW_BITS   0x0001010101010101u /* of the seven tags */
#define INDEX_HIGH_BITS  0x0080808080808080u /* every tag that is taken has this */
#define INDEX_PASSED     56u                 /* the bits from here on count who passed */
#define INDEX_PASSED_ONE ((uint64_t)1 << INDEX_PASSED)
#define INDEX_PASSED_MAX 255u /* from here on it is not counted down again */

/* Groups as a power of two, enough for a number of orders. */
static inline uint32_t index_bits_for(uint32_t orders)
{
    const uint64_t groups =
        vx_pow2_ceil(((uint64_t)orders + INDEX_GROUP_LOAD - 1) / INDEX_GROUP_LOAD);
    const uint32_t bits = (uint32_t)__builtin_ctzll(groups);
    return bits < INDEX_BITS_MIN ? INDEX_BITS_MIN : bits;
}

/* With how many orders the table of 2^bits groups is full; the largest one never is. */
static inline uint32_t index_tend_at(uint32_t bits, uint32_t bits_max)
{
    return bits == bits_max ? UINT32_MAX : INDEX_GROUP_LOAD << bits;
}

static inline uint64_t index_hash(uint64_t id)
{
    return (id >> INDEX_RUN_BITS) * 0x9e3779b97f4a7c15u;
}

/* The group where the probes for an id begin. */
static inline uint32_t index_home(uint64_t id, uint32_t bits)
{
    const uint32_t in_run = (uint32_t)id & ((1u << INDEX_RUN_BITS) - 1);
    const uint32_t size = 1u << bits;
    return size | (((uint32_t)(index_hash(id) >> (64 - bits)) + in_run) & (size - 1));
}

static inline uint32_t index_next(uint32_t group, uint32_t bits)
{
    const uint32_t size = 1u << bits;
    return size | ((group + 1) & (size - 1));
}

static inline uint64_t index_tag(uint64_t id)
{
    return 0x80 | ((index_hash(id) >> 24 ^ id) & 0x7f);
}

/* The slots of a group that hold a tag: a high bit each; rarely also one that holds another. */
static inline uint64_t index_matches(uint64_t word, uint64_t tag)
{
    const uint64_t differs = word ^ tag * INDEX_LOW_BITS;
    return (differs - INDEX_LOW_BITS) & ~differs & INDEX_HIGH_BITS;
}

/* The slots that are free: a high bit each. */
static inline uint64_t index_free(uint64_t word)
{
    return ~word & INDEX_HIGH_BITS;
}

/* The slot of the lowest of some high bits. */
static inline uint64_t index_slot(uint32_t group, uint64_t high_bits)
{
    return (uint64_t)group * INDEX_SLOTS + ((uint64_t)__builtin_ctzll(high_bits) >> 3);
}

/* Enters a cell for an id that the table of 2^bits groups does not hold. */
static inline void index_insert(uint64_t *words, uint32_t *cells, uint32_t bits, uint64_t id,
                                uint32_t cell)
{
    uint32_t group = index_home(id, bits);
    uint64_t free;
    while (VX_UNLIKELY((free = index_free(words[group])) == 0)) {
        if (words[group] >> INDEX_PASSED != INDEX_PASSED_MAX)
            words[group] += INDEX_PASSED_ONE;
        group = index_next(group, bits);
    }
    words[group] |= ((free & -free) >> 7) * index_tag(id);
    cells[index_slot(group, free)] = cell;
}

/* Frees the slot of an id in the table of 2^bits groups. */
static inline void index_erase(uint64_t *words, uint32_t bits, uint64_t id, uint64_t slot)
{
    const uint32_t group = (uint32_t)(slot / INDEX_SLOTS);
    words[group] &= ~((uint64_t)0xff << 8 * (slot % INDEX_SLOTS));
    for (uint32_t i = index_home(id, bits); VX_UNLIKELY(i != group); i = index_next(i, bits))
        if (words[i] >> INDEX_PASSED != INDEX_PASSED_MAX)
            words[i] -= INDEX_PASSED_ONE;
}

#endif
