/*
 * bench_stages: what a transaction costs on its way through all four stages, when one thread polls
 * them in turn, as in topology `shared`: processor time, so that what else the machine does is not
 * in it.  The load comes at a rate in simulated time, so that each arrival's gap is drawn, too.
 *
 * Held against the same stages compiled without telemetry (bare.h), against the load, a hash and
 * the book alone (run to completion, no stage and no ring), and against the load by itself: whoever
 * sends orders from elsewhere makes them elsewhere.  Then one thing growing at a time:
 * what a round of polls finds due, orders that stand, instruments.
 */
#include "bench.h"

#include "core/base/hash.h"
#include "core/pipeline/pipeline.h"

#define RATE      8000000u /* of simulated time, a second */
#define DUE       96u      /* a round of polls, about: as a busy engine finds */
#define HELD      1024u    /* inputs that wait for the book, at most, about */
#define STANDING  20000u   /* the default of load.standing */
#define WARM      20u      /* transactions for each order that is to stand, before it is measured */
#define WARM_MIN  200000u
#define MEASURED  50000u /* long beside the time in which a cache fills */
#define SLICE     2000u
#define SLICES    (BENCH_ROUNDS_MAX * MEASURED / SLICE)
#define QUICKEST  5u /* per cent of the slices: those that nobody disturbed */
#define SECOND_NS 1000000000u
#define PRICE_MAX 20000000
#define MID       1000000
#define TICK      100
#define REPORTS   64u
#define POINTS    5u

/* bare.h */
uint32_t bare_stage_poll(struct vx_stage *stage, uint64_t now_ns);
int bare_pipeline_open(struct vx_pipeline **pipeline, struct vx_panel *panel, const char *sink_file,
                       char *err, size_t err_size);
void bare_pipeline_close(struct vx_pipeline *pipeline);

struct kind {
    uint32_t (*poll)(struct vx_stage *stage, uint64_t now_ns);
    int (*open)(struct vx_pipeline **pipeline, struct vx_panel *panel, const char *sink_file,
                char *err, size_t err_size);
    void (*close)(struct vx_pipeline *pipeline);
};
static const struct kind full = {vx_stage_poll, vx_pipeline_open, vx_pipeline_close};
static const struct kind bare = {bare_stage_poll, bare_pipeline_open, bare_pipeline_close};

struct point {
    const char *name;
    uint32_t due, standing, instruments;
};

struct whole {
    const struct kind *kind;
    struct point at;
    struct vx_panel *panel;
    struct vx_pipeline *p;
    uint64_t now_ns;
    double *slice_ns; /* a transaction, of each slice of each round; NULL: nobody asks */
    uint32_t slices;
};

static void need(bool truth, const char *what)
{
    if (truth)
        return;
    fprintf(stderr, "bench_stages: %s\n", what);
    exit(EXIT_FAILURE);
}

static void pass(struct whole *w, uint64_t transactions)
{
    const uint64_t end = w->p->booker.tally.answered + transactions;
    const uint64_t step_ns = (uint64_t)w->at.due * SECOND_NS / RATE;
    while (w->p->booker.tally.answered < end) {
        /* behind a sweep of thousands of orders time waits: else the load would be dropped */
        if (vx_spsc_used(&w->p->ring[VX_RING_INGRESS]) < HELD)
            w->now_ns += step_ns;
        for (unsigned i = 0; i < VX_STAGES; i++) {
            w->kind->poll(w->p->stage[i], w->now_ns);
            vx_stage_ended(w->p->stage[i], w->now_ns);
        }
    }
}

static void set(struct vx_panel *panel, enum vx_setting s, int64_t value)
{
    atomic_store_explicit(&panel->control.setting[s], value, memory_order_relaxed);
}

static void open_whole(struct whole *w, const struct kind *kind, const struct point *at)
{
    char why[256] = "";
    *w = (struct whole){.kind = kind, .at = *at};
    need(vx_panel_open(&w->panel) == 0, "no memory");
    set(w->panel, VX_SET_LOAD_STANDING, at->standing);
    set(w->panel, VX_SET_INSTRUMENTS, at->instruments);
    set(w->panel, VX_SET_PRICE_MAX, at->instruments > 1 ? 2 * MID : PRICE_MAX);
    need(kind->open(&w->p, w->panel, "", why, sizeof why) == 0, why);
    vx_put(&w->panel->control.rate, RATE);
    vx_add(&w->panel->control.generation, 1);
    pass(w, vx_max_u64(WARM_MIN, (uint64_t)WARM * at->standing));
}

