/*
 * test_hist.c: the histogram against sorted samples.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/prng.h"
#include "core/telemetry/hist_differ.h"

#define SAMPLES 20000u

static struct vx_hist hist;
static struct vx_hist_copy copy, older, between;

static int setup(void **state)
{
    (void)state;
    memset(&hist, 0, sizeof(hist));
    return 0;
}

static void buckets_cover_every_value_once(void **state)
{
    (void)state;
    assert_int_equal(vx_hist_lowest(0), 0);
    for (uint32_t i = 0; i < VX_HIST_COUNTS; i++) {
        assert_int_equal(vx_hist_index(vx_hist_lowest(i)), i);
        assert_int_equal(vx_hist_index(vx_hist_highest(i)), i);
        if (i > 0)
            assert_int_equal(vx_hist_lowest(i), vx_hist_highest(i - 1) + 1);
    }
    assert_true(vx_hist_highest(VX_HIST_COUNTS - 1) == UINT64_MAX);
}

static void boundaries(void **state)
{
    (void)state;
    assert_int_equal(vx_hist_index(0), 0);
    assert_int_equal(vx_hist_index(127), 127);
    assert_int_equal(vx_hist_index(128), 128);
    assert_int_equal(vx_hist_index(129), 128);
    assert_int_equal(vx_hist_index(130), 129);
    assert_int_equal(vx_hist_index(255), 191);
    assert_int_equal(vx_hist_index(256), 192);
    assert_int_equal(vx_hist_index(((uint64_t)1 << 37) - 1), VX_HIST_COUNTS - 1);
    assert_int_equal(vx_hist_index((uint64_t)1 << 37), VX_HIST_COUNTS - 1);
    assert_int_equal(vx_hist_index(UINT64_MAX), VX_HIST_COUNTS - 1);
}

static void a_value_is_known_to_within_one_part_in_64(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < VX_HIST_COUNTS - 1; i++) {
        uint64_t width = vx_hist_highest(i) - vx_hist_lowest(i);
        assert_true(width * 64 <= vx_hist_lowest(i));
    }
}

static void empty(void **state)
{
    (void)state;
    vx_hist_take(&copy, &hist);
    assert_int_equal(copy.count, 0);
    assert_int_equal(vx_hist_quantile(&copy, 500000), 0);
    assert_int_equal(vx_hist_quantile(&copy, 1000000), 0);
    assert_int_equal(vx_hist_mean(&copy), 0);
}

static void one_value_is_every_quantile(void **state)
{
    (void)state;
    vx_hist_record(&hist, 1000003);
    vx_hist_take(&copy, &hist);
    assert_int_equal(copy.count, 1);
    assert_int_equal(copy.sum, 1000003);
    assert_int_equal(copy.max, 1000003);
    assert_int_equal(vx_hist_mean(&copy), 1000003);
    for (uint32_t ppm = 0; ppm <= 1000000; ppm += 1000)
        assert_int_equal(vx_hist_quantile(&copy, ppm), 1000003); /* the bucket's edge, cut at max */
}

static void huge_values_stand_in_the_last_bucket_and_max_is_exact(void **state)
{
    (void)state;
    uint64_t huge = ((uint64_t)1 << 50) + 12345;
    vx_hist_record(&hist, 5);
    vx_hist_record(&hist, huge);
    vx_hist_take(&copy, &hist);
    assert_int_equal(copy.counts[VX_HIST_COUNTS - 1], 1);
    assert_int_equal(copy.max, huge);
    assert_int_equal(vx_hist_quantile(&copy, 1000000), huge);
    assert_int_equal(vx_hist_quantile(&copy, 500000), 5);
    assert_int_equal(vx_hist_quantile(&copy, 500001), huge);
}

/* A run of counts is the same as a record of each value that counts. */
static void a_run_is_as_many_records(void **state)
{
    static struct vx_hist one_by_one;
    struct vx_hist_run run = {0};
    struct vx_prng p;
    (void)state;
    memset(&one_by_one, 0, sizeof one_by_one);
    vx_prng_seed(&p, 5);
    for (unsigned i = 0; i < SAMPLES; i++) {
        const uint64_t value = vx_prng_next(&p) >> vx_prng_below(&p, 64), once = i % 3 != 0;
        if (once)
            vx_hist_record(&one_by_one, value);
        vx_hist_count(&hist, &run, value, once);
        if (i % 7 == 0) {
            vx_hist_end(&hist, &run);
            run = (struct vx_hist_run){0};
        }
    }
    vx_hist_end(&hist, &run);
    assert_memory_equal(&hist, &one_by_one, sizeof hist);
}

