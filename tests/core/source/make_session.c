/*
 * make_session.c: makes the session that velox ships, in LOBSTER's format (feed.h):
 *
 *   make_session share/data/demo_message.csv share/data/demo_orderbook.csv
 *
 * or another one: make_session MESSAGES ORDERBOOK SEED ROWS LEVELS.
 *
 * The market flow trades in a book for a while; then what changes the best ten levels is written
 * down, as an exchange would: a replace is a deletion and a new order or a partial cancel, an
 * aggressor is what it executes, and now and then it meets a hidden order as well.  What happens
 * further out goes unrecorded.  The same files every time.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/book/veloxbook.h"
#include "core/source/feed_lobster.h"
#include "core/source/flow.h"

#define SEED       8u
#define ROWS       400u
#define LEVELS     10u
#define LEVELS_MAX 50u
#define TICK       100
#define RATE       400u /* arrivals a second */
#define WARM_UP    4000u
#define ARRIVALS   100000u
#define STANDING   600u
#define OPENING_NS UINT64_C(36000000000000) /* ten o'clock */
#define FIRST_ID   UINT64_C(1000001)
#define HIDDEN_ONE 6u /* one in so many executions is with a hidden order, too */
#define ROW_BYTES  4096u

struct session {
    FILE *messages;
    FILE *rows;
    struct vx_book *book;
    struct vx_prng prng;
    uint64_t ids[ARRIVALS]; /* what the flow's orders are called here */
    uint64_t next_id;
    uint64_t start_ns; /* 0: nothing is written down yet */
    uint64_t now_ns;
    uint32_t seed, rows_wanted, levels;
    uint32_t written;
    char last[ROW_BYTES]; /* the row in front */
};

