/*
 * past_find.c: single records of a journal: where it ends, where the newest engine began, which
 * input was at a time.  Records are of one size and in order: the searches are binary.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "core/past/past_inside.h"

void vx_past_close_window(struct vx_past_engine *p)
{
    if (p->window.file >= 0)
        p->io.ops->close(p->io.self, p->window.file);
    p->window.file = -1;
}

static int open_window(struct vx_past_engine *p, uint32_t number)
{
    struct vx_past_window *w = &p->window;
    struct vx_segment_header h;
    char name[VX_IO_NAME_MAX];
    if (w->file >= 0 && w->number == number)
        return VX_OK;
    vx_past_close_window(p);
    vx_segment_name(name, number);
    w->file = p->io.ops->open(p->io.self, name, VX_IO_READ);
    if (w->file < 0)
        return w->file == -ENOENT ? VX_E_EMPTY : VX_E_SYSTEM;
    const int64_t n = p->io.ops->read(p->io.self, w->file, &h, sizeof h, 0);
    const bool good = n == (int64_t)sizeof h && h.bytes >= VX_SEGMENT_MIN &&
                      h.bytes <= VX_SEGMENT_MAX &&
                      h.crc == vx_crc32c(0, &h, offsetof(struct vx_segment_header, crc));
    if (!good) {
        vx_past_close_window(p);
        return n < 0 ? VX_E_SYSTEM : VX_E_EMPTY;
    }
    w->number = number;
    w->journal = h.journal;
    w->slots = vx_segment_slots(h.bytes);
    return VX_OK;
}

/* 1: a record, whole; 0: none; negative: VX_E_.... */
static int peek(struct vx_past_engine *p, uint32_t number, uint64_t slot, struct vx_record *rec)
{
    const struct vx_past_window *w = &p->window;
    const int rc = open_window(p, number);
    if (rc < 0 || slot >= w->slots)
        return rc == VX_E_SYSTEM ? rc : 0;
    const int64_t n = p->io.ops->read(p->io.self, w->file, rec, sizeof *rec, vx_slot_offset(slot));
    if (n < 0)
        return VX_E_SYSTEM;
    return n == (int64_t)sizeof *rec && rec->bytes == VX_RECORD_BYTES &&
           rec->journal == (uint32_t)w->journal &&
           rec->crc == vx_crc32c(0, rec, offsetof(struct vx_record, crc));
}

int vx_past_complain(char *err, size_t size, const char *why)
{
    snprintf(err, size, "%s", why);
    return VX_E_JOURNAL;
}

static int cannot_read(char *err, size_t size)
{
    return vx_past_complain(err, size, "the journal cannot be read");
}

/* What is looked for: the first slot that is past it. */
typedef bool (*is_past)(const struct vx_record *rec, uint64_t limit);

static bool has_seq(const struct vx_record *rec, uint64_t seq)
{
    return rec->seq >= seq;
}

static bool is_later(const struct vx_record *rec, uint64_t t_ns)
{
    return rec->kind != VX_RECORD_SEAL && rec->now_ns > t_ns;
}

static bool never(const struct vx_record *rec, uint64_t limit)
{
    (void)rec;
    (void)limit;
    return false;
}

/* The first slot from `slot` on that holds no record, or one that is past the limit. */
static int search(struct vx_past_engine *p, uint32_t number, uint64_t *slot, is_past is,
                  uint64_t limit)
{
    struct vx_record rec;
    uint64_t low = *slot;
    int rc = open_window(p, number);
    uint64_t high = rc < 0 ? low : p->window.slots;
    while (rc >= 0 && low < high) {
        const uint64_t middle = low + (high - low) / 2;
        rc = peek(p, number, middle, &rec);
        if (rc == 1 && !is(&rec, limit))
            low = middle + 1;
        else
            high = middle;
    }
    *slot = low;
    return rc == VX_E_SYSTEM ? rc : VX_OK;
}

/* ---- bounds ---- */

