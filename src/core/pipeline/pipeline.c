#include "core/pipeline/pipeline.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "core/base/err.h"
#include "core/pipeline/tuning.h"
#include "core/telemetry/metric.h"

#define SINK_FILE 1 /* the choice of output.sink */

/* What the settings ask for. */
struct plan {
    struct vx_book_config book;
    struct vx_flow_config flow;
    uint64_t capacity[VX_RINGS];
    uint32_t item_bytes[VX_RINGS];
    size_t ring_bytes[VX_RINGS];
    size_t book_bytes;
    size_t flow_bytes;
    size_t sink_bytes;
    size_t bytes;
};

static int64_t setting(const struct vx_panel *panel, enum vx_setting s)
{
    return atomic_load_explicit(&panel->control.setting[s], memory_order_relaxed);
}

static int complain_price(char *err, size_t size, const char *what, int64_t a, const char *how,
                          int64_t b)
{
    char left[32], right[32];
    vx_num_format_price(left, sizeof left, a);
    vx_num_format_price(right, sizeof right, b);
    snprintf(err, size, "%s %s %s %s", what, left, how, right);
    return VX_E_INVALID;
}

static int plan_prices(struct plan *plan, const struct vx_panel *panel, char *err, size_t err_size)
{
    const int32_t tick = (int32_t)setting(panel, VX_SET_TICK);
    const int32_t low = (int32_t)setting(panel, VX_SET_PRICE_MIN);
    const int32_t high = (int32_t)setting(panel, VX_SET_PRICE_MAX);
    const int32_t mid = (int32_t)setting(panel, VX_SET_LOAD_MID);
    if (low > high)
        return complain_price(err, err_size, "engine.price.min", low, "is above engine.price.max",
                              high);
    const int32_t first = (int32_t)(((int64_t)low + tick - 1) / tick), last = high / tick;
    if (first > last)
        return complain_price(err, err_size, "no multiple of engine.tick", tick,
                              "lies between engine.price.min and engine.price.max", high);
    if ((uint32_t)(last - first) >= VX_BAND_TICKS_MAX) {
        snprintf(err, err_size,
                 "engine.price.min to engine.price.max is %" PRId32 " ticks, more than %u: "
                 "narrow the band or take a larger engine.tick",
                 last - first + 1, VX_BAND_TICKS_MAX);
        return VX_E_INVALID;
    }
    if (mid < low || mid > high)
        return complain_price(err, err_size, "load.mid", mid,
                              "is outside engine.price.min to engine.price.max", high);
    plan->book.tick_min = first;
    plan->book.tick_max = last;
    plan->flow.tick = tick;
    plan->flow.mid = mid;
    plan->flow.price_min = first * tick;
    plan->flow.price_max = last * tick;
    return VX_OK;
}

static size_t round_up(size_t bytes)
{
    return (bytes + VX_LINE - 1) / VX_LINE * VX_LINE;
}

static int plan_rings(struct plan *plan, const struct vx_panel *panel, char *err, size_t err_size)
{
    static const enum vx_setting size_of[VX_RINGS] = {
        [VX_RING_INBOX] = VX_SET_RING_INBOX,
        [VX_RING_INGRESS] = VX_SET_RING_INGRESS,
        [VX_RING_BOOK] = VX_SET_RING_BOOK,
        [VX_RING_BUNDLE] = VX_SET_RING_BUNDLE,
    };
    static const uint32_t item_bytes[VX_RINGS] = {
        [VX_RING_INBOX] = sizeof(struct vx_tx),
        [VX_RING_INGRESS] = sizeof(struct vx_tx),
        [VX_RING_BOOK] = sizeof(struct vx_report),
        [VX_RING_BUNDLE] = sizeof(struct vx_bundle),
    };
    for (unsigned i = 0; i < VX_RINGS; i++) {
        const uint64_t n = (uint64_t)setting(panel, size_of[i]);
        plan->capacity[i] = n;
        plan->item_bytes[i] = item_bytes[i];
        if (n < 2 || (n & (n - 1)) != 0) {
            snprintf(err, err_size, "%s is %" PRIu64 ", not a power of two: %" PRIu64 " would be",
                     vx_setting_rows[size_of[i]].name, n, vx_pow2_ceil(n < 2 ? 2 : n));
            return VX_E_INVALID;
        }
        plan->ring_bytes[i] = round_up(i == VX_RING_INBOX ? vx_mpsc_footprint(n, item_bytes[i])
                                                          : vx_spsc_footprint(n, item_bytes[i]));
        plan->bytes += plan->ring_bytes[i];
    }
    return VX_OK;
}

