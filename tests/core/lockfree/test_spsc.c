/*
 * test_spsc.c: the single-producer single-consumer ring.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/base/prng.h"
#include "core/lockfree/spsc.h"
#include "../../scale.h"
#include "scenario.h"

#define CAPACITY 8u

static const uint64_t starts[] = {0,
                                  1,
                                  5,
                                  ((uint64_t)1 << 32) - 3,
                                  ((uint64_t)1 << 63) - 3,
                                  UINT64_MAX - 100,
                                  UINT64_MAX - 3,
                                  UINT64_MAX};

struct fixture {
    VX_ALIGNED(VX_LINE) unsigned char area[CAPACITY * 8 + VX_LINE];
    struct vx_spsc ring;
};

/* A ring of 8 words whose indices stand at `start`. */
static void make(struct fixture *f, uint64_t start)
{
    assert_int_equal(vx_spsc_init_at(&f->ring, f->area, CAPACITY, 8, start), VX_OK);
}

static uint32_t put(struct fixture *f, uint32_t n, uint64_t first_value)
{
    void *slots;
    uint32_t got = vx_spsc_claim(&f->ring, n, &slots);
    for (uint32_t i = 0; i < got; i++)
        ((uint64_t *)slots)[i] = first_value + i;
    vx_spsc_commit(&f->ring, got);
    return got;
}

static uint32_t take(struct fixture *f, uint32_t n, uint64_t *first_value)
{
    const void *items;
    uint32_t got = vx_spsc_peek(&f->ring, n, &items);
    if (got > 0)
        *first_value = *(const uint64_t *)items;
    vx_spsc_release(&f->ring, got);
    return got;
}

/* What is put is the consumer's with the next publish, what is taken the producer's with a give. */
static void what_is_put_and_taken_changes_hands_later(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        struct fixture f;
        void *slot;
        const void *item;
        uint64_t value;
        make(&f, starts[i]);
        for (uint64_t k = 0; k < CAPACITY; k++) {
            assert_int_equal(vx_spsc_claim(&f.ring, 1, &slot), 1);
            *(uint64_t *)slot = k;
            vx_spsc_put(&f.ring, 1);
            assert_int_equal(vx_spsc_peek(&f.ring, 1, &item), 0);
        }
        assert_int_equal(vx_spsc_claim(&f.ring, 1, &slot), 0);
        assert_int_equal(vx_spsc_high(&f.ring), 0);
        vx_spsc_publish(&f.ring);
        assert_int_equal(vx_spsc_high(&f.ring), CAPACITY);
        for (uint64_t k = 0; k < CAPACITY; k++) {
            assert_int_equal(vx_spsc_peek(&f.ring, 1, &item), 1);
            assert_int_equal(*(const uint64_t *)item, k);
            vx_spsc_take(&f.ring, 1);
            assert_int_equal(vx_spsc_claim(&f.ring, 1, &slot), 0);
        }
        assert_int_equal(vx_spsc_used(&f.ring), CAPACITY);
        vx_spsc_give(&f.ring);
        assert_int_equal(vx_spsc_used(&f.ring), 0);
        assert_int_equal(put(&f, 1, 7), 1);
        assert_int_equal(take(&f, 1, &value), 1);
        assert_int_equal(value, 7);
    }
}

static void footprint_knows_its_limits(void **state)
{
    (void)state;
    assert_int_equal(vx_spsc_footprint(4096, 32), 4096 * 32);
    assert_int_equal(vx_spsc_footprint(1024, 528), 1024 * 528);
    assert_int_equal(vx_spsc_footprint(2, 8), VX_LINE); /* whole lines */
    assert_int_equal(vx_spsc_footprint((uint64_t)1 << 24, 4096), ((size_t)1 << 24) * 4096);
    static const struct {
        uint64_t capacity;
        uint32_t item_bytes;
    } bad[] = {{0, 8}, {1, 8}, {3, 8},  {4095, 8}, {(uint64_t)1 << 25, 8},
               {8, 0}, {8, 4}, {8, 12}, {8, 4104}, {UINT64_MAX, 8}};
    for (size_t i = 0; i < VX_LEN(bad); i++)
        assert_int_equal(vx_spsc_footprint(bad[i].capacity, bad[i].item_bytes), 0);
}

static void init_refuses_what_it_cannot_use(void **state)
{
    (void)state;
    struct fixture f;
    assert_int_equal(vx_spsc_init(&f.ring, f.area, 3, 8), VX_E_INVALID);
    assert_int_equal(vx_spsc_init(&f.ring, f.area, 8, 9), VX_E_INVALID);
    assert_int_equal(vx_spsc_init(&f.ring, NULL, 8, 8), VX_E_INVALID);
    assert_int_equal(vx_spsc_init(&f.ring, f.area + 8, 8, 8), VX_E_INVALID);
    assert_int_equal(vx_spsc_init(&f.ring, f.area, 8, 8), VX_OK);
}

