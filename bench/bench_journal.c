/*
 * bench_journal: what does a journal cost, and how fast does an engine come back from one?
 *
 *   append     a record into the mapping, as ingress does it
 *   engine     live, shared, as fast as it goes: with journal.sync interval against without
 *   latency    live, shared, 100,000 orders a second: the same two
 *   replay     a journal into a new engine, against the book stage and the book alone with the same
 *              inputs from memory: the bound of any replay
 *   load       a snapshot of a million resting orders
 *
 * Figures are processor time of the thread that does the work, in interleaved rounds, and medians:
 * the machine is shared.  Latencies are the engine's own.
 *
 *   bench_journal [--rounds N] [--json] [--quick] [--plot FOLDER]
 */
#include "config.h" /* GNU names */

#include "bench.h"

#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>

#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/session/engine.h"
#include "core/session/session.h"
#include "core/telemetry/metric.h"

#define APPENDS    262144u
#define SLICE_NS   200000000u
#define WARM_NS    400000000u
#define PACE       100000u /* orders a second of the latency question */
#define PACE_NS    400000000u
#define REPLAYED   1500000u
#define RESTING    1000000u
#define SEGMENT    67108864
#define REST_STEPS 5000u

static char directory[40];

static void die(const char *what, const char *why)
{
    fprintf(stderr, "bench_journal: %s: %s\n", what, why);
    exit(1);
}

static void fresh_directory(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(directory, sizeof directory, "%.16s/velox-bench.XXXXXX", base ? base : "/tmp");
    if (!mkdtemp(directory))
        die(directory, "cannot be made");
}

static void remove_directory(void)
{
    char command[64];
    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    if (system(command) != 0)
        die(directory, "cannot be removed");
}

static uint64_t cpu_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* ---- append ---- */

struct append {
    struct vx_io_posix posix;
    struct vx_io io;
    struct vx_writer *writer;
};

static uint64_t append_round(void *ctx)
{
    struct append *a = ctx;
    const struct vx_tx tx = {.kind = VX_TX_LIMIT, .id = 5, .price = 1000000, .qty = 7};
    uint64_t took = 0;
    for (uint32_t done = 0; done < APPENDS; done += 4096) {
        vx_writer_tend(a->writer, vx_monotonic_ns());
        const uint64_t begin = bench_cpu_ns();
        for (uint32_t i = 0; i < 4096 && vx_writer_room(a->writer) == VX_ROOM_YES; i++)
            vx_writer_append(a->writer, VX_RECORD_INPUT, i, &tx);
        took += bench_cpu_ns() - begin;
    }
    return took;
}

static void bench_append(struct bench *b)
{
    static struct vx_writer writer;
    static struct append a = {.writer = &writer};
    struct bench_subject subject = {
        "append", append_round, &a, BENCH_NS_AT_MOST, 15, "append to the journal", {0}};
    fresh_directory();
    if (vx_io_posix_open(&a.posix, directory, true, &a.io) < 0)
        die(directory, "cannot be opened");
    const struct vx_writer_config config = {
        .io = a.io, .segment_bytes = SEGMENT, .journal = 1, .never = true};
    if (vx_writer_open(&writer, &config, &(struct vx_journal_place){0}, false) < 0)
        die("writer", writer.text);
    b->title = "journal: append";
    b->operations = APPENDS;
    b->subject = &subject;
    b->subjects = 1;
    bench_run(b);
    bench_print(b);
    vx_writer_abandon(&writer);
    vx_io_posix_close(&a.posix);
    remove_directory();
}

/* ---- a live engine, with and without ---- */

struct engine {
    struct vx_session session;
    clockid_t clock; /* of the engine's thread */
    uint64_t p99_ns;
};

static void pass(struct engine *e, uint64_t ns)
{
    e->session.ops->advance(e->session.self, e->session.ops->now(e->session.self) + ns, NULL, NULL);
}

static void control(struct engine *e, enum vx_control c, uint64_t a)
{
    e->session.ops->control(e->session.self, c, a, 0);
}

/* Every engine on the same processor, whatever the one before did to this thread. */
static void choose_cpu(struct vx_session *s)
{
    static cpu_set_t all;
    char map[64];
    unsigned cpu = 0;
    if (CPU_COUNT(&all) == 0)
        sched_getaffinity(0, sizeof all, &all);
    sched_setaffinity(0, sizeof all, &all);
    while (!CPU_ISSET(cpu, &all))
        cpu++;
    snprintf(map, sizeof map, "%u,%u,%u,%u", cpu, cpu, cpu, cpu);
    s->ops->set(s->self, VX_SET_TOPOLOGY, VX_TOPOLOGY_MAP);
    s->ops->set_text(s->self, VX_SET_CPUS, map);
}

