#include "core/pipeline/flow_standing.h"

static_assert((VX_SWEEPS_MAX & (VX_SWEEPS_MAX - 1)) == 0, "indices wrap by masking");

static int32_t further(unsigned side, int32_t ticks)
{
    return side == VX_BID ? -ticks : ticks;
}

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
    const int32_t limit = further(side, ticks);
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
    const struct vx_sweeps *w = &s->sweeps[order->instrument][order->side];
    const int32_t at = further(order->side, order->ticks);
    for (uint32_t i = w->next; i != w->first; i--) {
        const uint32_t slot = (i - 1) % VX_SWEEPS_MAX;
        if (w->stamp[slot] <= order->stamp)
            return false;
        if (w->limit[slot] >= at)
            return true;
    }
    return false;
}
