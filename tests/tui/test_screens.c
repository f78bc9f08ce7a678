/*
 * test_screens.c: whole screens against files in tests/screens, character by character.
 * VX_SCREENS_WRITE=1 writes the files anew; read the difference before you commit it.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/tui/fake.h"
#include "tests/tui/fake_line.h"
#include "tui/console.h"

#define FRAME_NS UINT64_C(50000000)
#define FRAMES   140
#define DUMP_MAX (1 << 18)

struct stage {
    struct fake fake;
    struct fake_line line_state;
    struct vx_line line;
    struct vx_tui_options options;
    struct vx_console console;
    uint64_t wall_ns;
};

static void step(struct stage *s)
{
    s->wall_ns += FRAME_NS;
    fake_step(&s->fake, FRAME_NS);
    fake_own(&s->fake);
    vx_console_frame(&s->console, s->wall_ns);
}

static void open_stage(struct stage *s, int rows, int cols, uint32_t gap)
{
    memset(s, 0, sizeof *s);
    fake_open(&s->fake, 7);
    s->fake.gap = gap;
    s->line = fake_line_open(&s->line_state);
    s->options = (struct vx_tui_options){.panel = s->fake.panel, .line = &s->line};
    assert_int_equal(vx_console_open(&s->console, &s->options), 0);
    assert_int_equal(vx_surface_resize(&s->console.surface, rows, cols), 0);
    s->wall_ns = 1000000000;
    vx_log_add(&s->console.log, 61000000, VX_SAY_NOTE, "velox: F1 or help");
    vx_log_add(&s->console.log, 1204000000, VX_SAY_ECHO, "buy 50 @ 100.03 as z1");
    vx_log_add(&s->console.log, 1205000000, VX_SAY_OK,
               "ok buy 50 @ 100.03 as z1 -> id 1, 13th at its price, 680 ahead");
    vx_log_add(&s->console.log, 2500000000, VX_SAY_ERROR,
               "error: no command 'bye'; did you mean 'buy'?");
}

static void close_stage(struct stage *s)
{
    vx_console_close(&s->console);
    fake_close(&s->fake);
}

/* ---- golden files ---- */

static void path_of(char *path, size_t size, const char *name)
{
    const char *root = getenv("VX_SRCDIR");
    snprintf(path, size, "%s/tests/screens/%s.txt", root ? root : ".", name);
}

static void write_golden(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

/* The first line that differs, for the message. */
static void say_difference(const char *name, const char *want, const char *got)
{
    for (int line = 1; *want || *got; line++) {
        size_t a = strcspn(want, "\n"), b = strcspn(got, "\n");
        if (a != b || memcmp(want, got, a) != 0) {
            print_error("%s:%d: want |%.*s|\n", name, line, (int)a, want);
            print_error("%s:%d: have |%.*s|\n", name, line, (int)b, got);
            return;
        }
        want += a + (want[a] == '\n');
        got += b + (got[b] == '\n');
    }
}

static void check_screen(struct stage *s, const char *name)
{
    static char text[DUMP_MAX], want[DUMP_MAX];
    char path[512];
    FILE *out = fmemopen(text, sizeof text, "w");
    assert_non_null(out);
    vx_surface_dump(&s->console.surface, out);
    assert_int_equal(fclose(out), 0);
    path_of(path, sizeof path, name);
    if (getenv("VX_SCREENS_WRITE")) {
        write_golden(path, text);
        return;
    }
    FILE *in = fopen(path, "r");
    if (!in)
        fail_msg("%s is missing: VX_SCREENS_WRITE=1 writes it", path);
    want[fread(want, 1, sizeof want - 1, in)] = '\0';
    fclose(in);
    if (strcmp(want, text) != 0) {
        say_difference(name, want, text);
        fail_msg("%s differs from tests/screens", name);
    }
}

/* ---- every layout at three sizes, in UTF-8 and ASCII ---- */

static const struct {
    int rows, cols;
} sizes[] = {{24, 80}, {34, 120}, {60, 200}};

static void check_layouts(enum vx_glyph_level level, const char *charset)
{
    struct stage s;
    char name[64];
    for (size_t i = 0; i < VX_LEN(sizes); i++) {
        open_stage(&s, sizes[i].rows, sizes[i].cols, 1);
        s.console.glyphs = &vx_glyph_sets[level];
        for (int frame = 0; frame < FRAMES; frame++)
            step(&s);
        for (int preset = 0; preset < VX_PRESETS; preset++) {
            s.console.scene.preset = (enum vx_preset)preset;
            vx_console_frame(&s.console, s.wall_ns);
            snprintf(name, sizeof name, "%s-%dx%d-%s", vx_preset_name((enum vx_preset)preset),
                     sizes[i].cols, sizes[i].rows, charset);
            check_screen(&s, name);
        }
        close_stage(&s);
    }
}

static void layouts_in_utf8(void **state)
{
    (void)state;
    check_layouts(VX_GLYPHS_BRAILLE, "utf8");
}

static void layouts_in_ascii(void **state)
{
    (void)state;
    check_layouts(VX_GLYPHS_ASCII, "ascii");
}

static void no_byte_of_ascii_is_above_126(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s, 60, 200, 1);
    s.console.glyphs = &vx_glyph_sets[VX_GLYPHS_ASCII];
    for (int frame = 0; frame < 60; frame++) {
        s.console.scene.preset = (enum vx_preset)(frame % VX_PRESETS);
        step(&s);
        for (int i = 0; i < s.console.surface.rows * s.console.surface.cols; i++)
            assert_true(s.console.surface.cell[i].glyph < 127);
    }
    close_stage(&s);
}

