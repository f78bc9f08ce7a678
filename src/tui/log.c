#include "tui/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/memory.h"

int vx_log_open(struct vx_log *log)
{
    *log = (struct vx_log){.row = vx_take(VX_LOG_ROWS, sizeof *log->row)};
    return log->row ? 0 : VX_E_MEMORY;
}

void vx_log_close(struct vx_log *log)
{
    free(log->row);
    *log = (struct vx_log){0};
}

void vx_log_add(struct vx_log *log, uint64_t t_ns, enum vx_line_kind kind, const char *text)
{
    struct vx_log_row *row = &log->row[log->written++ % VX_LOG_ROWS];
    row->t_ns = t_ns;
    row->kind = kind;
    size_t len = strlen(text);
    if (len < sizeof row->text) {
        memcpy(row->text, text, len + 1);
        return;
    }
    /* never in the middle of a character */
    len = sizeof row->text - 4;
    while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
        len--;
    snprintf(row->text, sizeof row->text, "%.*s...", (int)len, text);
}

const struct vx_log_row *vx_log_at(const struct vx_log *log, uint64_t back)
{
    if (back >= log->written || back >= VX_LOG_ROWS)
        return NULL;
    return &log->row[(log->written - 1 - back) % VX_LOG_ROWS];
}