static void starts_empty(void **state)
{
    (void)state;
    for (size_t i = 0; i < VX_LEN(starts); i++) {
        struct fixture f;
        const void *item;
        make(&f, starts[i]);
        assert_int_equal(vx_spsc_peek(&f.ring, 1, &item), 0);
        assert_true(vx_spsc_is_empty(&f.ring));
        assert_int_equal(vx_spsc_used(&f.ring), 0);
        assert_int_equal(vx_spsc_high(&f.ring), 0);
        assert_int_equal(vx_spsc_capacity(&f.ring), CAPACITY);
        assert_int_equal(vx_spsc_free(&f.ring, 1), CAPACITY);
    }
}

static void full_claims_nothing_and_loses_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < VX_LEN(starts); i++) {
        struct fixture f;
        uint64_t value = 0;
        uint32_t in = 0;
        make(&f, starts[i]);
        for (uint32_t n; (n = put(&f, CAPACITY, 100 + in)) > 0;)
            in += n;
        assert_int_equal(in, CAPACITY);
        assert_int_equal(vx_spsc_used(&f.ring), CAPACITY);
        assert_int_equal(vx_spsc_free(&f.ring, 1), 0);
        assert_false(vx_spsc_is_empty(&f.ring));
        for (uint32_t k = 0; k < CAPACITY; k++) {
            assert_int_equal(take(&f, 1, &value), 1);
            assert_int_equal(value, 100 + k);
        }
        assert_true(vx_spsc_is_empty(&f.ring));
    }
}

static void a_run_ends_at_the_wrap(void **state)
{
    (void)state;
    struct fixture f;
    void *slots;
    const void *items;
    uint64_t value = 0;
    make(&f, UINT64_MAX - 2); /* index mod 8 is 5: three slots to the end of the area */
    assert_int_equal(vx_spsc_claim(&f.ring, 6, &slots), 3);
    assert_ptr_equal(slots, f.area + 5 * 8);
    assert_int_equal(put(&f, 6, 0), 3);
    assert_int_equal(vx_spsc_claim(&f.ring, 6, &slots), 5);
    assert_ptr_equal(slots, f.area);
    assert_int_equal(put(&f, 3, 3), 3);
    assert_int_equal(vx_spsc_peek(&f.ring, 6, &items), 3);
    assert_ptr_equal(items, f.area + 5 * 8);
    assert_int_equal(take(&f, 6, &value), 3);
    assert_int_equal(take(&f, 6, &value), 3);
    assert_int_equal(value, 3);
}

static void a_part_of_a_claim_may_be_committed(void **state)
{
    (void)state;
    struct fixture f;
    void *slots;
    uint64_t value = 0;
    make(&f, 0);
    assert_int_equal(vx_spsc_claim(&f.ring, 4, &slots), 4);
    ((uint64_t *)slots)[0] = 7;
    vx_spsc_commit(&f.ring, 1);
    assert_int_equal(vx_spsc_used(&f.ring), 1);
    vx_spsc_commit(&f.ring, 0);
    assert_int_equal(vx_spsc_used(&f.ring), 1);
    assert_int_equal(put(&f, 1, 8), 1);
    assert_int_equal(take(&f, 1, &value), 1);
    assert_int_equal(value, 7);
    assert_int_equal(take(&f, 1, &value), 1);
    assert_int_equal(value, 8);
}

static void a_part_of_what_was_peeked_may_be_released(void **state)
{
    (void)state;
    struct fixture f;
    const void *items;
    make(&f, 0);
    put(&f, 4, 10);
    assert_int_equal(vx_spsc_peek(&f.ring, 4, &items), 4);
    vx_spsc_release(&f.ring, 3);
    assert_int_equal(vx_spsc_peek(&f.ring, 4, &items), 1);
    assert_int_equal(*(const uint64_t *)items, 13);
}

/* The other side's index is a cache line that has to be fetched: only when the copy says so. */
static void looks_again_only_when_the_copy_says_full(void **state)
{
    (void)state;
    struct fixture f;
    uint64_t value;
    void *slots;
    make(&f, 0);
    put(&f, 6, 0);
    take(&f, 6, &value);
    uint64_t seen = f.ring.head_seen;
    assert_int_equal(vx_spsc_claim(&f.ring, 2, &slots), 2); /* the copy says: 2 free */
    assert_int_equal(f.ring.head_seen, seen);
    vx_spsc_commit(&f.ring, 2);
    assert_int_equal(vx_spsc_claim(&f.ring, 2, &slots), 2); /* it says: none, so look */
    assert_int_equal(f.ring.head_seen, 6);
}

