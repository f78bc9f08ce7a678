/*
 * test_feed_faults.c: a feed for which there is no memory, and files that cannot be read to their
 * end: each call fails once, a sentence says so, and nothing is lost on the way.
 */
#include "feed_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/source/feed_lobster.h"
#include "core/source/feed_streams.h"
#include "../../fail_calls.h"

#define TEXT_BYTES (1u << 20)
#define ROWS       1300u /* more than the first room for rows, and than there are ids */
#define CALLS_MAX  200u

WRAP(void *, malloc, NULL, (size_t bytes), bytes)
WRAP(void *, calloc, NULL, (size_t n, size_t bytes), n, bytes)
WRAP(void *, realloc, NULL, (void *p, size_t bytes), p, bytes)
WRAP(void *, aligned_alloc, NULL, (size_t align, size_t bytes), align, bytes)
WRAP(FILE *, fdopen, NULL, (int fd, const char *mode), fd, mode)
WRAP(int, fstat, -1, (int fd, struct stat *st), fd, st)

static char messages[TEXT_BYTES], book[TEXT_BYTES];
static size_t messages_len, book_len;

static void begin_session(void)
{
    messages_len = book_len = 0;
}

static void row(char type, unsigned k, unsigned id, unsigned size, unsigned price, const char *bids)
{
    messages_len += (size_t)snprintf(messages + messages_len, TEXT_BYTES - messages_len,
                                     "34200.%06u,%c,%u,%u,%u,1\n", k, type, id, size, price);
    book_len += (size_t)snprintf(book + book_len, TEXT_BYTES - book_len, NONE_ASK ",%s\n", bids);
    assert_true(messages_len < TEXT_BYTES && book_len < TEXT_BYTES);
}

/*
 * Whatever grows does: rows, prices, orders at one of them, made-up orders (a level of 4 billion
 * lots is many of them), steps, and prices that come into view at once.
 */
static void make_wide_session(void)
{
    unsigned k = 0;
    begin_session();
    for (; k < ROWS - 200; k++)
        row('1', k, k + 1, 10, 900000 - 100 * k, "1000000,4000000000");
    for (; k < ROWS - 2; k++)
        row('1', k, k + 1, 10, 950000, "1000000,4000000000");
    row('1', k, k + 1, 10, 950000, "950000,5000"); /* all that stand there come into view */
    k++;
    row('1', k, k + 1, 10, 940000, NONE_BID); /* and everything */
}

/* Steps that are all aggressors but the first. */
static void make_executions(void)
{
    begin_session();
    row('1', 0, 1, 1000, 1000000, "1000000,1000");
    for (unsigned k = 1; k < 200; k++)
        row('4', k, 1, 1, 1000000, "1000000,1000");
}

/* One opening whose n-th call fails; whether there was one. */
static bool open_failing(uint32_t n, bool with_book)
{
    char err[ERR_BYTES] = "";
    struct vx_feed_say say = {err, sizeof err};
    struct vx_feed *feed = NULL;
    FILE *m = fmemopen(messages, messages_len, "r");
    FILE *b = with_book ? fmemopen(book, book_len, "r") : NULL;
    const struct vx_feed_request request = {.messages = "m.csv", .book = "b.csv"};
    assert_true(m && (b || !with_book));
    failed = false;
    left = n;
    const int rc = vx_feed_open_streams(&feed, &request, (FILE *const[]){m, b}, DRIVE_TICK, &say);
    left = 0;
    fclose(m);
    if (b)
        fclose(b);
    if (rc == 0) {
        assert_false(failed);
        vx_feed_close(feed);
        return false;
    }
    assert_int_equal(rc, VX_E_MEMORY);
    assert_non_null(strstr(err, " memory"));
    assert_true(failed && feed == NULL && !strchr(err, '\n'));
    return true;
}

static void fail_each(bool with_book)
{
    uint32_t n = 1;
    while (n < CALLS_MAX && open_failing(n, with_book))
        n++;
    assert_in_range(n, 10, CALLS_MAX - 1);
}

static void test_each_call_for_memory_fails_once(void **state)
{
    (void)state;
    make_wide_session();
    fail_each(false);
    fail_each(true);
    make_executions();
    fail_each(false);
}

/* ---- files ---- */

/* A stream that fails where the text ends. */
static ssize_t read_some(void *cookie, char *to, size_t bytes)
{
    const char **text = cookie;
    const size_t n = strnlen(*text, bytes);
    if (n == 0) {
        errno = EIO;
        return -1;
    }
    memcpy(to, *text, n);
    *text += n;
    return (ssize_t)n;
}

static void expect_unreadable(const char *m_text, const char *b_text, const char *error)
{
    char err[ERR_BYTES] = "";
    struct vx_feed_say say = {err, sizeof err};
    struct vx_feed *feed = NULL;
    FILE *m = fopencookie(&m_text, "r", (cookie_io_functions_t){.read = read_some});
    FILE *b = feed_stream("1000100,3,1000000,100\n");
    assert_true(m && b);
    if (b_text) {
        fclose(m);
        fclose(b);
        m = feed_stream(m_text);
        b = fopencookie(&b_text, "r", (cookie_io_functions_t){.read = read_some});
    }
    const struct vx_feed_request request = {.messages = "m.csv", .book = "b.csv"};
    const int rc = vx_feed_open_streams(&feed, &request, (FILE *const[]){m, b}, DRIVE_TICK, &say);
    assert_int_equal(rc, VX_E_SYSTEM);
    assert_string_equal(err, error);
    assert_null(feed);
    fclose(m);
    fclose(b);
}

static void test_files_that_end_in_an_error(void **state)
{
    (void)state;
    expect_unreadable("34200.1,1,7,100,1000000,1\n34200.2,1", NULL,
                      "m.csv:2:1: cannot be read: Input/output error");
    expect_unreadable("34200.1,1,7,100,1000000,1\n", "1000100,3",
                      "b.csv:1:1: cannot be read: Input/output error");
}

/* The file itself: that it cannot be looked at, and that there is no stream for it. */
static void test_files_that_cannot_be_opened(void **state)
{
    char path[] = "/tmp/vx_feed_XXXXXX", err[ERR_BYTES], wanted[PATH_BYTES];
    struct vx_feed *feed = NULL;
    const int fd = mkstemp(path);
    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "34200.1,1,7,100,1000000,1\n", 26), 26);
    close(fd);
    const struct vx_feed_request request = {.messages = path};
    snprintf(wanted, sizeof wanted, "%s: Cannot allocate memory", path);
    for (uint32_t n = 1; n <= 2; n++) {
        left = n;
        assert_int_equal(vx_feed_open(&feed, &request, DRIVE_TICK, err, sizeof err), VX_E_SYSTEM);
        assert_string_equal(err, wanted);
        assert_null(feed);
    }
    assert_int_equal(left, 0);
    assert_int_equal(vx_feed_open(&feed, &request, DRIVE_TICK, err, sizeof err), 0);
    vx_feed_close(feed);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_call_for_memory_fails_once),
        cmocka_unit_test(test_files_that_end_in_an_error),
        cmocka_unit_test(test_files_that_cannot_be_opened),
    };
    return cmocka_run_group_tests_name("feed_faults", tests, NULL, NULL);
}
