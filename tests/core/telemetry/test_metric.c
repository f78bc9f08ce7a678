/*
 * test_metric.c: the name space: every row documented, every name reading its own word, every
 * value printed as it is to be.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/err.h"
#include "core/telemetry/metric.h"

static struct vx_panel *panel;
static struct vx_view view;

static int setup(void **state)
{
    (void)state;
    return vx_panel_open(&panel);
}

static int teardown(void **state)
{
    (void)state;
    vx_panel_close(panel);
    return 0;
}

static const struct vx_metric *find(const char *name)
{
    const struct vx_metric *m = vx_metric_find(name, strlen(name));
    if (m == NULL)
        fail_msg("no metric %s", name);
    return m;
}

static void check_value(const char *name, int64_t expected)
{
    struct vx_value v = vx_metric_read(find(name), &view);
    if (!v.known || v.v != expected)
        fail_msg("%s is %lld (known %d), not %lld", name, (long long)v.v, v.known,
                 (long long)expected);
}

static void check_unknown(const char *name)
{
    struct vx_value v = vx_metric_read(find(name), &view);
    if (v.known || v.v != 0)
        fail_msg("%s is known: %lld", name, (long long)v.v);
}

/* ---- the table ---- */

static void rows_are_sorted_unique_and_documented(void **state)
{
    (void)state;
    size_t n;
    const struct vx_metric *m = vx_metrics(&n);
    assert_true(n > 150);
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            assert_true(strcmp(m[i - 1].name, m[i].name) < 0);
        if (strlen(m[i].help) < 4 || m[i].help[strlen(m[i].help) - 1] == '.')
            fail_msg("%s: help \"%s\"", m[i].name, m[i].help);
        assert_int_equal(strspn(m[i].name, "abcdefghijklmnopqrstuvwxyz0123456789.-"),
                         strlen(m[i].name));
        assert_non_null(strchr(m[i].name, '.'));
        assert_true(m[i].kind == 'C' || m[i].kind == 'G');
        assert_string_not_equal(vx_unit_name(m[i].unit), "?");
    }
}

static void every_row_is_found_by_its_name_and_no_other(void **state)
{
    (void)state;
    size_t n;
    const struct vx_metric *m = vx_metrics(&n);
    for (size_t i = 0; i < n; i++)
        assert_ptr_equal(find(m[i].name), &m[i]);
    static const char *const strangers[] = {"",
                                            "book",
                                            "book.",
                                            "book.bid",
                                            "BOOK.SPREAD",
                                            "ring.output.util",
                                            "stage.inbox.count",
                                            "a.name.that.is.longer.than.any.metric.may.be.at.all"};
    for (size_t i = 0; i < VX_LEN(strangers); i++)
        assert_null(vx_metric_find(strangers[i], strlen(strangers[i])));
    assert_ptr_equal(vx_metric_find("book.spreadX", strlen("book.spread")), find("book.spread"));
}

