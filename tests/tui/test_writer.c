/*
 * test_writer.c: what the writer sends, read by a small terminal: the cells that come out are the
 * cells that went in, with the colours that can be seen.
 */
#include "config.h"
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/base/prng.h"
#include "tests/tui/terminal.h"
#include "tui/writer.h"

#define ROWS 6
#define COLS 40

/* ---- a screen of one's own ---- */

static struct scene {
    struct vx_outlet outlet;
    struct vx_writer writer;
    struct terminal terminal;
    struct vx_cell want[ROWS][COLS], shown[ROWS][COLS];
    struct vx_paint paint[VX_STYLES];
} s;

static void begin(enum vx_theme theme)
{
    memset(&s, 0, sizeof s);
    terminal_open(&s.terminal, ROWS, COLS);
    vx_writer_init(&s.writer, &s.outlet, true);
    for (int i = 0; i < VX_STYLES; i++) {
        s.paint[i] = vx_theme_paint(theme, (enum vx_style)i);
        vx_writer_look(&s.writer, (enum vx_style)i, s.paint[i], true, 15);
    }
    for (int row = 0; row < ROWS; row++)
        for (int col = 0; col < COLS; col++)
            s.want[row][col] = s.shown[row][col] =
                (struct vx_cell){.glyph = ' ', .style = VX_STYLE_TEXT};
    vx_writer_clear(&s.writer);
}

static size_t show(void)
{
    for (int row = 0; row < ROWS; row++)
        vx_writer_row(&s.writer, row, s.want[row], s.shown[row], COLS);
    vx_writer_end(&s.writer, -1, 0);
    size_t len = s.outlet.len;
    terminal_take(&s.terminal, s.outlet.bytes, len);
    vx_outlet_clear(&s.outlet);
    return len;
}

static void put_text(int row, int col, enum vx_style style, const char *text)
{
    for (; *text; text++, col++)
        s.want[row][col] = (struct vx_cell){.glyph = (unsigned char)*text, .style = (uint8_t)style};
}

static void compare(void)
{
    for (int row = 0; row < ROWS; row++)
        for (int col = 0; col < COLS; col++)
            terminal_check(&s.terminal, row, col, &s.want[row][col],
                           &s.paint[s.want[row][col].style]);
}

static void end(void)
{
    free(s.outlet.bytes);
}

/* ---- tests ---- */

static void scribble(struct vx_prng *prng)
{
    static const uint32_t glyphs[] = {' ', ' ', ' ', 'a', '7', 0x2588, 0x28ff};
    struct vx_cell *row = s.want[vx_prng_below(prng, ROWS)];
    int col = (int)vx_prng_below(prng, COLS);
    for (uint64_t n = 1 + vx_prng_below(prng, 9); n > 0 && col < COLS; n--, col++)
        row[col] = (struct vx_cell){.glyph = glyphs[vx_prng_below(prng, VX_LEN(glyphs))],
                                    .style = (uint8_t)vx_prng_below(prng, VX_STYLES),
                                    .flags = (uint8_t)vx_prng_below(prng, 2)};
}

static void what_is_read_is_what_was_drawn(void **state)
{
    struct vx_prng prng;
    (void)state;
    vx_prng_seed(&prng, 5);
    for (int theme = 0; theme < VX_THEMES; theme++) {
        begin((enum vx_theme)theme);
        for (int frame = 0; frame < 2000; frame++) {
            for (uint64_t n = vx_prng_below(&prng, 5); n > 0; n--)
                scribble(&prng);
            show();
            compare();
        }
        end();
    }
}

static void wide_characters_keep_their_places(void **state)
{
    (void)state;
    begin(VX_THEME_RICH);
    put_text(2, 0, VX_STYLE_TEXT, "ab..cd");
    s.want[2][2] = (struct vx_cell){.glyph = 0x4e16, .style = VX_STYLE_TEXT};
    s.want[2][3] = (struct vx_cell){.glyph = ' ', .style = VX_STYLE_TEXT, .flags = VX_CELL_TAIL};
    show();
    compare();
    put_text(2, 2, VX_STYLE_TEXT, "xy");
    show();
    compare();
    end();
}

static void what_stays_costs_nothing(void **state)
{
    (void)state;
    begin(VX_THEME_RICH);
    put_text(1, 3, VX_STYLE_FAINT, "12 345");
    show();
    assert_int_equal(show(), 0);
    put_text(1, 12, VX_STYLE_FAINT, "      "); /* blanks of another ink */
    assert_int_equal(show(), 0);
    end();
}

static void a_figure_costs_its_digits(void **state)
{
    static const char again[] = "\033[2;4H\033[38;5;243m22 346\033[m";
    static const char over[] = "\033[2;4H\033[38;5;243m3\033[7C8\033[m";
    (void)state;
    begin(VX_THEME_RICH);
    put_text(1, 3, VX_STYLE_FAINT, "12 345");
    show();
    put_text(1, 3, VX_STYLE_FAINT, "22 346"); /* what lies between is short: written again */
    assert_int_equal(show(), sizeof again - 1);
    compare();
    put_text(1, 3, VX_STYLE_FAINT, "22 346  7");
    show();
    put_text(1, 3, VX_STYLE_FAINT, "32 346  8"); /* it is long: stepped over */
    assert_int_equal(show(), sizeof over - 1);
    compare();
    end();
}

/* A picture that moves to the left costs its new column, wherever it stands. */
static void a_history_is_moved(void **state)
{
    (void)state;
    for (int right = 0; right <= 5; right += 5) {
        begin(VX_THEME_RICH);
        for (int col = 8; col < COLS - right; col++)
            s.want[3][col] = (struct vx_cell){
                .glyph = 'a', .style = (uint8_t)(VX_STYLE_HEAT_BUY + col * 7 % VX_RAMP)};
        put_text(3, 0, VX_STYLE_FAINT, "100.00");
        if (right)
            put_text(3, COLS - 4, VX_STYLE_FAINT, "next");
        assert_true(show() > 300);
        memmove(&s.want[3][8], &s.want[3][9], (size_t)(COLS - right - 9) * sizeof s.want[3][0]);
        s.want[3][COLS - right - 1].glyph = 'z';
        assert_in_range(show(), 1, 60);
        compare();
        end();
    }
}

/* Whatever moves, by how much, and with what else. */
static void pictures_move_in_any_way(void **state)
{
    struct vx_prng prng;
    (void)state;
    vx_prng_seed(&prng, 6);
    begin(VX_THEME_RICH);
    for (int frame = 0; frame < 5000; frame++) {
        struct vx_cell *row = s.want[vx_prng_below(&prng, ROWS)];
        size_t by = 1 + vx_prng_below(&prng, 4), from = vx_prng_below(&prng, COLS - 4);
        size_t n = vx_prng_below(&prng, COLS - from - by + 1);
        memmove(row + from, row + from + by, n * sizeof *row);
        if (frame % 3 == 0)
            scribble(&prng);
        show();
        compare();
    }
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_is_what_was_drawn),
        cmocka_unit_test(wide_characters_keep_their_places),
        cmocka_unit_test(what_stays_costs_nothing),
        cmocka_unit_test(a_figure_costs_its_digits),
        cmocka_unit_test(a_history_is_moved),
        cmocka_unit_test(pictures_move_in_any_way),
    };
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
