/* Every command against the fake session: what it asks for, what it says. */
#include "tests/cmd/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/err.h"

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

/* ---- orders ---- */

static void test_orders(void **state)
{
    struct harness *h = *state;
    expect_run(h, "buy 50 @ 100.03 as z1", OK,
               "ok buy 50 @ 100.03 as z1 -> id 1, 1st at its price\n", "");
    expect_run(h, "buy 20 @ 100.03", OK, "ok buy 20 @ 100.03 -> id 2, 2nd at its price, 50 ahead\n",
               "");
    expect_run(h, "buy 1 100.03; buy 1 100.03", OK,
               "ok buy 1 @ 100.03 -> id 3, 3rd at its price, 70 ahead\n"
               "ok buy 1 @ 100.03 -> id 4, 4th at its price, 71 ahead\n",
               "");
    expect_run(h, "sell 60 @ 100.03 as s1", OK,
               "ok sell 60 @ 100.03 as s1 -> id 5, filled 60 at "
               "100.03\n",
               "");
    expect_run(h, "expect order.z1.status == filled; expect order.s1.average == 100.03", OK, NULL,
               "");
    expect_run(h, "buy 5 @ 100.04 id=77 as z1", OK,
               "ok buy 5 @ 100.04 as z1 -> id 77, 1st at its price\n", "");
    expect_run(h, "sell 100 @ 100.03 tif=ioc", OK,
               "ok sell 100 @ 100.03 tif=ioc -> id 78, filled 17 at 100.0329 on average, 83 "
               "cancelled\n",
               "");
    expect_run(h, "sell 5 market", OK, "ok sell 5 market -> id 79, 5 cancelled\n", "");
    expect_run(h, "sell 30 @ 100.10; buy 10 @ 100.20", OK,
               "ok sell 30 @ 100.10 -> id 80, 1st at its price\n"
               "ok buy 10 @ 100.20 -> id 81, filled 10 at 100.10\n",
               "");
    expect_run(h, "buy 40 @ 100.10", OK,
               "ok buy 40 @ 100.10 -> id 82, filled 20 at 100.10, 20 rest, 1st at its price\n", "");
}

static void test_places_in_words(void **state)
{
    struct harness *h = *state;
    static const char *const words[] = {
        "1st",  "2nd",  "3rd",  "4th",  "5th",  "6th",  "7th",  "8th",  "9th",  "10th", "11th",
        "12th", "13th", "14th", "15th", "16th", "17th", "18th", "19th", "20th", "21st", "22nd"};
    char wanted[64];
    for (size_t i = 0; i < VX_LEN(words); i++) {
        assert_int_equal(harness_run(h, "buy 1 @ 100"), OK);
        snprintf(wanted, sizeof wanted, ", %s at its price", words[i]);
        assert_non_null(strstr(h->out, wanted));
    }
}

/* A refusal is the market's answer: seen, but the script goes on. */
static void test_rejected_orders(void **state)
{
    struct harness *h = *state;
    expect_run(h, "sell 5 @ 100", OK, NULL, "");
    expect_run(h, "buy 5 @ 100 tif=post as p", OK,
               "rejected buy 5 @ 100.00 tif=post as p: would-take (a post-only order would have "
               "matched at once)\n",
               "");
    expect_run(h, "expect order.p.status == rejected; expect order.p.reason == would-take", OK,
               NULL, "");
    expect_run(h, "expect order.p.filled == 0 && order.p.id == 2", OK, NULL, "");
    expect_run(h, "buy 9 @ 100 tif=fok", OK,
               "rejected buy 9 @ 100.00 tif=fok: fok (a fill-or-kill order could not be filled "
               "whole)\n",
               "");
    expect_run(h, "buy 1 @ 99 id=1 as d; expect order.d.reason == duplicate-id", OK, NULL, "");
    expect_run(h, "cancel 999", OK,
               "rejected cancel 999: unknown-id (no resting order has this id)\n", "");
    expect_run(h, "replace 999 qty=5", OK,
               "rejected replace 999 qty=5: unknown-id (no resting order has this id)\n", "");
    assert_int_equal(vx_get(&h->fake->panel->book.rejected), 3);
}

