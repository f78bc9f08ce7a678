/*
 * travel.h: what step, pause and resume mean while one looks at the past.
 */
#ifndef VX_ACT_TRAVEL_H
#define VX_ACT_TRAVEL_H

struct vx_interp;
struct vx_call;

int vx_past_step(struct vx_interp *in, const struct vx_call *call);
int vx_past_pause(struct vx_interp *in, const struct vx_call *call);
int vx_past_resume(struct vx_interp *in, const struct vx_call *call);

#endif
