#include "refbook.h"

#include <string.h>

/* The records of the input in hand. */
struct records {
    struct vx_report *r;
    uint32_t n;
};

/* An order on its way in. */
struct incoming {
    struct vx_book_resting order;
    bool market;
    bool rests;
};

void ref_init(struct refbook *ref, const struct vx_book_config *config, enum ref_fault fault)
{
    ref->config = *config;
    ref->fault = fault;
    ref->n = 0;
    if (ref->config.qty_max == 0)
        ref->config.qty_max = VX_QTY_MAX;
}

/* ---- questions ---- */

static bool better(unsigned side, int32_t a, int32_t b)
{
    return side == VX_BID ? a > b : a < b;
}

const struct vx_book_resting *ref_find(const struct refbook *ref, uint64_t id)
{
    for (uint32_t i = 0; i < ref->n; i++)
        if (ref->order[i].id == id)
            return &ref->order[i];
    return NULL;
}

static uint32_t place_of(const struct refbook *ref, uint64_t id)
{
    uint32_t i = 0;
    while (i < ref->n && ref->order[i].id != id)
        i++;
    return i;
}

uint64_t ref_lots(const struct refbook *ref)
{
    uint64_t lots = 0;
    for (uint32_t i = 0; i < ref->n; i++)
        lots += ref->order[i].open_lots;
    return lots;
}

/* Does a stand before b, in the order of cancel all, if a came before b? */
static bool stands_before(const struct vx_book_resting *a, const struct vx_book_resting *b)
{
    if (a->instrument != b->instrument)
        return a->instrument < b->instrument;
    if (a->side != b->side)
        return a->side < b->side;
    return !better(a->side, b->price_ticks, a->price_ticks);
}

uint32_t ref_list(const struct refbook *ref, struct vx_book_resting *orders)
{
    for (uint32_t i = 0; i < ref->n; i++) { /* insertion sort: stable, so time decides ties */
        uint32_t k = i;
        for (; k > 0 && !stands_before(&orders[k - 1], &ref->order[i]); k--)
            orders[k] = orders[k - 1];
        orders[k] = ref->order[i];
    }
    return ref->n;
}

uint32_t ref_depth(const struct refbook *ref, uint16_t instrument, unsigned side,
                   struct vx_book_level *levels, uint32_t max)
{
    uint32_t n = 0;
    for (;;) {
        struct vx_book_level next = {0};
        for (uint32_t i = 0; i < ref->n; i++) {
            const struct vx_book_resting *o = &ref->order[i];
            if (o->instrument != instrument || o->side != side ||
                (n > 0 && !better(side, levels[n - 1].price_ticks, o->price_ticks)))
                continue;
            if (next.orders == 0 || better(side, o->price_ticks, next.price_ticks))
                next = (struct vx_book_level){.price_ticks = o->price_ticks};
            if (o->price_ticks == next.price_ticks) {
                next.orders++;
                next.lots += o->open_lots;
            }
        }
        if (n == max || next.orders == 0)
            return n;
        levels[n++] = next;
    }
}

void ref_ahead(const struct refbook *ref, uint64_t id, uint64_t *lots, uint32_t *orders)
{
    const struct vx_book_resting *self = ref_find(ref, id);
    *lots = 0;
    *orders = 0;
    for (const struct vx_book_resting *o = ref->order; o < self; o++)
        if (o->instrument == self->instrument && o->price_ticks == self->price_ticks) {
            *lots += o->open_lots;
            ++*orders;
        }
}

/* ---- records ---- */

static struct vx_report *record(struct records *out, unsigned kind, const struct vx_book_resting *o)
{
    struct vx_report *r = &out->r[out->n++];
    *r = (struct vx_report){
        .id = o->id,
        .price = o->price_ticks,
        .instrument = o->instrument,
        .kind = (uint8_t)(kind | (o->side ? VX_REPORT_SIDE : 0u) |
                          (unsigned)o->source << VX_REPORT_SRC_SHIFT),
    };
    return r;
}