static void one_pane_at_a_time(void **state)
{
    struct stage s;
    char name[64];
    (void)state;
    open_stage(&s, 24, 80, 1);
    s.console.scene.preset = VX_PRESET_ONE;
    for (int frame = 0; frame < FRAMES; frame++)
        step(&s);
    for (int pane = 0; pane < VX_PANES; pane++) {
        s.console.scene.focus = (enum vx_pane)pane;
        vx_console_frame(&s.console, s.wall_ns);
        snprintf(name, sizeof name, "pane-%s", vx_pane_rows[pane].name);
        for (char *p = name; *p; p++)
            *p = *p == ' ' ? '_' : *p;
        check_screen(&s, name);
    }
    close_stage(&s);
}

/* ---- situations ---- */

static void a_sparse_book_is_shown_by_levels(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s, 34, 120, 9);
    for (int frame = 0; frame < 40; frame++)
        step(&s);
    check_screen(&s, "sparse-120x34");
    close_stage(&s);
}

static void an_empty_engine_invites(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s, 24, 80, 1);
    struct vx_panel *full = s.fake.panel, *empty;
    assert_int_equal(vx_panel_open(&empty), 0);
    s.options.panel = empty;
    s.console.scene.panel = empty;
    vx_console_frame(&s.console, s.wall_ns);
    check_screen(&s, "empty-80x24");
    s.fake.panel = full;
    close_stage(&s);
    vx_panel_close(empty);
}

static void frozen_and_paused_look_different(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s, 24, 80, 1);
    for (int frame = 0; frame < 40; frame++)
        step(&s);
    s.line_state.front.frozen = true;
    vx_console_frame(&s.console, s.wall_ns);
    check_screen(&s, "frozen-80x24");
    s.line_state.front.frozen = false;
    vx_put(&s.fake.panel->ingress.paused, 1);
    vx_console_frame(&s.console, s.wall_ns);
    check_screen(&s, "paused-80x24");
    vx_put(&s.fake.panel->ingress.halted, 1);
    vx_put(&s.fake.panel->ingress.dropped, 1234567);
    s.line_state.front.recording = true;
    vx_console_frame(&s.console, s.wall_ns);
    check_screen(&s, "halted-80x24");
    close_stage(&s);
}

static void a_frozen_view_does_not_move(void **state)
{
    struct stage s;
    static struct vx_cell before[24 * 80];
    (void)state;
    open_stage(&s, 24, 80, 1);
    for (int frame = 0; frame < 40; frame++)
        step(&s);
    s.line_state.front.frozen = true;
    step(&s);
    memcpy(before, s.console.surface.cell, sizeof before);
    for (int frame = 0; frame < 20; frame++)
        step(&s);
    assert_memory_equal(before, s.console.surface.cell, sizeof before);
    s.line_state.front.frozen = false;
    step(&s);
    assert_memory_not_equal(before, s.console.surface.cell, sizeof before);
    close_stage(&s);
}

