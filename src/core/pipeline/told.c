/*
 * told.c: what the operator is told: his own orders as they change, and the answers to what he
 * typed.  Only records of his inputs and of his orders come here.
 */
#include "core/pipeline/booker.h"

/* ---- his orders ---- */

static struct vx_own *own_of(struct vx_booker *b, const struct vx_report *r, uint32_t *slot)
{
    if (vx_report_source(r) != VX_SOURCE_OPERATOR)
        return NULL;
    *slot = vx_own_find(&b->owns, r->id);
    return *slot == VX_OWN_NONE_SLOT ? NULL : &b->owns.own[*slot];
}

static void own_status(struct vx_own *own, enum vx_own_status status, uint8_t code)
{
    own->side_status = (uint8_t)((own->side_status & 0x80u) | status);
    own->code = code;
}

static void own_open(struct vx_booker *b, const struct vx_report *r, int32_t price, uint64_t now_ns)
{
    struct vx_input *cur = &b->cur;
    cur->own = vx_own_take(&b->owns, r->id);
    if (cur->own == VX_OWN_NONE_SLOT)
        return;
    struct vx_own *own = &b->owns.own[cur->own];
    own->seq = b->tally.answered + 1;
    own->t_ns = now_ns;
    own->price = price;
    own->qty = own->leaves = r->qty;
    own->instrument = r->instrument;
    own->side_status = (uint8_t)(vx_report_side(r) << 7 | VX_OWN_LIVE);
}

/* The gate or the book would not have it: remembered too, but not over an order that rests. */
static void own_rejected(struct vx_booker *b, const struct vx_report *r, uint64_t now_ns)
{
    const struct vx_tx *tx = b->cur.tx;
    const uint8_t kind = tx->kind == VX_TX_REFUSED ? tx->was : tx->kind;
    if (tx->id == 0 || (kind != VX_TX_LIMIT && kind != VX_TX_MARKET) ||
        r->code == VX_REJECT_DUPLICATE_ID)
        return;
    uint32_t slot = vx_own_find(&b->owns, tx->id);
    if (slot != VX_OWN_NONE_SLOT && vx_own_status(&b->owns.own[slot]) == VX_OWN_LIVE)
        return;
    if ((slot = vx_own_take(&b->owns, tx->id)) == VX_OWN_NONE_SLOT)
        return;
    struct vx_own *own = &b->owns.own[slot];
    own->seq = b->tally.answered + 1;
    own->t_ns = now_ns;
    own->price = kind == VX_TX_MARKET ? 0 : tx->price;
    own->qty = tx->qty;
    own->instrument = tx->instrument;
    own->side_status = (uint8_t)(vx_tx_side(tx) << 7 | VX_OWN_REJECTED);
    own->code = r->code;
    vx_own_put(&b->owns, slot);
}

static void own_fill(struct vx_own *own, int32_t price, uint32_t qty, uint64_t now_ns)
{
    own->t_ns = now_ns;
    own->filled += qty;
    own->leaves -= qty;
    own->notional += (uint64_t)price * qty;
    if (own->leaves == 0)
        own_status(own, VX_OWN_FILLED, 0);
}

static void own_cancel(struct vx_own *own, const struct vx_report *r, uint64_t now_ns)
{
    own->t_ns = now_ns;
    own->leaves -= r->qty;
    own->qty = own->filled + own->leaves;
    if (own->leaves == 0) {
        own->qty += r->qty;
        own_status(own, VX_OWN_CANCELLED, r->code);
    }
}

/* ---- the answer ---- */

void vx_told_begin(struct vx_booker *b, bool told)
{
    b->cur.told = told;
    b->cur.answer = (struct vx_answer){0};
}

/* The answer's own words; what follows in the input's other records is added to them. */
static void begin_answer(struct vx_booker *b, const struct vx_report *r, unsigned kind,
                         int32_t price)
{
    struct vx_answer *a = &b->cur.answer;
    a->id = r->id;
    a->price = price;
    a->qty = r->qty;
    a->leaves = r->leaves;
    a->instrument = r->instrument;
    a->kind = (uint8_t)kind;
    /* as what a partial cancel leaves, and some replaces */
    b->cur.kept = kind == VX_REPORT_CANCELLED || (kind == VX_REPORT_REPLACED && r->code != 0);
    a->code = kind == VX_REPORT_REPLACED ? 0 : r->code;
}

/* ---- the kinds of record ---- */

static void tell_replaced(struct vx_booker *b, const struct vx_report *r, int32_t price,
                          uint64_t now_ns)
{
    struct vx_input *cur = &b->cur;
    uint32_t slot;
    struct vx_own *own = own_of(b, r, &slot);
    if (!own)
        return;
    if (!cur->told) { /* somebody else moved it */
        vx_told_begin(b, true);
        begin_answer(b, r, VX_REPORT_REPLACED, price);
    }
    cur->own = slot;
    own->t_ns = now_ns;
    own->price = price;
    own->leaves = r->qty;
    own->qty = own->filled + r->qty;
}

