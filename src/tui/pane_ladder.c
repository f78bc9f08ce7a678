/*
 * pane_ladder.c: the book by price.  Two forms: a row a tick (what a trader's ladder is: prices
 * stand still, the market moves over them), or a row a level, where the book is so sparse that
 * ticks would show mostly nothing.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tui/figure.h"
#include "tui/ladder.h"

#define ROWS_MAX VX_SURFACE_ROWS_MAX
#define QTY      6 /* columns with the blank in front */
#define ORDERS   5
#define CHANGE   7
#define CUM      7
#define BAR      4
#define BAR_MOST 16
#define VOLUME   8  /* the column at the right end */
#define ROOMY    70 /* columns from which there is one */

struct row {
    int64_t price;
    uint64_t lots[2], cum[2];
    uint64_t orders[2];
    int64_t change[2];
    bool changed[2], fresh[2];
    uint64_t own[2], ahead[2]; /* ahead: of the order nearest to its turn; 0: it is first */
    bool queued[2];            /* ahead is known */
    bool level;                /* something stands here */
    uint64_t volume;           /* traded at the price */
};

/* Columns of a side, counted from the price outwards. */
struct columns {
    int price; /* width of the price with its marks */
    int side;  /* width of a side */
    int bar, qty, orders, change, cum;
    int decimals;
};

struct ladder {
    const struct vx_scene *scene;
    const struct vx_depth *depth;
    int rows, middle; /* rows of prices; the row in the middle */
    int64_t step;
    uint64_t most; /* the largest level shown */
    uint64_t volume_most;
    uint32_t levels[2]; /* of the depth that are shown */
    struct columns at;
    struct row row[ROWS_MAX];
};

static struct columns fit_columns(int cols, int price)
{
    struct columns c = {.price = price, .side = (cols - price) / 2, .qty = QTY};
    int left = c.side - QTY - BAR;
    c.orders = left >= ORDERS ? ORDERS : 0;
    left -= c.orders;
    c.change = left >= CHANGE ? CHANGE : 0;
    left -= c.change;
    c.cum = left >= CUM ? CUM : 0;
    left -= c.cum;
    c.bar = BAR + (left > 0 ? left : 0);
    if (c.bar > BAR_MOST)
        c.bar = BAR_MOST;
    return c;
}

/* ---- filling the rows ---- */

static int row_of_price(const struct ladder *l, int64_t price)
{
    int64_t away = (l->row[0].price - price) / l->step;
    if (price > l->row[0].price || away >= l->rows)
        return -1;
    return (int)away;
}

static void fill_ticks(struct ladder *l)
{
    for (unsigned side = 0; side < 2; side++) {
        uint64_t cum = 0;
        for (uint32_t i = 0; i < l->levels[side]; i++) {
            const struct vx_level *level = &l->depth->level[side][i];
            int at = row_of_price(l, vx_ladder_round(level->price, l->step, side));
            cum += level->lots;
            if (at < 0)
                continue;
            l->row[at].lots[side] += level->lots;
            l->row[at].orders[side] += level->orders;
            l->row[at].cum[side] = cum;
            l->row[at].level = true;
        }
    }
}

/* Asks above the middle row, bids beneath it, best next to it. */
static void fill_levels(struct ladder *l)
{
    for (int i = 0; i < l->rows; i++)
        l->row[i].price = 0;
    for (unsigned side = 0; side < 2; side++) {
        uint64_t cum = 0;
        for (uint32_t i = 0; i < l->levels[side]; i++) {
            const struct vx_level *level = &l->depth->level[side][i];
            int at = side == VX_ASK ? l->middle - 1 - (int)i : l->middle + 1 + (int)i;
            cum += level->lots;
            if (at < 0 || at >= l->rows)
                continue;
            l->row[at] = (struct row){.price = level->price, .level = true};
            l->row[at].lots[side] = level->lots;
            l->row[at].orders[side] = level->orders;
            l->row[at].cum[side] = cum;
        }
    }
}

static int find_row(const struct ladder *l, int64_t price, unsigned side, bool levels)
{
    if (!levels)
        return row_of_price(l, vx_ladder_round(price, l->step, side));
    for (int i = 0; i < l->rows; i++)
        if (l->row[i].level && l->row[i].price == price)
            return i;
    return -1;
}

