/*
 * peer_tree.c: the textbook book: std::map of std::list and an unordered_map, in C.  The tree is a
 * treap; a level knows its neighbours in price, so the next best is one step away.
 */
#include "peer.h"

#include <stdlib.h>

#define BUCKETS (1u << 21)

struct node_level {
    int32_t price;
    uint32_t weight;
    struct node_level *child[2];
    struct node_order *head, *tail;
};

struct node_order {
    uint64_t id;
    uint32_t open;
    uint8_t side;
    struct node_level *level;
    struct node_order *next, *prev;
    struct node_order *chain; /* of the bucket */
};

struct tree_book {
    struct node_level *root[2];
    struct node_order **bucket;
    uint32_t seed;
};

/* Nothing goes on without memory in a bench. */
static void *need(void *mem)
{
    if (!mem)
        abort();
    return mem;
}

static void *tree_open(const struct vx_book_config *config)
{
    (void)config;
    struct tree_book *b = need(calloc(1, sizeof *b));
    b->bucket = need(calloc(BUCKETS, sizeof(struct node_order *)));
    b->seed = 1;
    return b;
}

/* ---- levels ---- */

static struct node_level *rotated(struct node_level *top, int up)
{
    struct node_level *child = top->child[up];
    top->child[up] = child->child[!up];
    child->child[!up] = top;
    return child;
}

static struct node_level *put_level(struct tree_book *b, struct node_level *at, int32_t price,
                                    struct node_level **found)
{
    if (!at) {
        *found = need(calloc(1, sizeof **found));
        (*found)->price = price;
        (*found)->weight = b->seed = b->seed * 1664525u + 1013904223u;
        return *found;
    }
    if (at->price == price) {
        *found = at;
        return at;
    }
    const int way = price > at->price;
    at->child[way] = put_level(b, at->child[way], price, found);
    return at->child[way]->weight > at->weight ? rotated(at, way) : at;
}

static void drop_level(struct node_level **at, struct node_level *level)
{
    while (*at != level)
        at = &(*at)->child[level->price > (*at)->price];
    while (level->child[0] && level->child[1]) {
        const int up = level->child[1]->weight > level->child[0]->weight;
        *at = rotated(level, up);
        at = &(*at)->child[!up];
    }
    *at = level->child[0] ? level->child[0] : level->child[1];
    free(level);
}

static struct node_level *best_of(struct node_level *at, unsigned side)
{
    while (at && at->child[side == VX_BID])
        at = at->child[side == VX_BID];
    return at;
}

/* ---- orders ---- */

static struct node_order **find(struct tree_book *b, uint64_t id)
{
    struct node_order **at = &b->bucket[id % BUCKETS];
    while (*at && (*at)->id != id)
        at = &(*at)->chain;
    return at;
}

static void remove_order(struct tree_book *b, struct node_order *o)
{
    struct node_level *level = o->level;
    struct node_order **at = find(b, o->id);
    *at = o->chain;
    *(o->prev ? &o->prev->next : &level->head) = o->next;
    *(o->next ? &o->next->prev : &level->tail) = o->prev;
    if (!level->head)
        drop_level(&b->root[o->side], level);
    free(o);
}

static void rest(struct tree_book *b, const struct vx_book_order *order, uint32_t open)
{
    struct node_order *o = need(calloc(1, sizeof *o));
    struct node_order **at = find(b, order->id);
    b->root[order->side] = put_level(b, b->root[order->side], order->price_ticks, &o->level);
    o->id = order->id;
    o->open = open;
    o->side = order->side;
    o->prev = o->level->tail;
    *(o->prev ? &o->prev->next : &o->level->head) = o;
    o->level->tail = o;
    *at = o;
}

static uint32_t tree_submit(void *book, const struct vx_book_order *order, struct vx_report *out)
{
    struct tree_book *b = book;
    struct node_level *best;
    uint32_t open = order->qty_lots, n = 0;
    if (*find(b, order->id))
        return 0;
    peer_record(&out[n++], VX_REPORT_ACCEPTED, order->id, 0, order->price_ticks, open, open);
    while (open > 0 && (best = best_of(b->root[!order->side], !order->side)) &&
           (order->side == VX_BID ? best->price <= order->price_ticks
                                  : best->price >= order->price_ticks)) {
        struct node_order *o = best->head;
        const uint32_t lots = open < o->open ? open : o->open;
        o->open -= lots;
        open -= lots;
        peer_record(&out[n++], VX_REPORT_FILL, o->id, order->id, best->price, lots, o->open);
        if (o->open == 0)
            remove_order(b, o);
    }
    if (open > 0)
        rest(b, order, open);
    return n;
}

static uint32_t tree_cancel(void *book, uint64_t id, struct vx_report *out)
{
    struct tree_book *b = book;
    struct node_order *o = *find(b, id);
    if (!o)
        return 0;
    peer_record(out, VX_REPORT_CANCELLED, id, 0, o->level->price, o->open, 0);
    remove_order(b, o);
    return 1;
}

static void tree_close(void *book)
{
    struct tree_book *b = book;
    for (uint32_t i = 0; i < BUCKETS; i++)
        while (b->bucket[i])
            remove_order(b, b->bucket[i]);
    free(b->bucket);
    free(b);
}

const struct peer peer_tree = {"tree of levels, heap", tree_open, tree_submit, tree_cancel,
                               tree_close};
