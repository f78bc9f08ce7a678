#define _GNU_SOURCE
#include "pair.h"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>

#include "core/base/clock.h"

static struct {
    pthread_t thread;
    int cpu;
    pair_body body; /* NULL: the thread ends */
    void *ctx;
    uint64_t switches; /* of the second thread in the newest run */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t asked;
    VX_ALIGNED(VX_LINE) _Atomic uint64_t begun;
    VX_ALIGNED(VX_LINE) _Atomic uint64_t done;
    VX_ALIGNED(VX_LINE) _Atomic uint64_t line;
    VX_ALIGNED(VX_LINE) _Atomic uint64_t echo;
} pair;

static uint64_t switches(void)
{
    struct rusage u;
    getrusage(RUSAGE_THREAD, &u);
    return (uint64_t)(u.ru_nivcsw + u.ru_nvcsw);
}

static void await(const _Atomic uint64_t *word, uint64_t value)
{
    /* the partner is the release store of the same word: what came before it is seen */
    while (atomic_load_explicit(word, memory_order_acquire) != value)
        PAIR_PAUSE();
}

static bool pin(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((unsigned)cpu, &set);
    return sched_setaffinity(0, sizeof set, &set) == 0;
}

static void *second(void *arg)
{
    (void)arg;
    pin(pair.cpu);
    for (uint64_t n = 1;; n++) {
        await(&pair.asked, n);
        if (!pair.body)
            return NULL;
        const uint64_t before = switches();
        atomic_store_explicit(&pair.begun, n, memory_order_release);
        pair.body(pair.ctx);
        pair.switches = switches() - before;
        atomic_store_explicit(&pair.done, n, memory_order_release);
    }
}

/* Up to two processors that this process may use. */
static int processors(int cpu[2])
{
    cpu_set_t set;
    int n = 0;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 0;
    for (int i = 0; i < CPU_SETSIZE && n < 2; i++)
        if (CPU_ISSET((unsigned)i, &set))
            cpu[n++] = i;
    return n;
}

bool pair_open(void)
{
    int cpu[2];
    if (processors(cpu) < 2 || !pin(cpu[0]))
        return false;
    pair.cpu = cpu[1];
    return pthread_create(&pair.thread, NULL, second, NULL) == 0;
}

static void ask(pair_body body, void *ctx)
{
    pair.body = body;
    pair.ctx = ctx;
    const uint64_t n = atomic_load_explicit(&pair.asked, memory_order_relaxed) + 1;
    atomic_store_explicit(&pair.asked, n, memory_order_release);
}

void pair_close(void)
{
    ask(NULL, NULL);
    pthread_join(pair.thread, NULL);
}

uint64_t pair_time(pair_body first, pair_body other, void *ctx)
{
    ask(other, ctx);
    const uint64_t n = atomic_load_explicit(&pair.asked, memory_order_relaxed);
    await(&pair.begun, n);
    const uint64_t before = switches();
    const uint64_t start = vx_monotonic_ns();
    first(ctx);
    await(&pair.done, n);
    const uint64_t ns = vx_monotonic_ns() - start;
    return switches() == before && pair.switches == 0 ? ns : BENCH_SPOILED;
}

/* ---- the floor ---- */

static void floor_there(void *ctx)
{
    const uint64_t trips = *(const uint64_t *)ctx;
    for (uint64_t i = 0; i < trips; i++) {
        atomic_store_explicit(&pair.line, 2 * i + 1, memory_order_release);
        await(&pair.line, 2 * i + 2);
    }
}

static void floor_back(void *ctx)
{
    const uint64_t trips = *(const uint64_t *)ctx;
    for (uint64_t i = 0; i < trips; i++) {
        await(&pair.line, 2 * i + 1);
        atomic_store_explicit(&pair.line, 2 * i + 2, memory_order_release);
    }
}

uint64_t pair_floor(uint64_t trips)
{
    atomic_store_explicit(&pair.line, 0, memory_order_relaxed);
    return pair_time(floor_there, floor_back, &trips);
}

static void two_there(void *ctx)
{
    const uint64_t trips = *(const uint64_t *)ctx;
    for (uint64_t i = 1; i <= trips; i++) {
        atomic_store_explicit(&pair.line, i, memory_order_release);
        await(&pair.echo, i);
    }
}

static void two_back(void *ctx)
{
    const uint64_t trips = *(const uint64_t *)ctx;
    for (uint64_t i = 1; i <= trips; i++) {
        await(&pair.line, i);
        atomic_store_explicit(&pair.echo, i, memory_order_release);
    }
}

uint64_t pair_floor_of_two(uint64_t trips)
{
    atomic_store_explicit(&pair.line, 0, memory_order_relaxed);
    atomic_store_explicit(&pair.echo, 0, memory_order_relaxed);
    return pair_time(two_there, two_back, &trips);
}
