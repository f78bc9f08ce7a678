/*
 * bench_slots: what does it cost to publish 640 bytes for readers, while one of them reads sixty
 * times a second?  Ours against a bare copy, and against one slot under a sequence lock; and who
 * waits: how many reads fail while the writer publishes without a pause.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>

#include "bench.h"

#include "core/base/clock.h"
#include "core/lockfree/slots.h"

#define WORDS        80u /* 640 bytes */
#define PUBLICATIONS 50000u
#define READ_EVERY   16666667 /* ns: sixty a second */
#define GREEDY_READS 2000u
#define LOCK_TRIES   1000u /* of one read under the sequence lock, then it gives up */

static struct {
    struct vx_slots slots;
    VX_ALIGNED(VX_LINE) _Atomic uint64_t area[VX_SLOTS * WORDS];
    VX_ALIGNED(VX_LINE) _Atomic uint64_t sequence;
    VX_ALIGNED(VX_LINE) _Atomic uint64_t locked[WORDS];
    VX_ALIGNED(VX_LINE) uint64_t block[WORDS];
    VX_ALIGNED(VX_LINE) uint64_t copy[WORDS];
    _Atomic bool over;
} all;

/* ---- who publishes ---- */

static uint64_t round_slots(void *ctx)
{
    (void)ctx;
    const uint64_t start = bench_cpu_ns();
    for (uint64_t i = 0; i < PUBLICATIONS; i++) {
        all.block[0] = all.block[WORDS - 1] = i;
        vx_slots_publish(&all.slots, all.area, all.block);
    }
    return bench_cpu_ns() - start;
}

static void lock_publish(void)
{
    const uint64_t n = atomic_load_explicit(&all.sequence, memory_order_relaxed);
    atomic_store_explicit(&all.sequence, n + 1, memory_order_relaxed);
    for (unsigned i = 0; i < WORDS; i++)
        atomic_store_explicit(&all.locked[i], all.block[i], memory_order_release);
    atomic_store_explicit(&all.sequence, n + 2, memory_order_release);
}

static uint64_t round_lock(void *ctx)
{
    (void)ctx;
    const uint64_t start = bench_cpu_ns();
    for (uint64_t i = 0; i < PUBLICATIONS; i++) {
        all.block[0] = all.block[WORDS - 1] = i;
        lock_publish();
    }
    return bench_cpu_ns() - start;
}

static uint64_t round_copy(void *ctx)
{
    (void)ctx;
    const uint64_t start = bench_cpu_ns();
    for (uint64_t i = 0; i < PUBLICATIONS; i++) {
        all.block[0] = all.block[WORDS - 1] = i;
        memcpy(all.copy, all.block, sizeof all.copy);
        atomic_signal_fence(memory_order_release); /* the copy is made each time */
    }
    return bench_cpu_ns() - start;
}

/* ---- who reads ---- */

static bool lock_read(uint64_t *block)
{
    const uint64_t n = atomic_load_explicit(&all.sequence, memory_order_acquire);
    if (n % 2 != 0)
        return false;
    for (unsigned i = 0; i < WORDS; i++)
        block[i] = atomic_load_explicit(&all.locked[i], memory_order_acquire);
    return atomic_load_explicit(&all.sequence, memory_order_relaxed) == n;
}

static void *read_at_leisure(void *arg)
{
    uint64_t block[WORDS];
    (void)arg;
    while (!atomic_load_explicit(&all.over, memory_order_relaxed)) {
        const struct timespec pause = {.tv_nsec = READ_EVERY};
        nanosleep(&pause, NULL);
        vx_slots_read(&all.slots, all.area, block);
        lock_read(block);
    }
    return NULL;
}

/* Writes both without a pause until the reader has what it wants. */
static void *publish_without_pause(void *arg)
{
    (void)arg;
    while (!atomic_load_explicit(&all.over, memory_order_relaxed)) {
        vx_slots_publish(&all.slots, all.area, all.block);
        lock_publish();
    }
    return NULL;
}

/* How many reads had to give up, in per cent, and what a read under the lock takes. */
static void starve(struct bench *b)
{
    uint64_t block[WORDS], stale = 0, lock_tries = 0;
    for (unsigned r = 0; r < GREEDY_READS; r++) {
        stale += vx_slots_read(&all.slots, all.area, block) < 0;
        uint64_t tries = 1;
        while (tries < LOCK_TRIES && !lock_read(block))
            tries++;
        lock_tries += tries;
    }
    const double given_up = 100.0 * (double)stale / GREEDY_READS;
    const double tries = (double)lock_tries / GREEDY_READS;
    if (b->json)
        printf("{\"bench\":\"slots\",\"reads_given_up\":%.3f,\"seqlock_tries_a_read\":%.1f}\n",
               given_up, tries);
    else if (b->quick)
        bench_print_goal("snapshot: reads given up, a greedy writer", given_up, "%", false, 0);
    else
        printf("reads that gave up while the writer published without a pause: %.2f %%; "
               "tries a read under a sequence lock: %.1f\n",
               given_up, tries);
}

static void with_thread(void *(*body)(void *), void (*what)(struct bench *), struct bench *b)
{
    pthread_t thread;
    atomic_store_explicit(&all.over, false, memory_order_relaxed);
    if (pthread_create(&thread, NULL, body, NULL) != 0)
        exit(EXIT_FAILURE);
    what(b);
    atomic_store_explicit(&all.over, true, memory_order_relaxed);
    pthread_join(thread, NULL);
}

static void measure(struct bench *b)
{
    bench_run(b);
    bench_print(b);
}

int main(int argc, char **argv)
{
    static struct bench_subject rows[] = {
        {.name = "velox slots",
         .round = round_slots,
         .goal_kind = BENCH_NS_AT_MOST,
         .goal = 40,
         .goal_name = "snapshot: 640 bytes published, a reader at 60 Hz"},
        {.name = "sequence lock", .round = round_lock},
        {.name = "a bare copy", .round = round_copy},
    };
    struct bench b = {
        .title = "slots: 640 bytes published, a reader at 60 Hz",
        .operations = PUBLICATIONS,
        .subject = rows,
        .subjects = VX_LEN(rows),
    };
    bench_options(&b, argc, argv);
    vx_slots_init(&all.slots, WORDS);
    with_thread(read_at_leisure, measure, &b);
    with_thread(publish_without_pause, starve, &b);
    return EXIT_SUCCESS;
}
