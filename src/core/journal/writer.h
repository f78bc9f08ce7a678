/*
 * writer.h: appends records to a journal.
 *
 * One thread appends: a copy into a mapping, no system call, no wait.  Another tends: it makes the
 * disk hold what was appended (vx_writer_sync), has the next segment ready before it is needed, and
 * the pages ahead of the appending thread ready to be written.  In simulated time both are the same
 * thread.
 *
 * Room: a full disk means that there is no next segment.  The last part of the segment in hand
 * (one slot in VX_WRITER_RESERVE) is then kept for what must always work, cancels and the kill
 * switch: vx_writer_room says how much of each there is.  When there is room on the disk again,
 * tending finds out within VX_WRITER_RETRY_NS.
 *
 * A failed sync ends the journal: .failed is set, nothing is appended or synced any more.
 */
#ifndef VX_JOURNAL_WRITER_H
#define VX_JOURNAL_WRITER_H

#include <stdatomic.h>
#include <string.h>

#include "core/journal/journal.h"

#define VX_WRITER_SEGMENTS  4u /* mapped at a time: being synced, in hand, next */
#define VX_WRITER_RESERVE   8u
#define VX_WRITER_RETRY_NS  50000000u
#define VX_WRITER_MARKS     64u      /* syncs of pages until the mark is synced */
#define VX_WRITER_AHEAD_MIN 16384u   /* bytes made ready ahead */
#define VX_WRITER_AHEAD_MAX 4194304u /* ... at most */

struct vx_writer_segment {
    int file;
    uint32_t number;
    uint64_t begin; /* count of records before its first slot, see .appended */
    unsigned char *map;
};

struct vx_writer_config {
    struct vx_io io;
    uint64_t segment_bytes; /* VX_SEGMENT_MIN..MAX, whole pages; of new segments */
    uint64_t journal;       /* id of a new journal, not 0 */
    uint64_t realtime_ns;
    bool never; /* nobody syncs: full segments are let go of as they are */
    uint64_t shape[VX_SHAPE_WORDS];
};

struct vx_writer {
    /* the appending thread's */
    VX_ALIGNED(VX_LINE) struct vx_record *at; /* the next slot */
    struct vx_record *seal;                   /* the segment's last slot, kept for its SEAL */
    vx_record_put_fn put;
    uint64_t seq;
    uint64_t count; /* as .appended */
    uint32_t before;
    uint32_t journal_low;
    uint32_t number; /* of the segment in hand */
    uint32_t reserve;

    /* Records appended, and those that were in the first segment when it was opened. */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t appended; /* J1: released once a record is whole */

    /* Written by the tending thread. */
    VX_ALIGNED(VX_LINE) _Atomic(unsigned char *) next; /* J3: a segment that is ready, or NULL */
    _Atomic uint64_t synced_seq;                       /* J5: inputs up to here are on the disk */
    _Atomic uint64_t synced;                           /* records that are */
    _Atomic uint64_t syncs;
    _Atomic uint64_t sync_ns;  /* of the last one, as the caller's clock saw it */
    _Atomic uint64_t segments; /* made */
    _Atomic uint32_t full;     /* 1: there is no room for a next segment */
    _Atomic uint32_t failed;   /* J7: errno of what ended the journal, 0: none */

    /* the tending thread's */
    VX_ALIGNED(VX_LINE) struct vx_writer_config config;
    struct vx_writer_segment segment[VX_WRITER_SEGMENTS]; /* oldest first */
    uint32_t held;                                        /* of them */
    bool offered;                                         /* the newest is in .next */
    uint64_t retry_ns;
    uint64_t ready;                 /* count of records up to which pages are ready */
    uint64_t ahead;                 /* bytes kept ready */
    uint64_t tended;                /* .appended when it last looked */
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
/* Lets go of what is mapped, and does nothing to the files: as a crash would. */
void vx_writer_abandon(struct vx_writer *writer);

/* ---- the appending thread ---- */

enum vx_writer_room {
    VX_ROOM_NONE,    /* not even for a cancel: wait */
    VX_ROOM_RESERVE, /* the disk is full: for what must work */
    VX_ROOM_YES
};

/* Seals the segment in hand and goes on to the next; false: there is none. */
bool vx_writer_turn(struct vx_writer *writer);

static inline bool vx_writer_has_failed(const struct vx_writer *w)
{
    /* J8: pairs with J7 in the tending thread's fail */
    return atomic_load_explicit(&w->failed, memory_order_acquire) != 0;
}

static inline enum vx_writer_room vx_writer_room(struct vx_writer *w)
{
    if (VX_UNLIKELY(w->at == w->seal) && !vx_writer_turn(w))
        return VX_ROOM_NONE;
    if (VX_LIKELY(w->seal - w->at > (ptrdiff_t)w->reserve) ||
        atomic_load_explicit(&w->full, memory_order_relaxed) == 0)
        return VX_ROOM_YES;
    return VX_ROOM_RESERVE;
}

/* body: the input, or three words and zero; there must be room. */
static inline void vx_writer_append(struct vx_writer *w, enum vx_record_kind kind, uint64_t now_ns,
                                    const void *body)
{
    assert(w->at != w->seal);
    w->seq += kind == VX_RECORD_INPUT;
    const struct vx_record_head head = {
        .seq = w->seq, .now_ns = now_ns, .journal = w->journal_low, .kind = kind};
    w->before = w->put(w->at++, &head, body, w->before);
    /* J1: pairs with J2 in the tending thread: who sees the count finds the records whole */
    atomic_store_explicit(&w->appended, ++w->count, memory_order_release);
}

/* ---- the tending thread ---- */

/* Everything but syncing.  0, or VX_E_SYSTEM once the journal has failed. */
int vx_writer_tend(struct vx_writer *writer, uint64_t now_ns);
/* Makes the disk hold all that was appended.  0, or VX_E_SYSTEM: it never will again. */
int vx_writer_sync(struct vx_writer *writer);
/*
 * The same for the pages that are full (`all`: and for the one in hand), and for nothing else: a
 * page that is being synced is taken from the appending thread, whose next store then waits for the
 * file system.  The mark follows now and then.
 */
int vx_writer_sync_pages(struct vx_writer *writer, bool all);
static inline bool vx_writer_is_behind(const struct vx_writer *w)
{
    return atomic_load_explicit(&w->appended, memory_order_relaxed) !=
           atomic_load_explicit(&w->synced, memory_order_relaxed);
}
/* Inputs up to this sequence are on the disk. */
static inline uint64_t vx_writer_synced_seq(const struct vx_writer *w)
{
    /* J6: pairs with J5 in vx_writer_sync */
    return atomic_load_explicit(&w->synced_seq, memory_order_acquire);
}

#endif
