/*
 * test_virtual.c: the load, control words, back-pressure, faults on purpose, bundles and
 * repeatability, in simulated time.
 */
#include "rig.h"

#include <stdlib.h>
#include <string.h>

static int set_up(void **state)
{
    struct rig *r = test_calloc(1, sizeof *r);
    rig_open_virtual(r);
    *state = r;
    return 0;
}

static int tear_down(void **state)
{
    struct rig *r = *state;
    if (r->session.ops)
        vx_session_close(&r->session);
    test_free(r);
    return 0;
}

#if defined(__SANITIZE_THREAD__)
#define ORDERS 20000u
#elif defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__)
#define ORDERS 100000u
#else
#define ORDERS 1000000u
#endif

#define INGRESS(r, field) vx_get(&(r)->panel->ingress.field)

/* ---- the load ---- */

static void test_the_load_comes_at_its_rate(void **state)
{
    struct rig *r = *state;
    rig_start(r);
    rig_pass(r, S);
    assert_int_equal(INGRESS(r, load_in), 0);
    rig_control(r, VX_CTL_RATE, 50000, 0);
    rig_pass(r, S);
    assert_in_range(INGRESS(r, load_in), 49000, 51000);
    rig_control(r, VX_CTL_RATE, 0, 0);
    const uint64_t n = INGRESS(r, load_in);
    rig_pass(r, S);
    assert_int_equal(INGRESS(r, load_in), n);
    assert_int_equal(INGRESS(r, offered), n);
    assert_int_equal(INGRESS(r, sequenced), n);
    assert_int_equal(vx_get(&r->panel->book.answered), n);
    rig_stop(r);
}

static void test_an_unlimited_rate_lets_time_pass(void **state)
{
    struct rig *r = *state;
    rig_start(r);
    rig_control(r, VX_CTL_RATE, VX_RATE_MAX, 0);
    rig_pass(r, MS);
    assert_in_range(INGRESS(r, load_in), 95000, 105000);
    assert_int_equal(INGRESS(r, dropped), 0);
    rig_stop(r);
}

static void test_bursts(void **state)
{
    struct rig *r = *state;
    rig_start(r);
    rig_control(r, VX_CTL_BURST, 1000, 0);
    assert_int_equal(INGRESS(r, load_in), 1000); /* all at once */
    rig_control(r, VX_CTL_BURST, 1000, 10 * MS);
    rig_pass(r, 5 * MS);
    assert_in_range(INGRESS(r, load_in), 1490, 1510);
    rig_pass(r, 5 * MS);
    assert_int_equal(INGRESS(r, load_in), 2000);
    rig_stop(r);
}

/* ---- pause, step, halt ---- */

static void test_pause_takes_nothing_and_loses_nothing(void **state)
{
    struct rig *r = *state;
    struct vx_answer a;
    rig_start(r);
    rig_control(r, VX_CTL_PAUSE, 1, 0);
    assert_int_equal(INGRESS(r, paused), 1);
    const struct vx_submit one = rig_order(r, VX_BID, 1, PX(100));
    const struct vx_submit two = rig_order(r, VX_ASK, 1, PX(100));
    assert_false(one.answered);
    rig_pass(r, S);
    assert_int_equal(INGRESS(r, sequenced), 0);
    assert_int_equal(vx_get(&r->panel->ring[VX_RING_INBOX].used), 2);
    assert_int_equal(r->session.ops->answer(r->session.self, one.ticket, &a), VX_E_EMPTY);
    rig_control(r, VX_CTL_PAUSE, 0, 0);
    assert_int_equal(r->session.ops->answer(r->session.self, one.ticket, &a), 0);
    assert_int_equal(a.id, one.tx.id);
    assert_int_equal(a.seq, 1);
    assert_int_equal(r->session.ops->answer(r->session.self, two.ticket, &a), 0);
    assert_int_equal(a.filled, 1);
    rig_stop(r);
}

static void test_a_pause_moves_the_load_in_time(void **state)
{
    struct rig *r = *state;
    rig_start(r);
    rig_control(r, VX_CTL_RATE, 10000, 0);
    rig_pass(r, 100 * MS);
    const uint64_t before = INGRESS(r, load_in);
    rig_control(r, VX_CTL_PAUSE, 1, 0);
    rig_pass(r, 10 * (uint64_t)S);
    assert_int_equal(INGRESS(r, load_in), before);
    rig_control(r, VX_CTL_PAUSE, 0, 0);
    assert_in_range(INGRESS(r, load_in) - before, 0, 1); /* no heap of overdue orders */
    rig_pass(r, 100 * MS);
    assert_in_range(INGRESS(r, load_in) - before, 850, 1150);
    rig_stop(r);
}

