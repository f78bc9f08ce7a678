/*
 * test_orders.c: what becomes of a typed order, in simulated time: answers, own orders, counters,
 * tape, ladder, depth, rejections.
 */
#include "rig.h"

#include <string.h>
#include <sys/resource.h>

#include "core/session/session.h"

static uint64_t count(struct rig *r, enum vx_reject code)
{
    return vx_get(&r->panel->book.reject[code]);
}

static void expect_rejected(struct rig *r, struct vx_submit s, enum vx_reject code)
{
    assert_true(s.answered);
    assert_int_equal(s.answer.kind, VX_REPORT_REJECTED);
    assert_int_equal(s.answer.code, code);
    assert_true(count(r, code) > 0);
}

/* ---- answers ---- */

static void test_an_order_rests_and_is_answered(void **state)
{
    struct rig *r = *state;
    const struct vx_submit s = rig_order(r, VX_BID, 5, PX(100));
    assert_true(s.answered);
    assert_int_equal(s.ticket, 0);
    assert_int_equal(s.answer.ticket, 0);
    assert_int_equal(s.answer.seq, 1);
    assert_int_equal(s.answer.kind, VX_REPORT_ACCEPTED);
    assert_int_equal(s.answer.id, 1);
    assert_int_equal(s.answer.price, PX(100));
    assert_int_equal(s.answer.qty, 5);
    assert_int_equal(s.answer.leaves, 5);
    assert_int_equal(s.answer.filled, 0);
    assert_int_equal(s.answer.ahead_lots, 0);
    assert_int_equal(rig_metric(r, "book.orders"), 1);
    assert_int_equal(rig_metric(r, "book.lots"), 5);
    const struct vx_own own = rig_own(r, 1);
    assert_int_equal(vx_own_status(&own), VX_OWN_LIVE);
    assert_int_equal(vx_own_side(&own), VX_BID);
    assert_int_equal(own.leaves, 5);
    assert_int_equal(own.seq, 1);
    rig_stop(r);
}

static void test_a_trade_is_told_to_everyone(void **state)
{
    struct rig *r = *state;
    rig_order(r, VX_BID, 5, PX(100));
    rig_pass(r, 7 * US);
    const struct vx_submit s = rig_order(r, VX_ASK, 3, PX(99));
    assert_int_equal(s.answer.filled, 3);
    assert_int_equal(s.answer.leaves, 0);
    assert_int_equal(s.answer.notional, 3 * PX(100)); /* at the resting order's price */
    struct vx_own own = rig_own(r, 1);
    assert_int_equal(own.filled, 3);
    assert_int_equal(own.leaves, 2);
    assert_int_equal(own.notional, 3 * PX(100));
    assert_int_equal(own.t_ns, 7 * US);
    assert_int_equal(vx_own_status(&own), VX_OWN_LIVE);
    own = rig_own(r, 2);
    assert_int_equal(vx_own_status(&own), VX_OWN_FILLED);
    assert_int_equal(vx_own_side(&own), VX_ASK);
    struct vx_print p;
    assert_int_equal(vx_ovring_read(&r->panel->tape, r->panel->tape_area, 0, &p), 0);
    assert_int_equal(p.resting, 1);
    assert_int_equal(p.taker, 2);
    assert_int_equal(p.price, PX(100));
    assert_int_equal(p.qty, 3);
    assert_int_equal(p.side, VX_ASK);
    assert_int_equal(p.seq, 2);
    assert_int_equal(p.t_ns, 7 * US);
    assert_int_equal(p.sources, VX_SOURCE_OPERATOR | VX_SOURCE_OPERATOR << 2);
    assert_int_equal(rig_metric(r, "trades.count"), 1);
    assert_int_equal(rig_metric(r, "trades.volume"), 3);
    assert_int_equal(rig_metric(r, "trades.last.price"), PX(100));
    assert_int_equal(rig_metric(r, "trades.last.qty"), 3);
    assert_int_equal(rig_metric(r, "lots.filled"), 6);
    assert_int_equal(rig_metric(r, "orders.filled"), 1);
    assert_int_equal(rig_metric(r, "book.reference"), PX(100));
    rig_stop(r);
}

