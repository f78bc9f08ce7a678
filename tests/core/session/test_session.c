/*
 * test_session.c: a session plays recorded data, minds several instruments, and does not let an
 * account pass that does not add up.
 */
#include "rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/session/session.h"

#define ROWS 6

/* Three orders, a fill of the first, a partial cancel, a deletion; a row of the book behind each.
 */
static const char messages[] = "34200.000,1,11,100,1000000,1\n"
                               "34200.001,1,12,50,1001000,-1\n"
                               "34200.002,1,13,70,999000,1\n"
                               "34200.003,4,11,40,1000000,1\n"
                               "34200.004,2,13,20,999000,1\n"
                               "34200.005,3,12,50,1001000,-1\n";
static const char book_rows[] = "9999999999,0,1000000,100,9999999999,0,-9999999999,0\n"
                                "1001000,50,1000000,100,9999999999,0,-9999999999,0\n"
                                "1001000,50,1000000,100,9999999999,0,999000,70\n"
                                "1001000,50,1000000,60,9999999999,0,999000,70\n"
                                "1001000,50,1000000,60,9999999999,0,999000,50\n"
                                "9999999999,0,1000000,60,9999999999,0,999000,50\n";

struct place {
    char folder[64];
    char messages[96];
    char book[96];
};

static void put_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static int set_up(void **state)
{
    struct place *p = test_calloc(1, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "/tmp/vx-session-XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    snprintf(p->messages, sizeof p->messages, "%s/messages", p->folder);
    snprintf(p->book, sizeof p->book, "%s/book", p->folder);
    put_file(p->messages, messages);
    put_file(p->book, book_rows);
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    struct place *p = *state;
    unlink(p->messages);
    unlink(p->book);
    const int rc = rmdir(p->folder);
    test_free(p);
    return rc;
}

static struct vx_feed_request verified(const struct place *p, uint32_t speed)
{
    return (struct vx_feed_request){
        .messages = p->messages, .book = p->book, .verify = true, .speed = speed};
}

static void play(struct rig *r, const struct vx_feed_request *request)
{
    char why[256] = "";
    if (r->session.ops->feed(r->session.self, request, why, sizeof why) < 0)
        fail_msg("feed: %s", why);
}

static uint64_t sent(struct rig *r)
{
    return vx_get(&r->panel->feed.sent);
}

/* Not by the panel: on a busy machine the feed may not have begun when the session looks. */
static bool is_over(void *ctx)
{
    struct rig *r = ctx;
    struct vx_feed_result result;
    return r->session.ops->feed_result(r->session.self, &result) == 0 && result.done;
}

static void expect_all_equal(struct rig *r)
{
    struct vx_feed_result result;
    assert_int_equal(r->session.ops->feed_result(r->session.self, &result), 0);
    assert_true(result.done);
    assert_string_equal(result.difference, "");
    assert_int_equal(vx_get(&r->panel->feed.rows), ROWS);
    assert_int_equal(sent(r), ROWS);
    assert_int_equal(vx_get(&r->panel->feed.rows_compared), ROWS);
    assert_int_equal(vx_get(&r->panel->feed.rows_equal), ROWS);
    assert_int_equal(vx_get(&r->panel->feed.aggressors), 1);
    assert_int_equal(vx_get(&r->panel->feed.aggressors_exact), 1);
    assert_int_equal(rig_metric(r, "trades.count"), 1);
    assert_int_equal(rig_metric(r, "rejects.count"), 0);
}

/* ---- feeds ---- */

static void test_a_feed_at_full_speed_and_at_its_own(void **state)
{
    struct place *p = *state;
    const uint32_t speeds[] = {0, 1, 10};
    for (size_t i = 0; i < VX_LEN(speeds); i++) {
        struct rig r;
        const struct vx_feed_request request = verified(p, speeds[i]);
        rig_open_virtual(&r);
        rig_start(&r);
        play(&r, &request);
        assert_int_equal(r.session.ops->advance(r.session.self, S, is_over, &r), 1);
        assert_int_equal(rig_now(&r), speeds[i] ? 5 * MS / speeds[i] : 0);
        expect_all_equal(&r);
        rig_end(&r);
    }
}

static void test_a_feed_on_threads(void **state)
{
    struct place *p = *state;
    for (int64_t topology = 1; topology < 4; topology++) {
        struct rig r;
        const struct vx_feed_request request = verified(p, 1);
        rig_open_live(&r);
        rig_set(&r, VX_SET_TOPOLOGY, topology);
        rig_start(&r);
        play(&r, &request);
        assert_int_equal(r.session.ops->advance(r.session.self, 10 * (uint64_t)S, is_over, &r), 1);
        expect_all_equal(&r);
        rig_end(&r);
    }
}

static void test_a_feed_waits_for_room_and_for_a_pause(void **state)
{
    struct place *p = *state;
    struct rig r;
    struct vx_feed_result result;
    const struct vx_feed_request request = verified(p, 1);
    rig_open_virtual(&r);
    rig_set(&r, VX_SET_RING_INGRESS, 16);
    rig_start(&r);
    play(&r, &request);
    rig_pass(&r, MS);
    assert_int_equal(sent(&r), 2);
    rig_control(&r, VX_CTL_PAUSE, 1, 0);
    rig_pass(&r, S);
    assert_int_equal(sent(&r), 2);
    rig_control(&r, VX_CTL_STEP, 1, 0);
    assert_int_equal(sent(&r), 3);
    assert_int_equal(r.session.ops->feed_result(r.session.self, &result), 0);
    assert_false(result.done);
    rig_control(&r, VX_CTL_PAUSE, 0, 0);
    assert_int_equal(sent(&r), 3);
    rig_control(&r, VX_CTL_STALL, VX_STAGE_BOOK, S);
    rig_control(&r, VX_CTL_RATE, 1000000, 0); /* the ring is the load's before the next row */
    rig_pass(&r, S / 2);
    assert_in_range(sent(&r), 3, ROWS - 1);
    assert_true(vx_get(&r.panel->ingress.waited) > 0);
    rig_control(&r, VX_CTL_RATE, 0, 0);
    rig_pass(&r, S);
    assert_int_equal(sent(&r), ROWS);
    assert_int_equal(vx_get(&r.panel->feed.active), 0);
    rig_end(&r);
}

static void test_a_feed_ends_when_it_is_told_to(void **state)
{
    struct place *p = *state;
    struct rig r;
    const struct vx_feed_request request = verified(p, 1);
    rig_open_virtual(&r);
    rig_start(&r);
    play(&r, &request);
    rig_pass(&r, 2 * MS);
    assert_int_equal(vx_get(&r.panel->feed.active), 1);
    rig_control(&r, VX_CTL_FEED_STOP, 0, 0);
    assert_int_equal(vx_get(&r.panel->feed.active), 0);
    rig_pass(&r, S);
    assert_int_equal(sent(&r), 3);
    rig_control(&r, VX_CTL_RATE, 1000, 0); /* control words do not start it again */
    rig_pass(&r, S);
    assert_int_equal(sent(&r), 3);
    rig_end(&r);
}

static void test_one_feed_after_another(void **state)
{
    struct place *p = *state;
    struct rig r;
    const struct vx_feed_request request = verified(p, 1);
    rig_open_virtual(&r);
    rig_set(&r, VX_SET_INSTRUMENTS, 2);
    rig_start(&r);
    play(&r, &request);
    rig_pass(&r, 2 * MS);
    struct vx_feed_request other = request;
    other.instrument = 1;
    other.verify = false;
    play(&r, &other); /* takes the first one's place */
    rig_pass(&r, S);
    assert_int_equal(vx_get(&r.panel->feed.active), 0);
    assert_int_equal(sent(&r), ROWS);
    rig_end(&r);
}

static void test_a_stage_that_stands_still_keeps_its_feed(void **state)
{
    struct place *p = *state;
    struct rig r;
    char why[256] = "";
    const struct vx_feed_request request = verified(p, 0);
    rig_open_virtual(&r);
    rig_start(&r);
    rig_control(&r, VX_CTL_STALL, VX_STAGE_BOOK, S);
    play(&r, &request);
    assert_int_equal(r.session.ops->feed(r.session.self, &request, why, sizeof why), VX_E_BUSY);
    assert_non_null(strstr(why, "has not ended"));
    rig_pass(&r, 2 * (uint64_t)S);
    play(&r, &request);
    rig_end(&r);
}

static void test_wrong_feeds_are_explained(void **state)
{
    struct place *p = *state;
    struct rig r;
    struct vx_feed_result result;
    char why[256] = "";
    struct vx_feed_request request = verified(p, 0);
    rig_open_virtual(&r);
    assert_int_equal(r.session.ops->feed(r.session.self, &request, why, sizeof why), VX_E_STATE);
    rig_start(&r);
    assert_int_equal(r.session.ops->feed_result(r.session.self, &result), VX_E_EMPTY);
    request.instrument = 1;
    assert_int_equal(r.session.ops->feed(r.session.self, &request, why, sizeof why), VX_E_RANGE);
    assert_non_null(strstr(why, "no instrument 1"));
    request = verified(p, 0);
    request.messages = "/nowhere/at/all";
    assert_true(r.session.ops->feed(r.session.self, &request, why, sizeof why) < 0);
    assert_non_null(strstr(why, "/nowhere/at/all"));
    rig_end(&r);
}

static void test_a_difference_is_found_and_told(void **state)
{
    struct place *p = *state;
    struct rig r;
    struct vx_feed_result result;
    const struct vx_feed_request request = verified(p, 1);
    rig_open_virtual(&r);
    rig_start(&r);
    play(&r, &request);
    rig_pass(&r, 2 * MS + 1);
    rig_order(&r, VX_ASK, 10, PX(100)); /* someone was not in the recording */
    rig_pass(&r, S);
    assert_int_equal(r.session.ops->feed_result(r.session.self, &result), 0);
    assert_true(result.done);
    assert_non_null(strstr(result.difference, "row 4"));
    assert_int_equal(vx_get(&r.panel->feed.first_difference), 4);
    rig_end(&r);
}

/* ---- several instruments ---- */

static void test_a_replace_is_held_against_its_own_instrument(void **state)
{
    (void)state;
    struct rig r;
    rig_open_virtual(&r);
    rig_set(&r, VX_SET_INSTRUMENTS, 2);
    rig_start(&r);
    for (uint16_t i = 0; i < 2; i++)
        for (unsigned side = 0; side < 2; side++)
            rig_submit(&r, &(struct vx_tx){.kind = VX_TX_LIMIT,
                                           .flags = vx_tx_flags(side, 0, 0),
                                           .instrument = i,
                                           .price = i ? PX(500) : PX(100),
                                           .qty = 1 + !side});
    /* 1 and 3 rest with one lot: 100 and 500 have traded */
    assert_int_equal(rig_replace(&r, 3, PX(510), 0).answer.kind, VX_REPORT_REPLACED);
    assert_int_equal(rig_replace(&r, 1, PX(510), 0).answer.code, VX_REJECT_RISK_COLLAR);
    rig_end(&r);
}

/* ---- what does not add up ---- */

static void expect_found_out(void (*spoil)(struct vx_pipeline *p), const char *says)
{
    struct rig r;
    char why[256] = "";
    rig_open_virtual(&r);
    rig_start(&r);
    rig_type_pattern(&r, 20, US);
    struct vx_engine *e = r.session.self;
    spoil(e->pipeline);
    assert_int_equal(r.session.ops->stop(r.session.self, why, sizeof why), VX_E_STATE);
    if (!strstr(why, says))
        fail_msg("%s", why);
    assert_int_equal(vx_get(&r.panel->book.conserved), 0);
    assert_int_equal(vx_get(&r.panel->state), VX_STATE_FAIL);
    vx_session_close(&r.session);
}

static void lose_an_order(struct vx_pipeline *p)
{
    p->booker.tally.orders_in++;
}

static void make_a_lot(struct vx_pipeline *p)
{
    p->booker.tally.lots_filled++;
}

static void lose_an_input(struct vx_pipeline *p)
{
    p->ingress.tally.sequenced++;
}

static void lose_a_report(struct vx_pipeline *p)
{
    p->booker.tally.reports++;
}

static void lose_a_bundled_report(struct vx_pipeline *p)
{
    p->bundler.tally.reports++;
    p->booker.tally.reports++;
}

static void spoil_the_book(struct vx_pipeline *p)
{
    uint64_t *magic = (void *)p->book;
    *magic ^= 1;
}

static void keep_a_stage_from_its_end(struct vx_pipeline *p)
{
    static const _Atomic uint64_t never;
    p->bundler.stage.upstream = &never;
}

/* What the inbox still holds was promised an answer. */
static void test_typed_inputs_that_are_left_are_found(void **state)
{
    const struct vx_tx tx = {.kind = VX_TX_CANCEL_ALL, .instrument = VX_ALL_INSTRUMENTS};
    struct rig r;
    char why[256] = "";
    (void)state;
    rig_open_virtual(&r);
    rig_start(&r);
    struct vx_pipeline *p = ((struct vx_engine *)r.session.self)->pipeline;
    assert_int_equal(vx_pipeline_check(p, why, sizeof why), VX_OK);
    assert_true(vx_mpsc_push(&p->inbox, &tx) >= 0);
    assert_int_equal(vx_pipeline_check(p, why, sizeof why), VX_E_STATE);
    assert_string_equal(why, "typed inputs left: 1, but promised: 0");
    rig_end(&r);
}

static void test_stages_that_come_to_no_end_are_given_up(void **state)
{
    struct rig r;
    char why[256] = "";
    (void)state;
    rig_open_virtual(&r);
    rig_start(&r);
    keep_a_stage_from_its_end(((struct vx_engine *)r.session.self)->pipeline);
    assert_int_equal(r.session.ops->stop(r.session.self, why, sizeof why), VX_E_STATE);
    assert_string_equal(why, "the stages do not come to an end");
    vx_session_close(&r.session);
}

static void test_what_does_not_add_up_is_found_at_the_stop(void **state)
{
    (void)state;
    expect_found_out(lose_an_order, "orders accepted");
    expect_found_out(make_a_lot, "lots accepted");
    expect_found_out(lose_an_input, "inputs sequenced");
    expect_found_out(lose_a_report, "reports written");
    expect_found_out(lose_a_bundled_report, "reports bundled");
    expect_found_out(spoil_the_book, "the book is broken: the memory holds a book");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_feed_at_full_speed_and_at_its_own),
        TEST(test_a_feed_on_threads),
        TEST(test_a_feed_waits_for_room_and_for_a_pause),
        TEST(test_a_feed_ends_when_it_is_told_to),
        TEST(test_one_feed_after_another),
        TEST(test_a_stage_that_stands_still_keeps_its_feed),
        TEST(test_wrong_feeds_are_explained),
        TEST(test_a_difference_is_found_and_told),
        cmocka_unit_test(test_a_replace_is_held_against_its_own_instrument),
        cmocka_unit_test(test_typed_inputs_that_are_left_are_found),
        cmocka_unit_test(test_stages_that_come_to_no_end_are_given_up),
        cmocka_unit_test(test_what_does_not_add_up_is_found_at_the_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
