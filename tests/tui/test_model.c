/*
 * test_model.c: rates, intervals, changes of depth, the tape's filter, own orders, histories: what
 * the panes show is what the panel's counters say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/tui/fake.h"
#include "tui/model.h"

#define MS UINT64_C(1000000)
#define S  (1000 * MS)

struct state {
    struct vx_panel *panel;
    struct vx_model *model;
    uint64_t wall_ns;
    struct vx_depth depth;
    uint64_t tickets;
};

static void open_state(struct state *s)
{
    memset(s, 0, sizeof *s);
    assert_int_equal(vx_panel_open(&s->panel), 0);
    s->model = vx_model_open();
    assert_non_null(s->model);
    s->wall_ns = 10 * S;
    s->panel->tick = 100;
    vx_put(&s->panel->state, VX_STATE_RUN);
}

static void close_state(struct state *s)
{
    vx_model_close(s->model);
    vx_panel_close(s->panel);
}

static void pass(struct state *s, uint64_t ns)
{
    s->wall_ns += ns;
    vx_put(&s->panel->now_ns, s->wall_ns);
    vx_model_update(s->model, s->panel, s->wall_ns);
}

static void set_level(struct state *s, unsigned side, unsigned i, int32_t price, uint64_t lots)
{
    s->depth.level[side][i] = (struct vx_level){.price = price, .orders = 1, .lots = lots};
    if (s->depth.levels[side] <= i)
        s->depth.levels[side] = i + 1;
}

static void publish(struct state *s)
{
    s->depth.seq++;
    vx_slots_publish(&s->panel->depth, s->panel->depth_area, &s->depth);
}

static void trade_of(struct state *s, uint32_t qty, int32_t price, unsigned side, unsigned source)
{
    const struct vx_print p = {.t_ns = s->wall_ns,
                               .price = price,
                               .qty = qty,
                               .side = (uint8_t)side,
                               .sources = (uint8_t)(source << 2)};
    vx_ovring_write(&s->panel->tape, s->panel->tape_area, &p);
}

static void trade(struct state *s, uint32_t qty)
{
    trade_of(s, qty, 1000000, VX_BID, VX_SOURCE_LOAD);
}

/* ---- rates ---- */

static void rates_are_differences_over_a_second(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    pass(&s, 0);
    assert_false(s.model->rates.known);
    for (int i = 0; i < 8; i++) {
        vx_add(&s.panel->ingress.offered, 30000);
        vx_add(&s.panel->book.answered, 25000);
        vx_add(&s.panel->book.trades, 1000);
        vx_add(&s.panel->stage[VX_STAGE_BOOK].count, 25000);
        vx_add(&s.panel->stage[VX_STAGE_BOOK].busy_ns, 50 * MS);
        vx_add(&s.panel->stage[VX_STAGE_BOOK].idle_ns, 150 * MS);
        vx_add(&s.panel->stage[VX_STAGE_BOOK].blocked_ns, 50 * MS);
        vx_add(&s.panel->ingress.dropped, 2);
        pass(&s, 250 * MS);
    }
    const struct vx_rates *r = &s.model->rates;
    assert_true(r->known);
    assert_int_equal(r->span_ns, S);
    assert_int_equal(r->in, 120000);
    assert_int_equal(r->through, 100000);
    assert_int_equal(r->trades, 4000);
    assert_int_equal(r->stage[VX_STAGE_BOOK], 100000);
    assert_int_equal(r->busy[VX_STAGE_BOOK], 200 * MS);
    assert_int_equal(r->blocked[VX_STAGE_BOOK], 200 * MS);
    assert_int_equal(r->dropped, 8);
    assert_int_equal(s.model->through.n, 8);
    assert_int_equal(s.model->through.value[7], 100000);
    close_state(&s);
}

static void figures_stand_still_between_ticks(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    pass(&s, 0);
    vx_add(&s.panel->book.answered, 1000);
    pass(&s, 250 * MS);
    assert_int_equal(s.model->rates.through, 4000);
    vx_add(&s.panel->book.answered, 5000);
    pass(&s, 33 * MS);
    assert_int_equal(s.model->rates.through, 4000);
    /* the counters themselves are of the frame */
    assert_int_equal(VX_VIEW(&s.model->now, book, answered), 6000);
    close_state(&s);
}

