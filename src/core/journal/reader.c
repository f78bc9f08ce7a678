#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "core/journal/journal.h"

/* The value is plain to see: analyzers do not look into a function of any number of arguments. */
#define say(r, err, ...) (put_text((r), (err), __VA_ARGS__), (err))

static void put_text(struct vx_reader *r, int err, const char *format, ...) VX_PRINTF(3, 4);

static void put_text(struct vx_reader *r, int err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(r->text, sizeof r->text, format, args);
    va_end(args);
    if (err == VX_E_CORRUPT)
        r->end = VX_END_CORRUPT;
}

/* ---- one segment ---- */

static int check_header(struct vx_reader *r, const struct vx_segment_header *h, uint32_t number)
{
    const uint32_t swapped = __builtin_bswap32(VX_JOURNAL_ORDER);
    if (memcmp(h->magic, VX_JOURNAL_MAGIC, sizeof h->magic) != 0)
        return say(r, VX_E_CORRUPT, "%s: offset 0: this is no journal of velox", r->name);
    if (h->order == swapped)
        return say(r, VX_E_VERSION, "%s: made on a machine of the other byte order", r->name);
    if (h->order == VX_JOURNAL_ORDER && h->version != VX_JOURNAL_VERSION)
        return say(r, VX_E_VERSION, "%s: version %" PRIu32 " of the journal; this velox reads %u",
                   r->name, h->version, VX_JOURNAL_VERSION);
    if (h->crc != vx_crc32c(0, h, offsetof(struct vx_segment_header, crc)) ||
        h->order != VX_JOURNAL_ORDER || h->zero != 0 || h->zero2 != 0 || h->journal == 0 ||
        h->bytes < VX_SEGMENT_MIN || h->bytes > VX_SEGMENT_MAX)
        return say(r, VX_E_CORRUPT, "%s: offset 0: the header is damaged", r->name);
    if (number != 0 && h->number != number)
        return say(r, VX_E_CORRUPT,
                   "%s: offset 24: this is segment %" PRIu64 ", under another name", r->name,
                   h->number);
    if (r->at.journal != 0 && h->journal != r->at.journal)
        return say(r, VX_E_CORRUPT, "%s: offset 16: the segment belongs to another journal",
                   r->name);
    return VX_OK;
}

/* The sequence at which a segment begins: of its first record, or what is before it. */
static int first_seq(const struct vx_io *io, uint32_t number, uint64_t *seq)
{
    struct vx_record rec;
    char name[VX_IO_NAME_MAX];
    vx_segment_name(name, number);
    const int file = io->ops->open(io->self, name, VX_IO_READ);
    if (file < 0)
        return VX_E_SYSTEM;
    const int64_t n = io->ops->read(io->self, file, &rec, sizeof rec, VX_SEGMENT_HEAD);
    io->ops->close(io->self, file);
    if (n < 0)
        return VX_E_SYSTEM;
    const bool good = n == (int64_t)sizeof rec && rec.bytes == VX_RECORD_BYTES &&
                      rec.crc == vx_crc32c(0, &rec, offsetof(struct vx_record, crc));
    *seq = rec.seq - (good && rec.kind == VX_RECORD_INPUT);
    return good ? VX_OK : VX_E_EMPTY;
}

/* Whether a segment was removed while this one reads (journal.keep), and which is the oldest now.
 */
static bool is_gone(struct vx_reader *r, uint32_t number)
{
    uint32_t first, last;
    uint64_t begins;
    if (r->alone || vx_journal_segments(&r->io, &first, &last) <= 0 || first <= number ||
        first_seq(&r->io, first, &begins) < 0)
        return false;
    put_text(r, VX_E_LAPPED,
             "%s is gone (journal.keep): the journal is gone before sequence %" PRIu64
             ", and was read up to %" PRIu64,
             r->name, begins + 1, r->at.seq);
    return true;
}

