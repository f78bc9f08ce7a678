#include "core/base/prng.h"

#define LN2        0xb17217f7d1cf79acu /* ln 2 * 2^64 */
#define THIRD      0x5555555555555555u /* 2^64 / 3 */
#define HALF       0x8000000000000000u /* 2^64 / 2 */
#define STEPS_BITS 6u
#define SPARE_BITS 6u /* of 64: for the whole part */

/* Of 1 + i/64: 2^64 divided by it, and its logarithm * 2^64. */
static const struct {
    uint64_t inverse;
    uint64_t log;
} steps[1u << STEPS_BITS] = {
    {0xffffffffffffffffu, 0x0000000000000000u}, {0xfc0fc0fc0fc0fc10u, 0x03f815161f807c7au},
    {0xf83e0f83e0f83e10u, 0x07e0a6c39e0cc013u}, {0xf4898d5f85bb3950u, 0x0bba2c7b196e7e23u},
    {0xf0f0f0f0f0f0f0f1u, 0x0f85186008b15331u}, {0xed7303b5cc0ed730u, 0x1341d7961bd1d093u},
    {0xea0ea0ea0ea0ea0fu, 0x16f0d28ae56b4b9cu}, {0xe6c2b4481cd85689u, 0x1a926d3a4ad56365u},
    {0xe38e38e38e38e38eu, 0x1e27076e2af2e5eau}, {0xe070381c0e070382u, 0x21aefcf9a11cb2cdu},
    {0xdd67c8a60dd67c8au, 0x252aa5f03fea4698u}, {0xda740da740da740eu, 0x289a56d996fa3cd0u},
    {0xd79435e50d79435eu, 0x2bfe60e14f27a791u}, {0xd4c77b03531dec0du, 0x2f57120421b21238u},
    {0xd20d20d20d20d20du, 0x32a4b539e8ad68edu}, {0xcf6474a8819ec8e9u, 0x35e7929d017fe5b2u},
    {0xcccccccccccccccdu, 0x391fef8f35344358u}, {0xca4587e6b74f0329u, 0x3c4e0edc55e5cbd4u},
    {0xc7ce0c7ce0c7ce0cu, 0x3f7230dabc7c551bu}, {0xc565c87b5f9d4d1cu, 0x428c9389ce438d7eu},
    {0xc30c30c30c30c30cu, 0x459d72aeae98380eu}, {0xc0c0c0c0c0c0c0c1u, 0x48a507ef3de59689u},
    {0xbe82fa0be82fa0bfu, 0x4ba38aeb8474c271u}, {0xbc52640bc52640bcu, 0x4e993155a517a71du},
    {0xba2e8ba2e8ba2e8cu, 0x51862f08717b09f4u}, {0xb81702e05c0b8170u, 0x546ab61cb7e0b427u},
    {0xb60b60b60b60b60bu, 0x5746f6fd60272942u}, {0xb40b40b40b40b40bu, 0x5a1b207a6c52bb11u},
    {0xb21642c8590b2164u, 0x5ce75fdaef401a74u}, {0xb02c0b02c0b02c0bu, 0x5fabe0ee0abf0d93u},
    {0xae4c415c9882b931u, 0x6268ce1b05096ad7u}, {0xac7691840ac76918u, 0x651e5070845beae9u},
    {0xaaaaaaaaaaaaaaabu, 0x67cc8fb2fe612fcbu}, {0xa8e83f5717c0a8e8u, 0x6a73b26a68212635u},
    {0xa72f05397829cbc1u, 0x6d13ddef323d8a33u}, {0xa57eb50295fad40au, 0x6fad36769c6defdeu},
    {0xa3d70a3d70a3d70au, 0x723fdf1e6a6886b1u}, {0xa237c32b16cfd772u, 0x74cbf9f803af5587u},
    {0xa0a0a0a0a0a0a0a1u, 0x7751a813071282fcu}, {0x9f1165e7254813e2u, 0x79d109875a1e1f8eu},
    {0x9d89d89d89d89d8au, 0x7c4a3d7ebc1bb2cdu}, {0x9c09c09c09c09c0au, 0x7ebd623de3cc7b67u},
    {0x9a90e7d95bc609a9u, 0x812a952d2e87f635u}, {0x991f1a515885fb37u, 0x8391f2e0e6fa0273u},
    {0x97b425ed097b425fu, 0x85f39721295415b5u}, {0x964fda6c0964fda7u, 0x884f9cf16a64b7efu},
    {0x94f2094f2094f209u, 0x8aa61e97a6af4d4cu}, {0x939a85c40939a85cu, 0x8cf735a33e4b7663u},
    {0x9249249249249249u, 0x8f42faf3820681efu}, {0x90fdbc090fdbc091u, 0x918986bdf5fa1417u},
    {0x8fb823ee08fb823fu, 0x93caf0944d88d75cu}, {0x8e78356d1408e783u, 0x96074f6a24745dccu},
    {0x8d3dcb08d3dcb08du, 0x983eb99a7885f0feu}, {0x8c08c08c08c08c09u, 0x9a7144ece70e98b7u},
    {0x8ad8f2fba9386823u, 0x9c9f069ab150cd4eu}, {0x89ae4089ae4089aeu, 0x9ec813538ab7d520u},
    {0x8888888888888889u, 0xa0ec7f4233957323u}, {0x8767ab5f34e47ef1u, 0xa30c5e10e2f613e8u},
    {0x864b8a7de6d1d608u, 0xa527c2ed81f5d811u}, {0x8534085340853408u, 0xa73ec08dbadd84e6u},
    {0x8421084210842108u, 0xa9516932de2d5774u}, {0x83126e978d4fdf3bu, 0xab5fcead9f9cca09u},
    {0x8208208208208208u, 0xad6a0261acf967d9u}, {0x8102040810204081u, 0xaf70154920b3ab87u},
};

static inline uint64_t high(uint64_t a, uint64_t b)
{
    return (uint64_t)(((unsigned __int128)a * b) >> 64);
}

/*
 * -ln(u / 2^64) * 2^58: up to 44.4.  With u = 2^k (1 + t): what of t is beyond a step of the table
 * goes into three terms of the logarithm's series, which leave out less than 2^-26.
 */
static inline uint64_t exponential(uint64_t u)
{
    const unsigned zeros = (unsigned)__builtin_clzll(u);
    const uint64_t t = u << zeros << 1;
    const uint64_t step = t >> (64 - STEPS_BITS);
    const uint64_t r = high(t & (UINT64_MAX >> STEPS_BITS), steps[step].inverse);
    const uint64_t log = steps[step].log + r - high(high(r, r), HALF - high(r, THIRD));
    return (LN2 >> SPARE_BITS) * (zeros + 1) - (log >> SPARE_BITS);
}

uint64_t vx_prng_exp_ns(struct vx_prng *p, uint64_t mean_ns)
{
    assert(mean_ns <= (uint64_t)1 << 40);
    const unsigned __int128 half = (unsigned __int128)1 << (63 - SPARE_BITS);
    const unsigned __int128 product = (unsigned __int128)exponential(vx_prng_next(p) | 1) * mean_ns;
    return (uint64_t)((product + half) >> (64 - SPARE_BITS));
}
