/*
 * test_flow.c: the synthetic load by itself: when orders arrive, and which.
 */
#include "flow_open.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/hash.h"

static uint64_t hash_tx(uint64_t h, const struct vx_tx *tx)
{
    h = vx_hash_word(h, tx->id);
    h = vx_hash_word(h, tx->due_ns);
    h = vx_hash_word(h, (uint64_t)(uint32_t)tx->price << 32 | tx->qty);
    return vx_hash_word(h, (uint64_t)tx->instrument << 32 | (uint64_t)tx->kind << 8 | tx->flags);
}

/* ---- set-up ---- */

static void test_config_that_cannot_be(void **state)
{
    (void)state;
    struct vx_flow_config bad[9];
    for (unsigned i = 0; i < VX_LEN(bad); i++)
        bad[i] = flow_usual;
    bad[0].tick = 0;
    bad[1].mid = 0;
    bad[2].price_min = 0;
    bad[3].price_max = bad[3].price_min - 1;
    bad[4].instruments = 0;
    bad[5].instruments = VX_INSTRUMENTS_MAX + 1;
    bad[6].standing = 0;
    bad[7].flow = VX_FLOWS;
    bad[8].tick = 5000, bad[8].price_min = 5001, bad[8].price_max = 9999; /* no multiple in it */
    VX_ALIGNED(VX_LINE) static unsigned char mem[VX_LINE];
    struct vx_flow *flow;
    for (unsigned i = 0; i < VX_LEN(bad); i++) {
        assert_int_equal(vx_flow_footprint(&bad[i]), 0);
        assert_int_equal(vx_flow_init(mem, sizeof mem, &bad[i], &flow), VX_E_INVALID);
    }
    assert_int_equal(vx_flow_init(mem, sizeof mem, &flow_usual, &flow), VX_E_MEMORY);
    assert_int_equal(vx_flow_init(mem + 1, SIZE_MAX, &flow_usual, &flow), VX_E_INVALID);
}

/* ---- arrivals ---- */

/* The mean within 1 % and three quantiles within half a per cent of an exponential's. */
static void test_gaps_are_exponential(void **state)
{
    (void)state;
    static const uint64_t rates[] = {1, 1000, 100000, 3000000};
    enum { N = 200000 };
    for (unsigned r = 0; r < VX_LEN(rates); r++) {
        struct vx_flow *flow = flow_open_shape(VX_FLOW_VELOX, rates[r]);
        const uint64_t mean = SECOND_NS / rates[r];
        uint64_t last = 0, under[3] = {0};
        struct vx_tx tx;
        for (unsigned i = 0; i < N; i++) {
            vx_flow_next(flow, 0, &tx);
            const uint64_t gap = tx.due_ns - last;
            under[0] += gap * 100000 < mean * 10536;  /* -ln 0.9 */
            under[1] += gap * 100000 < mean * 69315;  /* ln 2 */
            under[2] += gap * 100000 < mean * 230259; /* ln 10 */
            last = tx.due_ns;
        }
        assert_in_range(last / (N / 100), SECOND_NS * 99 / rates[r], SECOND_NS * 101 / rates[r]);
        assert_in_range(under[0], N / 1000 * 95, N / 1000 * 105);
        assert_in_range(under[1], N / 1000 * 495, N / 1000 * 505);
        assert_in_range(under[2], N / 1000 * 895, N / 1000 * 905);
        free(flow);
    }
}

/* Also where the mean gap is no whole number of nanoseconds, or less than one. */
static void test_high_rates_are_met(void **state)
{
    (void)state;
    static const uint64_t rates[] = {300000000, 700000000, 3000000000};
    enum { N = 1000000 };
    for (unsigned r = 0; r < VX_LEN(rates); r++) {
        struct vx_flow *flow = flow_open_shape(VX_FLOW_VELOX, rates[r]);
        struct vx_tx tx;
        for (unsigned i = 0; i < N; i++)
            vx_flow_next(flow, 0, &tx);
        const uint64_t ideal = (uint64_t)N * SECOND_NS / rates[r];
        assert_in_range(tx.due_ns, ideal * 99 / 100, ideal * 101 / 100);
        free(flow);
    }
}

