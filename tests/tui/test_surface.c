/*
 * test_surface.c: text made harmless, cells, lines, bars: what every pane draws with.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tui/compose.h"
#include "tui/draw.h"
#include "tui/figure.h"
#include "tui/text.h"

struct sheet {
    struct vx_surface surface;
    struct vx_area area;
    char text[4096];
};

static void open_sheet(struct sheet *s, int rows, int cols, enum vx_glyph_level level)
{
    memset(s, 0, sizeof *s);
    assert_int_equal(vx_surface_resize(&s->surface, rows, cols), 0);
    s->area = (struct vx_area){
        .surface = &s->surface, .glyphs = &vx_glyph_sets[level], .at = {0, 0, rows, cols}};
}

/* What is drawn, rows ended by newlines. */
static const char *look(struct sheet *s)
{
    FILE *out = fmemopen(s->text, sizeof s->text, "w");
    assert_non_null(out);
    vx_surface_dump(&s->surface, out);
    fclose(out);
    return s->text;
}

static void check_rune(const char *text, uint32_t code, unsigned bytes, unsigned width)
{
    struct vx_rune r = vx_text_next(text, strlen(text));
    assert_int_equal(r.code, code);
    assert_int_equal(r.bytes, bytes);
    assert_int_equal(r.width, width);
}

static void utf8_is_taken_apart(void **state)
{
    (void)state;
    check_rune("a", 'a', 1, 1);
    check_rune("\xc2\xb5", 0xb5, 2, 1);
    check_rune("\xe2\x89\xa5", 0x2265, 3, 1);
    check_rune("\xe6\xbc\xa2", 0x6f22, 3, 2);
    check_rune("\xf0\x9f\x98\x80", 0x1f600, 4, 2);
}

static void what_is_no_utf8_is_a_byte(void **state)
{
    (void)state;
    check_rune("\xff", 0xff, 1, 0);
    check_rune("\xc0\xaf", 0xc0, 1, 0);     /* too long a form */
    check_rune("\xed\xa0\x80", 0xed, 1, 0); /* half of a pair */
    check_rune("\xe2\x89", 0xe2, 1, 0);     /* cut off */
    check_rune("\xf4\x90\x80\x80", 0xf4, 1, 0);
}

static void nothing_that_controls_a_terminal_gets_through(void **state)
{
    struct sheet s;
    (void)state;
    open_sheet(&s, 1, 60, VX_GLYPHS_BRAILLE);
    vx_draw_text(&s.area, 0, 0, VX_STYLE_TEXT, "a\x1b[2J\r\n\x7f\xc2\x9b\xe2\x80\xae\xffz");
    assert_string_equal(look(&s), "a\\x1b[2J\\x0d\\x0a\\x7f\\x9b\\u{202e}\\xffz\n");
    assert_int_equal(vx_text_columns("\x1b"), 4);
    vx_surface_fini(&s.surface);
}

static void ascii_shows_nothing_else(void **state)
{
    struct sheet s;
    (void)state;
    open_sheet(&s, 1, 30, VX_GLYPHS_ASCII);
    vx_draw_text(&s.area, 0, 0, VX_STYLE_TEXT, "5 \xc2\xb5s");
    assert_string_equal(look(&s), "5 \\xb5s\n");
    vx_surface_fini(&s.surface);
}

static void wide_characters_take_two_cells(void **state)
{
    struct sheet s;
    (void)state;
    open_sheet(&s, 1, 5, VX_GLYPHS_BRAILLE);
    int col = vx_draw_text(&s.area, 0, 0, VX_STYLE_TEXT, "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2");
    assert_int_equal(col, 6);
    assert_int_equal(vx_surface_at(&s.surface, 0, 1)->flags, VX_CELL_TAIL);
    /* the third would stick out by half: a blank stands there */
    assert_int_equal(vx_surface_at(&s.surface, 0, 4)->glyph, ' ');
    vx_surface_fini(&s.surface);
}

