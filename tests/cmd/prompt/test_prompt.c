/* At the prompt: abbreviations, questions, errors without a place, completion and hints. */
#include "tests/cmd/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/prompt/complete.h"
#include "core/base/err.h"

static int open_one(void **state)
{
    const struct vx_interp_options options = {.interactive = true};
    struct harness *h = calloc(1, sizeof(*h));
    assert_non_null(h);
    harness_open(h, &options);
    *state = h;
    return 0;
}

static int close_one(void **state)
{
    harness_close(*state);
    free(*state);
    return 0;
}

static void typed(struct harness *h, const char *line, const char *all)
{
    harness_type(h, line);
    assert_string_equal(h->all, all);
}

static void test_typed_lines(void **state)
{
    struct harness *h = *state;
    typed(h, "echo a", "> echo a\na\n");
    harness_clear(h);
    vx_interp_line(h->in, "pause", "F6");
    assert_string_equal(h->all, "> F6: pause\nok pause\n");
    typed(
        h, "buy x @ 100",
        "> buy x @ 100\n!     ^\n! error: QTY: a whole number is wanted (5, 5k, 1.5M), not 'x'\n");
    typed(
        h, "echo a; bya; echo b",
        "> echo a; bya; echo b\na\n!         ^\n! error: no command is called 'bya'; did you mean "
        "'buy'?\n* not run: echo b\n");
    assert_int_equal(harness_type(h, "bya"), VX_EXIT_ERROR);
    assert_int_equal(vx_interp_status(h->in), VX_EXIT_OK);
    typed(h, "", "> \n");
}

/* A table without rows says that it has none; a script's lines stay as they are. */
static void test_empty_tables_say_so(void **state)
{
    struct harness *h = *state;
    typed(h, "alias", "> alias\nalias  command\nnone\n");
    harness_clear(h);
    typed(h, "bind F5", "> bind F5\nbind  command\nnone of your own: F1 shows what keys do\n");
    harness_clear(h);
    typed(h, "alias a 'hash'; alias",
          "> alias a 'hash'; alias\nok alias a hash\nalias  command\na      hash\n");
    harness_clear(h);
    typed(h, "format csv; at list", "> format csv; at list\nok format csv\nnumber,at,command\n");
}

static void test_abbreviations(void **state)
{
    struct harness *h = *state;
    typed(h, "ec a", "> ec a\na\n");
    typed(h, "ex 1 == 1", "> ex 1 == 1\n! ^\n! error: 'ex' may be expect or export\n");
    typed(h, "E", "> E\n! ^\n! error: 'E' may be echo, expect or export\n");
    typed(h, "at 1ms ec b", "> at 1ms ec b\nok at 1ms ec b\n");
    typed(h, "wa 2ms", "> wa 2ms\n! ^\n! error: 'wa' may be wait or watch\n");
    typed(h, "wai 2ms", "> wai 2ms\nb\nok wait 2ms\n");
}

/* A refused order must not be overlooked by one who types. */
static void test_a_rejected_order_stands_out(void **state)
{
    struct harness *h = *state;
    harness_type(h, "sell 1 @ 100");
    harness_type(h, "buy 1 @ 100 tif=post");
    assert_string_equal(h->err, "rejected buy 1 @ 100.00 tif=post: would-take (a post-only order "
                                "would have matched at once)\n");
}

/* ---- questions ---- */

static void test_questions(void **state)
{
    struct harness *h = *state;
    harness_type(h, "buy 1 @ 100; buy 1 @ 99");
    assert_null(vx_interp_question(h->in));
    harness_type(h, "cancel all side=buy; echo after");
    assert_string_equal(vx_interp_question(h->in),
                        "cancel all side=buy: take all these orders off the book?");
    assert_string_equal(h->out, "");
    harness_clear(h);
    vx_interp_reply(h->in, false);
    assert_string_equal(h->all, "* not done: cancel all side=buy\n");
    assert_null(vx_interp_question(h->in));
    assert_int_equal(h->fake->orders, 2);
    harness_type(h, "cancel all; echo after");
    harness_clear(h);
    vx_interp_reply(h->in, true);
    assert_string_equal(h->all, "ok cancel all -> 2 orders taken off\nafter\n");
    assert_null(vx_interp_question(h->in));
    vx_interp_reply(h->in, true); /* nothing was asked */
}

