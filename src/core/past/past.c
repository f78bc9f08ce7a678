#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "core/base/err.h"
#include "core/past/past_inside.h"
#include "core/telemetry/metric.h"

#define RESTORE_INPUTS 50000u  /* what a new pipeline costs, as inputs repeated */
#define LONG_WAY       500000u /* inputs repeated, from which on a waypoint is worth it */
#define WAY_BACK       40000u  /* it is left so far before the end, and before what is warm */

/* ---- moving ---- */

static void dress_panel(struct vx_past_engine *p)
{
    struct vx_panel *panel = p->panel;
    memset(panel, 0, sizeof *panel);
    vx_panel_init(panel);
    for (unsigned i = 0; i < VX_SETTINGS; i++)
        atomic_store_explicit(&panel->control.setting[i], p->setting[i], memory_order_relaxed);
    panel->start_realtime_ns = p->head.start_realtime_ns;
    panel->ticks_per_s = p->head.ticks_per_s;
    panel->virtual_clock = p->head.virtual_clock;
    panel->clock_source = p->head.clock_source;
    panel->topology = p->head.topology;
    panel->threads = p->head.threads;
    memcpy(panel->symbol, p->head.symbol, sizeof panel->symbol);
    memcpy(panel->build, p->head.build, sizeof panel->build);
    vx_put(&panel->state, VX_STATE_RUN);
    vx_put(&panel->moment, VX_MOMENT_BARE);
}

/* A new pipeline, from the newest snapshot that lies at or before a sequence. */
static int restore(struct vx_past_engine *p, uint64_t snapshot_seq, char *err, size_t size)
{
    vx_reader_close(&p->replay.reader);
    vx_pipeline_close(p->pipeline);
    p->pipeline = NULL;
    p->reading = false;
    dress_panel(p);
    int rc = vx_pipeline_open(&p->pipeline, p->panel, NULL, err, size);
    if (rc == VX_OK)
        rc = vx_replay_recover(&p->replay, p->pipeline, &p->waypoints.io, snapshot_seq, err, size);
    p->now_ns = 0;
    if (rc == VX_OK)
        rc = vx_past_time_of(p, p->replay.past.seq, &p->now_ns, err, size);
    if (rc < 0) { /* half of a state is none: the next move begins anew */
        vx_pipeline_close(p->pipeline);
        p->pipeline = NULL;
    }
    return rc;
}

/* What is read ahead is of no use any more: later it goes on behind what was given. */
static void stop_reading(struct vx_past_engine *p)
{
    struct vx_replay *r = &p->replay;
    if (p->reading)
        r->place = r->reader.at;
    vx_reader_close(&r->reader);
    p->reading = false;
}

/* Nothing of what is read ahead may be older than the journal's end as it is known. */
static int freshen(struct vx_past_engine *p, char *err, size_t size)
{
    struct vx_replay *r = &p->replay;
    if (p->reading && r->past.seq < p->fresh_seq)
        return VX_OK;
    stop_reading(p);
    p->fresh_seq = p->bounds.last_seq;
    const int rc = vx_reader_resume(&r->reader, &p->io, &r->place);
    p->reading = rc == VX_OK;
    return rc < 0 ? vx_past_complain(err, size, r->reader.text) : VX_OK;
}

/* Hands out what the book stage wrote, and lets go of it. */
static void hand_out(struct vx_past_engine *p, vx_past_see see, void *ctx,
                     const struct vx_record *rec)
{
    struct vx_spsc *ring = &p->pipeline->ring[VX_RING_BOOK];
    const void *first;
    uint32_t n;
    while ((n = vx_spsc_peek(ring, UINT32_MAX, &first)) > 0) {
        if (see)
            see(ctx, rec, first, n);
        vx_spsc_release(ring, n);
    }
}

/* The reader has nothing more where there was to be something. */
static int ended_before(struct vx_past_engine *p, bool failed, char *err, size_t size)
{
    const char *text = p->replay.reader.text;
    if (failed)
        stop_reading(p);
    return vx_past_complain(err, size,
                            failed || text[0] != '\0' ? text : "the journal ends before it");
}