static void cancelled(struct records *out, const struct vx_book_resting *o, uint32_t qty,
                      uint32_t leaves, enum vx_cancel_reason reason)
{
    struct vx_report *r = record(out, VX_REPORT_CANCELLED, o);
    r->qty = qty;
    r->leaves = leaves;
    r->code = (uint8_t)reason;
}

static void rejected(struct records *out, const struct vx_book_resting *o, unsigned code)
{
    struct vx_report *r = record(out, VX_REPORT_REJECTED, o);
    r->price = 0;
    r->code = (uint8_t)code;
}

/* ---- matching ---- */

static void remove_at(struct refbook *ref, uint32_t i)
{
    memmove(&ref->order[i], &ref->order[i + 1], (ref->n - i - 1) * sizeof ref->order[0]);
    ref->n--;
}

static void reduce(struct refbook *ref, uint32_t i, uint32_t lots)
{
    ref->order[i].open_lots -= lots;
    if (ref->order[i].open_lots == 0)
        remove_at(ref, i);
}

/* The order it meets next: the best price it accepts, the oldest there.  ref->n: none. */
static uint32_t meets(const struct refbook *ref, const struct incoming *in)
{
    uint32_t best = ref->n;
    for (uint32_t i = 0; i < ref->n; i++) {
        const struct vx_book_resting *o = &ref->order[i];
        if (o->instrument != in->order.instrument || o->side == in->order.side)
            continue;
        if (!in->market && better(o->side, in->order.price_ticks, o->price_ticks))
            continue; /* worse than its limit */
        if (best == ref->n || better(o->side, o->price_ticks, ref->order[best].price_ticks) ||
            (ref->fault == REF_LIFO && o->price_ticks == ref->order[best].price_ticks))
            best = i;
    }
    return best;
}

static void trade(struct refbook *ref, struct incoming *in, uint32_t i, struct records *out)
{
    struct vx_book_resting *o = &ref->order[i];
    const uint32_t qty = in->order.open_lots < o->open_lots ? in->order.open_lots : o->open_lots;
    struct vx_report *r = record(out, VX_REPORT_FILL, o);
    r->kind = (uint8_t)((r->kind & ~VX_REPORT_SIDE) | (in->order.side ? VX_REPORT_SIDE : 0));
    r->contra = in->order.id;
    r->qty = qty;
    r->leaves = o->open_lots - qty;
    if (ref->fault == REF_THROUGH && !in->market)
        r->price = in->order.price_ticks;
    in->order.open_lots -= qty;
    reduce(ref, i, qty);
}

/* It meets an order of its own owner. */
static void prevent(struct refbook *ref, struct incoming *in, uint32_t i, struct records *out)
{
    const struct vx_book_resting rested = ref->order[i];
    struct vx_book_resting *taker = &in->order;
    const enum vx_stp stp = ref->config.stp;
    const uint32_t smaller =
        taker->open_lots < rested.open_lots ? taker->open_lots : rested.open_lots;
    uint32_t from_rested = 0, from_taker = 0;
    if (stp == VX_STP_OLDEST || stp == VX_STP_BOTH)
        from_rested = rested.open_lots;
    if (stp == VX_STP_NEWEST || stp == VX_STP_BOTH)
        from_taker = taker->open_lots;
    if (stp == VX_STP_DECREMENT)
        from_rested = from_taker = smaller;
    if (from_rested) {
        cancelled(out, &rested, from_rested, rested.open_lots - from_rested, VX_CANCEL_SELF_RESTED);
        reduce(ref, i, from_rested);
    }
    if (from_taker) {
        taker->open_lots -= from_taker;
        cancelled(out, taker, from_taker, taker->open_lots, VX_CANCEL_SELF_TAKER);
    }
}

