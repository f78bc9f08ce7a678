/*
 * accounts.c: the accounts that are not kept with every record, and what is made anew after the
 * book was put back.
 */
#include "core/pipeline/accounts.h"

void vx_accounts_rejected(struct vx_booker *b, const struct vx_report *r)
{
    const unsigned code = r->code % VX_REJECT_CODES;
    b->tally.rejected++;
    vx_put(&b->stage.panel->book.reject[code], ++b->rejects[code]);
}

static int32_t middle(const struct vx_booker *b, uint16_t instrument)
{
    struct vx_book_level bid, ask;
    if (!vx_book_best(b->book, instrument, VX_BID, &bid) ||
        !vx_book_best(b->book, instrument, VX_ASK, &ask))
        return 0;
    return (int32_t)(((int64_t)bid.price_ticks + ask.price_ticks) * b->tick_size / 2);
}

/* The collar's reference before there is a trade is the middle of the touch. */
static void refer_to_middle(struct vx_booker *b, uint16_t instrument)
{
    const int32_t last = b->last[instrument];
    vx_accounts_refer(b, instrument, last != 0 ? last : middle(b, instrument));
}

static void refer_all(struct vx_booker *b)
{
    for (uint32_t i = 0; i < b->instruments; i++)
        refer_to_middle(b, (uint16_t)i);
}

void vx_accounts_refer_touched(struct vx_booker *b)
{
    if (b->cur.instrument != VX_ALL_INSTRUMENTS)
        refer_to_middle(b, b->cur.instrument);
    if (b->cur.tx->kind == VX_TX_CANCEL_ALL)
        refer_all(b);
}

void vx_booker_restored(struct vx_booker *b)
{
    b->untraded = 0;
    for (uint32_t i = 0; i < b->instruments; i++)
        b->untraded += b->last[i] == 0;
    refer_all(b);
    for (unsigned code = 0; code < VX_REJECT_CODES; code++)
        vx_put(&b->stage.panel->book.reject[code], b->rejects[code]);
    vx_marks_answered(b->marks, b->tally.answered, vx_book_orders(b->book));
    vx_booker_watch(b, b->watch);
}
