/*
 * test_panel.c: the mapping: how it is made, checked and read while it is written.
 */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/err.h"
#include "core/telemetry/metric.h"
#include "core/telemetry/panel.h"

static struct vx_panel *panel;

static int setup(void **state)
{
    (void)state;
    return vx_panel_open(&panel);
}

static int teardown(void **state)
{
    (void)state;
    vx_panel_close(panel);
    panel = NULL;
    return 0;
}

static void opens_formatted(void **state)
{
    (void)state;
    assert_int_equal((uintptr_t)panel % VX_LINE, 0);
    assert_int_equal(vx_panel_check(panel, sizeof(*panel)), VX_OK);
    assert_int_equal(panel->bytes, sizeof(*panel));
    assert_int_equal(panel->pid, getpid());
    assert_true(panel->start_realtime_ns > 0);
    assert_int_equal(panel->layout, vx_panel_layout());
    assert_int_equal(vx_get(&panel->state), VX_STATE_BOOT);
}

static void settings_stand_at_their_defaults(void **state)
{
    (void)state;
    for (unsigned i = 0; i < VX_SETTINGS; i++)
        assert_int_equal(panel->control.setting[i], vx_setting_rows[i].dflt);
    assert_int_equal(panel->control.setting[VX_SET_RING_INGRESS], 4096);
    assert_int_equal(panel->control.setting[VX_SET_BUNDLE_WAIT], 100000);
}

static void flows_start_empty(void **state)
{
    (void)state;
    static struct vx_depth depth;
    uint64_t entry[VX_ERRLINE_WORDS];
    assert_int_equal(vx_slots_read(&panel->depth, panel->depth_area, &depth), VX_E_EMPTY);
    assert_int_equal(vx_ovring_read(&panel->tape, panel->tape_area, 0, entry), VX_E_EMPTY);
    assert_int_equal(vx_ovring_read(&panel->answers, panel->answers_area, 0, entry), VX_E_EMPTY);
    assert_int_equal(vx_ovring_read(&panel->errors, panel->errors_area, 0, entry), VX_E_EMPTY);
    for (unsigned side = 0; side < 2; side++)
        for (uint32_t i = 0; i < VX_LADDER_BUCKETS; i++)
            assert_int_equal(vx_ladder_get(&panel->ladder, side, i), 0);
}

/* The last entry of each area is the panel's own: what is behind it stays as it was. */
static void areas_hold_what_their_rings_write(void **state)
{
    (void)state;
    static struct vx_depth depth;
    static struct vx_print print;
    static struct vx_answer answer;
    static struct vx_errline line;
    memset(&depth, 0xa5, sizeof(depth));
    memset(&print, 0xa5, sizeof(print));
    memset(&answer, 0xa5, sizeof(answer));
    memset(&line, 0xa5, sizeof(line));
    for (unsigned i = 0; i < VX_SLOTS; i++)
        vx_slots_publish(&panel->depth, panel->depth_area, &depth);
    for (unsigned i = 0; i < VX_TAPE_CAPACITY; i++)
        vx_ovring_write(&panel->tape, panel->tape_area, &print);
    for (unsigned i = 0; i < VX_ANSWER_CAPACITY; i++)
        vx_ovring_write(&panel->answers, panel->answers_area, &answer);
    for (unsigned i = 0; i < VX_ERRLOG_CAPACITY; i++)
        vx_ovring_write(&panel->errors, panel->errors_area, &line);
    assert_int_equal(vx_ladder_get(&panel->ladder, 0, 0), 0);
    assert_int_equal(panel->tape.mask, VX_TAPE_CAPACITY - 1);
    assert_int_equal(panel->answers.mask, VX_ANSWER_CAPACITY - 1);
    assert_int_equal(panel->errors.mask, VX_ERRLOG_CAPACITY - 1);
    assert_int_equal(vx_get(&panel->own_count), 0);
    assert_int_equal(vx_get(&panel->own[0].seq), 0);
}