/* The newest segment that holds a record: its number; 0: there is none. */
static int64_t newest_segment(struct vx_past_engine *p, uint32_t *first)
{
    struct vx_record rec;
    uint32_t last;
    int rc = 0;
    const int64_t count = vx_journal_segments(&p->io, first, &last);
    if (count <= 0)
        return count;
    for (uint32_t number = last; number >= *first && number > 0; number--)
        if ((rc = peek(p, number, 0, &rec)) != 0)
            return rc < 0 ? rc : (int64_t)number;
    return 0;
}

/* Newest input and its time, from a slot backwards. */
static int find_newest(struct vx_past_engine *p, uint32_t number, uint64_t slots)
{
    struct vx_record rec;
    struct vx_past_bounds *b = &p->bounds;
    int rc = 1;
    for (uint64_t slot = slots; slot-- > 0 && (rc = peek(p, number, slot, &rec)) == 1;) {
        if (slot == slots - 1)
            b->last_seq = rec.seq;
        b->last_ns = rec.now_ns;
        if (rec.kind == VX_RECORD_INPUT)
            break;
    }
    return rc;
}

static int find_end(struct vx_past_engine *p, uint32_t *first)
{
    const int64_t number = newest_segment(p, first);
    if (number <= 0)
        return number < 0 ? VX_E_SYSTEM : VX_E_EMPTY;
    uint64_t slots = 0;
    int rc = search(p, (uint32_t)number, &slots, never, 0);
    if (rc == VX_OK)
        rc = find_newest(p, (uint32_t)number, slots);
    return rc < 0 ? rc : VX_OK;
}

static bool is_behind(const struct vx_record *rec, uint64_t seq)
{
    return rec->seq > seq;
}

/* The slot behind the records of a segment that are not behind a sequence, from `*slot` on. */
static int find_last(struct vx_past_engine *p, uint32_t number, uint64_t until, uint64_t *slot)
{
    struct vx_record rec;
    const int rc = open_window(p, number);
    if (rc < 0)
        return rc == VX_E_SYSTEM ? rc : VX_OK;
    if (p->window.slots == 0 || peek(p, number, p->window.slots - 1, &rec) != 1 || rec.seq > until)
        return search(p, number, slot, is_behind, until);
    *slot = p->window.slots - (rec.kind == VX_RECORD_SEAL);
    return VX_OK;
}

/*
 * The next record behind the one in `*slot` that is no input; *slot is `end` if there is none. Each
 * input has a sequence of its own and nothing else has: so it can be told from any two records
 * whether all between them are inputs.
 */
static int next_other(struct vx_past_engine *p, uint32_t number, uint64_t *slot, uint64_t end)
{
    struct vx_record first, rec;
    uint64_t low = *slot + 1, high = end,
             at = end - 1; /* the last one first: most often it is so */
    int rc = peek(p, number, *slot, &first);
    for (; rc == 1 && low < high; at = low + (high - low) / 2) {
        rc = peek(p, number, at, &rec);
        if (rc == 1 && rec.seq - first.seq == at - *slot)
            low = at + 1;
        else
            high = at;
    }
    *slot = rc == 1 ? low : end;
    return rc < 0 ? rc : VX_OK;
}

/* The newest START of a segment, from a slot to the first record behind a sequence. */
static int find_start(struct vx_past_engine *p, uint32_t number, uint64_t slot, uint64_t until)
{
    struct vx_record rec;
    uint64_t end = slot;
    int rc = find_last(p, number, until, &end);
    while (rc == VX_OK && slot < end) {
        if (peek(p, number, slot, &rec) == 1 && rec.kind == VX_RECORD_START) {
            p->life = (struct vx_journal_place){.segment = number, .slot = slot};
            p->bounds.life_seq = rec.seq;
            p->bounds.life_realtime_ns = rec.word.a;
        }
        rc = next_other(p, number, &slot, end);
    }
    return rc;
}

int vx_past_find_life(struct vx_past_engine *p, uint64_t seq)
{
    uint64_t slot = 0;
    const int64_t number = vx_journal_find(&p->io, seq);
    if (number <= 0)
        return number < 0 ? VX_E_SYSTEM : VX_OK;
    const int rc = search(p, (uint32_t)number, &slot, has_seq, seq);
    return rc < 0 ? rc : find_start(p, (uint32_t)number, slot, seq);
}