static void test_ids_are_given_in_turn_and_step_over_explicit_ones(void **state)
{
    struct rig *r = *state;
    const struct vx_tx named = {.kind = VX_TX_LIMIT, .id = 7, .price = PX(100), .qty = 1};
    const struct vx_tx far = {.kind = VX_TX_LIMIT, .id = VX_ID_LOAD, .price = PX(100), .qty = 1};
    assert_int_equal(rig_order(r, VX_BID, 1, PX(100)).tx.id, 1);
    assert_int_equal(rig_submit(r, &named).answer.kind, VX_REPORT_ACCEPTED);
    assert_int_equal(rig_order(r, VX_BID, 1, PX(100)).tx.id, 8);
    assert_int_equal(rig_submit(r, &far).answer.kind, VX_REPORT_ACCEPTED);
    assert_int_equal(rig_order(r, VX_BID, 1, PX(100)).tx.id, 9);
}

static void test_a_live_duplicate_is_rejected_and_harms_nothing(void **state)
{
    struct rig *r = *state;
    const struct vx_tx again = {.kind = VX_TX_LIMIT, .id = 1, .price = PX(99), .qty = 9};
    rig_order(r, VX_BID, 5, PX(100));
    expect_rejected(r, rig_submit(r, &again), VX_REJECT_DUPLICATE_ID);
    struct vx_own own = rig_own(r, 1);
    assert_int_equal(vx_own_status(&own), VX_OWN_LIVE);
    assert_int_equal(own.qty, 5);
    rig_cancel(r, 1, 0); /* free again once it is done */
    assert_int_equal(rig_submit(r, &again).answer.kind, VX_REPORT_ACCEPTED);
    own = rig_own(r, 1);
    assert_int_equal(own.price, PX(99));
    rig_stop(r);
}

static void test_the_place_in_the_queue_is_known(void **state)
{
    struct rig *r = *state;
    rig_order(r, VX_BID, 5, PX(100));
    rig_order(r, VX_BID, 6, PX(100));
    const struct vx_submit s = rig_order(r, VX_BID, 7, PX(100));
    assert_int_equal(s.answer.ahead_lots, 11);
    assert_int_equal(s.answer.ahead_orders, 2);
    assert_int_equal(rig_own(r, 3).ahead_lots, 11);
    rig_market(r, VX_ASK, 8);
    r->session.ops->refresh(r->session.self);
    assert_int_equal(rig_own(r, 3).ahead_lots, 3);
    assert_int_equal(rig_own(r, 3).ahead_orders, 1);
    rig_cancel(r, 2, 0);
    r->session.ops->refresh(r->session.self);
    assert_int_equal(rig_own(r, 3).ahead_lots, 0);
    assert_int_equal(rig_own(r, 3).ahead_orders, 0);
}

static void test_replace_keeps_the_place_only_for_less(void **state)
{
    struct rig *r = *state;
    rig_order(r, VX_BID, 5, PX(100));
    rig_order(r, VX_BID, 6, PX(100));
    rig_order(r, VX_BID, 7, PX(100));
    struct vx_submit s = rig_replace(r, 2, 0, 4);
    assert_int_equal(s.answer.kind, VX_REPORT_REPLACED);
    assert_int_equal(s.answer.leaves, 4);
    assert_int_equal(s.answer.ahead_lots, 5);
    s = rig_replace(r, 2, 0, 9);
    assert_int_equal(s.answer.ahead_lots, 12);
    assert_int_equal(s.answer.qty, 9);
    s = rig_replace(r, 2, PX(101), 0);
    assert_int_equal(s.answer.price, PX(101));
    assert_int_equal(s.answer.ahead_lots, 0);
    const struct vx_own own = rig_own(r, 2);
    assert_int_equal(own.price, PX(101));
    assert_int_equal(own.qty, 9);
    assert_int_equal(rig_metric(r, "orders.replaced"), 3);
    assert_int_equal(rig_metric(r, "book.lots"), 5 + 9 + 7);
    assert_int_equal(rig_metric(r, "lots.accepted"), 5 + 6 + 7 + 5); /* 4 became 9 */
    assert_int_equal(rig_metric(r, "lots.cancelled"), 2);            /* 6 became 4 */
    rig_stop(r);
}

static void test_replace_may_trade(void **state)
{
    struct rig *r = *state;
    rig_order(r, VX_BID, 5, PX(100));
    rig_order(r, VX_ASK, 4, PX(101));
    const struct vx_submit s = rig_replace(r, 1, PX(102), 7);
    assert_int_equal(s.answer.kind, VX_REPORT_REPLACED);
    assert_int_equal(s.answer.filled, 4);
    assert_int_equal(s.answer.leaves, 3);
    const struct vx_own own = rig_own(r, 1);
    assert_int_equal(own.filled, 4);
    assert_int_equal(own.leaves, 3);
    assert_int_equal(own.qty, 7);
    assert_int_equal(vx_own_status(&own), VX_OWN_LIVE);
    rig_stop(r);
}

