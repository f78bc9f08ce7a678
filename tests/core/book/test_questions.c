/*
 * test_questions.c: what the book tells about itself.
 */
#include "kit.h"

#include <stdlib.h>
#include <string.h>

static struct vx_book *with_two_sides(void)
{
    struct vx_book *b = kit_open(&kit_config);
    KIT_PLAY(b, {"bid 1 10@100 owner 3 source 1", "accepted 1 bid 10@100."},
             {"bid 2 20@100", "accepted 2 bid 20@100."}, {"bid 3 30@98", "accepted 3 bid 30@98."},
             {"ask 4 40@103", "accepted 4 ask 40@103."}, {"ask 5 50@101", "accepted 5 ask 50@101."},
             {"ask 6 60@1000", "accepted 6 ask 60@1000."});
    return b;
}

static void best_and_depth_go_from_the_best_level_on(void **state)
{
    (void)state;
    struct vx_book *b = with_two_sides();
    struct vx_book_level level[4];
    assert_true(vx_book_best(b, 0, VX_BID, &level[0]));
    assert_int_equal(level[0].price_ticks, 100);
    assert_int_equal(level[0].orders, 2);
    assert_int_equal(level[0].lots, 30);
    assert_int_equal(vx_book_depth(b, 0, VX_BID, level, 4), 2);
    assert_int_equal(level[1].price_ticks, 98);
    assert_int_equal(vx_book_depth(b, 0, VX_ASK, level, 4), 3);
    assert_int_equal(level[0].price_ticks, 101);
    assert_int_equal(level[1].price_ticks, 103);
    assert_int_equal(level[2].price_ticks, 1000);
    assert_int_equal(vx_book_depth(b, 0, VX_ASK, level, 2), 2);
    assert_int_equal(vx_book_depth(b, 0, VX_ASK, level, 0), 0);
    assert_int_equal(vx_book_depth(b, 1, VX_ASK, level, 4), 0);
    assert_int_equal(vx_book_depth(b, 2, VX_ASK, level, 4), 0);
    assert_false(vx_book_best(b, 1, VX_BID, &level[0]));
    kit_close(b);
}

static void at_names_the_side_of_a_price(void **state)
{
    (void)state;
    struct vx_book *b = with_two_sides();
    struct vx_book_level level;
    enum vx_side side;
    assert_true(vx_book_at(b, 0, 98, &side, &level));
    assert_int_equal(side, VX_BID);
    assert_int_equal(level.lots, 30);
    assert_true(vx_book_at(b, 0, 1000, &side, &level));
    assert_int_equal(side, VX_ASK);
    assert_int_equal(level.price_ticks, 1000);
    assert_false(vx_book_at(b, 0, 99, &side, &level));
    assert_false(vx_book_at(b, 0, 0, &side, &level));
    assert_false(vx_book_at(b, 0, 1001, &side, &level));
    assert_false(vx_book_at(b, 2, 98, &side, &level));
    kit_close(b);
}

static void find_shows_an_order_as_it_rests(void **state)
{
    (void)state;
    struct vx_book *b = with_two_sides();
    struct vx_book_resting o;
    kit_say(b, "ask 9 4@100", "accepted 9 ask 4@100; fill 1 4@100 left 6 by ask 9.");
    assert_true(vx_book_find(b, 1, &o));
    assert_int_equal(o.id, 1);
    assert_int_equal(o.price_ticks, 100);
    assert_int_equal(o.open_lots, 6);
    assert_int_equal(o.owner, 3);
    assert_int_equal(o.instrument, 0);
    assert_int_equal(o.side, VX_BID);
    assert_int_equal(o.source, 1);
    assert_false(vx_book_find(b, 9, &o));
    assert_false(vx_book_find(b, 0, &o));
    kit_close(b);
}

static void ahead_counts_the_queue_in_front(void **state)
{
    (void)state;
    struct vx_book *b = with_two_sides();
    uint64_t lots;
    uint32_t orders;
    kit_say(b, "bid 7 1@100", "accepted 7 bid 1@100.");
    assert_true(vx_book_ahead(b, 7, 0, &lots, &orders));
    assert_int_equal(orders, 2);
    assert_int_equal(lots, 30);
    assert_true(vx_book_ahead(b, 7, 2, &lots, &orders)); /* the limit is just enough */
    assert_false(vx_book_ahead(b, 7, 1, &lots, &orders));
    assert_int_equal(orders, 1);
    assert_int_equal(lots, 20);
    assert_true(vx_book_ahead(b, 1, 1, &lots, &orders));
    assert_int_equal(orders, 0);
    assert_false(vx_book_ahead(b, 99, 0, &lots, &orders));
    assert_int_equal(lots, 0);
    kit_close(b);
}

