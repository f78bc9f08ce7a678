#include "tui/surface.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "tui/text.h"

int vx_surface_resize(struct vx_surface *s, int rows, int cols)
{
    rows = rows < 1 ? 1 : rows > VX_SURFACE_ROWS_MAX ? VX_SURFACE_ROWS_MAX : rows;
    cols = cols < 1 ? 1 : cols > VX_SURFACE_COLS_MAX ? VX_SURFACE_COLS_MAX : cols;
    if (rows * cols > s->room) {
        struct vx_cell *cell = realloc(s->cell, (size_t)(rows * cols) * sizeof *cell);
        if (!cell)
            return VX_E_MEMORY;
        s->cell = cell;
        s->room = rows * cols;
    }
    s->rows = rows;
    s->cols = cols;
    vx_surface_clear(s);
    return 0;
}

void vx_surface_fini(struct vx_surface *s)
{
    free(s->cell);
    *s = (struct vx_surface){0};
}

void vx_surface_clear(struct vx_surface *s)
{
    const struct vx_cell blank = {.glyph = ' ', .style = VX_STYLE_TEXT};
    for (int i = 0; i < s->rows * s->cols; i++)
        s->cell[i] = blank;
    s->cursor_row = s->cursor_col = -1;
}

static int used_cols(const struct vx_surface *s, int row)
{
    int cols = s->cols;
    while (cols > 0 && vx_surface_at(s, row, cols - 1)->glyph == ' ')
        cols--;
    return cols;
}

void vx_surface_dump(const struct vx_surface *s, FILE *out)
{
    char utf8[4];
    for (int row = 0; row < s->rows; row++) {
        for (int col = 0, cols = used_cols(s, row); col < cols; col++) {
            const struct vx_cell *cell = vx_surface_at(s, row, col);
            if (!(cell->flags & VX_CELL_TAIL))
                fwrite(utf8, 1, (size_t)vx_text_encode(utf8, cell->glyph), out);
        }
        fputc('\n', out);
    }
}
