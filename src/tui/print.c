#include "tui/print.h"

#include <string.h>

#include "tui/text.h"

#define CELL_WIDTH  9
#define CELL_HEIGHT 18
#define BASELINE    13
#define MARGIN      9
#define INK         0xd8dee9u /* where the theme leaves the colour to the terminal */
#define PAPER       0x14181eu

/* ---- colours ---- */

/* The first sixteen of the palette, which terminals choose as they like. */
static const uint32_t palette[16] = {0x14181e, 0xd16969, 0x71b571, 0xd7a95f, 0x6f9fd8, 0xc08fd0,
                                     0x5fb9c0, 0xc5cad3, 0x5c6370, 0xe88080, 0x8fd08f, 0xf0c674,
                                     0x8fb9f0, 0xd8a8e8, 0x80d5dc, 0xffffff};

static uint32_t cube(uint32_t step)
{
    return step ? 55 + 40 * step : 0;
}

static uint32_t rgb_of(int colour, uint32_t own)
{
    if (colour < 0)
        return own;
    uint32_t n = (uint32_t)colour;
    if (n < 16)
        return palette[n];
    if (n >= 232)
        return (8 + 10 * (n - 232)) * 0x010101u;
    n -= 16;
    return cube(n / 36) << 16 | cube(n / 6 % 6) << 8 | cube(n % 6);
}

struct look {
    uint32_t ink, paper;
    uint8_t attributes;
};

static bool reversed(const struct vx_cell *cell, const struct vx_paint *paint)
{
    return ((paint->attributes & VX_ATTR_REVERSE) != 0) != ((cell->flags & VX_CELL_REVERSE) != 0);
}

static struct look look_of(const struct vx_cell *cell, enum vx_theme theme)
{
    const struct vx_paint paint = vx_theme_paint(theme, (enum vx_style)cell->style);
    const uint32_t ink = rgb_of(paint.ink, INK), paper = rgb_of(paint.paper, PAPER);
    const bool turned = reversed(cell, &paint);
    return (struct look){
        .ink = turned ? paper : ink, .paper = turned ? ink : paper, .attributes = paint.attributes};
}

/* ---- text with colours ---- */

static void put_glyph(FILE *out, uint32_t glyph)
{
    char utf8[4];
    fwrite(utf8, 1, (size_t)vx_text_encode(utf8, glyph), out);
}

static void put_sgr(FILE *out, const struct vx_cell *cell, enum vx_theme theme)
{
    const struct vx_paint paint = vx_theme_paint(theme, (enum vx_style)cell->style);
    fputs("\033[0", out);
    if (paint.attributes & VX_ATTR_BOLD)
        fputs(";1", out);
    if (paint.attributes & VX_ATTR_DIM)
        fputs(";2", out);
    if (paint.attributes & VX_ATTR_UNDERLINE)
        fputs(";4", out);
    if (reversed(cell, &paint))
        fputs(";7", out);
    if (paint.ink >= 0)
        fprintf(out, paint.ink < 8 ? ";3%d" : ";38;5;%d", paint.ink);
    if (paint.paper >= 0)
        fprintf(out, paint.paper < 8 ? ";4%d" : ";48;5;%d", paint.paper);
    fputc('m', out);
}

static void print_ansi(const struct vx_surface *s, enum vx_theme theme, FILE *out)
{
    for (int row = 0; row < s->rows; row++) {
        const struct vx_cell *before = NULL;
        for (int col = 0; col < s->cols; col++) {
            const struct vx_cell *cell = vx_surface_at(s, row, col);
            if (cell->flags & VX_CELL_TAIL)
                continue;
            if (!before || before->style != cell->style || before->flags != cell->flags)
                put_sgr(out, cell, theme);
            put_glyph(out, cell->glyph);
            before = cell;
        }
        fputs("\033[0m\n", out);
    }
}

/* ---- a picture ---- */

struct picture {
    FILE *out;
    const struct vx_surface *s;
    enum vx_theme theme;
    int row, col; /* of the cell at hand */
};

static int x_of(int col)
{
    return MARGIN + col * CELL_WIDTH;
}

static int y_of(int row)
{
    return MARGIN + row * CELL_HEIGHT;
}

