/*
 * test_slots.c: the rotating-slot snapshot.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/lockfree/slots.h"
#include "../../scale.h"
#include "scenario.h"

#define WORDS 5u

struct fixture {
    struct vx_slots slots;
    _Atomic uint64_t area[VX_SLOTS * WORDS];
    uint64_t block[WORDS];
};

static void make(struct fixture *f)
{
    memset(f, 0, sizeof(*f));
    vx_slots_init(&f->slots, WORDS);
}

static void publish(struct fixture *f, uint64_t value)
{
    uint64_t block[WORDS];
    for (unsigned i = 0; i < WORDS; i++)
        block[i] = value * 10 + i;
    vx_slots_publish(&f->slots, f->area, block);
}

static void check_read(struct fixture *f, int64_t number, uint64_t value)
{
    assert_int_equal(vx_slots_read(&f->slots, f->area, f->block), number);
    for (unsigned i = 0; i < WORDS; i++)
        assert_int_equal(f->block[i], value * 10 + i);
}

static void empty_before_the_first(void **state)
{
    (void)state;
    struct fixture f;
    make(&f);
    assert_int_equal(vx_slots_read(&f.slots, f.area, f.block), VX_E_EMPTY);
}

static void reads_the_newest(void **state)
{
    (void)state;
    struct fixture f;
    make(&f);
    for (uint64_t n = 1; n <= 5 * VX_SLOTS + 1; n++) {
        publish(&f, n * n);
        check_read(&f, (int64_t)n, n * n);
        check_read(&f, (int64_t)n, n * n); /* reading does not take it away */
    }
}

static void a_writer_that_dies_leaves_the_one_before(void **state)
{
    (void)state;
    struct fixture f;
    make(&f);
    for (uint64_t n = 1; n <= 6; n++)
        publish(&f, n);
    /* half a publication: the seventh */
    atomic_store_explicit(&f.slots.slot[6 % VX_SLOTS].seq, 1, memory_order_relaxed);
    atomic_store_explicit(&f.area[6 % VX_SLOTS * WORDS], 999, memory_order_release);
    check_read(&f, 6, 6);
}

static void a_slot_under_the_pen_is_never_read(void **state)
{
    (void)state;
    struct fixture f;
    make(&f);
    publish(&f, 1);
    /* a writer so fast that it is in the newest slot again whenever the reader looks */
    atomic_store_explicit(&f.slots.slot[0].seq, 3, memory_order_relaxed);
    assert_int_equal(vx_slots_read(&f.slots, f.area, f.block), VX_E_STALE);
    /* ... or already past it */
    atomic_store_explicit(&f.slots.slot[0].seq, 4, memory_order_relaxed);
    assert_int_equal(vx_slots_read(&f.slots, f.area, f.block), VX_E_STALE);
}

static void numbers_are_right_far_on(void **state)
{
    (void)state;
    struct fixture f;
    make(&f);
    uint64_t n = ((uint64_t)1 << 62) + VX_SLOTS - 2;
    atomic_store_explicit(&f.slots.newest, n, memory_order_relaxed);
    for (uint64_t i = 1; i <= 2 * VX_SLOTS; i++) {
        publish(&f, i);
        check_read(&f, (int64_t)(n + i), i);
    }
}

static void check_threads(uint64_t words, uint64_t publications, unsigned readers)
{
    publications = vx_test_scaled(publications);
    struct slots_run run = {.words = words, .publications = publications, .readers = readers};
    scenario_slots(&run);
    assert_true(run.started);
    assert_int_equal(run.torn, 0);
    assert_int_equal(run.backwards, 0);
    assert_int_equal(run.last, publications);
    uint64_t reads = 0;
    for (unsigned i = 0; i < readers; i++) {
        assert_true(run.reads[i] > 0);
        reads += run.reads[i];
    }
    assert_true(run.stale <= reads / 100);
}

static void readers_see_whole_blocks_and_do_not_starve(void **state)
{
    (void)state;
    check_threads(2, 200000, 2);
    check_threads(204, 50000, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_before_the_first),
        cmocka_unit_test(reads_the_newest),
        cmocka_unit_test(a_writer_that_dies_leaves_the_one_before),
        cmocka_unit_test(a_slot_under_the_pen_is_never_read),
        cmocka_unit_test(numbers_are_right_far_on),
        cmocka_unit_test(readers_see_whole_blocks_and_do_not_starve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
