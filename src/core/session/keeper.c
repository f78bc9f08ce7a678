#include "config.h"

#include "core/session/keeper.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/base/err.h"

#define SLACK_NS 1000u

static uint64_t setting(const struct vx_keeper *k, enum vx_setting s)
{
    return (uint64_t)atomic_load_explicit(&k->panel->control.setting[s], memory_order_relaxed);
}

static void nap(uint64_t ns)
{
    const struct timespec ts = {.tv_nsec = (long)ns};
    nanosleep(&ts, NULL);
}

/* ---- snapshots ---- */

/* An engine of its own, that nobody sees and that puts nothing out. */
static int open_shadow(const struct vx_keeper *k, struct vx_panel **panel,
                       struct vx_pipeline **pipeline, char *err, size_t size)
{
    if (vx_panel_open(panel) < 0)
        return VX_E_MEMORY;
    for (unsigned i = 0; i < VX_SETTINGS; i++)
        atomic_store_explicit(&(*panel)->control.setting[i], (int64_t)setting(k, i),
                              memory_order_relaxed);
    atomic_store_explicit(&(*panel)->control.setting[VX_SET_SINK], 0, memory_order_relaxed);
    const int rc = vx_pipeline_open(pipeline, *panel, NULL, err, size);
    if (rc < 0)
        vx_panel_close(*panel);
    return rc;
}

/* Inputs up to seq are on the disk: 0, or the journal has failed. */
static int await_synced(struct vx_keeper *k, uint64_t seq)
{
    while (vx_writer_synced_seq(&k->writer) < seq) {
        if (vx_writer_has_failed(&k->writer))
            return VX_E_SYSTEM;
        if (!k->live)
            return vx_writer_sync(&k->writer);
        /* K4: pairs with K4 in sync_if_due */
        atomic_store_explicit(&k->want_sync, 1, memory_order_release);
        nap(VX_KEEPER_BUSY_NS);
    }
    return VX_OK;
}

/* Snapshots that are too many go, and then segments that none needs; the oldest is looked at. */
static void tidy(struct vx_keeper *k)
{
    struct vx_snapshot *s = &k->replay.snapshot;
    struct vx_snapshot_list list;
    char name[VX_IO_NAME_MAX];
    const uint64_t keep = setting(k, VX_SET_JOURNAL_KEEP);
    vx_snapshot_prune(&k->io, (uint32_t)setting(k, VX_SET_SNAPSHOT_KEEP));
    if (keep == 0 || vx_snapshot_find(&k->io, &list) < 0 || list.count == 0)
        return;
    vx_snapshot_name(name, list.seq[list.count - 1]);
    if (vx_snapshot_open(s, &k->io, name) == VX_OK) {
        const int64_t removed = vx_journal_prune(&k->io, s->header.seq, keep);
        if (removed > 0)
            vx_add(&k->panel->journal.removed, (uint64_t)removed);
    }
    vx_snapshot_close(s);
}

static int make_snapshot(struct vx_keeper *k)
{
    struct vx_panel *panel;
    struct vx_pipeline *pipeline;
    char *why = k->shot_text;
    const size_t size = sizeof k->shot_text;
    snprintf(why, size, "the journal has failed");
    int rc = await_synced(k, k->shot_seq);
    if (rc < 0)
        return rc;
    snprintf(why, size, "no memory for a second book");
    rc = open_shadow(k, &panel, &pipeline, why, size);
    if (rc < 0)
        return rc;
    rc = vx_replay_recover(&k->replay, pipeline, &k->io, k->shot_seq, why, size);
    if (rc == VX_OK && k->replay.snapshot_seq == k->shot_seq)
        snprintf(why, size, "there is one already");
    else if (rc == VX_OK)
        rc = vx_replay_save(&k->replay, &k->io, vx_realtime_ns(), why, size);
    vx_pipeline_close(pipeline);
    vx_panel_close(panel);
    if (rc == VX_OK)
        tidy(k);
    return rc;
}

