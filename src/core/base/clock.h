/*
 * clock.h: one monotonic clock, in nanoseconds.
 *
 * Source: the TSC where the kernel itself trusts it (x86-64: constant and non-stop), CNTVCT_EL0 on
 * ARM64, else clock_gettime(CLOCK_MONOTONIC).  Conversion is a 64x64->128 multiplication and a
 * shift; no division, no floating point after start.
 *
 * Threads: vx_clock_init once, before threads start; everything else from anywhere, wait-free.
 * Only drivers and the front ends read a clock; stages are handed `now`.
 */
#ifndef VX_BASE_CLOCK_H
#define VX_BASE_CLOCK_H

#include "core/base/defs.h"

struct vx_clock {
    uint64_t base_ticks; /* the counter at vx_clock_init */
    uint64_t mult;       /* ns = (ticks * mult) >> shift */
    uint32_t shift;
    uint32_t source; /* enum vx_clock_source */
    uint64_t ticks_per_s;
};

enum vx_clock_source { VX_CLOCK_TSC, VX_CLOCK_CNTVCT, VX_CLOCK_MONOTONIC };

/* Calibrates against CLOCK_MONOTONIC for about 5 ms.  Never fails: falls back to it. Cold. */
void vx_clock_init(struct vx_clock *clock);
/* The same, with the counter left alone if `counter` is false. */
void vx_clock_init_from(struct vx_clock *clock, bool counter);
/* "tsc", "cntvct" or "clock_gettime". */
const char *vx_clock_source_name(const struct vx_clock *clock);
/* Nanoseconds since vx_clock_init.  About 10 ns with a counter, no system call. */
uint64_t vx_clock_ns(const struct vx_clock *clock);

/* CLOCK_MONOTONIC and CLOCK_REALTIME in nanoseconds, for the front ends and for time stamps. */
uint64_t vx_monotonic_ns(void);
uint64_t vx_realtime_ns(void);

#endif
