/*
 * check.c: is this book sound?  Looks at everything, trusts nothing but where the parts lie, and
 * stays inside the memory whatever it finds.
 */
#include "core/book/inside.h"

enum rule {
    SOUND,
#define RULE(name, number, text) BROKEN_##name = (number),
#include "core/book/rules.def"
#undef RULE
};

struct sums {
    uint64_t lots;
    uint64_t orders;
    uint64_t levels;
};

const char *vx_book_rule(int rule)
{
    switch (rule) {
#define RULE(name, number, text) \
    case number:                 \
        return text;
#include "core/book/rules.def"
#undef RULE
    default:
        return rule == SOUND ? "sound" : "no such rule";
    }
}

static enum rule check_map(const struct vx_book *b, const uint64_t *map)
{
    const struct map_shape *shape = &b->shape;
    for (uint32_t d = 0; d + 1 < shape->depths; d++) {
        const uint32_t words = shape->at[d + 1] - shape->at[d];
        for (uint32_t i = 0; i < words; i++)
            if (map_has(map + shape->at[d + 1], i) != (map[shape->at[d] + i] != 0))
                return BROKEN_SUMMARY;
    }
    return SOUND;
}

static bool order_cell(const struct vx_book *b, uint32_t order)
{
    return order >= b->first_order && order - b->first_order < b->orders_max;
}

static bool level_cell(const struct vx_book *b, uint32_t level)
{
    return level != NO_LEVEL && level < b->first_order;
}

static enum rule check_order(const struct vx_book *b, uint32_t order, uint32_t at, unsigned side)
{
    const struct order *o = book_order(b, order);
    if (o->id == 0 || o->open == 0 || o->open > b->qty_max || marks_side(o->marks) != side ||
        o->level != at || o->price != book_level(b, at)->price)
        return BROKEN_ORDER;
    return book_find(b, o->id).order == order ? SOUND : BROKEN_INDEX;
}

static enum rule check_level(const struct vx_book *b, uint32_t at, unsigned side, struct sums *sums)
{
    const struct level *level = book_level(b, at);
    uint64_t lots = 0;
    uint32_t orders = 0, prev = at, i = level->link.next;
    for (; i != at; i = book_order(b, i)->link.next) {
        if (!order_cell(b, i) || book_order(b, i)->link.prev != prev || orders == level->orders)
            return BROKEN_LINK;
        const enum rule broken = check_order(b, i, at, side);
        if (broken)
            return broken;
        lots += book_order(b, i)->open;
        orders++;
        prev = i;
    }
    sums->lots += lots;
    sums->orders += orders;
    if (level->link.prev != prev)
        return BROKEN_LINK;
    return orders == level->orders && lots == level->lots ? SOUND : BROKEN_SUM;
}

/* A price has a level exactly if the bit of one side says so. */
static enum rule check_levels(const struct vx_book *b, uint32_t instrument, struct sums *sums)
{
    const uint64_t *bids = book_map(b, instrument, VX_BID);
    const uint64_t *asks = book_map(b, instrument, VX_ASK);
    for (uint32_t i = 0; i < b->width; i++) {
        const int32_t price = b->tick_min + (int32_t)i;
        const bool bid = map_has(bids, book_pos(b, VX_BID, price));
        const bool ask = map_has(asks, book_pos(b, VX_ASK, price));
        const uint32_t at = book_level_at(b, instrument, price);
        if ((bid && ask) || (bid || ask) != (at != NO_LEVEL))
            return BROKEN_LEVEL;
        if (at == NO_LEVEL)
            continue;
        if (!level_cell(b, at) || book_level(b, at)->price != price ||
            book_level(b, at)->half != 2 * instrument + ask ||
            book_level(b, at)->pos != book_pos(b, ask, price))
            return BROKEN_LEVEL;
        const enum rule broken = check_level(b, at, ask ? VX_ASK : VX_BID, sums);
        if (broken)
            return broken;
        sums->levels++;
    }
    return SOUND;
}