static void match(struct refbook *ref, struct incoming *in, struct records *out)
{
    uint32_t i;
    while (in->order.open_lots > 0 && (i = meets(ref, in)) < ref->n) {
        if (in->order.owner != 0 && in->order.owner == ref->order[i].owner &&
            ref->fault != REF_SELF_TRADES)
            prevent(ref, in, i, out);
        else
            trade(ref, in, i, out);
    }
    if (in->order.open_lots == 0)
        return;
    if (in->rests) {
        if (ref->fault == REF_LOSES_A_LOT && in->order.open_lots > 1)
            in->order.open_lots--;
        ref->order[ref->n++] = in->order;
    } else {
        cancelled(out, &in->order, in->order.open_lots, 0, VX_CANCEL_REST);
    }
}

/* A fok order is one that would be filled whole if it were ioc: tried on a copy. */
static bool fills_whole(const struct refbook *ref, const struct incoming *in)
{
    struct refbook copy;
    struct vx_report reports[REF_REPORTS_MAX];
    struct records out = {.r = reports};
    struct incoming tried = *in;
    uint64_t filled = 0;
    copy.config = ref->config;
    copy.fault = ref->fault;
    copy.n = ref->n;
    memcpy(copy.order, ref->order, ref->n * sizeof ref->order[0]);
    match(&copy, &tried, &out);
    for (uint32_t i = 0; i < out.n; i++)
        if (vx_report_kind(&out.r[i]) == VX_REPORT_FILL)
            filled += out.r[i].qty;
    return filled == in->order.open_lots;
}

/* ---- the inputs ---- */

static struct vx_book_resting as_resting(const struct vx_book_order *o)
{
    return (struct vx_book_resting){
        .id = o->id,
        .price_ticks = o->market == 1 ? 0 : o->price_ticks,
        .open_lots = o->qty_lots,
        .owner = o->owner,
        .instrument = o->instrument,
        .side = o->side & 1,
        .source = o->source & 3,
    };
}

static bool in_band(const struct refbook *ref, int32_t price)
{
    return price >= ref->config.tick_min && price <= ref->config.tick_max;
}

static enum vx_reject objection(const struct refbook *ref, const struct vx_book_order *o,
                                const struct incoming *in)
{
    if (o->side > 1 || o->market > 1 || o->tif > 3)
        return VX_REJECT_KIND;
    if (o->instrument >= ref->config.instruments)
        return VX_REJECT_INSTRUMENT;
    if (o->id == 0)
        return VX_REJECT_ID;
    if (o->qty_lots == 0 || o->qty_lots > ref->config.qty_max)
        return VX_REJECT_QTY;
    if (!o->market && !in_band(ref, o->price_ticks))
        return VX_REJECT_PRICE;
    if (ref_find(ref, o->id))
        return VX_REJECT_DUPLICATE_ID;
    const bool takes = meets(ref, in) < ref->n;
    if (!o->market && o->tif == VX_TIF_POST && takes)
        return VX_REJECT_WOULD_TAKE;
    if (!o->market && o->tif == VX_TIF_FOK && !fills_whole(ref, in))
        return VX_REJECT_FOK;
    if (in->rests && !takes && ref->n == ref->config.orders_max)
        return VX_REJECT_ORDERS_FULL;
    return VX_REJECT_NONE;
}

static void do_submit(struct refbook *ref, const struct vx_book_order *o, struct records *out)
{
    struct incoming in = {
        .order = as_resting(o),
        .market = o->market == 1,
        .rests = !o->market && (o->tif == VX_TIF_GTC || o->tif == VX_TIF_POST),
    };
    const enum vx_reject code = objection(ref, o, &in);
    if (code) {
        rejected(out, &in.order, code);
        return;
    }
    struct vx_report *r = record(out, VX_REPORT_ACCEPTED, &in.order);
    r->qty = r->leaves = o->qty_lots;
    match(ref, &in, out);
}

