#include "generate.h"

/* What the inputs of a script are drawn from. */
struct mood {
    const struct vx_book_config *config;
    uint64_t id_base;
    uint64_t id_stride;
    uint32_t ids;     /* ids in use: few, so that they meet */
    uint32_t owners;  /* owner 0 and so many others */
    uint32_t qty;     /* quantities are mostly up to this */
    int32_t middle;   /* prices are mostly near this */
    uint32_t spread;  /* and within so many ticks of it */
    uint32_t bad;     /* one input in so many is bad */
    uint32_t narrow;  /* the array holds up to so many records */
    uint32_t clear;   /* one input in so many is a cancel all */
    uint32_t passive; /* of 100 submits, those that stay on their side of the middle */
};

static uint32_t below(struct vx_prng *p, uint64_t n)
{
    return (uint32_t)vx_prng_below(p, n);
}

static bool one_in(struct vx_prng *p, uint32_t n)
{
    return below(p, n) == 0;
}

static uint32_t pick(struct vx_prng *p, const uint32_t *from, uint32_t count)
{
    return from[below(p, count)];
}

void generate_config(struct vx_prng *p, struct vx_book_config *config)
{
    static const uint32_t orders[] = {1, 2, 5, 16, 64, 200, 200, REF_ORDERS_MAX};
    static const uint32_t widths[] = {1, 2, 7, 64, 65, 300, 4096, 4097, 20000, 270000};
    static const uint32_t limits[] = {0, 0, 0, 1, 50, VX_QTY_MAX};
    const uint32_t width = pick(p, widths, VX_LEN(widths));
    const int32_t tick_min =
        one_in(p, 4) ? INT32_MAX - (int32_t)width : 1 + (int32_t)below(p, 100000);
    *config = (struct vx_book_config){
        .orders_max = pick(p, orders, VX_LEN(orders)),
        .instruments = one_in(p, 2) ? 1 : 1 + below(p, 4),
        .tick_min = tick_min,
        .tick_max = tick_min + (int32_t)width - 1,
        .qty_max = pick(p, limits, VX_LEN(limits)),
        .stp = (enum vx_stp)below(p, 4),
    };
}

static struct mood mood_make(struct vx_prng *p, const struct vx_book_config *c)
{
    static const uint64_t bases[] = {1, VX_ID_LOAD, VX_ID_FEED, UINT64_MAX - 5000};
    static const uint64_t strides[] = {1, 1, 3, 8, 64, (uint64_t)1 << 32};
    const uint32_t width = (uint32_t)(c->tick_max - c->tick_min) + 1;
    return (struct mood){
        .config = c,
        .id_base = bases[below(p, VX_LEN(bases))],
        .id_stride = strides[below(p, VX_LEN(strides))],
        .ids = 4 + below(p, 2 * c->orders_max + 8),
        .owners = below(p, 4),
        .qty = one_in(p, 8) ? VX_QTY_MAX : 1 + below(p, 40),
        .middle = c->tick_min + (int32_t)below(p, width),
        .spread = 1 + below(p, one_in(p, 3) ? width : 12),
        .bad = one_in(p, 3) ? 8 : 40,
        .narrow = one_in(p, 3) ? OP_ROOM : 1 + below(p, 5),
        .passive = one_in(p, 3) ? 100 : 30 + below(p, 70),
        .clear = one_in(p, 2) ? 200 : 4000,
    };
}

static int32_t any_price(struct vx_prng *p, const struct mood *m, unsigned side)
{
    const int32_t off = (int32_t)below(p, m->spread);
    const bool low = below(p, 100) < m->passive ? side == VX_BID : one_in(p, 2);
    const int64_t price = low ? (int64_t)m->middle - off : (int64_t)m->middle + off;
    if (price < m->config->tick_min)
        return m->config->tick_min;
    return price > m->config->tick_max ? m->config->tick_max : (int32_t)price;
}

static uint32_t any_qty(struct vx_prng *p, const struct mood *m)
{
    const uint32_t max = m->config->qty_max ? m->config->qty_max : VX_QTY_MAX;
    const uint32_t qty = 1 + below(p, m->qty);
    return qty < max ? qty : max;
}

static uint64_t any_id(struct vx_prng *p, const struct mood *m)
{
    const uint64_t id = m->id_base + m->id_stride * vx_prng_below(p, m->ids);
    return id ? id : 1;
}

