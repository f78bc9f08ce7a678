/*
 * live.h: the driver for real time: pinned threads that poll their stages, and a watchdog.
 *
 * A thread's CPU is set in its attributes before it starts; one that cannot be had is noted in the
 * error log.  Engine threads block all signals.  A parked thread waits on the bell, which the
 * session rings when it has put something where the engine looks; a thread whose stages cannot
 * tell when something will come parks no longer than until ingress's next arrival.
 *
 * While a thread that leads spins, it polls the stages behind ingress only in one round of
 * VX_LIVE_GLANCES, or when ingress found something, the bell rang or a stage is held up: the sooner
 * it looks again, the less an order waits to be seen.  What time, the journal or a setting brings
 * those stages to do is later by those rounds.
 *
 * The thread that starts the engine, and with it the watchdog, keeps off the engine's CPUs while it
 * runs, if there is another: a front end that is put on one of them would hold the engine up.
 *
 * Threads: as many as the topology says, and the watchdog's.
 */
#ifndef VX_SESSION_LIVE_H
#define VX_SESSION_LIVE_H

#include <pthread.h>
#include <sched.h>

#include "core/base/clock.h"
#include "core/pipeline/stage.h"
#include "core/session/idle.h"
#include "core/session/topology.h"
#include "core/session/watchdog.h"

#define VX_LIVE_STOP_NS 10000000000u /* for how long a stop waits for the stages to end */
#define VX_LIVE_PAUSES  1u           /* pause instructions between two looks */
#define VX_LIVE_GLANCES 8u           /* of so many rounds of a spinning thread one is whole */

struct vx_live;

struct vx_live_thread {
    VX_ALIGNED(VX_LINE) struct vx_live *live;
    struct vx_stage *stage[VX_STAGES];
    uint32_t stages;
    uint32_t number;
    bool has_ingress;
    bool leads;      /* has ingress, and what inputs go to its other stages go by way of it */
    bool may_glance; /* it spins, no stage is held up: a look at ingress may be enough */
    uint32_t turn;   /* rounds in which it might */
    struct vx_idle idle;
    pthread_t handle;
};

struct vx_live {
    struct vx_clock clock;
    struct vx_panel *panel;
    struct vx_topology topology;
    struct vx_live_thread thread[VX_STAGES];
    uint32_t running; /* threads started */
    bool watched;     /* the watchdog's runs */
    bool moved;       /* the starting thread was put on other CPUs than `home` */
    cpu_set_t home;
    pthread_t watchdog_handle;
    struct vx_watchdog watchdog;
    VX_ALIGNED(VX_LINE) _Atomic uint32_t bell;      /* B1: a futex; rung by adding to it */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t arrival;   /* ingress's next event, about */
    VX_ALIGNED(VX_LINE) _Atomic uint32_t watch_end; /* a futex; 1: the watchdog is to end */
};

#endif