static void test_rate_changes_while_it_runs(void **state)
{
    (void)state;
    struct vx_tx tx;
    struct vx_flow *flow = flow_open_shape(VX_FLOW_MARKET, 0);
    assert_true(vx_flow_due(flow) == VX_NEVER);

    vx_flow_rate(flow, 1000, 5 * SECOND_NS);
    assert_true(vx_flow_due(flow) > 5 * SECOND_NS);
    for (unsigned i = 0; i < 10000; i++)
        vx_flow_next(flow, 0, &tx);
    assert_in_range(tx.due_ns / 1000000, 14500, 15500); /* 10 s on, in ms */

    vx_flow_rate(flow, 100000, tx.due_ns); /* a hundred times faster from here on */
    const uint64_t from = tx.due_ns, due = vx_flow_due(flow);
    assert_true(due < from + 1000000);
    vx_flow_rate(flow, 100000, due + 5); /* the same again changes nothing */
    assert_true(vx_flow_due(flow) == due);
    for (unsigned i = 0; i < 10000; i++)
        vx_flow_next(flow, 0, &tx);
    assert_in_range((tx.due_ns - from) / 1000, 95000, 105000); /* 0.1 s, in us */

    vx_flow_rate(flow, VX_RATE_MAX, tx.due_ns);
    assert_true(vx_flow_due(flow) == 0);
    vx_flow_next(flow, 77 * SECOND_NS, &tx);
    assert_true(tx.due_ns == 77 * SECOND_NS);
    assert_true(vx_flow_due(flow) == 0);

    vx_flow_rate(flow, 0, tx.due_ns);
    assert_true(vx_flow_due(flow) == VX_NEVER);
    free(flow);
}

/* What arrives does not depend on when, but for the phases of flash-crash. */
static void test_orders_do_not_depend_on_the_rate(void **state)
{
    (void)state;
    struct vx_flow *slow = flow_open_shape(VX_FLOW_MARKET, 10);
    struct vx_flow *fast = flow_open_shape(VX_FLOW_MARKET, VX_RATE_MAX);
    for (unsigned i = 0; i < 100000; i++) {
        struct vx_tx a, b;
        vx_flow_next(slow, 0, &a);
        vx_flow_next(fast, i, &b);
        a.due_ns = b.due_ns = 0;
        assert_memory_equal(&a, &b, sizeof a);
    }
    free(slow);
    free(fast);
}

static void test_burst_is_even(void **state)
{
    (void)state;
    struct vx_flow *flow = flow_open_shape(VX_FLOW_MARKET, 0);
    struct vx_tx tx;
    vx_flow_burst(flow, 7, 1000, 500);
    for (unsigned i = 0; i < 7; i++) {
        assert_int_equal(vx_flow_due(flow), 500 + 1000 * i / 7);
        vx_flow_next(flow, 0, &tx);
        assert_int_equal(tx.due_ns, 500 + 1000 * i / 7);
    }
    assert_true(vx_flow_due(flow) == VX_NEVER);

    vx_flow_burst(flow, 10000, 0, 42); /* all at once */
    for (unsigned i = 0; i < 10000; i++) {
        assert_int_equal(vx_flow_due(flow), 42);
        vx_flow_next(flow, 0, &tx);
    }
    assert_true(vx_flow_due(flow) == VX_NEVER);
    vx_flow_burst(flow, 0, 1000, 42);
    assert_true(vx_flow_due(flow) == VX_NEVER);
    vx_flow_burst(flow, UINT64_MAX, UINT64_MAX, UINT64_MAX - 5); /* the largest does no harm */
    vx_flow_next(flow, 0, &tx);
    assert_true(tx.due_ns == UINT64_MAX - 5);
    assert_true(vx_flow_due(flow) == UINT64_MAX - 4);
    free(flow);
}

/* Twelve at once: eight run side by side, the rest join; none is lost, times never go back. */
static void test_bursts_add_up(void **state)
{
    (void)state;
    struct vx_flow *flow = flow_open_shape(VX_FLOW_MARKET, 1000);
    struct vx_tx tx;
    uint64_t last = 0, n = 0, end = 100000;
    for (unsigned i = 1; i <= 12; i++)
        vx_flow_burst(flow, 1000 * i, i % 3 ? end * i / 12 : 0, 0);
    while (vx_flow_due(flow) <= end) {
        vx_flow_next(flow, 0, &tx);
        assert_true(tx.due_ns >= last);
        last = tx.due_ns;
        n++;
    }
    assert_in_range(n, 78000, 78003); /* 1000 * (1 + ... + 12), and 0.1 of the steady ones */
    free(flow);
}

