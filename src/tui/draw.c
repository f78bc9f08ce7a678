#include "tui/draw.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tui/text.h"

#define FORMAT_MAX 512

struct vx_area vx_area_part(const struct vx_area *a, int row, int col, int rows, int cols)
{
    struct vx_area part = *a;
    row = row < 0 ? 0 : row > a->at.rows ? a->at.rows : row;
    col = col < 0 ? 0 : col > a->at.cols ? a->at.cols : col;
    part.at.row += row;
    part.at.col += col;
    part.at.rows = rows < 0 ? 0 : rows > a->at.rows - row ? a->at.rows - row : rows;
    part.at.cols = cols < 0 ? 0 : cols > a->at.cols - col ? a->at.cols - col : cols;
    return part;
}

/* The cell at a place of the area, NULL outside of it. */
static struct vx_cell *cell_at(const struct vx_area *a, int row, int col)
{
    if (row < 0 || col < 0 || row >= a->at.rows || col >= a->at.cols)
        return NULL;
    row += a->at.row;
    col += a->at.col;
    if (row >= a->surface->rows || col >= a->surface->cols)
        return NULL;
    return vx_surface_at(a->surface, row, col);
}

void vx_draw_code(const struct vx_area *a, int row, int col, enum vx_style style, uint32_t code)
{
    struct vx_cell *cell = cell_at(a, row, col);
    if (cell)
        *cell = (struct vx_cell){.glyph = code, .style = (uint8_t)style};
}

void vx_draw_mark(const struct vx_area *a, int row, int col, enum vx_style style,
                  enum vx_glyph glyph)
{
    vx_draw_code(a, row, col, style, a->glyphs->glyph[glyph]);
}

/* Draws one character of text from outside; returns the column behind it. */
static int put_rune(const struct vx_area *a, int row, int col, enum vx_style style,
                    struct vx_rune rune)
{
    char escape[VX_ESCAPE_MAX];
    if (rune.width == 0 || (rune.code > 126 && a->glyphs->level == VX_GLYPHS_ASCII)) {
        int len = vx_text_escape(escape, rune);
        for (int i = 0; i < len; i++)
            vx_draw_code(a, row, col + i, style, (unsigned char)escape[i]);
        return col + len;
    }
    if (rune.width == 2 && col + 1 >= a->at.cols) {
        vx_draw_code(a, row, col, style, ' '); /* half of it would not fit */
        return col + 2;
    }
    vx_draw_code(a, row, col, style, rune.code);
    struct vx_cell *tail = rune.width == 2 ? cell_at(a, row, col + 1) : NULL;
    if (tail)
        *tail = (struct vx_cell){.glyph = ' ', .style = (uint8_t)style, .flags = VX_CELL_TAIL};
    return col + rune.width;
}

void vx_draw_heat(const struct vx_area *a, int row, int col, enum vx_style ramp, unsigned step)
{
    const enum vx_style style = (enum vx_style)((unsigned)ramp + step);
    const unsigned shade = (step * (VX_SHADES - 1) + VX_RAMP / 2 - 1) / (VX_RAMP - 1);
    vx_draw_code(a, row, col, style, a->ramps ? ' ' : a->glyphs->shade[shade]);
}

int vx_draw_text(const struct vx_area *a, int row, int col, enum vx_style style, const char *text)
{
    for (size_t len = strlen(text); len > 0;) {
        struct vx_rune rune = vx_text_next(text, len);
        col = put_rune(a, row, col, style, rune);
        text += rune.bytes;
        len -= rune.bytes;
    }
    return col;
}

