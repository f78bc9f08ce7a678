/*
 * test_feed_plan.c: what is sent for a recorded session, and what is taken to have stood before.
 */
#include "feed_text.h"

#include <inttypes.h>

#include "core/source/feed_plan.h"

/* A plan of messages and rows as text. */
static void plan_of(struct vx_feed_plan *plan, const char *messages, const char *book)
{
    struct vx_lobster l;
    char err[ERR_BYTES] = "";
    FILE *m = feed_stream(messages), *b = feed_stream(book);
    if (vx_lobster_parse(&l, (struct vx_lobster_stream[]){{m, "m.csv"}, {b, "b.csv"}}, DRIVE_TICK,
                         err, sizeof err) < 0)
        fail_msg("%s", err);
    assert_int_equal(vx_feed_plan_make(plan, &l, 0), 0);
    vx_lobster_free(&l);
    fclose(m);
    if (b)
        fclose(b);
}

/* A step as text: "buy 100 @ 30.00 id 7", "sell ioc ...", "cancel 50 of 7"; made-up ids from f0. */
static const char *step_text(const struct vx_feed_plan *plan, uint32_t i, char out[static 64])
{
    const struct vx_tx *tx = &plan->step[i].tx;
    char id[24];
    assert_true(i < plan->steps);
    assert_int_equal(vx_tx_source(tx), VX_SOURCE_FEED);
    assert_true(tx->owner == 0 && tx->code == 0 && tx->was == 0);
    if (tx->id >= VX_ID_FEED)
        snprintf(id, sizeof id, "f%" PRIu64, tx->id - VX_ID_FEED);
    else
        snprintf(id, sizeof id, "%" PRIu64, tx->id);
    if (tx->kind == VX_TX_CANCEL)
        snprintf(out, 64, "cancel %" PRIu32 " of %s", tx->qty, id);
    else
        snprintf(out, 64, "%s %s%" PRIu32 " @ %" PRId32 " id %s",
                 vx_tx_side(tx) == VX_BID ? "buy" : "sell",
                 vx_tx_tif(tx) == VX_TIF_IOC ? "ioc " : "", tx->qty, tx->price, id);
    return out;
}

static void expect_steps(const struct vx_feed_plan *plan, uint32_t seeds, const char *const *text,
                         uint32_t n)
{
    char line[64];
    for (uint32_t i = 0; i < n && i < plan->steps; i++)
        assert_string_equal(step_text(plan, i, line), text[i]);
    assert_int_equal(plan->steps, n);
    assert_int_equal(plan->seeds, seeds);
}
#define EXPECT_STEPS(plan, seeds, ...)                            \
    expect_steps(plan, seeds, (const char *const[]){__VA_ARGS__}, \
                 VX_LEN(((const char *const[]){__VA_ARGS__})))

static void test_executions_make_aggressors(void **state)
{
    (void)state;
    struct vx_feed_plan plan;
    plan_of(&plan,
            "1,1,1,100,1000200,-1\n"
            "1,1,2,100,1000300,-1\n"
            "1,1,3,100,1000000,1\n"
            "2,4,1,100,1000200,-1\n" /* one aggressor buys at two prices, */
            "2,5,0,30,1000250,-1\n"  /* meets something hidden in between, */
            "2,4,2,60,1000300,-1\n"  /* and leaves 40: its last */
            "2,4,2,10,1000300,-1\n"  /* so this is another one */
            "2,4,3,50,1000000,1\n"   /* another side */
            "3,4,3,50,1000000,1\n"   /* another instant */
            "3,1,4,10,1000100,1\n",
            NULL);
    EXPECT_STEPS(&plan, 0, "sell 100 @ 1000200 id 1", "sell 100 @ 1000300 id 2",
                 "buy 100 @ 1000000 id 3", "buy ioc 160 @ 1000300 id f0",
                 "buy ioc 10 @ 1000300 id f1", "sell ioc 50 @ 1000000 id f2",
                 "sell ioc 50 @ 1000000 id f3", "buy 10 @ 1000100 id 4");
    assert_int_equal(plan.fills, 5);
    assert_int_equal(plan.step[3].fills, 2);
    assert_int_equal(plan.fill[0].rows_end, 5); /* the hidden one's row is the book's, too */
    assert_int_equal(plan.fill[1].rows_end, 6);
    assert_int_equal(plan.step[3].rows_end, 6);
    assert_int_equal(plan.step[7].rows_end, 10);
    vx_feed_plan_free(&plan);
}

