/*
 * test_feed.c: recorded sessions: what is read, what is refused, what is sent, and that a book
 * fed with it stands as recorded, row by row.
 */
#include "drive.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/pipeline/feed.h"
#include "core/pipeline/feed_plan.h"
#include "core/pipeline/feed_streams.h"

#define NONE_ASK   "9999999999,0"
#define NONE_BID   "-9999999999,0"
#define PATH_BYTES 1024u

/* ---- helpers ---- */

static FILE *stream(const char *text)
{
    FILE *f = text ? fmemopen((void *)(uintptr_t)text, strlen(text), "r") : NULL;
    assert_true(!text || f);
    return f;
}

static int open_text(struct vx_feed **feed, const char *messages, const char *book, uint32_t speed,
                     char err[static 300])
{
    const struct vx_feed_request request = {
        .messages = "m.csv", .book = "b.csv", .verify = book != NULL, .speed = speed};
    struct vx_feed_say say = {err, 300};
    FILE *m = stream(messages), *b = stream(book);
    *feed = NULL;
    const int rc = vx_feed_open_streams(feed, &request, m, b, DRIVE_TICK, &say);
    fclose(m);
    if (b)
        fclose(b);
    return rc;
}

static struct vx_feed *feed_of(const char *messages, const char *book)
{
    struct vx_feed *feed;
    char err[300] = "";
    const int rc = open_text(&feed, messages, book, 0, err);
    if (rc < 0)
        fail_msg("%s", err);
    return feed;
}