static void test_steps_let_that_many_in(void **state)
{
    struct rig *r = *state;
    rig_start(r);
    rig_control(r, VX_CTL_RATE, 1000, 0);
    rig_control(r, VX_CTL_STEP, 3, 0);
    assert_int_equal(INGRESS(r, paused), 1);
    assert_int_equal(INGRESS(r, sequenced), 3); /* due or not */
    rig_pass(r, S);
    assert_int_equal(INGRESS(r, sequenced), 3);
    const struct vx_submit typed = rig_order(r, VX_BID, 1, PX(100));
    assert_false(typed.answered);
    rig_control(r, VX_CTL_STEP, 2, 0); /* what was typed comes first */
    assert_int_equal(INGRESS(r, sequenced), 5);
    assert_int_equal(INGRESS(r, operator_in), 1);
    rig_control(r, VX_CTL_STEP, 5000, 0);
    assert_int_equal(INGRESS(r, sequenced), 5005);
    rig_stop(r);
}

static void test_steps_wait_for_room(void **state)
{
    struct rig *r = *state;
    rig_set(r, VX_SET_RING_INGRESS, 16);
    rig_start(r);
    rig_control(r, VX_CTL_RATE, 1000, 0);
    rig_control(r, VX_CTL_STALL, VX_STAGE_BOOK, MS);
    rig_control(r, VX_CTL_STEP, 100, 0);
    assert_int_equal(INGRESS(r, sequenced), 16);
    rig_pass(r, MS);
    assert_int_equal(INGRESS(r, sequenced), 100);
    assert_int_equal(INGRESS(r, dropped), 0);
    rig_stop(r);
}

static void test_halt_cancels_everything_and_refuses(void **state)
{
    struct rig *r = *state;
    rig_start(r);
    const uint64_t id = rig_order(r, VX_BID, 5, PX(90)).tx.id;
    rig_control(r, VX_CTL_RATE, 100000, 0);
    rig_pass(r, 50 * MS);
    assert_true(rig_metric(r, "book.orders") > 100);
    rig_control(r, VX_CTL_HALT, 1, 0);
    assert_int_equal(rig_metric(r, "book.orders"), 0);
    assert_int_equal(rig_metric(r, "engine.halted"), 1);
    const struct vx_own own = rig_own(r, id);
    assert_int_equal(vx_own_status(&own), VX_OWN_CANCELLED);
    const struct vx_submit refused = rig_order(r, VX_BID, 5, PX(100));
    assert_int_equal(refused.answer.code, VX_REJECT_HALTED);
    assert_int_equal(rig_cancel(r, 99, 0).answer.code, VX_REJECT_UNKNOWN_ID); /* not HALTED */
    const uint64_t before = vx_get(&r->panel->book.reject[VX_REJECT_HALTED]);
    rig_pass(r, 50 * MS);
    assert_true(vx_get(&r->panel->book.reject[VX_REJECT_HALTED]) > before); /* the load too */
    assert_int_equal(rig_metric(r, "book.orders"), 0);
    rig_control(r, VX_CTL_RATE, 0, 0);
    rig_control(r, VX_CTL_HALT, 0, 0);
    assert_int_equal(rig_order(r, VX_BID, 5, PX(100)).answer.kind, VX_REPORT_ACCEPTED);
    rig_stop(r);
}

static void test_halt_works_while_paused_and_when_the_ring_is_full(void **state)
{
    struct rig *r = *state;
    rig_set(r, VX_SET_RING_INGRESS, 16);
    rig_start(r);
    rig_order(r, VX_BID, 5, PX(100));
    rig_control(r, VX_CTL_STALL, VX_STAGE_BOOK, MS);
    for (unsigned i = 0; i < 40; i++)
        rig_order(r, VX_BID, 5, PX(100));
    rig_control(r, VX_CTL_PAUSE, 1, 0);
    rig_control(r, VX_CTL_HALT, 1, 0);
    rig_pass(r, MS);
    assert_int_equal(rig_metric(r, "book.orders"), 0);
    rig_control(r, VX_CTL_PAUSE, 0, 0); /* what had not got in by then is refused */
    assert_int_equal(rig_metric(r, "book.orders"), 0);
    assert_int_equal(vx_get(&r->panel->book.reject[VX_REJECT_HALTED]), 24);
    rig_stop(r);
}

