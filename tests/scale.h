/*
 * scale.h: how much of what a test repeats it is to repeat: VX_TEST_SCALE, per cent.  Sanitized
 * builds are run with less.
 */
#ifndef VX_TESTS_SCALE_H
#define VX_TESTS_SCALE_H

#include <stdint.h>
#include <stdlib.h>

/* n as VX_TEST_SCALE says, at least 1. */
static inline uint64_t vx_test_scaled(uint64_t n)
{
    const char *percent = getenv("VX_TEST_SCALE");
    const uint64_t scaled = percent ? n * strtoull(percent, NULL, 10) / 100 : n;
    return scaled ? scaled : 1;
}

#endif
