/*
 * test_bounds.c: what happens at the ends, in simulated time: of the band, of an answer's numbers,
 * of how far a place is looked for, of the ladder; and what comes by another way than ingress.
 */
#include "rig.h"

#include <string.h>

#include "core/pipeline/booker.h"
#include "core/session/session.h"
#include "core/session/watchdog.h"

/* ---- settings ---- */

/* No price of the band is one of the tick's. */
static void test_a_band_between_two_ticks(void **state)
{
    struct rig *r = *state;
    char why[256] = "";
    rig_set(r, VX_SET_TICK, 10000);
    rig_set(r, VX_SET_PRICE_MIN, 1005000);
    rig_set(r, VX_SET_PRICE_MAX, 1007000);
    assert_int_equal(r->session.ops->start(r->session.self, why, sizeof why), VX_E_INVALID);
    assert_string_equal(why, "no multiple of engine.tick 1.00 lies between engine.price.min and "
                             "engine.price.max 100.70");
    rig_set(r, VX_SET_PRICE_MAX, 1010000);
    rig_set(r, VX_SET_LOAD_MID, 1004000);
    assert_int_equal(r->session.ops->start(r->session.self, why, sizeof why), VX_E_INVALID);
    assert_non_null(strstr(why, "load.mid 100.40 is outside"));
}

/* What a session takes for a setting is sound; the panel may be written by others. */
static void test_wrong_words_in_the_panel_are_explained(void **state)
{
    static const struct {
        enum vx_setting s;
        int64_t value;
        const char *says;
    } rows[] = {
        {VX_SET_RING_BOOK, 1000, "ring.book is 1000, not a power of two: 1024 would be"},
        {VX_SET_RING_BOOK, 1, "ring.book is 1, not a power of two: 2 would be"},
        {VX_SET_ORDERS_MAX, 0, "these settings make no book"},
        {VX_SET_LOAD_STANDING, UINT32_MAX, "these settings make no book"},
    };
    (void)state;
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        struct rig r;
        char why[256] = "";
        rig_open_virtual(&r);
        atomic_store(&r.panel->control.setting[rows[i].s], rows[i].value);
        assert_int_equal(r.session.ops->start(r.session.self, why, sizeof why), VX_E_INVALID);
        if (!strstr(why, rows[i].says))
            fail_msg("row %zu: %s", i, why);
        vx_session_close(&r.session);
    }
}

/* ---- orders ---- */

/* More lots than an answer has room for: as many as there are numbers. */
static void test_cancel_all_of_very_many_lots(void **state)
{
    struct rig *r = *state;
    const struct vx_tx all = {.kind = VX_TX_CANCEL_ALL, .instrument = VX_ALL_INSTRUMENTS};
    rig_set(r, VX_SET_RISK_QTY, VX_QTY_MAX);
    rig_set(r, VX_SET_RISK_NOTIONAL, INT64_C(1000000000000000));
    for (unsigned i = 0; i < 5; i++)
        rig_order(r, VX_BID, VX_QTY_MAX, PX(1));
    const struct vx_submit s = rig_submit(r, &all);
    assert_int_equal(s.answer.removed, 5);
    assert_int_equal(s.answer.qty, UINT32_MAX);
    assert_int_equal(rig_metric(r, "book.lots"), 0);
    rig_stop(r);
}

/* One that keeps its place far back is not looked for to the end. */
static void test_a_place_too_far_back_is_not_known(void **state)
{
    struct rig *r = *state;
    for (unsigned i = 0; i < VX_BOOKER_AHEAD + 2; i++)
        rig_order(r, VX_BID, 5, PX(100));
    struct vx_submit s = rig_cancel(r, VX_BOOKER_AHEAD + 1, 2);
    assert_int_equal(s.answer.leaves, 3);
    assert_int_equal(s.answer.ahead_orders, VX_BOOKER_AHEAD);
    assert_int_equal(s.answer.ahead_lots, 5 * VX_BOOKER_AHEAD);
    s = rig_cancel(r, VX_BOOKER_AHEAD + 2, 2);
    assert_int_equal(s.answer.leaves, 3);
    assert_int_equal(s.answer.ahead_orders, UINT32_MAX);
    rig_stop(r);
}

