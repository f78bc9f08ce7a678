/*
 * pane_orders.c: the operator's own orders: live ones first, with their place in the queue; and
 * their fills, where there is room or the cursor asks for them.
 */
#include <inttypes.h>
#include <stdio.h>

#include "core/base/reject_text.h"
#include "tui/figure.h"
#include "tui/pane.h"

#define WIDE       46
#define NAME       6
#define ROOMY      14 /* rows from which every order shows its fills */
#define FILLS_MOST 4  /* of an order, the newest */

static const enum vx_style status_style[VX_OWN_STATUSES] = {
    [VX_OWN_NONE] = VX_STYLE_FAINT,   [VX_OWN_LIVE] = VX_STYLE_GOOD,
    [VX_OWN_FILLED] = VX_STYLE_TEXT,  [VX_OWN_CANCELLED] = VX_STYLE_FAINT,
    [VX_OWN_REJECTED] = VX_STYLE_BAD,
};

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

static bool text_of(const struct vx_scene *scene, uint64_t i, char *buf, size_t size)
{
    char name[VX_FIGURE], price[VX_FIGURE] = "market", text[64];
    if (i >= scene->model->owns)
        return false;
    const struct vx_own *own = &scene->model->own[i];
    const unsigned status = vx_own_status(own) < VX_OWN_STATUSES ? vx_own_status(own) : 0;
    if (own->price)
        vx_figure_price(price, own->price, vx_figure_decimals(vx_scene_tick(scene)));
    vx_scene_order_name(scene, own->id, name, sizeof name);
    describe(own, text, sizeof text);
    snprintf(buf, size, "%s %s %" PRIu32 " @ %s %s %s", name,
             vx_own_side(own) == VX_BID ? "buy" : "sell", own->qty, price,
             vx_own_status_name(status), text);
    return true;
}

static bool is_listed(const struct vx_scene *scene, uint32_t i)
{
    char text[160];
    const struct vx_find *find = &scene->find[VX_PANE_ORDERS];
    return find->len == 0 || (text_of(scene, i, text, sizeof text) && vx_find_in(find, text));
}

static uint64_t count_listed(const struct vx_scene *scene)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < scene->model->owns; i++)
        n += is_listed(scene, i);
    return n;
}

static int draw_fills(const struct vx_area *a, int row, const struct vx_model *m, uint64_t id,
                      int decimals)
{
    int drawn = 0;
    char time[VX_FIGURE], qty[VX_FIGURE], price[VX_FIGURE];
    for (; drawn < FILLS_MOST && row + drawn < a->at.rows; drawn++) {
        const struct vx_fill *fill = vx_model_fill(m, id, (uint64_t)drawn);
        if (!fill)
            break;
        vx_figure_moment(time, fill->t_ns);
        vx_figure_count(qty, fill->qty);
        vx_figure_price(price, fill->price, decimals);
        vx_draw_format(a, row + drawn, 2, VX_STYLE_FAINT, "%s %7s @ %s %s", time, qty, price,
                       fill->took ? "took" : "made");
    }
    return drawn;
}

static int draw_order(const struct vx_scene *scene, const struct vx_area *a, int row,
                      const struct vx_own *own, int decimals)
{
    char name[NAME + 1], qty[VX_FIGURE], price[VX_FIGURE] = "market", text[64];
    const bool buy = vx_own_side(own) == VX_BID, live = vx_own_status(own) == VX_OWN_LIVE;
    const unsigned status = vx_own_status(own) < VX_OWN_STATUSES ? vx_own_status(own) : 0;
    vx_scene_order_name(scene, own->id, name, sizeof name);
    vx_figure_count(qty, live ? own->leaves : own->qty);
    if (own->price)
        vx_figure_price(price, own->price, decimals);
    vx_draw_cut(a, row, 1, NAME - 1, live ? VX_STYLE_OWN : VX_STYLE_FAINT, name);
    vx_draw_text(a, row, NAME, buy ? VX_STYLE_BUY : VX_STYLE_SELL, buy ? "B" : "S");
    vx_draw_right(a, row, NAME + 6, VX_STYLE_TEXT, qty);
    vx_draw_right(a, row, NAME + 13, VX_STYLE_TEXT, price);
    vx_draw_text(a, row, NAME + 14, status_style[status], vx_own_status_name(status));
    describe(own, text, sizeof text);
    if (a->at.cols >= WIDE) {
        vx_draw_cut(a, row, NAME + 24, a->at.cols - NAME - 26, VX_STYLE_FAINT, text);
        return 1;
    }
    if (!live || row + 1 >= a->at.rows)
        return 1;
    vx_draw_cut(a, row + 1, NAME, a->at.cols - NAME, VX_STYLE_FAINT, text);
    return 2;
}