/* Opens a segment's file; *header is what its first page holds.  number 0: any. */
static int open_segment(struct vx_reader *r, uint32_t number, struct vx_segment_header *header)
{
    const struct vx_io *io = &r->io;
    if (r->file >= 0)
        io->ops->close(io->self, r->file);
    r->file = io->ops->open(io->self, r->name, VX_IO_READ);
    if (r->file == -ENOENT && is_gone(r, number))
        return VX_E_LAPPED;
    if (r->file == -ENOENT)
        return say(r, VX_E_CORRUPT, "%s is missing (behind sequence %" PRIu64 ")", r->name,
                   r->at.seq);
    if (r->file < 0)
        return say(r, VX_E_SYSTEM, "%s: %s", r->name, vx_io_text(r->file));
    const int64_t n = io->ops->read(io->self, r->file, header, sizeof *header, 0);
    if (n < 0)
        return say(r, VX_E_SYSTEM, "%s: %s", r->name, strerror((int)-n));
    if (n < (int64_t)sizeof *header)
        return say(r, VX_E_CORRUPT, "%s: offset %" PRId64 ": the file ends inside its header",
                   r->name, n);
    return check_header(r, header, number);
}

static int enter(struct vx_reader *r, uint32_t number)
{
    struct vx_segment_header h;
    const int rc = open_segment(r, r->alone ? 0 : number, &h);
    if (rc < 0)
        return rc;
    memcpy(r->shape, h.shape, sizeof r->shape);
    r->at.journal = h.journal;
    r->at.segment = (uint32_t)h.number;
    r->at.slot = 0;
    r->at.bytes = h.bytes;
    r->slots = vx_segment_slots(h.bytes);
    r->held = 0;
    return VX_OK;
}

/* The slot's bytes: 1; 0: the file ends before it. */
static int look(struct vx_reader *r, uint64_t slot, const unsigned char **bytes)
{
    if (slot < r->held_from || slot >= r->held_from + r->held) {
        const struct vx_io *io = &r->io;
        const uint64_t left = (r->slots - slot) * VX_RECORD_BYTES;
        const int64_t n = io->ops->read(io->self, r->file, r->buffer,
                                        vx_min_u64(left, VX_READER_BYTES), vx_slot_offset(slot));
        if (n < 0)
            return say(r, VX_E_SYSTEM, "%s: offset %" PRIu64 ": %s", r->name, vx_slot_offset(slot),
                       strerror((int)-n));
        r->held_from = slot;
        r->held = (uint64_t)n / VX_RECORD_BYTES;
        if (r->held == 0)
            return 0;
    }
    *bytes = (const unsigned char *)&r->buffer[slot - r->held_from];
    return 1;
}

/* ---- one record ---- */

static bool is_whole(const struct vx_reader *r, const struct vx_record *rec)
{
    return vx_record_is_whole(rec, (uint32_t)r->at.journal, r->sum);
}

static bool is_next(const struct vx_reader *r, const struct vx_record *rec)
{
    if (!is_whole(r, rec))
        return false;
    if (!r->joined && r->at.segment > 1)
        return true; /* what was before it is in a segment that is not looked at */
    return vx_record_is_behind(rec, r->at.sum, r->at.seq);
}

/* ---- the end ---- */

/* What lies behind the first slot that does not hold the next record. */
struct rest {
    uint64_t used;  /* slots that are not zero */
    uint64_t whole; /* of them, those that hold a record that could have come later */
    bool synced;    /* the slot was known to be on the disk */
};

static bool is_zero(const unsigned char *bytes, uint64_t slots)
{
    static const unsigned char zero[VX_RECORD_BYTES];
    return memcmp(bytes, zero, sizeof zero) == 0 &&
           memcmp(bytes, bytes + sizeof zero, (slots - 1) * VX_RECORD_BYTES) == 0;
}

static int weigh_slots(struct vx_reader *r, uint64_t from, struct rest *rest)
{
    const unsigned char *bytes;
    struct vx_record rec;
    int rc = 1;
    for (uint64_t slot = from; slot < r->slots && (rc = look(r, slot, &bytes)) == 1; slot++) {
        if (slot == r->held_from && is_zero(bytes, r->held)) /* free space, as nearly always */
            slot += r->held - 1;
        if (is_zero(bytes, 1))
            continue;
        memcpy(&rec, bytes, sizeof rec);
        rest->used++;
        rest->whole += is_whole(r, &rec) && rec.seq >= r->at.seq;
    }
    return rc < 0 ? rc : VX_OK;
}

