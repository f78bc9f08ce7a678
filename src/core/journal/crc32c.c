#include "core/journal/crc32c.h"

#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#elif defined(__aarch64__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

/* Four bits at a time: small enough to be read over, and for processors that nobody trades on. */
uint32_t vx_crc32c_table(uint32_t crc, const void *data, size_t bytes)
{
    static const uint32_t table[16] = {
        0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3,
        0x61c69362, 0x7198540d, 0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
        0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
    };
    const unsigned char *p = data;
    crc = ~crc;
    for (; bytes > 0; bytes--) {
        crc ^= *p++;
        crc = crc >> 4 ^ table[crc & 15];
        crc = crc >> 4 ^ table[crc & 15];
    }
    return ~crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t by_instruction(uint32_t crc, const void *data,
                                                                 size_t bytes)
{
    const unsigned char *p = data;
    uint64_t sum = ~crc;
    for (; bytes >= 8; bytes -= 8, p += 8) {
        uint64_t word;
        memcpy(&word, p, sizeof word);
        sum = _mm_crc32_u64(sum, word);
    }
    uint32_t rest = (uint32_t)sum;
    if (bytes >= 4) {
        uint32_t word;
        memcpy(&word, p, sizeof word);
        rest = _mm_crc32_u32(rest, word);
        bytes -= 4;
        p += 4;
    }
    for (; bytes > 0; bytes--)
        rest = _mm_crc32_u8(rest, *p++);
    return ~rest;
}

vx_crc32c_fn vx_crc32c_best(void)
{
    return __builtin_cpu_supports("sse4.2") ? by_instruction : vx_crc32c_table;
}
#elif defined(__aarch64__) && defined(__linux__)
__attribute__((target("+crc"))) static uint32_t by_instruction(uint32_t crc, const void *data,
                                                               size_t bytes)
{
    const unsigned char *p = data;
    crc = ~crc;
    for (; bytes >= 8; bytes -= 8, p += 8) {
        uint64_t word;
        memcpy(&word, p, sizeof word);
        crc = __builtin_aarch64_crc32cx(crc, word);
    }
    for (; bytes > 0; bytes--)
        crc = __builtin_aarch64_crc32cb(crc, *p++);
    return ~crc;
}

vx_crc32c_fn vx_crc32c_best(void)
{
    return getauxval(AT_HWCAP) & HWCAP_CRC32 ? by_instruction : vx_crc32c_table;
}
#else
vx_crc32c_fn vx_crc32c_best(void)
{
    return vx_crc32c_table;
}
#endif

uint32_t vx_crc32c(uint32_t crc, const void *data, size_t bytes)
{
    return vx_crc32c_best()(crc, data, bytes);
}
