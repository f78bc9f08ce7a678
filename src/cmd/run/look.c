#include "cmd/run/look.h"

#include "cmd/run/report.h"

uint64_t vx_now(const struct vx_interp *in)
{
    return in->session->started ? in->session->ops->now(in->session->self) : 0;
}

void vx_look_again(struct vx_interp *in, struct vx_view *view, bool latency)
{
    const struct vx_panel *panel = in->session->ops->panel(in->session->self);
    if (latency)
        vx_view_take(view, panel);
    else
        vx_view_take_light(view, panel);
}

void vx_look(struct vx_interp *in, bool latency)
{
    if (in->session->started)
        in->session->ops->refresh(in->session->self);
    vx_look_again(in, &in->view, latency);
}

/* ---- at which moment ---- */

static const struct vx_travel_ops *ops_of(const struct vx_interp *in)
{
    return in->session->ops->travel;
}

bool vx_where_of(const struct vx_interp *in, struct vx_where *where)
{
    *where = (struct vx_where){.away = false};
    if (!ops_of(in) || !in->session->started)
        return false;
    ops_of(in)->where(in->session->self, where);
    return where->away;
}

void vx_at_engine(struct vx_interp *in, bool engine)
{
    in->at_engine += engine ? 1 : -1;
    if (ops_of(in))
        ops_of(in)->look_at_engine(in->session->self, in->at_engine > 0);
}

int vx_check_moment(struct vx_interp *in, const struct vx_call *acting)
{
    struct vx_where where;
    if (!acting || !vx_where_of(in, &where))
        return VX_EXIT_OK;
    const char *name = acting->command->name;
    if (acting->command->flags & VX_CMD_PAST)
        return VX_EXIT_OK;
    if (where.alone)
        return vx_fail(in, acting, acting->at, VX_EXIT_ERROR,
                       "'%s' needs an engine: this is a journal that is looked at", name);
    if (acting->command->flags & VX_CMD_NOW)
        return VX_EXIT_OK;
    return vx_fail(in, acting, acting->at, VX_EXIT_ERROR,
                   "you look at the past, and '%s' acts on the engine now: `resume` first", name);
}

void vx_say_engine(struct vx_interp *in, const struct vx_call *call)
{
    vx_note(in, call, "%s went to the engine, which runs on; you still look at the past",
            call->command->name);
}