static void test_cancel_whole_and_in_part(void **state)
{
    struct rig *r = *state;
    rig_order(r, VX_BID, 5, PX(100));
    struct vx_submit s = rig_cancel(r, 1, 2);
    assert_int_equal(s.answer.kind, VX_REPORT_CANCELLED);
    assert_int_equal(s.answer.qty, 2);
    assert_int_equal(s.answer.leaves, 3);
    assert_int_equal(s.answer.removed, 0);
    assert_int_equal(rig_own(r, 1).leaves, 3);
    s = rig_cancel(r, 1, 0);
    assert_int_equal(s.answer.qty, 3);
    assert_int_equal(s.answer.leaves, 0);
    assert_int_equal(s.answer.removed, 1);
    const struct vx_own own = rig_own(r, 1);
    assert_int_equal(vx_own_status(&own), VX_OWN_CANCELLED);
    assert_int_equal(own.code, VX_CANCEL_ASKED);
    expect_rejected(r, rig_cancel(r, 1, 0), VX_REJECT_UNKNOWN_ID);
    assert_int_equal(rig_metric(r, "orders.cancelled"), 1);
    rig_stop(r);
}

static void test_cancel_all_by_side_and_owner(void **state)
{
    struct rig *r = *state;
    for (unsigned i = 0; i < 6; i++)
        rig_submit(r, &(struct vx_tx){.kind = VX_TX_LIMIT,
                                      .flags = vx_tx_flags(i & 1u, 0, 0),
                                      .price = i & 1u ? PX(101) : PX(99),
                                      .qty = 10,
                                      .owner = (uint16_t)(1 + i / 2)});
    const struct vx_tx bids_of_2 = {.kind = VX_TX_CANCEL_ALL,
                                    .flags = VX_TX_ONE_SIDE | VX_BID,
                                    .instrument = VX_ALL_INSTRUMENTS,
                                    .owner = 2};
    struct vx_submit s = rig_submit(r, &bids_of_2);
    assert_int_equal(s.answer.kind, VX_REPORT_ACCEPTED);
    assert_int_equal(s.answer.removed, 1);
    assert_int_equal(s.answer.qty, 10);
    struct vx_tx all = bids_of_2;
    all.flags = 0;
    all.owner = 0;
    s = rig_submit(r, &all);
    assert_int_equal(s.answer.removed, 5);
    assert_int_equal(s.answer.qty, 50);
    s = rig_submit(r, &all);
    assert_int_equal(s.answer.removed, 0);
    assert_int_equal(rig_metric(r, "book.orders"), 0);
    rig_stop(r);
}

static void test_times_in_force(void **state)
{
    struct rig *r = *state;
    rig_order(r, VX_ASK, 5, PX(100));
    struct vx_submit s = rig_order_tif(r, VX_BID, 8, PX(100), VX_TIF_FOK);
    expect_rejected(r, s, VX_REJECT_FOK);
    const struct vx_own fok = rig_own(r, s.tx.id);
    assert_int_equal(vx_own_status(&fok), VX_OWN_REJECTED);
    s = rig_order_tif(r, VX_BID, 8, PX(100), VX_TIF_POST);
    expect_rejected(r, s, VX_REJECT_WOULD_TAKE);
    s = rig_order_tif(r, VX_BID, 8, PX(100), VX_TIF_IOC);
    assert_int_equal(s.answer.kind, VX_REPORT_ACCEPTED);
    assert_int_equal(s.answer.filled, 5);
    assert_int_equal(s.answer.leaves, 0);
    assert_int_equal(s.answer.code, VX_CANCEL_REST);
    const struct vx_own own = rig_own(r, s.tx.id);
    assert_int_equal(vx_own_status(&own), VX_OWN_CANCELLED);
    assert_int_equal(own.filled, 5);
    assert_int_equal(own.qty, 8);
    assert_int_equal(rig_metric(r, "book.orders"), 0);
    rig_stop(r);
}

static void test_a_market_order_on_an_empty_book_is_cancelled_whole(void **state)
{
    struct rig *r = *state;
    const struct vx_submit s = rig_market(r, VX_BID, 5);
    assert_int_equal(s.answer.kind, VX_REPORT_ACCEPTED);
    assert_int_equal(s.answer.filled, 0);
    assert_int_equal(s.answer.code, VX_CANCEL_REST);
    assert_int_equal(rig_metric(r, "orders.cancelled"), 1);
    assert_int_equal(rig_metric(r, "lots.cancelled"), 5);
    rig_stop(r);
}

