/*
 * inside.h: how a book lies in its memory, and the smallest steps on it.  Private to the room.
 *
 *   struct vx_book | best[instrument][side] | maps | levels | orders | index
 *
 * The parts are found by offset, so a copy of the bytes is a book too.
 *
 * A position is a price's distance from the best end of the band: asks count up from tick_min,
 * bids down from tick_max.  On either side the lowest position is the best price, and one piece
 * of code serves both.  A price has one level, which belongs to the side that rests there: the
 * book is never crossed.
 *
 * Order 0 is no order.  Links may be followed to it and written through: it takes the writes that
 * would otherwise need a branch.
 */
#ifndef VX_BOOK_INSIDE_H
#define VX_BOOK_INSIDE_H

#include "core/book/index.h"
#include "core/book/map.h"
#include "core/book/veloxbook.h"

#define BOOK_MAGIC      0x766c78626f6f6b31u /* "vlxbook1" */
#define BOOK_ORDERS_MAX (1u << 30)
#define BOOK_BAND_MAX   (1u << 24)
#define BOOK_BYTES_MAX  ((uint64_t)1 << 38)

#define NO_ORDER 0u
#define NO_POS   MAP_NOTHING

struct order {
    uint64_t id;   /* 0: the slot is free */
    uint32_t next; /* behind it in its level; a free slot: the next free one */
    uint32_t prev;
    uint32_t open; /* lots */
    int32_t price; /* ticks */
    uint16_t owner;
    uint16_t instrument;
    uint8_t side;
    uint8_t source;
    uint16_t reserved;
};
VX_ASSERT_SIZE(struct order, 32);

struct level {
    uint64_t lots;
    uint32_t head; /* the oldest order; 0: nothing rests */
    uint32_t tail;
    uint32_t orders;
    uint32_t reserved;
};
VX_ASSERT_SIZE(struct level, 24);

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
    uint8_t source;
    bool rests; /* else its rest is cancelled */
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
    uint64_t best_at; /* offsets of the parts, bytes */
    uint64_t maps_at;
    uint64_t levels_at;
    uint64_t orders_at;
    uint64_t index_at;
    struct map_shape shape;
    uint32_t width; /* levels of an instrument */
    int32_t tick_min;
    int32_t tick_max;
    uint32_t qty_max;
    uint32_t orders_max;
    uint32_t instruments;
    uint32_t index_bits;
    enum vx_stp stp;

    /* as it is */
    uint64_t lots;
    uint32_t orders;
    uint32_t free;  /* slots given back, linked by next */
    uint32_t fresh; /* the lowest slot that was never used */
    enum book_work work;
    struct taker taker; /* WORK_MATCH */
    struct walk walk;   /* WORK_CANCEL_ALL */
};

/* ---- the parts ---- */

static inline void *book_part(const struct vx_book *b, uint64_t at)
{
    return (char *)b + at;
}

static inline struct order *book_order(const struct vx_book *b, uint32_t order)
{
    return (struct order *)book_part(b, b->orders_at) + order;
}

static inline struct index_slot *book_index(const struct vx_book *b)
{
    return book_part(b, b->index_at);
}

/* The best position of a side, NO_POS if it is empty. */
static inline uint32_t *book_best(const struct vx_book *b, uint32_t instrument, unsigned side)
{
    return (uint32_t *)book_part(b, b->best_at) + 2 * instrument + side;
}

static inline uint64_t *book_map(const struct vx_book *b, uint32_t instrument, unsigned side)
{
    return (uint64_t *)book_part(b, b->maps_at) +
           (2 * (uint64_t)instrument + side) * b->shape.words;
}

static inline struct level *book_level(const struct vx_book *b, uint32_t instrument, int32_t price)
{
    return (struct level *)book_part(b, b->levels_at) + (uint64_t)instrument * b->width +
           (uint32_t)(price - b->tick_min);
}

/* ---- prices and positions ---- */

static inline bool book_has_price(const struct vx_book *b, int32_t price)
{
    return price >= b->tick_min && price <= b->tick_max;
}

static inline uint32_t book_pos(const struct vx_book *b, unsigned side, int32_t price)
{
    return (uint32_t)(side == VX_BID ? b->tick_max - price : price - b->tick_min);
}

static inline int32_t book_price(const struct vx_book *b, unsigned side, uint32_t pos)
{
    return side == VX_BID ? b->tick_max - (int32_t)pos : b->tick_min + (int32_t)pos;
}

/* ---- ids ---- */

/* The live order with an id; NO_ORDER, and in *gap the slot where it would go. */
static inline uint32_t book_find(const struct vx_book *b, uint64_t id, uint32_t *gap)
{
    const struct index_slot *slots = book_index(b);
    const uint32_t mask = (uint32_t)(((uint64_t)1 << b->index_bits) - 1);
    const uint32_t tag = index_tag(id);
    uint32_t i = index_home(tag, b->index_bits);
    for (; slots[i].order != NO_ORDER; i = (i + 1) & mask)
        if (slots[i].tag == tag && book_order(b, slots[i].order)->id == id)
            break;
    *gap = i;
    return slots[i].order;
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
    w->order = book_level(b, w->instrument, book_price(b, w->side, w->pos))->head;
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
        if (order != NO_ORDER) {
            w->order = book_order(b, order)->next;
            if (w->owner == 0 || book_order(b, order)->owner == w->owner)
                return order;
        } else if (!walk_level(b, w)) {
            walk_side(w);
        }
    }
    return NO_ORDER;
}

#endif
