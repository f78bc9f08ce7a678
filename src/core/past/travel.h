/*
 * travel.h: moves about in the past of a session's journal: what the travel functions of a live, a
 * virtual and a replayed session have in common.
 *
 * The past is opened with the first move, and stays open.  A play goes on when it is asked where it
 * is, by the session's clock: live at most VX_TRAVEL_ROUND inputs at a time.
 *
 * Threads: the session's.  Cold.
 */
#ifndef VX_PAST_TRAVEL_H
#define VX_PAST_TRAVEL_H

#include "core/past/past.h"
#include "core/telemetry/travel.h"

#define VX_TRAVEL_ROUND 100000u

struct vx_traveller {
    const char *directory; /* "": there is no journal */
    struct vx_panel *live; /* the engine's; NULL: there is none */
    bool virtual_clock;
    bool away;
    bool at_engine; /* see look_at_engine */
    bool busy;
    struct vx_past_engine *past; /* NULL: not opened yet */
    struct vx_past_bounds bounds;
    bool known; /* gauges and latencies too */
    uint64_t speed;
    uint64_t began_ns; /* a play: the session's time, */
    uint64_t from_ns;  /* and the past's, when it began */
    vx_past_idle idle;
    void *ctx;
    struct vx_view before;
};

/* Opens the past without going there. */
int vx_traveller_open(struct vx_traveller *t, char *err, size_t err_size);
void vx_traveller_close(struct vx_traveller *t);
/* Whether the panel to be shown is the past's. */
static inline bool vx_traveller_is_away(const struct vx_traveller *t)
{
    return t->away && !t->at_engine;
}
/* Goes on with a play, up to the session's time now_ns. */
void vx_traveller_carry(struct vx_traveller *t, uint64_t now_ns);
void vx_traveller_where(struct vx_traveller *t, uint64_t now_ns, struct vx_where *where);
int vx_traveller_to_seq(struct vx_traveller *t, uint64_t seq, char *err, size_t err_size);
int vx_traveller_to_time(struct vx_traveller *t, uint64_t t_ns, char *err, size_t err_size);
int vx_traveller_back(struct vx_traveller *t, uint64_t now_ns, uint64_t by_ns, char *err,
                      size_t err_size);
int vx_traveller_step(struct vx_traveller *t, int64_t inputs, char *err, size_t err_size);
int vx_traveller_find(struct vx_traveller *t, const struct vx_travel_find *find, char *err,
                      size_t err_size);
int vx_traveller_play(struct vx_traveller *t, uint64_t now_ns, uint64_t speed, char *err,
                      size_t err_size);
const struct vx_view *vx_traveller_before(struct vx_traveller *t);
void vx_traveller_cells(struct vx_traveller *t, uint64_t from_ns, uint64_t to_ns,
                        struct vx_travel_cell *cell, uint32_t n);
int vx_traveller_resume(struct vx_traveller *t, char *err, size_t err_size);

#endif
