/* The book, one's own orders, the tape and the error log, as tables and as a ladder. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/run/interp.h"
#include "cmd/show/tables.h"
#include "core/base/num.h"
#include "core/base/reject_text.h"

#define LEVELS_SHOWN 10u
#define TRADES_SHOWN 20u

static const struct vx_panel *panel_of(const struct vx_look_at *look)
{
    return look->in->session->ops->panel(look->in->session->self);
}

/* How many rows were asked for. */
static uint32_t rows_of(const struct vx_look_at *look, uint32_t dflt, uint32_t max)
{
    uint64_t n = dflt;
    if (look->arg)
        vx_num_parse_count(look->arg, strlen(look->arg), &n, NULL);
    return n < max ? (uint32_t)n : max;
}

/* ---- the book ---- */

static uint32_t levels_of(const struct vx_look_at *look, unsigned side)
{
    uint32_t n = rows_of(look, LEVELS_SHOWN, VX_DEPTH_LEVELS);
    if (!look->view->has_depth)
        return 0;
    return n < look->view->depth.levels[side] ? n : look->view->depth.levels[side];
}

static void level_row(struct vx_table *t, const char *side, const struct vx_level *level)
{
    vx_table_text(t, side);
    vx_table_price(t, level->price);
    vx_table_value(t, VX_UNIT_LOTS, level->lots);
    vx_table_value(t, VX_UNIT_COUNT, level->orders);
}

void vx_table_book(struct vx_table *t, const struct vx_look_at *look)
{
    const struct vx_depth *d = &look->view->depth;
    vx_table_column(t, "side", true);
    vx_table_column(t, "price", false);
    vx_table_column(t, "lots", false);
    vx_table_column(t, "orders", false);
    for (uint32_t i = 0; i < levels_of(look, VX_BID); i++)
        level_row(t, "bid", &d->level[VX_BID][i]);
    for (uint32_t i = 0; i < levels_of(look, VX_ASK); i++)
        level_row(t, "ask", &d->level[VX_ASK][i]);
}

static void json_side(struct vx_json *j, const char *key, const struct vx_look_at *look,
                      unsigned side)
{
    vx_json_open(j, key, '[');
    for (uint32_t i = 0; i < levels_of(look, side); i++) {
        const struct vx_level *level = &look->view->depth.level[side][i];
        vx_json_open(j, NULL, '{');
        vx_json_price(j, "price", level->price);
        vx_json_uint(j, "lots", level->lots);
        vx_json_uint(j, "orders", level->orders);
        vx_json_close(j, '}');
    }
    vx_json_close(j, ']');
}

void vx_json_book(struct vx_json *j, const struct vx_look_at *look)
{
    json_side(j, "bids", look, VX_BID);
    json_side(j, "asks", look, VX_ASK);
}

/* What of one's own rests at a price. */
static uint64_t own_lots(const struct vx_look_at *look, unsigned side, int32_t price)
{
    struct vx_own own;
    uint64_t lots = 0;
    for (uint32_t i = 0; i < look->view->own_count && i < VX_OWN_MAX; i++) {
        if (vx_own_read(panel_of(look), i, &own) < 0)
            continue;
        bool here = vx_own_status(&own) == VX_OWN_LIVE && vx_own_side(&own) == side &&
                    own.price == price && own.instrument == look->view->depth.instrument;
        lots += here ? own.leaves : 0;
    }
    return lots;
}

static void print_level(const struct vx_look_at *look, unsigned side, const struct vx_level *level)
{
    char price[32], own[48] = "";
    uint64_t mine = own_lots(look, side, level->price);
    vx_num_format_price(price, sizeof price, level->price);
    if (mine)
        snprintf(own, sizeof own, "  * you %" PRIu64, mine);
    if (side == VX_BID)
        vx_data(look->in, "%8u %10" PRIu64 "  %12s%s%s", level->orders, level->lots, price,
                mine ? "                      " : "", own);
    else
        vx_data(look->in, "%19s  %12s  %-10" PRIu64 " %8u%s", "", price, level->lots, level->orders,
                own);
}

void vx_print_book(const struct vx_look_at *look)
{
    const struct vx_depth *d = &look->view->depth;
    struct vx_interp *in = look->in;
    char last[32] = "-";
    if (look->view->has_depth && d->last_price)
        vx_num_format_price(last, sizeof last, d->last_price);
    vx_data(in, "%8s %10s  %12s  %-10s %8s", "orders", "bid", "price", "ask", "orders");
    for (uint32_t i = levels_of(look, VX_ASK); i-- > 0;)
        print_level(look, VX_ASK, &d->level[VX_ASK][i]);
    vx_data(in, "%19s  %12s  last trade", "", last);
    for (uint32_t i = 0; i < levels_of(look, VX_BID); i++)
        print_level(look, VX_BID, &d->level[VX_BID][i]);
}

/* ---- own orders ---- */

