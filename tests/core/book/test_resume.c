/*
 * test_resume.c: more records than the caller's array has room for.
 */
#include "kit.h"

#include <stdio.h>

/* What the book says to `line` in pieces of `room` is what it says at once, and ends as it does. */
static void same_in_pieces(enum vx_stp stp, const struct kit_turn *before, size_t n,
                           const char *line)
{
    struct vx_report whole[64], pieces[64];
    struct vx_book *at_once = kit_open_stp(stp);
    kit_play(at_once, before, n);
    const uint32_t records = kit_do(at_once, line, whole, 64);
    for (uint32_t room = 1; room <= records + 1; room++) {
        char text[128];
        snprintf(text, sizeof text, "%s room %u", line, room);
        struct vx_book *b = kit_open_stp(stp);
        kit_play(b, before, n);
        assert_int_equal(kit_do(b, text, pieces, 64), records);
        assert_memory_equal(pieces, whole, records * sizeof whole[0]);
        assert_true(vx_book_digest(b) == vx_book_digest(at_once));
        assert_int_equal(vx_book_check(b), 0);
        kit_close(b);
    }
    kit_close(at_once);
}

static void a_sweep_in_pieces_is_the_sweep(void **state)
{
    (void)state;
    static const struct kit_turn before[] = {
        {"ask 1 5@101", "accepted 1 ask 5@101."},
        {"ask 2 5@101 owner 1", "accepted 2 ask 5@101."},
        {"ask 3 5@102", "accepted 3 ask 5@102."},
        {"ask 4 5@103 owner 1", "accepted 4 ask 5@103."},
        {"bid 5 5@90 owner 1", "accepted 5 bid 5@90."},
        {"bid 6 5@91 owner 1 on 1", "accepted 6 bid 5@91."},
    };
    static const char *const lines[] = {
        "bid 9 30@103",
        "bid 9 30@103 owner 1",
        "bid 9 12@103 ioc owner 1",
        "bid 9 7@market owner 1",
        "bid 9 15@102 fok",
        "replace 5 40@102",
        "all",
        "all owner 1",
        "all asks on 0",
    };
    for (unsigned stp = VX_STP_NEWEST; stp <= VX_STP_DECREMENT; stp++)
        for (size_t i = 0; i < VX_LEN(lines); i++)
            same_in_pieces((enum vx_stp)stp, before, VX_LEN(before), lines[i]);
}

/* Every record that was written has happened, and no other. */
static void between_pieces_the_book_stands_as_the_records_say(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    struct vx_report r[2];
    struct op op;
    KIT_PLAY(b, {"ask 1 5@101", "accepted 1 ask 5@101."}, {"ask 2 5@102", "accepted 2 ask 5@102."});
    assert_true(op_parse("bid 9 7@102", &op));
    assert_int_equal(op_begin(b, &op, r, 1), 1);
    assert_true(vx_book_busy(b));
    assert_int_equal(r[0].kind, VX_REPORT_ACCEPTED | VX_REPORT_ANSWER);
    kit_stands(b, "1 ask 5@101, 2 ask 5@102");
    assert_int_equal(vx_book_resume(b, r, 1), 1);
    assert_true(vx_book_busy(b));
    kit_stands(b, "2 ask 5@102");
    assert_int_equal(vx_book_resume(b, r, 1), 1);
    assert_false(vx_book_busy(b));
    assert_int_equal(r[0].kind, VX_REPORT_FILL | VX_REPORT_LAST);
    kit_stands(b, "2 ask 3@102");
    kit_close(b);
}

/* The array is full exactly when the input ends: the end is told all the same. */
static void an_exact_fit_is_not_busy(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    struct vx_report r[3];
    struct op op;
    KIT_PLAY(b, {"ask 1 5@101", "accepted 1 ask 5@101."}, {"ask 2 5@102", "accepted 2 ask 5@102."});
    assert_true(op_parse("bid 9 30@102", &op));
    assert_int_equal(op_begin(b, &op, r, 3), 3);
    assert_false(vx_book_busy(b));
    assert_true(r[2].kind & VX_REPORT_LAST);
    kit_stands(b, "9 bid 20@102"); /* to rest needs no record */
    assert_true(op_parse("all", &op));
    assert_int_equal(op_begin(b, &op, r, 2), 2);
    assert_false(vx_book_busy(b));
    assert_true(r[1].kind & VX_REPORT_LAST);
    kit_close(b);
}

static void keep(void *ctx, const struct vx_report *report)
{
    struct vx_report **next = ctx;
    *(*next)++ = *report;
}

static void submit_each_hands_over_every_record(void **state)
{
    (void)state;
    struct vx_book *b = kit_open(&kit_config);
    struct vx_report r[128], *next = r;
    char line[64];
    for (int id = 1; id <= 99; id++) {
        snprintf(line, sizeof line, "ask %d 1@%d", id, 100 + id);
        kit_do(b, line, r, 128);
    }
    const struct vx_book_order order = {.id = 200, .price_ticks = 300, .qty_lots = 100};
    vx_book_submit_each(b, &order, keep, &next);
    assert_int_equal(next - r, 100);
    assert_int_equal(vx_report_kind(&r[0]), VX_REPORT_ACCEPTED);
    for (uint32_t i = 1; i < 100; i++) {
        assert_int_equal(vx_report_kind(&r[i]), VX_REPORT_FILL);
        assert_int_equal(r[i].id, i);
        assert_int_equal((r[i].kind & VX_REPORT_LAST) != 0, i == 99);
    }
    kit_stands(b, "200 bid 1@300");
    kit_close(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sweep_in_pieces_is_the_sweep),
        cmocka_unit_test(between_pieces_the_book_stands_as_the_records_say),
        cmocka_unit_test(an_exact_fit_is_not_busy),
        cmocka_unit_test(submit_each_hands_over_every_record),
    };
    return cmocka_run_group_tests_name("book: resume", tests, NULL, NULL);
}
