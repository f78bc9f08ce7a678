/*
 * test_live.c: the engine on its own threads, in every topology: nothing is lost, the same inputs
 * give the same hash as in simulated time, faults are named, stops end.
 */
#include "rig.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/session/topology.h"

static const int64_t topologies[] = {VX_TOPOLOGY_SHARED, VX_TOPOLOGY_PAIRED, VX_TOPOLOGY_DEDICATED,
                                     VX_TOPOLOGY_MAP};

static void open_map(struct rig *r, const char *map)
{
    rig_open_live(r);
    rig_set(r, VX_SET_TOPOLOGY, VX_TOPOLOGY_MAP);
    assert_int_equal(r->session.ops->set_text(r->session.self, VX_SET_CPUS, map), 0);
}

/* The map is one where two threads hand to and fro. */
static void open_live(struct rig *r, int64_t topology)
{
    if (topology == VX_TOPOLOGY_MAP) {
        open_map(r, "0,1,0,1");
        return;
    }
    rig_open_live(r);
    rig_set(r, VX_SET_TOPOLOGY, topology);
}

static void expect_all_accounted_for(struct rig *r)
{
    const struct vx_panel *p = r->panel;
    assert_int_equal(vx_get(&p->ingress.offered),
                     vx_get(&p->ingress.sequenced) + vx_get(&p->ingress.dropped));
    assert_int_equal(vx_get(&p->ingress.sequenced), vx_get(&p->book.answered));
    assert_int_equal(vx_get(&p->book.reports), vx_get(&p->bundle.reports));
    assert_int_equal(vx_get(&p->book.reports), vx_get(&p->output.reports));
    assert_int_equal(vx_get(&p->bundle.bundles), vx_get(&p->output.bundles));
}

static void test_load_and_typed_orders_in_every_topology(void **state)
{
    (void)state;
    for (size_t i = 0; i < VX_LEN(topologies); i++) {
        struct rig r;
        open_live(&r, topologies[i]);
        rig_control(&r, VX_CTL_RATE, 20000, 0);
        rig_start(&r);
        assert_int_equal(r.panel->topology, topologies[i]);
        assert_int_equal(r.panel->threads, topologies[i] == VX_TOPOLOGY_SHARED      ? 1
                                           : topologies[i] == VX_TOPOLOGY_DEDICATED ? 4
                                                                                    : 2);
        rig_pass(&r, 50 * MS);
        rig_type_pattern(&r, 50, 0);
        r.session.ops->refresh(r.session.self); /* busy, on a busy machine */
        rig_stop(&r);
        assert_int_equal(vx_get(&r.panel->ingress.operator_in), 50);
        assert_true(vx_get(&r.panel->ingress.load_in) > 100);
        expect_all_accounted_for(&r);
        vx_session_close(&r.session);
    }
}

static void test_typed_orders_give_the_hash_of_simulated_time(void **state)
{
    (void)state;
    struct rig v;
    rig_open_virtual(&v);
    rig_start(&v);
    rig_type_pattern(&v, 300, US);
    rig_stop(&v);
    const uint64_t hash = vx_get(&v.panel->book.hash), out = vx_get(&v.panel->output.checksum);
    vx_session_close(&v.session);
    for (size_t i = 0; i < VX_LEN(topologies); i++) {
        struct rig r;
        open_live(&r, topologies[i]);
        rig_start(&r);
        rig_type_pattern(&r, 300, 0);
        rig_stop(&r);
        assert_int_equal(vx_get(&r.panel->book.hash), hash);
        assert_int_equal(vx_get(&r.panel->output.checksum), out);
        vx_session_close(&r.session);
    }
}

