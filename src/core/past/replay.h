/*
 * replay.h: a pipeline's state out of a journal and its snapshots, and into a snapshot.
 *
 * The journal holds what ingress put into the ring, refusals too; so the book stage alone, fed with
 * it, comes to the same book, counters and state hash.  The gate is not asked again.
 *
 * The state in a snapshot, in words of 64 bits unless said otherwise: VX_STATE_VERSION, numbers of
 * counters, codes, instruments, own orders and resting orders; struct vx_past; the book stage's
 * counters in the order of panel.def; the rejects by code; the newest trade of each instrument; own
 * orders (struct vx_own), those that are done first, oldest first; resting orders (struct
 * vx_state_order), in the order of cancel all.
 *
 * Threads: the caller's, while no stage is polled.  Cold.
 */
#ifndef VX_PAST_REPLAY_H
#define VX_PAST_REPLAY_H

#include "core/journal/snapshot.h"
#include "core/pipeline/pipeline.h"

#define VX_STATE_VERSION 4u
#define VX_SOURCES       4u

/* What came in, beyond what the book stage counts. */
struct vx_past {
    uint64_t seq;
    uint64_t refused;             /* by the gate */
    uint64_t inputs[VX_SOURCES];  /* by enum vx_source */
    uint64_t next_id[VX_SOURCES]; /* above every id that a new order of this source had */
    uint64_t halted;
    uint64_t cancel_due; /* the kill switch's cancel-all is still to go in */
    /* a snapshot that is being loaded: its sequence, its inputs, and those still to go in */
    uint64_t restore_seq;
    uint64_t restore_inputs;
    uint64_t restore_left;
    /* where in the journal its newest input ends, and that record's sum; segment 0: not known */
    uint64_t place_segment;
    uint64_t place_slot;
    uint64_t place_sum;
};

struct vx_replay {
    struct vx_pipeline *pipeline;
    struct vx_past past;
    uint32_t waiting; /* inputs in the ring */
    uint64_t now_ns;  /* what the book stage is told; a recovery tells it 0 */
    bool timed;       /* vx_replay_read tells it when each input came */
    /* what the recovery found */
    struct vx_journal_place place;
    uint64_t snapshot_seq; /* it began with; 0: none */
    uint64_t replayed;
    uint64_t cut;                   /* slots; the end was torn if not 0 */
    bool half;                      /* of a state is in the pipeline */
    uint32_t passed_over;           /* snapshots that could not be used */
    char note[VX_JOURNAL_TEXT_MAX]; /* the first of them, or the torn end */
    struct vx_reader reader;
    struct vx_snapshot snapshot;
};

/* The settings that decide what inputs do. */
void vx_shape_of(const struct vx_panel *panel, uint64_t shape[VX_SHAPE_WORDS]);
/* The settings as a shape has them. */
void vx_shape_put(const uint64_t shape[VX_SHAPE_WORDS], int64_t setting[VX_SETTINGS]);
/*
 * A new pipeline comes to the state behind `until` (VX_NEVER: the journal's end).  0 (the journal
 * may be empty: .place.segment is 0), or VX_E_JOURNAL with a sentence in err.
 */
int vx_replay_recover(struct vx_replay *replay, struct vx_pipeline *pipeline,
                      const struct vx_io *io, uint64_t until, char *err, size_t err_size);
/* Writes the state.  0, or VX_E_FULL, VX_E_SYSTEM, VX_E_MEMORY with a sentence in err. */
int vx_replay_save(struct vx_replay *replay, const struct vx_io *io, uint64_t realtime_ns,
                   char *err, size_t err_size);
/* One record; vx_replay_settle when there is no more. */
void vx_replay_apply(struct vx_replay *replay, const struct vx_record *record);
void vx_replay_settle(struct vx_replay *replay);
/*
 * Reads and applies the next records that are not applied yet, as many as lie together and none
 * behind the one of sequence `until`: how many were read, 0 at the end; or as vx_reader_run.
 */
int64_t vx_replay_read(struct vx_replay *replay, uint64_t until);

/* state.c */
/* 0, VX_E_MEMORY; the snapshot's own errors are in it. */
int vx_state_put(struct vx_replay *replay);
/* 0, or VX_E_CORRUPT, VX_E_VERSION, VX_E_SYSTEM with a sentence in the snapshot's .text. */
int vx_state_take(struct vx_replay *replay);
/* The orders of an open snapshot alone, ready to be put back.  As above, or VX_E_MEMORY. */
int vx_state_orders(struct vx_snapshot *snapshot, struct vx_restore **restore);

#endif
