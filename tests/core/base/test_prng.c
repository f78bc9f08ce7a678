/*
 * test_prng.c: the generators against published numbers, the exponential gaps against the exact
 * distribution.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/base/prng.h"

#define DRAWS   2000000u
#define BINS    1000u
#define MEAN_NS ((uint64_t)1 << 40)

static void splitmix_gives_the_published_numbers(void **state)
{
    (void)state;
    static const uint64_t expected[] = {6457827717110365317u, 3203168211198807973u,
                                        9817491932198370423u, 4593380528125082431u,
                                        16408922859458223821u};
    uint64_t x = 1234567;
    for (size_t i = 0; i < VX_LEN(expected); i++)
        assert_true(vx_splitmix64(&x) == expected[i]);
}

static void xoshiro_gives_the_published_numbers(void **state)
{
    (void)state;
    static const uint64_t expected[] = {11520u,
                                        0u,
                                        1509978240u,
                                        1215971899390074240u,
                                        1216172134540287360u,
                                        607988272756665600u,
                                        16172922978634559625u,
                                        8476171486693032832u,
                                        10595114339597558777u,
                                        2904607092377533576u};
    struct vx_prng p = {{1, 2, 3, 4}};
    for (size_t i = 0; i < VX_LEN(expected); i++)
        assert_true(vx_prng_next(&p) == expected[i]);
}

static void seed_fills_the_state_from_splitmix(void **state)
{
    (void)state;
    struct vx_prng p;
    uint64_t x = 42;
    vx_prng_seed(&p, 42);
    for (unsigned i = 0; i < 4; i++)
        assert_true(p.s[i] == vx_splitmix64(&x));
}

static void below_stays_below_and_is_even(void **state)
{
    (void)state;
    struct vx_prng p;
    uint64_t seen[10] = {0};
    vx_prng_seed(&p, 7);
    assert_int_equal(vx_prng_below(&p, 1), 0);
    for (unsigned i = 0; i < 100000; i++) {
        uint64_t v = vx_prng_below(&p, VX_LEN(seen));
        assert_true(v < VX_LEN(seen));
        seen[v]++;
    }
    for (size_t i = 0; i < VX_LEN(seen); i++)
        assert_in_range(seen[i], 9500, 10500); /* five standard deviations */
    for (unsigned i = 0; i < 1000; i++)
        assert_true(vx_prng_below(&p, UINT64_MAX) < UINT64_MAX);
}

/* ---- exponential gaps ---- */

struct sample {
    double mean; /* in means */
    double variance;
    double longest;
    uint64_t *bin; /* BINS equally likely ones */
};

static double *thresholds(void)
{
    double *edge = malloc(BINS * sizeof(*edge));
    assert_non_null(edge);
    for (unsigned i = 0; i < BINS; i++)
        edge[i] = -log1p(-(double)(i + 1) / BINS);
    edge[BINS - 1] = INFINITY;
    return edge;
}