static void drawing_is_clipped_to_the_area(void **state)
{
    struct sheet s;
    (void)state;
    open_sheet(&s, 3, 6, VX_GLYPHS_ASCII);
    struct vx_area part = vx_area_part(&s.area, 1, 2, 1, 3);
    vx_draw_text(&part, 0, -1, VX_STYLE_TEXT, "abcdef");
    vx_draw_text(&part, -1, 0, VX_STYLE_TEXT, "x");
    vx_draw_text(&part, 1, 0, VX_STYLE_TEXT, "x");
    assert_string_equal(look(&s), "\n  bcd\n\n");
    struct vx_area none = vx_area_part(&part, 5, 9, 4, 4);
    assert_int_equal(none.at.rows, 0);
    assert_int_equal(none.at.cols, 0);
    vx_draw_text(&none, 0, 0, VX_STYLE_TEXT, "x");
    assert_string_equal(look(&s), "\n  bcd\n\n");
    vx_surface_fini(&s.surface);
}

static void cut_text_says_so(void **state)
{
    struct sheet s;
    (void)state;
    open_sheet(&s, 2, 8, VX_GLYPHS_ASCII);
    assert_int_equal(vx_draw_cut(&s.area, 0, 1, 5, VX_STYLE_TEXT, "abcdefgh"), 6);
    assert_int_equal(vx_draw_cut(&s.area, 1, 1, 5, VX_STYLE_TEXT, "abcde"), 6);
    assert_string_equal(look(&s), " abcd~\n abcde\n");
    vx_surface_fini(&s.surface);
}

static void lines_join(void **state)
{
    struct sheet s;
    (void)state;
    open_sheet(&s, 3, 5, VX_GLYPHS_BRAILLE);
    vx_draw_rule(&s.area, 0, 0, 5);
    vx_draw_rule(&s.area, 2, 0, 5);
    vx_draw_post(&s.area, 0, 2, 3);
    assert_string_equal(look(&s), "──┬──\n  │\n──┴──\n");
    vx_draw_rule(&s.area, 1, 2, 3);
    assert_string_equal(look(&s), "──┬──\n  ├──\n──┴──\n");
    vx_surface_fini(&s.surface);
}

static void bars_fill_by_eighths(void **state)
{
    struct sheet s;
    (void)state;
    open_sheet(&s, 6, 4, VX_GLYPHS_BRAILLE);
    vx_draw_bar(&s.area, &(struct vx_strip){0, 0, 4, VX_STYLE_TEXT}, 0, 100);
    vx_draw_bar(&s.area, &(struct vx_strip){1, 0, 4, VX_STYLE_TEXT}, 1,
                1000000); /* something never looks like nothing */
    vx_draw_bar(&s.area, &(struct vx_strip){2, 0, 4, VX_STYLE_TEXT}, 50, 100);
    vx_draw_bar(&s.area, &(struct vx_strip){3, 0, 4, VX_STYLE_TEXT}, 36, 64);
    vx_draw_bar(&s.area, &(struct vx_strip){4, 0, 4, VX_STYLE_TEXT}, 200, 100);
    vx_draw_bar(&s.area, &(struct vx_strip){5, 0, 4, VX_STYLE_TEXT}, 5, 0);
    assert_string_equal(look(&s), "\n▏\n██\n██▎\n████\n\n");
    vx_surface_fini(&s.surface);
}

static void bars_grow_from_the_right_too(void **state)
{
    struct sheet s;
    (void)state;
    open_sheet(&s, 2, 4, VX_GLYPHS_BRAILLE);
    vx_draw_bar_back(&s.area, &(struct vx_strip){0, 0, 4, VX_STYLE_TEXT}, 11, 32);
    /* one whole cell, and three eighths: five eighths of blank, in reverse */
    assert_string_equal(look(&s), "  ▋█\n\n");
    assert_int_equal(vx_surface_at(&s.surface, 0, 2)->flags, VX_CELL_REVERSE);
    assert_int_equal(vx_surface_at(&s.surface, 0, 3)->flags, 0);
    vx_surface_fini(&s.surface);
    open_sheet(&s, 1, 4, VX_GLYPHS_ASCII);
    vx_draw_bar_back(&s.area, &(struct vx_strip){0, 0, 4, VX_STYLE_TEXT}, 12, 32);
    assert_string_equal(look(&s), "  -=\n");
    assert_int_equal(vx_surface_at(&s.surface, 0, 2)->flags, 0);
    vx_surface_fini(&s.surface);
}

