/*
 * ladder.c: the ladder's cursor: where it is, how it moves, what can be done there.
 */
#include "tui/ladder.h"

#include <inttypes.h>
#include <stdio.h>

#include "tui/figure.h"

int64_t vx_ladder_round(int64_t price, int64_t step, unsigned side)
{
    int64_t down = price / step * step;
    return side == VX_BID || down == price ? down : down + step;
}

/* The price under the cursor: the bid, or what there is, until it is moved. */
int32_t vx_ladder_price(const struct vx_scene *scene)
{
    const struct vx_ladder_state *s = &scene->ladder;
    const int32_t bid = vx_model_touch(scene->model, VX_BID);
    return s->cursor ? s->cursor : bid ? bid : vx_model_touch(scene->model, VX_ASK);
}

/* The row that shows a price; -1: none. */
int vx_ladder_cursor_row(const struct vx_scene *scene)
{
    const struct vx_ladder_state *s = &scene->ladder;
    const int32_t price = vx_ladder_price(scene);
    const int64_t step = (int64_t)vx_scene_tick(scene) * vx_groups[s->group];
    const int64_t at = s->levels ? price : vx_ladder_round(price, step, VX_BID);
    for (int i = 0; i < s->rows; i++)
        if (s->price[i] && s->price[i] == at)
            return i;
    return -1;
}

void vx_ladder_centre(struct vx_scene *scene)
{
    struct vx_ladder_state *s = &scene->ladder;
    s->placed = s->free = s->gliding = false;
    s->offset = 0;
    s->cursor = 0;
}

void vx_ladder_roll(struct vx_scene *scene, int rows)
{
    struct vx_ladder_state *s = &scene->ladder;
    const int64_t step = (int64_t)vx_scene_tick(scene) * vx_groups[s->group];
    const int far = (int)VX_DEPTH_LEVELS;
    s->free = true;
    if (s->levels) {
        const int offset = s->offset + rows;
        s->offset = offset > far ? far : offset < -far ? -far : offset;
        return;
    }
    const int64_t middle = s->middle + rows * step;
    if (s->placed && middle > 0 && middle < INT32_MAX - s->rows * step)
        s->middle = middle;
}

void vx_ladder_point(struct vx_scene *scene, int row)
{
    struct vx_ladder_state *s = &scene->ladder;
    if (row >= 0 && row < s->rows && s->price[row])
        s->cursor = s->price[row];
}

/* The next row up or down that has a price; -1: it is beyond the edge. */
static int next_row(const struct vx_ladder_state *s, int row, int up)
{
    for (row -= up; row >= 0 && row < s->rows; row -= up)
        if (s->price[row])
            return row;
    return -1;
}

static void move_one(struct vx_scene *scene, int up)
{
    struct vx_ladder_state *s = &scene->ladder;
    const int64_t step = (int64_t)vx_scene_tick(scene) * vx_groups[s->group];
    const int row = vx_ladder_cursor_row(scene),
              next = row < 0 ? s->rows / 2 : next_row(s, row, up);
    if (next >= 0 && s->price[next]) {
        s->cursor = s->price[next];
        return;
    }
    if (!s->levels && row >= 0) { /* the row that comes into sight */
        s->cursor = s->price[row] + (int32_t)(up * step);
        s->price[row] = s->cursor;
    }
    vx_ladder_roll(scene, up);
}

void vx_ladder_move(struct vx_scene *scene, int rows)
{
    struct vx_ladder_state *s = &scene->ladder;
    const int up = rows > 0 ? 1 : -1;
    const int n = rows * up;
    if (n > s->rows) { /* Home, End: to the end of what the book shows */
        const struct vx_depth *d = &scene->model->now.depth;
        const unsigned side = up > 0 ? VX_ASK : VX_BID;
        if (d->levels[side])
            s->cursor = d->level[side][d->levels[side] - 1].price;
        s->free = s->placed = true;
        s->middle = s->levels ? s->middle
                              : vx_ladder_round(s->cursor,
                                                (int64_t)vx_scene_tick(scene) * vx_groups[s->group],
                                                VX_BID);
        return;
    }
    for (int i = 0; i < n; i++)
        move_one(scene, up);
}

/* ---- what can be done at the cursor ---- */

/* Above the middle of the market one sells, below it one buys: the order rests. */
static bool sells_at(const struct vx_scene *scene, int32_t price)
{
    const int64_t bid = vx_model_touch(scene->model, VX_BID);
    const int64_t ask = vx_model_touch(scene->model, VX_ASK);
    return ask ? 2 * (int64_t)price > (bid ? bid + ask : 2 * ask - 1) : bid && price > bid;
}

/* "cancel b1; cancel 812344": the own orders that rest at a row's prices. */
static bool cancel_at(const struct vx_scene *scene, int64_t from, int64_t to, char *buf,
                      size_t size)
{
    size_t n = 0;
    char name[VX_FIGURE];
    const struct vx_model *m = scene->model;
    for (uint32_t i = 0; i < m->owns; i++) {
        const struct vx_own *own = &m->own[i];
        if (vx_own_status(own) != VX_OWN_LIVE || own->price < from || own->price > to ||
            own->instrument != m->now.depth.instrument || n + 2 * sizeof name > size)
            continue;
        vx_scene_order_name(scene, own->id, name, sizeof name);
        n += (size_t)snprintf(buf + n, size - n, "%scancel %s", n ? "; " : "", name);
    }
    return n > 0;
}

bool vx_ladder_ready(const struct vx_scene *scene, uint64_t i, enum vx_row_act act,
                     struct vx_ready *to)
{
    char text[VX_FIGURE];
    const int32_t price = vx_ladder_price(scene);
    const int64_t step = (int64_t)vx_scene_tick(scene) * vx_groups[scene->ladder.group];
    (void)i;
    if (price == 0)
        return false;
    to->behind[0] = '\0';
    if (act == VX_ROW_CANCEL) {
        const int64_t last =
            scene->ladder.levels ? price : vx_ladder_round(price, step, VX_BID) + step - 1;
        return cancel_at(scene, scene->ladder.levels ? price : vx_ladder_round(price, step, VX_BID),
                         last, to->before, sizeof to->before);
    }
    const bool sell = act == VX_ROW_SELL || (act == VX_ROW_ENTER && sells_at(scene, price));
    vx_figure_price(text, price, vx_figure_decimals(vx_scene_tick(scene)));
    snprintf(to->before, sizeof to->before, "%s ", sell ? "sell" : "buy");
    snprintf(to->behind, sizeof to->behind, " @ %s", text);
    return true;
}

bool vx_ladder_text(const struct vx_scene *scene, uint64_t i, char *buf, size_t size)
{
    char price[VX_FIGURE];
    const struct vx_depth *d = &scene->model->now.depth;
    const int32_t at = vx_ladder_price(scene);
    size_t n;
    (void)i;
    if (at == 0)
        return false;
    vx_figure_price(price, at, vx_figure_decimals(vx_scene_tick(scene)));
    n = (size_t)snprintf(buf, size, "%s", price);
    for (unsigned side = 0; side < 2; side++)
        for (uint32_t k = 0; k < d->levels[side]; k++)
            if (d->level[side][k].price == at)
                n += (size_t)snprintf(buf + n, size - n, " %s %" PRIu64 " in %" PRIu32,
                                      side == VX_BID ? "bid" : "ask", d->level[side][k].lots,
                                      d->level[side][k].orders);
    return true;
}
