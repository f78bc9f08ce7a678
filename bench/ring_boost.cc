/* Boost's lockfree::spsc_queue, its size known at run time. */
#include <new>

#include <boost/lockfree/spsc_queue.hpp>

#include "ring.h"

typedef boost::lockfree::spsc_queue<ring_item> queue_type;

static void *ring_open(uint64_t capacity)
{
    return new (std::nothrow) queue_type(capacity);
}

static void ring_close(void *queue)
{
    delete static_cast<queue_type *>(queue);
}

static inline bool ring_push(void *queue, const ring_item *item)
{
    return static_cast<queue_type *>(queue)->push(*item);
}

static inline bool ring_pop(void *queue, ring_item *item)
{
    return static_cast<queue_type *>(queue)->pop(*item);
}

#define RING_BURSTS
static inline unsigned ring_push_some(void *queue, const ring_item *item, unsigned n)
{
    return static_cast<unsigned>(static_cast<queue_type *>(queue)->push(item, n));
}

static inline unsigned ring_pop_some(void *queue, ring_item *item, unsigned n)
{
    return static_cast<unsigned>(static_cast<queue_type *>(queue)->pop(item, n));
}

#define RING      ring_boost
#define RING_NAME "boost spsc_queue"
#include "ring_loops.h"