/* An alias asks as what it stands for; what is behind it, there and on the line, waits. */
/* A script with the name of a recording is not written over without a word. */
static void test_a_recording_asks_before_it_writes_over(void **state)
{
    struct harness *h = *state;
    char path[] = "/tmp/velox-record.XXXXXX", line[64], wanted[128];
    const int file = mkstemp(path);
    assert_true(file >= 0);
    snprintf(line, sizeof line, "record %s", path);
    snprintf(wanted, sizeof wanted, "%s: write over what is in that file?", line);
    assert_int_equal(harness_type(h, line), VX_EXIT_OK); /* it is empty: nothing is lost */
    assert_null(vx_interp_question(h->in));
    harness_type(h, "record off");
    assert_int_equal(write(file, "buy 1\n", 6), 6);
    harness_type(h, line);
    assert_string_equal(vx_interp_question(h->in), wanted);
    vx_interp_reply(h->in, false);
    assert_int_equal(harness_type(h, "record off"), VX_EXIT_ERROR);
    harness_type(h, line);
    vx_interp_reply(h->in, true);
    assert_int_equal(harness_type(h, "record off"), VX_EXIT_OK);
    close(file);
    unlink(path);
}

static void test_an_alias_asks(void **state)
{
    struct harness *h = *state;
    harness_type(h, "buy 1 @ 100; alias flat 'cancel all; echo inside'; alias twice 'flat; flat'");
    harness_type(h, "twice; echo behind");
    assert_non_null(vx_interp_question(h->in));
    vx_interp_reply(h->in, true);
    assert_string_equal(h->out, "ok cancel all -> 1 order taken off\ninside\n");
    assert_non_null(vx_interp_question(h->in)); /* the second one's */
    harness_clear(h);
    vx_interp_reply(h->in, true);
    assert_string_equal(h->out, "ok cancel all -> 0 orders taken off\ninside\nbehind\n");
    assert_null(vx_interp_question(h->in));
    harness_type(h, "flat; echo behind");
    vx_interp_reply(h->in, false);
    assert_string_equal(h->out, "not done: cancel all\n");
}

/* What is scheduled goes on while a question is open. */
/* A watched table has its head each time, a metric once. */
static void test_a_watched_table_has_its_head(void **state)
{
    struct harness *h = *state;
    harness_type(h, "watch bundles every 1ms; watch book.orders every 1ms");
    harness_clear(h);
    for (uint64_t tick = 1; tick <= 3; tick++) {
        h->fake->now_ns = tick * 1000000;
        vx_interp_tick(h->in);
    }
    unsigned heads = 0, names = 0;
    for (const char *at = h->out; (at = strstr(at, "flushed  ")) != NULL; at++)
        heads++;
    for (const char *at = h->out; (at = strstr(at, "metric  ")) != NULL; at++)
        names++;
    assert_int_equal(heads, 3);
    assert_int_equal(names, 1);
}

/* "from now" is some odd nanosecond: it is said as people read it. */
static void test_a_time_from_now_is_short(void **state)
{
    struct harness *h = *state;
    h->fake->now_ns = 1234567;
    typed(h, "at +5ms echo x", "> at +5ms echo x\nok at 6.2 ms echo x\n");
    harness_clear(h);
    typed(h, "at 7ms echo x", "> at 7ms echo x\nok at 7ms echo x\n");
}

static void test_a_question_holds_up_nothing_else(void **state)
{
    struct harness *h = *state;
    harness_type(h, "buy 1 @ 100; alias two 'echo one; echo two'; at 5ms two; cancel all");
    assert_non_null(vx_interp_question(h->in));
    harness_clear(h);
    h->fake->now_ns = 5000000;
    vx_interp_tick(h->in);
    assert_string_equal(h->out, "one\ntwo\n");
    vx_interp_reply(h->in, true);
    assert_non_null(strstr(h->out, "ok cancel all -> 1 order taken off"));
}

