/*
 * test_turn.c: the ring whose records carry their turn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/base/prng.h"
#include "core/lockfree/turn.h"
#include "../../scale.h"
#include "scenario.h"

#define CAPACITY 16u

static const uint64_t starts[] = {
    0,         1, CAPACITY, CAPACITY + 5, ((uint64_t)1 << 63) - 3, UINT64_MAX - 100, UINT64_MAX - 3,
    UINT64_MAX};

struct record {
    uint64_t word[VX_TURN_WORDS];
};

struct fixture {
    VX_ALIGNED(VX_LINE) unsigned char area[64 * VX_TURN_BYTES];
    struct vx_turn ring;
};

static void make(struct fixture *f, uint64_t start)
{
    assert_int_equal(vx_turn_init_at(&f->ring, f->area, CAPACITY, start), VX_OK);
}

/* All bits but the turn's are in use by one number or another. */
static struct record record_of(uint64_t n)
{
    return (struct record){{(n * 0x9e3779b97f4a7c15u) >> 1, ~n, n << 32, ~(n << 8)}};
}

static uint32_t put(struct fixture *f, uint32_t n, uint64_t first)
{
    struct record batch[64];
    for (uint32_t i = 0; i < n; i++)
        batch[i] = record_of(first + i);
    return n == 1 ? vx_turn_push(&f->ring, batch) : vx_turn_push_some(&f->ring, batch, n);
}

/* Takes up to n, which must be those from `first` on. */
static uint32_t take(struct fixture *f, uint32_t n, uint64_t first)
{
    struct record batch[64];
    const uint32_t got =
        n == 1 ? vx_turn_pop(&f->ring, batch) : vx_turn_pop_some(&f->ring, batch, n);
    for (uint32_t i = 0; i < got; i++) {
        const struct record right = record_of(first + i);
        assert_memory_equal(&batch[i], &right, sizeof right);
    }
    return got;
}

static void footprint_and_init_know_their_limits(void **state)
{
    (void)state;
    struct fixture f;
    assert_int_equal(vx_turn_footprint(4096), (4096 + VX_TURN_AHEAD) * 32);
    assert_int_equal(vx_turn_footprint(2), VX_LINE + VX_TURN_AHEAD * 32);
    static const uint64_t bad[] = {0, 1, 3, 4095, (uint64_t)1 << 25, UINT64_MAX};
    for (size_t i = 0; i < VX_LEN(bad); i++) {
        assert_int_equal(vx_turn_footprint(bad[i]), 0);
        assert_int_equal(vx_turn_init(&f.ring, f.area, bad[i]), VX_E_INVALID);
    }
    assert_int_equal(vx_turn_init(&f.ring, NULL, CAPACITY), VX_E_INVALID);
    assert_int_equal(vx_turn_init(&f.ring, f.area + 8, CAPACITY), VX_E_INVALID);
    assert_int_equal(vx_turn_init(&f.ring, f.area, CAPACITY), VX_OK);
    assert_int_equal(vx_turn_capacity(&f.ring), CAPACITY);
}

static void starts_empty(void **state)
{
    (void)state;
    for (size_t i = 0; i < VX_LEN(starts); i++) {
        struct fixture f;
        make(&f, starts[i]);
        assert_int_equal(take(&f, 1, 0), 0);
        assert_int_equal(vx_turn_used(&f.ring), 0);
        assert_int_equal(vx_turn_high(&f.ring), 0);
    }
}

static void full_takes_nothing_and_loses_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < VX_LEN(starts); i++) {
        struct fixture f;
        make(&f, starts[i]);
        assert_int_equal(put(&f, 5, 0), 5);
        assert_int_equal(put(&f, CAPACITY, 5), CAPACITY - 5);
        assert_int_equal(put(&f, 1, 99), 0);
        assert_int_equal(vx_turn_used(&f.ring), CAPACITY);
        for (uint32_t k = 0; k < CAPACITY; k++)
            assert_int_equal(take(&f, 1, k), 1);
        assert_int_equal(take(&f, 1, 0), 0);
        assert_int_equal(put(&f, CAPACITY, 0), CAPACITY);
    }
}

/* What the last lap left in a slot is not taken for a record of this one, lap after lap. */
static void a_slot_is_read_once_a_lap(void **state)
{
    (void)state;
    for (size_t s = 0; s < VX_LEN(starts); s++) {
        struct fixture f;
        make(&f, starts[s]);
        for (uint64_t n = 0; n < 10 * CAPACITY; n++) {
            assert_int_equal(put(&f, 1, n), 1);
            assert_int_equal(take(&f, CAPACITY, n), 1);
            assert_int_equal(take(&f, CAPACITY, 0), 0);
        }
    }
}

