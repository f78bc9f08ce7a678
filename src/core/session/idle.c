#include "core/session/idle.h"

void vx_idle_init(struct vx_idle *idle, enum vx_idle_kind kind, bool crowded, uint64_t nap_max_ns)
{
    *idle = (struct vx_idle){
        .kind = kind,
        .crowded = crowded,
        .since_ns = VX_NEVER,
        .nap_max_ns = vx_min_u64(nap_max_ns, VX_IDLE_NAP_MAX_NS),
    };
}

static enum vx_idle_act back_off(struct vx_idle *idle, uint64_t idle_ns, uint64_t left_ns,
                                 uint64_t *park_ns)
{
    if (!idle->crowded && (idle_ns < VX_IDLE_PAUSE_NS || left_ns <= VX_IDLE_EARLY_NS))
        return VX_IDLE_DO_PAUSE;
    if (idle_ns < VX_IDLE_YIELD_NS || left_ns <= VX_IDLE_EARLY_NS)
        return VX_IDLE_DO_YIELD;
    *park_ns = vx_min_u64(idle->nap_ns, left_ns - VX_IDLE_EARLY_NS);
    idle->nap_ns = vx_min_u64(2 * idle->nap_ns, idle->nap_max_ns);
    return VX_IDLE_DO_PARK;
}

static void begin(struct vx_idle *idle, uint64_t now_ns)
{
    if (idle->since_ns != VX_NEVER)
        return;
    idle->since_ns = now_ns;
    idle->nap_ns = vx_min_u64(VX_IDLE_NAP_NS, idle->nap_max_ns);
}

bool vx_idle_spins(struct vx_idle *idle, uint64_t now_ns)
{
    begin(idle, now_ns);
    if (idle->crowded || idle->kind == VX_IDLE_YIELD)
        return false;
    return idle->kind == VX_IDLE_SPIN || now_ns - idle->since_ns < VX_IDLE_SPIN_NS;
}

enum vx_idle_act vx_idle_step(struct vx_idle *idle, uint64_t now_ns, uint64_t next_ns,
                              uint64_t *park_ns)
{
    if (vx_idle_spins(idle, now_ns))
        return VX_IDLE_DO_SPIN;
    const uint64_t idle_ns = now_ns - idle->since_ns;
    const uint64_t left_ns = next_ns > now_ns ? next_ns - now_ns : 0;
    if (idle->crowded && idle_ns < VX_IDLE_CROWDED_NS)
        return VX_IDLE_DO_PAUSE;
    if (idle->kind == VX_IDLE_BACKOFF)
        return back_off(idle, idle_ns, left_ns, park_ns);
    return idle->crowded || idle_ns >= VX_IDLE_SPIN_NS ? VX_IDLE_DO_YIELD : VX_IDLE_DO_PAUSE;
}