static void test_what_is_asked_and_what_is_not(void **state)
{
    struct harness *h = *state;
    int code;
    harness_type(h, "buy 1 @ 100 as a; halt on");
    assert_string_equal(vx_interp_question(h->in),
                        "halt on: cancel every resting order and refuse new ones?");
    harness_type(h, "echo another line"); /* forgets the question */
    assert_null(vx_interp_question(h->in));
    harness_type(h, "snapshot load 5");
    assert_string_equal(vx_interp_question(h->in),
                        "snapshot load 5: cancel what rests, and put the snapshot's orders back?");
    vx_interp_reply(h->in, false);
    harness_type(h, "snapshot load -y");
    assert_null(vx_interp_question(h->in));
    harness_type(h, "halt off; cancel a; cancel all -y");
    assert_null(vx_interp_question(h->in));
    harness_type(h, "buy 1 @ 100");
    harness_type(h, "quit");
    assert_string_equal(vx_interp_question(h->in), "quit: 1 of your orders still rests. Leave?");
    assert_false(vx_interp_quitting(h->in, &code));
    vx_interp_reply(h->in, false);
    harness_type(h, "set confirm off; cancel all");
    assert_null(vx_interp_question(h->in));
    harness_type(h, "set confirm on; quit 3");
    assert_null(vx_interp_question(h->in));
    assert_true(vx_interp_quitting(h->in, &code));
    assert_int_equal(code, 3);
}

static void test_yes_asks_nothing(void **state)
{
    struct harness h;
    const struct vx_interp_options options = {.interactive = true, .yes = true};
    (void)state;
    harness_open(&h, &options);
    harness_type(&h, "buy 1 @ 100; cancel all; halt on");
    assert_null(vx_interp_question(h.in));
    assert_int_equal(h.fake->orders, 0);
    harness_close(&h);
}

/* ---- a front end of its own ---- */

static bool idle_ends(void *ctx)
{
    unsigned *left = ctx;
    return (*left)-- > 0;
}

static void say_nothing(void *ctx, enum vx_line_kind kind, const char *text)
{
    (void)ctx, (void)kind, (void)text;
}

/* ---- the view ---- */

struct view_seen {
    enum vx_view_id id;
    char value[64];
    unsigned n;
};

static bool view_change(void *ui, enum vx_view_id id, const char *value, char *why, size_t size)
{
    struct view_seen *seen = ui;
    seen->id = id;
    seen->n++;
    snprintf(seen->value, sizeof seen->value, "%s", value);
    if (id == VX_VIEW_THEME)
        snprintf(why, size, "too few colours");
    return id != VX_VIEW_THEME;
}

static void test_the_view_is_handed_on(void **state)
{
    struct harness *h = *state;
    struct view_seen seen = {0};
    const struct vx_line_screen screen = {.ui = &seen, .change = view_change};
    vx_interp_screen(h->in, &screen);
    harness_type(h, "view layout engine");
    assert_int_equal(seen.id, VX_VIEW_LAYOUT);
    assert_string_equal(seen.value, "engine");
    assert_string_equal(h->out, "ok view layout engine\n");
    harness_clear(h);
    assert_int_equal(vx_interp_line(h->in, "view zoom next", "z"), VX_EXIT_OK);
    assert_int_equal(seen.id, VX_VIEW_ZOOM);
    assert_string_equal(h->out, ""); /* the key's own line says it */
    harness_type(h, "view find two words");
    assert_string_equal(seen.value, "two words");
    harness_clear(h);
    harness_type(h, "view theme rich");
    assert_non_null(strstr(h->err, "view theme: too few colours"));
    harness_clear(h);
    const unsigned n = seen.n;
    harness_type(h, "view layout traders");
    assert_non_null(strstr(h->err, "view layout takes trader, engine, latency, everything, one or "
                                   "next"));
    harness_type(h, "view centre now");
    assert_non_null(strstr(h->err, "view centre takes nothing more"));
    assert_int_equal(seen.n, n);
    vx_interp_screen(h->in, NULL);
    harness_clear(h);
    harness_type(h, "view layout engine"); /* without a console it does nothing */
    assert_string_equal(h->out, "ok view layout engine\n");
}

/* What changes the view is kept, what only moves something is not; all of it plays again. */
static void test_a_recording_keeps_the_view(void **state)
{
    struct harness *h = *state;
    char path[] = "/tmp/velox-test-XXXXXX", text[4096] = "", line[64];
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    snprintf(line, sizeof line, "record %s", path);
    harness_type(h, "start");
    harness_type(h, line);
    harness_type(h, "view layout latency; view scroll up; freeze on; freeze off; record off");
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    fclose(in);
    unlink(path);
    assert_non_null(strstr(text, "view layout latency\n"));
    assert_non_null(strstr(text, "freeze on\n"));
    assert_null(strstr(text, "scroll"));
}