static void a_pause_of_the_view_starts_the_interval_afresh(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    for (int i = 0; i < 5; i++) {
        vx_add(&s.panel->book.answered, 25000);
        pass(&s, 250 * MS);
    }
    assert_int_equal(s.model->rates.through, 100000);
    vx_add(&s.panel->book.answered, 10000000); /* a minute nobody looked */
    s.wall_ns += 60 * S;
    vx_model_resume(s.model);
    pass(&s, 0);
    vx_add(&s.panel->book.answered, 25000);
    pass(&s, 250 * MS);
    assert_int_equal(s.model->rates.through, 100000);
    close_state(&s);
}

/* ---- latencies ---- */

static void percentiles_are_of_the_interval(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    for (int i = 0; i < 1000; i++)
        vx_hist_record(&s.panel->latency[VX_LATENCY_E2E], 50000); /* before anyone looked */
    pass(&s, 0);
    for (int tick = 0; tick < 4; tick++) {
        for (int i = 0; i < 99; i++)
            vx_hist_record(&s.panel->latency[VX_LATENCY_E2E], 100);
        vx_hist_record(&s.panel->latency[VX_LATENCY_E2E], 120);
        pass(&s, 250 * MS);
    }
    const uint64_t *q = s.model->quantile[VX_LATENCY_E2E];
    assert_int_equal(s.model->interval[VX_LATENCY_E2E].count, 400);
    assert_int_equal(q[VX_Q_P50], 100);
    assert_int_equal(q[VX_Q_P99], 100);
    assert_int_equal(q[VX_Q_P999], 120);
    assert_int_equal(q[VX_Q_MAX], 120);
    assert_true(s.model->total[VX_LATENCY_E2E][VX_Q_P50] >= 49000);
    /* a second has passed: one sample of history, one column of the spectrum */
    assert_int_equal(s.model->latency[VX_LATENCY_E2E][VX_Q_P50].n, 1);
    assert_int_equal(s.model->latency[VX_LATENCY_E2E][VX_Q_P50].value[0], 100);
    assert_int_equal(s.model->spectra, 1);
    close_state(&s);
}

static void the_spectrum_counts_every_record_once(void **unused)
{
    struct state s;
    uint64_t sum = 0;
    (void)unused;
    open_state(&s);
    pass(&s, 0);
    for (uint64_t ns = 1; ns < 100 * S; ns *= 3)
        vx_hist_record(&s.panel->latency[VX_LATENCY_E2E], ns);
    uint64_t records = vx_get(&s.panel->latency[VX_LATENCY_E2E].count);
    for (int tick = 0; tick < 4; tick++)
        pass(&s, 250 * MS);
    for (unsigned k = 0; k < VX_SPECTRUM; k++)
        sum += s.model->spectrum[0].count[k];
    assert_int_equal(sum, records);
    for (unsigned k = 1; k < VX_SPECTRUM; k++)
        assert_true(vx_spectrum_lowest(k) > vx_spectrum_lowest(k - 1));
    /* 1 and 27 lie below the first step of 32, 81 between 64 and 96 */
    assert_int_equal(vx_spectrum_lowest(1), 32);
    assert_int_equal(vx_spectrum_lowest(2), 48);
    assert_int_equal(s.model->spectrum[0].count[0], 4);
    assert_int_equal(s.model->spectrum[0].count[3], 1);
    close_state(&s);
}

/* ---- depth ---- */

