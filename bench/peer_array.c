/*
 * peer_array.c: a sorted array of levels a side, the best at its end, orders in an arena, ids in a
 * chained table.  No heap while it runs; what it moves are the levels behind one that comes or
 * goes.
 */
#include "peer.h"

#include <stdlib.h>
#include <string.h>

#define BUCKETS (1u << 21)
#define LEVELS  65536u

struct row_order {
    uint64_t id;
    uint32_t open;
    int32_t price;
    uint32_t next, prev, chain; /* 0: none */
    uint32_t side;
};

struct row_level {
    int32_t price;
    uint32_t head, tail;
};

struct array_book {
    struct row_order *order;
    uint32_t *bucket;
    uint32_t free;
    uint32_t fresh;
    uint32_t levels[2];
    struct row_level *level[2];
};

static void *need(void *mem)
{
    if (!mem)
        abort();
    return mem;
}

static void *array_open(const struct vx_book_config *config)
{
    struct array_book *b = need(calloc(1, sizeof *b));
    b->order = need(calloc((size_t)config->orders_max + 1, sizeof *b->order));
    b->bucket = need(calloc(BUCKETS, sizeof *b->bucket));
    for (int side = 0; side < 2; side++)
        b->level[side] = need(calloc(LEVELS, sizeof *b->level[side]));
    b->fresh = 1;
    return b;
}

static void array_close(void *book)
{
    struct array_book *b = book;
    free(b->order);
    free(b->bucket);
    free(b->level[0]);
    free(b->level[1]);
    free(b);
}

/* Where a price stands or belongs; the best price of a side stands last. */
static uint32_t place_of(const struct array_book *b, unsigned side, int32_t price)
{
    uint32_t low = 0, high = b->levels[side];
    while (low < high) {
        const uint32_t middle = (low + high) / 2;
        const int32_t at = b->level[side][middle].price;
        if (side == VX_BID ? at < price : at > price)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void drop_level(struct array_book *b, unsigned side, uint32_t i)
{
    struct row_level *level = b->level[side];
    memmove(&level[i], &level[i + 1], (--b->levels[side] - i) * sizeof *level);
}

static struct row_level *put_level(struct array_book *b, unsigned side, int32_t price)
{
    struct row_level *level = b->level[side];
    const uint32_t i = place_of(b, side, price);
    if (i < b->levels[side] && level[i].price == price)
        return &level[i];
    if (b->levels[side] == LEVELS)
        abort();
    memmove(&level[i + 1], &level[i], (b->levels[side]++ - i) * sizeof *level);
    level[i] = (struct row_level){.price = price};
    return &level[i];
}

static uint32_t *find(struct array_book *b, uint64_t id)
{
    uint32_t *at = &b->bucket[id % BUCKETS];
    while (*at && b->order[*at].id != id)
        at = &b->order[*at].chain;
    return at;
}

static void remove_order(struct array_book *b, uint32_t i)
{
    struct row_order *o = &b->order[i];
    const uint32_t place = place_of(b, o->side, o->price);
    struct row_level *level = &b->level[o->side][place];
    *find(b, o->id) = o->chain;
    *(o->prev ? &b->order[o->prev].next : &level->head) = o->next;
    *(o->next ? &b->order[o->next].prev : &level->tail) = o->prev;
    if (!level->head)
        drop_level(b, o->side, place);
    o->next = b->free;
    b->free = i;
}

static void rest(struct array_book *b, const struct vx_book_order *order, uint32_t open)
{
    struct row_level *level = put_level(b, order->side, order->price_ticks);
    const uint32_t i = b->free ? b->free : b->fresh++;
    struct row_order *o = &b->order[i];
    if (b->free)
        b->free = o->next;
    *o = (struct row_order){
        .id = order->id,
        .open = open,
        .price = order->price_ticks,
        .prev = level->tail,
        .side = order->side,
    };
    *find(b, order->id) = i;
    *(o->prev ? &b->order[o->prev].next : &level->head) = i;
    level->tail = i;
}

static uint32_t array_submit(void *book, const struct vx_book_order *order, struct vx_report *out)
{
    struct array_book *b = book;
    const unsigned other = !order->side;
    uint32_t open = order->qty_lots, n = 0;
    if (*find(b, order->id))
        return 0;
    peer_record(&out[n++], VX_REPORT_ACCEPTED, order->id, 0, order->price_ticks, open, open);
    while (open > 0 && b->levels[other] > 0) {
        const struct row_level *best = &b->level[other][b->levels[other] - 1];
        const int32_t price = best->price;
        const uint32_t i = best->head;
        if (order->side == VX_BID ? price > order->price_ticks : price < order->price_ticks)
            break;
        struct row_order *o = &b->order[i];
        const uint32_t lots = open < o->open ? open : o->open;
        o->open -= lots;
        open -= lots;
        peer_record(&out[n++], VX_REPORT_FILL, o->id, order->id, price, lots, o->open);
        if (o->open == 0)
            remove_order(b, i);
    }
    if (open > 0)
        rest(b, order, open);
    return n;
}

static uint32_t array_cancel(void *book, uint64_t id, struct vx_report *out)
{
    struct array_book *b = book;
    const uint32_t i = *find(b, id);
    if (!i)
        return 0;
    peer_record(out, VX_REPORT_CANCELLED, id, 0, b->order[i].price, b->order[i].open, 0);
    remove_order(b, i);
    return 1;
}

const struct peer peer_array = {"sorted array, arena", array_open, array_submit, array_cancel,
                                array_close};
