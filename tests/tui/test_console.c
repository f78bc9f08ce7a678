/*
 * test_console.c: what keys, the mouse and pastes do, without a terminal.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/tui/stage.h"

static void letters_go_to_the_editor(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    assert_int_equal(put_char(&s, L'q'), L'q');
    assert_int_equal(put_char(&s, L'\t'), L'\t');
    assert_int_equal(put_char(&s, L'\r'), L'\r');
    assert_int_equal(put_char(&s, 0xe9), 0xe9);
    assert_int_equal(put_char(&s, 0x12), 0x12);
    assert_int_equal(put_char(&s, VX_KEY_BASE + 1), 0); /* a private key cannot be typed */
    struct vx_input up = {.kind = VX_INPUT_EDIT, .code = VX_KEY_UP};
    assert_int_equal(put(&s, up), VX_KEY_BASE + VX_KEY_UP);
    assert_int_equal(s.typed.executed, 0);
    close_stage(&s);
}

static void alt_letters_are_two_keys(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    assert_int_equal(put(&s, (struct vx_input){.kind = VX_INPUT_ALT, .ch = L'b'}), 27);
    assert_int_equal(s.console.alt, L'b');
    s.console.alt = 0;
    assert_int_equal(put(&s, (struct vx_input){.kind = VX_INPUT_ALT, .ch = L'3'}), 0);
    assert_int_equal(s.console.scene.preset, VX_PRESET_LATENCY);
    close_stage(&s);
}

/* What a key does a script can do: it is a command, and says which key gave it. */
static void keys_that_act_are_commands(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    put_function(&s, 5);
    check_last(&s, "F5: freeze on");
    put_function(&s, 5);
    check_last(&s, "F5: freeze off");
    put_function(&s, 6);
    check_last(&s, "F6: pause");
    vx_put(&s.fake.panel->control.paused, 1);
    put_function(&s, 6);
    check_last(&s, "F6: resume");
    put_function(&s, 9);
    assert_memory_equal(s.typed.command[s.typed.executed - 1], "F9: record velox-", 17);
    put_function(&s, 9);
    check_last(&s, "F9: record off");
    put_function(&s, 10);
    check_last(&s, "F10: quit");
    assert_true(s.typed.quitting);
    close_stage(&s);
}

static void function_keys_change_the_view(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    for (int i = 1; i <= VX_PRESETS; i++) {
        put_function(&s, 2);
        assert_int_equal(s.console.scene.preset, i % VX_PRESETS);
    }
    check_last(&s, "F2: view layout trader"); /* said as a script would say it */
    put_function(&s, 3);
    assert_int_equal(s.console.scene.ladder.form, VX_LADDER_TICKS);
    check_last(&s, "F3: view ladder ticks");
    put_function(&s, 4);
    assert_false(s.console.scene.model->tape_auto);
    assert_int_equal(s.console.scene.model->tape_least, 1);
    put_function(&s, 7);
    assert_int_equal(s.console.scene.focus, VX_PANE_TAPE);
    close_stage(&s);
}

static void escape_on_an_empty_line_is_panel_mode(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    assert_int_equal(put_escape(&s), 0);
    assert_int_equal(s.console.scene.mode, VX_MODE_PANEL);
    assert_int_equal(put_char(&s, L'p'), 0);
    check_last(&s, "p: pause");
    assert_int_equal(put_char(&s, L' '), 0);
    check_last(&s, "Space: freeze on");
    assert_int_equal(put_char(&s, L'x'), 0); /* no such key: goes nowhere */
    assert_int_equal(put_char(&s, L'4'), 0);
    assert_int_equal(s.console.scene.preset, VX_PRESET_EVERYTHING);
    assert_int_equal(put_char(&s, L'z'), 0);
    assert_int_equal(s.console.scene.preset, VX_PRESET_ONE);
    assert_int_equal(put_char(&s, L'z'), 0);
    assert_int_equal(s.console.scene.preset, VX_PRESET_EVERYTHING);
    assert_int_equal(put_char(&s, L':'), 0);
    assert_int_equal(s.console.scene.mode, VX_MODE_PROMPT);
    put_escape(&s);
    assert_int_equal(put_char(&s, 3), 0); /* ^C leaves it too */
    assert_int_equal(s.console.scene.mode, VX_MODE_PROMPT);
    close_stage(&s);
}

