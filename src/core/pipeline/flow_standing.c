#include "core/pipeline/flow_standing.h"

static_assert((VX_SWEEPS_MAX & (VX_SWEEPS_MAX - 1)) == 0, "indices wrap by masking");

void vx_standing_add(struct vx_standing *s, const struct vx_placed *order)
{
    assert(s->n < s->max);
    s->placed[s->n++] = *order;
}

void vx_standing_remove(struct vx_standing *s, uint32_t index)
{
    assert(index < s->n);
    s->placed[index] = s->placed[--s->n];
}

void vx_standing_swept(struct vx_standing *s, uint16_t instrument, unsigned side, int32_t ticks,
                       uint64_t stamp)
{
    struct vx_sweeps *w = &s->sweeps[instrument][side];
    const int32_t limit = vx_placed_key(side, ticks);
    while (w->next != w->first && w->limit[(w->next - 1) % VX_SWEEPS_MAX] <= limit)
        w->next--;
    if (w->next - w->first == VX_SWEEPS_MAX)
        w->first++;
    w->limit[w->next % VX_SWEEPS_MAX] = limit;
    w->stamp[w->next % VX_SWEEPS_MAX] = stamp;
    w->next++;
}

void vx_standing_unswept(struct vx_standing *s, uint16_t instrument, unsigned side, uint64_t stamp)
{
    struct vx_sweeps *w = &s->sweeps[instrument][side];
    if (w->next != w->first && w->stamp[(w->next - 1) % VX_SWEEPS_MAX] == stamp)
        w->next--;
}

bool vx_standing_gone(const struct vx_standing *s, const struct vx_placed *order)
{
    const struct vx_sweeps *w = &s->sweeps[order->instrument][vx_placed_side(order)];
    const int32_t at = order->key;
    if (w->next == w->first || w->limit[w->first % VX_SWEEPS_MAX] < at)
        return false; /* further out than any sweep went: most are */
    for (uint32_t i = w->next; i != w->first; i--) {
        const uint32_t slot = (i - 1) % VX_SWEEPS_MAX;
        if (w->stamp[slot] <= order->stamp)
            return false;
        if (w->limit[slot] >= at)
            return true;
    }
    return false;
}
