#include "core/session/session.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "config.h"
#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/session/engine.h"
#include "core/telemetry/errlog.h"
#include "core/telemetry/metric.h"

#define WAIT_NS    100000000u  /* real time for which an answer or a control is awaited */
#define PAUSED_NS  1000000u    /* ... an answer while the engine is paused */
#define QUIESCE_NS 2000000000u /* ... the end of a feed's inputs */
#define SEED       1u
#define SYMBOL     "VELOX"

bool vx_engine_idle(struct vx_engine *e, uint64_t real_ns)
{
    if (!e->idle || real_ns - e->idle_ns < VX_IDLE_CALL_NS)
        return true;
    e->idle_ns = real_ns;
    return e->idle(e->idle_ctx);
}

static struct vx_control_block *control_of(struct vx_engine *e)
{
    return &e->panel->control;
}

int vx_engine_check(const struct vx_engine *e)
{
    if (e->stopped)
        return VX_E_STOPPED;
    return e->session->started ? VX_OK : VX_E_STATE;
}

/* ---- settings ---- */

static bool is_text(enum vx_setting s)
{
    return vx_setting_rows[s].type == VX_TYPE_TEXT;
}

static int64_t get(void *self, enum vx_setting s)
{
    struct vx_engine *e = self;
    if ((unsigned)s >= VX_SETTINGS)
        return 0;
    return atomic_load_explicit(&control_of(e)->setting[s], memory_order_relaxed);
}

/* Whether a setting may be changed now. */
static int check_change(const struct vx_engine *e, enum vx_setting s, bool text)
{
    if ((unsigned)s >= VX_SETTINGS)
        return VX_E_UNKNOWN;
    if (is_text(s) != text)
        return VX_E_INVALID;
    return vx_setting_rows[s].live || !(e->session->started || e->stopped) ? VX_OK : VX_E_STATE;
}

static int set(void *self, enum vx_setting s, int64_t value)
{
    struct vx_engine *e = self;
    int rc = check_change(e, s, false);
    if (rc == VX_OK)
        rc = vx_setting_check(s, value);
    if (rc == VX_OK && s == VX_SET_WATCH && e->session->started &&
        value >= get(e, VX_SET_INSTRUMENTS))
        rc = VX_E_RANGE;
    if (rc == VX_OK)
        atomic_store_explicit(&control_of(e)->setting[s], value, memory_order_relaxed);
    return rc;
}

static int set_text(void *self, enum vx_setting s, const char *text)
{
    struct vx_engine *e = self;
    int rc = check_change(e, s, true);
    if (rc < 0)
        return rc;
    if (strlen(text) >= VX_SETTING_TEXT_MAX)
        return VX_E_RANGE;
    snprintf(e->text[s], VX_SETTING_TEXT_MAX, "%s", text);
    return VX_OK;
}

static const char *get_text(void *self, enum vx_setting s)
{
    const struct vx_engine *e = self;
    return (unsigned)s < VX_SETTINGS ? e->text[s] : "";
}

/* ---- start and stop ---- */

static void describe(struct vx_engine *e)
{
    struct vx_panel *panel = e->panel;
    panel->start_realtime_ns = vx_realtime_ns();
    panel->topology = (uint32_t)get(e, VX_SET_TOPOLOGY);
    if (panel->topology == VX_TOPOLOGY_AUTO)
        panel->topology = VX_TOPOLOGY_SHARED; /* simulated; live replaces it by what it chose */
    panel->threads = 1;
    snprintf(panel->symbol, sizeof panel->symbol, "%s", SYMBOL);
    snprintf(panel->build, sizeof panel->build, "%s", PACKAGE_VERSION);
}

static void wake_engine(void *self)
{
    struct vx_engine *e = self;
    e->driver->wake(e);
}