/* Larger than one order may be: two aggressors. */
static void test_aggressors_have_a_largest_size(void **state)
{
    (void)state;
    struct vx_feed_plan plan;
    plan_of(&plan,
            "1,1,1,600000000,1000200,-1\n1,1,2,600000000,1000200,-1\n"
            "2,4,1,600000000,1000200,-1\n2,4,2,600000000,1000200,-1\n",
            NULL);
    assert_int_equal(plan.steps, 4);
    vx_feed_plan_free(&plan);
}

/* Without rows: what messages speak of, what is executed first in front. */
static void test_orders_stood_before(void **state)
{
    (void)state;
    struct vx_feed_plan plan;
    plan_of(&plan,
            "1,2,11,30,1000000,1\n"
            "1,1,14,5,1000000,1\n"
            "2,4,12,40,1000000,1\n"
            "3,4,13,10,1000000,1\n"
            "4,4,12,60,1000000,1\n"
            "5,3,11,70,1000000,1\n",
            NULL);
    EXPECT_STEPS(&plan, 3, "buy 100 @ 1000000 id 12", "buy 10 @ 1000000 id 13",
                 "buy 100 @ 1000000 id 11", "cancel 30 of 11", "buy 5 @ 1000000 id 14",
                 "sell ioc 40 @ 1000000 id f0", "sell ioc 10 @ 1000000 id f1",
                 "sell ioc 60 @ 1000000 id f2", "cancel 0 of 11");
    vx_feed_plan_free(&plan);
}

/* Without rows: an order whose price was on the other side before came after that, unseen. */
static void test_orders_came_unseen(void **state)
{
    (void)state;
    struct vx_feed_plan plan;
    plan_of(&plan,
            "1,1,1,10,1000100,-1\n" /* an ask at 100.01: no bid can stand there */
            "2,1,2,10,1000000,1\n"
            "3,4,1,10,1000100,-1\n"
            "4,1,3,10,1000200,-1\n"
            "5,1,4,10,1000100,1\n"  /* now there is a bid; 5 came before it, */
            "6,4,5,7,1000100,1\n"   /* for it is filled first */
            "7,1,6,10,1000000,-1\n" /* the bids are gone, unseen */
            "8,3,7,5,1000100,-1\n",
            NULL);
    EXPECT_STEPS(&plan, 0, "sell 10 @ 1000100 id 1", "buy 10 @ 1000000 id 2",
                 "buy ioc 10 @ 1000100 id f0", "sell 10 @ 1000200 id 3", "buy 7 @ 1000100 id 5",
                 "buy 10 @ 1000100 id 4", "sell ioc 7 @ 1000100 id f1", "cancel 0 of 4",
                 "cancel 0 of 2", "sell 10 @ 1000000 id 6", "sell 5 @ 1000100 id 7",
                 "cancel 0 of 7");
    vx_feed_plan_free(&plan);
}

/* The first row less the first message; the rest of a level is made up, behind what is known. */
static void test_first_row_seeds(void **state)
{
    (void)state;
    struct vx_feed_plan plan;
    plan_of(&plan,
            "1,1,20,50,1000000,1\n"
            "2,4,10,30,1000000,1\n"
            "3,3,11,5,1000100,-1\n",
            "1000100,40,1000000,150\n1000100,40,1000000,120\n1000100,35,1000000,120\n");
    EXPECT_STEPS(&plan, 4, "buy 30 @ 1000000 id 10", "buy 70 @ 1000000 id f0",
                 "sell 5 @ 1000100 id 11", "sell 35 @ 1000100 id f1", "buy 50 @ 1000000 id 20",
                 "sell ioc 30 @ 1000000 id f2", "cancel 0 of 11");
    vx_feed_plan_free(&plan);
}

