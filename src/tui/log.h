/*
 * log.h: the lines that commands, keys and the engine's watchdog left, the newest VX_LOG_ROWS.
 * Threads: the console thread.
 */
#ifndef VX_TUI_LOG_H
#define VX_TUI_LOG_H

#include "core/base/line.h"

#define VX_LOG_ROWS 2048u
#define VX_LOG_TEXT 400u /* a longer line is cut */

struct vx_log_row {
    uint64_t t_ns; /* engine time */
    enum vx_line_kind kind;
    char text[VX_LOG_TEXT];
};

struct vx_log {
    uint64_t written; /* rows ever */
    struct vx_log_row *row;
};

/* Takes the memory.  0, VX_E_MEMORY. */
int vx_log_open(struct vx_log *log);
void vx_log_close(struct vx_log *log);
void vx_log_add(struct vx_log *log, uint64_t t_ns, enum vx_line_kind kind, const char *text);
/* Row `back`, 0 the newest; NULL past the end. */
const struct vx_log_row *vx_log_at(const struct vx_log *log, uint64_t back);

#endif
