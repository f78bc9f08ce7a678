/*
 * edit.h: the prompt's line editor: vx_line over libedit.  edit.c is the only file that sees
 * <histedit.h>.  Recipe: a private pty for libedit's terminal calls, a memory sink for its output.
 *
 * Threads: the console thread.
 */
#ifndef VX_PROMPT_EDIT_H
#define VX_PROMPT_EDIT_H

#include "cmd/run/interp.h"
#include "core/base/line.h"

struct vx_edit;

/* history: path of the history file (mode 0600, written whole and renamed), or NULL.
 * Where no pty is to be had the editor falls back to a plain insert/backspace line. */
int vx_edit_open(struct vx_edit **edit, struct vx_interp *interp, const char *history,
                 struct vx_line *line);
/* The plain editor at once: what vx_edit_open falls back to. */
int vx_edit_open_plain(struct vx_edit **edit, struct vx_interp *interp, struct vx_line *line);
void vx_edit_close(struct vx_edit *edit);

#endif