/* The slots of what was taken are given back before "empty" is said, and every so often. */
static void slots_come_back_when_it_runs_dry_or_in_portions(void **state)
{
    (void)state;
    struct fixture f;
    make(&f, 0);
    assert_int_equal(put(&f, CAPACITY, 0), CAPACITY);
    assert_int_equal(take(&f, 4, 0), 4);
    assert_int_equal(take(&f, CAPACITY, 4), CAPACITY - 4);
    assert_int_equal(take(&f, 1, 0), 0);
    assert_int_equal(put(&f, CAPACITY, 0), CAPACITY);
    uint64_t in = CAPACITY;
    for (uint64_t out = 0; out < 40 * CAPACITY; out++) {
        assert_int_equal(take(&f, 1, out), 1); /* never dry */
        in += put(&f, 1, in);
    }
    assert_true(in > 39 * CAPACITY); /* so it was not full for ever */
}

static void used_and_high_are_exact_when_no_one_works(void **state)
{
    (void)state;
    struct fixture f;
    make(&f, UINT64_MAX - 7);
    put(&f, 9, 0);
    assert_int_equal(vx_turn_high(&f.ring), 0);
    vx_turn_mark(&f.ring);
    assert_int_equal(vx_turn_high(&f.ring), 9);
    take(&f, 4, 0);
    assert_int_equal(vx_turn_used(&f.ring), 5);
    put(&f, 2, 9);
    vx_turn_mark(&f.ring);
    assert_int_equal(vx_turn_used(&f.ring), 7);
    assert_int_equal(vx_turn_high(&f.ring), 9);
}

/* Random batches against a queue that is an array.  Full may be said an eighth too early. */
static void check_queue(uint64_t start)
{
    struct fixture f;
    struct vx_prng p;
    uint64_t in = 0, out = 0;
    make(&f, start);
    vx_prng_seed(&p, start);
    for (unsigned i = 0; i < 20000; i++) {
        const uint32_t want = (uint32_t)vx_prng_below(&p, CAPACITY + 3);
        const uint32_t n = i % 2 == 0 ? put(&f, want, in) : take(&f, want, out);
        const uint64_t could = i % 2 == 0 ? CAPACITY - (in - out) : in - out;
        assert_true(n <= vx_min_u64(want, could));
        if (i % 2 == 0)
            assert_true(n + CAPACITY / 8 > vx_min_u64(want, could));
        else
            assert_int_equal(n, vx_min_u64(want, could));
        in += i % 2 == 0 ? n : 0;
        out += i % 2 == 0 ? 0 : n;
        assert_int_equal(vx_turn_used(&f.ring), in - out);
    }
    assert_true(in > 50000);
}

static void behaves_as_a_queue(void **state)
{
    (void)state;
    for (size_t s = 0; s < VX_LEN(starts); s++)
        check_queue(starts[s]);
}

/* A record far ahead says that those before it are there; never one of the lap before. */
static void looks_ahead_no_further_than_a_lap(void **state)
{
    (void)state;
    for (size_t s = 0; s < VX_LEN(starts); s++) {
        struct fixture f;
        make(&f, starts[s]);
        for (uint64_t n = 0; n < 100; n += 3) {
            assert_int_equal(put(&f, 3, n), 3);
            assert_int_equal(take(&f, 3 * CAPACITY, n), 3);
        }
    }
}

static void check_threads(uint64_t capacity, uint64_t start, uint64_t items)
{
    items = vx_test_scaled(items);
    struct turn_run run = {.capacity = capacity, .start = start, .items = items, .seed = capacity};
    scenario_turn(&run);
    assert_true(run.started);
    assert_int_equal(run.seen, items);
    assert_int_equal(run.wrong, 0);
    assert_int_equal(run.beyond, 0);
    assert_int_equal(run.left, 0);
    assert_in_range(run.high, 0, capacity);
}

static void two_threads_keep_order_and_lose_nothing(void **state)
{
    (void)state;
    check_threads(2, UINT64_MAX - 1000, 20000);
    check_threads(8, UINT64_MAX - 1000, 100000);
    check_threads(64, 0, 300000);
    check_threads(4096, UINT64_MAX - 100000, 1000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(footprint_and_init_know_their_limits),
        cmocka_unit_test(starts_empty),
        cmocka_unit_test(full_takes_nothing_and_loses_nothing),
        cmocka_unit_test(a_slot_is_read_once_a_lap),
        cmocka_unit_test(slots_come_back_when_it_runs_dry_or_in_portions),
        cmocka_unit_test(used_and_high_are_exact_when_no_one_works),
        cmocka_unit_test(behaves_as_a_queue),
        cmocka_unit_test(looks_ahead_no_further_than_a_lap),
        cmocka_unit_test(two_threads_keep_order_and_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
