/*
 * svg.h: latencies as a picture.
 *
 * Threads: one.  Cold.  Integers only: the same latencies give the same bytes everywhere.
 */
#ifndef VX_SHOW_SVG_H
#define VX_SHOW_SVG_H

#include <stdio.h>

#include "core/telemetry/metric.h"

/* All latencies of a view as a picture: value by percentile, both axes logarithmic.  SVG 1.1. */
void vx_svg_write(FILE *out, const struct vx_view *view);

#endif
