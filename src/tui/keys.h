/*
 * keys.h: the table of keys, and what the screen makes of the bytes that a terminal sends.
 * Threads: pure functions.
 */
#ifndef VX_TUI_KEYS_H
#define VX_TUI_KEYS_H

#include "core/base/line.h"
#include "tui/pane.h"

enum vx_input_kind {
    VX_INPUT_NONE,
    VX_INPUT_CHAR,     /* .ch: a character, control characters included */
    VX_INPUT_EDIT,     /* .code: enum vx_line_key */
    VX_INPUT_FUNCTION, /* .code: 1..12 */
    VX_INPUT_PAGE_UP,
    VX_INPUT_PAGE_DOWN,
    VX_INPUT_ALT,    /* .ch: the character typed with Alt */
    VX_INPUT_ESCAPE, /* Esc alone */
    VX_INPUT_CLICK,  /* .row, .col */
    VX_INPUT_WHEEL_UP,
    VX_INPUT_WHEEL_DOWN,
    VX_INPUT_RESIZE,
    VX_INPUT_PASTE, /* pasted text begins */
    VX_INPUT_GONE,  /* the terminal is */
};

struct vx_input {
    enum vx_input_kind kind;
    wchar_t ch;
    int code;
    int row, col;
};

enum vx_key_where { VX_WHERE_ANY, VX_WHERE_PROMPT, VX_WHERE_PANEL, VX_WHERE_MOUSE };

struct vx_key_row {
    const char *key;
    enum vx_key_where where;
    const char *command; /* NULL: the row only explains */
    int rank;            /* in the footer: 0 not, 1 always, 2 where there is room */
    const char *label, *help;
};
extern const struct vx_key_row vx_key_rows[];
extern const size_t vx_key_count;

#define VX_KEY_NAME 16
/* The name of what was typed, as key.def and `bind` have it; false: it has none. */
bool vx_key_name(const struct vx_input *input, char name[VX_KEY_NAME]);
/* The row for a key in a mode, NULL: the console has no use for it. */
const struct vx_key_row *vx_key_find(const char *name, enum vx_mode mode);
/* The row of something the mouse does. */
const struct vx_key_row *vx_key_find_mouse(const char *name);

#endif
