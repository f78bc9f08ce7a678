/*
 * travel.h: looking at a session's past, as a table of functions beside those of the session.
 *
 * While one looks at the past, the session's panel, refresh and own are those of that moment;
 * orders, controls and time go on with the engine, which notices nothing.
 *
 * Every function returns 0 (or what is said) or a negative VX_E_... with a sentence in err.
 * Threads: the session's.
 */
#ifndef VX_TELEMETRY_TRAVEL_H
#define VX_TELEMETRY_TRAVEL_H

#include "core/base/where.h"
#include "core/telemetry/panel.h"

struct vx_view;

struct vx_travel_find {
    bool forward;
    bool depth;              /* what is asked needs the depth snapshot */
    bool (*pred)(void *ctx); /* asked at each input */
    void *ctx;
};

/* A stretch of the time line. */
struct vx_travel_cell {
    bool known;
    uint64_t lots; /* traded */
    uint64_t own;  /* inputs of the operator's */
};

struct vx_travel_ops {
    /* Where one looks; a play that runs is brought up to now. */
    void (*where)(void *self, struct vx_where *where);
    int (*to_seq)(void *self, uint64_t seq, char *err, size_t err_size);
    int (*to_time)(void *self, uint64_t t_ns, char *err, size_t err_size);
    /* Back from where one looks; not further than the engine's beginning. */
    int (*back)(void *self, uint64_t by_ns, char *err, size_t err_size);
    /* Inputs, forward or (negative) back; not beyond the ends. */
    int (*step)(void *self, int64_t inputs, char *err, size_t err_size);
    /* The nearest moment at which it is true: 1; 0: there is none, and one looks where one did. */
    int (*find)(void *self, const struct vx_travel_find *find, char *err, size_t err_size);
    /* Goes on by itself, so many thousandths as fast as it went; 0 stands. */
    int (*play)(void *self, uint64_t speed, char *err, size_t err_size);
    /* Back to now. */
    int (*resume)(void *self, char *err, size_t err_size);
    /* panel, refresh and own are the engine's (true), or again those of where one looks. */
    void (*look_at_engine)(void *self, bool engine);
    /* What the panel held a second before, for rates; NULL: not known. */
    const struct vx_view *(*before)(void *self);
    /* The time line from..to in n cells. */
    void (*cells)(void *self, uint64_t from_ns, uint64_t to_ns, struct vx_travel_cell *cell,
                  uint32_t n);
};

#endif
