/*
 * story.h: tells the life of an order, and what changed between two moments, from a journal.
 *
 * A past of its own is opened for each question, and the stretch asked for is repeated: an order's
 * life from its input on, or from the first moment to the second.  The engine notices nothing.
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_PAST_STORY_H
#define VX_PAST_STORY_H

#include "core/past/past.h"
#include "core/telemetry/story.h"

#define VX_STORY_ROUND 8192u /* inputs between two calls of the idle function */

struct vx_story {
    const char *directory;       /* "": there is no journal */
    const struct vx_panel *like; /* as vx_past_open */
    uint64_t now_ns;             /* engine time */
    vx_past_idle idle;           /* NULL: none; false interrupts */
    void *ctx;
};

/* seq: of the input that made it, if it is known, else 0.  As vx_story_ops. */
int vx_story_why(const struct vx_story *story, uint64_t id, uint64_t seq, struct vx_why *why,
                 char *err, size_t err_size);
int vx_story_diff(const struct vx_story *story, const struct vx_point *from,
                  const struct vx_point *to, struct vx_diff *diff, char *err, size_t err_size);

/* Opens the past of a story: as vx_past_open. */
int vx_story_open(const struct vx_story *story, struct vx_past_engine **past, char *err,
                  size_t err_size);
/* False, with a sentence: the idle function wants it to end.  n: inputs so far. */
bool vx_story_goes_on(const struct vx_story *story, uint64_t n, char *err, size_t err_size);

#endif
