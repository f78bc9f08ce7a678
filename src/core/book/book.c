#include "core/book/inside.h"

/* ---- records ---- */

static inline uint8_t kind_byte(unsigned kind, unsigned side, unsigned source)
{
    return (uint8_t)(kind | side << 3 | source << VX_REPORT_SRC_SHIFT);
}

/* The record of something that happened to a resting order. */
static inline void put_resting(struct vx_report *r, const struct order *o, unsigned kind,
                               uint32_t lots)
{
    r->id = o->id;
    r->contra = 0;
    r->price = o->price;
    r->qty = lots;
    r->leaves = o->open;
    r->instrument = o->instrument;
    r->kind = kind_byte(kind, o->side, o->source);
    r->code = 0;
}

/* The record of something that happened to the order in hand. */
static inline void put_taker(struct vx_report *r, const struct taker *t, unsigned kind,
                             uint32_t lots)
{
    r->id = t->id;
    r->contra = 0;
    r->price = t->price;
    r->qty = lots;
    r->leaves = t->open;
    r->instrument = t->instrument;
    r->kind = kind_byte(kind, t->side, t->source);
    r->code = 0;
}

static inline void put_fill(struct vx_report *r, const struct order *o, const struct taker *t,
                            uint32_t lots)
{
    r->id = o->id;
    r->contra = t->id;
    r->price = o->price;
    r->qty = lots;
    r->leaves = o->open;
    r->instrument = o->instrument;
    r->kind = kind_byte(VX_REPORT_FILL, t->side, o->source);
    r->code = 0;
}

static uint32_t put_rejected(struct vx_report *r, uint64_t id, enum vx_reject code)
{
    *r = (struct vx_report){
        .id = id,
        .kind = VX_REPORT_REJECTED | VX_REPORT_ANSWER | VX_REPORT_LAST,
        .code = (uint8_t)code,
    };
    return 1;
}

/* ---- resting orders ---- */

/* The last order of a level has gone. */
static inline void level_emptied(struct vx_book *b, uint32_t instrument, unsigned side,
                                 int32_t price)
{
    uint64_t *map = book_map(b, instrument, side);
    uint32_t *best = book_best(b, instrument, side);
    const uint32_t pos = book_pos(b, side, price);
    map_clear(&b->shape, map, pos);
    if (pos != *best)
        return;
    const uint64_t near = map[pos >> 6];
    *best = near ? (pos & ~63u) | (uint32_t)__builtin_ctzll(near) : map_first(&b->shape, map);
}

static inline void level_append(struct vx_book *b, struct level *level, uint32_t order)
{
    struct order *o = book_order(b, order);
    o->prev = level->tail;
    o->next = NO_ORDER;
    book_order(b, level->tail)->next = order;
    level->tail = order;
    level->orders++;
    level->lots += o->open;
}

/* Gives the slot of an order back whose links nobody holds any more. */
static inline void release(struct vx_book *b, uint32_t order)
{
    struct order *o = book_order(b, order);
    struct index_slot *slots = book_index(b);
    const uint32_t mask = (uint32_t)(((uint64_t)1 << b->index_bits) - 1);
    uint32_t i = index_home(index_tag(o->id), b->index_bits);
    while (slots[i].order != order)
        i = (i + 1) & mask;
    index_erase(slots, b->index_bits, i);
    o->id = 0;
    o->next = b->free;
    b->free = order;
    b->orders--;
}

/* Takes an order out of its level and off the book. */
static inline void take_off(struct vx_book *b, uint32_t order)
{
    const struct order *o = book_order(b, order);
    struct level *level = book_level(b, o->instrument, o->price);
    level->lots -= o->open;
    b->lots -= o->open;
    book_order(b, o->prev)->next = o->next;
    book_order(b, o->next)->prev = o->prev;
    if (o->prev == NO_ORDER)
        level->head = o->next;
    if (o->next == NO_ORDER)
        level->tail = o->prev;
    if (--level->orders == 0)
        level_emptied(b, o->instrument, o->side, o->price);
    release(b, order);
}

