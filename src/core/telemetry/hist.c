#include "core/telemetry/hist.h"

#define PPM 1000000u

static uint64_t load(const _Atomic uint64_t *word)
{
    return atomic_load_explicit(word, memory_order_relaxed);
}

/* Behind the linear part, bucket i covers 2^shift values from (64 + i % 64) << shift on. */
static unsigned shift_of(uint32_t index)
{
    uint32_t group = index >> VX_HIST_SUB_BITS;
    return group > 1 ? group - 1 : 0;
}

uint64_t vx_hist_lowest(uint32_t index)
{
    unsigned shift = shift_of(index);
    return (uint64_t)(index - (shift << VX_HIST_SUB_BITS)) << shift;
}

uint64_t vx_hist_highest(uint32_t index)
{
    if (index >= VX_HIST_COUNTS - 1)
        return UINT64_MAX;
    return vx_hist_lowest(index + 1) - 1;
}

void vx_hist_take(struct vx_hist_copy *copy, const struct vx_hist *h)
{
    copy->count = 0;
    copy->sum = load(&h->sum);
    copy->max = load(&h->max);
    for (uint32_t i = 0; i < VX_HIST_COUNTS; i++) {
        copy->counts[i] = load(&h->counts[i]);
        copy->count += copy->counts[i];
    }
}

void vx_hist_interval(struct vx_hist_copy *to, const struct vx_hist_copy *newer,
                      const struct vx_hist_copy *older)
{
    uint32_t top = 0;
    to->count = 0;
    to->sum = newer->sum - older->sum;
    for (uint32_t i = 0; i < VX_HIST_COUNTS; i++) {
        to->counts[i] = newer->counts[i] - older->counts[i];
        to->count += to->counts[i];
        if (to->counts[i] > 0)
            top = i;
    }
    to->max = to->count > 0 ? vx_min_u64(vx_hist_highest(top), newer->max) : 0;
}

uint64_t vx_hist_quantile(const struct vx_hist_copy *copy, uint32_t ppm)
{
    /* the rank of the value asked for: ceil(count * ppm / 1e6), from 1 */
    uint64_t rank = (uint64_t)(((unsigned __int128)copy->count * ppm + PPM - 1) / PPM);
    uint64_t seen = 0;
    if (copy->count == 0)
        return 0;
    rank = vx_max_u64(1, vx_min_u64(rank, copy->count));
    for (uint32_t i = 0; i < VX_HIST_COUNTS; i++) {
        seen += copy->counts[i];
        if (seen >= rank)
            return vx_min_u64(vx_hist_highest(i), copy->max);
    }
    return copy->max;
}

uint64_t vx_hist_mean(const struct vx_hist_copy *copy)
{
    if (copy->count == 0)
        return 0;
    return copy->sum / copy->count + (copy->sum % copy->count >= (copy->count + 1) / 2);
}
