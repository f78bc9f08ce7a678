/*
 * script.h: scripts: files, standard input, -c.
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_RUN_SCRIPT_H
#define VX_RUN_SCRIPT_H

#include <stdio.h>

struct vx_interp;
struct vx_call;

/*
 * Run a whole input; the exit status so far (enum vx_exit, or quit's).  Lines are streamed: a file
 * of any size takes the memory of its longest line (at most 64 KiB, else an error that says so).
 */
int vx_interp_file(struct vx_interp *interp, const char *path); /* "-": stdin, as <stdin> */
int vx_interp_stream(struct vx_interp *interp, FILE *in, const char *name);
int vx_interp_text(struct vx_interp *interp, const char *text, const char *name); /* "<-c 2>" */
/* Batch, behind all input: lets time pass until what is still scheduled (at, watch with a count)
 * has run.  The exit status so far. */
int vx_interp_finish(struct vx_interp *interp);

/* call: the `source` that asks for it, NULL: the command line does. */
int vx_run_file(struct vx_interp *in, const char *path, const struct vx_call *call);

#endif
