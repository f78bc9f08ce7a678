#include "core/journal/writer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "core/base/err.h"

#define TMP_NAME  "journal.tmp"
#define WIPE_SIZE 65536u

static int complain(struct vx_writer *w, const char *what, const char *name, int err)
{
    snprintf(w->text, sizeof w->text, "%s %s: %s", what, name, strerror(-err));
    return err == -ENOSPC || err == -EDQUOT || err == -EFBIG ? VX_E_FULL : VX_E_SYSTEM;
}

/* Fail-stop: a sync that is tried again may succeed with data lost. */
static int fail(struct vx_writer *w, const char *what, const char *name, int err)
{
    complain(w, what, name, err);
    /* J7: pairs with J8 in vx_writer_has_failed */
    atomic_store_explicit(&w->failed, (uint32_t)-err, memory_order_release);
    return VX_E_SYSTEM;
}

/* Records before a segment's first. */
static uint64_t begin_of(const struct vx_writer *w, uint32_t number)
{
    return number * w->slots;
}

static const struct vx_record *record_of(const struct vx_writer *w, uint64_t count)
{
    return &w->ring[count & w->mask];
}

/* ---- segments ---- */

static void make_header(const struct vx_writer *w, uint32_t number, struct vx_segment_header *h)
{
    *h = (struct vx_segment_header){
        .version = VX_JOURNAL_VERSION,
        .order = VX_JOURNAL_ORDER,
        .journal = w->config.journal,
        .number = number,
        .bytes = w->config.segment_bytes,
        .made_ns = w->config.realtime_ns,
    };
    memcpy(h->magic, VX_JOURNAL_MAGIC, sizeof h->magic);
    memcpy(h->shape, w->config.shape, sizeof h->shape);
    h->crc = vx_crc32c(0, h, offsetof(struct vx_segment_header, crc));
}

/* A file of full size with its header, on the disk before it gets its name. */
static int make_file(struct vx_writer *w, uint32_t number, const char *name, int *file)
{
    const struct vx_io *io = &w->config.io;
    struct vx_segment_header h;
    make_header(w, number, &h);
    io->ops->remove(io->self, TMP_NAME);
    *file = io->ops->open(io->self, TMP_NAME, VX_IO_CREATE);
    if (*file < 0)
        return complain(w, "cannot make", TMP_NAME, *file);
    int rc = io->ops->allocate(io->self, *file, w->config.segment_bytes);
    if (rc == 0)
        rc = io->ops->write(io->self, *file, &h, sizeof h, 0);
    if (rc == 0)
        rc = io->ops->sync(io->self, *file);
    if (rc == 0)
        rc = io->ops->rename(io->self, TMP_NAME, name);
    if (rc == 0)
        rc = io->ops->sync_dir(io->self);
    if (rc == 0)
        return VX_OK;
    io->ops->close(io->self, *file);
    io->ops->remove(io->self, TMP_NAME);
    return complain(w, "cannot make", name, rc);
}

static void hold(struct vx_writer *w, int file, uint32_t number)
{
    assert(w->held < VX_WRITER_SEGMENTS);
    w->segment[w->held++] = (struct vx_writer_segment){.file = file, .number = number};
    atomic_store_explicit(&w->segments, number, memory_order_relaxed);
    /* J9: pairs with J10 in turn */
    atomic_store_explicit(&w->ready, number, memory_order_release);
}

/* The segment behind the newest. */
static int make_segment(struct vx_writer *w)
{
    const struct vx_writer_segment *newest = w->held ? &w->segment[w->held - 1] : NULL;
    const uint32_t number = newest ? newest->number + 1 : 1;
    char name[VX_IO_NAME_MAX];
    int file;
    if (number > VX_SEGMENT_NUMBER)
        return VX_E_FULL;
    vx_segment_name(name, number);
    const int rc = make_file(w, number, name, &file);
    if (rc == VX_OK)
        hold(w, file, number);
    return rc;
}

static void drop_segment(struct vx_writer *w, uint32_t i)
{
    const struct vx_io *io = &w->config.io;
    io->ops->close(io->self, w->segment[i].file);
    w->held--;
    memmove(&w->segment[i], &w->segment[i + 1], (w->held - i) * sizeof w->segment[0]);
}

