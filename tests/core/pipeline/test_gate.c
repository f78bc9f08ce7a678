/*
 * test_gate.c: the risk gate at its boundaries.
 */
#include "../session/rig.h"

#include <stdlib.h>
#include <string.h>

#include "core/pipeline/gate.h"

struct world {
    struct vx_panel *panel;
    struct vx_marks *marks;
    struct vx_gate gate;
};

static int set_up(void **state)
{
    struct world *w = test_calloc(1, sizeof *w);
    assert_int_equal(vx_panel_open(&w->panel), 0);
    w->marks = aligned_alloc(VX_LINE, sizeof *w->marks);
    memset(w->marks, 0, sizeof *w->marks);
    w->gate = (struct vx_gate){
        .panel = w->panel,
        .marks = w->marks,
        .tick = vx_recip_make(100),
        .price_min = 100,
        .price_max = 20000000,
        .instruments = 2,
    };
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    vx_panel_close(w->panel);
    free(w->marks);
    test_free(w);
    return 0;
}

static void set(struct world *w, enum vx_setting s, int64_t value)
{
    atomic_store(&w->panel->control.setting[s], value);
}

static enum vx_reject check(struct world *w, const struct vx_tx *tx)
{
    return vx_gate_check(&w->gate, tx, 0, 0);
}

static const struct vx_tx good = {.id = 1, .kind = VX_TX_LIMIT, .price = 1000000, .qty = 10};

static void test_forms_at_their_boundaries(void **state)
{
    static const struct {
        const char *what;
        struct vx_tx tx;
        enum vx_reject want;
    } rows[] = {
        {"a good order", {.id = 1, .kind = 1, .price = 1000000, .qty = 1}, VX_REJECT_NONE},
        {"lowest price", {.id = 1, .kind = 1, .price = 100, .qty = 1}, VX_REJECT_NONE},
        {"below it", {.id = 1, .kind = 1, .price = 99, .qty = 1}, VX_REJECT_PRICE},
        {"zero price", {.id = 1, .kind = 1, .price = 0, .qty = 1}, VX_REJECT_PRICE},
        {"negative price", {.id = 1, .kind = 1, .price = -100, .qty = 1}, VX_REJECT_PRICE},
        {"lowest int", {.id = 1, .kind = 1, .price = INT32_MIN, .qty = 1}, VX_REJECT_PRICE},
        {"highest price", {.id = 1, .kind = 1, .price = 20000000, .qty = 1}, VX_REJECT_NONE},
        {"above it", {.id = 1, .kind = 1, .price = 20000100, .qty = 1}, VX_REJECT_PRICE},
        {"highest int", {.id = 1, .kind = 1, .price = INT32_MAX, .qty = 1}, VX_REJECT_PRICE},
        {"off the tick", {.id = 1, .kind = 1, .price = 1000050, .qty = 1}, VX_REJECT_PRICE},
        {"one off", {.id = 1, .kind = 1, .price = 1000001, .qty = 1}, VX_REJECT_PRICE},
        {"a market order has none", {.id = 1, .kind = 2, .price = 77, .qty = 1}, VX_REJECT_NONE},
        {"replace keeps it", {.id = 1, .kind = 4, .price = 0, .qty = 1}, VX_REJECT_NONE},
        {"replace off the tick", {.id = 1, .kind = 4, .price = 101, .qty = 1}, VX_REJECT_PRICE},
        {"replace below zero", {.id = 1, .kind = 4, .price = -1, .qty = 1}, VX_REJECT_PRICE},
        {"id 0", {.kind = 1, .price = 1000000, .qty = 1}, VX_REJECT_ID},
        {"market, id 0", {.kind = 2, .qty = 1}, VX_REJECT_ID},
        {"cancel of id 0", {.kind = 3}, VX_REJECT_NONE}, /* the book knows of none */
        {"largest id", {.id = VX_ID_MAX, .kind = 1, .price = 1000000, .qty = 1}, VX_REJECT_NONE},
        {"id above", {.id = VX_ID_MAX + 1, .kind = 2}, VX_REJECT_ID},
        {"cancel all needs none", {.kind = 5, .instrument = VX_ALL_INSTRUMENTS}, VX_REJECT_NONE},
        {"cancel all of one", {.kind = 5, .instrument = 1}, VX_REJECT_NONE},
        {"cancel all of another", {.kind = 5, .instrument = 2}, VX_REJECT_INSTRUMENT},
        {"last instrument", {.id = 1, .kind = 1, .price = 100, .instrument = 1}, VX_REJECT_NONE},
        {"one above", {.id = 1, .kind = 1, .price = 100, .instrument = 2}, VX_REJECT_INSTRUMENT},
        {"all of them", {.id = 1, .kind = 1, .instrument = UINT16_MAX}, VX_REJECT_INSTRUMENT},
        {"no kind", {.id = 1, .kind = 0}, VX_REJECT_KIND},
        {"a refusal from outside", {.id = 1, .kind = VX_TX_REFUSED}, VX_REJECT_KIND},
        {"a kind too many", {.id = 1, .kind = VX_TX_KINDS}, VX_REJECT_KIND},
        {"kind 255", {.id = 1, .kind = 255}, VX_REJECT_KIND},
    };
    struct world *w = *state;
    for (size_t i = 0; i < VX_LEN(rows); i++)
        if (check(w, &rows[i].tx) != rows[i].want)
            fail_msg("%s: %d, not %d", rows[i].what, (int)check(w, &rows[i].tx), (int)rows[i].want);
}

