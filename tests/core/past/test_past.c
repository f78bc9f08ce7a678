/*
 * test_past.c: a look at a journal's moments: the same hash and book as the engine had there, from
 * any side; times; ends; what cannot be read.
 */
#include "../session/rig.h"

#include <stdio.h>
#include <string.h>

#include "../../scale.h"
#include "core/past/past_inside.h"
#include "core/session/session.h"

#define MOMENTS 24u

/* What the engine was at some of its moments. */
static struct moment {
    uint64_t seq, hash, digest, t_ns;
    struct vx_depth depth;
} moment[MOMENTS];

static const struct vx_engine *engine_of(const struct rig *r)
{
    return r->session.self;
}

static void keep(struct rig *r, uint64_t every)
{
    rig_set(r, VX_SET_JOURNAL_SYNC, VX_SYNC_INTERVAL);
    rig_set(r, VX_SET_JOURNAL_SEGMENT, 1 << 16);
    rig_set(r, VX_SET_SNAPSHOT_EVERY, (int64_t)every);
    rig_journal(r);
}

static void note(struct rig *r, struct moment *m)
{
    assert_int_equal(r->session.ops->refresh(r->session.self), 0);
    m->seq = vx_get(&r->panel->book.answered);
    m->hash = vx_get(&r->panel->book.hash);
    m->digest = vx_book_digest(engine_of(r)->pipeline->book);
    m->t_ns = rig_now(r);
    assert_true(vx_slots_read(&r->panel->depth, r->panel->depth_area, &m->depth) > 0);
}

/* A session of some ten thousand inputs with moments noted on the way. */
static void write_session(struct rig *r, uint64_t every)
{
    rig_open_virtual(r);
    keep(r, every);
    rig_start(r);
    rig_type_pattern(r, 60, 1000);
    rig_control(r, VX_CTL_RATE, 1000000, 0);
    for (unsigned i = 0; i < MOMENTS; i++) {
        rig_pass(r, 1 * MS);
        note(r, &moment[i]);
    }
    rig_control(r, VX_CTL_RATE, 0, 0);
    rig_pass(r, 1 * MS);
    assert_int_equal(vx_get(&r->panel->ingress.dropped),
                     0); /* small segments, no waiting for them */
}

static struct vx_past_engine *open_past(const struct vx_panel *like)
{
    char why[256] = "";
    struct vx_past_engine *past;
    if (vx_past_open(&past, rig_directory, like, why, sizeof why) < 0)
        fail_msg("%s", why);
    return past;
}

static void go(struct vx_past_engine *past, uint64_t seq)
{
    char why[256] = "";
    if (vx_past_goto(past, seq, why, sizeof why) < 0)
        fail_msg("%s", why);
    assert_int_equal(vx_past_seq(past), seq);
}

static void check_moment(struct vx_past_engine *past, const struct moment *m)
{
    struct vx_depth depth;
    const struct vx_panel *panel = vx_past_panel(past);
    go(past, m->seq);
    assert_int_equal(vx_past_hash(past), m->hash);
    assert_int_equal(vx_book_digest(vx_past_book(past)), m->digest);
    assert_int_equal(vx_get(&panel->book.hash), m->hash);
    assert_int_equal(vx_get(&panel->ingress.sequenced), m->seq);
    assert_true(vx_past_now(past) <= m->t_ns);
    assert_true(vx_slots_read(&panel->depth, panel->depth_area, &depth) > 0);
    assert_memory_equal(depth.level, m->depth.level, sizeof depth.level);
    assert_int_equal(depth.last_price, m->depth.last_price);
}

static void check_all(struct vx_past_engine *past)
{
    const unsigned n = (unsigned)vx_test_scaled(MOMENTS), step = MOMENTS / n;
    for (unsigned i = 0; i < n; i++)
        check_moment(past, &moment[i * step]);
    for (unsigned i = n; i-- > 0;)
        check_moment(past, &moment[i * step]);
    for (unsigned i = 0; i < 2 * n; i++)
        check_moment(past, &moment[i * 7u % MOMENTS]);
}

/* ---- moments ---- */

