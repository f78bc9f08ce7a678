/*
 * test_story.c: what a journal tells of an order agrees with what the session itself was told of
 * it; what changed between two moments adds up.
 */
#include "../session/rig.h"

#include <stdio.h>
#include <string.h>

#include "../../scale.h"
#include "core/base/prng.h"
#include "core/session/session.h"

#define ORDERS 120u

static struct vx_why why;
static struct vx_diff diff, other;

static void begin(struct rig *r, bool live)
{
    if (live)
        rig_open_live(r);
    else
        rig_open_virtual(r);
    rig_set(r, VX_SET_SNAPSHOT_EVERY, 2000);
    rig_set(r, VX_SET_BACKPRESSURE, 1);
    rig_journal(r);
    rig_start(r);
    rig_control(r, VX_CTL_RATE, 50000, 0);
    rig_pass(r, 10 * MS);
}

static void tell(struct rig *r, uint64_t id)
{
    char err[256] = "";
    const int rc = r->session.ops->story->why(r->session.self, id, &why, err, sizeof err);
    if (rc < 0)
        fail_msg("why %llu: %s", (unsigned long long)id, err);
}

static void compare(struct rig *r, const struct vx_point *from, const struct vx_point *to,
                    struct vx_diff *d)
{
    char err[256] = "";
    if (r->session.ops->story->diff(r->session.self, from, to, d, err, sizeof err) < 0)
        fail_msg("diff: %s", err);
}

/* ---- the life of an order ---- */

static bool lost_its_place(void)
{
    for (uint32_t i = 0; i < why.events; i++)
        if (why.event[i].what == VX_WHY_REPLACED && !why.event[i].kept)
            return true;
    return false;
}

static void check_life(struct rig *r, const struct vx_submit *s)
{
    const struct vx_own own = rig_own(r, s->tx.id);
    struct vx_answer answer;
    const struct vx_answer *a = &answer; /* the engine may have been busy when it was sent */
    assert_int_equal(r->session.ops->answer(r->session.self, s->ticket, &answer), 0);
    tell(r, s->tx.id);
    assert_int_equal(why.seq, a->seq);
    assert_int_equal(why.status, vx_own_status(&own));
    assert_int_equal(why.filled_lots, own.filled);
    assert_int_equal(why.notional, own.notional);
    assert_int_equal(why.leaves, why.status == VX_OWN_LIVE ? own.leaves : 0);
    assert_int_equal(why.rested, a->leaves > 0);
    if (!why.rested || a->ahead_orders == UINT32_MAX)
        return;
    assert_int_equal(why.ahead_orders, a->ahead_orders);
    assert_int_equal(why.ahead_lots, a->ahead_lots);
    if (lost_its_place())
        return;
    /* who stood in front has traded, has left, or stands there still */
    const uint64_t gone = why.before_lots + why.left_lots;
    if (why.status == VX_OWN_LIVE) {
        assert_int_equal(why.ahead_lots, gone + why.now_lots);
        if (r->session.virtual_clock) /* live, places in the queue are looked at now and then */
            assert_int_equal(why.now_lots, own.ahead_lots);
    } else if (why.status == VX_OWN_FILLED) {
        assert_int_equal(why.ahead_lots, gone);
    } else {
        assert_true(why.ahead_lots >= gone);
    }
}

static void disturb(struct rig *r, struct vx_prng *prng, const struct vx_submit *sent, unsigned n)
{
    const uint64_t id = sent[vx_prng_below(prng, n)].tx.id;
    switch (vx_prng_below(prng, 6)) {
    case 0:
        rig_cancel(r, id, 0);
        break;
    case 1:
        rig_cancel(r, id, 1);
        break;
    case 2:
        rig_replace(r, id, PX(100) - 100 * (int32_t)vx_prng_below(prng, 4), 0);
        break;
    case 3:
        rig_replace(r, id, 0, 2);
        break;
    default:
        break;
    }
}

