#include "cmd/show/hgrm.h"

#include <inttypes.h>

#define ONE       1000000000000u /* a percentile of 1, in the last decimal that is printed */
#define HALF_TICK 5u
#define LEVEL_MAX (ONE - ONE / 100000000u) /* nothing finer than eight nines */

__extension__ typedef unsigned __int128 wide;

static uint64_t root(wide x)
{
    wide low = 0, high = (wide)1 << 64;
    while (high - low > 1) {
        wide middle = low + (high - low) / 2;
        if (middle * middle <= x)
            low = middle;
        else
            high = middle;
    }
    return (uint64_t)low;
}

static uint64_t deviation(const struct vx_hist_copy *h, uint64_t mean)
{
    wide sum = 0;
    for (uint32_t i = 0; i < VX_HIST_COUNTS; i++) {
        uint64_t value = (vx_hist_lowest(i) + vx_hist_highest(i)) / 2;
        uint64_t off = value > mean ? value - mean : mean - value;
        sum += (wide)off * off * h->counts[i];
    }
    return h->count ? root(sum / h->count) : 0;
}

/* The level behind `level`: five steps to half of what is left. */
static uint64_t next_level(uint64_t level)
{
    uint64_t left = ONE - level, ticks = HALF_TICK * 2;
    while (left <= ONE / 2 && left > 0) {
        left *= 2;
        ticks *= 2;
    }
    return level + ONE / ticks;
}

static uint64_t value_of(const struct vx_hist_copy *h, uint32_t bucket)
{
    uint64_t value = vx_hist_highest(bucket);
    return value < h->max ? value : h->max;
}

static void line(FILE *out, uint64_t ns, uint64_t level, uint64_t count)
{
    uint64_t hundredths = (uint64_t)(((wide)ONE * 100 + (ONE - level) / 2) / (ONE - level));
    fprintf(out,
            "%8" PRIu64 ".%03" PRIu64 " %" PRIu64 ".%012" PRIu64 " %10" PRIu64 " %11" PRIu64
            ".%02" PRIu64 "\n",
            ns / 1000, ns % 1000, level / ONE, level % ONE, count, hundredths / 100,
            hundredths % 100);
}

static void levels(FILE *out, const struct vx_hist_copy *h)
{
    uint64_t level = 0, seen = 0;
    for (uint32_t i = 0; i < VX_HIST_COUNTS && seen < h->count; i++) {
        seen += h->counts[i];
        while (h->counts[i] && level <= LEVEL_MAX && (wide)seen * ONE >= (wide)level * h->count &&
               seen < h->count) {
            line(out, value_of(h, i), level, seen);
            level = next_level(level);
        }
    }
    fprintf(out, "%8" PRIu64 ".%03" PRIu64 " 1.000000000000 %10" PRIu64 "\n", h->max / 1000,
            h->max % 1000, h->count);
}

void vx_hgrm_write(FILE *out, const struct vx_hist_copy *h)
{
    uint64_t mean = vx_hist_mean(h), off = deviation(h, mean);
    fprintf(out, "%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount",
            "1/(1-Percentile)");
    if (h->count)
        levels(out, h);
    fprintf(out,
            "#[Mean    = %8" PRIu64 ".%03" PRIu64 ", StdDeviation   = %8" PRIu64 ".%03" PRIu64
            "]\n",
            mean / 1000, mean % 1000, off / 1000, off % 1000);
    fprintf(out, "#[Max     = %8" PRIu64 ".%03" PRIu64 ", Total count    = %12" PRIu64 "]\n",
            h->max / 1000, h->max % 1000, h->count);
    fprintf(out, "#[Buckets = %12d, SubBuckets     = %12u]\n", VX_HIST_MAX_BITS - VX_HIST_SUB_BITS,
            1u << (VX_HIST_SUB_BITS + 1));
}
