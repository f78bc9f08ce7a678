#include "core/telemetry/hist_differ.h"

#define PPM              1000000u
#define BEHIND_MIN       10u    /* values on either side of a quantile, for a claim */
#define KS_TENTHOUSANDTH 19495u /* sqrt(-ln(0.001 / 2) / 2) */
#define Z_HUNDREDTH      329u   /* of the normal distribution, two-sided, one in a thousand */

/* floor(sqrt(n)), by Newton's method. */
static uint64_t root(unsigned __int128 n)
{
    unsigned __int128 x = n, next = (n + 1) / 2;
    while (next < x) {
        x = next;
        next = (x + n / x) / 2;
    }
    return (uint64_t)x;
}

/* The value of a rank, from 1: the edges of its bucket. */
static uint64_t value_at(const struct vx_hist_copy *h, uint64_t rank, bool upper)
{
    uint64_t seen = 0;
    for (uint32_t i = 0; i < VX_HIST_COUNTS; i++) {
        seen += h->counts[i];
        if (seen >= rank)
            return upper ? vx_min_u64(vx_hist_highest(i), h->max) : vx_hist_lowest(i);
    }
    return h->max;
}

static void interval(const struct vx_hist_copy *h, uint32_t ppm, uint64_t *low, uint64_t *high)
{
    const unsigned __int128 n = h->count;
    const uint64_t below = (uint64_t)(n * ppm / PPM), above = h->count - below;
    *low = 0;
    *high = UINT64_MAX;
    if (below < BEHIND_MIN || above < BEHIND_MIN)
        return;
    const unsigned __int128 variance = n * ppm / 1000u * (PPM - ppm) / 1000u; /* in millionths */
    const uint64_t s = root(variance * Z_HUNDREDTH * Z_HUNDREDTH / 10000u / PPM) + 1;
    if (s < below)
        *low = value_at(h, below - s, false);
    if (below + s < h->count)
        *high = value_at(h, below + 1 + s, true);
}

static void compare(struct vx_quantile_pair *q, const struct vx_hist_copy *a,
                    const struct vx_hist_copy *b, uint32_t tolerance_ppm)
{
    q->a_ns = vx_hist_quantile(a, q->ppm);
    q->b_ns = vx_hist_quantile(b, q->ppm);
    interval(a, q->ppm, &q->a_low_ns, &q->a_high_ns);
    interval(b, q->ppm, &q->b_low_ns, &q->b_high_ns);
    const uint64_t smaller = vx_min_u64(q->a_ns, q->b_ns), larger = vx_max_u64(q->a_ns, q->b_ns);
    const bool beyond =
        (unsigned __int128)(larger - smaller) * PPM > (unsigned __int128)smaller * tolerance_ppm;
    q->apart = beyond && (q->a_high_ns < q->b_low_ns || q->b_high_ns < q->a_low_ns);
}

/* D = most / (n * m); it is significant above 1.9495 / sqrt(n * m / (n + m)). */
static void smirnov(struct vx_hist_differ *to, const struct vx_hist_copy *a,
                    const struct vx_hist_copy *b)
{
    const unsigned __int128 n = a->count, m = b->count;
    unsigned __int128 seen_a = 0, seen_b = 0, most = 0;
    for (uint32_t i = 0; i < VX_HIST_COUNTS; i++) {
        seen_a += a->counts[i];
        seen_b += b->counts[i];
        const unsigned __int128 far_a = seen_a * m, far_b = seen_b * n;
        const unsigned __int128 far = far_a > far_b ? far_a - far_b : far_b - far_a;
        most = far > most ? far : most;
    }
    to->d_ppm = (uint32_t)(most * PPM / (n * m));
    /* the roots hold 16 bits behind the point: few values count too */
    const unsigned __int128 limit =
        (unsigned __int128)root((n * m) << 32) * root((n + m) << 32) * KS_TENTHOUSANDTH;
    to->ks = (most << 32) * 10000u > limit;
}

void vx_hist_differ(struct vx_hist_differ *to, const struct vx_hist_copy *a,
                    const struct vx_hist_copy *b, uint32_t tolerance_ppm)
{
    static const uint32_t ppm[VX_DIFFER_QUANTILES] = {500000, 900000, 990000, 999000};
    *to = (struct vx_hist_differ){.d_ppm = 0};
    for (unsigned i = 0; i < VX_DIFFER_QUANTILES; i++)
        to->quantile[i].ppm = ppm[i];
    assert(a->count <= VX_DIFFER_COUNT_MAX && b->count <= VX_DIFFER_COUNT_MAX);
    if (a->count == 0 || b->count == 0)
        return;
    smirnov(to, a, b);
    for (unsigned i = 0; i < VX_DIFFER_QUANTILES; i++) {
        struct vx_quantile_pair *q = &to->quantile[i];
        compare(q, a, b, tolerance_ppm);
        to->slower |= q->apart && q->b_ns > q->a_ns;
        to->faster |= q->apart && q->b_ns < q->a_ns;
    }
}
