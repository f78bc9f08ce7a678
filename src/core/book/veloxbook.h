/*
 * veloxbook.h: a price-time matching book.  No heap after init, no global state, no threads, no
 * clock, no I/O.  The caller owns the memory.
 *
 * Prices are counted in ticks, quantities in lots.  What happens is written as records
 * (struct vx_report, tx.h) straight into an array the caller hands in, a ring's slots for example.
 *
 *   size_t bytes = vx_book_footprint(&config);
 *   void *mem = aligned_alloc(VX_BOOK_ALIGN, bytes);
 *   struct vx_book *book;
 *   vx_book_init(mem, bytes, &config, &book);
 *   n = vx_book_submit(book, &order, out, 64);
 *   while (vx_book_busy(book))                // more records than the array had room for
 *       n = vx_book_resume(book, out, 64);
 *
 * Matching.  Price-time priority, FIFO in a level.  A fill happens at the resting order's price.
 * Limit orders: gtc (the rest rests), ioc (the rest is cancelled), fok (all or nothing, decided
 * before the first fill), post-only (rejected if it would take).  Market orders take what there
 * is, the rest is cancelled; their price and tif do not matter.
 * Replace: a smaller (or equal) open quantity at the same price keeps its place; anything else is
 * cancel and re-insert: it loses the place and may match, as gtc whatever the order once was.  A
 * replace that is rejected leaves the order as it stood.  A live id is never taken twice; an id
 * is free again once its order is filled or cancelled.
 * Every input gets exactly one answer, then its fills in match order, then a cancel of the rest
 * where that applies; the last record of an input carries VX_REPORT_LAST.
 *
 * Self-trade prevention (owner != 0 meets the same owner), by config.stp:
 *   newest     the aggressor's rest is cancelled, matching stops
 *   oldest     the resting order is cancelled, matching goes on
 *   both       both are cancelled, matching stops
 *   decrement  both are reduced by the smaller quantity, without a trade
 * A resting order gives way first, then the aggressor.  A fok order counts what it would really
 * trade: with `oldest` the quantity of others at its prices; with the rest only what stands in
 * front of the first own order, because there it would end or shrink.  A post-only order is
 * rejected if it would meet anything, its own included.
 *
 * Rejections, the first that holds: kind (side, tif or market out of range), instrument, id (0),
 * qty (0 or above qty_max), price (outside the band), duplicate-id, would-take or fok,
 * orders-full (it would rest, takes nothing, and orders_max rest already; one that takes always
 * finds room for its rest).  Cancel and replace: unknown-id, qty, price.  A rejection changes
 * nothing; its record carries id, code, instrument, side, source as far as they are known, and
 * for a rejected replace what still stands in .leaves.
 *
 * The book finds its parts by offset: its bytes may be copied or mapped elsewhere as a whole.
 *
 * Threads: a book belongs to one thread.
 * Cost: submit O(1) a fill and O(1) to rest; cancel and replace O(1); best price after the best
 * level empties in at most five bitmap steps, at any price range.  A fok order looks at the levels
 * it would take (at their orders if it has an owner), cancel all at every order in its scope.
 */
#ifndef VX_VELOXBOOK_H
#define VX_VELOXBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/tx.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VX_BOOK_ALIGN 128

struct vx_book; /* opaque: lives in the caller's memory */

enum vx_stp { VX_STP_NEWEST, VX_STP_OLDEST, VX_STP_BOTH, VX_STP_DECREMENT };

struct vx_book_config {
    uint32_t orders_max;  /* resting orders in all instruments together; 1..2^30 */
    uint32_t instruments; /* 1..VX_INSTRUMENTS_MAX */
    int32_t tick_min;     /* lowest price, ticks; >= 1 */
    int32_t tick_max;     /* highest price, ticks; >= tick_min, band of at most 2^24 ticks */
    uint32_t qty_max;     /* largest quantity of an order; 0 means VX_QTY_MAX */
    enum vx_stp stp;
};

/* An order as it comes in. */
struct vx_book_order {
    uint64_t id;         /* not 0 */
    int32_t price_ticks; /* ignored for a market order */
    uint32_t qty_lots;
    uint16_t owner;
    uint16_t instrument;
    uint8_t market; /* 0: limit, 1: market */
    uint8_t side;   /* enum vx_side */
    uint8_t tif;    /* enum vx_tif */
    uint8_t source; /* two bits the book hands back in the order's reports */
};

/* A resting order, as vx_book_find shows it. */
struct vx_book_resting {
    uint64_t id;
    int32_t price_ticks;
    uint32_t open_lots;
    uint16_t owner;
    uint16_t instrument;
    uint8_t side;
    uint8_t source;
};

struct vx_book_level {
    int32_t price_ticks;
    uint32_t orders;
    uint64_t lots;
};

/*
 * Bytes that vx_book_init needs: 4 a price (a tick of the band of an instrument), 52 to 72 an
 * order, and 32 for each level that can be in use at a time: as many as there are prices or orders.
 * 0 if the config is not valid, or asks for more than 2^32 prices and orders together.
 */
size_t vx_book_footprint(const struct vx_book_config *config);
/* Formats mem (aligned to VX_BOOK_ALIGN) and touches all of it.  0, VX_E_INVALID or VX_E_MEMORY. */
int vx_book_init(void *mem, size_t bytes, const struct vx_book_config *config,
                 struct vx_book **book);
