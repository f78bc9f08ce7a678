/*
 * test_history.c: what the journal does not hold, beside it: the same figures as the engine had;
 * bounded; torn, damaged or gone it is not known, and nothing else suffers.
 */
#include "../session/rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/session/session.h"

static void shell(const char *before, const char *behind)
{
    char command[256];
    snprintf(command, sizeof command, "%s'%s'%s", before, rig_directory, behind);
    assert_int_equal(system(command), 0);
}

static void keep(struct rig *r)
{
    rig_open_virtual(r);
    rig_set(r, VX_SET_SNAPSHOT_EVERY, 0);
    rig_journal(r);
    rig_start(r);
}

/* Two seconds of load, then half a second of nothing. */
static void load(struct rig *r)
{
    keep(r);
    rig_control(r, VX_CTL_RATE, 20000, 0);
    rig_pass(r, 2 * (uint64_t)S);
    rig_control(r, VX_CTL_RATE, 0, 0);
    rig_pass(r, 500 * MS);
}

static void go(struct rig *r, int64_t steps)
{
    char why[256] = "";
    if (r->session.ops->travel->step(r->session.self, steps, why, sizeof why) < 0)
        fail_msg("%s", why);
}

static struct vx_where where(struct rig *r)
{
    struct vx_where w;
    r->session.ops->travel->where(r->session.self, &w);
    return w;
}

static int64_t metric(struct rig *r, const char *name, bool *known)
{
    struct vx_view *view = malloc(sizeof *view);
    assert_non_null(view);
    vx_view_take(view, r->session.ops->panel(r->session.self));
    const struct vx_metric *m = vx_metric_find(name, strlen(name));
    assert_non_null(m);
    const struct vx_value v = vx_metric_read(m, view);
    free(view);
    *known = v.known;
    return v.v;
}

static void test_figures_are_those_of_the_engine(void **state)
{
    (void)state;
    static const char *const names[] = {
        "bundle.count",        "bundle.flush.size", "bundle.flush.timeout", "latency.e2e.count",
        "latency.e2e.p50",     "latency.e2e.p99",   "latency.book.p999",    "stage.book.count",
        "stage.ingress.count", "output.reports",    "ring.ingress.high",    "ingress.offered",
        "ring.book.capacity",  "ring.bundle.high",  "trades.count",         "book.orders",
    };
    struct rig r;
    bool known;
    int64_t was[VX_LEN(names)];
    load(&r);
    for (size_t i = 0; i < VX_LEN(names); i++)
        was[i] = metric(&r, names[i], &known);
    go(&r, INT64_MAX);
    assert_true(where(&r).known);
    for (size_t i = 0; i < VX_LEN(names); i++) {
        const int64_t is = metric(&r, names[i], &known);
        if (!known || is != was[i])
            fail_msg("%s is %lld, not %lld", names[i], (long long)is, (long long)was[i]);
    }
    rig_end(&r);
}

static void test_rates_are_of_the_second_before(void **state)
{
    (void)state;
    struct rig r;
    char why[256];
    load(&r);
    assert_int_equal(r.session.ops->travel->to_time(r.session.self, 1500 * MS, why, sizeof why), 0);
    const struct vx_view *before = r.session.ops->travel->before(r.session.self);
    assert_non_null(before);
    assert_in_range(before->taken_ns, 390 * MS, 510 * MS);
    assert_in_range(VX_VIEW(before, book, answered), 7500, 10500);
    /* book and stages grew by as much */
    const struct vx_panel *now = r.session.ops->panel(r.session.self);
    assert_int_equal(vx_get(&now->book.answered) - VX_VIEW(before, book, answered),
                     vx_get(&now->stage[VX_STAGE_BOOK].count) -
                         VX_VIEW_AT(before, stage, VX_STAGE_BOOK, count));
    assert_true(before->latency[VX_LATENCY_E2E].count > 7000);
    /* at its very beginning there is nothing before */
    go(&r, INT64_MIN + 1);
    assert_null(r.session.ops->travel->before(r.session.self));
    r.session.ops->travel->resume(r.session.self, why, sizeof why);
    assert_null(r.session.ops->travel->before(r.session.self));
    rig_end(&r);
}

static void test_the_time_line_tells_trades_and_own_inputs(void **state)
{
    (void)state;
    struct rig r;
    struct vx_travel_cell cell[25];
    keep(&r);
    rig_control(&r, VX_CTL_RATE, 20000, 0);
    rig_pass(&r, 1 * (uint64_t)S);
    rig_order(&r, VX_BID, 1, PX(99));
    rig_pass(&r, 1 * (uint64_t)S);
    rig_control(&r, VX_CTL_RATE, 0, 0);
    rig_pass(&r, 500 * MS);
    go(&r, -1);
    uint64_t lots = 0, own = 0;
    r.session.ops->travel->cells(r.session.self, 0, 2500 * MS, cell, 25);
    for (unsigned i = 0; i < 25; i++) {
        lots += cell[i].lots;
        own += cell[i].own;
        if (cell[i].own)
            assert_in_range(i, 9, 10);
    }
    assert_int_equal(own, 1);
    assert_int_equal(cell[24].own, 0);
    assert_in_range(lots, vx_get(&r.panel->book.trade_lots) * 9 / 10,
                    vx_get(&r.panel->book.trade_lots));
    rig_end(&r);
}

/* ---- what is not there ---- */

