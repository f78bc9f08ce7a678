/*
 * accounts.h: what each record of the book changes in what can be seen: counters, ladder, tape,
 * references, state hash.  Inlined into the book stage's loop, and part of nothing else.
 */
#ifndef VX_PIPELINE_ACCOUNTS_H
#define VX_PIPELINE_ACCOUNTS_H

#include "core/base/tx_hash.h"
#include "core/pipeline/booker.h"

/* accounts.c */
void vx_accounts_rejected(struct vx_booker *booker, const struct vx_report *report);
/* Before there is a trade the reference is the middle of the touch, which any input may move. */
void vx_accounts_refer_touched(struct vx_booker *booker);

static inline void ladder(struct vx_booker *b, const struct vx_report *r, unsigned side,
                          int32_t ticks, int64_t lots)
{
    if (r->instrument == b->watch && lots != 0)
        vx_booker_ladder(b, side, ticks, lots);
}

static inline void note_accepted(struct vx_booker *b, const struct vx_report *r)
{
    struct vx_input *cur = &b->cur;
    if (r->id == 0)
        return; /* the answer to CANCEL_ALL */
    b->tally.orders_in++;
    b->tally.lots_in += r->qty;
    cur->instrument = r->instrument;
    cur->open = r->qty;
    cur->price_ticks = r->price;
    cur->side = vx_report_side(r);
}

static inline void note_replaced(struct vx_booker *b, const struct vx_report *r)
{
    struct vx_input *cur = &b->cur;
    const unsigned side = vx_report_side(r);
    b->tally.replaced++;
    if (r->qty > r->was.qty)
        b->tally.lots_in += r->qty - r->was.qty;
    else
        b->tally.lots_cancelled += r->was.qty - r->qty;
    cur->instrument = r->instrument;
    cur->price_ticks = r->price;
    cur->side = side;
    ladder(b, r, side, r->was.price, -(int64_t)r->was.qty);
    if (r->code != 0) /* it kept its place */
        ladder(b, r, side, r->price, r->qty);
    else
        cur->open = r->qty;
}

static inline void print(struct vx_booker *b, const struct vx_report *r, int32_t price,
                         uint64_t now_ns)
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

/* The collar's reference is the newest trade. */
static inline void vx_accounts_refer(struct vx_booker *b, uint16_t instrument, int32_t reference)
{
    vx_marks_refer(b->marks, instrument, reference);
    if (instrument == b->watch)
        b->tally.reference = (uint64_t)reference;
}

/* Volume by price of the watched instrument; prices off the ladder have none. */
static inline void trade(struct vx_booker *b, int32_t ticks, int32_t price, uint32_t lots)
{
    const uint32_t at = (uint32_t)(ticks - b->ladder_base_ticks);
    b->tally.trade_price = (uint64_t)price;
    b->tally.trade_qty = lots;
    if (at < VX_TRADED_TICKS)
        vx_add(&b->stage.panel->traded[at], lots);
}

static inline void note_fill(struct vx_booker *b, const struct vx_report *r, int32_t price,
                             uint64_t now_ns)
{
    struct vx_input *cur = &b->cur;
    cur->open -= r->qty;
    b->tally.trades++;
    b->tally.trade_lots += r->qty;
    b->tally.lots_filled += 2 * (uint64_t)r->qty;
    b->tally.orders_filled += r->leaves == 0;
    b->tally.orders_filled += cur->open == 0;
    b->untraded -= b->last[r->instrument] == 0;
    b->last[r->instrument] = price;
    vx_accounts_refer(b, r->instrument, price);
    if (r->instrument == b->watch)
        trade(b, r->price, price, r->qty);
    ladder(b, r, !vx_report_side(r), r->price, -(int64_t)r->qty);
    print(b, r, price, now_ns);
}

static inline void note_cancelled(struct vx_booker *b, const struct vx_report *r)
{
    struct vx_input *cur = &b->cur;
    cur->instrument = r->instrument;
    b->tally.lots_cancelled += r->qty;
    if (r->code == VX_CANCEL_REST || r->code == VX_CANCEL_SELF_TAKER) {
        cur->open -= r->qty; /* the order in hand loses open quantity that never rested */
        b->tally.orders_cancelled += cur->open == 0;
        return;
    }
    b->tally.orders_cancelled += r->leaves == 0;
    ladder(b, r, vx_report_side(r), r->price, -(int64_t)r->qty);
}

/* A record as the book wrote it; it is whole after that. */
static VX_INLINE void vx_accounts_note(struct vx_booker *b, struct vx_report *r, uint64_t now_ns)
{
    const unsigned kind = vx_report_kind(r);
    const int32_t price = r->price * b->tick_size;
    if (VX_UNLIKELY(b->cur.told) || VX_UNLIKELY(vx_report_source(r) == VX_SOURCE_OPERATOR))
        vx_told_record(b, r, price, now_ns);
    switch (kind) {
    case VX_REPORT_ACCEPTED:
        note_accepted(b, r);
        break;
    case VX_REPORT_REPLACED:
        note_replaced(b, r);
        break;
    case VX_REPORT_REJECTED:
        vx_accounts_rejected(b, r);
        break;
    case VX_REPORT_FILL:
        note_fill(b, r, price, now_ns);
        break;
    case VX_REPORT_CANCELLED:
        note_cancelled(b, r);
        break;
    default: /* the book writes no other */
        break;
    }
    r->price = price;
    if (r->kind & VX_REPORT_ANSWER)
        r->due_ns = b->cur.tx->due_ns;
    b->tally.hash = vx_report_hash(b->tally.hash, r);
}

/* The input in work has its last record. */
static VX_INLINE void vx_accounts_end(struct vx_booker *b)
{
    struct vx_input *cur = &b->cur;
    b->tally.answered++;
    if (cur->open && cur->instrument == b->watch)
        vx_booker_ladder(b, cur->side, cur->price_ticks, cur->open);
    if (VX_UNLIKELY(b->untraded))
        vx_accounts_refer_touched(b);
    if (VX_UNLIKELY(cur->told))
        vx_told_end(b);
}

#endif
