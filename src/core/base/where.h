/*
 * where.h: which moment one looks at: now, or one of the past.
 */
#ifndef VX_BASE_WHERE_H
#define VX_BASE_WHERE_H

#include "core/base/defs.h"

#define VX_PLAY_MAX UINT64_MAX /* as fast as it goes */

struct vx_where {
    bool away;  /* in the past */
    bool alone; /* of a journal with no engine behind it: there is no now */
    bool busy;  /* on the way: what the panel holds is of no one moment */
    bool known; /* away: gauges, latencies and the stages' counters are known too */
    uint64_t seq;
    uint64_t t_ns; /* engine time of it */
    uint64_t first_seq, last_seq;
    uint64_t first_ns; /* of first_seq; 0: it is of an earlier engine, or this one's beginning */
    uint64_t life_seq; /* times are known behind it */
    uint64_t last_ns;  /* of last_seq */
    uint64_t now_ns;   /* the engine's time now; alone: last_ns */
    uint64_t speed;    /* of a play, in thousandths; 0: it stands */
};

#endif
