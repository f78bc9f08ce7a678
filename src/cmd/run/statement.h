/*
 * statement.h: statements are parsed and run: from a script, the prompt, an alias, or as the
 * argument of another.
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_RUN_STATEMENT_H
#define VX_RUN_STATEMENT_H

#include "cmd/lang/parse.h"

struct vx_interp;

/* Runs a parsed command.  Its status (enum vx_exit). */
int vx_execute(struct vx_interp *in, struct vx_call *call);
/* Runs every statement of a logical line from `at` on, until one fails.  The status. */
int vx_run_origin(struct vx_interp *in, struct vx_origin *origin, size_t at);
/* Runs a COMMAND argument. */
int vx_run_arg(struct vx_interp *in, const struct vx_call *call, const struct vx_arg *arg);
void vx_parse_env_of(struct vx_interp *in, struct vx_parse_env *env);
/* The variables, for vx_lex; ctx: the interpreter. */
const char *vx_variable(void *ctx, const char *name, size_t len, bool *hole, char *suggest,
                        size_t size);

#endif