static void mean_is_rounded(void **state)
{
    (void)state;
    vx_hist_record(&hist, 1);
    vx_hist_record(&hist, 2);
    vx_hist_take(&copy, &hist);
    assert_int_equal(vx_hist_mean(&copy), 2); /* 1.5 */
    vx_hist_record(&hist, 1);
    vx_hist_take(&copy, &hist);
    assert_int_equal(vx_hist_mean(&copy), 1); /* 1.33 */
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Log-uniform values: every part of the histogram is met. */
static void record_samples(uint64_t seed, uint64_t *sample)
{
    struct vx_prng p;
    vx_prng_seed(&p, seed);
    for (unsigned i = 0; i < SAMPLES; i++) {
        sample[i] = vx_prng_next(&p) >> (27 + vx_prng_below(&p, 37));
        vx_hist_record(&hist, sample[i]);
    }
}

static void quantiles_are_those_of_the_sorted_samples(void **state)
{
    (void)state;
    static uint64_t sample[SAMPLES];
    static const uint32_t ppms[] = {1,      1000,   100000, 250000, 500000, 500001,
                                    900000, 990000, 999000, 999900, 1000000};
    uint64_t sum = 0;
    record_samples(11, sample);
    vx_hist_take(&copy, &hist);
    qsort(sample, SAMPLES, sizeof(sample[0]), by_value);
    for (unsigned i = 0; i < SAMPLES; i++)
        sum += sample[i];
    assert_int_equal(copy.count, SAMPLES);
    assert_int_equal(copy.sum, sum);
    assert_int_equal(copy.max, sample[SAMPLES - 1]);
    assert_int_equal(vx_hist_mean(&copy), (sum + SAMPLES / 2) / SAMPLES);
    for (size_t i = 0; i < VX_LEN(ppms); i++) {
        uint64_t rank = ((uint64_t)SAMPLES * ppms[i] + 999999) / 1000000;
        uint64_t exact = sample[rank - 1];
        uint64_t got = vx_hist_quantile(&copy, ppms[i]);
        assert_true(got >= exact);
        assert_true(got - exact <= exact / 64);
    }
}

static void interval_is_what_came_between(void **state)
{
    (void)state;
    vx_hist_record(&hist, 1000000);
    vx_hist_record(&hist, 7);
    vx_hist_take(&older, &hist);
    vx_hist_record(&hist, 10);
    vx_hist_record(&hist, 20);
    vx_hist_record(&hist, 300);
    vx_hist_take(&copy, &hist);
    vx_hist_interval(&between, &copy, &older);
    assert_int_equal(between.count, 3);
    assert_int_equal(between.sum, 330);
    assert_int_equal(vx_hist_mean(&between), 110);
    /* the interval's own max: the bucket of 300, not the million of before */
    assert_int_equal(between.max, vx_hist_highest(vx_hist_index(300)));
    assert_int_equal(vx_hist_quantile(&between, 500000), 20);
    assert_int_equal(vx_hist_quantile(&between, 1000000), between.max);
    vx_hist_interval(&between, &copy, &copy);
    assert_int_equal(between.count, 0);
    assert_int_equal(between.max, 0);
}

static void an_intervals_max_is_never_above_the_newest(void **state)
{
    (void)state;
    vx_hist_take(&older, &hist);
    vx_hist_record(&hist, 1000003);
    vx_hist_take(&copy, &hist);
    vx_hist_interval(&between, &copy, &older);
    assert_int_equal(between.max, 1000003);
}

static void *write_many(void *arg)
{
    struct vx_prng p;
    vx_prng_seed(&p, 5);
    for (unsigned i = 0; i < 10 * SAMPLES; i++)
        vx_hist_record(arg, vx_prng_below(&p, 1000000));
    return NULL;
}

/* A reader's copy fits together whatever the writer does meanwhile. */
static void copies_of_a_histogram_in_use(void **state)
{
    (void)state;
    pthread_t writer;
    uint64_t last = 0;
    unsigned wrong = 0;
    assert_int_equal(pthread_create(&writer, NULL, write_many, &hist), 0);
    do {
        uint64_t sum = 0;
        vx_hist_take(&copy, &hist);
        for (uint32_t i = 0; i < VX_HIST_COUNTS; i++)
            sum += copy.counts[i];
        wrong += sum != copy.count || copy.count < last || copy.max >= 1000000;
        last = copy.count;
    } while (last < 10 * SAMPLES);
    pthread_join(writer, NULL);
    assert_int_equal(wrong, 0);
}

/* ---- two of them ---- */

/* n exponential values around mean_ns, one in `tail` of them three times as long; 0: none. */
static void draw(struct vx_hist_copy *to, uint64_t seed, uint32_t n, uint32_t mean_ns,
                 uint32_t tail)
{
    struct vx_prng prng;
    vx_prng_seed(&prng, seed);
    memset(&hist, 0, sizeof hist);
    for (uint32_t i = 0; i < n; i++) {
        const uint64_t ns = vx_prng_exp_ns(&prng, mean_ns);
        vx_hist_record(&hist, tail && i % tail == 0 ? 3 * ns : ns);
    }
    vx_hist_take(to, &hist);
}

static void chance_is_no_difference(void **state)
{
    struct vx_hist_differ d;
    uint32_t found = 0, ks = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        draw(&copy, seed, 2000, 1000, 0);
        draw(&older, seed + 1000, 3000, 1000, 0);
        vx_hist_differ(&d, &copy, &older, 0);
        found += d.slower || d.faster;
        ks += d.ks;
    }
    assert_true(ks <= 6);       /* one in a thousand is claimed */
    assert_int_equal(found, 0); /* two intervals that do not meet are rarer still */
}