/* ---- back-pressure ---- */

static void fill_the_ring(struct rig *r, int64_t policy)
{
    rig_set(r, VX_SET_RING_INGRESS, 64);
    rig_set(r, VX_SET_BACKPRESSURE, policy);
    rig_start(r);
    rig_control(r, VX_CTL_RATE, 1000000, 0);
    rig_control(r, VX_CTL_STALL, VX_STAGE_BOOK, MS);
    rig_pass(r, MS - 1);
}

static void test_a_full_ring_drops_the_load_and_counts(void **state)
{
    struct rig *r = *state;
    fill_the_ring(r, 0);
    assert_int_equal(INGRESS(r, sequenced), 64);
    assert_in_range(INGRESS(r, dropped), 800, 1100);
    assert_int_equal(INGRESS(r, offered), INGRESS(r, sequenced) + INGRESS(r, dropped));
    assert_int_equal(vx_get(&r->panel->ring[VX_RING_INGRESS].used), 64);
    assert_int_equal(vx_get(&r->panel->ring[VX_RING_INGRESS].high), 64);
    assert_true(vx_get(&r->panel->ring[VX_RING_INGRESS].full) > 0);
    const uint64_t dropped = INGRESS(r, dropped);
    rig_pass(r, MS);
    assert_in_range(INGRESS(r, dropped), dropped, dropped + 3); /* until the stall was over */
    assert_int_equal(vx_get(&r->panel->book.answered), INGRESS(r, sequenced));
    rig_stop(r);
}

static void test_a_full_ring_makes_the_load_wait(void **state)
{
    struct rig *r = *state;
    fill_the_ring(r, 1);
    assert_int_equal(INGRESS(r, sequenced), 64);
    assert_int_equal(INGRESS(r, dropped), 0);
    assert_true(INGRESS(r, waited) > 0);
    assert_true(INGRESS(r, lag_ns) > 0);
    rig_pass(r, MS);
    assert_in_range(INGRESS(r, sequenced), 1850, 2150); /* it has caught up */
    assert_int_equal(INGRESS(r, lag_ns), 0);
    rig_stop(r);
}

static void test_a_load_that_lags_before_a_full_ring_is_shed(void **state)
{
    struct rig *r = *state;
    rig_set(r, VX_SET_RING_INGRESS, 64);
    rig_start(r);
    rig_control(r, VX_CTL_RATE, 1000000, 0);
    rig_control(r, VX_CTL_STALL, VX_STAGE_INGRESS, 100 * MS);
    rig_control(r, VX_CTL_STALL, VX_STAGE_BOOK, 101 * MS);
    rig_pass(r, 100 * MS);
    /* 100 ms of it, made or not, are accounted for */
    assert_in_range(INGRESS(r, offered), 98000, 102000);
    assert_int_equal(INGRESS(r, offered), INGRESS(r, sequenced) + INGRESS(r, dropped));
    assert_int_equal(INGRESS(r, lag_ns), 0);
    rig_pass(r, 100 * MS);
    assert_in_range(INGRESS(r, offered), 196000, 204000);
    rig_stop(r);
}

static void test_typed_orders_are_never_dropped(void **state)
{
    struct rig *r = *state;
    struct vx_submit s[100];
    struct vx_answer a;
    fill_the_ring(r, 0);
    rig_control(r, VX_CTL_RATE, 0, 0);
    for (unsigned i = 0; i < 100; i++) {
        s[i] = rig_order(r, VX_BID, 1, PX(100));
        assert_false(s[i].answered);
    }
    rig_pass(r, MS);
    for (unsigned i = 0; i < 100; i++) {
        assert_int_equal(r->session.ops->answer(r->session.self, s[i].ticket, &a), 0);
        assert_int_equal(a.ticket, i);
        assert_int_equal(a.id, s[i].tx.id);
    }
    rig_stop(r);
}

