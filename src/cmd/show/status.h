/*
 * status.h: status lines for a terminal that is none.
 *
 * Threads: one.
 */
#ifndef VX_SHOW_STATUS_H
#define VX_SHOW_STATUS_H

#include <signal.h>

#include "cmd/run/setup.h"

/* Status lines, one a second with the header repeated, as `top -b`; once: one line.  Until
 * SIGINT/SIGTERM (*stop becomes 1), or for max_ns (0: for ever).  Returns an exit status. */
int vx_status_run(struct vx_session *session, enum vx_format format, bool once, uint64_t max_ns,
                  const volatile sig_atomic_t *stop);

#endif
