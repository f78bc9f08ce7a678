/*
 * test_limits.c: bad inputs and full books (FAULTS.md, rows 31 and 32).
 */
#include "kit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/err.h"

/* ---- row 31: bad inputs have stable codes and leave the book alone ---- */

static void bad_inputs_are_rejected_by_code(void **state)
{
    (void)state;
    static const struct kit_turn turns[] = {
        {"bid 9 0@100", "rejected 9 qty."},
        {"bid 9 1000000001@100", "rejected 9 qty."},
        {"bid 9 4294967295@100", "rejected 9 qty."},
        {"bid 9 10@0", "rejected 9 price."},
        {"bid 9 10@-1", "rejected 9 price."},
        {"bid 9 10@1001", "rejected 9 price."},
        {"bid 9 10@2147483647", "rejected 9 price."},
        {"bid 9 10@-2147483648", "rejected 9 price."},
        {"bid 0 10@100", "rejected 0 id."},
        {"bid 1 10@100", "rejected 1 duplicate-id."},
        {"bid 9 10@100 on 2", "rejected 9 instrument."},
        {"bid 9 10@100 on 65535", "rejected 9 instrument."},
        {"bid 9 10@100 side 2", "rejected 9 kind."},
        {"bid 9 10@100 tif 4", "rejected 9 kind."},
        {"bid 9 10@100 market 2", "rejected 9 kind."},
        {"ask 9 0@market", "rejected 9 qty."},
        {"cancel 9", "rejected 9 unknown-id."},
        {"cancel 0", "rejected 0 unknown-id."},
        {"replace 9 5@100", "rejected 9 unknown-id."},
        {"replace 0 5@100", "rejected 0 unknown-id."},
        {"replace 18446744073709551615 5@100", "rejected 18446744073709551615 unknown-id."},
        {"replace 1 4294967295@100", "rejected 1 qty."},
        {"replace 1 5@2147483647", "rejected 1 price."},
        {"replace 1 5@-2147483648", "rejected 1 price."},
        {"refuse 9 32", "rejected 9 halted."},
    };
    struct vx_book *b = kit_open(&kit_config);
    kit_say(b, "ask 1 10@100", "accepted 1 ask 10@100.");
    const uint64_t digest = vx_book_digest(b);
    for (size_t i = 0; i < VX_LEN(turns); i++) {
        kit_say(b, turns[i].say, turns[i].want);
        assert_true(vx_book_digest(b) == digest);
    }
    kit_close(b);
}

/* The first thing that is wrong decides, in the order of veloxbook.h. */
static void the_first_thing_wrong_decides(void **state)
{
    (void)state;
    struct vx_book_config config = kit_config;
    config.orders_max = 1;
    struct vx_book *b = kit_open(&config);
    KIT_PLAY(
        b, {"ask 1 10@100", "accepted 1 ask 10@100."}, {"bid 0 0@0 tif 9 on 7", "rejected 0 kind."},
        {"bid 0 0@0 on 7", "rejected 0 instrument."}, {"bid 0 0@0", "rejected 0 id."},
        {"bid 1 0@0", "rejected 1 qty."}, {"bid 1 1@0", "rejected 1 price."},
        {"bid 1 1@100 post", "rejected 1 duplicate-id."},
        {"bid 2 1@100 post", "rejected 2 would-take."}, {"bid 2 99@100 fok", "rejected 2 fok."},
        {"bid 2 1@99 post", "rejected 2 orders-full."});
    kit_close(b);
}

static void the_ends_of_every_range_are_good(void **state)
{
    (void)state;
    const struct vx_book_config config = {
        .orders_max = 8,
        .instruments = VX_INSTRUMENTS_MAX,
        .tick_min = INT32_MAX - 1,
        .tick_max = INT32_MAX,
    };
    struct vx_book *b = kit_open(&config);
    KIT_PLAY(b,
             {"bid 18446744073709551615 1000000000@2147483646 owner 65535 on 4095",
              "accepted 18446744073709551615 bid 1000000000@2147483646."},
             {"ask 1 1000000000@2147483647 on 4095", "accepted 1 ask 1000000000@2147483647."},
             {"bid 2 1@2147483647 on 4095",
              "accepted 2 bid 1@2147483647; fill 1 1@2147483647 left 999999999 by bid 2."},
             {"bid 3 1@2147483645 on 0", "rejected 3 price."});
    kit_close(b);
}

