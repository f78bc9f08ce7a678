/*
 * clipboard.h: text for the terminal's clipboard: OSC 52 (xterm's Set Selection Data), base64.
 * Threads: pure functions.
 */
#ifndef VX_TUI_CLIPBOARD_H
#define VX_TUI_CLIPBOARD_H

#include "core/base/defs.h"

/* Room that a text of so many bytes takes. */
#define VX_CLIPBOARD_ROOM(bytes) (((bytes) + 2) / 3 * 4 + 16)

/* Writes the sequence for a text of at most (size - 16) / 4 * 3 bytes; its length. */
size_t vx_clipboard_sequence(char *out, size_t size, const char *text);

#endif