static void list_goes_in_the_order_of_cancel_all(void **state)
{
    (void)state;
    struct vx_book *b = with_two_sides();
    struct vx_book_resting list[8];
    kit_say(b, "ask 7 1@50 on 1", "accepted 7 ask 1@50.");
    kit_stands(b, "1 bid 10@100, 2 bid 20@100, 3 bid 30@98, 5 ask 50@101, 4 ask 40@103, "
                  "6 ask 60@1000, 7 ask 1@50");
    assert_int_equal(vx_book_list(b, 0, VX_ASK, list, 2), 2);
    assert_int_equal(list[1].id, 4);
    assert_int_equal(vx_book_list(b, VX_ALL_INSTRUMENTS, VX_ASK, list, 8), 4);
    assert_int_equal(list[3].id, 7);
    assert_int_equal(vx_book_list(b, 2, VX_ASK, list, 8), 0);
    kit_close(b);
}

/* Equal books, equal digests, however they came about; time at a price is part of the book. */
static void digests_tell_books_apart(void **state)
{
    (void)state;
    struct vx_book *a = with_two_sides();
    struct vx_book *b = with_two_sides();
    assert_true(vx_book_digest(a) == vx_book_digest(b));
    KIT_PLAY(b, {"bid 8 5@97", "accepted 8 bid 5@97."});
    assert_true(vx_book_digest(a) != vx_book_digest(b));
    KIT_PLAY(b, {"cancel 8", "cancelled 8 5@97 asked."});
    assert_true(vx_book_digest(a) == vx_book_digest(b));
    KIT_PLAY(b, {"cancel 1", "cancelled 1 10@100 asked."},
             {"bid 1 10@100 owner 3 source 1", "accepted 1 bid 10@100."});
    assert_true(vx_book_digest(a) != vx_book_digest(b));
    kit_close(a);
    kit_close(b);
}

static void a_copy_of_the_bytes_is_a_book(void **state)
{
    (void)state;
    struct vx_book *b = with_two_sides();
    const size_t bytes = vx_book_footprint(&kit_config);
    struct vx_book *copy = aligned_alloc(VX_BOOK_ALIGN, bytes);
    assert_non_null(copy);
    memcpy(copy, b, bytes);
    const uint64_t digest = vx_book_digest(b);
    memset(b, 0xa5, bytes);
    free(b);
    assert_int_equal(vx_book_check(copy), 0);
    assert_true(vx_book_digest(copy) == digest);
    kit_say(copy, "ask 9 35@98",
            "accepted 9 ask 35@98; fill 1 10@100 by ask 9; "
            "fill 2 20@100 by ask 9; fill 3 5@98 left 25 by ask 9.");
    kit_close(copy);
}

/* Orders that rest in a book that was told of them, and of ids that never come, or not. */
static struct vx_book *with_many(bool told)
{
    const struct vx_book_config config = {
        .orders_max = 4096, .instruments = 1, .tick_min = 1, .tick_max = 1000};
    struct vx_book *b = kit_open(&config);
    struct vx_report report;
    if (told)
        vx_book_reserve(b, 3000);
    for (uint32_t i = 1; i <= 3000; i++) {
        const struct vx_book_order order = {.id = i * 977,
                                            .price_ticks = (int32_t)(i % 400) + (i & 1 ? 500 : 1),
                                            .qty_lots = i,
                                            .side = i & 1 ? VX_ASK : VX_BID};
        const uint64_t ids[] = {order.id, i * 55, (i - 1) * 977, 0};
        if (told)
            vx_book_expect(b, ids, VX_LEN(ids));
        assert_int_equal(vx_book_submit(b, &order, &report, 1), 1);
        assert_int_equal(vx_report_kind(&report), VX_REPORT_ACCEPTED);
    }
    assert_int_equal(vx_book_check(b), 0);
    return b;
}

static void what_a_book_is_told_changes_nothing(void **state)
{
    (void)state;
    struct vx_book *plain = with_many(false), *told = with_many(true);
    assert_true(vx_book_digest(plain) == vx_book_digest(told));
    vx_book_reserve(told, 4096); /* it is not empty: nothing happens */
    assert_int_equal(vx_book_check(told), 0);
    kit_close(plain);
    kit_close(told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(best_and_depth_go_from_the_best_level_on),
        cmocka_unit_test(at_names_the_side_of_a_price),
        cmocka_unit_test(find_shows_an_order_as_it_rests),
        cmocka_unit_test(ahead_counts_the_queue_in_front),
        cmocka_unit_test(list_goes_in_the_order_of_cancel_all),
        cmocka_unit_test(digests_tell_books_apart),
        cmocka_unit_test(a_copy_of_the_bytes_is_a_book),
        cmocka_unit_test(what_a_book_is_told_changes_nothing),
    };
    return cmocka_run_group_tests_name("book: questions", tests, NULL, NULL);
}