/* Names that scripts and outside checks rely on, with their units. */
static void names_of_the_contract(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum vx_unit unit;
    } contract[] = {
        {"book.bid.price", VX_UNIT_PRICE},
        {"book.bid.qty", VX_UNIT_LOTS},
        {"book.bid.orders", VX_UNIT_COUNT},
        {"book.ask.price", VX_UNIT_PRICE},
        {"book.ask.qty", VX_UNIT_LOTS},
        {"book.ask.orders", VX_UNIT_COUNT},
        {"book.mid", VX_UNIT_PRICE},
        {"book.spread", VX_UNIT_PRICE},
        {"book.orders", VX_UNIT_COUNT},
        {"book.timeouts", VX_UNIT_COUNT},
        {"trades.count", VX_UNIT_COUNT},
        {"trades.volume", VX_UNIT_LOTS},
        {"trades.last.price", VX_UNIT_PRICE},
        {"rejects.count", VX_UNIT_COUNT},
        {"rejects.unknown-id", VX_UNIT_COUNT},
        {"rejects.risk-collar", VX_UNIT_COUNT},
        {"stage.ingress.count", VX_UNIT_COUNT},
        {"stage.book.busy", VX_UNIT_PPM},
        {"stage.book.busy.ns", VX_UNIT_NS},
        {"stage.output.state", VX_UNIT_STATE},
        {"ingress.dropped", VX_UNIT_COUNT},
        {"ring.inbox.used", VX_UNIT_COUNT},
        {"ring.ingress.util", VX_UNIT_PPM},
        {"ring.ingress.high", VX_UNIT_COUNT},
        {"ring.bundle.high.util", VX_UNIT_PPM},
        {"bundle.flush.size", VX_UNIT_COUNT},
        {"bundle.flush.timeout", VX_UNIT_COUNT},
        {"bundle.flush.final", VX_UNIT_COUNT},
        {"bundle.fill", VX_UNIT_PPM},
        {"latency.book.p99", VX_UNIT_NS},
        {"latency.e2e.p999", VX_UNIT_NS},
        {"latency.ingress.mean", VX_UNIT_NS},
        {"latency.bundle.count", VX_UNIT_COUNT},
        {"state.hash", VX_UNIT_HASH},
        {"feed.rows.compared", VX_UNIT_COUNT},
        {"feed.rows.equal", VX_UNIT_COUNT},
        {"feed.aggressors", VX_UNIT_COUNT},
        {"feed.aggressors.exact", VX_UNIT_COUNT},
        {"feed.active", VX_UNIT_COUNT},
        {"engine.state", VX_UNIT_STATE},
        {"engine.now", VX_UNIT_NS},
        {"own.count", VX_UNIT_COUNT},
        {"load.rate", VX_UNIT_PER_SECOND},
        {"output.bytes", VX_UNIT_BYTES},
    };
    for (size_t i = 0; i < VX_LEN(contract); i++)
        assert_int_equal(find(contract[i].name)->unit, contract[i].unit);
}

/* ---- words ---- */

static uint64_t mark;

/* Each word of the panel gets a number of its own; each name has to give that number back. */
#define SET(field, kind, unit, metric, help)   vx_put(&block->field, ++mark);
#define CHECK(field, kind, unit, metric, help) check_value(metric, (int64_t)++mark);

static void set_members(void)
{
    for (unsigned i = 0; i < VX_STAGES; i++) {
        struct vx_stage_block *block = &panel->stage[i];
#define VX_STAGE SET
#include "core/telemetry/panel.def"
    }
    for (unsigned i = 0; i < VX_RINGS; i++) {
        struct vx_ring_block *block = &panel->ring[i];
#define VX_RING SET
#include "core/telemetry/panel.def"
    }
}

static void check_member(const char *family, const char *member, const char *metric)
{
    char name[80];
    snprintf(name, sizeof(name), "%s.%s.%s", family, member, metric);
    check_value(name, (int64_t)++mark);
}

static void check_members(void)
{
    for (unsigned i = 0; i < VX_STAGES; i++) {
#define VX_STAGE(field, kind, unit, metric, help) check_member("stage", vx_stage_name(i), metric);
#include "core/telemetry/panel.def"
    }
    for (unsigned i = 0; i < VX_RINGS; i++) {
#define VX_RING(field, kind, unit, metric, help) check_member("ring", vx_ring_name(i), metric);
#include "core/telemetry/panel.def"
    }
}

static void set_singles(void)
{
    {
        struct vx_ingress_block *block = &panel->ingress;
#define VX_INGRESS SET
#include "core/telemetry/panel.def"
    }
    {
        struct vx_book_block *block = &panel->book;
#define VX_BOOK SET
#include "core/telemetry/panel.def"
#define VX_REJECT_ROW(NAME, code, name, help) vx_put(&block->reject[code], ++mark);
#include "core/base/reject.def"
#undef VX_REJECT_ROW
    }
    {
        struct vx_bundle_block *block = &panel->bundle;
#define VX_BUNDLE SET
#include "core/telemetry/panel.def"
    }
    {
        struct vx_output_block *block = &panel->output;
#define VX_OUTPUT SET
#include "core/telemetry/panel.def"
    }
    {
        struct vx_feed_block *block = &panel->feed;
#define VX_FEED SET
#include "core/telemetry/panel.def"
    }
}