static void fill_changes(struct ladder *l, bool levels)
{
    const struct vx_model *m = l->scene->model;
    for (unsigned side = 0; side < 2; side++)
        for (size_t i = 0; i < m->changes[side]; i++) {
            const struct vx_change *c = &m->change[side][i];
            int at = find_row(l, c->price, side, levels);
            if (at < 0)
                continue;
            l->row[at].change[side] += c->lots;
            l->row[at].changed[side] = true;
            l->row[at].fresh[side] |= c->fresh;
        }
}

static void add_own(struct row *r, unsigned side, const struct vx_own *own)
{
    r->own[side] += own->leaves;
    if (own->ahead_orders == UINT32_MAX)
        return;
    if (!r->queued[side] || own->ahead_lots < r->ahead[side])
        r->ahead[side] = own->ahead_lots;
    r->queued[side] = true;
}

static void fill_own(struct ladder *l, bool levels)
{
    const struct vx_model *m = l->scene->model;
    for (uint32_t i = 0; i < m->owns; i++) {
        const struct vx_own *own = &m->own[i];
        unsigned side = vx_own_side(own);
        if (vx_own_status(own) != VX_OWN_LIVE || own->instrument != l->depth->instrument)
            continue;
        int at = find_row(l, own->price, side, levels);
        if (at < 0)
            continue;
        add_own(&l->row[at], side, own);
    }
}

/* What was traded at the prices shown, since the instrument is watched. */
static void fill_volume(struct ladder *l, bool levels)
{
    for (int i = 0; i < l->rows; i++) {
        struct row *r = &l->row[i];
        if (r->price <= 0)
            continue;
        const int64_t end = r->price + (levels ? 1 : l->step);
        for (int64_t at = r->price; at < end; at += vx_scene_tick(l->scene))
            r->volume += vx_model_traded(l->scene->model, l->scene->panel, (int32_t)at);
        l->volume_most = vx_max_u64(l->volume_most, r->volume);
    }
}

/* ---- where the middle is ---- */

/* The price the ladder turns around; 0: there is none yet. */
static int64_t market_middle(const struct vx_depth *d)
{
    int64_t bid = d->levels[VX_BID] ? d->level[VX_BID][0].price : 0;
    int64_t ask = d->levels[VX_ASK] ? d->level[VX_ASK][0].price : 0;
    if (bid && ask)
        return (bid + ask) / 2;
    return bid ? bid : ask ? ask : d->last_price;
}

/*
 * Centre-lock: prices stay where they are while the market is in the middle half; when it leaves
 * that, the ladder glides back, a quarter of the way a beat, or jumps if it is out of sight.
 */
static void follow_market(struct vx_ladder_state *s, int64_t market, int64_t step, int rows)
{
    market = market / step * step;
    int64_t away = (market - s->middle) / step;
    int64_t far = away < 0 ? -away : away;
    if (!s->placed || far > rows / 2 || s->middle % step != 0) {
        s->placed = true;
        s->gliding = false;
        s->middle = market;
        return;
    }
    if (far > rows / 4 && far > 1)
        s->gliding = true;
    if (far == 0)
        s->gliding = false;
    if (s->gliding)
        s->middle += (far > 4 ? far / 4 : 1) * (away > 0 ? step : -step);
}

/* Levels that a row-a-tick ladder would show. */
static int levels_in_sight(const struct vx_depth *d, int64_t step, int rows)
{
    int64_t middle = market_middle(d), reach = step * rows / 2;
    int n = 0;
    for (unsigned side = 0; side < 2; side++)
        for (uint32_t i = 0; i < d->levels[side]; i++) {
            int64_t away = d->level[side][i].price - middle;
            n += away <= reach && away >= -reach;
        }
    return n;
}

/* A sparse book is shown by levels.  Some hysteresis: the form must not flicker. */
static bool choose_levels(struct vx_ladder_state *s, const struct vx_depth *d, int64_t step,
                          int rows)
{
    if (s->form != VX_LADDER_AUTO)
        return s->form == VX_LADDER_LEVELS;
    uint32_t exist = d->levels[VX_BID] + d->levels[VX_ASK];
    int seen = levels_in_sight(d, step, rows);
    int want = (int)exist < rows ? (int)exist : rows;
    if (!s->levels && want >= 4 && seen * 3 < want)
        s->levels = true;
    else if (s->levels && seen * 3 > want * 2)
        s->levels = false;
    return s->levels;
}

/* ---- drawing ---- */

static const enum vx_style side_style[2] = {VX_STYLE_BUY, VX_STYLE_SELL};
static const enum vx_style side_big[2] = {VX_STYLE_BUY_BIG, VX_STYLE_SELL_BIG};

