#include "cmd/run/placed.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/lang/nearest.h"
#include "cmd/run/report.h"
#include "core/base/err.h"

struct vx_placed *vx_placed_find(const struct vx_interp *in, const char *name, size_t len)
{
    const struct vx_entry *entry = vx_dict_find(&in->names, name, len);
    return entry ? &in->placed[entry->n] : NULL;
}

bool vx_placed_own(const struct vx_interp *in, const struct vx_placed *p, struct vx_own *own)
{
    const struct vx_session *s = in->session;
    if (!p->waiting && p->answer.kind == VX_REPORT_REJECTED)
        return false;
    return s->ops->own(s->self, p->id, own) == 0;
}

void vx_placed_forget(struct vx_interp *in, size_t i)
{
    size_t last = --in->placed_count;
    struct vx_entry *moved =
        vx_dict_find(&in->names, in->placed[last].name, strlen(in->placed[last].name));
    if (moved && moved->n == last)
        moved->n = i;
    in->placed[i] = in->placed[last];
}

static struct vx_placed *make_room(struct vx_interp *in)
{
    if (in->placed_count == VX_PLACED_MAX)
        return NULL;
    if (in->placed_count == in->placed_size) {
        size_t size = in->placed_size ? 2 * in->placed_size : 64;
        struct vx_placed *to = realloc(in->placed, size * sizeof(*to));
        if (!to)
            return NULL;
        in->placed = to;
        in->placed_size = size;
    }
    return &in->placed[in->placed_count];
}

void vx_placed_keep(struct vx_interp *in, const struct vx_placed *p)
{
    struct vx_entry *entry = NULL;
    if (!p->name[0] && !p->waiting)
        return;
    if (p->name[0])
        entry = vx_dict_find(&in->names, p->name, strlen(p->name));
    if (entry) {
        in->waiting -= in->placed[entry->n].waiting;
        in->placed[entry->n] = *p;
    } else {
        struct vx_placed *to = make_room(in);
        if (!to || (p->name[0] && !(entry = vx_dict_put(&in->names, p->name, NULL))))
            return;
        *to = *p;
        if (entry)
            entry->n = in->placed_count;
        in->placed_count++;
    }
    in->waiting += p->waiting;
}

/* An id that was given again is no longer what earlier names stand for. */
static void forget_earlier(struct vx_interp *in, const struct vx_placed *p)
{
    for (size_t i = in->placed_count; i-- > 0;) {
        const struct vx_placed *earlier = &in->placed[i];
        if (earlier->id == p->id && earlier->name[0] && !earlier->waiting &&
            earlier->answer.seq < p->answer.seq) {
            vx_dict_remove(&in->names, earlier->name);
            vx_placed_forget(in, i);
        }
    }
}

void vx_placed_name(struct vx_interp *in, const struct vx_placed *p)
{
    const struct vx_session *s = in->session;
    struct vx_order_name name = {.id = p->id, .seq = p->answer.seq};
    if (!s->ops->name || !p->name[0])
        return;
    memcpy(name.name, p->name, sizeof name.name);
    s->ops->name(s->self, &name);
}

void vx_placed_settle(struct vx_interp *in, const struct vx_placed *p)
{
    const bool order = p->kind == VX_TX_LIMIT || p->kind == VX_TX_MARKET;
    if (!order)
        return;
    if (p->answer.kind != VX_REPORT_REJECTED && p->id <= in->highest_id)
        forget_earlier(in, p);
    in->highest_id = vx_max_u64(in->highest_id, p->id);
    vx_placed_name(in, p);
}

/* ---- which one is meant ---- */

int vx_placed_unknown(struct vx_interp *in, const char *name, size_t len,
                      struct vx_mistake *mistake)
{
    char best[VX_NAME_MAX] = "";
    for (size_t i = 0; i < in->names.count; i++)
        vx_nearest_offer(best, sizeof best, name, len, in->names.entry[i].name);
    const struct vx_session *s = in->session;
    const bool recovered = s->started && vx_get(&s->ops->panel(s->self)->journal.recovered) > 0;
    vx_mistake_set(
        mistake, mistake->at, "no order is called '%.*s'%s%s%s%s", (int)len, name,
        *best ? "; did you mean '" : "", best, *best ? "'?" : "",
        recovered ? " (over a restart only orders that rest keep their names: say its id)" : "");
    return VX_E_UNKNOWN;
}

/* It was given an id that another order had. */
static bool is_of_another(const struct vx_interp *in, const struct vx_placed *p)
{
    const struct vx_session *s = in->session;
    struct vx_own own;
    return !p->waiting && p->answer.kind == VX_REPORT_REJECTED &&
           s->ops->own(s->self, p->id, &own) == 0 && own.seq != p->answer.seq;
}

bool vx_order_waits(const struct vx_interp *in, uint64_t id)
{
    for (size_t i = 0; i < in->placed_count; i++)
        if (in->placed[i].id == id && in->placed[i].waiting)
            return true;
    return false;
}

int vx_order_id(struct vx_interp *in, const struct vx_call *call, uint64_t *id)
{
    const struct vx_arg *order = vx_call_arg(call, "ORDER");
    struct vx_mistake mistake = {.at = order->at};
    *id = order->n;
    if (order->n)
        return VX_EXIT_OK;
    const struct vx_placed *p = vx_placed_find(in, order->text, strlen(order->text));
    if (!p) {
        vx_placed_unknown(in, order->text, strlen(order->text), &mistake);
        return vx_fail(in, call, order->at, VX_EXIT_ERROR, "%s", mistake.text);
    }
    if (is_of_another(in, p))
        return vx_fail(in, call, order->at, VX_EXIT_ERROR,
                       "'%s' was rejected, and id %" PRIu64 " is another order: say %" PRIu64
                       " if you mean that one",
                       p->name, p->id, p->id);
    *id = p->id;
    return VX_EXIT_OK;
}

uint64_t vx_own_live(struct vx_interp *in)
{
    const struct vx_panel *panel = in->session->ops->panel(in->session->self);
    uint64_t live = 0, n = in->session->started ? vx_get(&panel->own_count) : 0;
    struct vx_own own;
    for (uint32_t i = 0; i < n && i < VX_OWN_MAX; i++)
        if (vx_own_read(panel, i, &own) == 0)
            live += vx_own_status(&own) == VX_OWN_LIVE;
    return live;
}
