#include "config.h"
#include "tui/outlet.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/err.h"

#define CHUNK      512 /* a terminal that has room for a byte may make a longer write wait */
#define NS_PER_MS  UINT64_C(1000000)
#define FRAME_ROOM ((size_t)1 << 16)

int vx_outlet_open(struct vx_outlet *o, int tty)
{
    *o = (struct vx_outlet){.tty = tty, .memory = -1};
    o->slot = fcntl(tty, F_DUPFD_CLOEXEC, 3);
    if (o->slot < 0)
        return VX_E_SYSTEM;
    o->bytes = malloc(FRAME_ROOM);
    o->room = o->bytes ? FRAME_ROOM : 0;
    if (o->bytes)
        o->memory = memfd_create("velox-frame", MFD_CLOEXEC);
    return 0;
}

void vx_outlet_close(struct vx_outlet *o)
{
    if (o->memory >= 0)
        close(o->memory);
    if (o->slot >= 0)
        close(o->slot);
    free(o->bytes);
    *o = (struct vx_outlet){.tty = -1, .slot = -1, .memory = -1};
}

void vx_outlet_begin(struct vx_outlet *o)
{
    if (o->memory < 0)
        return;
    lseek(o->memory, 0, SEEK_SET);
    dup3(o->memory, o->slot, O_CLOEXEC);
}

/* A larger frame than any before needs more room. */
static bool make_room(struct vx_outlet *o, size_t len)
{
    if (len <= o->room)
        return true;
    char *bytes = realloc(o->bytes, 2 * len);
    if (!bytes)
        return false;
    o->bytes = bytes;
    o->room = 2 * len;
    return true;
}

void vx_outlet_end(struct vx_outlet *o)
{
    if (o->memory < 0)
        return;
    off_t len = lseek(o->memory, 0, SEEK_CUR);
    dup3(o->tty, o->slot, O_CLOEXEC);
    o->len = o->sent = 0;
    if (len <= 0 || !make_room(o, (size_t)len))
        return;
    ssize_t got = pread(o->memory, o->bytes, (size_t)len, 0);
    o->len = got > 0 ? (size_t)got : 0;
}

void vx_outlet_clear(struct vx_outlet *o)
{
    o->len = o->sent = 0;
}

void vx_outlet_put(struct vx_outlet *o, const char *bytes, size_t len)
{
    if (!make_room(o, o->len + len))
        return;
    memcpy(o->bytes + o->len, bytes, len);
    o->len += len;
}

bool vx_outlet_ready(const struct vx_outlet *o, int ms)
{
    struct pollfd fd = {.fd = o->tty, .events = POLLOUT};
    return poll(&fd, 1, ms) > 0 && (fd.revents & POLLOUT);
}

bool vx_outlet_flush(struct vx_outlet *o, int ms)
{
    const uint64_t until = vx_monotonic_ns() + (uint64_t)ms * NS_PER_MS;
    while (o->sent < o->len) {
        uint64_t now = vx_monotonic_ns();
        if (!vx_outlet_ready(o, now < until ? (int)((until - now) / NS_PER_MS) : 0))
            return false;
        size_t chunk = o->len - o->sent < CHUNK ? o->len - o->sent : CHUNK;
        ssize_t n = write(o->tty, o->bytes + o->sent, chunk);
        if (n < 0 && errno != EINTR && errno != EAGAIN) {
            o->sent = o->len; /* the terminal is gone: reading will say so */
            return true;
        }
        if (n <= 0)
            return false;
        o->sent += (size_t)n;
        o->total += (size_t)n;
    }
    return true;
}