static void test_a_stop_at_full_speed_loses_nothing(void **state)
{
    static const int64_t policies[] = {0, 1};
    (void)state;
    for (size_t i = 0; i < VX_LEN(topologies); i++)
        for (size_t p = 0; p < VX_LEN(policies); p++) {
            struct rig r;
            open_live(&r, topologies[i]);
            rig_set(&r, VX_SET_BACKPRESSURE, policies[p]);
            rig_set(&r, VX_SET_RING_INGRESS, 64);
            rig_control(&r, VX_CTL_RATE, p ? VX_RATE_MAX : 20000000, 0);
            rig_start(&r);
            do /* on a machine with other work a thread may begin late */
                rig_pass(&r, 20 * MS);
            while (vx_get(&r.panel->ingress.sequenced) == 0 && rig_now(&r) < 10 * (uint64_t)S);
            rig_stop(&r);
            expect_all_accounted_for(&r);
            assert_true(vx_get(&r.panel->ingress.sequenced) > 0);
            if (p)
                assert_int_equal(vx_get(&r.panel->ingress.dropped), 0);
            vx_session_close(&r.session);
        }
}

static void test_a_stalled_stage_is_released_at_a_stop(void **state)
{
    (void)state;
    for (unsigned stage = 0; stage < VX_STAGES; stage++) {
        struct rig r;
        open_live(&r, stage & 1u ? VX_TOPOLOGY_SHARED : VX_TOPOLOGY_DEDICATED);
        rig_set(&r, VX_SET_RING_INGRESS, 64);
        rig_set(&r, VX_SET_RING_BOOK, 64);
        rig_set(&r, VX_SET_RING_BUNDLE, 16);
        rig_control(&r, VX_CTL_RATE, 200000, 0);
        rig_start(&r);
        rig_control(&r, VX_CTL_STALL, stage, 3600 * (uint64_t)S);
        rig_pass(&r, 10 * MS);
        const uint64_t begin = vx_monotonic_ns();
        rig_stop(&r);
        assert_true(vx_monotonic_ns() - begin < 5 * (uint64_t)S);
        expect_all_accounted_for(&r);
        vx_session_close(&r.session);
    }
}

static void test_the_watchdog_names_a_stalled_stage(void **state)
{
    (void)state;
    struct rig r;
    open_live(&r, VX_TOPOLOGY_SHARED);
    rig_set(&r, VX_SET_WATCHDOG, 200 * MS);
    rig_start(&r);
    rig_control(&r, VX_CTL_STALL, VX_STAGE_BUNDLE, 500 * MS);
    rig_pass(&r, 900 * MS);
    assert_true(vx_get(&r.panel->stage[VX_STAGE_BUNDLE].stalls) >= 1);
    rig_expect_logged(&r, "stage bundle stalled for");
    rig_expect_logged(&r, "stage bundle recovered after");
    rig_end(&r);
}

static void test_a_cpu_that_cannot_be_had_is_noted(void **state)
{
    (void)state;
    struct rig r;
    rig_open_live(&r);
    rig_set(&r, VX_SET_TOPOLOGY, VX_TOPOLOGY_MAP);
    r.session.ops->set_text(r.session.self, VX_SET_CPUS, "1000,1000,1000,1000");
    rig_start(&r);
    rig_expect_logged(&r, "not pinned: CPU 1000");
    assert_int_equal((int64_t)vx_get(&r.panel->stage[VX_STAGE_BOOK].cpu), -1);
    assert_true(rig_order(&r, VX_BID, 1, PX(100)).answered);
    rig_end(&r);
}

static void test_a_wrong_map_does_not_start(void **state)
{
    (void)state;
    struct rig r;
    char why[256] = "";
    rig_open_live(&r);
    rig_set(&r, VX_SET_TOPOLOGY, VX_TOPOLOGY_MAP);
    r.session.ops->set_text(r.session.self, VX_SET_CPUS, "0,1");
    assert_int_equal(r.session.ops->start(r.session.self, why, sizeof why), VX_E_INVALID);
    assert_non_null(strstr(why, "engine.cpus \"0,1\": too few numbers"));
    r.session.ops->set_text(r.session.self, VX_SET_CPUS, "0,0,0,0");
    rig_start(&r);
    rig_end(&r);
}

