/*
 * pane_pipeline.c: stages and rings in the order an order meets them.  Three forms: a row a stage
 * where rows are few; stage and ring in turn; the same with shares and history where it is wide.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tui/figure.h"
#include "tui/pane.h"

#define WIDE        44
#define COMPACT     30 /* name, rate, share and the fill of a ring */
#define GAUGE_MOST  32
#define NAME        8
#define RATE        10
#define HOT_PERCENT 80 /* a ring this full is a warning, the ancestor's threshold */

static const struct {
    enum vx_glyph mark;
    enum vx_style style;
} lights[] = {
    [VX_STATE_BOOT] = {VX_GLYPH_HOLLOW, VX_STYLE_WARN},
    [VX_STATE_RUN] = {VX_GLYPH_DOT, VX_STYLE_GOOD},
    [VX_STATE_HALT] = {VX_GLYPH_HOLLOW, VX_STYLE_FAINT},
    [VX_STATE_FAIL] = {VX_GLYPH_DOT, VX_STYLE_BAD},
};

static bool stalled(const struct vx_model *m, unsigned stage)
{
    return m->stalled_ns[stage] > m->now.wall_ns;
}

/* Share of the interval, of the time the stage's polls took. */
static uint64_t whole_ns(const struct vx_rates *r, unsigned stage)
{
    return r->busy[stage] + r->blocked[stage] + r->idle[stage];
}

static enum vx_style gauge_style(uint64_t used, uint64_t capacity)
{
    return used * 100 >= capacity * HOT_PERCENT && used > 0 ? VX_STYLE_BAD
           : used * 2 >= capacity && used > 0               ? VX_STYLE_WARN
                                                            : VX_STYLE_GAUGE;
}

static void draw_light(const struct vx_scene *scene, const struct vx_area *a, int row,
                       unsigned stage)
{
    uint64_t state = VX_VIEW_AT(&scene->model->now, stage, stage, state);
    state = state <= VX_STATE_FAIL ? state : VX_STATE_FAIL;
    if (stalled(scene->model, stage))
        state = VX_STATE_FAIL;
    vx_draw_mark(a, row, 1, lights[state].style, lights[state].mark);
}

/* "busy  11%", or what matters more: blocked, stalled, its state. */
static void draw_share(const struct vx_scene *scene, const struct vx_area *a, int row, int end,
                       unsigned stage, bool words)
{
    char text[VX_FIGURE + 16], share[VX_FIGURE];
    const struct vx_rates *r = &scene->model->rates;
    const uint64_t whole = whole_ns(r, stage);
    const uint64_t state = VX_VIEW_AT(&scene->model->now, stage, stage, state);
    if (stalled(scene->model, stage)) {
        vx_draw_right(a, row, end, VX_STYLE_BAD, words ? "STALLED" : "STALL");
    } else if (vx_get(&scene->panel->control.slow_ns[stage]) > 0) {
        vx_draw_right(a, row, end, VX_STYLE_WARN, words ? "SLOWED" : "SLOW");
    } else if (state != VX_STATE_RUN) {
        vx_draw_right(a, row, end, VX_STYLE_WARN, vx_state_name(state));
    } else if (whole && r->blocked[stage] * 100 >= whole) {
        vx_figure_percent(share, r->blocked[stage], whole);
        snprintf(text, sizeof text, "%s%s", words ? "full " : "!", share);
        vx_draw_right(a, row, end, VX_STYLE_WARN, text);
    } else {
        vx_figure_percent(share, r->busy[stage], whole);
        snprintf(text, sizeof text, "%s%s", words ? "busy " : "", share);
        vx_draw_right(a, row, end, VX_STYLE_TEXT, text);
    }
}

static void draw_rate(const struct vx_scene *scene, const struct vx_area *a, int row, int end,
                      unsigned stage)
{
    char text[VX_FIGURE] = "-";
    if (scene->model->rates.known)
        vx_figure_rate(text, scene->model->rates.stage[stage]);
    vx_draw_right(a, row, end, VX_STYLE_BRIGHT, text);
}

/* The ring behind a stage; the inbox lies in front of ingress. */
static unsigned ring_behind(unsigned stage)
{
    return stage + 1;
}

/* ---- a row a stage ---- */