static void test_self_trade_prevention_is_accounted_for(void **state)
{
    struct rig *r = *state;
    for (int64_t stp = 0; stp < 4; stp++) {
        struct rig own;
        rig_open_virtual(&own);
        rig_set(&own, VX_SET_STP, stp);
        rig_start(&own);
        struct vx_tx tx = {.kind = VX_TX_LIMIT, .price = PX(100), .qty = 5, .owner = 3};
        rig_submit(&own, &tx);
        rig_order(&own, VX_BID, 2, PX(100));
        tx.flags = vx_tx_flags(VX_ASK, 0, 0);
        tx.qty = 9;
        rig_submit(&own, &tx);
        rig_end(&own); /* accepted = resting + filled + cancelled, whoever gave way */
    }
    rig_stop(r);
}

/* ---- rejections ---- */

static void test_rejections_are_counted_by_code(void **state)
{
    struct rig *r = *state;
    expect_rejected(r, rig_cancel(r, 77, 0), VX_REJECT_UNKNOWN_ID);
    expect_rejected(r, rig_replace(r, 77, 0, 1), VX_REJECT_UNKNOWN_ID);
    expect_rejected(r, rig_order(r, VX_BID, 0, PX(100)), VX_REJECT_QTY);
    expect_rejected(r, rig_order(r, VX_BID, 1, 1000050), VX_REJECT_PRICE);
    expect_rejected(r, rig_order(r, VX_BID, 1000001, PX(100)), VX_REJECT_RISK_QTY);
    expect_rejected(r, rig_order(r, VX_BID, 1000000, PX(2000)), VX_REJECT_RISK_NOTIONAL);
    expect_rejected(r, rig_submit(r, &(struct vx_tx){.kind = 77}), VX_REJECT_KIND);
    expect_rejected(r, rig_submit(r, &(struct vx_tx){.kind = VX_TX_REFUSED, .code = 1}),
                    VX_REJECT_KIND);
    assert_int_equal(count(r, VX_REJECT_UNKNOWN_ID), 2);
    assert_int_equal(count(r, VX_REJECT_KIND), 2);
    assert_int_equal(rig_metric(r, "rejects.count"), 8);
    assert_int_equal(rig_metric(r, "ingress.refused"), 5);
    assert_int_equal(rig_metric(r, "ingress.sequenced"), 8);
    assert_int_equal(rig_metric(r, "book.orders"), 0);
    rig_stop(r);
}

static void test_a_refused_order_is_remembered_with_its_code(void **state)
{
    struct rig *r = *state;
    rig_set(r, VX_SET_RISK_QTY, 10);
    const struct vx_submit s = rig_order(r, VX_ASK, 11, PX(100));
    const struct vx_own own = rig_own(r, s.tx.id);
    assert_int_equal(vx_own_status(&own), VX_OWN_REJECTED);
    assert_int_equal(vx_own_side(&own), VX_ASK);
    assert_int_equal(own.code, VX_REJECT_RISK_QTY);
    assert_int_equal(own.qty, 11);
    assert_int_equal(own.price, PX(100));
}

static void test_the_collar_follows_trade_and_touch(void **state)
{
    struct rig *r = *state;
    assert_true(rig_order(r, VX_BID, 1, PX(50)).answer.kind == VX_REPORT_ACCEPTED);
    assert_true(rig_order(r, VX_ASK, 1, PX(150)).answer.kind == VX_REPORT_ACCEPTED);
    assert_int_equal(rig_metric(r, "book.reference"), PX(100)); /* the middle of the touch */
    expect_rejected(r, rig_order(r, VX_BID, 1, PX(121)), VX_REJECT_RISK_COLLAR);
    rig_market(r, VX_BID, 1);
    assert_int_equal(rig_metric(r, "book.reference"), PX(150)); /* the newest trade */
    assert_true(rig_order(r, VX_ASK, 1, PX(170)).answer.kind == VX_REPORT_ACCEPTED);
    expect_rejected(r, rig_order(r, VX_ASK, 1, PX(181)), VX_REJECT_RISK_COLLAR);
    rig_set(r, VX_SET_RISK_COLLAR, 0);
    assert_true(rig_order(r, VX_ASK, 1, PX(181)).answer.kind == VX_REPORT_ACCEPTED);
}