static void test_cancel_and_replace(void **state)
{
    struct harness *h = *state;
    expect_run(h, "buy 9 @ 100 as a; buy 9 @ 100 as b", OK, NULL, "");
    expect_run(h, "cancel a qty=4", OK, "ok cancel a qty=4 -> 4 taken off, 5 rest\n", "");
    expect_run(h, "replace b qty=3", OK, "ok replace b qty=3 -> id 2, 2nd at its price, 5 ahead\n",
               "");
    expect_run(h, "replace a price=100.01 qty=7", OK,
               "ok replace a price=100.01 qty=7 -> id 1, 1st at its price\n", "");
    expect_run(h, "cancel a", OK, "ok cancel a -> 7 taken off\n", "");
    expect_run(h, "cancel 2", OK, "ok cancel 2 -> 3 taken off\n", "");
    expect_run(h, "buy 1 @ 100 owner=3; sell 1 @ 101; buy 1 @ 100", OK, NULL, "");
    expect_run(h, "cancel all side=sell", OK, "ok cancel all side=sell -> 1 order taken off\n", "");
    expect_run(h, "cancel all owner=3", OK, "ok cancel all owner=3 -> 1 order taken off\n", "");
    expect_run(h, "cancel all", OK, "ok cancel all -> 1 order taken off\n", "");
    expect_run(h, "cancel all", OK, "ok cancel all -> 0 orders taken off\n", "");
}

static void test_unknown_order_names(void **state)
{
    struct harness *h = *state;
    expect_run(h, "buy 9 @ 100 as bid1\ncancel bid2", VX_EXIT_ERROR, NULL,
               "t.vx:2:8: error: no order is called 'bid2'; did you mean 'bid1'?\ncancel bid2\n"
               "       ^\n");
}

static void test_a_live_name_is_not_given_again(void **state)
{
    struct harness *h = *state;
    expect_run(h, "buy 9 @ 100 as a\nbuy 9 @ 100 as a", VX_EXIT_ERROR, NULL,
               "t.vx:2:16: error: 'a' is a live order (id 1): cancel it or choose another name\n"
               "buy 9 @ 100 as a\n               ^\n");
}

static void test_instruments(void **state)
{
    struct harness *h = *state;
    expect_run(h, "set engine.instruments 2; buy 1 @ 100 instr=1\nbuy 1 @ 100 instr=2",
               VX_EXIT_ERROR, NULL,
               "t.vx:2:19: error: there is no instrument 2: engine.instruments is 2, they count "
               "from 0\nbuy 1 @ 100 instr=2\n                  ^\n");
}

/* While the engine is paused an order has no answer; it comes after resume, by itself. */
static void test_late_answers(void **state)
{
    struct harness *h = *state;
    expect_run(h, "pause; buy 5 @ 100 as a", OK,
               "ok pause\nok buy 5 @ 100.00 as a -> id 1, no answer yet: the engine is paused\n",
               "");
    expect_run(h, "buy 5 @ 100", OK, NULL, "");
    expect_run(h, "resume", OK,
               "ok resume\nok buy 5 @ 100.00 as a -> id 1, 1st at its price\n"
               "ok buy 5 @ 100.00 -> id 2, 2nd at its price, 5 ahead\n",
               "");
    expect_run(h, "pause; cancel a qty=1; replace 2 qty=3; cancel 99; cancel all; resume", OK,
               "ok pause\nok cancel a qty=1 -> id 1, no answer yet: the engine is paused\n"
               "ok replace 2 qty=3 -> id 2, no answer yet: the engine is paused\n"
               "ok cancel 99 -> id 99, no answer yet: the engine is paused\n"
               "ok cancel all -> no answer yet: the engine is paused\nok resume\n"
               "ok cancel a qty=1 -> 1 taken off, 4 rest\n"
               "ok replace 2 qty=3 -> id 2, 2nd at its price, 4 ahead\n"
               "rejected cancel 99: unknown-id (no resting order has this id)\n"
               "ok cancel all -> 2 orders taken off\n",
               "");
    expect_run(h, "expect order.a.status == cancelled", OK, NULL, "");
    assert_int_equal(harness_run(h, "wait 1ms"), OK);
    assert_string_equal(h->out, "ok wait 1ms\n");
}

