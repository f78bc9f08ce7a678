/*
 * inside.h: how a book lies in its memory, and the smallest steps on it.  Private to the room.
 *
 *   struct vx_book | half[instrument][side] | maps | ladder | cells | index
 *
 * The parts are found by offset, so a copy of the bytes is a book too.
 *
 * A cell is a level or an order; levels come first, orders behind them.  A level and its orders
 * are linked into a ring through their cell numbers, the level between the newest and the oldest:
 * so neither coming nor going asks whether there is a neighbour.  Cell 0 is never used: it means
 * none.  A price has a level only while orders rest there; the ladder leads from each price to it.
 * So the levels in use lie close together, however far apart their prices are, and those that come
 * and go are the same few.
 *
 * A position is a price's distance from the best end of the band: asks count up from tick_min,
 * bids down from tick_max.  On either side the lowest position is the best price, and one piece
 * of code serves both.  A price has one level, which belongs to the side that rests there: the
 * book is never crossed.
 */
#ifndef VX_BOOK_INSIDE_H
#define VX_BOOK_INSIDE_H

#include "core/book/index.h"
#include "core/book/map.h"
#include "core/book/veloxbook.h"

#define BOOK_MAGIC      0x766c78626f6f6b31u /* "vlxbook1" */
#define BOOK_ORDERS_MAX (1u << 30)
#define BOOK_BAND_MAX   (1u << 24)
#define BOOK_CELLS_MAX  UINT32_MAX

#define NO_ORDER 0u
#define NO_LEVEL 0u
#define NO_POS   MAP_NOTHING

#define CELL_BYTES       32u
#define MARKS_SIDE_SHIFT 3u /* where a record's kind has the side (tx.h) */

struct link {
    uint32_t next; /* a level: its oldest order; its newest order: the level */
    uint32_t prev;
};

struct level {
    uint64_t lots;
    struct link link; /* a free cell: .next is the next free one */
    uint32_t orders;
    int32_t price; /* ticks */
    uint32_t pos;
    uint16_t half; /* its number */
    uint16_t reserved;
};
VX_ASSERT_SIZE(struct level, CELL_BYTES);

struct order {
    uint64_t id;      /* 0: the cell is free */
    struct link link; /* a free cell: .next is the next free one */
    uint32_t open;    /* lots */
    uint32_t level;   /* the cell */
    int32_t price;    /* ticks */
    uint16_t owner;
    uint8_t marks; /* side and source, as in the kind of its records */
    uint8_t reserved;
};
VX_ASSERT_SIZE(struct order, CELL_BYTES);
static_assert(offsetof(struct order, link) == offsetof(struct level, link),
              "links are at the same place in every cell");

/* One side of one instrument: number 2 * instrument + side. */
struct half {
    uint64_t map_at;    /* offsets, bytes */
    uint64_t ladder_at; /* both halves of an instrument have the same ladder */
    uint32_t best;      /* position, NO_POS if nothing rests here */
    uint32_t reserved[3];
};
VX_ASSERT_SIZE(struct half, 32);

/* An order that is being matched: in hand, not in the book. */
struct taker {
    uint64_t id;
    int32_t price;  /* ticks, 0 for a market order */
    uint32_t open;  /* lots */
    uint32_t cut;   /* lots that self-trade prevention takes off it next */
    uint32_t limit; /* the worst position of the other side it may take */
    uint16_t owner;
    uint16_t instrument;
    uint8_t side;
    uint8_t marks; /* as of an order */
    bool rests;    /* else its rest is cancelled */
};

/* An order, and where it stands in the index. */
struct found {
    uint32_t order; /* the cell, or NO_ORDER */
    uint32_t slot;
    uint32_t home; /* the group where its probes begin */
};

/* A walk over resting orders: instruments ascending, bids then asks, best first, oldest first. */
struct walk {
    uint32_t instrument;
    uint32_t instruments; /* where it ends */
    uint32_t pos;         /* of the level it is in, NO_POS before the first */
    uint32_t order;       /* the next one in that level */
    uint32_t found;       /* WORK_CANCEL_ALL: the one to be cancelled next */
    uint16_t owner;       /* 0: any */
    uint8_t side;
    uint8_t first_side;
    uint8_t last_side;
};