/* Takes open lots off a resting order; the order goes with the last of them. */
static inline void shrink(struct vx_book *b, uint32_t order, uint32_t lots)
{
    struct order *o = book_order(b, order);
    book_level(b, o->instrument, o->price)->lots -= lots;
    b->lots -= lots;
    o->open -= lots;
    if (o->open == 0)
        take_off(b, order);
}

static inline uint32_t fresh_slot(struct vx_book *b)
{
    const uint32_t order = b->free;
    if (order == NO_ORDER)
        return b->fresh++;
    b->free = book_order(b, order)->next;
    return order;
}

/* Lets the order in hand rest; `gap` is the index slot for its id. */
static inline void rest(struct vx_book *b, const struct taker *t, uint32_t gap)
{
    const uint32_t order = fresh_slot(b);
    struct order *o = book_order(b, order);
    struct level *level = book_level(b, t->instrument, t->price);
    o->id = t->id;
    o->open = t->open;
    o->price = t->price;
    o->owner = t->owner;
    o->instrument = t->instrument;
    o->side = t->side;
    o->source = t->source;
    book_index(b)[gap] = (struct index_slot){.order = order, .tag = index_tag(t->id)};
    b->orders++;
    b->lots += t->open;
    if (level->orders == 0) {
        const uint32_t pos = book_pos(b, t->side, t->price);
        uint32_t *best = book_best(b, t->instrument, t->side);
        map_set(&b->shape, book_map(b, t->instrument, t->side), pos);
        *best = pos < *best ? pos : *best;
        level->head = order;
    }
    level_append(b, level, order);
}

/* ---- matching ---- */

/*
 * The order in hand has met one of its own.  Writes the resting order's record, if it gives way,
 * and leaves in t->cut what the order in hand gives.
 */
static uint32_t prevent(struct vx_book *b, struct taker *t, uint32_t order, struct vx_report *out)
{
    struct order *o = book_order(b, order);
    const uint32_t both = t->open < o->open ? t->open : o->open;
    uint32_t lots = o->open;
    switch (b->stp) {
    case VX_STP_NEWEST:
        t->cut = t->open;
        return 0;
    case VX_STP_BOTH:
        t->cut = t->open;
        break;
    case VX_STP_DECREMENT:
        lots = t->cut = both;
        break;
    case VX_STP_OLDEST:
    default:
        break;
    }
    put_resting(out, o, VX_REPORT_CANCELLED, lots);
    out->leaves = o->open - lots;
    out->code = VX_CANCEL_SELF_RESTED;
    shrink(b, order, lots);
    return 1;
}

static inline void cut(struct taker *t, struct vx_report *out)
{
    t->open -= t->cut;
    put_taker(out, t, VX_REPORT_CANCELLED, t->cut);
    out->code = VX_CANCEL_SELF_TAKER;
    t->cut = 0;
}

static inline void fill(struct vx_book *b, struct taker *t, uint32_t order, struct vx_report *out)
{
    struct order *o = book_order(b, order);
    const uint32_t lots = t->open < o->open ? t->open : o->open;
    t->open -= lots;
    put_fill(out, o, t, lots);
    out->leaves = o->open - lots;
    shrink(b, order, lots);
}

static uint32_t suspend(struct vx_book *b, const struct taker *t, uint32_t n)
{
    b->work = WORK_MATCH;
    b->taker = *t;
    return n;
}

/*
 * Matches the order in hand as far as it goes, or as far as there is room: looks for what would
 * be written next before it looks for room, so that the last record of an input is known as such.
 */
