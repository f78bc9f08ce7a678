/* What is due later: at, watch, alert; and the end of a batch. */
#include "tests/cmd/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/act/alert.h"

#define OK VX_EXIT_OK

static int open_one(void **state)
{
    struct harness *h = calloc(1, sizeof(*h));
    assert_non_null(h);
    harness_open(h, NULL);
    *state = h;
    return 0;
}

static int close_one(void **state)
{
    harness_close(*state);
    free(*state);
    return 0;
}

static void test_at_runs_in_order_and_on_time(void **state)
{
    struct harness *h = *state;
    expect_run(h,
               "at 3ms let T = engine.now\nat 2ms echo b\nat 1ms echo a\nat 2ms echo c\n"
               "wait 2ms\necho between\nwait 5ms\necho $T",
               OK,
               "ok at 3ms let T = engine.now\nok at 2ms echo b\nok at 1ms echo a\n"
               "ok at 2ms echo c\na\nb\nc\nok wait 2ms\nbetween\nok let T = 3ms\nok wait 5ms\n"
               "3ms\n",
               "");
    assert_int_equal(h->fake->now_ns, 7000000);
}

static void test_at_is_read_when_it_is_written(void **state)
{
    struct harness *h = *state;
    expect_run(h, "let P = 1; at 1ms echo $P; at 1ms 'echo $P'; let P = 2; wait 1ms", OK, NULL, "");
    assert_non_null(strstr(h->out, "\n1\n2\nok wait 1ms\n"));
}

static void test_at_now_and_in_the_past(void **state)
{
    struct harness *h = *state;
    expect_run(h, "wait 5ms; at 5ms echo now; echo then", OK,
               "ok wait 5ms\nok at 5ms echo now\nnow\nthen\n", "");
    expect_run(h, "at 4ms echo x", VX_EXIT_ERROR, "",
               "t.vx:1:4: error: 4ms is past: it is 5ms now\nat 4ms echo x\n   ^\n");
}

static void test_at_is_listed_and_removed(void **state)
{
    struct harness *h = *state;
    expect_run(h, "at 2ms echo b; at 1ms echo a", OK, NULL, "");
    expect_run(h, "at list", OK,
               "number      at  command\n     2  1.0 ms  echo a\n     1  2.0 ms  echo b\n", "");
    expect_run(h, "at remove 2; wait 3ms", OK, "ok at remove 2\nb\nok wait 3ms\n", "");
    expect_run(h, "at 9ms echo c; at remove all; wait 9ms", OK,
               "ok at 9ms echo c\nok at remove all\nok wait 9ms\n", "");
    expect_run(h, "at remove 7", VX_EXIT_ERROR, "",
               "t.vx:1:11: error: nothing is scheduled under number 7; see `at list`\n"
               "at remove 7\n          ^\n");
}

/* Its error is that of the line which asked for it, and stops the script. */
static void test_an_error_later(void **state)
{
    struct harness *h = *state;
    expect_run(h, "at 1ms cancel zz\nwait 5ms\necho no", VX_EXIT_ERROR, "ok at 1ms cancel zz\n",
               "t.vx:1:15: error: no order is called 'zz'\nat 1ms cancel zz\n              ^\n");
    assert_int_equal(h->fake->now_ns, 1000000);
}

static void test_commands_that_wait_in_commands_that_wait(void **state)
{
    struct harness *h = *state;
    expect_run(h, "at 1ms wait 5ms; at 2ms echo inner; wait 3ms; echo end", OK,
               "ok at 1ms wait 5ms\nok at 2ms echo inner\ninner\nok wait 5ms\nok wait 3ms\nend\n",
               "");
    assert_int_equal(h->fake->now_ns, 6000000);
}

static void test_the_end_of_a_batch(void **state)
{
    struct harness *h = *state;
    expect_run(h, "at 5ms echo late; watch trades.count every 2ms count 4; watch rings every 1ms",
               OK, NULL, "");
    harness_clear(h);
    assert_int_equal(vx_interp_finish(h->in), OK);
    assert_non_null(strstr(h->out, "late\n"));
    assert_int_equal(h->fake->now_ns, 8000000);
    unsigned rows = 0;
    for (const char *p = h->out; (p = strstr(p, "trades.count")); p++)
        rows++;
    assert_int_equal(rows, 4);
    assert_int_equal(vx_interp_finish(h->in), OK);
    assert_int_equal(h->fake->now_ns, 8000000);
}