static void test_shift_moves_what_is_due(void **state)
{
    (void)state;
    struct vx_flow *flow = flow_open_shape(VX_FLOW_MARKET, 1000);
    struct vx_tx tx;
    const uint64_t due = vx_flow_due(flow);
    vx_flow_shift(flow, 1000000000);
    assert_int_equal(vx_flow_due(flow), due + 1000000000);
    vx_flow_burst(flow, 2, 100, 0);
    vx_flow_shift(flow, 300);
    vx_flow_next(flow, 0, &tx);
    assert_int_equal(tx.due_ns, 300);
    assert_int_equal(vx_flow_due(flow), 350);
    vx_flow_rate(flow, VX_RATE_MAX, 0);
    vx_flow_shift(flow, 300);
    assert_int_equal(vx_flow_due(flow), 0);
    free(flow);
}

/* A pause in the middle of a crash: what comes behind it is what would have come, that much later.
 */
static void test_a_shift_moves_the_cycle(void **state)
{
    (void)state;
    const uint64_t pause = 3 * SECOND_NS;
    struct vx_flow *straight = flow_open_shape(VX_FLOW_FLASH_CRASH, 1000);
    struct vx_flow *paused = flow_open_shape(VX_FLOW_FLASH_CRASH, 1000);
    struct vx_tx a, b;
    uint64_t shift = 0;
    do {
        if (shift == 0 && vx_flow_due(straight) > SECOND_NS) {
            vx_flow_shift(paused, pause);
            shift = pause;
        }
        vx_flow_next(straight, 0, &a);
        vx_flow_next(paused, 0, &b);
        b.due_ns -= shift;
        assert_memory_equal(&a, &b, sizeof a);
    } while (a.due_ns < 20 * SECOND_NS);
    free(straight);
    free(paused);
}

/* ---- orders ---- */

struct mix {
    unsigned adds, ioc, market, cancels, replaces;
};

/* Fields a transaction of a load may have, and no others; ids of new orders only go up. */
static void check_tx(const struct vx_tx *tx, const struct vx_flow_config *c, uint64_t *last_id,
                     struct mix *mix)
{
    assert_int_equal(vx_tx_source(tx), VX_SOURCE_LOAD);
    assert_true(tx->owner == 0 && tx->code == 0 && tx->was == 0);
    assert_true(tx->instrument < c->instruments && tx->id >= VX_ID_LOAD);
    const bool limit = tx->kind == VX_TX_LIMIT;
    const bool priced = limit || (tx->kind == VX_TX_REPLACE && tx->price);
    if (priced)
        assert_true(tx->price % c->tick == 0 && tx->price >= c->price_min &&
                    tx->price <= c->price_max);
    else
        assert_int_equal(tx->price, 0);
    if (limit || tx->kind == VX_TX_MARKET) {
        assert_true(tx->qty >= 1 && tx->qty <= 500000);
        assert_true(tx->id > *last_id);
        *last_id = tx->id;
    } else {
        assert_true(tx->id <= *last_id);
    }
    mix->adds += limit && vx_tx_tif(tx) == VX_TIF_GTC;
    mix->ioc += limit && vx_tx_tif(tx) == VX_TIF_IOC;
    mix->market += tx->kind == VX_TX_MARKET;
    mix->cancels += tx->kind == VX_TX_CANCEL;
    mix->replaces += tx->kind == VX_TX_REPLACE;
    assert_true(tx->kind != VX_TX_CANCEL || tx->qty == 0);
}

static void test_market_mix(void **state)
{
    (void)state;
    struct vx_flow *flow = flow_open_shape(VX_FLOW_MARKET, 100000);
    struct vx_tx tx;
    struct mix mix = {0};
    uint64_t last_id = 0;
    for (unsigned i = 0; i < 50000; i++) { /* the book fills first */
        vx_flow_next(flow, 0, &tx);
        check_tx(&tx, &flow_usual, &last_id, &mix);
    }
    mix = (struct mix){0};
    for (unsigned i = 0; i < 1000000; i++) {
        vx_flow_next(flow, 0, &tx);
        check_tx(&tx, &flow_usual, &last_id, &mix);
    }
    assert_in_range(mix.adds, 440000, 480000);
    assert_in_range(mix.cancels, 370000, 410000);
    assert_in_range(mix.replaces, 48000, 52000);
    assert_in_range(mix.ioc + mix.market, 98000, 102000);
    assert_in_range(mix.ioc * 100 / (mix.ioc + mix.market), 55, 65);
    free(flow);
}

