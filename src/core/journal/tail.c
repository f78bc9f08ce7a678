/* tail.c: the ring in front of the segments, and what of it a process that was killed left behind.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "core/journal/journal.h"

#define TAIL_NAME  "journal.tail"
#define TAIL_MAGIC "VXJTAIL"

static_assert((VX_TAIL_SLOTS & (VX_TAIL_SLOTS - 1)) == 0, "places are counts, masked");

struct head {
    char magic[8];
    uint32_t version;
    uint32_t order;
    uint64_t journal;
    uint64_t slots;
    uint32_t zero;
    uint32_t crc;
};
VX_ASSERT_SIZE(struct head, 40);

static uint64_t bytes_of(const struct vx_tail *t)
{
    return vx_slot_offset(t->slots);
}

static int map_tail(struct vx_tail *t, const struct vx_io *io)
{
    void *map;
    const int rc = io->ops->map(io->self, t->file, bytes_of(t), &map);
    if (rc < 0)
        return rc;
    t->map = map;
    t->slot = (struct vx_record *)(void *)(t->map + VX_SEGMENT_HEAD);
    return 0;
}

static bool is_mine(const struct head *h, uint64_t journal)
{
    return memcmp(h->magic, TAIL_MAGIC, sizeof h->magic) == 0 && h->version == VX_JOURNAL_VERSION &&
           h->order == VX_JOURNAL_ORDER && h->journal == journal && h->slots > 0 &&
           h->slots <= VX_TAIL_SLOTS && (h->slots & (h->slots - 1)) == 0 &&
           h->crc == vx_crc32c(0, h, offsetof(struct head, crc));
}

int vx_tail_open(struct vx_tail *t, const struct vx_io *io, uint64_t journal,
                 uint64_t segment_bytes)
{
    *t = (struct vx_tail){.file = -1, .slots = VX_TAIL_SLOTS};
    while (t->slots > vx_segment_slots(segment_bytes))
        t->slots /= 2;
    struct head h = {
        .version = VX_JOURNAL_VERSION,
        .order = VX_JOURNAL_ORDER,
        .journal = journal,
        .slots = t->slots,
    };
    memcpy(h.magic, TAIL_MAGIC, sizeof h.magic);
    h.crc = vx_crc32c(0, &h, offsetof(struct head, crc));
    io->ops->remove(io->self, TAIL_NAME);
    t->file = io->ops->open(io->self, TAIL_NAME, VX_IO_CREATE);
    int rc = t->file < 0 ? t->file : io->ops->allocate(io->self, t->file, bytes_of(t));
    if (rc == 0)
        rc = io->ops->write(io->self, t->file, &h, sizeof h, 0);
    if (rc == 0)
        rc = map_tail(t, io);
    if (rc == 0) {
        io->ops->populate(io->self, t->map, bytes_of(t));
        return 0;
    }
    vx_tail_close(t, io, true);
    return rc;
}

bool vx_tail_is_there(const struct vx_io *io)
{
    const int file = io->ops->open(io->self, TAIL_NAME, VX_IO_READ);
    if (file >= 0)
        io->ops->close(io->self, file);
    return file >= 0;
}

void vx_tail_close(struct vx_tail *t, const struct vx_io *io, bool remove)
{
    if (t->map)
        io->ops->unmap(io->self, t->map, bytes_of(t));
    if (t->file >= 0)
        io->ops->close(io->self, t->file);
    if (remove)
        io->ops->remove(io->self, TAIL_NAME);
    *t = (struct vx_tail){.file = -1};
}

/* ---- what was left behind ---- */

/* Records of one segment, from a place in the ring on, and where they belong. */
struct run {
    const struct vx_io *io;
    const struct vx_record *first;
    uint64_t n;
    struct vx_journal_place at;
};

static int put_run(struct run *run)
{
    char name[VX_IO_NAME_MAX];
    const struct vx_io *io = run->io;
    if (run->n == 0)
        return 0;
    vx_segment_name(name, run->at.segment);
    const int file = io->ops->open(io->self, name, VX_IO_WRITE);
    if (file < 0)
        return file;
    int rc = io->ops->write(io->self, file, run->first, run->n * VX_RECORD_BYTES,
                            vx_slot_offset(run->at.slot));
    if (rc == 0)
        rc = io->ops->sync(io->self, file);
    io->ops->close(io->self, file);
    run->n = 0;
    return rc;
}

/* Every record of the ring that is the next one, to its place; how many. */
static int64_t put_records(struct vx_reader *r, const struct vx_io *io, const struct vx_tail *t)
{
    struct run run = {.io = io};
    int64_t n = 0;
    int rc = 0;
    while (rc == 0 && n < (int64_t)t->slots) {
        const struct vx_journal_place at = r->at;
        const uint64_t count = at.segment * vx_segment_slots(at.bytes) + at.slot;
        const struct vx_record *rec = &t->slot[count & (t->slots - 1)];
        const bool joins = rec == run.first + run.n && at.segment == run.at.segment;
        if (run.n > 0 && !joins && (rc = put_run(&run)) < 0)
            break;
        if (vx_reader_offer(r, rec) != 1)
            break;
        if (run.n++ == 0) {
            run.first = rec;
            run.at = at;
        }
        n++;
    }
    if (rc == 0)
        rc = put_run(&run);
    return rc < 0 ? rc : n;
}

/* Reads to where the segments end. */
static int read_on(struct vx_reader *r, const struct vx_io *io)
{
    struct vx_record rec;
    const int64_t segment = vx_journal_find(io, UINT64_MAX);
    int rc = segment > 0 ? vx_reader_open(r, io, (uint32_t)segment) : VX_E_EMPTY;
    while (rc >= 0 && (rc = vx_reader_next(r, &rec)) == 1)
        ;
    return rc;
}

/* Once more behind what was put: where a page of the segments was lost, there may be more. */
static int64_t put_all(struct vx_reader *r, const struct vx_io *io, struct vx_tail *t,
                       const struct head *h)
{
    int64_t n, sum = 0;
    do {
        /* a journal that cannot be read is for the recovery to refuse, not for this */
        if (read_on(r, io) != 0 || !is_mine(h, r->at.journal))
            return sum;
        const int rc = t->map ? 0 : map_tail(t, io);
        n = rc < 0 ? rc : put_records(r, io, t);
        vx_reader_close(r);
        sum += n;
    } while (n > 0);
    return n < 0 ? n : sum;
}

int64_t vx_tail_merge(struct vx_reader *r, const struct vx_io *io)
{
    struct vx_tail t = {.file = io->ops->open(io->self, TAIL_NAME, VX_IO_WRITE)};
    struct head h;
    if (t.file == -ENOENT)
        return 0;
    if (t.file < 0)
        return t.file;
    r->file = -1;
    int64_t n = io->ops->read(io->self, t.file, &h, sizeof h, 0);
    if (n == (int64_t)sizeof h && h.slots <= VX_TAIL_SLOTS)
        t.slots = h.slots;
    if (n >= 0)
        n = t.slots && io->ops->size(io->self, t.file) == (int64_t)bytes_of(&t)
                ? put_all(r, io, &t, &h)
                : 0;
    vx_reader_close(r);
    vx_tail_close(&t, io, false);
    return n;
}
