/*
 * feed_plan.h: turns recorded messages into what is sent to the book, in its order.
 *
 * What stood before the first message is not in the message file.  It is found out beforehand:
 *   - an order that is cancelled or executed without having been placed stood before, under its
 *     own id, with as many lots as its messages speak of; what is executed first stands first;
 *   - the first order-book row, less the first message, says how much stood at each price in
 *     view; what its orders do not account for is one made-up order behind them;
 *   - a price that comes into view later (the file shows so many levels and no more) is treated
 *     in the same way: seeded at the start if it had not been in view before, else put right
 *     unseen, just before the message that brings it back.
 *
 * Without rows nothing is made up, and what happened further out than the file shows stays unknown.
 * An order that nothing places is then put in before the first message at its price since an order
 * on the other side last left no room for it (or at the start).
 *
 * Executions of one instant and side, with nothing but hidden executions in between, are one
 * aggressor, as long as each order met is filled whole before the next one is.
 *
 * Threads: one owner.  Heap.  Cold.
 */
#ifndef VX_SOURCE_FEED_PLAN_H
#define VX_SOURCE_FEED_PLAN_H

#include "core/source/feed_lobster.h"

#define VX_FEED_SEED_LOTS 500000u /* a larger made-up quantity is several orders */

/* An execution that an aggressor stands for. */
struct vx_feed_fill {
    uint64_t id; /* of the order that was resting */
    uint32_t qty;
    uint32_t rows_end; /* rows below this one are the book's behind it */
};

struct vx_feed_step {
    struct vx_tx tx;   /* due_ns: behind the first message's time */
    uint32_t rows_end; /* rows below this one are the book's behind its last record */
    uint32_t fill;     /* an aggressor's executions; 0 of them: no aggressor */
    uint32_t fills;
};

struct vx_feed_plan {
    struct vx_feed_step *step;
    uint32_t steps;
    struct vx_feed_fill *fill;
    uint32_t fills;
    uint32_t seeds;   /* steps that stand for what stood before */
    uint32_t leading; /* rows before which nothing is sent: the book's before it all */
};

/* 0 or VX_E_MEMORY; then nothing needs to be freed. */
int vx_feed_plan_make(struct vx_feed_plan *plan, const struct vx_lobster *l, uint16_t instrument);
void vx_feed_plan_free(struct vx_feed_plan *plan);

#endif
