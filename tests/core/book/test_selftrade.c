/*
 * test_selftrade.c: an order meets one of its own owner.
 */
#include "kit.h"

/* Somebody else's 5 at 101, one's own 10 at 101, somebody else's 10 at 102. */
static struct vx_book *with_own_in_the_way(enum vx_stp stp)
{
    struct vx_book *b = kit_open_stp(stp);
    KIT_PLAY(b, {"ask 1 5@101 owner 2", "accepted 1 ask 5@101."},
             {"ask 2 10@101 owner 1", "accepted 2 ask 10@101."},
             {"ask 3 10@102", "accepted 3 ask 10@102."});
    return b;
}

static void newest_cancels_the_rest_of_the_aggressor(void **state)
{
    (void)state;
    struct vx_book *b = with_own_in_the_way(VX_STP_NEWEST);
    KIT_PLAY(b, {"bid 9 20@102 owner 1", "accepted 9 bid 20@102; fill 1 5@101 by bid 9; "
                                         "cancelled 9 15@102 self-taker."});
    kit_stands(b, "2 ask 10@101, 3 ask 10@102");
    kit_close(b);
}

static void oldest_cancels_the_resting_order_and_goes_on(void **state)
{
    (void)state;
    struct vx_book *b = with_own_in_the_way(VX_STP_OLDEST);
    KIT_PLAY(b,
             {"bid 9 20@102 owner 1", "accepted 9 bid 20@102; fill 1 5@101 by bid 9; "
                                      "cancelled 2 10@101 self-rested; fill 3 10@102 by bid 9."});
    kit_stands(b, "9 bid 5@102");
    kit_close(b);
}

static void both_cancels_both(void **state)
{
    (void)state;
    struct vx_book *b = with_own_in_the_way(VX_STP_BOTH);
    KIT_PLAY(b, {"bid 9 20@102 owner 1", "accepted 9 bid 20@102; fill 1 5@101 by bid 9; "
                                         "cancelled 2 10@101 self-rested; "
                                         "cancelled 9 15@102 self-taker."});
    kit_stands(b, "3 ask 10@102");
    kit_close(b);
}

static void decrement_takes_the_smaller_off_both(void **state)
{
    (void)state;
    struct vx_book *b = with_own_in_the_way(VX_STP_DECREMENT);
    KIT_PLAY(b,
             {"bid 8 7@102 owner 1", "accepted 8 bid 7@102; fill 1 5@101 by bid 8; "
                                     "cancelled 2 2@101 left 8 self-rested; "
                                     "cancelled 8 2@102 self-taker."},
             {"bid 9 20@102 owner 1", "accepted 9 bid 20@102; cancelled 2 8@101 self-rested; "
                                      "cancelled 9 8@102 left 12 self-taker; "
                                      "fill 3 10@102 by bid 9."});
    kit_stands(b, "9 bid 2@102");
    kit_close(b);
}

static void equal_quantities_vanish_together(void **state)
{
    (void)state;
    struct vx_book *b = kit_open_stp(VX_STP_DECREMENT);
    KIT_PLAY(b, {"ask 1 5@101 owner 1", "accepted 1 ask 5@101."},
             {"bid 9 5@101 owner 1", "accepted 9 bid 5@101; cancelled 1 5@101 self-rested; "
                                     "cancelled 9 5@101 self-taker."});
    kit_stands(b, "");
    kit_close(b);
}

static void nobody_is_never_prevented(void **state)
{
    (void)state;
    for (unsigned stp = VX_STP_NEWEST; stp <= VX_STP_DECREMENT; stp++) {
        struct vx_book *b = kit_open_stp((enum vx_stp)stp);
        KIT_PLAY(b, {"ask 1 5@101", "accepted 1 ask 5@101."},
                 {"bid 9 5@101", "accepted 9 bid 5@101; fill 1 5@101 by bid 9."});
        kit_close(b);
    }
}

static void an_ioc_or_market_order_is_prevented_too(void **state)
{
    (void)state;
    struct vx_book *b = with_own_in_the_way(VX_STP_NEWEST);
    KIT_PLAY(b, {"bid 9 20@market owner 1", "accepted 9 bid 20@0; fill 1 5@101 by bid 9; "
                                            "cancelled 9 15@0 self-taker."});
    kit_close(b);
    b = with_own_in_the_way(VX_STP_DECREMENT);
    KIT_PLAY(b, {"bid 9 30@102 ioc owner 1",
                 "accepted 9 bid 30@102; fill 1 5@101 by bid 9; "
                 "cancelled 2 10@101 self-rested; cancelled 9 10@102 left 15 self-taker; "
                 "fill 3 10@102 by bid 9; cancelled 9 5@102 rest."});
    kit_close(b);
}

static void a_replaced_order_is_prevented_too(void **state)
{
    (void)state;
    struct vx_book *b = with_own_in_the_way(VX_STP_NEWEST);
    KIT_PLAY(b, {"bid 9 20@100 owner 1", "accepted 9 bid 20@100."},
             {"replace 9 0@101", "replaced 9 20@101 was 20@100; fill 1 5@101 by bid 9; "
                                 "cancelled 9 15@101 self-taker."});
    kit_stands(b, "2 ask 10@101, 3 ask 10@102");
    kit_close(b);
}

/* Behind one's own order nothing can be had, so it does not count; with `oldest` it can. */
static void fok_counts_what_it_would_trade(void **state)
{
    (void)state;
    for (unsigned stp = VX_STP_NEWEST; stp <= VX_STP_DECREMENT; stp++) {
        struct vx_book *b = with_own_in_the_way((enum vx_stp)stp);
        if (stp == VX_STP_OLDEST)
            KIT_PLAY(b, {"bid 9 16@102 fok owner 1", "rejected 9 fok."},
                     {"bid 9 15@102 fok owner 1",
                      "accepted 9 bid 15@102; fill 1 5@101 by bid 9; "
                      "cancelled 2 10@101 self-rested; fill 3 10@102 by bid 9."});
        else
            KIT_PLAY(b, {"bid 9 6@102 fok owner 1", "rejected 9 fok."},
                     {"bid 9 5@102 fok owner 1", "accepted 9 bid 5@102; fill 1 5@101 by bid 9."});
        kit_close(b);
    }
}

static void post_only_is_rejected_by_its_own_too(void **state)
{
    (void)state;
    struct vx_book *b = kit_open_stp(VX_STP_OLDEST);
    KIT_PLAY(b, {"ask 1 5@101 owner 1", "accepted 1 ask 5@101."},
             {"bid 9 5@101 post owner 1", "rejected 9 would-take."});
    kit_stands(b, "1 ask 5@101");
    kit_close(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(newest_cancels_the_rest_of_the_aggressor),
        cmocka_unit_test(oldest_cancels_the_resting_order_and_goes_on),
        cmocka_unit_test(both_cancels_both),
        cmocka_unit_test(decrement_takes_the_smaller_off_both),
        cmocka_unit_test(equal_quantities_vanish_together),
        cmocka_unit_test(nobody_is_never_prevented),
        cmocka_unit_test(an_ioc_or_market_order_is_prevented_too),
        cmocka_unit_test(a_replaced_order_is_prevented_too),
        cmocka_unit_test(fok_counts_what_it_would_trade),
        cmocka_unit_test(post_only_is_rejected_by_its_own_too),
    };
    return cmocka_run_group_tests_name("book: self-trade prevention", tests, NULL, NULL);
}