/* What the directory holds becomes the state of the new pipeline. */
static int open_keeper(struct vx_engine *e, char *err, size_t err_size)
{
    const char *directory = e->text[VX_SET_JOURNAL_DIR];
    struct vx_session *s = e->session;
    if (directory[0] == '\0')
        return VX_OK;
    const int rc =
        vx_keeper_open(&e->keeper, e->pipeline, directory, !s->virtual_clock, err, err_size);
    if (rc < 0) {
        s->journal_bad = rc == VX_E_JOURNAL;
        return rc;
    }
    const uint64_t next = e->keeper->replay.past.next_id[VX_SOURCE_OPERATOR];
    if (next < VX_ID_LOAD)
        e->next_id = vx_max_u64(e->next_id, next);
    vx_keeper_note(e->keeper, s->note, sizeof s->note);
    if (s->note[0])
        vx_errlog(e->panel, 0, "journal: %s", s->note);
    vx_engine_open_names(e);
    return VX_OK;
}

/* Driver and tending thread, or neither. */
static int start_driver(struct vx_engine *e, char *err, size_t err_size)
{
    int rc = e->driver->start(e, err, err_size);
    if (rc < 0 || !e->keeper || e->session->virtual_clock)
        return rc;
    rc = vx_keeper_start(e->keeper, wake_engine, e);
    if (rc == VX_OK)
        return VX_OK;
    snprintf(err, err_size, "the journal's thread cannot be started");
    char why[256];
    atomic_store_explicit(&control_of(e)->stop, 1, memory_order_release);
    e->driver->stop(e, why, sizeof why);
    return rc;
}

static void close_pipeline(struct vx_engine *e)
{
    vx_traveller_close(&e->traveller);
    vx_names_close(&e->names);
    vx_keeper_close(e->keeper);
    vx_pipeline_close(e->pipeline);
    e->keeper = NULL;
    e->pipeline = NULL;
}

static int start(void *self, char *err, size_t err_size)
{
    struct vx_engine *e = self;
    if (e->stopped) {
        snprintf(err, err_size, "the engine has stopped; it is not started twice");
        return VX_E_STOPPED;
    }
    if (e->session->started)
        return VX_OK;
    describe(e);
    vx_put(&control_of(e)->stop, 0);
    int rc = vx_pipeline_open(&e->pipeline, e->panel, e->text[VX_SET_SINK_FILE], err, err_size);
    if (rc < 0)
        return rc;
    rc = open_keeper(e, err, err_size);
    if (rc == VX_OK)
        rc = start_driver(e, err, err_size);
    if (rc < 0) {
        close_pipeline(e);
        return rc;
    }
    vx_session_prepare_travel(e);
    e->session->started = true;
    vx_put(&e->panel->state, VX_STATE_RUN);
    return VX_OK;
}

static void log_lost_bundles(struct vx_engine *e)
{
    const struct vx_sink *sink = &e->pipeline->sink;
    if (sink->errors)
        vx_errlog(e->panel, e->driver->now(e), "output.file: %" PRIu64 " bundles not written: %s",
                  sink->errors, strerror(sink->last_error));
}

static int stop(void *self, char *err, size_t err_size)
{
    struct vx_engine *e = self;
    if (!e->session->started)
        return VX_OK;
    /* D1: pairs with D3 in vx_stage_poll; ingress's upstream is the session */
    atomic_store_explicit(&control_of(e)->stop, 1, memory_order_release);
    int rc = e->driver->stop(e, err, err_size);
    vx_put(&e->panel->now_ns, e->driver->now(e));
    e->session->started = false;
    e->stopped = true;
    if (rc == VX_OK && e->keeper) {
        rc = vx_keeper_stop(e->keeper, err, err_size);
        e->session->journal_bad |= rc == VX_E_JOURNAL;
    }
    if (rc == VX_OK) {
        log_lost_bundles(e);
        rc = vx_pipeline_check(e->pipeline, err, err_size);
    }
    vx_put(&e->panel->state, rc == VX_OK ? VX_STATE_HALT : VX_STATE_FAIL);
    return rc;
}

/* ---- typed inputs ---- */

static bool is_answered(struct vx_engine *e, uint64_t ticket)
{
    return vx_ovring_written(&e->panel->answers) > ticket;
}

