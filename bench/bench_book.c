/*
 * bench_book: what does an operation cost?  A million of them: 60 % orders that rest, 30 % cancels
 * of a random order, 10 % orders that cross.  Twice: once those that cross take about what comes,
 * and some hundred orders stand; once they take less, and some 200,000 pile up.  Every book gets
 * the same stream and must trade the same.  Then how long single orders take to come to rest,
 * each timed by itself.
 */
#include <inttypes.h>
#include <sys/mman.h>

#include "bench.h"
#include "peer.h"

#include "core/base/prng.h"

#define OPERATIONS  1000000u
#define REPORTS_MAX 4096u
#define MIDDLE      50000 /* prices are so many ticks either side of this */
#define SPREAD      500u
#define QTY         100u

struct mix {
    const char *title;
    uint32_t cross_qty; /* orders that cross: up to so many lots; those that rest: up to QTY */
};
static const struct mix mixes[] = {
    {"book, shallow: 60 % rest, 30 % cancel, 10 % cross", 6 * QTY},
    {"book, deep: 60 % rest, 30 % cancel, 10 % cross", QTY},
};

static const struct vx_book_config config = {
    .orders_max = 1u << 20,
    .instruments = 1,
    .tick_min = 1,
    .tick_max = 100000,
};

static struct vx_book_order stream[OPERATIONS]; /* qty 0: a cancel */

/* ---- our book, with the same handles as the others ---- */

#define BIG_PAGE ((size_t)2 << 20)

static void *velox_on(void *mem, size_t bytes, const struct vx_book_config *c)
{
    struct vx_book *book = NULL;
    if (!mem || vx_book_init(mem, bytes, c, &book) != 0)
        abort();
    return book;
}

static void *velox_open(const struct vx_book_config *c)
{
    const size_t bytes = vx_book_footprint(c);
    return velox_on(aligned_alloc(VX_BOOK_ALIGN, bytes), bytes, c);
}

/* As `engine.hugepages` does; where the kernel has none this is the same as velox_open. */
static void *velox_open_big(const struct vx_book_config *c)
{
    const size_t bytes = (vx_book_footprint(c) + BIG_PAGE - 1) / BIG_PAGE * BIG_PAGE;
    void *mem = aligned_alloc(BIG_PAGE, bytes);
#ifdef MADV_HUGEPAGE
    if (mem)
        (void)madvise(mem, bytes, MADV_HUGEPAGE);
#endif
    return velox_on(mem, bytes, c);
}

static uint32_t velox_submit(void *book, const struct vx_book_order *order, struct vx_report *out)
{
    return vx_book_submit(book, order, out, REPORTS_MAX);
}

static uint32_t velox_cancel(void *book, uint64_t id, struct vx_report *out)
{
    return vx_book_cancel(book, id, 0, out, REPORTS_MAX);
}

static const struct peer velox = {"velox", velox_open, velox_submit, velox_cancel, free};
static const struct peer velox_big = {"velox, big pages", velox_open_big, velox_submit,
                                      velox_cancel, free};

/* ---- the stream ---- */

/* Orders that may still rest: filled ones are found out when they are drawn. */
struct live {
    uint64_t id[OPERATIONS];
    uint32_t n;
};

static uint64_t draw(struct vx_prng *p, struct live *live, const struct vx_book *book)
{
    struct vx_book_resting found;
    while (live->n > 0) {
        const uint64_t i = vx_prng_below(p, live->n);
        const uint64_t id = live->id[i];
        live->id[i] = live->id[--live->n];
        if (vx_book_find(book, id, &found))
            return id;
    }
    return 0;
}

static void make_stream(const struct mix *mix)
{
    static struct live live;
    static struct vx_report out[REPORTS_MAX];
    struct vx_book *book = velox_open(&config);
    struct vx_prng p;
    vx_prng_seed(&p, 42);
    live.n = 0;
    memset(stream, 0, sizeof stream);
    for (uint32_t i = 0; i < OPERATIONS; i++) {
        struct vx_book_order *o = &stream[i];
        const uint64_t roll = vx_prng_below(&p, 10);
        const int32_t off = 1 + (int32_t)vx_prng_below(&p, SPREAD);
        const bool crosses = roll == 9;
        o->id = roll >= 6 && roll < 9 ? draw(&p, &live, book) : 0;
        if (o->id != 0) {
            vx_book_cancel(book, o->id, 0, out, REPORTS_MAX);
            continue;
        }
        o->id = live.id[live.n++] = i + 1;
        o->side = (uint8_t)vx_prng_below(&p, 2);
        o->price_ticks = (o->side == VX_BID) != crosses ? MIDDLE - off : MIDDLE + off;
        o->qty_lots = 1 + (uint32_t)vx_prng_below(&p, crosses ? mix->cross_qty : QTY);
        vx_book_submit(book, o, out, REPORTS_MAX);
    }
    free(book);
}

/* ---- the subjects ---- */

