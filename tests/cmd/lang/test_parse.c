/* Bad lines and what is said of them: the exact sentence, the place, the caret. */
#include "tests/cmd/harness.h"

#include <stdio.h>
#include <string.h>

/* Each line alone, as the second of a script; column from 1. */
static const struct {
    const char *line;
    unsigned column;
    const char *message;
} bad[] = {
    {"bya 5", 1, "no command is called 'bya'; did you mean 'buy'?"},
    {"zzyzx 5s", 1, "no command is called 'zzyzx'; `help` lists them"},
    {"b 5 @ 100", 1, "no command is called 'b'; `help` lists them"},
    {"buy", 4,
     "QTY is missing: buy QTY [@] PRICE|market [tif=gtc|ioc|fok|post] [owner=N] [id=N] "
     "[instr=N] [as NAME]"},
    {"buy x @ 100", 5, "QTY: a whole number is wanted (5, 5k, 1.5M), not 'x'"},
    {"buy -5 @ 100", 5, "QTY: a whole number is wanted (5, 5k, 1.5M), not '-5'"},
    {"buy 0 @ 100", 5, "QTY has to be 1 to 1000000000, not 0"},
    {"buy 2G @ 100", 5, "QTY has to be 1 to 1000000000, not 2G"},
    {"buy 99999999999999999999 @ 100", 5, "QTY: 99999999999999999999 is too large a number"},
    {"buy 5 @", 8,
     "PRICE is missing: buy QTY [@] PRICE|market [tif=gtc|ioc|fok|post] [owner=N] "
     "[id=N] [instr=N] [as NAME]"},
    {"buy 5 @ no", 9, "a price is wanted (100.25), not 'no'"},
    {"buy 5@no", 7, "a price is wanted (100.25), not 'no'"},
    {"buy 5 @no", 8, "a price is wanted (100.25), not 'no'"},
    {"buy 5 @ 100.005", 9,
     "price 100.005 is not a multiple of tick 0.01; nearest: 100.00 and 100.01"},
    {"buy 5 @ 100.00001", 9,
     "price 100.00001 is not a multiple of tick 0.01; nearest: 100.00 and 100.01"},
    {"buy 5 @ 0.015", 9, "price 0.015 is not a multiple of tick 0.01; nearest: 0.01 and 0.02"},
    {"buy 5 @ 0.001", 9, "price 0.001 is outside 0.01 to 2000.00 (engine.price.min, .max)"},
    {"buy 5 @ 2000.01", 9, "price 2000.01 is outside 0.01 to 2000.00 (engine.price.min, .max)"},
    {"buy 5 @ 99999999999999999999", 9,
     "price 99999999999999999999 is outside 0.01 to 2000.00 (engine.price.min, .max)"},
    {"buy 5 @ -1", 9, "price -1 is outside 0.01 to 2000.00 (engine.price.min, .max)"},
    {"buy 5 @ 100 tif=gtx", 17,
     "tif has to be gtc, ioc, fok or post, not 'gtx'; did you mean "
     "'gtc'?"},
    {"buy 5 @ 100 tif=ioc tif=fok", 21, "tif= is given twice"},
    {"buy 5 @ 100 tiff=ioc", 13, "'tiff=ioc' is not of buy; did you mean 'tif='?"},
    {"buy 5 @ 100 owner=70k", 19, "owner has to be 0 to 65535, not 70k"},
    {"buy 5 @ 100 id=0", 16, "id has to be 1 to 4294967295, not 0"},
    {"buy 5 @ 100 as 9x", 16,
     "'9x' is no name: a letter, then letters, digits, _ and -, at most "
     "31"},
    {"buy 5 @ 100 as all", 16, "'all' cannot be a name"},
    {"buy 5 @ 100 as", 15, "something is missing behind 'as'"},
    {"buy 5 @ 100 as b1 as b2", 19, "'as' is given twice"},
    {"buy 5 @ 100 now", 13,
     "'now' is one word too many: buy QTY [@] PRICE|market "
     "[tif=gtc|ioc|fok|post] [owner=N] [id=N] [instr=N] [as NAME]"},
    {"sell 5 market tif=ioc", 19, "a market order takes no tif=: what it cannot get is cancelled"},
    {"goto", 5, "TO is missing: goto TO|next|prev|first|last [EXPR]"},
    {"goto here", 6,
     "TO: a sequence (812344), a time (12.5s), next, prev, first or last is wanted, not 'here'"},
    {"goto +5", 6, "TO: a unit is wanted behind 5: ns, us, ms, s, m or h"},
    {"goto next", 10, "goto next: what has to be true? An expression is missing"},
    {"goto 5s book.orders > 5", 9, "an expression stands behind next or prev alone"},
    {"play 0x", 6, "SPEED: 0.1x, 1x, 10x or max is wanted, not '0x'"},
    {"play 0.0001x", 6, "SPEED: 0.1x, 1x, 10x or max is wanted, not '0.0001x'"},
    {"step --5", 6, "N: a whole number is wanted (5, 5k, 1.5M), not '-5'"},
    {"cancel 0", 8, "ORDER has to be 1 to 9223372036854775807, not 0"},
    {"cancel a.b", 8, "an order's id or name is wanted, or all, not 'a.b'"},
    {"cancel b1 side=buy", 16, "side= narrows `cancel all` down, not one order"},
    {"cancel all qty=5", 16, "qty= is for one order, not for all"},
    {"replace b1", 11, "what changes? qty= or price= is missing"},
    {"replace b1 price=market", 18, "a price is wanted (100.25), not 'market'"},
    {"rate fast", 6, "R: a whole number is wanted (5, 5k, 1.5M), not 'fast'"},
    {"rate x", 6, "R: x and a number is wanted (x2, x0.5), not 'x'"},
    {"rate x-1", 6, "R: x and a number is wanted (x2, x0.5), not 'x-1'"},
    {"rate 2G", 6, "R has to be 0 to 1000000000, not 2G"},
    {"burst 10 over", 14, "something is missing behind 'over'"},
    {"burst 10 ovr 5ms", 10, "'ovr' is not of burst; did you mean 'over'?"},
    {"flow flashcrash", 6, "no flow is called 'flashcrash'; did you mean 'flash-crash'?"},
    {"flow xyz", 6, "no flow is called 'xyz'; there are market, velox, flash-crash, quiet"},
    {"halt maybe", 6, "STATE has to be on or off, not 'maybe'"},
    {"stall outpt 5ms", 7, "no stage is called 'outpt'; did you mean 'output'?"},
    {"stall output 5", 14, "DUR: a unit is wanted behind 5: ns, us, ms, s, m or h"},
    {"stall output soon", 14, "DUR: a duration is wanted (100us, 20ms, 2s), not 'soon'"},
    {"stall output 2h", 14, "DUR has to be 1ns to 1h, not 2h"},
    {"stall output 0.5ns", 14, "DUR: 0.5ns is too long or finer than 1ns"},
    {"slow output 0", 13, "DUR has to be 1ns to 1s, not 0"},
    {"run 0", 5, "DUR has to be 1ns or more, not 0"},
    {"wait", 5, "DUR or `until T`: one of them is wanted"},
    {"wait 5ms until 6ms", 16, "DUR or `until T`: one of them is wanted"},
    {"feed lobster", 13, "FILE is missing: the messages"},
    {"feed itch x", 6, "FORMAT has to be lobster or stop, not 'itch'"},
    {"feed stop x", 11, "`feed stop` stands alone"},
    {"feed lobster x verify=on", 23,
     "verify=on compares with the rows of book=FILE: it is "
     "missing"},
    {"feed lobster x speed=0x", 22, "speed has to be 1 to 1000000, not 0x"},
    {"feed lobster x speed=fast", 22, "speed: 1x, 10x or max is wanted, not 'fast'"},
    {"feed lobster \"\"", 14, "the name of a file is wanted"},
    {"at 5 buy 5 @ 100", 4, "T: a unit is wanted behind 5: ns, us, ms, s, m or h"},
    {"at 5ms", 7, "COMMAND is missing: what is to run then"},
    {"at 5ms buy x @ 100", 12, "QTY: a whole number is wanted (5, 5k, 1.5M), not 'x'"},
    {"at 5ms at 6ms bya", 15, "no command is called 'bya'; did you mean 'buy'?"},
    {"at 5ms 'buy 5 @ 100; bya'", 22, "no command is called 'bya'; did you mean 'buy'?"},
    {"at 5ms 3", 8, "a command is wanted, not 3"},
    {"at remove", 10, "which? Its number (see `at list`) or all is missing"},
    {"at remove buy", 14,
     "QTY is missing: buy QTY [@] PRICE|market [tif=gtc|ioc|fok|post] "
     "[owner=N] [id=N] [instr=N] [as NAME]"},
    {"at list 5", 9, "`at list` stands alone"},
    {"expect", 7, "EXPR is missing: expect EXPR [within DUR]"},
    {"expect book.bid.pric == 1", 8,
     "no metric and no word: 'book.bid.pric'; did you mean "
     "'book.bid.price'?"},
    {"expect book.bid.price ==", 25, "the expression ends where a number or a metric is wanted"},
    {"expect book.orders  ==  5ms", 21, "a count and a duration cannot be compared"},
    {"expect book.orders", 8, "a comparison is wanted, such as book.orders > 0"},
    {"expect book.orders == 1 within 5", 32,
     "within: a unit is wanted behind 5: ns, us, ms, s, m "
     "or h"},
    {"until 1 == 1 timeout", 21, "something is missing behind 'timeout'"},
    {"alert book.orders", 7, "a comparison is wanted, such as book.orders > 0"},
    {"alert book.orders > 1 do byy 5", 26, "no command is called 'byy'; did you mean 'buy'?"},
    {"alert remove", 13, "which alert? Its number (see `alert list`) or all is missing"},
    {"alert list do bell", 15, "`alert list` does nothing else"},
    {"alert defaults 3", 16, "`alert defaults` stands alone"},
    {"alert over 1s", 12, "EXPR is missing: what has to become true"},
    {"alert ingress.dropped > 0 over 1us", 32, "over has to be 1ms to 1h, not 1us"},
    {"show boook", 6,
     "WHAT has to be book, bundles, config, errors, feed, latency, metrics, "
     "orders, rejects, rings, stages, summary, trades or version, not 'boook'; did you "
     "mean 'book'?"},
    {"show book 51", 11, "how many rows: 1 to 50 is wanted, not '51'"},
    {"show book x", 11, "how many rows: 1 to 50 is wanted, not 'x'"},
    {"show trades 0", 13, "how many rows: 1 to 4096 is wanted, not '0'"},
    {"show rings 5", 12, "`show rings` takes nothing more"},
    {"show metrics boook", 14, "no metric's name begins with 'boook'; did you mean 'book.'?"},
    {"watch boook.", 7, "no metric's name begins with 'boook.'; did you mean 'book.'?"},
    {"watch rings every 5", 19, "every: a unit is wanted behind 5: ns, us, ms, s, m or h"},
    {"watch rings every 5ns", 19, "every has to be 1us or more, not 5ns"},
    {"watch off count 5", 17, "`watch off` stands alone"},
    {"set ring.ingres 64", 5, "no setting is called 'ring.ingres'; did you mean 'ring.ingress'?"},
    {"set ring.ingress 65", 18, "ring.ingress has to be a power of two, 16 to 1048576, not 65"},
    {"set ring.ingress 8", 18, "ring.ingress has to be 16 to 1048576, not '8'"},
    {"set bundle.wait 5", 17, "bundle.wait has to be 1us to 1s, not '5'"},
    {"set backpressure drip", 18, "backpressure has to be drop or wait, not 'drip'"},
    {"set confirm maybe", 13, "confirm has to be off or on, not 'maybe'"},
    {"let", 4, "X = V is missing: let X = V"},
    {"let 5 = 6", 5, "'5' is no variable's name: letters, digits and _"},
    {"let X-Y = 6", 5, "'X-Y' is no variable's name: letters, digits and _"},
    {"let X =", 8, "let X = what? A value is missing"},
    {"let X", 6, "let X = what? A value is missing"},
    {"let X = 1 +", 12, "the expression ends where a number or a metric is wanted"},
    {"let X = book.bid.pric", 9,
     "no metric and no word: 'book.bid.pric'; did you mean "
     "'book.bid.price'?"},
    {"echo $Y", 6, "no variable is called 'Y'; `let X = V` sets one"},
    {"echo \"x", 6, "the quote is not closed"},
    {"alias buy sell", 7, "'buy' is a command and stays one"},
    {"alias a bya 5", 9, "no command is called 'bya'; did you mean 'buy'?"},
    {"bind F13 bell", 6, "'F13' is no key: F1 to F12, M-x, one character, or a name such as PgUp"},
    {"view layuot trader", 6, "'layuot' is nothing of the view; did you mean 'layout'?"},
    {"bind F5 bel", 9, "no command is called 'bel'; did you mean 'bell'?"},
    {"export latency out", 16,
     "which format? The file's name ends in none of .csv, .json, .hgrm, .svg, .txt and .ans"},
    {"export book out.svg", 13, "book can be csv or json"},
    {"export screen out.csv", 15, "screen can be text, ansi or svg"},
    {"export latency out.svg of=e2e", 27,
     "of= is for hgrm, which holds one latency; this holds all"},
    {"quit 256", 6, "N has to be 0 to 255, not 256"},
    {"buy 1.5 @ 100", 5, "QTY: 1.5 is no whole number"},
    {"hash now=1", 6, "'now=' is not of hash: hash"},
    {"hash now", 6, "'now' is one word too many: hash"},
    {"buy @ 100", 5, "QTY: a whole number is wanted (5, 5k, 1.5M), not '@'"},
    {"buy @100", 5, "QTY: a whole number is wanted (5, 5k, 1.5M), not '@100'"},
    {"buy 5@", 7,
     "PRICE is missing: buy QTY [@] PRICE|market [tif=gtc|ioc|fok|post] [owner=N] "
     "[id=N] [instr=N] [as NAME]"},
    {"buy 5 @\"\"", 8, "a price is wanted (100.25), not ''"},
    {"buy 5 @ 100.000011", 9,
     "price 100.000011 is not a multiple of tick 0.01; nearest: 100.00 and 100.01"},
    {"buy 5 @ 100.0000111", 9,
     "price 100.0000111 is not a multiple of tick 0.01; nearest: 100.00 and 100.01"},
    {"buy 5 @ -0.00001", 9, "price -0.00001 is outside 0.01 to 2000.00 (engine.price.min, .max)"},
    {"stall output 10000000000s", 14, "DUR: 10000000000s is too long or finer than 1ns"},
    {"at \"\" bell", 4, "T: a duration is wanted (100us, 20ms, 2s), not ''"},
    {"rate \"\"", 6, "R: a whole number is wanted (5, 5k, 1.5M), not ''"},
    {"feed lobster x speed=\"\"", 22, "speed: 1x, 10x or max is wanted, not ''"},
    {"goto \"\"", 6,
     "TO: a sequence (812344), a time (12.5s), next, prev, first or last is wanted, not ''"},
    {"goto 10000000000s", 6,
     "TO: a sequence (812344), a time (12.5s), next, prev, first or last is wanted, not "
     "'10000000000s'"},
    {"play \"\"", 6, "SPEED: 0.1x, 1x, 10x or max is wanted, not ''"},
    {"play -1x", 6, "SPEED: 0.1x, 1x, 10x or max is wanted, not '-1x'"},
    {"play 9223372036854775807", 6,
     "SPEED: 0.1x, 1x, 10x or max is wanted, not '9223372036854775807'"},
    {"set zzzzzzzzzzzz 5", 5, "no setting is called 'zzzzzzzzzzzz'"},
    {"cancel \"\"", 8, "an order's id or name is wanted, or all, not ''"},
    {"replace a.b qty=5", 9, "an order's id or name is wanted, not 'a.b'"},
    {"view zzzzzzzzzzzz x", 6, "'zzzzzzzzzzzz' is nothing of the view"},
    {"help \"\"", 6, "the name of a command is wanted"},
    {"bind F0 bell", 6, "'F0' is no key: F1 to F12, M-x, one character, or a name such as PgUp"},
    {"bind F1x bell", 6, "'F1x' is no key: F1 to F12, M-x, one character, or a name such as PgUp"},
    {"bind F1- bell", 6, "'F1-' is no key: F1 to F12, M-x, one character, or a name such as PgUp"},
    {"bind F21 bell", 6, "'F21' is no key: F1 to F12, M-x, one character, or a name such as PgUp"},
    {"bind F: bell", 6, "'F:' is no key: F1 to F12, M-x, one character, or a name such as PgUp"},
    {"bind F123 bell", 6,
     "'F123' is no key: F1 to F12, M-x, one character, or a name such as PgUp"},
    {"bind Mxy bell", 6, "'Mxy' is no key: F1 to F12, M-x, one character, or a name such as PgUp"},
    {"bind \"M- \" bell", 6,
     "'M- ' is no key: F1 to F12, M-x, one character, or a name such as PgUp"},
    {"bind \" \" bell", 6, "' ' is no key: F1 to F12, M-x, one character, or a name such as PgUp"},
    {"alert \"list\"", 7, "no metric and no word: 'list'; did you mean 'live'?"},
    {"let X = order.b1.fill", 18, "an order has no 'fill'; did you mean 'filled'?"},
    {"let X =5 +", 11, "the expression ends where a number or a metric is wanted"},
    {"at 5ms ''", 8, "no command is called ''; `help` lists them"},
    {"at 5ms '; bya'", 11, "no command is called 'bya'; did you mean 'buy'?"},
    {"at 5ms 'echo \"x'", 14, "the quote is not closed"},
    {"alias z 'echo \"'", 15, "the quote is not closed"},
};

