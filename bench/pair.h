/*
 * pair.h: two threads, each on a processor of its own, that are measured together.
 *
 * Threads: the caller's is the first; pair_open starts the second, which waits, spinning, for what
 *          pair_time gives it.  Cold but for the two bodies.
 */
#ifndef VX_BENCH_PAIR_H
#define VX_BENCH_PAIR_H

#include <stdatomic.h>

#include "bench.h"

typedef void (*pair_body)(void *ctx);

#if defined(__x86_64__) || defined(__i386__)
#define PAIR_PAUSE() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define PAIR_PAUSE() __asm__ __volatile__("yield")
#else
#define PAIR_PAUSE() ((void)0)
#endif

/* Pins the caller to the first processor that it may use, a new thread to the second.  False: there
 * is only one. */
bool pair_open(void);
void pair_close(void);
/*
 * Runs both at once; the ns until both are done, or BENCH_SPOILED if one of the two was switched
 * out meanwhile.
 */
uint64_t pair_time(pair_body first, pair_body second, void *ctx);
/* One line to and fro `trips` times, by the plainest code there is; ns of all. */
uint64_t pair_floor(uint64_t trips);
/* The same with a line for each way, as two queues have at the least. */
uint64_t pair_floor_of_two(uint64_t trips);

#endif