/* A plan of messages and rows as text. */
static void plan_of(struct vx_feed_plan *plan, const char *messages, const char *book)
{
    struct vx_lobster l;
    char err[300] = "";
    FILE *m = stream(messages), *b = stream(book);
    if (vx_lobster_parse(&l, m, "m.csv", b, "b.csv", DRIVE_TICK, err, sizeof err) < 0)
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

struct play {
    struct vx_feed *feed;
    struct vx_book *book;
    struct vx_panel *panel;
};

static void check(void *ctx, const struct vx_report *report)
{
    const struct play *p = ctx;
    vx_feed_check(p->feed, report, p->book, p->panel);
}

/* Plays all of a feed into a book, a record at a time; the block of the panel is the result. */
static struct vx_feed_result play_into(struct drive *d, struct vx_feed *feed,
                                       struct vx_panel *panel)
{
    struct play p = {feed, d->book, panel};
    struct vx_feed_result result;
    uint64_t sent = 0;
    vx_feed_start(feed, 0);
    while (vx_feed_due(feed) != VX_NEVER) {
        struct vx_tx tx;
        vx_feed_next(feed, 0, &tx);
        drive_tx(d, &tx, 1, check, &p);
        assert_true(vx_feed_sent(feed) >= sent);
        sent = vx_feed_sent(feed);
    }
    assert_int_equal(sent, vx_feed_rows(feed));
    vx_feed_result(feed, &result);
    assert_true(result.done);
    assert_int_equal(vx_book_check(d->book), 0);
    return result;
}

static struct vx_feed_result play(struct vx_feed *feed, struct vx_panel *panel)
{
    struct drive d;
    drive_open(&d, 1);
    const struct vx_feed_result result = play_into(&d, feed, panel);
    for (unsigned code = 0; code < VX_REJECT_CODES; code++)
        assert_int_equal(d.rejected[code], 0);
    drive_close(&d);
    return result;
}

/* Every row equal, every aggressor exact. */
static void expect_perfect(const char *messages, const char *book, uint64_t rows,
                           uint64_t aggressors)
{
    static struct vx_panel panel;
    memset(&panel, 0, sizeof panel);
    struct vx_feed *feed;
    char err[300] = "";
    const struct vx_feed_request request = {.messages = messages, .book = book, .verify = true};
    if (vx_feed_open(&feed, &request, DRIVE_TICK, err, sizeof err) < 0)
        fail_msg("%s", err);
    assert_int_equal(vx_feed_rows(feed), rows);
    assert_true(vx_feed_verifies(feed));
    const struct vx_feed_result result = play(feed, &panel);
    assert_string_equal(result.difference, "");
    assert_int_equal(vx_get(&panel.feed.rows_compared), rows);
    assert_int_equal(vx_get(&panel.feed.rows_equal), rows);
    assert_int_equal(vx_get(&panel.feed.first_difference), 0);
    assert_int_equal(vx_get(&panel.feed.aggressors_exact), vx_get(&panel.feed.aggressors));
    if (aggressors)
        assert_int_equal(vx_get(&panel.feed.aggressors), aggressors);
    assert_true(vx_get(&panel.feed.aggressors) > 0);
    vx_feed_close(feed);
}

static const char *from_env(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value && *value ? value : otherwise;
}

/* ---- reading ---- */

#define OK_ROW "34200.1,1,7,100,1000000,1\n"

static void test_what_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *messages, *book, *error;
        int code;
    } bad[] = {
        {" \n", NULL, "m.csv:1:1: time \" \" is not a number of seconds", VX_E_SYNTAX},
        {OK_ROW "\n", NULL, "m.csv:2:1: time \"\" is not", VX_E_SYNTAX},
        {"x,1,7,100,1000000,1\n", NULL, "m.csv:1:1: time \"x\" is not", VX_E_SYNTAX},
        {"1e5,1,7,100,1000000,1\n", NULL, "m.csv:1:1: time \"1e5\" is not", VX_E_SYNTAX},
        {"-1,1,7,100,1000000,1\n", NULL, "m.csv:1:1: time \"-1\" is not", VX_E_SYNTAX},
        {"\x01\xff,1\n", NULL, "m.csv:1:1: time \"\\x01\\xff\" is not", VX_E_SYNTAX},
        {"86401,1,7,100,1000000,1\n", NULL, "m.csv:1:1: time 86401 is past 86400", VX_E_RANGE},
        {"99999999999999999999999,1,7,1,1000000,1\n", NULL, "m.csv:1:1: time 999", VX_E_RANGE},
        {"34200.0000000001,1,7,100,1000000,1\n", NULL, "finer than a nanosecond", VX_E_RANGE},
        {"34200.1\n", NULL, "m.csv:1:8: the row ends after 1 of 6 columns", VX_E_SYNTAX},
        {"34200.1,1,7,100,1000000\n", NULL, "m.csv:1:24: the row ends after 5 of 6", VX_E_SYNTAX},
        {"34200.1,1,7,100,1000000,1,\n", NULL, "m.csv:1:27: more than 6 columns", VX_E_SYNTAX},
        {"34200.1,,7,100,1000000,1\n", NULL, "m.csv:1:9: type \"\" is not a whole", VX_E_SYNTAX},
        {"34200.1,8,7,100,1000000,1\n", NULL, "m.csv:1:9: type 8 is not one of 1 to 7", VX_E_RANGE},
        {"34200.1,0,7,100,1000000,1\n", NULL, "type 0", VX_E_RANGE},
        {"34200.1,1,seven,100,1000000,1\n", NULL,
         "m.csv:1:11: order id \"seven\" is not a whole number; a row is seconds,type,order id,"
         "size,price,direction",
         VX_E_SYNTAX},
        {"34200.1,1,0,100,1000000,1\n", NULL, "m.csv:1:11: order id 0 is not in 1..1099511627775",
         VX_E_RANGE},
        {"34200.1,1,1099511627776,100,1000000,1\n", NULL, "is not in 1..1099511627775", VX_E_RANGE},
        {"34200.1,1,1234567890123456789,1,1000000,1\n", NULL, "has more than 18 digits",
         VX_E_RANGE},
        {"34200.1,1,7,0,1000000,1\n", NULL, "m.csv:1:13: size 0 is not in 1..1000000000",
         VX_E_RANGE},
        {"34200.1,1,7,1000000001,1000000,1\n", NULL, "size 1000000001 is not in", VX_E_RANGE},
        {"34200.1,1,7,100,0,1\n", NULL, "m.csv:1:17: price 0 is not in 1..2147483647", VX_E_RANGE},
        {"34200.1,1,7,100,2147483648,1\n", NULL, "price 2147483648 is not in", VX_E_RANGE},
        {"34200.1,1,7,100,1000050,1\n", NULL,
         "m.csv:1:17: price 1000050 (100.005) is not a multiple of the tick 0.01", VX_E_RANGE},
        {"34200.1,1,7,100,1000000,2\n", NULL,
         "m.csv:1:25: direction 2 is neither 1 (buy) nor -1 (sell)", VX_E_RANGE},
        {"34200.1,1,7,100,1000000,1x\n", NULL, "m.csv:1:25: direction \"1x\" is", VX_E_SYNTAX},
        {OK_ROW "34200.0,1,8,100,1000000,1\n", NULL,
         "m.csv:2:1: the time is before that of the row above", VX_E_RANGE},
        {OK_ROW, "1,1,1\n", "b.csv:1:1: 3 columns: neither 4 nor a multiple", VX_E_SYNTAX},
        {OK_ROW, NONE_ASK ",1000000,100,\n", "b.csv:1:1: 5 columns", VX_E_SYNTAX},
        {OK_ROW, "1000100,5,1000000,x\n", "b.csv:1:19: bid size \"x\" is not a whole number",
         VX_E_SYNTAX},
        {OK_ROW, "1000100,0,1000000,100\n", "b.csv:1:9: ask size 0 is not in", VX_E_RANGE},
        {OK_ROW, "1000150,5,1000000,100\n", "b.csv:1:1: price 1000150 (100.015) is not a multiple",
         VX_E_RANGE},
        {OK_ROW, NONE_BID "," NONE_BID "\n", "b.csv:1:1: price -9999999999", VX_E_RANGE},
        {OK_ROW, "9999999999,3," NONE_BID "\n", "ask level 1 has no price, but size 3; 0 is right",
         VX_E_RANGE},
        {OK_ROW, "1000100,5,1000000,1,1000100,6,999900,1\n",
         "b.csv:1:29: ask level 2 is not above the one before it", VX_E_RANGE},
        {OK_ROW, "1000100,5,1000000,1,1000200,6,1000000,1\n",
         "bid level 2 is not below the one before it", VX_E_RANGE},
        {OK_ROW, NONE_ASK ",1000000,1,1000200,6,999900,1\n",
         "ask level 2 is there, but not the one before it", VX_E_RANGE},
        {OK_ROW OK_ROW, NONE_ASK ",1000000,100\n",
         "b.csv:2:1: the file ends after row 1, the message file has 2", VX_E_RANGE},
        {OK_ROW, NONE_ASK ",1000000,100\n" NONE_ASK ",1000000,100\n",
         "b.csv:2:1: more rows than the message file has (1)", VX_E_RANGE},
        {OK_ROW OK_ROW, NONE_ASK ",1000000,100\n" NONE_ASK ",1000000\n",
         "b.csv:2:21: the row ends after 3 of 4 columns", VX_E_SYNTAX},
    };
    for (unsigned i = 0; i < VX_LEN(bad); i++) {
        struct vx_feed *feed;
        char err[300] = "";
        const int rc = open_text(&feed, bad[i].messages, bad[i].book, 0, err);
        if (rc != bad[i].code || !strstr(err, bad[i].error))
            fail_msg("case %u: %d %s, not: %d %s", i, rc, err, bad[i].code, bad[i].error);
        assert_null(feed);
        assert_null(strchr(err, '\n'));
    }
}