/* ---- what the threads are like ---- */

static unsigned long long blocked_signals(const char *task)
{
    char path[300], line[256];
    unsigned long long mask = 0;
    snprintf(path, sizeof path, "/proc/self/task/%s/status", task);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "SigBlk: %llx", &mask) == 1)
            break;
    fclose(f);
    return mask;
}

static bool is_engine_thread(const char *task)
{
    char path[300], name[32] = "";
    snprintf(path, sizeof path, "/proc/self/task/%s/comm", task);
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    const bool ours = fgets(name, sizeof name, f) && strncmp(name, "vx-", 3) == 0;
    fclose(f);
    return ours;
}

static void test_engine_threads_block_all_signals(void **state)
{
    static const int asked[] = {SIGINT,  SIGTERM,  SIGHUP,  SIGTSTP, SIGCONT,
                                SIGPIPE, SIGWINCH, SIGALRM, SIGUSR1, SIGCHLD};
    (void)state;
    struct rig r;
    unsigned engine = 0;
    open_live(&r, VX_TOPOLOGY_DEDICATED);
    rig_start(&r);
    rig_pass(&r, 50 * MS); /* threads name themselves */
    DIR *dir = opendir("/proc/self/task");
    assert_non_null(dir);
    for (struct dirent *d = readdir(dir); d; d = readdir(dir)) {
        if (d->d_name[0] == '.' || !is_engine_thread(d->d_name))
            continue;
        const unsigned long long mask = blocked_signals(d->d_name);
        for (size_t i = 0; i < VX_LEN(asked); i++)
            assert_true(mask >> (asked[i] - 1) & 1);
        engine++;
    }
    closedir(dir);
    assert_int_equal(engine, VX_STAGES + 1); /* and the watchdog */
    rig_end(&r);
}

static bool is_awake(void *ctx)
{
    const struct rig *r = ctx;
    return vx_ovring_written(&r->panel->answers) > 0;
}

/* A busy machine may let it wait longer than the session does. */
static void test_an_idle_engine_sleeps_and_wakes_for_an_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < VX_LEN(topologies); i++) {
        struct rig r;
        open_live(&r, topologies[i]);
        rig_start(&r);
        rig_pass(&r, 20 * MS);
        const clock_t begin = clock();
        rig_pass(&r, 300 * MS);
        /* four threads that spin would have used 600 ms of two CPUs */
        assert_true((clock() - begin) * 1000 / CLOCKS_PER_SEC < 150);
        rig_order(&r, VX_BID, 1, PX(100));
        assert_int_equal(
            r.session.ops->advance(r.session.self, rig_now(&r) + 10 * (uint64_t)S, is_awake, &r),
            1);
        rig_end(&r);
    }
}

static void test_other_idle_strategies_answer_too(void **state)
{
    (void)state;
    for (int64_t idle = 1; idle < 3; idle++) {
        struct rig r;
        open_live(&r, VX_TOPOLOGY_PAIRED);
        rig_set(&r, VX_SET_IDLE, idle);
        rig_start(&r);
        rig_type_pattern(&r, 20, 0);
        rig_end(&r);
    }
}

/* How often ingress and bundle are polled while nothing comes. */
static void count_polls(struct rig *r, uint64_t *ingress, uint64_t *bundle)
{
    rig_set(r, VX_SET_IDLE, 2); /* spin */
    rig_start(r);
    rig_type_pattern(r, 20, 0);
    rig_pass(r, 100 * MS);
    rig_stop(r);
    expect_all_accounted_for(r);
    *ingress = vx_get(&r->panel->stage[VX_STAGE_INGRESS].polls);
    *bundle = vx_get(&r->panel->stage[VX_STAGE_BUNDLE].polls);
    vx_session_close(&r->session);
}