static void check_says_what_is_wrong(void **state)
{
    (void)state;
    assert_int_equal(vx_panel_check(panel, sizeof(*panel) - 1), VX_E_VERSION);
    assert_int_equal(vx_panel_check(panel, 0), VX_E_VERSION);
    assert_int_equal(vx_panel_check(panel, sizeof(*panel) + 4096), VX_OK);
    vx_put(&panel->magic, 0);
    assert_int_equal(vx_panel_check(panel, sizeof(*panel)), VX_E_STATE);
    vx_put(&panel->magic, VX_PANEL_MAGIC);
    panel->version++;
    assert_int_equal(vx_panel_check(panel, sizeof(*panel)), VX_E_VERSION);
    panel->version--;
    panel->layout ^= 1;
    assert_int_equal(vx_panel_check(panel, sizeof(*panel)), VX_E_VERSION);
    panel->layout ^= 1;
    panel->bytes += 8;
    assert_int_equal(vx_panel_check(panel, sizeof(*panel)), VX_E_VERSION);
    panel->bytes -= 8;
    assert_int_equal(vx_panel_check(panel, sizeof(*panel)), VX_OK);
}

static void closing_nothing_is_fine(void **state)
{
    (void)state;
    vx_panel_close(NULL);
}

static void names_come_from_the_tables(void **state)
{
    (void)state;
    assert_string_equal(vx_stage_name(VX_STAGE_INGRESS), "ingress");
    assert_string_equal(vx_stage_name(VX_STAGE_OUTPUT), "output");
    assert_string_equal(vx_stage_name(VX_STAGES), "?");
    assert_string_equal(vx_ring_name(VX_RING_INBOX), "inbox");
    assert_string_equal(vx_ring_name(VX_RING_INGRESS), "ingress");
    assert_string_equal(vx_ring_name(VX_RING_BOOK), "book");
    assert_string_equal(vx_ring_name(VX_RING_BUNDLE), "bundle");
    assert_string_equal(vx_ring_name(VX_RINGS), "?");
    assert_string_equal(vx_latency_name(VX_LATENCY_E2E), "e2e");
    assert_string_equal(vx_latency_name(VX_LATENCIES), "?");
    assert_string_equal(vx_state_name(VX_STATE_BOOT), "boot");
    assert_string_equal(vx_state_name(VX_STATE_FAIL), "fail");
    assert_string_equal(vx_state_name(99), "?");
    assert_string_equal(vx_flow_name(VX_FLOW_MARKET), "market");
    assert_string_equal(vx_flow_name(VX_FLOW_FLASH_CRASH), "flash-crash");
    assert_string_equal(vx_flow_name(VX_FLOWS), "?");
    assert_string_equal(vx_flow_help(VX_FLOWS), "");
    for (unsigned i = 0; i < VX_FLOWS; i++)
        assert_true(strlen(vx_flow_help(i)) > 10);
    assert_string_equal(vx_own_status_name(VX_OWN_LIVE), "live");
    assert_string_equal(vx_own_status_name(VX_OWN_REJECTED), "rejected");
    assert_string_equal(vx_own_status_name(VX_OWN_STATUSES), "?");
}

static void every_ring_of_the_engine_has_its_setting(void **state)
{
    (void)state;
    for (unsigned i = 0; i < VX_RINGS; i++) {
        char name[40] = "ring.";
        strcat(name, vx_ring_name(i));
        assert_true(vx_setting_find(name, strlen(name)) >= 0);
    }
}

/* ---- own orders ---- */

static struct vx_own own_of(uint64_t n)
{
    return (struct vx_own){.id = n,
                           .seq = n * 3,
                           .t_ns = n * 5,
                           .notional = n * 7,
                           .ahead_lots = n * 11,
                           .price = (int32_t)(n % 100000),
                           .qty = (uint32_t)n,
                           .filled = (uint32_t)(n * 13),
                           .leaves = (uint32_t)(n * 17),
                           .ahead_orders = (uint32_t)(n * 19),
                           .side_status = (uint8_t)(VX_ASK << 7 | VX_OWN_LIVE)};
}

