#include "simdisk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

/* A file of nothing has no memory to copy. */
static void copy(void *to, const void *from, uint64_t bytes)
{
    if (bytes > 0)
        memcpy(to, from, bytes);
}

static void step(struct simdisk *s)
{
    if (++s->ops == s->crash_at)
        longjmp(s->crash, 1);
}

static uint32_t find(const struct sim_names *names, const char *name)
{
    for (uint32_t i = 0; i < names->count; i++)
        if (strcmp(names->name[i], name) == 0)
            return i;
    return NONE;
}

static void changed(struct simdisk *s)
{
    s->writes++;
    if (s->steps < SIM_NAMES)
        s->steps++;
    else
        memmove(&s->step[0], &s->step[1], (SIM_NAMES - 1) * sizeof s->step[0]);
    s->step[s->steps - 1] = s->now;
}

static void add_name(struct sim_names *names, const char *name, uint32_t file)
{
    if (names->count == SIM_NAMES)
        abort();
    strcpy(names->name[names->count], name);
    names->file[names->count++] = file;
}

static void drop_name(struct sim_names *names, uint32_t i)
{
    names->count--;
    if (i != names->count) {
        memcpy(names->name[i], names->name[names->count], VX_IO_NAME_MAX);
        names->file[i] = names->file[names->count];
    }
}

static void take_room(struct sim_file *f, uint64_t bytes)
{
    if (bytes <= f->room)
        return;
    unsigned char *cache = calloc(1, bytes), *disk = calloc(1, bytes);
    if (!cache || !disk)
        abort();
    if (f->room > 0) {
        copy(cache, f->cache, f->room);
        copy(disk, f->disk, f->room);
    }
    free(f->cache);
    free(f->disk);
    f->cache = cache;
    f->disk = disk;
    f->room = bytes;
}

/* A number that no name has: of a file that is gone, or a new one. */
static uint32_t fresh_file(struct simdisk *s)
{
    if (s->files < SIM_FILES)
        return s->files++;
    for (uint32_t i = 0; i < SIM_FILES; i++) {
        bool used = false;
        for (uint32_t k = 0; k < s->now.count; k++)
            used |= s->now.file[k] == i;
        for (uint32_t k = 0; k < s->safe.count; k++)
            used |= s->safe.file[k] == i;
        if (used)
            continue;
        free(s->file[i].cache);
        free(s->file[i].disk);
        s->file[i] = (struct sim_file){0};
        return i;
    }
    abort();
}

static int open_file(void *self, const char *name, enum vx_io_how how)
{
    struct simdisk *s = self;
    step(s);
    const uint32_t i = find(&s->now, name);
    if (how != VX_IO_CREATE)
        return i == NONE ? -ENOENT : (int)s->now.file[i];
    if (i != NONE)
        return -EEXIST;
    const uint32_t file = fresh_file(s);
    add_name(&s->now, name, file);
    changed(s);
    return (int)file;
}

static void close_file(void *self, int file)
{
    (void)self;
    (void)file;
}

static int64_t size_of(void *self, int file)
{
    const struct simdisk *s = self;
    return (int64_t)s->file[file].size;
}

static int64_t read_file(void *self, int file, void *to, size_t bytes, uint64_t at)
{
    struct simdisk *s = self;
    const struct sim_file *f = &s->file[file];
    step(s);
    if (s->fail_reads)
        return -EIO;
    const uint64_t n = at >= f->size ? 0 : vx_min_u64(bytes, f->size - at);
    if (n > 0)
        copy(to, f->cache + at, n);
    return (int64_t)n;
}

static uint64_t used_bytes(const struct simdisk *s)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < s->now.count; i++)
        sum += s->file[s->now.file[i]].size;
    return sum;
}

static int grow(struct simdisk *s, struct sim_file *f, uint64_t size)
{
    if (size <= f->size)
        return 0;
    if (s->capacity && used_bytes(s) + size - f->size > s->capacity)
        return -ENOSPC;
    take_room(f, size);
    f->size = size;
    return 0;
}

static int write_file(void *self, int file, const void *from, size_t bytes, uint64_t at)
{
    struct simdisk *s = self;
    struct sim_file *f = &s->file[file];
    step(s);
    s->writes++;
    const int rc = grow(s, f, at + bytes);
    if (rc == 0)
        copy(f->cache + at, from, bytes);
    return rc;
}

static int allocate(void *self, int file, uint64_t bytes)
{
    struct simdisk *s = self;
    step(s);
    s->writes++;
    return grow(s, &s->file[file], bytes);
}

static int sync_file(void *self, int file)
{
    struct simdisk *s = self;
    struct sim_file *f = &s->file[file];
    step(s);
    if (++s->syncs == s->fail_sync_at)
        return -EIO;
    if (f->size > 0)
        copy(f->disk, f->cache, f->size);
    f->disk_size = f->size;
    return 0;
}

static int map_file(void *self, int file, uint64_t bytes, void **at)
{
    struct simdisk *s = self;
    step(s);
    if (s->file[file].size < bytes)
        return -EINVAL;
    *at = s->file[file].cache;
    return 0;
}

