/*
 * test_mpsc.c: the many-producers ring.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/prng.h"
#include "core/lockfree/mpsc.h"
#include "../../scale.h"
#include "scenario.h"

#define CAPACITY 8u

static const uint64_t starts[] = {
    0, 5, ((uint64_t)1 << 63) - 3, UINT64_MAX - 20, UINT64_MAX - 3, UINT64_MAX};

struct fixture {
    VX_ALIGNED(VX_LINE) unsigned char area[CAPACITY * 16 + VX_LINE];
    struct vx_mpsc ring;
};

static void make(struct fixture *f, uint64_t start)
{
    assert_int_equal(vx_mpsc_init_at(&f->ring, f->area, CAPACITY, 8, start), VX_OK);
}

static void footprint_knows_its_limits(void **state)
{
    (void)state;
    assert_int_equal(vx_mpsc_footprint(4096, 32), 4096 * 40);
    assert_int_equal(vx_mpsc_footprint(2, 8), VX_LINE); /* whole lines */
    assert_int_equal(vx_mpsc_footprint(0, 8), 0);
    assert_int_equal(vx_mpsc_footprint(1, 8), 0);
    assert_int_equal(vx_mpsc_footprint(6, 8), 0);
    assert_int_equal(vx_mpsc_footprint((uint64_t)1 << 25, 8), 0);
    assert_int_equal(vx_mpsc_footprint(8, 7), 0);
    assert_int_equal(vx_mpsc_footprint(8, 4104), 0);
}

static void init_refuses_what_it_cannot_use(void **state)
{
    (void)state;
    struct fixture f;
    assert_int_equal(vx_mpsc_init(&f.ring, f.area, 6, 8), VX_E_INVALID);
    assert_int_equal(vx_mpsc_init(&f.ring, f.area, 8, 0), VX_E_INVALID);
    assert_int_equal(vx_mpsc_init(&f.ring, NULL, 8, 8), VX_E_INVALID);
    assert_int_equal(vx_mpsc_init(&f.ring, f.area + 8, 8, 8), VX_E_INVALID);
    assert_int_equal(vx_mpsc_init(&f.ring, f.area, 8, 8), VX_OK);
    assert_int_equal(vx_mpsc_capacity(&f.ring), 8);
}

static void starts_empty(void **state)
{
    (void)state;
    for (size_t i = 0; i < VX_LEN(starts); i++) {
        struct fixture f;
        make(&f, starts[i]);
        assert_null(vx_mpsc_peek(&f.ring));
        assert_int_equal(vx_mpsc_used(&f.ring), 0);
    }
}

static void tickets_count_from_zero(void **state)
{
    (void)state;
    for (size_t i = 0; i < VX_LEN(starts); i++) {
        struct fixture f;
        make(&f, starts[i]);
        for (uint64_t n = 0; n < 50; n++) {
            uint64_t item = 1000 + n;
            assert_int_equal(vx_mpsc_push(&f.ring, &item), n);
            assert_int_equal(vx_mpsc_used(&f.ring), 1);
            const uint64_t *seen = vx_mpsc_peek(&f.ring);
            assert_non_null(seen);
            assert_int_equal(*seen, item);
            vx_mpsc_pop(&f.ring);
        }
    }
}

static void full_refuses_and_changes_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < VX_LEN(starts); i++) {
        struct fixture f;
        uint64_t item;
        make(&f, starts[i]);
        for (item = 0; item < CAPACITY; item++)
            assert_int_equal(vx_mpsc_push(&f.ring, &item), item);
        assert_int_equal(vx_mpsc_push(&f.ring, &item), VX_E_FULL);
        assert_int_equal(vx_mpsc_used(&f.ring), CAPACITY);
        assert_int_equal(*(const uint64_t *)vx_mpsc_peek(&f.ring), 0);
        vx_mpsc_pop(&f.ring);
        assert_int_equal(vx_mpsc_push(&f.ring, &item), CAPACITY);
        assert_int_equal(vx_mpsc_push(&f.ring, &item), VX_E_FULL);
    }
}

/* Pushes number `in`; whether there was room, as there should have been. */
static bool push_next(struct fixture *f, uint64_t in, uint64_t out)
{
    bool room = in - out < CAPACITY;
    assert_int_equal(vx_mpsc_push(&f->ring, &in), room ? (int64_t)in : VX_E_FULL);
    return room;
}

/* Pops number `out`, if anything should be there. */
static bool pop_next(struct fixture *f, uint64_t in, uint64_t out)
{
    const uint64_t *item = vx_mpsc_peek(&f->ring);
    assert_true((item != NULL) == (in != out));
    if (item == NULL)
        return false;
    assert_int_equal(*item, out);
    vx_mpsc_pop(&f->ring);
    return true;
}

static void behaves_as_a_queue(void **state)
{
    (void)state;
    for (size_t s = 0; s < VX_LEN(starts); s++) {
        struct fixture f;
        struct vx_prng p;
        uint64_t in = 0, out = 0;
        make(&f, starts[s]);
        vx_prng_seed(&p, s);
        for (unsigned i = 0; i < 50000; i++) {
            if (vx_prng_below(&p, 2) == 0)
                in += push_next(&f, in, out);
            else
                out += pop_next(&f, in, out);
            assert_int_equal(vx_mpsc_used(&f.ring), in - out);
        }
        assert_true(in > 10000);
    }
}

/* A push that stopped half-way: what was pushed behind it is not seen before it is. */
static void an_unfinished_push_holds_up_what_is_behind_it(void **state)
{
    (void)state;
    struct fixture f;
    uint64_t item = 7;
    make(&f, 0);
    uint64_t at = atomic_fetch_add_explicit(&f.ring.tail, 1, memory_order_relaxed);
    assert_int_equal(vx_mpsc_push(&f.ring, &item), 1);
    assert_null(vx_mpsc_peek(&f.ring));
    assert_int_equal(vx_mpsc_used(&f.ring), 2);
    atomic_store_explicit(vx_mpsc_slot(&f.ring, at), at + 1, memory_order_release);
    assert_non_null(vx_mpsc_peek(&f.ring));
    vx_mpsc_pop(&f.ring);
    assert_int_equal(*(const uint64_t *)vx_mpsc_peek(&f.ring), 7);
}

static void check_threads(uint64_t capacity, uint64_t start, unsigned producers, uint64_t items)
{
    items = vx_test_scaled(items);
    struct mpsc_run run = {
        .capacity = capacity, .start = start, .producers = producers, .items = items};
    scenario_mpsc(&run);
    assert_true(run.started);
    assert_int_equal(run.seen, items * producers);
    assert_int_equal(run.torn, 0);
    assert_int_equal(run.out_of_order, 0);
    assert_int_equal(run.wrong_ticket, 0);
    assert_int_equal(run.beyond, 0);
    assert_int_equal(run.left, 0);
}

static void producers_keep_their_order_and_tickets_are_places(void **state)
{
    (void)state;
    check_threads(2, UINT64_MAX - 1000, 3, 5000);
    check_threads(16, UINT64_MAX - 1000, 4, 30000);
    check_threads(4096, 0, 2, 200000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(footprint_knows_its_limits),
        cmocka_unit_test(init_refuses_what_it_cannot_use),
        cmocka_unit_test(starts_empty),
        cmocka_unit_test(tickets_count_from_zero),
        cmocka_unit_test(full_refuses_and_changes_nothing),
        cmocka_unit_test(behaves_as_a_queue),
        cmocka_unit_test(an_unfinished_push_holds_up_what_is_behind_it),
        cmocka_unit_test(producers_keep_their_order_and_tickets_are_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