/* Forgets the book; the memory is the caller's again.  NULL is fine. */
void vx_book_fini(struct vx_book *book);
/* An empty book is told how many orders will come to rest: it need not grow on the way.  O(1). */
void vx_book_reserve(struct vx_book *book, uint32_t orders);

/*
 * The four inputs.  Each writes 1..cap records to out and returns how many; cap >= 1.  If not all
 * fit, vx_book_busy() is true, the book is consistent (every record written has happened, none
 * other has), and vx_book_resume() goes on.  No other input may be made while the book is busy.
 */
uint32_t vx_book_submit(struct vx_book *book, const struct vx_book_order *order,
                        struct vx_report *out, uint32_t cap);
/* qty_lots 0 cancels all that is open; else at most qty_lots, the rest keeps its place. */
uint32_t vx_book_cancel(struct vx_book *book, uint64_t id, uint32_t qty_lots, struct vx_report *out,
                        uint32_t cap);
/* price_ticks 0 keeps the price, qty_lots 0 keeps the open quantity. */
uint32_t vx_book_replace(struct vx_book *book, uint64_t id, int32_t price_ticks, uint32_t qty_lots,
                         struct vx_report *out, uint32_t cap);
/*
 * Cancels every resting order of one instrument or VX_ALL_INSTRUMENTS, of one side (enum vx_side)
 * or both (-1), of one owner or any (0): instruments ascending, bids from the best down, then
 * asks from the best up, FIFO in a level.  Answer: ACCEPTED with id 0.
 */
uint32_t vx_book_cancel_all(struct vx_book *book, uint16_t instrument, int side, uint16_t owner,
                            struct vx_report *out, uint32_t cap);
/* Answers an input that something in front of the book refused; the book does not change. */
uint32_t vx_book_refuse(struct vx_book *book, uint64_t id, uint16_t instrument, unsigned side,
                        unsigned source, enum vx_reject code, struct vx_report *out, uint32_t cap);

bool vx_book_busy(const struct vx_book *book);
uint32_t vx_book_resume(struct vx_book *book, struct vx_report *out, uint32_t cap);

typedef void (*vx_book_event_fn)(void *ctx, const struct vx_report *report);
/* The same as vx_book_submit, resumed to the end, each record handed to fn. */
void vx_book_submit_each(struct vx_book *book, const struct vx_book_order *order,
                         vx_book_event_fn fn, void *ctx);

#define VX_BOOK_AHEAD 16u
/*
 * A word ahead, for a caller who has several inputs in hand: brings near what orders of these ids
 * will have looked at, up to VX_BOOK_AHEAD of them.  Changes nothing; no input needs it.
 */
void vx_book_expect(const struct vx_book *book, const uint64_t *ids, uint32_t n);

#define VX_BOOK_NEAR_BYTES (8u << 20)
/*
 * For a caller with nothing else to do: brings near up to `lines` cache lines of the resting orders
 * and their index, so that none of them has gone to memory when it is named after a long rest.
 * line: 0 at first, then what the call before returned; so it goes round and round.  More than
 * VX_BOOK_NEAR_BYTES are left alone: no cache would hold them.  Changes nothing; no input needs it.
 */
uint32_t vx_book_keep_near(const struct vx_book *book, uint32_t line, uint32_t lines);

/* Questions.  None changes the book. */
uint32_t vx_book_orders(const struct vx_book *book); /* resting, all instruments */
uint64_t vx_book_lots(const struct vx_book *book);   /* resting, all instruments */
/* The best level of a side; false if it is empty. O(1). */
bool vx_book_best(const struct vx_book *book, uint16_t instrument, enum vx_side side,
                  struct vx_book_level *level);
/* The best `max` levels, best first; returns how many.  O(max). */
uint32_t vx_book_depth(const struct vx_book *book, uint16_t instrument, enum vx_side side,
                       struct vx_book_level *levels, uint32_t max);
/* The level at a price: false if nothing rests there. O(1). */
bool vx_book_at(const struct vx_book *book, uint16_t instrument, int32_t price_ticks,
                enum vx_side *side, struct vx_book_level *level);
bool vx_book_find(const struct vx_book *book, uint64_t id, struct vx_book_resting *order);
/*
 * Place in the queue: lots and orders in front of `id` at its price.  Looks at no more than
 * max_steps orders (0: no limit); false if the id does not rest or the limit was met (then
 * *lots and *orders hold what was seen).  O(orders in front).
 */
bool vx_book_ahead(const struct vx_book *book, uint64_t id, uint32_t max_steps, uint64_t *lots,
                   uint32_t *orders);
/* Resting orders in the order of cancel_all, at most max; returns how many.  Cold. */
uint32_t vx_book_list(const struct vx_book *book, uint16_t instrument, enum vx_side side,
                      struct vx_book_resting *orders, uint32_t max);
/* A hash of every resting order in price-time order: equal books, equal digests.  Cold. */
uint64_t vx_book_digest(const struct vx_book *book);
/* Looks at every link, sum and bitmap; 0, or the number of the first rule that is broken. Cold. */
int vx_book_check(const struct vx_book *book);
/* That rule, in words.  Never NULL. */
const char *vx_book_rule(int rule);

#ifdef __cplusplus
}
#endif

#endif
