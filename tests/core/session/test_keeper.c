/*
 * test_keeper.c: an engine with a journal: in both clocks, at each way of syncing; the same
 * outcome as without; its snapshots; what a second one says; what a failure ends.
 *
 * VX_KEEPER_ORDERS says how many orders rest when a load is timed (20000).
 */
#include "rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/session/session.h"

#define ORDERS 20000u

static const struct vx_engine *engine_of(const struct rig *r)
{
    return r->session.self;
}

static void keep(struct rig *r, enum vx_keeper_sync sync)
{
    rig_set(r, VX_SET_JOURNAL_SYNC, (int64_t)sync);
    rig_set(r, VX_SET_JOURNAL_SEGMENT, 1 << 20);
    rig_set(r, VX_SET_SNAPSHOT_EVERY, 0);
    rig_journal(r);
}

/* The next start, without syncs, comes to the same hash. */
static void start_again(struct rig *r, uint64_t hash)
{
    rig_end(r);
    rig_open_virtual(r);
    keep(r, VX_SYNC_NEVER);
    rig_start(r);
    assert_int_equal(vx_get(&r->panel->book.hash), hash);
}

/* ---- the same outcome ---- */

static void load(struct rig *r, uint64_t load_ns)
{
    rig_start(r);
    rig_type_pattern(r, 60, 1000);
    rig_control(r, VX_CTL_RATE, 1000000, 0);
    rig_pass(r, load_ns);
    rig_control(r, VX_CTL_RATE, 0, 0);
    rig_pass(r, 1 * MS);
}

static uint64_t outcome_without(uint64_t load_ns)
{
    struct rig r;
    rig_open_virtual(&r);
    load(&r, load_ns);
    const uint64_t hash = vx_get(&r.panel->book.hash);
    rig_end(&r);
    return hash;
}

/* With a journal, and as the next start finds it. */
static void check_outcome(enum vx_keeper_sync sync, uint64_t load_ns)
{
    const uint64_t hash = outcome_without(load_ns);
    struct rig r;
    rig_open_virtual(&r);
    keep(&r, sync);
    load(&r, load_ns);
    assert_int_equal(vx_get(&r.panel->book.hash), hash);
    const uint64_t seq = vx_get(&r.panel->book.answered);
    const uint64_t digest = vx_book_digest(engine_of(&r)->pipeline->book);
    rig_end(&r);
    rig_open_virtual(&r);
    keep(&r, VX_SYNC_NEVER);
    rig_start(&r);
    assert_int_equal(vx_get(&r.panel->journal.recovered), seq);
    assert_int_equal(vx_get(&r.panel->book.hash), hash);
    assert_int_equal(vx_book_digest(engine_of(&r)->pipeline->book), digest);
    rig_end(&r);
}

static void test_a_journal_changes_no_outcome(void **state)
{
    (void)state;
    check_outcome(VX_SYNC_NEVER, 20 * MS);
}

static void test_syncing_at_an_interval_changes_none(void **state)
{
    (void)state;
    check_outcome(VX_SYNC_INTERVAL, 20 * MS);
}

static void test_syncing_before_each_answer_changes_none(void **state)
{
    (void)state;
    check_outcome(VX_SYNC_BATCH, 60 * US);
}

/* ---- on real time ---- */

static void live(enum vx_keeper_sync sync)
{
    struct rig r;
    uint64_t seq = 0;
    char why[256];
    rig_open_live(&r);
    keep(&r, sync);
    rig_start(&r);
    for (unsigned i = 0; i < 20; i++) {
        struct vx_submit s = rig_order(&r, i & 1, 5, PX(100) + (i & 1 ? 100 : -100));
        while (!s.answered) /* a slow disk may take longer than the session waits */
            s.answered = r.session.ops->answer(r.session.self, s.ticket, &s.answer) == VX_OK;
        if (sync == VX_SYNC_BATCH)
            assert_true(vx_writer_synced_seq(&engine_of(&r)->keeper->writer) >= s.answer.seq);
    }
    rig_control(&r, VX_CTL_RATE, 100000, 0);
    rig_pass(&r, 100 * MS);
    const int rc = r.session.ops->snapshot(r.session.self, &seq, why, sizeof why);
    if (rc < 0)
        fail_msg("snapshot: %s", why);
    assert_true(seq > 20);
    rig_control(&r, VX_CTL_RATE, 0, 0);
    rig_pass(&r, 50 * MS);
    rig_stop(&r);
    const uint64_t hash = vx_get(&r.panel->book.hash), end = vx_get(&r.panel->book.answered);
    assert_true(vx_get(&r.panel->journal.records) > end);
    vx_session_close(&r.session);
    rig_open_live(&r);
    keep(&r, sync);
    rig_start(&r);
    assert_int_equal(vx_get(&r.panel->journal.recovered), end);
    assert_int_equal(vx_get(&r.panel->journal.replayed), end - seq);
    assert_int_equal(vx_get(&r.panel->book.hash), hash);
    rig_expect_logged(&r, "recovered");
    rig_end(&r);
}

