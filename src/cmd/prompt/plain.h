/*
 * plain.h: the editor that stands in where no pty is to be had: insert, erase, move, history.
 * Threads: the console thread.
 */
#ifndef VX_PROMPT_PLAIN_H
#define VX_PROMPT_PLAIN_H

#include "cmd/run/lines.h"
#include "core/base/line.h"

enum vx_plain_result { VX_PLAIN_GOES_ON, VX_PLAIN_LINE, VX_PLAIN_END, VX_PLAIN_COMPLETE };

struct vx_plain {
    size_t len, cursor;
    wchar_t text[VX_LINE_TEXT_MAX];
    unsigned back;                /* how far back in the lines typed is shown; 0: none */
    const struct vx_lines *lines; /* what the arrow keys walk through; NULL: nothing */
};

void vx_plain_clear(struct vx_plain *p);
void vx_plain_insert(struct vx_plain *p, const wchar_t *text, size_t len);
/* Removes characters in front of the cursor. */
void vx_plain_erase(struct vx_plain *p, size_t n);
/* Does what a key asks for; LINE when it was Enter, END when it was ^D on an empty line. */
enum vx_plain_result vx_plain_key(struct vx_plain *p, wchar_t key);

#endif
