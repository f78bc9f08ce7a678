/*
 * flow_maker.h: what arrives, whatever the time: the shapes of the synthetic load.
 *
 * The market shape has a touch of its own in each instrument: a best bid and ask that it means to
 * keep.  New orders are placed behind it at a distance with a power-law tail.  Now and then an
 * aggressor sweeps one side's best level, which widens the touch by a tick; a new order inside
 * narrows it again, more often than not on the side that follows.  So the mid walks, drawn weakly
 * back to where it started.  Other shapes are the same market in other moods (flow_maker.c).
 *
 * Threads: one owner.  No heap.  Cost: O(1).
 */
#ifndef VX_SOURCE_FLOW_MAKER_H
#define VX_SOURCE_FLOW_MAKER_H

#include "core/source/flow.h"
#include "core/source/flow_standing.h"

struct mood; /* flow_maker.c */

struct vx_touch {
    int32_t bid; /* ticks */
    int32_t ask;
    bool rose; /* the newest sweep took asks */
};

/* What is drawn one arrival before: which kind, which side, which orders a cancel looks at. */
struct vx_ahead {
    uint16_t what; /* parts of 1000 */
    uint16_t side; /* parts of 1000 */
    uint32_t look; /* any number */
    unsigned pull; /* the side, if it is a cancel or a replace */
};

/* What the newest transaction changed, so that it can be taken back. */
struct vx_maker_undo {
    enum { VX_UNDO_NONE, VX_UNDO_ADD, VX_UNDO_CANCEL, VX_UNDO_MOVE, VX_UNDO_SWEEP } what;
    struct vx_placed *moved;
    struct vx_placed order;
};

struct vx_maker {
    struct vx_flow_config config;
    struct vx_prng prng;
    uint64_t next_id;
    uint64_t stamp;          /* arrivals made */
    uint64_t cycle_start_ns; /* flash-crash; VX_NEVER: from the next arrival on */
    int32_t anchor;          /* ticks, as the next four */
    int32_t lowest;
    int32_t highest;
    int32_t velox_low;
    int32_t velox_high;
    uint32_t reversion; /* the larger, the weaker */
    uint32_t sweep_lots;
    const struct mood *mood; /* the newest; the next three are for it */
    int32_t aim;             /* orders to stand */
    int32_t most;
    int64_t gain;
    struct vx_ahead next; /* arrival */
    bool pulling;         /* what an older seed left standing is pulled first */
    struct vx_standing standing;
    struct vx_touch *touch; /* one an instrument */
    struct vx_maker_undo undo;
};

/* The config was checked. */
void vx_maker_init(struct vx_maker *m, const struct vx_flow_config *config);
void vx_maker_seed(struct vx_maker *m, uint64_t seed);
void vx_maker_shape(struct vx_maker *m, enum vx_flow_id shape);
void vx_maker_shift(struct vx_maker *m, uint64_t shift_ns);
/* Fills all of tx; due_ns drives the phases of flash-crash. */
void vx_maker_next(struct vx_maker *m, uint64_t due_ns, struct vx_tx *tx);
void vx_maker_lost(struct vx_maker *m);

#endif