static unsigned bin_of(const double *edge, double x)
{
    unsigned low = 0, high = BINS - 1;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (x <= edge[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void draw(struct sample *s, uint64_t seed)
{
    struct vx_prng p;
    double sum = 0, squares = 0;
    double *edge = thresholds();
    vx_prng_seed(&p, seed);
    for (unsigned i = 0; i < DRAWS; i++) {
        double x = (double)vx_prng_exp_ns(&p, MEAN_NS) / (double)MEAN_NS;
        sum += x;
        squares += x * x;
        s->longest = x > s->longest ? x : s->longest;
        s->bin[bin_of(edge, x)]++;
    }
    s->mean = sum / DRAWS;
    s->variance = squares / DRAWS - s->mean * s->mean;
    free(edge);
}

/* The bounds are four standard deviations of each figure; the seeds are fixed. */
static void gaps_are_exponential(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct sample s = {.bin = calloc(BINS, sizeof(uint64_t))};
        assert_non_null(s.bin);
        draw(&s, seed);
        assert_true(fabs(s.mean - 1) < 4 * sqrt(1.0 / DRAWS));
        assert_true(fabs(s.variance - 1) < 4 * sqrt(8.0 / DRAWS));
        /* the longest of n is ln n + a Gumbel variate */
        assert_true(s.longest > log(DRAWS) - 2 && s.longest < log(DRAWS) + 12);
        double chi2 = 0;
        uint64_t below = 0;
        for (unsigned i = 0; i < BINS; i++) {
            double expected = (double)DRAWS / BINS;
            double by = (double)s.bin[i] - expected;
            chi2 += by * by / expected;
            below += s.bin[i];
            double q = (double)(i + 1) / BINS;
            assert_true(fabs((double)below / DRAWS - q) <= 4.5 * sqrt(q * (1 - q) / DRAWS) + 1e-9);
        }
        assert_true(fabs(chi2 - (BINS - 1)) < 4 * sqrt(2.0 * (BINS - 1)));
        free(s.bin);
    }
}

/* The same numbers from every compiler and machine: worked out apart from this program. */
static void gaps_are_golden(void **state)
{
    (void)state;
    static const struct {
        uint64_t seed;
        uint64_t gap[6];
        uint64_t sum; /* of the first 10,000 */
    } golden[] = {
        {1, {3525, 6531, 5549, 9382, 3607, 19409}, 100940178},
        {42, {24786, 9703, 3856, 783, 82, 2617}, 101137068},
        {20121121, {3525, 1821, 359, 16253, 1450, 4761}, 99404992},
    };
    for (size_t i = 0; i < VX_LEN(golden); i++) {
        struct vx_prng p;
        uint64_t sum = 0;
        vx_prng_seed(&p, golden[i].seed);
        for (unsigned k = 0; k < 10000; k++) {
            uint64_t gap = vx_prng_exp_ns(&p, 10000);
            sum += gap;
            if (k < VX_LEN(golden[i].gap))
                assert_int_equal(gap, golden[i].gap[k]);
        }
        assert_int_equal(sum, golden[i].sum);
    }
}

static void gaps_are_right_to_a_part_of_their_mean(void **state)
{
    (void)state;
    const double mean = (double)((uint64_t)1 << 40);
    struct vx_prng p, same;
    vx_prng_seed(&p, 11);
    vx_prng_seed(&same, 11);
    for (unsigned i = 0; i < 100000; i++) {
        const double u = (double)(vx_prng_next(&same) | 1);
        const double gap = (double)vx_prng_exp_ns(&p, (uint64_t)1 << 40) / mean;
        assert_true(fabs(gap - (64 * log(2) - log(u))) < 1.0 / (1 << 19));
    }
}

static void gaps_scale_with_their_mean(void **state)
{
    (void)state;
    struct vx_prng a, b;
    vx_prng_seed(&a, 9);
    vx_prng_seed(&b, 9);
    for (unsigned i = 0; i < 10000; i++) {
        uint64_t fine = vx_prng_exp_ns(&a, (uint64_t)1 << 40);
        uint64_t coarse = vx_prng_exp_ns(&b, (uint64_t)1 << 20);
        uint64_t back = (fine + (1u << 19)) >> 20;
        assert_true(back == coarse || back == coarse + 1 || back + 1 == coarse);
    }
    assert_int_equal(vx_prng_exp_ns(&a, 0), 0);
}

static void the_longest_gap_is_44_means(void **state)
{
    (void)state;
    struct vx_prng zero_next = {{1, 0, 3, 4}}; /* s[1] == 0 makes the next number 0 */
    struct vx_prng copy = zero_next;
    assert_true(vx_prng_next(&copy) == 0);
    assert_int_equal(vx_prng_exp_ns(&zero_next, 1000), 44361); /* 64 ln 2 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splitmix_gives_the_published_numbers),
        cmocka_unit_test(xoshiro_gives_the_published_numbers),
        cmocka_unit_test(seed_fills_the_state_from_splitmix),
        cmocka_unit_test(below_stays_below_and_is_even),
        cmocka_unit_test(gaps_are_exponential),
        cmocka_unit_test(gaps_are_golden),
        cmocka_unit_test(gaps_are_right_to_a_part_of_their_mean),
        cmocka_unit_test(gaps_scale_with_their_mean),
        cmocka_unit_test(the_longest_gap_is_44_means),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
