#include "core/book/inside.h"

#include "core/base/hash.h"

static struct vx_book_level as_level(const struct level *level)
{
    return (struct vx_book_level){
        .price_ticks = level->price,
        .orders = level->orders,
        .lots = level->lots,
    };
}

static struct vx_book_resting as_resting(const struct vx_book *b, const struct order *o)
{
    return (struct vx_book_resting){
        .id = o->id,
        .price_ticks = o->price,
        .open_lots = o->open,
        .owner = o->owner,
        .instrument = (uint16_t)(book_level(b, o->level)->half / 2),
        .side = (uint8_t)marks_side(o->marks),
        .source = (uint8_t)marks_source(o->marks),
    };
}

uint32_t vx_book_orders(const struct vx_book *book)
{
    return book->orders;
}

uint64_t vx_book_lots(const struct vx_book *book)
{
    return book->lots;
}

/*
 * Three rounds, each for all ids, so that the waits of a round are one: the group of the index, the
 * order that its first match leads to, the order's neighbours.
 */
void vx_book_expect(const struct vx_book *book, const uint64_t *ids, uint32_t n)
{
    uint32_t group[VX_BOOK_AHEAD];
    const struct order *order[VX_BOOK_AHEAD];
    uint32_t orders = 0;
    n = n < VX_BOOK_AHEAD ? n : VX_BOOK_AHEAD;
    for (uint32_t i = 0; i < n; i++) {
        group[i] = index_home(book->index, ids[i]);
        __builtin_prefetch(&book_words(book)[group[i]]);
        __builtin_prefetch(&book_slots(book)[group[i] * INDEX_SLOTS]);
    }
    for (uint32_t i = 0; i < n; i++) {
        const uint64_t m = index_matches(book_words(book)[group[i]], index_tag(ids[i]));
        /* whether there is one comes at random; the last slot, which is not used, is in its stead
         */
        const uint32_t slot = index_slot(group[i], m | INDEX_NO_MATCH);
        order[orders] = book_order(book, book_slots(book)[slot]);
        __builtin_prefetch(order[orders]);
        orders += m != 0;
    }
    for (uint32_t i = 0; i < orders; i++) {
        __builtin_prefetch(book_cell(book, order[i]->link.next));
        __builtin_prefetch(book_cell(book, order[i]->link.prev));
    }
}

uint32_t vx_book_keep_near(const struct vx_book *book, uint32_t line, uint32_t lines)
{
    for (const uint32_t end = line + lines; line != end; line++) {
        const void *at = book_near_line(book, line);
        if (!at)
            return 0;
        __builtin_prefetch(at);
    }
    return line;
}

bool vx_book_best(const struct vx_book *book, uint16_t instrument, enum vx_side side,
                  struct vx_book_level *level)
{
    return vx_book_depth(book, instrument, side, level, 1) == 1;
}

uint32_t vx_book_depth(const struct vx_book *book, uint16_t instrument, enum vx_side side,
                       struct vx_book_level *levels, uint32_t max)
{
    if (instrument >= book->instruments)
        return 0;
    const uint64_t *map = book_map(book, instrument, side);
    uint32_t pos = *book_best(book, instrument, side);
    uint32_t n = 0;
    while (n < max && pos != NO_POS) {
        const uint32_t level = book_level_of(book, instrument, side, pos);
        levels[n++] = as_level(book_level(book, level));
        if (n < max)
            pos = map_next(&book->shape, map, pos);
    }
    return n;
}

bool vx_book_at(const struct vx_book *book, uint16_t instrument, int32_t price_ticks,
                enum vx_side *side, struct vx_book_level *level)
{
    if (instrument >= book->instruments || !book_has_price(book, price_ticks))
        return false;
    const uint32_t cell = book_level_at(book, instrument, price_ticks);
    if (cell == NO_LEVEL)
        return false;
    const struct level *at = book_level(book, cell);
    *side = (enum vx_side)(at->half % 2);
    *level = as_level(at);
    return true;
}

bool vx_book_find(const struct vx_book *book, uint64_t id, struct vx_book_resting *order)
{
    const uint32_t found = book_find(book, id).order;
    if (found == NO_ORDER)
        return false;
    *order = as_resting(book, book_order(book, found));
    return true;
}

bool vx_book_ahead(const struct vx_book *book, uint64_t id, uint32_t max_steps, uint64_t *lots,
                   uint32_t *orders)
{
    const uint32_t found = book_find(book, id).order;
    *lots = 0;
    *orders = 0;
    if (found == NO_ORDER)
        return false;
    for (uint32_t i = book_order(book, found)->link.prev; book_is_order(book, i);
         i = book_order(book, i)->link.prev) {
        if (max_steps != 0 && *orders == max_steps)
            return false;
        *lots += book_order(book, i)->open;
        ++*orders;
    }
    return true;
}

uint32_t vx_book_list(const struct vx_book *book, uint16_t instrument, enum vx_side side,
                      struct vx_book_resting *orders, uint32_t max)
{
    if (instrument != VX_ALL_INSTRUMENTS && instrument >= book->instruments)
        return 0;
    struct walk w = walk_over(book, instrument, (int)side, 0);
    uint32_t n = 0;
    for (uint32_t i; n < max && (i = walk_next(book, &w)) != NO_ORDER;)
        orders[n++] = as_resting(book, book_order(book, i));
    return n;
}

uint64_t vx_book_digest(const struct vx_book *book)
{
    struct walk w = walk_over(book, VX_ALL_INSTRUMENTS, -1, 0);
    uint64_t h = VX_HASH_START;
    for (uint32_t i; (i = walk_next(book, &w)) != NO_ORDER;) {
        const struct order *o = book_order(book, i);
        h = vx_hash_word(h, o->id);
        h = vx_hash_word(h, (uint64_t)(uint32_t)o->price << 32 | o->open);
        h = vx_hash_word(h, (uint64_t)o->owner << 32 |
                                (uint64_t)(book_level(book, o->level)->half / 2) << 16 |
                                (uint64_t)marks_side(o->marks) << 8 | marks_source(o->marks));
    }
    return h;
}
