/*
 * complete.h: completion and hints for the prompt: from the command table and what there is now.
 *
 * Threads: the console thread.
 */
#ifndef VX_PROMPT_COMPLETE_H
#define VX_PROMPT_COMPLETE_H

#include "core/base/line.h"

struct vx_interp;

/*
 * Completion of text[0..cursor): fills candidates (sorted), sets *start to the offset in bytes at
 * which the word being completed begins; returns how many.
 */
size_t vx_interp_complete(struct vx_interp *interp, const char *text, size_t cursor,
                          struct vx_line_candidate *candidates, size_t max, size_t *start);
/* One line on what is being typed: usage, range and unit, or what is wrong.  Never fails. */
void vx_interp_hint(struct vx_interp *interp, const char *text, size_t cursor, char *buf,
                    size_t size);

#endif
