/*
 * The algorithm of Erik Rigtorp's SPSCQueue (github.com/rigtorp/SPSCQueue), written anew in C:
 * indices that turn back at capacity + 1 rather than run free, each published at every item, each
 * with the other side's copy beside it, all on 64 bytes of their own.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "ring.h"

#define ALONE __attribute__((aligned(64)))

struct queue {
    struct ring_item *slots;
    size_t capacity; /* one slot stays empty */
    ALONE _Atomic size_t write;
    ALONE size_t read_seen;
    ALONE _Atomic size_t read;
    ALONE size_t write_seen;
};

static void *ring_open(uint64_t capacity)
{
    struct queue *q = aligned_alloc(64, sizeof *q);
    if (!q)
        return NULL;
    memset(q, 0, sizeof *q);
    q->capacity = (size_t)capacity + 1;
    q->slots = aligned_alloc(64, (q->capacity + 1) / 2 * 64);
    if (!q->slots)
        return NULL;
    memset(q->slots, 0, (q->capacity + 1) / 2 * 64);
    return q;
}

static void ring_close(void *queue)
{
    free(((struct queue *)queue)->slots);
    free(queue);
}

static inline bool ring_push(void *queue, const struct ring_item *item)
{
    struct queue *q = queue;
    const size_t at = atomic_load_explicit(&q->write, memory_order_relaxed);
    const size_t next = at + 1 == q->capacity ? 0 : at + 1;
    if (next == q->read_seen) {
        q->read_seen = atomic_load_explicit(&q->read, memory_order_acquire);
        if (next == q->read_seen)
            return false;
    }
    q->slots[at] = *item;
    atomic_store_explicit(&q->write, next, memory_order_release);
    return true;
}

static inline bool ring_pop(void *queue, struct ring_item *item)
{
    struct queue *q = queue;
    const size_t at = atomic_load_explicit(&q->read, memory_order_relaxed);
    if (at == q->write_seen) {
        q->write_seen = atomic_load_explicit(&q->write, memory_order_acquire);
        if (at == q->write_seen)
            return false;
    }
    *item = q->slots[at];
    atomic_store_explicit(&q->read, at + 1 == q->capacity ? 0 : at + 1, memory_order_release);
    return true;
}

#define RING      ring_rigtorp
#define RING_NAME "rigtorp"
#include "ring_loops.h"
