/*
 * engine.h: the way to the session: starting it, and letting time pass, while what is due runs.
 *
 * Threads: one.  Cold.
 */
#ifndef VX_RUN_ENGINE_H
#define VX_RUN_ENGINE_H

#include "core/base/defs.h"

struct vx_interp;
struct vx_call;
struct vx_expr;

/* Starts the engine if it does not run; enum vx_exit. */
int vx_engine_start(struct vx_interp *in, const struct vx_call *call);
/*
 * Lets time pass until until_ns, or until expr (may be NULL) is true; what is due meanwhile runs.
 * VX_EXIT_OK with *met; VX_EXIT_TIMEOUT (--max-time), VX_EXIT_ERROR (interrupted, an error in
 * expr): said; another status: of what ran meanwhile.
 */
int vx_pass_time(struct vx_interp *in, const struct vx_call *call, uint64_t until_ns,
                 const struct vx_expr *expr, bool *met);
/* The same until the feed is done. */
int vx_pass_feed(struct vx_interp *in, const struct vx_call *call);
/* The same until `inputs` have been offered to ingress. */
int vx_pass_inputs(struct vx_interp *in, const struct vx_call *call, uint64_t until_ns,
                   uint64_t inputs);
/* --max-time: VX_EXIT_TIMEOUT, said, once it ran out. */
int vx_check_deadline(struct vx_interp *in, const struct vx_call *call);
/* At the prompt, where no command is there to fail: leaves. */
void vx_tick_deadline(struct vx_interp *in);

#endif
