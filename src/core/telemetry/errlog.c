#include "core/telemetry/errlog.h"

#include <stdarg.h>
#include <stdio.h>

void vx_errlog(struct vx_panel *panel, uint64_t now_ns, const char *format, ...)
{
    struct vx_errline line = {.t_ns = now_ns};
    va_list args;
    va_start(args, format);
    vsnprintf(line.text, sizeof line.text, format, args);
    va_end(args);
    vx_ovring_write(&panel->errors, panel->errors_area, &line);
}