/* Reads up to the next input and hands it to the book stage's ring: 1, or an error. */
static int take_input(struct vx_past_engine *p, struct vx_record *rec, char *err, size_t size)
{
    struct vx_replay *r = &p->replay;
    do {
        const int rc = vx_reader_next(&r->reader, rec);
        if (rc != 1)
            return ended_before(p, rc < 0, err, size);
        if (rec->kind == VX_RECORD_INPUT)
            r->now_ns = p->now_ns = rec->now_ns;
        vx_replay_apply(r, rec);
    } while (rec->kind != VX_RECORD_INPUT);
    return 1;
}

int vx_past_next(struct vx_past_engine *p, vx_past_see see, void *ctx, char *err, size_t size)
{
    struct vx_replay *r = &p->replay;
    struct vx_record rec;
    int rc = VX_OK;
    if (!p->pipeline)
        return vx_past_complain(err, size, "it stands nowhere: goto first");
    if (r->past.seq >= p->bounds.last_seq)
        rc = vx_past_look(p, NULL, err, size);
    if (rc < 0 || r->past.seq >= p->bounds.last_seq)
        return rc;
    rc = freshen(p, err, size);
    if (rc < 0 || (rc = take_input(p, &rec, err, size)) < 0)
        return rc;
    struct vx_stage *book = &p->pipeline->booker.stage;
    while (p->pipeline->booker.tally.answered < r->past.seq) {
        book->ops->poll(book, rec.now_ns, book->poll_max);
        hand_out(p, see, ctx, &rec);
    }
    r->waiting = 0;
    return 1;
}

/* For steps back from here; without it they only take longer. */
static void leave_waypoint(struct vx_past_engine *p)
{
    char why[VX_JOURNAL_TEXT_MAX];
    vx_replay_settle(&p->replay);
    if (p->reading) /* from there it is read on, not from the segment's beginning */
        p->replay.place = p->replay.reader.at;
    vx_replay_save(&p->replay, &p->waypoints.io, 0, why, sizeof why);
}

/* Where on the way to a sequence one is left; VX_NEVER: nowhere. */
static uint64_t waypoint_for(const struct vx_past_engine *p, uint64_t seq)
{
    const uint64_t here = p->replay.past.seq;
    return seq - here < LONG_WAY ? VX_NEVER : seq - VX_PAST_WARM - WAY_BACK;
}

static int ask_to_go_on(struct vx_past_engine *p, char *err, size_t size)
{
    if (!p->idle || p->idle(p->idle_ctx))
        return VX_OK;
    snprintf(err, size, "interrupted at sequence %" PRIu64, p->replay.past.seq);
    return VX_E_INTERRUPTED;
}

/* Many at a time. */
static int run_far(struct vx_past_engine *p, uint64_t seq, char *err, size_t size)
{
    struct vx_replay *r = &p->replay;
    int rc = VX_OK;
    r->timed = true;
    while (rc == VX_OK && r->past.seq < seq) {
        const uint64_t round = vx_min_u64(seq, r->past.seq + VX_PAST_ROUND);
        rc = freshen(p, err, size);
        const int64_t n = rc < 0 ? 0 : vx_replay_read(r, vx_min_u64(round, p->fresh_seq));
        if (rc == VX_OK && n <= 0)
            rc = ended_before(p, n < 0, err, size);
        p->now_ns = r->now_ns;
        if (rc == VX_OK)
            rc = ask_to_go_on(p, err, size);
    }
    vx_replay_settle(r);
    return rc;
}

/* Each with its own time. */
static int run_near(struct vx_past_engine *p, uint64_t seq, char *err, size_t size)
{
    struct vx_replay *r = &p->replay;
    struct vx_record rec;
    int rc = VX_OK;
    for (uint64_t n = 1; rc == VX_OK && r->past.seq < seq; n++) {
        rc = freshen(p, err, size);
        if (rc == VX_OK)
            rc = take_input(p, &rec, err, size);
        vx_replay_settle(r);
        if (rc > 0)
            rc = n % VX_PAST_ROUND ? VX_OK : ask_to_go_on(p, err, size);
    }
    return rc;
}

