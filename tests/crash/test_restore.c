/*
 * test_restore.c: the book of a snapshot is put back into an engine that runs: the same book, also
 * after a restart; the one before or the snapshot's if the journal ends anywhere in between; and
 * what ends or refuses a load.
 */
#include "../core/session/rig.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/session/session.h"

#define ORDERS 60u

static char directory[40], copy[40];

static int set_up(void **state)
{
    (void)state;
    strcpy(directory, "/tmp/velox-restore.XXXXXX");
    strcpy(copy, "/tmp/velox-restore.XXXXXX");
    assert_non_null(mkdtemp(directory));
    assert_non_null(mkdtemp(copy));
    return 0;
}

/* VERB with both directories behind it. */
static void shell(const char *verb)
{
    char command[160];
    snprintf(command, sizeof command, "%s '%s' '%s'", verb, directory, copy);
    assert_int_equal(system(command), 0);
}

static int tear_down(void **state)
{
    (void)state;
    shell("rm -rf");
    return 0;
}

static const struct vx_engine *engine_of(const struct rig *r)
{
    return r->session.self;
}

static uint64_t digest_of(const struct rig *r)
{
    return vx_book_digest(engine_of(r)->pipeline->book);
}

/* Of the journal's only segment, where the next record goes. */
static uint64_t slot_of(const struct rig *r)
{
    return vx_keeper_records(engine_of(r)->keeper) % vx_segment_slots(VX_SEGMENT_MIN);
}

static void keep(struct rig *r, const char *where)
{
    rig_set(r, VX_SET_JOURNAL_SYNC, VX_SYNC_NEVER);
    rig_set(r, VX_SET_JOURNAL_SEGMENT, VX_SEGMENT_MIN);
    rig_set(r, VX_SET_SNAPSHOT_EVERY, 0);
    assert_int_equal(r->session.ops->set_text(r->session.self, VX_SET_JOURNAL_DIR, where), 0);
}

static void open_kept(struct rig *r, const char *where)
{
    rig_open_virtual(r);
    keep(r, where);
    rig_start(r);
}

/* Orders of several owners at some prices, and own ones that are partly filled. */
static void fill_book(struct rig *r, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        const struct vx_tx tx = {.kind = VX_TX_LIMIT,
                                 .flags = vx_tx_flags(i & 1u, VX_TIF_GTC, 0),
                                 .owner = (uint16_t)(i % 4),
                                 .price = PX(100) + (i & 1 ? 100 : -100) * (1 + (int32_t)(i % 7)),
                                 .qty = 1 + i % 9};
        assert_true(rig_submit(r, &tx).answered);
    }
    rig_market(r, VX_BID, 3);
}

static uint64_t save(struct rig *r)
{
    char why[256] = "";
    uint64_t seq = 0;
    if (r->session.ops->snapshot(r->session.self, &seq, why, sizeof why) < 0)
        fail_msg("snapshot: %s", why);
    return seq;
}

/* The panel's gauge follows within a while. */
static void expect_resting(struct rig *r, uint64_t orders)
{
    for (unsigned i = 0; i < 2000 && vx_get(&r->panel->book.orders_resting) != orders; i++)
        rig_pass(r, MS);
    assert_int_equal(orders, vx_get(&r->panel->book.orders_resting));
}

static int load(struct rig *r, uint64_t seq, char why[256])
{
    uint64_t orders = 0;
    why[0] = '\0';
    const int rc = r->session.ops->restore(r->session.self, &seq, &orders, why, 256);
    if (rc == VX_OK)
        expect_resting(r, orders);
    return rc;
}

static void must_load(struct rig *r, uint64_t seq)
{
    char why[256];
    if (load(r, seq, why) < 0)
        fail_msg("load: %s", why);
}

/* ---- it comes back ---- */

