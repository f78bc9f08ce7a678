/*
 * bench_pipeline: what does an order cost on its way through all four stages, and how many a
 * second go through without a drop?
 *
 * One live engine a question, in the topology asked for (default: shared).  Latencies are the
 * engine's own histograms over an interval, measured from the time an order was due; bundling's
 * wait is a histogram of its own.  Several rounds; medians and spread.
 *
 * In each round also a control: the same load handed to a book by one thread that spins, order by
 * order, to completion: no stage, no ring, no other thread.  What it is late by is the machine's
 * doing.  And an idle engine: what it costs, and how soon it answers an order; beside it the least
 * that this can take, as the engine sleeps: a bare thread that is woken and says so.
 *
 *   bench_pipeline [--topology NAME] [--rate R] [--ring N] [--rounds N] [--seconds S]
 *                  [--json] [--quick]
 *
 * --quick: a line for each goal, of three short rounds in `shared` at 100,000 a second, whatever
 * else is asked for, without the search for the highest rate.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"
#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/base/num.h"
#include "core/book/veloxbook.h"
#include "core/session/engine.h"
#include "core/source/flow.h"
#include "core/telemetry/metric.h"

#define ROUNDS_MAX  32u
#define WARM_NS     500000000u
#define RATE_FIRST  500000u   /* the search for the highest rate starts here ... */
#define RATE_LAST   64000000u /* ... and ends here */
#define RATE_TRY_NS 1000000000u
#define SECOND_NS   1000000000u
#define IDLE_NS     1000000000u
#define FIRSTS      21u       /* orders after idle, a round */
#define FIRST_NS    50000000u /* idle before each */
#define MID         1000000
#define TICK        100
#define PRICE_MAX   20000000
#define REPORTS     64u

struct options {
    const char *topology;
    uint64_t rate;
    uint64_t rounds;
    uint64_t seconds;
    uint64_t ring; /* of ingress: what it holds while the machine pauses */
    bool json, quick;
};

/* What one round measured; ns, but for the rates. */
enum figure {
    F_INGRESS_P50,
    F_INGRESS_P99,
    F_BOOK_P50,
    F_BOOK_P99,
    F_BOOK_P999,
    F_WAIT_P50,
    F_WAIT_P99,
    F_E2E_P50,
    F_E2E_P99,
    F_E2E_P999,
    F_RATE,
    F_DROPPED,
    F_HIGHEST,
    F_SATURATED,
    F_CONTROL_P50,
    F_CONTROL_P99,
    F_IDLE,
    F_FIRST,
    F_WAKE,
    FIGURES
};
static const char *const figure_name[FIGURES] = {
    "ingress p50 ns",
    "ingress p99 ns",
    "book p50 ns",
    "book p99 ns",
    "book p99.9 ns",
    "bundle wait p50 ns",
    "bundle wait p99 ns",
    "e2e p50 ns",
    "e2e p99 ns",
    "e2e p99.9 ns",
    "through /s",
    "dropped",
    "highest rate without a drop /s",
    "with a load that waits /s",
    "control p50 ns",
    "control p99 ns",
    "idle, millionths of a core",
    "first order after idle ns",
    "a thread woken after idle ns",
};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "bench_pipeline: %s: %s\n", what, why);
    exit(1);
}

static int topology_choice(const char *name)
{
    int64_t choice;
    if (vx_setting_parse(VX_SET_TOPOLOGY, name, strlen(name), &choice) < 0)
        die("--topology", "auto, dedicated, paired or shared");
    return (int)choice;
}

static void open_engine(struct vx_session *s, const struct options *o, uint64_t rate)
{
    char why[256] = "";
    if (vx_session_open_live(s) < 0)
        die("engine", "out of memory");
    s->ops->set(s->self, VX_SET_TOPOLOGY, topology_choice(o->topology));
    s->ops->set(s->self, VX_SET_RING_INGRESS, (int64_t)o->ring);
    s->ops->control(s->self, VX_CTL_RATE, rate, 0);
    if (s->ops->start(s->self, why, sizeof why) < 0)
        die("start", why);
}

