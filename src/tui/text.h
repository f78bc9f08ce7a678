/*
 * text.h: shown text: UTF-8 in, characters with a width out.  Nothing that reaches the terminal is
 * a control character: what cannot be shown is shown as \xNN.
 *
 * Threads: pure functions.  Cost: cold.
 */
#ifndef VX_TUI_TEXT_H
#define VX_TUI_TEXT_H

#include "core/base/defs.h"

#define VX_ESCAPE_MAX 12 /* the longest escape, "\u{10ffff}", and its end */

/* One character of shown text. */
struct vx_rune {
    uint32_t code;
    uint8_t bytes; /* it took, at least 1 */
    uint8_t width; /* columns: 1 or 2; 0 if it must be escaped */
};

/*
 * The character at text[0..len), len >= 1.  Control characters, bytes that are no UTF-8, and
 * characters of no width (marks, bidirectional overrides) have width 0.
 */
struct vx_rune vx_text_next(const char *text, size_t len);
/* The same for a wide character. */
struct vx_rune vx_text_wide(wchar_t c);
/* How a character of width 0 is shown: "\x1b", "\u{202e}".  Its length. */
int vx_text_escape(char out[VX_ESCAPE_MAX], struct vx_rune rune);
/* Columns that text takes when it is shown. */
int vx_text_columns(const char *text);
/* Writes a character as UTF-8; its length, 1..4. */
int vx_text_encode(char out[4], uint32_t code);

/* Bytes of text for a row of `cols` columns: at least one character, whole words if they fit. */
size_t vx_text_fit(const char *text, int cols);

#endif
