#include "config.h"

#include "core/past/waypoint.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define OURS 1048576 /* numbers of files in memory begin here */

static int index_of(const struct vx_waypoints *w, const char *name)
{
    for (unsigned i = 0; i < VX_LEN(w->file); i++)
        if (w->file[i].fd >= 0 && strcmp(w->file[i].name, name) == 0)
            return (int)i;
    return -1;
}

static void drop(struct vx_waypoints *w, int i)
{
    if (w->file[i].fd >= 0)
        close(w->file[i].fd);
    w->file[i].fd = -1;
}

/* A place for a new one: one that is free, or the oldest's. */
static int make_place(struct vx_waypoints *w)
{
    int oldest = 0;
    for (int i = 0; i < (int)VX_LEN(w->file); i++) {
        if (w->file[i].fd < 0)
            return i;
        if (w->file[i].number < w->file[oldest].number)
            oldest = i;
    }
    drop(w, oldest);
    return oldest;
}

static int open_file(void *self, const char *name, enum vx_io_how how)
{
    struct vx_waypoints *w = self;
    int i = index_of(w, name);
    if (i >= 0)
        return how == VX_IO_CREATE ? -EEXIST : OURS + i;
    if (how == VX_IO_READ)
        return w->under.ops->open(w->under.self, name, how);
    if (how == VX_IO_WRITE)
        return -EROFS;
    i = make_place(w);
    w->file[i].fd = memfd_create("velox-waypoint", MFD_CLOEXEC);
    if (w->file[i].fd < 0)
        return -errno;
    w->file[i].number = ++w->made;
    snprintf(w->file[i].name, sizeof w->file[i].name, "%s", name);
    return OURS + i;
}

static void close_file(void *self, int file)
{
    struct vx_waypoints *w = self;
    if (file < OURS)
        w->under.ops->close(w->under.self, file);
}

static int64_t size_of(void *self, int file)
{
    struct vx_waypoints *w = self;
    struct stat st;
    if (file < OURS)
        return w->under.ops->size(w->under.self, file);
    return fstat(w->file[file - OURS].fd, &st) < 0 ? -errno : (int64_t)st.st_size;
}

static int64_t read_file(void *self, int file, void *to, size_t bytes, uint64_t at)
{
    struct vx_waypoints *w = self;
    size_t done = 0;
    if (file < OURS)
        return w->under.ops->read(w->under.self, file, to, bytes, at);
    while (done < bytes) {
        const ssize_t n =
            pread(w->file[file - OURS].fd, (char *)to + done, bytes - done, (off_t)(at + done));
        if (n == 0)
            break;
        if (n < 0 && errno != EINTR)
            return -errno;
        done += n > 0 ? (size_t)n : 0;
    }
    return (int64_t)done;
}

static int write_file(void *self, int file, const void *from, size_t bytes, uint64_t at)
{
    struct vx_waypoints *w = self;
    size_t done = 0;
    if (file < OURS)
        return -EROFS;
    while (done < bytes) {
        const ssize_t n = pwrite(w->file[file - OURS].fd, (const char *)from + done, bytes - done,
                                 (off_t)(at + done));
        if (n < 0 && errno != EINTR)
            return -errno;
        done += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

static int sync_file(void *self, int file)
{
    (void)self, (void)file;
    return 0;
}

static int rename_file(void *self, const char *from, const char *to)
{
    struct vx_waypoints *w = self;
    const int i = index_of(w, from), before = index_of(w, to);
    if (i < 0)
        return -ENOENT;
    if (before >= 0)
        drop(w, before);
    snprintf(w->file[i].name, sizeof w->file[i].name, "%s", to);
    return 0;
}

static int remove_file(void *self, const char *name)
{
    struct vx_waypoints *w = self;
    const int i = index_of(w, name);
    if (i >= 0)
        drop(w, i);
    return 0;
}

static int sync_dir(void *self)
{
    (void)self;
    return 0;
}

static int list(void *self, vx_io_name_fn fn, void *ctx)
{
    struct vx_waypoints *w = self;
    for (unsigned i = 0; i < VX_LEN(w->file); i++)
        if (w->file[i].fd >= 0)
            fn(ctx, w->file[i].name);
    return w->under.ops->list(w->under.self, fn, ctx);
}

static const struct vx_io_ops ops = {
    .open = open_file,
    .close = close_file,
    .size = size_of,
    .read = read_file,
    .write = write_file,
    .sync = sync_file,
    .rename = rename_file,
    .remove = remove_file,
    .sync_dir = sync_dir,
    .list = list,
};

void vx_waypoints_open(struct vx_waypoints *w, const struct vx_io *under)
{
    w->under = *under;
    w->io = (struct vx_io){.ops = &ops, .self = w};
    w->made = 0;
    for (unsigned i = 0; i < VX_LEN(w->file); i++)
        w->file[i].fd = -1;
}

void vx_waypoints_close(struct vx_waypoints *w)
{
    for (int i = 0; w->io.self && i < (int)VX_LEN(w->file); i++)
        drop(w, i);
}