static void shoot(struct vx_keeper *k)
{
    struct vx_journal_block *block = &k->panel->journal;
    const uint64_t begin = vx_monotonic_ns();
    k->shot_rc = make_snapshot(k);
    if (k->shot_rc == VX_OK) {
        vx_add(&block->snapshots, 1);
        vx_put(&block->snapshot_seq, k->shot_seq);
        vx_put(&block->snapshot_ns, vx_monotonic_ns() - begin);
    }
    /* K6: pairs with K7 in tend_snapshots */
    atomic_store_explicit(&k->shot_over, 1, memory_order_release);
}

static void *run_shot(void *arg)
{
    prctl(PR_SET_NAME, "vx-snapshot");
    shoot(arg);
    return NULL;
}

static void end_shot(struct vx_keeper *k)
{
    if (k->shooting)
        pthread_join(k->shooter, NULL);
    k->shooting = false;
    /* K5: pairs with K8 in vx_keeper_answered */
    atomic_store_explicit(&k->shots_done, k->shots_begun, memory_order_release);
}

static void begin_shot(struct vx_keeper *k, uint32_t wanted, uint64_t seq)
{
    k->shots_begun = wanted;
    k->shot_seq = seq;
    atomic_store_explicit(&k->shot_over, 0, memory_order_relaxed);
    if (k->live && pthread_create(&k->shooter, NULL, run_shot, k) == 0) {
        k->shooting = true;
        return;
    }
    if (k->live) { /* no thread to be had: another time */
        k->shot_rc = VX_E_SYSTEM;
        snprintf(k->shot_text, sizeof k->shot_text, "no thread for it");
    } else {
        shoot(k);
    }
    end_shot(k);
}

static void tend_snapshots(struct vx_keeper *k)
{
    /* K7: pairs with K6 in shoot */
    if (k->shooting && atomic_load_explicit(&k->shot_over, memory_order_acquire))
        end_shot(k);
    if (k->shooting || vx_writer_has_failed(&k->writer))
        return;
    /* K9: pairs with K9 in vx_keeper_ask; what was answered before it was asked for is in it */
    const uint32_t wanted = atomic_load_explicit(&k->want_shot, memory_order_acquire);
    const uint64_t every = setting(k, VX_SET_SNAPSHOT_EVERY);
    const uint64_t seq = vx_writer_newest_seq(&k->writer);
    if (wanted != k->shots_begun ||
        (every && seq >= vx_max_u64(k->shot_seq, vx_get(&k->panel->journal.snapshot_seq)) + every))
        begin_shot(k, wanted, seq);
}

uint32_t vx_keeper_ask(struct vx_keeper *k)
{
    /* K9: pairs with K9 in tend_snapshots */
    return atomic_fetch_add_explicit(&k->want_shot, 1, memory_order_release) + 1;
}

int vx_keeper_answered(struct vx_keeper *k, uint32_t number)
{
    if (!k->live)
        tend_snapshots(k);
    /* K8: pairs with K5 in end_shot */
    return (int32_t)(atomic_load_explicit(&k->shots_done, memory_order_acquire) - number) >= 0;
}

int vx_keeper_load(struct vx_keeper *k, uint64_t seq, struct vx_restore **restore, char *err,
                   size_t size)
{
    struct vx_snapshot *s = &k->loading;
    char name[VX_IO_NAME_MAX];
    vx_snapshot_name(name, seq);
    int rc = vx_snapshot_open(s, &k->io, name);
    if (rc == VX_OK && (s->header.journal != k->writer.config.journal || s->header.seq != seq)) {
        snprintf(s->text, sizeof s->text, "%s belongs to another journal", name);
        rc = VX_E_JOURNAL;
    }
    if (rc == VX_OK)
        rc = vx_state_orders(s, restore);
    vx_snapshot_close(s);
    if (rc == VX_OK) {
        (*restore)->tick = (int32_t)setting(k, VX_SET_TICK);
        return VX_OK;
    }
    snprintf(err, size, "%s", s->text[0] ? s->text : vx_err_text(rc));
    return rc == VX_E_MEMORY ? rc : VX_E_JOURNAL;
}