static void a_gauge_marks_its_high_water(void **state)
{
    struct sheet s;
    (void)state;
    open_sheet(&s, 2, 8, VX_GLYPHS_ASCII);
    vx_draw_gauge(&s.area, &(struct vx_strip){0, 0, 8, VX_STYLE_GAUGE}, 2, 6, 8);
    vx_draw_gauge(&s.area, &(struct vx_strip){1, 0, 8, VX_STYLE_GAUGE}, 0, 0, 8);
    assert_string_equal(look(&s), "==...|..\n........\n");
    vx_surface_fini(&s.surface);
}

static void a_spark_line_ends_with_the_newest(void **state)
{
    struct sheet s;
    const uint64_t values[] = {8, 4, 1, 0};
    (void)state;
    open_sheet(&s, 2, 6, VX_GLYPHS_BRAILLE);
    vx_draw_spark(&s.area, &(struct vx_strip){0, 0, 6, VX_STYLE_GAUGE}, values, 4, 8);
    vx_draw_spark(&s.area, &(struct vx_strip){1, 0, 2, VX_STYLE_GAUGE}, values, 3, 8);
    assert_string_equal(look(&s), "  █▄▁\n▄▁\n");
    vx_surface_fini(&s.surface);
}

static void what_is_steady_stands_half_high(void **state)
{
    struct sheet s;
    const uint64_t steady[] = {7, 7, 7, 7}, peak[] = {1, 1, 8, 1};
    (void)state;
    open_sheet(&s, 2, 4, VX_GLYPHS_BRAILLE);
    vx_draw_history(&s.area, &(struct vx_strip){0, 0, 4, VX_STYLE_GAUGE}, steady, 4);
    vx_draw_history(&s.area, &(struct vx_strip){1, 0, 4, VX_STYLE_GAUGE}, peak, 4);
    assert_string_equal(look(&s), "▄▄▄▄\n▁▁█▁\n");
    vx_surface_fini(&s.surface);
}

static void graphs_use_every_row(void **state)
{
    struct sheet s;
    const uint64_t values[] = {1, 2, 3, 4};
    (void)state;
    open_sheet(&s, 2, 4, VX_GLYPHS_ASCII);
    vx_draw_graph(&s.area, VX_STYLE_GAUGE, values, 4, 4);
    assert_string_equal(look(&s), "  -#\n-###\n");
    vx_surface_fini(&s.surface);
    open_sheet(&s, 1, 2, VX_GLYPHS_BRAILLE);
    vx_draw_graph(&s.area, VX_STYLE_GAUGE, values, 4, 4);
    assert_string_equal(look(&s), "⣠⣾\n");
    vx_surface_fini(&s.surface);
}

static void every_style_of_every_theme_has_a_paint(void **state)
{
    (void)state;
    for (int t = 0; t < VX_THEMES; t++)
        for (int i = 0; i < VX_STYLES; i++) {
            struct vx_paint p = vx_theme_paint((enum vx_theme)t, (enum vx_style)i);
            assert_true(p.ink >= -1 && p.paper >= -1);
            assert_true(p.ink < 256 && p.paper < 256);
            if (t == VX_THEME_MONO)
                assert_true(p.ink == -1 && p.paper == -1);
            else if (!vx_theme_ramps((enum vx_theme)t))
                assert_true(p.ink < 8 && p.paper < 8);
        }
}

static void without_colours_meaning_stays(void **state)
{
    (void)state;
    assert_int_equal(vx_theme_paint(VX_THEME_MONO, VX_STYLE_BAD).attributes, VX_ATTR_REVERSE);
    assert_int_equal(vx_theme_paint(VX_THEME_MONO, VX_STYLE_FROZEN).attributes, VX_ATTR_REVERSE);
    assert_int_equal(vx_theme_paint(VX_THEME_MONO, VX_STYLE_FAINT).attributes, VX_ATTR_DIM);
    assert_int_equal(vx_theme_paint(VX_THEME_MONO, VX_STYLE_OWN).attributes, VX_ATTR_BOLD);
}

static void themes_are_chosen_by_what_the_terminal_can(void **state)
{
    (void)state;
    assert_int_equal(vx_theme_choose(256, true), VX_THEME_RICH);
    assert_int_equal(vx_theme_choose(16, true), VX_THEME_PALETTE);
    assert_int_equal(vx_theme_choose(8, true), VX_THEME_PALETTE);
    assert_int_equal(vx_theme_choose(0, true), VX_THEME_MONO);
    assert_int_equal(vx_theme_choose(256, false), VX_THEME_MONO);
    for (int t = 0; t < VX_THEMES; t++)
        assert_int_equal(vx_theme_find(vx_theme_name((enum vx_theme)t)), t);
    assert_int_equal(vx_theme_find("plaid"), VX_THEMES);
}