static void test_the_rate_limit_is_a_second_long(void **state)
{
    struct rig *r = *state;
    rig_set(r, VX_SET_RISK_RATE, 2);
    rig_pass(r, 3 * MS);
    rig_order(r, VX_BID, 1, PX(100));
    rig_order(r, VX_BID, 1, PX(100));
    expect_rejected(r, rig_order(r, VX_BID, 1, PX(100)), VX_REJECT_RISK_RATE);
    rig_pass(r, S - 1);
    expect_rejected(r, rig_order(r, VX_BID, 1, PX(100)), VX_REJECT_RISK_RATE);
    rig_pass(r, 1);
    assert_int_equal(rig_order(r, VX_BID, 1, PX(100)).answer.kind, VX_REPORT_ACCEPTED);
}

static void test_open_orders_are_limited(void **state)
{
    struct rig *r = *state;
    rig_set(r, VX_SET_RISK_OPEN, 2);
    rig_order(r, VX_BID, 1, PX(100));
    rig_order(r, VX_BID, 1, PX(100));
    expect_rejected(r, rig_order(r, VX_BID, 1, PX(100)), VX_REJECT_RISK_OPEN);
    assert_int_equal(rig_market(r, VX_ASK, 1).answer.filled, 1);
    assert_int_equal(rig_order(r, VX_BID, 1, PX(100)).answer.kind, VX_REPORT_ACCEPTED);
}

/* ---- what can be seen ---- */

static void test_depth_is_exact_after_a_refresh(void **state)
{
    struct rig *r = *state;
    struct vx_depth d;
    rig_order(r, VX_BID, 5, PX(100));
    rig_order(r, VX_BID, 6, PX(100));
    rig_order(r, VX_BID, 7, PX(99));
    rig_order(r, VX_ASK, 8, PX(101));
    r->session.ops->refresh(r->session.self);
    assert_true(vx_slots_read(&r->panel->depth, r->panel->depth_area, &d) > 0);
    assert_int_equal(d.levels[VX_BID], 2);
    assert_int_equal(d.levels[VX_ASK], 1);
    assert_int_equal(d.level[VX_BID][0].price, PX(100));
    assert_int_equal(d.level[VX_BID][0].lots, 11);
    assert_int_equal(d.level[VX_BID][0].orders, 2);
    assert_int_equal(d.level[VX_BID][1].lots, 7);
    assert_int_equal(d.level[VX_ASK][0].lots, 8);
    assert_int_equal(d.seq, 4);
    assert_int_equal(rig_metric(r, "book.bid.price"), PX(100));
    const uint64_t published = vx_get(&r->panel->book.published);
    r->session.ops->refresh(r->session.self);
    assert_int_equal(vx_get(&r->panel->book.published), published); /* nothing new */
    rig_cancel(r, 4, 0);
    r->session.ops->refresh(r->session.self);
    assert_true(vx_slots_read(&r->panel->depth, r->panel->depth_area, &d) > 0);
    assert_int_equal(d.levels[VX_ASK], 0);
}

static void test_depth_is_published_when_wanted_and_not_too_often(void **state)
{
    struct rig *r = *state;
    rig_order(r, VX_BID, 5, PX(100));
    const uint64_t before = vx_get(&r->panel->book.published);
    vx_add(&r->panel->control.depth_want, 1);
    rig_order(r, VX_BID, 5, PX(100));
    assert_int_equal(vx_get(&r->panel->book.published), before + 1);
    vx_add(&r->panel->control.depth_want, 1);
    rig_order(r, VX_BID, 5, PX(100));
    assert_int_equal(vx_get(&r->panel->book.published), before + 1);
    rig_pass(r, 33 * MS);
    assert_int_equal(vx_get(&r->panel->book.published), before + 2);
}

static int64_t bucket(struct rig *r, unsigned side, int32_t price)
{
    const uint32_t i = (uint32_t)((price - r->panel->ladder_base) / r->panel->ladder_step);
    return vx_ladder_get(&r->panel->ladder, side, i);
}