static void test_long_lines_are_refused(void **state)
{
    (void)state;
    const size_t bytes = VX_LOBSTER_LINE_MAX + 2;
    char *text = malloc(bytes + 1);
    char err[300] = "";
    struct vx_feed *feed;
    assert_non_null(text);
    memset(text, '1', bytes);
    text[bytes] = '\0';
    assert_int_equal(open_text(&feed, text, NULL, 0, err), VX_E_RANGE);
    assert_non_null(strstr(err, "m.csv:1:1: the line is longer than 6000 bytes"));
    free(text);
}

static void test_files_that_are_none(void **state)
{
    (void)state;
    char folder[] = "/tmp/vx_feed_XXXXXX", path[PATH_BYTES], err[300];
    struct vx_feed *feed;
    assert_non_null(mkdtemp(folder));
    struct vx_feed_request request = {.messages = folder};
    assert_int_equal(vx_feed_open(&feed, &request, 100, err, sizeof err), VX_E_INVALID);
    assert_non_null(strstr(err, ": is a directory; a feed is read from a regular file"));

    snprintf(path, sizeof path, "%s/pipe", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    request.messages = path;
    assert_int_equal(vx_feed_open(&feed, &request, 100, err, sizeof err), VX_E_INVALID);
    assert_non_null(strstr(err, ": is a pipe"));
    unlink(path);
    assert_int_equal(vx_feed_open(&feed, &request, 100, err, sizeof err), VX_E_SYSTEM);
    assert_non_null(strstr(err, path));

    request.messages = "/dev/zero";
    assert_int_equal(vx_feed_open(&feed, &request, 100, err, sizeof err), VX_E_INVALID);
    assert_non_null(strstr(err, "/dev/zero: is a device or a socket"));

    FILE *f = fopen(path, "w");
    assert_non_null(f);
    request.messages = path;
    request.verify = true;
    assert_int_equal(vx_feed_open(&feed, &request, 100, err, sizeof err), VX_E_INVALID);
    assert_non_null(strstr(err, "book=FILE names one"));
    request.verify = false;
    assert_int_equal(vx_feed_open(&feed, &request, 100, err, sizeof err), VX_E_SYNTAX);
    assert_non_null(strstr(err, ":1:1: there is no message in it"));
    assert_int_equal(ftruncate(fileno(f), (off_t)VX_LOBSTER_BYTES_MAX + 1), 0);
    assert_int_equal(vx_feed_open(&feed, &request, 100, err, sizeof err), VX_E_RANGE);
    assert_non_null(strstr(err, ": has 1073741825 bytes; at most 1073741824 are read"));
    fclose(f);
    unlink(path);
    rmdir(folder);
}

/* Line ends of either kind, none at the end, hidden executions at half a tick, halts. */
static void test_what_is_taken(void **state)
{
    (void)state;
    struct vx_lobster l;
    char err[300] = "";
    FILE *m = stream("34200,1,7,100,1000000,1\r\n"
                     "34200.5,5,0,30,1000050,-1\n"
                     "34200.500000001,7,0,0,-1,-1\n"
                     "86400.000000000000,3,7,100,1000000,1");
    FILE *b = stream("1000100,3,1000000,100\r\n" NONE_ASK "," NONE_BID "\n" NONE_ASK "," NONE_BID
                     "\n" NONE_ASK "," NONE_BID);
    const int rc = vx_lobster_parse(&l, m, "m.csv", b, "b.csv", DRIVE_TICK, err, sizeof err);
    assert_string_equal(err, "");
    assert_int_equal(rc, 0);
    assert_int_equal(l.rows, 4);
    assert_int_equal(l.levels, 1);
    assert_int_equal(l.messages[0].t_ns, UINT64_C(34200000000000));
    assert_int_equal(l.messages[1].t_ns, UINT64_C(34200500000000));
    assert_int_equal(l.messages[2].t_ns, UINT64_C(34200500000001));
    assert_int_equal(l.messages[3].t_ns, UINT64_C(86400000000000));
    assert_int_equal(l.messages[0].side, VX_BID);
    assert_int_equal(l.messages[2].type, VX_LOBSTER_HALT);
    assert_int_equal(vx_lobster_row(&l, 0, VX_ASK)[0].size, 3);
    assert_int_equal(vx_lobster_row(&l, 0, VX_BID)[0].price, 1000000);
    assert_int_equal(vx_lobster_row(&l, 3, VX_BID)[0].price, 0);
    vx_lobster_free(&l);
    fclose(m);
    fclose(b);
}

/* ---- planning ---- */

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

/* ---- playing ---- */

static const char small_messages[] = "100.000000000,1,20,50,1000000,1\n"
                                     "100.000001000,4,10,30,1000000,1\n"
                                     "101.000000000,5,0,5,1000050,-1\n"
                                     "103.000000000,3,11,5,1000100,-1\n";
static const char small_rows[] = "1000100,40,1000000,150\n"
                                 "1000100,40,1000000,120\n"
                                 "1000100,40,1000000,120\n"
                                 "1000100,35,1000000,120\n";

static void test_times_are_scaled(void **state)
{
    (void)state;
    static const struct {
        uint32_t speed;
        uint64_t due[7]; /* four seeds, then three messages */
    } cases[] = {
        {1, {500, 500, 500, 500, 500, 1500, 3000000500}},
        {10, {500, 500, 500, 500, 500, 600, 300000500}},
        {0, {500, 500, 500, 500, 500, 500, 500}},
    };
    for (unsigned c = 0; c < VX_LEN(cases); c++) {
        static const uint64_t sent[7] = {0, 0, 0, 0, 1, 3, 4};
        struct vx_feed *feed;
        struct vx_tx tx;
        char err[300] = "";
        assert_int_equal(open_text(&feed, small_messages, small_rows, cases[c].speed, err), 0);
        vx_feed_start(feed, 500);
        for (unsigned i = 0; i < 7; i++) {
            assert_int_equal(vx_feed_due(feed), cases[c].due[i]);
            vx_feed_next(feed, 7000, &tx);
            assert_int_equal(tx.due_ns, cases[c].due[i]);
            assert_int_equal(vx_feed_sent(feed), sent[i]);
        }
        assert_true(vx_feed_due(feed) == VX_NEVER);
        vx_feed_close(feed);
    }
}

static void test_small_session_is_equal(void **state)
{
    (void)state;
    static struct vx_panel panel;
    memset(&panel, 0, sizeof panel);
    struct vx_feed *feed = feed_of(small_messages, small_rows);
    struct vx_feed_result result;
    vx_feed_result(feed, &result);
    assert_false(result.done);
    result = play(feed, &panel);
    assert_string_equal(result.difference, "");
    assert_int_equal(vx_get(&panel.feed.rows_compared), 4);
    assert_int_equal(vx_get(&panel.feed.rows_equal), 4);
    assert_int_equal(vx_get(&panel.feed.aggressors), 1);
    assert_int_equal(vx_get(&panel.feed.aggressors_exact), 1);
    vx_feed_close(feed);
}

static void test_differences_are_told(void **state)
{
    (void)state;
    static struct vx_panel panel;
    memset(&panel, 0, sizeof panel);
    struct vx_feed *feed =
        feed_of(small_messages, "1000100,40,1000000,150\n"
                                "1000100,40,1000000,1210\n"
                                "1000100,40,1000000,120\n" NONE_ASK ",1000000,120\n");
    const struct vx_feed_result result = play(feed, &panel);
    assert_string_equal(result.difference,
                        "row 2, level 1: the book has bid 120 @ 100.00 and ask 40 @ 100.01, "
                        "the file has bid 1,210 @ 100.00 and ask 40 @ 100.01");
    assert_int_equal(vx_get(&panel.feed.rows_compared), 4);
    assert_int_equal(vx_get(&panel.feed.rows_equal), 2);
    assert_int_equal(vx_get(&panel.feed.first_difference), 2);
    vx_feed_close(feed);
}

/* Somebody else's order is in the way: it is met in place of the recorded one. */
static void test_another_order_is_met(void **state)
{
    (void)state;
    static struct vx_panel panel;
    memset(&panel, 0, sizeof panel);
    static const struct vx_tx other = {
        .kind = VX_TX_LIMIT, .id = 5, .price = 1000000, .qty = 20, .flags = VX_BID};
    struct drive d;
    drive_open(&d, 1);
    drive_tx(&d, &other, 1, NULL, NULL);
    struct vx_feed *feed = feed_of(small_messages, NULL); /* rows are not compared */
    const struct vx_feed_result result = play_into(&d, feed, &panel);
    assert_string_equal(result.difference, "row 2: the aggressor met 20 of order 5, "
                                           "the file has 30 of order 10");
    assert_int_equal(vx_get(&panel.feed.rows_compared), 0);
    assert_int_equal(vx_get(&panel.feed.aggressors), 1);
    assert_int_equal(vx_get(&panel.feed.aggressors_exact), 0);
    vx_feed_close(feed);

    memset(&panel, 0, sizeof panel);
    feed = feed_of("1,4,77,30,1000000,1\n", NULL); /* nothing rests: its seed is refused */
    static const struct vx_tx same = {
        .kind = VX_TX_LIMIT, .id = 77, .price = 900000, .qty = 1, .flags = VX_BID};
    drive_tx(&d, &same, 1, NULL, NULL);
    vx_book_cancel_all(d.book, 0, VX_ASK, 0, &(struct vx_report){0}, 1);
    play_into(&d, feed, &panel);
    assert_int_equal(vx_get(&panel.feed.aggressors_exact), 0);
    vx_feed_close(feed);
    drive_close(&d);
}

/* Rows before anything is sent are those of an empty book. */
static void test_leading_rows(void **state)
{
    (void)state;
    static struct vx_panel panel;
    memset(&panel, 0, sizeof panel);
    struct vx_feed *feed = feed_of("1,7,0,0,-1,-1\n2,1,9,10,1000000,1\n",
                                   NONE_ASK "," NONE_BID "\n" NONE_ASK ",1000000,10\n");
    play(feed, &panel);
    assert_int_equal(vx_get(&panel.feed.rows_equal), 2);
    vx_feed_close(feed);

    feed = feed_of("1,7,0,0,-1,-1\n", NONE_ASK "," NONE_BID "\n"); /* nothing is ever sent */
    struct vx_feed_result result;
    vx_feed_result(feed, &result);
    assert_true(result.done);
    assert_true(vx_feed_due(feed) == VX_NEVER);
    vx_feed_close(feed);
}

/* ---- whole sessions ---- */

static bool readable(const char *path)
{
    return access(path, R_OK) == 0;
}

static void demo_paths(char messages[static PATH_BYTES], char book[static PATH_BYTES])
{
    const char *root = from_env("VX_SRCDIR", ".");
    snprintf(messages, PATH_BYTES, "%s/share/data/demo_message.csv", root);
    snprintf(book, PATH_BYTES, "%s/share/data/demo_orderbook.csv", root);
}

static void test_demo_session(void **state)
{
    (void)state;
    char messages[PATH_BYTES], book[PATH_BYTES];
    demo_paths(messages, book);
    expect_perfect(messages, book, 400, 83);
}

static void run_generator(const char *messages, const char *book, const char *more)
{
    char command[3 * PATH_BYTES];
    snprintf(command, sizeof command, "'%s/tests/core/pipeline/make_session' '%s' '%s' %s",
             from_env("VX_BUILDDIR", "."), messages, book, more);
    const int status = system(command);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("%s: status %d", command, status);
}

static void expect_same_file(const char *a, const char *b)
{
    FILE *f = fopen(a, "r"), *g = fopen(b, "r");
    int c = 0, d = 0;
    assert_true(f && g);
    while (c == d && c != EOF)
        c = getc(f), d = getc(g);
    fclose(f);
    fclose(g);
    if (c != d)
        fail_msg("%s is not what make_session makes; make it anew", b);
}

/* The files that are shipped are what the generator makes; and so are others, all of them equal. */
static void test_generated_sessions(void **state)
{
    (void)state;
    static const char *const more[] = {"1 4000 10", "3 4000 1", "4 4000 2", "5 2000 50"};
    char folder[] = "/tmp/vx_feed_XXXXXX", messages[PATH_BYTES], book[PATH_BYTES];
    char demo_messages[PATH_BYTES], demo_book[PATH_BYTES];
    assert_non_null(mkdtemp(folder));
    snprintf(messages, sizeof messages, "%s/m", folder);
    snprintf(book, sizeof book, "%s/b", folder);
    run_generator(messages, book, "");
    demo_paths(demo_messages, demo_book);
    expect_same_file(messages, demo_messages);
    expect_same_file(book, demo_book);
    for (unsigned i = 0; i < VX_LEN(more); i++) {
        struct vx_lobster l;
        char err[300] = "";
        run_generator(messages, book, more[i]);
        if (vx_lobster_read(&l, messages, book, DRIVE_TICK, err, sizeof err) < 0)
            fail_msg("%s", err);
        const uint32_t rows = l.rows;
        vx_lobster_free(&l);
        expect_perfect(messages, book, rows, 0);
    }
    unlink(messages);
    unlink(book);
    rmdir(folder);
}

/* A real pair, where it is there; it is no part of velox. */
static void play_real(const char *name, uint64_t rows, uint64_t aggressors)
{
    char folder[PATH_BYTES], messages[2 * PATH_BYTES], book[2 * PATH_BYTES];
    snprintf(folder, sizeof folder, "%s/../shared/data/lobster", from_env("VX_SRCDIR", "."));
    const char *from = from_env("VX_LOBSTER_DIR", folder);
    snprintf(messages, sizeof messages, "%s/%s_message.csv", from, name);
    snprintf(book, sizeof book, "%s/%s_orderbook.csv", from, name);
    if (!readable(messages) || !readable(book)) {
        print_message("skipped: no %s pair in %s (VX_LOBSTER_DIR names another folder)\n", name,
                      from);
        skip();
    }
    expect_perfect(messages, book, rows, aggressors);
}

static void test_msft(void **state)
{
    (void)state;
    play_real("MSFT_50_first1000", 1000, 35);
}

static void test_aapl(void **state)
{
    (void)state;
    play_real("AAPL_10_first998", 999, 63);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_long_lines_are_refused),
        cmocka_unit_test(test_files_that_are_none),
        cmocka_unit_test(test_what_is_taken),
        cmocka_unit_test(test_executions_make_aggressors),
        cmocka_unit_test(test_aggressors_have_a_largest_size),
        cmocka_unit_test(test_orders_stood_before),
        cmocka_unit_test(test_first_row_seeds),
        cmocka_unit_test(test_deeper_levels_are_seeded_at_the_start),
        cmocka_unit_test(test_orders_shrink_out_of_view),
        cmocka_unit_test(test_levels_change_out_of_view),
        cmocka_unit_test(test_times_are_scaled),
        cmocka_unit_test(test_small_session_is_equal),
        cmocka_unit_test(test_differences_are_told),
        cmocka_unit_test(test_another_order_is_met),
        cmocka_unit_test(test_leading_rows),
        cmocka_unit_test(test_demo_session),
        cmocka_unit_test(test_generated_sessions),
        cmocka_unit_test(test_msft),
        cmocka_unit_test(test_aapl),
    };
    return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
