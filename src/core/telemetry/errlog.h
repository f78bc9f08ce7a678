/*
 * errlog.h: a line for the panel's error log.
 *
 * Threads: the log's one writer (live: the watchdog's thread once it runs, before that whoever
 * starts it; simulated time: the driver).
 */
#ifndef VX_TELEMETRY_ERRLOG_H
#define VX_TELEMETRY_ERRLOG_H

#include "core/telemetry/panel.h"

/* Cut to fit. */
void vx_errlog(struct vx_panel *panel, uint64_t now_ns, const char *format, ...) VX_PRINTF(3, 4);

#endif