static void what_is_slower_is_found(void **state)
{
    struct vx_hist_differ d;
    (void)state;
    draw(&copy, 1, 50000, 1000, 0);
    draw(&older, 2, 50000, 1100, 0);
    vx_hist_differ(&d, &copy, &older, 0);
    assert_true(d.slower && !d.faster && d.ks && d.quantile[0].apart);
    vx_hist_differ(&d, &older, &copy, 0);
    assert_true(d.faster && !d.slower);
    vx_hist_differ(&d, &copy, &older, 200000); /* 20 %: more than there is */
    assert_false(d.slower || d.faster);
    draw(&older, 2, 50000, 1000, 10); /* the tail alone */
    vx_hist_differ(&d, &copy, &older, 0);
    assert_true(d.slower && !d.faster && d.quantile[2].apart);
}

static void little_or_nothing_claims_nothing(void **state)
{
    struct vx_hist_differ d;
    (void)state;
    draw(&copy, 1, 0, 1000, 0);
    draw(&older, 2, 50000, 9000, 0);
    vx_hist_differ(&d, &copy, &older, 0);
    assert_false(d.ks || d.slower || d.faster);
    draw(&copy, 1, 15, 1000, 0);
    vx_hist_differ(&d, &copy, &older, 0);
    assert_true(d.ks); /* so few are enough for this one */
    assert_false(d.slower || d.faster);
    assert_true(d.quantile[0].a_low_ns == 0 && d.quantile[0].a_high_ns == UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buckets_cover_every_value_once),
        cmocka_unit_test(boundaries),
        cmocka_unit_test(a_value_is_known_to_within_one_part_in_64),
        cmocka_unit_test_setup(empty, setup),
        cmocka_unit_test_setup(one_value_is_every_quantile, setup),
        cmocka_unit_test_setup(huge_values_stand_in_the_last_bucket_and_max_is_exact, setup),
        cmocka_unit_test_setup(a_run_is_as_many_records, setup),
        cmocka_unit_test_setup(mean_is_rounded, setup),
        cmocka_unit_test_setup(quantiles_are_those_of_the_sorted_samples, setup),
        cmocka_unit_test_setup(interval_is_what_came_between, setup),
        cmocka_unit_test_setup(an_intervals_max_is_never_above_the_newest, setup),
        cmocka_unit_test_setup(copies_of_a_histogram_in_use, setup),
        cmocka_unit_test(chance_is_no_difference),
        cmocka_unit_test(what_is_slower_is_found),
        cmocka_unit_test(little_or_nothing_claims_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