/* Seals the segment in hand, if the next one is there. */
static bool turn(struct vx_writer *w)
{
    const uint64_t next = w->count / w->slots + 1;
    /* J10: pairs with J9 in hold: the segment has its name before a SEAL says so */
    if (atomic_load_explicit(&w->ready, memory_order_acquire) < next)
        return false;
    const uint64_t body[4] = {next};
    w->stop = w->count + 1; /* its own slot */
    vx_writer_append(w, VX_RECORD_SEAL, 0, body);
    w->seal = w->count + w->slots - 1;
    return true;
}

bool vx_writer_more(struct vx_writer *w)
{
    /* J4: pairs with J3 in flush: what was in those places of the ring is in the segments; one
     * place is kept for a SEAL */
    const uint64_t end = atomic_load_explicit(&w->written, memory_order_acquire) + w->mask;
    w->stop = w->count;
    if (w->count >= end || (w->count == w->seal && !turn(w)))
        return false;
    w->stop = vx_min_u64(end, w->seal);
    if (w->count < w->stop)
        return true;
    w->stop = w->count;
    return false;
}

/* ---- open and close ---- */

/* What was torn is wiped, so that nothing of it can ever be taken for a record. */
static int wipe(struct vx_writer *w, uint64_t slot)
{
    static const unsigned char zero[WIPE_SIZE];
    const struct vx_io *io = &w->config.io;
    const struct vx_writer_segment *s = &w->segment[0];
    int rc = 0;
    for (uint64_t at = vx_slot_offset(slot); rc == 0 && at < w->config.segment_bytes;
         at += WIPE_SIZE)
        rc = io->ops->write(io->self, s->file, zero,
                            vx_min_u64(WIPE_SIZE, w->config.segment_bytes - at), at);
    if (rc == 0)
        rc = io->ops->sync(io->self, s->file);
    char name[VX_IO_NAME_MAX];
    vx_segment_name(name, s->number);
    return rc < 0 ? complain(w, "cannot wipe", name, rc) : VX_OK;
}

/* Newest first: what is left is a journal at any time. */
static int remove_behind(struct vx_writer *w, uint32_t number)
{
    const struct vx_io *io = &w->config.io;
    uint32_t first, last;
    char name[VX_IO_NAME_MAX];
    if (vx_journal_segments(io, &first, &last) < 0) {
        snprintf(w->text, sizeof w->text, "the directory cannot be read");
        return VX_E_SYSTEM;
    }
    for (; last > number; last--) {
        vx_segment_name(name, last);
        int rc = io->ops->remove(io->self, name);
        if (rc == 0)
            rc = io->ops->sync_dir(io->self);
        if (rc < 0)
            return complain(w, "cannot remove", name, rc);
    }
    return VX_OK;
}

static int reopen(struct vx_writer *w, const struct vx_journal_place *place, bool torn)
{
    const struct vx_io *io = &w->config.io;
    char name[VX_IO_NAME_MAX];
    vx_segment_name(name, place->segment);
    w->config.segment_bytes = place->bytes;
    w->config.journal = place->journal;
    int rc = remove_behind(w, place->segment);
    if (rc < 0)
        return rc;
    const int file = io->ops->open(io->self, name, VX_IO_WRITE);
    if (file < 0)
        return complain(w, "cannot open", name, file);
    hold(w, file, place->segment);
    return torn ? wipe(w, place->slot) : VX_OK;
}

/* The ring, empty, behind what the segments hold. */
static int open_ring(struct vx_writer *w, const struct vx_journal_place *place)
{
    const int rc =
        vx_tail_open(&w->tail, &w->config.io, w->config.journal, w->config.segment_bytes);
    if (rc < 0)
        return complain(w, "cannot make", "journal.tail", rc);
    w->ring = w->tail.slot;
    w->mask = w->tail.slots - 1;
    w->journal_low = (uint32_t)w->config.journal;
    w->seq = w->written_seq = place->seq;
    w->before = place->sum;
    w->reserve = (uint32_t)(w->slots / VX_WRITER_RESERVE);
    w->count = begin_of(w, w->segment[0].number) + place->slot;
    w->seal = begin_of(w, w->segment[0].number + 1) - 1;
    w->stop = vx_min_u64(w->count + w->mask, w->seal);
    atomic_init(&w->appended, w->count);
    atomic_init(&w->written, w->count);
    atomic_init(&w->synced, 0); /* what was found may be in the system's memory alone */
    atomic_init(&w->synced_seq, 0);
    return VX_OK;
}