static void test_attach(void **state)
{
    struct harness *h = *state;
    unsigned left = 3;
    vx_interp_attach(h->in, say_nothing, idle_ends, &left);
    assert_int_equal(vx_interp_line(h->in, "until 1 == 2", NULL), VX_EXIT_ERROR);
    assert_int_equal(h->fake->now_ns, 30000);
    left = 1000; /* the next line is not interrupted any more */
    assert_int_equal(vx_interp_line(h->in, "wait 1us", NULL), VX_EXIT_OK);
}

static void test_what_the_prompt_asks(void **state)
{
    struct harness *h = *state;
    char name[VX_LINE_TEXT_MAX];
    harness_type(h, "buy 1 @ 100 as mine; set editor vi");
    assert_true(vx_interp_order_name(h->in, 1, name, sizeof name));
    assert_string_equal(name, "mine");
    assert_false(vx_interp_order_name(h->in, 2, name, sizeof name));
    assert_int_equal(vx_interp_setting(h->in, VX_SET_EDITOR), 1);
}

static void test_a_script_that_fails_leaves_the_prompt_alone(void **state)
{
    struct harness *h = *state;
    assert_int_equal(vx_interp_text(h->in, "echo a\nbya\necho b\n", "rc"), VX_EXIT_ERROR);
    assert_string_equal(h->out, "a\n");
    typed(h, "echo c", "> echo c\nc\n");
}

static void test_an_idle_prompt_waits_for_nothing(void **state)
{
    struct harness *h = *state;
    harness_type(h, "feed lobster m.csv");
    assert_string_equal(h->out, "ok feed lobster m.csv\n");
    assert_int_equal(h->fake->now_ns, 0);
}

/* ---- completion ---- */

/* "start: a b c" */
static void complete(struct harness *h, const char *text, char *buf, size_t size)
{
    static struct vx_line_candidate rows[VX_LINE_CANDIDATES_MAX];
    size_t start, used;
    size_t n = vx_interp_complete(h->in, text, strlen(text), rows, VX_LEN(rows), &start);
    used = (size_t)snprintf(buf, size, "%zu:", start);
    for (size_t i = 0; i < n && used < size; i++)
        used += (size_t)snprintf(buf + used, size - used, " %s", rows[i].text);
}

static const struct {
    const char *text, *candidates;
} completions[] = {
    {"b", "0: bell bind burst buy"},
    {"ec", "0: echo"},
    {"buy 5 @ 100 ", "12: as id= instr= owner= tif="},
    {"buy 5 @ 100 t", "12: tif="},
    {"buy 5 @ 100 tif=", "16: fok gtc ioc post"},
    {"buy 5 @ 100 tif=i", "16: ioc"},
    {"buy 5 @ 100 tif=ioc ", "20: as id= instr= owner="},
    {"buy 5 m", "6: market"},
    {"cancel ", "7: 3 all alpha beta"},
    {"cancel al", "7: all alpha"},
    {"flow ", "5: flash-crash list market quiet velox"},
    {"stall o", "6: output"},
    {"halt ", "5: off on"},
    {"set ring.i", "4: ring.inbox ring.ingress"},
    {"set confirm ", "12: off on"},
    {"set engine.stp o", "15: oldest"},
    {"show l", "5: latency"},
    {"show metrics book.b", "13: book.bid."},
    {"expect book.bid.", "7: book.bid.orders book.bid.price book.bid.qty"},
    {"expect 1 == 1&&book.bid.p", "15: book.bid.price"},
    {"expect order.al", "7: order.alpha."},
    {"expect order.alpha.s", "7: order.alpha.side order.alpha.status"},
    {"expect order.alpha.status == f", "29: fail feed. filled flash-crash fok"},
    {"expect 1 == 1 wi", "14: within"},
    {"until 1 == 1 t", "13: timeout trades."},
    {"at 5ms bu", "7: burst buy"},
    {"at 5ms buy 5 @ 100 t", "19: tif="},
    {"alert 1 == 1 do pa", "16: pause"},
    {"rate ", "5: max"},
    {"echo a; pa", "8: pause"},
    {"help un", "5: until"},
    {"burst 10 ", "9: over"},
    {"burst 10 over ", "14:"},
    {"xyz ", "4:"},
    {"buy 5 @ 100 xx yy ", "18:"},
    {"echo \"open", "10:"},
    {"mi", "0: mine"},
    {"cancel 1", "7: 1"},
    {"cancel 3", "7: 3"},
    {"replace ", "8: 3 alpha beta"},
    {"set bundle.wait ", "16: 1s 1us 100us"},
    {"set ring.book 4", "14: 4096"},
    {"buy $", "5: LIMIT"},
    {"buy 5 @ $LI", "9: LIMIT"},
    {"alert remove ", "13: 1 all do over"},
    {"at remove ", "10: 2 all"},
    {"bind F1", "5: F1 F10 F11 F12"},
    {"bind M", "5: M-x"},
};