static void test_quantity(void **state)
{
    struct world *w = *state;
    struct vx_tx tx = good;
    set(w, VX_SET_RISK_QTY, 1000);
    tx.qty = 1000;
    assert_int_equal(check(w, &tx), VX_REJECT_NONE);
    tx.qty = 1001;
    assert_int_equal(check(w, &tx), VX_REJECT_RISK_QTY);
    tx.qty = UINT32_MAX;
    assert_int_equal(check(w, &tx), VX_REJECT_RISK_QTY);
    tx.kind = VX_TX_CANCEL;
    assert_int_equal(check(w, &tx), VX_REJECT_NONE);
    tx.kind = VX_TX_REPLACE;
    assert_int_equal(check(w, &tx), VX_REJECT_RISK_QTY);
}

static void test_notional(void **state)
{
    struct world *w = *state;
    struct vx_tx tx = good;
    set(w, VX_SET_RISK_NOTIONAL, 1000); /* 100.00 x 10 */
    assert_int_equal(check(w, &tx), VX_REJECT_NONE);
    tx.price += 100;
    assert_int_equal(check(w, &tx), VX_REJECT_RISK_NOTIONAL);
    tx.price = 1000000;
    tx.qty = 11;
    assert_int_equal(check(w, &tx), VX_REJECT_RISK_NOTIONAL);
}

static void test_notional_of_a_market_order_is_taken_at_the_reference(void **state)
{
    struct world *w = *state;
    const struct vx_tx tx = {.id = 1, .kind = VX_TX_MARKET, .qty = 11};
    set(w, VX_SET_RISK_NOTIONAL, 1000);
    assert_int_equal(check(w, &tx), VX_REJECT_NONE); /* nothing is known yet */
    vx_marks_refer(w->marks, 0, 1000000);
    assert_int_equal(check(w, &tx), VX_REJECT_RISK_NOTIONAL);
}

static void test_largest_products_do_not_wrap(void **state)
{
    struct world *w = *state;
    struct vx_tx tx = {.id = 1, .kind = VX_TX_LIMIT, .price = 2147480000, .qty = 1000000000};
    w->gate.price_max = 2147480000;
    w->gate.tick = vx_recip_make(10000);
    set(w, VX_SET_RISK_QTY, 1000000000);
    set(w, VX_SET_RISK_NOTIONAL, 1000000000000000);
    assert_int_equal(check(w, &tx), VX_REJECT_NONE); /* 2.1e14 */
    set(w, VX_SET_RISK_NOTIONAL, 214748000000000);
    assert_int_equal(check(w, &tx), VX_REJECT_NONE);
    set(w, VX_SET_RISK_NOTIONAL, 214747999999999);
    assert_int_equal(check(w, &tx), VX_REJECT_RISK_NOTIONAL);
    vx_marks_refer(w->marks, 0, 1);
    set(w, VX_SET_RISK_NOTIONAL, 1000000000000000);
    set(w, VX_SET_RISK_COLLAR, 1000000000); /* a thousand times the reference */
    assert_int_equal(check(w, &tx), VX_REJECT_RISK_COLLAR);
}

static void test_collar(void **state)
{
    struct world *w = *state;
    struct vx_tx tx = good;
    set(w, VX_SET_RISK_COLLAR, 200000);
    tx.price = 5000000;
    assert_int_equal(check(w, &tx), VX_REJECT_NONE); /* no reference, no collar */
    vx_marks_refer(w->marks, 0, 1000000);
    assert_int_equal(check(w, &tx), VX_REJECT_RISK_COLLAR);
    tx.price = 1200000;
    assert_int_equal(check(w, &tx), VX_REJECT_NONE);
    tx.price = 1200100;
    assert_int_equal(check(w, &tx), VX_REJECT_RISK_COLLAR);
    tx.price = 800000;
    assert_int_equal(check(w, &tx), VX_REJECT_NONE);
    tx.price = 799900;
    assert_int_equal(check(w, &tx), VX_REJECT_RISK_COLLAR);
    tx.instrument = 1; /* has a reference of its own: none */
    assert_int_equal(check(w, &tx), VX_REJECT_NONE);
    tx.instrument = 0;
    tx.flags = vx_tx_flags(0, 0, VX_SOURCE_FEED);
    assert_int_equal(check(w, &tx), VX_REJECT_NONE);
    tx.flags = 0;
    set(w, VX_SET_RISK_COLLAR, 0);
    assert_int_equal(check(w, &tx), VX_REJECT_NONE);
}

