/*
 * session_story.c: a session with an engine tells what its journal holds.
 */
#include "core/base/clock.h"
#include "core/past/story.h"
#include "core/session/session.h"

static bool story_idle(void *ctx)
{
    return vx_engine_idle(ctx, vx_monotonic_ns());
}

/* All that was accepted before it asks can be found. */
static struct vx_story story_of(struct vx_engine *e)
{
    if (e->keeper)
        vx_keeper_publish(e->keeper);
    return (struct vx_story){
        .directory = e->text[VX_SET_JOURNAL_DIR],
        .like = e->panel,
        .now_ns = e->driver->now(e),
        .idle = story_idle,
        .ctx = e,
    };
}

/* The input that made an order of the operator's; 0: it is none of those that are remembered. */
static uint64_t seq_of_own(const struct vx_engine *e, uint64_t id)
{
    struct vx_own own;
    const uint64_t n = vx_get(&e->panel->own_count);
    for (uint32_t i = 0; i < n; i++)
        if (vx_own_read(e->panel, i, &own) == 0 && own.id == id)
            return own.seq;
    return 0;
}

static int story_why(void *self, uint64_t id, struct vx_why *why, char *err, size_t size)
{
    struct vx_engine *e = self;
    const struct vx_story story = story_of(e);
    return vx_story_why(&story, id, seq_of_own(e, id), why, err, size);
}

static int story_diff(void *self, const struct vx_point *from, const struct vx_point *to,
                      struct vx_diff *diff, char *err, size_t size)
{
    const struct vx_story story = story_of(self);
    return vx_story_diff(&story, from, to, diff, err, size);
}

const struct vx_story_ops vx_session_story_ops = {.why = story_why, .diff = story_diff};
