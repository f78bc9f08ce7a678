/*
 * test_travel.c: looking at a session's past through the session: what is shown is that moment's,
 * the engine goes on; moves, searches, plays; what there is no way to.
 */
#include "rig.h"

#include <stdio.h>
#include <string.h>

#include "core/session/session.h"

struct tour {
    struct rig r;
    const struct vx_travel_ops *ops;
    void *self;
    char why[256];
};

static void set_out(struct tour *t, bool live)
{
    if (live)
        rig_open_live(&t->r);
    else
        rig_open_virtual(&t->r);
    rig_set(&t->r, VX_SET_JOURNAL_SEGMENT, 1 << 18);
    rig_set(&t->r, VX_SET_SNAPSHOT_EVERY, 4000);
    rig_journal(&t->r);
    rig_start(&t->r);
    t->ops = t->r.session.ops->travel;
    t->self = t->r.session.self;
    t->why[0] = '\0';
}

static void load(struct tour *t)
{
    rig_control(&t->r, VX_CTL_RATE, 100000, 0);
    rig_pass(&t->r, 100 * MS);
}

static const struct vx_panel *shown(struct tour *t)
{
    return t->r.session.ops->panel(t->self);
}

static struct vx_where where(struct tour *t)
{
    struct vx_where w;
    t->ops->where(t->self, &w);
    return w;
}

#define MOVE(t, call)                 \
    do {                              \
        if ((call) < 0)               \
            fail_msg("%s", (t)->why); \
    } while (0)

static void test_what_is_shown_is_that_moment(void **state)
{
    (void)state;
    struct tour t;
    set_out(&t, false);
    load(&t);
    const uint64_t hash = vx_get(&t.r.panel->book.hash), seq = vx_get(&t.r.panel->book.answered);
    const struct vx_submit own = rig_order(&t.r, VX_BID, 5, PX(99));
    rig_pass(&t.r, 100 * MS);
    assert_false(where(&t).away);
    MOVE(&t, t.ops->to_seq(t.self, seq, t.why, sizeof t.why));
    const struct vx_where w = where(&t);
    assert_true(w.away && !w.alone);
    assert_int_equal(w.seq, seq);
    assert_int_equal(w.now_ns, 200 * MS);
    assert_int_equal(vx_get(&shown(&t)->book.hash), hash);
    struct vx_own order;
    assert_int_equal(t.r.session.ops->own(t.self, own.tx.id, &order), VX_E_UNKNOWN);
    MOVE(&t, t.ops->step(t.self, 1, t.why, sizeof t.why));
    assert_int_equal(t.r.session.ops->own(t.self, own.tx.id, &order), 0);
    /* the engine goes on, and what goes to it gets there */
    const uint64_t before = vx_get(&t.r.panel->book.answered);
    rig_pass(&t.r, 10 * MS);
    assert_true(vx_get(&t.r.panel->book.answered) > before);
    assert_int_equal(vx_get(&shown(&t)->book.answered), seq + 1);
    rig_cancel(&t.r, own.tx.id, 0);
    t.ops->look_at_engine(t.self, true);
    assert_ptr_equal(shown(&t), t.r.panel);
    t.ops->look_at_engine(t.self, false);
    MOVE(&t, t.ops->resume(t.self, t.why, sizeof t.why));
    assert_ptr_equal(shown(&t), t.r.panel);
    rig_end(&t.r);
}

static void test_moves(void **state)
{
    (void)state;
    struct tour t;
    set_out(&t, false);
    load(&t);
    MOVE(&t, t.ops->back(t.self, 40 * MS, t.why, sizeof t.why));
    assert_in_range(where(&t).t_ns, 59 * MS, 60 * MS);
    MOVE(&t, t.ops->back(t.self, 40 * MS, t.why, sizeof t.why));
    assert_in_range(where(&t).t_ns, 19 * MS, 20 * MS);
    MOVE(&t, t.ops->back(t.self, 40 * MS, t.why, sizeof t.why)); /* no further than the start */
    assert_true(where(&t).t_ns <= 1 * MS);
    MOVE(&t, t.ops->to_time(t.self, 70 * MS, t.why, sizeof t.why));
    assert_in_range(where(&t).t_ns, 69 * MS, 70 * MS);
    MOVE(&t, t.ops->step(t.self, INT64_MAX, t.why, sizeof t.why));
    assert_int_equal(where(&t).seq, vx_get(&t.r.panel->book.answered));
    MOVE(&t, t.ops->step(t.self, -7, t.why, sizeof t.why));
    assert_int_equal(where(&t).seq, vx_get(&t.r.panel->book.answered) - 7);
    MOVE(&t, t.ops->step(t.self, INT64_MIN + 1, t.why, sizeof t.why));
    assert_int_equal(where(&t).seq, 0);
    assert_int_equal(t.ops->to_time(t.self, 1 * (uint64_t)S, t.why, sizeof t.why), VX_E_RANGE);
    assert_non_null(strstr(t.why, "still to come"));
    assert_int_equal(t.ops->to_seq(t.self, 1u << 30, t.why, sizeof t.why), VX_E_RANGE);
    rig_end(&t.r);
}

/* ---- search ---- */

struct wish {
    struct tour *t;
    uint64_t from, to; /* orders resting */
};

static bool is_so(void *ctx)
{
    const struct wish *w = ctx;
    const uint64_t n = vx_get(&shown(w->t)->book.orders_resting);
    return n >= w->from && n < w->to;
}