static void test_a_full_inbox(void **state)
{
    struct harness *h = *state;
    h->fake->submit_error = VX_E_FULL;
    expect_run(h, "buy 5 @ 100", VX_EXIT_ERROR, "",
               "t.vx:1:1: error: the inbox is full: the engine is paused or stalled\nbuy 5 @ 100\n"
               "^\n");
}

static void test_orders_by_id(void **state)
{
    struct harness *h = *state;
    expect_run(h, "buy 5 @ 100; expect order.1.leaves == 5", OK, NULL, "");
    expect_run(h, "expect order.9.leaves == 5", VX_EXIT_ERROR, "",
               "t.vx:1:8: error: no order of yours has id 9\nexpect order.9.leaves == 5\n"
               "       ^\n");
}

/* ---- load and faults ---- */

static void control_was(const struct harness *h, enum vx_control c, uint64_t a, uint64_t b)
{
    assert_int_equal(h->fake->control, c);
    assert_int_equal(h->fake->a, a);
    assert_int_equal(h->fake->b, b);
}

static void test_load(void **state)
{
    struct harness *h = *state;
    expect_run(h, "rate 50k", OK, "ok rate 50000 orders a second\n", "");
    control_was(h, VX_CTL_RATE, 50000, 0);
    expect_run(h, "rate x2", OK, "ok rate 100000 orders a second\n", "");
    expect_run(h, "rate x0.25", OK, "ok rate 25000 orders a second\n", "");
    control_was(h, VX_CTL_RATE, 25000, 0);
    expect_run(h, "rate max", OK, "ok rate max\n", "");
    control_was(h, VX_CTL_RATE, VX_RATE_MAX, 0);
    assert_false(h->fake->session.started);
    expect_run(h, "flow flash-crash", OK, "ok flow flash-crash\n", "");
    control_was(h, VX_CTL_FLOW, VX_FLOW_FLASH_CRASH, 0);
    expect_run(h, "seed 0x2a", OK, "ok seed 0x2a\n", "");
    control_was(h, VX_CTL_SEED, 42, 0);
    assert_false(h->fake->session.started);
    expect_run(h, "burst 10k over 5ms", OK, "ok burst 10k over 5ms\n", "");
    control_was(h, VX_CTL_BURST, 10000, 5000000);
    assert_true(h->fake->session.started);
    assert_int_equal(harness_run(h, "flow list"), OK);
    assert_non_null(strstr(h->out, "\nflash-crash  *    a market whose bids"));
}

static void test_a_rate_that_cannot_be_multiplied(void **state)
{
    struct harness *h = *state;
    expect_run(h, "rate max\nrate x2", VX_EXIT_ERROR, NULL,
               "t.vx:2:6: error: the rate is max: nothing to multiply\nrate x2\n     ^\n");
}

static void test_a_rate_that_is_too_high(void **state)
{
    struct harness *h = *state;
    expect_run(h, "rate 1M\nrate x2000", VX_EXIT_ERROR, NULL,
               "t.vx:2:6: error: 2000 times 1000000 is above 1000000000 orders a second\n"
               "rate x2000\n     ^\n");
}

