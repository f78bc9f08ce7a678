#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/journal/journal.h"

#define NAME_BEGIN  "journal-"
#define NAME_END    ".vxj"
#define NAME_DIGITS 8u

const char *vx_record_kind_name(unsigned kind)
{
    static const char *const names[] = {
        [VX_RECORD_NONE] = "none",   [VX_RECORD_INPUT] = "input", [VX_RECORD_CONTROL] = "control",
        [VX_RECORD_START] = "start", [VX_RECORD_STOP] = "stop",   [VX_RECORD_SEAL] = "seal",
    };
    return kind < VX_LEN(names) ? names[kind] : "?";
}

void vx_segment_name(char name[VX_IO_NAME_MAX], uint32_t number)
{
    snprintf(name, VX_IO_NAME_MAX, NAME_BEGIN "%0*u" NAME_END, (int)NAME_DIGITS, (unsigned)number);
}

uint32_t vx_segment_number(const char *name)
{
    const size_t begin = sizeof NAME_BEGIN - 1;
    if (strncmp(name, NAME_BEGIN, begin) != 0 ||
        strspn(name + begin, "0123456789") != NAME_DIGITS ||
        strcmp(name + begin + NAME_DIGITS, NAME_END) != 0)
        return 0;
    return (uint32_t)strtoul(name + begin, NULL, 10);
}

uint64_t vx_segment_mark(const uint64_t words[2])
{
    return words[0] == ~words[1] ? words[0] : 0;
}

struct span {
    uint32_t first, last;
    int64_t count;
};

static void note_name(void *ctx, const char *name)
{
    struct span *span = ctx;
    const uint32_t number = vx_segment_number(name);
    if (number == 0)
        return;
    span->count++;
    if (span->first == 0 || number < span->first)
        span->first = number;
    if (number > span->last)
        span->last = number;
}

int64_t vx_journal_segments(const struct vx_io *io, uint32_t *first, uint32_t *last)
{
    struct span span = {0};
    const int rc = io->ops->list(io->self, note_name, &span);
    *first = span.first;
    *last = span.last;
    return rc < 0 ? VX_E_SYSTEM : span.count;
}

const char *vx_io_text(int64_t rc)
{
    if (rc == -EINVAL)
        return "it is no regular file";
    if (rc == -ELOOP)
        return "it is a link, and links are not followed";
    return strerror((int)-rc);
}
