/*
 * pane_latency.c: percentiles of the last second or since the start, told apart, with the history
 * of each second; and the distribution itself, where there is room.  Measured from when an order
 * was due, not from when it got in.
 */
#include <inttypes.h>
#include <stdio.h>

#include "tui/figure.h"
#include "tui/pane.h"
#include "tui/text.h"

#define FIGURE 9 /* columns with the blank in front */
#define LABEL  8
#define TABLE  (1 + LABEL + VX_QUANTILES * FIGURE)
#define SCALE  10 /* columns of the distribution's scale */
#define SHARE  6

static const char *const quantile_name[VX_QUANTILES] = {[VX_Q_P50] = "p50",
                                                        [VX_Q_P90] = "p90",
                                                        [VX_Q_P99] = "p99",
                                                        [VX_Q_P999] = "p99.9",
                                                        [VX_Q_MAX] = "max"};

static void draw_history(const struct vx_area *a, int row, int col, const struct vx_history *h)
{
    const struct vx_strip strip = {row, col, a->at.cols - col, VX_STYLE_GAUGE};
    vx_draw_history(a, &strip, h->value, h->n);
}

static void draw_figure(const struct vx_area *a, int row, int end, enum vx_style style, uint64_t ns,
                        bool known)
{
    char text[VX_FIGURE] = "-";
    if (known)
        vx_figure_us(text, ns);
    vx_draw_right(a, row, end, style, text);
}

/* What the pane shows of: the last second, or all since the start. */
static const struct vx_hist_copy *shown_of(const struct vx_scene *scene, unsigned latency)
{
    const struct vx_model *m = scene->model;
    return scene->latency_total ? &m->past[0].latency[latency] : &m->interval[latency];
}

static const uint64_t *quantiles_of(const struct vx_scene *scene, unsigned latency)
{
    const struct vx_model *m = scene->model;
    return scene->latency_total ? m->total[latency] : m->quantile[latency];
}

/* ---- a table: a row a latency, a column a percentile ---- */

static void draw_table_row(struct vx_scene *scene, const struct vx_area *a, int row,
                           unsigned latency)
{
    const struct vx_model *m = scene->model;
    const bool known = m->ticks > 0 && shown_of(scene, latency)->count > 0;
    const enum vx_style style = latency == VX_LATENCY_E2E ? VX_STYLE_BRIGHT : VX_STYLE_TEXT;
    vx_draw_text(a, row, 1, style, vx_latency_name(latency));
    for (unsigned q = 0; q < VX_QUANTILES; q++)
        draw_figure(a, row, 1 + LABEL + ((int)q + 1) * FIGURE, style,
                    quantiles_of(scene, latency)[q], known);
    if (a->at.cols > TABLE + 4)
        draw_history(a, row, TABLE + 2, &m->latency[latency][VX_Q_P99]);
}

static void draw_history_name(const struct vx_area *a)
{
    static const char *const names[] = {"p99, a second a column", "p99"};
    const int room = a->at.cols - (TABLE + 2);
    const size_t fits = vx_text_columns(names[0]) <= room ? 0 : 1;
    vx_draw_text(a, 0, TABLE + 2, VX_STYLE_FAINT, names[fits]);
}

static void draw_table(struct vx_scene *scene, const struct vx_area *a)
{
    for (unsigned q = 0; q < VX_QUANTILES; q++)
        vx_draw_right(a, 0, 1 + LABEL + ((int)q + 1) * FIGURE, VX_STYLE_FAINT, quantile_name[q]);
    if (a->at.cols > TABLE + 4)
        draw_history_name(a);
    for (unsigned i = 0; i < VX_LATENCIES; i++)
        draw_table_row(scene, a, 1 + (int)i, i);
}

/* The other one of the two, in one row: end to end since the start, or of the last second. */
static void draw_other(struct vx_scene *scene, const struct vx_area *a, int row)
{
    const struct vx_model *m = scene->model;
    const uint64_t *q =
        scene->latency_total ? m->quantile[VX_LATENCY_E2E] : m->total[VX_LATENCY_E2E];
    if (a->at.rows <= row)
        return;
    vx_draw_text(a, row, 1, VX_STYLE_FAINT, scene->latency_total ? "e2e 1s" : "e2e all");
    for (unsigned i = 0; i < VX_QUANTILES; i++)
        draw_figure(a, row, 1 + LABEL + ((int)i + 1) * FIGURE, VX_STYLE_FAINT, q[i], m->ticks > 0);
}