/* Up to a sequence, to which everything is whole. */
static int run_to(struct vx_past_engine *p, uint64_t seq, char *err, size_t size)
{
    const uint64_t waypoint = waypoint_for(p, seq);
    int rc = VX_OK;
    if (waypoint != VX_NEVER) {
        rc = run_far(p, waypoint, err, size);
        if (rc == VX_OK)
            leave_waypoint(p);
    }
    if (rc == VX_OK)
        rc = run_far(p, seq - vx_min_u64(seq, VX_PAST_WARM), err, size);
    return rc == VX_OK ? run_near(p, seq, err, size) : rc;
}

/*
 * The newest snapshot from which the tape before `seq` still fills, else the newest before it.
 * Behind those before the first moment there is no journal any more.
 */
static uint64_t nearest_snapshot(struct vx_past_engine *p, uint64_t seq)
{
    struct vx_snapshot_list list;
    const uint64_t first = p->bounds.first_seq;
    const uint64_t warm = seq - vx_min_u64(seq, VX_PAST_WARM);
    if (vx_snapshot_find(&p->waypoints.io, &list) < 0)
        return 0;
    for (uint32_t i = 0; i < list.count && list.seq[i] >= first; i++)
        if (list.seq[i] <= warm || list.seq[i] == first)
            return list.seq[i];
    return 0;
}

static int check_range(const struct vx_past_engine *p, uint64_t seq, char *err, size_t size)
{
    const struct vx_past_bounds *b = &p->bounds;
    if (seq >= b->first_seq && seq <= b->last_seq)
        return VX_OK;
    if (seq > b->last_seq)
        snprintf(err, size, "the journal ends at sequence %" PRIu64 " (asked for: %" PRIu64 ")",
                 b->last_seq, seq);
    else
        snprintf(err, size,
                 "the journal begins at sequence %" PRIu64 " (asked for: %" PRIu64
                 "); what was before is gone (journal.keep)",
                 b->first_seq, seq);
    return VX_E_RANGE;
}

/* From where it stands, or from a snapshot, if that is nearer or there is no way on from here. */
static int move_to(struct vx_past_engine *p, uint64_t seq, char *err, size_t size)
{
    const uint64_t here = p->replay.past.seq, snapshot = nearest_snapshot(p, seq);
    const bool on = p->pipeline && here <= seq && here >= p->bounds.first_seq &&
                    seq - here <= seq - snapshot + RESTORE_INPUTS;
    const int rc = on ? VX_OK : restore(p, snapshot, err, size);
    return rc < 0 ? rc : run_to(p, seq, err, size);
}

int vx_past_goto(struct vx_past_engine *p, uint64_t seq, char *err, size_t size)
{
    const uint64_t first = p->bounds.first_seq;
    int rc = VX_OK;
    if (seq > p->bounds.last_seq)
        rc = vx_past_look(p, NULL, err, size);
    if (rc == VX_OK)
        rc = check_range(p, seq, err, size);
    if (rc < 0)
        return rc;
    rc = move_to(p, seq, err, size);
    if (rc == VX_E_JOURNAL && vx_past_look(p, NULL, err, size) == VX_OK &&
        p->bounds.first_seq != first) { /* segments went on the way */
        rc = check_range(p, seq, err, size);
        if (rc == VX_OK)
            rc = move_to(p, seq, err, size);
    }
    vx_past_show(p);
    return rc;
}

/* ---- what can be seen ---- */

void vx_past_count(struct vx_past_engine *p)
{
    const struct vx_past *past = &p->replay.past;
    struct vx_ingress_block *in = &p->panel->ingress;
    struct vx_ring_block ring = p->panel->ring[VX_RING_BOOK]; /* of it, history knows more */
    vx_put(&in->sequenced, past->seq);
    vx_put(&in->refused, past->refused);
    vx_put(&in->operator_in, past->inputs[VX_SOURCE_OPERATOR]);
    vx_put(&in->load_in, past->inputs[VX_SOURCE_LOAD]);
    vx_put(&in->feed_in, past->inputs[VX_SOURCE_FEED]);
    vx_put(&in->halted, past->halted);
    p->pipeline->booker.stage.ops->show(&p->pipeline->booker.stage);
    p->panel->ring[VX_RING_BOOK] = ring;
    vx_put(&p->panel->now_ns, p->now_ns);
}

