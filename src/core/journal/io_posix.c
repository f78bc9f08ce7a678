#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/journal/io.h"

#define LOCK_NAME   "lock"
#define ZERO_BYTES  65536u
#define PAGE_BYTES  4096u
#define ALWAYS_BITS (O_CLOEXEC | O_NOFOLLOW)

static int open_file(void *self, const char *name, enum vx_io_how how)
{
    static const int flags[] = {
        [VX_IO_READ] = O_RDONLY,
        [VX_IO_WRITE] = O_RDWR,
        [VX_IO_CREATE] = O_RDWR | O_CREAT | O_EXCL,
    };
    const struct vx_io_posix *posix = self;
    struct stat st;
    int fd;
    do
        fd = openat(posix->dir, name, flags[how] | ALWAYS_BITS | O_NONBLOCK, 0600);
    while (fd < 0 && errno == EINTR);
    if (fd < 0)
        return -errno;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return fd;
    close(fd);
    return -EINVAL;
}

static void close_file(void *self, int file)
{
    (void)self;
    close(file);
}

static int64_t size_of(void *self, int file)
{
    struct stat st;
    (void)self;
    return fstat(file, &st) < 0 ? -errno : (int64_t)st.st_size;
}

static int64_t read_file(void *self, int file, void *to, size_t bytes, uint64_t at)
{
    size_t done = 0;
    (void)self;
    while (done < bytes) {
        const ssize_t n = pread(file, (char *)to + done, bytes - done, (off_t)(at + done));
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
    size_t done = 0;
    (void)self;
    while (done < bytes) {
        const ssize_t n = pwrite(file, (const char *)from + done, bytes - done, (off_t)(at + done));
        if (n < 0 && errno != EINTR)
            return -errno;
        done += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

/* Where the file system cannot set room aside, zeros are written. */
static int write_zeros(void *self, int file, uint64_t bytes)
{
    static const char zero[ZERO_BYTES];
    for (uint64_t at = 0; at < bytes; at += ZERO_BYTES) {
        const int rc = write_file(self, file, zero, vx_min_u64(ZERO_BYTES, bytes - at), at);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int allocate(void *self, int file, uint64_t bytes)
{
    int rc;
    do
        rc = fallocate(file, 0, 0, (off_t)bytes) < 0 ? -errno : 0;
    while (rc == -EINTR);
    return rc == -EOPNOTSUPP || rc == -ENOSYS ? write_zeros(self, file, bytes) : rc;
}

/* Not tried again after a failure: the system may have dropped the pages and say yes then. */
static int sync_file(void *self, int file)
{
    (void)self;
    return fdatasync(file) < 0 ? -errno : 0;
}

static int map_file(void *self, int file, uint64_t bytes, void **at)
{
    (void)self;
    *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    return *at == MAP_FAILED ? -errno : 0;
}

static void unmap(void *self, void *at, uint64_t bytes)
{
    (void)self;
    munmap(at, bytes);
}

static void populate(void *self, void *at, uint64_t bytes)
{
    (void)self;
    const uintptr_t from = (uintptr_t)at & ~(uintptr_t)(PAGE_BYTES - 1);
    const uintptr_t to = (uintptr_t)at + bytes;
#ifdef MADV_POPULATE_WRITE
    madvise((void *)from, to - from, MADV_POPULATE_WRITE); /* only speed is lost if it fails */
#else
    (void)from;
    (void)to;
#endif
}

static int rename_file(void *self, const char *from, const char *to)
{
    const struct vx_io_posix *posix = self;
    return renameat(posix->dir, from, posix->dir, to) < 0 ? -errno : 0;
}

static int remove_file(void *self, const char *name)
{
    const struct vx_io_posix *posix = self;
    return unlinkat(posix->dir, name, 0) < 0 ? -errno : 0;
}

static int sync_dir(void *self)
{
    const struct vx_io_posix *posix = self;
    return fsync(posix->dir) < 0 ? -errno : 0;
}

static int list(void *self, vx_io_name_fn fn, void *ctx)
{
    const struct vx_io_posix *posix = self;
    const int fd = openat(posix->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        const int rc = -errno;
        if (fd >= 0)
            close(fd);
        return rc;
    }
    const struct dirent *entry;
    errno = 0;
    while ((entry = readdir(dir)) != NULL) {
        if (strlen(entry->d_name) < VX_IO_NAME_MAX)
            fn(ctx, entry->d_name);
        errno = 0;
    }
    const int rc = -errno;
    closedir(dir);
    return rc;
}

static const struct vx_io_ops posix_ops = {
    .open = open_file,
    .close = close_file,
    .size = size_of,
    .read = read_file,
    .write = write_file,
    .allocate = allocate,
    .sync = sync_file,
    .map = map_file,
    .unmap = unmap,
    .populate = populate,
    .rename = rename_file,
    .remove = remove_file,
    .sync_dir = sync_dir,
    .list = list,
};

/* A directory that was just made must not be gone after a power cut. */
static void sync_parent(int dir)
{
    const int parent = openat(dir, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0)
        return;
    fsync(parent);
    close(parent);
}

int vx_io_posix_open(struct vx_io_posix *posix, const char *directory, bool make, struct vx_io *io)
{
    posix->lock = -1;
    const bool made = make && mkdir(directory, 0700) == 0;
    if (make && !made && errno != EEXIST)
        return -errno;
    posix->dir = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (posix->dir < 0)
        return -errno;
    if (made)
        sync_parent(posix->dir);
    *io = (struct vx_io){.ops = &posix_ops, .self = posix};
    return 0;
}

int vx_io_posix_lock(struct vx_io_posix *posix, long *holder)
{
    char text[24] = "";
    *holder = 0;
    const int fd = openat(posix->dir, LOCK_NAME, O_RDWR | O_CREAT | ALWAYS_BITS, 0600);
    if (fd < 0)
        return -errno;
    if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        const int rc = -errno;
        if (read_file(posix, fd, text, sizeof text - 1, 0) > 0)
            *holder = strtol(text, NULL, 10);
        close(fd);
        return rc;
    }
    /* who holds it is only for people; no harm if it cannot be written */
    const int n = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) == 0)
        write_file(posix, fd, text, (size_t)n, 0);
    posix->lock = fd;
    return 0;
}

void vx_io_posix_close(struct vx_io_posix *posix)
{
    if (posix->lock >= 0)
        close(posix->lock);
    if (posix->dir >= 0)
        close(posix->dir);
    posix->lock = posix->dir = -1;
}
