/*
 * test_matching.c: what meets what, at which price, and what becomes of the rest.
 */
#include "kit.h"

static void the_best_price_goes_first(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"ask 1 10@102", "accepted 1 ask 10@102."},
             {"ask 2 10@101", "accepted 2 ask 10@101."}, {"ask 3 10@103", "accepted 3 ask 10@103."},
             {"bid 9 25@103", "accepted 9 bid 25@103; fill 2 10@101 by bid 9; "
                              "fill 1 10@102 by bid 9; fill 3 5@103 left 5 by bid 9."},
             {"bid 4 10@99", "accepted 4 bid 10@99."}, {"bid 5 10@100", "accepted 5 bid 10@100."},
             {"ask 8 15@99", "accepted 8 ask 15@99; fill 5 10@100 by ask 8; "
                             "fill 4 5@99 left 5 by ask 8."});
    kit_stands(b, "4 bid 5@99, 3 ask 5@103");
    kit_close(b);
}

static void at_one_price_the_oldest_goes_first(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"bid 1 5@100", "accepted 1 bid 5@100."}, {"bid 2 5@100", "accepted 2 bid 5@100."},
             {"bid 3 5@100", "accepted 3 bid 5@100."}, {"bid 4 5@100", "accepted 4 bid 5@100."},
             {"cancel 2", "cancelled 2 5@100 asked."}, {"bid 2 5@100", "accepted 2 bid 5@100."},
             {"ask 9 17@100", "accepted 9 ask 17@100; fill 1 5@100 by ask 9; "
                              "fill 3 5@100 by ask 9; fill 4 5@100 by ask 9; "
                              "fill 2 2@100 left 3 by ask 9."});
    kit_close(b);
}

static void a_partial_fill_keeps_its_place(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"ask 1 10@100", "accepted 1 ask 10@100."},
             {"ask 2 10@100", "accepted 2 ask 10@100."},
             {"bid 8 4@100", "accepted 8 bid 4@100; fill 1 4@100 left 6 by bid 8."},
             {"bid 9 7@100", "accepted 9 bid 7@100; fill 1 6@100 by bid 9; "
                             "fill 2 1@100 left 9 by bid 9."});
    kit_close(b);
}

static void a_limit_is_never_traded_through_and_the_rest_rests(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"ask 1 10@101", "accepted 1 ask 10@101."},
             {"ask 2 10@103", "accepted 2 ask 10@103."},
             {"bid 9 30@102", "accepted 9 bid 30@102; fill 1 10@101 by bid 9."});
    kit_stands(b, "9 bid 20@102, 2 ask 10@103");
    kit_close(b);
}

static void ioc_cancels_its_rest(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"ask 1 10@101", "accepted 1 ask 10@101."},
             {"bid 9 30@102 ioc",
              "accepted 9 bid 30@102; fill 1 10@101 by bid 9; cancelled 9 20@102 rest."},
             {"bid 9 5@102 ioc", "accepted 9 bid 5@102; cancelled 9 5@102 rest."},
             {"ask 1 10@101", "accepted 1 ask 10@101."},
             {"bid 9 10@101 ioc", "accepted 9 bid 10@101; fill 1 10@101 by bid 9."});
    kit_stands(b, "");
    kit_close(b);
}

static void fok_is_all_or_nothing(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"bid 9 1@101 fok", "rejected 9 fok."}, {"ask 1 10@101", "accepted 1 ask 10@101."},
             {"ask 2 10@102", "accepted 2 ask 10@102."}, {"ask 3 10@104", "accepted 3 ask 10@104."},
             {"bid 9 21@103 fok", "rejected 9 fok."});
    kit_stands(b, "1 ask 10@101, 2 ask 10@102, 3 ask 10@104");
    KIT_PLAY(b, {"bid 9 20@103 fok",
                 "accepted 9 bid 20@103; fill 1 10@101 by bid 9; fill 2 10@102 by bid 9."});
    kit_stands(b, "3 ask 10@104");
    kit_close(b);
}