/* ... or when a commit might have made a new high. */
static void a_commit_looks_only_for_a_new_high(void **state)
{
    (void)state;
    struct fixture f;
    uint64_t value;
    make(&f, 0);
    put(&f, 4, 0);
    take(&f, 4, &value);
    put(&f, 1, 0); /* by the copy 5, which would be a new high: looked, it is 1 */
    assert_int_equal(f.ring.head_seen, 4);
    assert_int_equal(vx_spsc_high(&f.ring), 4);
    take(&f, 1, &value);
    put(&f, 3, 0); /* by the copy 4: no new high, no look */
    assert_int_equal(f.ring.head_seen, 4);
    assert_int_equal(vx_spsc_high(&f.ring), 4);
}

static void free_counts_across_the_wrap(void **state)
{
    (void)state;
    struct fixture f;
    uint64_t value;
    void *slots;
    make(&f, UINT64_MAX - 2);
    put(&f, 3, 0);
    take(&f, 2, &value);
    assert_int_equal(vx_spsc_free(&f.ring, 7), 7);
    assert_int_equal(vx_spsc_claim(&f.ring, 7, &slots), 7);
    assert_int_equal(vx_spsc_free(&f.ring, CAPACITY), 7);
}

static void high_is_what_was_in_it_at_most(void **state)
{
    (void)state;
    struct fixture f;
    uint64_t value;
    make(&f, UINT64_MAX - 50);
    for (unsigned lap = 0; lap < 100; lap++) {
        for (unsigned n = 0; n < 3; n++)
            assert_int_equal(put(&f, 1, n), 1);
        for (unsigned n = 0; n < 3; n++)
            assert_int_equal(take(&f, 1, &value), 1);
        assert_int_equal(vx_spsc_high(&f.ring), 3);
    }
    while (put(&f, 1, 0) > 0)
        continue;
    assert_int_equal(vx_spsc_high(&f.ring), CAPACITY);
    take(&f, 8, &value);
    assert_int_equal(vx_spsc_high(&f.ring), CAPACITY);
}

/* Random batches against a queue that is an array. */
static void behaves_as_a_queue(void **state)
{
    (void)state;
    for (size_t s = 0; s < VX_LEN(starts); s++) {
        struct fixture f;
        struct vx_prng p;
        uint64_t in = 0, out = 0, high = 0;
        make(&f, starts[s]);
        vx_prng_seed(&p, s);
        for (unsigned i = 0; i < 20000; i++) {
            uint32_t want = (uint32_t)vx_prng_below(&p, CAPACITY + 3);
            uint64_t run = CAPACITY - (starts[s] + (i % 2 ? out : in)) % CAPACITY;
            if (i % 2 == 0) {
                uint64_t expected = vx_min_u64(want, vx_min_u64(run, CAPACITY - (in - out)));
                assert_int_equal(put(&f, want, in), expected);
                in += expected;
                high = vx_max_u64(high, in - out);
            } else {
                uint64_t value = out;
                uint64_t expected = vx_min_u64(want, vx_min_u64(run, in - out));
                assert_int_equal(take(&f, want, &value), expected);
                assert_int_equal(value, out);
                out += expected;
            }
            assert_int_equal(vx_spsc_used(&f.ring), in - out);
            assert_int_equal(vx_spsc_high(&f.ring), high);
        }
        assert_true(in > 10000);
    }
}

static void check_threads(uint64_t capacity, uint64_t start, uint64_t items)
{
    items = vx_test_scaled(items);
    struct spsc_run run = {.capacity = capacity, .start = start, .items = items, .seed = capacity};
    scenario_spsc(&run);
    assert_true(run.started);
    assert_int_equal(run.seen, items);
    assert_int_equal(run.wrong, 0);
    assert_int_equal(run.beyond, 0);
    assert_int_equal(run.left, 0);
    assert_in_range(run.high, 1, capacity);
    assert_true(run.batches > 0 || capacity < 64); /* two slots may go to and fro singly */
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
        cmocka_unit_test(footprint_knows_its_limits),
        cmocka_unit_test(init_refuses_what_it_cannot_use),
        cmocka_unit_test(starts_empty),
        cmocka_unit_test(full_claims_nothing_and_loses_nothing),
        cmocka_unit_test(a_run_ends_at_the_wrap),
        cmocka_unit_test(a_part_of_a_claim_may_be_committed),
        cmocka_unit_test(a_part_of_what_was_peeked_may_be_released),
        cmocka_unit_test(looks_again_only_when_the_copy_says_full),
        cmocka_unit_test(a_commit_looks_only_for_a_new_high),
        cmocka_unit_test(free_counts_across_the_wrap),
        cmocka_unit_test(high_is_what_was_in_it_at_most),
        cmocka_unit_test(what_is_put_and_taken_changes_hands_later),
        cmocka_unit_test(behaves_as_a_queue),
        cmocka_unit_test(two_threads_keep_order_and_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
