/* why: the life of one order, from the journal. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/run/placed.h"
#include "cmd/run/report.h"
#include "cmd/run/verb.h"
#include "core/base/err.h"
#include "core/base/reject_text.h"
#include "core/base/tx_text.h"

#define NOTE_MAX 160u
#define COLS     79u /* of the narrowest console that is wide enough for tables */

/* One row: seq, at, what, price, lots, left, other, note. */
struct row {
    uint64_t seq, t_ns;
    const char *what;
    int32_t price; /* 0: none */
    uint32_t lots; /* 0: none */
    uint32_t left;
    uint64_t other; /* 0: none */
    const char *note;
};

static void number_cell(struct vx_table *t, enum vx_unit unit, uint64_t value)
{
    if (value)
        vx_table_value(t, unit, value);
    else
        vx_table_none(t);
}

static void put_row(struct vx_table *t, const struct vx_why *w, const struct row *r)
{
    vx_table_value(t, VX_UNIT_COUNT, r->seq);
    if (r->seq > w->life_seq)
        vx_table_moment(t, r->t_ns);
    else
        vx_table_none(t); /* an earlier engine's clock */
    vx_table_text(t, r->what);
    if (r->price)
        vx_table_price(t, r->price);
    else
        vx_table_none(t);
    number_cell(t, VX_UNIT_LOTS, r->lots);
    vx_table_value(t, VX_UNIT_LOTS, r->left);
    number_cell(t, VX_UNIT_COUNT, r->other);
    vx_table_text(t, r->note);
}

/* ---- rows ---- */

static void note_place(char note[NOTE_MAX], uint32_t orders, uint64_t lots)
{
    if (orders == 0)
        snprintf(note, NOTE_MAX, "first at its price");
    else
        snprintf(note, NOTE_MAX, "%u order%s, %" PRIu64 " lots ahead", orders,
                 orders == 1 ? "" : "s", lots);
}

static void put_beginning(struct vx_table *t, const struct vx_why *w)
{
    char note[NOTE_MAX] = "";
    const bool refused = w->status == VX_OWN_REJECTED;
    if (w->rested)
        note_place(note, w->ahead_orders, w->ahead_lots);
    const size_t used = strlen(note);
    if (w->rested && w->ahead_orders) { /* nearest to trading first */
        size_t n = used + (size_t)snprintf(note + used, NOTE_MAX - used, ":");
        for (uint32_t i = 0; i < w->ahead_orders && i < VX_WHY_AHEAD && n < NOTE_MAX - 24; i++)
            n += (size_t)snprintf(note + n, NOTE_MAX - n, " %" PRIu64, w->ahead[i]);
        if (w->ahead_orders > VX_WHY_AHEAD)
            snprintf(note + n, NOTE_MAX - n, " ...");
    }
    const struct row r = {.seq = w->seq,
                          .t_ns = w->t_ns,
                          .what = refused ? "rejected" : "accepted",
                          .price = w->tx.price,
                          .lots = w->tx.qty,
                          .left = refused ? 0 : w->tx.qty,
                          .note = refused ? vx_reject_help(w->code) : note};
    put_row(t, w, &r);
}

static void put_event(struct vx_table *t, const struct vx_why *w, const struct vx_why_event *e)
{
    static const char *const words[] = {
        [VX_WHY_BEFORE_IT] = "before it", [VX_WHY_FILLED] = "filled", [VX_WHY_TOOK] = "took",
        [VX_WHY_REPLACED] = "replaced",   [VX_WHY_CUT] = "cut",
    };
    char note[NOTE_MAX] = "";
    if (e->what == VX_WHY_BEFORE_IT && t->fold == 0) /* not beneath each of many rows */
        snprintf(note, sizeof note, "an order ahead of it traded");
    else if (e->what == VX_WHY_REPLACED && e->kept)
        snprintf(note, sizeof note, "kept its place");
    else if (e->what == VX_WHY_REPLACED)
        note_place(note, e->ahead_orders, e->ahead_lots);
    const struct row r = {.seq = e->seq,
                          .t_ns = e->t_ns,
                          .what = words[e->what],
                          .price = e->price,
                          .lots = e->qty,
                          .left = e->leaves,
                          .other = e->other,
                          .note = note};
    put_row(t, w, &r);
}

/* What took it off the book. */
static void note_end(char note[NOTE_MAX], const struct vx_why *w)
{
    if (w->status != VX_OWN_CANCELLED)
        snprintf(note, NOTE_MAX, "%s", vx_own_status_name(w->status));
    else if (w->code == VX_CANCEL_ASKED)
        snprintf(note, NOTE_MAX, "cancelled by %s from %s", vx_tx_kind_name(w->by.kind),
                 vx_source_name(vx_tx_source(&w->by)));
    else if (w->code == VX_CANCEL_SELF_RESTED)
        snprintf(note, NOTE_MAX,
                 "cancelled by self-trade prevention: order %" PRIu64 " of the same owner",
                 w->by.id);
    else
        snprintf(note, NOTE_MAX, "%s",
                 w->code == VX_CANCEL_REST ? "cancelled: what did not match never rested"
                                           : "cancelled by self-trade prevention: it never rested");
}

