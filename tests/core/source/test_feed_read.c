/*
 * test_feed_read.c: which files are taken for a recorded session, and what is said of others.
 */
#include "feed_text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/source/feed_lobster.h"
#include "core/source/feed_streams.h"

#define OK_ROW "34200.1,1,7,100,1000000,1\n"

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
    {"34200.1,1,1234567890123456789,1,1000000,1\n", NULL, "has more than 18 digits", VX_E_RANGE},
    {"34200.1,1,7,0,1000000,1\n", NULL, "m.csv:1:13: size 0 is not in 1..1000000000", VX_E_RANGE},
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
    {OK_ROW, "1000100,4294967296,1000000,100\n",
     "b.csv:1:9: ask size 4294967296 is not in 1..4294967295", VX_E_RANGE},
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

static void test_what_is_refused(void **state)
{
    (void)state;
    for (unsigned i = 0; i < VX_LEN(bad); i++) {
        struct vx_feed *feed;
        char err[ERR_BYTES] = "";
        const int rc = feed_open_text(&feed, bad[i].messages, bad[i].book, 0, err);
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
    char err[ERR_BYTES] = "";
    struct vx_feed *feed;
    assert_non_null(text);
    memset(text, '1', bytes);
    text[bytes] = '\0';
    assert_int_equal(feed_open_text(&feed, text, NULL, 0, err), VX_E_RANGE);
    assert_non_null(strstr(err, "m.csv:1:1: the line is longer than 6000 bytes"));
    free(text);
}

/* One level more than a row may have. */
static void test_too_many_levels_are_refused(void **state)
{
    (void)state;
    char text[8 * VX_LOBSTER_LEVELS_MAX + 16], err[ERR_BYTES] = "";
    struct vx_feed *feed;
    size_t n = 0;
    for (unsigned i = 0; i <= VX_LOBSTER_LEVELS_MAX; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s1,1,1,1", i ? "," : "");
    assert_int_equal(feed_open_text(&feed, OK_ROW, text, 0, err), VX_E_SYNTAX);
    assert_non_null(
        strstr(err, "b.csv:1:1: 204 columns: neither 4 nor a multiple of it up to 200"));
}

/* A sentence that has no room is cut, and ends. */
static void test_errors_are_cut(void **state)
{
    (void)state;
    for (size_t size = 1; size < 12; size++) {
        char err[16], *wanted = (char[]){"m.csv:1:1: time"};
        struct vx_feed_say say = {err, size};
        struct vx_feed *feed = NULL;
        FILE *m = feed_stream("x\n");
        const struct vx_feed_request request = {.messages = "m.csv"};
        memset(err, '#', sizeof err);
        assert_int_equal(
            vx_feed_open_streams(&feed, &request, (FILE *const[]){m, NULL}, DRIVE_TICK, &say),
            VX_E_SYNTAX);
        fclose(m);
        wanted[size - 1] = '\0';
        assert_string_equal(err, wanted);
        assert_int_equal(err[size], '#');
    }
}

static void test_files_that_are_none(void **state)
{
    (void)state;
    char folder[] = "/tmp/vx_feed_XXXXXX", path[PATH_BYTES], err[ERR_BYTES];
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
    char err[ERR_BYTES] = "";
    FILE *m = feed_stream("34200,1,7,100,1000000,1\r\n"
                          "34200.5,5,0,30,1000050,-1\n"
                          "34200.500000001,7,0,0,-1,-1\n"
                          "86400.000000000000,3,7,100,1000000,1");
    FILE *b = feed_stream("1000100,3,1000000,100\r\n" NONE_ASK "," NONE_BID "\n" NONE_ASK
                          "," NONE_BID "\n" NONE_ASK "," NONE_BID);
    const int rc = vx_lobster_parse(&l, (struct vx_lobster_stream[]){{m, "m.csv"}, {b, "b.csv"}},
                                    DRIVE_TICK, err, sizeof err);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_long_lines_are_refused),
        cmocka_unit_test(test_too_many_levels_are_refused),
        cmocka_unit_test(test_errors_are_cut),
        cmocka_unit_test(test_files_that_are_none),
        cmocka_unit_test(test_what_is_taken),
    };
    return cmocka_run_group_tests_name("feed_read", tests, NULL, NULL);
}
