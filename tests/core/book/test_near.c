/*
 * test_near.c: what an idle caller keeps near is all that an input about a resting order looks at,
 * and nothing outside the book.
 */
#include "kit.h"

#include <stdlib.h>
#include <string.h>

#include "core/book/inside.h"

#define LINES   (1u << 17)
#define ID(i)   ((uint64_t)(i)*977)
#define BID_MAX 400u

struct near {
    struct vx_book *book;
    size_t bytes;
    bool line[LINES]; /* brought near */
};
static struct near near;

static void open_near(uint32_t orders_max)
{
    const struct vx_book_config config = {
        .orders_max = orders_max, .instruments = 1, .tick_min = 1, .tick_max = 1000};
    near = (struct near){.book = kit_open(&config), .bytes = vx_book_footprint(&config)};
    assert_true(near.bytes / CACHE_LINE < LINES);
}

static void rest(uint32_t from, uint32_t to)
{
    struct vx_report report;
    for (uint32_t i = from; i <= to; i++) {
        const struct vx_book_order order = {
            .id = ID(i), .price_ticks = (int32_t)(i % BID_MAX) + 1, .qty_lots = 1, .side = VX_BID};
        assert_int_equal(vx_book_submit(near.book, &order, &report, 1), 1);
        assert_int_equal(vx_report_kind(&report), VX_REPORT_ACCEPTED);
    }
}

static void cancel(uint32_t from, uint32_t to)
{
    struct vx_report report;
    for (uint32_t i = from; i <= to; i++)
        assert_int_equal(vx_book_cancel(near.book, ID(i), 0, &report, 1), 1);
}

/* One round, from the first line to the last. */
static void go_round(void)
{
    uint32_t line = 0;
    memset(near.line, 0, sizeof near.line);
    do {
        const char *part = book_near_line(near.book, line);
        const ptrdiff_t at = part - (const char *)near.book;
        assert_true(at >= 0 && (size_t)at < near.bytes);
        near.line[(size_t)at / CACHE_LINE] = true;
        line++;
        assert_int_equal(vx_book_keep_near(near.book, line - 1, 1), line);
    } while (book_near_line(near.book, line));
    assert_int_equal(vx_book_keep_near(near.book, line, 1), 0); /* it begins again */
}

static bool is_near(const void *part)
{
    return near.line[(size_t)((const char *)part - (const char *)near.book) / CACHE_LINE];
}

static void expect_all_near(void)
{
    uint32_t seen = 0;
    for (uint32_t i = 0; i < near.book->orders_max; i++) {
        const struct order *o = book_order(near.book, near.book->first_order + i);
        if (o->id == 0)
            continue;
        const struct found f = book_find(near.book, o->id);
        assert_int_equal(f.order, near.book->first_order + i);
        assert_true(is_near(o));
        assert_true(is_near(&book_words(near.book)[f.slot / INDEX_SLOTS]));
        assert_true(is_near(&book_slots(near.book)[f.slot]));
        seen++;
    }
    assert_int_equal(seen, vx_book_orders(near.book));
}

static void expect_near_of(uint32_t orders_max, uint32_t orders)
{
    open_near(orders_max);
    rest(1, orders);
    go_round();
    expect_all_near();
    kit_close(near.book);
}

static void a_round_goes_by_all_that_rests(void **state)
{
    (void)state;
    for (uint32_t n = 1; n <= 4096; n += n / 2 + 1)
        expect_near_of(4096, n);
}

/* While the index moves to a larger table, the rest of it is in the one before. */
static void so_it_does_while_the_index_moves(void **state)
{
    uint32_t n = 0;
    (void)state;
    open_near(1u << 16);
    while (near.book->index_old.mask < 1023) {
        rest(n + 1, n + 1);
        n++;
    }
    go_round();
    assert_true(near.book->index_moved < near.book->index_old.mask);
    expect_all_near();
    kit_close(near.book);
}

/* Those that are left may lie anywhere among those that were. */
static void so_it_does_when_most_have_gone(void **state)
{
    (void)state;
    open_near(1u << 14);
    rest(1, 10000);
    cancel(1, 9000);
    go_round();
    expect_all_near();
    kit_close(near.book);
}

static void every_size_of_a_book_has_its_lines_inside(void **state)
{
    (void)state;
    for (uint32_t most = 1; most < 200; most++)
        expect_near_of(most, most);
}

static void a_book_that_no_cache_holds_is_left_alone(void **state)
{
    (void)state;
    open_near(1u << 10);
    near.book->fresh = near.book->first_order + VX_BOOK_NEAR_BYTES / CELL_BYTES;
    assert_null(book_near_line(near.book, 0));
    assert_int_equal(vx_book_keep_near(near.book, 0, 7), 0);
    kit_close(near.book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_round_goes_by_all_that_rests),
        cmocka_unit_test(so_it_does_while_the_index_moves),
        cmocka_unit_test(so_it_does_when_most_have_gone),
        cmocka_unit_test(every_size_of_a_book_has_its_lines_inside),
        cmocka_unit_test(a_book_that_no_cache_holds_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