static void close_whole(struct whole *w)
{
    w->kind->close(w->p);
    vx_panel_close(w->panel);
}

static uint64_t whole_round(void *ctx)
{
    struct whole *w = ctx;
    const uint64_t dropped = w->p->ingress.tally.dropped;
    const uint64_t start = bench_cpu_ns();
    uint64_t before = start, now = start;
    for (uint32_t i = 0; i < MEASURED / SLICE; i++, before = now) {
        pass(w, SLICE);
        now = bench_cpu_ns();
        if (w->slice_ns && w->slices < SLICES)
            w->slice_ns[w->slices++] = (double)(now - before) / SLICE;
    }
    need(w->p->ingress.tally.dropped == dropped, "something was dropped");
    return now - start;
}

/* ---- run to completion ---- */

struct alone {
    struct vx_flow *flow;
    struct vx_book *book;
    struct vx_report out[REPORTS];
    uint64_t hash;
};

static void *take(size_t bytes)
{
    void *mem =
        aligned_alloc(VX_BOOK_ALIGN, (bytes + VX_BOOK_ALIGN - 1) / VX_BOOK_ALIGN * VX_BOOK_ALIGN);
    need(mem != NULL, "no memory");
    return mem;
}

static void open_alone(struct alone *a)
{
    const struct vx_flow_config load = {.tick = TICK,
                                        .mid = MID,
                                        .price_min = TICK,
                                        .price_max = PRICE_MAX,
                                        .instruments = 1,
                                        .standing = STANDING,
                                        .seed = 1,
                                        .flow = VX_FLOW_MARKET};
    const struct vx_book_config book = {
        .orders_max = 1u << 20, .instruments = 1, .tick_min = 1, .tick_max = PRICE_MAX / TICK};
    const size_t load_bytes = vx_flow_footprint(&load), book_bytes = vx_book_footprint(&book);
    need(vx_flow_init(take(load_bytes), load_bytes, &load, &a->flow) == 0, "no load");
    need(vx_book_init(take(book_bytes), book_bytes, &book, &a->book) == 0, "no book");
    vx_flow_rate(a->flow, RATE, 0);
}

static uint32_t submit(struct alone *a, const struct vx_tx *tx)
{
    const struct vx_book_order order = {.id = tx->id,
                                        .price_ticks = tx->price / TICK,
                                        .qty_lots = tx->qty,
                                        .market = tx->kind == VX_TX_MARKET,
                                        .side = (uint8_t)vx_tx_side(tx),
                                        .tif = (uint8_t)vx_tx_tif(tx)};
    if (tx->kind == VX_TX_CANCEL)
        return vx_book_cancel(a->book, tx->id, tx->qty, a->out, REPORTS);
    if (tx->kind == VX_TX_REPLACE)
        return vx_book_replace(a->book, tx->id, tx->price / TICK, tx->qty, a->out, REPORTS);
    return vx_book_submit(a->book, &order, a->out, REPORTS);
}

static void complete(struct alone *a, uint64_t transactions)
{
    struct vx_tx tx;
    for (uint64_t i = 0; i < transactions; i++) {
        vx_flow_next(a->flow, 0, &tx);
        uint32_t n = submit(a, &tx);
        for (;;) {
            for (uint32_t k = 0; k < n; k++)
                a->hash = vx_hash_word(a->hash, a->out[k].id ^ a->out[k].qty);
            if (!vx_book_busy(a->book))
                break;
            n = vx_book_resume(a->book, a->out, REPORTS);
        }
    }
}

static uint64_t alone_round(void *ctx)
{
    const uint64_t start = bench_cpu_ns();
    complete(ctx, MEASURED);
    return bench_cpu_ns() - start;
}

static uint64_t load_round(void *ctx)
{
    struct alone *a = ctx;
    struct vx_tx tx;
    const uint64_t start = bench_cpu_ns();
    for (uint64_t i = 0; i < MEASURED; i++) {
        vx_flow_next(a->flow, 0, &tx);
        a->hash = vx_hash_word(a->hash, tx.id ^ tx.qty);
    }
    return bench_cpu_ns() - start;
}