static void close_engine(struct vx_session *s)
{
    char why[256] = "";
    if (s->ops->stop(s->self, why, sizeof why) < 0)
        die("stop", why);
    vx_session_close(s);
}

static void pass(struct vx_session *s, uint64_t ns)
{
    s->ops->advance(s->self, s->ops->now(s->self) + ns, NULL, NULL);
}

static uint64_t quantile(const struct vx_view *b, const struct vx_view *a, unsigned which,
                         uint32_t ppm)
{
    static struct vx_hist_copy interval;
    vx_hist_interval(&interval, &b->latency[which], &a->latency[which]);
    return vx_hist_quantile(&interval, ppm);
}

static void measure_rate(const struct options *o, uint64_t *f)
{
    static struct vx_view a, b;
    struct vx_session s;
    open_engine(&s, o, o->rate);
    const struct vx_panel *panel = s.ops->panel(s.self);
    pass(&s, WARM_NS);
    vx_view_take(&a, panel);
    pass(&s, o->seconds * 1000000000u);
    vx_view_take(&b, panel);
    f[F_INGRESS_P50] = quantile(&b, &a, VX_LATENCY_INGRESS, 500000);
    f[F_INGRESS_P99] = quantile(&b, &a, VX_LATENCY_INGRESS, 990000);
    f[F_BOOK_P50] = quantile(&b, &a, VX_LATENCY_BOOK, 500000);
    f[F_BOOK_P99] = quantile(&b, &a, VX_LATENCY_BOOK, 990000);
    f[F_BOOK_P999] = quantile(&b, &a, VX_LATENCY_BOOK, 999000);
    f[F_WAIT_P50] = quantile(&b, &a, VX_LATENCY_BUNDLE, 500000);
    f[F_WAIT_P99] = quantile(&b, &a, VX_LATENCY_BUNDLE, 990000);
    f[F_E2E_P50] = quantile(&b, &a, VX_LATENCY_E2E, 500000);
    f[F_E2E_P99] = quantile(&b, &a, VX_LATENCY_E2E, 990000);
    f[F_E2E_P999] = quantile(&b, &a, VX_LATENCY_E2E, 999000);
    f[F_RATE] = (VX_VIEW(&b, book, answered) - VX_VIEW(&a, book, answered)) * 1000000000u /
                (b.wall_ns - a.wall_ns);
    f[F_DROPPED] = VX_VIEW(&b, ingress, dropped) - VX_VIEW(&a, ingress, dropped);
    close_engine(&s);
}

/* Raises the rate by a quarter until orders are dropped; the last rate that lost none. */
static uint64_t highest_rate(const struct options *o)
{
    static struct vx_view a, b;
    struct vx_session s;
    uint64_t best = 0;
    open_engine(&s, o, RATE_FIRST);
    const struct vx_panel *panel = s.ops->panel(s.self);
    for (uint64_t rate = RATE_FIRST; rate <= RATE_LAST; rate += rate / 4) {
        s.ops->control(s.self, VX_CTL_RATE, rate, 0);
        vx_view_take_light(&a, panel);
        pass(&s, RATE_TRY_NS);
        vx_view_take_light(&b, panel);
        const uint64_t through = VX_VIEW(&b, book, answered) - VX_VIEW(&a, book, answered);
        if (VX_VIEW(&b, ingress, dropped) != VX_VIEW(&a, ingress, dropped) ||
            through < rate / 10 * 9)
            break;
        best = through * 1000000000u / (b.wall_ns - a.wall_ns);
    }
    close_engine(&s);
    return best;
}

/* A load that is always due and waits for room: nothing is dropped, and the machine's pauses cost
 * time alone. */
static uint64_t saturated_rate(const struct options *o)
{
    static struct vx_view a, b;
    struct vx_session s;
    open_engine(&s, o, VX_RATE_MAX);
    const struct vx_panel *panel = s.ops->panel(s.self);
    pass(&s, WARM_NS);
    vx_view_take_light(&a, panel);
    pass(&s, RATE_TRY_NS);
    vx_view_take_light(&b, panel);
    const uint64_t through = VX_VIEW(&b, book, answered) - VX_VIEW(&a, book, answered);
    close_engine(&s);
    return through * SECOND_NS / (b.wall_ns - a.wall_ns);
}

