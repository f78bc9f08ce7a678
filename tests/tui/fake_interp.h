/*
 * fake_interp.h: a command language of a dozen words behind the real interp.h, for tests of the
 * editor and the console without an engine.
 */
#ifndef VX_TESTS_TUI_FAKE_INTERP_H
#define VX_TESTS_TUI_FAKE_INTERP_H

#include "cmd/prompt/complete.h"
#include "cmd/run/interp.h"
#include "cmd/run/lines.h"
#include "cmd/show/help.h"

#define FAKE_LINES 64

/* What it was asked to do, and what a test can set. */
struct vx_interp {
    struct vx_panel *panel; /* may be NULL */
    vx_line_say say;
    vx_line_idle idle;
    void *ui;
    struct vx_front front;
    bool quitting;
    int code;
    const char *question;
    int replied; /* -1: not, else the answer */
    int64_t editor;
    struct vx_lines typed;
    unsigned lines;
    char line[FAKE_LINES][256];
    const char *bound_key, *bound_command;
};

#endif
