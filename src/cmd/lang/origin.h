/*
 * origin.h: where a line of the command language stands, so that an error can point at it.
 *
 * A logical line is one or more physical ones joined by a backslash; its text keeps the newlines.
 * Offsets are in bytes; lines and columns count from 1, a column is a character (a tab is one).
 *
 * Threads: one.  Cold.
 */
#ifndef VX_LANG_ORIGIN_H
#define VX_LANG_ORIGIN_H

#include "core/base/defs.h"

#define VX_LOGICAL_MAX 65536u /* bytes of a logical line */

struct vx_origin {
    uint32_t refs;
    uint32_t line; /* of the first physical line */
    bool typed;    /* at the prompt: errors need no place */
    char *name;    /* as errors show it: a path, "<-c>", "<stdin>" */
    char *dir;     /* what names of files are relative to; "" is the current folder */
    char *inside;  /* "alias flat": what a synthetic text stands for, else NULL */
    char *text;
    size_t len;
};

/* A copy of text; NULL if memory ran out.  dir may be NULL. */
struct vx_origin *vx_origin_make(const char *name, const char *dir, uint32_t line, const char *text,
                                 size_t len);
struct vx_origin *vx_origin_hold(struct vx_origin *origin);
void vx_origin_drop(struct vx_origin *origin);

/* Where a file that is read lies: beside the script that names it.  malloc'd; NULL: no memory. */
char *vx_path_beside(const struct vx_origin *origin, const char *path);

struct vx_place {
    uint32_t line;
    uint32_t column;
};
struct vx_place vx_origin_place(const struct vx_origin *origin, size_t at);

/*
 * The physical line around `at` as it can be shown (at most size - 1 bytes; a long line is cut
 * around the place, with "..." where it was), and in *caret how many columns stand before `at`.
 */
void vx_origin_show(const struct vx_origin *origin, size_t at, char *buf, size_t size,
                    size_t *caret);

/* Text that is safe to show: control bytes and bytes that are no UTF-8 as \x1b.  The length. */
size_t vx_text_clean(char *buf, size_t size, const char *text, size_t len);
/* Bytes of the valid, printable UTF-8 character at text[0..len); 0: there is none. */
size_t vx_text_char(const char *text, size_t len);

#endif
