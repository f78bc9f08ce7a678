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
#include "tests/tui/terminal.h"
#include "tui/console.h"
#include "tui/writer.h"

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
    snprintf(path, size, "%s/tests/screens/%s%s", root ? root : ".", name,
             strstr(name, ".look") ? "" : ".txt");
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

/* What `write` writes is what the file in tests/screens holds. */
static void check_golden(const char *name, void (*write)(void *what, FILE *out), void *what)
{
    static char text[DUMP_MAX], want[DUMP_MAX];
    char path[512];
    FILE *out = fmemopen(text, sizeof text, "w");
    assert_non_null(out);
    write(what, out);
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

static void write_text(void *what, FILE *out)
{
    vx_surface_dump(what, out);
}

static void check_screen(struct stage *s, const char *name)
{
    check_golden(name, write_text, &s->console.surface);
}

/* ---- the terminal behind it ---- */

/* What the writer sends to a terminal of some theme, and what that terminal shows. */
struct viewer {
    enum vx_theme theme;
    const char *name;
    struct vx_outlet outlet;
    struct vx_writer writer;
    struct terminal terminal;
    struct vx_cell shown[TERMINAL_CELLS];
};

static void open_viewer(struct viewer *v, int rows, int cols)
{
    v->outlet = (struct vx_outlet){0};
    vx_writer_init(&v->writer, &v->outlet, true);
    for (int i = 0; i < VX_STYLES; i++)
        vx_writer_look(&v->writer, (enum vx_style)i, vx_theme_paint(v->theme, (enum vx_style)i),
                       true, 15);
    terminal_open(&v->terminal, rows, cols);
    for (int i = 0; i < rows * cols; i++)
        v->shown[i] = (struct vx_cell){.glyph = ' ', .style = VX_STYLE_TEXT};
    vx_writer_clear(&v->writer);
}

static void close_viewer(struct viewer *v)
{
    free(v->outlet.bytes);
}

/* The terminal shows each cell of the surface as its style is painted. */
static void look(struct viewer *v, const struct vx_surface *f)
{
    for (int row = 0; row < f->rows; row++)
        vx_writer_row(&v->writer, row, vx_surface_at(f, row, 0), &v->shown[row * f->cols], f->cols);
    vx_writer_end(&v->writer, -1, 0);
    terminal_take(&v->terminal, v->outlet.bytes, v->outlet.len);
    vx_outlet_clear(&v->outlet);
    for (int row = 0; row < f->rows; row++)
        for (int col = 0; col < f->cols; col++) {
            const struct vx_cell *cell = vx_surface_at(f, row, col);
            const struct vx_paint paint = vx_theme_paint(v->theme, cell->style);
            terminal_check(&v->terminal, row, col, cell, &paint);
        }
}

static void write_looks(void *what, FILE *out)
{
    terminal_dump_looks(what, out);
}

/* ---- every layout at three sizes, in UTF-8 and ASCII ---- */

static const struct {
    int rows, cols;
} sizes[] = {{24, 80}, {40, 120}, {60, 200}};

static struct viewer viewers[] = {{.theme = VX_THEME_MONO, .name = "mono"},
                                  {.theme = VX_THEME_PALETTE, .name = NULL},
                                  {.theme = VX_THEME_RICH, .name = "256"}};

/* One layout as text, and on terminals of three kinds; two of them are kept in a file. */
static void check_layout(struct stage *s, enum vx_preset preset, const char *charset)
{
    char name[80];
    const struct vx_surface *f = &s->console.surface;
    s->console.scene.preset = preset;
    vx_console_frame(&s->console, s->wall_ns);
    snprintf(name, sizeof name, "%s-%dx%d-%s", vx_preset_name(preset), f->cols, f->rows, charset);
    check_screen(s, name);
    for (size_t i = 0; i < VX_LEN(viewers); i++) {
        s->console.theme = viewers[i].theme;
        vx_console_frame(&s->console, s->wall_ns);
        look(&viewers[i], f);
        if (!viewers[i].name)
            continue;
        snprintf(name, sizeof name, "%s-%dx%d-%s-%s.look", vx_preset_name(preset), f->cols, f->rows,
                 charset, viewers[i].name);
        check_golden(name, write_looks, &viewers[i].terminal);
    }
    s->console.theme = VX_THEME_MONO;
}

static void check_layouts(enum vx_glyph_level level, const char *charset)
{
    struct stage s;
    for (size_t i = 0; i < VX_LEN(sizes); i++) {
        open_stage(&s, sizes[i].rows, sizes[i].cols, 1);
        s.console.glyphs = &vx_glyph_sets[level];
        for (size_t k = 0; k < VX_LEN(viewers); k++)
            open_viewer(&viewers[k], sizes[i].rows, sizes[i].cols);
        for (int frame = 0; frame < FRAMES; frame++)
            step(&s);
        for (int preset = 0; preset < VX_PRESETS; preset++)
            check_layout(&s, (enum vx_preset)preset, charset);
        for (size_t k = 0; k < VX_LEN(viewers); k++)
            close_viewer(&viewers[k]);
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

static void check_panes(int rows, int cols, enum vx_glyph_level level, const char *charset)
{
    struct stage s;
    char name[80];
    open_stage(&s, rows, cols, 1);
    s.console.glyphs = &vx_glyph_sets[level];
    s.console.scene.preset = VX_PRESET_ONE;
    for (int frame = 0; frame < FRAMES; frame++)
        step(&s);
    for (size_t k = 0; k < VX_LEN(viewers); k++)
        open_viewer(&viewers[k], rows, cols);
    for (int pane = 0; pane < VX_PANES; pane++) {
        s.console.scene.focus = (enum vx_pane)pane;
        vx_console_frame(&s.console, s.wall_ns);
        snprintf(name, sizeof name, "pane-%s-%dx%d-%s", vx_pane_rows[pane].word, cols, rows,
                 charset);
        check_screen(&s, name);
        for (size_t k = 0; k < VX_LEN(viewers); k++) {
            s.console.theme = viewers[k].theme;
            vx_console_frame(&s.console, s.wall_ns);
            look(&viewers[k], &s.console.surface);
        }
        s.console.theme = VX_THEME_MONO;
    }
    for (size_t k = 0; k < VX_LEN(viewers); k++)
        close_viewer(&viewers[k]);
    close_stage(&s);
}

static void one_pane_at_a_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < VX_LEN(sizes); i++) {
        check_panes(sizes[i].rows, sizes[i].cols, VX_GLYPHS_BRAILLE, "utf8");
        check_panes(sizes[i].rows, sizes[i].cols, VX_GLYPHS_ASCII, "ascii");
    }
}

/* Panel mode, cursor and search in the focused pane. */
static void the_focused_pane_has_a_cursor(void **state)
{
    struct stage s;
    char why[96];
    (void)state;
    open_stage(&s, 24, 80, 1);
    for (int frame = 0; frame < 40; frame++)
        step(&s);
    struct viewer *v = &viewers[2];
    open_viewer(v, 24, 80);
    s.console.theme = v->theme;
    s.console.scene.mode = VX_MODE_PANEL;
    vx_console_change(&s.console, VX_VIEW_SCROLL, "up", why, sizeof why);
    vx_console_change(&s.console, VX_VIEW_SCROLL, "up", why, sizeof why);
    vx_console_frame(&s.console, s.wall_ns);
    check_screen(&s, "cursor-80x24");
    look(v, &s.console.surface);
    check_golden("cursor-80x24.look", write_looks, &v->terminal);
    vx_console_change(&s.console, VX_VIEW_ZOOM, "metrics", why, sizeof why);
    vx_console_change(&s.console, VX_VIEW_FIND, "ring.book", why, sizeof why);
    s.console.scene.mode = VX_MODE_FIND;
    vx_console_frame(&s.console, s.wall_ns);
    vx_console_frame(&s.console, s.wall_ns);
    check_screen(&s, "find-80x24");
    look(v, &s.console.surface);
    check_golden("find-80x24.look", write_looks, &v->terminal);
    close_viewer(v);
    close_stage(&s);
}

/* ---- situations ---- */

static void a_sparse_book_is_shown_by_levels(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s, 40, 120, 9);
    for (int frame = 0; frame < 40; frame++)
        step(&s);
    check_screen(&s, "sparse-120x40");
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
    s.console.scene.panel = s.console.scene.engine = empty;
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

/* Where one looks: so long before now. */
static void look_back(struct stage *s, uint64_t by_ns)
{
    s->line_state.moment = (struct vx_line_moment){
        .where = {.away = true,
                  .known = true,
                  .seq = vx_get(&s->fake.panel->book.answered),
                  .t_ns = s->fake.now_ns,
                  .now_ns = s->fake.now_ns + by_ns},
        .panel = s->fake.panel,
    };
}

static void the_past_looks_like_nothing_else(void **state)
{
    static struct vx_view before;
    struct stage s;
    char name[40];
    (void)state;
    for (size_t i = 0; i < VX_LEN(sizes); i++) {
        open_stage(&s, sizes[i].rows, sizes[i].cols, 1);
        struct viewer *v = &viewers[2];
        open_viewer(v, sizes[i].rows, sizes[i].cols);
        s.console.theme = v->theme;
        for (int frame = 0; frame < 60; frame++)
            step(&s);
        vx_view_take(&before, s.fake.panel);
        for (int frame = 0; frame < 30; frame++)
            step(&s);
        vx_log_add(&s.console.log, s.fake.now_ns / 2, VX_SAY_ALERT, "alert 1: book.spread > 0.10");
        look_back(&s, 12300000000);
        s.line_state.moment.before = &before;
        vx_put(&s.fake.panel->moment, VX_MOMENT_PAST);
        vx_console_frame(&s.console, s.wall_ns);
        snprintf(name, sizeof name, "past-%dx%d", sizes[i].cols, sizes[i].rows);
        check_screen(&s, name);
        look(v, &s.console.surface);
        snprintf(name, sizeof name, "past-%dx%d.look", sizes[i].cols, sizes[i].rows);
        check_golden(name, write_looks, &v->terminal);
        /* of what the journal alone does not tell, nothing is made up */
        vx_put(&s.fake.panel->moment, VX_MOMENT_BARE);
        s.line_state.moment.before = NULL;
        s.line_state.moment.where.seq--;
        s.line_state.moment.where.speed = 10000;
        vx_console_frame(&s.console, s.wall_ns + 1000000000);
        snprintf(name, sizeof name, "past-bare-%dx%d", sizes[i].cols, sizes[i].rows);
        check_screen(&s, name);
        close_viewer(v);
        close_stage(&s);
    }
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
    s.line_state.question = "cancel all side=sell owner=65535 instr=12: take all these orders off "
                            "the book?"; /* longer than the row: its answers are not cut */
    vx_console_frame(&s.console, s.wall_ns);
    check_screen(&s, "question-long-80x24");
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
    s.console.scene.preset = VX_PRESET_LATENCY;
    step(&s);
    check_screen(&s, "least-latency-60x16");
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

static int col_of(const struct vx_surface *f, const char *word)
{
    const int len = (int)strlen(word);
    for (int col = 0; col + len <= f->cols; col++) {
        int n = 0;
        while (n < len && vx_surface_at(f, 0, col + n)->glyph == (unsigned char)word[n])
            n++;
        if (n == len)
            return col;
    }
    return -1;
}

/* At 80 columns too, however many there were. */
static void drops_leave_the_latency_where_it_is(void **state)
{
    static const struct {
        uint64_t dropped;
        const char *said;
    } all[] = {{0, "drops 0 "},          {64, "drops 64 "},         {9999, "drops 9999 "},
               {12345, "drops 12k "},    {123456, "drops 123k "},   {1234567, "drops 1.2M "},
               {12345678, "drops 12M "}, {UINT64_MAX, "drops 18E "}};
    struct stage s;
    (void)state;
    open_stage(&s, 24, 80, 1);
    for (int frame = 0; frame < FRAMES; frame++)
        step(&s);
    const int col = col_of(&s.console.surface, "p99");
    assert_true(col > 0);
    for (size_t i = 0; i < VX_LEN(all); i++) {
        vx_put(&s.fake.panel->ingress.dropped, all[i].dropped);
        for (int frame = 0; frame < 12; frame++) /* the counters shown have a beat */
            step(&s);
        if (col_of(&s.console.surface, all[i].said) < 0)
            fail_msg("not said: '%s'", all[i].said);
        assert_int_equal(col_of(&s.console.surface, "p99"), col);
    }
    close_stage(&s);
}

static void check_title(const struct vx_surface *f, const struct vx_rect *at)
{
    for (int col = at->col; col < at->col + at->cols; col++)
        assert_true(vx_surface_at(f, at->row, col)->glyph != 0x2026);
}

/* What has no room in a title is left out by words. */
static void no_title_is_cut_in_a_word(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s, 40, 60, 1);
    for (int frame = 0; frame < FRAMES; frame++)
        step(&s);
    for (int i = 0; i < 36 * VX_PRESETS; i++) {
        assert_int_equal(vx_surface_resize(&s.console.surface, 40, 60 + i / VX_PRESETS * 4), 0);
        s.console.scene.preset = (enum vx_preset)(i % VX_PRESETS);
        vx_console_frame(&s.console, s.wall_ns);
        const struct vx_layout *l = &s.console.scene.layout;
        for (unsigned k = 0; k < l->slots; k++)
            check_title(&s.console.surface, &l->slot[k].at);
    }
    close_stage(&s);
}

static void an_answer_covers_the_panes_above(void **state)
{
    static const int large[][2] = {{24, 80}, {43, 132}};
    char name[32], text[80];
    (void)state;
    for (size_t i = 0; i < VX_LEN(large); i++) {
        struct stage s;
        open_stage(&s, large[i][0], large[i][1], 1);
        for (int frame = 0; frame < FRAMES; frame++)
            step(&s);
        vx_log_add(&s.console.log, 7000000000u, VX_SAY_ECHO, "show stages");
        for (int row = 1; row <= 9; row++) {
            snprintf(text, sizeof text, "row %d of a table that is made for terminals of eighty %s",
                     row, "columns: 123456");
            vx_log_add(&s.console.log, 7000000000u, VX_SAY_DATA, text);
        }
        s.console.scene.answer = 10;
        s.console.scene.answer_end = s.console.log.written;
        step(&s);
        snprintf(name, sizeof name, "answer-%dx%d", large[i][1], large[i][0]);
        check_screen(&s, name);
        close_stage(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts_in_utf8),
        cmocka_unit_test(layouts_in_ascii),
        cmocka_unit_test(no_byte_of_ascii_is_above_126),
        cmocka_unit_test(one_pane_at_a_time),
        cmocka_unit_test(the_focused_pane_has_a_cursor),
        cmocka_unit_test(a_sparse_book_is_shown_by_levels),
        cmocka_unit_test(an_empty_engine_invites),
        cmocka_unit_test(frozen_and_paused_look_different),
        cmocka_unit_test(the_past_looks_like_nothing_else),
        cmocka_unit_test(a_frozen_view_does_not_move),
        cmocka_unit_test(the_prompt_helps),
        cmocka_unit_test(a_long_line_scrolls_sideways),
        cmocka_unit_test(help_comes_from_the_tables),
        cmocka_unit_test(too_small_says_so),
        cmocka_unit_test(what_the_log_shows_is_harmless),
        cmocka_unit_test(no_title_is_cut_in_a_word),
        cmocka_unit_test(an_answer_covers_the_panes_above),
        cmocka_unit_test(drops_leave_the_latency_where_it_is),
    };
    if (!setlocale(LC_CTYPE, "C.UTF-8")) {
        print_message("there is no C.UTF-8 locale here: skipped\n");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