static void test_rate_counts_a_second_of_typed_orders(void **state)
{
    struct world *w = *state;
    struct vx_tx tx = good;
    const uint64_t begin = 5 * (uint64_t)S;
    tx.flags = vx_tx_flags(0, 0, VX_SOURCE_OPERATOR);
    set(w, VX_SET_RISK_RATE, 3);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(vx_gate_check(&w->gate, &tx, i, begin + i), VX_REJECT_NONE);
    assert_int_equal(vx_gate_check(&w->gate, &tx, 3, begin + S - 1), VX_REJECT_RISK_RATE);
    tx.flags = vx_tx_flags(0, 0, VX_SOURCE_GATEWAY);
    assert_int_equal(vx_gate_check(&w->gate, &tx, 3, begin + S - 1), VX_REJECT_RISK_RATE);
    tx.flags = vx_tx_flags(0, 0, VX_SOURCE_LOAD);
    assert_int_equal(vx_gate_check(&w->gate, &tx, 3, begin + S - 1), VX_REJECT_NONE);
    tx.flags = vx_tx_flags(0, 0, VX_SOURCE_OPERATOR);
    tx.kind = VX_TX_CANCEL;
    assert_int_equal(vx_gate_check(&w->gate, &tx, 3, begin + S - 1), VX_REJECT_NONE);
    tx.kind = VX_TX_LIMIT;
    assert_int_equal(vx_gate_check(&w->gate, &tx, 4, begin + S), VX_REJECT_NONE);
}

/* A disk without room: orders wait for better times, what takes off or stops does not. */
static void test_a_full_journal_takes_no_orders(void **state)
{
    struct world *w = *state;
    struct vx_tx tx = good;
    w->gate.journal_full = true;
    assert_int_equal(check(w, &tx), VX_REJECT_JOURNAL_FULL);
    tx.kind = VX_TX_REPLACE;
    assert_int_equal(check(w, &tx), VX_REJECT_JOURNAL_FULL);
    tx.kind = VX_TX_CANCEL;
    assert_int_equal(check(w, &tx), VX_REJECT_NONE);
    tx.kind = VX_TX_CANCEL_ALL;
    assert_int_equal(check(w, &tx), VX_REJECT_NONE);
    w->gate.halted = true;
    assert_int_equal(check(w, &good), VX_REJECT_HALTED);
    w->gate.halted = w->gate.journal_full = false;
    assert_int_equal(check(w, &good), VX_REJECT_NONE);
}

static void test_open_orders_count_what_is_on_its_way(void **state)
{
    struct world *w = *state;
    struct vx_tx tx = good;
    set(w, VX_SET_RISK_OPEN, 5);
    vx_marks_answered(w->marks, 100, 3);
    assert_int_equal(vx_gate_check(&w->gate, &tx, 101, 0), VX_REJECT_NONE);
    assert_int_equal(vx_gate_check(&w->gate, &tx, 102, 0), VX_REJECT_RISK_OPEN);
    tx.flags = vx_tx_flags(0, VX_TIF_POST, 0);
    assert_int_equal(vx_gate_check(&w->gate, &tx, 102, 0), VX_REJECT_RISK_OPEN);
    tx.flags = vx_tx_flags(0, VX_TIF_IOC, 0); /* never rests */
    assert_int_equal(vx_gate_check(&w->gate, &tx, 102, 0), VX_REJECT_NONE);
}

static void test_halt_lets_cancels_alone_pass(void **state)
{
    static const struct {
        uint8_t kind;
        enum vx_reject want;
    } rows[] = {
        {VX_TX_LIMIT, VX_REJECT_HALTED},    {VX_TX_MARKET, VX_REJECT_HALTED},
        {VX_TX_REPLACE, VX_REJECT_HALTED},  {VX_TX_CANCEL, VX_REJECT_NONE},
        {VX_TX_CANCEL_ALL, VX_REJECT_NONE},
    };
    struct world *w = *state;
    w->gate.halted = true;
    for (size_t i = 0; i < VX_LEN(rows); i++)
        for (unsigned source = 0; source < 4; source++) {
            struct vx_tx tx = good;
            tx.kind = rows[i].kind;
            tx.flags = vx_tx_flags(0, 0, source);
            assert_int_equal(check(w, &tx), rows[i].want);
        }
}

static void test_a_refusal_keeps_what_it_was(void **state)
{
    (void)state;
    struct vx_tx tx = good;
    vx_gate_refuse(&tx, VX_REJECT_RISK_QTY);
    assert_int_equal(tx.kind, VX_TX_REFUSED);
    assert_int_equal(tx.was, VX_TX_LIMIT);
    assert_int_equal(tx.code, VX_REJECT_RISK_QTY);
    assert_int_equal(tx.id, good.id);
    assert_int_equal(tx.price, good.price);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_forms_at_their_boundaries),
        TEST(test_quantity),
        TEST(test_notional),
        TEST(test_notional_of_a_market_order_is_taken_at_the_reference),
        TEST(test_largest_products_do_not_wrap),
        TEST(test_collar),
        TEST(test_rate_counts_a_second_of_typed_orders),
        TEST(test_a_full_journal_takes_no_orders),
        TEST(test_open_orders_count_what_is_on_its_way),
        TEST(test_halt_lets_cancels_alone_pass),
        TEST(test_a_refusal_keeps_what_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
