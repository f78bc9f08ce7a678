/*
 * terminal.h: a small terminal: reads what the writer sends and refuses what it does not know.
 */
#ifndef VX_TESTS_TUI_TERMINAL_H
#define VX_TESTS_TUI_TERMINAL_H

#include "tui/surface.h"

#define TERMINAL_CELLS (100 * 300)

struct spot {
    uint32_t glyph;
    int ink, paper; /* -1: the terminal's own */
    unsigned attributes;
};

struct terminal {
    int rows, cols;
    int row, col;
    struct spot pen;
    struct spot at[TERMINAL_CELLS];
};

static inline struct spot *terminal_at(struct terminal *t, int row, int col)
{
    return &t->at[row * t->cols + col];
}

void terminal_open(struct terminal *t, int rows, int cols);
void terminal_take(struct terminal *t, const char *bytes, size_t len);
/* The place shows the cell in that paint, as far as can be seen. */
void terminal_check(struct terminal *t, int row, int col, const struct vx_cell *cell,
                    const struct vx_paint *paint);
/* Writes the looks of all places: a letter a look, a row a line, runs counted; then what the
 * letters mean. */
void terminal_dump_looks(struct terminal *t, FILE *out);

#endif