static void test_completions(void **state)
{
    struct harness *h = *state;
    char is[2048];
    harness_type(h, "buy 1 @ 100 as alpha; buy 1 @ 99 as beta; alias mine bell");
    harness_type(h, "buy 7 @ 98; buy 1 @ 90 as gone; cancel gone; let LIMIT = 95; bind M-x bell");
    harness_type(h, "alert 1 == 2; at 1h bell");
    for (size_t i = 0; i < VX_LEN(completions); i++) {
        complete(h, completions[i].text, is, sizeof is);
        if (strcmp(is, completions[i].candidates) != 0)
            print_error("%s\n", completions[i].text);
        assert_string_equal(is, completions[i].candidates);
    }
    complete(h, "", is, sizeof is);
    assert_int_equal(strncmp(is, "0: alert alias at", 17), 0);
}

/* Beside a candidate stands what it is now. */
static void test_completions_say_what_is_now(void **state)
{
    struct harness *h = *state;
    static const struct {
        const char *text, *candidate, *help;
    } rows[] = {
        {"cancel a1", "a1", "buy 7 @ 98.00, 5 left"},
        {"set ring.inb", "ring.inbox", "64 (16..1048576) - capacity of the inbox; a power of two"},
        {"set fps 3", "30", "now"},
        {"expect book.bid.q", "book.bid.qty", "5 - quantity at the best bid"},
        {"bind F5", "F5", "bell"},
        {"alert remove 1", "1", "alert book.orders > 90"},
    };
    static struct vx_line_candidate got[64];
    size_t start;
    harness_type(h, "set ring.inbox 64; buy 7 @ 98 as a1; sell 2 @ 98; bind F5 bell");
    harness_type(h, "alert book.orders > 90; show book");
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        assert_int_equal(
            vx_interp_complete(h->in, rows[i].text, strlen(rows[i].text), got, 64, &start), 1);
        assert_string_equal(got[0].text, rows[i].candidate);
        assert_string_equal(got[0].help, rows[i].help);
    }
}

/* What all of a parameter's words are for stands beside none of them, unless it is the only one. */
static void test_a_word_has_no_other_words_help(void **state)
{
    struct harness *h = *state;
    static const char *const texts[] = {"buy 5 @ 100 tif=", "snapshot ", "goto ", "at "};
    static struct vx_line_candidate got[64];
    size_t start;
    for (size_t i = 0; i < VX_LEN(texts); i++) {
        const size_t n =
            vx_interp_complete(h->in, texts[i], strlen(texts[i]), got, VX_LEN(got), &start);
        assert_true(n > 1);
        for (size_t k = 0; k < n; k++)
            assert_string_equal(got[k].help, "");
    }
    assert_int_equal(vx_interp_complete(h->in, "buy 5 mar", 9, got, VX_LEN(got), &start), 1);
    assert_string_not_equal(got[0].help, "");
}