static int make_plan(struct plan *plan, const struct vx_panel *panel, char *err, size_t err_size)
{
    const uint32_t instruments = (uint32_t)setting(panel, VX_SET_INSTRUMENTS);
    memset(plan, 0, sizeof *plan);
    int rc = plan_prices(plan, panel, err, err_size);
    if (rc == VX_OK)
        rc = plan_rings(plan, panel, err, err_size);
    if (rc < 0)
        return rc;
    if (setting(panel, VX_SET_WATCH) >= instruments) {
        snprintf(err, err_size,
                 "book.watch is %" PRId64 ", but engine.instruments is %" PRIu32
                 ": they count from 0",
                 setting(panel, VX_SET_WATCH), instruments);
        return VX_E_INVALID;
    }
    plan->book.orders_max = (uint32_t)setting(panel, VX_SET_ORDERS_MAX);
    plan->book.instruments = instruments;
    plan->book.stp = (enum vx_stp)setting(panel, VX_SET_STP);
    plan->flow.instruments = instruments;
    plan->flow.standing = (uint32_t)setting(panel, VX_SET_LOAD_STANDING);
    plan->flow.seed = vx_get(&panel->control.seed);
    plan->flow.flow = (enum vx_flow_id)vx_get(&panel->control.flow);
    plan->book_bytes = round_up(vx_book_footprint(&plan->book));
    plan->flow_bytes = round_up(vx_flow_footprint(&plan->flow));
    plan->sink_bytes = round_up(VX_SINK_BYTES);
    if (!plan->book_bytes || !plan->flow_bytes) {
        snprintf(err, err_size, "these settings make no book: see engine.* and load.*");
        return VX_E_INVALID;
    }
    plan->bytes += round_up(sizeof(struct vx_pipeline)) + plan->book_bytes + plan->flow_bytes +
                   plan->sink_bytes;
    return VX_OK;
}

static int make_parts(struct vx_pipeline *p, const struct plan *plan, unsigned char *at)
{
    unsigned char *items[VX_RINGS];
    int rc;
    for (unsigned i = 0; i < VX_RINGS; i++) {
        items[i] = at;
        at += plan->ring_bytes[i];
    }
    rc = vx_mpsc_init(&p->inbox, items[VX_RING_INBOX], plan->capacity[VX_RING_INBOX],
                      plan->item_bytes[VX_RING_INBOX]);
    for (unsigned i = VX_RING_INGRESS; rc == VX_OK && i < VX_RINGS; i++)
        rc = vx_spsc_init(&p->ring[i], items[i], plan->capacity[i], plan->item_bytes[i]);
    if (rc == VX_OK)
        rc = vx_book_init(at, plan->book_bytes, &plan->book, &p->book);
    at += plan->book_bytes;
    if (rc == VX_OK)
        rc = vx_flow_init(at, plan->flow_bytes, &plan->flow, &p->flow);
    at += plan->flow_bytes;
    p->sink.buffer = (void *)at;
    return rc;
}

static void make_stages(struct vx_pipeline *p, const struct plan *plan)
{
    vx_ingress_init(&p->ingress, &(struct vx_ingress_parts){
                                     .panel = p->panel,
                                     .out = &p->ring[VX_RING_INGRESS],
                                     .inbox = &p->inbox,
                                     .flow = p->flow,
                                     .marks = &p->marks,
                                     .feed_slot = &p->feed_slot,
                                     .restore_slot = &p->restore_slot,
                                     .tick = plan->flow.tick,
                                     .price_min = plan->flow.price_min,
                                     .price_max = plan->flow.price_max,
                                     .instruments = plan->flow.instruments,
                                 });
    vx_booker_init(&p->booker, &(struct vx_booker_parts){
                                   .panel = p->panel,
                                   .in = &p->ring[VX_RING_INGRESS],
                                   .out = &p->ring[VX_RING_BOOK],
                                   .book = p->book,
                                   .marks = &p->marks,
                                   .feed_slot = &p->feed_slot,
                                   .upstream = &p->ingress.stage.done,
                                   .instruments = plan->flow.instruments,
                                   .tick = plan->flow.tick,
                                   .mid = plan->flow.mid,
                               });
    vx_bundler_init(&p->bundler, p->panel, &p->ring[VX_RING_BOOK], &p->ring[VX_RING_BUNDLE],
                    &p->booker.stage.done);
    vx_output_init(&p->output, p->panel, &p->ring[VX_RING_BUNDLE], &p->sink,
                   &p->bundler.stage.done);
    p->stage[VX_STAGE_INGRESS] = &p->ingress.stage;
    p->stage[VX_STAGE_BOOK] = &p->booker.stage;
    p->stage[VX_STAGE_BUNDLE] = &p->bundler.stage;
    p->stage[VX_STAGE_OUTPUT] = &p->output.stage;
    for (unsigned i = 0; i < VX_STAGES; i++)
        vx_stage_show(p->stage[i]);
}