enum book_work { WORK_NONE, WORK_MATCH, WORK_CANCEL_ALL };

struct vx_book {
    uint64_t magic;

    /* as configured */
    uint64_t halves_at; /* offsets of the parts, bytes */
    uint64_t cells_at;
    uint64_t words_at;
    uint64_t slots_at;
    struct map_shape shape;
    uint32_t width; /* prices of an instrument */
    int32_t tick_min;
    int32_t tick_max;
    uint32_t qty_max;
    uint32_t orders_max;
    uint32_t instruments;
    uint32_t first_order; /* the cell; level cells are below */
    uint32_t index_bits_max;
    enum vx_stp stp;

    /* as it is */
    uint64_t lots;
    uint32_t orders;
    uint32_t free;       /* order cells, linked by next */
    uint32_t fresh;      /* order cells from here on were never in use */
    uint32_t free_level; /* level cells, linked by next */
    uint32_t index_bits;
    uint32_t index_moved; /* how many groups of the old table are empty now */
    uint32_t index_full;  /* beyond so many orders there is something to do */
    struct index_table index;
    struct index_table index_old; /* the one that is being left */
    enum book_work work;
    struct taker taker; /* WORK_MATCH */
    struct walk walk;   /* WORK_CANCEL_ALL */
};

/* ---- the parts ---- */

static inline void *book_part(const struct vx_book *b, uint64_t at)
{
    return (char *)b + at;
}

static inline void *book_cell(const struct vx_book *b, uint32_t cell)
{
    return book_part(b, b->cells_at + (uint64_t)cell * CELL_BYTES);
}

static inline struct order *book_order(const struct vx_book *b, uint32_t order)
{
    return book_cell(b, order);
}

static inline struct level *book_level(const struct vx_book *b, uint32_t level)
{
    return book_cell(b, level);
}

/* Of any cell. */
static inline struct link *book_link(const struct vx_book *b, uint32_t cell)
{
    return (void *)((char *)book_cell(b, cell) + offsetof(struct order, link));
}

static inline bool book_is_order(const struct vx_book *b, uint32_t cell)
{
    return cell >= b->first_order;
}

static inline struct half *book_half(const struct vx_book *b, uint32_t instrument, unsigned side)
{
    return (struct half *)book_part(b, b->halves_at) + (2 * (uint64_t)instrument + side);
}

/* The best position of a side, NO_POS if it is empty. */
static inline uint32_t *book_best(const struct vx_book *b, uint32_t instrument, unsigned side)
{
    return &book_half(b, instrument, side)->best;
}

static inline uint64_t *half_map(const struct vx_book *b, const struct half *half)
{
    return book_part(b, half->map_at);
}

static inline uint64_t *book_map(const struct vx_book *b, uint32_t instrument, unsigned side)
{
    return half_map(b, book_half(b, instrument, side));
}

/* ---- prices and positions ---- */

static inline bool book_has_price(const struct vx_book *b, int32_t price)
{
    return (uint32_t)price - (uint32_t)b->tick_min < b->width;
}

/* The rung of a price: the cell of its level, or NO_LEVEL. */
static inline uint32_t *half_rung(const struct vx_book *b, const struct half *half, int32_t price)
{
    return (uint32_t *)book_part(b, half->ladder_at) + (uint32_t)(price - b->tick_min);
}

/* The cell of the level at a price, or NO_LEVEL. */
static inline uint32_t book_level_at(const struct vx_book *b, uint32_t instrument, int32_t price)
{
    return *half_rung(b, book_half(b, instrument, VX_BID), price);
}

/*
 * From a distance to tick_min to a position and back: the bids' way around is the complement.
 * Sides come at random, so this is arithmetic, not a branch.
 */
static inline uint32_t book_turn(const struct vx_book *b, unsigned side, uint32_t distance)
{
    const uint32_t bid = (uint32_t)side - 1; /* all ones, or 0 */
    return (distance ^ bid) + (b->width & bid);
}

static inline uint32_t book_pos(const struct vx_book *b, unsigned side, int32_t price)
{
    return book_turn(b, side, (uint32_t)(price - b->tick_min));
}

static inline int32_t book_price(const struct vx_book *b, unsigned side, uint32_t pos)
{
    return b->tick_min + (int32_t)book_turn(b, side, pos);
}

