/*
 * moment.h: a copy of all that can be exported, of one moment.
 *
 * Threads: one.  Cold; some hundred kilobytes.
 */
#ifndef VX_SHOW_MOMENT_H
#define VX_SHOW_MOMENT_H

#include "core/telemetry/metric.h"

struct vx_interp;

struct vx_moment {
    struct vx_view view;
    uint32_t prints, owns;
    struct vx_print print[VX_TAPE_CAPACITY]; /* oldest first */
    struct vx_own own[VX_OWN_MAX];
};

/* Keeps the moment while the view is frozen.  False: no memory, nothing was done. */
bool vx_freeze(struct vx_interp *in, bool on);

#endif