static void glyphs_are_chosen_by_locale_and_terminal(void **state)
{
    (void)state;
    assert_int_equal(vx_glyphs_choose(false, true, "xterm")->level, VX_GLYPHS_BRAILLE);
    assert_int_equal(vx_glyphs_choose(false, true, "linux")->level, VX_GLYPHS_BLOCKS);
    assert_int_equal(vx_glyphs_choose(false, false, "xterm")->level, VX_GLYPHS_ASCII);
    assert_int_equal(vx_glyphs_choose(true, true, "xterm")->level, VX_GLYPHS_ASCII);
    const struct vx_glyph_set *ascii = &vx_glyph_sets[VX_GLYPHS_ASCII];
    for (int i = 0; i < VX_GLYPHS; i++)
        assert_true(ascii->glyph[i] >= ' ' && ascii->glyph[i] < 127);
    for (int i = 0; i < 16; i++)
        assert_true(ascii->line[i] >= ' ' && ascii->line[i] < 127);
    for (int i = 0; i <= VX_BAR_STEPS; i++)
        assert_true(ascii->bar[i] < 127 && ascii->spark[i] < 127);
}

static void check_figure(int (*figure)(char *, uint64_t), uint64_t value, const char *want)
{
    char text[VX_FIGURE];
    assert_int_equal(figure(text, value), strlen(want));
    assert_string_equal(text, want);
}

static void figures_have_a_width(void **state)
{
    char text[VX_FIGURE];
    (void)state;
    check_figure(vx_figure_count, 0, "0");
    check_figure(vx_figure_count, 99999, "99999");
    check_figure(vx_figure_count, 100000, "100k");
    check_figure(vx_figure_count, 1234567, "1.2M");
    check_figure(vx_figure_count, UINT64_MAX, "18.4E");
    for (uint64_t v = 1; v < UINT64_MAX / 10; v *= 10)
        for (uint64_t d = 1; d < 10; d++) {
            assert_true(vx_figure_count(text, v * d) <= 5);
            assert_true(vx_figure_count(text, v * d - 1) <= 5);
        }
    check_figure(vx_figure_rate, 0, "0/s");
    check_figure(vx_figure_rate, 999, "999/s");
    check_figure(vx_figure_rate, 1000, "1.0k/s");
    check_figure(vx_figure_rate, 99960, "100.0k/s");
    check_figure(vx_figure_rate, 999949, "999.9k/s");
    check_figure(vx_figure_rate, 999950, "1.00M/s");
    check_figure(vx_figure_rate, 12345678, "12.35M/s");
    check_figure(vx_figure_rate, UINT64_MAX, "max/s");
    check_figure(vx_figure_us, 0, "0.00");
    check_figure(vx_figure_us, 214, "0.21");
    check_figure(vx_figure_us, 999994, "999.99");
    check_figure(vx_figure_us, 1234567, "1234.6");
    check_figure(vx_figure_us, 12345678, "12346");
    check_figure(vx_figure_us, 999999499, "999999");
    check_figure(vx_figure_us, 12000000000u, "12 s");
    check_figure(vx_figure_clock, 3723000000000u, "01:02:03");
    check_figure(vx_figure_moment, 62003000000u, "01:02.003");
    assert_int_equal(vx_figure_change(text, -70, "-"), 3);
    assert_string_equal(text, "-70");
    vx_figure_change(text, 12000000, "-");
    assert_string_equal(text, "+12.0M");
    assert_int_equal(vx_figure_change(text, 0, "-"), 0);
}

static void prices_line_up(void **state)
{
    char text[VX_FIGURE];
    (void)state;
    vx_figure_price(text, 1000500, vx_figure_decimals(100));
    assert_string_equal(text, "100.05");
    vx_figure_price(text, 1000525, vx_figure_decimals(25));
    assert_string_equal(text, "100.0525");
    vx_figure_price(text, -12500, 2);
    assert_string_equal(text, "-1.25");
    vx_figure_percent(text, 1, 3);
    assert_string_equal(text, " 33%");
    vx_figure_percent(text, 1, 30000);
    assert_string_equal(text, " <1%");
    vx_figure_percent(text, 0, 0);
    assert_string_equal(text, "  0%");
    vx_figure_percent(text, 7, 7);
    assert_string_equal(text, "100%");
}

