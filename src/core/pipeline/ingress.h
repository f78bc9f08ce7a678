/*
 * ingress.h: the first stage.  Takes inputs from its sources in a fixed order (control words,
 * inbox, feed, load), passes them by the risk gate and puts them into the ring, where each slot is
 * a sequence number.
 *
 * Full ring: typed inputs wait in the inbox and recorded ones in the feed; the load is dropped and
 * counted, or waits (`backpressure`).  A load without a rate of its own (VX_RATE_MAX) always
 * waits: it has no due times that could be missed.
 * Pause: nothing is taken; steps let that many inputs in, the next ones whether due or not.  The
 * load's and the feed's due times move by the time the engine was paused.
 * Halt: one CANCEL_ALL goes in ahead of everything, then the gate lets only cancels pass.
 * A snapshot that is loaded goes in whole before anything else (restore.h), also while paused.
 * End: the inbox is emptied (also while paused: what was queued was promised an answer), the load
 * and the feed are not.
 *
 * Overload: arrivals that come faster than the book can take must fill the ring and be dropped, not
 * pile up as lag: ingress takes more in a poll than the stages behind it, who share its thread
 * perhaps.  To make an order only to drop it costs as much as to take it; so when the load lags by
 * VX_INGRESS_SHED_NS before a full ring, what its rate would have brought since is counted as
 * dropped, and the load goes on from now.
 *
 * Journal: with one, every input is appended to it before it goes into the ring, and each change
 * of the kill switch; what has no room there waits like what has no room in the ring.  When its
 * disk is full, typed inputs and the kill switch still go in, by the reserve, and the gate refuses
 * new orders; the load is dropped or waits, the feed waits.  Once the journal has failed nothing is
 * taken any more.
 *
 * Repeating: live, a poll finds several arrivals of the load due at once, and what is typed goes in
 * ahead of them.  So each typed input and each control change has a time at which it counts as
 * taken: its poll's, or just before the next arrival if that was due earlier.  Done at that time in
 * simulated time, it meets the same arrivals before and behind it.  The load begins at time 0,
 * whenever the first poll comes.
 *
 * Threads: one owner.  Bounded by VX_INGRESS_POLL inputs and VX_INGRESS_DROPS drops a poll.
 */
#ifndef VX_PIPELINE_INGRESS_H
#define VX_PIPELINE_INGRESS_H

#include "core/journal/writer.h"
#include "core/lockfree/mpsc.h"
#include "core/lockfree/spsc.h"
#include "core/pipeline/gate.h"
#include "core/pipeline/restore.h"
#include "core/pipeline/stage.h"
#include "core/source/feed.h"
#include "core/source/flow.h"

#define VX_INGRESS_POLL    1024u
#define VX_INGRESS_DROPS   64u
#define VX_INGRESS_SHED_NS 1000000u /* lag from which the load is shed without being made */
#define VX_INGRESS_GREEDY  64u /* of a load without a rate, so that it does not fill the ring */
#define VX_INGRESS_BATCH   16u /* inputs that are handed over together */
/* VX_RATE_MAX in simulated time, so that time moves: one order every 10 ns. */
#define VX_INGRESS_VIRTUAL_RATE 100000000u

/* Which feed runs: the session writes, ingress and the book stage read. */
struct vx_feed_slot {
    _Atomic(struct vx_feed *) feed; /* F1: released once it is open, or NULL */
};
static inline struct vx_feed *vx_feed_slot_get(const struct vx_feed_slot *slot)
{
    /* F2: pairs with F1 */
    return atomic_load_explicit(&slot->feed, memory_order_acquire);
}

struct vx_ingress_tally {
#define VX_INGRESS(field, kind, unit, metric, help) uint64_t field;
#include "core/telemetry/panel.def"
};

struct vx_ingress {
    struct vx_stage stage;
    struct vx_spsc *out;
    struct vx_mpsc *inbox;
    struct vx_flow *flow;
    const struct vx_marks *marks;
    const struct vx_feed_slot *feed_slot;
    struct vx_feed *feed;      /* the one that runs */
    struct vx_writer *journal; /* NULL: none */
    struct vx_restore_slot *restore_slot;
    struct vx_gate gate;
    struct vx_hist_run late; /* of the inputs that are not handed over yet */
    struct vx_ingress_tally tally;
    bool cancel_all; /* the kill switch's one is still to go in */
    bool load_waits; /* kept back in the last poll: no room */
    bool feed_waits;
    uint64_t seed_set; /* control words as last acted upon */
    uint64_t burst_set;
    uint64_t steps;
    uint64_t steps_left;
    uint64_t frozen_ns;     /* where the load's time stands while paused */
    uint64_t feed_shift_ns; /* the feed's due times are this much later */
    uint64_t feed_last;     /* sequence of its newest input */
    uint64_t shed_ns;       /* the load was last shed then */
    uint64_t inbox_high;
    uint64_t full;
    bool begun;            /* polled before */
    uint64_t tickets;      /* of the inbox, given */
    uint64_t placed_ns;    /* the newest typed input or control change counts as taken then */
    _Atomic uint64_t ties; /* of them, those that no time tells from an arrival beside them */
    _Atomic uint64_t control_ns;
    _Atomic uint64_t taken_ns[VX_ANSWER_CAPACITY]; /* by ticket */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t seen;     /* C3: control changes acted upon */
    _Atomic uint64_t shown;                        /* C5: the gauges hold inputs up to here */
};

struct vx_ingress_parts {
    struct vx_panel *panel;
    struct vx_spsc *out;
    struct vx_mpsc *inbox;
    struct vx_flow *flow;
    const struct vx_marks *marks;
    const struct vx_feed_slot *feed_slot;
    struct vx_restore_slot *restore_slot;
    int32_t tick;
    int32_t price_min;
    int32_t price_max;
    uint32_t instruments;
};

static inline bool vx_ingress_has_seen(const struct vx_ingress *ingress, uint64_t generation)
{
    /* C4: pairs with C3 */
    return atomic_load_explicit(&ingress->seen, memory_order_acquire) >= generation;
}
static inline uint64_t vx_ingress_shown(const struct vx_ingress *ingress)
{
    /* C6: pairs with C5 */
    return atomic_load_explicit(&ingress->shown, memory_order_acquire);
}
/* When a typed input counts as taken; its answer has to be there, and be one of the newest. */
static inline uint64_t vx_ingress_taken(const struct vx_ingress *ingress, uint64_t ticket)
{
    return vx_get(&ingress->taken_ns[ticket % VX_ANSWER_CAPACITY]);
}
/* The same for what would come at now_ns.  Only the owner, or anyone when it has ended. */
uint64_t vx_ingress_place(const struct vx_ingress *ingress, uint64_t now_ns);
void vx_ingress_init(struct vx_ingress *ingress, const struct vx_ingress_parts *parts);

#endif
