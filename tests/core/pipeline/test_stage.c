/*
 * test_stage.c: when what can be seen of a stage is brought up, with a stage made for it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/err.h"
#include "core/pipeline/stage.h"

struct fake {
    struct vx_stage stage;
    struct vx_panel *panel;
    _Atomic uint64_t upstream;
    uint64_t now_ns;
    uint32_t work;  /* of each poll */
    uint32_t shown; /* how often */
};

static uint32_t poll_fake(struct vx_stage *stage, uint64_t now_ns, uint32_t limit)
{
    struct fake *f = (void *)stage;
    (void)now_ns;
    assert_true(limit > 0);
    stage->count += f->work;
    return f->work;
}

static uint64_t next_fake(const struct vx_stage *stage)
{
    (void)stage;
    return VX_NEVER;
}

static void show_fake(struct vx_stage *stage)
{
    ((struct fake *)(void *)stage)->shown++;
}

static int setup(void **state)
{
    static const struct vx_stage_ops ops = {poll_fake, next_fake, show_fake};
    static struct fake f;
    f = (struct fake){.now_ns = 1000};
    assert_int_equal(vx_panel_open(&f.panel), VX_OK);
    vx_stage_init(&f.stage, &ops, VX_STAGE_BUNDLE, f.panel, &f.upstream, 100);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fake *f = *state;
    vx_panel_close(f->panel);
    return 0;
}

static void polls(struct fake *f, uint32_t times, uint32_t work)
{
    f->work = work;
    for (uint32_t i = 0; i < times; i++) {
        assert_int_equal(vx_stage_poll(&f->stage, f->now_ns), work);
        vx_stage_ended(&f->stage, f->now_ns += 10);
    }
}

static uint64_t count_seen(const struct fake *f)
{
    return vx_get(&f->panel->stage[VX_STAGE_BUNDLE].count);
}

static void brought_up_in_the_first_idle_poll(void **state)
{
    struct fake *f = *state;
    polls(f, 3, 2);
    assert_int_equal(f->shown, 0);
    assert_int_equal(count_seen(f), 0);
    polls(f, 1, 0);
    assert_int_equal(f->shown, 1);
    assert_int_equal(count_seen(f), 6);
    assert_int_equal(vx_get(&f->panel->stage[VX_STAGE_BUNDLE].polls), 4);
    polls(f, 5, 0); /* there is nothing new */
    assert_int_equal(f->shown, 1);
}

static void brought_up_now_and_then_without_an_idle_poll(void **state)
{
    struct fake *f = *state;
    polls(f, 3 * VX_STAGE_GAUGE_POLLS + 1, 1);
    assert_int_equal(f->shown, 3);
    assert_int_equal(count_seen(f), 3 * VX_STAGE_GAUGE_POLLS);
    polls(f, VX_STAGE_GAUGE_POLLS - 1, 0); /* its time goes on, too: at once, and now and then */
    assert_int_equal(f->shown, 3 + 2);
    const struct vx_stage_block *block = &f->panel->stage[VX_STAGE_BUNDLE];
    assert_true(vx_get(&block->idle_ns) > 0);
    assert_int_equal(vx_get(&block->polls), 4 * VX_STAGE_GAUGE_POLLS);
}

static void brought_up_in_every_poll_of_simulated_time(void **state)
{
    struct fake *f = *state;
    f->stage.exact = true;
    polls(f, 2, 1);
    assert_int_equal(f->shown, 2);
    polls(f, 2, 0);
    assert_int_equal(f->shown, 4);
}

static void brought_up_when_it_is_held(void **state)
{
    struct fake *f = *state;
    polls(f, 1, 7);
    vx_put(&f->panel->control.stall_until_ns[VX_STAGE_BUNDLE], f->now_ns + 1000);
    assert_int_equal(vx_stage_poll(&f->stage, f->now_ns), 0);
    assert_int_equal(count_seen(f), 7);
    assert_int_equal(vx_get(&f->panel->stage[VX_STAGE_BUNDLE].blocked), 1);
    f->now_ns += 500;
    assert_int_equal(vx_stage_poll(&f->stage, f->now_ns), 0);
    assert_int_equal(vx_get(&f->panel->stage[VX_STAGE_BUNDLE].blocked), 1); /* still the one */
    assert_int_equal(vx_get(&f->panel->stage[VX_STAGE_BUNDLE].blocked_ns), 500);
}

static void brought_up_when_a_reader_asks(void **state)
{
    struct fake *f = *state;
    polls(f, 2, 3);
    assert_int_equal(f->shown, 0);
    vx_add(&f->panel->control.depth_want, 1);
    polls(f, 1, 3);
    assert_int_equal(f->shown, 1);
    assert_int_equal(count_seen(f), 9);
    polls(f, 2, 3); /* once */
    assert_int_equal(f->shown, 1);
}

static void brought_up_at_the_end(void **state)
{
    struct fake *f = *state;
    polls(f, 1, 4);
    f->upstream = 1;
    polls(f, 1, 3);
    assert_false(vx_stage_is_done(&f->stage));
    polls(f, 1, 0);
    assert_true(vx_stage_is_done(&f->stage));
    assert_int_equal(count_seen(f), 7);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(brought_up_in_the_first_idle_poll),
        TEST(brought_up_now_and_then_without_an_idle_poll),
        TEST(brought_up_in_every_poll_of_simulated_time),
        TEST(brought_up_when_it_is_held),
        TEST(brought_up_when_a_reader_asks),
        TEST(brought_up_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
