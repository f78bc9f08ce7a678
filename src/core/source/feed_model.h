/*
 * feed_model.h: while a feed is planned, which of its orders stand at which price, in which order.
 *
 * Orders are numbered from 1 in an array that may grow; hold numbers, not pointers.
 *
 * Threads: one owner.  Heap.  Cold.
 */
#ifndef VX_SOURCE_FEED_MODEL_H
#define VX_SOURCE_FEED_MODEL_H

#include "core/base/tx.h"

struct vx_feed_order {
    uint64_t id;
    int32_t price;
    uint32_t qty;  /* standing; 0: it does not stand */
    uint32_t prev; /* in the queue at its price, by number; 0: none */
    uint32_t next;
    uint8_t side;
    bool made_up;      /* a part of a level of which no message speaks */
    bool stood_before; /* messages speak of it, none places it */
    bool placed;       /* stood_before: it was put into the book */
    bool closed;       /* stood_before: its deletion was seen */
    uint64_t size;     /* stood_before: lots that its messages speak of, all told */
    /* of one stretch of rows in which its price is in view */
    uint32_t stretch; /* its first row + 1 */
    bool added_in;    /* it is placed within it */
    bool closed_in;
    uint32_t executed_in;
    uint32_t turn; /* its place in the queue, else the order in which it was found */
    uint64_t need; /* lots that messages within it speak of */
};

/* A price at which something stands. */
struct vx_feed_queue {
    int32_t price;
    uint32_t first; /* orders, by number */
    uint32_t last;
};

struct vx_feed_side {
    struct vx_feed_queue *queue; /* by distance from the touch */
    uint32_t n, room;
};

struct vx_feed_model {
    struct vx_feed_order *order; /* 1..orders */
    uint32_t orders, room;
    uint32_t *slot; /* hash table by id */
    unsigned slot_bits;
    struct vx_feed_side side[2];
};

/* Larger is further from the touch. */
static inline int32_t vx_feed_key(unsigned side, int32_t price)
{
    return side == VX_BID ? -price : price;
}

/* Ids up to `ids` will be asked for; made-up orders come on top.  0 or VX_E_MEMORY. */
int vx_feed_model_init(struct vx_feed_model *m, uint32_t ids);
void vx_feed_model_fini(struct vx_feed_model *m);
/* The number of an id's order, made if it is new (then .id alone is set); 0: no memory. */
uint32_t vx_feed_model_id(struct vx_feed_model *m, uint64_t id);
/* A made-up order's number; 0: no memory. */
uint32_t vx_feed_model_make_up(struct vx_feed_model *m, uint64_t id, unsigned side, int32_t price);
/* Puts qty lots of it at the end of its queue.  0 or VX_E_MEMORY. */
int vx_feed_model_place(struct vx_feed_model *m, uint32_t order, uint32_t qty);
/* Takes up to qty lots off it; at 0 it leaves its queue, and an empty queue its side. */
void vx_feed_model_take(struct vx_feed_model *m, uint32_t order, uint32_t qty);
/* The first queue of a side whose key is >= key: its index, .n if there is none. */
uint32_t vx_feed_model_find(const struct vx_feed_model *m, unsigned side, int32_t key);
/* The first order in the queue at a price; 0: nothing stands there. */
uint32_t vx_feed_model_first(const struct vx_feed_model *m, unsigned side, int32_t price);

#endif
