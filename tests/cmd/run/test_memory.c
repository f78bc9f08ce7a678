/*
 * test_memory.c: each call for memory that a line makes fails once: the line is refused with a word
 * or does all that it does, and nothing is lost on the way.
 */
#include "tests/cmd/harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fail_calls.h"

#define CALLS_MAX 5000u

WRAP(void *, malloc, NULL, (size_t bytes), bytes)
WRAP(void *, calloc, NULL, (size_t n, size_t bytes), n, bytes)
WRAP(void *, realloc, NULL, (void *p, size_t bytes), p, bytes)
WRAP(char *, strdup, NULL, (const char *text), text)
WRAP(char *, strndup, NULL, (const char *text, size_t len), text, len)
WRAP(int, vasprintf, -1, (char **text, const char *format, va_list args), text, format, args)
WRAP(int, fclose, (__real_fclose(f), EOF), (FILE * f), f)
WRAP(FILE *, open_memstream, NULL, (char **text, size_t *len), text, len)
WRAP(FILE *, fmemopen, NULL, (void *at, size_t bytes, const char *mode), at, bytes, mode)

/* asprintf takes no va_list. */
VX_PRINTF(2, 3) int __wrap_asprintf(char **text, const char *format, ...);
VX_PRINTF(2, 3) int __wrap_asprintf(char **text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = __wrap_vasprintf(text, format, args);
    va_end(args);
    return n;
}

static const char *const scripts[] = {
    "buy 5 @ 100.25 tif=ioc as b1; sell 3 @ 101 as b2; replace b2 qty=2 price=102; cancel b2",
    "let P = 100.25; let Q = 2; echo \"a $P \\\" ${Q}\" 'x;#'; buy $Q @ $P # comment",
    "expect book.orders + trades.count * 2 > -1; expect (1 + 2) * 3k == 9000 or 1 > 2",
    "expect rejects.count * 1us < 5ms and not 1 == 2; expect 1 == 2",
    "alias z 'echo 1'; alias y 'z; z'; y; alias; bind F5 'freeze on'; bind",
    "at +20us 'buy 1 @ 100; bell'; at list; alert book.orders > 5 do echo 1; at remove all",
    "show book; show orders; show config; show metrics book.",
    "format csv; show metrics book.; format text; help buy; help numbers",
    "set load.mid 100; rate 10k; wait 1ms; rate 0; watch rings every 50us count 3",
    "buy 1@100; at 5ms sell 1@101",
    "buy 1 @; ",
    "expect 1 +",
    "echo $nothing",
    "show bok",
    "echo 'open",
};

/* One script in an interpreter of its own, whose n-th call fails; whether there was one. */
static bool run_failing(const char *script, uint32_t n, enum vx_format format, int wanted,
                        const char *out)
{
    struct harness h;
    const struct vx_interp_options options = {.format = format, .yes = true};
    harness_open(&h, &options);
    failed = false;
    left = n;
    const int status = harness_run(&h, script);
    left = 0;
    if (failed && status == 0 && strcmp(h.out, out) != 0)
        fail_msg("call %u of %s: status 0, and this is said:\n%s", n, script, h.out);
    if (failed)
        assert_true(status == 0 || h.err_len > 0);
    else
        assert_int_equal(status, wanted);
    harness_close(&h);
    return failed;
}

static void fail_each(enum vx_format format)
{
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        struct harness h;
        const struct vx_interp_options options = {.format = format, .yes = true};
        harness_open(&h, &options);
        const int wanted = harness_run(&h, scripts[i]);
        uint32_t n = 1;
        while (n < CALLS_MAX && run_failing(scripts[i], n, format, wanted, h.out))
            n++;
        assert_in_range(n, 5, CALLS_MAX - 1);
        harness_close(&h);
    }
}

static void test_text(void **state)
{
    (void)state;
    fail_each(VX_FORMAT_TEXT);
}

static void test_json(void **state)
{
    (void)state;
    fail_each(VX_FORMAT_JSON);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
