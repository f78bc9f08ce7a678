/*
 * hash.h: a chained 64-bit hash over fixed records, the same on every machine.
 * Mixing: multiply-xorshift with the constants of splitmix64.  Not for secrets.
 * Words are fed in a stated order, never as raw memory, so that byte order does not matter.
 */
#ifndef VX_BASE_HASH_H
#define VX_BASE_HASH_H

#include "core/base/defs.h"

#define VX_HASH_START 0x76656c6f78000001u

static inline uint64_t vx_hash_word(uint64_t chain, uint64_t word)
{
    uint64_t z = (chain ^ word) * 0x9e3779b97f4a7c15u;
    z ^= z >> 29;
    return z * 0xbf58476d1ce4e5b9u + word;
}

/* Spreads an id over a table of 2^bits slots (Fibonacci hashing, Knuth vol. 3). bits in 1..32. */
static inline uint32_t vx_hash_slot(uint64_t id, unsigned bits)
{
    return (uint32_t)((id * 0x9e3779b97f4a7c15u) >> (64 - bits));
}

#endif