/* Who keeps ingress from going on; in fewer words where there is little room. */
static void draw_culprit(const struct vx_area *a, int row, int col, unsigned stage)
{
    static const char held[] = "held up by ";
    const char *name = stage < VX_STAGES ? vx_stage_name(stage) : "system";
    const bool fits = col + (int)(sizeof held - 1 + strlen(name)) <= a->at.cols;
    vx_draw_format(a, row, col, VX_STYLE_BAD, "%s%s", fits ? held : "held by ", name);
}

static void draw_compact(struct vx_scene *scene, const struct vx_area *a)
{
    char text[VX_FIGURE];
    const bool rings = a->at.cols >= COMPACT; /* else their fill gives way */
    for (unsigned i = 0; i < VX_STAGES && (int)i < a->at.rows; i++) {
        const int row = (int)i;
        draw_light(scene, a, row, i);
        vx_draw_text(a, row, 3, VX_STYLE_TEXT, vx_stage_name(i));
        draw_rate(scene, a, row, 3 + NAME + RATE - 2, i);
        draw_share(scene, a, row, rings ? a->at.cols - 6 : a->at.cols, i, false);
        if (!rings || ring_behind(i) >= VX_RINGS)
            continue;
        const uint64_t used = VX_VIEW_AT(&scene->model->now, ring, ring_behind(i), used);
        const uint64_t capacity = VX_VIEW_AT(&scene->model->now, ring, ring_behind(i), capacity);
        vx_figure_count(text, used);
        vx_draw_right(a, row, a->at.cols, gauge_style(used, capacity), text);
    }
    if (a->at.rows <= (int)VX_STAGES)
        return;
    uint64_t dropped = VX_VIEW(&scene->model->now, ingress, dropped);
    const int culprit = vx_model_culprit(scene->model);
    vx_figure_count(text, dropped);
    const int col = vx_draw_format(a, VX_STAGES, 3, culprit >= 0 ? VX_STYLE_BAD : VX_STYLE_FAINT,
                                   "drops %s", text);
    if (culprit >= 0)
        draw_culprit(a, VX_STAGES, col + 1, (unsigned)culprit);
    else if (rings)
        vx_draw_right(a, VX_STAGES, a->at.cols, VX_STYLE_FAINT, "in ring");
}

/* ---- stage and ring in turn ---- */

static void draw_stage(struct vx_scene *scene, const struct vx_area *a, int row, unsigned stage)
{
    const struct vx_rates *r = &scene->model->rates;
    draw_light(scene, a, row, stage);
    vx_draw_text(a, row, 3, VX_STYLE_BRIGHT, vx_stage_name(stage));
    draw_rate(scene, a, row, 3 + NAME + RATE - 2, stage);
    const int end = 3 + NAME + RATE - 2;
    if (a->at.cols < WIDE) {
        draw_share(scene, a, row, a->at.cols, stage, a->at.cols >= end + 10);
        return;
    }
    draw_share(scene, a, row, end + 11, stage, true);
    const int left = a->at.cols - end - 12, bar = left > 30   ? left / 2
                                                  : left > 16 ? left - 8
                                                              : left;
    const struct vx_strip busy = {row, end + 12, bar, VX_STYLE_GAUGE};
    vx_draw_gauge(a, &busy, r->busy[stage], 0, whole_ns(r, stage));
    const struct vx_history *h = &scene->model->stage_rate[stage];
    const struct vx_strip rest = {row, end + 13 + bar, left - bar - 1, VX_STYLE_FAINT};
    vx_draw_history(a, &rest, h->value, h->n);
}