static void test_velox_is_uniform(void **state)
{
    (void)state;
    enum { N = 400000, BINS = 20 };
    struct vx_flow *flow = flow_open_shape(VX_FLOW_VELOX, 100000);
    struct vx_tx tx;
    unsigned price[BINS + 1] = {0}, side[2] = {0}, adds = 0;
    uint64_t lots = 0;
    for (unsigned i = 0; i < N; i++) {
        vx_flow_next(flow, 0, &tx);
        if (tx.kind == VX_TX_CANCEL)
            continue;
        assert_int_equal(tx.kind, VX_TX_LIMIT);
        assert_int_equal(vx_tx_tif(&tx), VX_TIF_GTC);
        assert_in_range(tx.price, 900000, 1100000);
        assert_in_range(tx.qty, 1, 100);
        price[(tx.price - 900000) / 10000]++;
        side[vx_tx_side(&tx)]++;
        lots += tx.qty;
        adds++;
    }
    for (unsigned i = 0; i < BINS; i++)
        assert_in_range(price[i], adds / BINS * 97 / 100, adds / BINS * 103 / 100);
    assert_in_range(price[BINS], 1, 3 * adds / 2001); /* 110.00 itself */
    assert_in_range(side[VX_BID], adds * 49 / 100, adds * 51 / 100);
    assert_in_range(lots * 10 / adds, 500, 510); /* the mean of 1..100 is 50.5 */
    free(flow);
}

/* Every shape stays in the band, on the tick and within its books, however odd they are. */
static void test_odd_configs(void **state)
{
    (void)state;
    static const struct vx_flow_config odd[] = {
        {.tick = 100, .mid = 1000000, .price_min = 1000000, .price_max = 1000000}, /* one price */
        {.tick = 1, .mid = 1, .price_min = 1, .price_max = 3},
        {.tick = 700, .mid = 1000000, .price_min = 1, .price_max = 1003000},
        {.tick = 100, .mid = 1000000, .price_min = 100, .price_max = 500000},  /* mid above it */
        {.tick = 100, .mid = 10000, .price_min = 900000, .price_max = 950000}, /* and below */
        {.tick = 1000000, .mid = 2000000000, .price_min = 1, .price_max = 2147480000},
        {.tick = 1, .mid = 2000000000, .price_min = 1, .price_max = 2147480000},
        {.tick = 1, .mid = 1000000, .price_min = 990000, .price_max = 1010000},
    };
    static const uint32_t standing[] = {1, 100, 5000};
    static const uint32_t instruments[] = {1, 3, VX_INSTRUMENTS_MAX};
    for (unsigned i = 0; i < VX_LEN(odd) * VX_LEN(standing) * VX_FLOWS; i++) {
        struct vx_flow_config c = odd[i / VX_FLOWS % VX_LEN(odd)];
        c.flow = (enum vx_flow_id)(i % VX_FLOWS);
        c.standing = standing[i / VX_FLOWS / VX_LEN(odd)];
        c.instruments = instruments[i % VX_LEN(instruments)];
        c.seed = i;
        struct vx_flow *flow = flow_open(&c);
        struct vx_tx tx;
        struct mix mix = {0};
        uint64_t last_id = 0;
        vx_flow_rate(flow, 2000, 0); /* 10,000 arrivals go through half a crash */
        for (unsigned k = 0; k < 20000; k++) {
            vx_flow_next(flow, 0, &tx);
            check_tx(&tx, &c, &last_id, &mix);
        }
        assert_true(mix.adds > 0 && mix.adds - mix.cancels <= 20000);
        free(flow);
    }
}

/* Cancels and replaces name orders of the load's own, and no order is cancelled twice. */
static void test_cancels_name_own_orders(void **state)
{
    (void)state;
    enum { N = 300000 };
    unsigned char *placed = calloc(N + 1, 1);
    assert_non_null(placed);
    struct vx_flow_config c = flow_usual;
    c.standing = 2000;
    struct vx_flow *flow = flow_open(&c);
    vx_flow_rate(flow, 100000, 0);
    for (unsigned i = 0; i < N; i++) {
        struct vx_tx tx;
        if (i % 50000 == 49999)
            vx_flow_shape(flow, (enum vx_flow_id)(i / 50000 % VX_FLOWS));
        vx_flow_next(flow, 0, &tx);
        assert_true(tx.id - VX_ID_LOAD <= N);
        unsigned char *state_of = &placed[tx.id - VX_ID_LOAD];
        if (tx.kind == VX_TX_LIMIT && vx_tx_tif(&tx) == VX_TIF_GTC)
            *state_of = 1;
        if (tx.kind == VX_TX_CANCEL || tx.kind == VX_TX_REPLACE)
            assert_int_equal(*state_of, 1);
        if (tx.kind == VX_TX_CANCEL)
            *state_of = 2;
    }
    free(flow);
    free(placed);
}

/* ---- the same everywhere ---- */

