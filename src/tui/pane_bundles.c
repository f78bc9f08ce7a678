/*
 * pane_bundles.c: why bundles were flushed in the last second, how full they were, how long their
 * first report waited.
 */
#include <inttypes.h>
#include <stdio.h>

#include "tui/figure.h"
#include "tui/pane.h"

#define LABEL     9
#define SHARE     5
#define WIDE      40
#define BAR_LEAST 12
#define BAR_MOST  40 /* beyond it the history has the room */

static const char *const reason_name[VX_FLUSH_REASONS] = {
    [VX_FLUSH_SIZE] = "full", [VX_FLUSH_TIMEOUT] = "timeout", [VX_FLUSH_FINAL] = "final"};

static void draw_reason(const struct vx_scene *scene, const struct vx_area *a, int row,
                        unsigned reason)
{
    char text[VX_FIGURE];
    const struct vx_rates *r = &scene->model->rates;
    const bool wide = a->at.cols >= WIDE;
    const int room = a->at.cols - 1 - LABEL - SHARE - (wide ? 10 : 0);
    const int bar = room > 2 * BAR_LEAST ? (room / 2 < BAR_MOST ? room / 2 : BAR_MOST) : room;
    vx_draw_text(a, row, 1, VX_STYLE_TEXT, reason_name[reason]);
    const struct vx_strip strip = {row, 1 + LABEL, bar,
                                   reason == VX_FLUSH_SIZE ? VX_STYLE_GOOD : VX_STYLE_GAUGE};
    vx_draw_bar(a, &strip, r->flush[reason], r->bundles);
    vx_figure_percent(text, r->flush[reason], r->bundles);
    vx_draw_right(a, row, 1 + LABEL + bar + SHARE, VX_STYLE_TEXT, text);
    if (!wide || !r->known)
        return;
    vx_figure_rate(text,
                   (uint64_t)((unsigned __int128)r->flush[reason] * 1000000000u / r->span_ns));
    int end = 1 + LABEL + bar + SHARE + 10;
    vx_draw_right(a, row, end, VX_STYLE_FAINT, text);
    const struct vx_history *h = &scene->model->flush[reason];
    const struct vx_strip rest = {row, end + 2, a->at.cols - end - 2, VX_STYLE_GAUGE};
    if (rest.cols >= 8)
        vx_draw_history(a, &rest, h->value, h->n);
}

/* Bundles by how many reports they held, 1 to 16, over the last interval. */
static void draw_fill(const struct vx_scene *scene, const struct vx_area *a, int row)
{
    uint64_t fill[VX_BUNDLE_MAX] = {0}, top = 1;
    const struct vx_model *m = scene->model;
    const struct vx_rates *r = &m->rates;
    const size_t at = offsetof(struct vx_bundle_block, fill) / 8;
    for (unsigned i = 0; i < VX_BUNDLE_MAX && m->views > 1; i++) {
        fill[i] = m->past[0].bundle[at + 1 + i] - m->past[m->views - 1].bundle[at + 1 + i];
        top = vx_max_u64(top, fill[i]);
    }
    uint64_t tenths = r->bundles ? r->bundled * 10 / r->bundles : 0;
    int col = vx_draw_format(a, row, 1, VX_STYLE_TEXT, "fill %2" PRIu64 ".%" PRIu64 " of 16",
                             tenths / 10, tenths % 10);
    if (a->at.cols < col + 6 + (int)VX_BUNDLE_MAX)
        return;
    col = vx_draw_text(a, row, col + 2, VX_STYLE_FAINT, "1 ");
    const struct vx_strip strip = {row, col, VX_BUNDLE_MAX, VX_STYLE_GAUGE};
    vx_draw_spark(a, &strip, fill, VX_BUNDLE_MAX, top);
    vx_draw_text(a, row, col + (int)VX_BUNDLE_MAX, VX_STYLE_FAINT, " 16");
}

static void draw_wait(const struct vx_scene *scene, const struct vx_area *a, int row)
{
    char p50[VX_FIGURE], p99[VX_FIGURE], text[3 * VX_FIGURE];
    const uint64_t *q = scene->model->quantile[VX_LATENCY_BUNDLE];
    vx_figure_us(p50, q[VX_Q_P50]);
    vx_figure_us(p99, q[VX_Q_P99]);
    const char *middle = a->at.cols < WIDE ? "" : "p50 "; /* the unit is worth more than the word */
    snprintf(text, sizeof text, "wait %s%s p99 %s %s", middle, p50, p99, a->glyphs->micro);
    vx_draw_cut(a, row, 1, a->at.cols - 1, VX_STYLE_TEXT, text);
}

static void draw(struct vx_scene *scene, const struct vx_area *a)
{
    int row = 0;
    for (unsigned i = 0; i < VX_FLUSH_REASONS; i++) {
        /* bundles are flushed for good at a stop only: the row is for when there is room */
        if (i == VX_FLUSH_FINAL && a->at.rows < 5)
            continue;
        draw_reason(scene, a, row++, i);
    }
    draw_fill(scene, a, row++);
    draw_wait(scene, a, row++);
}

static void title(const struct vx_scene *scene, const struct vx_glyph_set *g, char *buf,
                  size_t size)
{
    char rate[VX_FIGURE];
    const struct vx_rates *r = &scene->model->rates;
    (void)g;
    buf[0] = '\0';
    if (!r->known)
        return;
    vx_figure_rate(rate, (uint64_t)((unsigned __int128)r->bundles * 1000000000u / r->span_ns));
    snprintf(buf, size, "%s", rate);
}

const struct vx_pane_ops vx_pane_bundles = {.title = title, .draw = draw};