/* Right end of a column of a bid row; asks are mirrored. */
struct cursor {
    const struct vx_area *area;
    int row;
    unsigned side;
    int at;          /* columns used from the price outwards */
    int left, right; /* inner edges: where bids end, where asks begin */
};

/* Takes the next `cols` columns outwards; the column of their left end. */
static int next_columns(struct cursor *c, int cols)
{
    c->at += cols;
    return c->side == VX_BID ? c->left - c->at : c->right + c->at - cols;
}

static void draw_figure(struct cursor *c, int cols, enum vx_style style, const char *text)
{
    int col = next_columns(c, cols);
    vx_draw_right(c->area, c->row, col + cols - (c->side == VX_BID ? 1 : 0), style, text);
}

static void draw_side(const struct ladder *l, const struct vx_area *a, int at, unsigned side,
                      bool touch)
{
    char text[VX_FIGURE];
    const struct row *r = &l->row[at];
    const struct columns *w = &l->at;
    struct cursor c = {
        .area = a, .row = at + 1, .side = side, .left = w->side, .right = w->side + w->price};
    const struct vx_strip bar = {c.row, next_columns(&c, w->bar), w->bar, side_style[side]};
    if (r->lots[side] && side == VX_BID)
        vx_draw_bar_back(a, &bar, r->lots[side], l->most);
    else if (r->lots[side])
        vx_draw_bar(a, &bar, r->lots[side], l->most);
    vx_figure_count(text, r->lots[side]);
    draw_figure(&c, w->qty, touch ? side_big[side] : VX_STYLE_TEXT, r->lots[side] ? text : "");
    if (w->orders) {
        vx_figure_count(text, r->orders[side]);
        draw_figure(&c, w->orders, VX_STYLE_FAINT, r->orders[side] ? text : "");
    }
    if (w->change) {
        vx_figure_change(text, r->changed[side] ? r->change[side] : 0, a->glyphs->minus);
        draw_figure(&c, w->change, r->fresh[side] ? side_style[side] : VX_STYLE_FAINT, text);
    }
    if (w->cum) {
        vx_figure_count(text, r->cum[side]);
        draw_figure(&c, w->cum, VX_STYLE_FAINT, r->cum[side] ? text : "");
    }
}

static void describe_queue(const struct row *r, unsigned side, char *text, size_t size)
{
    char lots[VX_FIGURE];
    vx_figure_count(lots, r->ahead[side]);
    if (!r->queued[side])
        text[0] = '\0';
    else if (r->ahead[side] == 0)
        snprintf(text, size, "first");
    else
        snprintf(text, size, "%s ahead", lots);
}

/* An own order stands on the free side of its price: "<> you 50 - 680 ahead". */
static void draw_own(const struct ladder *l, const struct vx_area *a, int at, unsigned side)
{
    char queue[VX_FIGURE + 8], you[VX_FIGURE + 8], lots[VX_FIGURE];
    const struct columns *w = &l->at;
    const int you_cols = (int)vx_figure_count(lots, l->row[at].own[side]) + 4;
    const bool room = w->side >= you_cols + 16;
    snprintf(you, sizeof you, "you %s", lots);
    describe_queue(&l->row[at], side, queue, sizeof queue);
    if (side == VX_BID) {
        int col = w->side + w->price + 1;
        vx_draw_mark(a, at + 1, col, VX_STYLE_OWN, VX_GLYPH_DIAMOND);
        col = vx_draw_text(a, at + 1, col + 2, VX_STYLE_OWN, you);
        if (room && queue[0])
            vx_draw_format(a, at + 1, col, VX_STYLE_FAINT, " %s %s", a->glyphs->dot, queue);
        return;
    }
    const int end = w->side - 3;
    vx_draw_mark(a, at + 1, end + 1, VX_STYLE_OWN, VX_GLYPH_DIAMOND);
    vx_draw_right(a, at + 1, end, VX_STYLE_OWN, you);
    if (!room || !queue[0])
        return;
    vx_draw_right(a, at + 1, end - you_cols - 3, VX_STYLE_FAINT, queue);
    vx_draw_text(a, at + 1, end - you_cols - 2, VX_STYLE_FAINT, a->glyphs->dot);
}