static uint32_t match(struct vx_book *b, struct taker *t, struct vx_report *out, uint32_t n,
                      uint32_t cap)
{
    const unsigned other = !t->side;
    const uint32_t *best = book_best(b, t->instrument, other);
    while (t->open > 0 && (*best <= t->limit || t->cut > 0)) {
        if (n == cap)
            return suspend(b, t, n);
        if (VX_UNLIKELY(t->cut > 0)) {
            cut(t, &out[n++]);
            continue;
        }
        const uint32_t order = book_level(b, t->instrument, book_price(b, other, *best))->head;
        if (VX_UNLIKELY(t->owner != 0 && t->owner == book_order(b, order)->owner))
            n += prevent(b, t, order, &out[n]);
        else
            fill(b, t, order, &out[n++]);
    }
    if (t->open > 0 && t->rests) {
        uint32_t gap;
        book_find(b, t->id, &gap);
        rest(b, t, gap);
    } else if (t->open > 0) {
        if (n == cap)
            return suspend(b, t, n);
        const uint32_t lots = t->open;
        t->open = 0;
        put_taker(&out[n], t, VX_REPORT_CANCELLED, lots);
        out[n++].code = VX_CANCEL_REST;
    }
    b->work = WORK_NONE;
    out[n - 1].kind |= VX_REPORT_LAST;
    return n;
}

/* ---- what comes in ---- */

/* Lots at one level that the order in hand could trade with; *stop: it would get no further. */
static uint64_t fillable_at(const struct vx_book *b, const struct taker *t,
                            const struct level *level, bool *stop)
{
    uint64_t lots = 0;
    if (t->owner == 0)
        return level->lots;
    for (uint32_t i = level->head; i != NO_ORDER && lots < t->open; i = book_order(b, i)->next) {
        const struct order *o = book_order(b, i);
        if (o->owner != t->owner)
            lots += o->open;
        else if ((*stop = b->stp != VX_STP_OLDEST))
            break;
    }
    return lots;
}

/* Could the order in hand be filled whole? */
static bool fillable(const struct vx_book *b, const struct taker *t)
{
    const unsigned other = !t->side;
    const uint64_t *map = book_map(b, t->instrument, other);
    uint32_t pos = *book_best(b, t->instrument, other);
    uint64_t lots = 0;
    bool stop = false;
    while (pos <= t->limit && pos != NO_POS && lots < t->open && !stop) {
        lots += fillable_at(b, t, book_level(b, t->instrument, book_price(b, other, pos)), &stop);
        pos = map_next(&b->shape, map, pos);
    }
    return lots >= t->open;
}

/* What is wrong with an order by itself. */
static inline enum vx_reject misfit(const struct vx_book *b, const struct vx_book_order *order)
{
    if (order->side > VX_ASK || order->market > 1 || order->tif > VX_TIF_POST)
        return VX_REJECT_KIND;
    if (order->instrument >= b->instruments)
        return VX_REJECT_INSTRUMENT;
    if (order->id == 0)
        return VX_REJECT_ID;
    if (order->qty_lots == 0 || order->qty_lots > b->qty_max)
        return VX_REJECT_QTY;
    if (!order->market && !book_has_price(b, order->price_ticks))
        return VX_REJECT_PRICE;
    return VX_REJECT_NONE;
}

/* What stands against an order in this book, now. */
static inline enum vx_reject obstacle(const struct vx_book *b, const struct taker *t, unsigned tif,
                                      bool takes)
{
    if (t->rests) {
        if (takes)
            return tif == VX_TIF_POST ? VX_REJECT_WOULD_TAKE : VX_REJECT_NONE;
        return b->orders == b->orders_max ? VX_REJECT_ORDERS_FULL : VX_REJECT_NONE;
    }
    return tif == VX_TIF_FOK && !fillable(b, t) ? VX_REJECT_FOK : VX_REJECT_NONE;
}