bool vx_past_fill(struct vx_past_engine *p)
{
    if (!p->pipeline)
        return false;
    const bool known = vx_history_goto(&p->history, p->replay.past.seq, p->now_ns);
    if (known)
        vx_history_put(&p->history, p->panel);
    vx_put(&p->panel->moment, known ? VX_MOMENT_PAST : VX_MOMENT_BARE);
    vx_past_count(p);
    return known;
}

bool vx_past_is_stale(const struct vx_past_engine *p)
{
    return p->replay.past.seq >= p->history.cursor.next_seq;
}

void vx_past_set(struct vx_past_engine *p, enum vx_setting s, int64_t value)
{
    if (p->setting[s] == value)
        return;
    p->setting[s] = value;
    atomic_store_explicit(&p->panel->control.setting[s], value, memory_order_relaxed);
    if (s != VX_SET_WATCH || !p->pipeline)
        return;
    vx_booker_watch(&p->pipeline->booker, (uint32_t)value);
    vx_past_show(p);
}

struct vx_history *vx_past_history(struct vx_past_engine *p)
{
    return &p->history;
}

uint64_t vx_past_journal(const struct vx_past_engine *p)
{
    return p->window.journal;
}

const struct vx_io *vx_past_io(const struct vx_past_engine *p)
{
    return &p->io;
}

void vx_past_show(struct vx_past_engine *p)
{
    if (!p->pipeline)
        return;
    vx_past_count(p);
    vx_booker_publish(&p->pipeline->booker, p->now_ns, UINT32_MAX);
}

uint64_t vx_past_seq(const struct vx_past_engine *p)
{
    return p->replay.past.seq;
}

uint64_t vx_past_now(const struct vx_past_engine *p)
{
    return p->now_ns;
}

uint64_t vx_past_from(const struct vx_past_engine *p)
{
    return p->replay.snapshot_seq;
}

uint64_t vx_past_hash(const struct vx_past_engine *p)
{
    return p->pipeline->booker.tally.hash;
}

struct vx_panel *vx_past_panel(struct vx_past_engine *p)
{
    return p->panel;
}

const struct vx_book *vx_past_book(const struct vx_past_engine *p)
{
    return p->pipeline->book;
}

/* ---- open and close ---- */

static void copy_head(struct vx_past_engine *p, const struct vx_panel *like)
{
    for (unsigned i = 0; i < VX_SETTINGS; i++)
        p->setting[i] = atomic_load_explicit(&like->control.setting[i], memory_order_relaxed);
    p->head.start_realtime_ns = like->start_realtime_ns;
    p->head.ticks_per_s = like->ticks_per_s;
    p->head.virtual_clock = like->virtual_clock;
    p->head.clock_source = like->clock_source;
    p->head.topology = like->topology;
    p->head.threads = like->threads;
    memcpy(p->head.symbol, like->symbol, sizeof p->head.symbol);
    memcpy(p->head.build, like->build, sizeof p->head.build);
}

/* The settings that decide what inputs do, from a segment; the middle has to lie in the band. */
static int read_shape(struct vx_past_engine *p, char *err, size_t size)
{
    struct vx_reader *r = &p->replay.reader;
    const int rc = vx_reader_open(r, &p->io, 0);
    if (rc < 0)
        return vx_past_complain(err, size,
                                rc == VX_E_EMPTY
                                    ? "there is no journal in it (what --data was given is wanted)"
                                    : r->text);
    vx_shape_put(r->shape, p->setting);
    vx_reader_close(r);
    const int64_t low = p->setting[VX_SET_PRICE_MIN], high = p->setting[VX_SET_PRICE_MAX];
    if (p->setting[VX_SET_LOAD_MID] < low || p->setting[VX_SET_LOAD_MID] > high)
        p->setting[VX_SET_LOAD_MID] = low + (high - low) / 2;
    return VX_OK;
}

