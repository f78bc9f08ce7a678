/*
 * test_names.c: what orders are called, over a restart: a name is that of the order it was given
 * to, or it is gone, whatever the disk does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../journal/simdisk.h"
#include "core/base/err.h"
#include "core/session/names.h"

#define JOURNAL 77u

static struct simdisk disk;
static struct vx_names names;
static struct vx_panel *panel;

static int set_up(void **state)
{
    (void)state;
    sim_init(&disk, 1);
    names = (struct vx_names){.file = -1};
    return vx_panel_open(&panel);
}

static int tear_down(void **state)
{
    (void)state;
    vx_panel_close(panel);
    sim_fini(&disk);
    return 0;
}

/* The order in a slot of the panel. */
static void own(uint32_t slot, uint64_t id, uint64_t seq, enum vx_own_status status)
{
    const struct vx_own order = {.id = id, .seq = seq, .side_status = (uint8_t)status};
    vx_own_write(panel, slot, &order);
    if (vx_get(&panel->own_count) <= slot)
        vx_put(&panel->own_count, slot + 1);
}

static int open_names(void)
{
    const struct vx_io io = sim_io(&disk);
    return vx_names_open(&names, &io, JOURNAL, panel, false);
}

static void reopen(void)
{
    vx_names_close(&names);
    assert_int_equal(open_names(), 0);
}

static int give(const char *text, uint64_t id, uint64_t seq)
{
    struct vx_order_name name = {.id = id, .seq = seq};
    snprintf(name.name, sizeof name.name, "%s", text);
    return vx_names_put(&names, &name);
}

/* The id that a name has by now; 0: none. */
static uint64_t id_of(const char *text)
{
    struct vx_order_name name;
    uint64_t id = 0;
    for (uint32_t i = 0; vx_names_found(&names, i, &name) == 0; i++)
        if (strcmp(name.name, text) == 0) {
            assert_int_equal(id, 0);
            id = name.id;
        }
    return id;
}

static void test_only_what_rests_keeps_its_name(void **state)
{
    (void)state;
    assert_int_equal(open_names(), 0);
    assert_int_equal(disk.writes, 0); /* nothing there, nothing made */
    own(0, 1, 10, VX_OWN_LIVE);
    own(1, 2, 11, VX_OWN_FILLED);
    own(2, 3, 12, VX_OWN_LIVE);
    assert_int_equal(give("a", 1, 10), 0);
    assert_int_equal(give("b", 2, 11), 0);
    assert_int_equal(give("c", 3, 12), 0);
    assert_int_equal(give("refused", 4, 13), 0);
    reopen();
    assert_int_equal(names.found, 2);
    assert_int_equal(id_of("a"), 1);
    assert_int_equal(id_of("c"), 3);
    own(0, 1, 10, VX_OWN_CANCELLED);
    reopen();
    assert_int_equal(id_of("a"), 0);
    assert_int_equal(id_of("c"), 3);
}

/* Also one that has an id, or a sequence, that was another's before. */
static void test_a_name_is_never_another_orders(void **state)
{
    (void)state;
    assert_int_equal(open_names(), 0);
    own(0, 1, 10, VX_OWN_LIVE);
    own(1, 2, 11, VX_OWN_LIVE);
    assert_int_equal(give("a", 1, 10), 0);
    assert_int_equal(give("a", 3, 12), 0); /* the newest counts, and it does not rest */
    assert_int_equal(give("b", 2, 9), 0);
    assert_int_equal(give("c", 5, 11), 0);
    reopen();
    assert_int_equal(names.found, 0);
    /* what was not taken is gone for good: the journal may come to these numbers again */
    own(0, 3, 12, VX_OWN_LIVE);
    own(1, 5, 11, VX_OWN_LIVE);
    reopen();
    assert_int_equal(names.found, 0);
}

static void test_names_of_another_journal(void **state)
{
    (void)state;
    const struct vx_io io = sim_io(&disk);
    own(0, 1, 10, VX_OWN_LIVE);
    assert_int_equal(open_names(), 0);
    assert_int_equal(give("a", 1, 10), 0);
    vx_names_close(&names);
    assert_int_equal(vx_names_open(&names, &io, JOURNAL + 1, panel, false), 0);
    assert_int_equal(names.found, 0);
}