static void draw_ring(struct vx_scene *scene, const struct vx_area *a, int row, unsigned ring)
{
    char used_text[VX_FIGURE], high_text[VX_FIGURE], capacity_text[VX_FIGURE], share[VX_FIGURE];
    const struct vx_view *v = &scene->model->now;
    const uint64_t used = VX_VIEW_AT(v, ring, ring, used), high = VX_VIEW_AT(v, ring, ring, high);
    const uint64_t capacity = VX_VIEW_AT(v, ring, ring, capacity);
    const bool wide = a->at.cols >= WIDE;
    const int figures = wide ? 35 : 15;
    const int room = a->at.cols - 3 - figures, gauge = room < GAUGE_MOST ? room : GAUGE_MOST;
    const enum vx_style style = gauge_style(used, capacity);
    if (ring != VX_RING_INBOX)
        vx_draw_code(a, row, 1, VX_STYLE_FAINT, a->glyphs->line[VX_LINE_NORTH | VX_LINE_SOUTH]);
    vx_draw_gauge(a, &(struct vx_strip){row, 3, gauge, style}, used, high, capacity);
    vx_figure_count(used_text, used);
    vx_figure_count(high_text, high);
    vx_figure_count(capacity_text, capacity);
    int end = 3 + gauge + 6;
    vx_draw_right(a, row, end, style == VX_STYLE_GAUGE ? VX_STYLE_TEXT : style, used_text);
    if (wide) {
        vx_draw_format(a, row, end, VX_STYLE_FAINT, "/%s", capacity_text);
        vx_figure_percent(share, used, capacity);
        vx_draw_right(a, row, end + 11, VX_STYLE_TEXT, share);
        end += 11;
    }
    vx_draw_format(a, row, end + 1, VX_STYLE_FAINT, "hi %5s", high_text);
    if (!wide)
        return;
    vx_draw_format(a, row, end + 11, VX_STYLE_FAINT, "%s", vx_ring_name(ring));
    const struct vx_history *h = &scene->model->ring[ring];
    const struct vx_strip rest = {row, end + 11 + NAME, a->at.cols - end - 11 - NAME, style};
    if (rest.cols >= 8)
        vx_draw_spark(a, &rest, h->value, h->n, vx_max_u64(capacity, 1));
}

static void draw_sum(struct vx_scene *scene, const struct vx_area *a, int row)
{
    char text[VX_FIGURE];
    uint64_t stalls = 0;
    const struct vx_view *v = &scene->model->now;
    const uint64_t dropped = VX_VIEW(v, ingress, dropped), lag = VX_VIEW(v, ingress, lag_ns);
    for (unsigned i = 0; i < VX_STAGES; i++)
        stalls += VX_VIEW_AT(v, stage, i, stalls);
    const int culprit = vx_model_culprit(scene->model);
    vx_figure_count(text, dropped);
    int col =
        vx_draw_format(a, row, 3, culprit >= 0 ? VX_STYLE_BAD : VX_STYLE_FAINT, "drops %s", text);
    if (culprit >= 0) {
        draw_culprit(a, row, col + 1, (unsigned)culprit);
        return;
    }
    vx_figure_count(text, stalls);
    col =
        vx_draw_format(a, row, col + 2, stalls ? VX_STYLE_WARN : VX_STYLE_FAINT, "stalls %s", text);
    if (a->at.cols < WIDE)
        return;
    vx_figure_us(text, lag);
    vx_draw_format(a, row, col + 2, VX_STYLE_FAINT, "load %s %s late", text, a->glyphs->micro);
}

static void draw(struct vx_scene *scene, const struct vx_area *a)
{
    if (a->at.rows < 2 * (int)VX_STAGES) {
        draw_compact(scene, a);
        return;
    }
    int row = 0;
    const bool inbox = a->at.rows > 2 * (int)VX_STAGES && a->at.cols >= WIDE;
    if (inbox)
        draw_ring(scene, a, row++, VX_RING_INBOX);
    for (unsigned i = 0; i < VX_STAGES; i++) {
        draw_stage(scene, a, row++, i);
        if (ring_behind(i) < VX_RINGS)
            draw_ring(scene, a, row++, ring_behind(i));
    }
    draw_sum(scene, a, row);
}

static void title(const struct vx_scene *scene, const struct vx_glyph_set *g, char *buf,
                  size_t size)
{
    static const char *const topology[] = {"auto", "dedicated", "paired", "shared", "map"};
    uint32_t chosen = scene->panel->topology, threads = scene->panel->threads;
    if (threads == 0)
        snprintf(buf, size, "virtual clock");
    else
        snprintf(buf, size, "%s %s %" PRIu32 " thread%s",
                 chosen < VX_LEN(topology) ? topology[chosen] : "?", g->dot, threads,
                 threads == 1 ? "" : "s");
}

const struct vx_pane_ops vx_pane_pipeline = {.title = title, .draw = draw};
