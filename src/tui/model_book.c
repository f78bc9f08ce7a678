/*
 * model_book.c: what changed in the book since a second ago, the heat map's columns, own orders.
 */
#include <stdlib.h>
#include <string.h>

#include "tui/model_parts.h"

/* Quantity at a price; `seen` false where the snapshot does not reach that far. */
static uint64_t lots_at(const struct vx_depth *d, unsigned side, int32_t price, bool *seen)
{
    const uint32_t n = d->levels[side];
    const int sign = side == VX_BID ? -1 : 1; /* best first: bids fall, asks rise */
    for (uint32_t i = 0; i < n; i++) {
        int32_t away = sign * (d->level[side][i].price - price);
        if (away < 0)
            continue;
        *seen = true;
        return away == 0 ? d->level[side][i].lots : 0;
    }
    *seen = n < VX_DEPTH_LEVELS;
    return 0;
}

static void add_change(struct vx_model *m, unsigned side, int32_t price)
{
    bool seen[3];
    const struct vx_depth *now = &m->past[0].depth, *tick = &m->past[1].depth;
    const struct vx_depth *then = &m->past[m->views - 1].depth;
    uint64_t a = lots_at(now, side, price, &seen[0]);
    uint64_t b = lots_at(tick, side, price, &seen[1]);
    uint64_t c = lots_at(then, side, price, &seen[2]);
    if (!seen[0] || !seen[2] || (a == c && a == b) || m->changes[side] == VX_LEN(m->change[side]))
        return;
    m->change[side][m->changes[side]++] =
        (struct vx_change){.price = price, .lots = (int64_t)(a - c), .fresh = seen[1] && a != b};
}

/* Every price that either snapshot holds, once. */
static void find_changes(struct vx_model *m, unsigned side)
{
    bool seen;
    const struct vx_depth *now = &m->past[0].depth, *then = &m->past[m->views - 1].depth;
    m->changes[side] = 0;
    if (!m->past[0].has_depth || !m->past[m->views - 1].has_depth || m->views < 2)
        return;
    for (uint32_t i = 0; i < now->levels[side]; i++)
        add_change(m, side, now->level[side][i].price);
    for (uint32_t i = 0; i < then->levels[side]; i++)
        if (lots_at(now, side, then->level[side][i].price, &seen) == 0 && seen)
            add_change(m, side, then->level[side][i].price);
}

const struct vx_change *vx_model_change(const struct vx_model *m, unsigned side, int32_t price)
{
    for (size_t i = 0; i < m->changes[side]; i++)
        if (m->change[side][i].price == price)
            return &m->change[side][i];
    return NULL;
}

static void add_column(struct vx_model *m, const struct vx_view *view)
{
    const struct vx_depth *d = &view->depth;
    if (m->heat_n == VX_HEAT_COLS)
        memmove(m->heat, m->heat + 1, (VX_HEAT_COLS - 1) * sizeof m->heat[0]);
    else
        m->heat_n++;
    struct vx_heat_col *c = &m->heat[m->heat_n - 1];
    memset(c, 0, sizeof *c);
    uint64_t trades = VX_VIEW(view, book, trades);
    if (trades != m->heat_trades)
        c->trade = d->last_price;
    m->heat_trades = trades;
    for (unsigned side = 0; side < 2; side++) {
        c->levels[side] = d->levels[side];
        c->touch[side] = d->levels[side] ? d->level[side][0].price : 0;
        for (uint32_t i = 0; i < d->levels[side]; i++) {
            c->level[side][i].price = d->level[side][i].price;
            c->level[side][i].lots = (uint32_t)vx_min_u64(d->level[side][i].lots, UINT32_MAX);
        }
    }
}

void vx_model_heat_tick(struct vx_model *m)
{
    find_changes(m, VX_BID);
    find_changes(m, VX_ASK);
    /* a paused engine does not age: time stands still on the map too */
    bool still = m->views > 1 && m->past[0].depth.seq == m->past[1].depth.seq &&
                 VX_VIEW(&m->past[0], ingress, paused) != 0;
    if (m->past[0].has_depth && !still && m->moved)
        add_column(m, &m->past[0]);
}

static int newest_live_first(const void *a, const void *b)
{
    const struct vx_own *x = a, *y = b;
    bool live_x = vx_own_status(x) == VX_OWN_LIVE, live_y = vx_own_status(y) == VX_OWN_LIVE;
    if (live_x != live_y)
        return live_x ? -1 : 1;
    if (live_x) /* live ones keep their places: newest made first */
        return x->seq > y->seq ? -1 : x->seq < y->seq;
    return x->t_ns > y->t_ns ? -1 : x->t_ns < y->t_ns ? 1 : x->seq > y->seq ? -1 : x->seq < y->seq;
}

void vx_model_own_read(struct vx_model *m, const struct vx_panel *panel)
{
    uint64_t n = vx_min_u64(m->now.own_count, VX_OWN_MAX);
    m->owns = 0;
    for (uint32_t i = 0; i < n; i++)
        if (vx_own_read(panel, i, &m->own[m->owns]) == 0 &&
            vx_own_status(&m->own[m->owns]) != VX_OWN_NONE)
            m->owns++;
    qsort(m->own, m->owns, sizeof m->own[0], newest_live_first);
}