static void test_the_book_comes_back(void **state)
{
    (void)state;
    struct rig r;
    open_kept(&r, directory);
    fill_book(&r, ORDERS);
    const uint64_t wanted = digest_of(&r), seq = save(&r);
    rig_order(&r, VX_BID, 9, PX(90));
    rig_cancel(&r, 3, 0);
    rig_market(&r, VX_ASK, 40);
    const uint64_t later = digest_of(&r), later_seq = save(&r);
    const int64_t trades = rig_metric(&r, "trades.count");
    assert_true(later != wanted);
    must_load(&r, seq);
    assert_true(digest_of(&r) == wanted);
    assert_int_equal(rig_metric(&r, "trades.count"), trades);
    const struct vx_own again = rig_own(&r, 3), gone = rig_own(&r, ORDERS + 2);
    assert_int_equal(vx_own_status(&again), VX_OWN_LIVE);
    assert_int_equal(vx_own_status(&gone), VX_OWN_CANCELLED);
    /* answers still find their orders, ids go on, and there is a way forward again */
    const struct vx_submit s = rig_order(&r, VX_BID, 1, PX(90));
    assert_true(s.answered);
    assert_int_equal(s.answer.id, s.tx.id);
    assert_int_equal(s.tx.id, ORDERS + 4);
    must_load(&r, VX_NEVER);
    assert_true(digest_of(&r) == later);
    assert_true(later_seq > seq);
    const uint64_t hash = vx_get(&r.panel->book.hash);
    rig_end(&r);
    open_kept(&r, directory);
    assert_true(digest_of(&r) == later);
    assert_true(vx_get(&r.panel->book.hash) == hash);
    rig_end(&r);
}

static void test_it_comes_back_under_load(void **state)
{
    (void)state;
    struct rig r;
    rig_open_live(&r);
    keep(&r, directory);
    rig_start(&r);
    fill_book(&r, ORDERS);
    const uint64_t seq = save(&r), wanted = digest_of(&r);
    rig_control(&r, VX_CTL_RATE, 50000, 0);
    rig_pass(&r, 50 * MS);
    rig_control(&r, VX_CTL_PAUSE, 1, 0);
    must_load(&r, seq);
    assert_true(digest_of(&r) == wanted);
    rig_control(&r, VX_CTL_PAUSE, 0, 0);
    rig_pass(&r, 10 * MS);
    uint64_t again = seq, orders = 0;
    char why[256] = "";
    assert_int_equal(r.session.ops->restore(r.session.self, &again, &orders, why, sizeof why), 0);
    assert_int_equal(orders, engine_of(&r)->pipeline->restore->inputs - 1);
    rig_control(&r, VX_CTL_RATE, 0, 0);
    rig_pass(&r, 20 * MS);
    rig_stop(&r);
    const uint64_t hash = vx_get(&r.panel->book.hash);
    vx_session_close(&r.session);
    open_kept(&r, directory);
    assert_true(vx_get(&r.panel->book.hash) == hash);
    rig_end(&r);
}

/* ---- cut off ---- */

/* The copy's only segment, zero from a slot on, and with no mark. */
static void cut_from(uint64_t slot)
{
    static const unsigned char zero[VX_SEGMENT_MIN];
    char path[80];
    shell("cp -rT");
    snprintf(path, sizeof path, "%s/journal-00000001.vxj", copy);
    const int fd = open(path, O_WRONLY);
    const uint64_t at = vx_slot_offset(slot);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, zero, 16, VX_SEGMENT_MARK_AT), 16);
    assert_int_equal(pwrite(fd, zero, VX_SEGMENT_MIN - at, (off_t)at), VX_SEGMENT_MIN - at);
    close(fd);
}

static void test_cut_off_anywhere(void **state)
{
    (void)state;
    struct rig r;
    open_kept(&r, directory);
    fill_book(&r, ORDERS);
    const uint64_t wanted = digest_of(&r), seq = save(&r);
    rig_market(&r, VX_ASK, 20);
    const uint64_t before = digest_of(&r);
    const uint64_t begin = slot_of(&r);
    must_load(&r, seq);
    const uint64_t end = slot_of(&r);
    rig_end(&r);
    assert_true(end - begin > ORDERS / 2);
    for (uint64_t slot = begin; slot <= end; slot++) {
        cut_from(slot);
        open_kept(&r, copy);
        if (digest_of(&r) != (slot == begin ? before : wanted))
            fail_msg("cut at record %llu of %llu to %llu", (unsigned long long)slot,
                     (unsigned long long)begin, (unsigned long long)end);
        if (slot > begin && slot < end)
            assert_non_null(strstr(r.session.note, "goes on"));
        const uint64_t hash = vx_get(&r.panel->book.hash);
        rig_end(&r);
        open_kept(&r, copy);
        assert_true(vx_get(&r.panel->book.hash) == hash);
        rig_end(&r);
    }
}