static void test_a_full_inbox_says_so(void **state)
{
    struct rig *r = *state;
    rig_set(r, VX_SET_RING_INBOX, 16);
    rig_start(r);
    rig_control(r, VX_CTL_PAUSE, 1, 0);
    for (unsigned i = 0; i < 16; i++)
        rig_order(r, VX_BID, 1, PX(100));
    struct vx_submit s = {.tx = {.kind = VX_TX_LIMIT, .price = PX(100), .qty = 1}};
    assert_int_equal(r->session.ops->submit(r->session.self, &s), VX_E_FULL);
    assert_int_equal(vx_get(&r->panel->ring[VX_RING_INBOX].full), 1);
    rig_control(r, VX_CTL_PAUSE, 0, 0);
    assert_int_equal(rig_order(r, VX_BID, 1, PX(100)).tx.id, 17); /* no id was lost to it */
    rig_stop(r);
}

static void test_a_stalled_output_fills_every_ring(void **state)
{
    struct rig *r = *state;
    rig_set(r, VX_SET_RING_INGRESS, 64);
    rig_set(r, VX_SET_RING_BOOK, 64);
    rig_set(r, VX_SET_RING_BUNDLE, 16);
    rig_start(r);
    rig_control(r, VX_CTL_STALL, VX_STAGE_OUTPUT, 20 * MS);
    rig_control(r, VX_CTL_RATE, 100000, 0);
    rig_pass(r, 15 * MS);
    assert_int_equal(vx_get(&r->panel->ring[VX_RING_BUNDLE].used), 16);
    assert_int_equal(vx_get(&r->panel->ring[VX_RING_BOOK].used), 64);
    assert_int_equal(vx_get(&r->panel->ring[VX_RING_INGRESS].used), 64);
    assert_true(INGRESS(r, dropped) > 0);
    assert_true(vx_get(&r->panel->stage[VX_STAGE_BOOK].blocked) > 0);
    assert_true(vx_get(&r->panel->stage[VX_STAGE_BOOK].blocked_ns) > MS);
    rig_control(r, VX_CTL_RATE, 0, 0);
    rig_pass(r, 10 * MS);
    assert_int_equal(vx_get(&r->panel->ring[VX_RING_BUNDLE].used), 0);
    assert_int_equal(vx_get(&r->panel->book.answered), INGRESS(r, sequenced));
    assert_int_equal(vx_get(&r->panel->output.reports), vx_get(&r->panel->book.reports));
    rig_stop(r);
}

static void test_the_book_resumes_in_the_middle_of_an_input(void **state)
{
    struct rig *r = *state;
    rig_set(r, VX_SET_RING_BOOK, 16);
    rig_set(r, VX_SET_RING_BUNDLE, 16);
    rig_start(r);
    for (unsigned i = 0; i < 1000; i++)
        rig_order(r, VX_BID, 1, PX(100));
    rig_control(r, VX_CTL_STALL, VX_STAGE_OUTPUT, MS);
    const struct vx_submit s =
        rig_submit(r, &(struct vx_tx){.kind = VX_TX_CANCEL_ALL, .instrument = 0});
    assert_false(s.answered); /* 1001 records do not fit */
    assert_true(rig_metric(r, "book.orders") > 0);
    rig_pass(r, MS);
    struct vx_answer a;
    assert_int_equal(r->session.ops->answer(r->session.self, s.ticket, &a), 0);
    assert_int_equal(a.removed, 1000);
    assert_int_equal(a.qty, 1000);
    assert_int_equal(rig_metric(r, "book.orders"), 0);
    rig_stop(r);
}

/* ---- faults on purpose, and the watchdog ---- */

static void test_a_slow_stage_takes_one_record_at_a_time(void **state)
{
    struct rig *r = *state;
    rig_start(r);
    rig_control(r, VX_CTL_SLOW, VX_STAGE_BOOK, MS);
    rig_control(r, VX_CTL_BURST, 10, 0);
    assert_int_equal(vx_get(&r->panel->book.answered), 1);
    rig_pass(r, 4 * MS + MS / 2);
    assert_int_equal(vx_get(&r->panel->book.answered), 5);
    rig_control(r, VX_CTL_SLOW, VX_STAGE_BOOK, 0);
    rig_pass(r, 1);
    assert_int_equal(vx_get(&r->panel->book.answered), 10);
    assert_int_equal(vx_get(&r->panel->stage[VX_STAGE_BOOK].stalls), 0);
    rig_stop(r);
}

