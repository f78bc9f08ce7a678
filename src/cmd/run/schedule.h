/*
 * schedule.h: what is due later.  A heap by time; equal times in the order of asking.
 *
 * What it is that is due, its kind says: `at` and `watch` (later.c), looks at alerts (alert.c).
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_RUN_SCHEDULE_H
#define VX_RUN_SCHEDULE_H

#include "core/telemetry/metric.h"

#define VX_SCHEDULE_MAX 65536u

struct vx_interp;
struct vx_due;

struct vx_due_kind {
    /* Does it.  True: it is to come again, at the time that due_ns says now. */
    bool (*run)(struct vx_interp *in, struct vx_due *item);
    /* Gives back what it holds, when it does not come again. */
    void (*forget)(struct vx_interp *in, struct vx_due *item);
};

struct vx_due {
    uint64_t due_ns;
    uint64_t number; /* first come, first served; the name of it for at remove */
    const struct vx_due_kind *kind;
    struct vx_call *call; /* the whole command that asked for it; NULL: none */
    uint64_t every_ns;
    uint64_t left;          /* how often it comes still; VX_NEVER: for ever */
    struct vx_view *before; /* of a watch: what it was last time */
    bool shown;             /* of a watch: the head was printed */
};

/* Gives it a number and keeps it.  0; VX_E_FULL: VX_SCHEDULE_MAX of them; VX_E_MEMORY. */
int vx_schedule(struct vx_interp *in, struct vx_due *item);
/* The place of the first of a kind; in->due_count: there is none. */
size_t vx_schedule_find(const struct vx_interp *in, const struct vx_due_kind *kind);
/* Takes the one at a place off. */
void vx_unschedule(struct vx_interp *in, size_t i);
/* By time, then by number; for qsort. */
int vx_due_compare(const void *a, const void *b);
/* Runs what is due by now, in order. */
void vx_run_due(struct vx_interp *in);
/* When the next is due; VX_NEVER: nothing is. */
uint64_t vx_next_due(const struct vx_interp *in);
/* When the last of what has an end (at, watch with a count) is due; 0: there is none. */
uint64_t vx_last_due(const struct vx_interp *in);
void vx_schedule_free(struct vx_interp *in);

#endif
