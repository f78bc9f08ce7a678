/*
 * booker.h: the second stage.  Hands each input to the book, which writes its records straight
 * into the slots of the next ring; then turns ticks back into prices and keeps the accounts: state
 * hash, counters, ladder, tape, own orders, answers to the operator, the marks for ingress.
 *
 * Full ring: the book stops in the middle of an input and resumes where it stopped.
 *
 * The state hash chains each input (id, price, qty, owner, instrument, kind, flags, code) and each
 * of its records (id, the aggressor of a fill, price, qty, leaves, instrument, kind, code).  No
 * time and no counter of time goes in: the same inputs give the same hash in any topology.
 *
 * Threads: one owner.  Bounded by VX_BOOKER_POLL inputs and VX_BOOKER_RECORDS records a poll.
 */
#ifndef VX_PIPELINE_BOOKER_H
#define VX_PIPELINE_BOOKER_H

#include "core/book/veloxbook.h"
#include "core/lockfree/spsc.h"
#include "core/pipeline/ingress.h"
#include "core/pipeline/marks.h"
#include "core/pipeline/own.h"
#include "core/pipeline/stage.h"

#define VX_BOOKER_POLL    128u
#define VX_BOOKER_RECORDS 512u
#define VX_BOOKER_RUN     32u  /* records asked of the book at a time */
#define VX_BOOKER_BATCH   16u  /* records, about, that are handed over together */
#define VX_BOOKER_AHEAD   512u /* orders looked at for places in the queue, a publication */
#define VX_BOOKER_NEAR    4u   /* cache lines of the book kept near at a time, if idle, and ... */
#define VX_BOOKER_NEAR_NS 500u /* ... how long it is to the next time: half a GB/s at most */
#define VX_LADDER_TICKS   (VX_TRADED_TICKS / VX_LADDER_BUCKETS) /* of a bucket */
#define VX_LADDER_HELD    32u /* changes of the ladder that may be held back: a power of two */

struct vx_booker_tally {
#define VX_BOOK(field, kind, unit, metric, help) uint64_t field;
#include "core/telemetry/panel.def"
};

/* The input in work. */
struct vx_input {
    const struct vx_tx *tx; /* in its slot; NULL: none */
    struct vx_feed *feed;   /* looks at each record, or NULL */
    bool begun;             /* the book has it */
    bool told;              /* it concerns the operator: the answer is kept, and all that follows */
    bool kept;              /* an order that keeps its place, if told */
    uint16_t instrument;    /* of what it touched; VX_ALL_INSTRUMENTS: of nothing, or of all */
    unsigned side;          /* of the order that is new, or moves */
    int32_t price_ticks;    /* where it would rest */
    uint32_t open;          /* what of it is open and does not rest yet */
    uint32_t own;           /* its slot among the operator's, or VX_OWN_NONE_SLOT */
    struct vx_answer answer; /* if told */
};

/* Changes of one bucket on their way to the ladder. */
struct vx_held {
    uint32_t cell; /* twice the bucket, and the side */
    int64_t lots;
};

struct vx_booker {
    struct vx_stage stage;
    struct vx_spsc *in;
    struct vx_spsc *out;
    struct vx_book *book;
    struct vx_marks *marks;
    const struct vx_feed_slot *feed_slot;
    const _Atomic uint64_t *limit; /* inputs up to this sequence may be taken; NULL: all */
    struct vx_recip tick;
    int32_t tick_size; /* 1/10,000 */
    uint32_t instruments;
    int32_t ladder_base_ticks; /* lower edge of bucket 0 */
    uint32_t watch;
    struct vx_input cur;
    const struct vx_tx *next; /* the inputs that were looked at ahead, in their slots */
    uint32_t expected;        /* how many of them are still to be taken up */
    uint32_t near_line;       /* where keeping the book near goes on */
    uint64_t near_ns;         /* the last time some of it was */
    struct vx_booker_tally tally;
    uint64_t rejects[VX_REJECT_CODES];
    uint64_t full;
    uint64_t depth_seen;    /* control.depth_want as last served */
    uint64_t depth_ns;      /* when that was */
    uint64_t depth_reports; /* records behind the newest publication */
    uint32_t own_next;      /* where the round over the own orders goes on */
    uint32_t held_used;     /* a bit each */
    struct vx_held held[VX_LADDER_HELD];
    struct vx_depth depth;
    struct vx_book_level levels[VX_DEPTH_LEVELS];
    uint32_t untraded;                /* instruments that had no trade yet */
    int32_t last[VX_INSTRUMENTS_MAX]; /* newest trade, 1/10,000; 0: none */
    struct vx_own_table owns;
};

struct vx_booker_parts {
    struct vx_panel *panel;
    struct vx_spsc *in;
    struct vx_spsc *out;
    struct vx_book *book;
    struct vx_marks *marks;
    const struct vx_feed_slot *feed_slot;
    const _Atomic uint64_t *upstream;
    uint32_t instruments;
    int32_t tick;
    int32_t mid; /* the ladder's middle, 1/10,000 */
};

void vx_booker_init(struct vx_booker *booker, const struct vx_booker_parts *parts);
/* accepted = resting + filled + cancelled, orders and lots?  Not in the middle of an input. */
bool vx_booker_is_conserved(const struct vx_booker *booker);

/* The book and the tally were put back: what follows from them is made anew. */
void vx_booker_restored(struct vx_booker *booker);

/* told.c: what the operator is told. */
/* An input begins; whether it is his. */
void vx_told_begin(struct vx_booker *booker, bool told);
/* A record of an input of his, or of an order of his, as the book wrote it. */
void vx_told_record(struct vx_booker *booker, const struct vx_report *report, int32_t price,
                    uint64_t now_ns);
void vx_told_end(struct vx_booker *booker);

/* depth.c: what can be seen of the book. */
/* Publishes depth and places in the queue, looking at no more than `steps` orders. */
void vx_booker_publish(struct vx_booker *booker, uint64_t now_ns, uint32_t steps);
/* A ladder of the watched instrument from the book alone.  O(its buckets). */
void vx_booker_watch(struct vx_booker *booker, uint32_t instrument);
/* Another bucket takes a place among those held back. */
void vx_booker_ladder_swap(struct vx_booker *booker, struct vx_held *held, uint32_t cell,
                           int64_t lots);
/*
 * Holds a change of the ladder back, added to others of the same bucket, until the next flush: an
 * update of the ladder itself is a locked instruction.
 */
static inline void vx_booker_ladder(struct vx_booker *b, unsigned side, int32_t price_ticks,
                                    int64_t lots)
{
    const uint32_t at = (uint32_t)(price_ticks - b->ladder_base_ticks) / VX_LADDER_TICKS;
    if (VX_UNLIKELY(at >= VX_LADDER_BUCKETS)) { /* below the base, too */
        b->tally.ladder_outside++;
        return;
    }
    const uint32_t cell = 2 * at + side, slot = cell % VX_LADDER_HELD; /* near prices do not meet */
    struct vx_held *held = &b->held[slot];
    b->held_used |= 1u << slot;
    if (VX_LIKELY(held->cell == cell))
        held->lots += lots;
    else
        vx_booker_ladder_swap(b, held, cell, lots);
}
void vx_booker_ladder_flush(struct vx_booker *booker);

#endif
