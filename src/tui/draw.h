/*
 * draw.h: drawing into a part of a surface.  Everything is clipped to the area; text from outside
 * is made harmless on the way (text.h).
 *
 * Rows and columns count from the area's own upper left corner.
 */
#ifndef VX_TUI_DRAW_H
#define VX_TUI_DRAW_H

#include "tui/surface.h"

struct vx_rect {
    int row, col, rows, cols;
};

struct vx_area {
    struct vx_surface *surface;
    const struct vx_glyph_set *glyphs;
    bool ramps; /* heat maps paint backgrounds */
    struct vx_rect at;
};

/* A part of an area, cut to it. */
struct vx_area vx_area_part(const struct vx_area *a, int row, int col, int rows, int cols);

void vx_draw_code(const struct vx_area *a, int row, int col, enum vx_style style, uint32_t code);
void vx_draw_mark(const struct vx_area *a, int row, int col, enum vx_style style,
                  enum vx_glyph glyph);
/* These return the column behind the last character. */
int vx_draw_text(const struct vx_area *a, int row, int col, enum vx_style style, const char *text);
int vx_draw_format(const struct vx_area *a, int row, int col, enum vx_style style,
                   const char *format, ...) VX_PRINTF(5, 6);
int vx_draw_wide(const struct vx_area *a, int row, int col, enum vx_style style,
                 const wchar_t *text, size_t len);
/* A cell of a map: step 1 (the least there is) to VX_RAMP - 1 of the ramp that begins at a style,
 * as a colour, or as a shade where there are too few colours. */
void vx_draw_heat(const struct vx_area *a, int row, int col, enum vx_style ramp, unsigned step);
/* Text that ends before column `end`; what does not fit is cut at the left. */
void vx_draw_right(const struct vx_area *a, int row, int end, enum vx_style style,
                   const char *text);
/* Text of at most `cols` columns; when it is cut the last one says so. */
int vx_draw_cut(const struct vx_area *a, int row, int col, int cols, enum vx_style style,
                const char *text);
void vx_draw_fill(const struct vx_area *a, int row, int col, int cols, enum vx_style style,
                  uint32_t code);
/* Gives cells that are drawn another style. */
void vx_draw_style(const struct vx_area *a, int row, int col, int cols, enum vx_style style);

/* Lines that join the lines they meet. */
void vx_draw_rule(const struct vx_area *a, int row, int col, int cols);
void vx_draw_post(const struct vx_area *a, int row, int col, int rows);

/* Cells side by side in a row, and how they look. */
struct vx_strip {
    int row, col, cols;
    enum vx_style style;
};

/* A bar of part/whole of the strip, by eighths, from the left or from the right. */
void vx_draw_bar(const struct vx_area *a, const struct vx_strip *at, uint64_t part, uint64_t whole);
void vx_draw_bar_back(const struct vx_area *a, const struct vx_strip *at, uint64_t part,
                      uint64_t whole);
/* A bar in a trough, with a mark at the high water. */
void vx_draw_gauge(const struct vx_area *a, const struct vx_strip *at, uint64_t part, uint64_t high,
                   uint64_t whole);
/* As many of n values as fit, newest at the right, as one row of columns; top: a full column. */
void vx_draw_spark(const struct vx_area *a, const struct vx_strip *at, const uint64_t *values,
                   size_t n, uint64_t top);
/* The same, scaled so that what is steady stands half high: the top is the largest of what is
 * shown, and at least twice its mean. */
void vx_draw_history(const struct vx_area *a, const struct vx_strip *at, const uint64_t *values,
                     size_t n);
/* How long before the newest, the area's last, the columns from `first` on were. */
void vx_draw_ages(const struct vx_area *a, int row, int first, unsigned ms_a_column,
                  const char *newest);
/* A spark over all rows of an area. */
void vx_draw_graph(const struct vx_area *a, enum vx_style style, const uint64_t *values, size_t n,
                   uint64_t top);

#endif