static void escape_belongs_to_the_editor_first(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    fake_line_type(&s.typed, L"buy");
    frame(&s);
    assert_int_equal(put_escape(&s), VX_KEY_BASE + VX_KEY_CANCEL);
    s.typed.len = s.typed.cursor = 0;
    s.typed.vi = true;
    frame(&s);
    assert_int_equal(put_escape(&s), 27); /* vi: into the command mode */
    s.typed.vi_command = true;
    frame(&s);
    assert_int_equal(put_escape(&s), 0);
    assert_int_equal(s.console.scene.mode, VX_MODE_PANEL);
    close_stage(&s);
}

static void bindings_of_the_user_come_first(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    s.typed.bound_key = "F6";
    s.typed.bound_command = "cancel all -y";
    put_function(&s, 6);
    check_last(&s, "F6: cancel all -y");
    s.typed.bound_key = "b";
    s.typed.bound_command = "buy 1 market";
    assert_int_equal(put_char(&s, L'b'), L'b'); /* a letter at the prompt is a letter */
    put_escape(&s);
    put_char(&s, L'b');
    check_last(&s, "b: buy 1 market");
    close_stage(&s);
}

static void a_question_takes_y_or_anything_else(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    s.typed.question = "cancel all?";
    frame(&s);
    assert_int_equal(put_char(&s, L'y'), 0);
    assert_int_equal(s.typed.replied, 1);
    s.typed.question = "cancel all?";
    frame(&s);
    assert_int_equal(put_escape(&s), 0);
    assert_int_equal(s.typed.replied, 0);
    close_stage(&s);
}

static void help_scrolls_and_searches(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    put_function(&s, 1);
    assert_int_equal(s.console.scene.mode, VX_MODE_HELP);
    put(&s, (struct vx_input){.kind = VX_INPUT_PAGE_DOWN});
    assert_true(s.console.scene.help.top > 10);
    put_char(&s, L'g');
    assert_int_equal(s.console.scene.help.top, 0);
    put_char(&s, L'/');
    for (const wchar_t *p = L"CANCEL id"; *p; p++)
        put_char(&s, *p);
    assert_true(s.console.scene.help.searching);
    put_char(&s, L'\r');
    /* near the end, so it is in sight though not on top */
    assert_true(s.console.scene.help.top + s.console.scene.help.page == s.console.scene.help.rows);
    put_char(&s, L'n');
    assert_int_equal(put_escape(&s), 0);
    assert_int_equal(s.console.scene.mode, VX_MODE_PROMPT);
    s.typed.front.help++; /* the command `help` */
    frame(&s);
    assert_int_equal(s.console.scene.mode, VX_MODE_HELP);
    put_char(&s, L'q');
    assert_int_equal(s.console.scene.mode, VX_MODE_PROMPT);
    close_stage(&s);
}

/* At 80 columns too no word of the help is cut; each of its entries is seen on some page. */
static void help_is_not_cut(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    put_function(&s, 1);
    const struct vx_help_state *h = &s.console.scene.help;
    for (int seen = 0; seen < h->rows;) {
        frame(&s);
        assert_true(h->top <= seen);
        seen = h->top + h->page;
        for (int i = 0; i < s.console.surface.rows * s.console.surface.cols; i++)
            assert_true(s.console.surface.cell[i].glyph != 0x2026);
        put(&s, (struct vx_input){.kind = VX_INPUT_PAGE_DOWN});
    }
    close_stage(&s);
}