/* ---- tending ---- */

static void show(struct vx_keeper *k)
{
    const struct vx_writer *w = &k->writer;
    struct vx_journal_block *block = &k->panel->journal;
    vx_put(&block->records, vx_get(&w->appended) - k->began_count);
    vx_put(&block->synced, vx_writer_synced_seq(w));
    vx_put(&block->syncs, vx_get(&w->syncs));
    vx_put(&block->segment, vx_get(&w->segments));
    vx_put(&block->full, atomic_load_explicit(&w->full, memory_order_relaxed));
    vx_put(&block->failed, vx_writer_has_failed(w));
}

/* K1: pairs with K2 in the book stage's may_take */
static void let_through(struct vx_keeper *k, uint64_t seq)
{
    atomic_store_explicit(&k->limit, seq, memory_order_release);
}

static void freeze(struct vx_keeper *k)
{
    if (k->frozen)
        return;
    k->frozen = true;
    let_through(k, vx_writer_synced_seq(&k->writer));
    vx_put(&k->panel->state, VX_STATE_FAIL);
}

static bool is_due(struct vx_keeper *k, uint64_t now_ns)
{
    if (!vx_writer_is_behind(&k->writer))
        return false;
    if (k->sync == VX_SYNC_BATCH || atomic_load_explicit(&k->want_sync, memory_order_relaxed))
        return true;
    return k->sync == VX_SYNC_INTERVAL &&
           (now_ns - k->synced_ns >= setting(k, VX_SET_JOURNAL_INTERVAL) / 2 ||
            vx_writer_is_crowded(&k->writer));
}

static bool sync_if_due(struct vx_keeper *k, uint64_t now_ns)
{
    struct vx_journal_block *block = &k->panel->journal;
    if (!is_due(k, now_ns))
        return false;
    /* K4: pairs with K4 in await_synced */
    atomic_exchange_explicit(&k->want_sync, 0, memory_order_acquire);
    const int rc = vx_writer_sync(&k->writer);
    const uint64_t took = vx_monotonic_ns() - now_ns;
    k->synced_ns = now_ns;
    vx_put(&block->sync_ns, took);
    vx_put(&block->sync_max_ns, vx_max_u64(took, vx_get(&block->sync_max_ns)));
    if (rc < 0)
        return false;
    if (k->sync == VX_SYNC_BATCH)
        let_through(k, vx_writer_synced_seq(&k->writer));
    return true;
}

/* True if something was synced. */
static bool tend(struct vx_keeper *k)
{
    const uint64_t now_ns = vx_monotonic_ns();
    const bool synced = sync_if_due(k, now_ns);
    vx_writer_tend(&k->writer, now_ns);
    if (vx_writer_has_failed(&k->writer))
        freeze(k);
    tend_snapshots(k);
    show(k);
    vx_history_note(&k->history, k->panel, false);
    return synced;
}

/* Nobody waits for it, and the ring takes far longer to fill: each look costs a processor time. */
static uint64_t pause_of(const struct vx_keeper *k, uint64_t came, uint64_t calm)
{
    if (calm > VX_KEEPER_CALM)
        return VX_KEEPER_QUIET_NS;
    return k->sync == VX_SYNC_BATCH || came > k->writer.mask / VX_KEEPER_PART ? VX_KEEPER_BUSY_NS
                                                                              : VX_KEEPER_EASY_NS;
}