struct subject {
    const struct peer *peer; /* NULL: it is missing */
    double goal;             /* 0: none; of the shallow stream: so many times our time */
    const char *goal_name;
    const char *name, *why; /* of one that is missing */
    uint64_t lots;          /* traded in a round: the records are read, not only written */
};

static struct subject subjects[] = {
    {.peer = &velox},
    {.peer = &velox_big},
    {.peer = &peer_array},
    {.peer = &peer_tree},
#ifdef HAVE_STD_PEER
    {.peer = &peer_std,
#else
    {.name = "std::map, std::list",
     .why = "there is no C++ compiler",
#endif
     .goal = 5,
     .goal_name = "book: std::map and std::list take so much longer"},
#ifdef HAVE_BTREE_PEER
    {.peer = &peer_btree,
#else
    {.name = "B-tree, arena",
     .why = "libabsl-dev is not installed",
#endif
     .goal = 9,
     .goal_name = "book: a B-tree with an arena takes so much longer"},
#ifdef HAVE_LIQUIBOOK_PEER
    {.peer = &peer_liquibook,
#else
    {.name = "liquibook",
     .why = "configure was not told where it is: LIQUIBOOK=FOLDER",
#endif
     .goal = 12,
     .goal_name = "book: liquibook takes so much longer"},
};

/* ---- a round ---- */

static uint64_t one_round(void *ctx)
{
    struct subject *s = ctx;
    static struct vx_report out[REPORTS_MAX];
    void *book = s->peer->open(&config);
    s->lots = 0;
    const uint64_t start = bench_cpu_ns();
    for (uint32_t i = 0; i < OPERATIONS; i++) {
        const struct vx_book_order *o = &stream[i];
        if (o->qty_lots == 0) {
            s->peer->cancel(book, o->id, out);
            continue;
        }
        const uint32_t n = s->peer->submit(book, o, out);
        for (uint32_t k = 1; k < n; k++)
            s->lots += out[k].qty;
    }
    const uint64_t ns = bench_cpu_ns() - start;
    s->peer->close(book);
    return ns;
}

/* What the shallow stream shall show. */
static void set_goals(struct bench *b, bool shallow)
{
    for (size_t k = 0; k < b->subjects; k++) {
        const struct subject *s = b->subject[k].ctx;
        b->subject[k].goal_kind = shallow && s->goal > 0 ? BENCH_AT_LEAST : BENCH_NO_GOAL;
        b->subject[k].goal = s->goal;
        b->subject[k].goal_name = s->goal_name;
    }
    if (!shallow)
        return;
    b->subject[0].goal_kind = BENCH_NS_AT_MOST;
    b->subject[0].goal = 35;
    b->subject[0].goal_name = "book: an operation";
}

static void say_who_is_missing(const struct bench *b)
{
    for (size_t i = 0; i < VX_LEN(subjects); i++)
        if (!subjects[i].peer)
            bench_print_skipped(b, subjects[i].name, subjects[i].goal_name, subjects[i].why);
}

/* ---- do all trade the same? ---- */

/* Who traded with whom, at what price, how much, and what was left; what a cancel took away. */
static uint64_t mix_in(uint64_t hash, const struct vx_report *r)
{
    const unsigned kind = vx_report_kind(r);
    if (kind != VX_REPORT_FILL && kind != VX_REPORT_CANCELLED)
        return hash;
    const uint64_t word[] = {r->id, kind == VX_REPORT_FILL ? r->contra : 0,
                             (uint64_t)(uint32_t)r->price << 32 | r->qty, r->leaves};
    for (size_t i = 0; i < VX_LEN(word); i++) {
        hash = (hash ^ word[i]) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    return hash;
}

static uint64_t trades_of(const struct peer *peer)
{
    static struct vx_report out[REPORTS_MAX];
    void *book = peer->open(&config);
    uint64_t hash = 0;
    for (uint32_t i = 0; i < OPERATIONS; i++) {
        const struct vx_book_order *o = &stream[i];
        const uint32_t n =
            o->qty_lots == 0 ? peer->cancel(book, o->id, out) : peer->submit(book, o, out);
        for (uint32_t k = 0; k < n; k++)
            hash = mix_in(hash, &out[k]);
    }
    peer->close(book);
    return hash;
}

/* False if a book traded otherwise than ours, record by record. */
static bool all_trade_alike(const struct bench *b)
{
    const uint64_t ours = trades_of(((const struct subject *)b->subject[0].ctx)->peer);
    for (size_t k = 1; k < b->subjects; k++) {
        const struct peer *peer = ((const struct subject *)b->subject[k].ctx)->peer;
        if (trades_of(peer) != ours) {
            fprintf(stderr, "bench_book: %s trades otherwise than velox\n", peer->name);
            return false;
        }
    }
    return true;
}

static bool measure(struct bench *b, const struct mix *mix)
{
    b->title = mix->title;
    set_goals(b, mix == &mixes[0]);
    make_stream(mix);
    if (!all_trade_alike(b))
        return false;
    bench_run(b);
    bench_print(b);
    say_who_is_missing(b);
    return true;
}

/* ---- one order at a time ---- */

#define SUBJECTS_MAX 8u

enum { P50, P99, P999, TAILS };

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void tails_of(double *ns, uint32_t n, double *tail)
{
    qsort(ns, n, sizeof *ns, bench_by_value);
    tail[P50] = ns[(n - 1) / 2];
    tail[P99] = ns[(uint64_t)(n - 1) * 99 / 100];
    tail[P999] = ns[(uint64_t)(n - 1) * 999 / 1000];
}

/* What reading the clock twice costs by itself. */
static double clock_cost(double *ns)
{
    double tail[TAILS];
    for (uint32_t i = 0; i < OPERATIONS; i++) {
        const uint64_t start = now_ns();
        ns[i] = (double)(now_ns() - start);
    }
    tails_of(ns, OPERATIONS, tail);
    return tail[P50];
}

/* The times of the orders that came to rest in one round. */
static void time_rests(const struct peer *peer, double cost, double *tail)
{
    static struct vx_report out[REPORTS_MAX];
    static double ns[OPERATIONS];
    void *book = peer->open(&config);
    uint32_t n = 0;
    for (uint32_t i = 0; i < OPERATIONS; i++) {
        const struct vx_book_order *o = &stream[i];
        if (o->qty_lots == 0) {
            peer->cancel(book, o->id, out);
            continue;
        }
        const uint64_t start = now_ns();
        const uint32_t records = peer->submit(book, o, out);
        const double took = (double)(now_ns() - start) - cost;
        if (records == 1)
            ns[n++] = took > 0 ? took : 0;
    }
    peer->close(book);
    tails_of(ns, n, tail);
}

static void print_tails(const struct bench *b, const char *title, const char *name, double *tail)
{
    if (b->json)
        printf("{\"bench\":\"%s\",\"subject\":\"%s\",\"p50\":%.0f,\"p99\":%.0f,"
               "\"p999\":%.0f}\n",
               title, name, tail[P50], tail[P99], tail[P999]);
    else
        printf("%-24s %8.0f %8.0f %8.0f\n", name, tail[P50], tail[P99], tail[P999]);
}

static void median_tails(const struct bench *b, double (*tail)[SUBJECTS_MAX][TAILS], size_t k,
                         double *median)
{
    double all[BENCH_ROUNDS_MAX];
    for (unsigned t = 0; t < TAILS; t++) {
        for (uint32_t r = 0; r < b->rounds; r++)
            all[r] = tail[r][k][t];
        median[t] = bench_quantile(all, b->rounds, 50);
    }
}

/* Each book by turns; a tail is the median of the rounds' tails. */
static void measure_rests(const struct bench *b, const char *title, bool shallow, double cost)
{
    static double tail[BENCH_ROUNDS_MAX][SUBJECTS_MAX][TAILS];
    double median[TAILS];
    const bool goals = b->quick && !b->json;
    for (uint32_t r = 0; r < b->rounds; r++)
        for (size_t k = 0; k < (goals ? 1 : b->subjects); k++)
            time_rests(((struct subject *)b->subject[k].ctx)->peer, cost, tail[r][k]);
    if (!b->json && !goals)
        printf("%s, %u rounds\n%-24s %8s %8s %8s\n", title, b->rounds, "ns an order", "p50", "p99",
               "p99.9");
    for (size_t k = 0; k < b->subjects && !goals; k++) {
        median_tails(b, tail, k, median);
        print_tails(b, title, b->subject[k].name, median);
    }
    if (goals && shallow) {
        median_tails(b, tail, 0, median);
        bench_print_goal("book: an order comes to rest, p99", median[P99], "ns", false, 350);
        bench_print_goal("book: an order comes to rest, p99.9", median[P999], "ns", false, 800);
    }
}

static void add_subjects(struct bench *b)
{
    static struct bench_subject rows[VX_LEN(subjects)];
    b->subject = rows;
    for (size_t i = 0; i < VX_LEN(subjects); i++)
        if (subjects[i].peer)
            rows[b->subjects++] = (struct bench_subject){
                .name = subjects[i].peer->name, .round = one_round, .ctx = &subjects[i]};
}

int main(int argc, char **argv)
{
    static const char *const rests[] = {"book, shallow: an order comes to rest",
                                        "book, deep: an order comes to rest"};
    static double clock_ns[OPERATIONS];
    struct bench b = {.operations = OPERATIONS};
    bench_options(&b, argc, argv);
    add_subjects(&b);
    const double cost = clock_cost(clock_ns);
    for (size_t i = 0; i < (b.quick ? 1 : VX_LEN(mixes)); i++) { /* the goals are the first's */
        if (!measure(&b, &mixes[i]))
            return EXIT_FAILURE;
        measure_rests(&b, rests[i], i == 0, cost);
    }
    return EXIT_SUCCESS;
}
