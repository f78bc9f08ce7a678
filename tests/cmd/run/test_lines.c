/* The lines typed: kept in order, bounded, saved whole. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "cmd/run/lines.h"
#include "core/base/defs.h"

static char folder[] = "/tmp/velox-lines-XXXXXX";
static char path[64];

static int open_lines(void **state)
{
    return vx_lines_open((struct vx_lines **)state);
}

static int close_lines(void **state)
{
    vx_lines_close(*state);
    unlink(path);
    return 0;
}

static void an_empty_line_or_the_same_again_is_not_kept(void **state)
{
    static const char *const typed[] = {"", "a", "a", " \t", "b", "a"};
    struct vx_lines *l = *state;
    assert_null(vx_lines_at(l, 0));
    for (size_t i = 0; i < VX_LEN(typed); i++)
        vx_lines_keep(l, typed[i]);
    assert_int_equal(l->count, 3);
    assert_string_equal(vx_lines_at(l, 0), "a");
    assert_string_equal(vx_lines_at(l, 1), "b");
    assert_string_equal(vx_lines_at(l, 2), "a");
    assert_null(vx_lines_at(l, 3));
}

/* Whatever is forgotten, what stays is the newest, whole and with its number. */
static void check_newest(const struct vx_lines *l, uint64_t typed, int width)
{
    char want[4000];
    assert_true(l->count > 0 && l->count <= VX_LINES_MAX);
    assert_int_equal(l->forgotten + l->count, typed);
    for (unsigned i = 0; i < l->count; i++) {
        snprintf(want, sizeof want, "%0*u", width, (unsigned)l->forgotten + i + 1);
        assert_string_equal(vx_lines_at(l, i), want);
    }
}

static void the_oldest_are_forgotten(void **state)
{
    static const int widths[] = {1, 300, 3500};
    struct vx_lines *l = *state;
    for (size_t s = 0; s < VX_LEN(widths); s++) {
        char line[4000];
        memset(l, 0, sizeof *l);
        for (unsigned n = 1; n <= 5000; n++) {
            snprintf(line, sizeof line, "%0*u", widths[s], n);
            vx_lines_keep(l, line);
            if (n % 617 == 0)
                check_newest(l, n, widths[s]);
        }
        assert_true(l->count > 50);
    }
}

static void a_line_without_end_is_not_kept(void **state)
{
    static char line[VX_LINES_BYTES];
    struct vx_lines *l = *state;
    vx_lines_keep(l, "before");
    memset(line, 'x', sizeof line - 1);
    vx_lines_keep(l, line);
    assert_int_equal(l->count, 1);
    assert_string_equal(vx_lines_at(l, 0), "before");
}

static void what_is_saved_is_loaded(void **state)
{
    struct vx_lines *l = *state, *again;
    struct stat st;
    vx_lines_keep(l, "buy 5 @ 100 as \xc3\xbc");
    vx_lines_keep(l, "echo \"a\\tb\"; hash");
    assert_int_equal(l->unsaved, 2);
    assert_true(vx_lines_save(l, path));
    assert_int_equal(l->unsaved, 0);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(vx_lines_open(&again), 0);
    assert_true(vx_lines_load(again, path));
    assert_int_equal(again->count, 2);
    assert_int_equal(again->unsaved, 0);
    assert_string_equal(vx_lines_at(again, 0), vx_lines_at(l, 0));
    assert_string_equal(vx_lines_at(again, 1), vx_lines_at(l, 1));
    vx_lines_close(again);
}

static void a_file_of_anything_does_no_harm(void **state)
{
    struct vx_lines *l = *state;
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    for (int i = 0; i < 100000; i++)
        fputc('y', out);
    fputs("\nfine\n", out);
    for (int i = 0; i < 300; i++)
        fputc(i % 256, out);
    fclose(out);
    assert_true(vx_lines_load(l, path));
    assert_string_equal(vx_lines_at(l, 0),
                        "fine"); /* the line without end is left out, all of it */
    for (unsigned i = 0; i < l->count; i++)
        assert_null(strchr(vx_lines_at(l, i), '\n'));
}

static void only_a_regular_file_is_read(void **state)
{
    struct vx_lines *l = *state;
    char link[80];
    assert_false(vx_lines_load(l, "/nowhere/at/all"));
    assert_false(vx_lines_load(l, folder));
    assert_false(vx_lines_load(l, "/dev/zero"));
    snprintf(link, sizeof link, "%s/link", folder);
    assert_int_equal(symlink("/etc/passwd", link), 0);
    assert_false(vx_lines_load(l, link));
    unlink(link);
    assert_int_equal(l->count, 0);
    vx_lines_keep(l, "x");
    assert_false(vx_lines_save(l, "/nowhere/at/all"));
    assert_int_equal(l->unsaved, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_lines, close_lines)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_line_or_the_same_again_is_not_kept),
        TEST(the_oldest_are_forgotten),
        TEST(a_line_without_end_is_not_kept),
        TEST(what_is_saved_is_loaded),
        TEST(a_file_of_anything_does_no_harm),
        TEST(only_a_regular_file_is_read),
    };
    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof path, "%s/history", folder);
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rmdir(folder);
    return failed;
}
