#include "core/journal/writer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "core/base/err.h"

#define TMP_NAME     "journal.tmp"
#define SLOTS_A_PAGE (VX_SEGMENT_HEAD / VX_RECORD_BYTES)

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

static uint64_t slots_of(const struct vx_writer *w)
{
    return vx_segment_slots(w->config.segment_bytes);
}

static struct vx_record *slot_of(const struct vx_writer_segment *s, uint64_t slot)
{
    return (struct vx_record *)(void *)(s->map + vx_slot_offset(slot));
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

static int map_file(struct vx_writer *w, int file, uint32_t number, uint64_t begin)
{
    const struct vx_io *io = &w->config.io;
    void *map;
    char name[VX_IO_NAME_MAX];
    const int rc = io->ops->map(io->self, file, w->config.segment_bytes, &map);
    vx_segment_name(name, number);
    if (rc < 0) {
        io->ops->close(io->self, file);
        return complain(w, "cannot map", name, rc);
    }
    assert(w->held < VX_WRITER_SEGMENTS);
    w->segment[w->held++] =
        (struct vx_writer_segment){.file = file, .number = number, .begin = begin, .map = map};
    return VX_OK;
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
    int rc = make_file(w, number, name, &file);
    if (rc == VX_OK)
        rc = map_file(w, file, number, newest ? newest->begin + slots_of(w) : 0);
    if (rc == VX_OK)
        atomic_store_explicit(&w->segments, number, memory_order_relaxed);
    return rc;
}

static void drop_segment(struct vx_writer *w, uint32_t i)
{
    const struct vx_io *io = &w->config.io;
    io->ops->unmap(io->self, w->segment[i].map, w->config.segment_bytes);
    io->ops->close(io->self, w->segment[i].file);
    w->held--;
    memmove(&w->segment[i], &w->segment[i + 1], (w->held - i) * sizeof w->segment[0]);
}

static void take_in_hand(struct vx_writer *w, unsigned char *map, uint32_t number, uint64_t slot)
{
    const struct vx_writer_segment s = {.map = map};
    w->number = number;
    w->at = slot_of(&s, slot);
    w->seal = slot_of(&s, slots_of(w) - 1);
}

bool vx_writer_turn(struct vx_writer *w)
{
    /* J4: pairs with J3 in offer */
    unsigned char *next = atomic_load_explicit(&w->next, memory_order_acquire);
    if (!next)
        return false;
    const uint64_t body[4] = {w->number + 1};
    w->seal++; /* its own slot */
    vx_writer_append(w, VX_RECORD_SEAL, 0, body);
    take_in_hand(w, next, w->number + 1, 0);
    /* J3: pairs with J9 in is_taken: the tending thread may make another */
    atomic_store_explicit(&w->next, NULL, memory_order_release);
    return true;
}

/* ---- open and close ---- */

/* What was torn is wiped, so that nothing of it can ever be taken for a record. */
static int wipe(struct vx_writer *w, uint64_t slot)
{
    const struct vx_io *io = &w->config.io;
    const struct vx_writer_segment *s = &w->segment[0];
    memset(slot_of(s, slot), 0, (slots_of(w) - slot) * VX_RECORD_BYTES);
    const int rc = io->ops->sync(io->self, s->file);
    char name[VX_IO_NAME_MAX];
    vx_segment_name(name, s->number);
    return rc < 0 ? complain(w, "cannot sync", name, rc) : VX_OK;
}

/* Newest first: what is left is a journal at any time. */
static int remove_behind(struct vx_writer *w, uint32_t number)
{
    const struct vx_io *io = &w->config.io;
    uint32_t first, last;
    char name[VX_IO_NAME_MAX];
    if (vx_journal_segments(io, &first, &last) < 0)
        return VX_E_SYSTEM;
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
    rc = map_file(w, file, place->segment, 0);
    if (rc == VX_OK && torn)
        rc = wipe(w, place->slot);
    return rc;
}

int vx_writer_open(struct vx_writer *w, const struct vx_writer_config *config,
                   const struct vx_journal_place *place, bool torn)
{
    memset(w, 0, sizeof *w);
    w->config = *config;
    w->put = vx_record_put_best();
    const int rc = place->segment ? reopen(w, place, torn) : make_segment(w);
    if (rc < 0) {
        vx_writer_abandon(w);
        return rc;
    }
    const uint64_t slots = slots_of(w);
    w->journal_low = (uint32_t)w->config.journal;
    w->seq = place->seq;
    w->before = place->sum;
    w->count = w->ready = w->tended = place->slot;
    w->reserve = (uint32_t)(slots / VX_WRITER_RESERVE);
    w->ahead = VX_WRITER_AHEAD_MIN;
    atomic_init(&w->appended, w->count);
    atomic_init(&w->synced, 0); /* what was found may be in the system's memory alone */
    atomic_init(&w->synced_seq, 0);
    take_in_hand(w, w->segment[0].map, w->segment[0].number, place->slot);
    if (place->slot == slots) /* sealed, and the next one was lost: cannot be, it is corrupt */
        return VX_E_CORRUPT;
    return vx_writer_sync(w);
}

void vx_writer_abandon(struct vx_writer *w)
{
    while (w->held > 0)
        drop_segment(w, w->held - 1);
}

int vx_writer_close(struct vx_writer *w)
{
    if (w->held == 0)
        return VX_OK;
    int rc = vx_writer_has_failed(w) ? VX_E_SYSTEM : vx_writer_sync(w);
    const struct vx_io *io = &w->config.io;
    if (rc == VX_OK) { /* the mark itself */
        const struct vx_writer_segment *s = &w->segment[0];
        rc = io->ops->sync(io->self, s->file) < 0 ? VX_E_SYSTEM : VX_OK;
    }
    vx_writer_abandon(w);
    if (rc == VX_OK)
        rc = remove_behind(w, w->number);
    return rc;
}

/* ---- syncing ---- */

static void mark(const struct vx_writer *w, const struct vx_writer_segment *s, uint64_t count)
{
    const uint64_t slots = vx_min_u64(count - s->begin, slots_of(w));
    uint64_t *words = (uint64_t *)(void *)(s->map + VX_SEGMENT_MARK_AT);
    words[0] = slots;
    words[1] = ~slots;
}

/* The sequence of a record that was appended. */
static uint64_t seq_of(const struct vx_writer *w, uint64_t count)
{
    const struct vx_writer_segment *s = &w->segment[0];
    while (count - 1 >= s->begin + slots_of(w))
        s++;
    return count - 1 < s->begin ? 0 : slot_of(s, count - 1 - s->begin)->seq;
}

static int sync_segment(struct vx_writer *w, const struct vx_writer_segment *s, uint64_t count)
{
    const struct vx_io *io = &w->config.io;
    const int rc = io->ops->sync(io->self, s->file);
    if (rc < 0) {
        char name[VX_IO_NAME_MAX];
        vx_segment_name(name, s->number);
        return fail(w, "cannot sync", name, rc);
    }
    mark(w, s, count);
    return VX_OK;
}

/* Everything up to a count of records is on the disk. */
static void note_synced(struct vx_writer *w, uint64_t count)
{
    const uint64_t seq = seq_of(w, count);
    atomic_store_explicit(&w->synced, count, memory_order_relaxed);
    atomic_fetch_add_explicit(&w->syncs, 1, memory_order_relaxed);
    /* J5: pairs with J6 in vx_writer_synced_seq */
    atomic_store_explicit(&w->synced_seq, seq, memory_order_release);
}

int vx_writer_sync(struct vx_writer *w)
{
    if (vx_writer_has_failed(w))
        return VX_E_SYSTEM;
    /* J2: pairs with J1 in vx_writer_append */
    const uint64_t count = atomic_load_explicit(&w->appended, memory_order_acquire);
    if (count == atomic_load_explicit(&w->synced, memory_order_relaxed))
        return VX_OK;
    for (uint32_t i = 0; i < w->held && w->segment[i].begin < count; i++) {
        const int rc = sync_segment(w, &w->segment[i], count);
        if (rc < 0)
            return rc;
    }
    note_synced(w, count);
    while (w->held > 1 && w->segment[0].begin + slots_of(w) <= count) {
        /* its mark reaches the disk before anything that a later mark could be held against */
        const struct vx_io *io = &w->config.io;
        const int rc = io->ops->sync(io->self, w->segment[0].file);
        if (rc < 0)
            return fail(w, "cannot sync", "a full segment", rc);
        drop_segment(w, 0);
    }
    return VX_OK;
}

int vx_writer_sync_pages(struct vx_writer *w, bool all)
{
    const struct vx_io *io = &w->config.io;
    const struct vx_writer_segment *s = &w->segment[0];
    /* J2: pairs with J1 in vx_writer_append */
    const uint64_t count = atomic_load_explicit(&w->appended, memory_order_acquire);
    const uint64_t synced = atomic_load_explicit(&w->synced, memory_order_relaxed);
    if (vx_writer_has_failed(w) || (w->held > 1 && s->begin + slots_of(w) <= count))
        return vx_writer_sync(w);
    const uint64_t slot = count - s->begin;
    const uint64_t whole = all ? slot : slot / SLOTS_A_PAGE * SLOTS_A_PAGE;
    if (s->begin + whole <= synced)
        return VX_OK;
    int rc = io->ops->sync_range(io->self, s->file, s->map, vx_slot_offset(synced - s->begin),
                                 vx_slot_offset(whole));
    if (rc == 0) {
        mark(w, s, s->begin + whole);
        note_synced(w, s->begin + whole);
        if (atomic_load_explicit(&w->syncs, memory_order_relaxed) % VX_WRITER_MARKS == 0)
            rc = io->ops->sync_range(io->self, s->file, s->map, 0, VX_SEGMENT_HEAD);
    }
    return rc < 0 ? fail(w, "cannot sync", "the journal", rc) : VX_OK;
}

/* ---- what is needed next ---- */

/* Pages ahead of the appending thread, about as many as it used between two looks. */
static void make_ready(struct vx_writer *w)
{
    const struct vx_io *io = &w->config.io;
    const uint64_t count = atomic_load_explicit(&w->appended, memory_order_relaxed);
    const uint64_t used = (count - w->tended) * VX_RECORD_BYTES;
    w->tended = count;
    w->ahead = vx_max_u64(2 * used, w->ahead - w->ahead / 8);
    w->ahead = vx_min_u64(vx_max_u64(w->ahead, VX_WRITER_AHEAD_MIN), VX_WRITER_AHEAD_MAX);
    for (uint32_t i = 0; i < w->held; i++) {
        const struct vx_writer_segment *s = &w->segment[i];
        const uint64_t end = s->begin + slots_of(w);
        const uint64_t from = vx_max_u64(count, s->begin);
        const uint64_t to = vx_min_u64(count + w->ahead / VX_RECORD_BYTES, end);
        if (from < to)
            io->ops->populate(io->self, slot_of(s, from - s->begin), (to - from) * VX_RECORD_BYTES);
    }
}

static void offer(struct vx_writer *w)
{
    /* J3: pairs with J4 in vx_writer_turn */
    atomic_store_explicit(&w->next, w->segment[w->held - 1].map, memory_order_release);
    atomic_store_explicit(&w->full, 0, memory_order_relaxed);
    w->offered = true;
}

static bool is_taken(const struct vx_writer *w)
{
    /* J9: pairs with J3 in vx_writer_turn */
    return atomic_load_explicit(&w->next, memory_order_acquire) == NULL;
}

static void prepare(struct vx_writer *w, uint64_t now_ns)
{
    if (w->offered && !is_taken(w))
        return;
    w->offered = false;
    if (w->held == VX_WRITER_SEGMENTS || now_ns < w->retry_ns)
        return;
    const int rc = make_segment(w);
    if (rc == VX_OK) {
        offer(w);
        return;
    }
    w->retry_ns = now_ns + VX_WRITER_RETRY_NS;
    atomic_store_explicit(&w->full, 1, memory_order_relaxed);
}

static void let_go(struct vx_writer *w)
{
    /* J2: pairs with J1 in vx_writer_append: nobody appends there any more */
    const uint64_t count = atomic_load_explicit(&w->appended, memory_order_acquire);
    while (w->held > 1 && w->segment[0].begin + slots_of(w) <= count)
        drop_segment(w, 0);
}

int vx_writer_tend(struct vx_writer *w, uint64_t now_ns)
{
    if (vx_writer_has_failed(w))
        return VX_E_SYSTEM;
    if (w->config.never)
        let_go(w);
    prepare(w, now_ns);
    make_ready(w);
    return VX_OK;
}