/* Without colours a map's shade says what its colour says: the least that is there is seen. */
static void a_ramp_has_no_step_that_is_blank(void **state)
{
    struct sheet s;
    (void)state;
    open_sheet(&s, 1, 20, VX_GLYPHS_ASCII);
    for (unsigned step = 1; step < VX_RAMP; step++)
        vx_draw_heat(&s.area, 0, (int)step, VX_STYLE_HEAT_TIME, step);
    assert_string_equal(look(&s), " ..::++#\n");
    assert_int_equal(vx_surface_at(&s.surface, 0, 3)->style, VX_STYLE_HEAT_TIME + 3);
    s.area.ramps = true;
    vx_draw_heat(&s.area, 0, 7, VX_STYLE_HEAT_TIME, 7);
    assert_int_equal(vx_surface_at(&s.surface, 0, 7)->glyph, ' ');
    vx_surface_fini(&s.surface);
}

#define BUY "buy QTY [@] PRICE|market [tif=gtc|ioc|fok|post] [owner=N] [id=N] [as NAME]"

/* What is said of the parameter at hand stays, and so does the parameter. */
static void a_hint_keeps_what_is_being_typed(void **state)
{
    static const struct {
        int cols;
        const char *hint, *row;
    } rows[] = {
        {79, "burst N [over DUR] - N: 1 to 9", "burst N [over DUR] - N: 1 to 9"},
        {120, BUY " - PRICE: tick 0.01", BUY " - PRICE: tick 0.01"},
        {79, BUY " - PRICE: tick 0.01",
         "buy QTY [@] PRICE|market [tif=gtc|ioc|fok|post] ... - PRICE: tick 0.01"},
        {79, BUY " - as: a name for the order", "buy ... [as NAME] - as: a name for the order"},
        {79, BUY " - owner: whose it is, and much more than a row could ever hold of it",
         "buy ... [owner=N] [id=N] [as NAME]"
         " - owner: whose it is, and much more than a row could ever hold of it"},
        {62, "show book|bundles|feed|latency|metrics|orders|rejects|rings [N] - WHAT: book or feed",
         "show ... - WHAT: book or feed"},
        {62, BUY " - tif: gtc, ioc, fok or post", "buy ... - tif: gtc, ioc, fok or post"},
        {20, "a setting 1..60 - what it is for: anything",
         "a setting 1..60 - what it is for: anything"},
    };
    (void)state;
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        char row[192];
        vx_hint_fit(rows[i].hint, rows[i].cols, row, sizeof row);
        assert_string_equal(row, rows[i].row);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ramp_has_no_step_that_is_blank),
        cmocka_unit_test(a_hint_keeps_what_is_being_typed),
        cmocka_unit_test(utf8_is_taken_apart),
        cmocka_unit_test(what_is_no_utf8_is_a_byte),
        cmocka_unit_test(nothing_that_controls_a_terminal_gets_through),
        cmocka_unit_test(ascii_shows_nothing_else),
        cmocka_unit_test(wide_characters_take_two_cells),
        cmocka_unit_test(drawing_is_clipped_to_the_area),
        cmocka_unit_test(cut_text_says_so),
        cmocka_unit_test(lines_join),
        cmocka_unit_test(bars_fill_by_eighths),
        cmocka_unit_test(bars_grow_from_the_right_too),
        cmocka_unit_test(a_gauge_marks_its_high_water),
        cmocka_unit_test(a_spark_line_ends_with_the_newest),
        cmocka_unit_test(what_is_steady_stands_half_high),
        cmocka_unit_test(graphs_use_every_row),
        cmocka_unit_test(every_style_of_every_theme_has_a_paint),
        cmocka_unit_test(without_colours_meaning_stays),
        cmocka_unit_test(themes_are_chosen_by_what_the_terminal_can),
        cmocka_unit_test(glyphs_are_chosen_by_locale_and_terminal),
        cmocka_unit_test(figures_have_a_width),
        cmocka_unit_test(prices_line_up),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