static void test_search(void **state)
{
    (void)state;
    struct tour t;
    set_out(&t, false);
    load(&t);
    struct wish wish = {.t = &t, .from = 500, .to = VX_NEVER};
    struct vx_travel_find find = {.forward = true, .depth = true, .pred = is_so, .ctx = &wish};
    MOVE(&t, t.ops->to_seq(t.self, 0, t.why, sizeof t.why));
    assert_int_equal(t.ops->find(t.self, &find, t.why, sizeof t.why), 1);
    const uint64_t seq = where(&t).seq;
    assert_int_equal(vx_get(&shown(&t)->book.orders_resting), 500);
    /* the last moment before it that had fewer is the one before it */
    wish = (struct wish){.t = &t, .from = 0, .to = 500};
    MOVE(&t, t.ops->to_seq(t.self, seq + 6000, t.why, sizeof t.why));
    find.forward = false;
    assert_int_equal(t.ops->find(t.self, &find, t.why, sizeof t.why), 1);
    assert_int_equal(vx_get(&shown(&t)->book.orders_resting), 499);
    /* what is never so leaves one where one was */
    const uint64_t here = where(&t).seq;
    wish.from = wish.to = 1;
    assert_int_equal(t.ops->find(t.self, &find, t.why, sizeof t.why), 0);
    assert_int_equal(where(&t).seq, here);
    find.forward = true;
    assert_int_equal(t.ops->find(t.self, &find, t.why, sizeof t.why), 0);
    assert_int_equal(where(&t).seq, here);
    rig_end(&t.r);
}

/* ---- plays ---- */

static void test_a_play_goes_on_with_the_clock(void **state)
{
    (void)state;
    struct tour t;
    set_out(&t, false);
    load(&t);
    assert_int_equal(t.ops->play(t.self, 1000, t.why, sizeof t.why), VX_E_STATE);
    MOVE(&t, t.ops->to_time(t.self, 10 * MS, t.why, sizeof t.why));
    MOVE(&t, t.ops->play(t.self, 1000, t.why, sizeof t.why));
    rig_pass(&t.r, 20 * MS);
    assert_in_range(where(&t).t_ns, 29 * MS, 30 * MS);
    MOVE(&t, t.ops->play(t.self, 100, t.why, sizeof t.why));
    rig_pass(&t.r, 20 * MS);
    assert_in_range(where(&t).t_ns, 31 * MS, 32 * MS);
    MOVE(&t, t.ops->play(t.self, 0, t.why, sizeof t.why));
    rig_pass(&t.r, 20 * MS);
    assert_in_range(where(&t).t_ns, 31 * MS, 32 * MS);
    MOVE(&t, t.ops->play(t.self, 1000000, t.why, sizeof t.why)); /* it catches up with now */
    rig_pass(&t.r, 20 * MS);
    rig_pass(&t.r, 20 * MS);
    assert_in_range(where(&t).t_ns, 199 * MS, 200 * MS);
    MOVE(&t, t.ops->to_seq(t.self, 5, t.why, sizeof t.why));
    assert_int_equal(where(&t).speed, 0);
    MOVE(&t, t.ops->play(t.self, VX_PLAY_MAX, t.why, sizeof t.why));
    assert_int_equal(where(&t).seq, vx_get(&t.r.panel->book.answered));
    rig_end(&t.r);
}

static void test_live_it_looks_back_while_the_engine_runs(void **state)
{
    (void)state;
    struct tour t;
    set_out(&t, true);
    load(&t);
    for (unsigned i = 0; i < 5; i++) {
        MOVE(&t, t.ops->back(t.self, 20 * MS, t.why, sizeof t.why));
        assert_int_equal(vx_get(&shown(&t)->book.answered), where(&t).seq);
        MOVE(&t, t.ops->resume(t.self, t.why, sizeof t.why));
        rig_pass(&t.r, 10 * MS);
    }
    rig_control(&t.r, VX_CTL_RATE, 0, 0);
    uint64_t answered = UINT64_MAX;
    for (unsigned i = 0; i < 400; i++) { /* a busy machine is slow */
        rig_pass(&t.r, 50 * MS);
        const uint64_t before = answered;
        answered = vx_get(&t.r.panel->book.answered);
        if (answered == before && answered == vx_get(&t.r.panel->ingress.sequenced))
            break;
    }
    MOVE(&t, t.ops->step(t.self, INT64_MAX, t.why, sizeof t.why));
    assert_int_equal(vx_get(&shown(&t)->book.hash), vx_get(&t.r.panel->book.hash));
    rig_end(&t.r);
}

static void test_without_a_journal_it_says_what_to_do(void **state)
{
    struct tour t;
    rig_remove_directory(state);
    rig_directory[0] = '\0';
    set_out(&t, false);
    assert_int_equal(t.ops->back(t.self, 1, t.why, sizeof t.why), VX_E_STATE);
    assert_non_null(strstr(t.why, "--data DIR"));
    assert_false(where(&t).away);
    rig_end(&t.r);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_make_directory, rig_remove_directory)
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_shown_is_that_moment),
        TEST(test_moves),
        TEST(test_search),
        TEST(test_a_play_goes_on_with_the_clock),
        TEST(test_live_it_looks_back_while_the_engine_runs),
        TEST(test_without_a_journal_it_says_what_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
