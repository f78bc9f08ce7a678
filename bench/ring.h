/*
 * ring.h: a queue as bench_rings sees it.  Each is compiled with the same loops (ring_loops.h) in
 * a file of its own, so that its push and pop are inlined where it is made to be inlined.
 */
#ifndef VX_BENCH_RING_H
#define VX_BENCH_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RING_BURST 16u

/* The size of a transaction and of a report. */
struct ring_item {
    uint64_t word[4];
};

struct ring {
    const char *name;
    void *(*open)(uint64_t capacity); /* NULL: no memory */
    void (*close)(void *queue);
    /* n items through; the consumer's say whether all came as they went in. */
    void (*produce)(void *queue, uint64_t n);
    bool (*consume)(void *queue, uint64_t n);
    /* The same in bursts of RING_BURST; NULL: it has none. */
    void (*produce_bursts)(void *queue, uint64_t n);
    bool (*consume_bursts)(void *queue, uint64_t n);
    /* n items in and out again in one thread. */
    bool (*in_and_out)(void *queue, uint64_t n);
    /* n items out and back by a second queue: one thread pings, the other pongs. */
    void (*ping)(void *there, void *back, uint64_t n);
    void (*pong)(void *there, void *back, uint64_t n);
};

#ifdef __cplusplus
extern "C" {
#endif
extern const struct ring ring_turn, ring_spsc, ring_rigtorp;
extern const struct ring ring_boost, ring_ck, ring_dpdk; /* where configure found them */
#ifdef __cplusplus
}
#endif

#endif
