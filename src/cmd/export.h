/*
 * export.h: files that are written whole, and the two forms that are more than a table.
 *
 * Threads: one.  Cold.  Integers only: the same latencies give the same bytes everywhere.
 */
#ifndef VX_CMD_EXPORT_H
#define VX_CMD_EXPORT_H

#include <stdio.h>

#include "core/telemetry/metric.h"

struct vx_arg;

/* In the order of the words of export's FORMAT. */
enum vx_export_form {
    VX_EXPORT_CSV,
    VX_EXPORT_JSON,
    VX_EXPORT_HGRM,
    VX_EXPORT_SVG,
    VX_EXPORT_TEXT,
    VX_EXPORT_ANSI
};
/* The form of an export: as given, or by the ending of the file's name; negative: none. */
int vx_export_form(const struct vx_arg *file, const struct vx_arg *format);

/* Writes a file beside PATH, then renames it.  0, or an errno. */
typedef void (*vx_write_fn)(void *ctx, FILE *out);
int vx_write_whole(const char *path, vx_write_fn write, void *ctx);

/*
 * The percentile table of HdrHistogram (outputPercentileDistribution, five ticks each time the
 * distance to 100 % halves), values in microseconds: what its plotters read.
 */
void vx_hgrm_write(FILE *out, const struct vx_hist_copy *hist);

/* All latencies of a view as a picture: value by percentile, both axes logarithmic.  SVG 1.1. */
void vx_svg_write(FILE *out, const struct vx_view *view);

#endif
