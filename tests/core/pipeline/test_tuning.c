/*
 * test_tuning.c: what the system is asked for is had or refused, and said once; the engine runs
 * either way.
 */
#include "config.h"

#include "../session/rig.h"

#include <linux/capability.h>
#include <sched.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../sanitized.h"
#include "core/session/session.h"

/* How often the error log says it. */
static unsigned times_logged(struct rig *r, const char *text)
{
    const struct vx_ovring *ring = &r->panel->errors;
    struct vx_errline line;
    unsigned n = 0;
    for (uint64_t i = 0; i < vx_ovring_written(ring); i++)
        n += vx_ovring_read(ring, r->panel->errors_area, i, &line) == 0 && strstr(line.text, text);
    return n;
}

#define LOOKS 500u /* for an answer, 10 ms apart: the machine may be busy */

/* Started with the setting, it answers. */
static void start_with(struct rig *r, enum vx_setting setting, int64_t value)
{
    rig_open_live(r);
    rig_set(r, VX_SET_TOPOLOGY, VX_TOPOLOGY_SHARED);
    rig_set(r, setting, value);
    rig_start(r);
    rig_order(r, VX_BID, 1, PX(100));
    for (unsigned i = 0; i < LOOKS && vx_get(&r->panel->book.answered) == 0; i++)
        rig_pass(r, 10 * MS);
    assert_int_equal(vx_get(&r->panel->book.answered), 1);
}

static int policy_of(struct rig *r)
{
    struct vx_engine *e = r->session.self;
    struct sched_param param;
    int policy = -1;
    assert_int_equal(pthread_getschedparam(e->live.thread[0].handle, &policy, &param), 0);
    return policy;
}

static void test_priority_is_had_or_refused(void **state)
{
    (void)state;
    struct rig r;
    start_with(&r, VX_SET_RT, 1);
    assert_int_equal(policy_of(&r) == SCHED_FIFO, times_logged(&r, "priority") == 0);
    assert_in_range(times_logged(&r, "engine.rt"), 0, 2);
    rig_end(&r);
    start_with(&r, VX_SET_RT, 0);
    assert_int_equal(policy_of(&r), SCHED_OTHER);
    assert_int_equal(times_logged(&r, "engine.rt"), 0);
    rig_end(&r);
}

static void set_capabilities(uint32_t effective[2])
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];
    assert_int_equal(syscall(SYS_capget, &head, data), 0);
    for (unsigned i = 0; i < 2; i++) {
        const uint32_t was = data[i].effective;
        data[i].effective = effective[i] & data[i].permitted;
        effective[i] = was;
    }
    assert_int_equal(syscall(SYS_capset, &head, data), 0);
}

static void set_limit(__rlimit_resource_t what, rlim_t *soft)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(what, &limit), 0);
    const rlim_t was = limit.rlim_cur;
    limit.rlim_cur = *soft;
    assert_int_equal(setrlimit(what, &limit), 0);
    *soft = was;
}

/* What any user may have it: neither privileges nor limits that were raised. */
static void test_without_privileges_it_is_said_once_and_goes_on(void **state)
{
    (void)state;
    struct rig r;
    uint32_t capabilities[2] = {0, 0};
    rlim_t locked = 0, priority = 0;
    set_capabilities(capabilities);
    set_limit(RLIMIT_MEMLOCK, &locked);
    set_limit(RLIMIT_RTPRIO, &priority);
    start_with(&r, VX_SET_RT, 1);
    const int policy = policy_of(&r);
    set_limit(RLIMIT_RTPRIO, &priority);
    set_limit(RLIMIT_MEMLOCK, &locked);
    set_capabilities(capabilities);
    assert_int_equal(policy, SCHED_OTHER);
#ifndef SANITIZED /* a sanitizer lets nobody lock memory, and says it did */
    assert_int_equal(times_logged(&r, "engine.rt: memory is not locked"), 1);
#endif
    assert_int_equal(times_logged(&r, "priority"), 1);
    rig_end(&r);
}

static void test_big_pages_and_near_memory(void **state)
{
    (void)state;
    static const struct {
        enum vx_setting setting;
        int64_t value;
        const char *name;
        unsigned lines;
    } cases[] = {
        {VX_SET_HUGEPAGES, 0, "engine.hugepages", 0},
        {VX_SET_HUGEPAGES, 1, "engine.hugepages", 1},
        {VX_SET_HUGEPAGES, 2, "engine.hugepages", 0},
        {VX_SET_NUMA, 1, "engine.numa", 1},
    };
    for (size_t i = 0; i < VX_LEN(cases); i++) {
        struct rig r;
        start_with(&r, cases[i].setting, cases[i].value);
        assert_in_range(times_logged(&r, cases[i].name), 0, cases[i].lines);
        rig_end(&r);
    }
}

/* More big pages than any machine puts aside by itself. */
static void test_pages_that_are_not_put_aside_are_said_once(void **state)
{
    (void)state;
    struct rig r;
    rig_open_virtual(&r);
    rig_set(&r, VX_SET_ORDERS_MAX, 4000000);
    rig_set(&r, VX_SET_HUGEPAGES, 1);
    rig_start(&r);
    assert_int_equal(times_logged(&r, "engine.hugepages: not enough are put aside"), 1);
    rig_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_priority_is_had_or_refused),
        cmocka_unit_test(test_without_privileges_it_is_said_once_and_goes_on),
        cmocka_unit_test(test_big_pages_and_near_memory),
        cmocka_unit_test(test_pages_that_are_not_put_aside_are_said_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