static void check_lives(bool live, uint64_t seed)
{
    static struct vx_submit sent[ORDERS];
    struct vx_prng prng;
    struct rig r;
    unsigned seen[VX_OWN_STATUSES] = {0};
    vx_prng_seed(&prng, seed);
    begin(&r, live);
    for (unsigned i = 0; i < ORDERS; i++) {
        const unsigned side = (unsigned)vx_prng_below(&prng, 2);
        const int32_t away = 100 * ((int32_t)vx_prng_below(&prng, 6) - 1);
        sent[i] = rig_order(&r, side, 1 + (uint32_t)vx_prng_below(&prng, 30),
                            PX(100) + (side == VX_BID ? -away : away));
        rig_pass(&r, 50 * US + vx_prng_below(&prng, 400 * US));
        disturb(&r, &prng, sent, i + 1);
    }
    rig_control(&r, VX_CTL_PAUSE, 1, 0);
    r.session.ops->refresh(r.session.self);
    const unsigned step = ORDERS / (unsigned)vx_test_scaled(ORDERS);
    for (unsigned i = 0; i < ORDERS; i += step) {
        check_life(&r, &sent[i]);
        seen[why.status]++;
    }
    if (!live && step == 1) /* in real time the load decides how many there are of each */
        assert_true(seen[VX_OWN_FILLED] > 5 && seen[VX_OWN_CANCELLED] > 5 && seen[VX_OWN_LIVE] > 5);
    rig_end(&r);
}

static void test_lives(void **state)
{
    (void)state;
    check_lives(false, 1);
}

static void test_lives_in_real_time(void **state)
{
    (void)state;
    check_lives(true, 2);
}

static void test_an_order_of_the_load(void **state)
{
    (void)state;
    struct rig r;
    begin(&r, false);
    tell(&r, VX_ID_LOAD + 20); /* the operator's table knows nothing of it */
    assert_int_equal(why.tx.id, VX_ID_LOAD + 20);
    assert_int_equal(why.lives, 1);
    assert_int_equal(vx_tx_source(&why.tx), VX_SOURCE_LOAD);
    rig_end(&r);
}

static void test_an_id_given_twice(void **state)
{
    (void)state;
    struct rig r;
    begin(&r, false);
    const struct vx_tx first = {.kind = VX_TX_LIMIT, .id = 500, .price = PX(90), .qty = 3};
    const struct vx_tx second = {.kind = VX_TX_LIMIT, .id = 500, .price = PX(91), .qty = 4};
    rig_submit(&r, &first);
    rig_cancel(&r, 500, 0);
    const struct vx_submit s = rig_submit(&r, &second);
    tell(&r, 500);
    assert_int_equal(why.seq, s.answer.seq);
    assert_int_equal(why.tx.qty, 4);
    assert_int_equal(why.status, VX_OWN_LIVE);
    rig_end(&r);
}

static void test_what_cannot_be_told(void **state)
{
    (void)state;
    struct rig r;
    char err[256];
    begin(&r, false);
    assert_int_equal(r.session.ops->story->why(r.session.self, 999, &why, err, sizeof err),
                     VX_E_UNKNOWN);
    assert_string_equal(err, "no order of the journal had id 999");
    const struct vx_point far = {.kind = VX_POINT_SEQ, .n = 1000000}, now = {.kind = VX_POINT_NOW};
    assert_int_equal(r.session.ops->story->diff(r.session.self, &far, &now, &diff, err, sizeof err),
                     VX_E_RANGE);
    rig_end(&r);
    rig_open_virtual(&r);
    rig_start(&r);
    assert_int_equal(r.session.ops->story->why(r.session.self, 1, &why, err, sizeof err),
                     VX_E_STATE);
    assert_non_null(strstr(err, "--data DIR"));
    rig_end(&r);
}

/* ---- what changed ---- */

struct then {
    uint64_t seq, hash, orders, lots, trades, trade_lots, rejected;
};

