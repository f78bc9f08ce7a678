/*
 * test_feed.c: a book fed with a recorded session stands as recorded, row by row; and what is
 * said where it does not.
 */
#include "feed_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/source/feed_lobster.h"

static struct vx_feed *feed_of(const char *messages, const char *book)
{
    struct vx_feed *feed;
    char err[ERR_BYTES] = "";
    const int rc = feed_open_text(&feed, messages, book, 0, err);
    if (rc < 0)
        fail_msg("%s", err);
    return feed;
}

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
    char err[ERR_BYTES] = "";
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
        char err[ERR_BYTES] = "";
        assert_int_equal(feed_open_text(&feed, small_messages, small_rows, cases[c].speed, err), 0);
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
    expect_perfect(messages, book, 400, 70);
}

static void run_generator(const char *messages, const char *book, const char *more)
{
    char command[3 * PATH_BYTES];
    snprintf(command, sizeof command, "'%s/tests/core/source/make_session' '%s' '%s' %s",
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
        char err[ERR_BYTES] = "";
        run_generator(messages, book, more[i]);
        if (vx_lobster_read(&l, (const char *const[]){messages, book}, DRIVE_TICK, err,
                            sizeof err) < 0)
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
