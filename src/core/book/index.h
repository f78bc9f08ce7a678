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
#define INDEX_NO_MATCH   ((uint64_t)1 << 63) /* leads to the slot that is not used */
#define INDEX_PASSED     56u                 /* the bits from here on count who passed */
#define INDEX_PASSED_ONE ((uint64_t)1 << INDEX_PASSED)
#define INDEX_PASSED_MAX 255u /* from here on it is not counted down again */

/* One of the tables.  Groups are counted through all tables: this one's first is mask + 1. */
struct index_table {
    uint32_t mask;  /* groups - 1; 0: no table */
    uint32_t shift; /* how much of a hash is too much */
};

/* Groups as a power of two, enough for a number of orders. */
static inline uint32_t index_bits_for(uint32_t orders)
{
    const uint32_t groups = orders / INDEX_GROUP_LOAD + (orders % INDEX_GROUP_LOAD != 0);
    const uint32_t bits = (uint32_t)__builtin_ctzll(vx_pow2_ceil(groups));
    return bits < INDEX_BITS_MIN ? INDEX_BITS_MIN : bits;
}

static inline uint64_t index_hash(uint64_t id)
{
    return (id >> INDEX_RUN_BITS) * 0x9e3779b97f4a7c15u;
}

/* The group where the probes for an id begin. */
static inline uint32_t index_home(struct index_table t, uint64_t id)
{
    return (((uint32_t)(index_hash(id) >> t.shift) + (uint32_t)id) & t.mask) + t.mask + 1;
}

static inline uint32_t index_next(struct index_table t, uint32_t group)
{
    return ((group + 1) & t.mask) + t.mask + 1;
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

/* The slots that are free, and those that are taken: a high bit each. */
static inline uint64_t index_free(uint64_t word)
{
    return ~word & INDEX_HIGH_BITS;
}

static inline uint64_t index_taken(uint64_t word)
{
    return word & INDEX_HIGH_BITS;
}

/* Slots are counted through all groups.  The slot of the lowest of some high bits. */
static inline uint32_t index_slot(uint32_t group, uint64_t high_bits)
{
    return group * INDEX_SLOTS + ((uint32_t)__builtin_ctzll(high_bits) >> 3);
}

/* The byte of a slot in its group's word. */
static inline uint64_t index_byte(uint32_t slot, uint64_t byte)
{
    return byte << 8 * (slot % INDEX_SLOTS);
}

/* Counts one who passes a full group; a counter at its end stays there. */
static inline void index_pass(uint64_t *word)
{
    if (*word >> INDEX_PASSED != INDEX_PASSED_MAX)
        *word += INDEX_PASSED_ONE;
}

static inline void index_unpass(uint64_t *word)
{
    if (*word >> INDEX_PASSED != INDEX_PASSED_MAX)
        *word -= INDEX_PASSED_ONE;
}

#endif