static void open_engine(struct engine *e, bool keeps, uint64_t rate)
{
    char why[256] = "";
    if (vx_session_open_live(&e->session) < 0)
        die("engine", "out of memory");
    struct vx_session *s = &e->session;
    choose_cpu(s);
    s->ops->set(s->self, VX_SET_SNAPSHOT_EVERY, 0);
    if (keeps)
        s->ops->set_text(s->self, VX_SET_JOURNAL_DIR, directory);
    s->ops->control(s->self, VX_CTL_RATE, rate, 0);
    if (s->ops->start(s->self, why, sizeof why) < 0)
        die("start", why);
    const struct vx_engine *engine = s->self;
    pthread_getcpuclockid(engine->live.thread[0].handle, &e->clock);
    pass(e, WARM_NS);
    control(e, VX_CTL_PAUSE, 1);
}

static void close_engine(struct engine *e)
{
    char why[256] = "";
    if (e->session.ops->stop(e->session.self, why, sizeof why) < 0)
        die("stop", why);
    vx_session_close(&e->session);
}

static uint64_t answered(const struct engine *e)
{
    return vx_get(&e->session.ops->panel(e->session.self)->book.answered);
}

/* Processor time of the engine's thread for b->operations inputs. */
static uint64_t slice_round(void *ctx)
{
    struct engine *e = ctx;
    const uint64_t cpu = cpu_of(e->clock), n = answered(e);
    control(e, VX_CTL_PAUSE, 0);
    pass(e, SLICE_NS);
    control(e, VX_CTL_PAUSE, 1);
    const uint64_t took = cpu_of(e->clock) - cpu, done = answered(e) - n;
    return done ? took * 1000000u / done : BENCH_SPOILED;
}

static uint64_t wall_round(void *ctx)
{
    struct engine *e = ctx;
    const uint64_t begin = vx_monotonic_ns(), n = answered(e);
    control(e, VX_CTL_PAUSE, 0);
    pass(e, SLICE_NS);
    control(e, VX_CTL_PAUSE, 1);
    const uint64_t took = vx_monotonic_ns() - begin, done = answered(e) - n;
    return done ? took * 1000000u / done : BENCH_SPOILED;
}

/* p99 of the time from due to the end of output, bundling's wait not in it. */
static uint64_t latency_round(void *ctx)
{
    static struct vx_view a, b;
    static struct vx_hist_copy interval;
    struct engine *e = ctx;
    const struct vx_panel *panel = e->session.ops->panel(e->session.self);
    control(e, VX_CTL_PAUSE, 0);
    pass(e, PACE_NS / 8);
    vx_view_take(&a, panel);
    pass(e, PACE_NS);
    vx_view_take(&b, panel);
    control(e, VX_CTL_PAUSE, 1);
    vx_hist_interval(&interval, &b.latency[VX_LATENCY_BOOK], &a.latency[VX_LATENCY_BOOK]);
    return vx_hist_quantile(&interval, 990000);
}

static void bench_engines(struct bench *b, const char *title, uint64_t (*round)(void *),
                          uint64_t rate, uint64_t operations, double goal, const char *name)
{
    static struct engine off, on;
    struct bench_subject subject[] = {
        {"without a journal", round, &off, BENCH_NO_GOAL, 0, NULL, {0}},
        {"journal.sync interval", round, &on, BENCH_AT_MOST, goal, name, {0}},
    };
    fresh_directory();
    open_engine(&off, false, rate);
    open_engine(&on, true, rate);
    b->title = title;
    b->operations = operations;
    b->subject = subject;
    b->subjects = VX_LEN(subject);
    bench_run(b);
    bench_print(b);
    close_engine(&on);
    close_engine(&off);
    remove_directory();
}

/* ---- replay ---- */

struct past {
    struct vx_io_posix posix;
    struct vx_io io;
    struct vx_panel *panel;
    struct vx_tx *tx; /* the journal's inputs, in memory */
    uint64_t inputs;
    uint64_t hash;
    struct vx_replay replay;
};

static struct vx_pipeline *new_pipeline(const struct past *p)
{
    char why[256] = "";
    struct vx_pipeline *pipeline;
    if (vx_pipeline_open(&pipeline, p->panel, NULL, why, sizeof why) < 0)
        die("pipeline", why);
    return pipeline;
}