static void test_live_never(void **state)
{
    (void)state;
    live(VX_SYNC_NEVER);
}

static void test_live_interval(void **state)
{
    (void)state;
    live(VX_SYNC_INTERVAL);
}

static void test_live_batch(void **state)
{
    (void)state;
    live(VX_SYNC_BATCH);
}

/* ---- what the operator sees again ---- */

static void test_own_orders_come_back(void **state)
{
    (void)state;
    struct rig r;
    uint64_t seq;
    char why[256];
    rig_open_virtual(&r);
    keep(&r, VX_SYNC_BATCH);
    rig_start(&r);
    rig_order(&r, VX_BID, 5, PX(100));
    rig_order(&r, VX_ASK, 2, PX(100));
    assert_int_equal(r.session.ops->snapshot(r.session.self, &seq, why, sizeof why), 0);
    assert_int_equal(seq, 2);
    rig_order(&r, VX_BID, 7, PX(99));
    rig_end(&r);
    rig_open_virtual(&r);
    keep(&r, VX_SYNC_BATCH);
    rig_start(&r);
    assert_int_equal(rig_metric(&r, "journal.replayed"), 1);
    const struct vx_own first = rig_own(&r, 1), second = rig_own(&r, 2), third = rig_own(&r, 3);
    assert_int_equal(vx_own_status(&first), VX_OWN_LIVE);
    assert_int_equal(first.leaves, 3);
    assert_int_equal(first.filled, 2);
    assert_int_equal(vx_own_status(&second), VX_OWN_FILLED);
    assert_int_equal(third.leaves, 7);
    assert_int_equal(rig_order(&r, VX_BID, 1, PX(98)).tx.id, 4);
    rig_end(&r);
}

/* ---- snapshots under load ---- */

static void open_loaded(struct rig *r, enum vx_topology_id topology, uint64_t rate)
{
    rig_open_live(r);
    keep(r, VX_SYNC_NEVER);
    rig_set(r, VX_SET_TOPOLOGY, topology);
    rig_control(r, VX_CTL_RATE, rate, 0);
    rig_start(r);
}

/* A snapshot holds what was answered before it was asked for, however fast the load is. */
static void test_a_snapshot_holds_what_was_answered(void **state)
{
    (void)state;
    struct rig r;
    uint64_t seq;
    char why[256];
    open_loaded(&r, VX_TOPOLOGY_SHARED, VX_RATE_MAX);
    rig_pass(&r, 20 * MS);
    for (unsigned i = 0; i < 12; i++) {
        const struct vx_submit s = rig_order(&r, VX_BID, 1, PX(1));
        assert_int_equal(r.session.ops->snapshot(r.session.self, &seq, why, sizeof why), 0);
        if (s.answered) /* in time, that is */
            assert_true(seq >= s.answer.seq);
    }
    rig_end(&r);
}

/* A load of one is over when its last order is answered, and that can be seen. */
static void load_under_way(enum vx_topology_id topology, uint32_t n)
{
    struct rig r;
    uint64_t seq, orders;
    char why[256] = "";
    open_loaded(&r, topology, 0);
    for (uint32_t i = 0; i < n; i++)
        rig_order(&r, VX_BID, 1, PX(100) - 100 * (int32_t)(i % 100));
    assert_int_equal(r.session.ops->snapshot(r.session.self, &seq, why, sizeof why), 0);
    rig_control(&r, VX_CTL_RATE, 300000, 0);
    rig_pass(&r, 2 * MS);
    const uint64_t before = vx_get(&r.panel->ingress.sequenced);
    if (r.session.ops->restore(r.session.self, &seq, &orders, why, sizeof why) < 0)
        fail_msg("%s", why);
    assert_true(orders > 0);
    assert_true(vx_marks_get_answered(&engine_of(&r)->pipeline->marks) >= before + 1 + orders);
    if (r.session.ops->refresh(r.session.self) == VX_OK) /* not on a busy machine */
        assert_true(vx_get(&r.panel->book.answered) >= before + 1 + orders);
    rig_end(&r);
}

static void test_a_load_is_over_when_it_is_answered(void **state)
{
    static const enum vx_topology_id topologies[] = {VX_TOPOLOGY_SHARED, VX_TOPOLOGY_PAIRED};
    for (unsigned i = 0; i < 8; i++) {
        load_under_way(topologies[i % VX_LEN(topologies)], 8000);
        rig_remove_directory(state);
        rig_make_directory(state);
    }
}

