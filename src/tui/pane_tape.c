/*
 * pane_tape.c: trades, newest first.
 */
#include <inttypes.h>
#include <stdio.h>

#include "tui/figure.h"
#include "tui/pane.h"

#define PRICE 9 /* columns with the blank in front */
#define QTY   7

static void draw_row(const struct vx_area *a, int row, const struct vx_tape_row *r, int decimals)
{
    char text[VX_FIGURE];
    const bool buy = r->side == VX_BID;
    const enum vx_style side = buy ? (r->big ? VX_STYLE_BUY_BIG : VX_STYLE_BUY)
                                   : (r->big ? VX_STYLE_SELL_BIG : VX_STYLE_SELL);
    int col = 1;
    if (a->at.cols >= 10 + 2 + QTY + PRICE) {
        vx_figure_moment(text, r->t_ns);
        col = vx_draw_text(a, row, col, VX_STYLE_FAINT, text) + 1;
    }
    vx_draw_text(a, row, col, side, buy ? "B" : "S");
    vx_figure_count(text, r->qty);
    col += 1 + QTY;
    vx_draw_right(a, row, col, r->big ? VX_STYLE_BRIGHT : VX_STYLE_TEXT, text);
    vx_figure_price(text, r->price, decimals);
    col += PRICE;
    vx_draw_right(a, row, col, side, text);
    if (r->prints > 1 && a->at.cols >= col + 8)
        vx_draw_format(a, row, col + 3, VX_STYLE_FAINT, "x%" PRIu32, r->prints);
    if (r->own)
        vx_draw_mark(a, row, col + 1, VX_STYLE_OWN, VX_GLYPH_DIAMOND);
    else if (r->big)
        vx_draw_mark(a, row, col + 1, side, buy ? VX_GLYPH_UP : VX_GLYPH_DOWN);
}

static void draw(struct vx_scene *scene, const struct vx_area *a)
{
    const struct vx_model *m = scene->model;
    const struct vx_scroll *s = &scene->scroll[VX_PANE_TAPE];
    const int decimals = vx_figure_decimals(vx_scene_tick(scene));
    vx_list_begin(scene, VX_PANE_TAPE, m->tape_shown, VX_TAPE_KEPT, a->at.rows);
    if (m->tape_shown == 0)
        vx_draw_text(a, 0, 1, VX_STYLE_FAINT, "no trades yet");
    for (int row = 0; row < a->at.rows; row++) {
        const struct vx_tape_row *r = vx_model_tape(m, s->back + (uint64_t)row);
        if (!r)
            break;
        vx_list_row(scene, VX_PANE_TAPE, row, s->back + (uint64_t)row);
        draw_row(a, row, r, decimals);
    }
    vx_list_end(scene, VX_PANE_TAPE, a);
}

static bool text_of(const struct vx_scene *scene, uint64_t i, char *buf, size_t size)
{
    char time[VX_FIGURE], price[VX_FIGURE];
    const struct vx_tape_row *r = vx_model_tape(scene->model, i);
    if (!r)
        return false;
    vx_figure_moment(time, r->t_ns);
    vx_figure_price(price, r->price, vx_figure_decimals(vx_scene_tick(scene)));
    snprintf(buf, size, "%s %s %" PRIu64 " %s%s", time, r->side == VX_BID ? "B" : "S", r->qty,
             price, r->own ? " own" : "");
    return true;
}

static void title(const struct vx_scene *scene, const struct vx_glyph_set *g, char *buf,
                  size_t size)
{
    char rate[VX_FIGURE], place[VX_PANE_TITLE];
    const struct vx_model *m = scene->model;
    vx_figure_rate(rate, m->rates.trades);
    vx_list_title(scene, VX_PANE_TAPE, g, place, sizeof place);
    /* that it does not show the newest comes first: it must be seen */
    int n = place[0] ? snprintf(buf, size, "%s %s ", place, g->dot) : 0;
    if (m->tape_least > 1)
        n += snprintf(buf + n, size - (size_t)n, "%s%" PRIu64 "%s", g->least, m->tape_least,
                      m->tape_auto ? " auto" : "");
    else
        n += snprintf(buf + n, size - (size_t)n, "all");
    if (m->rates.known)
        snprintf(buf + n, size - (size_t)n, " %s %s", g->dot, rate);
}

const struct vx_pane_ops vx_pane_tape = {
    .title = title, .draw = draw, .list = VX_LIST_TOP, .text = text_of};