static uint64_t replay_round(void *ctx)
{
    struct past *p = ctx;
    char why[256] = "";
    struct vx_pipeline *pipeline = new_pipeline(p);
    const uint64_t begin = bench_cpu_ns();
    if (vx_replay_recover(&p->replay, pipeline, &p->io, VX_NEVER, why, sizeof why) < 0)
        die("replay", why);
    const uint64_t took = bench_cpu_ns() - begin;
    if (p->hash && pipeline->booker.tally.hash != p->hash)
        die("replay", "another state");
    vx_pipeline_close(pipeline);
    return took;
}

static uint64_t stage_round(void *ctx)
{
    struct past *p = ctx;
    struct vx_pipeline *pipeline = new_pipeline(p);
    struct vx_record rec = {.kind = VX_RECORD_INPUT};
    memset(&p->replay.past, 0, sizeof p->replay.past);
    p->replay.pipeline = pipeline;
    p->replay.waiting = 0;
    const uint64_t begin = bench_cpu_ns();
    for (uint64_t i = 0; i < p->inputs; i++) {
        rec.tx = p->tx[i];
        vx_replay_apply(&p->replay, &rec);
    }
    vx_replay_settle(&p->replay);
    const uint64_t took = bench_cpu_ns() - begin;
    vx_pipeline_close(pipeline);
    return took;
}

/* What the book stage asks of the book, and nothing of the accounts. */
static void ask_book(struct vx_book *book, const struct vx_tx *tx, int32_t tick,
                     struct vx_report *out, uint32_t cap)
{
    const struct vx_book_order order = {
        .id = tx->id,
        .price_ticks = tx->price / tick,
        .qty_lots = tx->qty,
        .owner = tx->owner,
        .instrument = tx->instrument,
        .market = tx->kind == VX_TX_MARKET,
        .side = (uint8_t)vx_tx_side(tx),
        .tif = (uint8_t)vx_tx_tif(tx),
        .source = (uint8_t)vx_tx_source(tx),
    };
    uint32_t n = 0;
    if (tx->kind == VX_TX_LIMIT || tx->kind == VX_TX_MARKET)
        n = vx_book_submit(book, &order, out, cap);
    else if (tx->kind == VX_TX_CANCEL)
        n = vx_book_cancel(book, tx->id, tx->qty, out, cap);
    else if (tx->kind == VX_TX_REPLACE)
        n = vx_book_replace(book, tx->id, tx->price / tick, tx->qty, out, cap);
    while (n > 0 && !(out[n - 1].kind & VX_REPORT_LAST))
        n = vx_book_resume(book, out, cap);
}

static uint64_t book_round(void *ctx)
{
    struct past *p = ctx;
    static struct vx_report out[64];
    struct vx_pipeline *pipeline = new_pipeline(p);
    const uint64_t begin = bench_cpu_ns();
    for (uint64_t i = 0; i < p->inputs; i++)
        ask_book(pipeline->book, &p->tx[i], 100, out, VX_LEN(out));
    const uint64_t took = bench_cpu_ns() - begin;
    vx_pipeline_close(pipeline);
    return took;
}

/* A journal of a synthetic session on the simulated clock. */
static void make_past(struct past *p)
{
    struct engine e;
    char why[256] = "";
    struct vx_record rec;
    fresh_directory();
    if (vx_session_open_virtual(&e.session) < 0)
        die("engine", "out of memory");
    struct vx_session *s = &e.session;
    s->ops->set_text(s->self, VX_SET_JOURNAL_DIR, directory);
    s->ops->set(s->self, VX_SET_JOURNAL_SYNC, VX_SYNC_NEVER);
    s->ops->set(s->self, VX_SET_SNAPSHOT_EVERY, 0);
    s->ops->control(s->self, VX_CTL_RATE, 1000000, 0);
    if (s->ops->start(s->self, why, sizeof why) < 0)
        die("start", why);
    pass(&e, REPLAYED * 1000ull);
    close_engine(&e);
    if (vx_panel_open(&p->panel) < 0 || vx_io_posix_open(&p->posix, directory, false, &p->io) < 0)
        die("journal", "cannot be opened");
    p->tx = mmap(NULL, 2 * REPLAYED * sizeof *p->tx, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p->tx == MAP_FAILED || vx_reader_open(&p->replay.reader, &p->io, 0) < 0)
        die("journal", "cannot be read");
    while (vx_reader_next(&p->replay.reader, &rec) == 1 && p->inputs < 2 * REPLAYED)
        if (rec.kind == VX_RECORD_INPUT)
            p->tx[p->inputs++] = rec.tx;
    vx_reader_close(&p->replay.reader);
}