static int answer(void *self, uint64_t ticket, struct vx_answer *a)
{
    struct vx_engine *e = self;
    *a = (struct vx_answer){.seq = 0};
    const int rc = vx_ovring_read(&e->panel->answers, e->panel->answers_area, ticket, a);
    if (rc == VX_OK)
        e->told_seq = vx_max_u64(e->told_seq, a->seq);
    return rc;
}

static bool is_new_order(const struct vx_tx *tx)
{
    return tx->kind == VX_TX_LIMIT || tx->kind == VX_TX_MARKET;
}

/* Which instrument an order of one's own is in, for a gate that knows orders by their input. */
static uint16_t instrument_of(struct vx_engine *e, uint64_t id, uint16_t given)
{
    struct vx_own own;
    const uint64_t n = vx_get(&e->panel->own_count);
    for (uint32_t i = 0; i < n; i++)
        if (vx_own_read(e->panel, i, &own) == VX_OK && own.id == id)
            return own.instrument;
    return given;
}

static void address(struct vx_engine *e, struct vx_tx *tx)
{
    const uint8_t kept = VX_TX_SIDE | 3u << VX_TX_TIF_SHIFT | VX_TX_ONE_SIDE;
    tx->flags = (uint8_t)((tx->flags & kept) | VX_SOURCE_OPERATOR << VX_TX_SRC_SHIFT);
    tx->due_ns = e->driver->now(e);
    tx->code = tx->was = 0;
    if (is_new_order(tx) && tx->id == 0)
        tx->id = e->next_id;
    if (tx->kind == VX_TX_REPLACE && get(e, VX_SET_INSTRUMENTS) > 1)
        tx->instrument = instrument_of(e, tx->id, tx->instrument);
}

/*
 * What the gate would say while the disk is full, said without a place in the journal: what is
 * left there is for cancels.
 */
static bool is_refused_at_once(struct vx_engine *e, struct vx_submit *s)
{
    const bool order = is_new_order(&s->tx) || s->tx.kind == VX_TX_REPLACE;
    if (!order || vx_get(&e->panel->journal.refusing) == 0)
        return false;
    s->answered = true;
    s->ticket = UINT64_MAX;
    s->answer = (struct vx_answer){
        .id = s->tx.id,
        .instrument = s->tx.instrument,
        .kind = VX_REPORT_REJECTED,
        .code = VX_REJECT_JOURNAL_FULL,
    };
    return true;
}

static int submit(void *self, struct vx_submit *s)
{
    struct vx_engine *e = self;
    int rc = vx_engine_check(e);
    s->answered = false;
    if (rc == VX_OK && e->keeper && vx_writer_has_failed(&e->keeper->writer))
        rc = VX_E_JOURNAL;
    if (rc < 0)
        return rc;
    address(e, &s->tx);
    if (is_refused_at_once(e, s))
        return VX_OK;
    const int64_t ticket = vx_mpsc_push(&e->pipeline->inbox, &s->tx);
    if (ticket < 0) {
        vx_add(&e->panel->ring[VX_RING_INBOX].full, 1);
        return (int)ticket;
    }
    if (is_new_order(&s->tx) && s->tx.id >= e->next_id && s->tx.id < VX_ID_LOAD)
        e->next_id = s->tx.id + 1;
    s->ticket = (uint64_t)ticket;
    e->driver->wake(e);
    const bool paused = vx_get(&control_of(e)->paused) != 0;
    if (e->driver->await(e, is_answered, s->ticket, paused ? PAUSED_NS : WAIT_NS))
        s->answered = answer(e, s->ticket, &s->answer) == VX_OK;
    return VX_OK;
}

/* The panel of where one looks. */
static struct vx_panel *shown(struct vx_engine *e)
{
    return vx_traveller_is_away(&e->traveller) ? vx_past_panel(e->traveller.past) : e->panel;
}