/* Twice as many names as the file holds: those go that nobody would take. */
static void test_a_file_that_is_full(void **state)
{
    (void)state;
    assert_int_equal(open_names(), 0);
    own(0, 1, 1, VX_OWN_LIVE);
    assert_int_equal(give("first", 1, 1), 0);
    for (uint64_t i = 2; i <= 2 * VX_NAMES_MAX; i++) {
        own(1, i, i, VX_OWN_LIVE);
        assert_int_equal(give("again", i, i), 0);
    }
    assert_in_range(names.used, 1, VX_NAMES_MAX);
    reopen();
    assert_int_equal(names.found, 2);
    assert_int_equal(id_of("first"), 1);
    assert_int_equal(id_of("again"), 2 * VX_NAMES_MAX);
}

/* A bit that is wrong: that name is gone, and those behind it; none is another's. */
static void test_every_bit(void **state)
{
    (void)state;
    uint64_t size;
    own(0, 1, 10, VX_OWN_LIVE);
    own(1, 2, 11, VX_OWN_LIVE);
    for (uint64_t bit = 0; bit < 8 * 3 * sizeof(struct vx_name_slot); bit++) {
        sim_fini(&disk);
        sim_init(&disk, 1);
        assert_int_equal(open_names(), 0);
        assert_int_equal(give("a", 1, 10), 0);
        assert_int_equal(give("b", 2, 11), 0);
        vx_names_close(&names);
        sim_bytes(&disk, VX_NAMES_FILE, &size)[bit / 8] ^= (unsigned char)(1u << bit % 8);
        assert_int_equal(size, 3 * sizeof(struct vx_name_slot));
        assert_int_equal(open_names(), 0);
        assert_int_equal(names.found, bit / 8 / sizeof(struct vx_name_slot) ? bit / 8 / 64 - 1 : 0);
        assert_true(id_of("a") <= 1);
        assert_true(id_of("b") == 0 || id_of("b") == 2);
    }
}

/* Names given until the disk dies. */
static bool lives(uint64_t *given)
{
    static const char *const text[] = {"a", "b", "c"};
    if (setjmp(disk.crash) != 0)
        return false;
    if (open_names() < 0)
        return true;
    for (*given = 0; *given < 3; ++*given)
        if (give(text[*given], *given + 1, *given + 10) < 0)
            return true;
    return true;
}

static void crash_everywhere(bool power)
{
    uint64_t given = 0;
    bool lived = false;
    for (uint64_t n = 1; !lived; n++) {
        sim_fini(&disk);
        sim_init(&disk, n);
        disk.crash_at = n;
        lived = lives(&given);
        disk.crash_at = 0;
        if (power)
            sim_power_cut(&disk);
        else
            sim_kill(&disk);
        names = (struct vx_names){.file = -1};
        assert_int_equal(open_names(), 0);
        assert_in_range(names.found, power ? 0 : given, 3);
        assert_true(id_of("a") <= 1);
        assert_true(id_of("b") == 0 || id_of("b") == 2);
        assert_true(id_of("c") == 0 || id_of("c") == 3);
    }
}

static void test_crashes(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 3; i++)
        own(i, i + 1, i + 10, VX_OWN_LIVE);
    crash_everywhere(false);
    crash_everywhere(true);
}

/* It is said, and what was there before does not come back for later orders. */
static void test_a_disk_that_fails(void **state)
{
    (void)state;
    own(0, 1, 10, VX_OWN_LIVE);
    assert_int_equal(open_names(), 0);
    assert_int_equal(give("a", 1, 10), 0);
    vx_names_close(&names);
    disk.fail_reads = true;
    assert_true(open_names() < 0);
    assert_int_equal(names.found, 0);
    disk.fail_reads = false;
    assert_int_equal(open_names(), 0);
    assert_int_equal(names.found, 0);
    disk.capacity = 64;
    assert_true(give("b", 1, 10) < 0);
    disk.capacity = 0;
    assert_int_equal(give("b", 1, 10), 0);
    reopen();
    assert_int_equal(id_of("b"), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_only_what_rests_keeps_its_name),
        TEST(test_a_name_is_never_another_orders),
        TEST(test_names_of_another_journal),
        TEST(test_a_file_that_is_full),
        TEST(test_every_bit),
        TEST(test_crashes),
        TEST(test_a_disk_that_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