static void bench_replay(struct bench *b)
{
    static struct past past;
    struct bench_subject subject[] = {
        {"replay of a journal",
         replay_round,
         &past,
         BENCH_NS_AT_MOST,
         100,
         "replay, an input (10 M/s)",
         {0}},
        {"the book stage alone", stage_round, &past, BENCH_NO_GOAL, 0, NULL, {0}},
        {"the book alone", book_round, &past, BENCH_NO_GOAL, 0, NULL, {0}},
    };
    make_past(&past);
    b->title = "journal: replay";
    b->operations = past.inputs;
    b->subject = subject;
    b->subjects = VX_LEN(subject);
    bench_run(b);
    bench_print(b);
    vx_io_posix_close(&past.posix);
    vx_panel_close(past.panel);
    munmap(past.tx, 2 * REPLAYED * sizeof *past.tx);
    remove_directory();
}

/* ---- a large snapshot ---- */

static uint64_t load_round(void *ctx)
{
    struct past *p = ctx;
    const uint64_t took = replay_round(ctx);
    if (p->replay.replayed != 0 || p->replay.snapshot_seq == 0)
        die("load", "it was not the snapshot that was loaded");
    return took;
}

/* A journal of orders that rest, and a snapshot behind it. */
static void make_large(struct past *p)
{
    static struct vx_writer writer;
    char why[256] = "";
    fresh_directory();
    if (vx_panel_open(&p->panel) < 0 || vx_io_posix_open(&p->posix, directory, false, &p->io) < 0)
        die("journal", "cannot be opened");
    atomic_store(&p->panel->control.setting[VX_SET_ORDERS_MAX], 2 * RESTING);
    struct vx_writer_config config = {
        .io = p->io, .segment_bytes = 2 * SEGMENT, .journal = 1, .never = true};
    vx_shape_of(p->panel, config.shape);
    if (vx_writer_open(&writer, &config, &(struct vx_journal_place){0}, false) < 0)
        die("writer", writer.text);
    for (uint32_t i = 0; i < RESTING; i++) {
        while (vx_writer_room(&writer) != VX_ROOM_YES)
            vx_writer_flush(&writer);
        const int32_t away = 100 * (1 + (int32_t)(i * 7919u % REST_STEPS));
        const struct vx_tx tx = {.kind = VX_TX_LIMIT,
                                 .id = VX_ID_LOAD + i,
                                 .flags = vx_tx_flags(i & 1, VX_TIF_GTC, VX_SOURCE_LOAD),
                                 .price = 1000000 + (i & 1 ? away : -away),
                                 .qty = 1 + i % 100};
        vx_writer_append(&writer, VX_RECORD_INPUT, i, &tx);
    }
    if (vx_writer_close(&writer) < 0)
        die("writer", writer.text);
    struct vx_pipeline *pipeline = new_pipeline(p);
    if (vx_replay_recover(&p->replay, pipeline, &p->io, VX_NEVER, why, sizeof why) < 0 ||
        vx_replay_save(&p->replay, &p->io, 0, why, sizeof why) < 0)
        die("snapshot", why);
    p->hash = pipeline->booker.tally.hash;
    vx_pipeline_close(pipeline);
}

static void bench_load(struct bench *b)
{
    static struct past past;
    struct bench_subject subject = {"load of 1M orders",
                                    load_round,
                                    &past,
                                    BENCH_NS_AT_MOST,
                                    100,
                                    "load of 1M orders, an order (100 ms)",
                                    {0}};
    make_large(&past);
    b->title = "journal: snapshot of 1M orders";
    b->operations = RESTING;
    b->subject = &subject;
    b->subjects = 1;
    bench_run(b);
    bench_print(b);
    vx_io_posix_close(&past.posix);
    vx_panel_close(past.panel);
    remove_directory();
}

int main(int argc, char **argv)
{
    struct bench b = {0};
    bench_options(&b, argc, argv);
    bench_append(&b);
    bench_engines(&b, "journal: engine, processor time", slice_round, VX_RATE_MAX, 1000000, 1.11,
                  "processor time with a journal, to without");
    bench_engines(&b, "journal: engine, wall clock", wall_round, VX_RATE_MAX, 1000000, 1.11,
                  "time with a journal, to without");
    bench_engines(&b, "journal: book p99 at 100k/s", latency_round, PACE, 1, 2,
                  "p99 with a journal, to without");
    bench_replay(&b);
    bench_load(&b);
    return 0;
}
