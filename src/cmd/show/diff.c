/* diff: what changed between two moments, from the journal. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/run/report.h"
#include "cmd/run/verb.h"
#include "core/base/err.h"
#include "core/base/num.h"
#include "core/base/tx_text.h"

#define TOP 10u /* rows of a list, unless asked for otherwise */

/* ---- moments ---- */

/* "812344", "12.5s", "-5s", "now"; false: it is none of them. */
static bool take_point(const char *text, struct vx_point *point)
{
    const size_t len = strlen(text);
    *point = (struct vx_point){.kind = VX_POINT_NOW};
    if (strcasecmp(text, "now") == 0)
        return true;
    point->kind = VX_POINT_SEQ;
    if (vx_num_parse_count(text, len, &point->n, NULL) == 0)
        return true;
    point->kind = text[0] == '-' ? VX_POINT_AGO : VX_POINT_TIME;
    const size_t sign = text[0] == '-';
    return vx_num_parse_duration(text + sign, len - sign, &point->n, NULL) == 0;
}

static int point_of(struct vx_interp *in, const struct vx_call *call, const char *label,
                    struct vx_point *point)
{
    const struct vx_arg *arg = vx_call_arg(call, label);
    if (take_point(arg->text, point))
        return VX_EXIT_OK;
    return vx_fail(
        in, call, arg->at, VX_EXIT_ERROR,
        "%s: a sequence (812344), a time (12.5s), so long ago (-5s) or now is wanted, not "
        "'%s'",
        label, arg->text);
}

/* ---- tables ---- */

struct column {
    const char *name;
    bool left;
};

static void columns(struct vx_table *t, const struct column *column, size_t n)
{
    for (size_t i = 0; i < n; i++)
        vx_table_column(t, column[i].name, column[i].left);
}

static const char *side_name(unsigned side)
{
    return side == VX_BID ? "buy" : "sell";
}

static void price_cell(struct vx_table *t, int32_t price)
{
    if (price)
        vx_table_price(t, price);
    else
        vx_table_none(t);
}

static void make_ends(struct vx_table *t, const struct vx_diff *d)
{
    static const struct column names[] = {{"moment", true},  {"seq", false},  {"at", false},
                                          {"orders", false}, {"lots", false}, {"bid", false},
                                          {"ask", false},    {"hash", false}};
    columns(t, names, VX_LEN(names));
    for (unsigned i = 0; i < 2; i++) {
        const struct vx_diff_end *e = i ? &d->to : &d->from;
        vx_table_text(t, i ? "to" : "from");
        vx_table_value(t, VX_UNIT_COUNT, e->seq);
        if (e->seq >= d->life_seq)
            vx_table_moment(t, e->t_ns);
        else
            vx_table_none(t); /* an earlier engine's clock */
        vx_table_value(t, VX_UNIT_COUNT, e->orders);
        vx_table_value(t, VX_UNIT_LOTS, e->lots);
        price_cell(t, e->bid);
        price_cell(t, e->ask);
        vx_table_value(t, VX_UNIT_HASH, e->hash);
    }
}

static void make_sides(struct vx_table *t, const struct vx_diff *d)
{
    static const struct column names[] = {
        {"side", true},       {"came", false},    {"lots came", false},  {"gone", false},
        {"lots gone", false}, {"changed", false}, {"passed", false},     {"filled", false},
        {"cancelled", false}, {"trades", false},  {"lots traded", false}};
    columns(t, names, VX_LEN(names));
    for (unsigned side = 0; side < 2; side++) {
        const struct vx_diff_side *s = &d->side[side];
        const uint64_t counts[] = {s->came,    s->came_lots, s->gone,   s->gone_lots,
                                   s->changed, s->passed,    s->filled, s->cancelled,
                                   s->trades,  s->trade_lots};
        vx_table_text(t, side_name(side));
        for (size_t i = 0; i < VX_LEN(counts); i++)
            vx_table_value(t, VX_UNIT_COUNT, counts[i]);
    }
}

static void make_levels(struct vx_table *t, const struct vx_diff *d, uint64_t rows)
{
    static const struct column names[] = {
        {"side", true},     {"price", false},     {"instr", false},    {"lots T1", false},
        {"lots T2", false}, {"orders T1", false}, {"orders T2", false}};
    columns(t, names, VX_LEN(names));
    for (uint64_t i = 0; i < rows && i < d->levels; i++) {
        const struct vx_diff_level *l = &d->level[i];
        vx_table_text(t, side_name(l->side));
        vx_table_price(t, l->price);
        vx_table_value(t, VX_UNIT_COUNT, l->instrument);
        vx_table_value(t, VX_UNIT_LOTS, l->before_lots);
        vx_table_value(t, VX_UNIT_LOTS, l->after_lots);
        vx_table_value(t, VX_UNIT_COUNT, l->before_orders);
        vx_table_value(t, VX_UNIT_COUNT, l->after_orders);
    }
}

