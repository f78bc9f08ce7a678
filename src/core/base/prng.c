#include "core/base/prng.h"

#define LN2     0xb17217f7d1cf79abu /* ln 2 * 2^64 */
#define CUT_OFF 44u                 /* means */

/* ln2^1/1! + ... + ln2^k/k! as a fraction of 2^64; the sum of all is 1. */
static const uint64_t sum_of_powers[] = {
    0xb17217f7d1cf79abu, 0xeef193f6d75a96fcu, 0xfd27186259aaf6c2u, 0xff9d6dd050f4c5a7u,
    0xfff4cfcfef1e626bu, 0xfffee81886e1c62fu, 0xffffe7fe850e0bb5u, 0xfffffe2a8731b17du,
    0xffffffdfac6eeadcu, 0xfffffffdf9640067u, 0xffffffffe22ec79cu, 0xfffffffffe6a9dedu,
    0xffffffffffebff81u, 0xffffffffffff1417u, 0xfffffffffffff5ceu, 0xffffffffffffff95u,
    0xfffffffffffffffbu, 0xffffffffffffffffu,
};

/*
 * Ahrens and Dieter 1972, algorithm SA.  The number of halvings of a uniform number is the whole
 * multiple of ln 2; below it the density is cut into slices by the exponential series, and the
 * smallest of k + 1 uniform numbers lies in slice k as it has to.  In nearly 7 of 10 cases two
 * numbers are enough.
 */
static unsigned __int128 exponential(struct vx_prng *p)
{
    uint64_t halvings = vx_prng_next(p);
    if (halvings == 0)
        return (unsigned __int128)CUT_OFF << 64;
    unsigned __int128 whole = (unsigned __int128)LN2 * (unsigned)__builtin_clzll(halvings);
    uint64_t u = vx_prng_next(p);
    if (u < LN2)
        return whole + u;
    unsigned k = 0;
    uint64_t least = vx_prng_next(p);
    do {
        uint64_t other = vx_prng_next(p);
        least = other < least ? other : least;
        k++;
    } while (k < VX_LEN(sum_of_powers) - 1 && u >= sum_of_powers[k]);
    return whole + (uint64_t)(((unsigned __int128)least * LN2) >> 64);
}

uint64_t vx_prng_exp_ns(struct vx_prng *p, uint64_t mean_ns)
{
    assert(mean_ns <= (uint64_t)1 << 40);
    const unsigned __int128 half = (unsigned __int128)1 << 63;
    unsigned __int128 e = exponential(p);
    if (e >> 64 >= CUT_OFF)
        return CUT_OFF * mean_ns;
    return (uint64_t)((e * mean_ns + half) >> 64);
}