static void test_running_and_faults(void **state)
{
    struct harness *h = *state;
    expect_run(h, "start", OK, "ok start\n", "");
    expect_run(h, "stall output 20ms", OK, "ok stall output 20ms\n", "");
    control_was(h, VX_CTL_STALL, VX_STAGE_OUTPUT, 20000000);
    expect_run(h, "slow book 2us", OK, "ok slow book 2us\n", "");
    control_was(h, VX_CTL_SLOW, VX_STAGE_BOOK, 2000);
    expect_run(h, "slow book off", OK, NULL, "");
    control_was(h, VX_CTL_SLOW, VX_STAGE_BOOK, 0);
    expect_run(h, "pause", OK, "ok pause\n", "");
    control_was(h, VX_CTL_PAUSE, 1, 0);
    expect_run(h, "step 7", OK, "ok step 7 -> 7 inputs in\n", "");
    control_was(h, VX_CTL_STEP, 7, 0);
    expect_run(h, "step", OK, "ok step 1 -> 1 input in\n", "");
    expect_run(h, "run 5ms", OK, "ok run 5ms\n", "");
    control_was(h, VX_CTL_PAUSE, 1, 0);
    assert_int_equal(h->fake->now_ns, 5000000);
    expect_run(h, "halt on", OK, "ok halt on -> nothing rests any more\n", "");
    control_was(h, VX_CTL_HALT, 1, 0);
    expect_run(h, "halt off; resume", OK, NULL, "");
}

static void test_a_control_that_fails(void **state)
{
    struct harness *h = *state;
    h->fake->control_error = VX_E_STOPPED;
    expect_run(h, "pause", VX_EXIT_ERROR, "",
               "t.vx:1:1: error: pause: the engine has stopped\npause\n^\n");
}

static void test_an_engine_that_does_not_start(void **state)
{
    struct harness *h = *state;
    h->fake->start_why = "ring.book is no power of two";
    expect_run(h, "rate 5; wait 1ms", VX_EXIT_ERROR, "ok rate 5 orders a second\n",
               "t.vx:1:9: error: cannot start the engine: ring.book is no power of two\n"
               "rate 5; wait 1ms\n        ^\n");
}

/* ---- feeds ---- */

static void test_feed(void **state)
{
    struct harness *h = *state;
    h->fake->feed_rows = h->fake->feed_equal = 100;
    h->fake->feed_ns = 3000000;
    expect_run(h, "feed lobster m.csv book=b.csv verify=on speed=10x instr=0", OK,
               "ok feed m.csv -> 100 rows, 100 of 100 equal, 0 of 0 aggressors met the recorded "
               "orders\n",
               "");
    assert_string_equal(h->fake->messages, "m.csv");
    assert_string_equal(h->fake->book, "b.csv");
    assert_true(h->fake->feed.verify);
    assert_int_equal(h->fake->feed.speed, 10);
    assert_int_equal(h->fake->now_ns, 3000000);
    expect_run(h, "feed lobster m.csv", OK, "ok feed m.csv -> 100 rows\n", "");
    assert_int_equal(h->fake->feed.speed, 0);
    expect_run(h, "feed lobster m.csv wait=off; feed stop", OK,
               "ok feed lobster m.csv wait=off\nok feed stop\n", "");
    assert_int_equal(h->fake->now_ns, 6000000);
    control_was(h, VX_CTL_FEED_STOP, 0, 0);
}

static void test_a_feed_that_differs(void **state)
{
    struct harness *h = *state;
    h->fake->feed_rows = 100;
    h->fake->feed_equal = 98;
    expect_run(h, "feed lobster m.csv book=b.csv verify=on", VX_EXIT_ERROR, "",
               "t.vx:1:1: error: 2 of 100 rows differ; the first: row 17: bid 100.00 x 5, not x "
               "4\nfeed lobster m.csv book=b.csv verify=on\n^\n");
}

