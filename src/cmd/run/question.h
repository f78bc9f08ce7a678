/*
 * question.h: what is asked at the prompt before a command that destroys something.
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_RUN_QUESTION_H
#define VX_RUN_QUESTION_H

#include "core/base/defs.h"

struct vx_interp;
struct vx_call;
struct vx_origin;

/* True if the call was put off until its question is answered. */
bool vx_put_off(struct vx_interp *in, struct vx_call *call);
/* What is behind the question on a typed line runs when it is answered. */
void vx_keep_rest(struct vx_interp *in, struct vx_origin *origin, size_t at);
void vx_forget_question(struct vx_interp *in);

#endif