static void test_cut_off_and_the_snapshot_is_gone(void **state)
{
    (void)state;
    struct rig r;
    char command[160], why[256];
    open_kept(&r, directory);
    fill_book(&r, ORDERS);
    const uint64_t seq = save(&r);
    const uint64_t begin = slot_of(&r);
    must_load(&r, seq);
    rig_end(&r);
    cut_from(begin + 10);
    snprintf(command, sizeof command, "rm '%s'/snapshot-*", copy);
    assert_int_equal(system(command), 0);
    open_kept(&r, copy);
    assert_non_null(strstr(r.session.note, "was cut off"));
    assert_int_equal(vx_get(&r.panel->book.orders_resting), 8); /* RESTORE, CANCEL_ALL, 8 orders */
    rig_end(&r);
    open_kept(&r, copy); /* it is said once */
    assert_null(strstr(r.session.note, "was cut off"));
    assert_int_equal(load(&r, seq, why), VX_E_JOURNAL);
    rig_end(&r);
}

/* ---- what refuses or ends it ---- */

static void test_what_refuses_it(void **state)
{
    (void)state;
    struct rig r;
    char why[256];
    open_kept(&r, directory);
    assert_int_equal(load(&r, VX_NEVER, why), VX_E_EMPTY);
    fill_book(&r, ORDERS);
    const uint64_t seq = save(&r), digest = digest_of(&r);
    assert_int_equal(load(&r, seq + 1, why), VX_E_JOURNAL);
    assert_non_null(strstr(why, "snapshot-"));
    rig_control(&r, VX_CTL_HALT, 1, 0);
    assert_int_equal(load(&r, seq, why), VX_E_STATE);
    assert_non_null(strstr(why, "kill switch"));
    rig_control(&r, VX_CTL_HALT, 0, 0);
    must_load(&r, seq);
    assert_true(digest_of(&r) == digest);
    rig_end(&r);
    rig_open_virtual(&r);
    rig_start(&r);
    assert_int_equal(load(&r, VX_NEVER, why), VX_E_STATE);
    assert_non_null(strstr(why, "--data"));
    rig_end(&r);
}

/* Ingress is slow, so that the kill switch finds a load under way. */
static void test_the_kill_switch_ends_it(void **state)
{
    (void)state;
    struct rig r;
    open_kept(&r, directory);
    fill_book(&r, ORDERS);
    const uint64_t seq = save(&r);
    struct vx_pipeline *p = engine_of(&r)->pipeline;
    rig_control(&r, VX_CTL_SLOW, VX_STAGE_INGRESS, 1 * MS);
    assert_int_equal(vx_keeper_load(engine_of(&r)->keeper, seq, &p->restore, NULL, 0), 0);
    vx_restore_slot_set(&p->restore_slot, p->restore);
    rig_pass(&r, 10 * MS);
    rig_control(&r, VX_CTL_HALT, 1, 0);
    rig_pass(&r, 100 * MS);
    assert_null(vx_restore_slot_get(&p->restore_slot));
    assert_true(p->restore->given_up && p->restore->next > 2);
    assert_int_equal(vx_get(&r.panel->book.orders_resting), 0);
    const uint64_t hash = vx_get(&r.panel->book.hash);
    rig_end(&r);
    open_kept(&r, directory);
    assert_true(vx_get(&r.panel->book.hash) == hash);
    assert_int_equal(vx_get(&r.panel->book.orders_resting), 0);
    assert_non_null(strstr(r.session.note, "halted"));
    rig_end(&r);
}

/* The disk has room for one segment: what of the load does not fit is given up, and cancels work.
 */
static void test_a_full_disk_ends_it(void **state)
{
    (void)state;
    struct rig r;
    char why[256];
    open_kept(&r, directory);
    fill_book(&r, ORDERS);
    const uint64_t seq = save(&r);
    struct vx_writer *w = &engine_of(&r)->keeper->writer;
    while (w->seal - w->count > w->reserve + 20)
        rig_cancel(&r, 999999, 0);
    atomic_store(&w->full, 1);
    const uint32_t ready = atomic_exchange(&w->ready, 1);
    assert_int_equal(load(&r, seq, why), VX_E_FULL);
    assert_non_null(strstr(why, "a full disk"));
    assert_true(rig_cancel(&r, 5, 0).answered);
    atomic_store(&w->ready, ready);
    atomic_store(&w->full, 0);
    const uint64_t hash = vx_get(&r.panel->book.hash);
    rig_end(&r);
    open_kept(&r, directory);
    assert_true(vx_get(&r.panel->book.hash) == hash);
    assert_null(strstr(r.session.note, "goes on"));
    must_load(&r, seq);
    rig_end(&r);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_the_book_comes_back), TEST(test_it_comes_back_under_load),
        TEST(test_cut_off_anywhere),    TEST(test_cut_off_and_the_snapshot_is_gone),
        TEST(test_what_refuses_it),     TEST(test_the_kill_switch_ends_it),
        TEST(test_a_full_disk_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