static void scrolled_panes_stay_where_they_are(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    for (int i = 0; i < 30; i++)
        vx_log_add(&s.console.log, 0, VX_SAY_DATA, "line");
    frame(&s);
    put(&s, (struct vx_input){.kind = VX_INPUT_PAGE_UP});
    uint64_t back = s.console.scene.scroll[VX_PANE_LOG].back;
    assert_true(back > 0);
    for (int i = 0; i < 5; i++)
        vx_log_add(&s.console.log, 0, VX_SAY_DATA, "newer");
    frame(&s);
    assert_int_equal(s.console.scene.scroll[VX_PANE_LOG].back, back + 5);
    for (int i = 0; i < 20; i++)
        put(&s, (struct vx_input){.kind = VX_INPUT_PAGE_DOWN});
    assert_int_equal(s.console.scene.scroll[VX_PANE_LOG].back, 0);
    for (int i = 0; i < 100; i++)
        put(&s, (struct vx_input){.kind = VX_INPUT_PAGE_UP});
    assert_int_equal(s.console.scene.scroll[VX_PANE_LOG].back,
                     35 - s.console.scene.scroll[VX_PANE_LOG].page);
    close_stage(&s);
}

/* What is typed is answered in sight: the newest rows, and all of them. */
static void a_long_answer_is_seen_whole(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    const struct vx_layout *l = &s.console.scene.layout;
    const struct vx_rect before = l->log;
    s.typed.log = &s.console.log;
    vx_console_typed(&s.console, "answer 2");
    frame(&s);
    assert_memory_equal(&l->log, &before, sizeof before);
    for (int i = 0; i < 5; i++) /* what comes behind an answer is none */
        vx_log_add(&s.console.log, 0, VX_SAY_ALERT,
                   "an alert so long that it takes two rows of a "
                   "log at eighty columns, and says little");
    frame(&s);
    assert_memory_equal(&l->log, &before, sizeof before);
    vx_console_typed(&s.console, "answer 9");
    frame(&s);
    assert_int_equal(l->log.rows, 10);
    assert_int_equal(l->log.row + l->log.rows, before.row + before.rows);
    assert_int_equal(l->slot[0].at.rows, 17); /* what it covers stays where it is */
    /* its rows are the log's, not those of the pane below it */
    put(&s, (struct vx_input){.kind = VX_INPUT_WHEEL_UP, .row = l->log.row + 1, .col = 5});
    assert_false(s.console.scene.ladder.free);
    assert_int_equal(put_escape(&s), 0); /* Esc folds it, and leaves the prompt only then */
    assert_int_equal(s.console.scene.mode, VX_MODE_PROMPT);
    frame(&s);
    assert_memory_equal(&l->log, &before, sizeof before);
    vx_console_typed(&s.console, "answer 900");
    frame(&s);
    assert_int_equal(l->log.row, l->body.row);
    put_function(&s, 2); /* a key's command folds it too */
    frame(&s);
    assert_memory_equal(&l->log, &before, sizeof before);
    close_stage(&s);
}

/* What a watch shows again and again has the same rows each time. */
static void a_watch_is_seen_whole(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    const struct vx_rect *log = &s.console.scene.layout.log;
    const int rows = log->rows;
    for (uint64_t second = 1; second < 4; second++) {
        for (uint64_t row = 0; row < 6; row++)
            vx_console_say(&s.console, second * 1000000000 + row, VX_SAY_DATA, "a row");
        frame(&s);
        assert_int_equal(log->rows, 7);
    }
    assert_int_equal(put_escape(&s), 0);
    vx_console_say(&s.console, 9000000000, VX_SAY_DATA, "one row alone");
    frame(&s);
    assert_int_equal(log->rows, rows);
    close_stage(&s);
}

