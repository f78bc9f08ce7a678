/*
 * answer.h: what became of an input of one's own, in words or as JSON members.
 *
 * Threads: one.  Cold.
 */
#ifndef VX_RUN_ANSWER_H
#define VX_RUN_ANSWER_H

#include "cmd/lang/json.h"
#include "cmd/run/placed.h"

/* What came of an input of this kind (enum vx_tx_kind); j: members go there, NULL: it is said. */
void vx_say_result(struct vx_interp *in, struct vx_json *j, unsigned kind, const char *what,
                   const struct vx_answer *a);
/* That there is no answer yet. */
void vx_say_waiting(struct vx_interp *in, struct vx_json *j, const struct vx_placed *p);
/* Fetches answers that were not here yet, and says them. */
void vx_poll_answers(struct vx_interp *in);

#endif
