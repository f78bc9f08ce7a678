/*
 * stress_lockfree.c: the scenarios of tests/core/lockfree, again and again with other sizes, for
 * VX_STRESS_SECONDS each (20 if it is not set).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/clock.h"
#include "core/base/num.h"
#include "core/base/prng.h"
#include "../core/lockfree/scenario.h"

#define SECONDS_DEFAULT 20u
#define SECONDS_MAX     86400u
#define NS_PER_S        1000000000u

static uint64_t seconds = SECONDS_DEFAULT;

/* One scenario's time, and the numbers its rounds are drawn from. */
struct clockwork {
    struct vx_prng prng;
    uint64_t end_ns;
    uint64_t rounds;
};

static void wind_up(struct clockwork *c, uint64_t seed)
{
    vx_prng_seed(&c->prng, seed);
    c->end_ns = vx_monotonic_ns() + seconds * NS_PER_S;
    c->rounds = 0;
}

static bool goes_on(struct clockwork *c)
{
    bool on = c->rounds == 0 || vx_monotonic_ns() < c->end_ns;
    c->rounds += on;
    return on;
}

static uint64_t power(struct clockwork *c, unsigned most_bits)
{
    return (uint64_t)2 << vx_prng_below(&c->prng, most_bits);
}

/* Most rounds start just before an index wraps. */
static uint64_t start(struct clockwork *c, uint64_t items)
{
    return vx_prng_below(&c->prng, 4) == 0 ? vx_prng_next(&c->prng)
                                           : UINT64_MAX - vx_prng_below(&c->prng, items);
}

static void say(const char *what, const struct clockwork *c, uint64_t items)
{
    char text[16];
    vx_num_format_short(text, sizeof(text), items);
    printf("%s: %s in %llu rounds\n", what, text, (unsigned long long)c->rounds);
}

static void spsc(void **state)
{
    (void)state;
    struct clockwork c;
    uint64_t all = 0;
    for (wind_up(&c, 1); goes_on(&c);) {
        struct spsc_run run = {.capacity = power(&c, 12), .seed = c.rounds};
        run.items = 20000 * vx_min_u64(run.capacity, 100);
        run.start = start(&c, run.items);
        scenario_spsc(&run);
        assert_true(run.started);
        assert_int_equal(run.seen, run.items);
        assert_int_equal(run.wrong, 0);
        assert_int_equal(run.beyond, 0);
        assert_int_equal(run.left, 0);
        assert_in_range(run.high, 1, run.capacity);
        all += run.seen;
    }
    say("spsc items", &c, all);
}

static void turn(void **state)
{
    (void)state;
    struct clockwork c;
    uint64_t all = 0;
    for (wind_up(&c, 6); goes_on(&c);) {
        struct turn_run run = {.capacity = power(&c, 12), .seed = c.rounds};
        run.items = 20000 * vx_min_u64(run.capacity, 100);
        run.start = start(&c, run.items);
        scenario_turn(&run);
        assert_true(run.started);
        assert_int_equal(run.seen, run.items);
        assert_int_equal(run.wrong, 0);
        assert_int_equal(run.beyond, 0);
        assert_int_equal(run.left, 0);
        assert_in_range(run.high, 0, run.capacity);
        all += run.seen;
    }
    say("turn records", &c, all);
}

static void mpsc(void **state)
{
    (void)state;
    struct clockwork c;
    uint64_t all = 0;
    for (wind_up(&c, 2); goes_on(&c);) {
        struct mpsc_run run = {.capacity = power(&c, 12),
                               .producers = 1 + (unsigned)vx_prng_below(&c.prng, 6)};
        run.items = 5000 * vx_min_u64(run.capacity, 20);
        run.start = start(&c, run.items);
        scenario_mpsc(&run);
        assert_true(run.started);
        assert_int_equal(run.seen, run.items * run.producers);
        assert_int_equal(run.torn, 0);
        assert_int_equal(run.out_of_order, 0);
        assert_int_equal(run.wrong_ticket, 0);
        assert_int_equal(run.beyond, 0);
        assert_int_equal(run.left, 0);
        all += run.seen;
    }
    say("mpsc items", &c, all);
}

static void slots(void **state)
{
    (void)state;
    struct clockwork c;
    uint64_t all = 0, stale = 0;
    for (wind_up(&c, 3); goes_on(&c);) {
        struct slots_run run = {.words = 1 + vx_prng_below(&c.prng, 400),
                                .readers = 1 + (unsigned)vx_prng_below(&c.prng, 4)};
        run.publications = 20000000 / (run.words + 50);
        scenario_slots(&run);
        assert_true(run.started);
        assert_int_equal(run.torn, 0);
        assert_int_equal(run.backwards, 0);
        assert_int_equal(run.last, run.publications);
        for (unsigned i = 0; i < run.readers; i++) {
            assert_true(run.reads[i] > 0);
            all += run.reads[i];
        }
        stale += run.stale;
    }
    assert_true(stale <= all / 1000);
    say("snapshots read", &c, all);
    say("snapshots missed", &c, stale);
}

static void ovring(void **state)
{
    (void)state;
    struct clockwork c;
    uint64_t all = 0, lapped = 0;
    for (wind_up(&c, 4); goes_on(&c);) {
        struct ovring_run run = {.capacity = power(&c, 12),
                                 .words = 1 + vx_prng_below(&c.prng, 16),
                                 .entries = 500000,
                                 .readers = 1 + (unsigned)vx_prng_below(&c.prng, 4)};
        scenario_ovring(&run);
        assert_true(run.started);
        assert_int_equal(run.torn, 0);
        assert_int_equal(run.early, 0);
        assert_true(run.reads > 0);
        all += run.reads;
        lapped += run.lapped;
    }
    say("entries read", &c, all);
    say("times lapped", &c, lapped);
}

static void ladder(void **state)
{
    (void)state;
    struct clockwork c;
    uint64_t all = 0, timeouts = 0;
    for (wind_up(&c, 5); goes_on(&c);) {
        struct ladder_run run = {.adds = 300000,
                                 .writers = 2 + (unsigned)vx_prng_below(&c.prng, 6),
                                 .buckets = 1 + (uint32_t)vx_prng_below(&c.prng, 32)};
        scenario_ladder(&run);
        assert_true(run.started);
        assert_int_equal(run.wrong_buckets, 0);
        all += run.adds * run.writers;
        timeouts += run.timeouts;
    }
    say("ladder updates", &c, all);
    say("ladder time-outs", &c, timeouts);
}

int main(void)
{
    const char *text = getenv("VX_STRESS_SECONDS");
    if (text != NULL &&
        (vx_num_parse_count(text, strlen(text), &seconds, NULL) < 0 || seconds > SECONDS_MAX)) {
        fprintf(stderr, "VX_STRESS_SECONDS=%s: must be seconds a scenario, 0 to %u\n", text,
                SECONDS_MAX);
        return 2;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spsc),  cmocka_unit_test(turn),   cmocka_unit_test(mpsc),
        cmocka_unit_test(slots), cmocka_unit_test(ovring), cmocka_unit_test(ladder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
