/*
 * legend.c: what a map's shades and marks stand for, at the right of its title row.  Marks give
 * way first; where not even the shades fit there is none.
 */
#include <stdio.h>

#include "tui/compose.h"
#include "tui/figure.h"

#define AIR 2 /* columns between its parts */

static int draw_ramps(const struct vx_area *line, int col, const struct vx_legend *l)
{
    for (unsigned i = 0; i < VX_LEN(l->ramp) && l->ramp[i].name; i++) {
        col = vx_draw_text(line, 0, col, l->ramp[i].style, l->ramp[i].name) + 1;
        for (unsigned step = 1; step < VX_RAMP; step++)
            vx_draw_heat(line, 0, col++, l->ramp[i].ramp, step);
        col++;
    }
    return col;
}

/* The column behind it. */
static int draw_parts(const struct vx_area *line, int col, const struct vx_legend *l, uint64_t most,
                      unsigned marks)
{
    char count[VX_FIGURE];
    vx_figure_count(count, most);
    col = draw_ramps(line, col, l);
    /* of a fixed width, so that nothing jumps */
    col = vx_draw_format(line, 0, col, VX_STYLE_FAINT, "%s %5s %s", l->from, count, l->unit);
    for (unsigned i = 0; i < marks; i++) {
        vx_draw_mark(line, 0, col + AIR, VX_STYLE_BRIGHT, l->mark[i].glyph);
        col = vx_draw_text(line, 0, col + AIR + 2, VX_STYLE_FAINT, l->mark[i].name);
    }
    return col;
}

static unsigned count_marks(const struct vx_legend *l)
{
    unsigned n = 0;
    while (n < VX_LEN(l->mark) && l->mark[n].name)
        n++;
    return n;
}

void vx_draw_legend(const struct vx_area *line, int from, const struct vx_legend *l, uint64_t most)
{
    const struct vx_area nowhere = vx_area_part(line, 0, 0, 0, line->at.cols);
    for (unsigned marks = count_marks(l) + 1; marks-- > 0;) {
        const int cols = draw_parts(&nowhere, 0, l, most, marks);
        const int first = line->at.cols - 1 - AIR - cols;
        if (first < from + AIR)
            continue;
        vx_draw_fill(line, 0, first - 1, cols + 2, VX_STYLE_TEXT, ' ');
        draw_parts(line, first, l, most, marks);
        return;
    }
}
