/*
 * bench_growth: what an operation on the book costs as the work grows.  Three questions, one thing
 * growing in each: orders that stand, levels they stand on, instruments.  At each point so many
 * orders stand; an operation is half a cancel of a random one and a new order at a random level in
 * its place, so that as many stand afterwards.  Nothing crosses.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "bench.h"

#include "core/base/prng.h"
#include "core/book/veloxbook.h"

#define PAIRS      20000u /* a cancel and an order each, a round */
#define POINTS_MAX 8u
#define REPORTS    8u
#define LOTS       10u
#define BIG_PAGE   ((size_t)2 << 20)

struct point {
    const char *name;
    uint32_t orders, levels, instruments; /* levels: of each instrument, both sides together */
};

struct table {
    const char *title;
    struct point point[POINTS_MAX];
};

static const struct table tables[] = {
    {"growth, orders: orders that stand, on 200 levels",
     {{"100", 100, 200, 1},
      {"1000", 1000, 200, 1},
      {"10000", 10000, 200, 1},
      {"100000", 100000, 200, 1},
      {"1000000", 1000000, 200, 1}}},
    {"growth, levels: levels, 100,000 orders stand on them",
     {{"10", 100000, 10, 1},
      {"100", 100000, 100, 1},
      {"1000", 100000, 1000, 1},
      {"10000", 100000, 10000, 1},
      {"100000", 100000, 100000, 1}}},
    {"growth, instruments: instruments, 100,000 orders stand on 20 levels each",
     {{"1", 100000, 20, 1},
      {"16", 100000, 20, 16},
      {"256", 100000, 20, 256},
      {"4096", 100000, 20, 4096}}},
};

/* A point's book and the ids that stand in it; kept from the first round to the last. */
struct subject {
    struct point at;
    void *mem;
    struct vx_book *book;
    uint64_t *id;
    uint64_t next_id;
    struct vx_prng prng;
};

static void need(bool truth, const char *what)
{
    if (truth)
        return;
    fprintf(stderr, "bench_growth: %s\n", what);
    exit(EXIT_FAILURE);
}

/* Bids on the lower half of the levels, asks on the upper. */
static uint64_t place(struct subject *s)
{
    struct vx_report out[REPORTS];
    const uint32_t level = (uint32_t)vx_prng_below(&s->prng, s->at.levels);
    const struct vx_book_order order = {
        .id = ++s->next_id,
        .price_ticks = 1 + (int32_t)level,
        .qty_lots = LOTS,
        .instrument = (uint16_t)vx_prng_below(&s->prng, s->at.instruments),
        .side = level < s->at.levels / 2 ? VX_BID : VX_ASK,
    };
    need(vx_book_submit(s->book, &order, out, REPORTS) == 1, "an order was not taken as it should");
    return order.id;
}

static void open_book(struct subject *s, const struct point *at)
{
    const struct vx_book_config config = {
        .orders_max = (uint32_t)vx_pow2_ceil(2 * (uint64_t)at->orders),
        .instruments = at->instruments,
        .tick_min = 1,
        .tick_max = (int32_t)at->levels,
    };
    const size_t bytes = (vx_book_footprint(&config) + BIG_PAGE - 1) / BIG_PAGE * BIG_PAGE;
    *s = (struct subject){.at = *at};
    s->mem = aligned_alloc(BIG_PAGE, bytes);
    if (s->mem)
        madvise(s->mem, bytes, MADV_HUGEPAGE); /* as the engine does */
    s->id = malloc(at->orders * sizeof *s->id);
    need(s->mem && s->id && vx_book_init(s->mem, bytes, &config, &s->book) == 0, "no memory");
    vx_prng_seed(&s->prng, at->orders);
    for (uint32_t i = 0; i < at->orders; i++)
        s->id[i] = place(s);
}

static uint64_t one_round(void *ctx)
{
    struct subject *s = ctx;
    struct vx_report out[REPORTS];
    const uint64_t start = bench_cpu_ns();
    for (uint32_t i = 0; i < PAIRS; i++) {
        uint64_t *id = &s->id[vx_prng_below(&s->prng, s->at.orders)];
        vx_book_cancel(s->book, *id, 0, out, REPORTS);
        *id = place(s);
    }
    const uint64_t ns = bench_cpu_ns() - start;
    need(vx_book_orders(s->book) == s->at.orders, "an order was lost");
    return ns;
}

static void measure(struct bench *b, const struct table *t)
{
    static struct subject subjects[POINTS_MAX];
    static struct bench_subject rows[POINTS_MAX];
    b->title = t->title;
    b->operations = 2 * (uint64_t)PAIRS;
    b->subject = rows;
    b->subjects = 0;
    for (const struct point *p = t->point; p < t->point + POINTS_MAX && p->name; p++) {
        struct subject *s = &subjects[b->subjects];
        open_book(s, p);
        rows[b->subjects++] = (struct bench_subject){.name = p->name, .round = one_round, .ctx = s};
    }
    bench_run(b);
    bench_print(b);
    for (size_t i = 0; i < b->subjects; i++) {
        free(subjects[i].mem);
        free(subjects[i].id);
    }
}

int main(int argc, char **argv)
{
    struct bench b = {0};
    bench_options(&b, argc, argv);
    for (size_t i = 0; i < VX_LEN(tables); i++)
        measure(&b, &tables[i]);
    return EXIT_SUCCESS;
}
