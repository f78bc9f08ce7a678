/*
 * hgrm.h: a latency as a file for the plotters of HdrHistogram.
 *
 * Threads: one.  Cold.  Integers only: the same latencies give the same bytes everywhere.
 */
#ifndef VX_SHOW_HGRM_H
#define VX_SHOW_HGRM_H

#include <stdio.h>

#include "core/telemetry/metric.h"

/*
 * The percentile table of HdrHistogram (outputPercentileDistribution, five ticks each time the
 * distance to 100 % halves), values in microseconds: what its plotters read.
 */
void vx_hgrm_write(FILE *out, const struct vx_hist_copy *hist);

#endif