static void draw(struct vx_scene *scene, const struct vx_area *a)
{
    uint64_t at = VX_ROW_NONE;
    const struct vx_model *m = scene->model;
    struct vx_scroll *s = &scene->scroll[VX_PANE_ORDERS];
    const int decimals = vx_figure_decimals(vx_scene_tick(scene));
    const bool roomy = a->at.rows >= ROOMY && a->at.cols >= WIDE;
    const uint64_t listed = count_listed(scene);
    if (vx_scene_focused(scene, VX_PANE_ORDERS) && !vx_list_at(scene, VX_PANE_ORDERS, &at))
        at = VX_ROW_NONE;
    s->seen = listed; /* live ones keep their places: nothing to follow */
    vx_list_begin(scene, VX_PANE_ORDERS, listed, VX_OWN_MAX, a->at.rows);
    if (m->owns == 0)
        vx_draw_cut(a, 0, 1, a->at.cols - 1, VX_STYLE_FAINT, "none yet: buy 5 @ 100.00 as a");
    uint64_t skip = s->back;
    int row = 0;
    for (uint32_t i = 0; i < m->owns && row < a->at.rows; i++) {
        if (!is_listed(scene, i))
            continue;
        if (skip > 0) {
            skip--;
            continue;
        }
        const int first = row;
        row += draw_order(scene, a, row, &m->own[i], decimals);
        if (roomy || i == at)
            row += draw_fills(a, row, m, m->own[i].id, decimals);
        for (int k = first; k < row; k++)
            vx_list_row(scene, VX_PANE_ORDERS, k, i);
    }
    vx_list_end(scene, VX_PANE_ORDERS, a);
}

/* Live: what changes it; done: the same again. */
static bool ready(const struct vx_scene *scene, uint64_t i, enum vx_row_act act,
                  struct vx_ready *to)
{
    char name[VX_FIGURE], price[VX_FIGURE] = "market";
    if (i >= scene->model->owns || act == VX_ROW_BUY || act == VX_ROW_SELL)
        return false;
    const struct vx_own *own = &scene->model->own[i];
    const bool live = vx_own_status(own) == VX_OWN_LIVE;
    if (act == VX_ROW_CANCEL && !live)
        return false;
    vx_scene_order_name(scene, own->id, name, sizeof name);
    to->behind[0] = '\0';
    if (act == VX_ROW_CANCEL) {
        snprintf(to->before, sizeof to->before, "cancel %s", name);
    } else if (live) {
        snprintf(to->before, sizeof to->before, "replace %s price=", name);
    } else {
        if (own->price)
            vx_figure_price(price, own->price, vx_figure_decimals(vx_scene_tick(scene)));
        snprintf(to->before, sizeof to->before, "%s %" PRIu32 " %s%s",
                 vx_own_side(own) == VX_BID ? "buy" : "sell", own->qty, own->price ? "@ " : "",
                 price);
    }
    return true;
}

static void title(const struct vx_scene *scene, const struct vx_glyph_set *g, char *buf,
                  size_t size)
{
    uint32_t live = 0;
    char place[VX_PANE_TITLE];
    const struct vx_model *m = scene->model;
    for (uint32_t i = 0; i < m->owns; i++)
        live += vx_own_status(&m->own[i]) == VX_OWN_LIVE;
    vx_list_title(scene, VX_PANE_ORDERS, g, place, sizeof place);
    if (m->owns)
        snprintf(buf, size, "%" PRIu32 " live of %" PRIu32 "%s%s%s%s", live, m->owns,
                 place[0] ? " " : "", place[0] ? g->dot : "", place[0] ? " " : "", place);
    else
        buf[0] = '\0';
}

const struct vx_pane_ops vx_pane_orders = {.title = title,
                                           .draw = draw,
                                           .list = VX_LIST_TOP,
                                           .filters = true,
                                           .text = text_of,
                                           .ready = ready};