static void own_orders_come_back(void **state)
{
    (void)state;
    struct vx_own got;
    assert_int_equal(vx_own_read(panel, 3, &got), VX_E_EMPTY);
    assert_int_equal(vx_own_read(panel, VX_OWN_MAX, &got), VX_E_EMPTY);
    for (uint64_t n = 1; n < 5; n++) {
        struct vx_own own = own_of(n);
        vx_own_write(panel, 3, &own);
        assert_int_equal(vx_own_read(panel, 3, &got), VX_OK);
        assert_memory_equal(&got, &own, sizeof(own));
    }
    assert_int_equal(vx_own_status(&got), VX_OWN_LIVE);
    assert_int_equal(vx_own_side(&got), VX_ASK);
    assert_int_equal(vx_own_read(panel, 2, &got), VX_E_EMPTY);
    assert_int_equal(vx_own_read(panel, 4, &got), VX_E_EMPTY);
}

static void a_slot_under_the_pen_is_stale_and_left_alone(void **state)
{
    (void)state;
    struct vx_own own = own_of(1);
    struct vx_own got = own_of(9);
    vx_own_write(panel, 0, &own);
    vx_put(&panel->own[0].seq, 3);
    assert_int_equal(vx_own_read(panel, 0, &got), VX_E_STALE);
    own = own_of(9);
    assert_memory_equal(&got, &own, sizeof(own));
}

#define OWN_WRITES 300000u

struct own_reader {
    uint64_t read, torn, backwards;
};

static void *own_write(void *arg)
{
    (void)arg;
    for (uint64_t n = 1; n <= OWN_WRITES; n++) {
        struct vx_own own = own_of(n);
        vx_own_write(panel, 1, &own);
    }
    return NULL;
}

static void *own_read(void *arg)
{
    struct own_reader *me = arg;
    for (uint64_t last = 0; last < OWN_WRITES;) {
        struct vx_own got, expected;
        if (vx_own_read(panel, 1, &got) != VX_OK) {
            sched_yield();
            continue;
        }
        expected = own_of(got.id);
        me->read++;
        me->torn += memcmp(&got, &expected, sizeof(got)) != 0;
        me->backwards += got.id < last;
        last = got.id;
    }
    return NULL;
}

static void own_orders_are_read_whole(void **state)
{
    (void)state;
    struct own_reader reader[2] = {{0}, {0}};
    pthread_t thread[3];
    assert_int_equal(pthread_create(&thread[0], NULL, own_write, NULL), 0);
    assert_int_equal(pthread_create(&thread[1], NULL, own_read, &reader[0]), 0);
    assert_int_equal(pthread_create(&thread[2], NULL, own_read, &reader[1]), 0);
    for (unsigned i = 0; i < 3; i++)
        pthread_join(thread[i], NULL);
    for (unsigned i = 0; i < 2; i++) {
        assert_true(reader[i].read > 0);
        assert_int_equal(reader[i].torn, 0);
        assert_int_equal(reader[i].backwards, 0);
    }
}

/* ---- the magic is last ---- */

static void *format_late(void *arg)
{
    vx_panel_init(arg);
    return NULL;
}

static void who_sees_the_magic_sees_the_rest(void **state)
{
    (void)state;
    pthread_t thread;
    size_t bytes = sizeof(*panel);
    memset(panel, 0, bytes);
    assert_int_equal(pthread_create(&thread, NULL, format_late, panel), 0);
    int err;
    while ((err = vx_panel_check(panel, bytes)) == VX_E_STATE)
        sched_yield();
    uint64_t pid = panel->pid;
    int64_t setting =
        atomic_load_explicit(&panel->control.setting[VX_SET_RING_INGRESS], memory_order_relaxed);
    pthread_join(thread, NULL);
    assert_int_equal(err, VX_OK);
    assert_int_equal(pid, getpid());
    assert_int_equal(setting, 4096);
}

int main(void)
{
#define WITH_PANEL(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WITH_PANEL(opens_formatted),
        WITH_PANEL(settings_stand_at_their_defaults),
        WITH_PANEL(flows_start_empty),
        WITH_PANEL(areas_hold_what_their_rings_write),
        WITH_PANEL(check_says_what_is_wrong),
        cmocka_unit_test(closing_nothing_is_fine),
        cmocka_unit_test(names_come_from_the_tables),
        cmocka_unit_test(every_ring_of_the_engine_has_its_setting),
        WITH_PANEL(own_orders_come_back),
        WITH_PANEL(a_slot_under_the_pen_is_stale_and_left_alone),
        WITH_PANEL(own_orders_are_read_whole),
        WITH_PANEL(who_sees_the_magic_sees_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