static void unmap(void *self, void *at, uint64_t bytes)
{
    (void)self;
    (void)at;
    (void)bytes;
}

static void populate(void *self, void *at, uint64_t bytes)
{
    (void)self;
    (void)at;
    (void)bytes;
}

static int rename_file(void *self, const char *from, const char *to)
{
    struct simdisk *s = self;
    step(s);
    uint32_t i = find(&s->now, to);
    if (i != NONE)
        drop_name(&s->now, i);
    i = find(&s->now, from);
    if (i == NONE)
        return -ENOENT;
    strcpy(s->now.name[i], to);
    changed(s);
    return 0;
}

static int remove_file(void *self, const char *name)
{
    struct simdisk *s = self;
    step(s);
    const uint32_t i = find(&s->now, name);
    if (i == NONE)
        return -ENOENT;
    drop_name(&s->now, i);
    changed(s);
    return 0;
}

static int sync_dir(void *self)
{
    struct simdisk *s = self;
    step(s);
    s->safe = s->now;
    s->steps = 0;
    return 0;
}

static int list(void *self, vx_io_name_fn fn, void *ctx)
{
    struct simdisk *s = self;
    step(s);
    for (uint32_t i = 0; i < s->now.count; i++)
        fn(ctx, s->now.name[i]);
    return 0;
}

static const struct vx_io_ops sim_ops = {
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

struct vx_io sim_io(struct simdisk *s)
{
    return (struct vx_io){.ops = &sim_ops, .self = s};
}

void sim_init(struct simdisk *s, uint64_t seed)
{
    memset(s, 0, sizeof *s);
    vx_prng_seed(&s->prng, seed);
}

void sim_fini(struct simdisk *s)
{
    for (uint32_t i = 0; i < s->files; i++) {
        free(s->file[i].cache);
        free(s->file[i].disk);
    }
    memset(s, 0, sizeof *s);
}

void sim_kill(struct simdisk *s)
{
    s->crash_at = s->fail_sync_at = 0;
}

/*
 * A sector that was not synced: as it was, as it was to be, partly, or nonsense.  Bytes of it in
 * front of the first and behind the last that was changed are not damaged (see journal.h).
 */
static void settle_sector(struct simdisk *s, struct sim_file *f, uint64_t at)
{
    uint64_t end = vx_min_u64(at + SIM_SECTOR, f->room);
    while (at < end && f->cache[at] == f->disk[at])
        at++;
    while (at < end && f->cache[end - 1] == f->disk[end - 1])
        end--;
    if (at == end)
        return;
    switch (vx_prng_below(&s->prng, 4)) {
    case 0:
        break;
    case 1:
        copy(f->disk + at, f->cache + at, end - at);
        break;
    case 2:
        copy(f->disk + at, f->cache + at, vx_prng_below(&s->prng, end - at));
        break;
    default:
        for (uint64_t i = at; i < end; i++)
            f->disk[i] = (unsigned char)vx_prng_next(&s->prng);
        break;
    }
}

void sim_power_cut(struct simdisk *s)
{
    const uint64_t kept = vx_prng_below(&s->prng, s->steps + 1);
    if (kept > 0)
        s->safe = s->step[kept - 1];
    s->now = s->safe;
    s->steps = 0;
    for (uint32_t i = 0; i < s->files; i++) {
        struct sim_file *f = &s->file[i];
        if (f->size != f->disk_size && vx_prng_below(&s->prng, 2))
            f->disk_size = f->size;
        for (uint64_t at = 0; at < f->room; at += SIM_SECTOR)
            settle_sector(s, f, at);
        f->size = f->disk_size;
        if (f->room > 0) {
            memset(f->disk + f->size, 0, f->room - f->size);
            copy(f->cache, f->disk, f->room);
        }
    }
    sim_kill(s);
}

unsigned char *sim_bytes(struct simdisk *s, const char *name, uint64_t *size)
{
    const uint32_t i = find(&s->now, name);
    if (i == NONE)
        return NULL;
    struct sim_file *f = &s->file[s->now.file[i]];
    *size = f->size;
    return f->cache;
}

void sim_put(struct simdisk *s, const char *name, const void *bytes, uint64_t size)
{
    const uint32_t at = find(&s->now, name);
    const uint32_t file = at == NONE ? fresh_file(s) : s->now.file[at];
    struct sim_file *f = &s->file[file];
    if (at == NONE)
        add_name(&s->now, name, file);
    take_room(f, size);
    copy(f->cache, bytes, size);
    copy(f->disk, bytes, size);
    f->size = f->disk_size = size;
    s->safe = s->now;
    s->steps = 0;
}

void sim_copy(struct simdisk *to, const struct simdisk *from)
{
    sim_init(to, 1);
    for (uint32_t i = 0; i < from->now.count; i++) {
        const struct sim_file *f = &from->file[from->now.file[i]];
        sim_put(to, from->now.name[i], f->cache ? f->cache : (const void *)"", f->size);
    }
}
