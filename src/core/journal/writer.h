/*
 * writer.h: appends records to a journal.
 *
 * One thread appends: a copy into the tail, a ring that is mapped (journal.h), no system call, no
 * wait, no page fault.  Another tends: it writes what is in the ring to the segments, makes the
 * disk hold it (vx_writer_sync), and has the next segment ready before it is needed.  So the
 * appending thread never touches a page that the system is writing to the disk, for which it would
 * have to wait.  In simulated time both are the same thread.
 *
 * Room: the ring holds up to VX_TAIL_SLOTS records.  If the disk is slower than what comes for so
 * long, there is no room until it has caught up. A full disk means that there is no next segment.
 * The last part of the segment in hand (one slot in VX_WRITER_RESERVE) is then kept for what must
 * always work, cancels and the kill switch: vx_writer_room says how much of each there is.  When
 * there is room on the disk again, tending finds out within VX_WRITER_RETRY_NS.
 *
 * A failed write or sync ends the journal: .failed is set, nothing is appended or synced any more.
 */
#ifndef VX_JOURNAL_WRITER_H
#define VX_JOURNAL_WRITER_H

#include <stdatomic.h>
#include <string.h>

#include "core/journal/journal.h"

#define VX_WRITER_SEGMENTS 4u /* open at a time: being synced, in hand, next */
#define VX_WRITER_RESERVE  8u
#define VX_WRITER_RETRY_NS 50000000u
#define VX_WRITER_FETCH    8u    /* slots ahead of which the cache is told */
#define VX_WRITER_PART     4096u /* records written at a time */

struct vx_writer_segment {
    int file;
    uint32_t number;
};

struct vx_writer_config {
    struct vx_io io;
    uint64_t segment_bytes; /* VX_SEGMENT_MIN..MAX, whole pages; of new segments */
    uint64_t journal;       /* id of a new journal, not 0 */
    uint64_t realtime_ns;
    bool never; /* nobody syncs: full segments are let go of as they are */
    uint64_t shape[VX_SHAPE_WORDS];
};

/*
 * Records are counted by their place in the journal: segment N holds those from N * slots on, and a
 * record's place in the ring is its count, modulo the slots of the ring.
 */
struct vx_writer {
    /* the appending thread's */
    VX_ALIGNED(VX_LINE) struct vx_record *ring;
    uint64_t mask;  /* its slots less one */
    uint64_t slots; /* of a segment */
    vx_record_put_fn put;
    uint64_t count; /* of the next record */
    uint64_t stop;  /* where it has to look for room again */
    uint64_t seal;  /* count of the segment's last slot, kept for its SEAL */
    uint64_t seq;
    uint32_t before;
    uint32_t journal_low;
    uint32_t reserve;

    VX_ALIGNED(VX_LINE) _Atomic uint64_t appended; /* J1: .count, released once a record is whole */

    /* Written by the tending thread. */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t written; /* J3: those before it are in the segments */
    _Atomic uint32_t ready;                       /* J9: number of the newest segment there is */
    _Atomic uint64_t synced_seq;                  /* J5: inputs up to here are on the disk */
    _Atomic uint64_t synced;                      /* count of records that are */
    _Atomic uint64_t syncs;
    _Atomic uint64_t segments; /* as .ready */
    _Atomic uint32_t full;     /* 1: there is no room for a next segment */
    _Atomic uint32_t failed;   /* J7: errno of what ended the journal, 0: none */

    /* the tending thread's */
    VX_ALIGNED(VX_LINE) struct vx_writer_config config;
    struct vx_writer_segment segment[VX_WRITER_SEGMENTS]; /* oldest first */
    uint32_t held;                                        /* of them */
    uint64_t written_seq;
    uint64_t retry_ns;
    struct vx_tail tail;
    char text[VX_JOURNAL_TEXT_MAX]; /* what failed */
};

/*
 * place: where reading ended (a torn tail is wiped, segments behind it are removed), or one with
 * segment 0 for a new journal.  0; VX_E_SYSTEM, VX_E_FULL with a sentence in .text.
 */
int vx_writer_open(struct vx_writer *writer, const struct vx_writer_config *config,
                   const struct vx_journal_place *place, bool torn);
/* Syncs everything, and again, so that the mark is there too; no file is left behind unused. */
int vx_writer_close(struct vx_writer *writer);
/* Lets go of what is open, and does nothing to the files: as a crash would. */
void vx_writer_abandon(struct vx_writer *writer);

/* ---- the appending thread ---- */

enum vx_writer_room {
    VX_ROOM_NONE,    /* not even for a cancel: wait */
    VX_ROOM_RESERVE, /* the disk is full: for what must work */
    VX_ROOM_YES
};

/* Looks for room: seals the segment in hand and goes on to the next.  False: there is none. */
bool vx_writer_more(struct vx_writer *writer);

static inline bool vx_writer_has_failed(const struct vx_writer *w)
{
    /* J8: pairs with J7 in the tending thread's fail */
    return atomic_load_explicit(&w->failed, memory_order_acquire) != 0;
}

static inline enum vx_writer_room vx_writer_room(struct vx_writer *w)
{
    if (VX_UNLIKELY(w->count == w->stop) && !vx_writer_more(w))
        return VX_ROOM_NONE;
    if (VX_LIKELY(w->seal - w->count > w->reserve) ||
        atomic_load_explicit(&w->full, memory_order_relaxed) == 0)
        return VX_ROOM_YES;
    return VX_ROOM_RESERVE;
}

/* body: the input, or three words and zero; there must be room. */
static inline void vx_writer_append(struct vx_writer *w, enum vx_record_kind kind, uint64_t now_ns,
                                    const void *body)
{
    assert(w->count != w->stop);
    w->seq += kind == VX_RECORD_INPUT;
    const struct vx_record_head head = {
        .seq = w->seq, .now_ns = now_ns, .journal = w->journal_low, .kind = kind};
    vx_fetch_to_write(&w->ring[(w->count + VX_WRITER_FETCH) & w->mask]);
    w->before = w->put(&w->ring[w->count & w->mask], &head, body, w->before);
    /* J1: pairs with J2 in the tending thread: who sees the count finds the records whole */
    atomic_store_explicit(&w->appended, ++w->count, memory_order_release);
}

/* ---- the tending thread ---- */

/* Writes what was appended to the segments.  0, or VX_E_SYSTEM once the journal has failed. */
int vx_writer_flush(struct vx_writer *writer);
/* Everything but syncing.  As flush. */
int vx_writer_tend(struct vx_writer *writer, uint64_t now_ns);
/* Makes the disk hold all that was appended.  0, or VX_E_SYSTEM: it never will again. */
int vx_writer_sync(struct vx_writer *writer);
/* Whether the appending thread is about to need a segment that is not there. */
bool vx_writer_wants(const struct vx_writer *writer);
/* Whether that segment can be had only after a sync lets go of an older one. */
bool vx_writer_is_crowded(const struct vx_writer *writer);
static inline bool vx_writer_is_behind(const struct vx_writer *w)
{
    return atomic_load_explicit(&w->appended, memory_order_relaxed) !=
           atomic_load_explicit(&w->synced, memory_order_relaxed);
}
/* Sequence of the newest input that was appended.  The tending thread's, as its ring is. */
uint64_t vx_writer_newest_seq(const struct vx_writer *writer);
/* Inputs up to this sequence are on the disk. */
static inline uint64_t vx_writer_synced_seq(const struct vx_writer *w)
{
    /* J6: pairs with J5 in the tending thread's note_synced */
    return atomic_load_explicit(&w->synced_seq, memory_order_acquire);
}

#endif
