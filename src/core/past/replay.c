#include "core/past/replay.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "core/telemetry/metric.h"

#define BATCH 128u /* inputs in the ring before the book stage is polled */

static const enum vx_setting shape_settings[VX_SHAPE_WORDS] = {
    VX_SET_TICK,        VX_SET_PRICE_MIN,  VX_SET_PRICE_MAX,
    VX_SET_INSTRUMENTS, VX_SET_ORDERS_MAX, VX_SET_STP,
};
#define SHAPES 6u /* the rest is zero */

void vx_shape_of(const struct vx_panel *panel, uint64_t shape[VX_SHAPE_WORDS])
{
    memset(shape, 0, VX_SHAPE_WORDS * sizeof shape[0]);
    for (unsigned i = 0; i < SHAPES; i++)
        shape[i] = (uint64_t)atomic_load_explicit(&panel->control.setting[shape_settings[i]],
                                                  memory_order_relaxed);
}

void vx_shape_put(const uint64_t shape[VX_SHAPE_WORDS], int64_t setting[VX_SETTINGS])
{
    for (unsigned i = 0; i < SHAPES; i++)
        setting[shape_settings[i]] = (int64_t)shape[i];
}

/* ---- inputs ---- */

/* Nobody is behind the book stage: what it wrote is let go of. */
static void drain(struct vx_pipeline *p)
{
    const void *first;
    uint32_t n;
    while ((n = vx_spsc_peek(&p->ring[VX_RING_BOOK], UINT32_MAX, &first)) > 0)
        vx_spsc_release(&p->ring[VX_RING_BOOK], n);
}

void vx_replay_settle(struct vx_replay *r)
{
    struct vx_pipeline *p = r->pipeline;
    struct vx_stage *book = &p->booker.stage;
    vx_spsc_publish(&p->ring[VX_RING_INGRESS]);
    while (p->booker.tally.answered < r->past.seq) {
        book->ops->poll(book, r->now_ns, book->poll_max);
        drain(p);
    }
    r->waiting = 0;
}

/* Kinds come at random: which of them bring an id is no branch. */
static inline void note_id(struct vx_past *past, const struct vx_tx *tx, unsigned source)
{
    const unsigned kind = tx->kind == VX_TX_REFUSED ? tx->was : tx->kind;
    const bool fresh = (kind == VX_TX_LIMIT) | (kind == VX_TX_MARKET);
    const uint64_t next = (fresh & (tx->id < VX_ID_MAX)) ? tx->id + 1 : 0;
    past->next_id[source] = vx_max_u64(past->next_id[source], next);
}

static VX_NOINLINE void note_special(struct vx_past *past, const struct vx_tx *tx)
{
    past->refused += tx->kind == VX_TX_REFUSED;
    past->restore_left -= past->restore_left > 0;
    if (tx->kind == VX_TX_CANCEL_ALL && tx->instrument == VX_ALL_INSTRUMENTS && tx->owner == 0 &&
        !(tx->flags & VX_TX_ONE_SIDE))
        past->cancel_due = 0;
}

/* Room for inputs that lie together, at most so many. */
static inline uint32_t claim(struct vx_replay *r, uint64_t want, struct vx_tx **slots)
{
    struct vx_spsc *ring = &r->pipeline->ring[VX_RING_INGRESS];
    void *first;
    uint32_t room = vx_spsc_claim(ring, (uint32_t)vx_min_u64(want, BATCH - r->waiting), &first);
    if (room == 0) {
        vx_replay_settle(r);
        room = vx_spsc_claim(ring, (uint32_t)vx_min_u64(want, BATCH), &first);
    }
    *slots = first;
    return room;
}

/* The inputs at the head of n records, as many as there is room for: how many. */
static uint32_t apply_inputs(struct vx_replay *r, const struct vx_record *rec, uint64_t n)
{
    struct vx_past *past = &r->past;
    struct vx_tx *slots;
    const uint32_t room = claim(r, n, &slots);
    uint32_t i = 0;
    for (; i < room && rec[i].kind == VX_RECORD_INPUT; i++) {
        const struct vx_tx *tx = &rec[i].tx;
        const unsigned source = vx_tx_source(tx);
        memcpy(&slots[i], tx, sizeof *tx);
        past->inputs[source] += !(tx->flags & VX_TX_RESTORED);
        note_id(past, tx, source);
        if (VX_UNLIKELY(tx->kind >= VX_TX_CANCEL_ALL) || VX_UNLIKELY(past->restore_left))
            note_special(past, tx);
    }
    vx_spsc_put(&r->pipeline->ring[VX_RING_INGRESS], i);
    r->waiting += i;
    past->seq += i;
    return i;
}

