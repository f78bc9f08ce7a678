/*
 * topology.h: which stages share which thread, on which CPU.  Data: the stages know nothing of it.
 *
 *   shared      all four one after another on one thread
 *   paired      ingress and book on one, bundle and output on another
 *   dedicated   a thread each
 *   map         as engine.cpus says: "0,1,1,1" puts ingress on CPU 0, the others on 1 together
 *   auto        shared on one or two usable CPUs, paired on three or four, dedicated from five on
 *
 * The last CPUs of the mask are taken: interrupts and front ends tend to be on the first.  With
 * more threads than CPUs in the mask they are shared out in turn.
 *
 * Threads: pure.  Cold.
 */
#ifndef VX_SESSION_TOPOLOGY_H
#define VX_SESSION_TOPOLOGY_H

#include "core/session/cpus.h"
#include "core/telemetry/panel.h"

/* The choices of engine.topology, in the setting's order. */
enum vx_topology_id {
    VX_TOPOLOGY_AUTO,
    VX_TOPOLOGY_DEDICATED,
    VX_TOPOLOGY_PAIRED,
    VX_TOPOLOGY_SHARED,
    VX_TOPOLOGY_MAP,
};

struct vx_topology {
    enum vx_topology_id id;     /* never AUTO */
    uint32_t threads;           /* 1..VX_STAGES */
    uint32_t thread[VX_STAGES]; /* of each stage */
    uint32_t cpu[VX_STAGES];    /* of each thread */
    bool crowded;               /* no CPU to spare for each thread: none may spin for long */
};

/* map: engine.cpus.  0, or VX_E_INVALID with a sentence in err. */
int vx_topology_make(struct vx_topology *topology, enum vx_topology_id id, const char *map,
                     const struct vx_cpus *cpus, char *err, size_t err_size);

#endif