static void draw_price(const struct ladder *l, const struct vx_area *a, int at, bool touch)
{
    char text[VX_FIGURE];
    const struct vx_model *m = l->scene->model;
    const int64_t price = l->row[at].price;
    const int end = l->at.side + l->at.price - 2;
    const bool last = m->last_price && vx_ladder_round(m->last_price, l->step, VX_BID) == price;
    enum vx_style style = touch || last      ? VX_STYLE_BRIGHT
                          : l->row[at].level ? VX_STYLE_TEXT
                                             : VX_STYLE_FAINT;
    vx_figure_price(text, price, l->at.decimals);
    vx_draw_right(a, at + 1, end, style, text);
    if (!last)
        return;
    enum vx_glyph mark = m->last_price > m->price_before   ? VX_GLYPH_UP
                         : m->last_price < m->price_before ? VX_GLYPH_DOWN
                                                           : VX_GLYPH_DOT;
    vx_draw_mark(a, at + 1, end, mark == VX_GLYPH_DOWN ? VX_STYLE_SELL : VX_STYLE_BUY, mark);
}

static void draw_row(const struct ladder *l, const struct vx_area *a, int at)
{
    const struct row *r = &l->row[at];
    bool touch[2] = {false, false};
    for (unsigned side = 0; side < 2; side++) {
        int64_t best = vx_model_touch(l->scene->model, side);
        touch[side] = best && vx_ladder_round(best, l->step, side) == r->price && r->lots[side];
        const bool label = r->own[!side] && !r->lots[side]; /* it stands on this side */
        if (r->lots[side] || (r->changed[side] && !label))
            draw_side(l, a, at, side, touch[side]);
    }
    if (r->price > 0)
        draw_price(l, a, at, touch[VX_BID] || touch[VX_ASK]);
    for (unsigned side = 0; side < 2; side++)
        if (r->own[side])
            draw_own(l, a, at, side);
}

static void draw_captions(const struct ladder *l, const struct vx_area *a)
{
    static const char *const side_name[2] = {"bid", "ask"};
    const struct columns *w = &l->at;
    for (unsigned side = 0; side < 2; side++) {
        struct cursor c = {
            .area = a, .row = 0, .side = side, .left = w->side, .right = w->side + w->price};
        next_columns(&c, w->bar);
        draw_figure(&c, w->qty, side_style[side], side_name[side]);
        if (w->orders)
            draw_figure(&c, w->orders, VX_STYLE_FAINT, "ord");
        if (w->change)
            draw_figure(&c, w->change, VX_STYLE_FAINT, "1s");
        if (w->cum)
            draw_figure(&c, w->cum, VX_STYLE_FAINT, "cum");
    }
    vx_draw_right(a, 0, w->side + w->price - 2, VX_STYLE_FAINT, "price");
}

/* A column of its own at the right end: what was traded at each price. */
static void draw_volume(const struct ladder *l, const struct vx_area *a)
{
    char text[VX_FIGURE];
    vx_draw_right(a, 0, a->at.cols, VX_STYLE_FAINT, "traded");
    for (int i = 0; i < l->rows; i++) {
        const struct row *r = &l->row[i];
        if (r->price <= 0 || r->volume == 0)
            continue;
        vx_figure_count(text, r->volume);
        vx_draw_right(a, i + 1, a->at.cols,
                      r->volume == l->volume_most ? VX_STYLE_ACCENT : VX_STYLE_FAINT, text);
    }
}

/* In the form of levels the middle row says what lies between: the last trade and the spread. */
static void draw_gap(const struct ladder *l, const struct vx_area *a)
{
    char price[VX_FIGURE] = "-", text[3 * VX_FIGURE];
    const struct vx_model *m = l->scene->model;
    if (m->last_price)
        vx_figure_price(price, m->last_price, l->at.decimals);
    snprintf(text, sizeof text, " last %s ", price);
    vx_draw_rule(a, l->middle + 1, 0, a->at.cols);
    vx_draw_text(a, l->middle + 1, (a->at.cols - (int)strlen(text)) / 2, VX_STYLE_BRIGHT, text);
}

static int price_width(const struct vx_depth *d, int decimals)
{
    char text[VX_FIGURE];
    int32_t highest =
        d->levels[VX_ASK] ? d->level[VX_ASK][d->levels[VX_ASK] - 1].price : d->last_price;
    if (d->levels[VX_BID] && d->level[VX_BID][0].price > highest)
        highest = d->level[VX_BID][0].price;
    int len = vx_figure_price(text, highest, decimals);
    return (len < 6 ? 6 : len) + 4;
}

static void find_most(struct ladder *l)
{
    l->most = 1;
    for (int i = 0; i < l->rows; i++)
        for (unsigned side = 0; side < 2; side++)
            l->most = vx_max_u64(l->most, l->row[i].lots[side]);
}