static void a_typed_line_shows_the_newest_rows(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    s.typed.log = &s.console.log;
    vx_console_typed(&s.console, "answer 30");
    frame(&s);
    put(&s, (struct vx_input){.kind = VX_INPUT_PAGE_UP});
    assert_true(s.console.scene.scroll[VX_PANE_LOG].back > 0);
    vx_console_typed(&s.console, "answer 1");
    assert_int_equal(s.console.scene.scroll[VX_PANE_LOG].back, 0);
    close_stage(&s);
}

static void the_mouse_points(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    const struct vx_layout *l = &s.console.scene.layout;
    /* a price of the ladder is an order, ready on the prompt */
    put(&s, (struct vx_input){.kind = VX_INPUT_CLICK, .row = l->slot[0].at.row + 5, .col = 10});
    check_ready(&s, L"sell ", s.console.scene.ladder.price[3]);
    s.typed.len = s.typed.cursor = 0;
    /* the footer's labels are buttons */
    put(&s, (struct vx_input){.kind = VX_INPUT_CLICK, .row = l->footer.row, .col = 12});
    assert_int_equal(s.console.scene.preset, VX_PRESET_ENGINE);
    s.console.scene.preset = VX_PRESET_TRADER;
    s.typed.len = s.typed.cursor = 0;
    frame(&s);
    put(&s, (struct vx_input){.kind = VX_INPUT_CLICK, .row = l->footer.row, .col = 22});
    check_last(&s, "mouse: freeze on");
    /* the wheel scrolls what is under it */
    for (int i = 0; i < 20; i++)
        vx_log_add(&s.console.log, 0, VX_SAY_DATA, "line");
    frame(&s);
    put(&s, (struct vx_input){.kind = VX_INPUT_WHEEL_UP, .row = l->log.row + 1, .col = 5});
    assert_int_equal(s.console.scene.scroll[VX_PANE_LOG].back, 3);
    put(&s, (struct vx_input){.kind = VX_INPUT_WHEEL_UP, .row = 5, .col = 5});
    assert_true(s.console.scene.ladder.free);
    /* what the pipeline shows is asked for */
    put(&s, (struct vx_input){.kind = VX_INPUT_CLICK,
                              .row = l->slot[2].at.row + 2,
                              .col = l->slot[2].at.col + 3});
    check_last(&s, "mouse: show rings");
    /* a layout's name */
    s.typed.front.frozen = false;
    frame(&s);
    put(&s, (struct vx_input){.kind = VX_INPUT_CLICK, .row = l->log.row, .col = 79 - 16});
    check_last(&s, "mouse: view layout everything");
    put(&s, (struct vx_input){.kind = VX_INPUT_CLICK, .row = l->log.row, .col = 80 - 50});
    check_last(&s, "mouse: view layout trader");
    /* a title: the pane alone, and back */
    put(&s, (struct vx_input){
                .kind = VX_INPUT_CLICK, .row = l->slot[1].at.row, .col = l->slot[1].at.col + 3});
    assert_int_equal(s.console.scene.focus, VX_PANE_TAPE);
    assert_int_equal(s.console.scene.preset, VX_PRESET_ONE);
    put(&s, (struct vx_input){.kind = VX_INPUT_CLICK, .row = l->slot[0].at.row, .col = 5});
    assert_int_equal(s.console.scene.preset, VX_PRESET_TRADER);
    close_stage(&s);
}

static void below_its_minimum_it_still_takes_q(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    vx_surface_resize(&s.console.surface, 3, 10);
    frame(&s);
    assert_int_equal(put_char(&s, 3), 3);
    put_char(&s, L'q');
    assert_true(s.typed.quitting);
    close_stage(&s);
}

static void a_terminal_that_is_gone_ends_it(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    put(&s, (struct vx_input){.kind = VX_INPUT_GONE});
    assert_true(s.console.leaving);
    assert_int_equal(s.console.status, 129);
    close_stage(&s);
}

