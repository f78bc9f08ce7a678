#include "core/base/prng.h"

#define WHOLE_BITS 6u /* of 64: for the whole part of a logarithm */
#define STEP_BITS  8u

/* ln (1 + i/256) * 2^58; the last one is ln 2. */
static const uint64_t logs[(1u << STEP_BITS) + 1] = {
    0x000000000000000u, 0x003fe0154562178u, 0x007f80a9ac419e2u, 0x00bee23afc0853bu,
    0x00fe054587e01f2u, 0x013cea44346a575u, 0x017b91b07d5b11bu, 0x01b9fc027af9198u,
    0x01f829b0e783300u, 0x02361b31247b300u, 0x0273d0f73fd7abfu, 0x02b14b75f91c9a9u,
    0x02ee8b1ec65b9f9u, 0x032b9061d91c7d7u, 0x03685bae232e37eu, 0x03a4ed715b616a4u,
    0x03e14618022c54du, 0x041d660d66391c5u, 0x04594dbba8deb84u, 0x0494fd8bc28505cu,
    0x04d075e586f4742u, 0x050bb72fa991bc1u, 0x0546c1cfc1860feu, 0x0581962a4dd430fu,
    0x05bc34a2b95ad2eu, 0x05f69d9b5ec4b32u, 0x0630d1758c66c84u, 0x066ad091880ceb3u,
    0x06a49b4e92b558eu, 0x06de320aec3b684u, 0x07179523d6f1d0cu, 0x0750c4f59b2cd75u,
    0x0789c1db8abcb98u, 0x07c28c300458a9au, 0x07fb244c76faaebu, 0x08338a89652cb71u,
    0x086bbf3e68472cbu, 0x08a3c2c233a1563u, 0x08db956a97b3d01u, 0x0913378c852d65cu,
    0x094aa97c0ffa91au, 0x0981eb8c723fe98u, 0x09b8fe100f47ba2u, 0x09efe158766314eu,
    0x0a2695b665be8f3u, 0x0a5d1b79cd2af2bu, 0x0a9372f1d0da1bdu, 0x0ac99c6ccc1042fu,
    0x0aff983853c9e9eu, 0x0b3566a13956a87u, 0x0b6b07f38ce90e4u, 0x0ba07c7aa01bd26u,
    0x0bd5c481086c849u, 0x0c0ae050a1abf57u, 0x0c3fd0329064885u, 0x0c74946f4436a05u,
    0x0ca92d4e7a2b5a4u, 0x0cdd9b173efdc1bu, 0x0d11de0ff15ab19u, 0x0d45f67e44178c6u,
    0x0d79e4a7405ff97u, 0x0dada8cf47dad23u, 0x0de1433a16c66b1u, 0x0e14b42ac60c605u,
    0x0e47fbe3cd4d10du, 0x0e7b1aa704e2ee2u, 0x0eae10b5a7ddc8bu, 0x0ee0de5055f63ebu,
    0x0f1383b7157972fu, 0x0f460129552d2ffu, 0x0f7856e5ee2c9b3u, 0x0faa852b25bd9b8u,
    0x0fdc8c36af1f154u, 0x100e6c45ad501ccu, 0x10402594b4d040eu, 0x1071b85fcd590d2u,
    0x10a324e27390e36u, 0x10d46b579ab74b2u, 0x11058bf9ae4ad52u, 0x1136870293a8b06u,
    0x11675cababa60e0u, 0x11980d2dd4236f6u, 0x11c898c16999fb0u, 0x11f8ff9e48a2f29u,
    0x122941fbcf7965au, 0x12596010df7639fu, 0x12895a13de86a36u, 0x12b9303ab89d24au,
    0x12e8e2bae11d30au, 0x131871c95441850u, 0x1347dd9a987d54du, 0x13772662bfd85afu,
    0x13a64c556945e9cu, 0x13d54fa5c1f70f8u, 0x1404308686a7e3cu, 0x1432ef2a04e813bu,
    0x14618bc21c5ec28u, 0x149006804009d0du, 0x14be5f957778a0eu, 0x14ec9732600269bu,
    0x151aad872df82d1u, 0x1548a2c3add262du, 0x15767717455a6c5u, 0x15a42ab0f4cfe1au,
    0x15d1bdbf5809ca5u, 0x15ff3070a793d3du, 0x162c82f2b9c7953u, 0x1659b57303e1f28u,
    0x1686c81e9b14aecu, 0x16b3bb2235943d9u, 0x16e08eaa2ba1e39u, 0x170d42e2789235du,
    0x1739d7f6bbd006au, 0x17664e1239dbcecu, 0x1792a55fdd47a28u, 0x17bede0a37afbfau,
    0x17eaf83b82afc36u, 0x1816f41da0d495bu, 0x1842d1da1e8b175u, 0x186e919a330ba01u,
    0x189a3386c1425abu, 0x18c5b7c858b48a8u, 0x18f11e873662c78u, 0x191c67eb45a83d8u,
    0x1947941c2116facu, 0x1972a3411351587u, 0x199d958117e08adu, 0x19c86b02dc0862au,
    0x19f323ecbf984bfu, 0x1a1dc064d5b9956u, 0x1a484090e5bb0a3u, 0x1a72a4966bd9ea1u,
    0x1a9cec9a9a08499u, 0x1ac718c258b0e41u, 0x1af1293247786b1u, 0x1b1b1e0ebdfc5b7u,
    0x1b44f77bcc8f629u, 0x1b6eb59d3cf35dau, 0x1b9858969310fb6u, 0x1bc1e08b0dad0a4u,
    0x1beb4d9da71b7bfu, 0x1c149ff115f026bu, 0x1c3dd7a7cdad4d7u, 0x1c66f4e3ff6ff7eu,
    0x1c8ff7c79a9a21bu, 0x1cb8e0744d7aca0u, 0x1ce1af0b85f3eb8u, 0x1d0a63ae721e642u,
    0x1d32fe7e00ebd56u, 0x1d5b7f9ae2c683du, 0x1d83e7258a2f3e5u, 0x1dac353e2c59542u,
    0x1dd46a04c1c4a0cu, 0x1dfc859906d5b54u, 0x1e24881a7c6c262u, 0x1e4c71a86877043u,
    0x1e744261d68787eu, 0x1e9bfa659861f56u, 0x1ec399d2468cc01u, 0x1eeb20c640ddf43u,
    0x1f128f5faf06ecbu, 0x1f39e5bc811e5bdu, 0x1f6123fa7028ac6u, 0x1f884a36fe9ec23u,
    0x1faf588f78f31eeu, 0x1fd64f20f61571du, 0x1ffd2e0857f4985u, 0x2023f5624bff143u,
    0x204aa54b4ba1fd9u, 0x20713ddf9cc6768u, 0x2097bf3b524da4du, 0x20be297a4c8b381u,
    0x20e47cb839be80au, 0x210ab910968a1ccu, 0x2130de9eae6a417u, 0x2156ed7d9c29a38u,
    0x217ce5c84a55057u, 0x21a2c79973ad6fcu, 0x21c8930ba39917fu, 0x21ee48393692faau,
    0x2213e73c5a992e0u, 0x2239702f0f99f08u, 0x225ee32b27df78au, 0x2284404a487a89eu,
    0x22a987a5e9abd35u, 0x22ceb957574c1c0u, 0x22f3d577b133418u, 0x2318dc1feb9e0c1u,
    0x233dcd68cf92ddau, 0x2362a96afb453deu, 0x2387703ee278498u, 0x23ac21fccee0061u,
    0x23d0bebce081a08u, 0x23f546970e12982u, 0x2419b9a32556db2u, 0x243e17f8cb7dd7cu,
    0x246261af7d7e850u, 0x248696de907267cu, 0x24aab79d31ef968u, 0x24cec4026861bfau,
    0x24f2bc25136235du, 0x2516a01bec0f056u, 0x253a6ffd8561159u, 0x255e2be04c815a4u,
    0x2581d3da891d177u, 0x25a568025db93b5u, 0x25c8e86dc804d08u, 0x25ec5532a12a8c6u,
    0x260fae669e217c4u, 0x2632f41f4ffcd44u, 0x26562672243ae26u, 0x267945746513299u,
    0x269c513b39c3a63u, 0x26bf49dba6dd400u, 0x26e22f6a8e8f6b9u, 0x270501fcb0f2fd8u,
    0x2727c1a6ac54335u, 0x274a6e7cfd7bf32u, 0x276d0893fff8456u, 0x278f8fffee640b9u,
    0x27b204d4e2adf55u, 0x27d46726d65eb70u, 0x27f6b709a2de84bu, 0x2818f49101b9d24u,
    0x283b1fd08ce55cdu, 0x285d38dbbf017e6u, 0x287f3fc5f39ccefu, 0x28a134a2677614au,
    0x28c3178438bd850u, 0x28e4e87e67555a6u, 0x2906a7a3d511beeu, 0x2928550745f80efu,
    0x2949f0bb607d760u, 0x296b7ad2adc4e72u, 0x298cf35f99dc736u, 0x29ae5a7473fa009u,
    0x29cfb0236eb7614u, 0x29f0f47ea04dd11u, 0x2a12279802d0d69u, 0x2a33498174688cdu,
    0x2a545a4cb78b55eu, 0x2a755a0b7336f95u, 0x2a9648cf33292f5u, 0x2ab726a968179a8u,
    0x2ad7f3ab67e7328u, 0x2af8afe66de3211u, 0x2b195b6b9af3126u, 0x2b39f64bf5d0fbfu,
    0x2b5a80986b3e59fu, 0x2b7afa61ce38e63u, 0x2b9b63b8d82ec92u, 0x2bbbbcae293246fu,
    0x2bdc0552482ceaeu, 0x2bfc3db5a312312u, 0x2c1c65e88f11b19u, 0x2c3c7dfb48c8cd3u,
    0x2c5c85fdf473de7u,
};

static inline uint64_t high(uint64_t a, uint64_t b)
{
    return (uint64_t)(((unsigned __int128)a * b) >> 64);
}

/*
 * -ln(u / 2^64) * 2^58: up to 44.4.  With u = 2^k (1 + t), the logarithm of 1 + t lies between two
 * of the table; a straight line between them misses it by less than 2^-19.
 */
static inline uint64_t exponential(uint64_t u)
{
    const unsigned zeros = (unsigned)__builtin_clzll(u);
    const uint64_t t = u << zeros << 1;
    const uint64_t *log = &logs[t >> (64 - STEP_BITS)];
    return logs[1u << STEP_BITS] * (zeros + 1) - (log[0] + high(log[1] - log[0], t << STEP_BITS));
}

uint64_t vx_prng_exp_ns(struct vx_prng *p, uint64_t mean_ns)
{
    assert(mean_ns <= (uint64_t)1 << 40);
    const unsigned __int128 half = (unsigned __int128)1 << (63 - WHOLE_BITS);
    const unsigned __int128 product = (unsigned __int128)exponential(vx_prng_next(p) | 1) * mean_ns;
    return (uint64_t)((product + half) >> (64 - WHOLE_BITS));
}