static void test_a_feed_that_cannot_be_read(void **state)
{
    struct harness *h = *state;
    h->fake->feed_why = "m.csv:3: five fields, not six";
    expect_run(h, "feed lobster m.csv", VX_EXIT_ERROR, "",
               "t.vx:1:14: error: m.csv:3: five fields, not six\nfeed lobster m.csv\n"
               "             ^\n");
}

/* ---- settings ---- */

static void test_settings(void **state)
{
    struct harness *h = *state;
    expect_run(h, "set ring.ingress 64; set ring.ingress", OK,
               "ok set ring.ingress 64\nring.ingress 64\n", "");
    expect_run(h, "set risk.collar 25%", OK, "ok set risk.collar 0.25\n", "");
    expect_run(h, "set output.file \"a b\"; set output.file ''; set output.file", OK,
               "ok set output.file a b\nok set output.file \"\"\noutput.file \"\"\n", "");
    assert_false(h->fake->session.started);
    assert_int_equal(harness_run(h, "set"), OK);
    assert_non_null(strstr(h->out, "\nring.ingress        64 "));
    expect_run(h, "start; set bundle.wait 1ms\nset ring.ingress 128", VX_EXIT_ERROR, NULL,
               "t.vx:2:1: error: ring.ingress counts only until the engine starts, and it runs\n"
               "set ring.ingress 128\n^\n");
}

/* ---- time ---- */

static void test_time(void **state)
{
    struct harness *h = *state;
    expect_run(h, "wait 2s", OK, "ok wait 2s\n", "");
    assert_int_equal(h->fake->now_ns, 2000000000);
    expect_run(h, "wait until 3s; wait until 1s; wait until +1s", OK, NULL, "");
    assert_int_equal(h->fake->now_ns, 4000000000);
    expect_run(h, "rate 1k; until ingress.offered >= 5 timeout 1s", OK,
               "ok rate 1000 orders a second\nok until ingress.offered >= 5 -> after 5ms\n", "");
    expect_run(h, "expect ingress.offered >= 10 within 20ms", OK,
               "ok expect ingress.offered >= 10\n", "");
    assert_int_equal(h->fake->now_ns, 4010000000);
}

static void test_until_runs_out(void **state)
{
    struct harness *h = *state;
    expect_run(h, "until book.orders == 7 timeout 10ms", VX_EXIT_TIMEOUT, "",
               "t.vx:1:1: error: until: book.orders == 7: not so in 10ms (actual 0)\n"
               "until book.orders == 7 timeout 10ms\n^\n");
    assert_int_equal(h->fake->now_ns, 10000000);
}

static void test_expect_fails(void **state)
{
    struct harness *h = *state;
    expect_run(h, "buy 5 @ 100.20\n\n expect book.bid.price == 100.25", VX_EXIT_EXPECT, NULL,
               "t.vx:3:2: expect failed: book.bid.price == 100.25 (actual 100.20)\n");
}

static void test_expect_fails_in_time(void **state)
{
    struct harness *h = *state;
    expect_run(h, "expect book.ask.price == 100.25 within 5ms", VX_EXIT_EXPECT, "",
               "t.vx:1:1: expect failed: book.ask.price == 100.25 (within 5ms; actual none)\n");
    assert_int_equal(h->fake->now_ns, 5000000);
}

static void test_interrupted(void **state)
{
    struct harness *h = *state;
    h->fake->interrupt = true;
    expect_run(h, "wait 5ms; echo no", VX_EXIT_ERROR, "",
               "t.vx:1:1: error: interrupted\nwait 5ms; echo no\n^\n");
}

static void test_hash(void **state)
{
    struct harness *h = *state;
    vx_put(&h->fake->panel->book.hash, 0x9f00000000000001u);
    expect_run(h, "hash", OK, "0x9f00000000000001\n", "");
    expect_run(h, "expect state.hash == 0x9f00000000000001", OK, NULL, "");
    expect_run(h, "let H = state.hash; expect state.hash == $H", OK, NULL, "");
}

/* ---- words ---- */

