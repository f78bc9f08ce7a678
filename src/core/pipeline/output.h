/*
 * output.h: the last stage.  Measures, sums up and hands bundles to the sink; the only stage that
 * may call the operating system, and only through its sink.
 *
 * output.hash chains id, aggressor, price, qty, leaves, instrument, kind and code of every report:
 * the same whatever the bundles were.
 *
 * Threads: one owner.  Bounded by VX_OUTPUT_POLL bundles a poll.
 */
#ifndef VX_PIPELINE_OUTPUT_H
#define VX_PIPELINE_OUTPUT_H

#include "core/lockfree/spsc.h"
#include "core/pipeline/sink.h"
#include "core/pipeline/stage.h"

#define VX_OUTPUT_POLL 128u

struct vx_output_tally {
#define VX_OUTPUT(field, kind, unit, metric, help) uint64_t field;
#include "core/telemetry/panel.def"
};

struct vx_output {
    struct vx_stage stage;
    struct vx_spsc *in;
    struct vx_sink *sink;
    uint64_t last_ns; /* when the last bundle came */
    struct vx_output_tally tally;
};

void vx_output_init(struct vx_output *output, struct vx_panel *panel, struct vx_spsc *in,
                    struct vx_sink *sink, const _Atomic uint64_t *upstream);

#endif
