/*
 * io.h: the one way from this room to the disk: files of one directory, by name.  A simulated disk
 * stands behind the same functions in tests.
 *
 * Everything returns 0 (or what is said) or a negative errno.  An operation is whole or an error:
 * interrupted and short system calls are gone on with behind this line.  A file that is mapped is
 * written through the mapping; only sync makes what was written safe.  Names come and go for good
 * only with sync_dir.
 *
 * Threads: each file belongs to one thread at a time; different files to different threads.
 */
#ifndef VX_JOURNAL_IO_H
#define VX_JOURNAL_IO_H

#include "core/base/defs.h"

#define VX_IO_NAME_MAX 64u

enum vx_io_how {
    VX_IO_READ,
    VX_IO_WRITE, /* and read; it is there */
    VX_IO_CREATE /* and write and read; it must not be there */
};

typedef void (*vx_io_name_fn)(void *ctx, const char *name);

struct vx_io_ops {
    int (*open)(void *self, const char *name, enum vx_io_how how); /* a number, not negative */
    void (*close)(void *self, int file);
    int64_t (*size)(void *self, int file);
    /* How many bytes were read: fewer than asked only at the end of the file. */
    int64_t (*read)(void *self, int file, void *to, size_t bytes, uint64_t at);
    int (*write)(void *self, int file, const void *from, size_t bytes, uint64_t at);
    /* Makes the file this large, zeroed; its room on the disk is taken, or -ENOSPC. */
    int (*allocate)(void *self, int file, uint64_t bytes);
    int (*sync)(void *self, int file);
    int (*map)(void *self, int file, uint64_t bytes, void **at);
    void (*unmap)(void *self, void *at, uint64_t bytes);
    /* Makes pages of a mapping ready to be written without a fault. */
    void (*populate)(void *self, void *at, uint64_t bytes);
    int (*rename)(void *self, const char *from, const char *to);
    int (*remove)(void *self, const char *name);
    int (*sync_dir)(void *self);
    int (*list)(void *self, vx_io_name_fn fn, void *ctx);
};

struct vx_io {
    const struct vx_io_ops *ops;
    void *self;
};

/* What an error of an operation means, with a negative errno. */
const char *vx_io_text(int64_t rc);

/* ---- files of the operating system ---- */

struct vx_io_posix {
    int dir;  /* descriptors */
    int lock; /* -1: not held */
};

/*
 * The directory, made for its owner alone (0700) if `make`.  0, or a negative errno.  Files are
 * made 0600; links are not followed.
 */
int vx_io_posix_open(struct vx_io_posix *posix, const char *directory, bool make, struct vx_io *io);
/*
 * Holds the directory for this process; ends with it.  -EWOULDBLOCK: another has it, its process
 * in *holder (0: not known).
 */
int vx_io_posix_lock(struct vx_io_posix *posix, long *holder);
void vx_io_posix_close(struct vx_io_posix *posix);

#endif
