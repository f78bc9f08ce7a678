#include "core/journal/tail_view.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#define FILES 16u /* open at a time */

/* Bytes that the next start would write into a segment. */
struct piece {
    uint32_t segment;
    uint64_t at;
    uint64_t bytes;
    uint64_t from; /* in .bytes of the store */
};

struct vx_tail_store {
    uint64_t pieces;
    uint64_t held;
    struct {
        int file; /* one more than its number; 0: none */
        uint32_t segment;
    } open[FILES];
    struct piece piece[VX_TAIL_SLOTS];
    unsigned char bytes[VX_TAIL_SLOTS * VX_RECORD_BYTES];
};

/* ---- files ---- */

static int open_file(void *self, const char *name, enum vx_io_how how)
{
    struct vx_tail_view *v = self;
    struct vx_tail_store *s = v->store;
    if (how == VX_IO_CREATE)
        return -EROFS;
    const int file = v->under.ops->open(v->under.self, name, VX_IO_READ);
    for (unsigned i = 0; file >= 0 && i < FILES; i++) {
        if (s->open[i].file != 0)
            continue;
        s->open[i].file = file + 1;
        s->open[i].segment = vx_segment_number(name);
        return file;
    }
    if (file >= 0)
        v->under.ops->close(v->under.self, file);
    return file < 0 ? file : -EMFILE;
}

static void close_file(void *self, int file)
{
    struct vx_tail_view *v = self;
    for (unsigned i = 0; i < FILES; i++)
        if (v->store->open[i].file == file + 1) {
            v->store->open[i].file = 0;
            break;
        }
    v->under.ops->close(v->under.self, file);
}

static int64_t size_of(void *self, int file)
{
    const struct vx_tail_view *v = self;
    return v->under.ops->size(v->under.self, file);
}

/* 0: it is no segment. */
static uint32_t segment_of(const struct vx_tail_store *s, int file)
{
    for (unsigned i = 0; i < FILES; i++)
        if (s->open[i].file == file + 1)
            return s->open[i].segment;
    return 0;
}

/* What of a piece lies in bytes that were read; how many bytes there are then. */
static uint64_t lay_over(const struct vx_tail_store *s, const struct piece *p, unsigned char *to,
                         uint64_t bytes, uint64_t at, uint64_t read)
{
    const uint64_t low = vx_max_u64(p->at, at);
    const uint64_t high = vx_min_u64(p->at + p->bytes, at + bytes);
    if (low >= high)
        return read;
    if (low - at > read)
        memset(to + read, 0, low - at - read);
    memcpy(to + (low - at), s->bytes + p->from + (low - p->at), high - low);
    return vx_max_u64(read, high - at);
}

static int64_t read_file(void *self, int file, void *to, size_t bytes, uint64_t at)
{
    const struct vx_tail_view *v = self;
    const struct vx_tail_store *s = v->store;
    const int64_t n = v->under.ops->read(v->under.self, file, to, bytes, at);
    const uint32_t segment = n < 0 ? 0 : segment_of(s, file);
    uint64_t read = n < 0 ? 0 : (uint64_t)n;
    for (uint64_t i = 0; segment && i < s->pieces; i++)
        if (s->piece[i].segment == segment)
            read = lay_over(s, &s->piece[i], to, bytes, at, read);
    return n < 0 ? n : (int64_t)read;
}

/* Into memory. */
static int write_file(void *self, int file, const void *from, size_t bytes, uint64_t at)
{
    struct vx_tail_view *v = self;
    struct vx_tail_store *s = v->store;
    if (s->pieces == VX_LEN(s->piece) || bytes > sizeof s->bytes - s->held)
        return -ENOSPC;
    s->piece[s->pieces++] =
        (struct piece){.segment = segment_of(s, file), .at = at, .bytes = bytes, .from = s->held};
    memcpy(s->bytes + s->held, from, bytes);
    s->held += bytes;
    return 0;
}

static int sync_file(void *self, int file)
{
    (void)self, (void)file;
    return 0;
}

/* A copy: an engine that runs writes into the file. */
static int map_file(void *self, int file, uint64_t bytes, void **to)
{
    struct vx_tail_view *v = self;
    void *map = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED)
        return -errno;
    const int64_t n = v->under.ops->read(v->under.self, file, map, bytes, 0);
    if (n < 0)
        munmap(map, bytes);
    else
        *to = map;
    return n < 0 ? (int)n : 0;
}

static void unmap(void *self, void *at, uint64_t bytes)
{
    (void)self;
    munmap(at, bytes);
}

static int list(void *self, vx_io_name_fn fn, void *ctx)
{
    const struct vx_tail_view *v = self;
    return v->under.ops->list(v->under.self, fn, ctx);
}

/* Those that make, remove and rename are not there: nobody who only reads calls them. */
static const struct vx_io_ops ops = {
    .open = open_file,
    .close = close_file,
    .size = size_of,
    .read = read_file,
    .write = write_file,
    .sync = sync_file,
    .map = map_file,
    .unmap = unmap,
    .list = list,
};

/* ---- open and close ---- */

int64_t vx_tail_view_open(struct vx_tail_view *v, struct vx_reader *reader,
                          const struct vx_io *under)
{
    *v = (struct vx_tail_view){.io = *under, .under = *under};
    void *map = mmap(NULL, sizeof *v->store, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (map == MAP_FAILED)
        return -errno;
    v->store = map;
    v->io = (struct vx_io){.ops = &ops, .self = v};
    const int64_t n = vx_tail_merge(reader, &v->io);
    if (n <= 0)
        vx_tail_view_close(v);
    return n;
}

bool vx_tail_view_has(const struct vx_tail_view *v, uint32_t segment, uint64_t offset)
{
    const struct vx_tail_store *s = v->store;
    for (uint64_t i = 0; s && i < s->pieces; i++)
        if (s->piece[i].segment == segment && offset - s->piece[i].at < s->piece[i].bytes)
            return true;
    return false;
}

void vx_tail_view_close(struct vx_tail_view *v)
{
    if (v->store)
        munmap(v->store, sizeof *v->store);
    v->store = NULL;
    v->io = v->under;
}
