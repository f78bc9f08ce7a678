/* session_shots.c: what a session does with snapshots: makes one, lists them, puts one back. */
#include "core/session/session.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"

#define SNAPSHOT_NS 120000000000u /* real time for which one is awaited */
#define QUIESCE_NS  2000000000u   /* ... the end of its inputs */

static bool is_shot(struct vx_engine *e, uint64_t number)
{
    return vx_keeper_answered(e->keeper, (uint32_t)number) != 0;
}

static int check_keeper(const struct vx_engine *e, char *err, size_t err_size)
{
    const int rc = vx_engine_check(e);
    snprintf(err, err_size, "%s",
             rc < 0 ? vx_err_text(rc) : "there is no journal: start velox with --data DIR");
    if (rc < 0)
        return rc;
    return e->keeper ? VX_OK : VX_E_STATE;
}

int vx_engine_snapshot(void *self, uint64_t *seq, char *err, size_t err_size)
{
    struct vx_engine *e = self;
    int rc = check_keeper(e, err, err_size);
    if (rc < 0)
        return rc;
    const uint32_t number = vx_keeper_ask(e->keeper);
    if (!e->driver->await(e, is_shot, number, SNAPSHOT_NS)) {
        snprintf(err, err_size, "it takes too long");
        return VX_E_TIMEOUT;
    }
    *seq = e->keeper->shot_seq;
    rc = e->keeper->shot_rc;
    if (rc < 0)
        snprintf(err, err_size, "%s", e->keeper->shot_text);
    return rc;
}

int vx_engine_snapshots(void *self, uint64_t *seqs, uint32_t max)
{
    struct vx_engine *e = self;
    struct vx_snapshot_list list;
    if (!e->keeper)
        return VX_E_STATE;
    if (vx_snapshot_find(&e->keeper->io, &list) < 0)
        return VX_E_SYSTEM;
    const uint32_t n = list.count < max ? list.count : max;
    memcpy(seqs, list.seq, n * sizeof seqs[0]);
    return (int)n;
}

/* ---- snapshot load ---- */

static bool are_answered(struct vx_engine *e, uint64_t sequenced)
{
    return vx_marks_get_answered(&e->pipeline->marks) >= sequenced;
}

static bool is_restored(struct vx_engine *e, uint64_t arg)
{
    (void)arg;
    return !vx_restore_slot_get(&e->pipeline->restore_slot) ||
           vx_writer_has_failed(&e->keeper->writer);
}

/* Which snapshot, and whether it can be loaded now. */
static int prepare_restore(struct vx_engine *e, uint64_t *seq, char *err, size_t err_size)
{
    uint64_t newest = 0;
    const int rc = check_keeper(e, err, err_size);
    if (rc < 0)
        return rc;
    if (vx_get(&e->panel->control.halted)) {
        snprintf(err, err_size, "the kill switch is on: 'halt off' first");
        return VX_E_STATE;
    }
    if (!is_restored(e, 0)) {
        snprintf(err, err_size, "another load is under way");
        return VX_E_BUSY;
    }
    if (*seq == VX_NEVER && vx_engine_snapshots(e, &newest, 1) <= 0) {
        snprintf(err, err_size, "there is none: 'snapshot save' makes one");
        return VX_E_EMPTY;
    }
    *seq = *seq == VX_NEVER ? newest : *seq;
    vx_restore_free(e->pipeline->restore);
    e->pipeline->restore = NULL;
    return vx_keeper_load(e->keeper, *seq, &e->pipeline->restore, err, err_size);
}

int vx_engine_restore(void *self, uint64_t *seq, uint64_t *orders, char *err, size_t err_size)
{
    struct vx_engine *e = self;
    const int rc = prepare_restore(e, seq, err, err_size);
    if (rc < 0)
        return rc;
    const struct vx_restore *r = e->pipeline->restore;
    *orders = r->inputs - 1;
    vx_restore_slot_set(&e->pipeline->restore_slot, e->pipeline->restore); /* L1 */
    e->driver->wake(e);
    if (!e->driver->await(e, is_restored, 0, SNAPSHOT_NS)) {
        snprintf(err, err_size, "it takes too long; it goes on by itself");
        return VX_E_TIMEOUT;
    }
    if (vx_writer_has_failed(&e->keeper->writer)) {
        snprintf(err, err_size, "the journal has failed");
        return VX_E_JOURNAL;
    }
    e->driver->await(e, are_answered, vx_get(&e->panel->ingress.sequenced), QUIESCE_NS);
    e->driver->refresh(e);
    if (!r->given_up)
        return VX_OK;
    snprintf(err, err_size, "%s ended it after %" PRIu64 " of %" PRIu64 " inputs",
             vx_get(&e->panel->control.halted) ? "the kill switch" : "a full disk", r->next,
             r->inputs);
    return VX_E_FULL;
}
