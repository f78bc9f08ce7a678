/*
 * test_ladder.c: the compare-and-swap ladder.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/*
 * Every compare-and-swap of the header goes through a gate that refuses the first few: the same
 * as another writer that was faster, as often as the test likes.
 */
static unsigned refusals, asked;
static _Bool refuse(void)
{
    asked++;
    return refusals > 0 && refusals-- > 0;
}
static _Bool swap(_Atomic int64_t *word, int64_t *old, int64_t lots)
{
    return atomic_compare_exchange_strong_explicit(word, old, lots, memory_order_relaxed,
                                                   memory_order_relaxed);
}
#undef atomic_compare_exchange_weak_explicit
#define atomic_compare_exchange_weak_explicit(word, old, lots, success, failure) \
    (!refuse() && swap(word, old, lots))

#include "core/lockfree/ladder.h"
#include "../../scale.h"
#include "scenario.h"

static struct vx_ladder ladder;

static int setup(void **state)
{
    (void)state;
    vx_ladder_clear(&ladder);
    refusals = asked = 0;
    return 0;
}

static void adds_and_takes_off(void **state)
{
    (void)state;
    assert_int_equal(vx_ladder_add(&ladder, 0, 5, 100), VX_OK);
    assert_int_equal(vx_ladder_add(&ladder, 0, 5, -30), VX_OK);
    assert_int_equal(vx_ladder_add(&ladder, 1, 5, 7), VX_OK);
    assert_int_equal(vx_ladder_get(&ladder, 0, 5), 70);
    assert_int_equal(vx_ladder_get(&ladder, 1, 5), 7);
    assert_int_equal(vx_ladder_get(&ladder, 0, 4), 0);
    assert_int_equal(vx_ladder_get(&ladder, 0, 6), 0);
    assert_int_equal(asked, 3);
}

static void the_last_bucket_and_large_sums(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 1000; i++)
        assert_int_equal(vx_ladder_add(&ladder, 1, VX_LADDER_BUCKETS - 1, 1000000000000), VX_OK);
    assert_int_equal(vx_ladder_get(&ladder, 1, VX_LADDER_BUCKETS - 1), 1000000000000000);
}

static void clear_empties_every_bucket(void **state)
{
    (void)state;
    for (unsigned side = 0; side < 2; side++)
        for (uint32_t i = 0; i < VX_LADDER_BUCKETS; i++)
            vx_ladder_add(&ladder, side, i, i + 1);
    vx_ladder_clear(&ladder);
    for (unsigned side = 0; side < 2; side++)
        for (uint32_t i = 0; i < VX_LADDER_BUCKETS; i++)
            assert_int_equal(vx_ladder_get(&ladder, side, i), 0);
}

static void the_last_try_still_counts(void **state)
{
    (void)state;
    refusals = VX_LADDER_TRIES - 1;
    assert_int_equal(vx_ladder_add(&ladder, 0, 1, 5), VX_OK);
    assert_int_equal(asked, VX_LADDER_TRIES);
    assert_int_equal(vx_ladder_get(&ladder, 0, 1), 5);
}

static void gives_up_after_a_hundred_tries(void **state)
{
    (void)state;
    vx_ladder_add(&ladder, 0, 1, 5);
    asked = 0;
    refusals = UINT32_MAX;
    assert_int_equal(vx_ladder_add(&ladder, 0, 1, 5), VX_E_TIMEOUT);
    assert_int_equal(asked, 100);
    assert_int_equal(vx_ladder_get(&ladder, 0, 1), 5);
}

static void check_threads(unsigned writers, uint32_t buckets, uint64_t adds)
{
    adds = vx_test_scaled(adds);
    struct ladder_run run = {.writers = writers, .buckets = buckets, .adds = adds};
    scenario_ladder(&run);
    assert_true(run.started);
    assert_int_equal(run.wrong_buckets, 0);
    assert_true(run.timeouts < adds * writers);
}

static void many_writers_lose_nothing(void **state)
{
    (void)state;
    check_threads(4, 1, 100000);
    check_threads(3, 16, 100000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(adds_and_takes_off, setup),
        cmocka_unit_test_setup(the_last_bucket_and_large_sums, setup),
        cmocka_unit_test_setup(clear_empties_every_bucket, setup),
        cmocka_unit_test_setup(the_last_try_still_counts, setup),
        cmocka_unit_test_setup(gives_up_after_a_hundred_tries, setup),
        cmocka_unit_test(many_writers_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
