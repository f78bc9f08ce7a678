/*
 * test_ovring.c: the overwriting ring.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/lockfree/ovring.h"
#include "../../scale.h"
#include "scenario.h"

#define CAPACITY 8u
#define WORDS    3u

struct fixture {
    struct vx_ovring ring;
    _Atomic uint64_t area[VX_OVRING_AREA_WORDS(CAPACITY, WORDS)];
    uint64_t entry[WORDS];
};

static void make(struct fixture *f)
{
    memset(f, 0xff, sizeof(*f)); /* init has to clear what was there */
    vx_ovring_init(&f->ring, f->area, CAPACITY, WORDS);
}

static uint64_t write_one(struct fixture *f, uint64_t value)
{
    uint64_t entry[WORDS] = {value, ~value, value * 3};
    return vx_ovring_write(&f->ring, f->area, entry);
}

static int read_one(struct fixture *f, uint64_t number)
{
    memset(f->entry, 0, sizeof(f->entry));
    return vx_ovring_read(&f->ring, f->area, number, f->entry);
}

static void starts_empty(void **state)
{
    (void)state;
    struct fixture f;
    make(&f);
    assert_int_equal(vx_ovring_written(&f.ring), 0);
    for (uint64_t n = 0; n < 2 * CAPACITY; n++)
        assert_int_equal(read_one(&f, n), VX_E_EMPTY);
    assert_int_equal(read_one(&f, UINT64_MAX), VX_E_EMPTY);
}

static void keeps_the_last_capacity_and_tells_which_are_gone(void **state)
{
    (void)state;
    struct fixture f;
    make(&f);
    for (uint64_t n = 0; n < 5 * CAPACITY; n++) {
        assert_int_equal(write_one(&f, n + 100), n);
        assert_int_equal(vx_ovring_written(&f.ring), n + 1);
        for (uint64_t k = 0; k <= n; k++) {
            bool there = k + CAPACITY > n;
            assert_int_equal(read_one(&f, k), there ? VX_OK : VX_E_LAPPED);
            if (there)
                assert_int_equal(f.entry[0], k + 100);
            if (there)
                assert_int_equal(f.entry[2], (k + 100) * 3);
        }
        assert_int_equal(read_one(&f, n + 1), VX_E_EMPTY);
    }
}

/* The writer is in the middle of entry 8, which takes the place of entry 0. */
static void an_entry_under_the_pen_is_lapped(void **state)
{
    (void)state;
    struct fixture f;
    make(&f);
    for (uint64_t n = 0; n < CAPACITY; n++)
        write_one(&f, n);
    atomic_store_explicit(&f.area[0], 2 * CAPACITY + 1, memory_order_relaxed);
    assert_int_equal(read_one(&f, 0), VX_E_LAPPED);
    assert_int_equal(read_one(&f, 1), VX_OK);
    assert_int_equal(read_one(&f, CAPACITY), VX_E_EMPTY); /* not before it is whole */
}

static void numbers_are_right_far_on(void **state)
{
    (void)state;
    struct fixture f;
    make(&f);
    uint64_t start = ((uint64_t)1 << 62) - 3;
    atomic_store_explicit(&f.ring.written, start, memory_order_relaxed);
    for (uint64_t n = 0; n < 3 * CAPACITY; n++) {
        assert_true(write_one(&f, n) == start + n);
        assert_int_equal(read_one(&f, start + n), VX_OK);
        assert_int_equal(f.entry[0], n);
    }
    assert_int_equal(read_one(&f, start), VX_E_LAPPED);
}

static void check_threads(uint64_t capacity, uint64_t words, uint64_t entries, unsigned readers)
{
    entries = vx_test_scaled(entries);
    struct ovring_run run = {
        .capacity = capacity, .words = words, .entries = entries, .readers = readers};
    scenario_ovring(&run);
    assert_true(run.started);
    assert_int_equal(run.torn, 0);
    assert_int_equal(run.early, 0);
    assert_true(run.reads > 0);
    assert_true(run.reads <= entries * readers);
    /* every entry was either read or jumped over */
    assert_true(run.lapped > 0 || run.reads == entries * readers);
}

static void readers_never_take_a_torn_entry(void **state)
{
    (void)state;
    check_threads(2, 6, 200000, 2);
    check_threads(64, 15, 200000, 3);
    check_threads(4096, 6, 500000, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starts_empty),
        cmocka_unit_test(keeps_the_last_capacity_and_tells_which_are_gone),
        cmocka_unit_test(an_entry_under_the_pen_is_lapped),
        cmocka_unit_test(numbers_are_right_far_on),
        cmocka_unit_test(readers_never_take_a_torn_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