static int by_value(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* On the last processor that may be used, as the engine's first thread is. */
static void pin(void)
{
    cpu_set_t may, one;
    size_t last = 0;
    sched_getaffinity(0, sizeof may, &may);
    for (size_t i = 0; i < CPU_SETSIZE; i++)
        last = CPU_ISSET(i, &may) ? i : last;
    CPU_ZERO(&one);
    CPU_SET(last, &one);
    sched_setaffinity(0, sizeof one, &one);
}

/* ---- an idle engine ---- */

static uint64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * SECOND_NS + (uint64_t)t.tv_nsec;
}

static uint64_t first_order(struct vx_session *s)
{
    struct vx_submit order = {.tx = {.kind = VX_TX_LIMIT,
                                     .flags = vx_tx_flags(VX_BID, VX_TIF_GTC, VX_SOURCE_OPERATOR),
                                     .price = MID,
                                     .qty = 1}};
    pass(s, FIRST_NS);
    const uint64_t start = vx_monotonic_ns();
    if (s->ops->submit(s->self, &order) < 0 || !order.answered)
        die("idle", "an order was not answered");
    return vx_monotonic_ns() - start;
}

struct sleeper {
    sem_t wake;
    atomic_bool answered, stop;
};

static void *answer_when_woken(void *ctx)
{
    struct sleeper *s = ctx;
    pin();
    do {
        sem_wait(&s->wake);
        atomic_store(&s->answered, true);
    } while (!atomic_load(&s->stop));
    return NULL;
}

static uint64_t wake(struct sleeper *s)
{
    const struct timespec idle = {.tv_nsec = FIRST_NS};
    nanosleep(&idle, NULL);
    atomic_store(&s->answered, false);
    const uint64_t start = vx_monotonic_ns();
    sem_post(&s->wake);
    while (!atomic_load(&s->answered))
        continue;
    return vx_monotonic_ns() - start;
}

static uint64_t median_wake(void)
{
    struct sleeper s = {.stop = false};
    pthread_t thread;
    uint64_t ns[FIRSTS];
    if (sem_init(&s.wake, 0, 0) < 0 || pthread_create(&thread, NULL, answer_when_woken, &s) != 0)
        die("idle", "no thread to wake");
    for (unsigned i = 0; i < FIRSTS; i++)
        ns[i] = wake(&s);
    atomic_store(&s.stop, true);
    sem_post(&s.wake);
    pthread_join(thread, NULL);
    sem_destroy(&s.wake);
    qsort(ns, FIRSTS, sizeof ns[0], by_value);
    return ns[FIRSTS / 2];
}

static void measure_idle(const struct options *o, uint64_t *f)
{
    struct vx_session s;
    uint64_t first[FIRSTS];
    open_engine(&s, o, 0);
    pass(&s, WARM_NS);
    const uint64_t cpu = cpu_ns(), wall = vx_monotonic_ns();
    pass(&s, IDLE_NS);
    f[F_IDLE] = (cpu_ns() - cpu) * 1000000u / (vx_monotonic_ns() - wall);
    for (unsigned i = 0; i < FIRSTS; i++)
        first[i] = first_order(&s);
    qsort(first, FIRSTS, sizeof first[0], by_value);
    f[F_FIRST] = first[FIRSTS / 2];
    close_engine(&s);
    f[F_WAKE] = median_wake();
}

/* ---- the control ---- */

struct control {
    struct vx_flow *flow;
    struct vx_book *book;
    void *mem[2];
    struct vx_clock clock;
    struct vx_hist hist;
    struct vx_report out[REPORTS];
};

static void *take(size_t bytes)
{
    void *mem =
        aligned_alloc(VX_BOOK_ALIGN, (bytes + VX_BOOK_ALIGN - 1) / VX_BOOK_ALIGN * VX_BOOK_ALIGN);
    if (!mem)
        die("control", "out of memory");
    return mem;
}

