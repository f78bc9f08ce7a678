/*
 * look.h: a look at the engine: its time, its panel, and the moment of it that is looked at.
 *
 * Threads: one.  Cold.
 */
#ifndef VX_RUN_LOOK_H
#define VX_RUN_LOOK_H

#include "cmd/run/state.h"
#include "core/base/where.h"

struct vx_call;

uint64_t vx_now(const struct vx_interp *in);
/* Brings the panel up to now and takes a view of it. */
void vx_look(struct vx_interp *in, bool latency);
/* The same into a view of the caller's, without the refresh. */
void vx_look_again(struct vx_interp *in, struct vx_view *view, bool latency);

/* Where one looks; true: at the past. */
bool vx_where_of(const struct vx_interp *in, struct vx_where *where);
/* What is looked at between the two calls is the engine now. */
void vx_at_engine(struct vx_interp *in, bool engine);
/* Refuses what acts (NULL: nothing does) while one looks at the past; enum vx_exit. */
int vx_check_moment(struct vx_interp *in, const struct vx_call *acting);
/* That it did not go to the past. */
void vx_say_engine(struct vx_interp *in, const struct vx_call *call);

#endif