static void what_the_watchdog_writes_is_logged(void **state)
{
    struct stage s;
    struct vx_errline line = {.t_ns = 5};
    (void)state;
    open_stage(&s);
    strcpy(line.text, "stage output stalled for 20 ms");
    vx_ovring_write(&s.fake.panel->errors, s.fake.panel->errors_area, &line);
    frame(&s);
    assert_string_equal(vx_log_at(&s.console.log, 0)->text, line.text);
    assert_int_equal(vx_log_at(&s.console.log, 0)->kind, VX_SAY_ERROR);
    uint64_t written = s.console.log.written;
    frame(&s);
    assert_int_equal(s.console.log.written, written);
    close_stage(&s);
}

static void the_log_cuts_what_is_too_long(void **state)
{
    struct vx_log log;
    char text[3 * VX_LOG_TEXT];
    (void)state;
    assert_int_equal(vx_log_open(&log), 0);
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "\xc3\xa9", 2);
    text[sizeof text - 2] = text[sizeof text - 1] = '\0';
    vx_log_add(&log, 0, VX_SAY_DATA, text);
    size_t len = strlen(vx_log_at(&log, 0)->text);
    assert_true(len < VX_LOG_TEXT);
    assert_string_equal(vx_log_at(&log, 0)->text + len - 5, "\xc3\xa9...");
    for (uint64_t i = 0; i < VX_LOG_ROWS + 10; i++)
        vx_log_add(&log, i, VX_SAY_DATA, "x");
    assert_int_equal(vx_log_at(&log, 0)->t_ns, VX_LOG_ROWS + 9);
    assert_int_equal(vx_log_at(&log, VX_LOG_ROWS - 1)->t_ns, 10);
    assert_null(vx_log_at(&log, VX_LOG_ROWS));
    vx_log_close(&log);
}

/* ---- pastes ---- */

static struct vx_paste paste;

static const char *paste_of(const char *text, char notice[96])
{
    vx_paste_begin(&paste);
    for (; *text; text++)
        vx_paste_byte(&paste, (unsigned char)*text);
    return vx_paste_end(&paste, notice, 96);
}

static void a_paste_is_one_line(void **state)
{
    char notice[96];
    (void)state;
    assert_string_equal(paste_of("buy 5 @ 100", notice), "buy 5 @ 100");
    assert_string_equal(notice, "");
    assert_string_equal(paste_of("buy 5 @ 100\n", notice), "buy 5 @ 100");
    assert_string_equal(paste_of("buy 5\rsell 5\r\n\n  \nrate 5k", notice),
                        "buy 5; sell 5; rate 5k");
    assert_string_equal(notice, "3 lines pasted, joined with ';': Enter runs them, ^C clears");
    assert_string_equal(paste_of("a\tb\x1b\x07\x7f\n", notice), "a b");
    assert_null(paste_of("", notice));
    assert_null(paste_of("\n\n", notice));
}

static void comments_do_not_swallow_what_follows(void **state)
{
    char notice[96];
    (void)state;
    assert_string_equal(paste_of("buy 5 # first\n# alone\necho \"a # b\" # c\nhash", notice),
                        "buy 5; echo \"a # b\"; hash");
    assert_string_equal(paste_of("buy 5 \\\n @ 100\nhash", notice), "buy 5  @ 100; hash");
    assert_string_equal(paste_of("echo # typed on one line", notice), "echo # typed on one line");
}

static void a_large_paste_is_bounded(void **state)
{
    char notice[96];
    (void)state;
    vx_paste_begin(&paste);
    for (int i = 0; i < 10000000; i++)
        vx_paste_byte(&paste, i % 3 == 0 ? 0xe6 : i % 3 == 1 ? 0xbc : 0xa2);
    const char *text = vx_paste_end(&paste, notice, sizeof notice);
    assert_non_null(text);
    assert_true(strlen(text) <= VX_PASTE_MAX);
    assert_int_equal(strlen(text) % 3, 0); /* no character is cut in two */
    assert_non_null(strstr(notice, "10000000 bytes"));
}

