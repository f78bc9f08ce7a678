#include "core/book/inside.h"

/* ---- records ---- */

static inline uint8_t kind_byte(unsigned kind, unsigned marks)
{
    return (uint8_t)(kind | marks);
}

/* The record of something that happened to a resting order. */
static inline void put_resting(const struct vx_book *b, struct vx_report *r, const struct order *o,
                               unsigned kind, uint32_t lots)
{
    r->id = o->id;
    r->contra = 0;
    r->price = o->price;
    r->qty = lots;
    r->leaves = o->open - lots;
    r->instrument = (uint16_t)(book_level(b, o->level)->half / 2);
    r->kind = kind_byte(kind, o->marks);
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
    r->kind = kind_byte(kind, t->marks);
    r->code = 0;
}

static inline void put_fill(struct vx_report *r, const struct order *o, const struct taker *t,
                            uint32_t lots)
{
    r->id = o->id;
    r->contra = t->id;
    r->price = o->price;
    r->qty = lots;
    r->leaves = o->open - lots;
    r->instrument = t->instrument;
    r->kind = kind_byte(VX_REPORT_FILL, o->marks ^ VX_REPORT_SIDE); /* the taker's side */
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

/* ---- levels ---- */

/* A price gets a level, and the level its first order; returns the level. */
static VX_INLINE uint32_t open_level(struct vx_book *b, const struct taker *t, uint32_t order)
{
    struct half *half = book_half(b, t->instrument, t->side);
    const uint32_t pos = book_pos(b, t->side, t->price), at = b->free_level;
    struct level *level = book_level(b, at);
    b->free_level = level->link.next;
    *level = (struct level){
        .lots = t->open,
        .link = {.next = order, .prev = order},
        .orders = 1,
        .price = t->price,
        .pos = pos,
        .half = (uint16_t)(2 * t->instrument + t->side),
    };
    map_set(&b->shape, half_map(b, half), pos);
    half->best = pos < half->best ? pos : half->best;
    *half_rung(b, half, t->price) = at;
    return at;
}

/* The last order of a level goes. */
static VX_INLINE void close_level(struct vx_book *b, struct level *level, uint32_t at)
{
    struct half *half = book_half(b, 0, level->half);
    const uint32_t pos = level->pos;
    *half_rung(b, half, level->price) = NO_LEVEL;
    level->orders = 0;
    level->link.next = b->free_level;
    b->free_level = at;
    uint64_t *map = half_map(b, half);
    const uint64_t near = map_clear(&b->shape, map, pos);
    if (pos == half->best)
        half->best =
            near ? (pos & ~63u) | (uint32_t)__builtin_ctzll(near) : map_first(&b->shape, map);
}

/* ---- resting orders ---- */

/* Takes an order off the book. */
static VX_INLINE void take_off(struct vx_book *b, struct found f)
{
    struct order *o = book_order(b, f.order);
    struct level *level = book_level(b, o->level);
    book_strike(b, f);
    b->lots -= o->open;
    b->orders--;
    if (level->orders == 1) {
        close_level(b, level, o->level);
    } else {
        book_link(b, o->link.prev)->next = o->link.next;
        book_link(b, o->link.next)->prev = o->link.prev;
        level->lots -= o->open;
        level->orders--;
    }
    o->id = 0;
    o->link.next = b->free;
    b->free = f.order;
}

/* Takes some of its open lots off a resting order; it keeps its place. */
static inline void shrink(struct vx_book *b, struct order *o, uint32_t lots)
{
    book_level(b, o->level)->lots -= lots;
    b->lots -= lots;
    o->open -= lots;
}

/* Takes open lots off a resting order; the order goes with the last of them. */
static inline void take(struct vx_book *b, uint32_t order, uint32_t lots)
{
    struct order *o = book_order(b, order);
    if (lots < o->open)
        shrink(b, o, lots);
    else
        take_off(b, book_find(b, o->id));
}

/* Moves one group of the old table, or begins to leave one that is full. */
static VX_NOINLINE void tend_index(struct vx_book *b)
{
    if (b->index_old.mask == 0) {
        b->index_old = b->index;
        b->index_moved = 0;
        b->index = table_of(++b->index_bits);
        b->index_full = 0;
    }
    const uint32_t group = b->index_old.mask + 1 + b->index_moved;
    for (uint64_t m = index_taken(book_words(b)[group]); m != 0; m &= m - 1)
        __builtin_prefetch(book_order(b, book_slots(b)[index_slot(group, m)]));
    for (uint64_t m; (m = index_taken(book_words(b)[group])) != 0;) {
        const uint32_t slot = index_slot(group, m), order = book_slots(b)[slot];
        const uint64_t id = book_order(b, order)->id;
        book_strike(b, (struct found){order, slot, index_home(b->index_old, id)});
        book_enter(b, id, index_home(b->index, id), order);
    }
    if (b->index_moved++ == b->index_old.mask) {
        b->index_old.mask = 0;
        b->index_full = book_index_full(b);
    }
}

/* An order comes last at a level; returns the one before it. */
static inline uint32_t join_level(struct vx_book *b, uint32_t at, uint32_t order, uint32_t lots)
{
    struct level *level = book_level(b, at);
    const uint32_t newest = level->link.prev;
    book_link(b, newest)->next = order;
    level->link.prev = order;
    level->lots += lots;
    level->orders++;
    return newest;
}

/* Lets the order in hand rest; its id's probes begin at `home`. */
static VX_INLINE void rest(struct vx_book *b, const struct taker *t, uint32_t home)
{
    const uint32_t order = b->free;
    struct order *o = book_order(b, order);
    uint32_t at = *half_rung(b, book_half(b, t->instrument, VX_BID), t->price), newest;
    b->free = o->link.next;
    b->fresh = order < b->fresh ? b->fresh : order + 1;
    if (at == NO_LEVEL)
        at = newest = open_level(b, t, order);
    else
        newest = join_level(b, at, order, t->open);
    *o = (struct order){
        .id = t->id,
        .link = {.next = at, .prev = newest},
        .open = t->open,
        .level = at,
        .price = t->price,
        .owner = t->owner,
        .marks = t->marks,
    };
    book_enter(b, t->id, home, order);
    b->lots += t->open;
    b->orders++;
    if (VX_UNLIKELY(b->orders > b->index_full))
        tend_index(b);
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
    put_resting(b, out, o, VX_REPORT_CANCELLED, lots);
    out->code = VX_CANCEL_SELF_RESTED;
    take(b, order, lots);
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
    const struct order *o = book_order(b, order);
    const uint32_t lots = t->open < o->open ? t->open : o->open;
    t->open -= lots;
    put_fill(out, o, t, lots);
    take(b, order, lots);
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
        const uint32_t at = book_level_of(b, t->instrument, other, *best);
        const uint32_t order = book_link(b, at)->next;
        if (VX_UNLIKELY(t->owner != 0 && t->owner == book_order(b, order)->owner))
            n += prevent(b, t, order, &out[n]);
        else
            fill(b, t, order, &out[n++]);
    }
    if (t->open > 0 && t->rests) {
        rest(b, t, index_home(b->index, t->id));
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
    for (uint32_t i = level->link.next; book_is_order(b, i) && lots < t->open;
         i = book_order(b, i)->link.next) {
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
        const uint32_t at = book_level_of(b, t->instrument, other, pos);
        lots += fillable_at(b, t, book_level(b, at), &stop);
        pos = map_next(&b->shape, map, pos);
    }
    return lots >= t->open;
}

/* Is anything wrong with an order by itself? */
static inline bool misfit(const struct vx_book *b, const struct vx_book_order *order)
{
    return (order->side | order->market) > 1 || order->tif > VX_TIF_POST ||
           order->instrument >= b->instruments || order->id == 0 ||
           order->qty_lots - 1 >= b->qty_max ||
           (!order->market && !book_has_price(b, order->price_ticks));
}

/* What it is. */
static enum vx_reject misfit_code(const struct vx_book *b, const struct vx_book_order *order)
{
    if (order->side > VX_ASK || order->market > 1 || order->tif > VX_TIF_POST)
        return VX_REJECT_KIND;
    if (order->instrument >= b->instruments)
        return VX_REJECT_INSTRUMENT;
    if (order->id == 0)
        return VX_REJECT_ID;
    if (order->qty_lots == 0 || order->qty_lots > b->qty_max)
        return VX_REJECT_QTY;
    return VX_REJECT_PRICE;
}

static inline struct taker in_hand(const struct vx_book_order *order, uint32_t limit, bool rests)
{
    return (struct taker){
        .id = order->id,
        .price = order->market ? 0 : order->price_ticks,
        .open = order->qty_lots,
        .limit = limit,
        .owner = order->owner,
        .instrument = order->instrument,
        .side = order->side,
        .marks = marks_of(order->side, order->source & 3u),
        .rests = rests,
    };
}

static VX_COLD uint32_t put_unfit(struct vx_report *r, const struct vx_book_order *order,
                                  enum vx_reject code)
{
    put_rejected(r, order->id, code);
    r->instrument = order->instrument;
    r->kind |= marks_of(order->side & 1u, order->source & 3u);
    return 1;
}

/* An order that takes, or does not rest. */
static VX_NOINLINE uint32_t submit_taker(struct vx_book *b, const struct vx_book_order *order,
                                         uint32_t limit, struct vx_report *out, uint32_t cap)
{
    const unsigned tif = order->market ? (unsigned)VX_TIF_IOC : order->tif;
    struct taker t = in_hand(order, limit, tif == VX_TIF_GTC);
    if (tif == VX_TIF_POST)
        return put_unfit(out, order, VX_REJECT_WOULD_TAKE);
    if (tif == VX_TIF_FOK && !fillable(b, &t))
        return put_unfit(out, order, VX_REJECT_FOK);
    put_taker(out, &t, VX_REPORT_ACCEPTED | VX_REPORT_ANSWER, t.open);
    return match(b, &t, out, 1, cap);
}

uint32_t vx_book_submit(struct vx_book *book, const struct vx_book_order *order,
                        struct vx_report *out, uint32_t cap)
{
    assert(book->work == WORK_NONE && cap >= 1);
    if (VX_UNLIKELY(misfit(book, order)))
        return put_unfit(out, order, misfit_code(book, order));
    const uint32_t home = index_home(book->index, order->id);
    if (VX_UNLIKELY(!book_lacks(book, order->id, home)))
        return put_unfit(out, order, VX_REJECT_DUPLICATE_ID);
    const unsigned other = !order->side;
    const uint32_t limit =
        order->market ? book->width - 1 : book_pos(book, other, order->price_ticks);
    const bool ends = order->market || order->tif == VX_TIF_IOC || order->tif == VX_TIF_FOK;
    if (ends || *book_best(book, order->instrument, other) <= limit)
        return submit_taker(book, order, limit, out, cap);
    if (VX_UNLIKELY(book->orders == book->orders_max))
        return put_unfit(out, order, VX_REJECT_ORDERS_FULL);
    const struct taker t = in_hand(order, limit, true);
    put_taker(out, &t, VX_REPORT_ACCEPTED | VX_REPORT_ANSWER | VX_REPORT_LAST, t.open);
    rest(book, &t, home);
    return 1;
}

uint32_t vx_book_cancel(struct vx_book *book, uint64_t id, uint32_t qty_lots, struct vx_report *out,
                        uint32_t cap)
{
    assert(book->work == WORK_NONE && cap >= 1);
    (void)cap;
    const struct found f = book_find(book, id);
    if (f.order == NO_ORDER)
        return put_rejected(out, id, VX_REJECT_UNKNOWN_ID);
    struct order *o = book_order(book, f.order);
    const uint32_t lots = qty_lots == 0 || qty_lots > o->open ? o->open : qty_lots;
    put_resting(book, out, o, VX_REPORT_CANCELLED | VX_REPORT_ANSWER | VX_REPORT_LAST, lots);
    out->code = VX_CANCEL_ASKED;
    if (lots < o->open)
        shrink(book, o, lots);
    else
        take_off(book, f);
    return 1;
}

static inline void put_replaced(const struct vx_book *b, struct vx_report *r, const struct order *o,
                                int32_t price, uint32_t qty)
{
    put_resting(b, r, o, VX_REPORT_REPLACED | VX_REPORT_ANSWER, qty);
    r->was.price = o->price;
    r->was.qty = o->open;
    r->price = price;
    r->leaves = qty;
}

uint32_t vx_book_replace(struct vx_book *book, uint64_t id, int32_t price_ticks, uint32_t qty_lots,
                         struct vx_report *out, uint32_t cap)
{
    assert(book->work == WORK_NONE && cap >= 1);
    const struct found f = book_find(book, id);
    if (f.order == NO_ORDER)
        return put_rejected(out, id, VX_REJECT_UNKNOWN_ID);
    struct order *o = book_order(book, f.order);
    const int32_t price = price_ticks == 0 ? o->price : price_ticks;
    const uint32_t qty = qty_lots == 0 ? o->open : qty_lots;
    if (qty > book->qty_max || !book_has_price(book, price)) {
        put_resting(book, out, o, VX_REPORT_REJECTED | VX_REPORT_ANSWER | VX_REPORT_LAST, 0);
        out->price = 0;
        out->code = qty > book->qty_max ? VX_REJECT_QTY : VX_REJECT_PRICE;
        return 1;
    }
    put_replaced(book, out, o, price, qty);
    if (price == o->price && qty <= o->open) {
        out->kind |= VX_REPORT_LAST;
        out->code = 1;
        shrink(book, o, o->open - qty);
        return 1;
    }
    struct taker t = {
        .id = id,
        .price = price,
        .open = qty,
        .limit = book_pos(book, !marks_side(o->marks), price),
        .owner = o->owner,
        .instrument = out->instrument,
        .side = (uint8_t)marks_side(o->marks),
        .marks = o->marks,
        .rests = true,
    };
    take_off(book, f);
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
        put_resting(b, &out[n], o, VX_REPORT_CANCELLED, o->open);
        out[n++].code = VX_CANCEL_ASKED;
        take(b, w->found, o->open);
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
    out->kind |= marks_of(side == VX_ASK, 0);
    if (side < -1 || side > VX_ASK)
        out->code = VX_REJECT_KIND;
    else if (instrument != VX_ALL_INSTRUMENTS && instrument >= book->instruments)
        out->code = VX_REJECT_INSTRUMENT;
    if (out->code != VX_REJECT_NONE)
        return 1;
    out->kind = kind_byte(VX_REPORT_ACCEPTED | VX_REPORT_ANSWER, marks_of(side == VX_ASK, 0));
    book->walk = walk_over(book, instrument, side, owner);
    book->walk.found = walk_next(book, &book->walk);
    return sweep(book, out, 1, cap);
}

/* NOLINTNEXTLINE(readability-function-size): a refusal word by word, as others link it */
uint32_t vx_book_refuse(struct vx_book *book, uint64_t id, uint16_t instrument, unsigned side,
                        unsigned source, enum vx_reject code, struct vx_report *out, uint32_t cap)
{
    assert(book->work == WORK_NONE && cap >= 1);
    (void)book;
    (void)cap;
    put_rejected(out, id, code);
    out->instrument = instrument;
    out->kind |= marks_of(side & 1u, source & 3u);
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
