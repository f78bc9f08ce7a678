/*
 * test_pty.c: the console on a terminal that misbehaves: tiny, resized without end, stuck, gone,
 * dumb, without colours or UTF-8; and what it leaves behind.  Drives tests/tui/demo.
 */
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/base/clock.h"
#include "core/base/defs.h"
#include "core/base/prng.h"

#define SEEN_MAX (1 << 20)
#define PATIENCE 8000 /* ms: a busy machine is slow */

struct term {
    int master, slave; /* slave kept open: its settings can be looked at afterwards */
    pid_t pid;
    struct termios before;
    size_t len;
    char seen[SEEN_MAX + 1];
};

static struct term term;

static void set_size(int rows, int cols)
{
    const struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    ioctl(term.master, TIOCSWINSZ, &size);
}

static void become_demo(const char *const *env)
{
    char path[512];
    const char *build = getenv("VX_BUILDDIR");
    setsid();
    ioctl(term.slave, TIOCSCTTY, 0);
    dup2(term.slave, STDIN_FILENO);
    dup2(term.slave, STDOUT_FILENO);
    close(term.master);
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    unsetenv("NO_COLOR");
    for (; *env; env++)
        putenv((char *)(uintptr_t)*env);
    snprintf(path, sizeof path, "%s/tests/tui/demo", build ? build : ".");
    execl(path, "demo", (char *)NULL);
    _exit(127);
}

static void start(const char *const *env)
{
    memset(&term, 0, sizeof term);
    assert_int_equal(openpty(&term.master, &term.slave, NULL, NULL, NULL), 0);
    set_size(24, 80);
    assert_int_equal(tcgetattr(term.slave, &term.before), 0);
    term.pid = fork();
    assert_true(term.pid >= 0);
    if (term.pid == 0)
        become_demo(env);
}

/* Reads for a moment; false when the other side is gone. */
static bool hear(int ms)
{
    struct pollfd fd = {.fd = term.master, .events = POLLIN};
    if (poll(&fd, 1, ms) <= 0)
        return true;
    if (term.len == SEEN_MAX)
        term.len = 0;
    ssize_t n = read(term.master, term.seen + term.len, SEEN_MAX - term.len);
    if (n <= 0)
        return false;
    term.len += (size_t)n;
    term.seen[term.len] = '\0';
    return true;
}

static bool wait_for(const char *text)
{
    const uint64_t until = vx_monotonic_ns() + PATIENCE * UINT64_C(1000000);
    while (vx_monotonic_ns() < until) {
        if (memmem(term.seen, term.len, text, strlen(text)))
            return true;
        if (!hear(20))
            break;
    }
    return memmem(term.seen, term.len, text, strlen(text)) != NULL;
}

static void forget(void)
{
    term.len = 0;
    term.seen[0] = '\0';
}

static void type(const char *text)
{
    assert_int_equal(write(term.master, text, strlen(text)), (ssize_t)strlen(text));
}

/* Reads what was written so far, half the room for it at most. */
static void catch_up(void)
{
    struct pollfd fd = {.fd = term.master, .events = POLLIN};
    for (forget(); term.len < SEEN_MAX / 2 && poll(&fd, 1, 5) > 0;)
        hear(0);
}

/* Its exit status, 128 and the signal if one ended it; -1: it lives on (and is killed). */
static int finish(bool listen)
{
    int status;
    const uint64_t until = vx_monotonic_ns() + PATIENCE * UINT64_C(1000000);
    while (vx_monotonic_ns() < until) {
        if (waitpid(term.pid, &status, WNOHANG) == term.pid)
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        if (listen)
            hear(10);
        else
            usleep(10000);
    }
    kill(term.pid, SIGKILL);
    waitpid(term.pid, &status, 0);
    return -1;
}

static void check_settings(void)
{
    struct termios after;
    assert_int_equal(tcgetattr(term.slave, &after), 0);
    assert_int_equal(after.c_iflag, term.before.c_iflag);
    assert_int_equal(after.c_oflag, term.before.c_oflag);
    assert_int_equal(after.c_lflag, term.before.c_lflag);
    assert_memory_equal(after.c_cc, term.before.c_cc, sizeof after.c_cc);
}

static void hang_up(void)
{
    if (term.master >= 0)
        close(term.master);
    close(term.slave);
}

static const char *const plain[] = {NULL};

static void it_leaves_the_terminal_as_it_was(void **state)
{
    (void)state;
    start(plain);
    assert_true(wait_for("Ladder"));
    assert_true(wait_for("\033[?2004h")); /* bracketed paste */
    type("quit 7\r");
    assert_int_equal(finish(true), 7);
    assert_true(wait_for("\033[?2004l"));
    assert_true(wait_for("\033[?1049l"));
    check_settings();
    hang_up();
}

