/*
 * surface.h: a grid of cells that all panes draw into.  Knows no terminal: the screen shows it,
 * tests dump it as text.
 *
 * Threads: one.  Memory is taken when it is resized, never while it is drawn.
 */
#ifndef VX_TUI_SURFACE_H
#define VX_TUI_SURFACE_H

#include <stdio.h>

#include "tui/glyph.h"
#include "tui/theme.h"

#define VX_SURFACE_ROWS_MAX 300 /* a larger terminal's rest stays empty */
#define VX_SURFACE_COLS_MAX 800

#define VX_CELL_REVERSE 1u /* ink and paper exchanged: bars that grow from the right */
#define VX_CELL_TAIL    2u /* the right half of a wide character */

struct vx_cell {
    uint32_t glyph;
    uint8_t style; /* enum vx_style */
    uint8_t flags; /* VX_CELL_... */
    uint8_t line;  /* VX_LINE_...: sides that lines join here */
    uint8_t reserved;
};
VX_ASSERT_SIZE(struct vx_cell, 8);

struct vx_surface {
    struct vx_cell *cell; /* rows * cols, row by row */
    int rows, cols;
    int room;                   /* cells allocated */
    int cursor_row, cursor_col; /* -1: hidden */
};

/* Takes memory for a size (cut to the largest) and clears it.  0, VX_E_MEMORY (unchanged). */
int vx_surface_resize(struct vx_surface *s, int rows, int cols);
void vx_surface_fini(struct vx_surface *s);
void vx_surface_clear(struct vx_surface *s);
/* The cell at a place inside. */
static inline struct vx_cell *vx_surface_at(const struct vx_surface *s, int row, int col)
{
    return &s->cell[row * s->cols + col];
}
/* Writes the text, a line a row, without trailing blanks. */
void vx_surface_dump(const struct vx_surface *s, FILE *out);

#endif
