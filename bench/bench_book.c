/*
 * bench_book: what does an operation cost?  A million of them: 60 % orders that rest, 30 % cancels
 * of a random order, 10 % orders that cross.  Twice: once those that cross take about what comes,
 * and some hundred orders stand; once they take less, and some 200,000 pile up.  Every book gets
 * the same stream and must trade the same lots.
 */
#include <inttypes.h>

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

static void *velox_open(const struct vx_book_config *c)
{
    const size_t bytes = vx_book_footprint(c);
    void *mem = aligned_alloc(VX_BOOK_ALIGN, bytes);
    struct vx_book *book = NULL;
    if (!mem || vx_book_init(mem, bytes, c, &book) != 0)
        abort();
    return book;
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

/* ---- a round ---- */

struct subject {
    const struct peer *peer;
    uint64_t lots; /* traded in a round */
};

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

/* False if a book traded otherwise than ours. */
static bool measure(struct bench *b, const struct mix *mix)
{
    b->title = mix->title;
    make_stream(mix);
    bench_run(b);
    const struct subject *ours = b->subject[0].ctx;
    for (size_t i = 1; i < b->subjects; i++) {
        const struct subject *other = b->subject[i].ctx;
        if (other->lots != ours->lots) {
            fprintf(stderr, "bench_book: %s traded %" PRIu64 " lots, %s %" PRIu64 "\n",
                    other->peer->name, other->lots, ours->peer->name, ours->lots);
            return false;
        }
    }
    bench_print(b);
    return true;
}

int main(int argc, char **argv)
{
    static struct subject subjects[] = {{&velox, 0}, {&peer_array, 0}, {&peer_tree, 0}};
    static struct bench_subject rows[VX_LEN(subjects)];
    struct bench b = {
        .operations = OPERATIONS,
        .subject = rows,
        .subjects = VX_LEN(rows),
    };
    bench_options(&b, argc, argv);
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        rows[i].name = subjects[i].peer->name;
        rows[i].round = one_round;
        rows[i].ctx = &subjects[i];
    }
    for (size_t i = 0; i < VX_LEN(mixes); i++)
        if (!measure(&b, &mixes[i]))
            return EXIT_FAILURE;
    return EXIT_SUCCESS;
}
