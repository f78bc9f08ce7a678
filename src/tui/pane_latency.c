/*
 * pane_latency.c: percentiles of the last second, told apart from those since the start, with the
 * history of each second.  Measured from when an order was due, not from when it got in.
 */
#include <inttypes.h>
#include <stdio.h>

#include "tui/figure.h"
#include "tui/pane.h"

#define FIGURE 9 /* columns with the blank in front */
#define LABEL  8
#define TABLE  (1 + LABEL + VX_QUANTILES * FIGURE)

static const char *const quantile_name[VX_QUANTILES] = {[VX_Q_P50] = "p50",
                                                        [VX_Q_P90] = "p90",
                                                        [VX_Q_P99] = "p99",
                                                        [VX_Q_P999] = "p99.9",
                                                        [VX_Q_MAX] = "max"};

static void draw_history(const struct vx_area *a, int row, int col, const struct vx_history *h)
{
    vx_draw_history(a, row, col, a->at.cols - col, VX_STYLE_GAUGE, h->value, h->n);
}

static void draw_figure(const struct vx_area *a, int row, int end, enum vx_style style, uint64_t ns,
                        bool known)
{
    char text[VX_FIGURE] = "-";
    if (known)
        vx_figure_us(text, ns);
    vx_draw_right(a, row, end, style, text);
}

/* ---- a table: a row a latency, a column a percentile ---- */

static void draw_table_row(struct vx_scene *scene, const struct vx_area *a, int row,
                           unsigned latency)
{
    const struct vx_model *m = scene->model;
    const bool known = m->interval[latency].count > 0;
    const enum vx_style style = latency == VX_LATENCY_E2E ? VX_STYLE_BRIGHT : VX_STYLE_TEXT;
    vx_draw_text(a, row, 1, style, vx_latency_name(latency));
    for (unsigned q = 0; q < VX_QUANTILES; q++)
        draw_figure(a, row, 1 + LABEL + ((int)q + 1) * FIGURE, style, m->quantile[latency][q],
                    known);
    if (a->at.cols > TABLE + 4)
        draw_history(a, row, TABLE + 2, &m->latency[latency][VX_Q_P99]);
}

static void draw_table(struct vx_scene *scene, const struct vx_area *a)
{
    for (unsigned q = 0; q < VX_QUANTILES; q++)
        vx_draw_right(a, 0, 1 + LABEL + ((int)q + 1) * FIGURE, VX_STYLE_FAINT, quantile_name[q]);
    if (a->at.cols > TABLE + 4)
        vx_draw_text(a, 0, TABLE + 2, VX_STYLE_FAINT, "p99, a second a column");
    for (unsigned i = 0; i < VX_LATENCIES; i++)
        draw_table_row(scene, a, 1 + (int)i, i);
    const int row = 1 + VX_LATENCIES;
    if (a->at.rows <= row)
        return;
    vx_draw_text(a, row, 1, VX_STYLE_FAINT, "e2e all");
    for (unsigned q = 0; q < VX_QUANTILES; q++)
        draw_figure(a, row, 1 + LABEL + ((int)q + 1) * FIGURE, VX_STYLE_FAINT,
                    scene->model->total[VX_LATENCY_E2E][q],
                    scene->model->now.wall_ns && scene->model->ticks > 0);
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
        vx_draw_text(a, i, 1, VX_STYLE_TEXT, rows[i].label);
        draw_figure(a, i, 20, VX_STYLE_BRIGHT, m->quantile[rows[i].latency][rows[i].quantile],
                    m->interval[rows[i].latency].count > 0);
        draw_history(a, i, 21, &m->latency[rows[i].latency][rows[i].quantile]);
    }
}

static void draw(struct vx_scene *scene, const struct vx_area *a)
{
    if (a->at.cols >= TABLE)
        draw_table(scene, a);
    else
        draw_list(scene, a);
}

static void title(const struct vx_scene *scene, const struct vx_glyph_set *g, char *buf,
                  size_t size)
{
    (void)scene;
    snprintf(buf, size, "%s %s last second", g->micro, g->dot);
}

const struct vx_pane_ops vx_pane_latency = {.title = title, .draw = draw};
