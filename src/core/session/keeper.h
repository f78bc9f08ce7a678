/*
 * keeper.h: an engine's directory: its lock, its journal, its snapshots, the threads behind them.
 *
 * open   takes the lock, brings a new pipeline to the state behind the journal's newest record,
 * cuts a torn end, and hands the stages the journal. tend   syncs as journal.sync says, and has the
 * next segment ready.  In `batch` the book stage is let at an input only when it is on the disk:
 * nothing is answered, printed or handed to a sink before.  Live, a thread does this all the time;
 * in simulated time the driver does. shoot  makes a snapshot.  The engine is not stopped for it at
 * all: a second pipeline, with a panel of its own, comes from the snapshot before and the journal
 * to a sequence that is on the disk, and is written.  So each snapshot also shows that the journal
 * can be read.  Behind it, old snapshots go (snapshot.keep), and with journal.keep the segments
 * that the oldest of those left, which is read for it, does not need.  All is kept unless one asks
 * for less: what was accepted is not forgotten by itself, and a full disk is said and survived.
 *
 * A sync that fails ends the journal: ingress takes nothing, the book stage is let at nothing more.
 *
 * Threads: open, start, stop, close and the requests: the session's.  The tending thread writes the
 * panel's journal block.  The one for snapshots lives as long as one takes.
 */
#ifndef VX_SESSION_KEEPER_H
#define VX_SESSION_KEEPER_H

#include <pthread.h>

#include "core/past/history.h"
#include "core/past/replay.h"

#define VX_KEEPER_BUSY_NS  50000u   /* between two looks of the tending thread */
#define VX_KEEPER_EASY_NS  500000u  /* ... when no answer waits for it */
#define VX_KEEPER_PART     16u      /* of the ring, filled between two looks: it looks more often */
#define VX_KEEPER_QUIET_NS 1000000u /* ... when nothing has come for some time */
#define VX_KEEPER_CALM     200u     /* looks that found nothing, until then */
#define VX_KEEPER_LOOKS    400u     /* of who waits for it to write */
#define VX_KEEPER_ROUNDS   64u      /* in simulated time: settled moments between two looks */

enum vx_keeper_sync { VX_SYNC_NEVER, VX_SYNC_INTERVAL, VX_SYNC_BATCH };

struct vx_keeper {
    VX_ALIGNED(VX_LINE) struct vx_writer writer;
    VX_ALIGNED(VX_LINE) _Atomic uint64_t limit; /* K1: the book stage may take inputs up to here */
    VX_ALIGNED(VX_LINE) struct vx_panel *panel;
    struct vx_pipeline *pipeline;
    struct vx_io io;
    struct vx_io_posix posix;
    enum vx_keeper_sync sync;
    bool live;
    bool frozen;          /* the failure has been dealt with */
    uint64_t began_count; /* records there were */
    uint64_t synced_ns;   /* real time of the last sync */
    uint64_t rounds;
    void (*wake)(void *ctx); /* inputs were let through */
    void *wake_ctx;
    pthread_t tender;
    bool tending;
    _Atomic uint32_t end;        /* K3: the tending thread is to end */
    _Atomic uint32_t want_sync;  /* K4: a snapshot waits for one */
    _Atomic uint32_t want_shot;  /* K9: counts: snapshots asked for */
    _Atomic uint32_t shots_done; /* K5: counts: answered, with .shot_rc and .shot_text */
    uint32_t shots_begun;
    pthread_t shooter;
    bool shooting;              /* the thread is to be joined */
    _Atomic uint32_t shot_over; /* K6: it has done its work */
    int shot_rc;
    uint64_t shot_seq;
    char shot_text[VX_JOURNAL_TEXT_MAX];
    struct vx_snapshot loading; /* snapshot load; the session's */
    bool resumes;               /* a load that was cut off goes on */
    struct vx_replay replay;
    struct vx_history_writer history;
};

/*
 * 0, or VX_E_JOURNAL (VX_E_MEMORY) with a sentence in err.
 */
int vx_keeper_open(struct vx_keeper **keeper, struct vx_pipeline *pipeline, const char *directory,
                   bool live, char *err, size_t err_size);
/* A sentence: what was recovered. "" if it is new. */
void vx_keeper_note(const struct vx_keeper *keeper, char *text, size_t size);
/* Starts the tending thread.  0 or VX_E_SYSTEM. */
int vx_keeper_start(struct vx_keeper *keeper, void (*wake)(void *ctx), void *ctx);
/* Simulated time: makes room for what a poll may bring. */
void vx_keeper_relieve(struct vx_keeper *keeper);
/* Simulated time: whatever is due.  True if a stage may have work now. */
bool vx_keeper_pump(struct vx_keeper *keeper);
/* The stages are done: a last record, everything to the disk.  0, or VX_E_JOURNAL. */
int vx_keeper_stop(struct vx_keeper *keeper, char *err, size_t err_size);
void vx_keeper_close(struct vx_keeper *keeper);
/* Records appended so far; whether so many are as safe as journal.sync makes an answer. */
uint64_t vx_keeper_records(const struct vx_keeper *keeper);
bool vx_keeper_holds(const struct vx_keeper *keeper, uint64_t records);
/*
 * The orders of a snapshot, for a load.  0; VX_E_MEMORY, VX_E_JOURNAL with a sentence in err.
 */
int vx_keeper_load(struct vx_keeper *keeper, uint64_t seq, struct vx_restore **restore, char *err,
                   size_t err_size);
/* Waits, for a moment at most, until what was appended so far can be read in the segments. */
void vx_keeper_publish(struct vx_keeper *keeper);
/* Asks for a snapshot; its number. */
uint32_t vx_keeper_ask(struct vx_keeper *keeper);
/* Whether it has been answered: 1; 0: not yet. */
int vx_keeper_answered(struct vx_keeper *keeper, uint32_t number);

#endif