static enum rule check_instrument(const struct vx_book *b, uint32_t instrument, struct sums *sums)
{
    for (unsigned side = VX_BID; side <= VX_ASK; side++) {
        const uint64_t *map = book_map(b, instrument, side);
        const enum rule broken = check_map(b, map);
        if (broken)
            return broken;
        if (*book_best(b, instrument, side) != map_first(&b->shape, map))
            return BROKEN_BEST;
    }
    const uint32_t bid = *book_best(b, instrument, VX_BID);
    const uint32_t ask = *book_best(b, instrument, VX_ASK);
    if (bid != NO_POS && ask != NO_POS && book_price(b, VX_BID, bid) >= book_price(b, VX_ASK, ask))
        return BROKEN_CROSSED;
    return check_levels(b, instrument, sums);
}

static enum rule check_cells(const struct vx_book *b)
{
    uint64_t count = b->orders;
    for (uint32_t i = b->free; i != NO_ORDER; i = book_order(b, i)->link.next)
        if (!order_cell(b, i) || book_order(b, i)->id != 0 || ++count > b->orders_max)
            return BROKEN_CELLS;
    return count == b->orders_max ? SOUND : BROKEN_CELLS;
}

static enum rule check_level_cells(const struct vx_book *b, uint64_t in_use)
{
    uint64_t count = in_use;
    for (uint32_t i = b->free_level; i != NO_LEVEL; i = book_level(b, i)->link.next)
        if (!level_cell(b, i) || book_level(b, i)->orders != 0 || ++count >= b->first_order)
            return BROKEN_LEVEL_CELLS;
    return count + 1 == b->first_order ? SOUND : BROKEN_LEVEL_CELLS;
}

/* How many orders a table holds; UINT64_MAX if one of them is none. */
static uint64_t count_table(const struct vx_book *b, struct index_table t)
{
    uint64_t count = 0;
    for (uint32_t group = t.mask + 1; group <= 2 * t.mask + 1; group++)
        for (uint64_t m = index_taken(book_words(b)[group]); m != 0; m &= m - 1, count++)
            if (!order_cell(b, book_slots(b)[index_slot(group, m)]))
                return UINT64_MAX;
    return count;
}

/* Is this the table of 2^bits groups? */
static bool is_table(struct index_table t, uint32_t bits)
{
    return t.mask == table_of(bits).mask && t.shift == table_of(bits).shift;
}

/*
 * Each resting order was found through the index, so it holds no more if the numbers agree.  Only
 * the table in use and the one that is being left hold any.
 */
static enum rule check_stray(const struct vx_book *b)
{
    uint64_t count = 0;
    const uint32_t bits = b->index_bits;
    if (bits < INDEX_BITS_MIN || bits > b->index_bits_max || !is_table(b->index, bits))
        return BROKEN_STRAY;
    if (b->index_old.mask != 0 && (bits == INDEX_BITS_MIN || !is_table(b->index_old, bits - 1)))
        return BROKEN_STRAY;
    for (uint32_t k = INDEX_BITS_MIN; k <= b->index_bits_max; k++) {
        const uint64_t holds = count_table(b, table_of(k));
        const bool in_use = k == bits || (k + 1 == bits && b->index_old.mask != 0);
        if (holds == UINT64_MAX || (holds != 0 && !in_use))
            return BROKEN_STRAY;
        count += holds;
    }
    return count == b->orders && count <= b->orders_max ? SOUND : BROKEN_STRAY;
}

int vx_book_check(const struct vx_book *book)
{
    struct sums sums = {0};
    enum rule broken;
    if (book->magic != BOOK_MAGIC)
        return BROKEN_MAGIC;
    if ((broken = check_stray(book)) || (broken = check_cells(book)))
        return (int)broken;
    for (uint32_t i = 0; i < book->instruments; i++)
        if ((broken = check_instrument(book, i, &sums)))
            return (int)broken;
    if ((broken = check_level_cells(book, sums.levels)))
        return (int)broken;
    return sums.orders == book->orders && sums.lots == book->lots ? SOUND : BROKEN_TOTAL;
}