static void changes_are_since_a_second_ago(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    set_level(&s, VX_BID, 0, 1000000, 100);
    set_level(&s, VX_BID, 1, 999900, 200);
    set_level(&s, VX_ASK, 0, 1000100, 300);
    publish(&s);
    for (int i = 0; i < 5; i++)
        pass(&s, 250 * MS);
    assert_null(vx_model_change(s.model, VX_BID, 1000000));
    /* 40 pulled at one price, a price gone, one new */
    s.depth.level[VX_BID][0].lots = 60;
    s.depth.levels[VX_BID] = 1;
    set_level(&s, VX_ASK, 1, 1000200, 70);
    publish(&s);
    pass(&s, 250 * MS);
    const struct vx_change *c = vx_model_change(s.model, VX_BID, 1000000);
    assert_non_null(c);
    assert_int_equal(c->lots, -40);
    assert_true(c->fresh);
    assert_int_equal(vx_model_change(s.model, VX_BID, 999900)->lots, -200);
    assert_int_equal(vx_model_change(s.model, VX_ASK, 1000200)->lots, 70);
    assert_null(vx_model_change(s.model, VX_ASK, 1000100));
    /* it fades, then it is past */
    pass(&s, 250 * MS);
    assert_false(vx_model_change(s.model, VX_BID, 1000000)->fresh);
    for (int i = 0; i < 4; i++)
        pass(&s, 250 * MS);
    assert_null(vx_model_change(s.model, VX_BID, 1000000));
    close_state(&s);
}

static void nothing_is_said_of_prices_beyond_the_snapshot(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    for (unsigned i = 0; i < VX_DEPTH_LEVELS; i++)
        set_level(&s, VX_BID, i, 1000000 - (int32_t)i * 100, 10);
    publish(&s);
    for (int i = 0; i < 5; i++)
        pass(&s, 250 * MS);
    /* the market fell by a tick: the best is gone, a fifty-first comes into sight */
    for (unsigned i = 0; i < VX_DEPTH_LEVELS; i++)
        set_level(&s, VX_BID, i, 999900 - (int32_t)i * 100, 10);
    publish(&s);
    pass(&s, 250 * MS);
    assert_int_equal(vx_model_change(s.model, VX_BID, 1000000)->lots, -10);
    assert_null(vx_model_change(s.model, VX_BID, 999900 - 49 * 100));
    close_state(&s);
}

static void the_heat_map_has_a_column_a_tick(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    pass(&s, 0);
    assert_int_equal(s.model->heat_n, 0); /* no book yet */
    set_level(&s, VX_BID, 0, 1000000, 100);
    publish(&s);
    pass(&s, 250 * MS);
    s.depth.last_price = 1000000;
    set_level(&s, VX_ASK, 0, 1000200, UINT64_C(1) << 40);
    publish(&s);
    vx_add(&s.panel->book.trades, 3);
    pass(&s, 250 * MS);
    assert_int_equal(s.model->heat_n, 2);
    assert_int_equal(s.model->heat[0].trade, 0);
    assert_int_equal(s.model->heat[0].touch[VX_BID], 1000000);
    assert_int_equal(s.model->heat[0].touch[VX_ASK], 0);
    assert_int_equal(s.model->heat[1].trade, 1000000);
    assert_int_equal(s.model->heat[1].level[VX_ASK][0].lots, UINT32_MAX); /* saturates */
    /* while the engine is paused time stands still on the map */
    vx_put(&s.panel->ingress.paused, 1);
    pass(&s, 250 * MS);
    pass(&s, 250 * MS);
    assert_int_equal(s.model->heat_n, 2);
    close_state(&s);
}

static void histories_keep_the_newest(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    set_level(&s, VX_BID, 0, 1000000, 100);
    publish(&s);
    for (uint64_t i = 0; i < VX_HISTORY + 20; i++) {
        vx_add(&s.panel->book.answered, i);
        pass(&s, 250 * MS);
    }
    assert_int_equal(s.model->through.n, VX_HISTORY);
    assert_int_equal(s.model->through.value[VX_HISTORY - 1], 4 * (VX_HISTORY + 19));
    assert_int_equal(s.model->heat_n, VX_HEAT_COLS);
    close_state(&s);
}

/* ---- the tape ---- */

/* Far enough apart in time not to be one row. */
static void trade_alone(struct state *s, uint32_t qty)
{
    trade(s, qty);
    pass(s, 60 * MS);
    pass(s, 60 * MS);
}