/* A part of the cell, in eighths of it; how much it hides, in hundredths. */
struct part {
    int left, top, width, height;
    int opacity;
};

static void rectangle(const struct picture *p, struct part r, uint32_t ink)
{
    const int x = x_of(p->col) * 8 + r.left * CELL_WIDTH;
    const int y = y_of(p->row) * 8 + r.top * CELL_HEIGHT;
    const int width = r.width * CELL_WIDTH, height = r.height * CELL_HEIGHT;
    fprintf(p->out, "<rect x='%d.%03d' y='%d.%03d' width='%d.%03d' height='%d.%03d' fill='#%06x'",
            x / 8, x % 8 * 125, y / 8, y % 8 * 125, width / 8, width % 8 * 125, height / 8,
            height % 8 * 125, ink);
    if (r.opacity < 100)
        fprintf(p->out, " fill-opacity='.%02d'", r.opacity);
    fputs("/>\n", p->out);
}

/* Blocks are drawn, so that they meet whatever the font is.  False: it is none. */
static bool block(const struct picture *p, uint32_t glyph, uint32_t ink)
{
    const int n = (int)glyph - 0x2580;
    if (n < 0 || n > 0x13)
        return false;
    if (n == 0)
        rectangle(p, (struct part){0, 0, 8, 4, 100}, ink);
    else if (n <= 8)
        rectangle(p, (struct part){0, 8 - n, 8, n, 100}, ink);
    else if (n <= 0xf)
        rectangle(p, (struct part){0, 0, 0x10 - n, 8, 100}, ink);
    else if (n == 0x10)
        rectangle(p, (struct part){4, 0, 4, 8, 100}, ink);
    else
        rectangle(p, (struct part){0, 0, 8, 8, (n - 0x10) * 25}, ink);
    return true;
}

/* Lines too: from the middle of the cell to the sides that it joins. */
static bool lines(const struct picture *p, const struct vx_cell *cell, uint32_t ink)
{
    const int x = x_of(p->col), y = y_of(p->row), dx = CELL_WIDTH / 2, dy = CELL_HEIGHT / 2;
    if (!cell->line || cell->glyph < 0x80)
        return false;
    fputs("<path d='", p->out);
    if (cell->line & VX_LINE_NORTH)
        fprintf(p->out, "M%d.5 %d.5V%d", x + dx, y + dy, y);
    if (cell->line & VX_LINE_SOUTH)
        fprintf(p->out, "M%d.5 %d.5V%d", x + dx, y + dy, y + CELL_HEIGHT);
    if (cell->line & VX_LINE_WEST)
        fprintf(p->out, "M%d %d.5H%d", x + dx + 1, y + dy, x);
    if (cell->line & VX_LINE_EAST)
        fprintf(p->out, "M%d %d.5H%d", x + dx, y + dy, x + CELL_WIDTH);
    fprintf(p->out, "' stroke='#%06x'/>\n", ink);
    return true;
}

/* Braille as dots, which a font's would not keep in their columns. */
static bool dots(const struct picture *p, uint32_t glyph, uint32_t ink)
{
    static const uint8_t column[8] = {0, 0, 0, 1, 1, 1, 0, 1}, line[8] = {0, 1, 2, 0, 1, 2, 3, 3};
    if (glyph < 0x2800 || glyph > 0x28ff)
        return false;
    fputs("<path d='", p->out);
    for (unsigned bit = 0; bit < 8; bit++)
        if (glyph >> bit & 1u)
            fprintf(p->out, "M%d %dh2v2h-2z", x_of(p->col) + 1 + 4 * column[bit],
                    y_of(p->row) + 2 + 4 * line[bit]);
    fprintf(p->out, "' fill='#%06x'/>\n", ink);
    return true;
}

static bool same_look(const struct look *a, const struct look *b)
{
    return a->ink == b->ink && a->paper == b->paper && a->attributes == b->attributes;
}

/* The cells from the one at hand on that look the same; at least one. */
static int run_of(const struct picture *p, struct look *look)
{
    int col = p->col;
    *look = look_of(vx_surface_at(p->s, p->row, col), p->theme);
    for (col++; col < p->s->cols; col++) {
        const struct vx_cell *cell = vx_surface_at(p->s, p->row, col);
        const struct look next = look_of(cell, p->theme);
        if (!(cell->flags & VX_CELL_TAIL) && !same_look(look, &next))
            break;
    }
    return col - p->col;
}