static void tell_fill(struct vx_booker *b, const struct vx_report *r, int32_t price,
                      uint64_t now_ns)
{
    struct vx_input *cur = &b->cur;
    uint32_t slot;
    struct vx_own *own = own_of(b, r, &slot);
    if (own) {
        own_fill(own, price, r->qty, now_ns);
        vx_own_put(&b->owns, slot);
    }
    if (!cur->told)
        return;
    if (cur->own != VX_OWN_NONE_SLOT)
        own_fill(&b->owns.own[cur->own], price, r->qty, now_ns);
    cur->answer.filled += r->qty;
    cur->answer.notional += (uint64_t)price * r->qty;
}

static void answer_cancelled(struct vx_input *cur, const struct vx_report *r)
{
    struct vx_answer *a = &cur->answer;
    a->removed += r->leaves == 0;
    if (cur->tx->kind == VX_TX_CANCEL_ALL)
        a->qty = a->qty + r->qty < a->qty ? UINT32_MAX : a->qty + r->qty;
}

/* The order in hand loses open quantity that never rested. */
static void tell_taker_cancelled(struct vx_booker *b, const struct vx_report *r, uint64_t now_ns)
{
    struct vx_input *cur = &b->cur;
    cur->answer.code = r->code;
    if (cur->own != VX_OWN_NONE_SLOT)
        own_cancel(&b->owns.own[cur->own], r, now_ns);
}

static void tell_cancelled(struct vx_booker *b, const struct vx_report *r, uint64_t now_ns)
{
    uint32_t slot;
    if (r->code == VX_CANCEL_REST || r->code == VX_CANCEL_SELF_TAKER) {
        tell_taker_cancelled(b, r, now_ns);
        return;
    }
    if (b->cur.told)
        answer_cancelled(&b->cur, r);
    struct vx_own *own = own_of(b, r, &slot);
    if (!own)
        return;
    own_cancel(own, r, now_ns);
    vx_own_put(&b->owns, slot);
}

void vx_told_record(struct vx_booker *b, const struct vx_report *r, int32_t price, uint64_t now_ns)
{
    const unsigned kind = vx_report_kind(r);
    const bool told = b->cur.told;
    if (told && r->kind & VX_REPORT_ANSWER)
        begin_answer(b, r, kind, price);
    if (kind == VX_REPORT_ACCEPTED && told && r->id != 0)
        own_open(b, r, price, now_ns);
    else if (kind == VX_REPORT_REJECTED && told)
        own_rejected(b, r, now_ns);
    else if (kind == VX_REPORT_REPLACED)
        tell_replaced(b, r, price, now_ns);
    else if (kind == VX_REPORT_FILL)
        tell_fill(b, r, price, now_ns);
    else if (kind == VX_REPORT_CANCELLED)
        tell_cancelled(b, r, now_ns);
}

/* ---- the end of an input ---- */

/* A new order rests behind all others at its price; one that kept its place is looked for. */
static void find_place(struct vx_booker *b, struct vx_answer *a)
{
    struct vx_book_level level;
    enum vx_side side;
    uint64_t lots;
    uint32_t orders;
    a->ahead_orders = UINT32_MAX;
    if (b->cur.kept) {
        if (!vx_book_ahead(b->book, a->id, VX_BOOKER_AHEAD, &lots, &orders))
            return;
    } else {
        if (!vx_book_at(b->book, a->instrument, b->cur.price_ticks, &side, &level))
            return;
        lots = level.lots - b->cur.open;
        orders = level.orders - 1;
    }
    a->ahead_lots = lots;
    a->ahead_orders = orders;
}

static void answer_operator(struct vx_booker *b)
{
    struct vx_panel *panel = b->stage.panel;
    struct vx_answer *a = &b->cur.answer;
    a->ticket = vx_ovring_written(&panel->answers);
    a->seq = b->tally.answered;
    vx_ovring_write(&panel->answers, panel->answers_area, a);
}

static void finish_own(struct vx_booker *b)
{
    struct vx_own *own = &b->owns.own[b->cur.own];
    own->ahead_lots = b->cur.answer.ahead_lots;
    own->ahead_orders = b->cur.answer.ahead_orders;
    vx_own_put(&b->owns, b->cur.own);
}

void vx_told_end(struct vx_booker *b)
{
    struct vx_input *cur = &b->cur;
    struct vx_answer *a = &cur->answer;
    const bool typed =
        vx_tx_source(cur->tx) == VX_SOURCE_OPERATOR && !(cur->tx->flags & VX_TX_RESTORED);
    if (a->kind == VX_REPORT_ACCEPTED || (a->kind == VX_REPORT_REPLACED && !cur->kept))
        a->leaves = cur->open;
    if (a->kind != VX_REPORT_REJECTED && (typed || cur->own != VX_OWN_NONE_SLOT) && a->leaves)
        find_place(b, a);
    if (cur->own != VX_OWN_NONE_SLOT)
        finish_own(b);
    if (typed)
        answer_operator(b);
}
