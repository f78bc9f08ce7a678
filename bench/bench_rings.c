/*
 * bench_rings: what does a record of 32 bytes cost on its way through a queue?  From one processor
 * to another, one by one and in bursts of 16; one way, against one line that goes to and fro; and
 * in and out in one thread.  Ours against what people would use in its place.
 */
#include "bench.h"
#include "pair.h"
#include "ring.h"

#define CAPACITY 4096u
#define ITEMS    48000u /* a sample; a few milliseconds at most, so that few are disturbed */
#define TRIPS    1000u
#define PEERS    8u

static const struct ring *const rings[] = {
    &ring_turn,
#ifdef HAVE_BOOST_SPSC
    &ring_boost,
#endif
#ifdef HAVE_CK
    &ring_ck,
#endif
#ifdef HAVE_DPDK
    &ring_dpdk,
#endif
    &ring_rigtorp, &ring_spsc,
};

struct goal {
    const char *ring; /* by its name; NULL: none */
    enum bench_goal_kind kind;
    double value;
    const char *name;
};

struct subject {
    const struct ring *ring; /* NULL: a floor */
    uint64_t (*floor)(uint64_t trips);
    void *there, *back;
    bool came;
};

static void need(bool truth, const char *what, const char *who)
{
    if (truth)
        return;
    fprintf(stderr, "bench_rings: %s: %s\n", who, what);
    exit(EXIT_FAILURE);
}

/* ---- what the two threads do ---- */

static void produce(void *ctx)
{
    struct subject *s = ctx;
    s->ring->produce(s->there, ITEMS);
}

static void consume(void *ctx)
{
    struct subject *s = ctx;
    s->came = s->ring->consume(s->there, ITEMS);
}

static void produce_bursts(void *ctx)
{
    struct subject *s = ctx;
    s->ring->produce_bursts(s->there, ITEMS);
}

static void consume_bursts(void *ctx)
{
    struct subject *s = ctx;
    s->came = s->ring->consume_bursts(s->there, ITEMS);
}

static void ping(void *ctx)
{
    struct subject *s = ctx;
    s->ring->ping(s->there, s->back, TRIPS);
}

static void pong(void *ctx)
{
    struct subject *s = ctx;
    s->ring->pong(s->there, s->back, TRIPS);
}

/* ---- rounds ---- */

static uint64_t round_single(void *ctx)
{
    struct subject *s = ctx;
    const uint64_t ns = pair_time(produce, consume, s);
    need(s->came, "items came out otherwise than they went in", s->ring->name);
    return ns;
}

static uint64_t round_bursts(void *ctx)
{
    struct subject *s = ctx;
    const uint64_t ns = pair_time(produce_bursts, consume_bursts, s);
    need(s->came, "items came out otherwise than they went in", s->ring->name);
    return ns;
}

static uint64_t round_one_way(void *ctx)
{
    struct subject *s = ctx;
    return s->ring ? pair_time(ping, pong, s) : s->floor(TRIPS);
}

static uint64_t round_in_and_out(void *ctx)
{
    struct subject *s = ctx;
    const uint64_t start = bench_cpu_ns();
    need(s->ring->in_and_out(s->there, ITEMS), "items differ", s->ring->name);
    return bench_cpu_ns() - start;
}

/* ---- the four tables ---- */

struct table {
    const char *title;
    uint64_t operations;
    uint64_t (*round)(void *ctx);
    bool bursts; /* only those that have them */
    bool floors; /* they come first: the ratio is to one line, to and fro */
    struct goal goal[4];
};

static const struct table tables[] = {
    {.title = "rings, single: 32-byte items from one processor to another, one by one",
     .operations = ITEMS,
     .round = round_single,
     .goal = {{"boost spsc_queue", BENCH_AT_LEAST, 5, "ring, single items: times as fast as boost"},
              {"ck_ring", BENCH_AT_LEAST, 9, "ring, single items: times as fast as ck_ring"},
              {"rigtorp", BENCH_AT_LEAST, 2, "ring, single items: times as fast as rigtorp"}}},
    {.title = "rings, bursts: the same in bursts of 16",
     .operations = ITEMS,
     .round = round_bursts,
     .bursts = true,
     .goal = {{"rte_ring", BENCH_AT_LEAST, 2, "ring, bursts of 16: times as fast as rte_ring"}}},
    {.title = "rings, one way: against one line to and fro",
     .operations = 2 * TRIPS,
     .round = round_one_way,
     .floors = true,
     .goal = {{"velox turn", BENCH_AT_MOST, 1.15, "ring, one way: times the line ping-pong"}}},
    {.title = "rings, one thread: in and out",
     .operations = ITEMS,
     .round = round_in_and_out,
     .goal = {{"boost spsc_queue", BENCH_AT_LEAST, 1 / 1.2,
               "ring, one thread: boost's time over ours"}}},
};