/* Where all that comes to a thread's other stages comes by way of its ingress, and only there. */
static void test_a_thread_that_spins_looks_at_ingress_first(void **state)
{
    (void)state;
    struct rig r;
    struct vx_cpus cpus;
    uint64_t ingress, bundle;
    vx_cpus_probe(&cpus, "");
    if (cpus.usable < 2)
        skip(); /* there nobody spins */
    open_live(&r, VX_TOPOLOGY_SHARED);
    count_polls(&r, &ingress, &bundle);
    assert_true(bundle > 0 && bundle < ingress / 4);
    open_map(&r, "0,1,0,1");
    count_polls(&r, &ingress, &bundle);
    assert_true(bundle > ingress - ingress / 4);
}

/* ---- the session ---- */

static void test_pause_step_and_halt(void **state)
{
    (void)state;
    struct rig r;
    struct vx_answer a;
    open_live(&r, VX_TOPOLOGY_PAIRED);
    rig_start(&r);
    rig_order(&r, VX_BID, 5, PX(100));
    rig_control(&r, VX_CTL_PAUSE, 1, 0);
    const struct vx_submit s = rig_order(&r, VX_ASK, 2, PX(100));
    assert_false(s.answered);
    rig_control(&r, VX_CTL_STEP, 1, 0);
    rig_pass(&r, 50 * MS);
    assert_int_equal(r.session.ops->answer(r.session.self, s.ticket, &a), 0);
    assert_int_equal(a.filled, 2);
    rig_control(&r, VX_CTL_HALT, 1, 0);
    assert_int_equal(rig_metric(&r, "book.orders"), 0);
    rig_control(&r, VX_CTL_PAUSE, 0, 0);
    assert_int_equal(rig_order(&r, VX_BID, 1, PX(100)).answer.code, VX_REJECT_HALTED);
    rig_end(&r);
}

/* The kill switch answers when nothing rests, and when that can be seen. */
static void test_a_halt_is_seen(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 40; i++) {
        struct rig r;
        open_live(&r, topologies[i % VX_LEN(topologies)]);
        rig_start(&r);
        for (unsigned k = 0; k < 1 + i % 4 * 300; k++)
            rig_order(&r, VX_BID, 1, PX(100));
        r.session.ops->refresh(r.session.self);
        const uint64_t begin = vx_monotonic_ns();
        rig_control(&r, VX_CTL_HALT, 1, 0);
        if (vx_monotonic_ns() - begin < 100 * MS) /* it is not waited for longer */
            assert_int_equal(vx_get(&r.panel->book.orders_resting), 0);
        rig_end(&r);
    }
}

static bool is_traded(void *ctx)
{
    const struct rig *r = ctx;
    return vx_get(&r->panel->book.trades) >= 100;
}

static bool never(void *ctx)
{
    (void)ctx;
    return false;
}

static void test_waiting(void **state)
{
    (void)state;
    struct rig r;
    open_live(&r, VX_TOPOLOGY_SHARED);
    rig_start(&r);
    const struct vx_session_ops *ops = r.session.ops;
    const uint64_t begin = rig_now(&r);
    assert_int_equal(ops->advance(r.session.self, begin + 30 * MS, NULL, NULL), 0);
    assert_true(rig_now(&r) >= begin + 30 * MS);
    rig_control(&r, VX_CTL_RATE, 100000, 0);
    assert_int_equal(ops->advance(r.session.self, begin + 60 * (uint64_t)S, is_traded, &r), 1);
    ops->on_idle(r.session.self, never, NULL);
    assert_int_equal(ops->advance(r.session.self, begin + 60 * (uint64_t)S, NULL, NULL),
                     VX_E_INTERRUPTED);
    ops->on_idle(r.session.self, NULL, NULL);
    rig_end(&r);
}

