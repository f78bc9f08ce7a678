/*
 * help.h: the help screen's rows and the manual's section: all from command.def.
 *
 * Threads: one.  Cold.
 */
#ifndef VX_SHOW_HELP_H
#define VX_SHOW_HELP_H

#include <stdio.h>

#include "core/base/line.h"

struct vx_interp;

/* Rows of help, commands and keys; false past the end. */
bool vx_interp_help_row(const struct vx_interp *interp, uint32_t row,
                        struct vx_line_candidate *out);
/* The commands section of the manual page, in mdoc(7), to out. */
void vx_interp_manual(FILE *out);

#endif