static void test_an_error_at_the_end_of_a_batch(void **state)
{
    struct harness *h = *state;
    expect_run(h, "at 5ms expect 1 == 2", OK, NULL, "");
    assert_int_equal(vx_interp_finish(h->in), VX_EXIT_EXPECT);
    assert_string_equal(h->err, "t.vx:1:8: expect failed: 1 == 2 (actual 1)\n");
}

/* More than the schedule holds: time passes until there is room, in order. */
static void test_a_full_schedule(void **state)
{
    struct harness *h = *state;
    size_t size = 70000 * 24, n = 0;
    char *text = malloc(size);
    assert_non_null(text);
    for (unsigned i = 1; i <= 66000; i++)
        n += (size_t)snprintf(text + n, size - n, "at %uus let X = %u\n", i, i);
    assert_int_equal(harness_run(h, text), OK);
    assert_string_equal(h->err, "");
    assert_true(h->fake->now_ns >= 464000 && h->fake->now_ns < 66000000);
    expect_run(h, "wait until 66ms", OK, NULL, "");
    expect_run(h, "echo $X", OK, "66000\n", "");
    free(text);
}

static void test_watch(void **state)
{
    struct harness *h = *state;
    expect_run(h, "rate 1M; watch ingress.offered every 2ms count 2; wait 10ms", OK,
               "ok rate 1000000 orders a second\nok watch ingress.offered every 2ms count 2\n"
               "metric           value  a second  unit\n"
               "ingress.offered   2000   1000000  count\n"
               "ingress.offered   4000   1000000  count\nok wait 10ms\n",
               "");
    expect_run(h, "watch rings every 1ms; watch off; wait 5ms", OK,
               "ok watch rings every 1ms\nok watch off\nok wait 5ms\n", "");
}

static void test_alerts_fire_once_and_clear(void **state)
{
    struct harness *h = *state;
    struct vx_front front;
    expect_run(h, "alert book.orders >= 2 do 'echo two'", OK, "ok alert 1: book.orders >= 2\n", "");
    expect_run(h, "buy 1 @ 99; wait 3ms; buy 1 @ 98 as b", OK, NULL, "");
    expect_run(h, "wait 3ms", OK, "alert 1: book.orders >= 2 (actual 2)\ntwo\nok wait 3ms\n", "");
    expect_run(h, "wait 3ms", OK, "ok wait 3ms\n", "");
    vx_interp_front(h->in, &front);
    assert_int_equal(front.bell, 1);
    expect_run(h, "alert list", OK,
               "number  now     alert             do        what it means\n"
               "     1  FIRING  book.orders >= 2  echo two\n",
               "");
    expect_run(h, "cancel b; wait 3ms", OK,
               "ok cancel b -> 1 taken off\nalert 1: book.orders >= 2 cleared after 6.0 ms\n"
               "ok wait 3ms\n",
               "");
    expect_run(h, "alert remove 1; buy 1 @ 98; wait 3ms", OK, NULL, "");
    assert_null(strstr(h->out, "two"));
    expect_run(h, "alert remove 1", VX_EXIT_ERROR, "",
               "t.vx:1:14: error: there is no alert 1; see `alert list`\nalert remove 1\n"
               "             ^\n");
}

/* Counters count from one look to the next; it clears after five looks without. */
static void test_alerts_over_a_time(void **state)
{
    struct harness *h = *state;
    expect_run(h, "rate 1M; alert ingress.offered > 1500 over 2ms", OK,
               "ok rate 1000000 orders a second\nok alert 1: ingress.offered > 1500 over 2ms\n",
               "");
    expect_run(h, "wait 3ms", OK,
               "alert 1: ingress.offered > 1500 over 2ms (actual 2000)\nok wait 3ms\n", "");
    expect_run(h, "wait 7ms; rate 500k; wait 9ms", OK,
               "ok wait 7ms\nok rate 500000 orders a second\nok wait 9ms\n", "");
    expect_run(h, "wait 4ms", OK,
               "alert 1: ingress.offered > 1500 over 2ms cleared after 18.0 ms\nok wait 4ms\n", "");
}

static void measure(struct harness *h, unsigned n, uint64_t ns)
{
    for (unsigned i = 0; i < n; i++)
        vx_hist_record(&h->fake->panel->latency[VX_LATENCY_BOOK], ns);
}

