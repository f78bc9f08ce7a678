/*
 * assist.h: what the prompt knows beyond its text: completion, and the hint beneath the line.
 * Threads: the console thread.
 */
#ifndef VX_PROMPT_ASSIST_H
#define VX_PROMPT_ASSIST_H

#include "core/base/line.h"

struct vx_interp;

struct vx_assist {
    struct vx_interp *interp;
    bool open;    /* candidates are on show */
    uint32_t n;   /* of them */
    uint64_t key; /* of the text that hint and candidates are for */
    size_t start; /* where the word begins that the open list is for */
    char hint[sizeof((struct vx_line_view *)0)->hint];
    struct vx_line_candidate candidate[VX_LINE_CANDIDATES_MAX];
};

/* What completing does to the line: `remove` characters in front of the cursor, then insert. */
struct vx_completion {
    size_t remove;
    bool found; /* false: there is nothing to complete */
    char insert[sizeof((struct vx_line_candidate *)0)->text + 1];
};

/* Completes text[0..cursor): one candidate is inserted, of several what they share; if that is
 * nothing new they are shown. */
struct vx_completion vx_assist_complete(struct vx_assist *a, const char *text, size_t cursor);
/* Brings hint and open candidates up to the text; cheap when nothing changed. */
void vx_assist_follow(struct vx_assist *a, const char *text, size_t cursor);
void vx_assist_close(struct vx_assist *a);

#endif