static void test_bad_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < VX_LEN(bad); i++) {
        struct harness h;
        char text[256], err[2048];
        harness_open(&h, NULL);
        snprintf(text, sizeof text, "# first\n%s\necho not reached\n", bad[i].line);
        snprintf(err, sizeof err, "t.vx:2:%u: error: %s\n%s\n%*s^\n", bad[i].column, bad[i].message,
                 bad[i].line, (int)bad[i].column - 1, "");
        expect_run(&h, text, VX_EXIT_ERROR, "", err);
        harness_close(&h);
    }
}

/* The other way round: lines that are right. */
static const char *const good[] = {
    "buy 5 @ 100.25 as b1",
    "BUY 5 @ 100.25",
    "buy 5 100.25",
    "buy 5@100.25",
    "buy 5 @100.25",
    "buy 1.5k @ 100.2500 tif=post owner=3 id=77 instr=0 as x-1",
    "buy tif=ioc 5 owner=2 @ 100 as b2",
    "sell 5 market",
    "sell 5 @ market",
    "rate 50k; rate x2; rate x0.5; rate max; rate 0",
    "burst 10; burst 1k over 5ms",
    "feed lobster x book=y verify=off speed=10 wait=off",
    "feed lobster x speed=10x wait=off; feed stop",
    "expect book.orders==0&&book.lots==0",
    "expect book.bid.price > 1 || 1 == 1 within 1ms",
    "let X = 5; let Y=6; let Z 7; let W = \"a b\"; let V = $X + $Y",
    "alias a 'buy 5 @ $P; bell'; alias b buy; alias c 'sell 5'",
    "bind M-x bell; bind F12 'pause; bell'; bind x resume",
    "at 5ms buy 5 @ 100; at +5ms 'bell; bell'; at 1s at 2s bell",
    "wait 0; wait until 5ms; wait until +5ms",
    "show book; show book 5; show metrics; show metrics book.; show trades 3",
    "watch rings every 5ms; watch off; watch book. count 1",
    "set; set ring.ingress; set ring.ingress 64; set output.file \"a b\"; set risk.collar 20%",
    "cancel all side=sell owner=2 instr=0",
    "quit",
    "buy 5 @ 100.250000; buy 5 @market; rate X2; rate X.5; play 2X; feed lobster x speed=10X",
    "goto 812344; goto 12.5s; goto +5s; goto -5s; goto 7; step; step -3; step 3",
    "bind Tab bell; bind PgUp bell; bind F9 bell; bind F10 bell; bind M-- bell",
    "let X = abc; let X= 5; let X =5; let X=\"\"; let X =\"\"; let X = 5x; let X = out.csv",
    "at 5ms 'bell;; bell # twice'; at 5ms '# nothing'; at 5ms 'expect $A == $B'",
    "alias a buy; alias b 'a 5'; alias c '$X 5'; alias d '; bell'; at 5ms a 5 @ 100",
};