/* The kill switch and its cancel-all take the last places that the journal has: that the load is
 * given up is written when there is one again, and no order of it comes until then. */
static void test_a_load_is_given_up_when_that_can_be_kept(void **state)
{
    (void)state;
    struct rig r;
    uint64_t seq;
    char why[256];
    rig_open_virtual(&r);
    keep(&r, VX_SYNC_NEVER);
    rig_start(&r);
    for (int32_t i = 0; i < 50; i++)
        rig_order(&r, VX_BID, 1, PX(100) - 100 * i);
    assert_int_equal(r.session.ops->snapshot(r.session.self, &seq, why, sizeof why), 0);
    struct vx_pipeline *p = engine_of(&r)->pipeline;
    struct vx_writer *w = &engine_of(&r)->keeper->writer;
    rig_control(&r, VX_CTL_SLOW, VX_STAGE_INGRESS, MS);
    assert_int_equal(vx_keeper_load(engine_of(&r)->keeper, seq, &p->restore, why, sizeof why), 0);
    vx_restore_slot_set(&p->restore_slot, p->restore);
    rig_pass(&r, 10 * MS);
    const uint64_t next = p->restore->next, seal = w->seal;
    w->stop = w->seal = w->count + 2;
    atomic_store(&w->full, 1);
    w->retry_ns = VX_NEVER;
    const uint32_t ready = atomic_exchange(&w->ready, 1);
    rig_control(&r, VX_CTL_HALT, 1, 0);
    rig_pass(&r, 10 * MS);
    assert_non_null(vx_restore_slot_get(&p->restore_slot));
    assert_false(p->restore->given_up);
    w->seal = seal;
    atomic_store(&w->ready, ready);
    atomic_store(&w->full, 0);
    w->retry_ns = 0;
    rig_pass(&r, 10 * MS);
    assert_null(vx_restore_slot_get(&p->restore_slot));
    assert_true(p->restore->given_up && next > 0 && p->restore->next == next);
    const uint64_t hash = vx_get(&r.panel->book.hash);
    start_again(&r, hash);
    assert_int_equal(vx_get(&r.panel->book.orders_resting), 0);
    assert_null(strstr(r.session.note, "goes on"));
    rig_end(&r);
}

/* ---- old segments ---- */

static void test_old_segments_go(void **state)
{
    (void)state;
    struct rig r;
    uint32_t first, last;
    rig_open_virtual(&r);
    keep(&r, VX_SYNC_NEVER);
    rig_set(&r, VX_SET_JOURNAL_SEGMENT, VX_SEGMENT_MIN);
    rig_set(&r, VX_SET_JOURNAL_KEEP, 3 * VX_SEGMENT_MIN);
    rig_set(&r, VX_SET_SNAPSHOT_EVERY, 2000);
    rig_set(&r, VX_SET_SNAPSHOT_KEEP, 2);
    load(&r, 20 * MS);
    assert_true(rig_metric(&r, "journal.removed") > 10);
    const struct vx_io *io = &engine_of(&r)->keeper->io;
    const int64_t left = vx_journal_segments(io, &first, &last);
    assert_in_range(left, 3, 8);
    assert_int_equal(first, rig_metric(&r, "journal.removed") + 1);
    const uint64_t hash = vx_get(&r.panel->book.hash);
    start_again(&r, hash);
    rig_end(&r);
}

/* The oldest snapshot that is kept is damaged: nothing goes that might replace it. */
static void test_nothing_goes_behind_a_damaged_snapshot(void **state)
{
    (void)state;
    struct rig r;
    uint64_t seq;
    char why[256], name[VX_IO_NAME_MAX];
    rig_open_virtual(&r);
    keep(&r, VX_SYNC_NEVER);
    rig_set(&r, VX_SET_JOURNAL_SEGMENT, VX_SEGMENT_MIN);
    rig_set(&r, VX_SET_JOURNAL_KEEP, 1);
    load(&r, 3 * MS);
    assert_int_equal(r.session.ops->snapshot(r.session.self, &seq, why, sizeof why), 0);
    const int64_t removed = rig_metric(&r, "journal.removed");
    assert_true(removed >= 1);
    const struct vx_io *io = &engine_of(&r)->keeper->io;
    vx_snapshot_name(name, 1);
    const int file = io->ops->open(io->self, name, VX_IO_CREATE);
    assert_true(file >= 0);
    io->ops->close(io->self, file);
    rig_control(&r, VX_CTL_RATE, 1000000, 0);
    rig_pass(&r, 5 * MS);
    assert_int_equal(r.session.ops->snapshot(r.session.self, &seq, why, sizeof why), 0);
    assert_int_equal(rig_metric(&r, "journal.removed"), removed);
    rig_end(&r);
}

