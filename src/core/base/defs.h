/*
 * defs.h: the few words every room shares: alignment, branch hints, size checks.
 */
#ifndef VX_BASE_DEFS_H
#define VX_BASE_DEFS_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Two 64-byte lines: x86 prefetches lines in pairs, several ARM cores have 128-byte lines. */
#define VX_LINE 128

#define VX_ALIGNED(n)  __attribute__((aligned(n)))
#define VX_LIKELY(x)   __builtin_expect(!!(x), 1)
#define VX_UNLIKELY(x) __builtin_expect(!!(x), 0)
/* What the compiler would not choose by itself; each is measured where it stands (bench). */
#define VX_INLINE   inline __attribute__((always_inline))
#define VX_NOINLINE __attribute__((noinline))
#define VX_COLD     __attribute__((noinline, cold))

#define VX_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define VX_WARN_UNUSED  __attribute__((warn_unused_result))
#define VX_LEN(a)       (sizeof(a) / sizeof((a)[0]))

#define VX_ASSERT_SIZE(type, bytes) \
    static_assert(sizeof(type) == (bytes), #type " must be " #bytes " bytes")
#define VX_ASSERT_OFFSET(type, field, bytes) \
    static_assert(offsetof(type, field) == (bytes), #type "." #field " must be at " #bytes)

#define VX_NEVER UINT64_MAX /* a time that does not come */

static inline uint64_t vx_min_u64(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static inline uint64_t vx_max_u64(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/*
 * The line at an address, to be written.  On x86 the compiler's builtin means a line that is only
 * read, unless it is told of the instruction; a processor without it takes it for nothing.
 */
static inline void vx_fetch_to_write(const void *at)
{
#ifdef __x86_64__
    __asm__("prefetchw %0" : : "m"(*(const char *)at));
#else
    __builtin_prefetch(at, 1);
#endif
}

/* The smallest power of two that is >= x; x in 1..2^63. Cold. */
static inline uint64_t vx_pow2_ceil(uint64_t x)
{
    return x <= 1 ? 1 : (uint64_t)1 << (64 - __builtin_clzll(x - 1));
}

#endif