static void a_slow_market_shows_every_trade(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    pass(&s, 0);
    for (uint32_t i = 1; i <= 5; i++)
        trade_alone(&s, i);
    assert_int_equal(s.model->tape_shown, 5);
    assert_int_equal(vx_model_tape(s.model, 0)->qty, 5);
    assert_int_equal(vx_model_tape(s.model, 4)->qty, 1);
    assert_int_equal(vx_model_tape(s.model, 0)->prints, 1);
    assert_null(vx_model_tape(s.model, 5));
    close_state(&s);
}

static void a_sweep_is_one_row_a_price(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    pass(&s, 0);
    trade_of(&s, 10, 1000100, VX_BID, VX_SOURCE_LOAD);
    trade_of(&s, 20, 1000100, VX_BID, VX_SOURCE_LOAD);
    trade_of(&s, 5, 1000000, VX_ASK, VX_SOURCE_LOAD); /* the other side in between */
    trade_of(&s, 30, 1000100, VX_BID, VX_SOURCE_LOAD);
    trade_of(&s, 7, 1000200, VX_BID, VX_SOURCE_LOAD);
    pass(&s, 10 * MS);
    assert_int_equal(s.model->tape_shown, 0); /* may grow yet */
    pass(&s, 60 * MS);
    assert_int_equal(s.model->tape_shown, 3);
    assert_int_equal(vx_model_tape(s.model, 2)->qty, 60);
    assert_int_equal(vx_model_tape(s.model, 2)->prints, 3);
    assert_int_equal(vx_model_tape(s.model, 1)->qty, 5);
    assert_int_equal(vx_model_tape(s.model, 1)->side, VX_ASK);
    assert_int_equal(vx_model_tape(s.model, 0)->price, 1000200);
    close_state(&s);
}

static void the_filter_follows_the_market(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    pass(&s, 0);
    /* two hundred trades a second at prices of their own, one of 64 lots each quarter second */
    for (int tick = 0; tick < 12; tick++) {
        for (int i = 0; i < 50; i++)
            trade_of(&s, i == 7 ? 64 : 1 + (uint32_t)i % 4, 1000000 + i * 100, VX_BID,
                     VX_SOURCE_LOAD);
        pass(&s, 250 * MS);
    }
    assert_true(s.model->tape_least > 4 && s.model->tape_least <= 64);
    uint64_t before = s.model->tape_shown;
    for (int i = 0; i < 50; i++)
        trade_of(&s, i == 7 ? 64 : 2, 1000000 + i * 100, VX_BID, VX_SOURCE_LOAD);
    /* an own trade is shown whatever its size */
    trade_of(&s, 1, 990000, VX_BID, VX_SOURCE_OPERATOR);
    pass(&s, 250 * MS);
    pass(&s, 60 * MS);
    assert_int_equal(s.model->tape_shown - before, 2);
    assert_true(vx_model_tape(s.model, 0)->own);
    assert_int_equal(vx_model_tape(s.model, 1)->qty, 64);
    /* it calms down: everything is shown again */
    for (int tick = 0; tick < 16; tick++) {
        trade(&s, 2);
        pass(&s, 250 * MS);
    }
    assert_true(s.model->tape_least <= 2);
    close_state(&s);
}

/* Sizes come in round numbers: then a filter just above them would show nothing at all. */
static void equal_sizes_do_not_empty_the_tape(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    pass(&s, 0);
    for (int tick = 0; tick < 12; tick++) {
        for (int i = 0; i < 50; i++)
            trade_of(&s, 500, 1000000 + i * 100, VX_BID, VX_SOURCE_LOAD);
        pass(&s, 250 * MS);
    }
    assert_true(s.model->tape_least <= 500);
    close_state(&s);
}

static void the_filter_can_be_set(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    pass(&s, 0);
    for (uint32_t i = 0; i < 20; i++)
        trade_alone(&s, i);
    vx_model_filter(s.model, 10);
    assert_false(s.model->tape_auto);
    pass(&s, 60 * MS);
    pass(&s, 60 * MS);
    /* what the panel still had was looked at again */
    assert_int_equal(s.model->tape_shown, 10);
    assert_int_equal(vx_model_tape(s.model, 0)->qty, 19);
    vx_model_filter(s.model, 0);
    assert_true(s.model->tape_auto);
    close_state(&s);
}