/* The cell of the level at a position, or NO_LEVEL. */
static inline uint32_t book_level_of(const struct vx_book *b, uint32_t instrument, unsigned side,
                                     uint32_t pos)
{
    return book_level_at(b, instrument, book_price(b, side, pos));
}

/* ---- sides ---- */

static inline uint8_t marks_of(unsigned side, unsigned source)
{
    return (uint8_t)(side << MARKS_SIDE_SHIFT | source << VX_REPORT_SRC_SHIFT);
}

static inline unsigned marks_side(uint8_t marks)
{
    return marks >> MARKS_SIDE_SHIFT & 1u;
}

static inline unsigned marks_source(uint8_t marks)
{
    return marks >> VX_REPORT_SRC_SHIFT & 3u;
}

/* ---- ids ---- */

/* The words of all groups, and the cells in all slots. */
static inline uint64_t *book_words(const struct vx_book *b)
{
    return book_part(b, b->words_at);
}

static inline uint32_t *book_slots(const struct vx_book *b)
{
    return book_part(b, b->slots_at);
}

static inline struct found table_find(const struct vx_book *b, struct index_table t, uint64_t id)
{
    struct found f = {.home = index_home(t, id)};
    uint32_t group = f.home;
    for (uint32_t left = t.mask;; left--) {
        const uint64_t word = book_words(b)[group];
        for (uint64_t m = index_matches(word, index_tag(id)); m != 0; m &= m - 1) {
            f.slot = index_slot(group, m);
            f.order = book_slots(b)[f.slot];
            if (book_order(b, f.order)->id == id)
                return f;
        }
        f.order = NO_ORDER;
        if (word >> INDEX_PASSED == 0 || left == 0)
            return f;
        group = index_next(t, group);
    }
}

/* What book_find does when the first look does not decide. */
static VX_NOINLINE struct found book_find_far(const struct vx_book *b, uint64_t id)
{
    const struct found f = table_find(b, b->index, id);
    return f.order != NO_ORDER || b->index_old.mask == 0 ? f : table_find(b, b->index_old, id);
}

/* The live order with an id. */
static inline struct found book_find(const struct vx_book *b, uint64_t id)
{
    const uint32_t home = index_home(b->index, id);
    /* whichever slot it is, it is in this line: asked for now, both waits are one */
    __builtin_prefetch(&book_slots(b)[home * INDEX_SLOTS]);
    const uint64_t word = book_words(b)[home], m = index_matches(word, index_tag(id));
    if (VX_LIKELY(m != 0)) {
        const uint32_t slot = index_slot(home, m), order = book_slots(b)[slot];
        if (VX_LIKELY(book_order(b, order)->id == id))
            return (struct found){.order = order, .slot = slot, .home = home};
    } else if (VX_LIKELY((word >> INDEX_PASSED | b->index_old.mask) == 0)) {
        return (struct found){.order = NO_ORDER};
    }
    return book_find_far(b, id);
}

/* Does no live order have an id?  Its probes begin at `home`. */
static inline bool book_lacks(const struct vx_book *b, uint64_t id, uint32_t home)
{
    const uint64_t word = book_words(b)[home];
    return VX_LIKELY((index_matches(word, index_tag(id)) | word >> INDEX_PASSED |
                      b->index_old.mask) == 0) ||
           book_find_far(b, id).order == NO_ORDER;
}

/* The first group from an id's home on that has a free slot. */
static VX_NOINLINE uint32_t book_group_far(struct vx_book *b, uint64_t id)
{
    uint32_t group = index_home(b->index, id);
    for (; index_free(book_words(b)[group]) == 0; group = index_next(b->index, group))
        index_pass(&book_words(b)[group]);
    return group;
}

/* Enters an order that the index does not hold. */
static inline void book_enter(struct vx_book *b, uint64_t id, uint32_t home, uint32_t order)
{
    uint64_t *words = book_words(b);
    const uint32_t group = VX_LIKELY(index_free(words[home]) != 0) ? home : book_group_far(b, id);
    const uint32_t slot = index_slot(group, index_free(words[group]));
    words[group] |= index_byte(slot, index_tag(id));
    book_slots(b)[slot] = order;
}