static void test_the_watchdog_names_a_stalled_stage(void **state)
{
    struct rig *r = *state;
    struct vx_errline line;
    rig_start(r);
    rig_pass(r, 5 * (uint64_t)S); /* time in which nothing happened is no stall */
    assert_int_equal(vx_ovring_written(&r->panel->errors), 0);
    rig_control(r, VX_CTL_STALL, VX_STAGE_OUTPUT, 2 * (uint64_t)S);
    rig_pass(r, S);
    assert_int_equal(vx_get(&r->panel->stage[VX_STAGE_OUTPUT].stalls), 1);
    assert_int_equal(vx_ovring_written(&r->panel->errors), 1); /* once */
    rig_expect_logged(r, "stage output stalled for 500");
    assert_int_equal(vx_ovring_read(&r->panel->errors, r->panel->errors_area, 0, &line), 0);
    assert_int_equal(line.t_ns, 5 * (uint64_t)S + 500 * MS);
    rig_pass(r, 2 * (uint64_t)S);
    assert_int_equal(vx_ovring_written(&r->panel->errors), 2);
    rig_expect_logged(r, "stage output recovered after 2.0 s");
    rig_stop(r);
}

static void test_a_short_stall_is_nobodys_business(void **state)
{
    struct rig *r = *state;
    rig_start(r);
    rig_control(r, VX_CTL_STALL, VX_STAGE_BOOK, 499 * MS);
    rig_pass(r, S);
    assert_int_equal(vx_ovring_written(&r->panel->errors), 0);
    rig_stop(r);
}

static void test_a_stall_ends_at_a_stop(void **state)
{
    struct rig *r = *state;
    rig_start(r);
    rig_control(r, VX_CTL_STALL, VX_STAGE_OUTPUT, VX_NEVER);
    rig_control(r, VX_CTL_SLOW, VX_STAGE_BUNDLE, S);
    rig_control(r, VX_CTL_BURST, 5000, 0);
    rig_stop(r);
    assert_int_equal(vx_get(&r->panel->book.answered), INGRESS(r, sequenced));
    assert_int_equal(vx_get(&r->panel->output.reports), vx_get(&r->panel->book.reports));
}

static void test_a_stop_answers_what_was_queued(void **state)
{
    struct rig *r = *state;
    rig_start(r);
    rig_control(r, VX_CTL_RATE, 1000, 0);
    rig_control(r, VX_CTL_PAUSE, 1, 0);
    const struct vx_submit s = rig_order(r, VX_BID, 1, PX(100));
    struct vx_answer a;
    rig_stop(r);
    assert_int_equal(r->session.ops->answer(r->session.self, s.ticket, &a), 0);
    assert_int_equal(INGRESS(r, load_in), 0);
    for (unsigned i = 0; i < VX_STAGES; i++)
        assert_int_equal(vx_get(&r->panel->stage[i].state), VX_STATE_HALT);
}

/* ---- bundles ---- */

static uint64_t flushes(struct rig *r, enum vx_flush reason)
{
    const struct vx_bundle_block *b = &r->panel->bundle;
    return vx_get(reason == VX_FLUSH_SIZE      ? &b->flush_size
                  : reason == VX_FLUSH_TIMEOUT ? &b->flush_timeout
                                               : &b->flush_final);
}

static void test_bundles_are_flushed_by_size_time_and_end(void **state)
{
    struct rig *r = *state;
    rig_start(r);
    for (unsigned i = 0; i < 16; i++)
        rig_order(r, VX_BID, 1, PX(100));
    assert_int_equal(flushes(r, VX_FLUSH_SIZE), 1);
    assert_int_equal(vx_get(&r->panel->output.reports), 16);
    rig_order(r, VX_BID, 1, PX(100));
    rig_pass(r, 60 * US);
    rig_order(r, VX_BID, 1, PX(100));
    rig_pass(r, 39 * US + 999);
    assert_int_equal(flushes(r, VX_FLUSH_TIMEOUT), 0);
    rig_pass(r, 1);
    assert_int_equal(flushes(r, VX_FLUSH_TIMEOUT), 1); /* 100 us after its first */
    assert_int_equal(vx_get(&r->panel->output.reports), 18);
    rig_order(r, VX_BID, 1, PX(100));
    rig_stop(r);
    assert_int_equal(flushes(r, VX_FLUSH_FINAL), 1);
    assert_int_equal(vx_get(&r->panel->bundle.bundles), 3);
    assert_int_equal(vx_get(&r->panel->bundle.fill[16]), 1);
    assert_int_equal(vx_get(&r->panel->bundle.fill[2]), 1);
    assert_int_equal(vx_get(&r->panel->bundle.fill[1]), 1);
    assert_int_equal(vx_get(&r->panel->output.reports), 19);
}