/* A terminal without a second screen keeps the last frame: the shell does not write into it. */
static void its_last_line_is_free_for_the_shell(void **state)
{
    static const char *const vt100[] = {"TERM=vt100", NULL};
    (void)state;
    start(vt100);
    assert_true(wait_for("Ladder"));
    type("quit\r");
    assert_int_equal(finish(true), 0);
    assert_true(wait_for("\033>\033[K"));
    hang_up();
}

/* Each of these terminals' ^Z gives the terminal back. */
static void control_z_suspends_it(void **state)
{
    /* on the Linux console ncurses loads libgpm, which does not give back all it took */
    static const char *const terms[][3] = {{"TERM=linux", "LSAN_OPTIONS=detect_leaks=0"},
                                           {"TERM=vt100"},
                                           {"TERM=screen"},
                                           {"TERM=xterm"}};
    (void)state;
    for (size_t i = 0; i < VX_LEN(terms); i++) {
        start(terms[i]);
        assert_true(wait_for("Ladder"));
        type("\032");
        assert_true(wait_for("\033[?2004l"));
        type("quit\r");
        assert_int_equal(finish(true), 0);
        hang_up();
    }
}

static void signals_end_it_in_order(void **state)
{
    static const int signals[] = {SIGTERM, SIGHUP, SIGINT};
    (void)state;
    for (size_t i = 0; i < VX_LEN(signals); i++) {
        start(plain);
        assert_true(wait_for("Ladder"));
        kill(term.pid, signals[i]);
        assert_int_equal(finish(true), 128 + signals[i]);
        assert_true(wait_for("\033[?1049l"));
        check_settings();
        hang_up();
    }
}

static void a_crash_gives_the_terminal_back(void **state)
{
    static const int signals[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE};
    (void)state;
    for (size_t i = 0; i < VX_LEN(signals); i++) {
        start(plain);
        assert_true(wait_for("Ladder"));
        kill(term.pid, signals[i]);
        int status = finish(true);
        assert_true(status == 128 + signals[i] || status == 1); /* 1: under a sanitizer */
        assert_true(wait_for("\033[?1049l"));
        assert_true(wait_for("\033[?2004l"));
        check_settings();
        hang_up();
    }
}

static void a_terminal_that_is_gone_ends_it(void **state)
{
    (void)state;
    start(plain);
    assert_true(wait_for("Ladder"));
    close(term.master);
    term.master = -1;
    assert_int_equal(finish(false), 129);
    hang_up();
}

/* A terminal that takes nothing any more does not hold it. */
static void a_terminal_that_is_stuck_does_not_hold_it(void **state)
{
    (void)state;
    start(plain);
    assert_true(wait_for("Ladder"));
    usleep(1500000); /* nobody reads: the line fills up */
    kill(term.pid, SIGTERM);
    assert_int_equal(finish(false), 143);
    hang_up();
}

static void a_terminal_that_was_stuck_goes_on(void **state)
{
    (void)state;
    start(plain);
    assert_true(wait_for("Ladder"));
    usleep(1200000);
    catch_up();
    forget();
    type("xyzzy\r");
    assert_true(wait_for("xyzzy"));
    type("quit\r");
    assert_int_equal(finish(true), 0);
    hang_up();
}

static void any_size_and_back(void **state)
{
    struct vx_prng prng;
    (void)state;
    vx_prng_seed(&prng, 11);
    start(plain);
    assert_true(wait_for("Ladder"));
    type("half a line");
    for (int i = 0; i < 150; i++) {
        set_size(i % 10 == 0 ? 1 : 1 + (int)vx_prng_below(&prng, 70),
                 i % 10 == 0 ? 1 : 1 + (int)vx_prng_below(&prng, 250));
        hear((int)vx_prng_below(&prng, 8));
    }
    set_size(10, 40);
    forget();
    assert_true(wait_for("velox needs"));
    set_size(24, 80);
    assert_true(wait_for("half a line")); /* nothing is lost */
    type("\003quit\r");
    assert_int_equal(finish(true), 0);
    check_settings();
    hang_up();
}

static void no_console_on_a_terminal_that_cannot(void **state)
{
    static const char *const dumb[] = {"TERM=dumb", NULL};
    static const char *const unknown[] = {"TERM=no-such-terminal", NULL};
    static const char *const none[] = {"TERM=", NULL};
    static const char *const *const all[] = {dumb, unknown, none};
    (void)state;
    for (size_t i = 0; i < VX_LEN(all); i++) {
        start(all[i]);
        assert_int_equal(finish(true), 256 - 17); /* VX_E_UNSUPPORTED */
        assert_int_equal(term.len, 0);            /* nothing was drawn */
        check_settings();
        hang_up();
    }
}

static bool has_colour(void)
{
    return memmem(term.seen, term.len, "\033[38;5", 6) != NULL;
}