static struct then look(struct rig *r)
{
    r->session.ops->refresh(r->session.self);
    const struct vx_book_block *b = &r->panel->book;
    return (struct then){vx_get(&b->answered),     vx_get(&b->hash),   vx_get(&b->orders_resting),
                         vx_get(&b->lots_resting), vx_get(&b->trades), vx_get(&b->trade_lots),
                         vx_get(&b->rejected)};
}

static void check_sums(const struct then *a, const struct then *b)
{
    const struct vx_diff_side *s = diff.side;
    int64_t lots = 0;
    assert_true(diff.from.seq == a->seq && diff.from.hash == a->hash);
    assert_true(diff.to.seq == b->seq && diff.to.hash == b->hash);
    assert_int_equal(diff.from.orders, a->orders);
    assert_int_equal(diff.from.orders + s[0].came + s[1].came, b->orders + s[0].gone + s[1].gone);
    assert_int_equal(s[0].trades + s[1].trades, b->trades - a->trades);
    assert_int_equal(s[0].trade_lots + s[1].trade_lots, b->trade_lots - a->trade_lots);
    assert_int_equal(diff.trades, b->trades - a->trades);
    assert_int_equal(diff.rejected, b->rejected - a->rejected);
    assert_int_equal(diff.orders,
                     s[0].came + s[0].gone + s[0].changed + s[1].came + s[1].gone + s[1].changed);
    if (diff.levels > VX_DIFF_ROWS)
        return;
    for (uint64_t i = 0; i < diff.levels; i++)
        lots += (int64_t)diff.level[i].after_lots - (int64_t)diff.level[i].before_lots;
    assert_int_equal(lots, (int64_t)b->lots - (int64_t)a->lots);
}

static void check_order_of_rows(void)
{
    for (uint64_t i = 1; i < diff.trades && i < VX_DIFF_ROWS; i++)
        assert_true(diff.trade[i - 1].qty >= diff.trade[i].qty);
    for (uint64_t i = 1; i < diff.orders && i < VX_DIFF_ROWS; i++) {
        const struct vx_diff_order *o = &diff.order[i - 1];
        assert_true(labs((long)o[0].after_lots - (long)o[0].before_lots) >=
                    labs((long)o[1].after_lots - (long)o[1].before_lots));
    }
}

static void test_what_changed_adds_up(void **state)
{
    (void)state;
    struct rig r;
    begin(&r, false);
    struct then a = look(&r);
    for (unsigned i = 0; i < 6; i++) {
        rig_pass(&r, (i + 1) * MS);
        rig_type_pattern(&r, 10 * i, 10 * US);
        const struct then b = look(&r);
        const struct vx_point from = {.kind = VX_POINT_SEQ, .n = a.seq},
                              to = {.kind = VX_POINT_SEQ, .n = b.seq};
        compare(&r, &from, &to, &diff);
        check_sums(&a, &b);
        check_order_of_rows();
        if (i % 2)
            a = b;
    }
    rig_end(&r);
}

static void test_moments(void **state)
{
    (void)state;
    struct rig r;
    begin(&r, false);
    const struct then a = look(&r);
    const uint64_t then_ns = rig_now(&r);
    rig_pass(&r, 5 * MS);
    const struct then b = look(&r);
    const struct vx_point time = {.kind = VX_POINT_TIME, .n = then_ns},
                          ago = {.kind = VX_POINT_AGO, .n = 5 * MS}, now = {.kind = VX_POINT_NOW};
    compare(&r, &time, &now, &diff);
    check_sums(&a, &b);
    compare(&r, &now, &ago, &other); /* the other way round is the same */
    assert_memory_equal(&diff, &other, sizeof diff);
    compare(&r, &now, &now, &diff);
    assert_int_equal(diff.orders + diff.levels + diff.trades, 0);
    rig_end(&r);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_make_directory, rig_remove_directory)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_lives),
        TEST(test_lives_in_real_time),
        TEST(test_an_order_of_the_load),
        TEST(test_an_id_given_twice),
        TEST(test_what_cannot_be_told),
        TEST(test_what_changed_adds_up),
        TEST(test_moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