static void *run_tender(void *arg)
{
    struct vx_keeper *k = arg;
    uint64_t seen = 0, calm = 0;
    prctl(PR_SET_NAME, "vx-journal");
    prctl(PR_SET_TIMERSLACK, SLACK_NS);
    /* K3: pairs with K3 in end_tender */
    while (!atomic_load_explicit(&k->end, memory_order_acquire)) {
        const bool synced = tend(k);
        if (synced && k->sync == VX_SYNC_BATCH)
            k->wake(k->wake_ctx);
        const uint64_t count = vx_get(&k->writer.appended);
        calm = count == seen ? calm + 1 : 0;
        const uint64_t pause = pause_of(k, count - seen, calm);
        seen = count;
        nap(pause);
    }
    return NULL;
}

int vx_keeper_start(struct vx_keeper *k, void (*wake)(void *ctx), void *ctx)
{
    sigset_t all, before;
    k->wake = wake;
    k->wake_ctx = ctx;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    k->tending = pthread_create(&k->tender, NULL, run_tender, k) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return k->tending ? VX_OK : VX_E_SYSTEM;
}

static void end_tender(struct vx_keeper *k)
{
    if (k->tending) {
        /* K3: pairs with K3 in run_tender */
        atomic_store_explicit(&k->end, 1, memory_order_release);
        pthread_join(k->tender, NULL);
    }
    k->tending = false;
    if (k->shooting)
        end_shot(k);
}

void vx_keeper_relieve(struct vx_keeper *k)
{
    const struct vx_writer *w = &k->writer;
    if (w->count - vx_get(&w->written) > w->mask / 2)
        vx_writer_flush(&k->writer);
}

bool vx_keeper_pump(struct vx_keeper *k)
{
    const bool waits = k->sync == VX_SYNC_BATCH && vx_writer_is_behind(&k->writer) && !k->frozen;
    const bool blocked = k->writer.count == k->writer.stop;
    vx_history_note(&k->history, k->panel, false);
    if (!waits && !blocked && ++k->rounds % VX_KEEPER_ROUNDS != 0)
        return false;
    const bool synced =
        tend(k); /* when, is the real clock's: nothing may hang on it that need not */
    return (synced && k->sync == VX_SYNC_BATCH) ||
           (blocked && vx_writer_room(&k->writer) != VX_ROOM_NONE);
}

void vx_keeper_publish(struct vx_keeper *k)
{
    const uint64_t count = vx_get(&k->writer.appended);
    if (!k->live) {
        vx_writer_flush(&k->writer);
        show(k);
    }
    for (uint32_t i = 0; k->live && i < VX_KEEPER_LOOKS && !vx_writer_has_failed(&k->writer) &&
                         vx_get(&k->writer.written) < count;
         i++)
        nap(VX_KEEPER_BUSY_NS);
}

uint64_t vx_keeper_records(const struct vx_keeper *k)
{
    return vx_get(&k->writer.appended);
}

bool vx_keeper_holds(const struct vx_keeper *k, uint64_t records)
{
    return k->sync != VX_SYNC_BATCH || vx_get(&k->writer.synced) >= records;
}

/* ---- open and close ---- */

static int refuse(char *err, size_t size, const char *directory, const char *why)
{
    char text[VX_JOURNAL_TEXT_MAX + 64];
    snprintf(text, sizeof text, "%s", why); /* err may be where why lies */
    snprintf(err, size, "%s: %s", directory, text);
    return VX_E_JOURNAL;
}

static int take_directory(struct vx_keeper *k, const char *directory, char *err, size_t size)
{
    long holder;
    char text[96];
    int rc = vx_io_posix_open(&k->posix, directory, true, &k->io);
    if (rc < 0)
        return refuse(err, size, directory, strerror(-rc));
    rc = vx_io_posix_lock(&k->posix, &holder);
    if (rc == 0)
        return VX_OK;
    snprintf(text, sizeof text, "another velox (process %ld) has this journal open", holder);
    return refuse(err, size, directory, rc == -EWOULDBLOCK ? text : strerror(-rc));
}

static uint64_t fresh_id(void)
{
    uint64_t id = 0;
    if (getrandom(&id, sizeof id, GRND_NONBLOCK) != sizeof id)
        id = vx_realtime_ns();
    return id ? id : 1;
}

