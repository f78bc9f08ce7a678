/*
 * value.h: where expressions get their values: the view taken last, and orders of one's own.
 *
 * Threads: one.  Cold.
 */
#ifndef VX_RUN_VALUE_H
#define VX_RUN_VALUE_H

#include "cmd/lang/expr.h"

struct vx_interp;

struct vx_expr_env vx_expr_env_of(struct vx_interp *in);

#endif
