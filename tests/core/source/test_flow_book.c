/*
 * test_flow_book.c: what the synthetic load makes of a book: how many orders stand, how the
 * touch looks, how often it cancels what is gone.
 */
#include "flow_open.h"

#include <stdlib.h>

#include "../../scale.h"

#define LONG_RUN vx_max_u64(vx_test_scaled(5000000), 300000)

struct seen {
    uint64_t arrivals, misses, samples, two_sided, deep, tight;
    uint32_t most;     /* orders resting */
    int32_t low, high; /* best bid and best ask, ticks */
};

static void sample(struct seen *s, const struct vx_book *book, int32_t tight)
{
    struct vx_book_level bid[20], ask[20];
    const uint32_t bids = vx_book_depth(book, 0, VX_BID, bid, 20);
    const uint32_t asks = vx_book_depth(book, 0, VX_ASK, ask, 20);
    s->samples++;
    if (!bids || !asks)
        return;
    s->two_sided++;
    s->deep += bids == 20 && asks == 20;
    s->tight += ask->price_ticks - bid->price_ticks <= tight;
    s->low = !s->low || bid->price_ticks < s->low ? bid->price_ticks : s->low;
    s->high = ask->price_ticks > s->high ? ask->price_ticks : s->high;
}

static void run(struct vx_flow *flow, struct drive *d, uint64_t n, int32_t tight, struct seen *s)
{
    const uint64_t misses = d->rejected[VX_REJECT_UNKNOWN_ID];
    for (uint64_t i = 0; i < n; i++) {
        struct vx_tx tx;
        vx_flow_next(flow, 0, &tx);
        drive_tx(d, &tx, 64, NULL, NULL);
        const uint32_t orders = vx_book_orders(d->book);
        s->most = orders > s->most ? orders : s->most;
        if (i > n / 20 && i % 101 == 0)
            sample(s, d->book, tight);
    }
    s->arrivals += n;
    s->misses += d->rejected[VX_REJECT_UNKNOWN_ID] - misses;
    assert_int_equal(vx_book_check(d->book), 0);
    for (unsigned code = 0; code < VX_REJECT_CODES; code++)
        assert_true(code == VX_REJECT_UNKNOWN_ID || d->rejected[code] == 0);
}

static struct seen run_alone(enum vx_flow_id shape, uint64_t rate, uint64_t n, int32_t tight)
{
    struct seen s = {0};
    struct drive d;
    struct vx_flow *flow = flow_open_shape(shape, rate);
    drive_open(&d, 1);
    run(flow, &d, n, tight, &s);
    assert_true(d.fills > n / 100);
    drive_close(&d);
    free(flow);
    return s;
}

/* 50 s of market: the book is bounded, two-sided, deep and tight; the mid stays near its start. */
static void test_market_lives(void **state)
{
    (void)state;
    const struct seen s = run_alone(VX_FLOW_MARKET, 100000, LONG_RUN, 3);
    assert_true(s.most <= flow_usual.standing && s.most >= flow_usual.standing / 2);
    assert_true(s.two_sided == s.samples);
    assert_true(s.deep * 1000 >= s.samples * 999);
    assert_true(s.tight * 100 >= s.samples * 99);
    assert_true(s.misses * 200 <= s.arrivals); /* half a per cent */
    assert_true(s.low > 9500 && s.high < 10500);
}

/* The pulled outer orders are bounded by .standing, what the middle holds is on top of it. */
static void test_velox_lives(void **state)
{
    (void)state;
    const struct seen s = run_alone(VX_FLOW_VELOX, 100000, LONG_RUN / 2, 2000);
    assert_true(s.most <= flow_usual.standing + 1000);
    assert_true(s.two_sided == s.samples);
    assert_true(s.misses * 50 <= s.arrivals);
}

static void test_quiet_lives(void **state)
{
    (void)state;
    const struct seen s = run_alone(VX_FLOW_QUIET, 1000, LONG_RUN / 10, 12);
    assert_true(s.most <= 400 && s.most >= 200);
    assert_true(s.two_sided == s.samples);
    assert_true(s.tight * 100 >= s.samples * 99);
    assert_true(s.misses * 100 <= s.arrivals);
}

