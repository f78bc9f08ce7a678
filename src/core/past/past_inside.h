/*
 * past_inside.h: a look at the past from inside: past.c moves, past_find.c looks single records up.
 */
#ifndef VX_PAST_PAST_INSIDE_H
#define VX_PAST_PAST_INSIDE_H

#include "core/journal/tail_view.h"
#include "core/past/past.h"
#include "core/past/waypoint.h"

/* A segment that is looked into, a record at a time. */
struct vx_past_window {
    int file; /* -1: none */
    uint32_t number;
    uint64_t journal;
    uint64_t slots;
};

struct vx_past_engine {
    struct vx_panel *panel;
    struct vx_pipeline *pipeline; /* NULL: it has to be made anew */
    struct vx_io io; /* of the directory, or of .tail, where no engine of ours writes */
    struct vx_io_posix posix;
    struct vx_tail_view tail;
    struct vx_waypoints waypoints;
    struct vx_past_window window;
    struct vx_past_bounds bounds;
    struct vx_journal_place life; /* slot of the newest START: .segment 0: not known yet */
    uint64_t unusable;            /* snapshots up to here are no beginning */
    bool reading;                 /* the reader is open, behind the place where this stands */
    uint64_t fresh_seq;           /* records up to here were whole when the reader was opened */
    uint64_t now_ns;
    struct vx_history history;
    vx_past_idle idle;
    void *idle_ctx;
    int64_t setting[VX_SETTINGS];
    struct {
        uint64_t start_realtime_ns, ticks_per_s;
        uint32_t virtual_clock, clock_source, topology, threads;
        char symbol[16], build[32];
    } head;
    struct vx_replay replay;
};

/* past_find.c */
void vx_past_close_window(struct vx_past_engine *past);
/* Says why, and returns VX_E_JOURNAL. */
int vx_past_complain(char *err, size_t err_size, const char *why);
/* Where the newest engine began is known from its panel: so it is there.  0 or VX_E_SYSTEM. */
int vx_past_find_life(struct vx_past_engine *past, uint64_t seq);

#endif