static int weigh_mark(struct vx_reader *r, uint64_t slot, struct rest *rest)
{
    uint64_t words[2] = {0, 0};
    const struct vx_io *io = &r->io;
    const int64_t n = io->ops->read(io->self, r->file, words, sizeof words, VX_SEGMENT_MARK_AT);
    if (n < 0)
        return say(r, VX_E_SYSTEM, "%s: %s", r->name, strerror((int)-n));
    if (vx_segment_mark(words) > slot)
        rest->synced = true;
    return VX_OK;
}

/* The segment in hand from a slot on, and all behind it. */
static int weigh(struct vx_reader *r, struct rest *rest)
{
    struct vx_segment_header h = {0};
    int rc = weigh_mark(r, r->at.slot, rest);
    if (rc == VX_OK)
        rc = weigh_slots(r, r->at.slot, rest);
    for (uint32_t number = r->at.segment + 1; rc == VX_OK && !r->alone && number <= r->last;
         number++) {
        vx_segment_name(r->name, number);
        rc = open_segment(r, number, &h);
        if (r->file == -ENOENT) { /* one that was never used: an engine that ends removes it */
            r->end = VX_END_NOT;
            return VX_OK;
        }
        r->slots = vx_segment_slots(h.bytes);
        r->held = 0;
        if (rc == VX_OK)
            rc = weigh_mark(r, 0, rest);
        if (rc == VX_OK)
            rc = weigh_slots(r, 0, rest);
    }
    return rc;
}

/* An engine that runs may have written the record, and more, since the slot was read. */
static int look_again(struct vx_reader *r, struct vx_record *rec)
{
    struct vx_segment_header h;
    const unsigned char *bytes;
    int rc = open_segment(r, r->alone ? 0 : r->at.segment, &h);
    if (rc < 0)
        return rc;
    r->slots = vx_segment_slots(h.bytes);
    r->held = 0;
    if (r->at.slot >= r->slots || (rc = look(r, r->at.slot, &bytes)) <= 0)
        return rc;
    memcpy(rec, bytes, sizeof *rec);
    return is_next(r, rec);
}

/* 1: the next record has come by now. */
static int judge(struct vx_reader *r, struct vx_record *rec)
{
    struct rest rest = {0};
    char name[VX_IO_NAME_MAX];
    memcpy(name, r->name, sizeof name);
    int rc = weigh(r, &rest);
    memcpy(r->name, name, sizeof name);
    if (rc == VX_OK && (rest.synced || rest.used))
        rc = look_again(r, rec);
    if (rc != VX_OK)
        return rc;
    const uint64_t offset = vx_slot_offset(r->at.slot);
    if (rest.synced)
        return say(r, VX_E_CORRUPT,
                   "%s: offset %" PRIu64 ": the record behind sequence %" PRIu64
                   " is damaged; %" PRIu64 " records behind it are whole",
                   name, offset, r->at.seq, rest.whole);
    r->end = rest.used ? VX_END_TORN : VX_END_CLEAN;
    r->lost = rest.used;
    if (rest.used)
        put_text(r, VX_OK,
                 "%s: offset %" PRIu64 ": torn behind sequence %" PRIu64 ": %" PRIu64
                 " slots were not written whole to the disk",
                 name, offset, r->at.seq, rest.used);
    return 0;
}

/* ---- what others call ---- */

static void clear(struct vx_reader *r, const struct vx_io *io)
{
    memset(r, 0, offsetof(struct vx_reader, buffer));
    r->io = *io;
    r->file = -1;
    r->sum = vx_crc32c_best();
    r->follow = vx_chain_follow_best();
}

static int check_numbers(struct vx_reader *r, uint32_t first, int64_t count)
{
    const struct vx_io *io = &r->io;
    if (count == (int64_t)r->last - first + 1)
        return VX_OK;
    for (uint32_t number = first; number <= r->last; number++) {
        vx_segment_name(r->name, number);
        const int file = io->ops->open(io->self, r->name, VX_IO_READ);
        if (file == -ENOENT && is_gone(r, number))
            continue;
        if (file < 0)
            return say(r, VX_E_CORRUPT, "%s is missing: there are segments before and behind it",
                       r->name);
        io->ops->close(io->self, file);
    }
    return VX_OK;
}

int vx_reader_open(struct vx_reader *r, const struct vx_io *io, uint32_t segment)
{
    uint32_t first;
    clear(r, io);
    const int64_t count = vx_journal_segments(io, &first, &r->last);
    if (count < 0)
        return say(r, (int)count, "the directory cannot be read");
    if (count == 0)
        return VX_E_EMPTY;
    int rc = check_numbers(r, first, count);
    if (rc < 0)
        return rc;
    segment = segment ? segment : first;
    vx_segment_name(r->name, segment);
    return enter(r, segment);
}

