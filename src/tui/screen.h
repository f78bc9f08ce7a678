/*
 * screen.h: the terminal: the only part of the console that knows curses.
 *
 * A surface is shown by sending the cells that differ from what is there.  Keys, mouse, resizes and
 * pastes come back as struct vx_input.
 *
 * Threads: the console thread.  One screen a process.
 */
#ifndef VX_TUI_SCREEN_H
#define VX_TUI_SCREEN_H

#include "tui/keys.h"
#include "tui/surface.h"

struct vx_screen;

/* Takes over the terminal on stdin and stdout.  0; VX_E_UNSUPPORTED: no TERM, dumb, unknown, too
 * poor, or no terminal (nothing was written); VX_E_MEMORY. */
int vx_screen_open(struct vx_screen **screen);
/* Gives it back as it was. */
void vx_screen_close(struct vx_screen *screen);

void vx_screen_size(const struct vx_screen *s, int *rows, int *cols);
/* Looks whether the terminal has another size by now: a key that says so can get lost when sizes
 * change faster than keys are read.  True if it has. */
bool vx_screen_follow_size(struct vx_screen *s);
int vx_screen_colours(const struct vx_screen *s);
bool vx_screen_utf8(const struct vx_screen *s);
void vx_screen_theme(struct vx_screen *s, enum vx_theme theme);
void vx_screen_mouse(struct vx_screen *s, bool on);
void vx_screen_beep(struct vx_screen *s);
/* Hands text (cut at 1,000 bytes) to the terminal's clipboard; a terminal that has none ignores
 * it. */
void vx_screen_copy(struct vx_screen *s, const char *text);

/* Sends what changed.  False: the terminal has not taken the frame before yet, this one is not
 * drawn; *spent_ns is the time it took, which is long when the line is slow. */
bool vx_screen_show(struct vx_screen *s, const struct vx_surface *surface, uint64_t *spent_ns);
/* Bytes sent so far. */
uint64_t vx_screen_sent(const struct vx_screen *s);
/* Everything is sent anew with the next frame: something else wrote on the terminal. */
void vx_screen_dirty(struct vx_screen *s);
/* Waits for input until wall time `until_ns` at most. */
void vx_screen_wait(struct vx_screen *s, uint64_t until_ns);
/* The next input, without waiting: VX_INPUT_NONE when there is none. */
struct vx_input vx_screen_read(struct vx_screen *s);
/* True while more input waits to be read. */
bool vx_screen_pending(struct vx_screen *s);
/* One byte of a paste: 1 with the byte, 0 when none has come yet, -1 at its end. */
int vx_screen_paste(struct vx_screen *s, unsigned char *byte);

/* Stops the process as ^Z does and takes the terminal over again when it goes on. */
void vx_screen_suspend(struct vx_screen *s);

#endif
