/*
 * refusal.h: what an order that was refused has met: the limit and its value, or what became of the
 * order that it asked for.
 *
 * Threads: one.  Cold.
 */
#ifndef VX_RUN_REFUSAL_H
#define VX_RUN_REFUSAL_H

#include "cmd/run/state.h"

/* ": " and what it has met, or "" if the reason says it all. */
const char *vx_refusal_text(const struct vx_interp *in, const struct vx_answer *a, char *buf,
                            size_t size);

#endif