static void check_singles(void)
{
#define VX_INGRESS CHECK
#include "core/telemetry/panel.def"
#define VX_BOOK CHECK
#include "core/telemetry/panel.def"
#define VX_REJECT_ROW(NAME, code, name, help) check_value("rejects." name, (int64_t)++mark);
#include "core/base/reject.def"
#undef VX_REJECT_ROW
#define VX_BUNDLE CHECK
#include "core/telemetry/panel.def"
#define VX_OUTPUT CHECK
#include "core/telemetry/panel.def"
#define VX_FEED CHECK
#include "core/telemetry/panel.def"
}

static void every_name_reads_its_own_word(void **state)
{
    (void)state;
    mark = 1000;
    set_members();
    set_singles();
    uint64_t set = mark;
    vx_view_take(&view, panel);
    mark = 1000;
    check_members();
    check_singles();
    assert_int_equal(mark, set);
    assert_true(set - 1000 > 100);
    assert_int_equal(VX_VIEW(&view, book, trades), vx_get(&panel->book.trades));
    assert_int_equal(VX_VIEW_AT(&view, ring, VX_RING_BUNDLE, high),
                     vx_get(&panel->ring[VX_RING_BUNDLE].high));
}

static void the_whole(void **state)
{
    (void)state;
    struct vx_errline line = {.t_ns = 1, .text = "x"};
    vx_put(&panel->state, VX_STATE_RUN);
    vx_put(&panel->now_ns, 12345);
    vx_put(&panel->own_count, 7);
    vx_ovring_write(&panel->errors, panel->errors_area, &line);
    vx_view_take(&view, panel);
    check_value("engine.state", VX_STATE_RUN);
    check_value("engine.now", 12345);
    check_value("own.count", 7);
    check_value("errors.count", 1);
    assert_true(view.wall_ns > 0);
}

/* ---- what is computed ---- */

static void nothing_is_known_of_an_empty_engine(void **state)
{
    (void)state;
    static const char *const unknown[] = {
        "book.bid.price",    "book.bid.qty",       "book.bid.orders",  "book.ask.price",
        "book.ask.qty",      "book.ask.orders",    "book.spread",      "book.mid",
        "trades.last.price", "trades.last.qty",    "book.reference",   "latency.e2e.p50",
        "latency.e2e.p999",  "latency.e2e.max",    "latency.e2e.mean", "stage.book.busy",
        "stage.book.idle",   "stage.book.blocked", "ring.book.util",   "bundle.fill"};
    vx_view_take(&view, panel);
    for (size_t i = 0; i < VX_LEN(unknown); i++)
        check_unknown(unknown[i]);
    check_value("latency.e2e.count", 0);
    check_value("trades.count", 0);
}

static void shares_and_utilisation(void **state)
{
    (void)state;
    vx_put(&panel->stage[VX_STAGE_BOOK].busy_ns, 250);
    vx_put(&panel->stage[VX_STAGE_BOOK].idle_ns, 700);
    vx_put(&panel->stage[VX_STAGE_BOOK].blocked_ns, 50);
    vx_put(&panel->ring[VX_RING_BOOK].capacity, 4096);
    vx_put(&panel->ring[VX_RING_BOOK].used, 1024);
    vx_put(&panel->ring[VX_RING_BOOK].high, 4096);
    vx_put(&panel->bundle.bundles, 10);
    vx_put(&panel->bundle.reports, 80);
    vx_view_take(&view, panel);
    check_value("stage.book.busy", 250000);
    check_value("stage.book.idle", 700000);
    check_value("stage.book.blocked", 50000);
    check_value("ring.book.util", 250000);
    check_value("ring.book.high.util", 1000000);
    check_value("bundle.fill", 500000);
}

