/* Our ring whose records carry their turn. */
#include <stdlib.h>

#include "core/lockfree/turn.h"
#include "ring.h"

struct queue {
    struct vx_turn ring;
    void *slots;
};

static void *ring_open(uint64_t capacity)
{
    struct queue *q = aligned_alloc(VX_LINE, sizeof *q);
    void *slots = aligned_alloc(VX_LINE, vx_turn_footprint(capacity));
    if (!q || !slots || vx_turn_init(&q->ring, slots, capacity) != VX_OK)
        return NULL;
    q->slots = slots;
    return q;
}

static void ring_close(void *queue)
{
    free(((struct queue *)queue)->slots);
    free(queue);
}

static inline bool ring_push(void *queue, const struct ring_item *item)
{
    return vx_turn_push(queue, item);
}

static inline bool ring_pop(void *queue, struct ring_item *item)
{
    return vx_turn_pop(queue, item);
}

#define RING_BURSTS
static inline uint32_t ring_push_some(void *queue, const struct ring_item *item, unsigned n)
{
    return vx_turn_push_some(queue, item, n);
}

static inline uint32_t ring_pop_some(void *queue, struct ring_item *item, unsigned n)
{
    return vx_turn_pop_some(queue, item, n);
}

#define RING      ring_turn
#define RING_NAME "velox turn"
#include "ring_loops.h"