/* Sums go far beyond 32 bits. */
static void sums_do_not_overflow(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    struct vx_report r[128];
    struct vx_book_level level;
    char line[64];
    for (int id = 1; id <= 100; id++) {
        snprintf(line, sizeof line, "ask %d %u@100", id, VX_QTY_MAX);
        kit_do(b, line, r, 1);
    }
    assert_true(vx_book_lots(b) == 100 * (uint64_t)VX_QTY_MAX);
    assert_true(vx_book_best(b, 0, VX_ASK, &level));
    assert_true(level.lots == 100 * (uint64_t)VX_QTY_MAX && level.orders == 100);
    kit_say(b, "bid 200 1000000000@100 fok",
            "accepted 200 bid 1000000000@100; "
            "fill 1 1000000000@100 by bid 200.");
    kit_close(b);
}

/* ---- row 32: the arena is full ---- */

static void a_full_book_rejects_and_works_again_after_cancels(void **state)
{
    (void)state;
    struct vx_book_config config = kit_config;
    config.orders_max = 3;
    struct vx_book *b = kit_open(&config);
    for (int round = 0; round < 3; round++) {
        KIT_PLAY(b, {"bid 1 5@100", "accepted 1 bid 5@100."},
                 {"bid 2 5@99", "accepted 2 bid 5@99."}, {"ask 3 5@101", "accepted 3 ask 5@101."},
                 {"ask 4 5@102", "rejected 4 orders-full."},
                 {"bid 4 5@98 post on 1", "rejected 4 orders-full."},
                 {"bid 4 5@100 ioc", "accepted 4 bid 5@100; cancelled 4 5@100 rest."},
                 {"cancel 2", "cancelled 2 5@99 asked."}, {"ask 4 5@102", "accepted 4 ask 5@102."},
                 {"all", "accepted 0 bid 0@0; cancelled 1 5@100 asked; "
                         "cancelled 3 5@101 asked; cancelled 4 5@102 asked."});
    }
    kit_close(b);
}

/* An order that takes and still has a rest has emptied a slot on its way. */
static void in_a_full_book_a_taker_finds_room_for_its_rest(void **state)
{
    (void)state;
    for (unsigned stp = VX_STP_NEWEST; stp <= VX_STP_DECREMENT; stp++) {
        struct vx_book_config config = kit_config;
        config.orders_max = 2;
        config.stp = (enum vx_stp)stp;
        struct vx_book *b = kit_open(&config);
        KIT_PLAY(b, {"ask 1 5@101", "accepted 1 ask 5@101."},
                 {"bid 2 5@99", "accepted 2 bid 5@99."},
                 {"bid 3 8@101", "accepted 3 bid 8@101; fill 1 5@101 by bid 3."},
                 {"ask 4 1@101", "accepted 4 ask 1@101; fill 3 1@101 left 2 by ask 4."},
                 {"ask 5 1@102", "rejected 5 orders-full."});
        kit_stands(b, "3 bid 2@101, 2 bid 5@99");
        kit_close(b);
    }
}

/* Fills, empties and fills again to the last slot, with ids that crowd the index. */
static void every_slot_can_be_used_again(void **state)
{
    (void)state;
    static const uint64_t strides[] = {1, 8, 1024, (uint64_t)1 << 32, (uint64_t)1 << 60};
    struct vx_book_config config = kit_config;
    struct vx_report r[1];
    config.orders_max = 1000;
    struct vx_book *b = kit_open(&config);
    for (size_t s = 0; s < VX_LEN(strides); s++) {
        const uint64_t n = strides[s] >> 60 ? 15 : config.orders_max;
        for (uint64_t i = 1; i <= n; i++) {
            const struct vx_book_order order = {
                .id = i * strides[s],
                .qty_lots = 1,
                .price_ticks = 1 + (int32_t)(i % 500),
            };
            assert_int_equal(vx_book_submit(b, &order, r, 1), 1);
            assert_int_equal(vx_report_kind(r), VX_REPORT_ACCEPTED);
        }
        assert_int_equal(vx_book_check(b), 0);
        for (uint64_t i = n; i >= 1; i--) {
            vx_book_cancel(b, (i * 7 % n + 1) * strides[s], 0, r, 1);
            assert_int_equal(vx_report_kind(r), VX_REPORT_CANCELLED);
        }
        assert_int_equal(vx_book_orders(b), 0);
        assert_int_equal(vx_book_check(b), 0);
    }
    kit_close(b);
}