static int own(void *self, uint64_t id, struct vx_own *order)
{
    const struct vx_panel *panel = shown(self);
    const uint64_t n = vx_get(&panel->own_count);
    for (uint32_t i = 0; i < n; i++)
        if (vx_own_read(panel, i, order) == VX_OK && order->id == id)
            return VX_OK;
    return VX_E_UNKNOWN;
}

/* ---- control words ---- */

static bool has_seen(struct vx_engine *e, uint64_t generation)
{
    return vx_ingress_has_seen(&e->pipeline->ingress, generation);
}

/* In the book, and where it can be seen, which may be a few polls behind. */
static bool is_empty(struct vx_engine *e, uint64_t arg)
{
    (void)arg;
    return vx_marks_get_answered(&e->pipeline->marks) > 0 &&
           vx_marks_get_orders(&e->pipeline->marks) == 0 &&
           vx_get(&e->panel->book.orders_resting) == 0;
}

static bool is_kept(struct vx_engine *e, uint64_t records)
{
    return vx_keeper_holds(e->keeper, records);
}

/* Lets ingress know that control words were changed; whether it has acted on them. */
static bool tell(struct vx_engine *e)
{
    struct vx_control_block *c = control_of(e);
    const uint64_t generation = vx_get(&c->generation) + 1;
    /* C1: pairs with C2 in ingress's obey */
    atomic_store_explicit(&c->generation, generation, memory_order_release);
    if (!e->session->started)
        return false;
    e->driver->wake(e);
    return e->driver->await(e, has_seen, generation, WAIT_NS);
}

static int check_control(const struct vx_engine *e, enum vx_control c, uint64_t a)
{
    if (e->stopped)
        return VX_E_STOPPED;
    if ((unsigned)c >= VX_CONTROLS)
        return VX_E_UNKNOWN;
    if (c == VX_CTL_FLOW && a >= VX_FLOWS)
        return VX_E_RANGE;
    return (c == VX_CTL_STALL || c == VX_CTL_SLOW) && a >= VX_STAGES ? VX_E_RANGE : VX_OK;
}

/* A fault on purpose acts on one stage, without ingress having to know. */
static int make_fault(struct vx_engine *e, enum vx_control c, uint64_t stage, uint64_t ns)
{
    struct vx_control_block *block = control_of(e);
    const uint64_t now = e->driver->now(e);
    if (!e->session->started && c == VX_CTL_STALL)
        return VX_E_STATE;
    if (e->session->started)
        e->driver->await(e, has_seen, 0, 0); /* whatever is due now comes before the fault */
    if (c == VX_CTL_SLOW)
        vx_put(&block->slow_ns[stage], ns);
    else
        vx_put(&block->stall_until_ns[stage], ns < VX_NEVER - now ? now + ns : VX_NEVER - 1);
    return VX_OK;
}

static void stop_feed(struct vx_engine *e)
{
    vx_add(&control_of(e)->feed_stop, 1);
    if (e->pipeline)
        atomic_store_explicit(&e->pipeline->feed_slot.feed, NULL, memory_order_release);
}

static void store_control(struct vx_engine *e, enum vx_control what, uint64_t a, uint64_t b)
{
    struct vx_control_block *c = control_of(e);
    switch (what) {
    case VX_CTL_RATE:
        vx_put(&c->rate, a);
        break;
    case VX_CTL_FLOW:
        vx_put(&c->flow, a);
        break;
    case VX_CTL_SEED:
        vx_put(&c->seed, a);
        vx_add(&c->seed_set, 1);
        break;
    case VX_CTL_BURST:
        vx_put(&c->burst_n, a);
        vx_put(&c->burst_ns, b);
        vx_add(&c->burst_set, 1);
        break;
    case VX_CTL_PAUSE:
        vx_put(&c->paused, a != 0);
        break;
    case VX_CTL_STEP:
        vx_put(&c->paused, 1);
        vx_add(&c->steps, a);
        break;
    case VX_CTL_HALT:
        vx_put(&c->halted, a != 0);
        break;
    case VX_CTL_FEED_STOP:
        stop_feed(e);
        break;
    case VX_CTL_STALL:
    case VX_CTL_SLOW:
    case VX_CONTROLS:
        break;
    }
}