static void put_end(struct vx_table *t, const struct vx_why *w)
{
    char note[NOTE_MAX] = "";
    if (w->status == VX_OWN_REJECTED)
        return; /* its first row said so */
    const bool lives = w->status == VX_OWN_LIVE;
    if (lives)
        note_place(note, w->now_orders, w->now_lots);
    else
        note_end(note, w);
    const struct row r = {.seq = w->end_seq,
                          .t_ns = w->end_ns,
                          .what = lives ? "rests now" : "ended",
                          .left = w->leaves,
                          .note = note};
    put_row(t, w, &r);
}

static void make_table(struct vx_table *t, const struct vx_why *w)
{
    static const struct {
        const char *name;
        bool left;
    } columns[] = {{"seq", false},  {"at", false},   {"what", true},   {"price", false},
                   {"lots", false}, {"left", false}, {"other", false}, {"note", true}};
    for (size_t i = 0; i < VX_LEN(columns); i++)
        vx_table_column(t, columns[i].name, columns[i].left);
    put_beginning(t, w);
    for (uint32_t i = 0; i < w->events; i++)
        put_event(t, w, &w->event[i]);
    put_end(t, w);
}

/* ---- what is said ---- */

static uint64_t left_out(const struct vx_why *w)
{
    return w->own_events + w->before - w->events;
}

static void fields(struct vx_json *j, const struct vx_why *w)
{
    char text[VX_TX_TEXT_MAX];
    vx_tx_text(text, sizeof text, &w->tx);
    vx_json_uint(j, "id", w->tx.id);
    vx_json_text(j, "order", text);
    vx_json_uint(j, "seq", w->seq);
    vx_json_uint(j, "t_ns", w->t_ns);
    vx_json_text(j, "status", vx_own_status_name(w->status));
    if (w->status == VX_OWN_REJECTED)
        vx_json_text(j, "reason", vx_reject_name(w->code));
    if (w->status == VX_OWN_CANCELLED)
        vx_json_text(j, "reason", vx_cancel_reason_name(w->code));
    vx_json_bool(j, "rested", w->rested);
    vx_json_uint(j, "ahead_orders", w->ahead_orders);
    vx_json_uint(j, "ahead", w->ahead_lots);
    vx_json_uint(j, "before", w->before);
    vx_json_uint(j, "before_lots", w->before_lots);
    vx_json_uint(j, "left_lots", w->left_lots);
    vx_json_uint(j, "filled", w->filled_lots);
    vx_json_uint(j, "leaves", w->leaves);
    vx_json_uint(j, "end_seq", w->end_seq);
    vx_json_uint(j, "left_out", left_out(w));
}

static void say(struct vx_interp *in, const struct vx_call *call, const struct vx_why *w)
{
    struct vx_table t = {.fold = in->say == vx_default_say ? 0 : COLS}; /* scripts read lines */
    struct vx_json *j = vx_fields(in);
    make_table(&t, w);
    if (j)
        fields(j, w);
    vx_show_table(in, &t);
    vx_table_free(&t);
    if (left_out(w))
        vx_data(in, "and %" PRIu64 " more", left_out(w));
    if (w->before)
        vx_data(in, "%" PRIu64 " trade%s before it at its price, %" PRIu64 " lots", w->before,
                w->before == 1 ? "" : "s", w->before_lots);
    if (w->left_lots)
        vx_data(in, "%" PRIu64 " lots ahead of it left without trading", w->left_lots);
    vx_ok(in, "%s -> %s, filled %" PRIu64 ", %u left", call->line, vx_own_status_name(w->status),
          w->filled_lots, w->leaves);
}

int vx_cmd_why(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_story_ops *ops = in->session->ops->story;
    char err[VX_SESSION_NOTE_MAX] = "";
    uint64_t id;
    const int status = vx_order_id(in, call, &id);
    if (status != VX_EXIT_OK)
        return status;
    struct vx_why *w = malloc(sizeof *w);
    int rc = ops ? w ? ops->why(in->session->self, id, w, err, sizeof err) : VX_E_MEMORY
                 : VX_E_UNSUPPORTED;
    if (rc == VX_OK)
        say(in, call, w);
    free(w);
    if (rc == VX_OK)
        return VX_EXIT_OK;
    const bool waits = rc == VX_E_UNKNOWN && vx_order_waits(in, id);
    return vx_fail(in, call, call->at, rc == VX_E_JOURNAL ? VX_EXIT_JOURNAL : VX_EXIT_ERROR,
                   "why: %s%s", *err ? err : vx_err_text(rc),
                   waits ? " yet: its answer is still to come (paused? `resume`)" : "");
}