static void test_golden_hashes(void **state)
{
    (void)state;
    static const struct {
        enum vx_flow_id flow;
        uint64_t seed, hash;
    } golden[] = {
        {VX_FLOW_MARKET, 42, 0x1965628b0df740beu}, {VX_FLOW_MARKET, 1, 0x5967fa2840c8bc6bu},
        {VX_FLOW_VELOX, 42, 0xd4ac2819bc0bd913u},  {VX_FLOW_FLASH_CRASH, 42, 0x1159708b66f9c9b5u},
        {VX_FLOW_QUIET, 42, 0x4bf5ca18157916fdu},
    };
    unsigned bad = 0;
    for (unsigned i = 0; i < VX_LEN(golden); i++) {
        struct vx_flow_config c = flow_usual;
        c.flow = golden[i].flow;
        c.seed = golden[i].seed;
        struct vx_flow *flow = flow_open(&c);
        vx_flow_rate(flow, 20000, 0); /* 5 s: into the crash */
        uint64_t hash = VX_HASH_START;
        for (unsigned k = 0; k < 100000; k++) {
            struct vx_tx tx;
            vx_flow_next(flow, 0, &tx);
            hash = hash_tx(hash, &tx);
        }
        if (hash != golden[i].hash)
            print_error("{VX_FLOW_%d, %" PRIu64 ", 0x%016" PRIx64 "u},\n", (int)golden[i].flow,
                        golden[i].seed, hash);
        bad += hash != golden[i].hash;
        free(flow);
    }
    assert_int_equal(bad, 0);
}

/* After a new seed what stood is pulled, then come the same orders under new ids. */
static void test_seed_starts_over(void **state)
{
    (void)state;
    enum { N = 100000 };
    struct vx_flow *fresh = flow_open_shape(VX_FLOW_MARKET, 100000);
    struct vx_flow *flow = flow_open_shape(VX_FLOW_QUIET, 100000);
    struct vx_tx a, b;
    uint64_t last_id = 0, pulls = 0;
    for (unsigned i = 0; i < N; i++) {
        vx_flow_next(flow, 0, &b);
        last_id = b.kind == VX_TX_LIMIT || b.kind == VX_TX_MARKET ? b.id : last_id;
    }
    vx_flow_shape(flow, VX_FLOW_MARKET);
    vx_flow_seed(flow, flow_usual.seed);
    for (vx_flow_next(flow, 0, &b); b.kind == VX_TX_CANCEL; vx_flow_next(flow, 0, &b))
        pulls++;
    assert_in_range(pulls, 100, 400); /* quiet keeps about 300 standing */
    vx_flow_next(fresh, 0, &a);
    const uint64_t apart = b.id - a.id;
    assert_true(b.id > last_id);
    for (unsigned i = 0; i < N; i++) {
        assert_int_equal(b.id, a.id + apart);
        b.id = a.id;
        b.due_ns = a.due_ns;
        assert_memory_equal(&a, &b, sizeof a);
        vx_flow_next(fresh, 0, &a);
        vx_flow_next(flow, 0, &b);
    }
    free(fresh);
    free(flow);
}

static void test_seed_and_rate_start_the_times_over(void **state)
{
    (void)state;
    struct vx_flow *a = flow_open_shape(VX_FLOW_MARKET, 100000);
    struct vx_flow *b = flow_open_shape(VX_FLOW_MARKET, 7);
    vx_flow_rate(b, 100000, 0);
    vx_flow_seed(b, flow_usual.seed);
    vx_flow_rate(b, 100000, 0);
    for (unsigned i = 0; i < 1000; i++) {
        struct vx_tx x, y;
        vx_flow_next(a, 0, &x);
        vx_flow_next(b, 0, &y);
        assert_memory_equal(&x, &y, sizeof x);
    }
    free(a);
    free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_config_that_cannot_be),
        cmocka_unit_test(test_gaps_are_exponential),
        cmocka_unit_test(test_high_rates_are_met),
        cmocka_unit_test(test_rate_changes_while_it_runs),
        cmocka_unit_test(test_orders_do_not_depend_on_the_rate),
        cmocka_unit_test(test_burst_is_even),
        cmocka_unit_test(test_bursts_add_up),
        cmocka_unit_test(test_shift_moves_what_is_due),
        cmocka_unit_test(test_a_shift_moves_the_cycle),
        cmocka_unit_test(test_market_mix),
        cmocka_unit_test(test_velox_is_uniform),
        cmocka_unit_test(test_odd_configs),
        cmocka_unit_test(test_cancels_name_own_orders),
        cmocka_unit_test(test_golden_hashes),
        cmocka_unit_test(test_seed_starts_over),
        cmocka_unit_test(test_seed_and_rate_start_the_times_over),
    };
    return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