static inline struct taker in_hand(const struct vx_book *b, const struct vx_book_order *order,
                                   unsigned tif)
{
    return (struct taker){
        .id = order->id,
        .price = order->market ? 0 : order->price_ticks,
        .open = order->qty_lots,
        .limit = order->market ? b->width - 1 : book_pos(b, !order->side, order->price_ticks),
        .owner = order->owner,
        .instrument = order->instrument,
        .side = order->side,
        .source = order->source & 3u,
        .rests = tif == VX_TIF_GTC || tif == VX_TIF_POST,
    };
}

static uint32_t put_unfit(struct vx_report *r, const struct vx_book_order *order,
                          enum vx_reject code)
{
    put_rejected(r, order->id, code);
    r->instrument = order->instrument;
    r->kind |= kind_byte(0, order->side & 1u, order->source & 3u);
    return 1;
}

uint32_t vx_book_submit(struct vx_book *book, const struct vx_book_order *order,
                        struct vx_report *out, uint32_t cap)
{
    assert(book->work == WORK_NONE && cap >= 1);
    enum vx_reject code = misfit(book, order);
    if (VX_UNLIKELY(code != VX_REJECT_NONE))
        return put_unfit(out, order, code);
    uint32_t gap;
    if (VX_UNLIKELY(book_find(book, order->id, &gap) != NO_ORDER))
        return put_unfit(out, order, VX_REJECT_DUPLICATE_ID);
    const unsigned tif = order->market ? (unsigned)VX_TIF_IOC : order->tif;
    struct taker t = in_hand(book, order, tif);
    const bool takes = *book_best(book, t.instrument, !t.side) <= t.limit;
    code = obstacle(book, &t, tif, takes);
    if (VX_UNLIKELY(code != VX_REJECT_NONE))
        return put_unfit(out, order, code);
    put_taker(out, &t, VX_REPORT_ACCEPTED | VX_REPORT_ANSWER, t.open);
    if (takes || !t.rests)
        return match(book, &t, out, 1, cap);
    out->kind |= VX_REPORT_LAST;
    rest(book, &t, gap);
    return 1;
}

uint32_t vx_book_cancel(struct vx_book *book, uint64_t id, uint32_t qty_lots, struct vx_report *out,
                        uint32_t cap)
{
    assert(book->work == WORK_NONE && cap >= 1);
    (void)cap;
    uint32_t gap;
    const uint32_t order = book_find(book, id, &gap);
    if (order == NO_ORDER)
        return put_rejected(out, id, VX_REJECT_UNKNOWN_ID);
    const struct order *o = book_order(book, order);
    const uint32_t lots = qty_lots == 0 || qty_lots > o->open ? o->open : qty_lots;
    put_resting(out, o, VX_REPORT_CANCELLED | VX_REPORT_ANSWER | VX_REPORT_LAST, lots);
    out->leaves = o->open - lots;
    out->code = VX_CANCEL_ASKED;
    shrink(book, order, lots);
    return 1;
}

static inline void put_replaced(struct vx_report *r, const struct order *o, int32_t price,
                                uint32_t qty)
{
    put_resting(r, o, VX_REPORT_REPLACED | VX_REPORT_ANSWER, qty);
    r->was.price = o->price;
    r->was.qty = o->open;
    r->price = price;
    r->leaves = qty;
}

uint32_t vx_book_replace(struct vx_book *book, uint64_t id, int32_t price_ticks, uint32_t qty_lots,
                         struct vx_report *out, uint32_t cap)
{
    assert(book->work == WORK_NONE && cap >= 1);
    uint32_t gap;
    const uint32_t order = book_find(book, id, &gap);
    if (order == NO_ORDER)
        return put_rejected(out, id, VX_REJECT_UNKNOWN_ID);
    const struct order *o = book_order(book, order);
    const int32_t price = price_ticks == 0 ? o->price : price_ticks;
    const uint32_t qty = qty_lots == 0 ? o->open : qty_lots;
    if (qty > book->qty_max || !book_has_price(book, price)) {
        put_resting(out, o, VX_REPORT_REJECTED | VX_REPORT_ANSWER | VX_REPORT_LAST, 0);
        out->price = 0;
        out->code = qty > book->qty_max ? VX_REJECT_QTY : VX_REJECT_PRICE;
        return 1;
    }
    put_replaced(out, o, price, qty);
    if (price == o->price && qty <= o->open) {
        out->kind |= VX_REPORT_LAST;
        out->code = 1;
        if (qty < o->open)
            shrink(book, order, o->open - qty);
        return 1;
    }
    struct taker t = {
        .id = id,
        .price = price,
        .open = qty,
        .limit = book_pos(book, !o->side, price),
        .owner = o->owner,
        .instrument = o->instrument,
        .side = o->side,
        .source = o->source,
        .rests = true,
    };
    take_off(book, order);
    return match(book, &t, out, 1, cap);
}

