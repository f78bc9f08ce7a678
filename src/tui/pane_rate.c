/*
 * pane_rate.c: throughput over time.
 */
#include <stdio.h>
#include <string.h>

#include "tui/figure.h"
#include "tui/pane.h"

#define SCALE 8 /* columns of the scale at the left */

/* 1, 2 or 5 times a power of ten: a scale that rarely changes. */
static uint64_t round_up(uint64_t value)
{
    static const uint64_t steps[] = {1, 2, 5};
    for (uint64_t ten = 1; ten < UINT64_MAX / 10; ten *= 10)
        for (size_t i = 0; i < VX_LEN(steps); i++)
            if (steps[i] * ten >= value)
                return steps[i] * ten;
    return value;
}

/* Beneath the graph, as many as fit whole. */
static void draw_figures(const struct vx_scene *scene, const struct vx_area *a, int row)
{
    char in[VX_FIGURE], trades[VX_FIGURE], dropped[VX_FIGURE], text[3][2 * VX_FIGURE];
    const struct vx_rates *r = &scene->model->rates;
    vx_figure_rate(in, r->in);
    vx_figure_rate(trades, r->trades);
    vx_figure_rate(dropped,
                   r->span_ns ? (uint64_t)((unsigned __int128)r->dropped * 1000000000u / r->span_ns)
                              : 0);
    snprintf(text[0], sizeof text[0], "in %s", in);
    snprintf(text[1], sizeof text[1], "dropped %s", dropped);
    snprintf(text[2], sizeof text[2], "trades %s", trades);
    for (int i = 0, col = 1 + SCALE; i < 3; i++) {
        int end = col + (int)strlen(text[i]);
        if (end > a->at.cols)
            return;
        vx_draw_text(a, row, col, i == 1 && r->dropped ? VX_STYLE_BAD : VX_STYLE_FAINT, text[i]);
        col = end + 2;
    }
}

static void draw(struct vx_scene *scene, const struct vx_area *a)
{
    char text[VX_FIGURE];
    const struct vx_model *m = scene->model;
    const int rows = a->at.rows - 1;
    const struct vx_area graph = vx_area_part(a, 0, 1 + SCALE, rows, a->at.cols - 1 - SCALE);
    const size_t shown = (size_t)graph.at.cols * 2;
    uint64_t top = 1;
    for (size_t i = 0; i < m->through.n && i < shown; i++)
        top = vx_max_u64(top, m->through.value[m->through.n - 1 - i]);
    top = round_up(top);
    vx_draw_graph(&graph, VX_STYLE_GAUGE, m->through.value, m->through.n, top);
    vx_figure_count(text, top);
    vx_draw_right(a, 0, SCALE - 1, VX_STYLE_FAINT, text);
    if (rows > 1)
        vx_draw_right(a, rows - 1, SCALE - 1, VX_STYLE_FAINT, "0");
    draw_figures(scene, a, rows);
}

static void title(const struct vx_scene *scene, const struct vx_glyph_set *g, char *buf,
                  size_t size)
{
    char rate[VX_FIGURE];
    (void)g;
    buf[0] = '\0';
    if (scene->model->rates.known) {
        vx_figure_rate(rate, scene->model->rates.through);
        snprintf(buf, size, "%s answered", rate);
    }
}

const struct vx_pane_ops vx_pane_rate = {.title = title, .draw = draw};
