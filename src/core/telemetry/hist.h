/*
 * hist.h: latency histogram, log-linear with inline counts (the layout of HdrHistogram: G. Tene).
 *
 * Values are nanoseconds.  64 linear buckets a power of two: a value is known to within 1.6 %.
 * Values of 2^37 ns (137 s) and more are counted in the last bucket; max is exact.
 *
 * Threads: one writer (record, count, end: wait-free, relaxed stores), any readers (each count
 * exact, the whole not a snapshot).  Lives in a mapping.
 */
#ifndef VX_TELEMETRY_HIST_H
#define VX_TELEMETRY_HIST_H

#include <stdatomic.h>

#include "core/base/defs.h"

#define VX_HIST_SUB_BITS 6
#define VX_HIST_MAX_BITS 37
#define VX_HIST_COUNTS   ((VX_HIST_MAX_BITS - VX_HIST_SUB_BITS + 1) << VX_HIST_SUB_BITS)

struct vx_hist {
    VX_ALIGNED(VX_LINE) _Atomic uint64_t count;
    _Atomic uint64_t sum;
    _Atomic uint64_t max;
    _Atomic uint64_t reserved[13];
    _Atomic uint64_t counts[VX_HIST_COUNTS];
};

/* A reader's plain copy. */
struct vx_hist_copy {
    uint64_t count; /* sum of counts, taken from the copy itself */
    uint64_t sum;
    uint64_t max;
    uint64_t counts[VX_HIST_COUNTS];
};

static inline uint32_t vx_hist_index(uint64_t value_ns)
{
    if (VX_UNLIKELY(value_ns >> VX_HIST_MAX_BITS))
        return VX_HIST_COUNTS - 1;
    /* the small ones, which are counted one by one, are not shifted */
    const uint64_t top = value_ns | 1u << VX_HIST_SUB_BITS;
    /* ^: what a processor finds is the highest bit, so this is nothing to do, and 63 - is */
    const unsigned shift = (63u ^ (unsigned)__builtin_clzll(top)) - VX_HIST_SUB_BITS;
    return (shift << VX_HIST_SUB_BITS) + (uint32_t)(value_ns >> shift);
}

static inline void vx_hist_bump(_Atomic uint64_t *word, uint64_t by)
{
    atomic_store_explicit(word, atomic_load_explicit(word, memory_order_relaxed) + by,
                          memory_order_relaxed);
}

/* What a run of records adds to a histogram, but for the buckets: put in at the end of the run. */
struct vx_hist_run {
    uint64_t count;
    uint64_t sum;
    uint64_t max;
};

/* Counts a value once or (0) not at all, whatever it is: no branch. */
static inline void vx_hist_count(struct vx_hist *h, struct vx_hist_run *run, uint64_t value_ns,
                                 uint64_t once)
{
    const uint64_t value = value_ns & (0 - once);
    vx_hist_bump(&h->counts[vx_hist_index(value)], once);
    run->count += once;
    run->sum += value;
    run->max = vx_max_u64(run->max, value);
}

static inline void vx_hist_end(struct vx_hist *h, const struct vx_hist_run *run)
{
    vx_hist_bump(&h->count, run->count);
    vx_hist_bump(&h->sum, run->sum);
    if (run->max > atomic_load_explicit(&h->max, memory_order_relaxed))
        atomic_store_explicit(&h->max, run->max, memory_order_relaxed);
}

static inline void vx_hist_record(struct vx_hist *h, uint64_t value_ns)
{
    struct vx_hist_run run = {0};
    vx_hist_count(h, &run, value_ns, 1);
    vx_hist_end(h, &run);
}

/* The smallest and the largest value that are counted in a bucket. */
uint64_t vx_hist_lowest(uint32_t index);
uint64_t vx_hist_highest(uint32_t index);

void vx_hist_take(struct vx_hist_copy *copy, const struct vx_hist *h);
/* to = newer - older, bucket by bucket; max becomes the highest non-empty bucket's upper edge,
 * but never above newer->max. */
void vx_hist_interval(struct vx_hist_copy *to, const struct vx_hist_copy *newer,
                      const struct vx_hist_copy *older);
/* The value at a quantile given in parts per million (500000 = median); 0 if it is empty. */
uint64_t vx_hist_quantile(const struct vx_hist_copy *copy, uint32_t ppm);
/* Mean, rounded; 0 if it is empty. */
uint64_t vx_hist_mean(const struct vx_hist_copy *copy);

#endif