/* A price that comes into view for the first time stood before, too. */
static void test_deeper_levels_are_seeded_at_the_start(void **state)
{
    (void)state;
    struct vx_feed_plan plan;
    plan_of(&plan, "1,3,9,5,1000000,1\n2,3,10,30,1000000,1\n3,1,11,7,999900,1\n",
            NONE_ASK ",1000000,30\n" NONE_ASK ",999900,600000\n" NONE_ASK ",999900,600007\n");
    EXPECT_STEPS(&plan, 4, "buy 5 @ 1000000 id 9", "buy 30 @ 1000000 id 10",
                 "buy 500000 @ 999900 id f0", "buy 100000 @ 999900 id f1", "cancel 0 of 9",
                 "cancel 0 of 10", "buy 7 @ 999900 id 11");
    vx_feed_plan_free(&plan);
}

/* An order whose next messages ask for less than it stood with lost the rest unseen. */
static void test_orders_shrink_out_of_view(void **state)
{
    (void)state;
    struct vx_feed_plan plan;
    plan_of(&plan,
            "1,1,1,90,1000000,1\n"
            "1,1,2,50,1000000,1\n"
            "2,1,3,10,1000100,1\n"
            "3,3,3,10,1000100,1\n"  /* both are back with 60 lots: */
            "4,4,1,20,1000000,1\n"  /* 20 of the first, */
            "5,4,2,15,1000000,1\n", /* and so 40 of the second */
            NONE_ASK ",1000000,90\n" NONE_ASK ",1000000,140\n" NONE_ASK ",1000100,10\n" NONE_ASK
                     ",1000000,60\n" NONE_ASK ",1000000,40\n" NONE_ASK ",1000000,25\n");
    EXPECT_STEPS(&plan, 0, "buy 90 @ 1000000 id 1", "buy 50 @ 1000000 id 2",
                 "buy 10 @ 1000100 id 3", "cancel 70 of 1", "cancel 10 of 2", "cancel 0 of 3",
                 "sell ioc 20 @ 1000000 id f0", "sell ioc 15 @ 1000000 id f1");
    vx_feed_plan_free(&plan);
}

/* One that left and comes back with another size is put right while it cannot be seen. */
static void test_levels_change_out_of_view(void **state)
{
    (void)state;
    struct vx_feed_plan plan;
    plan_of(&plan,
            "1,1,1,10,1000000,1\n"
            "2,1,2,10,1000100,1\n" /* 100.00 leaves the one level that is shown */
            "3,3,2,10,1000100,1\n" /* and is back with 25, of which messages speak of 5 */
            "4,4,3,5,1000000,1\n"
            "5,1,4,10,1000100,1\n"
            "6,3,4,10,1000100,1\n", /* and with 3 */
            NONE_ASK ",1000000,10\n" NONE_ASK ",1000100,10\n" NONE_ASK ",1000000,25\n" NONE_ASK
                     ",1000000,20\n" NONE_ASK ",1000100,10\n" NONE_ASK ",1000000,3\n");
    EXPECT_STEPS(&plan, 0, "buy 10 @ 1000000 id 1", "buy 10 @ 1000100 id 2", "cancel 0 of 1",
                 "buy 5 @ 1000000 id 3", "buy 10 @ 1000000 id 1", "buy 10 @ 1000000 id f0",
                 "cancel 0 of 2", "sell ioc 5 @ 1000000 id f1", "buy 10 @ 1000100 id 4",
                 "cancel 7 of 1", "cancel 0 of f0", "cancel 0 of 4");
    assert_int_equal(plan.step[4].rows_end, 2);
    assert_int_equal(plan.step[6].rows_end, 3);
    vx_feed_plan_free(&plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_executions_make_aggressors),
        cmocka_unit_test(test_aggressors_have_a_largest_size),
        cmocka_unit_test(test_orders_stood_before),
        cmocka_unit_test(test_orders_came_unseen),
        cmocka_unit_test(test_first_row_seeds),
        cmocka_unit_test(test_deeper_levels_are_seeded_at_the_start),
        cmocka_unit_test(test_orders_shrink_out_of_view),
        cmocka_unit_test(test_levels_change_out_of_view),
    };
    return cmocka_run_group_tests_name("feed_plan", tests, NULL, NULL);
}