static void die(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static size_t print_level(char *out, size_t room, bool there, const struct vx_book_level *level,
                          bool ask)
{
    if (!there)
        return (size_t)snprintf(out, room, ",%s,0", ask ? "9999999999" : "-9999999999");
    return (size_t)snprintf(out, room, ",%" PRId32 ",%" PRIu64, level->price_ticks * TICK,
                            level->lots);
}

static void print_row(const struct session *s, char out[static ROW_BYTES])
{
    struct vx_book_level bid[LEVELS_MAX], ask[LEVELS_MAX];
    const uint32_t bids = vx_book_depth(s->book, 0, VX_BID, bid, s->levels);
    const uint32_t asks = vx_book_depth(s->book, 0, VX_ASK, ask, s->levels);
    size_t n = 0;
    for (uint32_t i = 0; i < s->levels; i++) {
        n += print_level(out + n, ROW_BYTES - n, i < asks, &ask[i], true);
        n += print_level(out + n, ROW_BYTES - n, i < bids, &bid[i], false);
    }
}

/* Something happened; it is written down if it can be seen. */
static void note(struct session *s, enum vx_lobster_type type, const struct vx_book_resting *order,
                 uint32_t size)
{
    char row[ROW_BYTES];
    if (s->start_ns == 0)
        return;
    print_row(s, row);
    if (type != VX_LOBSTER_HIDDEN && strcmp(row, s->last) == 0)
        return;
    const uint64_t t_ns = OPENING_NS + s->now_ns - s->start_ns;
    fprintf(s->messages, "%" PRIu64 ".%09" PRIu64 ",%d,%" PRIu64 ",%" PRIu32 ",%" PRId32 ",%d\n",
            t_ns / 1000000000u, t_ns % 1000000000u, (int)type, order->id, size,
            order->price_ticks * TICK, order->side == VX_BID ? 1 : -1);
    fprintf(s->rows, "%s\n", row + 1);
    memcpy(s->last, row, sizeof row);
    s->written++;
}

static void note_execution(struct session *s, const struct vx_report *report)
{
    struct vx_book_resting met = {.id = report->id,
                                  .price_ticks = report->price,
                                  .side = (uint8_t)(vx_report_side(report) ^ 1u)};
    note(s, VX_LOBSTER_EXECUTE, &met, report->qty);
    met.id = 0;
    if (vx_prng_below(&s->prng, HIDDEN_ONE) == 0)
        note(s, VX_LOBSTER_HIDDEN, &met, 1 + (uint32_t)vx_prng_below(&s->prng, 200));
}

static void submit(struct session *s, const struct vx_book_order *order)
{
    struct vx_report report;
    struct vx_book_resting rest;
    vx_book_submit(s->book, order, &report, 1);
    for (;;) {
        if (vx_report_kind(&report) == VX_REPORT_FILL)
            note_execution(s, &report);
        if (!vx_book_busy(s->book))
            break;
        vx_book_resume(s->book, &report, 1);
    }
    if (vx_book_find(s->book, order->id, &rest))
        note(s, VX_LOBSTER_ADD, &rest, rest.open_lots);
}

static void cancel(struct session *s, const struct vx_book_resting *order, uint32_t lots)
{
    struct vx_report report;
    vx_book_cancel(s->book, order->id, lots, &report, 1);
    note(s, lots < order->open_lots ? VX_LOBSTER_REDUCE : VX_LOBSTER_DELETE, order, lots);
}

static void replace(struct session *s, const struct vx_tx *tx, const struct vx_book_resting *order)
{
    if (tx->price == 0) {
        if (tx->qty < order->open_lots)
            cancel(s, order, order->open_lots - tx->qty);
        return;
    }
    cancel(s, order, order->open_lots);
    const struct vx_book_order again = {.id = s->ids[tx->id - VX_ID_LOAD] = s->next_id++,
                                        .price_ticks = tx->price / TICK,
                                        .qty_lots = order->open_lots,
                                        .side = order->side};
    submit(s, &again);
}

static void arrive(struct session *s, const struct vx_tx *tx)
{
    struct vx_book_resting order;
    const uint64_t n = tx->id - VX_ID_LOAD;
    s->now_ns = tx->due_ns;
    if (tx->kind == VX_TX_LIMIT || tx->kind == VX_TX_MARKET) {
        const struct vx_book_order fresh = {.id = s->ids[n] = s->next_id++,
                                            .price_ticks = tx->price / TICK,
                                            .qty_lots = tx->qty,
                                            .market = tx->kind == VX_TX_MARKET,
                                            .side = (uint8_t)vx_tx_side(tx),
                                            .tif = (uint8_t)vx_tx_tif(tx)};
        submit(s, &fresh);
    } else if (vx_book_find(s->book, s->ids[n], &order)) {
        if (tx->kind == VX_TX_REPLACE)
            replace(s, tx, &order);
        else
            cancel(s, &order, order.open_lots);
    }
}

static struct vx_flow *make_flow(uint32_t seed)
{
    const struct vx_flow_config config = {.tick = TICK,
                                          .mid = 1000000,
                                          .price_min = 900000,
                                          .price_max = 1100000,
                                          .instruments = 1,
                                          .standing = STANDING,
                                          .seed = seed,
                                          .flow = VX_FLOW_MARKET};
    const size_t bytes = vx_flow_footprint(&config);
    void *mem = aligned_alloc(VX_LINE, (bytes + VX_LINE - 1) / VX_LINE * VX_LINE);
    struct vx_flow *flow = NULL;
    if (!mem || vx_flow_init(mem, bytes, &config, &flow) < 0)
        die("flow");
    vx_flow_rate(flow, RATE, 0);
    return flow;
}

static void make_book(struct session *s)
{
    const struct vx_book_config config = {
        .orders_max = 65536, .instruments = 1, .tick_min = 9000, .tick_max = 11000};
    const size_t bytes = vx_book_footprint(&config);
    void *mem =
        aligned_alloc(VX_BOOK_ALIGN, (bytes + VX_BOOK_ALIGN - 1) / VX_BOOK_ALIGN * VX_BOOK_ALIGN);
    if (!mem || vx_book_init(mem, bytes, &config, &s->book) < 0)
        die("book");
}

static void trade(struct session *s)
{
    struct vx_flow *flow = make_flow(s->seed);
    struct vx_tx tx;
    make_book(s);
    vx_prng_seed(&s->prng, s->seed);
    s->next_id = FIRST_ID;
    for (uint32_t i = 0; i < ARRIVALS && s->written < s->rows_wanted; i++) {
        vx_flow_next(flow, 0, &tx);
        arrive(s, &tx);
        if (i != WARM_UP)
            continue;
        s->start_ns = tx.due_ns;
        print_row(s, s->last);
    }
    free(s->book); /* it starts where its memory does */
    free(flow);
}

int main(int argc, char **argv)
{
    static struct session s = {.seed = SEED, .rows_wanted = ROWS, .levels = LEVELS};
    if (argc == 6) {
        s.seed = (uint32_t)strtoul(argv[3], NULL, 10);
        s.rows_wanted = (uint32_t)strtoul(argv[4], NULL, 10);
        s.levels = (uint32_t)strtoul(argv[5], NULL, 10);
    }
    if ((argc != 3 && argc != 6) || s.levels < 1 || s.levels > LEVELS_MAX) {
        fprintf(stderr, "usage: make_session MESSAGES ORDERBOOK [SEED ROWS LEVELS]\n");
        return 2;
    }
    if (!(s.messages = fopen(argv[1], "w")))
        die(argv[1]);
    if (!(s.rows = fopen(argv[2], "w")))
        die(argv[2]);
    trade(&s);
    if (fclose(s.messages) || fclose(s.rows))
        die("make_session");
    return s.written >= s.rows_wanted ? EXIT_SUCCESS : EXIT_FAILURE;
}