static void test_words(void **state)
{
    struct harness *h = *state;
    expect_run(h, "echo one  two \"three  four\"", OK, "one two three  four\n", "");
    expect_run(h, "echo", OK, "\n", "");
    expect_run(h, "let X = 5; let Y=6; echo $X$Y \"${X}0\" '$X'", OK,
               "ok let X = 5\nok let Y = 6\n56 50 $X\n", "");
    expect_run(h, "buy 1 @ 100; sell 1 @ 100.10; let M = (book.bid.price + book.ask.price) / 2", OK,
               NULL, "");
    expect_run(h, "echo $M; buy 1 @ $M as m; expect order.m.price == $M", OK, NULL, "");
    expect_run(h, "let W = some-file.csv; echo $W; let B = \"book.bid.price\"; echo $B", OK,
               "ok let W = some-file.csv\nsome-file.csv\nok let B = book.bid.price\n"
               "book.bid.price\n",
               "");
    expect_run(h, "let D = engine.now + 5us; echo $D", OK, "ok let D = 5us\n5us\n", "");
    expect_run(h, "let Q = 4 / 2; let R = 4/2; let S = 2026-11-22", OK,
               "ok let Q = 2\nok let R = 4/2\nok let S = 2026-11-22\n", "");
}

static void test_let_without_a_value(void **state)
{
    struct harness *h = *state;
    expect_run(h, "let X = book.ask.price", VX_EXIT_ERROR, "",
               "t.vx:1:5: error: X has no value now\nlet X = book.ask.price\n    ^\n");
}

static void test_aliases(void **state)
{
    struct harness *h = *state;
    expect_run(h, "alias hit 'sell 5 market'; alias two 'echo 1; echo 2'; hit; two", OK, NULL, "");
    assert_non_null(strstr(h->out, "ok sell 5 market -> id 1"));
    assert_non_null(strstr(h->out, "1\n2\n"));
    expect_run(h, "alias say echo; say a 'b  c'", OK, "ok alias say echo\na b  c\n", "");
    expect_run(h, "alias say", OK, "alias  command\nsay    echo\n", "");
    expect_run(h, "let P = 1; alias late 'echo $P'; let P = 2; late", OK, NULL, "");
    assert_non_null(strstr(h->out, "\n2\n"));
    expect_run(h, "alias say off\nsay a", VX_EXIT_ERROR, NULL,
               "t.vx:2:1: error: no command is called 'say'; did you mean 'set'?\nsay a\n^\n");
}

static void test_an_alias_that_goes_wrong(void **state)
{
    struct harness *h = *state;
    expect_run(h, "alias x 'echo a; buy $Q @ 100'\nx", VX_EXIT_ERROR, NULL,
               "t.vx:2:13: error: in alias 'x': no variable is called 'Q'; `let X = V` sets one\n"
               "echo a; buy $Q @ 100\n            ^\n");
}

static void test_an_alias_of_itself(void **state)
{
    struct harness *h = *state;
    assert_int_equal(harness_run(h, "alias x 'echo a'; alias y x; alias x y; x"), VX_EXIT_ERROR);
    assert_non_null(strstr(h->err, "scripts and aliases run each other, 16 deep: enough"));
}

static void test_the_view(void **state)
{
    struct harness *h = *state;
    struct vx_front front;
    expect_run(h, "freeze on; bell; bell; redraw; help", OK, NULL, "");
    vx_interp_front(h->in, &front);
    assert_true(front.frozen);
    assert_int_equal(front.bell, 2);
    assert_int_equal(front.redraw, 1);
    assert_int_equal(front.help, 1);
    expect_run(h, "freeze off; bind F5 'freeze on'; bind M-x bell; bind F5", OK,
               "ok freeze off\nok bind F5 \"freeze on\"\nok bind M-x bell\nbind  command\n"
               "F5    freeze on\n",
               "");
    vx_interp_front(h->in, &front);
    assert_false(front.frozen);
    assert_string_equal(vx_interp_binding(h->in, "F5"), "freeze on");
    assert_null(vx_interp_binding(h->in, "F6"));
    expect_run(h, "bind F5 off", OK, "ok bind F5 off\n", "");
    assert_null(vx_interp_binding(h->in, "F5"));
}