static void apply_control(struct vx_replay *r, const struct vx_record *rec)
{
    if (rec->kind != VX_RECORD_CONTROL)
        return;
    if (rec->word.a == VX_JOURNAL_HALT) {
        r->past.cancel_due = rec->word.b && !r->past.halted;
        r->past.halted = rec->word.b != 0;
        r->past.restore_left = 0; /* the kill switch ends a load */
    } else if (rec->word.a == VX_JOURNAL_RESTORE) {
        r->past.restore_seq = rec->word.b;
        r->past.restore_inputs = r->past.restore_left = rec->word.c;
    }
}

/* Some of n records: how many. */
static uint32_t apply(struct vx_replay *r, const struct vx_record *rec, uint64_t n)
{
    if (rec->kind == VX_RECORD_INPUT)
        return apply_inputs(r, rec, n);
    apply_control(r, rec);
    return 1;
}

void vx_replay_apply(struct vx_replay *r, const struct vx_record *rec)
{
    apply(r, rec, 1);
    vx_spsc_publish(&r->pipeline->ring[VX_RING_INGRESS]);
}

int64_t vx_replay_read(struct vx_replay *r, uint64_t until)
{
    const struct vx_record *rec = NULL;
    const int64_t n = vx_reader_run(&r->reader, until, &rec);
    const struct vx_record *end = n > 0 ? rec + n : rec;
    while (rec < end &&
           (rec->seq < r->past.seq || (rec->kind == VX_RECORD_INPUT && rec->seq == r->past.seq)))
        rec++; /* it is in the snapshot */
    while (rec < end) {
        if (r->timed)
            r->now_ns = rec->now_ns;
        rec += apply(r, rec, (uint64_t)(end - rec));
        if (r->timed)
            r->now_ns = rec[-1].now_ns;
    }
    return n;
}

/* ---- recovery ---- */

static int refuse(char *err, size_t size, const char *what, const char *text)
{
    snprintf(err, size, "%s%s", what, text);
    return VX_E_JOURNAL;
}

static int refuse_without_beginning(const struct vx_replay *r, char *err, size_t size)
{
    if (r->passed_over == 0)
        return refuse(err, size, "",
                      "the first segments are missing, and no snapshot replaces them");
    snprintf(err, size,
             "the first segments are missing, and no snapshot can be used: %s; the "
             "velox that wrote it can read it",
             r->note);
    return VX_E_JOURNAL;
}

static int check_shape(const struct vx_replay *r, const uint64_t shape[VX_SHAPE_WORDS], char *err,
                       size_t size)
{
    uint64_t mine[VX_SHAPE_WORDS];
    char was[32], is[32];
    vx_shape_of(r->pipeline->panel, mine);
    for (unsigned i = 0; i < SHAPES; i++) {
        if (mine[i] == shape[i])
            continue;
        vx_setting_format(was, sizeof was, shape_settings[i], (int64_t)shape[i]);
        vx_setting_format(is, sizeof is, shape_settings[i], (int64_t)mine[i]);
        snprintf(err, size,
                 "the journal was made with %s %s, not %s: set it so, or take another directory",
                 vx_setting_rows[shape_settings[i]].name, was, is);
        return VX_E_JOURNAL;
    }
    return VX_OK;
}

static void note(struct vx_replay *r, const char *text)
{
    if (r->note[0] == '\0')
        snprintf(r->note, sizeof r->note, "%s", text);
}

/* 1: it is loaded; 0: it cannot be used; VX_E_JOURNAL: nothing can. */
static int try_snapshot(struct vx_replay *r, const struct vx_io *io, uint64_t seq, char *err,
                        size_t size)
{
    struct vx_snapshot *s = &r->snapshot;
    char name[VX_IO_NAME_MAX];
    vx_snapshot_name(name, seq);
    int rc = vx_snapshot_open(s, io, name);
    if (rc == VX_OK && (s->header.journal != r->reader.at.journal || s->header.seq != seq))
        rc = VX_E_STATE;
    if (rc == VX_OK)
        rc = vx_state_take(r);
    else if (rc != VX_E_SYSTEM && s->text[0] == '\0')
        snprintf(s->text, sizeof s->text, "%s belongs to another journal", name);
    vx_snapshot_close(s);
    if (rc == VX_OK) {
        r->snapshot_seq = seq;
        return 1;
    }
    if (rc == VX_E_SYSTEM || r->half)
        return refuse(err, size, "", s->text);
    r->passed_over++;
    note(r, s->text);
    return 0;
}

static int load_snapshot(struct vx_replay *r, const struct vx_io *io, uint64_t until, char *err,
                         size_t size)
{
    struct vx_snapshot_list list;
    int rc = 0;
    if (vx_snapshot_find(io, &list) < 0)
        return refuse(err, size, "", "the directory cannot be read");
    for (uint32_t i = 0; i < list.count && rc == 0; i++)
        if (list.seq[i] <= until)
            rc = try_snapshot(r, io, list.seq[i], err, size);
    return rc < 0 ? rc : VX_OK;
}