/* ---- a sync that fails ---- */

static int fail_sync(void *self, int file)
{
    (void)self;
    (void)file;
    return -5; /* EIO */
}

static void test_a_failed_sync_ends_it(void **state)
{
    (void)state;
    struct rig r;
    char why[256];
    rig_open_virtual(&r);
    keep(&r, VX_SYNC_BATCH);
    rig_start(&r);
    rig_order(&r, VX_BID, 5, PX(100));
    struct vx_keeper *k = engine_of(&r)->keeper;
    struct vx_io_ops broken = *k->writer.config.io.ops;
    broken.sync = fail_sync;
    k->writer.config.io.ops = &broken;
    struct vx_submit s = {.tx = {.kind = VX_TX_LIMIT, .price = PX(99), .qty = 1}};
    assert_int_equal(r.session.ops->submit(r.session.self, &s), 0);
    assert_false(s.answered);
    rig_pass(&r, 1 * S);
    assert_int_equal(r.session.ops->answer(r.session.self, s.ticket, &s.answer), VX_E_EMPTY);
    assert_int_equal(r.session.ops->submit(r.session.self, &s), VX_E_JOURNAL);
    rig_expect_logged(&r, "a sync failed");
    assert_int_equal(rig_metric(&r, "journal.failed"), 1);
    assert_int_equal(r.session.ops->stop(r.session.self, why, sizeof why), VX_E_JOURNAL);
    assert_non_null(strstr(why, "behind sequence 1"));
    assert_true(r.session.journal_bad);
    vx_session_close(&r.session);
}

/* ---- how fast ---- */

static void test_load_of_a_large_book(void **state)
{
    (void)state;
    const char *text = getenv("VX_KEEPER_ORDERS");
    const uint32_t n = text ? (uint32_t)strtoul(text, NULL, 10) : ORDERS;
    struct rig r;
    uint64_t seq;
    char why[256];
    rig_open_virtual(&r);
    keep(&r, VX_SYNC_NEVER);
    rig_set(&r, VX_SET_ORDERS_MAX, 2 * (int64_t)n);
    rig_set(&r, VX_SET_RISK_OPEN, 2 * (int64_t)n);
    rig_start(&r);
    for (uint32_t i = 0; i < n; i++)
        rig_order(&r, i & 1, 1, PX(100) + (i & 1 ? 100 : -100) * (1 + (int32_t)(i * 7919u % 5000)));
    const uint64_t hash = vx_get(&r.panel->book.hash);
    assert_int_equal(r.session.ops->snapshot(r.session.self, &seq, why, sizeof why), 0);
    struct vx_keeper *k = engine_of(&r)->keeper;
    rig_stop(&r);
    /* twice into a new pipeline: from the snapshot, and from the journal alone */
    for (unsigned pass = 0; pass < 2; pass++) {
        struct vx_pipeline *p;
        assert_int_equal(vx_pipeline_open(&p, r.panel, NULL, why, sizeof why), 0);
        const uint64_t begin = vx_monotonic_ns();
        if (vx_replay_recover(&k->replay, p, &k->io, VX_NEVER, why, sizeof why) < 0)
            fail_msg("%s", why);
        const uint64_t took = vx_monotonic_ns() - begin;
        assert_int_equal(p->booker.tally.hash, hash);
        assert_int_equal(vx_book_check(p->book), 0);
        assert_int_equal(k->replay.replayed, pass ? n : 0);
        print_message("%s: %u orders in %.1f ms\n", pass ? "journal" : "snapshot", (unsigned)n,
                      (double)took / 1e6);
        vx_pipeline_close(p);
        vx_snapshot_prune(&k->io, 0);
    }
    vx_session_close(&r.session);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_make_directory, rig_remove_directory)
    const struct CMUnitTest tests[] = {
        TEST(test_a_journal_changes_no_outcome),
        TEST(test_syncing_at_an_interval_changes_none),
        TEST(test_syncing_before_each_answer_changes_none),
        TEST(test_live_never),
        TEST(test_live_interval),
        TEST(test_live_batch),
        TEST(test_own_orders_come_back),
        TEST(test_a_snapshot_holds_what_was_answered),
        TEST(test_a_load_is_over_when_it_is_answered),
        TEST(test_a_load_is_given_up_when_that_can_be_kept),
        TEST(test_old_segments_go),
        TEST(test_nothing_goes_behind_a_damaged_snapshot),
        TEST(test_a_failed_sync_ends_it),
        TEST(test_load_of_a_large_book),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
