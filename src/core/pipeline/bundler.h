/*
 * bundler.h: the third stage.  Puts reports together: bundle.size of them (sixteen), or those that
 * have come when the first is bundle.wait old (100 us), whichever is first; what is left goes out
 * at the end.  A bundle is written where it will be read, in its slot of the next ring.
 *
 * Threads: one owner.  Bounded by VX_BUNDLER_POLL reports a poll.
 */
#ifndef VX_PIPELINE_BUNDLER_H
#define VX_PIPELINE_BUNDLER_H

#include "core/lockfree/spsc.h"
#include "core/pipeline/stage.h"

#define VX_BUNDLER_POLL 1024u

struct vx_bundler_tally {
#define VX_BUNDLE(field, kind, unit, metric, help) uint64_t field;
#include "core/telemetry/panel.def"
};

struct vx_bundler {
    struct vx_stage stage;
    struct vx_spsc *in;
    struct vx_spsc *out;
    struct vx_bundle *open; /* in its slot; NULL: none begun */
    uint64_t first_ns;      /* when its first report came */
    uint64_t wait_ns;       /* as last read */
    uint64_t full;
    struct vx_bundler_tally tally;
};

void vx_bundler_init(struct vx_bundler *bundler, struct vx_panel *panel, struct vx_spsc *in,
                     struct vx_spsc *out, const _Atomic uint64_t *upstream);

#endif