static void test_good_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < VX_LEN(good); i++) {
        struct harness h;
        const struct vx_interp_options options = {.parse_only = true};
        harness_open(&h, &options);
        expect_run(&h, good[i], VX_EXIT_OK, "", "");
        assert_false(h.fake->session.started);
        harness_close(&h);
    }
}

/* What is assigned without quotes and is no expression is text; in quotes it always is. */
static void test_what_is_assigned(void **state)
{
    static const struct {
        const char *assigns, *out;
    } rows[] = {
        {"let X = out.csv", "<out.csv>\n"},
        {"let X = 5x", "<5x>\n"},
        {"let X = zzzzz.csv", "<zzzzz.csv>\n"},
        {"let X=\"\"", "<>\n"},
        {"let X =\"1 + 1\"", "<1 + 1>\n"},
        {"let X = 1 + 1", "<2>\n"},
        {"let X =1 + 1", "<2>\n"},
        {"let X= 1 + 1", "<2>\n"},
        {"let A = 7; let X = $A", "<7>\n"},
        {"let A = 7; let X $A", "<7>\n"},
        {"let X = 1 '+' 1", "<2>\n"},
    };
    (void)state;
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        struct harness h;
        char text[128];
        harness_open(&h, NULL);
        snprintf(text, sizeof text, "%s; echo \"<$X>\"", rows[i].assigns);
        expect_run(&h, text, VX_EXIT_OK, NULL, "");
        assert_string_equal(strchr(h.out, '<'), rows[i].out);
        harness_close(&h);
    }
}

