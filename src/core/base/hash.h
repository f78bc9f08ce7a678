/*
 * hash.h: a chained 64-bit hash over fixed records, the same on every machine.
 * Mixing: multiply-xorshift with the constants of splitmix64; the words of a record by folded
 * products (W. Yi, wyhash).  Not for secrets.
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

/*
 * A record of four words.  They are mixed among themselves first, so that a record costs the chain,
 * where each step waits for the one before, one step and not four.
 */
static inline uint64_t vx_hash_record(uint64_t chain, uint64_t a, uint64_t b, uint64_t c,
                                      uint64_t d)
{
    unsigned __int128 z = (unsigned __int128)(a ^ 0xa0761d6478bd642fu) * (b ^ 0xe7037ed1a0b428dbu);
    z += (unsigned __int128)(c ^ 0x8ebc6af09c88c6e3u) * (d ^ 0x589965cc75374cc3u);
    chain = (chain ^ (uint64_t)z ^ (uint64_t)(z >> 64)) * 0x9e3779b97f4a7c15u;
    return chain ^ chain >> 29;
}

/* Spreads an id over a table of 2^bits slots (Fibonacci hashing, Knuth vol. 3). bits in 1..32. */
static inline uint32_t vx_hash_slot(uint64_t id, unsigned bits)
{
    return (uint32_t)((id * 0x9e3779b97f4a7c15u) >> (64 - bits));
}

#endif