/* A price that the ladder does not show trades all the same. */
static void test_trades_off_the_ladder(void **state)
{
    struct rig *r = *state;
    uint64_t lots = 0;
    rig_set(r, VX_SET_RISK_COLLAR, 0);
    rig_order(r, VX_ASK, 5, PX(1000));
    rig_order(r, VX_BID, 3, PX(1000));
    assert_int_equal(rig_metric(r, "trades.volume"), 3);
    assert_int_equal(rig_metric(r, "trades.last.price"), PX(1000));
    for (uint32_t i = 0; i < VX_TRADED_TICKS; i++)
        lots += vx_get(&r->panel->traded[i]);
    assert_int_equal(lots, 0);
    rig_stop(r);
}

/* ---- what did not come through ingress ---- */

/* As the journal of another version, or a gateway, might hand it to the book stage. */
static void put_in(struct rig *r, const struct vx_tx *tx)
{
    struct vx_pipeline *p = ((struct vx_engine *)r->session.self)->pipeline;
    void *slot;
    assert_int_equal(vx_spsc_claim(p->ingress.out, 1, &slot), 1);
    memcpy(slot, tx, sizeof *tx);
    vx_spsc_put(p->ingress.out, 1);
    vx_spsc_publish(p->ingress.out);
    p->ingress.tally.offered++;
    p->ingress.tally.sequenced++;
    rig_pass(r, MS);
}

static void test_a_kind_that_nobody_knows_is_rejected(void **state)
{
    struct rig *r = *state;
    rig_order(r, VX_BID, 5, PX(100));
    put_in(r, &(struct vx_tx){.kind = VX_TX_KINDS + 7, .id = 9, .price = PX(100), .qty = 1});
    assert_int_equal(vx_get(&r->panel->book.reject[VX_REJECT_KIND]), 1);
    assert_int_equal(rig_metric(r, "book.orders"), 1);
    rig_stop(r);
}

/* An operator's order that somebody else moves: its owner sees it. */
static void test_an_order_that_another_moves(void **state)
{
    struct rig *r = *state;
    rig_order(r, VX_BID, 5, PX(100));
    put_in(r, &(struct vx_tx){.kind = VX_TX_REPLACE,
                              .id = 1,
                              .price = PX(99),
                              .qty = 7,
                              .flags = vx_tx_flags(VX_BID, 0, VX_SOURCE_GATEWAY)});
    struct vx_own own = rig_own(r, 1);
    assert_int_equal(own.price, PX(99));
    assert_int_equal(own.leaves, 7);
    assert_int_equal(own.qty, 7);
    assert_int_equal(vx_own_status(&own), VX_OWN_LIVE);
    put_in(r, &(struct vx_tx){
                  .kind = VX_TX_CANCEL, .id = 1, .flags = vx_tx_flags(0, 0, VX_SOURCE_GATEWAY)});
    own = rig_own(r, 1);
    assert_int_equal(vx_own_status(&own), VX_OWN_CANCELLED);
    rig_stop(r);
}

/* One that is not in the table of own orders moves all the same. */
static void test_an_order_beyond_the_table_is_replaced(void **state)
{
    struct rig *r = *state;
    for (unsigned i = 0; i <= VX_OWN_MAX; i++)
        rig_order(r, VX_BID, 1, PX(100));
    const struct vx_submit s = rig_replace(r, VX_OWN_MAX + 1, PX(99), 3);
    assert_int_equal(s.answer.kind, VX_REPORT_REPLACED);
    assert_int_equal(s.answer.leaves, 3);
    assert_int_equal(rig_metric(r, "book.lots"), VX_OWN_MAX + 3);
    rig_stop(r);
}

