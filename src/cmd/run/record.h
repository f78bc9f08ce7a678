/*
 * record.h: the recording of what acts on the engine.
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_RUN_RECORD_H
#define VX_RUN_RECORD_H

#include "core/base/defs.h"

struct vx_interp;
struct vx_call;

/* What acted on the engine, once it has: a typed order, a control change, a feed, anything else. */
void vx_record_order(struct vx_interp *in, const char *line, uint64_t ticket);
void vx_record_control(struct vx_interp *in, const char *line);
void vx_record_feed(struct vx_interp *in, const struct vx_call *call);
void vx_record_call(struct vx_interp *in, const struct vx_call *call);
/* 0, VX_E_MEMORY; VX_E_SYSTEM with errno. */
int vx_record_open(struct vx_interp *in, const char *path);
/* inexact: lines at the end of the file that say what it does not repeat exactly. */
int vx_record_close(struct vx_interp *in, unsigned *inexact);
#define VX_RECORD_INEXACT "the recording does not repeat everything: its last lines say what"

#endif
