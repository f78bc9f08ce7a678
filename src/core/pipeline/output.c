#include "core/pipeline/output.h"

#include "core/base/tx_hash.h"

static void put(struct vx_output *o, const struct vx_bundle *bundle, struct vx_hist_run *run,
                uint64_t now_ns)
{
    struct vx_hist *latency = &o->stage.panel->latency[VX_LATENCY_E2E];
    uint64_t checksum = o->tally.checksum;
    for (uint32_t i = 0; i < bundle->count; i++) {
        const struct vx_report *r = &bundle->report[i];
        checksum = vx_report_hash(checksum, r);
        vx_hist_count(latency, run, now_ns - vx_min_u64(r->due_ns, now_ns), vx_report_answers(r));
    }
    o->tally.checksum = checksum;
    o->tally.reports += bundle->count;
    o->stage.count += bundle->count;
    vx_sink_put(o->sink, bundle);
}

static uint32_t poll_output(struct vx_stage *stage, uint64_t now_ns, uint32_t limit)
{
    struct vx_output *o = (void *)stage;
    struct vx_hist_run run = {0};
    const void *first;
    uint32_t done = 0, n;
    while (done < limit && (n = vx_spsc_peek(o->in, limit - done, &first)) > 0) {
        const struct vx_bundle *bundle = first;
        for (uint32_t i = 0; i < n; i++)
            put(o, &bundle[i], &run, now_ns);
        vx_spsc_release(o->in, n);
        done += n;
    }
    o->tally.bundles += done;
    vx_hist_end(&stage->panel->latency[VX_LATENCY_E2E], &run);
    if (done)
        o->last_ns = now_ns;
    else if (o->sink->held && (stage->final || now_ns - o->last_ns >= VX_SINK_IDLE_NS))
        vx_sink_flush(o->sink);
    return done;
}

static uint64_t next_output(const struct vx_stage *stage)
{
    const struct vx_output *o = (const void *)stage;
    return o->sink->held ? o->last_ns + VX_SINK_IDLE_NS : VX_NEVER;
}

static void show_output(struct vx_stage *stage)
{
    struct vx_output *o = (void *)stage;
    o->tally.bytes = o->sink->bytes;
    o->tally.errors = o->sink->errors;
#define VX_OUTPUT(field, kind, unit, metric, help) \
    vx_put(&stage->panel->output.field, o->tally.field);
#include "core/telemetry/panel.def"
}

void vx_output_init(struct vx_output *o, struct vx_panel *panel, struct vx_spsc *in,
                    struct vx_sink *sink, const _Atomic uint64_t *upstream)
{
    static const struct vx_stage_ops ops = {poll_output, next_output, show_output};
    *o = (struct vx_output){.in = in, .sink = sink, .tally = {.checksum = VX_HASH_START}};
    vx_stage_init(&o->stage, &ops, VX_STAGE_OUTPUT, panel, upstream, VX_OUTPUT_POLL);
}