/* Half a line could be run for another one: "buy 50" of "buy 500". */
static void a_long_paste_ends_with_a_whole_line(void **state)
{
    char notice[96];
    (void)state;
    for (size_t each = 10; each < 16; each++) {
        vx_paste_begin(&paste);
        for (size_t i = 0; i < 500 * each; i++)
            vx_paste_byte(&paste, (unsigned char)(i % each == each - 1 ? '\r' : 'a' + i % each));
        const char *text = vx_paste_end(&paste, notice, sizeof notice);
        assert_non_null(strstr(notice, " lines are kept; use source FILE"));
        const size_t len = strlen(text);
        assert_int_equal((len + 2) % (each + 1), 0); /* a line and "; " each, but for the last */
        assert_true(len > VX_PASTE_MAX - 2 * each);
    }
    vx_paste_begin(&paste);
    for (int i = 0; i < 2000; i++) /* "a \" and "bcd": a command on two lines */
        vx_paste_byte(&paste, (unsigned char)"a \\\nbcd\n"[i % 8]);
    for (int i = 0; i < 6000; i++)
        vx_paste_byte(&paste, (unsigned char)"wxyz \\\n"[i % 7]);
    assert_string_equal(strrchr(vx_paste_end(&paste, notice, sizeof notice), ';'), "; a bcd");
}

static void control_c_cancels_a_paste(void **state)
{
    char notice[96];
    (void)state;
    assert_null(paste_of("cancel all -y\x03 and more", notice));
    assert_non_null(strstr(notice, "cancelled"));
}

/* ---- ten thousand steps at random ---- */

static struct vx_input random_input(struct vx_prng *prng)
{
    static const wchar_t chars[] = L"qpznNlcgtavdmbsy.+-jk123456:i?/ \r\t\x03\x0c\x12xyz";
    struct vx_input input = {.kind = (enum vx_input_kind)vx_prng_below(prng, VX_INPUT_PASTE)};
    input.code = input.kind == VX_INPUT_EDIT ? (int)vx_prng_below(prng, VX_LINE_KEYS)
                                             : 1 + (int)vx_prng_below(prng, 9);
    input.ch = input.kind == VX_INPUT_CHAR || input.kind == VX_INPUT_ALT
                   ? chars[vx_prng_below(prng, VX_LEN(chars) - 1)]
                   : 0;
    input.row = (int)vx_prng_below(prng, 70);
    input.col = (int)vx_prng_below(prng, 220);
    return input;
}

static void random_keys_and_sizes_do_no_harm(void **state)
{
    struct stage s;
    struct vx_prng prng;
    wchar_t key;
    (void)state;
    open_stage(&s);
    fake_own(&s.fake);
    vx_prng_seed(&prng, 99);
    for (int step = 0; step < 10000; step++) {
        if (vx_prng_below(&prng, 20) == 0)
            assert_int_equal(vx_surface_resize(&s.console.surface,
                                               1 + (int)vx_prng_below(&prng, 64),
                                               1 + (int)vx_prng_below(&prng, 210)),
                             0);
        const struct vx_input input = random_input(&prng);
        if (vx_console_input(&s.console, &input, &key) && s.typed.len < 100 && key >= L' ')
            s.typed.text[s.typed.len++] = key;
        s.typed.cursor = vx_prng_below(&prng, s.typed.len + 1);
        if (s.typed.len > 90)
            s.typed.len = s.typed.cursor = 0;
        s.typed.search = vx_prng_below(&prng, 9) == 0 ? L"bck:x" : NULL;
        s.typed.question = vx_prng_below(&prng, 30) == 0 ? "sure?" : s.typed.question;
        if (step % 3 == 0)
            fake_step(&s.fake, FRAME_NS / 20);
        s.wall_ns += FRAME_NS;
        vx_console_frame(&s.console, s.wall_ns);
        assert_true(s.console.surface.cursor_row < s.console.surface.rows);
    }
    close_stage(&s);
}

