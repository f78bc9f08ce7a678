/*
 * session_travel.c: a session with an engine looks at its past.
 */
#include <stdio.h>

#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/base/num.h"
#include "core/session/session.h"

static bool travel_idle(void *ctx)
{
    return vx_engine_idle(ctx, vx_monotonic_ns());
}

void vx_session_prepare_travel(struct vx_engine *e)
{
    e->traveller = (struct vx_traveller){
        .directory = e->text[VX_SET_JOURNAL_DIR],
        .live = e->panel,
        .virtual_clock = e->session->virtual_clock,
        .idle = travel_idle,
        .ctx = e,
    };
}

/* All that was accepted before it asks can be found. */
static struct vx_traveller *ready(void *self)
{
    struct vx_engine *e = self;
    if (e->keeper)
        vx_keeper_publish(e->keeper);
    return &e->traveller;
}

static void travel_where(void *self, struct vx_where *where)
{
    struct vx_engine *e = self;
    vx_traveller_where(&e->traveller, e->driver->now(e), where);
}

static int travel_to_seq(void *self, uint64_t seq, char *err, size_t size)
{
    return vx_traveller_to_seq(ready(self), seq, err, size);
}

static int travel_to_time(void *self, uint64_t t_ns, char *err, size_t size)
{
    struct vx_engine *e = self;
    const uint64_t now_ns = e->driver->now(e);
    char now_text[32];
    if (t_ns <= now_ns)
        return vx_traveller_to_time(ready(e), t_ns, err, size);
    vx_num_format_duration(now_text, sizeof now_text, now_ns);
    snprintf(err, size, "that is still to come: it is %s now", now_text);
    return VX_E_RANGE;
}

static int travel_back(void *self, uint64_t by_ns, char *err, size_t size)
{
    struct vx_engine *e = self;
    return vx_traveller_back(ready(e), e->driver->now(e), by_ns, err, size);
}

static int travel_step(void *self, int64_t inputs, char *err, size_t size)
{
    return vx_traveller_step(ready(self), inputs, err, size);
}

static int travel_find(void *self, const struct vx_travel_find *find, char *err, size_t size)
{
    return vx_traveller_find(ready(self), find, err, size);
}

static int travel_play(void *self, uint64_t speed, char *err, size_t size)
{
    struct vx_engine *e = self;
    return vx_traveller_play(&e->traveller, e->driver->now(e), speed, err, size);
}

static int travel_resume(void *self, char *err, size_t size)
{
    return vx_traveller_resume(&((struct vx_engine *)self)->traveller, err, size);
}

static void travel_look_at_engine(void *self, bool engine)
{
    ((struct vx_engine *)self)->traveller.at_engine = engine;
}

static const struct vx_view *travel_before(void *self)
{
    return vx_traveller_before(&((struct vx_engine *)self)->traveller);
}

static void travel_cells(void *self, uint64_t from_ns, uint64_t to_ns, struct vx_travel_cell *cell,
                         uint32_t n)
{
    vx_traveller_cells(&((struct vx_engine *)self)->traveller, from_ns, to_ns, cell, n);
}

const struct vx_travel_ops vx_session_travel_ops = {
    .where = travel_where,
    .to_seq = travel_to_seq,
    .to_time = travel_to_time,
    .back = travel_back,
    .step = travel_step,
    .find = travel_find,
    .play = travel_play,
    .resume = travel_resume,
    .look_at_engine = travel_look_at_engine,
    .before = travel_before,
    .cells = travel_cells,
};