static void post_only_is_rejected_if_it_would_take(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"ask 1 10@101 post", "accepted 1 ask 10@101."},
             {"bid 2 10@101 post", "rejected 2 would-take."},
             {"bid 2 10@100 post", "accepted 2 bid 10@100."},
             {"ask 3 10@100 post", "rejected 3 would-take."});
    kit_stands(b, "2 bid 10@100, 1 ask 10@101");
    kit_close(b);
}

static void market_takes_what_there_is(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"bid 9 5@market", "accepted 9 bid 5@0; cancelled 9 5@0 rest."},
             {"ask 1 10@1", "accepted 1 ask 10@1."}, {"ask 2 10@1000", "accepted 2 ask 10@1000."},
             {"bid 9 25@market", "accepted 9 bid 25@0; fill 1 10@1 by bid 9; "
                                 "fill 2 10@1000 by bid 9; cancelled 9 5@0 rest."},
             {"bid 3 10@1", "accepted 3 bid 10@1."},
             {"ask 9 4@market", "accepted 9 ask 4@0; fill 3 4@1 left 6 by ask 9."});
    kit_close(b);
}

/* A market order's price and time in force do not matter, whatever they hold. */
static void market_ignores_price_and_tif(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    kit_say(b, "ask 1 10@100", "accepted 1 ask 10@100.");
    const struct vx_book_order order = {
        .id = 9,
        .price_ticks = -7,
        .qty_lots = 4,
        .market = 1,
        .side = VX_BID,
        .tif = VX_TIF_POST,
    };
    struct vx_report out[4];
    assert_int_equal(vx_book_submit(b, &order, out, 4), 2);
    assert_int_equal(vx_report_kind(&out[0]), VX_REPORT_ACCEPTED);
    assert_int_equal(out[0].price, 0);
    assert_int_equal(vx_report_kind(&out[1]), VX_REPORT_FILL);
    kit_close(b);
}

static void an_id_is_free_again_once_its_order_is_gone(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"ask 1 10@101", "accepted 1 ask 10@101."},
             {"ask 1 5@102", "rejected 1 duplicate-id."},
             {"bid 1 5@100 on 1", "rejected 1 duplicate-id."},
             {"cancel 1", "cancelled 1 10@101 asked."}, {"ask 1 5@102", "accepted 1 ask 5@102."},
             {"bid 9 5@102", "accepted 9 bid 5@102; fill 1 5@102 by bid 9."},
             {"bid 9 5@102", "accepted 9 bid 5@102."}, {"bid 1 5@100", "accepted 1 bid 5@100."});
    kit_close(b);
}

static void cancel_takes_all_or_a_part(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"cancel 1", "rejected 1 unknown-id."}, {"bid 1 10@100", "accepted 1 bid 10@100."},
             {"bid 2 10@100", "accepted 2 bid 10@100."},
             {"cancel 1 4", "cancelled 1 4@100 left 6 asked."}, /* keeps its place */
             {"ask 9 7@100", "accepted 9 ask 7@100; fill 1 6@100 by ask 9; "
                             "fill 2 1@100 left 9 by ask 9."},
             {"cancel 1", "rejected 1 unknown-id."}, {"cancel 2 9", "cancelled 2 9@100 asked."},
             {"bid 3 5@100", "accepted 3 bid 5@100."}, {"cancel 3 99", "cancelled 3 5@100 asked."});
    kit_stands(b, "");
    kit_close(b);
}