static void test_each_moment_is_as_it_was(void **state)
{
    (void)state;
    struct rig r;
    write_session(&r, 0);
    rig_end(&r);
    struct vx_past_engine *past = open_past(NULL);
    check_all(past);
    vx_past_close(past);
}

static void test_snapshots_make_no_difference(void **state)
{
    (void)state;
    struct rig r;
    write_session(&r, 3000);
    struct vx_past_engine *past = open_past(r.panel);
    check_all(past);
    vx_past_close(past);
    rig_end(&r);
}

static void test_the_first_moment_is_empty(void **state)
{
    (void)state;
    struct rig r;
    write_session(&r, 0);
    struct vx_past_engine *past = open_past(r.panel);
    assert_int_equal(vx_past_seq(past), 0);
    assert_int_equal(vx_book_orders(vx_past_book(past)), 0);
    go(past, moment[3].seq);
    go(past, 0);
    assert_int_equal(vx_book_orders(vx_past_book(past)), 0);
    assert_int_equal(vx_ovring_written(&vx_past_panel(past)->tape), 0);
    vx_past_close(past);
    rig_end(&r);
}

/* A step back behind a long way begins at a waypoint near by, and leads to the same. */
static void test_steps_back_are_short(void **state)
{
    (void)state;
    struct rig r;
    rig_open_virtual(&r);
    keep(&r, 0);
    rig_set(&r, VX_SET_JOURNAL_SEGMENT, 1 << 24);
    rig_start(&r);
    rig_control(&r, VX_CTL_RATE, 1000000, 0);
    rig_pass(&r, 700 * MS);
    const uint64_t end = vx_get(&r.panel->book.answered), hash = vx_get(&r.panel->book.hash);
    rig_end(&r);
    struct vx_past_engine *past = open_past(NULL);
    go(past, end);
    assert_int_equal(vx_past_hash(past), hash);
    assert_int_equal(vx_past_from(past), 0);
    go(past, end - 1000);
    const uint64_t before = vx_past_hash(past), from = vx_past_from(past);
    assert_true(from > end - 200000);
    go(past, 1000);
    assert_int_equal(vx_past_from(past), 0);
    go(past, end);
    assert_int_equal(vx_past_hash(past), hash);
    vx_past_close(past);
    past = open_past(NULL); /* without waypoints */
    go(past, 1000);
    while (vx_past_seq(past) < end - 1000)
        go(past, vx_past_seq(past) + vx_min_u64(200000, end - 1000 - vx_past_seq(past)));
    assert_int_equal(vx_past_from(past), 0);
    assert_int_equal(vx_past_hash(past), before);
    vx_past_close(past);
}

/* ---- steps ---- */

struct seen {
    uint64_t inputs, reports, last, trades;
};

static void see(void *ctx, const struct vx_record *input, const struct vx_report *report,
                uint32_t n)
{
    struct seen *s = ctx;
    for (uint32_t i = 0; i < n; i++) {
        s->reports++;
        s->inputs += (report[i].kind & VX_REPORT_LAST) != 0;
        s->trades += vx_report_kind(&report[i]) == VX_REPORT_FILL;
    }
    s->last = input->seq;
}

static void test_steps_lead_to_the_same(void **state)
{
    (void)state;
    struct rig r;
    struct seen seen = {0};
    char why[256];
    write_session(&r, 0);
    rig_stop(&r);
    struct vx_past_engine *past = open_past(r.panel);
    const struct vx_panel *panel = vx_past_panel(past);
    while (vx_past_seq(past) < moment[4].seq)
        assert_int_equal(vx_past_next(past, see, &seen, why, sizeof why), 1);
    assert_int_equal(vx_past_hash(past), moment[4].hash);
    vx_past_show(past);
    assert_int_equal(seen.inputs, moment[4].seq);
    assert_int_equal(seen.last, moment[4].seq);
    assert_int_equal(seen.reports, vx_get(&panel->book.reports));
    assert_int_equal(seen.trades, vx_get(&panel->book.trades));
    /* to the end, and not a step further */
    int rc;
    while ((rc = vx_past_next(past, NULL, NULL, why, sizeof why)) == 1)
        ;
    assert_int_equal(rc, 0);
    assert_int_equal(vx_past_hash(past), vx_get(&r.panel->book.hash));
    assert_int_equal(vx_past_goto(past, vx_past_seq(past) + 1, why, sizeof why), VX_E_RANGE);
    assert_non_null(strstr(why, "the journal ends at sequence"));
    vx_past_close(past);
    vx_session_close(&r.session);
}