static void own_row(struct vx_table *t, const struct vx_look_at *look, const struct vx_own *own)
{
    char name[VX_NAME_MAX] = "";
    bool live = vx_own_status(own) == VX_OWN_LIVE;
    vx_interp_order_name(look->in, own->id, name, sizeof name);
    vx_table_text(t, name);
    vx_table_value(t, VX_UNIT_COUNT, own->id);
    vx_table_text(t, vx_own_side(own) == VX_BID ? "buy" : "sell");
    const struct vx_value price = {
        .v = own->price, .unit = VX_UNIT_PRICE, .known = own->price != 0};
    vx_table_cell(t, &price);
    vx_table_value(t, VX_UNIT_LOTS, own->qty);
    vx_table_value(t, VX_UNIT_LOTS, own->filled);
    const struct vx_value average = {
        .v = own->filled ? (int64_t)((own->notional + own->filled / 2) / own->filled) : 0,
        .unit = VX_UNIT_PRICE,
        .known = own->filled > 0};
    vx_table_cell(t, &average);
    vx_table_value(t, VX_UNIT_LOTS, own->leaves);
    const struct vx_value ahead = {.v = (int64_t)own->ahead_lots,
                                   .unit = VX_UNIT_LOTS,
                                   .known = live && own->ahead_orders != UINT32_MAX};
    vx_table_cell(t, &ahead);
    vx_table_text(t, vx_own_status_name(vx_own_status(own)));
    vx_table_text(t, vx_own_status(own) == VX_OWN_REJECTED ? vx_reject_name(own->code) : "");
}

static int by_seq(const void *a, const void *b)
{
    const struct vx_own *x = a, *y = b;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

void vx_table_orders(struct vx_table *t, const struct vx_look_at *look)
{
    static const char *const names[] = {"name",    "id",     "side",  "price",  "qty",   "filled",
                                        "average", "leaves", "ahead", "status", "reason"};
    struct vx_own *own = calloc(VX_OWN_MAX, sizeof(*own));
    size_t n = 0;
    for (size_t i = 0; i < VX_LEN(names); i++)
        vx_table_column(t, names[i],
                        i == 0 || i == 2 || i == VX_LEN(names) - 2 || i == VX_LEN(names) - 1);
    if (own && look->moment) {
        n = look->moment->owns;
        memcpy(own, look->moment->own, n * sizeof(*own));
    }
    for (uint32_t i = 0; own && !look->moment && i < look->view->own_count && i < VX_OWN_MAX; i++)
        n += vx_own_read(panel_of(look), i, &own[n]) == 0;
    if (own)
        qsort(own, n, sizeof(*own), by_seq);
    for (size_t i = 0; i < n; i++)
        own_row(t, look, &own[i]);
    t->failed = t->failed || !own;
    free(own);
}

/* ---- tape, errors ---- */

static void print_row(struct vx_table *t, const struct vx_print *p)
{
    vx_table_moment(t, p->t_ns);
    vx_table_text(t, p->side == VX_BID ? "buy" : "sell");
    vx_table_value(t, VX_UNIT_LOTS, p->qty);
    vx_table_price(t, p->price);
    vx_table_value(t, VX_UNIT_COUNT, p->resting);
    vx_table_value(t, VX_UNIT_COUNT, p->taker);
    vx_table_value(t, VX_UNIT_COUNT, p->instrument);
}

void vx_table_trades(struct vx_table *t, const struct vx_look_at *look)
{
    static const char *const names[] = {"time",    "side",  "qty",  "price",
                                        "resting", "taker", "instr"};
    const struct vx_panel *panel = panel_of(look);
    const struct vx_moment *m = look->moment;
    uint64_t written = m ? m->prints : vx_ovring_written(&panel->tape);
    uint64_t n = rows_of(look, TRADES_SHOWN, VX_TAPE_CAPACITY);
    for (size_t i = 0; i < VX_LEN(names); i++)
        vx_table_column(t, names[i], i == 1);
    for (uint64_t i = written > n ? written - n : 0; i < written; i++) {
        struct vx_print p;
        if (m)
            p = m->print[i];
        else if (vx_ovring_read(&panel->tape, panel->tape_area, i, &p) < 0)
            continue;
        print_row(t, &p);
    }
}

void vx_table_errors(struct vx_table *t, const struct vx_look_at *look)
{
    const struct vx_panel *panel = panel_of(look);
    uint64_t written = vx_ovring_written(&panel->errors);
    vx_table_column(t, "time", false);
    vx_table_column(t, "error", true);
    for (uint64_t i = written > VX_ERRLOG_CAPACITY ? written - VX_ERRLOG_CAPACITY : 0; i < written;
         i++) {
        struct vx_errline line = {0};
        char text[sizeof line.text + 1];
        if (vx_ovring_read(&panel->errors, panel->errors_area, i, &line) < 0)
            continue;
        memcpy(text, line.text, sizeof line.text);
        text[sizeof line.text] = '\0';
        vx_table_moment(t, line.t_ns);
        vx_table_text(t, text);
    }
}
