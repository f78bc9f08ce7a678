/*
 * hist_differ.h: whether two latency histograms differ by more than chance.
 *
 * The quantiles p50, p90, p99 and p99.9 decide: one of them differs if its confidence
 * intervals, 99.9 of 100 each, do not meet.  An interval comes from the order statistics: of n
 * values, the quantile q lies between those of rank n*q - 3.29 s and n*q + 3.29 s, s =
 * sqrt(n*q*(1-q)), widened to the edges of their buckets.  Where fewer than 10 values are on either
 * side of a quantile nothing is claimed.
 *
 * Besides, the test of Kolmogorov and Smirnov for two samples, at one in a thousand: D, the largest
 * distance between the two distributions at the edges of the buckets, is significant if D *
 * sqrt(n*m/(n+m)) is above 1.9495.  It looks at the whole shape, and hardly at the tail.
 *
 * Both take values to be independent.  The orders of one session are not quite: what disturbs one
 * disturbs its neighbours.  So on a real clock two runs of the same may differ by this, too; two
 * runs of each, or a tolerance, tell.
 *
 * Threads: pure.  Cold.
 */
#ifndef VX_TELEMETRY_HIST_DIFFER_H
#define VX_TELEMETRY_HIST_DIFFER_H

#include "core/telemetry/hist.h"

#define VX_DIFFER_QUANTILES 4u
#define VX_DIFFER_COUNT_MAX ((uint64_t)1 << 40) /* values in one */

struct vx_quantile_pair {
    uint32_t ppm;
    uint64_t a_ns, b_ns;
    uint64_t a_low_ns, a_high_ns; /* its confidence interval; 0, UINT64_MAX: none is claimed */
    uint64_t b_low_ns, b_high_ns;
    bool apart; /* the intervals do not meet, and the values differ by more than the tolerance */
};

struct vx_hist_differ {
    uint32_t d_ppm; /* D */
    bool ks;        /* it is significant */
    struct vx_quantile_pair quantile[VX_DIFFER_QUANTILES];
    bool slower; /* some quantile of b is apart from that of a, and above it */
    bool faster; /* ... below; both may be */
};

/* tolerance_ppm: quantiles that differ by no more of the smaller one count as equal. */
void vx_hist_differ(struct vx_hist_differ *to, const struct vx_hist_copy *a,
                    const struct vx_hist_copy *b, uint32_t tolerance_ppm);

#endif