int vx_writer_open(struct vx_writer *w, const struct vx_writer_config *config,
                   const struct vx_journal_place *place, bool torn)
{
    memset(w, 0, sizeof *w);
    w->config = *config;
    w->tail.file = -1;
    w->put = vx_record_put_best();
    int rc = place->segment ? reopen(w, place, torn) : make_segment(w);
    w->slots = vx_segment_slots(w->config.segment_bytes);
    if (rc == VX_OK && place->slot == w->slots) /* sealed, and the next one was lost: cannot be */
        rc = VX_E_CORRUPT;
    if (rc == VX_OK)
        rc = open_ring(w, place);
    if (rc == VX_OK)
        return vx_writer_sync(w);
    vx_writer_abandon(w);
    return rc;
}

void vx_writer_abandon(struct vx_writer *w)
{
    while (w->held > 0)
        drop_segment(w, w->held - 1);
    if (w->tail.map)
        vx_tail_close(&w->tail, &w->config.io, false);
}

int vx_writer_close(struct vx_writer *w)
{
    if (w->held == 0)
        return VX_OK;
    int rc = vx_writer_has_failed(w) ? VX_E_SYSTEM : vx_writer_sync(w);
    const struct vx_io *io = &w->config.io;
    if (rc == VX_OK) /* the mark itself */
        rc = io->ops->sync(io->self, w->segment[0].file) < 0 ? VX_E_SYSTEM : VX_OK;
    if (rc == VX_OK) /* all of it is in the segments */
        vx_tail_close(&w->tail, io, true);
    vx_writer_abandon(w);
    if (rc == VX_OK)
        rc = remove_behind(w, (uint32_t)(w->count / w->slots));
    return rc;
}

/* ---- writing ---- */

static const struct vx_writer_segment *segment_of(const struct vx_writer *w, uint64_t count)
{
    const struct vx_writer_segment *s = &w->segment[0];
    while (count >= begin_of(w, s->number + 1))
        s++;
    return s;
}

/* What lies in one piece in the ring and in one segment. */
static int write_part(struct vx_writer *w, uint64_t from, uint64_t n)
{
    const struct vx_io *io = &w->config.io;
    const struct vx_writer_segment *s = segment_of(w, from);
    const int rc = io->ops->write(io->self, s->file, record_of(w, from), n * VX_RECORD_BYTES,
                                  vx_slot_offset(from - begin_of(w, s->number)));
    char name[VX_IO_NAME_MAX];
    vx_segment_name(name, s->number);
    return rc < 0 ? fail(w, "cannot write", name, rc) : VX_OK;
}

int vx_writer_flush(struct vx_writer *w)
{
    if (vx_writer_has_failed(w))
        return VX_E_SYSTEM;
    /* J2: pairs with J1 in vx_writer_append */
    const uint64_t end = atomic_load_explicit(&w->appended, memory_order_acquire);
    uint64_t from = atomic_load_explicit(&w->written, memory_order_relaxed);
    while (from < end) {
        const uint64_t wrap = w->mask + 1 - (from & w->mask);
        const uint64_t seal = w->slots - from % w->slots;
        const uint64_t most = vx_min_u64(vx_min_u64(wrap, seal), VX_WRITER_PART);
        const uint64_t n = vx_min_u64(end - from, most);
        const int rc = write_part(w, from, n);
        if (rc < 0)
            return rc;
        from += n;
        w->written_seq = record_of(w, from - 1)->seq;
        /* J3: pairs with J4 in vx_writer_more */
        atomic_store_explicit(&w->written, from, memory_order_release);
    }
    return VX_OK;
}