/* A mistake in what a variable holds is shown at the variable. */
static void test_a_mistake_inside_a_variable(void **state)
{
    struct harness h;
    (void)state;
    harness_open(&h, NULL);
    expect_run(&h, "let L = \"echo a long line; bya\"\nat 5ms \"$L\"", VX_EXIT_ERROR, NULL,
               "t.vx:2:8: error: no command is called 'bya'; did you mean 'buy'?\n"
               "at 5ms \"$L\"\n       ^\n");
    harness_close(&h);
}

/* At another tick the same price is another mistake. */
static void test_prices_go_by_the_tick(void **state)
{
    struct harness h;
    (void)state;
    harness_open(&h, NULL);
    expect_run(&h, "set engine.tick 0.05\nbuy 5 @ 0.03", VX_EXIT_ERROR, NULL,
               "t.vx:2:9: error: price 0.03 is not a multiple of tick 0.05; nearest: 0.05\n"
               "buy 5 @ 0.03\n        ^\n");
    harness_close(&h);
    harness_open(&h, NULL);
    expect_run(&h, "set engine.tick 0.05\nbuy 5 @ 100.05\nbuy 5 @ 100.03", VX_EXIT_ERROR, NULL,
               "t.vx:3:9: error: price 100.03 is not a multiple of tick 0.05; nearest: 100.00 and "
               "100.05\nbuy 5 @ 100.03\n        ^\n");
    harness_close(&h);
}