static void test_bundle_settings_act_at_once(void **state)
{
    struct rig *r = *state;
    rig_start(r);
    rig_set(r, VX_SET_BUNDLE_SIZE, 3);
    rig_set(r, VX_SET_BUNDLE_WAIT, MS);
    for (unsigned i = 0; i < 7; i++)
        rig_order(r, VX_BID, 1, PX(100));
    assert_int_equal(flushes(r, VX_FLUSH_SIZE), 2);
    rig_pass(r, MS - 1);
    assert_int_equal(flushes(r, VX_FLUSH_TIMEOUT), 0);
    rig_pass(r, 1);
    assert_int_equal(flushes(r, VX_FLUSH_TIMEOUT), 1);
    rig_stop(r);
}

static void test_latencies_are_what_the_clock_says(void **state)
{
    struct rig *r = *state;
    struct vx_hist_copy h;
    rig_start(r);
    rig_pass(r, 12345);
    rig_order(r, VX_BID, 1, PX(100));
    rig_pass(r, MS);
    const uint64_t want[VX_LATENCIES] = {
        [VX_LATENCY_BUNDLE] = 100 * US, [VX_LATENCY_E2E] = 100 * US};
    for (unsigned i = 0; i < VX_LATENCIES; i++) {
        vx_hist_take(&h, &r->panel->latency[i]);
        assert_int_equal(h.count, 1);
        assert_int_equal(h.max, want[i]);
    }
    rig_control(r, VX_CTL_STALL, VX_STAGE_BOOK, 7 * US);
    rig_order(r, VX_BID, 1, PX(100));
    rig_pass(r, MS);
    vx_hist_take(&h, &r->panel->latency[VX_LATENCY_BOOK]);
    assert_int_equal(h.max, 7 * US);
    rig_stop(r);
}

/* ---- repeatability ---- */

struct outcome {
    uint64_t hash, output, trades;
};

static struct outcome play(uint64_t seed, int64_t topology, int64_t bundle_size)
{
    struct rig r;
    rig_open_virtual(&r);
    rig_set(&r, VX_SET_TOPOLOGY, topology);
    rig_set(&r, VX_SET_BUNDLE_SIZE, bundle_size);
    rig_control(&r, VX_CTL_SEED, seed, 0);
    rig_start(&r);
    for (unsigned flow = 0; flow < VX_FLOWS; flow++) {
        rig_control(&r, VX_CTL_FLOW, flow, 0);
        rig_control(&r, VX_CTL_RATE, 200000, 0);
        rig_pass(&r, 20 * MS);
        rig_type_pattern(&r, 200, 20 * US);
        rig_control(&r, VX_CTL_BURST, 2000, MS);
        rig_control(&r, VX_CTL_STALL, VX_STAGE_OUTPUT, 3 * MS);
    }
    rig_control(&r, VX_CTL_RATE, 0, 0);
    rig_pass(&r, 10 * MS);
    rig_stop(&r);
    const struct outcome o = {vx_get(&r.panel->book.hash), vx_get(&r.panel->output.checksum),
                              vx_get(&r.panel->book.trades)};
    vx_session_close(&r.session);
    return o;
}

static void test_the_same_seed_and_script_give_the_same_hash(void **state)
{
    (void)state;
    const struct outcome a = play(42, 0, 16), b = play(42, 0, 16), c = play(43, 0, 16);
    assert_true(a.trades > 1000);
    assert_int_equal(a.hash, b.hash);
    assert_int_equal(a.output, b.output);
    assert_int_equal(a.trades, b.trades);
    assert_true(a.hash != c.hash);
}

static void test_neither_topology_nor_bundling_change_the_hash(void **state)
{
    (void)state;
    const struct outcome want = play(7, 0, 16);
    for (int64_t topology = 1; topology < 5; topology++) {
        const struct outcome got = play(7, topology, topology);
        assert_int_equal(got.hash, want.hash);
        assert_int_equal(got.output, want.output);
    }
}