static void do_cancel(struct refbook *ref, const struct vx_book_order *o, struct records *out)
{
    const uint32_t i = place_of(ref, o->id);
    if (i == ref->n) {
        rejected(out, &(struct vx_book_resting){.id = o->id}, VX_REJECT_UNKNOWN_ID);
        return;
    }
    const uint32_t open = ref->order[i].open_lots;
    const uint32_t lots = o->qty_lots == 0 || o->qty_lots > open ? open : o->qty_lots;
    cancelled(out, &ref->order[i], lots, open - lots, VX_CANCEL_ASKED);
    reduce(ref, i, lots);
}

static void do_replace(struct refbook *ref, const struct vx_book_order *o, struct records *out)
{
    const uint32_t i = place_of(ref, o->id);
    if (i == ref->n) {
        rejected(out, &(struct vx_book_resting){.id = o->id}, VX_REJECT_UNKNOWN_ID);
        return;
    }
    const struct vx_book_resting old = ref->order[i];
    struct incoming in = {.order = old, .rests = true};
    if (o->price_ticks)
        in.order.price_ticks = o->price_ticks;
    if (o->qty_lots)
        in.order.open_lots = o->qty_lots;
    if (in.order.open_lots > ref->config.qty_max || !in_band(ref, in.order.price_ticks)) {
        rejected(out, &old,
                 in.order.open_lots > ref->config.qty_max ? VX_REJECT_QTY : VX_REJECT_PRICE);
        out->r[0].leaves = old.open_lots;
        return;
    }
    const bool keeps = in.order.price_ticks == old.price_ticks &&
                       (in.order.open_lots <= old.open_lots || ref->fault == REF_REPLACE_KEEPS);
    struct vx_report *r = record(out, VX_REPORT_REPLACED, &in.order);
    r->qty = r->leaves = in.order.open_lots;
    r->was.price = old.price_ticks;
    r->was.qty = old.open_lots;
    r->code = keeps;
    if (keeps) {
        ref->order[i] = in.order;
    } else {
        remove_at(ref, i);
        match(ref, &in, out);
    }
}

static void do_cancel_all(struct refbook *ref, const struct op *op, struct records *out)
{
    const struct vx_book_order *o = &op->order;
    const bool all = o->instrument == VX_ALL_INSTRUMENTS;
    struct vx_book_resting list[REF_ORDERS_MAX];
    const struct vx_book_resting answer = {
        .instrument = o->instrument,
        .side = op->scope == VX_ASK,
    };
    if (op->scope > VX_ASK || op->scope < -1) {
        rejected(out, &answer, VX_REJECT_KIND);
        return;
    }
    if (!all && o->instrument >= ref->config.instruments) {
        rejected(out, &answer, VX_REJECT_INSTRUMENT);
        return;
    }
    record(out, VX_REPORT_ACCEPTED, &answer);
    const uint32_t n = ref_list(ref, list);
    for (uint32_t i = 0; i < n; i++) {
        const struct vx_book_resting *r = &list[i];
        if ((!all && r->instrument != o->instrument) || (o->owner && r->owner != o->owner) ||
            (op->scope >= 0 && r->side != op->scope))
            continue;
        cancelled(out, r, r->open_lots, 0, VX_CANCEL_ASKED);
        remove_at(ref, place_of(ref, r->id));
    }
}

uint32_t ref_do(struct refbook *ref, const struct op *op, struct vx_report *reports)
{
    struct records out = {.r = reports};
    const struct vx_book_resting known = as_resting(&op->order);
    switch (op->kind) {
    case OP_SUBMIT:
        do_submit(ref, &op->order, &out);
        break;
    case OP_CANCEL:
        do_cancel(ref, &op->order, &out);
        break;
    case OP_REPLACE:
        do_replace(ref, &op->order, &out);
        break;
    case OP_CANCEL_ALL:
        do_cancel_all(ref, op, &out);
        break;
    case OP_REFUSE:
        rejected(&out, &known, op->code);
        break;
    case OP_KINDS:
        break;
    }
    out.r[0].kind |= VX_REPORT_ANSWER;
    out.r[out.n - 1].kind |= VX_REPORT_LAST;
    return out.n;
}
