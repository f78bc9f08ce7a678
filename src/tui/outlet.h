/*
 * outlet.h: a frame's bytes on their way to the terminal.  Curses writes a frame in dozens of small
 * pieces and waits for a terminal that does not take them.  Here it writes into memory; the whole
 * then goes out in a few writes, as the terminal takes it, and never for longer than is allowed.
 *
 * How: curses gets a descriptor of its own, which stands for the terminal except while a frame is
 * drawn; then it stands for a memory file.
 *
 * Threads: the console thread.
 */
#ifndef VX_TUI_OUTLET_H
#define VX_TUI_OUTLET_H

#include "core/base/defs.h"

struct vx_outlet {
    int tty;    /* the terminal */
    int slot;   /* what curses writes to */
    int memory; /* the memory file; -1: none to be had, frames go straight to the terminal */
    char *bytes;
    size_t room, len, sent;
    uint64_t total; /* bytes handed to the terminal so far */
};

/* 0, VX_E_SYSTEM. */
int vx_outlet_open(struct vx_outlet *o, int tty);
void vx_outlet_close(struct vx_outlet *o);
/* Around what draws a frame. */
void vx_outlet_begin(struct vx_outlet *o);
void vx_outlet_end(struct vx_outlet *o);
/* A frame that is not drawn by curses: begins afresh, and takes more of it.  What finds no room is
 * left out. */
void vx_outlet_clear(struct vx_outlet *o);
void vx_outlet_put(struct vx_outlet *o, const char *bytes, size_t len);
/* Sends what waits, for at most so many milliseconds; true when nothing is left. */
bool vx_outlet_flush(struct vx_outlet *o, int ms);
/* True if the terminal takes bytes now. */
bool vx_outlet_ready(const struct vx_outlet *o, int ms);

#endif