static void test_help(void **state)
{
    struct harness *h = *state;
    assert_int_equal(harness_run(h, "help until"), OK);
    assert_string_equal(h->out,
                        "until EXPR [timeout DUR]\n"
                        "  lets time pass until something is true\n"
                        "  What is not known is never true. If the time-out is over first, the "
                        "exit\n  status is 4.\n"
                        "  EXPR       what has to become true\n"
                        "  timeout    how long it may take (1h) [such as 100us, 20ms, 2s]\n"
                        "  example: until book.bid.qty >= 100 timeout 2s\n");
    assert_int_equal(harness_run(h, "help expressions"), OK);
    assert_non_null(strstr(h->out, "a bare number goes with any unit"));
    assert_int_equal(harness_run(h, "alias z bell; help z"), OK);
    assert_non_null(strstr(h->out, "z is an alias: bell\n"));
    expect_run(h, "help utnil", VX_EXIT_ERROR, "",
               "t.vx:1:6: error: no command is called 'utnil'; did you mean 'until'?\n"
               "help utnil\n     ^\n");
}

static void test_quit(void **state)
{
    struct harness *h = *state;
    int code = -1;
    assert_false(vx_interp_quitting(h->in, &code));
    expect_run(h, "quit 7; echo no", 7, "", "");
    assert_true(vx_interp_quitting(h->in, &code));
    assert_int_equal(code, 7);
}

/* ---- show ---- */

static void test_show_book(void **state)
{
    struct harness *h = *state;
    expect_run(h, "buy 5 @ 100; buy 7 @ 99.99 owner=1; sell 3 @ 100.02; sell 4 @ 100.02", OK, NULL,
               "");
    expect_run(h, "show book 1", OK,
               "  orders        bid         price  ask          orders\n"
               "                           100.02  7                 2  * you 7\n"
               "                                -  last trade\n"
               "       1          5        100.00                        * you 5\n",
               "");
    expect_run(h, "format csv; show book", OK,
               "ok format csv\nside,price,lots,orders\nbid,100.00,5,1\nbid,99.99,7,1\n"
               "ask,100.02,7,2\n",
               "");
}

static void test_show_orders_and_trades(void **state)
{
    struct harness *h = *state;
    expect_run(h, "buy 5 @ 100 as a; sell 2 @ 100 as b", OK, NULL, "");
    expect_run(h, "show orders", OK,
               "name  id  side   price  qty  filled  average  leaves  ahead  status  reason\n"
               "a      1  buy   100.00    5       2   100.00       3      0  live\n"
               "b      2  sell  100.00    2       2   100.00       0      -  filled\n",
               NULL);
    expect_run(h, "show trades", OK,
               "           time  side  qty   price  resting  taker  instr\n"
               "00:00:00.000000  sell    2  100.00        1      2      0\n",
               "");
}

/* Every table comes in every form. */
static void test_show_everything(void **state)
{
    static const char *const tables[] = {"book",    "bundles", "config", "errors",  "feed",
                                         "latency", "metrics", "orders", "rejects", "rings",
                                         "stages",  "trades",  "version"};
    struct harness *h = *state;
    char text[64];
    for (size_t i = 0; i < VX_LEN(tables); i++) {
        for (unsigned f = 0; f < 3; f++) {
            static const char *const formats[] = {"text", "json", "csv"};
            snprintf(text, sizeof text, "format %s\nshow %s", formats[f], tables[i]);
            assert_int_equal(harness_run(h, text), OK);
            assert_true(h->out_len > 20);
            assert_string_equal(h->err, "");
        }
    }
    expect_run(h, "format text; show metrics book.bid", OK, NULL, "");
    assert_non_null(strstr(h->out, "book.bid.price       -  price\n"));
    assert_null(strstr(h->out, "book.ask"));
}