/* First of all, what was left in the tail goes where it belongs. */
static int recover(struct vx_keeper *k, char *err, size_t size)
{
    const int64_t rc = vx_tail_merge(&k->replay.reader, &k->io);
    if (rc < 0) {
        snprintf(err, size, "journal.tail: %s", vx_io_text(rc));
        return VX_E_JOURNAL;
    }
    return vx_replay_recover(&k->replay, k->pipeline, &k->io, VX_NEVER, err, size);
}

static int open_writer(struct vx_keeper *k, char *err, size_t size)
{
    struct vx_writer_config config = {
        .io = k->io,
        .segment_bytes = setting(k, VX_SET_JOURNAL_SEGMENT),
        .journal = fresh_id(),
        .realtime_ns = vx_realtime_ns(),
        .never = k->sync == VX_SYNC_NEVER,
    };
    vx_shape_of(k->panel, config.shape);
    const int rc = vx_writer_open(&k->writer, &config, &k->replay.place, k->replay.cut > 0);
    if (rc < 0) {
        snprintf(err, size, "%s", k->writer.text);
        return VX_E_JOURNAL;
    }
    vx_writer_tend(&k->writer, vx_monotonic_ns());
    if (vx_writer_room(&k->writer) == VX_ROOM_NONE) {
        snprintf(err, size, "%s", k->writer.text);
        return VX_E_JOURNAL;
    }
    const uint64_t body[4] = {config.realtime_ns};
    k->began_count = vx_get(&k->writer.appended);
    vx_writer_append(&k->writer, VX_RECORD_START, 0, body);
    return VX_OK;
}

/* The other stages go on where the book stage stands. */
static void hand_over(struct vx_keeper *k)
{
    struct vx_pipeline *p = k->pipeline;
    struct vx_panel *panel = k->panel;
    const struct vx_past *past = &k->replay.past;
    struct vx_ingress_tally *in = &p->ingress.tally;
    in->sequenced = in->offered = past->seq;
    in->refused = past->refused;
    in->operator_in = past->inputs[VX_SOURCE_OPERATOR];
    in->load_in = past->inputs[VX_SOURCE_LOAD];
    in->feed_in = past->inputs[VX_SOURCE_FEED];
    in->halted = past->halted;
    p->ingress.gate.halted = past->halted != 0;
    p->ingress.cancel_all = past->cancel_due != 0;
    if (past->halted) /* else what was asked for before the start stands */
        vx_put(&panel->control.halted, 1);
    p->bundler.tally.reports = p->output.tally.reports = p->booker.tally.reports;
    vx_flow_ids(p->flow, past->next_id[VX_SOURCE_LOAD]);
    /* answers and trades of an engine that is gone: its tickets and its clock mean nothing here */
    vx_ovring_init(&panel->answers, panel->answers_area, VX_ANSWER_CAPACITY, VX_ANSWER_WORDS);
    vx_ovring_init(&panel->tape, panel->tape_area, VX_TAPE_CAPACITY, VX_PRINT_WORDS);
    for (unsigned i = 0; i < VX_STAGES; i++)
        vx_stage_show(p->stage[i]);
    vx_put(&panel->journal.on, 1);
    vx_put(&panel->journal.recovered, past->seq);
    vx_put(&panel->journal.replayed, k->replay.replayed);
    vx_put(&panel->journal.cut, k->replay.cut);
    vx_put(&panel->journal.snapshot_seq, k->replay.snapshot_seq);
    let_through(k, k->sync == VX_SYNC_BATCH ? past->seq : VX_NEVER);
    vx_pipeline_keep(p, &k->writer, &k->limit);
}

