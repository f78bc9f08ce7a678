/* Whole inputs: files, streams, what stops them, exit statuses, limits. */
#include "config.h"

#include "tests/cmd/harness.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A sanitizer keeps freed memory back, 256 MiB of it. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define GROWTH_KB (320 * 1024)
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GROWTH_KB (320 * 1024)
#endif
#ifndef GROWTH_KB
#define GROWTH_KB 4096
#endif

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/velox-batch.XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

/* A file of the folder; its path. */
static const char *write_file(const char *name, const char *text)
{
    static char path[4][128];
    static unsigned turn;
    char *p = path[turn++ % 4];
    snprintf(p, 128, "%s/%s", folder, name);
    FILE *out = fopen(p, "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
    return p;
}

/* ---- what stops, and what does not ---- */

static void test_stops_at_the_first_error(void **state)
{
    struct harness h;
    (void)state;
    harness_open(&h, NULL);
    assert_int_equal(harness_run(&h, "echo one\nbya\necho two\n"), VX_EXIT_ERROR);
    assert_string_equal(h.out, "one\n");
    assert_int_equal(harness_run(&h, "echo three\n"), VX_EXIT_ERROR);
    assert_string_equal(h.out, "");
    harness_close(&h);
}

static void test_keeps_going(void **state)
{
    struct harness h;
    const struct vx_interp_options options = {.keep_going = true};
    (void)state;
    harness_open(&h, &options);
    assert_int_equal(harness_run(&h, "echo one; bya; echo two\nexpect 1 == 2\necho three\n"),
                     VX_EXIT_ERROR); /* the first that went wrong */
    assert_string_equal(h.out, "one\ntwo\nthree\n");
    harness_close(&h);
    harness_open(&h, &options);
    assert_int_equal(harness_run(&h, "expect 1 == 2\nbya\necho three\n"), VX_EXIT_EXPECT);
    assert_string_equal(h.out, "three\n");
    harness_close(&h);
}

static void test_only_parses(void **state)
{
    struct harness h;
    const struct vx_interp_options options = {.parse_only = true};
    (void)state;
    harness_open(&h, &options);
    assert_int_equal(harness_run(&h, "let P = book.bid.price\nbuy 5 @ $P as $P\nset $P 5\n"
                                     "wait 5ms; hash; quit 7; $P 6\nalias z 'buy 5'; z @ 100\n"),
                     VX_EXIT_OK);
    assert_string_equal(h.all, "");
    assert_false(h.fake->session.started);
    assert_int_equal(harness_run(&h, "set engine.tick 0.001\nbuy 5 @ 100.001\nbuy 5 @\n"),
                     VX_EXIT_ERROR);
    assert_int_equal(strncmp(h.err, "t.vx:3:8: error: PRICE is missing", 33), 0);
    harness_close(&h);
}

static void test_read_only(void **state)
{
    struct harness h;
    const struct vx_interp_options options = {.read_only = true, .keep_going = true};
    (void)state;
    harness_open(&h, &options);
    assert_int_equal(harness_run(&h, "show book\nwait 1ms\nset fps 10\nflow list\n"), VX_EXIT_OK);
    assert_int_equal(harness_run(&h, "buy 5 @ 100\nrate 5\nset risk.open.max 5\nhalt on\n"
                                     "at 5ms pause\nwait 10ms"),
                     VX_EXIT_ERROR);
    static const char *const verbs[] = {"buy", "rate", "set", "halt", "pause"};
    for (size_t i = 0; i < VX_LEN(verbs); i++) {
        char text[80];
        snprintf(text, sizeof text, "read-only: '%s' acts on the engine", verbs[i]);
        assert_non_null(strstr(h.err, text));
    }
    assert_int_equal(h.fake->controls, 0);
    /* what would act later is refused now */
    expect_run(&h, "at 20ms alert 1 == 1 do step 3", VX_EXIT_ERROR, "",
               "t.vx:1:25: error: read-only: 'step' acts on the engine\n"
               "at 20ms alert 1 == 1 do step 3\n                        ^\n");
    expect_run(&h, "at list", VX_EXIT_ERROR, "number  at  command\n", "");
    harness_close(&h);
}

static void test_max_time(void **state)
{
    struct harness h;
    const struct vx_interp_options options = {.max_time_ns = 1000000000, .keep_going = true};
    (void)state;
    harness_open(&h, &options);
    assert_int_equal(harness_run(&h, "wait 600ms\nwait 1h\necho no\n"), VX_EXIT_TIMEOUT);
    assert_string_equal(h.out, "ok wait 600ms\n");
    assert_string_equal(h.err, "t.vx:2:1: error: --max-time 1s is over\nwait 1h\n^\n");
    assert_int_equal(h.fake->now_ns, 1000000000);
    harness_close(&h);
}

static void test_quit_keeps_what_went_wrong(void **state)
{
    struct harness h;
    const struct vx_interp_options options = {.keep_going = true};
    (void)state;
    harness_open(&h, &options);
    assert_int_equal(harness_run(&h, "bya\nquit\necho no"), VX_EXIT_ERROR);
    assert_string_equal(h.out, "");
    harness_close(&h);
}

/* ---- files ---- */

static void test_files_and_their_folders(void **state)
{
    struct harness h;
    char inner[128];
    (void)state;
    snprintf(inner, sizeof inner, "%s/in", folder);
    assert_int_equal(mkdir(inner, 0700), 0);
    const char *path = write_file("outer.vx", "echo outer; source in/a.vx; echo end\n");
    write_file("in/a.vx", "echo a; source b.vx\n");
    write_file("in/b.vx", "echo b\nfeed lobster m.csv wait=off\n");
    harness_open(&h, NULL);
    assert_int_equal(vx_interp_file(h.in, path), VX_EXIT_OK);
    assert_string_equal(h.out, "outer\na\nb\nok feed lobster m.csv wait=off\nok source b.vx\n"
                               "ok source in/a.vx\nend\n");
    snprintf(inner, sizeof inner, "%s/in/m.csv", folder);
    assert_string_equal(h.fake->messages, inner);
    harness_close(&h);
}

static void test_an_error_in_an_inner_script(void **state)
{
    struct harness h;
    char err[400];
    (void)state;
    const char *path = write_file("o.vx", "source i.vx\necho no\n");
    const char *inner = write_file("i.vx", "echo a\n  bya\n");
    harness_open(&h, NULL);
    assert_int_equal(vx_interp_file(h.in, path), VX_EXIT_ERROR);
    snprintf(err, sizeof err,
             "%s:2:3: error: no command is called 'bya'; did you mean 'buy'?\n  bya\n  ^\n", inner);
    assert_string_equal(h.err, err);
    assert_string_equal(h.out, "a\n");
    harness_close(&h);
}

static void test_scripts_that_run_each_other(void **state)
{
    struct harness h;
    (void)state;
    const char *path = write_file("self.vx", "source self.vx\n");
    harness_open(&h, NULL);
    assert_int_equal(vx_interp_file(h.in, path), VX_EXIT_ERROR);
    assert_non_null(strstr(h.err, "self.vx:1:8: error: scripts run each other, 16 deep: enough"));
    harness_close(&h);
}

static void refuse(const char *path, const char *why)
{
    struct harness h;
    char text[400];
    harness_open(&h, NULL);
    assert_int_equal(vx_interp_file(h.in, path), VX_EXIT_ERROR);
    assert_non_null(strstr(h.err, why));
    harness_close(&h);
    harness_open(&h, NULL);
    snprintf(text, sizeof text, "source \"%s\"", path);
    assert_int_equal(harness_run(&h, text), VX_EXIT_ERROR);
    assert_int_equal(strncmp(h.err, "t.vx:1:8: error: ", 17), 0);
    assert_non_null(strstr(h.err, why));
    harness_close(&h);
}

static void test_files_that_are_no_scripts(void **state)
{
    char fifo[128], binary[128];
    (void)state;
    snprintf(fifo, sizeof fifo, "%s/fifo", folder);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    refuse("/no/such/file.vx", "cannot read '/no/such/file.vx': No such file or directory");
    refuse(folder, "is a folder, not a script");
    refuse(fifo, "is a pipe, not a file: run `velox -` with it as standard input");
    snprintf(binary, sizeof binary, "%s/binary", folder);
    FILE *out = fopen(binary, "w");
    assert_non_null(out);
    assert_int_equal(fwrite("echo a\n\0\1\2", 1, 10, out), 10);
    assert_int_equal(fclose(out), 0);
    struct harness h;
    harness_open(&h, NULL);
    assert_int_equal(vx_interp_file(h.in, binary), VX_EXIT_ERROR);
    assert_non_null(strstr(h.err, "binary:2:1: error: a NUL byte: this is no script"));
    harness_close(&h);
}

static void test_line_ends_and_marks(void **state)
{
    struct harness h;
    (void)state;
    harness_open(&h, NULL);
    assert_int_equal(harness_run(&h, "\xef\xbb\xbf"
                                     "echo a\r\necho b \\\r\n c\r\n\r\necho d"),
                     VX_EXIT_OK);
    assert_string_equal(h.out, "a\nb c\nd\n");
    harness_close(&h);
}

/* A comment does not continue into the next line, whatever it ends with. */
static void test_a_comment_ends_with_its_line(void **state)
{
    struct harness h;
    (void)state;
    harness_open(&h, NULL);
    expect_run(&h, "# see C:\\\necho a\necho b # c \\\necho d\n", VX_EXIT_OK, "a\nb\nd\n", "");
    harness_close(&h);
}

/* ---- sizes ---- */

static void test_a_line_that_is_too_long(void **state)
{
    struct harness h;
    const struct vx_interp_options options = {.keep_going = true};
    char *text = malloc(3 * 65536);
    (void)state;
    assert_non_null(text);
    memset(text, 'x', 3 * 65536);
    memcpy(text, "echo ", 5);
    strcpy(text + 65536, "y\necho after\n");
    harness_open(&h, &options);
    assert_int_equal(harness_run(&h, text), VX_EXIT_ERROR);
    assert_non_null(strstr(h.err, "t.vx:1:65537: error: the line is longer than 65536 bytes"));
    assert_string_equal(h.out, "after\n");
    strcpy(text + 65536, "\necho after\n");
    harness_clear(&h);
    vx_interp_text(h.in, text, "t.vx");
    assert_int_equal(strlen(h.out), 65536 - 5 + 1 + 6);
    harness_close(&h);
    free(text);
}

static void count_line(void *ctx, enum vx_line_kind kind, const char *text)
{
    (void)kind, (void)text;
    ++*(unsigned *)ctx;
}

static long resident_kb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static ssize_t read_lines(void *cookie, char *buf, size_t size)
{
    static const char line[] = "let X = 5; buy 1 @ 100.25 as b1; cancel b1; echo $X\n";
    unsigned *left = cookie;
    size_t n = 0;
    while (*left && n + sizeof line - 1 <= size) {
        memcpy(buf + n, line, sizeof line - 1);
        n += sizeof line - 1;
        --*left;
    }
    return (ssize_t)n;
}

/* A script of megabytes takes the memory of its longest line. */
static void test_a_long_script(void **state)
{
    struct harness h;
    unsigned said = 0, left = 2000;
    const cookie_io_functions_t io = {.read = read_lines};
    (void)state;
    harness_open(&h, NULL);
    vx_interp_attach(h.in, count_line, NULL, &said);
    for (unsigned round = 0; round < 2; round++) {
        long before = resident_kb();
        left = round ? 40000 : 2000;
        FILE *in = fopencookie(&left, "r", io);
        assert_non_null(in);
        assert_int_equal(vx_interp_stream(h.in, in, "long"), VX_EXIT_OK);
        assert_int_equal(fclose(in), 0);
        if (round)
            assert_true(resident_kb() - before < GROWTH_KB);
    }
    assert_int_equal(said, 42000 * 4);
    harness_close(&h);
}

static void test_many_words_and_deep_commands(void **state)
{
    struct harness h;
    char text[2000] = "";
    (void)state;
    for (unsigned i = 0; i < 20; i++)
        strcat(text, "at 1ms ");
    strcat(text, "bell");
    harness_open(&h, NULL);
    assert_int_equal(harness_run(&h, text), VX_EXIT_ERROR);
    assert_non_null(strstr(h.err, "commands in commands, 16 deep: enough"));
    harness_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stops_at_the_first_error),
        cmocka_unit_test(test_keeps_going),
        cmocka_unit_test(test_only_parses),
        cmocka_unit_test(test_read_only),
        cmocka_unit_test(test_max_time),
        cmocka_unit_test(test_quit_keeps_what_went_wrong),
        cmocka_unit_test(test_files_and_their_folders),
        cmocka_unit_test(test_an_error_in_an_inner_script),
        cmocka_unit_test(test_scripts_that_run_each_other),
        cmocka_unit_test(test_files_that_are_no_scripts),
        cmocka_unit_test(test_line_ends_and_marks),
        cmocka_unit_test(test_a_comment_ends_with_its_line),
        cmocka_unit_test(test_a_line_that_is_too_long),
        cmocka_unit_test(test_a_long_script),
        cmocka_unit_test(test_many_words_and_deep_commands),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
