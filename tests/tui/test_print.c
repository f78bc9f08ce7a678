/*
 * test_print.c: a surface as a file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tui/print.h"

static char text[1 << 16];

static void put(struct vx_surface *s, int row, int col, uint32_t glyph, enum vx_style style)
{
    *vx_surface_at(s, row, col) = (struct vx_cell){.glyph = glyph, .style = (uint8_t)style};
}

/* A buy, a bar, a corner, a wide character, and what XML reserves. */
static void draw(struct vx_surface *s)
{
    assert_int_equal(vx_surface_resize(s, 2, 10), 0);
    put(s, 0, 0, 'B', VX_STYLE_BUY);
    put(s, 0, 1, '<', VX_STYLE_BUY);
    put(s, 0, 3, 0x2584, VX_STYLE_SELL); /* the lower half */
    put(s, 0, 5, 0x250c, VX_STYLE_LINE);
    vx_surface_at(s, 0, 5)->line = VX_LINE_EAST | VX_LINE_SOUTH;
    put(s, 1, 0, 0x6f22, VX_STYLE_TEXT);
    put(s, 1, 1, ' ', VX_STYLE_TEXT);
    vx_surface_at(s, 1, 1)->flags = VX_CELL_TAIL;
    put(s, 1, 2, '&', VX_STYLE_SELECT);
    put(s, 1, 4, 0x2882, VX_STYLE_TEXT); /* braille: dots 2 and 8 */
}

static const char *print(enum vx_theme theme, enum vx_screen_form form)
{
    struct vx_surface s = {0};
    FILE *out = fmemopen(text, sizeof text, "w");
    assert_non_null(out);
    draw(&s);
    vx_surface_print(&s, theme, out, form);
    fclose(out);
    vx_surface_fini(&s);
    return text;
}

static void as_text(void **state)
{
    (void)state;
    assert_string_equal(print(VX_THEME_RICH, VX_SCREEN_TEXT),
                        "B< \xe2\x96\x84 \xe2\x94\x8c\n\xe6\xbc\xa2& \xe2\xa2\x82\n");
}

static void as_a_terminal_shows_it(void **state)
{
    (void)state;
    const char *rich = print(VX_THEME_RICH, VX_SCREEN_ANSI);
    assert_ptr_equal(strstr(rich, "\033[0;38;5;71mB<\033[0m "), rich);
    assert_non_null(strstr(rich, "\n\033[0m\xe6\xbc\xa2\033[0;7m&\033[0m "));
    assert_non_null(strstr(print(VX_THEME_PALETTE, VX_SCREEN_ANSI), "\033[0;32mB<"));
    const char *mono = print(VX_THEME_MONO, VX_SCREEN_ANSI);
    assert_null(strstr(mono, ";3"));
    assert_non_null(strstr(mono, "\033[0;7m&"));
}

/* Every < has its >, and what is text cannot be taken for a tag. */
static void check_tags(const char *svg)
{
    int open = 0;
    for (const char *p = svg; *p; p++) {
        open += *p == '<';
        open -= *p == '>';
        assert_true(open == 0 || open == 1);
    }
    assert_string_equal(svg + strlen(svg) - 7, "</svg>\n");
}

static void as_a_picture(void **state)
{
    (void)state;
    const char *svg = print(VX_THEME_RICH, VX_SCREEN_SVG);
    check_tags(svg);
    assert_non_null(strstr(svg, "width='108' height='54'"));
    assert_non_null(strstr(svg, "<text x='9' y='22' textLength='18' fill='#5faf5f'>B&lt;</text>"));
    assert_non_null(strstr(svg, "<rect x='36.000' y='18.000' width='9.000' height='9.000'"));
    assert_non_null(strstr(svg, "<path d='M58.5 18.5V27M58 18.5H63'"));
    assert_non_null(strstr(svg, " textLength='18' fill='#d8dee9'>\xe6\xbc\xa2</text>"));
    assert_non_null(strstr(svg, "<path d='M46 33h2v2h-2zM50 41h2v2h-2z' fill='#d8dee9'/>"));
    /* reversed: ink behind, paper in front */
    assert_non_null(strstr(svg, "<rect x='27' y='27' width='9' height='18' fill='#d8dee9'/>"));
    assert_non_null(strstr(svg, "textLength='9' fill='#14181e'>&amp;</text>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_text),
        cmocka_unit_test(as_a_terminal_shows_it),
        cmocka_unit_test(as_a_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