static void cancel_all_goes_by_instrument_side_price_time(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"all", "accepted 0 bid 0@0."}, {"ask 1 1@105 on 1", "accepted 1 ask 1@105."},
             {"ask 2 1@106", "accepted 2 ask 1@106."}, {"ask 3 1@105", "accepted 3 ask 1@105."},
             {"bid 4 1@99", "accepted 4 bid 1@99."}, {"bid 5 1@100", "accepted 5 bid 1@100."},
             {"bid 6 1@100 owner 7", "accepted 6 bid 1@100."},
             {"ask 7 1@105 owner 7", "accepted 7 ask 1@105."});
    KIT_PLAY(
        b, {"all owner 8", "accepted 0 bid 0@0."},
        {"all asks on 1", "accepted 0 ask 0@0; cancelled 1 1@105 asked."},
        {"all owner 7", "accepted 0 bid 0@0; cancelled 6 1@100 asked; cancelled 7 1@105 asked."},
        {"all on 1", "accepted 0 bid 0@0."},
        {"all", "accepted 0 bid 0@0; cancelled 5 1@100 asked; cancelled 4 1@99 asked; "
                "cancelled 3 1@105 asked; cancelled 2 1@106 asked."});
    KIT_PLAY(b, {"all on 2", "rejected 0 instrument."}, {"all side 2", "rejected 0 kind."});
    kit_close(b);
}

static void instruments_do_not_meet(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"ask 1 10@100", "accepted 1 ask 10@100."},
             {"bid 2 10@100 on 1", "accepted 2 bid 10@100."},
             {"ask 3 10@100 on 1", "accepted 3 ask 10@100; fill 2 10@100 by ask 3."});
    kit_stands(b, "1 ask 10@100");
    kit_close(b);
}

static void records_carry_sides_sources_and_instruments(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    struct vx_report r[8];
    kit_do(b, "ask 1 10@100 source 1 on 1", r, 8);
    assert_int_equal(r[0].kind, VX_REPORT_ACCEPTED | VX_REPORT_SIDE | 1u << VX_REPORT_SRC_SHIFT |
                                    VX_REPORT_ANSWER | VX_REPORT_LAST);
    assert_int_equal(r[0].due_ns, 0);
    assert_int_equal(kit_do(b, "bid 9 15@100 ioc source 2 on 1", r, 8), 3);
    assert_int_equal(r[0].kind, VX_REPORT_ACCEPTED | 2u << VX_REPORT_SRC_SHIFT | VX_REPORT_ANSWER);
    /* a fill: the aggressor's side, the resting order's source */
    assert_int_equal(r[1].kind, VX_REPORT_FILL | 1u << VX_REPORT_SRC_SHIFT);
    assert_int_equal(r[1].contra, 9);
    assert_int_equal(r[2].kind, VX_REPORT_CANCELLED | 2u << VX_REPORT_SRC_SHIFT | VX_REPORT_LAST);
    for (int i = 0; i < 3; i++)
        assert_int_equal(r[i].instrument, 1);
    kit_do(b, "bid 7 5@90 source 7", r, 8); /* two bits are handed back */
    assert_int_equal(vx_report_source(&r[0]), 3);
    kit_do(b, "refuse 5 32 ask source 3 on 1", r, 8);
    assert_int_equal(r[0].kind, VX_REPORT_REJECTED | VX_REPORT_SIDE | 3u << VX_REPORT_SRC_SHIFT |
                                    VX_REPORT_ANSWER | VX_REPORT_LAST);
    assert_int_equal(r[0].instrument, 1);
    assert_int_equal(r[0].code, VX_REJECT_HALTED);
    kit_close(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_price_goes_first),
        cmocka_unit_test(at_one_price_the_oldest_goes_first),
        cmocka_unit_test(a_partial_fill_keeps_its_place),
        cmocka_unit_test(a_limit_is_never_traded_through_and_the_rest_rests),
        cmocka_unit_test(ioc_cancels_its_rest),
        cmocka_unit_test(fok_is_all_or_nothing),
        cmocka_unit_test(post_only_is_rejected_if_it_would_take),
        cmocka_unit_test(market_takes_what_there_is),
        cmocka_unit_test(market_ignores_price_and_tif),
        cmocka_unit_test(an_id_is_free_again_once_its_order_is_gone),
        cmocka_unit_test(cancel_takes_all_or_a_part),
        cmocka_unit_test(cancel_all_goes_by_instrument_side_price_time),
        cmocka_unit_test(instruments_do_not_meet),
        cmocka_unit_test(records_carry_sides_sources_and_instruments),
    };
    return cmocka_run_group_tests_name("book: matching", tests, NULL, NULL);
}
