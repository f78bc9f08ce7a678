/* Our ring that gives items of any size out in place. */
#include <stdlib.h>
#include <string.h>

#include "core/lockfree/spsc.h"
#include "ring.h"

struct queue {
    struct vx_spsc ring;
    void *items;
};

static void *ring_open(uint64_t capacity)
{
    struct queue *q = aligned_alloc(VX_LINE, sizeof *q);
    const size_t bytes = vx_spsc_footprint(capacity, sizeof(struct ring_item));
    void *items = aligned_alloc(VX_LINE, bytes);
    if (!q || !items || vx_spsc_init(&q->ring, items, capacity, sizeof(struct ring_item)) != VX_OK)
        return NULL;
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
    void *slot;
    if (vx_spsc_claim(queue, 1, &slot) == 0)
        return false;
    *(struct ring_item *)slot = *item;
    vx_spsc_commit(queue, 1);
    return true;
}

static inline bool ring_pop(void *queue, struct ring_item *item)
{
    const void *slot;
    if (vx_spsc_peek(queue, 1, &slot) == 0)
        return false;
    *item = *(const struct ring_item *)slot;
    vx_spsc_release(queue, 1);
    return true;
}

#define RING_BURSTS
static inline uint32_t ring_push_some(void *queue, const struct ring_item *item, unsigned n)
{
    void *slots;
    const uint32_t got = vx_spsc_claim(queue, n, &slots);
    memcpy(slots, item, got * sizeof *item);
    vx_spsc_commit(queue, got);
    return got;
}

static inline uint32_t ring_pop_some(void *queue, struct ring_item *item, unsigned n)
{
    const void *slots;
    const uint32_t got = vx_spsc_peek(queue, n, &slots);
    memcpy(item, slots, got * sizeof *item);
    vx_spsc_release(queue, got);
    return got;
}

#define RING      ring_spsc
#define RING_NAME "velox spsc"
#include "ring_loops.h"