static void test_the_ladder_holds_what_rests(void **state)
{
    struct rig *r = *state;
    assert_int_equal(r->panel->ladder_step, 1600);
    rig_order(r, VX_BID, 5, PX(100));
    rig_order(r, VX_ASK, 9, PX(101));
    assert_int_equal(bucket(r, VX_BID, PX(100)), 5);
    assert_int_equal(bucket(r, VX_ASK, PX(101)), 9);
    rig_order(r, VX_ASK, 3, PX(100));
    assert_int_equal(bucket(r, VX_BID, PX(100)), 2);
    rig_replace(r, 2, PX(102), 0);
    assert_int_equal(bucket(r, VX_ASK, PX(101)), 0);
    assert_int_equal(bucket(r, VX_ASK, PX(102)), 9);
    rig_replace(r, 2, 0, 4);
    assert_int_equal(bucket(r, VX_ASK, PX(102)), 4);
    rig_cancel(r, 2, 1);
    assert_int_equal(bucket(r, VX_ASK, PX(102)), 3);
    assert_int_equal(rig_metric(r, "ladder.outside"), 0);
    rig_set(r, VX_SET_RISK_COLLAR, 0);
    rig_order(r, VX_ASK, 3, PX(1000));
    assert_int_equal(rig_metric(r, "ladder.outside"), 1);
}

/* Lots of the book in a bucket of the ladder. */
static int64_t lots_in(struct rig *r, unsigned side, uint32_t bucket)
{
    const struct vx_engine *e = r->session.self;
    const struct vx_panel *p = r->panel;
    struct vx_book_level level;
    enum vx_side rests;
    int64_t lots = 0;
    const int32_t first = (p->ladder_base + (int32_t)bucket * p->ladder_step) / p->tick;
    for (int32_t i = 0; i < p->ladder_step / p->tick; i++)
        if (vx_book_at(e->pipeline->book, 0, first + i, &rests, &level) && rests == side)
            lots += (int64_t)level.lots;
    return lots;
}

/* Orders all over: changes of more buckets than are held back at a time. */
static void test_the_ladder_is_the_book_after_many_orders(void **state)
{
    struct rig *r = *state;
    uint32_t used = 0;
    rig_control(r, VX_CTL_FLOW, VX_FLOW_VELOX, 0);
    rig_control(r, VX_CTL_RATE, 1000000, 0);
    rig_pass(r, 50 * MS);
    rig_control(r, VX_CTL_RATE, 0, 0);
    rig_pass(r, MS);
    for (unsigned side = 0; side < 2; side++)
        for (uint32_t i = 0; i < VX_LADDER_BUCKETS; i++) {
            const int64_t lots = vx_ladder_get(&r->panel->ladder, side, i);
            assert_int_equal(lots, lots_in(r, side, i));
            used += lots != 0;
        }
    assert_true(used > 2 * VX_LADDER_HELD);
    assert_int_equal(vx_get(&r->panel->book.ladder_timeouts), 0);
}

static void test_own_orders_beyond_the_table_trade_all_the_same(void **state)
{
    struct rig *r = *state;
    struct vx_own own;
    for (unsigned i = 0; i < VX_OWN_MAX + 10; i++)
        rig_order(r, VX_BID, 1, PX(100));
    assert_int_equal(vx_get(&r->panel->own_count), VX_OWN_MAX);
    assert_int_equal(rig_metric(r, "book.orders"), VX_OWN_MAX + 10);
    assert_int_equal(r->session.ops->own(r->session.self, VX_OWN_MAX + 5, &own), VX_E_UNKNOWN);
    assert_int_equal(rig_cancel(r, VX_OWN_MAX + 5, 0).answer.kind, VX_REPORT_CANCELLED);
    rig_cancel(r, 3, 0);
    rig_cancel(r, 2, 0);
    const uint64_t fresh = rig_order(r, VX_BID, 1, PX(100)).tx.id;
    rig_own(r, fresh);
    rig_own(r, 2);
    /* the one that was done longest ago went */
    assert_int_equal(r->session.ops->own(r->session.self, 3, &own), VX_E_UNKNOWN);
    rig_stop(r);
}

