/* What the view showed when it was frozen: exports while it is frozen are of this. */
#include "cmd/show/moment.h"

#include <stdlib.h>

#include "cmd/run/answer.h"
#include "cmd/run/look.h"
#include "cmd/run/state.h"

static void keep_tape(struct vx_moment *m, const struct vx_panel *panel)
{
    uint64_t written = m->view.tape_written;
    uint64_t first = written > VX_TAPE_CAPACITY ? written - VX_TAPE_CAPACITY : 0;
    for (uint64_t i = first; i < written; i++)
        m->prints += vx_ovring_read(&panel->tape, panel->tape_area, i, &m->print[m->prints]) >= 0;
}

static void keep_own(struct vx_moment *m, const struct vx_panel *panel)
{
    for (uint32_t i = 0; i < m->view.own_count && i < VX_OWN_MAX; i++)
        m->owns += vx_own_read(panel, i, &m->own[m->owns]) == 0;
}

/* The moment that the console shows, or else now. */
static void take(struct vx_interp *in, struct vx_moment *m)
{
    const struct vx_panel *panel = in->session->ops->panel(in->session->self);
    m->prints = m->owns = 0;
    vx_poll_answers(in);
    if (in->screen.shown) {
        in->screen.shown(in->screen.ui, &m->view);
    } else {
        vx_look(in, true);
        m->view = in->view;
    }
    keep_tape(m, panel);
    keep_own(m, panel);
}

bool vx_freeze(struct vx_interp *in, bool on)
{
    if (on && !in->frozen) {
        in->frozen = calloc(1, sizeof(*in->frozen));
        if (!in->frozen)
            return false;
        take(in, in->frozen);
    } else if (!on) {
        free(in->frozen);
        in->frozen = NULL;
    }
    in->front.frozen = on;
    return true;
}
