#include "core/pipeline/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"

#define VERSION 1u
#define ORDER   0x01020304u

struct header {
    char magic[8];
    uint32_t version;
    uint32_t order;
    uint32_t bundle_bytes;
    uint32_t report_bytes;
    int32_t tick;
    uint32_t zero;
    uint64_t start_realtime_ns;
    uint64_t reserved[3];
};
VX_ASSERT_SIZE(struct header, VX_SINK_HEADER_BYTES);

static int write_all(struct vx_sink *s, const void *from, size_t bytes)
{
    const unsigned char *at = from;
    while (bytes > 0) {
        const ssize_t n = write(s->fd, at, bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            s->last_error = n < 0 ? errno : EIO;
            return VX_E_SYSTEM;
        }
        at += n;
        bytes -= (size_t)n;
    }
    return VX_OK;
}

static const char *why_not(int error)
{
    switch (error) {
    case ELOOP:
        return "it is a link";
    case ENXIO:
        return "it is a pipe that nobody reads";
    default:
        return strerror(error);
    }
}

int vx_sink_open(struct vx_sink *s, const char *path, char *err, size_t err_size)
{
    const struct header header = {
        .magic = "VXBUNDLE",
        .version = VERSION,
        .order = ORDER,
        .bundle_bytes = sizeof(struct vx_bundle),
        .report_bytes = sizeof(struct vx_report),
        .tick = s->tick,
        .start_realtime_ns = s->start_realtime_ns,
    };
    s->fd = -1;
    if (!path || path[0] == '\0')
        return VX_OK;
    /* not blocking: a pipe that nobody reads is an error, not a start that never ends */
    s->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (s->fd < 0 || fcntl(s->fd, F_SETFL, 0) < 0) {
        snprintf(err, err_size, "output.file: cannot write '%s': %s", path, why_not(errno));
        vx_sink_close(s);
        return VX_E_SYSTEM;
    }
    if (write_all(s, &header, sizeof header) < 0) {
        snprintf(err, err_size, "output.file: cannot write '%s': %s", path, strerror(errno));
        vx_sink_close(s);
        return VX_E_SYSTEM;
    }
    s->good_bytes = sizeof header;
    return VX_OK;
}

void vx_sink_put(struct vx_sink *s, const struct vx_bundle *bundle)
{
    if (s->fd < 0)
        return;
    s->buffer[s->held++] = *bundle;
    if (s->held == VX_SINK_BUNDLES)
        vx_sink_flush(s);
}

/* A regular file is cut back to its last whole bundle; what is not one has no past to mend. */
static void mend(struct vx_sink *s)
{
    if (ftruncate(s->fd, (off_t)s->good_bytes) == 0)
        lseek(s->fd, (off_t)s->good_bytes, SEEK_SET);
}

void vx_sink_flush(struct vx_sink *s)
{
    const size_t bytes = s->held * sizeof *s->buffer;
    if (s->held == 0)
        return;
    if (write_all(s, s->buffer, bytes) < 0) {
        s->errors += s->held;
        mend(s);
    } else {
        s->bundles += s->held;
        s->bytes += bytes;
        s->good_bytes += bytes;
    }
    s->held = 0;
}

void vx_sink_close(struct vx_sink *s)
{
    if (s->fd < 0)
        return;
    vx_sink_flush(s);
    close(s->fd);
    s->fd = -1;
}