/* ---- the config ---- */

static void configs_out_of_range_are_refused(void **state)
{
    (void)state;
    const struct vx_book_config good = kit_config;
    struct vx_book_config bad[12];
    for (size_t i = 0; i < VX_LEN(bad); i++)
        bad[i] = good;
    bad[0].orders_max = 0;
    bad[1].orders_max = (1u << 30) + 1;
    bad[2].instruments = 0;
    bad[3].instruments = VX_INSTRUMENTS_MAX + 1;
    bad[4].tick_min = 0;
    bad[5].tick_min = -5;
    bad[6].tick_max = bad[6].tick_min - 1;
    bad[7].tick_max = bad[7].tick_min + (1 << 24);
    bad[8].qty_max = VX_QTY_MAX + 1;
    bad[9].stp = (enum vx_stp)(VX_STP_DECREMENT + 1);
    bad[10].instruments = VX_INSTRUMENTS_MAX; /* each in range, together more than 2^38 bytes */
    bad[10].tick_max = 1 << 24;
    bad[11].tick_max = INT32_MAX;
    void *mem = aligned_alloc(VX_BOOK_ALIGN, 4096);
    struct vx_book *book = NULL;
    for (size_t i = 0; i < VX_LEN(bad); i++) {
        assert_int_equal(vx_book_footprint(&bad[i]), 0);
        assert_int_equal(vx_book_init(mem, 4096, &bad[i], &book), VX_E_INVALID);
    }
    assert_null(book);
    free(mem);
}

static void memory_too_small_or_askew_is_refused(void **state)
{
    (void)state;
    const size_t bytes = vx_book_footprint(&kit_config);
    char *mem = aligned_alloc(VX_BOOK_ALIGN, bytes + VX_BOOK_ALIGN);
    struct vx_book *book = NULL;
    assert_int_equal(vx_book_init(mem, bytes - 1, &kit_config, &book), VX_E_MEMORY);
    assert_int_equal(vx_book_init(mem + 8, bytes, &kit_config, &book), VX_E_INVALID);
    assert_int_equal(vx_book_init(NULL, bytes, &kit_config, &book), VX_E_INVALID);
    assert_null(book);
    assert_int_equal(vx_book_init(mem, bytes, &kit_config, &book), VX_OK);
    vx_book_fini(book);
    vx_book_fini(NULL);
    free(mem);
}

static void the_footprint_is_what_is_used(void **state)
{
    (void)state;
    static const struct vx_book_config configs[] = {
        {.orders_max = 1, .instruments = 1, .tick_min = 1, .tick_max = 1},
        {.orders_max = 1000, .instruments = 7, .tick_min = 5, .tick_max = 4100},
        {.orders_max = 3, .instruments = 1, .tick_min = 1, .tick_max = 300000},
    };
    for (size_t i = 0; i < VX_LEN(configs); i++) { /* a sanitizer sees what goes beyond */
        struct vx_book *b = kit_open(&configs[i]);
        assert_int_equal(vx_book_check(b), 0);
        kit_say(b, "bid 1 5@5",
                configs[i].tick_max >= 5 ? "accepted 1 bid 5@5." : "rejected 1 price.");
        kit_close(b);
    }
    const struct vx_book_config large = {
        .orders_max = 1u << 30,
        .instruments = 1,
        .tick_min = 1,
        .tick_max = 1 << 24,
    };
    assert_true(vx_book_footprint(&large) > ((size_t)1 << 30) * 48);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_inputs_are_rejected_by_code),
        cmocka_unit_test(the_first_thing_wrong_decides),
        cmocka_unit_test(the_ends_of_every_range_are_good),
        cmocka_unit_test(sums_do_not_overflow),
        cmocka_unit_test(a_full_book_rejects_and_works_again_after_cancels),
        cmocka_unit_test(in_a_full_book_a_taker_finds_room_for_its_rest),
        cmocka_unit_test(every_slot_can_be_used_again),
        cmocka_unit_test(configs_out_of_range_are_refused),
        cmocka_unit_test(memory_too_small_or_askew_is_refused),
        cmocka_unit_test(the_footprint_is_what_is_used),
    };
    return cmocka_run_group_tests_name("book: limits", tests, NULL, NULL);
}
