/*
 * test_clock.c: the clock against the kernel's, over time and between threads.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/base/clock.h"

#define READS       200000u
#define THREADS     3u
#define BEHIND_NS   2000u /* what two CPUs' counters may differ by */
#define INTERVAL_NS 50000000u

static void names(void **state)
{
    (void)state;
    struct vx_clock clock = {.source = VX_CLOCK_TSC};
    assert_string_equal(vx_clock_source_name(&clock), "tsc");
    clock.source = VX_CLOCK_CNTVCT;
    assert_string_equal(vx_clock_source_name(&clock), "cntvct");
    clock.source = VX_CLOCK_MONOTONIC;
    assert_string_equal(vx_clock_source_name(&clock), "clock_gettime");
}

static void starts_near_zero(void **state)
{
    (void)state;
    struct vx_clock clock;
    vx_clock_init(&clock);
    assert_true(vx_clock_ns(&clock) < 1000000000u);
    assert_true(clock.ticks_per_s >= 1000000u);
}

static void without_counter_is_clock_gettime(void **state)
{
    (void)state;
    struct vx_clock clock;
    vx_clock_init_from(&clock, false);
    assert_int_equal(clock.source, VX_CLOCK_MONOTONIC);
    assert_int_equal(clock.ticks_per_s, 1000000000u);
    uint64_t before = vx_monotonic_ns();
    uint64_t ns = vx_clock_ns(&clock);
    uint64_t after = vx_monotonic_ns();
    /* to the nanosecond: the conversion of this source is exact */
    assert_in_range(clock.base_ticks + ns, before, after);
}

static void before_its_start_is_zero(void **state)
{
    (void)state;
    struct vx_clock clock;
    vx_clock_init(&clock);
    clock.base_ticks = UINT64_MAX;
    assert_int_equal(vx_clock_ns(&clock), 0);
}

/* 584 years of ticks convert without overflow, for a slow and for a fast counter. */
static void converts_far_ahead(void **state)
{
    (void)state;
    struct vx_clock clock;
    vx_clock_init(&clock);
    uint64_t year = 365 * 86400 * (uint64_t)1000000000;
    unsigned __int128 ticks = (unsigned __int128)year * clock.ticks_per_s / 1000000000u;
    uint64_t ns = (uint64_t)((ticks * clock.mult) >> clock.shift);
    /* mult has at least 60 significant bits: a year to the microsecond */
    assert_in_range(ns, year - 1000, year + 1000);
}

static void check_pace(bool counter)
{
    struct vx_clock clock;
    vx_clock_init_from(&clock, counter);
    uint64_t kernel0 = vx_monotonic_ns();
    uint64_t ns0 = vx_clock_ns(&clock);
    uint64_t kernel, ns;
    do {
        kernel = vx_monotonic_ns() - kernel0;
        ns = vx_clock_ns(&clock) - ns0;
    } while (kernel < INTERVAL_NS);
    /* a descheduled moment between the two readings may add to either, never 2 % of 50 ms... */
    uint64_t apart = ns > kernel ? ns - kernel : kernel - ns;
    /* ...unless the machine is overloaded: then the pair is read again */
    for (unsigned i = 0; i < 100 && apart > kernel / 1000; i++) {
        kernel = vx_monotonic_ns() - kernel0;
        ns = vx_clock_ns(&clock) - ns0;
        apart = ns > kernel ? ns - kernel : kernel - ns;
    }
    assert_true(apart <= kernel / 1000);
}

static void keeps_the_kernels_pace(void **state)
{
    (void)state;
    check_pace(true);
    check_pace(false);
}

static void never_goes_back_in_a_thread(void **state)
{
    (void)state;
    struct vx_clock clock;
    vx_clock_init(&clock);
    uint64_t last = 0;
    for (unsigned i = 0; i < READS; i++) {
        uint64_t ns = vx_clock_ns(&clock);
        assert_true(ns >= last);
        last = ns;
    }
    assert_true(last > 0);
}

struct racer {
    const struct vx_clock *clock;
    _Atomic uint64_t *newest;
    uint64_t worst;
};

/* Publishes what it reads; nobody who has seen that may read an earlier time. */
static void *race(void *arg)
{
    struct racer *r = arg;
    for (unsigned i = 0; i < READS; i++) {
        uint64_t seen = atomic_load_explicit(r->newest, memory_order_acquire);
        uint64_t ns = vx_clock_ns(r->clock);
        if (ns < seen && seen - ns > r->worst)
            r->worst = seen - ns;
        while (seen < ns && !atomic_compare_exchange_weak_explicit(
                                r->newest, &seen, ns, memory_order_release, memory_order_relaxed))
            continue;
    }
    return NULL;
}

static void never_goes_back_between_threads(void **state)
{
    (void)state;
    struct vx_clock clock;
    _Atomic uint64_t newest = 0;
    struct racer racer[THREADS];
    pthread_t thread[THREADS];
    vx_clock_init(&clock);
    for (unsigned i = 0; i < THREADS; i++) {
        racer[i] = (struct racer){.clock = &clock, .newest = &newest};
        assert_int_equal(pthread_create(&thread[i], NULL, race, &racer[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    for (unsigned i = 0; i < THREADS; i++)
        assert_true(racer[i].worst <= BEHIND_NS);
}

static void posix_clocks(void **state)
{
    (void)state;
    uint64_t real = vx_realtime_ns();
    assert_true(real / 1000000000u + 2 >= (uint64_t)time(NULL));
    assert_true(real / 1000000000u <= (uint64_t)time(NULL) + 2);
    uint64_t before = vx_monotonic_ns();
    assert_true(vx_monotonic_ns() >= before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(starts_near_zero),
        cmocka_unit_test(without_counter_is_clock_gettime),
        cmocka_unit_test(before_its_start_is_zero),
        cmocka_unit_test(converts_far_ahead),
        cmocka_unit_test(keeps_the_kernels_pace),
        cmocka_unit_test(never_goes_back_in_a_thread),
        cmocka_unit_test(never_goes_back_between_threads),
        cmocka_unit_test(posix_clocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
