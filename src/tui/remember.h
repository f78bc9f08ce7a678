/*
 * remember.h: the view from session to session: a file of `view` commands, written when the console
 * ends and read when it begins.
 *
 * Threads: the console thread.
 */
#ifndef VX_TUI_REMEMBER_H
#define VX_TUI_REMEMBER_H

#include "tui/console.h"

/* What the file says; what it does not say, or says wrong, stays as it is. */
void vx_view_recall(struct vx_console *c, const char *path);
/* Written whole and renamed, mode 0600.  0 or VX_E_SYSTEM: the file is as it was. */
int vx_view_remember(const struct vx_console *c, const char *path);

#endif
