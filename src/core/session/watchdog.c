#include "core/session/watchdog.h"

#include <stdio.h>
#include <string.h>

#include "core/base/num.h"
#include "core/telemetry/errlog.h"

void vx_watchdog_init(struct vx_watchdog *w, struct vx_panel *panel)
{
    memset(w, 0, sizeof *w);
    w->panel = panel;
}

static uint64_t limit_ns(const struct vx_watchdog *w)
{
    const _Atomic int64_t *setting = &w->panel->control.setting[VX_SET_WATCHDOG];
    return (uint64_t)atomic_load_explicit(setting, memory_order_relaxed);
}

static void look(struct vx_watchdog *w, unsigned id, uint64_t now_ns)
{
    struct vx_stage_block *stage = &w->panel->stage[id];
    const uint64_t beat = vx_get(&stage->heartbeat_ns);
    const uint64_t silent = now_ns > beat ? now_ns - beat : 0;
    char text[32];
    if (w->stalled[id] && beat != w->beat_ns[id]) {
        vx_num_format_duration(text, sizeof text, beat - w->beat_ns[id]);
        vx_errlog(w->panel, now_ns, "stage %s recovered after %s", vx_stage_name(id), text);
        w->stalled[id] = false;
    } else if (!w->stalled[id] && silent >= limit_ns(w)) {
        vx_num_format_duration(text, sizeof text, silent);
        vx_errlog(w->panel, now_ns, "stage %s stalled for %s", vx_stage_name(id), text);
        w->stalled[id] = true;
        w->beat_ns[id] = beat;
        vx_add(&stage->stalls, 1);
    }
}

static void look_at_journal(struct vx_watchdog *w, uint64_t now_ns)
{
    const struct vx_journal_block *journal = &w->panel->journal;
    const bool full = vx_get(&journal->full) != 0, failed = vx_get(&journal->failed) != 0;
    if (full != w->full)
        vx_errlog(w->panel, now_ns,
                  full ? "journal: the disk is full: when the segment is, orders are refused"
                       : "journal: there is room on the disk again");
    if (failed && !w->failed)
        vx_errlog(w->panel, now_ns, "journal: a sync failed: nothing is accepted any more");
    w->full = full;
    w->failed = failed;
}

void vx_watchdog_look(struct vx_watchdog *w, uint64_t now_ns)
{
    for (unsigned i = 0; i < VX_STAGES; i++)
        look(w, i, now_ns);
    look_at_journal(w, now_ns);
}

uint64_t vx_watchdog_next(const struct vx_watchdog *w, uint64_t now_ns)
{
    uint64_t next = VX_NEVER;
    for (unsigned i = 0; i < VX_STAGES; i++) {
        const bool held = vx_get(&w->panel->control.stall_until_ns[i]) > now_ns;
        if (held && !w->stalled[i])
            next = vx_min_u64(next, vx_get(&w->panel->stage[i].heartbeat_ns) + limit_ns(w));
    }
    return next;
}