static void make_orders(struct vx_table *t, const struct vx_diff *d, uint64_t rows)
{
    static const struct column names[] = {
        {"order", false},    {"what", true},     {"side", true},
        {"from", true},      {"instr", false},   {"lots T1", false},
        {"price T1", false}, {"lots T2", false}, {"price T2", false}};
    columns(t, names, VX_LEN(names));
    for (uint64_t i = 0; i < rows && i < d->orders; i++) {
        const struct vx_diff_order *o = &d->order[i];
        vx_table_value(t, VX_UNIT_COUNT, o->id);
        vx_table_text(t, !o->before_price ? "came" : !o->after_price ? "gone" : "changed");
        vx_table_text(t, side_name(o->side));
        vx_table_text(t, vx_source_name(o->source));
        vx_table_value(t, VX_UNIT_COUNT, o->instrument);
        vx_table_value(t, VX_UNIT_LOTS, o->before_lots);
        price_cell(t, o->before_price);
        vx_table_value(t, VX_UNIT_LOTS, o->after_lots);
        price_cell(t, o->after_price);
    }
}

static void make_trades(struct vx_table *t, const struct vx_diff *d, uint64_t rows)
{
    static const struct column names[] = {{"seq", false},   {"at", false},     {"aggressor", true},
                                          {"lots", false},  {"price", false},  {"instr", false},
                                          {"taker", false}, {"resting", false}};
    columns(t, names, VX_LEN(names));
    for (uint64_t i = 0; i < rows && i < d->trades; i++) {
        const struct vx_diff_trade *e = &d->trade[i];
        vx_table_value(t, VX_UNIT_COUNT, e->seq);
        if (e->seq > d->life_seq)
            vx_table_moment(t, e->t_ns);
        else
            vx_table_none(t);
        vx_table_text(t, side_name(e->side));
        vx_table_value(t, VX_UNIT_LOTS, e->qty);
        vx_table_price(t, e->price);
        vx_table_value(t, VX_UNIT_COUNT, e->instrument);
        vx_table_value(t, VX_UNIT_COUNT, e->taker);
        vx_table_value(t, VX_UNIT_COUNT, e->resting);
    }
}

/* ---- what is said ---- */

static void show(struct vx_interp *in, struct vx_table *t, const char *key)
{
    struct vx_json *j = vx_fields(in);
    if (j)
        vx_table_json(t, j, key);
    else if (vx_table_rows(t) > 0)
        vx_show_table(in, t);
    vx_table_free(t);
    *t = (struct vx_table){.columns = 0};
}

/* A list, and how many there are besides. */
static void show_list(struct vx_interp *in, struct vx_table *t, const char *key, uint64_t all)
{
    char name[32];
    struct vx_json *j = vx_fields(in);
    const uint64_t rows = vx_table_rows(t);
    snprintf(name, sizeof name, "%s_count", key);
    if (j)
        vx_json_uint(j, name, all);
    else
        vx_data(in, "%s: %" PRIu64, key, all);
    show(in, t, key);
    if (rows < all)
        vx_data(in, "and %" PRIu64 " more", all - rows);
}

static void say(struct vx_interp *in, const struct vx_call *call, const struct vx_diff *d,
                uint64_t top)
{
    struct vx_table t = {.columns = 0};
    struct vx_json *j = vx_fields(in);
    make_ends(&t, d);
    show(in, &t, "moments");
    make_sides(&t, d);
    show(in, &t, "sides");
    make_levels(&t, d, top);
    show_list(in, &t, "levels", d->levels);
    make_orders(&t, d, top);
    show_list(in, &t, "orders", d->orders);
    make_trades(&t, d, top);
    show_list(in, &t, "trades", d->trades);
    if (j) {
        vx_json_uint(j, "rejected", d->rejected);
        vx_json_uint(j, "inputs", d->to.seq - d->from.seq);
    }
    vx_ok(in, "%s -> %" PRIu64 " inputs, %" PRIu64 " of them rejected", call->line,
          d->to.seq - d->from.seq, d->rejected);
}

int vx_cmd_diff(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_story_ops *ops = in->session->ops->story;
    const struct vx_arg *top = vx_call_arg(call, "top");
    struct vx_point from, to;
    char err[VX_SESSION_NOTE_MAX] = "";
    int status = point_of(in, call, "T1", &from);
    if (status == VX_EXIT_OK)
        status = point_of(in, call, "T2", &to);
    if (status != VX_EXIT_OK)
        return status;
    struct vx_diff *d = malloc(sizeof *d);
    int rc = ops ? d ? ops->diff(in->session->self, &from, &to, d, err, sizeof err) : VX_E_MEMORY
                 : VX_E_UNSUPPORTED;
    if (rc == VX_OK)
        say(in, call, d, top->given ? top->n : TOP);
    free(d);
    if (rc == VX_OK)
        return VX_EXIT_OK;
    return vx_fail(in, call, call->at, rc == VX_E_JOURNAL ? VX_EXIT_JOURNAL : VX_EXIT_ERROR,
                   "diff: %s", *err ? err : vx_err_text(rc));
}