/* ---- while the engine writes ---- */

static void test_it_follows_an_engine_that_writes(void **state)
{
    (void)state;
    struct rig r;
    struct moment now;
    struct vx_past_bounds bounds;
    char why[256];
    rig_open_virtual(&r);
    keep(&r, 5000);
    rig_start(&r);
    rig_type_pattern(&r, 10, 1000);
    struct vx_past_engine *past = open_past(r.panel);
    rig_control(&r, VX_CTL_RATE, 1000000, 0);
    for (unsigned i = 0; i < 30; i++) {
        rig_pass(&r, 700 * US);
        note(&r, &now);
        assert_int_equal(vx_past_look(past, &bounds, why, sizeof why), 0);
        assert_int_equal(bounds.last_seq, now.seq);
        check_moment(past, &now);
        go(past, now.seq - 1);
        assert_int_equal(vx_past_next(past, NULL, NULL, why, sizeof why), 1);
        assert_int_equal(vx_past_hash(past), now.hash);
        assert_int_equal(vx_past_next(past, NULL, NULL, why, sizeof why), 0);
    }
    vx_past_close(past);
    rig_end(&r);
}

/* A moment that is left, and is as it was. */
static void check_first(struct vx_past_engine *past)
{
    struct vx_past_bounds bounds;
    char why[256] = "";
    assert_int_equal(vx_past_look(past, &bounds, why, sizeof why), 0);
    go(past, bounds.first_seq);
    assert_int_equal(vx_get(&vx_past_panel(past)->book.orders_resting),
                     vx_book_orders(vx_past_book(past)));
    for (unsigned i = 0; i < MOMENTS; i++)
        if (moment[i].seq >= bounds.first_seq && moment[i].seq <= bounds.last_seq)
            check_moment(past, &moment[i]);
}

/* journal.keep takes segments from under a look at the past: what is gone is said. */
static void test_the_first_moment_moves_on(void **state)
{
    (void)state;
    struct rig r;
    struct vx_past_bounds after;
    char why[256] = "";
    memset(moment, 0, sizeof moment);
    rig_open_virtual(&r);
    rig_set(&r, VX_SET_JOURNAL_KEEP, 2 * VX_SEGMENT_MIN);
    rig_set(&r, VX_SET_SNAPSHOT_KEEP, 2);
    keep(&r, 1500);
    rig_start(&r);
    rig_control(&r, VX_CTL_RATE, 1000000, 0);
    rig_pass(&r, 1 * MS);
    struct vx_past_engine *past = open_past(r.panel);
    go(past, 900);
    for (unsigned i = 0; i < MOMENTS; i++) {
        rig_pass(&r, 1 * MS);
        note(&r, &moment[i]);
    }
    rig_control(&r, VX_CTL_RATE, 0, 0);
    vx_keeper_publish(engine_of(&r)->keeper);
    assert_true(vx_get(&r.panel->journal.removed) > 4);
    assert_int_equal(vx_past_look(past, &after, why, sizeof why), 0);
    assert_true(after.first_seq > 3000);
    assert_in_range(after.first_ns, 1, rig_now(&r));
    /* what it stood at is gone */
    assert_int_equal(vx_past_goto(past, 901, why, sizeof why), VX_E_RANGE);
    char wanted[64];
    snprintf(wanted, sizeof wanted, "the journal begins at sequence %llu ",
             (unsigned long long)after.first_seq);
    assert_non_null(strstr(why, wanted));
    /* the way on from there too, and a later moment is there all the same */
    int rc = 1;
    while (rc == 1 && vx_past_seq(past) < after.first_seq)
        rc = vx_past_next(past, NULL, NULL, why, sizeof why);
    assert_int_equal(rc, VX_E_JOURNAL);
    assert_non_null(strstr(why, "is gone (journal.keep)"));
    check_first(past);
    uint64_t seq;
    assert_int_equal(vx_past_seq_at(past, 1, &seq, why, sizeof why), 0);
    assert_true(seq < after.first_seq);
    vx_past_close(past);
    rig_end(&r);
}