static void test_alerts_over_a_latency(void **state)
{
    struct harness *h = *state;
    expect_run(h, "alert latency.book.p99 > 20us over 2ms", OK, NULL, "");
    measure(h, 100, 31234);
    expect_run(h, "wait 2ms", OK, NULL, "");
    assert_non_null(strstr(h->out, "alert 1: latency.book.p99 > 20us over 2ms (actual "));
    assert_null(strstr(h->out, "ns = ")); /* for people: no digits that nobody reads */
    measure(h, 100, 1000);                /* since the start, p99 is as long as it was */
    expect_run(h, "wait 10ms; expect latency.book.p99 > 20us", OK, NULL, "");
    assert_non_null(strstr(h->out, "cleared after 10.0 ms\n"));
}

/* They are once on the list, however often they are asked for; the console's are the same. */
static void test_alerts_that_come_with_it(void **state)
{
    struct harness *h = *state;
    assert_int_equal(vx_interp_alerts(h->in), 0);
    assert_false(h->fake->session.started);
    expect_run(h, "alert", OK, NULL, "");
    assert_non_null(strstr(h->out, "     1  quiet  latency.book.p99 > 20us over 1s "));
    assert_non_null(strstr(h->out, "     6  quiet  ring.bundle.util > 80% over 1s "));
    expect_run(h, "alert remove 2; alert defaults; alert list", OK, NULL, "");
    assert_null(strstr(h->out, "     2  quiet"));
    assert_non_null(strstr(h->out, "     7  quiet  ingress.dropped > 0 over 1s "));
    vx_add(&h->fake->panel->ingress.dropped, 3);
    expect_run(h, "wait 2s", OK,
               "alert 7: ingress.dropped > 0 over 1s (actual 3): more comes than the slowest "
               "stage takes: the pipeline names it, watch stages shows it\nok wait 2s\n",
               "");
    vx_put(&h->fake->panel->ring[VX_RING_BOOK].capacity, 100);
    vx_put(&h->fake->panel->ring[VX_RING_BOOK].used, 81);
    expect_run(h, "wait 1ms", OK, NULL, "");
    assert_non_null(strstr(h->out, "alert 5: ring.book.util > 80% over 1s (actual 81.0%): "));
    expect_run(h, "alert remove all; alert", OK,
               "ok alert remove all\nnumber  now  alert  do  what it means\n", "");
}

/* An alert may take itself off, and others. */
static void test_an_alert_that_removes_itself(void **state)
{
    struct harness *h = *state;
    expect_run(h, "alert 1 == 1 do alert remove all; alert 2 == 2; wait 3ms; alert list", OK, NULL,
               "");
    assert_non_null(strstr(h->out, "number  now  alert  do  what it means\n"));
}

static void test_an_alert_that_cannot_be_looked_at(void **state)
{
    struct harness *h = *state;
    expect_run(h, "alert order.zz.filled > 0; wait 5ms", OK,
               "ok alert 1: order.zz.filled > 0\n"
               "alert 1: cannot be looked at: no order is called 'zz'\nok wait 5ms\n",
               "");
}

/* The console: what is due runs between frames. */
static void test_ticks(void **state)
{
    struct harness *h = *state;
    expect_run(h, "at 5ms echo due", OK, NULL, "");
    harness_clear(h);
    vx_interp_tick(h->in);
    assert_string_equal(h->out, "");
    h->fake->now_ns = 5000000;
    vx_interp_tick(h->in);
    assert_string_equal(h->out, "due\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(test_at_runs_in_order_and_on_time),
        TEST(test_at_is_read_when_it_is_written),
        TEST(test_at_now_and_in_the_past),
        TEST(test_at_is_listed_and_removed),
        TEST(test_an_error_later),
        TEST(test_commands_that_wait_in_commands_that_wait),
        TEST(test_the_end_of_a_batch),
        TEST(test_an_error_at_the_end_of_a_batch),
        TEST(test_a_full_schedule),
        TEST(test_watch),
        TEST(test_alerts_fire_once_and_clear),
        TEST(test_alerts_over_a_time),
        TEST(test_alerts_over_a_latency),
        TEST(test_alerts_that_come_with_it),
        TEST(test_an_alert_that_removes_itself),
        TEST(test_an_alert_that_cannot_be_looked_at),
        TEST(test_ticks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
