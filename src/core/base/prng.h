/*
 * prng.h: xoshiro256** (Blackman, Vigna 2018), seeded by splitmix64.  The same numbers on every
 * machine.  Not for secrets.  Threads: one owner.  Cost: O(1), about 1 ns.
 */
#ifndef VX_BASE_PRNG_H
#define VX_BASE_PRNG_H

#include "core/base/defs.h"

struct vx_prng {
    uint64_t s[4];
};

static inline uint64_t vx_splitmix64(uint64_t *x)
{
    uint64_t z = (*x += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline void vx_prng_seed(struct vx_prng *p, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        p->s[i] = vx_splitmix64(&seed);
}

static inline uint64_t vx_rotl64(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

static inline uint64_t vx_prng_next(struct vx_prng *p)
{
    uint64_t *s = p->s;
    const uint64_t result = vx_rotl64(s[1] * 5, 7) * 9;
    const uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = vx_rotl64(s[3], 45);
    return result;
}

/* Uniform in 0..n-1 (n >= 1) by multiplication; the bias is below n / 2^64. */
static inline uint64_t vx_prng_below(struct vx_prng *p, uint64_t n)
{
    return (uint64_t)(((unsigned __int128)vx_prng_next(p) * n) >> 64);
}

/*
 * A gap of a Poisson process with the given mean: exponential, by inversion, in integer arithmetic,
 * the same everywhere (no libm), right to 2^-19 of the mean.  mean_ns up to 2^40; at most 44.4
 * means.  Takes one number from p and has no branch.
 */
uint64_t vx_prng_exp_ns(struct vx_prng *p, uint64_t mean_ns);

#endif