static void test_instruments_are_apart(void **state)
{
    struct rig *r = *state;
    struct vx_depth d;
    rig_set(r, VX_SET_INSTRUMENTS, 3);
    rig_start(r);
    struct vx_tx tx = {.kind = VX_TX_LIMIT, .price = PX(100), .qty = 5, .instrument = 2};
    rig_submit(r, &tx);
    tx.flags = vx_tx_flags(VX_ASK, 0, 0);
    tx.instrument = 1;
    rig_submit(r, &tx);
    assert_int_equal(rig_metric(r, "trades.count"), 0);
    assert_int_equal(bucket(r, VX_BID, PX(100)), 0);
    rig_set(r, VX_SET_WATCH, 2);
    r->session.ops->refresh(r->session.self);
    assert_true(vx_slots_read(&r->panel->depth, r->panel->depth_area, &d) > 0);
    assert_int_equal(d.instrument, 2);
    assert_int_equal(d.levels[VX_BID], 1);
    assert_int_equal(d.levels[VX_ASK], 0);
    assert_int_equal(bucket(r, VX_BID, PX(100)), 5); /* the ladder was made anew */
    tx.instrument = 2;
    rig_submit(r, &tx);
    assert_int_equal(rig_metric(r, "trades.last.price"), PX(100));
    assert_int_equal(bucket(r, VX_BID, PX(100)), 0);
    assert_int_equal(r->session.ops->set(r->session.self, VX_SET_WATCH, 3), VX_E_RANGE);
    tx.instrument = 3;
    expect_rejected(r, rig_submit(r, &tx), VX_REJECT_INSTRUMENT);
    rig_stop(r);
}

/* ---- the session's rules ---- */

static void test_wrong_settings_are_explained(void **state)
{
    static const struct {
        enum vx_setting s;
        int64_t value;
        const char *says;
    } rows[] = {
        {VX_SET_PRICE_MIN, 30000000, "engine.price.min 3000.00 is above engine.price.max 2000.00"},
        {VX_SET_TICK, 1, "more than 16777216"},
        {VX_SET_LOAD_MID, 50000000, "load.mid 5000.00 is outside"},
        {VX_SET_WATCH, 1, "book.watch is 1, but engine.instruments is 1"},
        {VX_SET_SINK, 1, "output.file names none"},
        {VX_SET_TOPOLOGY, 4, NULL}, /* simulated time needs no map */
    };
    (void)state;
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        struct rig r;
        char why[256] = "";
        rig_open_virtual(&r);
        rig_set(&r, rows[i].s, rows[i].value);
        if (rows[i].s == VX_SET_TICK)
            rig_set(&r, VX_SET_PRICE_MAX, 2147480000);
        const int rc = r.session.ops->start(r.session.self, why, sizeof why);
        if (rows[i].says && !strstr(why, rows[i].says))
            fail_msg("row %zu: %s", i, why);
        assert_int_equal(rc, rows[i].says ? VX_E_INVALID : 0);
        assert_true(r.session.started == (rows[i].says == NULL));
        vx_session_close(&r.session);
    }
}

/* The limit is on the address space, of which sanitizers need most themselves. */
static void test_too_little_memory_is_said_and_can_be_mended(void **state)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    (void)state;
    print_message("a sanitizer needs most of the address space itself\n");
    skip();
#else
    struct rig *r = *state;
    struct rlimit before, small;
    char why[256] = "";
    getrlimit(RLIMIT_AS, &before);
    small = before;
    small.rlim_cur = 1u << 30;
    rig_set(r, VX_SET_ORDERS_MAX, 67108864);
    setrlimit(RLIMIT_AS, &small);
    const int rc = r->session.ops->start(r->session.self, why, sizeof why);
    setrlimit(RLIMIT_AS, &before);
    assert_int_equal(rc, VX_E_MEMORY);
    assert_non_null(strstr(why, "no memory"));
    assert_non_null(strstr(why, "engine.orders.max"));
    rig_set(r, VX_SET_ORDERS_MAX, 1000);
    rig_start(r);
    rig_stop(r);
#endif
}

static void test_a_start_that_failed_can_be_mended(void **state)
{
    struct rig *r = *state;
    char why[256] = "";
    rig_set(r, VX_SET_LOAD_MID, 50000000);
    assert_int_equal(r->session.ops->start(r->session.self, why, sizeof why), VX_E_INVALID);
    rig_set(r, VX_SET_LOAD_MID, PX(100));
    rig_start(r);
    rig_start(r); /* once more is no harm */
    assert_int_equal(rig_order(r, VX_BID, 1, PX(100)).answer.kind, VX_REPORT_ACCEPTED);
    rig_stop(r);
}

