/*
 * tui.h: the console: panes over the panel, and the prompt.
 *
 * It reads the panel (one view a frame) and hands command lines to `line`; it changes nothing in
 * the panel but control.depth_want.
 *
 * Threads: the console thread; all other threads must block all signals.
 */
#ifndef VX_TUI_TUI_H
#define VX_TUI_TUI_H

#include "core/base/line.h"
#include "core/telemetry/metric.h"

enum vx_color { VX_COLOR_AUTO, VX_COLOR_ALWAYS, VX_COLOR_NEVER };

struct vx_tui_options {
    struct vx_panel *panel;
    struct vx_line *line;
    /* Hands out the console's screen, and NULL when it ends; may be NULL. */
    void (*offer)(void *ctx, const struct vx_line_screen *screen);
    void *ctx;
    const char *memory; /* file that keeps the view; NULL: none */
    enum vx_color color;
    bool ascii;        /* --ascii: plain glyphs whatever the locale says */
    bool read_only;    /* shown in the header */
    uint64_t begin_ns; /* vx_monotonic_ns() when main began: time to the first frame */
};

/*
 * Runs until quit, end of input or a signal.  Returns an exit status (130/143 after a signal), or
 * VX_E_UNSUPPORTED when the terminal cannot carry it (no TERM, dumb): nothing was drawn.
 */
int vx_tui_run(const struct vx_tui_options *options);

#endif