/* ---- times ---- */

static void test_times_and_sequences(void **state)
{
    (void)state;
    struct rig r;
    uint64_t seq, t_ns, before;
    char why[256];
    write_session(&r, 0);
    struct vx_past_engine *past = open_past(r.panel);
    for (unsigned i = 0; i < MOMENTS; i++) {
        assert_int_equal(vx_past_seq_at(past, moment[i].t_ns, &seq, why, sizeof why), 0);
        assert_int_equal(seq, moment[i].seq);
        assert_int_equal(vx_past_time_of(past, seq, &t_ns, why, sizeof why), 0);
        assert_true(t_ns <= moment[i].t_ns);
        assert_int_equal(vx_past_seq_at(past, t_ns - 1, &before, why, sizeof why), 0);
        assert_true(before < seq);
    }
    assert_int_equal(vx_past_seq_at(past, 0, &seq, why, sizeof why), 0);
    assert_int_equal(vx_past_seq_at(past, 100 * (uint64_t)S, &seq, why, sizeof why), 0);
    assert_int_equal(seq, vx_get(&r.panel->book.answered));
    assert_int_equal(vx_past_time_of(past, seq + 1, &t_ns, why, sizeof why), VX_E_RANGE);
    vx_past_close(past);
    rig_end(&r);
}

/* Two engines, one after the other: times are those of the newer one. */
static void check_second_life(const struct vx_panel *like, uint64_t life, uint64_t half, uint64_t t)
{
    struct vx_past_bounds bounds;
    uint64_t seq;
    char why[256];
    struct vx_past_engine *past = open_past(like);
    assert_int_equal(vx_past_look(past, &bounds, why, sizeof why), 0);
    assert_int_equal(bounds.life_seq, life);
    assert_true(bounds.life_realtime_ns > 0);
    assert_int_equal(vx_past_seq_at(past, 0, &seq, why, sizeof why), 0);
    assert_int_equal(seq, life);
    assert_int_equal(vx_past_seq_at(past, t, &seq, why, sizeof why), 0);
    assert_int_equal(seq, half);
    vx_past_close(past);
}

static void test_times_are_of_the_newest_engine(void **state)
{
    (void)state;
    struct rig r;
    write_session(&r, 0);
    const uint64_t life = vx_get(&r.panel->book.answered);
    rig_end(&r);
    rig_open_virtual(&r);
    keep(&r, 0);
    rig_start(&r);
    rig_pass(&r, 1 * MS);
    rig_control(&r, VX_CTL_RATE, 1000000, 0);
    rig_pass(&r, 5 * MS);
    const uint64_t half = vx_get(&r.panel->book.answered), t = rig_now(&r);
    rig_pass(&r, 5 * MS);
    check_second_life(r.panel, life, half, t);
    rig_end(&r);
    check_second_life(NULL, life, half, t);
}

/* Where the engine began is found without reading the journal, which may be large. */
static uint64_t bytes_read;
static const struct vx_io_ops *under;

static int64_t count_read(void *self, int file, void *to, size_t bytes, uint64_t at)
{
    bytes_read += bytes;
    return under->read(self, file, to, bytes, at);
}

static void test_a_beginning_is_found_by_few_records(void **state)
{
    (void)state;
    struct rig r;
    struct vx_past_bounds bounds;
    char why[256];
    write_session(&r, 0);
    const uint64_t records = vx_get(&r.panel->book.answered);
    rig_end(&r);
    struct vx_past_engine *past = open_past(NULL);
    struct vx_io_ops counted = *past->io.ops;
    under = past->io.ops;
    counted.read = count_read;
    past->io.ops = &counted;
    past->life = (struct vx_journal_place){.segment = 0};
    past->bounds.life_realtime_ns = 0;
    assert_int_equal(vx_past_look(past, &bounds, why, sizeof why), 0);
    assert_int_equal(past->life.segment, 1);
    assert_int_equal(bounds.life_seq, 0);
    assert_true(bounds.life_realtime_ns > 0);
    assert_true(bytes_read * 20 < records * VX_RECORD_BYTES);
    past->io.ops = under;
    vx_past_close(past);
}

