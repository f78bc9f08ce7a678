/*
 * crash.h: the terminal is given back even if velox crashes while it has it.
 *
 * Threads: install and remove from the console thread; the handler may run on any thread and does
 * only what is async-signal-safe.
 */
#ifndef VX_TUI_CRASH_H
#define VX_TUI_CRASH_H

#include <termios.h>

#include "core/base/defs.h"

#define VX_CRASH_BYTES 512u

/* On a crash `undo` (len bytes, at most VX_CRASH_BYTES) is written to fd and `tty` is set; then the
 * signal takes its course. */
void vx_crash_install(int fd, const struct termios *tty, const char *undo, size_t len);
/* What was handled before is handled as before. */
void vx_crash_remove(void);

#endif