static int open_sink(struct vx_pipeline *p, const char *file, char *err, size_t err_size)
{
    const struct vx_panel *panel = p->panel;
    const bool wanted = setting(panel, VX_SET_SINK) == SINK_FILE;
    if (wanted && (!file || file[0] == '\0')) {
        snprintf(err, err_size, "output.sink is file, but output.file names none");
        return VX_E_INVALID;
    }
    p->sink.tick = (int32_t)setting(panel, VX_SET_TICK);
    p->sink.start_realtime_ns = panel->virtual_clock ? 0 : panel->start_realtime_ns;
    return vx_sink_open(&p->sink, wanted ? file : NULL, err, err_size);
}

int vx_pipeline_open(struct vx_pipeline **pipeline, struct vx_panel *panel, const char *sink_file,
                     char *err, size_t err_size)
{
    struct plan plan;
    int rc = make_plan(&plan, panel, err, err_size);
    if (rc < 0)
        return rc;
    unsigned char *mem = vx_tune_take(panel, &plan.bytes);
    if (!mem) {
        snprintf(err, err_size,
                 "no memory: book, rings and load need %zu MiB; "
                 "engine.orders.max and ring.* are what costs most",
                 plan.bytes >> 20);
        return VX_E_MEMORY;
    }
    struct vx_pipeline *p = (void *)mem;
    p->panel = panel;
    p->bytes = plan.bytes;
    p->sink.fd = -1;
    rc = make_parts(p, &plan, mem + round_up(sizeof *p));
    if (rc < 0)
        snprintf(err, err_size, "the engine's parts cannot be made: %s", vx_err_text(rc));
    else
        rc = open_sink(p, sink_file, err, err_size);
    if (rc < 0) {
        munmap(mem, plan.bytes);
        return rc;
    }
    make_stages(p, &plan);
    *pipeline = p;
    return VX_OK;
}

void vx_pipeline_close(struct vx_pipeline *p)
{
    if (!p)
        return;
    vx_sink_close(&p->sink);
    vx_restore_free(p->restore);
    vx_book_fini(p->book);
    munmap(p, p->bytes);
}

void vx_pipeline_keep(struct vx_pipeline *p, struct vx_writer *journal,
                      const _Atomic uint64_t *limit)
{
    p->ingress.journal = journal;
    p->booker.limit = limit;
}

bool vx_pipeline_is_done(const struct vx_pipeline *p)
{
    for (unsigned i = 0; i < VX_STAGES; i++)
        if (!vx_stage_is_done(p->stage[i]))
            return false;
    return true;
}

/* ---- what must hold at the end ---- */

static int differ(char *err, size_t size, const char *what, uint64_t a, const char *than,
                  uint64_t b)
{
    snprintf(err, size, "%s: %" PRIu64 ", but %s: %" PRIu64, what, a, than, b);
    return VX_E_STATE;
}

static int check_flow(struct vx_pipeline *p, char *err, size_t err_size)
{
    const uint64_t sequenced = p->ingress.tally.sequenced, answered = p->booker.tally.answered;
    const uint64_t written = p->booker.tally.reports, bundled = p->bundler.tally.reports;
    const uint64_t out = p->output.tally.reports;
    if (vx_mpsc_used(&p->inbox) != 0)
        return differ(err, err_size, "typed inputs left", vx_mpsc_used(&p->inbox), "promised", 0);
    if (sequenced != answered)
        return differ(err, err_size, "inputs sequenced", sequenced, "answered", answered);
    if (written != bundled)
        return differ(err, err_size, "reports written", written, "bundled", bundled);
    if (bundled != out)
        return differ(err, err_size, "reports bundled", bundled, "at output", out);
    return VX_OK;
}

int vx_pipeline_check(struct vx_pipeline *p, char *err, size_t err_size)
{
    const struct vx_booker_tally *t = &p->booker.tally;
    const uint64_t orders = vx_book_orders(p->book), lots = vx_book_lots(p->book);
    const uint64_t orders_out = t->orders_filled + t->orders_cancelled;
    const uint64_t lots_out = t->lots_filled + t->lots_cancelled;
    int rc = check_flow(p, err, err_size);
    if (rc == VX_OK && t->orders_in != orders + orders_out)
        rc = differ(err, err_size, "orders accepted", t->orders_in, "resting, filled and cancelled",
                    orders + orders_out);
    if (rc == VX_OK && t->lots_in != lots + lots_out)
        rc = differ(err, err_size, "lots accepted", t->lots_in, "resting, filled and cancelled",
                    lots + lots_out);
    const int rule = vx_book_check(p->book);
    if (rc == VX_OK && rule != 0) {
        snprintf(err, err_size, "the book is broken: %s", vx_book_rule(rule));
        rc = VX_E_STATE;
    }
    vx_put(&p->panel->book.conserved, rc == VX_OK);
    return rc;
}