int vx_draw_format(const struct vx_area *a, int row, int col, enum vx_style style,
                   const char *format, ...)
{
    char text[FORMAT_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return vx_draw_text(a, row, col, style, text);
}

int vx_draw_wide(const struct vx_area *a, int row, int col, enum vx_style style,
                 const wchar_t *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        col = put_rune(a, row, col, style, vx_text_wide(text[i]));
    return col;
}

void vx_draw_right(const struct vx_area *a, int row, int end, enum vx_style style, const char *text)
{
    vx_draw_text(a, row, end - vx_text_columns(text), style, text);
}

int vx_draw_cut(const struct vx_area *a, int row, int col, int cols, enum vx_style style,
                const char *text)
{
    struct vx_area part = vx_area_part(a, row, col, 1, cols);
    int end = vx_draw_text(&part, 0, 0, style, text);
    if (end > part.at.cols && part.at.cols > 0)
        vx_draw_mark(&part, 0, part.at.cols - 1, style, VX_GLYPH_MORE);
    return col + (end > part.at.cols ? part.at.cols : end);
}

void vx_draw_fill(const struct vx_area *a, int row, int col, int cols, enum vx_style style,
                  uint32_t code)
{
    for (int i = 0; i < cols; i++)
        vx_draw_code(a, row, col + i, style, code);
}

void vx_draw_style(const struct vx_area *a, int row, int col, int cols, enum vx_style style)
{
    for (int i = 0; i < cols; i++) {
        struct vx_cell *cell = cell_at(a, row, col + i);
        if (cell)
            cell->style = (uint8_t)style;
    }
}

static void join(const struct vx_area *a, int row, int col, unsigned sides)
{
    struct vx_cell *cell = cell_at(a, row, col);
    if (!cell)
        return;
    unsigned line = cell->line | sides;
    *cell = (struct vx_cell){
        .glyph = a->glyphs->line[line], .style = VX_STYLE_LINE, .line = (uint8_t)line};
}

void vx_draw_rule(const struct vx_area *a, int row, int col, int cols)
{
    for (int i = 0; i < cols; i++)
        join(a, row, col + i, (i > 0 ? VX_LINE_WEST : 0u) | (i + 1 < cols ? VX_LINE_EAST : 0u));
}

void vx_draw_post(const struct vx_area *a, int row, int col, int rows)
{
    for (int i = 0; i < rows; i++)
        join(a, row + i, col, (i > 0 ? VX_LINE_NORTH : 0u) | (i + 1 < rows ? VX_LINE_SOUTH : 0u));
}

/* Eighths of `cols` cells that part/whole fills; something never looks like nothing. */
static int eighths(int cols, uint64_t part, uint64_t whole)
{
    if (whole == 0 || part == 0 || cols <= 0)
        return 0;
    if (part >= whole)
        return cols * VX_BAR_STEPS;
    unsigned __int128 n = (unsigned __int128)part * (unsigned)(cols * VX_BAR_STEPS);
    int filled = (int)((n + whole / 2) / whole);
    return filled > 0 ? filled : 1;
}

void vx_draw_bar(const struct vx_area *a, const struct vx_strip *at, uint64_t part, uint64_t whole)
{
    int left = eighths(at->cols, part, whole);
    for (int i = 0; i < at->cols && left > 0; i++, left -= VX_BAR_STEPS)
        vx_draw_code(a, at->row, at->col + i, at->style,
                     a->glyphs->bar[left < VX_BAR_STEPS ? left : VX_BAR_STEPS]);
}

void vx_draw_bar_back(const struct vx_area *a, const struct vx_strip *at, uint64_t part,
                      uint64_t whole)
{
    int left = eighths(at->cols, part, whole);
    for (int i = at->cols - 1; i >= 0 && left > 0; i--, left -= VX_BAR_STEPS) {
        if (left >= VX_BAR_STEPS || a->glyphs->level != VX_GLYPHS_BRAILLE) {
            uint32_t code = a->glyphs->bar[left < VX_BAR_STEPS ? left : VX_BAR_STEPS];
            if (left < VX_BAR_STEPS && code != ' ' && a->glyphs->half_right)
                code = a->glyphs->half_right;
            vx_draw_code(a, at->row, at->col + i, at->style, code);
            continue;
        }
        /* the cell's left part is what stays empty: draw that, inked in reverse */
        vx_draw_code(a, at->row, at->col + i, at->style, a->glyphs->bar[VX_BAR_STEPS - left]);
        struct vx_cell *cell = cell_at(a, at->row, at->col + i);
        if (cell)
            cell->flags = VX_CELL_REVERSE;
    }
}

void vx_draw_gauge(const struct vx_area *a, const struct vx_strip *at, uint64_t part, uint64_t high,
                   uint64_t whole)
{
    vx_draw_fill(a, at->row, at->col, at->cols, VX_STYLE_LINE, a->glyphs->glyph[VX_GLYPH_TROUGH]);
    vx_draw_bar(a, at, part, whole);
    int mark = (eighths(at->cols, high, whole) - 1) / VX_BAR_STEPS;
    int bar = (eighths(at->cols, part, whole) - 1) / VX_BAR_STEPS;
    if (high > 0 && mark > bar)
        vx_draw_mark(a, at->row, at->col + mark, at->style, VX_GLYPH_MARK);
}

void vx_draw_spark(const struct vx_area *a, const struct vx_strip *at, const uint64_t *values,
                   size_t n, uint64_t top)
{
    for (int i = 0; i < at->cols; i++) {
        size_t back = (size_t)(at->cols - i);
        if (back > n)
            continue;
        int filled = eighths(1, values[n - back], top);
        vx_draw_code(a, at->row, at->col + i, at->style, a->glyphs->spark[filled]);
    }
}

void vx_draw_history(const struct vx_area *a, const struct vx_strip *at, const uint64_t *values,
                     size_t n)
{
    uint64_t top = 0, sum = 0;
    const size_t shown = at->cols <= 0 ? 0 : (size_t)at->cols < n ? (size_t)at->cols : n;
    for (size_t i = n - shown; i < n; i++) {
        top = vx_max_u64(top, values[i]);
        sum += values[i];
    }
    if (shown)
        vx_draw_spark(a, at, values, n, vx_max_u64(top, 2 * sum / shown));
}

/* Dots of a braille cell, by column and then from the bottom up. */
static const uint8_t braille_dots[2][4] = {{0x40, 0x04, 0x02, 0x01}, {0x80, 0x20, 0x10, 0x08}};

static uint32_t braille_cell(const int height[2], int base)
{
    uint32_t code = 0x2800;
    for (int half = 0; half < 2; half++)
        for (int dot = 0; dot < 4 && base + dot < height[half]; dot++)
            code |= braille_dots[half][dot];
    return code == 0x2800 ? ' ' : code;
}

static int height_of(const uint64_t *values, size_t n, size_t back, int steps, uint64_t top)
{
    if (back > n || back == 0)
        return 0;
    return eighths(1, values[n - back], top) == 0
               ? 0
               : 1 + (int)((unsigned __int128)(steps - 1) * vx_min_u64(values[n - back], top) /
                           top);
}

static void graph_braille(const struct vx_area *a, enum vx_style style, const uint64_t *values,
                          size_t n, uint64_t top)
{
    const int rows = a->at.rows, cols = a->at.cols;
    for (int col = 0; col < cols; col++) {
        size_t back = 2 * (size_t)(cols - col);
        const int height[2] = {height_of(values, n, back, 4 * rows, top),
                               height_of(values, n, back - 1, 4 * rows, top)};
        for (int row = 0; row < rows; row++) {
            uint32_t code = braille_cell(height, 4 * (rows - 1 - row));
            if (code != ' ')
                vx_draw_code(a, row, col, style, code);
        }
    }
}

void vx_draw_ages(const struct vx_area *a, int row, int first, unsigned ms_a_column,
                  const char *newest)
{
    static const unsigned steps[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600};
    const unsigned apart = 10; /* columns that a label takes, with air */
    unsigned step = steps[0];
    for (size_t i = 0; i < VX_LEN(steps) && step * 1000 < apart * ms_a_column; i++)
        step = steps[i];
    vx_draw_right(a, row, a->at.cols, VX_STYLE_FAINT, newest);
    for (unsigned age = step;; age += step) {
        char text[16];
        const int end = a->at.cols - (int)(age * 1000 / ms_a_column);
        const bool minutes = age >= 60 && age % 60 == 0;
        snprintf(text, sizeof text, "-%u%s", minutes ? age / 60 : age, minutes ? "m" : "s");
        if (end - (int)strlen(text) < first)
            return;
        vx_draw_right(a, row, end, VX_STYLE_FAINT, text);
    }
}

void vx_draw_graph(const struct vx_area *a, enum vx_style style, const uint64_t *values, size_t n,
                   uint64_t top)
{
    const int rows = a->at.rows, cols = a->at.cols;
    if (top == 0 || rows <= 0)
        return;
    if (a->glyphs->level == VX_GLYPHS_BRAILLE) {
        graph_braille(a, style, values, n, top);
        return;
    }
    for (int col = 0; col < cols; col++) {
        int height = height_of(values, n, (size_t)(cols - col), VX_BAR_STEPS * rows, top);
        for (int row = rows - 1; row >= 0 && height > 0; row--, height -= VX_BAR_STEPS)
            vx_draw_code(a, row, col, style,
                         a->glyphs->spark[height < VX_BAR_STEPS ? height : VX_BAR_STEPS]);
    }
}