static void test_trades_have_their_times(void **state)
{
    (void)state;
    struct rig r;
    struct vx_print was, is;
    rig_open_virtual(&r);
    keep(&r, 0);
    rig_start(&r);
    rig_order(&r, VX_BID, 5, PX(100));
    rig_pass(&r, 3 * MS);
    rig_order(&r, VX_ASK, 2, PX(100));
    rig_pass(&r, 2 * MS);
    rig_order(&r, VX_ASK, 1, PX(100));
    struct vx_past_engine *past = open_past(r.panel);
    const struct vx_panel *panel = vx_past_panel(past);
    go(past, 3);
    for (uint64_t i = 0; i < 2; i++) {
        assert_int_equal(vx_ovring_read(&r.panel->tape, r.panel->tape_area, i, &was), 0);
        assert_int_equal(vx_ovring_read(&panel->tape, panel->tape_area, i, &is), 0);
        assert_memory_equal(&was, &is, sizeof was);
    }
    go(past, 2);
    assert_int_equal(vx_ovring_written(&panel->tape), 1);
    vx_past_close(past);
    rig_end(&r);
}

/* ---- what fails ---- */

static void expect_refusal(const char *where, const char *text)
{
    char why[512] = "";
    struct vx_past_engine *past;
    assert_true(vx_past_open(&past, where, NULL, why, sizeof why) < 0);
    if (!strstr(why, text))
        fail_msg("'%s' does not say '%s'", why, text);
}

static void test_no_journal(void **state)
{
    (void)state;
    expect_refusal(rig_directory, "there is no journal in it");
    expect_refusal("/nonexistent/velox", "No such file");
}

static void test_damage_is_said(void **state)
{
    (void)state;
    struct rig r;
    char why[512] = "", path[96];
    write_session(&r, 0);
    rig_end(&r);
    snprintf(path, sizeof path, "%s/journal-00000003.vxj", rig_directory);
    FILE *f = fopen(path, "r+");
    assert_non_null(f);
    fseek(f, (long)vx_slot_offset(500) + 30, SEEK_SET);
    fputc('x', f);
    fclose(f);
    struct vx_past_engine *past = open_past(NULL);
    go(past, moment[0].seq);
    assert_int_equal(vx_past_goto(past, moment[MOMENTS - 1].seq, why, sizeof why), VX_E_JOURNAL);
    assert_non_null(strstr(why, "damaged"));
    go(past, moment[0].seq); /* what is whole can still be looked at */
    assert_int_equal(vx_past_hash(past), moment[0].hash);
    vx_past_close(past);
}

static bool not_now(void *ctx)
{
    ++*(unsigned *)ctx;
    return false;
}

static void test_a_long_way_can_be_interrupted(void **state)
{
    (void)state;
    struct rig r;
    unsigned asked = 0;
    char why[256] = "";
    write_session(&r, 0);
    rig_end(&r);
    struct vx_past_engine *past = open_past(NULL);
    vx_past_on_idle(past, not_now, &asked);
    assert_int_equal(vx_past_goto(past, moment[MOMENTS - 1].seq, why, sizeof why),
                     VX_E_INTERRUPTED);
    assert_int_equal(asked, 1);
    assert_int_equal(vx_past_seq(past), VX_PAST_ROUND);
    vx_past_on_idle(past, NULL, NULL);
    check_moment(past, &moment[MOMENTS - 1]);
    vx_past_close(past);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_make_directory, rig_remove_directory)
    const struct CMUnitTest tests[] = {
        TEST(test_each_moment_is_as_it_was),
        TEST(test_snapshots_make_no_difference),
        TEST(test_the_first_moment_is_empty),
        TEST(test_steps_back_are_short),
        TEST(test_steps_lead_to_the_same),
        TEST(test_it_follows_an_engine_that_writes),
        TEST(test_the_first_moment_moves_on),
        TEST(test_times_and_sequences),
        TEST(test_times_are_of_the_newest_engine),
        TEST(test_a_beginning_is_found_by_few_records),
        TEST(test_trades_have_their_times),
        TEST(test_no_journal),
        TEST(test_damage_is_said),
        TEST(test_a_long_way_can_be_interrupted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