static bool fill(struct ladder *l, struct vx_ladder_state *s)
{
    const bool levels = choose_levels(s, l->depth, l->step, l->rows);
    for (unsigned side = 0; side < 2; side++)
        l->levels[side] =
            s->most && s->most < l->depth->levels[side] ? s->most : l->depth->levels[side];
    if (levels) {
        l->middle += s->offset;
        fill_levels(l);
    } else {
        const uint64_t beat = l->scene->model->beats;
        if (!s->placed || s->middle % l->step || (s->beat != beat && !s->free))
            follow_market(s, market_middle(l->depth), l->step, l->rows);
        s->beat = beat;
        for (int i = 0; i < l->rows; i++)
            l->row[i].price = s->middle + (l->rows / 2 - i) * l->step;
        fill_ticks(l);
    }
    fill_changes(l, levels);
    fill_own(l, levels);
    fill_volume(l, levels);
    find_most(l);
    return levels;
}

/* All of the row but its bar, which stays to be seen. */
static void draw_cursor_row(const struct vx_area *a, int row)
{
    for (int col = 0; col < a->at.cols; col++) {
        const struct vx_cell *cell = vx_surface_at(a->surface, a->at.row + row, a->at.col + col);
        const bool bar = (cell->glyph >= 0x2580 && cell->glyph < 0x2596) || cell->glyph == '#';
        if (!bar)
            vx_draw_style(a, row, col, 1, VX_STYLE_SELECT);
    }
}

static void draw_cursor(const struct vx_scene *scene, const struct vx_area *a)
{
    const int row = vx_ladder_cursor_row(scene);
    if (row >= 0 && vx_scene_focused(scene, VX_PANE_LADDER))
        draw_cursor_row(a, row + 1);
}

/* ---- the pane ---- */

static void draw(struct vx_scene *scene, const struct vx_area *a)
{
    struct vx_area left = *a;
    struct ladder l = {.scene = scene, .depth = &scene->model->now.depth, .rows = a->at.rows - 1};
    struct vx_ladder_state *s = &scene->ladder;
    s->rows = 0;
    if (!scene->model->now.has_depth || market_middle(l.depth) == 0) {
        vx_draw_text(a, 1, 1, VX_STYLE_FAINT, "the book is empty: buy 5 @ 100.00");
        return;
    }
    l.rows = l.rows > ROWS_MAX ? ROWS_MAX : l.rows;
    if (l.rows < 1)
        return;
    l.middle = l.rows / 2;
    const int32_t tick = vx_scene_tick(scene);
    l.step = (int64_t)tick * vx_groups[scene->ladder.group];
    const int decimals = vx_figure_decimals(tick);
    if (a->at.cols >= ROOMY)
        left = vx_area_part(a, 0, 0, a->at.rows, a->at.cols - VOLUME);
    l.at = fit_columns(left.at.cols, price_width(l.depth, decimals));
    l.at.decimals = decimals;
    const bool levels = fill(&l, s);
    s->rows = l.rows;
    draw_captions(&l, &left);
    for (int i = 0; i < l.rows; i++) {
        s->price[i] = l.row[i].price > 0 ? (int32_t)l.row[i].price : 0;
        draw_row(&l, &left, i);
    }
    if (levels)
        draw_gap(&l, &left);
    if (left.at.cols < a->at.cols)
        draw_volume(&l, a);
    draw_cursor(scene, a);
}

static void title(const struct vx_scene *scene, const struct vx_glyph_set *g, char *buf,
                  size_t size)
{
    char spread[VX_FIGURE];
    int32_t bid = vx_model_touch(scene->model, VX_BID), ask = vx_model_touch(scene->model, VX_ASK);
    const struct vx_ladder_state *s = &scene->ladder;
    int n = snprintf(buf, size, "%s%s",
                     s->levels || s->form == VX_LADDER_LEVELS ? "by level" : "by tick",
                     s->free ? ", scrolled" : "");
    if (s->group)
        n += snprintf(buf + n, size - (size_t)n, " x%" PRIu32, vx_groups[s->group]);
    if (s->most)
        n += snprintf(buf + n, size - (size_t)n, " %s %" PRIu32 " levels", g->dot, s->most);
    if (bid && ask) {
        vx_figure_price(spread, ask - bid, vx_figure_decimals(vx_scene_tick(scene)));
        snprintf(buf + n, size - (size_t)n, " %s spread %s", g->dot, spread);
    }
}

const struct vx_pane_ops vx_pane_ladder = {
    .title = title, .draw = draw, .text = vx_ladder_text, .ready = vx_ladder_ready};