static int read_journal(struct vx_replay *r, uint64_t until, char *err, size_t size)
{
    int64_t n = 0;
    while (r->reader.at.seq < until && (n = vx_replay_read(r, until)) > 0)
        continue;
    r->replayed = r->past.seq - vx_min_u64(r->past.seq, r->snapshot_seq);
    if (n < 0)
        return refuse(err, size, "", r->reader.text);
    vx_replay_settle(r);
    if (r->reader.at.seq < r->past.seq) {
        snprintf(err, size,
                 "the snapshot of sequence %" PRIu64
                 " is newer than the journal, which ends at %" PRIu64,
                 r->past.seq, r->reader.at.seq);
        return VX_E_JOURNAL;
    }
    if (r->reader.at.seq != r->past.seq)
        return refuse(err, size, "", "the journal does not go on where the snapshot ends");
    r->place = r->reader.at;
    r->cut = r->reader.lost;
    if (r->reader.end == VX_END_TORN)
        snprintf(r->note, sizeof r->note, "%s", r->reader.text);
    return VX_OK;
}

/* Begins to read right behind the snapshot, if the record it ends with is where it says. */
static bool resume(struct vx_replay *r, const struct vx_io *io)
{
    const struct vx_past *past = &r->past;
    struct vx_journal_place at = {
        .journal = r->snapshot.header.journal,
        .segment = (uint32_t)past->place_segment,
        .slot = past->place_slot,
        .seq = past->seq,
        .sum = (uint32_t)past->place_sum,
    };
    struct vx_record last;
    if (r->snapshot_seq == 0 || at.segment == 0 || at.slot == 0)
        return false;
    vx_reader_close(&r->reader);
    if (vx_reader_open(&r->reader, io, at.segment) < 0)
        return false;
    at.bytes = r->reader.at.bytes;
    const int64_t n =
        io->ops->read(io->self, r->reader.file, &last, sizeof last, vx_slot_offset(at.slot - 1));
    return n == (int64_t)sizeof last && last.seq == at.seq && last.crc == at.sum &&
           last.crc == vx_crc32c(0, &last, offsetof(struct vx_record, crc)) &&
           vx_reader_resume(&r->reader, io, &at) == VX_OK;
}

/* Begins to read behind the snapshot, or at the segment that it leads to. */
static int open_journal(struct vx_replay *r, const struct vx_io *io, char *err, size_t size)
{
    if (resume(r, io))
        return VX_OK;
    const int64_t segment = vx_journal_find(io, r->past.seq);
    if (segment < 0)
        return refuse(err, size, "", "the directory cannot be read");
    if (segment == 0)
        return refuse_without_beginning(r, err, size);
    vx_reader_close(&r->reader);
    const int rc = vx_reader_open(&r->reader, io, (uint32_t)segment);
    return rc < 0 ? refuse(err, size, "", r->reader.text) : VX_OK;
}

int vx_replay_recover(struct vx_replay *r, struct vx_pipeline *p, const struct vx_io *io,
                      uint64_t until, char *err, size_t size)
{
    struct vx_snapshot_list list;
    memset(r, 0, offsetof(struct vx_replay, reader));
    r->pipeline = p;
    r->reader.file = -1;
    int rc = vx_reader_open(&r->reader, io, 0);
    if (rc == VX_E_EMPTY) {
        if (vx_snapshot_find(io, &list) < 0)
            return refuse(err, size, "", "the directory cannot be read");
        if (list.count == 0)
            return VX_OK;
        return refuse(err, size, "", "there are snapshots, but no journal");
    }
    if (rc < 0)
        rc = refuse(err, size, "", r->reader.text);
    else
        rc = check_shape(r, r->reader.shape, err, size);
    if (rc == VX_OK)
        rc = load_snapshot(r, io, until, err, size);
    if (rc == VX_OK)
        rc = open_journal(r, io, err, size);
    if (rc == VX_OK)
        rc = read_journal(r, until, err, size);
    vx_reader_close(&r->reader);
    return rc;
}

/* ---- a snapshot ---- */

int vx_replay_save(struct vx_replay *r, const struct vx_io *io, uint64_t realtime_ns, char *err,
                   size_t size)
{
    struct vx_snapshot_header h = {
        .journal = r->place.journal,
        .seq = r->past.seq,
        .made_ns = realtime_ns,
        .hash = r->pipeline->booker.tally.hash,
    };
    vx_shape_of(r->pipeline->panel, h.shape);
    r->past.place_segment = r->place.segment;
    r->past.place_slot = r->place.slot;
    r->past.place_sum = r->place.sum;
    int rc = vx_snapshot_create(&r->snapshot, io, &h);
    if (rc == VX_OK)
        rc = vx_state_put(r);
    if (rc < 0 &&
        r->snapshot.error == VX_OK) { /* what is there is not finished as if it were whole */
        r->snapshot.error = rc;
        snprintf(r->snapshot.text, sizeof r->snapshot.text, "%s", vx_err_text(rc));
    }
    rc = vx_snapshot_finish(&r->snapshot);
    if (rc < 0)
        snprintf(err, size, "%s", r->snapshot.text);
    return rc;
}