static void test_settings_keep_their_rules(void **state)
{
    struct rig *r = *state;
    const struct vx_session_ops *ops = r->session.ops;
    void *self = r->session.self;
    assert_int_equal(ops->set(self, VX_SET_RING_BOOK, 1000), VX_E_INVALID);
    assert_int_equal(ops->set(self, VX_SET_RING_BOOK, 8), VX_E_RANGE);
    assert_int_equal(ops->set(self, VX_SET_SINK_FILE, 1), VX_E_INVALID);
    assert_int_equal(ops->set_text(self, VX_SET_TICK, "x"), VX_E_INVALID);
    assert_int_equal(ops->set(self, VX_SETTINGS, 1), VX_E_UNKNOWN);
    assert_int_equal(ops->set_text(self, VX_SET_CPUS, "0,0,0,0"), 0);
    assert_string_equal(ops->get_text(self, VX_SET_CPUS), "0,0,0,0");
    assert_int_equal(ops->set(self, VX_SET_RING_BOOK, 64), 0);
    rig_start(r);
    assert_int_equal(vx_get(&r->panel->ring[VX_RING_BOOK].capacity), 64);
    assert_int_equal(ops->set(self, VX_SET_RING_BOOK, 128), VX_E_STATE);
    assert_int_equal(ops->set_text(self, VX_SET_CPUS, "1,1,1,1"), VX_E_STATE);
    assert_int_equal(ops->set(self, VX_SET_BUNDLE_SIZE, 4), 0);
    assert_int_equal(ops->get(self, VX_SET_BUNDLE_SIZE), 4);
    assert_int_equal(ops->set(self, VX_SET_BUNDLE_SIZE, 17), VX_E_RANGE);
}

static void test_out_of_order_calls_are_refused(void **state)
{
    struct rig *r = *state;
    const struct vx_session_ops *ops = r->session.ops;
    void *self = r->session.self;
    struct vx_submit s = {.tx = {.kind = VX_TX_CANCEL, .id = 1}};
    struct vx_answer a;
    char why[256];
    assert_int_equal(ops->submit(self, &s), VX_E_STATE);
    assert_int_equal(ops->advance(self, S, NULL, NULL), VX_E_STATE);
    assert_int_equal(ops->stop(self, why, sizeof why), 0);
    rig_start(r);
    assert_int_equal(ops->answer(self, 0, &a), VX_E_EMPTY);
    assert_int_equal(ops->control(self, VX_CTL_FLOW, VX_FLOWS, 0), VX_E_RANGE);
    assert_int_equal(ops->control(self, VX_CTL_STALL, VX_STAGES, 1), VX_E_RANGE);
    assert_int_equal(ops->control(self, VX_CONTROLS, 0, 0), VX_E_UNKNOWN);
    rig_stop(r);
    assert_int_equal(ops->submit(self, &s), VX_E_STOPPED);
    assert_int_equal(ops->control(self, VX_CTL_RATE, 1, 0), VX_E_STOPPED);
    assert_int_equal(ops->start(self, why, sizeof why), VX_E_STOPPED);
    assert_int_equal(ops->set(self, VX_SET_TICK, 100), VX_E_STATE);
}

#define RUN(f)   cmocka_unit_test_setup_teardown(f, rig_set_up_running, rig_tear_down)
#define FRESH(f) cmocka_unit_test_setup_teardown(f, rig_set_up, rig_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(test_an_order_rests_and_is_answered),
        RUN(test_a_trade_is_told_to_everyone),
        RUN(test_ids_are_given_in_turn_and_step_over_explicit_ones),
        RUN(test_a_live_duplicate_is_rejected_and_harms_nothing),
        RUN(test_the_place_in_the_queue_is_known),
        RUN(test_replace_keeps_the_place_only_for_less),
        RUN(test_replace_may_trade),
        RUN(test_cancel_whole_and_in_part),
        RUN(test_cancel_all_by_side_and_owner),
        RUN(test_times_in_force),
        RUN(test_a_market_order_on_an_empty_book_is_cancelled_whole),
        RUN(test_self_trade_prevention_is_accounted_for),
        RUN(test_rejections_are_counted_by_code),
        RUN(test_a_refused_order_is_remembered_with_its_code),
        RUN(test_the_collar_follows_trade_and_touch),
        RUN(test_the_rate_limit_is_a_second_long),
        RUN(test_open_orders_are_limited),
        RUN(test_depth_is_exact_after_a_refresh),
        RUN(test_depth_is_published_when_wanted_and_not_too_often),
        RUN(test_the_ladder_holds_what_rests),
        RUN(test_the_ladder_is_the_book_after_many_orders),
        RUN(test_own_orders_beyond_the_table_trade_all_the_same),
        FRESH(test_instruments_are_apart),
        FRESH(test_wrong_settings_are_explained),
        FRESH(test_too_little_memory_is_said_and_can_be_mended),
        FRESH(test_a_start_that_failed_can_be_mended),
        FRESH(test_settings_keep_their_rules),
        FRESH(test_out_of_order_calls_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