static void test_without_it_nothing_is_made_up(void **state)
{
    (void)state;
    static const char *const unknown[] = {"bundle.count",    "latency.e2e.p50", "ring.ingress.used",
                                          "stage.book.busy", "ingress.dropped", "journal.syncs"};
    struct rig r;
    bool known;
    load(&r);
    shell("rm ", "/history-*");
    go(&r, -5);
    assert_false(where(&r).known);
    for (size_t i = 0; i < VX_LEN(unknown); i++) {
        metric(&r, unknown[i], &known);
        if (known)
            fail_msg("%s is known", unknown[i]);
    }
    metric(&r, "trades.count", &known);
    assert_true(known);
    metric(&r, "book.spread", &known);
    assert_true(known);
    rig_end(&r);
}

static void test_a_torn_end_is_read_up_to_there(void **state)
{
    (void)state;
    struct rig r;
    char why[256];
    load(&r);
    rig_end(&r);
    shell("truncate -s -100 ", "/history-00000001.vxh");
    keep(&r);
    assert_int_equal(r.session.ops->travel->to_seq(r.session.self, 20000, why, sizeof why), 0);
    assert_true(where(&r).known);
    rig_end(&r);
}

static void test_damage_ends_it(void **state)
{
    (void)state;
    struct rig r;
    char why[256];
    load(&r);
    rig_end(&r);
    shell("printf x | dd bs=1 seek=120 conv=notrunc 2>/dev/null of=", "/history-00000001.vxh");
    keep(&r);
    assert_int_equal(r.session.ops->travel->to_seq(r.session.self, 20000, why, sizeof why), 0);
    assert_false(where(&r).known);
    rig_end(&r);
}

/* ---- bounds ---- */

static void test_the_oldest_go(void **state)
{
    (void)state;
    static struct vx_history_writer w;
    static struct vx_history h;
    struct vx_panel *panel;
    struct vx_io_posix posix;
    struct vx_io io;
    char path[96];
    assert_int_equal(vx_panel_open(&panel), 0);
    assert_int_equal(vx_io_posix_open(&posix, rig_directory, false, &io), 0);
    vx_history_begin(&w, &io, 7, 8, 3 * VX_HISTORY_FILE_BYTES);
    uint64_t n = 0;
    while (w.number < 6) { /* some 25 kB a frame */
        n++;
        for (unsigned i = 0; i < VX_LATENCIES; i++)
            for (unsigned k = 0; k < VX_HIST_COUNTS; k++)
                vx_add(&panel->latency[i].counts[k], n * 1000 + k);
        vx_put(&panel->now_ns, n * VX_HISTORY_EVERY_NS);
        vx_put(&panel->book.answered, n * 10);
        vx_history_note(&w, panel, false);
    }
    for (unsigned number = 1; number <= 6; number++) {
        snprintf(path, sizeof path, "%s/history-%08u.vxh", rig_directory, number);
        assert_int_equal(access(path, F_OK), number > 3 ? 0 : -1);
    }
    vx_history_open(&h, &io, 7);
    assert_false(vx_history_goto(&h, 10, VX_HISTORY_EVERY_NS));
    assert_true(vx_history_goto(&h, n * 10, n * VX_HISTORY_EVERY_NS));
    vx_history_put(&h, panel);
    assert_int_equal(vx_get(&panel->latency[2].counts[77]), n * (n + 1) / 2 * 1000 + n * 77);
    assert_true(vx_history_goto(&h, n * 10 - 200, (n - 20) * VX_HISTORY_EVERY_NS));
    vx_history_open(&h, &io, 9); /* of another journal */
    assert_false(vx_history_goto(&h, n * 10, n * VX_HISTORY_EVERY_NS));
    vx_history_end(&w);
    vx_io_posix_close(&posix);
    vx_panel_close(panel);
}

static int fail_write(void *self, int file, const void *from, size_t bytes, uint64_t at)
{
    (void)self, (void)file, (void)from, (void)bytes, (void)at;
    return -28; /* ENOSPC */
}

static void test_a_full_disk_costs_nothing_that_is_there(void **state)
{
    (void)state;
    static struct vx_history_writer w;
    static struct vx_history h;
    struct vx_panel *panel;
    struct vx_io_posix posix;
    struct vx_io io;
    char path[96];
    assert_int_equal(vx_panel_open(&panel), 0);
    assert_int_equal(vx_io_posix_open(&posix, rig_directory, false, &io), 0);
    struct vx_io_ops full = *io.ops;
    full.write = fail_write;
    vx_history_begin(&w, &io, 7, 8, 2 * VX_HISTORY_FILE_BYTES);
    vx_put(&panel->book.answered, 5);
    vx_history_note(&w, panel, true);
    w.io.ops = &full;
    for (uint64_t n = 1; n < 100; n++) {
        vx_put(&panel->now_ns, n * 1000000000);
        vx_history_note(&w, panel, false);
    }
    assert_int_equal(w.number, 1);
    snprintf(path, sizeof path, "%s/history-00000002.vxh", rig_directory);
    assert_int_equal(access(path, F_OK), -1);
    w.io.ops = io.ops; /* there is room again */
    vx_put(&panel->now_ns, 200 * (uint64_t)S);
    vx_put(&panel->book.answered, 6);
    vx_history_note(&w, panel, false);
    vx_history_open(&h, &io, 7);
    assert_true(vx_history_goto(&h, 5, 0));
    assert_true(vx_history_goto(&h, 6, 200 * (uint64_t)S));
    vx_history_end(&w);
    vx_io_posix_close(&posix);
    vx_panel_close(panel);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_make_directory, rig_remove_directory)
    const struct CMUnitTest tests[] = {
        TEST(test_figures_are_those_of_the_engine),
        TEST(test_rates_are_of_the_second_before),
        TEST(test_the_time_line_tells_trades_and_own_inputs),
        TEST(test_without_it_nothing_is_made_up),
        TEST(test_a_torn_end_is_read_up_to_there),
        TEST(test_damage_ends_it),
        TEST(test_the_oldest_go),
        TEST(test_a_full_disk_costs_nothing_that_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
