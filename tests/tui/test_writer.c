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
#include "tui/text.h"
#include "tui/writer.h"

#define ROWS 6
#define COLS 40

struct spot {
    uint32_t glyph;
    int ink, paper; /* -1: the terminal's own */
    unsigned attributes;
};

struct terminal {
    int row, col;
    struct spot pen;
    struct spot at[ROWS][COLS];
};

static const struct spot empty = {.glyph = ' ', .ink = -1, .paper = -1};

static void clear(struct terminal *t)
{
    for (int row = 0; row < ROWS; row++)
        for (int col = 0; col < COLS; col++)
            t->at[row][col] = empty;
}

/* One number of a change of looks; how many more it took. */
static int take_look(struct spot *pen, const int *n)
{
    static const unsigned bits[] = {
        [1] = VX_ATTR_BOLD, [2] = VX_ATTR_DIM, [4] = VX_ATTR_UNDERLINE, [7] = VX_ATTR_REVERSE};
    if (n[0] == 0)
        *pen = empty;
    else if (n[0] < 8)
        pen->attributes |= bits[n[0]];
    else if (n[0] >= 30 && n[0] < 38)
        pen->ink = n[0] - 30;
    else if (n[0] >= 40 && n[0] < 48)
        pen->paper = n[0] - 40;
    else if (n[0] == 39)
        pen->ink = -1;
    else if (n[0] == 49)
        pen->paper = -1;
    else
        *(n[0] == 38 ? &pen->ink : &pen->paper) = n[2];
    return n[0] == 38 || n[0] == 48 ? 2 : 0;
}

/* Deletes or inserts characters at the cursor. */
static void move_row(struct terminal *t, bool delete, int n)
{
    struct spot *at = t->at[t->row] + t->col;
    const size_t rest = (size_t)(COLS - t->col - n) * sizeof *at;
    assert_in_range(n, 1, COLS - t->col);
    if (delete)
        memmove(at, at + n, rest);
    else
        memmove(at + n, at, rest);
    for (int i = 0; i < n; i++)
        at[delete ? COLS - t->col - 1 - i : i] = empty;
}

/* A sequence behind its "\033["; returns what follows it. */
static const char *take_sequence(struct terminal *t, const char *p)
{
    int n[16] = {0}, count = 0;
    for (;; p++) {
        char *end;
        assert_in_range(count, 0, 12);
        n[count++] = (int)strtol(p, &end, 10);
        p = end;
        if (*p != ';')
            break;
    }
    if (*p == 'H') {
        t->row = n[0] ? n[0] - 1 : 0;
        t->col = n[1] ? n[1] - 1 : 0;
    } else if (*p == 'C') {
        t->col += n[0] ? n[0] : 1;
    } else if (*p == 'J') {
        clear(t);
    } else if (*p == 'P' || *p == '@') {
        move_row(t, *p == 'P', n[0]);
    } else {
        assert_int_equal(*p, 'm');
        for (int i = 0; i < count; i++)
            i += take_look(&t->pen, n + i);
    }
    return p + 1;
}

static void take(struct terminal *t, const char *p, size_t len)
{
    for (const char *end = p + len; p < end;) {
        if (p[0] == '\033') {
            assert_int_equal(p[1], '[');
            p = take_sequence(t, p + 2);
            continue;
        }
        struct vx_rune rune = vx_text_next(p, (size_t)(end - p));
        assert_in_range(rune.width, 1, 2);
        assert_in_range(t->row, 0, ROWS - 1);
        assert_in_range(t->col, 0, COLS - rune.width);
        struct spot *at = &t->at[t->row][t->col];
        *at = t->pen;
        at->glyph = rune.code;
        if (rune.width == 2)
            at[1] = t->pen;
        t->col += rune.width;
        p += rune.bytes;
    }
}

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
    clear(&s.terminal);
    s.terminal.pen = empty;
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
    take(&s.terminal, s.outlet.bytes, len);
    vx_outlet_clear(&s.outlet);
    return len;
}

static void put_text(int row, int col, enum vx_style style, const char *text)
{
    for (; *text; text++, col++)
        s.want[row][col] = (struct vx_cell){.glyph = (unsigned char)*text, .style = (uint8_t)style};
}

static void compare_cell(int row, int col)
{
    const struct vx_cell *c = &s.want[row][col];
    const struct vx_paint *p = &s.paint[c->style];
    const struct spot *at = &s.terminal.at[row][col];
    const unsigned attributes = p->attributes ^ (c->flags & VX_CELL_REVERSE ? VX_ATTR_REVERSE : 0);
    if (c->flags & VX_CELL_TAIL)
        return;
    assert_int_equal(at->glyph, c->glyph);
    assert_int_equal(at->paper, p->paper);
    assert_int_equal(at->attributes & (VX_ATTR_REVERSE | VX_ATTR_UNDERLINE),
                     attributes & (VX_ATTR_REVERSE | VX_ATTR_UNDERLINE));
    if (c->glyph == ' ' && !(attributes & VX_ATTR_REVERSE))
        return; /* its ink is not seen */
    assert_int_equal(at->ink, p->ink);
    assert_int_equal(at->attributes, attributes);
}

static void compare(void)
{
    for (int row = 0; row < ROWS; row++)
        for (int col = 0; col < COLS; col++)
            compare_cell(row, col);
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