static void set_goal(struct bench_subject *row, const struct table *t, const struct ring *ring)
{
    for (size_t i = 0; i < VX_LEN(t->goal); i++)
        if (ring && t->goal[i].ring && strcmp(t->goal[i].ring, ring->name) == 0) {
            row->goal_kind = t->goal[i].kind;
            row->goal = t->goal[i].value;
            row->goal_name = t->goal[i].name;
        }
}

static struct subject *add(struct bench *b, const struct table *t, const char *name)
{
    static struct subject subjects[PEERS];
    struct subject *s = &subjects[b->subjects];
    *s = (struct subject){0};
    b->subject[b->subjects++] = (struct bench_subject){.name = name, .round = t->round, .ctx = s};
    return s;
}

static void add_floors(struct bench *b, const struct table *t)
{
    add(b, t, "one line, to and fro")->floor = pair_floor;
    add(b, t, "two, one each way")->floor = pair_floor_of_two;
}

static void add_ring(struct bench *b, const struct table *t, const struct ring *ring)
{
    struct subject *s = add(b, t, ring->name);
    set_goal(&b->subject[b->subjects - 1], t, ring);
    s->ring = ring;
    s->there = ring->open(CAPACITY);
    s->back = ring->open(CAPACITY);
    need(s->there && s->back, "out of memory", ring->name);
}

/* Two queues take two lines at the least, so this is what a queue's own part is held against. */
static void print_against_two(const struct bench *b)
{
    for (size_t k = 2; k < b->subjects && b->quick && !b->json; k++)
        if (((const struct subject *)b->subject[k].ctx)->ring == &ring_turn)
            bench_print_goal("ring, one way: times two lines, one each way",
                             bench_figures_against(b, k, 1).ratio, "x", false, 1.15);
}

static void measure(struct bench *b, const struct table *t)
{
    static struct bench_subject rows[PEERS];
    b->title = t->title;
    b->operations = t->operations;
    b->subject = rows;
    b->subjects = 0;
    if (t->floors)
        add_floors(b, t);
    for (size_t i = 0; i < VX_LEN(rings); i++)
        if (!t->bursts || rings[i]->produce_bursts)
            add_ring(b, t, rings[i]);
    bench_run(b);
    bench_print(b);
    if (t->floors)
        print_against_two(b);
    for (size_t i = 0; i < b->subjects; i++) {
        struct subject *s = rows[i].ctx;
        if (!s->ring)
            continue;
        s->ring->close(s->there);
        s->ring->close(s->back);
    }
}

static void say_who_is_missing(void)
{
#ifndef HAVE_BOOST_SPSC
    fputs("bench_rings: boost's spsc_queue is missing (libboost-dev and a C++ compiler)\n", stderr);
#endif
#ifndef HAVE_CK
    fputs("bench_rings: ck_ring is missing (libck-dev)\n", stderr);
#endif
#ifndef HAVE_DPDK
    fputs("bench_rings: rte_ring is missing (libdpdk-dev)\n", stderr);
#endif
}

int main(int argc, char **argv)
{
    struct bench b = {.rounds_quick = BENCH_ROUNDS}; /* a round is some milliseconds */
    bench_options(&b, argc, argv);
    say_who_is_missing();
    if (!pair_open()) {
        fputs("bench_rings: skipped: it takes two processors\n", stderr);
        return EXIT_SUCCESS;
    }
    for (size_t i = 0; i < VX_LEN(tables); i++)
        measure(&b, &tables[i]);
    pair_close();
    return EXIT_SUCCESS;
}
