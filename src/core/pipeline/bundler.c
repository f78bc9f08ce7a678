#include "core/pipeline/bundler.h"

#include <string.h>

static uint64_t setting(const struct vx_bundler *b, enum vx_setting s)
{
    const _Atomic int64_t *value = &b->stage.panel->control.setting[s];
    return (uint64_t)atomic_load_explicit(value, memory_order_relaxed);
}

static bool begin(struct vx_bundler *b, uint64_t now_ns)
{
    void *slot;
    if (b->open)
        return true;
    if (vx_spsc_claim(b->out, 1, &slot) == 0) {
        b->stage.blocked = true;
        b->full++;
        return false;
    }
    b->open = slot;
    b->open->count = 0;
    b->open->first = b->tally.reports + 1;
    b->first_ns = now_ns;
    return true;
}

/* What a slot held before is wiped, so that a bundle's bytes depend on its reports alone. */
static void flush(struct vx_bundler *b, enum vx_flush reason, uint64_t now_ns)
{
    struct vx_bundle *bundle = b->open;
    const uint64_t waited = now_ns - b->first_ns;
    memset(&bundle->report[bundle->count], 0,
           (VX_BUNDLE_MAX - bundle->count) * sizeof bundle->report[0]);
    bundle->wait_ns = waited < UINT32_MAX ? (uint32_t)waited : UINT32_MAX;
    bundle->reason = (uint8_t)reason;
    bundle->reserved = 0;
    b->tally.bundles++;
    b->tally.flush_size += reason == VX_FLUSH_SIZE;
    b->tally.flush_timeout += reason == VX_FLUSH_TIMEOUT;
    b->tally.flush_final += reason == VX_FLUSH_FINAL;
    vx_add(&b->stage.panel->bundle.fill[bundle->count], 1);
    vx_hist_record(&b->stage.panel->latency[VX_LATENCY_BUNDLE], waited);
    vx_spsc_commit(b->out, 1);
    b->open = NULL;
}

/* The next run of reports into the open bundle, at most `limit`; how many. */
static uint32_t fill(struct vx_bundler *b, struct vx_hist_run *run, uint32_t limit, uint64_t now_ns)
{
    struct vx_hist *latency = &b->stage.panel->latency[VX_LATENCY_BOOK];
    const uint32_t size = (uint32_t)setting(b, VX_SET_BUNDLE_SIZE);
    const void *first;
    const uint32_t held = b->open ? b->open->count : 0;
    const uint32_t want = (uint32_t)vx_min_u64(size > held ? size - held : 1, limit);
    const uint32_t n = vx_spsc_peek(b->in, want, &first);
    if (n == 0 || !begin(b, now_ns))
        return 0;
    const struct vx_report *report = first;
    struct vx_report *to = &b->open->report[b->open->count];
    for (uint32_t i = 0; i < n; i++) {
        to[i] = report[i];
        vx_hist_count(latency, run, now_ns - vx_min_u64(report[i].due_ns, now_ns),
                      vx_report_answers(&report[i]));
    }
    vx_spsc_release(b->in, n);
    b->open->count = (uint8_t)(b->open->count + n);
    b->tally.reports += n;
    if (b->open->count >= size)
        flush(b, VX_FLUSH_SIZE, now_ns);
    return n;
}

static uint32_t poll_bundler(struct vx_stage *stage, uint64_t now_ns, uint32_t limit)
{
    struct vx_bundler *b = (void *)stage;
    struct vx_hist_run run = {0};
    uint32_t done = 0, n;
    while (done < limit && (n = fill(b, &run, limit - done, now_ns)) > 0)
        done += n;
    vx_hist_end(&stage->panel->latency[VX_LATENCY_BOOK], &run);
    stage->count += done;
    b->wait_ns = setting(b, VX_SET_BUNDLE_WAIT);
    if (b->open && now_ns - b->first_ns >= b->wait_ns) {
        flush(b, VX_FLUSH_TIMEOUT, now_ns);
        done++;
    } else if (b->open && stage->final && done == 0) {
        flush(b, VX_FLUSH_FINAL, now_ns);
        done++;
    }
    return done;
}

static uint64_t next_bundler(const struct vx_stage *stage)
{
    const struct vx_bundler *b = (const void *)stage;
    return b->open ? b->first_ns + b->wait_ns : VX_NEVER;
}

static void show_bundler(struct vx_stage *stage)
{
    const struct vx_bundler *b = (const void *)stage;
    struct vx_panel *panel = stage->panel;
    struct vx_ring_block *ring = &panel->ring[VX_RING_BUNDLE];
    vx_put(&ring->used, vx_spsc_used(b->out));
    vx_put(&ring->high, vx_spsc_high(b->out));
    vx_put(&ring->full, b->full);
#define VX_BUNDLE(field, kind, unit, metric, help) vx_put(&panel->bundle.field, b->tally.field);
#include "core/telemetry/panel.def"
}

void vx_bundler_init(struct vx_bundler *b, struct vx_panel *panel, struct vx_spsc *in,
                     struct vx_spsc *out, const _Atomic uint64_t *upstream)
{
    static const struct vx_stage_ops ops = {poll_bundler, next_bundler, show_bundler};
    *b = (struct vx_bundler){.in = in, .out = out};
    vx_stage_init(&b->stage, &ops, VX_STAGE_BUNDLE, panel, upstream, VX_BUNDLER_POLL);
    vx_put(&panel->ring[VX_RING_BUNDLE].capacity, vx_spsc_capacity(out));
}