static void a_reader_that_was_lapped_says_so(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    pass(&s, 0);
    for (uint32_t i = 0; i < VX_TAPE_CAPACITY + 100; i++)
        trade(&s, 1);
    pass(&s, 60 * MS);
    assert_int_equal(s.model->tape_skipped, 100);
    close_state(&s);
}

static void big_trades_stand_out(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    pass(&s, 0);
    for (int i = 0; i < 40; i++)
        trade_alone(&s, 10);
    trade_alone(&s, 60);
    assert_true(vx_model_tape(s.model, 0)->big);
    assert_false(vx_model_tape(s.model, 1)->big);
    close_state(&s);
}

/* ---- own orders, stalls ---- */

static void own_orders_live_ones_first(void **unused)
{
    struct fake f;
    struct vx_model *m = vx_model_open();
    (void)unused;
    fake_open(&f, 1);
    fake_own(&f);
    vx_model_update(m, f.panel, S);
    assert_int_equal(m->owns, 4);
    assert_int_equal(m->own[0].id, 4);
    assert_int_equal(m->own[1].id, 1);
    assert_int_equal(vx_own_status(&m->own[2]), VX_OWN_FILLED);
    assert_int_equal(vx_own_status(&m->own[3]), VX_OWN_REJECTED);
    vx_model_close(m);
    fake_close(&f);
}

static void a_stall_is_shown_for_a_while(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    pass(&s, 0);
    pass(&s, 250 * MS);
    assert_int_equal(s.model->stalled_ns[VX_STAGE_BOOK], 0);
    vx_add(&s.panel->stage[VX_STAGE_BOOK].stalls, 1);
    pass(&s, 250 * MS);
    assert_int_equal(s.model->stalled_ns[VX_STAGE_BOOK], s.wall_ns + VX_STALL_SHOW);
    assert_int_equal(s.model->stalled_ns[VX_STAGE_OUTPUT], 0);
    close_state(&s);
}

static void the_last_trade_has_a_direction(void **unused)
{
    struct state s;
    (void)unused;
    open_state(&s);
    set_level(&s, VX_BID, 0, 1000000, 100);
    s.depth.last_price = 1000000;
    publish(&s);
    pass(&s, 100 * MS);
    s.depth.last_price = 1000100;
    publish(&s);
    pass(&s, 100 * MS);
    assert_int_equal(s.model->last_price, 1000100);
    assert_int_equal(s.model->price_before, 1000000);
    pass(&s, 100 * MS);
    assert_int_equal(s.model->price_before, 1000000);
    close_state(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_are_differences_over_a_second),
        cmocka_unit_test(figures_stand_still_between_ticks),
        cmocka_unit_test(a_pause_of_the_view_starts_the_interval_afresh),
        cmocka_unit_test(percentiles_are_of_the_interval),
        cmocka_unit_test(the_spectrum_counts_every_record_once),
        cmocka_unit_test(changes_are_since_a_second_ago),
        cmocka_unit_test(nothing_is_said_of_prices_beyond_the_snapshot),
        cmocka_unit_test(the_heat_map_has_a_column_a_tick),
        cmocka_unit_test(histories_keep_the_newest),
        cmocka_unit_test(a_slow_market_shows_every_trade),
        cmocka_unit_test(a_sweep_is_one_row_a_price),
        cmocka_unit_test(the_filter_follows_the_market),
        cmocka_unit_test(equal_sizes_do_not_empty_the_tape),
        cmocka_unit_test(the_filter_can_be_set),
        cmocka_unit_test(a_reader_that_was_lapped_says_so),
        cmocka_unit_test(big_trades_stand_out),
        cmocka_unit_test(own_orders_live_ones_first),
        cmocka_unit_test(a_stall_is_shown_for_a_while),
        cmocka_unit_test(the_last_trade_has_a_direction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