static void a_share_of_very_long_times(void **state)
{
    (void)state;
    vx_put(&panel->stage[VX_STAGE_BOOK].busy_ns, (uint64_t)1 << 62);
    vx_put(&panel->stage[VX_STAGE_BOOK].idle_ns, (uint64_t)1 << 62);
    vx_view_take(&view, panel);
    check_value("stage.book.busy", 500000);
}

static void no_cpu_is_unknown(void **state)
{
    (void)state;
    vx_put(&panel->stage[VX_STAGE_BOOK].cpu, UINT64_MAX);
    vx_view_take(&view, panel);
    check_unknown("stage.book.cpu");
    check_value("stage.ingress.cpu", 0);
}

static void publish(uint32_t bids, uint32_t asks)
{
    static struct vx_depth depth;
    depth.levels[VX_BID] = bids;
    depth.levels[VX_ASK] = asks;
    depth.level[VX_BID][0] = (struct vx_level){.price = 1000500, .orders = 3, .lots = 40};
    depth.level[VX_ASK][0] = (struct vx_level){.price = 1000801, .orders = 2, .lots = 50};
    vx_slots_publish(&panel->depth, panel->depth_area, &depth);
    vx_view_take(&view, panel);
}

static void top_of_the_book(void **state)
{
    (void)state;
    publish(1, 1);
    check_value("book.bid.price", 1000500);
    check_value("book.bid.qty", 40);
    check_value("book.bid.orders", 3);
    check_value("book.ask.price", 1000801);
    check_value("book.ask.qty", 50);
    check_value("book.ask.orders", 2);
    check_value("book.spread", 301);
    check_value("book.mid", 1000650);
}

static void one_side_alone_has_no_spread(void **state)
{
    (void)state;
    publish(1, 0);
    check_value("book.bid.price", 1000500);
    check_unknown("book.ask.price");
    check_unknown("book.spread");
    check_unknown("book.mid");
    publish(0, 1);
    check_value("book.ask.qty", 50);
    check_unknown("book.bid.qty");
    check_unknown("book.spread");
    publish(0, 0);
    check_unknown("book.bid.price");
    check_unknown("book.ask.price");
}

static void trades_are_known_once_there_is_one(void **state)
{
    (void)state;
    vx_put(&panel->book.trades, 1);
    vx_put(&panel->book.trade_price, 1002500);
    vx_put(&panel->book.trade_qty, 5);
    vx_put(&panel->book.reference, 1002500);
    vx_view_take(&view, panel);
    check_value("trades.last.price", 1002500);
    check_value("trades.last.qty", 5);
    check_value("book.reference", 1002500);
}

static void latencies(void **state)
{
    (void)state;
    for (uint64_t ns = 1; ns <= 100; ns++)
        vx_hist_record(&panel->latency[VX_LATENCY_BOOK], ns);
    vx_view_take(&view, panel);
    check_value("latency.book.p50", 50);
    check_value("latency.book.p90", 90);
    check_value("latency.book.p99", 99);
    check_value("latency.book.p999", 100);
    check_value("latency.book.max", 100);
    check_value("latency.book.mean", 51); /* 50.5, rounded */
    check_value("latency.book.count", 100);
    check_unknown("latency.e2e.p50");
}

static void a_light_view_has_all_but_latencies(void **state)
{
    (void)state;
    size_t n;
    const struct vx_metric *m = vx_metrics(&n);
    vx_hist_record(&panel->latency[VX_LATENCY_BOOK], 5);
    vx_put(&panel->book.trades, 3);
    vx_view_take(&view, panel);
    vx_view_take_light(&view, panel);
    check_value("trades.count", 3);
    check_unknown("latency.book.p50");
    for (size_t i = 0; i < n; i++)
        assert_int_equal(vx_metric_needs_latency(&m[i]),
                         strncmp(m[i].name, "latency.", strlen("latency.")) == 0);
}

/* ---- text ---- */