static uint32_t sweep(struct vx_book *b, struct vx_report *out, uint32_t n, uint32_t cap)
{
    struct walk *w = &b->walk;
    b->work = WORK_CANCEL_ALL;
    while (w->found != NO_ORDER) {
        if (n == cap)
            return n;
        const struct order *o = book_order(b, w->found);
        put_resting(&out[n], o, VX_REPORT_CANCELLED, o->open);
        out[n].leaves = 0;
        out[n++].code = VX_CANCEL_ASKED;
        take_off(b, w->found);
        w->found = walk_next(b, w);
    }
    b->work = WORK_NONE;
    out[n - 1].kind |= VX_REPORT_LAST;
    return n;
}

uint32_t vx_book_cancel_all(struct vx_book *book, uint16_t instrument, int side, uint16_t owner,
                            struct vx_report *out, uint32_t cap)
{
    assert(book->work == WORK_NONE && cap >= 1);
    put_rejected(out, 0, VX_REJECT_NONE);
    out->instrument = instrument;
    out->kind |= kind_byte(0, side == VX_ASK, 0);
    if (side < -1 || side > VX_ASK)
        out->code = VX_REJECT_KIND;
    else if (instrument != VX_ALL_INSTRUMENTS && instrument >= book->instruments)
        out->code = VX_REJECT_INSTRUMENT;
    if (out->code != VX_REJECT_NONE)
        return 1;
    out->kind = kind_byte(VX_REPORT_ACCEPTED | VX_REPORT_ANSWER, side == VX_ASK, 0);
    book->walk = walk_over(book, instrument, side, owner);
    book->walk.found = walk_next(book, &book->walk);
    return sweep(book, out, 1, cap);
}

uint32_t vx_book_refuse(struct vx_book *book, uint64_t id, uint16_t instrument, unsigned side,
                        unsigned source, enum vx_reject code, struct vx_report *out, uint32_t cap)
{
    assert(book->work == WORK_NONE && cap >= 1);
    (void)book;
    (void)cap;
    put_rejected(out, id, code);
    out->instrument = instrument;
    out->kind |= kind_byte(0, side & 1u, source & 3u);
    return 1;
}

bool vx_book_busy(const struct vx_book *book)
{
    return book->work != WORK_NONE;
}

uint32_t vx_book_resume(struct vx_book *book, struct vx_report *out, uint32_t cap)
{
    assert(book->work != WORK_NONE && cap >= 1);
    if (book->work == WORK_CANCEL_ALL)
        return sweep(book, out, 0, cap);
    struct taker t = book->taker;
    return match(book, &t, out, 0, cap);
}

#define EACH_AT_A_TIME 64u

void vx_book_submit_each(struct vx_book *book, const struct vx_book_order *order,
                         vx_book_event_fn fn, void *ctx)
{
    struct vx_report out[EACH_AT_A_TIME];
    uint32_t n = vx_book_submit(book, order, out, EACH_AT_A_TIME);
    for (;;) {
        for (uint32_t i = 0; i < n; i++)
            fn(ctx, &out[i]);
        if (!vx_book_busy(book))
            return;
        n = vx_book_resume(book, out, EACH_AT_A_TIME);
    }
}