/* ---- the distribution: a row half a power of two, its share as a bar ---- */

struct spread {
    uint64_t count[VX_SPECTRUM];
    uint64_t all, most;
    unsigned low, high;
};

static struct spread spread_of(const struct vx_hist_copy *h)
{
    struct spread s = {.low = VX_SPECTRUM};
    for (uint32_t i = 0; i < VX_HIST_COUNTS; i++) {
        if (h->counts[i] == 0)
            continue;
        const unsigned row = vx_spectrum_row(vx_hist_lowest(i));
        s.count[row] += h->counts[i];
        s.all += h->counts[i];
        s.most = vx_max_u64(s.most, s.count[row]);
        s.low = row < s.low ? row : s.low;
        s.high = row > s.high ? row : s.high;
    }
    return s;
}

/* Slowest at the top; what is too little for a row of its own is gathered in the last. */
static void draw_spread(const struct vx_scene *scene, const struct vx_area *a)
{
    char text[VX_FIGURE];
    const struct spread s = spread_of(shown_of(scene, VX_LATENCY_E2E));
    if (s.all == 0 || a->at.rows < 2)
        return;
    unsigned each = 1;
    while ((s.high - s.low) / each + 1 > (unsigned)a->at.rows - 1)
        each++;
    vx_draw_text(a, 0, 1, VX_STYLE_FAINT, "e2e from, share");
    int row = 1 + (int)((s.high - s.low) / each);
    for (unsigned k = s.low; k <= s.high; k += each, row--) {
        uint64_t count = 0;
        for (unsigned j = k; j < k + each && j < VX_SPECTRUM; j++)
            count += s.count[j];
        vx_figure_us(text, vx_spectrum_lowest(k));
        vx_draw_right(a, row, SCALE, VX_STYLE_FAINT, text);
        vx_figure_percent(text, count, s.all);
        vx_draw_right(a, row, SCALE + SHARE, count ? VX_STYLE_TEXT : VX_STYLE_FAINT, text);
        const struct vx_strip bar = {row, SCALE + SHARE + 1, a->at.cols - SCALE - SHARE - 2,
                                     VX_STYLE_GAUGE};
        vx_draw_bar(a, &bar, count, s.most * each);
    }
}

/* ---- a list: what matters most first ---- */

static void draw_list(struct vx_scene *scene, const struct vx_area *a)
{
    static const struct {
        enum vx_latency_id latency;
        enum vx_quantile quantile;
        const char *label;
    } rows[] = {
        {VX_LATENCY_E2E, VX_Q_P50, "e2e  p50"},    {VX_LATENCY_E2E, VX_Q_P99, "     p99"},
        {VX_LATENCY_E2E, VX_Q_P999, "     p99.9"}, {VX_LATENCY_E2E, VX_Q_MAX, "     max"},
        {VX_LATENCY_BOOK, VX_Q_P50, "book p50"},   {VX_LATENCY_BOOK, VX_Q_P99, "     p99"},
    };
    const struct vx_model *m = scene->model;
    for (int i = 0; i < (int)VX_LEN(rows) && i < a->at.rows; i++) {
        const unsigned latency = rows[i].latency;
        vx_draw_text(a, i, 1, VX_STYLE_TEXT, rows[i].label);
        draw_figure(a, i, 20, VX_STYLE_BRIGHT, quantiles_of(scene, latency)[rows[i].quantile],
                    m->ticks > 0 && shown_of(scene, latency)->count > 0);
        draw_history(a, i, 21, &m->latency[rows[i].latency][rows[i].quantile]);
    }
}

static void draw(struct vx_scene *scene, const struct vx_area *a)
{
    const int table = 2 + VX_LATENCIES;
    if (a->at.cols < TABLE) {
        draw_list(scene, a);
        return;
    }
    draw_table(scene, a);
    draw_other(scene, a, 1 + VX_LATENCIES);
    const struct vx_area rest = vx_area_part(a, table + 1, 0, a->at.rows, a->at.cols);
    draw_spread(scene, &rest);
}

static void title(const struct vx_scene *scene, const struct vx_glyph_set *g, char *buf,
                  size_t size)
{
    snprintf(buf, size, "%s %s %s", g->micro, g->dot,
             scene->latency_total ? "since the start" : "last second");
}

const struct vx_pane_ops vx_pane_latency = {.title = title, .draw = draw};