static void test_columns_count_characters(void **state)
{
    struct harness h;
    (void)state;
    harness_open(&h, NULL);
    expect_run(&h, "echo \xc3\xa9\xc3\xa9;\tbya", VX_EXIT_ERROR, NULL,
               "t.vx:1:10: error: no command is called 'bya'; did you mean 'buy'?\n"
               "echo \xc3\xa9\xc3\xa9; bya\n         ^\n");
    harness_close(&h);
}

static void test_a_continued_line_knows_its_lines(void **state)
{
    struct harness h;
    (void)state;
    harness_open(&h, NULL);
    expect_run(&h, "echo a\nbuy 5 \\\n  @ x\n", VX_EXIT_ERROR, NULL,
               "t.vx:3:5: error: a price is wanted (100.25), not 'x'\n  @ x\n    ^\n");
    harness_close(&h);
}

static void test_shown_text_is_safe(void **state)
{
    struct harness h;
    (void)state;
    harness_open(&h, NULL);
    expect_run(&h, "buy \xff\xc2\x9b @ 100", VX_EXIT_ERROR, NULL,
               "t.vx:1:5: error: QTY: a whole number is wanted (5, 5k, 1.5M), not "
               "'\\xff\\xc2\\x9b'\nbuy \\xff\\xc2\\x9b @ 100\n    ^\n");
    harness_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_lines),
        cmocka_unit_test(test_good_lines),
        cmocka_unit_test(test_what_is_assigned),
        cmocka_unit_test(test_a_mistake_inside_a_variable),
        cmocka_unit_test(test_prices_go_by_the_tick),
        cmocka_unit_test(test_columns_count_characters),
        cmocka_unit_test(test_a_continued_line_knows_its_lines),
        cmocka_unit_test(test_shown_text_is_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