static void the_prompt_helps(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s, 24, 80, 1);
    step(&s);
    fake_line_type(&s.line_state, L"re");
    s.line_state.hint = "rate, replace, resume";
    s.line_state.candidates = 2;
    strcpy(s.line_state.candidate[0].text, "replace");
    strcpy(s.line_state.candidate[0].help, "replace ID|NAME [qty=] [price=]");
    strcpy(s.line_state.candidate[1].text, "resume");
    strcpy(s.line_state.candidate[1].help, "let the engine go on");
    vx_console_frame(&s.console, s.wall_ns);
    check_screen(&s, "popup-80x24");
    s.line_state.candidates = 0;
    s.line_state.search = L"bck:re";
    vx_console_frame(&s.console, s.wall_ns);
    check_screen(&s, "search-80x24");
    s.line_state.search = NULL;
    s.line_state.question = "cancel all 2 own orders?";
    vx_console_frame(&s.console, s.wall_ns);
    check_screen(&s, "question-80x24");
    close_stage(&s);
}

static void a_long_line_scrolls_sideways(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s, 24, 80, 1);
    for (size_t i = 0; i < 300; i++)
        s.line_state.text[i] = (wchar_t)(L'a' + i % 26);
    s.line_state.len = 300;
    for (size_t cursor = 0; cursor <= 300; cursor++) {
        s.line_state.cursor = cursor;
        vx_console_frame(&s.console, s.wall_ns);
        const struct vx_surface *f = &s.console.surface;
        assert_int_equal(f->cursor_row, s.console.scene.layout.prompt.row);
        assert_true(f->cursor_col >= 8 && f->cursor_col < 80);
        if (cursor < 300)
            assert_int_equal(vx_surface_at(f, f->cursor_row, f->cursor_col)->glyph,
                             'a' + cursor % 26);
    }
    close_stage(&s);
}

static void help_comes_from_the_tables(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s, 24, 80, 1);
    s.console.scene.mode = VX_MODE_HELP;
    step(&s);
    check_screen(&s, "help-80x24");
    s.console.scene.help.top = 1000;
    step(&s);
    check_screen(&s, "help-end-80x24");
    close_stage(&s);
}

static void too_small_says_so(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s, 10, 50, 1);
    step(&s);
    check_screen(&s, "small-50x10");
    vx_surface_resize(&s.console.surface, 3, 10);
    step(&s);
    check_screen(&s, "small-10x3");
    vx_surface_resize(&s.console.surface, 1, 1);
    step(&s);
    vx_surface_resize(&s.console.surface, 16, 60);
    step(&s);
    check_screen(&s, "least-60x16");
    close_stage(&s);
}

static void what_the_log_shows_is_harmless(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s, 24, 80, 1);
    vx_log_add(&s.console.log, 3000000000u, VX_SAY_DATA, "\x1b]0;owned\x07 and \xe2\x80\xae back");
    step(&s);
    for (int i = 0; i < s.console.surface.rows * s.console.surface.cols; i++)
        assert_true(s.console.surface.cell[i].glyph >= ' ' &&
                    s.console.surface.cell[i].glyph != 0x202e);
    check_screen(&s, "harmless-80x24");
    close_stage(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts_in_utf8),
        cmocka_unit_test(layouts_in_ascii),
        cmocka_unit_test(no_byte_of_ascii_is_above_126),
        cmocka_unit_test(one_pane_at_a_time),
        cmocka_unit_test(a_sparse_book_is_shown_by_levels),
        cmocka_unit_test(an_empty_engine_invites),
        cmocka_unit_test(frozen_and_paused_look_different),
        cmocka_unit_test(a_frozen_view_does_not_move),
        cmocka_unit_test(the_prompt_helps),
        cmocka_unit_test(a_long_line_scrolls_sideways),
        cmocka_unit_test(help_comes_from_the_tables),
        cmocka_unit_test(too_small_says_so),
        cmocka_unit_test(what_the_log_shows_is_harmless),
    };
    if (!setlocale(LC_CTYPE, "C.UTF-8")) {
        print_message("there is no C.UTF-8 locale here: skipped\n");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