/* An engine of this process sees to it that what it accepted is in the segments. */
static int open_directory(struct vx_past_engine *p, const char *directory, bool ours, char *err,
                          size_t size)
{
    struct vx_io io;
    const int rc = vx_io_posix_open(&p->posix, directory, false, &io);
    if (rc < 0)
        return vx_past_complain(err, size, strerror(-rc));
    const int64_t n = ours ? 0 : vx_tail_view_open(&p->tail, &p->replay.reader, &io);
    p->io = ours ? io : p->tail.io;
    vx_waypoints_open(&p->waypoints, &p->io);
    if (n >= 0)
        return VX_OK;
    snprintf(err, size, "journal.tail: %s", vx_io_text(n));
    return VX_E_JOURNAL;
}

/* To the first moment; where its snapshot cannot be used, the next one is the first. */
static int go_first(struct vx_past_engine *p, char *err, size_t size)
{
    char why[VX_JOURNAL_TEXT_MAX];
    int rc = vx_past_goto(p, p->bounds.first_seq, err, size);
    while (rc == VX_E_JOURNAL && p->bounds.first_seq > 0) {
        p->unusable = p->bounds.first_seq;
        if (vx_past_look(p, NULL, why, sizeof why) < 0)
            break;
        rc = vx_past_goto(p, p->bounds.first_seq, err, size);
    }
    return rc;
}

static int open_past(struct vx_past_engine *p, const char *directory, const struct vx_panel *like,
                     char *err, size_t size)
{
    int rc = open_directory(p, directory, like != NULL, err, size);
    if (rc < 0)
        return rc;
    rc = vx_panel_open(&p->panel);
    if (rc < 0)
        return vx_past_complain(err, size, "no memory for a second book");
    copy_head(p, like ? like : p->panel);
    p->setting[VX_SET_SINK] = 0;
    if (!like)
        rc = read_shape(p, err, size);
    else if (vx_past_find_life(p, vx_get(&like->journal.recovered)) < 0)
        rc = vx_past_complain(err, size, "the journal cannot be read");
    if (rc == VX_OK)
        rc = vx_past_look(p, NULL, err, size);
    vx_history_open(&p->history, &p->io, p->window.journal);
    if (!like) {
        p->head.start_realtime_ns = p->bounds.life_realtime_ns;
        snprintf(p->head.symbol, sizeof p->head.symbol, "JOURNAL");
    }
    return rc == VX_OK ? go_first(p, err, size) : rc;
}

int vx_past_open(struct vx_past_engine **past, const char *directory, const struct vx_panel *like,
                 char *err, size_t size)
{
    char why[VX_JOURNAL_TEXT_MAX] = "";
    struct vx_past_engine *p =
        mmap(NULL, sizeof *p, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) {
        snprintf(err, size, "%s: no memory for it", directory);
        return VX_E_MEMORY;
    }
    p->posix.dir = p->posix.lock = -1;
    p->window.file = p->replay.reader.file = -1;
    const int rc = open_past(p, directory, like, why, sizeof why);
    if (rc < 0) {
        snprintf(err, size, "%s: %s", directory, why);
        vx_past_close(p);
        return rc;
    }
    *past = p;
    return VX_OK;
}

bool vx_past_accepts(const char *path, char *err, size_t size)
{
    struct stat st;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    uint64_t seq;
    if (*path != '\0' &&
        (stat(path, &st) < 0 || S_ISDIR(st.st_mode) ||
         (S_ISREG(st.st_mode) && (vx_segment_number(name) != 0 || vx_snapshot_seq(name, &seq)))))
        return true; /* what is not there is said by who opens it */
    snprintf(err, size,
             "%s: it is no journal: a directory that --data was given is wanted, or a "
             "journal-NUMBER.vxj in it",
             *path ? path : "''");
    return false;
}

void vx_past_on_idle(struct vx_past_engine *p, vx_past_idle idle, void *ctx)
{
    p->idle = idle;
    p->idle_ctx = ctx;
}

void vx_past_close(struct vx_past_engine *p)
{
    if (!p)
        return;
    vx_reader_close(&p->replay.reader);
    vx_past_close_window(p);
    vx_waypoints_close(&p->waypoints);
    vx_tail_view_close(&p->tail);
    vx_pipeline_close(p->pipeline);
    vx_panel_close(p->panel);
    vx_io_posix_close(&p->posix);
    munmap(p, sizeof *p);
}