uint64_t vx_writer_newest_seq(const struct vx_writer *w)
{
    /* J2: pairs with J1 in vx_writer_append; what is not written yet stays where it is */
    const uint64_t end = atomic_load_explicit(&w->appended, memory_order_acquire);
    const uint64_t written = atomic_load_explicit(&w->written, memory_order_relaxed);
    return end == written ? w->written_seq : record_of(w, end - 1)->seq;
}

/* ---- syncing ---- */

/* The mark of a segment, which reaches the disk with a later sync. */
static int mark(const struct vx_writer *w, const struct vx_writer_segment *s, uint64_t count)
{
    const struct vx_io *io = &w->config.io;
    const uint64_t slots = vx_min_u64(count - begin_of(w, s->number), w->slots);
    const uint64_t words[2] = {slots, ~slots};
    return io->ops->write(io->self, s->file, words, sizeof words, VX_SEGMENT_MARK_AT);
}

static int sync_segment(struct vx_writer *w, const struct vx_writer_segment *s, uint64_t count)
{
    const struct vx_io *io = &w->config.io;
    int rc = io->ops->sync(io->self, s->file);
    if (rc == 0)
        rc = mark(w, s, count);
    char name[VX_IO_NAME_MAX];
    vx_segment_name(name, s->number);
    return rc < 0 ? fail(w, "cannot sync", name, rc) : VX_OK;
}

/* Everything up to a count of records is on the disk. */
static void note_synced(struct vx_writer *w, uint64_t count)
{
    atomic_store_explicit(&w->synced, count, memory_order_relaxed);
    atomic_fetch_add_explicit(&w->syncs, 1, memory_order_relaxed);
    /* J5: pairs with J6 in vx_writer_synced_seq */
    atomic_store_explicit(&w->synced_seq, w->written_seq, memory_order_release);
}

int vx_writer_sync(struct vx_writer *w)
{
    const struct vx_io *io = &w->config.io;
    int rc = vx_writer_flush(w);
    const uint64_t count = atomic_load_explicit(&w->written, memory_order_relaxed);
    if (rc < 0 || count == atomic_load_explicit(&w->synced, memory_order_relaxed))
        return rc;
    for (uint32_t i = 0; i < w->held && begin_of(w, w->segment[i].number) < count; i++)
        if ((rc = sync_segment(w, &w->segment[i], count)) < 0)
            return rc;
    note_synced(w, count);
    while (w->held > 1 && begin_of(w, w->segment[0].number + 1) <= count) {
        /* its mark reaches the disk before anything that a later mark could be held against */
        rc = io->ops->sync(io->self, w->segment[0].file);
        if (rc < 0)
            return fail(w, "cannot sync", "a full segment", rc);
        drop_segment(w, 0);
    }
    return VX_OK;
}

/* ---- what is needed next ---- */

bool vx_writer_wants(const struct vx_writer *w)
{
    const uint64_t count = atomic_load_explicit(&w->appended, memory_order_relaxed);
    return count / w->slots >= atomic_load_explicit(&w->ready, memory_order_relaxed);
}

bool vx_writer_is_crowded(const struct vx_writer *w)
{
    return vx_writer_wants(w) && w->held == VX_WRITER_SEGMENTS;
}

static void prepare(struct vx_writer *w, uint64_t now_ns)
{
    if (!vx_writer_wants(w) || w->held == VX_WRITER_SEGMENTS || now_ns < w->retry_ns)
        return;
    const int rc = make_segment(w);
    if (rc < 0)
        w->retry_ns = now_ns + VX_WRITER_RETRY_NS;
    atomic_store_explicit(&w->full, rc < 0, memory_order_relaxed);
}

/* Nobody writes there any more. */
static void let_go(struct vx_writer *w)
{
    const uint64_t count = atomic_load_explicit(&w->written, memory_order_relaxed);
    while (w->held > 1 && begin_of(w, w->segment[0].number + 1) <= count)
        drop_segment(w, 0);
}

int vx_writer_tend(struct vx_writer *w, uint64_t now_ns)
{
    const int rc = vx_writer_flush(w);
    if (rc < 0)
        return rc;
    if (w->config.never)
        let_go(w);
    prepare(w, now_ns);
    return VX_OK;
}
