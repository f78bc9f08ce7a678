/*
 * later.h: what is scheduled.
 */
#ifndef VX_ACT_LATER_H
#define VX_ACT_LATER_H

#include "core/base/defs.h"

struct vx_interp;

/* The `at` at place i (below in->due_count) of the schedule, and its number; NULL: it is none. */
const char *vx_at_line(const struct vx_interp *in, size_t i, uint64_t *number);

#endif