static void values_as_text_and_as_json(void **state)
{
    (void)state;
    static const struct {
        struct vx_value value;
        const char *text, *json;
    } rows[] = {
        {{12345, VX_UNIT_COUNT, true}, "12345", "12345"},
        {{-5, VX_UNIT_COUNT, true}, "-5", "-5"},
        {{7, VX_UNIT_LOTS, true}, "7", "7"},
        {{1002500, VX_UNIT_PRICE, true}, "100.25", "100.25"},
        {{-100, VX_UNIT_PRICE, true}, "-0.01", "-0.01"},
        {{830, VX_UNIT_NS, true}, "830 ns", "830"},
        {{12400, VX_UNIT_NS, true}, "12.4 us", "12400"},
        {{-12400, VX_UNIT_NS, true}, "-12.4 us", "-12400"},
        {{123000, VX_UNIT_PPM, true}, "12.3%", "0.123"},
        {{1000000, VX_UNIT_PPM, true}, "100.0%", "1"},
        {{499, VX_UNIT_PPM, true}, "0.0%", "0.000499"},
        {{500, VX_UNIT_PPM, true}, "0.1%", "0.0005"},
        {{-123456, VX_UNIT_PPM, true}, "-12.3%", "-0.123456"},
        {{100000, VX_UNIT_PER_SECOND, true}, "100000", "100000"},
        {{(int64_t)VX_RATE_MAX, VX_UNIT_PER_SECOND, true}, "max", "\"max\""},
        {{4096, VX_UNIT_BYTES, true}, "4096", "4096"},
        {{0x9f, VX_UNIT_HASH, true}, "0x000000000000009f", "\"0x000000000000009f\""},
        {{-1, VX_UNIT_HASH, true}, "0xffffffffffffffff", "\"0xffffffffffffffff\""},
        {{VX_STATE_RUN, VX_UNIT_STATE, true}, "run", "\"run\""},
        {{0, VX_UNIT_PRICE, false}, "-", "null"},
        {{0, VX_UNIT_STATE, false}, "-", "null"},
    };
    char buf[64];
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        assert_int_equal(vx_value_format(buf, sizeof(buf), &rows[i].value), strlen(rows[i].text));
        assert_string_equal(buf, rows[i].text);
        assert_int_equal(vx_value_format_json(buf, sizeof(buf), &rows[i].value),
                         strlen(rows[i].json));
        assert_string_equal(buf, rows[i].json);
    }
}

static void text_is_cut_to_the_buffer(void **state)
{
    (void)state;
    static const enum vx_unit units[] = {VX_UNIT_COUNT, VX_UNIT_PRICE, VX_UNIT_NS,
                                         VX_UNIT_PPM,   VX_UNIT_HASH,  VX_UNIT_STATE};
    for (size_t i = 0; i < VX_LEN(units); i++) {
        struct vx_value value = {.v = 3, .unit = units[i], .known = true};
        char buf[4] = "!!!";
        assert_in_range(vx_value_format(buf, 3, &value), 1, 2);
        assert_int_equal(buf[3], '\0');
        assert_true(strlen(buf) <= 2);
        assert_int_equal(vx_value_format_json(buf, 0, &value), 0);
    }
}

int main(void)
{
#define WITH_PANEL(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_sorted_unique_and_documented),
        cmocka_unit_test(every_row_is_found_by_its_name_and_no_other),
        cmocka_unit_test(names_of_the_contract),
        WITH_PANEL(every_name_reads_its_own_word),
        WITH_PANEL(the_whole),
        WITH_PANEL(nothing_is_known_of_an_empty_engine),
        WITH_PANEL(shares_and_utilisation),
        WITH_PANEL(a_share_of_very_long_times),
        WITH_PANEL(no_cpu_is_unknown),
        WITH_PANEL(top_of_the_book),
        WITH_PANEL(one_side_alone_has_no_spread),
        WITH_PANEL(trades_are_known_once_there_is_one),
        WITH_PANEL(latencies),
        WITH_PANEL(a_light_view_has_all_but_latencies),
        cmocka_unit_test(values_as_text_and_as_json),
        cmocka_unit_test(text_is_cut_to_the_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