static void no_color_is_obeyed(void **state)
{
    static const char *const no[] = {"NO_COLOR=1", NULL};
    static const char *const empty[] = {"NO_COLOR=", NULL};
    (void)state;
    for (int i = 0; i < 2; i++) {
        start(i == 0 ? no : empty);
        assert_true(wait_for("Ladder"));
        hear(100);
        assert_int_equal(has_colour(), i == 1);
        type("quit\r");
        assert_int_equal(finish(true), 0);
        hang_up();
    }
}

static void without_utf8_there_is_ascii(void **state)
{
    static const char *const c[] = {"LC_ALL=C", NULL};
    (void)state;
    start(c);
    assert_true(wait_for("Ladder"));
    for (int i = 0; i < 20; i++)
        hear(20);
    for (size_t i = 0; i < term.len; i++)
        assert_true((unsigned char)term.seen[i] < 0x80);
    type("quit\r");
    assert_int_equal(finish(true), 0);
    hang_up();
}

static void a_paste_is_not_executed(void **state)
{
    (void)state;
    start(plain);
    assert_true(wait_for("Ladder"));
    type("\033[200~buy 1\rsell 2\r\033[201~");
    assert_true(wait_for("2 lines pasted"));
    assert_null(memmem(term.seen, term.len, "ok buy", 6));
    type("\r");
    assert_true(wait_for("ok buy 1; sell 2"));
    type("quit\r");
    assert_int_equal(finish(true), 0);
    hang_up();
}

static void what_is_typed_behind_a_paste_is_kept(void **state)
{
    (void)state;
    start(plain);
    assert_true(wait_for("Ladder"));
    type("\033[200~buy 1\033[201~23 @ 4\r");
    assert_true(wait_for("ok buy 123 @ 4"));
    type("quit\r");
    assert_int_equal(finish(true), 0);
    hang_up();
}

static void a_command_that_waits_can_be_interrupted(void **state)
{
    (void)state;
    start(plain);
    assert_true(wait_for("Ladder"));
    type("wait\r");
    assert_true(wait_for("interrupts: wait"));
    type("\003");
    assert_true(wait_for("ok wait"));
    type("quit\r");
    assert_int_equal(finish(true), 0);
    hang_up();
}

/* A terminal without bracketed pastes: lines come faster than commands end. */
static void what_is_typed_ahead_of_commands_is_kept(void **state)
{
    (void)state;
    start(plain);
    assert_true(wait_for("Ladder"));
    for (int i = 0; i < 60; i++)
        type("wait 20ms\r");
    type("buy 777 @ 1\r\f"); /* and draws all anew */
    assert_true(wait_for("ok buy 777 @ 1"));
    assert_null(memmem(term.seen, term.len, "error:", 6));
    type("quit\r");
    assert_int_equal(finish(true), 0);
    hang_up();
}

/* Ahead of a command without an end: it can be interrupted, and no half line is run. */
static void too_much_typed_ahead_is_dropped_whole(void **state)
{
    (void)state;
    start(plain);
    assert_true(wait_for("Ladder"));
    type("wait\r");
    assert_true(wait_for("interrupts: wait"));
    for (int i = 0; i < 400; i++)
        type("buy 123 @ 4\r");
    assert_true(wait_for("typed ahead"));
    type("\003");
    assert_true(wait_for("ok wait"));
    type("sell 777 @ 1\r\f"); /* and draws all anew */
    assert_true(wait_for("ok sell 777 @ 1"));
    assert_null(memmem(term.seen, term.len, "ok buy", 6));
    type("quit\r");
    assert_int_equal(finish(true), 0);
    hang_up();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_leaves_the_terminal_as_it_was),
        cmocka_unit_test(its_last_line_is_free_for_the_shell),
        cmocka_unit_test(control_z_suspends_it),
        cmocka_unit_test(signals_end_it_in_order),
        cmocka_unit_test(a_crash_gives_the_terminal_back),
        cmocka_unit_test(a_terminal_that_is_gone_ends_it),
        cmocka_unit_test(a_terminal_that_is_stuck_does_not_hold_it),
        cmocka_unit_test(a_terminal_that_was_stuck_goes_on),
        cmocka_unit_test(any_size_and_back),
        cmocka_unit_test(no_console_on_a_terminal_that_cannot),
        cmocka_unit_test(no_color_is_obeyed),
        cmocka_unit_test(without_utf8_there_is_ascii),
        cmocka_unit_test(a_paste_is_not_executed),
        cmocka_unit_test(what_is_typed_behind_a_paste_is_kept),
        cmocka_unit_test(a_command_that_waits_can_be_interrupted),
        cmocka_unit_test(what_is_typed_ahead_of_commands_is_kept),
        cmocka_unit_test(too_much_typed_ahead_is_dropped_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