/* Keys and clicks move about in the past; what was before does not mix with what is. */
static void the_past_is_moved_in(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    for (int i = 0; i < 40; i++)
        frame(&s);
    assert_true(s.console.scene.model->through.n > 0);
    s.typed.moment = (struct vx_line_moment){
        .where = {.away = true, .seq = 100, .t_ns = 5000000000, .now_ns = 20000000000},
        .panel = s.fake.panel};
    frame(&s);
    assert_int_equal(s.console.scene.model->through.n, 0);
    assert_false(s.console.scene.model->rates.known);
    put_escape(&s);
    put_char(&s, L'<');
    check_last(&s, "<: step -1");
    put_char(&s, L'[');
    check_last(&s, "[: rewind 1s");
    put_char(&s, L'}');
    check_last(&s, "}: goto +10s");
    put_char(&s, L'p');
    check_last(&s, "p: play 1x");
    s.typed.moment.where.speed = 1000;
    frame(&s);
    put_char(&s, L'p');
    check_last(&s, "p: pause");
    put_char(&s, L'r');
    check_last(&s, "r: resume");
    /* one move at a time, and it is said */
    s.typed.moment.where.busy = true;
    frame(&s);
    assert_non_null(strstr(s.console.scene.notice, "on the way"));
    s.typed.moment.where.busy = false;
    frame(&s);
    assert_int_equal(s.console.scene.notice[0], 0);
    /* the middle of the time line is the middle of the time */
    const struct vx_rect *line = &s.console.scene.layout.line;
    assert_int_equal(line->rows, 1);
    put(&s, (struct vx_input){.kind = VX_INPUT_CLICK, .row = line->row, .col = line->cols / 2});
    check_last(&s, "mouse: goto 10000ms");
    s.typed.moment = (struct vx_line_moment){.panel = NULL};
    frame(&s);
    assert_int_equal(s.console.scene.layout.line.rows, 0);
    assert_ptr_equal(s.console.scene.panel, s.fake.panel);
    close_stage(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_go_to_the_editor),
        cmocka_unit_test(alt_letters_are_two_keys),
        cmocka_unit_test(keys_that_act_are_commands),
        cmocka_unit_test(function_keys_change_the_view),
        cmocka_unit_test(escape_on_an_empty_line_is_panel_mode),
        cmocka_unit_test(escape_belongs_to_the_editor_first),
        cmocka_unit_test(bindings_of_the_user_come_first),
        cmocka_unit_test(a_question_takes_y_or_anything_else),
        cmocka_unit_test(help_scrolls_and_searches),
        cmocka_unit_test(help_is_not_cut),
        cmocka_unit_test(scrolled_panes_stay_where_they_are),
        cmocka_unit_test(a_long_answer_is_seen_whole),
        cmocka_unit_test(a_watch_is_seen_whole),
        cmocka_unit_test(a_typed_line_shows_the_newest_rows),
        cmocka_unit_test(the_mouse_points),
        cmocka_unit_test(the_past_is_moved_in),
        cmocka_unit_test(below_its_minimum_it_still_takes_q),
        cmocka_unit_test(a_terminal_that_is_gone_ends_it),
        cmocka_unit_test(what_the_watchdog_writes_is_logged),
        cmocka_unit_test(the_log_cuts_what_is_too_long),
        cmocka_unit_test(a_paste_is_one_line),
        cmocka_unit_test(comments_do_not_swallow_what_follows),
        cmocka_unit_test(a_large_paste_is_bounded),
        cmocka_unit_test(a_long_paste_ends_with_a_whole_line),
        cmocka_unit_test(control_c_cancels_a_paste),
        cmocka_unit_test(random_keys_and_sizes_do_no_harm),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