/* ---- the tables ---- */

/*
 * What a transaction takes while nobody shares the core.  A neighbour comes and goes within
 * milliseconds, so a round as a whole hardly ever goes undisturbed, but some slices of it do.
 */
static void print_undisturbed(const struct bench *b, struct whole *w)
{
    const double ns = bench_quantile(w->slice_ns, w->slices, QUICKEST);
    if (b->json)
        printf("{\"bench\":\"%s\",\"subject\":\"undisturbed\",\"ns_per_op\":%.2f}\n", b->title, ns);
    else if (b->quick)
        bench_print_goal("the same in the quickest twentieth of its slices", ns, "ns", false, 125);
    else
        printf("%-24s %8.1f %8.1f  the quickest twentieth of %u slices of %u transactions\n",
               "four stages, undisturbed", ns, 1e3 / ns, w->slices, SLICE);
}

static void compare(struct bench *b)
{
    static struct whole with, without;
    static struct alone alone, load;
    static double slices[SLICES];
    const struct point usual = {"", DUE, STANDING, 1};
    struct bench_subject subject[] = {
        {.name = "without telemetry", .round = whole_round, .ctx = &without},
        {.name = "four stages",
         .round = whole_round,
         .ctx = &with,
         .goal_kind = BENCH_NS_AT_MOST,
         .goal = 125,
         .goal_name = "a transaction through all four stages (8 M/s)"},
        {.name = "telemetry",
         .round = whole_round,
         .ctx = &with,
         .goal_kind = BENCH_AT_MOST,
         .goal = 1.03,
         .goal_name = "with telemetry, of without"},
        {.name = "load and book alone", .round = alone_round, .ctx = &alone},
        {.name = "load alone", .round = load_round, .ctx = &load},
    };
    open_whole(&without, &bare, &usual);
    open_whole(&with, &full, &usual);
    with.slice_ns = slices;
    open_alone(&alone);
    complete(&alone, (uint64_t)WARM * STANDING);
    open_alone(&load);
    complete(&load, (uint64_t)WARM * STANDING);
    b->title = "stages: a transaction through all four, on one thread";
    b->subject = subject;
    b->subjects = VX_LEN(subject);
    bench_run(b);
    bench_print(b);
    print_undisturbed(b, &with);
    close_whole(&without);
    close_whole(&with);
}

static const struct table {
    const char *title;
    struct point point[POINTS];
} tables[] = {
    {"stages, rate: due at each round of polls, a transaction",
     {{"1", 1, STANDING, 1},
      {"4", 4, STANDING, 1},
      {"16", 16, STANDING, 1},
      {"64", 64, STANDING, 1},
      {"96", DUE, STANDING, 1}}},
    {"stages, orders: that stand, a transaction",
     {{"100", DUE, 100, 1},
      {"1000", DUE, 1000, 1},
      {"10000", DUE, 10000, 1},
      {"100000", DUE, 100000, 1},
      {"1000000", DUE, 1000000, 1}}},
    {"stages, instruments: each with a book, a transaction",
     {{"1", DUE, STANDING, 1},
      {"16", DUE, STANDING, 16},
      {"256", DUE, STANDING, 256},
      {"4096", DUE, STANDING, 4096}}},
};

static void grow(struct bench *b, const struct table *t)
{
    static struct whole whole[POINTS];
    struct bench_subject subject[POINTS];
    b->title = t->title;
    b->subject = subject;
    b->subjects = 0;
    for (const struct point *p = t->point; p < t->point + POINTS && p->name; p++) {
        open_whole(&whole[b->subjects], &full, p);
        subject[b->subjects] = (struct bench_subject){
            .name = p->name, .round = whole_round, .ctx = &whole[b->subjects]};
        b->subjects++;
    }
    bench_run(b);
    bench_print(b);
    for (size_t i = 0; i < b->subjects; i++)
        close_whole(&whole[i]);
}

int main(int argc, char **argv)
{
    struct bench b = {.operations = MEASURED,
                      .rounds_quick = 61}; /* slices enough that some go undisturbed */
    bench_options(&b, argc, argv);
    compare(&b);
    for (size_t i = 0; i < VX_LEN(tables) && !b.quick; i++)
        grow(&b, &tables[i]);
    return EXIT_SUCCESS;
}
