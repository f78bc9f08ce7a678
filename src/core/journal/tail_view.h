/*
 * tail_view.h: a journal's directory as the next start would find it, for who only reads.
 *
 * What an engine that was killed, or that runs, has not written to the segments yet is in
 * journal.tail.  The table of functions shows the segments with those records where they belong;
 * it changes nothing in the directory.  It is vx_tail_merge itself, writing into memory: so a
 * reader and a start agree.  Whoever writes there meanwhile writes the same bytes.
 *
 * Threads: one.  Cold: the newest segment is read once, if there is a tail.
 */
#ifndef VX_JOURNAL_TAIL_VIEW_H
#define VX_JOURNAL_TAIL_VIEW_H

#include "core/journal/journal.h"

struct vx_tail_view {
    struct vx_io io; /* to be used in place of the directory's */
    struct vx_io under;
    struct vx_tail_store *store; /* NULL: the segments hold all there is */
};

/* reader: for its own use.  How many records are only in the tail, or a negative errno. */
int64_t vx_tail_view_open(struct vx_tail_view *view, struct vx_reader *reader,
                          const struct vx_io *under);
/* Whether the record at an offset of a segment is one of them. */
bool vx_tail_view_has(const struct vx_tail_view *view, uint32_t segment, uint64_t offset);
/* Accepts a zeroed one. */
void vx_tail_view_close(struct vx_tail_view *view);

#endif
