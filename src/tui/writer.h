/*
 * writer.h: cells into the fewest bytes a terminal of the ECMA-48 kind needs for them.
 *
 * Curses counts characters when it weighs a way to draw a line; most of what a coloured screen
 * costs are its changes of colour.  So: a blank takes the colours that are set; colours and
 * attributes change in one sequence, the shorter of two; what has not changed is stepped over, or
 * written again where that is shorter; a history that has moved to the left is moved there by the
 * terminal.
 *
 * Threads: the console thread.
 */
#ifndef VX_TUI_WRITER_H
#define VX_TUI_WRITER_H

#include "tui/outlet.h"
#include "tui/surface.h"

struct vx_writer {
    struct vx_outlet *out;
    bool moves;               /* the terminal deletes and inserts characters in a line */
    uint32_t look[VX_STYLES]; /* attributes, ink and paper of a style */
    uint32_t pen;             /* the look that is set */
    int row, col;             /* where the cursor is; -1: not known */
};

/* Draws into `out`. */
void vx_writer_init(struct vx_writer *w, struct vx_outlet *out, bool moves);
/* Looks of a style; colours are left out where `coloured` is false, so are attributes that the
 * terminal has not (`able`: VX_ATTR_...). */
void vx_writer_look(struct vx_writer *w, enum vx_style style, struct vx_paint paint, bool coloured,
                    uint8_t able);
/* Clears the terminal. */
void vx_writer_clear(struct vx_writer *w);
/* Brings row `row`, `cols` wide, from `shown` to `want`. */
void vx_writer_row(struct vx_writer *w, int row, const struct vx_cell *want, struct vx_cell *shown,
                   int cols);
/* Ends a frame: plain colours, the cursor at a place (row -1: anywhere). */
void vx_writer_end(struct vx_writer *w, int row, int col);
/* Something else wrote on the terminal: where the cursor is and what is set is not known. */
void vx_writer_lost(struct vx_writer *w);

#endif