/* The groups that an order passed. */
static VX_NOINLINE void book_unpass(struct vx_book *b, struct found f)
{
    const struct index_table t = f.home > b->index.mask ? b->index : b->index_old;
    for (uint32_t group = f.home; group != f.slot / INDEX_SLOTS; group = index_next(t, group))
        index_unpass(&book_words(b)[group]);
}

static inline void book_strike(struct vx_book *b, struct found f)
{
    const uint32_t group = f.slot / INDEX_SLOTS;
    book_words(b)[group] &= ~index_byte(f.slot, 0xff);
    if (VX_UNLIKELY(group != f.home))
        book_unpass(b, f);
}

/* ---- the index grows ---- */

static inline struct index_table table_of(uint32_t bits)
{
    return (struct index_table){.mask = (1u << bits) - 1, .shift = 64 - bits};
}

/* With how many orders the table is full; the largest one never is. */
static inline uint32_t book_index_full(const struct vx_book *b)
{
    return b->index_bits == b->index_bits_max ? UINT32_MAX : INDEX_GROUP_LOAD << b->index_bits;
}

/* ---- what is kept near ---- */

#define CACHE_LINE 64u /* bytes */

/*
 * A line of what is kept near, NULL behind the last or if they are too many: the cells of orders
 * that ever were in use, the slots of the index, its words.  A table that is being left lies just
 * before the one that takes over.
 */
static inline const void *book_near_line(const struct vx_book *b, uint64_t line)
{
    const uint64_t end = 2 * ((uint64_t)b->index.mask + 1);
    const uint64_t first = b->index_old.mask ? b->index_old.mask + 1 : end / 2;
    const uint64_t cells = (uint64_t)(b->fresh - b->first_order) * CELL_BYTES / CACHE_LINE + 1;
    const uint64_t slots = (end - first) * INDEX_SLOTS * sizeof(uint32_t) / CACHE_LINE;
    const uint64_t words = (end - first) * sizeof(uint64_t) / CACHE_LINE;
    if (line >= cells + slots + words || cells + slots + words > VX_BOOK_NEAR_BYTES / CACHE_LINE)
        return NULL;
    if (line < cells)
        return (const char *)book_order(b, b->first_order) + line * CACHE_LINE;
    line -= cells;
    if (line < slots)
        return (const char *)&book_slots(b)[first * INDEX_SLOTS] + line * CACHE_LINE;
    return (const char *)&book_words(b)[first] + (line - slots) * CACHE_LINE;
}

/* ---- the walk ---- */

/* instrument: one or VX_ALL_INSTRUMENTS; side: one or -1 for both; owner: one or 0 for any. */
static inline struct walk walk_over(const struct vx_book *b, uint32_t instrument, int side,
                                    uint16_t owner)
{
    const bool all = instrument == VX_ALL_INSTRUMENTS;
    const uint8_t first = side < 0 ? VX_BID : (uint8_t)side;
    return (struct walk){
        .instrument = all ? 0 : instrument,
        .instruments = all ? b->instruments : instrument + 1,
        .pos = NO_POS,
        .owner = owner,
        .side = first,
        .first_side = first,
        .last_side = side < 0 ? VX_ASK : (uint8_t)side,
    };
}

static inline bool walk_level(const struct vx_book *b, struct walk *w)
{
    const uint64_t *map = book_map(b, w->instrument, w->side);
    w->pos =
        w->pos == NO_POS ? *book_best(b, w->instrument, w->side) : map_next(&b->shape, map, w->pos);
    if (w->pos == NO_POS)
        return false;
    w->order = book_link(b, book_level_of(b, w->instrument, w->side, w->pos))->next;
    return true;
}

static inline void walk_side(struct walk *w)
{
    if (w->side++ == w->last_side) {
        w->side = w->first_side;
        w->instrument++;
    }
}

/*
 * The next order of the walk, or NO_ORDER at its end.  An order that was handed out may be taken
 * off the book before the next call.
 */
static inline uint32_t walk_next(const struct vx_book *b, struct walk *w)
{
    while (w->instrument < w->instruments) {
        const uint32_t order = w->order;
        if (book_is_order(b, order)) {
            w->order = book_order(b, order)->link.next;
            if (w->owner == 0 || book_order(b, order)->owner == w->owner)
                return order;
        } else if (!walk_level(b, w)) {
            walk_side(w);
        }
    }
    return NO_ORDER;
}

#endif