static void test_completion_of_files(void **state)
{
    struct harness *h = *state;
    char folder[] = "/tmp/velox-complete.XXXXXX", path[64], text[80], is[400], wanted[200];
    static const char *const names[] = {"one.vx", "other.vx", ".hidden"};
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < VX_LEN(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fclose(file);
    }
    snprintf(path, sizeof path, "%s/out", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(text, sizeof text, "source %s/o", folder);
    complete(h, text, is, sizeof is);
    snprintf(wanted, sizeof wanted, "7: %s/one.vx %s/other.vx %s/out/", folder, folder, folder);
    assert_string_equal(is, wanted);
    snprintf(text, sizeof text, "rm -rf %s", folder);
    assert_int_equal(system(text), 0);
}

static void test_completion_in_the_middle(void **state)
{
    struct harness *h = *state;
    static struct vx_line_candidate rows[4];
    size_t start;
    assert_int_equal(vx_interp_complete(h->in, "pa; echo", 2, rows, 4, &start), 1);
    assert_string_equal(rows[0].text, "pause");
    assert_int_equal(start, 0);
    assert_int_equal(vx_interp_complete(h->in, "", 0, rows, 4, &start), 4); /* no more than asked */
}

/* ---- hints ---- */

static const struct {
    const char *text, *hint;
} hints[] = {
    {"", ""},
    {"b", ""},
    {"burst ", "burst N [over DUR] - N: 1 to 1000000000"},
    {"burst 5", "burst N [over DUR] - N: 1 to 1000000000"},
    {"burst 5 over ", "burst N [over DUR] - over: such as 100us, 20ms, 2s"},
    {"burst x ", "N: a whole number is wanted (5, 5k, 1.5M), not 'x'"},
    {"replace 1 price=", "replace ORDER [qty=N] [price=PRICE] - price: tick 0.01"},
    {"replace 1 price=5 ", "replace ORDER [qty=N] [price=PRICE]"},
    {"buy 5 @ 100 as ",
     "buy QTY [@] PRICE|market [tif=gtc|ioc|fok|post] [owner=N] [id=N] [instr=N] "
     "[as NAME] - as: a name for the order"},
    {"at 5ms burst ", "burst N [over DUR] - N: 1 to 1000000000"},
    {"set fps ", "fps 1..60 - frames a second the console draws, at most"},
    {"set backpressure d", "backpressure drop|wait - what ingress does with the load when its ring "
                           "is full"},
    {"halt ", "halt on|off [-y] - STATE: on or off"},
    {"until book.ord", "until EXPR [timeout DUR] - EXPR: what has to become true"},
    {"until book.ord ", "no metric and no word: 'book.ord'; did you mean 'book.orders'?"},
    {"bya ", "no command is called 'bya'; did you mean 'buy'?"},
    {"echo \"open", ""},
    {"pause; burst ", "burst N [over DUR] - N: 1 to 1000000000"},
};

static void test_hints(void **state)
{
    struct harness *h = *state;
    char is[192];
    for (size_t i = 0; i < VX_LEN(hints); i++) {
        vx_interp_hint(h->in, hints[i].text, strlen(hints[i].text), is, sizeof is);
        if (strcmp(is, hints[i].hint) != 0)
            print_error("%s\n", hints[i].text);
        assert_string_equal(is, hints[i].hint);
    }
    vx_interp_hint(h->in, "burst ", 6, is, 10);
    assert_string_equal(is, "burst N [");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)
    const struct CMUnitTest tests[] = {
        TEST(test_typed_lines),
        TEST(test_empty_tables_say_so),
        TEST(test_abbreviations),
        TEST(test_a_rejected_order_stands_out),
        TEST(test_questions),
        TEST(test_a_recording_asks_before_it_writes_over),
        TEST(test_an_alias_asks),
        TEST(test_a_watched_table_has_its_head),
        TEST(test_a_time_from_now_is_short),
        TEST(test_a_question_holds_up_nothing_else),
        TEST(test_what_is_asked_and_what_is_not),
        TEST(test_yes_asks_nothing),
        TEST(test_the_view_is_handed_on),
        TEST(test_a_recording_keeps_the_view),
        TEST(test_attach),
        TEST(test_what_the_prompt_asks),
        TEST(test_a_script_that_fails_leaves_the_prompt_alone),
        TEST(test_an_idle_prompt_waits_for_nothing),
        TEST(test_completions),
        TEST(test_completions_say_what_is_now),
        TEST(test_a_word_has_no_other_words_help),
        TEST(test_completion_of_files),
        TEST(test_completion_in_the_middle),
        TEST(test_hints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