/* A load that the journal's end cut off goes on, from the same snapshot, before anything else. */
static void resume_load(struct vx_keeper *k)
{
    struct vx_replay *r = &k->replay;
    struct vx_pipeline *p = k->pipeline;
    const struct vx_past *past = &r->past;
    char why[VX_JOURNAL_TEXT_MAX];
    if (past->restore_left == 0)
        return;
    if (vx_keeper_load(k, past->restore_seq, &p->restore, why, sizeof why) == VX_OK &&
        p->restore->inputs == past->restore_inputs) {
        p->restore->next = past->restore_inputs - past->restore_left;
        p->restore->begun = k->resumes = true;
        vx_restore_slot_set(&p->restore_slot, p->restore); /* L1 */
        return;
    }
    const uint64_t body[4] = {VX_JOURNAL_RESTORE, past->restore_seq, 0};
    if (vx_writer_room(&k->writer) != VX_ROOM_NONE)
        vx_writer_append(&k->writer, VX_RECORD_CONTROL, 0, body);
    snprintf(r->note, sizeof r->note,
             "the load of snapshot %" PRIu64 " was cut off %" PRIu64
             " inputs before its end, and cannot go on without it",
             past->restore_seq, past->restore_left);
}

int vx_keeper_open(struct vx_keeper **keeper, struct vx_pipeline *p, const char *directory,
                   bool live, char *err, size_t size)
{
    struct vx_keeper *k =
        mmap(NULL, sizeof *k, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (k == MAP_FAILED)
        return VX_E_MEMORY;
    k->panel = p->panel;
    k->pipeline = p;
    k->live = live;
    k->posix.dir = k->posix.lock = k->history.file = -1;
    k->sync = (enum vx_keeper_sync)setting(k, VX_SET_JOURNAL_SYNC);
    int rc = take_directory(k, directory, err, size);
    if (rc == VX_OK) {
        rc = recover(k, err, size);
        if (rc == VX_OK)
            rc = open_writer(k, err, size);
        if (rc < 0)
            refuse(err, size, directory, err);
    }
    if (rc < 0) {
        vx_keeper_close(k);
        return rc;
    }
    hand_over(k);
    resume_load(k);
    k->shot_seq = k->replay.snapshot_seq;
    show(k);
    vx_history_begin(&k->history, &k->io, k->writer.config.journal, k->panel->start_realtime_ns,
                     setting(k, VX_SET_HISTORY_BYTES));
    *keeper = k;
    return VX_OK;
}

void vx_keeper_note(const struct vx_keeper *k, char *text, size_t size)
{
    const struct vx_replay *r = &k->replay;
    text[0] = '\0';
    if (r->past.seq == 0 && r->note[0] == '\0')
        return;
    snprintf(text, size,
             "recovered %" PRIu64 " inputs (snapshot of %" PRIu64 ", %" PRIu64 " repeated)%s%s%s%s",
             r->past.seq, r->snapshot_seq, r->replayed, r->note[0] ? "; " : "", r->note,
             k->resumes ? "; the load of a snapshot, which was cut off, goes on" : "",
             r->past.halted ? "; halted" : "");
}

int vx_keeper_stop(struct vx_keeper *k, char *err, size_t size)
{
    const uint64_t body[4] = {0};
    end_tender(k);
    if (!vx_writer_has_failed(&k->writer) && vx_writer_room(&k->writer) != VX_ROOM_NONE)
        vx_writer_append(&k->writer, VX_RECORD_STOP, vx_get(&k->panel->now_ns), body);
    const int rc = vx_writer_close(&k->writer);
    show(k);
    vx_history_note(&k->history, k->panel, true);
    if (rc == VX_OK)
        return VX_OK;
    snprintf(err, size, "the journal failed behind sequence %" PRIu64 ": %s",
             vx_writer_synced_seq(&k->writer), k->writer.text);
    return VX_E_JOURNAL;
}

void vx_keeper_close(struct vx_keeper *k)
{
    if (!k)
        return;
    end_tender(k);
    vx_history_end(&k->history);
    vx_writer_abandon(&k->writer);
    vx_io_posix_close(&k->posix);
    munmap(k, sizeof *k);
}
