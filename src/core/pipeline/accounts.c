/*
 * accounts.c: what each record of the book changes in what can be seen.
 */
#include "core/base/hash.h"
#include "core/pipeline/booker.h"

static inline uint64_t hash_report(uint64_t h, const struct vx_report *r, unsigned kind)
{
    h = vx_hash_word(h, r->id);
    h = vx_hash_word(h, kind == VX_REPORT_FILL ? r->contra : 0);
    h = vx_hash_word(h, (uint64_t)(uint32_t)r->price << 32 | r->qty);
    const uint16_t what = (uint16_t)(r->kind << 8 | r->code);
    return vx_hash_word(h, (uint64_t)r->leaves << 32 | (uint64_t)r->instrument << 16 | what);
}

static inline void ladder(struct vx_booker *b, const struct vx_report *r, unsigned side,
                          int32_t ticks, int64_t lots)
{
    if (r->instrument == b->watch && lots != 0)
        vx_booker_ladder(b, side, ticks, lots);
}

/* ---- the operator's own orders ---- */

static struct vx_own *own_of(struct vx_booker *b, const struct vx_report *r, uint32_t *slot)
{
    if (VX_LIKELY(vx_report_source(r) != VX_SOURCE_OPERATOR))
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
    if (vx_tx_source(tx) != VX_SOURCE_OPERATOR || tx->id == 0 ||
        (kind != VX_TX_LIMIT && kind != VX_TX_MARKET) || r->code == VX_REJECT_DUPLICATE_ID)
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

/* ---- the kinds of record ---- */

static inline void note_accepted(struct vx_booker *b, const struct vx_report *r, int32_t price,
                                 uint64_t now_ns)
{
    struct vx_input *cur = &b->cur;
    if (r->id == 0)
        return; /* the answer to CANCEL_ALL */
    b->tally.orders_in++;
    b->tally.lots_in += r->qty;
    cur->open = r->qty;
    cur->price_ticks = r->price;
    cur->side = vx_report_side(r);
    if (VX_UNLIKELY(vx_tx_source(cur->tx) == VX_SOURCE_OPERATOR))
        own_open(b, r, price, now_ns);
}

static void note_replaced(struct vx_booker *b, const struct vx_report *r, int32_t price,
                          uint64_t now_ns)
{
    struct vx_input *cur = &b->cur;
    const unsigned side = vx_report_side(r);
    uint32_t slot;
    b->tally.replaced++;
    if (r->qty > r->was.qty)
        b->tally.lots_in += r->qty - r->was.qty;
    else
        b->tally.lots_cancelled += r->was.qty - r->qty;
    cur->kept = r->code != 0;
    cur->price_ticks = r->price;
    cur->side = side;
    ladder(b, r, side, r->was.price, -(int64_t)r->was.qty);
    if (cur->kept)
        ladder(b, r, side, r->price, r->qty);
    else
        cur->open = r->qty;
    struct vx_own *own = own_of(b, r, &slot);
    if (!own)
        return;
    cur->own = slot;
    own->t_ns = now_ns;
    own->price = price;
    own->leaves = r->qty;
    own->qty = own->filled + r->qty;
}

static void note_rejected(struct vx_booker *b, const struct vx_report *r, uint64_t now_ns)
{
    const unsigned code = r->code % VX_REJECT_CODES;
    b->tally.rejected++;
    vx_put(&b->stage.panel->book.reject[code], ++b->rejects[code]);
    own_rejected(b, r, now_ns);
}

static void print(struct vx_booker *b, const struct vx_report *r, int32_t price, uint64_t now_ns)
{
    const struct vx_print p = {
        .seq = b->tally.answered + 1,
        .t_ns = now_ns,
        .resting = r->id,
        .taker = r->contra,
        .price = price,
        .qty = r->qty,
        .instrument = r->instrument,
        .side = (uint8_t)vx_report_side(r),
        .sources = (uint8_t)(vx_report_source(r) | vx_tx_source(b->cur.tx) << 2),
    };
    vx_ovring_write(&b->stage.panel->tape, b->stage.panel->tape_area, &p);
}

/* Volume by price of the watched instrument; prices off the ladder have none. */
static void trade(struct vx_booker *b, int32_t ticks, int32_t price, uint32_t lots)
{
    const uint32_t at = (uint32_t)(ticks - b->ladder_base_ticks);
    b->tally.trade_price = (uint64_t)price;
    b->tally.trade_qty = lots;
    if (at < VX_TRADED_TICKS)
        vx_add(&b->stage.panel->traded[at], lots);
}

static void note_fill(struct vx_booker *b, const struct vx_report *r, int32_t price,
                      uint64_t now_ns)
{
    struct vx_input *cur = &b->cur;
    uint32_t slot;
    cur->open -= r->qty;
    b->tally.trades++;
    b->tally.trade_lots += r->qty;
    b->tally.lots_filled += 2 * (uint64_t)r->qty;
    b->tally.orders_filled += r->leaves == 0;
    b->tally.orders_filled += cur->open == 0;
    b->last[r->instrument] = price;
    if (r->instrument == b->watch)
        trade(b, r->price, price, r->qty);
    ladder(b, r, !vx_report_side(r), r->price, -(int64_t)r->qty);
    print(b, r, price, now_ns);
    struct vx_own *own = own_of(b, r, &slot);
    if (own) {
        own_fill(own, price, r->qty, now_ns);
        vx_own_put(&b->owns, slot);
    }
    if (cur->own != VX_OWN_NONE_SLOT)
        own_fill(&b->owns.own[cur->own], price, r->qty, now_ns);
    cur->answer.filled += r->qty;
    cur->answer.notional += (uint64_t)price * r->qty;
}

/* The order in hand loses open quantity that never rested. */
static void note_taker_cancelled(struct vx_booker *b, const struct vx_report *r, uint64_t now_ns)
{
    struct vx_input *cur = &b->cur;
    cur->open -= r->qty;
    b->tally.orders_cancelled += cur->open == 0;
    cur->answer.code = r->code;
    if (cur->own != VX_OWN_NONE_SLOT)
        own_cancel(&b->owns.own[cur->own], r, now_ns);
}

static inline void note_cancelled(struct vx_booker *b, const struct vx_report *r, uint64_t now_ns)
{
    struct vx_answer *a = &b->cur.answer;
    uint32_t slot;
    b->tally.lots_cancelled += r->qty;
    if (r->code == VX_CANCEL_REST || r->code == VX_CANCEL_SELF_TAKER) {
        note_taker_cancelled(b, r, now_ns);
        return;
    }
    b->tally.orders_cancelled += r->leaves == 0;
    a->removed += r->leaves == 0;
    if (b->cur.tx->kind == VX_TX_CANCEL_ALL)
        a->qty = a->qty + r->qty < a->qty ? UINT32_MAX : a->qty + r->qty;
    ladder(b, r, vx_report_side(r), r->price, -(int64_t)r->qty);
    struct vx_own *own = own_of(b, r, &slot);
    if (own) {
        own_cancel(own, r, now_ns);
        vx_own_put(&b->owns, slot);
    }
}

/* The answer's own words; what follows in the input's other records is added to them. */
static inline void note_answer(struct vx_booker *b, const struct vx_report *r, unsigned kind,
                               int32_t price)
{
    struct vx_answer *a = &b->cur.answer;
    a->id = r->id;
    a->price = price;
    a->qty = r->qty;
    a->leaves = r->leaves;
    a->instrument = r->instrument;
    a->kind = (uint8_t)kind;
    b->cur.kept = kind == VX_REPORT_CANCELLED; /* what a partial cancel leaves */
    a->code = kind == VX_REPORT_REPLACED ? 0 : r->code;
}

static VX_INLINE void note(struct vx_booker *b, struct vx_report *r, uint64_t now_ns)
{
    const unsigned kind = vx_report_kind(r);
    const int32_t price = r->price * b->tick_size;
    if (r->kind & VX_REPORT_ANSWER)
        note_answer(b, r, kind, price);
    switch (kind) {
    case VX_REPORT_ACCEPTED:
        note_accepted(b, r, price, now_ns);
        break;
    case VX_REPORT_REPLACED:
        note_replaced(b, r, price, now_ns);
        break;
    case VX_REPORT_REJECTED:
        note_rejected(b, r, now_ns);
        break;
    case VX_REPORT_FILL:
        note_fill(b, r, price, now_ns);
        break;
    case VX_REPORT_CANCELLED:
        note_cancelled(b, r, now_ns);
        break;
    default: /* the book writes no other */
        break;
    }
    r->price = price;
    if (r->kind & VX_REPORT_ANSWER)
        r->due_ns = b->cur.tx->due_ns;
    b->tally.hash = hash_report(b->tally.hash, r, kind);
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

static int32_t middle(const struct vx_booker *b, uint16_t instrument)
{
    struct vx_book_level bid, ask;
    if (!vx_book_best(b->book, instrument, VX_BID, &bid) ||
        !vx_book_best(b->book, instrument, VX_ASK, &ask))
        return 0;
    return (int32_t)(((int64_t)bid.price_ticks + ask.price_ticks) * b->tick_size / 2);
}

/* The collar's reference is the newest trade; before there is one, the middle of the touch. */
static inline void refer(struct vx_booker *b, uint16_t instrument)
{
    const int32_t last = b->last[instrument];
    const int32_t reference = VX_LIKELY(last != 0) ? last : middle(b, instrument);
    vx_marks_refer(b->marks, instrument, reference);
    if (instrument == b->watch)
        b->tally.reference = (uint64_t)reference;
}

static inline void refer_to_touched(struct vx_booker *b, uint16_t instrument)
{
    if (VX_LIKELY(instrument != VX_ALL_INSTRUMENTS)) {
        refer(b, instrument);
        return;
    }
    for (uint32_t i = 0; i < b->instruments; i++)
        refer(b, (uint16_t)i);
}

void vx_booker_restored(struct vx_booker *b)
{
    refer_to_touched(b, VX_ALL_INSTRUMENTS);
    for (unsigned code = 0; code < VX_REJECT_CODES; code++)
        vx_put(&b->stage.panel->book.reject[code], b->rejects[code]);
    vx_marks_answered(b->marks, b->tally.answered, vx_book_orders(b->book));
    vx_booker_watch(b, b->watch);
}

static void finish_own(struct vx_booker *b)
{
    struct vx_own *own = &b->owns.own[b->cur.own];
    own->ahead_lots = b->cur.answer.ahead_lots;
    own->ahead_orders = b->cur.answer.ahead_orders;
    vx_own_put(&b->owns, b->cur.own);
}

static VX_INLINE void finish(struct vx_booker *b)
{
    struct vx_input *cur = &b->cur;
    struct vx_answer *a = &cur->answer;
    const bool typed =
        vx_tx_source(cur->tx) == VX_SOURCE_OPERATOR && !(cur->tx->flags & VX_TX_RESTORED);
    b->tally.answered++;
    if (cur->open && a->instrument == b->watch)
        vx_booker_ladder(b, cur->side, cur->price_ticks, cur->open);
    if (a->kind == VX_REPORT_ACCEPTED || (a->kind == VX_REPORT_REPLACED && !cur->kept))
        a->leaves = cur->open;
    if (a->kind != VX_REPORT_REJECTED) {
        refer_to_touched(b,
                         cur->tx->kind == VX_TX_CANCEL_ALL ? cur->tx->instrument : a->instrument);
        if (VX_UNLIKELY(typed || cur->own != VX_OWN_NONE_SLOT) && a->leaves)
            find_place(b, a);
    }
    if (VX_UNLIKELY(cur->own != VX_OWN_NONE_SLOT))
        finish_own(b);
    if (VX_UNLIKELY(typed))
        answer_operator(b);
}

void vx_booker_note(struct vx_booker *b, struct vx_report *reports, uint32_t n, uint64_t now_ns)
{
    const bool ends = (reports[n - 1].kind & VX_REPORT_LAST) != 0;
    for (uint32_t i = 0; i < n; i++)
        note(b, &reports[i], now_ns);
    if (ends)
        finish(b);
}
