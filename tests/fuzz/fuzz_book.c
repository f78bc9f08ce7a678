/*
 * fuzz_book.c: bytes as inputs of a book, which is held against the naive one.  A loss prints the
 * inputs as a script (tests/core/book/script.h).
 *
 * Four bytes of config, then eight an input.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../core/book/duel.h"

#define OPS_MAX 1024u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
    const uint8_t *next;
    const uint8_t *end;
};

static unsigned take(struct bytes *in)
{
    return in->next < in->end ? *in->next++ : 0;
}

static void take_config(struct bytes *in, struct vx_book_config *config)
{
    static const int32_t widths[] = {1, 2, 7, 64, 65, 300, 4097};
    static const uint32_t limits[] = {0, 20, VX_QTY_MAX};
    const unsigned rules = take(in), orders = take(in), instruments = take(in), width = take(in);
    *config = (struct vx_book_config){
        .orders_max = 1 + orders % 64,
        .instruments = 1 + instruments % 3,
        .tick_min = 100,
        .tick_max = 99 + widths[width % VX_LEN(widths)],
        .qty_max = limits[rules / 4 % VX_LEN(limits)],
        .stp = (enum vx_stp)(rules % 4),
    };
}

/* Mostly something that a book takes: a byte has to be rare to be a bad field. */
static unsigned mostly(unsigned byte, unsigned good, unsigned bad)
{
    return byte == 255 ? bad : byte % good;
}

static void take_op(struct bytes *in, struct op *op)
{
    static const int32_t bad_prices[] = {INT32_MIN, -1, 0, INT32_MAX};
    const unsigned kind = take(in), flags = take(in);
    struct vx_book_order *o = &op->order;
    *op = (struct op){
        .kind = kind < 160 ? OP_SUBMIT : (enum op_kind)(kind % OP_KINDS),
        .scope = (int)(flags >> 6) - 1,
        .code = 32 + kind % 6,
        .room = 1 + kind % 5,
    };
    o->side = flags & 1;
    o->tif = (flags >> 1) & 3;
    o->market = (flags >> 3 & 7) == 7;
    o->source = flags >> 6 & 3;
    o->id = take(in) % 96 * (uint64_t)(1 + 7 * (flags >> 7));
    o->price_ticks = (int32_t)(100 + take(in));
    const unsigned qty = take(in);
    o->qty_lots = qty < 250 ? qty : VX_QTY_MAX - 250 + qty;
    o->owner = (uint16_t)(take(in) % 4);
    o->instrument = (uint16_t)mostly(take(in), 2, VX_ALL_INSTRUMENTS);
    const unsigned spoilt = take(in);
    if (spoilt >= 252)
        o->price_ticks = bad_prices[spoilt - 252];
    else if (spoilt >= 248)
        *(spoilt & 1 ? &o->tif : &o->side) = (uint8_t)spoilt;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct op op[OPS_MAX];
    struct bytes in = {.next = data, .end = data + size};
    struct duel_script script = {.op = op};
    struct duel_loss loss;
    take_config(&in, &script.config);
    while (in.next < in.end && script.n < OPS_MAX)
        take_op(&in, &op[script.n++]);
    if (!duel_run(&script, REF_RIGHT, &loss)) {
        duel_print(&script, &loss);
        abort();
    }
    return 0;
}
