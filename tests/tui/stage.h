/*
 * stage.h: a console without a terminal: a market and a prompt that are not there, keys that a test
 * presses, a frame behind each.
 */
#ifndef VX_TESTS_TUI_STAGE_H
#define VX_TESTS_TUI_STAGE_H

#include "tests/tui/fake.h"
#include "tests/tui/fake_line.h"
#include "tui/console.h"

#define FRAME_NS UINT64_C(33000000)

struct stage {
    struct fake fake;
    struct fake_line typed;
    struct vx_line line;
    struct vx_tui_options options;
    struct vx_console console;
    uint64_t wall_ns;
};

void open_stage(struct stage *s);
void close_stage(struct stage *s);
/* Draws a frame, FRAME_NS later. */
void frame(struct stage *s);
/* What an input gives the editor; 0: nothing. */
wchar_t put(struct stage *s, struct vx_input input);
wchar_t put_char(struct stage *s, wchar_t ch);
wchar_t put_function(struct stage *s, int n);
wchar_t put_escape(struct stage *s);
/* The last command was this. */
void check_last(const struct stage *s, const char *want);
/* The prompt holds BEFORE, the cursor, and " @ PRICE". */
void check_ready(const struct stage *s, const wchar_t *before, int32_t price);

#endif