int vx_reader_resume(struct vx_reader *r, const struct vx_io *io,
                     const struct vx_journal_place *place)
{
    const struct vx_journal_place at = *place; /* it may be the reader's own */
    const int rc = vx_reader_open(r, io, at.segment);
    if (rc < 0)
        return rc;
    if (r->at.journal != at.journal || at.slot > r->slots)
        return say(r, VX_E_CORRUPT, "%s: this is no longer the segment that was read", r->name);
    r->at = at;
    r->joined = true;
    return VX_OK;
}

int vx_reader_open_file(struct vx_reader *r, const struct vx_io *io, const char *name)
{
    clear(r, io);
    r->alone = true;
    snprintf(r->name, sizeof r->name, "%s", name);
    return enter(r, 0);
}

/* Behind a SEAL. */
static int go_on(struct vx_reader *r)
{
    if (r->alone) {
        r->end = VX_END_CLEAN;
        return 0;
    }
    vx_segment_name(r->name, r->at.segment + 1);
    const int rc = enter(r, r->at.segment + 1);
    return rc < 0 ? rc : 1;
}

/* The next record is behind us: 1, or why there is nothing behind it. */
static int step_over(struct vx_reader *r, const struct vx_record *rec)
{
    r->joined = true;
    r->at.seq = rec->seq;
    r->at.sum = rec->crc;
    r->at.slot++;
    r->records++;
    if (rec->kind != VX_RECORD_SEAL)
        return 1;
    const int rc = go_on(r);
    return rc < 0 ? rc : 1;
}

int vx_reader_next(struct vx_reader *r, struct vx_record *rec)
{
    const unsigned char *bytes;
    int rc = 0;
    if (r->end != VX_END_NOT)
        return r->end == VX_END_CORRUPT ? VX_E_CORRUPT : 0;
    if (r->at.slot < r->slots && (rc = look(r, r->at.slot, &bytes)) < 0)
        return rc;
    if (rc == 1)
        memcpy(rec, bytes, sizeof *rec);
    if ((rc == 0 || !is_next(r, rec)) && (rc = judge(r, rec)) != 1)
        return rc;
    return step_over(r, rec);
}

int64_t vx_reader_run(struct vx_reader *r, uint64_t until, const struct vx_record **first)
{
    struct vx_chain chain = {(uint32_t)r->at.journal, r->at.sum, r->at.seq};
    const unsigned char *bytes;
    uint32_t n = 0;
    int rc = 0;
    if (r->end == VX_END_NOT && r->at.slot < r->slots && (rc = look(r, r->at.slot, &bytes)) < 0)
        return rc;
    if (rc == 1 && (r->joined || r->at.segment == 1)) {
        *first = (const void *)bytes;
        n = r->follow(&chain, *first, (uint32_t)(r->held_from + r->held - r->at.slot), until);
    }
    if (n == 0) { /* a SEAL, the end, or the first of all */
        *first = &r->one;
        return vx_reader_next(r, &r->one);
    }
    r->joined = true;
    r->at.seq = chain.seq;
    r->at.sum = chain.sum;
    r->at.slot += n;
    r->records += n;
    return n;
}

int vx_reader_offer(struct vx_reader *r, const struct vx_record *rec)
{
    if (r->at.slot >= vx_segment_slots(r->at.bytes) || !is_next(r, rec))
        return 0;
    return step_over(r, rec) == 1;
}

void vx_reader_close(struct vx_reader *r)
{
    if (r->file >= 0)
        r->io.ops->close(r->io.self, r->file);
    r->file = -1;
}

int64_t vx_journal_find(const struct vx_io *io, uint64_t seq)
{
    uint32_t first, last;
    uint64_t begins;
    const int64_t count = vx_journal_segments(io, &first, &last);
    if (count <= 0)
        return count;
    for (uint32_t number = last; number >= first; number--) {
        const int rc = first_seq(io, number, &begins);
        if (rc == VX_E_SYSTEM)
            return rc;
        if (rc == VX_OK && begins <= seq)
            return number;
    }
    return first == 1 ? 1 : 0;
}