static void open_control(struct control *c)
{
    const struct vx_flow_config load = {.tick = TICK,
                                        .mid = MID,
                                        .price_min = TICK,
                                        .price_max = PRICE_MAX,
                                        .instruments = 1,
                                        .standing = 20000,
                                        .seed = 1,
                                        .flow = VX_FLOW_MARKET};
    const struct vx_book_config book = {
        .orders_max = 1u << 20, .instruments = 1, .tick_min = 1, .tick_max = PRICE_MAX / TICK};
    const size_t load_bytes = vx_flow_footprint(&load), book_bytes = vx_book_footprint(&book);
    memset(&c->hist, 0, sizeof c->hist);
    c->mem[0] = take(load_bytes);
    c->mem[1] = take(book_bytes);
    if (vx_flow_init(c->mem[0], load_bytes, &load, &c->flow) < 0 ||
        vx_book_init(c->mem[1], book_bytes, &book, &c->book) < 0)
        die("control", "no load or no book");
    vx_clock_init(&c->clock);
}

/* An order and all that comes of it. */
static void complete(struct control *c, const struct vx_tx *tx)
{
    const struct vx_book_order order = {.id = tx->id,
                                        .price_ticks = tx->price / TICK,
                                        .qty_lots = tx->qty,
                                        .market = tx->kind == VX_TX_MARKET,
                                        .side = (uint8_t)vx_tx_side(tx),
                                        .tif = (uint8_t)vx_tx_tif(tx)};
    if (tx->kind == VX_TX_CANCEL)
        vx_book_cancel(c->book, tx->id, tx->qty, c->out, REPORTS);
    else if (tx->kind == VX_TX_REPLACE)
        vx_book_replace(c->book, tx->id, tx->price / TICK, tx->qty, c->out, REPORTS);
    else
        vx_book_submit(c->book, &order, c->out, REPORTS);
    while (vx_book_busy(c->book))
        vx_book_resume(c->book, c->out, REPORTS);
}

static void measure_control(const struct options *o, uint64_t *f)
{
    static struct control c;
    static struct vx_hist_copy copy;
    struct vx_tx tx;
    cpu_set_t home;
    sched_getaffinity(0, sizeof home, &home);
    pin();
    open_control(&c);
    uint64_t now = vx_clock_ns(&c.clock);
    const uint64_t begin = now + WARM_NS, end = begin + o->seconds * SECOND_NS;
    vx_flow_rate(c.flow, o->rate, now);
    while ((now = vx_clock_ns(&c.clock)) < end) {
        if (vx_flow_due(c.flow) > now)
            continue;
        vx_flow_next(c.flow, now, &tx);
        complete(&c, &tx);
        now = vx_clock_ns(&c.clock);
        if (now >= begin)
            vx_hist_record(&c.hist, now - tx.due_ns);
    }
    vx_hist_take(&copy, &c.hist);
    f[F_CONTROL_P50] = vx_hist_quantile(&copy, 500000);
    f[F_CONTROL_P99] = vx_hist_quantile(&copy, 990000);
    free(c.mem[0]);
    free(c.mem[1]);
    sched_setaffinity(0, sizeof home, &home);
}

/* The median of a figure's ratios to another, round by round; to FIGURES: of the figure itself. */
static double median(const struct options *o, uint64_t (*rounds)[FIGURES], enum figure figure,
                     enum figure to)
{
    double v[ROUNDS_MAX];
    for (uint64_t r = 0; r < o->rounds; r++)
        v[r] = (double)rounds[r][figure] / (to == FIGURES ? 1.0 : (double)rounds[r][to]);
    return bench_quantile(v, (uint32_t)o->rounds, 50);
}