static void test_conservation_under_a_million_orders_of_each_flow(void **state)
{
    (void)state;
    for (unsigned flow = 0; flow < VX_FLOWS; flow++) {
        struct rig r;
        rig_open_virtual(&r);
        rig_set(&r, VX_SET_ORDERS_MAX, 1048576);
        rig_control(&r, VX_CTL_FLOW, flow, 0);
        rig_start(&r);
        for (unsigned i = 0; i < 10; i++) {
            rig_control(&r, VX_CTL_BURST, ORDERS / 10, MS);
            rig_pass(&r, MS);
            assert_int_equal(vx_get(&r.panel->book.conserved), 1);
        }
        assert_int_equal(INGRESS(&r, load_in), ORDERS);
        assert_int_equal(INGRESS(&r, dropped), 0);
        rig_end(&r);
    }
}

/* ---- letting time pass ---- */

struct asked {
    struct rig *r;
    unsigned times;
};

static bool has_ten_orders(void *ctx)
{
    struct asked *a = ctx;
    a->times++;
    return vx_get(&a->r->panel->book.orders_in) >= 10;
}

static void test_until_ends_at_the_event_that_makes_it_true(void **state)
{
    struct rig *r = *state;
    struct asked a = {r, 0};
    const struct vx_session_ops *ops = r->session.ops;
    rig_start(r);
    assert_int_equal(ops->advance(r->session.self, S, has_ten_orders, &a), 0);
    assert_int_equal(rig_now(r), S); /* it ran out */
    rig_control(r, VX_CTL_FLOW, VX_FLOW_VELOX, 0);
    rig_control(r, VX_CTL_BURST, 100, 100 * MS);
    assert_int_equal(ops->advance(r->session.self, 2 * (uint64_t)S, has_ten_orders, &a), 1);
    assert_int_equal(vx_get(&r->panel->book.orders_in), 10);
    assert_in_range(rig_now(r), S + 8 * MS, S + 12 * MS);
    a.times = 0;
    assert_int_equal(ops->advance(r->session.self, 0, has_ten_orders, &a), 1);
    assert_int_equal(a.times, 1); /* asked once, before time passes */
}

static bool say_no(void *ctx)
{
    ++*(unsigned *)ctx;
    return false;
}

static void test_a_long_wait_can_be_interrupted(void **state)
{
    struct rig *r = *state;
    const struct vx_session_ops *ops = r->session.ops;
    unsigned times = 0;
    rig_start(r);
    ops->on_idle(r->session.self, say_no, &times);
    rig_control(r, VX_CTL_RATE, 10000000, 0);
    assert_int_equal(ops->advance(r->session.self, 3600 * (uint64_t)S, NULL, NULL),
                     VX_E_INTERRUPTED);
    assert_true(times >= 1);
    ops->on_idle(r->session.self, NULL, NULL);
    rig_pass(r, MS); /* and it goes on */
    rig_stop(r);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_load_comes_at_its_rate),
        TEST(test_an_unlimited_rate_lets_time_pass),
        TEST(test_bursts),
        TEST(test_pause_takes_nothing_and_loses_nothing),
        TEST(test_a_pause_moves_the_load_in_time),
        TEST(test_steps_let_that_many_in),
        TEST(test_steps_wait_for_room),
        TEST(test_halt_cancels_everything_and_refuses),
        TEST(test_halt_works_while_paused_and_when_the_ring_is_full),
        TEST(test_a_full_ring_drops_the_load_and_counts),
        TEST(test_a_full_ring_makes_the_load_wait),
        TEST(test_a_load_that_lags_before_a_full_ring_is_shed),
        TEST(test_typed_orders_are_never_dropped),
        TEST(test_a_full_inbox_says_so),
        TEST(test_a_stalled_output_fills_every_ring),
        TEST(test_the_book_resumes_in_the_middle_of_an_input),
        TEST(test_a_slow_stage_takes_one_record_at_a_time),
        TEST(test_the_watchdog_names_a_stalled_stage),
        TEST(test_a_short_stall_is_nobodys_business),
        TEST(test_a_stall_ends_at_a_stop),
        TEST(test_a_stop_answers_what_was_queued),
        TEST(test_bundles_are_flushed_by_size_time_and_end),
        TEST(test_bundle_settings_act_at_once),
        TEST(test_latencies_are_what_the_clock_says),
        cmocka_unit_test(test_the_same_seed_and_script_give_the_same_hash),
        cmocka_unit_test(test_neither_topology_nor_bundling_change_the_hash),
        cmocka_unit_test(test_conservation_under_a_million_orders_of_each_flow),
        TEST(test_until_ends_at_the_event_that_makes_it_true),
        TEST(test_a_long_wait_can_be_interrupted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
