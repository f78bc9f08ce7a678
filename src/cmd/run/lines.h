/*
 * lines.h: the lines that were typed, in one piece of memory: what the arrow keys and ^R walk
 * through, what `history` lists, what the history file keeps.  Full, it forgets the oldest quarter.
 *
 * Threads: the console thread.  No heap after vx_lines_open.
 */
#ifndef VX_RUN_LINES_H
#define VX_RUN_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VX_LINES_MAX   1000u        /* lines kept */
#define VX_LINES_BYTES (256u << 10) /* and their text; a line takes at most an eighth of it */

struct vx_lines {
    unsigned count;
    unsigned unsaved;   /* lines since they were last saved or loaded */
    uint64_t forgotten; /* lines before the first: its number is forgotten + 1 */
    size_t used;
    uint32_t at[VX_LINES_MAX]; /* where each begins, oldest first */
    char text[VX_LINES_BYTES];
};

/* VX_E_MEMORY */
int vx_lines_open(struct vx_lines **lines);
void vx_lines_close(struct vx_lines *lines);

/* Keeps a line; not an empty one, nor the same twice in a row. */
void vx_lines_keep(struct vx_lines *lines, const char *text);
/* The i-th line, 0: the oldest; NULL: there is none. */
const char *vx_lines_at(const struct vx_lines *lines, unsigned i);

/* A file of plain lines.  Only a regular file is read.  False: it could not be read or written. */
bool vx_lines_load(struct vx_lines *lines, const char *path);
/* Mode 0600; written beside, then renamed: a crash leaves the old one whole. */
bool vx_lines_save(struct vx_lines *lines, const char *path);

#endif
