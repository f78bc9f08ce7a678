/* DPDK's rte_ring with elements of 32 bytes, one producer, one consumer. */
#include <rte_config.h>
#include <stdlib.h>

#include <rte_ring.h>
#include <rte_ring_elem.h>

#include "ring.h"

#define BYTES ((unsigned)sizeof(struct ring_item))

static void *ring_open(uint64_t capacity)
{
    const ssize_t bytes = rte_ring_get_memsize_elem(BYTES, (unsigned)capacity);
    struct rte_ring *r = bytes < 0 ? NULL : aligned_alloc(128, ((size_t)bytes + 127) / 128 * 128);
    if (!r || rte_ring_init(r, "bench", (unsigned)capacity, RING_F_SP_ENQ | RING_F_SC_DEQ) != 0)
        return NULL;
    return r;
}

static void ring_close(void *queue)
{
    free(queue);
}

static inline bool ring_push(void *queue, const struct ring_item *item)
{
    return rte_ring_sp_enqueue_elem(queue, (void *)item, BYTES) == 0;
}

static inline bool ring_pop(void *queue, struct ring_item *item)
{
    return rte_ring_sc_dequeue_elem(queue, item, BYTES) == 0;
}

#define RING_BURSTS
static inline unsigned ring_push_some(void *queue, const struct ring_item *item, unsigned n)
{
    return rte_ring_sp_enqueue_burst_elem(queue, item, BYTES, n, NULL);
}

static inline unsigned ring_pop_some(void *queue, struct ring_item *item, unsigned n)
{
    return rte_ring_sc_dequeue_burst_elem(queue, item, BYTES, n, NULL);
}

#define RING      ring_dpdk
#define RING_NAME "rte_ring"
#include "ring_loops.h"
