/*
 * test_replace.c: what keeps its place, and what comes in anew.
 */
#include "kit.h"

static void a_smaller_quantity_keeps_its_place(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"bid 1 10@100", "accepted 1 bid 10@100."},
             {"bid 2 10@100", "accepted 2 bid 10@100."},
             {"replace 1 6@100", "replaced 1 6@100 was 10@100 kept."},
             {"replace 1 4@0", "replaced 1 4@100 was 6@100 kept."},
             {"replace 1 4@100", "replaced 1 4@100 was 4@100 kept."},
             {"replace 1 0@0", "replaced 1 4@100 was 4@100 kept."},
             {"ask 9 5@100", "accepted 9 ask 5@100; fill 1 4@100 by ask 9; "
                             "fill 2 1@100 left 9 by ask 9."});
    kit_close(b);
}

static void a_larger_quantity_loses_its_place(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"bid 1 10@100", "accepted 1 bid 10@100."},
             {"bid 2 10@100", "accepted 2 bid 10@100."},
             {"replace 1 11@100", "replaced 1 11@100 was 10@100."});
    kit_stands(b, "2 bid 10@100, 1 bid 11@100");
    kit_close(b);
}

static void another_price_loses_its_place(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"bid 1 10@100", "accepted 1 bid 10@100."},
             {"bid 2 10@100", "accepted 2 bid 10@100."},
             {"replace 1 0@101", "replaced 1 10@101 was 10@100."},
             {"replace 1 0@100", "replaced 1 10@100 was 10@101."});
    kit_stands(b, "2 bid 10@100, 1 bid 10@100");
    kit_close(b);
}

static void a_replaced_order_may_match(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"ask 1 10@105", "accepted 1 ask 10@105."},
             {"ask 2 10@106", "accepted 2 ask 10@106."}, {"bid 3 5@100", "accepted 3 bid 5@100."},
             {"replace 3 12@105", "replaced 3 12@105 was 5@100; fill 1 10@105 by bid 3."});
    kit_stands(b, "3 bid 2@105, 2 ask 10@106");
    KIT_PLAY(b, {"replace 3 0@106", "replaced 3 2@106 was 2@105; fill 2 2@106 left 8 by bid 3."},
             {"cancel 3", "rejected 3 unknown-id."});
    kit_close(b);
}

/* What it once was is not kept: a replaced order comes in as gtc. */
static void a_replaced_post_only_order_may_take(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"ask 1 10@105", "accepted 1 ask 10@105."},
             {"bid 3 5@100 post", "accepted 3 bid 5@100."},
             {"replace 3 0@105", "replaced 3 5@105 was 5@100; fill 1 5@105 left 5 by bid 3."});
    kit_close(b);
}

static void quantity_means_what_is_open(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"bid 1 10@100", "accepted 1 bid 10@100."},
             {"ask 9 4@100", "accepted 9 ask 4@100; fill 1 4@100 left 6 by ask 9."},
             {"replace 1 5@100", "replaced 1 5@100 was 6@100 kept."},
             {"replace 1 8@100", "replaced 1 8@100 was 5@100."});
    kit_close(b);
}

static void a_rejected_replace_leaves_the_order_as_it_stood(void **state)
{
    (void)state;
    struct vx_book_config config = kit_config;
    struct vx_report r[2];
    config.qty_max = 50;
    struct vx_book *b = kit_open(&config);
    KIT_PLAY(b, {"replace 1 5@100", "rejected 1 unknown-id."},
             {"bid 1 10@100 source 1 on 1", "accepted 1 bid 10@100."},
             {"bid 2 10@100 on 1", "accepted 2 bid 10@100."},
             {"replace 1 51@100", "rejected 1 qty."}, {"replace 1 5@1001", "rejected 1 price."},
             {"replace 1 5@-1", "rejected 1 price."}, {"replace 1 51@1001", "rejected 1 qty."});
    kit_do(b, "replace 1 4294967295@0", r, 2);
    assert_int_equal(r[0].code, VX_REJECT_QTY);
    assert_int_equal(r[0].leaves, 10);
    assert_int_equal(r[0].instrument, 1);
    assert_int_equal(vx_report_source(&r[0]), 1);
    kit_stands(b, "1 bid 10@100, 2 bid 10@100");
    kit_close(b);
}

static void a_full_book_can_still_replace(void **state)
{
    (void)state;
    struct vx_book_config config = kit_config;
    config.orders_max = 2;
    struct vx_book *b = kit_open(&config);
    KIT_PLAY(b, {"bid 1 10@100", "accepted 1 bid 10@100."},
             {"bid 2 10@100", "accepted 2 bid 10@100."},
             {"replace 1 20@101", "replaced 1 20@101 was 10@100."},
             {"replace 2 5@0", "replaced 2 5@100 was 10@100 kept."});
    kit_stands(b, "1 bid 20@101, 2 bid 5@100");
    kit_close(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_smaller_quantity_keeps_its_place),
        cmocka_unit_test(a_larger_quantity_loses_its_place),
        cmocka_unit_test(another_price_loses_its_place),
        cmocka_unit_test(a_replaced_order_may_match),
        cmocka_unit_test(a_replaced_post_only_order_may_take),
        cmocka_unit_test(quantity_means_what_is_open),
        cmocka_unit_test(a_rejected_replace_leaves_the_order_as_it_stood),
        cmocka_unit_test(a_full_book_can_still_replace),
    };
    return cmocka_run_group_tests_name("book: replace", tests, NULL, NULL);
}
