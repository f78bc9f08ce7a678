/*
 * past.h: a look at what a journal directory holds, at any of its moments.
 *
 * A panel and a pipeline of its own come from the nearest snapshot at or before a sequence, and
 * from the journal; or go on from where they stand, if that is nearer.  The directory may be that
 * of an engine that runs: only records that are whole are read, nothing is written or locked, and
 * the engine notices nothing.  Where it is not this process's own, what is only in journal.tail
 * when it is opened is shown too (tail_view.h).
 *
 * After a long way it keeps a state of a little before in memory, so that steps back are short.
 *
 * A sequence names the moment behind its input; 0 is the one before the first.  A time is engine
 * time of the newest engine that wrote: each begins again at 0.
 *
 * What the journal does not hold (gauges of the rings, latencies, counters of the other stages)
 * history.h puts into the panel, where there is a history.
 *
 * Threads: one.  Cold: an open takes the memory of an engine, a goto replays.
 */
#ifndef VX_PAST_PAST_H
#define VX_PAST_PAST_H

#include "core/past/history.h"
#include "core/past/replay.h"

#define VX_PAST_WARM  32768u /* inputs before a moment that are repeated with their own times */
#define VX_PAST_ROUND 8192u  /* inputs between two calls of the idle function */

struct vx_past_engine;

struct vx_past_bounds {
    uint64_t first_seq;        /* the earliest moment there is */
    uint64_t first_ns;         /* its time; 0: not behind the newest engine's beginning */
    uint64_t last_seq;         /* newest input that is whole */
    uint64_t last_ns;          /* its time */
    uint64_t life_seq;         /* where the newest engine began: times are known behind it */
    uint64_t life_realtime_ns; /* since 1970, at its time 0 */
};

/*
 * What an input did: some of its reports, in their order; the last one of them carries
 * VX_REPORT_LAST.  Prices are in 1/10,000.
 */
typedef void (*vx_past_see)(void *ctx, const struct vx_record *input,
                            const struct vx_report *reports, uint32_t n);
/* Asked now and then while one moves; false ends the move. */
typedef bool (*vx_past_idle)(void *ctx);

/*
 * Whether a path may stand for a journal: a directory, or a segment or snapshot, which stands for
 * the directory that it is in.  Else a sentence in err.
 */
bool vx_past_accepts(const char *path, char *err, size_t err_size);
/*
 * like: the panel of the engine whose journal this is, for its settings; NULL: they come from the
 * journal.  0; VX_E_MEMORY, VX_E_JOURNAL, VX_E_SYSTEM with a sentence in err.  It stands at
 * first_seq.
 */
int vx_past_open(struct vx_past_engine **past, const char *directory, const struct vx_panel *like,
                 char *err, size_t err_size);
void vx_past_close(struct vx_past_engine *past);
void vx_past_on_idle(struct vx_past_engine *past, vx_past_idle idle, void *ctx);

/* Looks where the journal ends by now.  0, or VX_E_JOURNAL with a sentence. */
int vx_past_look(struct vx_past_engine *past, struct vx_past_bounds *bounds, char *err,
                 size_t err_size);
/*
 * Moves to a sequence, and brings the panel up to date.  0; VX_E_RANGE: it is outside the bounds;
 * VX_E_JOURNAL; VX_E_INTERRUPTED: it stands somewhere before; each with a sentence.
 */
int vx_past_goto(struct vx_past_engine *past, uint64_t seq, char *err, size_t err_size);
/* The newest input at or before a time.  0; VX_E_RANGE, VX_E_JOURNAL with a sentence. */
int vx_past_seq_at(struct vx_past_engine *past, uint64_t t_ns, uint64_t *seq, char *err,
                   size_t err_size);
/* The time of an input.  As seq_at; inputs of earlier engines have times of their own clocks. */
int vx_past_time_of(struct vx_past_engine *past, uint64_t seq, uint64_t *t_ns, char *err,
                    size_t err_size);
/*
 * One input further; see may be NULL.  1; 0: there is no next one yet; VX_E_JOURNAL with a
 * sentence.  The panel is as it was: vx_past_show brings it up to date.
 */
int vx_past_next(struct vx_past_engine *past, vx_past_see see, void *ctx, char *err,
                 size_t err_size);
void vx_past_show(struct vx_past_engine *past);
/* The counters alone: the depth snapshot is as it was. */
void vx_past_count(struct vx_past_engine *past);
/*
 * What the journal does not hold, as the history has it: true; false: it is not known, and the
 * panel says so.  A goto does not look it up.
 */
bool vx_past_fill(struct vx_past_engine *past);
/* The history has something newer for where it stands than what was filled in. */
bool vx_past_is_stale(const struct vx_past_engine *past);
/* A setting that may be changed at any time, such as the instrument that is watched. */
void vx_past_set(struct vx_past_engine *past, enum vx_setting s, int64_t value);
struct vx_history *vx_past_history(struct vx_past_engine *past);
uint64_t vx_past_journal(const struct vx_past_engine *past); /* its id */
/* The journal as it is seen: to be read alone. */
const struct vx_io *vx_past_io(const struct vx_past_engine *past);

/* Where it stands. */
uint64_t vx_past_seq(const struct vx_past_engine *past);
uint64_t vx_past_now(const struct vx_past_engine *past);
/* The snapshot or waypoint that it came from; 0: none. */
uint64_t vx_past_from(const struct vx_past_engine *past);
uint64_t vx_past_hash(const struct vx_past_engine *past);
/* The same mapping for as long as it is open. */
struct vx_panel *vx_past_panel(struct vx_past_engine *past);
/* Another one after each goto. */
const struct vx_book *vx_past_book(const struct vx_past_engine *past);

#endif
