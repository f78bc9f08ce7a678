/*
 * virtual.h: the driver for simulated time: everything on the caller's thread, on a clock that
 * jumps from event to event.  The same seed and script give the same events on any machine.
 *
 * At each event's time the stages are polled in order until none does anything; then the clock
 * jumps to the earliest time that a stage names.
 *
 * Threads: the front end's alone.
 */
#ifndef VX_SESSION_VIRTUAL_H
#define VX_SESSION_VIRTUAL_H

#include "core/session/watchdog.h"

#define VX_VIRTUAL_LOOK 64u /* rounds of polls between looks at the real clock */

struct vx_virtual {
    uint64_t now_ns;
    uint32_t rounds; /* since the last look at the real clock */
    bool interrupted;
    struct vx_watchdog watchdog;
};

#endif