/* Looks back from the end, once: while an engine runs nobody else begins in its directory. */
static int find_life(struct vx_past_engine *p, uint32_t first)
{
    uint32_t unused;
    const int64_t newest = newest_segment(p, &unused);
    int rc = newest < 0 ? VX_E_SYSTEM : VX_OK;
    for (int64_t number = newest; rc == VX_OK && !p->life.segment && number >= first; number--)
        rc = find_start(p, (uint32_t)number, 0, VX_NEVER);
    return rc;
}

/*
 * The first moment: 0, or that of the oldest snapshot where the first segments are gone.  It moves
 * on while segments go.
 */
static int find_first(struct vx_past_engine *p, uint32_t first, char *err, size_t size)
{
    struct vx_snapshot_list list;
    if (first <= 1) {
        p->bounds.first_seq = 0;
        return VX_OK;
    }
    if (vx_snapshot_find(&p->io, &list) < 0)
        return cannot_read(err, size);
    while (list.count > 0 && list.seq[list.count - 1] <= p->unusable)
        list.count--;
    if (list.count == 0)
        return vx_past_complain(err, size,
                                "the first segments are missing, and no snapshot replaces them");
    if (p->bounds.first_seq == list.seq[list.count - 1])
        return VX_OK;
    p->bounds.first_seq = list.seq[list.count - 1];
    p->bounds.first_ns = 0;
    if (p->bounds.first_seq > p->bounds.life_seq)
        vx_past_time_of(p, p->bounds.first_seq, &p->bounds.first_ns, err, size);
    return VX_OK;
}

int vx_past_look(struct vx_past_engine *p, struct vx_past_bounds *bounds, char *err, size_t size)
{
    uint32_t first = 0;
    int rc = find_end(p, &first);
    if (rc == VX_OK && !p->life.segment)
        rc = find_life(p, first);
    if (rc == VX_E_EMPTY)
        return vx_past_complain(err, size,
                                "there is no journal in it (what --data was given is wanted)");
    if (rc < 0)
        return cannot_read(err, size);
    rc = find_first(p, first, err, size);
    if (rc < 0)
        return rc;
    if (bounds)
        *bounds = p->bounds;
    return VX_OK;
}

/* ---- times ---- */

int vx_past_seq_at(struct vx_past_engine *p, uint64_t t_ns, uint64_t *seq, char *err, size_t size)
{
    struct vx_record rec = {0};
    uint32_t first;
    uint64_t slot = 0;
    const int looked = vx_past_look(p, NULL, err, size);
    if (looked < 0)
        return looked;
    int64_t number = newest_segment(p, &first);
    int rc = number < 0 ? VX_E_SYSTEM : VX_OK;
    while (rc >= 0 && number > (int64_t)vx_max_u64(first, p->life.segment)) {
        rc = peek(p, (uint32_t)number, 0, &rec);
        if (rc == 1 && !is_later(&rec, t_ns))
            break;
        number--;
    }
    if (number <= p->life.segment) {
        number = p->life.segment;
        slot = p->life.slot;
    }
    if (rc >= 0)
        rc = search(p, (uint32_t)number, &slot, is_later, t_ns);
    if (rc >= 0)
        rc = peek(p, (uint32_t)number, slot - (slot > 0), &rec);
    if (rc < 0)
        return cannot_read(err, size);
    *seq = rec.seq - (slot == 0 && rec.kind == VX_RECORD_INPUT); /* before all that is left */
    return VX_OK;
}

int vx_past_time_of(struct vx_past_engine *p, uint64_t seq, uint64_t *t_ns, char *err, size_t size)
{
    struct vx_record rec;
    uint64_t slot = 0;
    *t_ns = 0;
    if (seq == 0)
        return VX_OK;
    const int64_t number = vx_journal_find(&p->io, seq - 1);
    int rc = number > 0 ? search(p, (uint32_t)number, &slot, has_seq, seq) : VX_E_SYSTEM;
    if (rc < 0 || (rc = peek(p, (uint32_t)number, slot, &rec)) < 0)
        return cannot_read(err, size);
    if (rc == 0) {
        snprintf(err, size, "there is no input %" PRIu64 " yet", seq);
        return VX_E_RANGE;
    }
    *t_ns = rec.now_ns;
    return VX_OK;
}
