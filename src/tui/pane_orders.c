/*
 * pane_orders.c: the operator's own orders: live ones first, with their place in the queue.
 */
#include <inttypes.h>
#include <stdio.h>

#include "core/base/reject_text.h"
#include "tui/figure.h"
#include "tui/pane.h"

#define WIDE 46
#define NAME 6

static const enum vx_style status_style[VX_OWN_STATUSES] = {
    [VX_OWN_NONE] = VX_STYLE_FAINT,   [VX_OWN_LIVE] = VX_STYLE_GOOD,
    [VX_OWN_FILLED] = VX_STYLE_TEXT,  [VX_OWN_CANCELLED] = VX_STYLE_FAINT,
    [VX_OWN_REJECTED] = VX_STYLE_BAD,
};

static void name_of(const struct vx_scene *scene, uint64_t id, char *buf, size_t size)
{
    const struct vx_line *line = scene->line;
    if (line && line->ops->order_name && line->ops->order_name(line->self, id, buf, size))
        return;
    snprintf(buf, size, "#%" PRIu64, id);
}

/* "680 ahead in 12 orders", "filled at 100.0312", "refused: price": what is to be known of it. */
static void describe(const struct vx_own *own, char *buf, size_t size)
{
    char ahead[VX_FIGURE], filled[VX_FIGURE], average[VX_FIGURE];
    vx_figure_count(filled, own->filled);
    const char *code = vx_reject_name(own->code);
    switch ((enum vx_own_status)vx_own_status(own)) {
    case VX_OWN_LIVE:
        vx_figure_count(ahead, own->ahead_lots);
        if (own->ahead_orders == UINT32_MAX)
            snprintf(buf, size, "in the queue");
        else if (own->ahead_orders == 0)
            snprintf(buf, size, "first in the queue");
        else
            snprintf(buf, size, "%s ahead in %" PRIu32, ahead, own->ahead_orders);
        return;
    case VX_OWN_FILLED:
        vx_figure_price(average, (int64_t)(own->filled ? own->notional / own->filled : 0), 4);
        snprintf(buf, size, "at %s", average);
        return;
    case VX_OWN_CANCELLED:
        snprintf(buf, size, "%s filled", filled);
        return;
    case VX_OWN_REJECTED:
        snprintf(buf, size, "%s", code);
        return;
    case VX_OWN_NONE:
    case VX_OWN_STATUSES:
        break;
    }
    buf[0] = '\0';
}

static int draw_order(const struct vx_scene *scene, const struct vx_area *a, int row,
                      const struct vx_own *own, int decimals)
{
    char name[NAME + 1], qty[VX_FIGURE], price[VX_FIGURE] = "market", text[64];
    const bool buy = vx_own_side(own) == VX_BID, live = vx_own_status(own) == VX_OWN_LIVE;
    const unsigned status = vx_own_status(own) < VX_OWN_STATUSES ? vx_own_status(own) : 0;
    name_of(scene, own->id, name, sizeof name);
    vx_figure_count(qty, live ? own->leaves : own->qty);
    if (own->price)
        vx_figure_price(price, own->price, decimals);
    vx_draw_cut(a, row, 1, NAME - 1, live ? VX_STYLE_OWN : VX_STYLE_FAINT, name);
    vx_draw_text(a, row, NAME, buy ? VX_STYLE_BUY : VX_STYLE_SELL, buy ? "B" : "S");
    vx_draw_right(a, row, NAME + 6, VX_STYLE_TEXT, qty);
    vx_draw_right(a, row, NAME + 14, VX_STYLE_TEXT, price);
    vx_draw_text(a, row, NAME + 15, status_style[status], vx_own_status_name(status));
    describe(own, text, sizeof text);
    if (a->at.cols >= WIDE) {
        vx_draw_cut(a, row, NAME + 25, a->at.cols - NAME - 27, VX_STYLE_FAINT, text);
        return 1;
    }
    if (!live || row + 1 >= a->at.rows)
        return 1;
    vx_draw_cut(a, row + 1, NAME, a->at.cols - NAME, VX_STYLE_FAINT, text);
    return 2;
}

static void draw(struct vx_scene *scene, const struct vx_area *a)
{
    const struct vx_model *m = scene->model;
    struct vx_scroll *s = &scene->scroll[VX_PANE_ORDERS];
    const int decimals = vx_figure_decimals(vx_scene_tick(scene));
    s->seen = m->owns; /* live ones keep their places: nothing to follow */
    vx_scroll_follow(s, m->owns, VX_OWN_MAX, (uint64_t)a->at.rows);
    if (m->owns == 0)
        vx_draw_cut(a, 0, 1, a->at.cols - 1, VX_STYLE_FAINT, "none yet: buy 5 @ 100.00 as a");
    int row = 0;
    for (uint64_t i = s->back; i < m->owns && row < a->at.rows; i++)
        row += draw_order(scene, a, row, &m->own[i], decimals);
}

static void title(const struct vx_scene *scene, const struct vx_glyph_set *g, char *buf,
                  size_t size)
{
    uint32_t live = 0;
    const struct vx_model *m = scene->model;
    (void)g;
    for (uint32_t i = 0; i < m->owns; i++)
        live += vx_own_status(&m->own[i]) == VX_OWN_LIVE;
    if (m->owns)
        snprintf(buf, size, "%" PRIu32 " live of %" PRIu32, live, m->owns);
    else
        buf[0] = '\0';
}

const struct vx_pane_ops vx_pane_orders = {.title = title, .draw = draw, .scrolls = true};