/* Whoever has refreshed sees counters no older than the depth. */
static void test_counters_are_not_behind_the_depth(void **state)
{
    struct rig r;
    struct vx_depth depth = {.seq = 0};
    (void)state;
    rig_open_live(&r);
    rig_control(&r, VX_CTL_RATE, VX_RATE_MAX, 0);
    rig_start(&r);
    for (unsigned i = 0; i < 200; i++) {
        r.session.ops->refresh(r.session.self);
        if (vx_slots_read(&r.panel->depth, r.panel->depth_area, &depth) > 0)
            assert_true(vx_get(&r.panel->book.answered) >= depth.seq);
    }
    rig_stop(&r);
    assert_true(depth.seq > 0);
    vx_session_close(&r.session);
}

/* Whoever has an answer and refreshes sees it in the counters and in the depth, whatever the load.
 */
static void test_what_was_answered_is_seen(void **state)
{
    (void)state;
    for (size_t i = 0; i < VX_LEN(topologies); i++) {
        struct rig r;
        struct vx_depth depth;
        uint64_t answered = 0;
        open_live(&r, topologies[i]);
        rig_set(&r, VX_SET_DEPTH_EVERY, MS);
        rig_control(&r, VX_CTL_RATE, 500000, 0);
        rig_start(&r);
        for (unsigned k = 0; k < 200; k++) {
            const struct vx_submit s = rig_order(&r, VX_BID, 1, PX(1));
            answered += s.answered;
            if (r.session.ops->refresh(r.session.self) < 0 || !s.answered)
                continue; /* a busy machine */
            assert_true(vx_slots_read(&r.panel->depth, r.panel->depth_area, &depth) > 0);
            assert_true(depth.seq >= s.answer.seq);
            assert_true(vx_get(&r.panel->book.answered) >= s.answer.seq);
            assert_true(vx_get(&r.panel->ingress.operator_in) >= answered);
        }
        assert_true(answered > 0);
        rig_end(&r);
    }
}

/* What is known already is not asked for. */
static void test_a_refresh_that_waits_for_nothing(void **state)
{
    struct rig r;
    (void)state;
    rig_open_live(&r);
    assert_int_equal(rig_now(&r), vx_get(&r.panel->now_ns));
    rig_start(&r);
    rig_order(&r, VX_BID, 5, PX(100));
    assert_int_equal(r.session.ops->refresh(r.session.self), VX_OK);
    const uint64_t published = vx_get(&r.panel->book.published);
    assert_int_equal(r.session.ops->refresh(r.session.self), VX_OK);
    assert_int_equal(vx_get(&r.panel->book.published), published);
    rig_end(&r);
}

static void test_sessions_follow_each_other(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 10; i++) {
        struct rig r;
        open_live(&r, topologies[i % VX_LEN(topologies)]);
        rig_start(&r);
        rig_order(&r, VX_BID, 1, PX(100));
        rig_end(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_load_and_typed_orders_in_every_topology),
        cmocka_unit_test(test_typed_orders_give_the_hash_of_simulated_time),
        cmocka_unit_test(test_a_stop_at_full_speed_loses_nothing),
        cmocka_unit_test(test_a_stalled_stage_is_released_at_a_stop),
        cmocka_unit_test(test_the_watchdog_names_a_stalled_stage),
        cmocka_unit_test(test_a_cpu_that_cannot_be_had_is_noted),
        cmocka_unit_test(test_a_wrong_map_does_not_start),
        cmocka_unit_test(test_engine_threads_block_all_signals),
        cmocka_unit_test(test_an_idle_engine_sleeps_and_wakes_for_an_order),
        cmocka_unit_test(test_other_idle_strategies_answer_too),
        cmocka_unit_test(test_a_thread_that_spins_looks_at_ingress_first),
        cmocka_unit_test(test_pause_step_and_halt),
        cmocka_unit_test(test_a_halt_is_seen),
        cmocka_unit_test(test_waiting),
        cmocka_unit_test(test_counters_are_not_behind_the_depth),
        cmocka_unit_test(test_what_was_answered_is_seen),
        cmocka_unit_test(test_a_refresh_that_waits_for_nothing),
        cmocka_unit_test(test_sessions_follow_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