/* Three cycles at a slow and a fast rate: down by 5 to 10 %, back by the next calm, bounded. */
static void test_flash_crash_crashes(void **state)
{
    (void)state;
    static const uint64_t rates[] = {1000, 20000};
    for (unsigned r = 0; r < VX_LEN(rates); r++) {
        struct drive d;
        struct vx_flow *flow = flow_open_shape(VX_FLOW_FLASH_CRASH, rates[r]);
        drive_open(&d, 1);
        for (unsigned cycle = 0; cycle < 3; cycle++) {
            struct seen calm = {0}, crash = {0}, after = {0};
            run(flow, &d, rates[r] * 4, 100, &calm);  /* 0 s to 4 s */
            run(flow, &d, rates[r] * 3, 100, &crash); /* to 7 s: the floor */
            run(flow, &d, rates[r] * 3, 100, &after); /* to 10 s: recovered */
            struct vx_book_level bid = {0}, ask = {0};
            assert_true(vx_book_best(d.book, 0, VX_BID, &bid));
            assert_true(vx_book_best(d.book, 0, VX_ASK, &ask));
            assert_true(calm.low > 9800 && calm.two_sided == calm.samples);
            assert_in_range(crash.low, 8900, 9600);
            assert_in_range(bid.price_ticks, 9800, 10100);
            assert_in_range(ask.price_ticks, 9900, 10200);
            assert_true(crash.two_sided * 100 >= crash.samples * 90);
            assert_true(after.two_sided * 100 >= after.samples * 95);
            assert_true(calm.most <= flow_usual.standing && crash.most <= flow_usual.standing);
            assert_true(calm.misses * 50 <= calm.arrivals);
        }
        drive_close(&d);
        free(flow);
    }
}

/* Several instruments share the bound; each of them has a market. */
static void test_instruments_all_trade(void **state)
{
    (void)state;
    enum { INSTRUMENTS = 8 };
    struct drive d;
    struct seen s = {0};
    struct vx_flow_config c = flow_usual;
    c.instruments = INSTRUMENTS;
    struct vx_flow *flow = flow_open(&c);
    vx_flow_rate(flow, 100000, 0);
    drive_open(&d, INSTRUMENTS);
    run(flow, &d, 500000, 3, &s);
    for (uint16_t i = 0; i < INSTRUMENTS; i++) {
        struct vx_book_level level[20];
        assert_int_equal(vx_book_depth(d.book, i, VX_BID, level, 20), 20);
        assert_int_equal(vx_book_depth(d.book, i, VX_ASK, level, 20), 20);
    }
    assert_true(s.most <= c.standing);
    drive_close(&d);
    free(flow);
}

/*
 * Shapes follow each other on the same book, as an operator changes them.  What the market left
 * in velox's middle stands on top of the bound until it is taken.
 */
static void test_shapes_follow_each_other(void **state)
{
    (void)state;
    struct drive d;
    struct seen s = {0};
    struct vx_flow *flow = flow_open_shape(VX_FLOW_MARKET, 20000);
    drive_open(&d, 1);
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned shape = 0; shape < VX_FLOWS; shape++) {
            vx_flow_shape(flow, (enum vx_flow_id)shape);
            run(flow, &d, 100000, 100, &s);
        }
    }
    assert_true(s.most <= 2 * flow_usual.standing);
    assert_true(s.misses * 20 <= s.arrivals);
    drive_close(&d);
    free(flow);
}

/*
 * Two of three transactions never reach the book.  The flow is told, so the book stays bounded
 * and what it cancels is there.
 */
static void test_losses_are_taken_back(void **state)
{
    (void)state;
    struct drive d;
    struct vx_prng prng;
    struct vx_flow *flow = flow_open_shape(VX_FLOW_MARKET, 100000);
    drive_open(&d, 1);
    vx_prng_seed(&prng, 7);
    uint64_t sent = 0;
    uint32_t most = 0;
    for (uint64_t i = 0, n = LONG_RUN / 4; i < n; i++) {
        struct vx_tx tx;
        vx_flow_next(flow, 0, &tx);
        if (vx_prng_below(&prng, 3)) {
            vx_flow_lost(flow);
            continue;
        }
        drive_tx(&d, &tx, 64, NULL, NULL);
        sent++;
        most = vx_book_orders(d.book) > most ? vx_book_orders(d.book) : most;
    }
    assert_true(most <= flow_usual.standing);
    assert_true(d.rejected[VX_REJECT_UNKNOWN_ID] * 50 <= sent);
    drive_close(&d);
    free(flow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_market_lives),
        cmocka_unit_test(test_velox_lives),
        cmocka_unit_test(test_quiet_lives),
        cmocka_unit_test(test_flash_crash_crashes),
        cmocka_unit_test(test_instruments_all_trade),
        cmocka_unit_test(test_shapes_follow_each_other),
        cmocka_unit_test(test_losses_are_taken_back),
    };
    return cmocka_run_group_tests_name("flow_book", tests, NULL, NULL);
}