static void put_escaped(FILE *out, uint32_t glyph)
{
    if (glyph == '<')
        fputs("&lt;", out);
    else if (glyph == '&')
        fputs("&amp;", out);
    else
        put_glyph(out, glyph);
}

static bool is_text(const struct vx_cell *cell)
{
    return cell->glyph > ' ' && !(cell->line && cell->glyph >= 0x80) &&
           !(cell->glyph >= 0x2580 && cell->glyph <= 0x2593) &&
           !(cell->glyph >= 0x2800 && cell->glyph <= 0x28ff);
}

/* A word: cells of text from the one at hand to before `end`; its length keeps the columns. */
static int word(const struct picture *p, int end, const struct look *look)
{
    int col = p->col;
    while (col < end && (is_text(vx_surface_at(p->s, p->row, col)) ||
                         (vx_surface_at(p->s, p->row, col)->flags & VX_CELL_TAIL)))
        col++;
    fprintf(p->out, "<text x='%d' y='%d' textLength='%d' fill='#%06x'%s%s%s>", x_of(p->col),
            y_of(p->row) + BASELINE, (col - p->col) * CELL_WIDTH, look->ink,
            look->attributes & VX_ATTR_BOLD ? " font-weight='bold'" : "",
            look->attributes & VX_ATTR_DIM ? " fill-opacity='.6'" : "",
            look->attributes & VX_ATTR_UNDERLINE ? " text-decoration='underline'" : "");
    for (int i = p->col; i < col; i++)
        if (!(vx_surface_at(p->s, p->row, i)->flags & VX_CELL_TAIL))
            put_escaped(p->out, vx_surface_at(p->s, p->row, i)->glyph);
    fputs("</text>\n", p->out);
    return col;
}

static void run(struct picture *p, int end, const struct look *look)
{
    if (look->paper != PAPER)
        fprintf(p->out, "<rect x='%d' y='%d' width='%d' height='%d' fill='#%06x'/>\n", x_of(p->col),
                y_of(p->row), (end - p->col) * CELL_WIDTH, CELL_HEIGHT, look->paper);
    while (p->col < end) {
        const struct vx_cell *cell = vx_surface_at(p->s, p->row, p->col);
        if (is_text(cell)) {
            p->col = word(p, end, look);
            continue;
        }
        if (cell->glyph > ' ' && !block(p, cell->glyph, look->ink) &&
            !dots(p, cell->glyph, look->ink))
            lines(p, cell, look->ink);
        p->col++;
    }
}

static void print_svg(const struct vx_surface *s, enum vx_theme theme, FILE *out)
{
    struct picture p = {.out = out, .s = s, .theme = theme};
    const int width = 2 * MARGIN + s->cols * CELL_WIDTH;
    const int height = 2 * MARGIN + s->rows * CELL_HEIGHT;
    fprintf(out,
            "<?xml version='1.0' encoding='UTF-8'?>\n<svg xmlns='http://www.w3.org/2000/svg' "
            "width='%d' height='%d' viewBox='0 0 %d %d' font-size='15' font-family='DejaVu Sans "
            "Mono,Menlo,Consolas,monospace'>\n<rect width='100%%' height='100%%' rx='6' "
            "fill='#%06x'/>\n",
            width, height, width, height, PAPER);
    for (p.row = 0; p.row < s->rows; p.row++) {
        struct look look;
        for (p.col = 0; p.col < s->cols;)
            run(&p, p.col + run_of(&p, &look), &look);
    }
    fputs("</svg>\n", out);
}

void vx_surface_print(const struct vx_surface *s, enum vx_theme theme, FILE *out,
                      enum vx_screen_form form)
{
    switch (form) {
    case VX_SCREEN_TEXT:
        vx_surface_dump(s, out);
        break;
    case VX_SCREEN_ANSI:
        print_ansi(s, theme, out);
        break;
    case VX_SCREEN_SVG:
        print_svg(s, theme, out);
        break;
    }
}
