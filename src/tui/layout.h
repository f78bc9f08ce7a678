/*
 * layout.h: where everything is on the screen: one function from a size to rectangles.
 *
 *   header                      one row, two where there is room
 *   body                        columns of panes, by the preset
 *   log
 *   prompt
 *   hint                        shares the footer's row on a small screen
 *   footer
 *
 * Threads: pure functions.
 */
#ifndef VX_TUI_LAYOUT_H
#define VX_TUI_LAYOUT_H

#include "tui/draw.h"

#define VX_LEAST_COLS 60
#define VX_LEAST_ROWS 16

enum vx_pane {
#define VX_PANE(NAME, word, name, ops, rows, cols, help) VX_PANE_##NAME,
#include "tui/pane.def"
#undef VX_PANE
    VX_PANES
};

enum vx_preset {
#define VX_PRESET(NAME, name, help) VX_PRESET_##NAME,
#include "tui/layout.def"
    VX_PRESETS
};

struct vx_slot {
    enum vx_pane pane;
    struct vx_rect at; /* its first row is the title's */
};

struct vx_layout {
    bool too_small; /* less than VX_LEAST_COLS x VX_LEAST_ROWS: nothing else is set */
    struct vx_rect header, body, log, prompt, hint, footer;
    struct vx_rect line; /* the time line's; no rows: there is none */
    unsigned slots;      /* of the body */
    struct vx_slot slot[VX_PANES];
    unsigned posts; /* columns of lines between the body's columns */
    int post[VX_PANES];
};

const char *vx_preset_name(enum vx_preset preset);
const char *vx_preset_help(enum vx_preset preset);
/* `alone` is the pane of preset ONE. */
void vx_layout_make(struct vx_layout *layout, int rows, int cols, enum vx_preset preset,
                    enum vx_pane alone);

#endif