static int control(void *self, enum vx_control c, uint64_t a, uint64_t b)
{
    struct vx_engine *e = self;
    const int rc = check_control(e, c, a);
    if (rc < 0)
        return rc;
    if (c == VX_CTL_STALL || c == VX_CTL_SLOW)
        return make_fault(e, c, a, b);
    store_control(e, c, a, b);
    const bool seen = tell(e);
    if (seen && c == VX_CTL_HALT && a)
        e->driver->await(e, is_empty, 0, WAIT_NS); /* the kill switch has done its work */
    if (seen && c == VX_CTL_HALT && e->keeper)     /* and is known again after a restart */
        e->driver->await(e, is_kept, vx_keeper_records(e->keeper), WAIT_NS);
    return VX_OK;
}

/* ---- feeds ---- */

static bool are_answered(struct vx_engine *e, uint64_t sequenced)
{
    return vx_marks_get_answered(&e->pipeline->marks) >= sequenced;
}

/* The running feed ends, and nothing of it is on its way any more: it may be closed. */
static int end_feed(struct vx_engine *e)
{
    if (!e->feed)
        return VX_OK;
    stop_feed(e);
    if (!tell(e))
        return VX_E_BUSY;
    if (!e->driver->await(e, are_answered, vx_get(&e->panel->ingress.sequenced), QUIESCE_NS))
        return VX_E_BUSY;
    vx_feed_close(e->feed);
    e->feed = NULL;
    return VX_OK;
}

static int feed(void *self, const struct vx_feed_request *r, char *err, size_t err_size)
{
    struct vx_engine *e = self;
    struct vx_feed *fresh;
    int rc = vx_engine_check(e);
    if (rc < 0) {
        snprintf(err, err_size, "%s", vx_err_text(rc));
        return rc;
    }
    if (r->instrument >= get(e, VX_SET_INSTRUMENTS)) {
        snprintf(err, err_size,
                 "there is no instrument %u: engine.instruments is %" PRId64 ", they count from 0",
                 (unsigned)r->instrument, get(e, VX_SET_INSTRUMENTS));
        return VX_E_RANGE;
    }
    rc = vx_feed_open(&fresh, r, (int32_t)get(e, VX_SET_TICK), err, err_size);
    if (rc < 0)
        return rc;
    rc = end_feed(e);
    if (rc < 0) {
        snprintf(err, err_size, "the feed before it has not ended: a stage stands still");
        vx_feed_close(fresh);
        return rc;
    }
    e->feed = fresh;
    vx_put(&e->panel->feed.first_difference, 0);
    /* F1: pairs with F2 in vx_feed_slot_get */
    atomic_store_explicit(&e->pipeline->feed_slot.feed, fresh, memory_order_release);
    tell(e);
    return VX_OK;
}

static int feed_result(void *self, struct vx_feed_result *r)
{
    struct vx_engine *e = self;
    *r = (struct vx_feed_result){.done = false};
    if (!e->feed)
        return VX_E_EMPTY;
    /* F4: pairs with F3 in ingress's end_feed */
    if (atomic_load_explicit(&e->panel->feed.active, memory_order_acquire) == 0)
        vx_feed_result(e->feed, r);
    return VX_OK;
}

/* ---- time, and what can be seen ---- */

static uint64_t now(void *self)
{
    struct vx_engine *e = self;
    return e->driver->now(e);
}

static int advance(void *self, uint64_t until_ns, vx_session_pred pred, void *ctx)
{
    struct vx_engine *e = self;
    int rc = vx_engine_check(e);
    if (rc == VX_OK)
        rc = e->driver->advance(e, until_ns, pred, ctx);
    vx_traveller_carry(&e->traveller, e->driver->now(e));
    return rc;
}

