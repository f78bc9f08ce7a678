/*
 * pane_metrics.c: every metric: its value, how fast it grows, what it is.  A search keeps the rows
 * that have the text in their name or meaning.
 */
#include <inttypes.h>
#include <stdio.h>

#include "tui/figure.h"
#include "tui/pane.h"

#define NAME  25
#define VALUE 14 /* a hash is longer; its name is not */
#define RATE  10

static bool text_of(const struct vx_scene *scene, uint64_t i, char *buf, size_t size)
{
    size_t n;
    char value[64];
    const struct vx_metric *rows = vx_metrics(&n);
    if (i >= n)
        return false;
    const struct vx_value v = vx_metric_read(&rows[i], &scene->model->past[0]);
    vx_value_format(value, sizeof value, &v);
    snprintf(buf, size, "%s %s  %s", rows[i].name, value, rows[i].help);
    return true;
}

/* By name and meaning: what a value is comes and goes. */
static bool is_listed(const struct vx_scene *scene, const struct vx_metric *m)
{
    const struct vx_find *find = &scene->find[VX_PANE_METRICS];
    return vx_find_in(find, m->name) || vx_find_in(find, m->help);
}

static uint64_t count_listed(const struct vx_scene *scene)
{
    size_t n;
    uint64_t listed = 0;
    const struct vx_metric *rows = vx_metrics(&n);
    for (size_t i = 0; i < n; i++)
        listed += is_listed(scene, &rows[i]);
    return listed;
}

/* Of a counter, over the last second. */
static void draw_rate(const struct vx_scene *scene, const struct vx_area *a, int row, int end,
                      const struct vx_metric *metric)
{
    char text[VX_FIGURE];
    const struct vx_model *m = scene->model;
    if (metric->kind != 'C' || m->views < 2 || m->rates.span_ns == 0)
        return;
    const struct vx_value to = vx_metric_read(metric, &m->past[0]);
    const struct vx_value from = vx_metric_read(metric, &m->past[m->views - 1]);
    if (!to.known || !from.known || to.v <= from.v)
        return;
    const uint64_t grown = (uint64_t)(to.v - from.v);
    if (metric->unit == VX_UNIT_NS) /* time a second: a share of it */
        vx_figure_percent(text, grown, m->rates.span_ns);
    else
        vx_figure_rate(text, (uint64_t)((unsigned __int128)grown * 1000000000u / m->rates.span_ns));
    vx_draw_right(a, row, end, VX_STYLE_ACCENT, text);
}

static void draw_metric(const struct vx_scene *scene, const struct vx_area *a, int row,
                        const struct vx_metric *metric)
{
    char text[64];
    const struct vx_value v = vx_metric_read(metric, &scene->model->past[0]);
    vx_value_format(text, sizeof text, &v);
    vx_draw_cut(a, row, 1, NAME - 1, VX_STYLE_TEXT, metric->name);
    int end = 1 + NAME + VALUE;
    if (a->at.cols < end) {
        vx_draw_right(a, row, a->at.cols, v.known ? VX_STYLE_BRIGHT : VX_STYLE_FAINT, text);
        return;
    }
    vx_draw_right(a, row, end, v.known ? VX_STYLE_BRIGHT : VX_STYLE_FAINT, text);
    if (a->at.cols < end + RATE)
        return;
    end += RATE;
    draw_rate(scene, a, row, end, metric);
    if (a->at.cols > end + 12)
        vx_draw_cut(a, row, end + 2, a->at.cols - end - 3, VX_STYLE_FAINT, metric->help);
}

static void draw(struct vx_scene *scene, const struct vx_area *a)
{
    size_t n;
    int row = 0;
    const struct vx_metric *rows = vx_metrics(&n);
    struct vx_scroll *s = &scene->scroll[VX_PANE_METRICS];
    const uint64_t listed = count_listed(scene);
    s->seen = listed; /* rows keep their places */
    vx_list_begin(scene, VX_PANE_METRICS, listed, n, a->at.rows);
    uint64_t skip = s->back;
    for (size_t i = 0; i < n && row < a->at.rows; i++) {
        if (!is_listed(scene, &rows[i]))
            continue;
        if (skip > 0) {
            skip--;
            continue;
        }
        vx_list_row(scene, VX_PANE_METRICS, row, i);
        draw_metric(scene, a, row++, &rows[i]);
    }
    if (listed == 0)
        vx_draw_text(a, 0, 1, VX_STYLE_FAINT, "no metric has this in its name or meaning");
    vx_list_end(scene, VX_PANE_METRICS, a);
}

static void title(const struct vx_scene *scene, const struct vx_glyph_set *g, char *buf,
                  size_t size)
{
    size_t n;
    char place[VX_PANE_TITLE];
    vx_metrics(&n);
    vx_list_title(scene, VX_PANE_METRICS, g, place, sizeof place);
    if (scene->find[VX_PANE_METRICS].len)
        snprintf(buf, size, "%" PRIu64 " of %zu %s %s", count_listed(scene), n, g->dot, place);
    else
        snprintf(buf, size, "%zu%s%s%s%s", n, place[0] ? " " : "", place[0] ? g->dot : "",
                 place[0] ? " " : "", place);
}

const struct vx_pane_ops vx_pane_metrics = {
    .title = title, .draw = draw, .list = VX_LIST_TOP, .filters = true, .text = text_of};
