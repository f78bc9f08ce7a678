/* test_follow.c: a look at a journal's moments while the engine's threads write it. */
#include "../session/rig.h"

#include "core/base/clock.h"
#include "core/past/past.h"
#include "core/session/keeper.h"

static void test_it_follows_threads(void **state)
{
    (void)state;
    struct rig r;
    struct vx_past_engine *past;
    char why[256] = "";
    rig_open_live(&r);
    rig_set(&r, VX_SET_JOURNAL_SYNC, VX_SYNC_INTERVAL);
    rig_set(&r, VX_SET_JOURNAL_SEGMENT, 1 << 20);
    rig_journal(&r);
    rig_start(&r);
    rig_control(&r, VX_CTL_RATE, 200000, 0);
    rig_pass(&r, 20 * MS);
    if (vx_past_open(&past, rig_directory, r.panel, why, sizeof why) < 0)
        fail_msg("%s", why);
    const uint64_t until = vx_monotonic_ns() + 300 * MS;
    unsigned steps = 0;
    while (vx_monotonic_ns() < until) {
        const int rc = vx_past_next(past, NULL, NULL, why, sizeof why);
        if (rc < 0)
            fail_msg("%s", why);
        steps += rc == 1;
    }
    assert_true(steps > 1000);
    rig_stop(&r);
    if (vx_past_goto(past, vx_get(&r.panel->book.answered), why, sizeof why) < 0)
        fail_msg("%s", why);
    assert_int_equal(vx_past_hash(past), vx_get(&r.panel->book.hash));
    vx_past_close(past);
    vx_session_close(&r.session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_it_follows_threads, rig_make_directory,
                                        rig_remove_directory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
