#include "core/base/clock.h"
#include "core/telemetry/metric.h"

static void copy_words(uint64_t *to, const void *block, size_t words)
{
    const _Atomic uint64_t *from = block;
    for (size_t i = 0; i < words; i++)
        to[i] = vx_get(&from[i]);
}

#define DEPTH_TRIES 16u /* a writer that laps the reader this often does nothing else */

static bool take_depth(struct vx_depth *depth, const struct vx_panel *panel)
{
    int64_t n = VX_E_STALE;
    for (unsigned i = 0; i < DEPTH_TRIES && n == VX_E_STALE; i++)
        n = vx_slots_read(&panel->depth, panel->depth_area, depth);
    return n > 0;
}

#define COPY(to, block)                         \
    copy_words((to), &(block), sizeof(to) / 8); \
    static_assert(sizeof(to) == sizeof(block), "a view holds whole blocks")

void vx_view_take_light(struct vx_view *view, const struct vx_panel *panel)
{
    view->taken_ns = vx_get(&panel->now_ns);
    view->wall_ns = vx_monotonic_ns();
    view->state = vx_get(&panel->state);
    view->moment = vx_get(&panel->moment);
    for (unsigned i = 0; i < VX_STAGES; i++) {
        COPY(view->stage[i], panel->stage[i]);
    }
    for (unsigned i = 0; i < VX_RINGS; i++) {
        COPY(view->ring[i], panel->ring[i]);
    }
    COPY(view->ingress, panel->ingress);
    COPY(view->book, panel->book);
    COPY(view->bundle, panel->bundle);
    COPY(view->output, panel->output);
    COPY(view->feed, panel->feed);
    COPY(view->journal, panel->journal);
    view->has_depth = take_depth(&view->depth, panel);
    view->tape_written = vx_ovring_written(&panel->tape);
    view->errors_written = vx_ovring_written(&panel->errors);
    view->own_count = vx_get(&panel->own_count);
    for (unsigned i = 0; i < VX_LATENCIES; i++)
        view->latency[i].count = view->latency[i].sum = view->latency[i].max = 0;
}

void vx_view_take(struct vx_view *view, const struct vx_panel *panel)
{
    vx_view_take_light(view, panel);
    for (unsigned i = 0; i < VX_LATENCIES; i++)
        vx_hist_take(&view->latency[i], &panel->latency[i]);
}