static void print_goals(const struct options *o, uint64_t (*rounds)[FIGURES])
{
    uint64_t dropped = 0; /* of all rounds: a median would hide some */
    for (uint64_t r = 0; r < o->rounds; r++)
        dropped += rounds[r][F_DROPPED];
    bench_print_goal("100,000 orders a second: dropped", (double)dropped, "", false, 0);
    bench_print_goal("100,000 orders a second: accepted by a bundle, p50",
                     median(o, rounds, F_BOOK_P50, FIGURES), "ns", false, 500);
    bench_print_goal("100,000 orders a second: p99, to a thread that spins",
                     median(o, rounds, F_BOOK_P99, F_CONTROL_P99), "x", false, 3);
    bench_print_goal("a live engine, nothing lost: millions a second",
                     median(o, rounds, F_SATURATED, FIGURES) / 1e6, "M", true, 8);
    bench_print_goal("an idle engine, of a processor", median(o, rounds, F_IDLE, FIGURES) / 1e4,
                     "%", false, 2);
    bench_print_goal("the first order after idle", median(o, rounds, F_FIRST, FIGURES) / 1e3, "us",
                     false, 100);
}

static void print(const struct options *o, uint64_t (*rounds)[FIGURES])
{
    if (o->json)
        printf("{\"bench\":\"pipeline\",\"topology\":\"%s\",\"rate\":%llu,\"rounds\":%llu",
               o->topology, (unsigned long long)o->rate, (unsigned long long)o->rounds);
    else
        printf("topology %s, %llu orders a second asked, %llu rounds of %llu s\n%-32s %12s %12s "
               "%12s\n",
               o->topology, (unsigned long long)o->rate, (unsigned long long)o->rounds,
               (unsigned long long)o->seconds, "", "median", "least", "most");
    for (unsigned i = 0; i < FIGURES; i++) {
        uint64_t v[ROUNDS_MAX];
        for (uint64_t r = 0; r < o->rounds; r++)
            v[r] = rounds[r][i];
        qsort(v, o->rounds, sizeof v[0], by_value);
        printf(o->json ? ",\"%s\":[%llu,%llu,%llu]" : "%-32s %12llu %12llu %12llu\n",
               figure_name[i], (unsigned long long)v[o->rounds / 2], (unsigned long long)v[0],
               (unsigned long long)v[o->rounds - 1]);
    }
    if (o->json)
        puts("}");
}

static uint64_t number(const char *option, const char *text, uint64_t max)
{
    uint64_t n = 0;
    if (!text || vx_num_parse_count(text, strlen(text), &n, NULL) < 0 || n == 0 || n > max)
        die(option, "wants a number of 1 or more");
    return n;
}

int main(int argc, char **argv)
{
    static uint64_t rounds[ROUNDS_MAX][FIGURES];
    struct options o = {
        .topology = "shared", .rate = 100000, .rounds = 5, .seconds = 2, .ring = 4096};
    for (int i = 1; i < argc; i++) {
        const char *next = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(argv[i], "--json") == 0)
            o.json = true;
        else if (strcmp(argv[i], "--quick") == 0)
            o.quick = true;
        else if (strcmp(argv[i], "--topology") == 0 && next)
            o.topology = argv[++i];
        else if (strcmp(argv[i], "--rate") == 0)
            o.rate = number(argv[i++], next, RATE_LAST);
        else if (strcmp(argv[i], "--ring") == 0)
            o.ring = number(argv[i++], next, 1u << 20);
        else if (strcmp(argv[i], "--rounds") == 0)
            o.rounds = number(argv[i++], next, ROUNDS_MAX);
        else if (strcmp(argv[i], "--seconds") == 0)
            o.seconds = number(argv[i++], next, 3600);
        else
            die(argv[i], "not an option; see the top of bench_pipeline.c");
    }
    if (o.quick) /* the goals are of one load */
        o = (struct options){.topology = "shared",
                             .rate = 100000,
                             .rounds = 3,
                             .seconds = 1,
                             .ring = 4096,
                             .quick = true};
    for (uint64_t r = 0; r < o.rounds; r++) {
        measure_rate(&o, rounds[r]);
        measure_control(&o, rounds[r]);
        rounds[r][F_HIGHEST] = o.quick ? 0 : highest_rate(&o);
        rounds[r][F_SATURATED] = saturated_rate(&o);
        measure_idle(&o, rounds[r]);
    }
    if (o.quick)
        print_goals(&o, rounds);
    else
        print(&o, rounds);
    return 0;
}
