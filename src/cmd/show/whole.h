/*
 * whole.h: a file that is there whole, or as it was before.
 *
 * Threads: any.  Cold; heap.
 */
#ifndef VX_SHOW_WHOLE_H
#define VX_SHOW_WHOLE_H

#include <stdio.h>

/* Writes a file beside PATH, then renames it.  0, or an errno. */
typedef void (*vx_write_fn)(void *ctx, FILE *out);
int vx_write_whole(const char *path, vx_write_fn write, void *ctx);
/* Whether that could be begun now: 0, or an errno.  Leaves nothing behind. */
int vx_write_whole_try(const char *path);

#endif