static void test_history_belongs_to_the_prompt(void **state)
{
    struct harness *h = *state;
    harness_type(h, "echo one");
    harness_type(h, "  ");
    vx_interp_line(h->in, "echo key", "F5");
    harness_type(h, "history 2");
    assert_string_equal(h->out, "n  line\n1  echo one\n2  history 2\n");
}

static int tell_a_life(void *self, uint64_t id, struct vx_why *out, char *err, size_t err_size)
{
    (void)self;
    (void)err;
    (void)err_size;
    *out = (struct vx_why){.tx = {.id = id, .price = 998000, .qty = 50},
                           .seq = 12345678,
                           .t_ns = 500000000,
                           .rested = true,
                           .ahead_orders = 173,
                           .ahead_lots = 11948,
                           .status = VX_OWN_LIVE,
                           .leaves = 10,
                           .now_orders = 72,
                           .now_lots = 5679,
                           .end_seq = 12400000,
                           .end_ns = 800000000};
    for (uint64_t i = 0; i < VX_WHY_AHEAD; i++)
        out->ahead[i] = 4294968459 + i;
    out->event[0] = (struct vx_why_event){.seq = 12390000,
                                          .t_ns = 700000000,
                                          .other = 4294999999,
                                          .price = 998000,
                                          .qty = 9999,
                                          .what = VX_WHY_BEFORE_IT};
    out->events = 1;
    return VX_OK;
}

/* On a console of 80 columns no row breaks: its log has 79 for them. */
static void test_a_life_fits_the_console(void **state)
{
    static const struct vx_story_ops story = {.why = tell_a_life};
    struct harness *h = *state;
    struct vx_session_ops ops = *h->fake->session.ops;
    ops.story = &story;
    h->fake->session.ops = &ops;
    expect_run(h, "why 1", OK, NULL, "");
    assert_non_null(strstr(h->out, "  before it  99.80  9999     0  4294999999\n"));
    assert_non_null(strstr(h->out, "\n    72 orders, 5679 lots ahead\n"));
    for (const char *line = h->out; *line; line += strcspn(line, "\n") + 1)
        assert_true(strcspn(line, "\n") < 80);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(test_orders),
        TEST(test_places_in_words),
        TEST(test_rejected_orders),
        TEST(test_cancel_and_replace),
        TEST(test_unknown_order_names),
        TEST(test_a_live_name_is_not_given_again),
        TEST(test_instruments),
        TEST(test_late_answers),
        TEST(test_a_full_inbox),
        TEST(test_orders_by_id),
        TEST(test_load),
        TEST(test_a_rate_that_cannot_be_multiplied),
        TEST(test_a_rate_that_is_too_high),
        TEST(test_running_and_faults),
        TEST(test_a_control_that_fails),
        TEST(test_an_engine_that_does_not_start),
        TEST(test_feed),
        TEST(test_a_feed_that_differs),
        TEST(test_a_feed_that_cannot_be_read),
        TEST(test_settings),
        TEST(test_time),
        TEST(test_until_runs_out),
        TEST(test_expect_fails),
        TEST(test_expect_fails_in_time),
        TEST(test_interrupted),
        TEST(test_hash),
        TEST(test_words),
        TEST(test_let_without_a_value),
        TEST(test_aliases),
        TEST(test_an_alias_that_goes_wrong),
        TEST(test_an_alias_of_itself),
        TEST(test_the_view),
        TEST(test_help),
        TEST(test_quit),
        TEST(test_show_book),
        TEST(test_show_orders_and_trades),
        TEST(test_show_everything),
        TEST(test_history_belongs_to_the_prompt),
        TEST(test_a_life_fits_the_console),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