/* Makes one field wrong. */
static void spoil(struct vx_prng *p, const struct mood *m, struct op *op)
{
    static const int32_t prices[] = {0, -1, INT32_MIN, INT32_MAX};
    static const uint32_t quantities[] = {0, UINT32_MAX, VX_QTY_MAX + 1};
    struct vx_book_order *o = &op->order;
    switch (below(p, 9)) {
    case 0:
        o->id = 0;
        break;
    case 1:
        o->price_ticks = prices[below(p, VX_LEN(prices))];
        break;
    case 2:
        o->price_ticks = one_in(p, 2) ? m->config->tick_min - 1 : m->config->tick_max + 1;
        break;
    case 3:
        o->qty_lots = pick(p, quantities, VX_LEN(quantities));
        break;
    case 4:
        o->instrument = (uint16_t)(m->config->instruments + below(p, 3));
        break;
    case 5:
        o->side = (uint8_t)(2 + below(p, 254));
        break;
    case 6:
        o->tif = (uint8_t)(4 + below(p, 252));
        break;
    case 7:
        o->market = (uint8_t)(2 + below(p, 254));
        break;
    default:
        op->scope = 2 + (int)below(p, 100);
        break;
    }
}

static enum vx_tif any_tif(struct vx_prng *p)
{
    const uint32_t roll = below(p, 20);
    return roll < 12 ? VX_TIF_GTC : roll < 15 ? VX_TIF_IOC : roll < 18 ? VX_TIF_FOK : VX_TIF_POST;
}

static enum op_kind any_kind(struct vx_prng *p, const struct mood *m)
{
    const uint32_t roll = below(p, 100);
    if (one_in(p, m->clear))
        return OP_CANCEL_ALL;
    if (roll < 62)
        return OP_SUBMIT;
    if (roll < 80)
        return OP_CANCEL;
    return roll < 98 ? OP_REPLACE : OP_REFUSE;
}

static void one_input(struct vx_prng *p, const struct mood *m, struct op *op)
{
    struct vx_book_order *o = &op->order;
    *op = (struct op){.kind = any_kind(p, m), .scope = -1, .room = 1 + below(p, m->narrow)};
    const bool part = op->kind == OP_CANCEL && one_in(p, 2);
    const bool keep_price = op->kind == OP_REPLACE && one_in(p, 3);
    const bool keep_qty = op->kind == OP_REPLACE && one_in(p, 5);
    o->id = op->kind == OP_CANCEL_ALL ? 0 : any_id(p, m);
    if (op->kind != OP_CANCEL && op->kind != OP_CANCEL_ALL) {
        o->side = (uint8_t)below(p, 2);
        o->price_ticks = keep_price ? 0 : any_price(p, m, o->side);
    }
    if (op->kind == OP_SUBMIT || part || (op->kind == OP_REPLACE && !keep_qty))
        o->qty_lots = any_qty(p, m);
    if (op->kind == OP_SUBMIT || op->kind == OP_CANCEL_ALL)
        o->owner = (uint16_t)below(p, m->owners + 1);
    if (op->kind == OP_SUBMIT || op->kind == OP_REFUSE || one_in(p, 2))
        o->instrument = (uint16_t)below(p, m->config->instruments);
    if (op->kind == OP_SUBMIT || op->kind == OP_REFUSE)
        o->source = (uint8_t)below(p, 4);
    if (op->kind == OP_SUBMIT) {
        o->tif = (uint8_t)any_tif(p);
        o->market = one_in(p, 12);
    }
    if (op->kind == OP_REFUSE)
        op->code = 32 + below(p, 6);
    if (op->kind == OP_CANCEL_ALL) {
        op->scope = (int)below(p, 3) - 1;
        o->instrument = one_in(p, 2) ? VX_ALL_INSTRUMENTS : o->instrument;
    }
    if (one_in(p, m->bad))
        spoil(p, m, op);
}

void generate(struct duel_script *script, uint64_t seed, struct op *op, uint32_t n)
{
    struct vx_prng p;
    vx_prng_seed(&p, seed);
    *script = (struct duel_script){.seed = seed, .op = op, .n = n};
    generate_config(&p, &script->config);
    const struct mood mood = mood_make(&p, &script->config);
    for (uint32_t i = 0; i < n; i++)
        one_input(&p, &mood, &op[i]);
}