/* A typed order behind a burst that waits, both of one instant: a recording will not know which. */
static void test_arrivals_that_no_time_tells_apart(void **state)
{
    struct rig *r = *state;
    rig_set(r, VX_SET_RING_INGRESS, 64);
    rig_set(r, VX_SET_BACKPRESSURE, 1);
    rig_start(r);
    rig_pass(r, MS);
    rig_order(r, VX_BID, 1, PX(100));
    const struct vx_ingress *in = &((struct vx_engine *)r->session.self)->pipeline->ingress;
    rig_control(r, VX_CTL_STALL, VX_STAGE_BOOK, MS);
    rig_control(r, VX_CTL_BURST, 200, 0);
    assert_int_equal(vx_get(&in->ties), 0);
    assert_false(rig_order(r, VX_BID, 1, PX(100)).answered);
    rig_pass(r, 2 * MS);
    assert_int_equal(vx_get(&in->ties), 1);
    rig_stop(r);
}

/* The table gives away what was done longest ago, and nothing that lives again. */
static void test_an_own_order_that_lives_again_is_kept(void **state)
{
    struct rig *r = *state;
    static struct vx_own_table t;
    vx_own_table_init(&t, r->panel);
    for (uint64_t id = 1; id <= VX_OWN_MAX; id++) {
        const uint32_t slot = vx_own_take(&t, id);
        t.own[slot].side_status = id <= 2 ? VX_OWN_CANCELLED : VX_OWN_LIVE;
        vx_own_put(&t, slot);
    }
    const uint32_t first = vx_own_find(&t, 1);
    t.own[first].side_status = VX_OWN_LIVE;
    vx_own_put(&t, first);
    assert_int_equal(vx_own_take(&t, VX_OWN_MAX + 1), 1); /* that of order 2 */
    assert_int_equal(vx_own_find(&t, 2), VX_OWN_NONE_SLOT);
    assert_int_equal(vx_own_find(&t, 1), first);
    assert_int_equal(vx_own_take(&t, VX_OWN_MAX + 2), VX_OWN_NONE_SLOT); /* all of them live */
}

/* ---- what is said of the journal ---- */

static void test_the_watchdog_tells_of_the_disk(void **state)
{
    struct rig *r = *state;
    struct vx_watchdog w;
    vx_watchdog_init(&w, r->panel);
    vx_put(&r->panel->journal.full, 1);
    vx_watchdog_look(&w, 1);
    rig_expect_logged(r, "journal: the disk is full: when the segment is, orders are refused");
    vx_put(&r->panel->journal.full, 0);
    vx_watchdog_look(&w, 2);
    rig_expect_logged(r, "journal: there is room on the disk again");
    vx_put(&r->panel->journal.failed, 1);
    vx_watchdog_look(&w, 3);
    rig_expect_logged(r, "journal: a sync failed: nothing is accepted any more");
    const uint64_t lines = vx_ovring_written(&r->panel->errors);
    vx_watchdog_look(&w, 4); /* once each */
    assert_int_equal(vx_ovring_written(&r->panel->errors), lines);
}

#define FRESH(f) cmocka_unit_test_setup_teardown(f, rig_set_up, rig_tear_down)
#define RUN(f)   cmocka_unit_test_setup_teardown(f, rig_set_up_running, rig_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FRESH(test_a_band_between_two_ticks),
        cmocka_unit_test(test_wrong_words_in_the_panel_are_explained),
        RUN(test_cancel_all_of_very_many_lots),
        RUN(test_a_place_too_far_back_is_not_known),
        RUN(test_trades_off_the_ladder),
        RUN(test_a_kind_that_nobody_knows_is_rejected),
        RUN(test_an_order_that_another_moves),
        RUN(test_an_order_beyond_the_table_is_replaced),
        FRESH(test_arrivals_that_no_time_tells_apart),
        FRESH(test_an_own_order_that_lives_again_is_kept),
        FRESH(test_the_watchdog_tells_of_the_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
