/* ConcurrencyKit's ck_ring, items in place of pointers. */
#include <stdlib.h>

#include <ck_ring.h>

#include "ring.h"

CK_RING_PROTOTYPE(item, ring_item)

struct queue {
    struct ck_ring ring;
    struct ring_item *items;
};

static void *ring_open(uint64_t capacity)
{
    struct queue *q = aligned_alloc(128, (sizeof *q + 127) / 128 * 128);
    struct ring_item *items = aligned_alloc(128, capacity * sizeof *items);
    if (!q || !items)
        return NULL;
    ck_ring_init(&q->ring, (unsigned)capacity);
    q->items = items;
    return q;
}

static void ring_close(void *queue)
{
    free(((struct queue *)queue)->items);
    free(queue);
}

static inline bool ring_push(void *queue, const struct ring_item *item)
{
    struct queue *q = queue;
    return CK_RING_ENQUEUE_SPSC(item, &q->ring, q->items, (struct ring_item *)item);
}

static inline bool ring_pop(void *queue, struct ring_item *item)
{
    struct queue *q = queue;
    return CK_RING_DEQUEUE_SPSC(item, &q->ring, q->items, item);
}

#define RING      ring_ck
#define RING_NAME "ck_ring"
#include "ring_loops.h"