static void on_idle(void *self, vx_session_idle idle, void *ctx)
{
    struct vx_engine *e = self;
    e->idle = idle;
    e->idle_ctx = ctx;
}

static struct vx_panel *panel(void *self)
{
    return shown(self);
}

static int refresh(void *self)
{
    struct vx_engine *e = self;
    const int rc = vx_engine_check(e);
    if (rc < 0 || vx_traveller_is_away(&e->traveller))
        return rc;
    return e->driver->refresh(e);
}

/* ---- what a recording needs ---- */

static int taken(void *self, uint64_t ticket, struct vx_taken *t)
{
    struct vx_engine *e = self;
    struct vx_answer a;
    const struct vx_ingress *in = e->pipeline ? &e->pipeline->ingress : NULL;
    *t = (struct vx_taken){.at_ns = e->driver->now(e)};
    if (!in)
        return VX_OK;
    t->ties = vx_get(&in->ties);
    if (ticket == VX_TAKEN_END) {
        if (e->stopped)
            t->at_ns = vx_ingress_place(in, t->at_ns);
        return VX_OK;
    }
    if (ticket == VX_TAKEN_CONTROL) {
        const uint64_t generation = vx_get(&control_of(e)->generation);
        if (!e->stopped && !e->driver->await(e, has_seen, generation, WAIT_NS))
            return VX_E_BUSY;
        t->at_ns = vx_get(&in->control_ns);
        return VX_OK;
    }
    const int rc = answer(e, ticket, &a);
    if (rc == VX_OK)
        t->at_ns = vx_ingress_taken(in, ticket);
    return rc == VX_E_EMPTY ? VX_E_BUSY : rc;
}

static const struct vx_session_ops session_ops = {
    .travel = &vx_session_travel_ops,
    .story = &vx_session_story_ops,
    .set = set,
    .get = get,
    .set_text = set_text,
    .get_text = get_text,
    .start = start,
    .stop = stop,
    .submit = submit,
    .answer = answer,
    .control = control,
    .feed = feed,
    .feed_result = feed_result,
    .now = now,
    .advance = advance,
    .on_idle = on_idle,
    .panel = panel,
    .refresh = refresh,
    .own = own,
    .snapshot = vx_engine_snapshot,
    .snapshots = vx_engine_snapshots,
    .restore = vx_engine_restore,
    .taken = taken,
    .name = vx_engine_name,
    .named = vx_engine_named,
};

/* ---- open and close ---- */

static int open_session(struct vx_session *session, const struct vx_driver *driver)
{
    struct vx_engine *e =
        mmap(NULL, sizeof *e, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (e == MAP_FAILED)
        return VX_E_MEMORY;
    if (vx_panel_open(&e->panel) < 0) {
        munmap(e, sizeof *e);
        return VX_E_MEMORY;
    }
    e->session = session;
    e->driver = driver;
    e->next_id = VX_ID_OPERATOR;
    vx_put(&e->panel->control.seed, SEED);
    e->panel->virtual_clock = driver == &vx_virtual_driver;
    for (unsigned i = 0; i < VX_SETTINGS; i++)
        if (is_text((enum vx_setting)i))
            snprintf(e->text[i], VX_SETTING_TEXT_MAX, "%s", vx_setting_rows[i].text);
    *session = (struct vx_session){
        .ops = &session_ops,
        .self = e,
        .virtual_clock = driver == &vx_virtual_driver,
    };
    return VX_OK;
}

int vx_session_open_live(struct vx_session *session)
{
    return open_session(session, &vx_live_driver);
}

int vx_session_open_virtual(struct vx_session *session)
{
    return open_session(session, &vx_virtual_driver);
}

void vx_session_close(struct vx_session *session)
{
    struct vx_engine *e = session->self;
    char why[256];
    if (!e)
        return;
    stop(e, why, sizeof why);
    *session = (struct vx_session){0};
    if (e->abandoned)
        return;
    vx_feed_close(e->feed);
    close_pipeline(e);
    vx_panel_close(e->panel);
    munmap(e, sizeof *e);
}
