#include "core/source/flow_standing.h"

static_assert((VX_SWEEPS_MAX & (VX_SWEEPS_MAX - 1)) == 0, "indices wrap by masking");

void vx_standing_unsweep(struct vx_standing *s, uint16_t instrument)
{
    for (unsigned side = 0; side < 2; side++) {
        struct vx_sweeps *w = &s->sweeps[instrument][side];
        w->first = w->next = 0;
        for (uint32_t i = 0; i < VX_SWEEPS_MAX; i++)
            w->limit[i] = VX_SWEEP_NONE;
    }
}

void vx_standing_swept(struct vx_standing *s, uint16_t instrument, unsigned side, int32_t ticks,
                       uint32_t stamp)
{
    struct vx_sweeps *w = &s->sweeps[instrument][side];
    const int32_t limit = vx_placed_key(side, ticks);
    while (w->next != w->first && w->limit[(w->next - 1) % VX_SWEEPS_MAX] <= limit)
        w->limit[--w->next % VX_SWEEPS_MAX] = VX_SWEEP_NONE;
    if (w->next - w->first == VX_SWEEPS_MAX)
        w->first++;
    w->limit[w->next % VX_SWEEPS_MAX] = limit;
    w->stamp[w->next % VX_SWEEPS_MAX] = stamp;
    w->next++;
}

void vx_standing_unswept(struct vx_standing *s, uint16_t instrument, unsigned side, uint32_t stamp)
{
    struct vx_sweeps *w = &s->sweeps[instrument][side];
    if (w->next != w->first && w->stamp[(w->next - 1) % VX_SWEEPS_MAX] == stamp)
        w->limit[--w->next % VX_SWEEPS_MAX] = VX_SWEEP_NONE;
}
