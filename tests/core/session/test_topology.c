/*
 * test_topology.c: which stages share which thread; what CPUs there are; what an idle thread does.
 */
#include "rig.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/session/cpus.h"
#include "core/session/idle.h"
#include "core/session/topology.h"

static struct vx_cpus some_cpus(uint32_t count, uint32_t usable)
{
    struct vx_cpus cpus = {.count = count, .usable = usable};
    for (uint32_t i = 0; i < count; i++)
        cpus.id[i] = (uint16_t)(10 + i);
    return cpus;
}

static struct vx_topology make(enum vx_topology_id id, const char *map, struct vx_cpus cpus)
{
    struct vx_topology t;
    char err[256] = "";
    if (vx_topology_make(&t, id, map, &cpus, err, sizeof err) < 0)
        fail_msg("%s", err);
    return t;
}

static void test_auto_goes_by_the_usable_cpus(void **state)
{
    static const struct {
        uint32_t count, usable;
        enum vx_topology_id want;
        uint32_t threads;
    } rows[] = {
        {1, 1, VX_TOPOLOGY_SHARED, 1},    {2, 2, VX_TOPOLOGY_SHARED, 1},
        {3, 3, VX_TOPOLOGY_PAIRED, 2},    {4, 4, VX_TOPOLOGY_PAIRED, 2},
        {5, 5, VX_TOPOLOGY_DEDICATED, 4}, {64, 64, VX_TOPOLOGY_DEDICATED, 4},
        {64, 2, VX_TOPOLOGY_SHARED, 1}, /* a quota of two on a large machine */
        {64, 1, VX_TOPOLOGY_SHARED, 1},
    };
    (void)state;
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        const struct vx_topology t =
            make(VX_TOPOLOGY_AUTO, "", some_cpus(rows[i].count, rows[i].usable));
        assert_int_equal(t.id, rows[i].want);
        assert_int_equal(t.threads, rows[i].threads);
    }
}

static void test_threads_stand_on_the_last_cpus(void **state)
{
    (void)state;
    const struct vx_topology t = make(VX_TOPOLOGY_DEDICATED, "", some_cpus(6, 6));
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(t.thread[i], i);
        assert_int_equal(t.cpu[i], 12 + i);
    }
    assert_false(t.crowded);
    const struct vx_topology paired = make(VX_TOPOLOGY_PAIRED, "", some_cpus(2, 2));
    assert_int_equal(paired.cpu[0], 10);
    assert_int_equal(paired.cpu[1], 11);
    assert_int_equal(paired.thread[VX_STAGE_BOOK], 0);
    assert_int_equal(paired.thread[VX_STAGE_BUNDLE], 1);
}

static void test_more_threads_than_cpus_are_crowded(void **state)
{
    (void)state;
    const struct vx_topology t = make(VX_TOPOLOGY_DEDICATED, "", some_cpus(2, 2));
    assert_true(t.crowded);
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(t.cpu[i], 10 + i % 2);
    assert_true(make(VX_TOPOLOGY_SHARED, "", some_cpus(1, 1)).crowded);
    assert_true(make(VX_TOPOLOGY_PAIRED, "", some_cpus(8, 1)).crowded);
    assert_false(make(VX_TOPOLOGY_SHARED, "", some_cpus(2, 2)).crowded);
}

static void test_a_map_shares_threads_by_equal_numbers(void **state)
{
    (void)state;
    const struct vx_topology t = make(VX_TOPOLOGY_MAP, "0,1,1,1", some_cpus(2, 2));
    assert_int_equal(t.id, VX_TOPOLOGY_MAP);
    assert_int_equal(t.threads, 2);
    assert_int_equal(t.cpu[0], 0);
    assert_int_equal(t.cpu[1], 1);
    assert_int_equal(t.thread[VX_STAGE_INGRESS], 0);
    assert_int_equal(t.thread[VX_STAGE_OUTPUT], 1);
    const struct vx_topology apart = make(VX_TOPOLOGY_MAP, "3,2,3,2", some_cpus(4, 4));
    assert_int_equal(apart.threads, 2);
    assert_int_equal(apart.thread[VX_STAGE_BUNDLE], 0);
}

static void test_a_wrong_map_is_explained(void **state)
{
    static const struct {
        const char *map, *says;
    } rows[] = {
        {"", "too few"},
        {"0,1,1", "too few"},
        {"0,1,1,", "too few"},
        {"0,1,1,1,1", "follows"},
        {"0 1 1 1", "comma"},
        {"a,b,c,d", "not a number"},
        {"-1,0,0,0", "not a"},
        {"0,1,1,1x", "follows"},
        {"0,1,1,99999", "too large"},
        {"0,,1,1", "not a number"},
        {"99999999999999999999,0,0,0", "too large"},
    };
    const struct vx_cpus cpus = some_cpus(2, 2);
    (void)state;
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        struct vx_topology t;
        char err[256] = "";
        assert_int_equal(vx_topology_make(&t, VX_TOPOLOGY_MAP, rows[i].map, &cpus, err, sizeof err),
                         VX_E_INVALID);
        if (!strstr(err, rows[i].says) || !strstr(err, "0,1,1,1"))
            fail_msg("\"%s\": %s", rows[i].map, err);
    }
}

/* ---- CPUs ---- */

static void test_quota_text(void **state)
{
    (void)state;
    assert_int_equal(vx_cpus_quota_parse("max 100000\n"), UINT32_MAX);
    assert_int_equal(vx_cpus_quota_parse("200000 100000\n"), 2000);
    assert_int_equal(vx_cpus_quota_parse("150000 100000"), 1500);
    assert_int_equal(vx_cpus_quota_parse("1000 100000"), 10);
    assert_int_equal(vx_cpus_quota_parse("1 100000000"), 1);
    assert_int_equal(vx_cpus_quota_parse("100000 0"), UINT32_MAX);
    assert_int_equal(vx_cpus_quota_parse("0 100000"), UINT32_MAX);
    assert_int_equal(vx_cpus_quota_parse(""), UINT32_MAX);
    assert_int_equal(vx_cpus_quota_parse("rubbish"), UINT32_MAX);
    assert_int_equal(vx_cpus_quota_parse("18446744073709551615 1"), UINT32_MAX);
    assert_int_equal(vx_cpus_quota_parse("18446744073709551 1"), UINT32_MAX);
}

static bool no_affinity;

int __real_sched_getaffinity(pid_t pid, size_t bytes, cpu_set_t *set);
int __wrap_sched_getaffinity(pid_t pid, size_t bytes, cpu_set_t *set);
int __wrap_sched_getaffinity(pid_t pid, size_t bytes, cpu_set_t *set)
{
    return no_affinity ? -1 : __real_sched_getaffinity(pid, bytes, set);
}

struct tree {
    char root[64];
};

static void put_file(const struct tree *t, const char *path, const char *text)
{
    char full[256];
    snprintf(full, sizeof full, "%s%s", t->root, path);
    for (char *p = strchr(full + 1, '/'); p; p = strchr(p + 1, '/')) {
        *p = '\0';
        mkdir(full, 0700);
        *p = '/';
    }
    FILE *f = fopen(full, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static int set_up_tree(void **state)
{
    struct tree *t = test_calloc(1, sizeof *t);
    snprintf(t->root, sizeof t->root, "/tmp/vx-cpus-XXXXXX");
    assert_non_null(mkdtemp(t->root));
    *state = t;
    return 0;
}

static int tear_down_tree(void **state)
{
    struct tree *t = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", t->root);
    const int rc = system(command);
    test_free(t);
    return rc;
}

static void test_quota_of_a_cgroup_of_version_2(void **state)
{
    struct tree *t = *state;
    assert_int_equal(vx_cpus_quota(t->root), UINT32_MAX); /* nothing there at all */
    put_file(t, "/proc/self/cgroup", "0::/jobs/one\n");
    assert_int_equal(vx_cpus_quota(t->root), UINT32_MAX);
    put_file(t, "/sys/fs/cgroup/jobs/one/cpu.max", "max 100000\n");
    assert_int_equal(vx_cpus_quota(t->root), UINT32_MAX);
    put_file(t, "/sys/fs/cgroup/jobs/cpu.max", "250000 100000\n"); /* above it */
    assert_int_equal(vx_cpus_quota(t->root), 2500);
    put_file(t, "/sys/fs/cgroup/jobs/one/cpu.max", "150000 100000\n");
    assert_int_equal(vx_cpus_quota(t->root), 1500);
}

static void test_quota_in_a_container_whose_group_is_the_root(void **state)
{
    struct tree *t = *state;
    put_file(t, "/proc/self/cgroup", "0::/\n");
    put_file(t, "/sys/fs/cgroup/cpu.max", "400000 100000\n");
    assert_int_equal(vx_cpus_quota(t->root), 4000);
}

static void test_quota_of_a_cgroup_of_version_1(void **state)
{
    struct tree *t = *state;
    put_file(t, "/proc/self/cgroup",
             "5:cpuset:/set\n4:cpuacct,cpu:/box\n1:name=systemd:/x\n0::/\n");
    put_file(t, "/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "-1\n");
    put_file(t, "/sys/fs/cgroup/cpu/box/cpu.cfs_period_us", "100000\n");
    assert_int_equal(vx_cpus_quota(t->root), UINT32_MAX);
    put_file(t, "/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "300000\n");
    assert_int_equal(vx_cpus_quota(t->root), 3000);
}

static void test_a_quota_that_cannot_be_read_is_none(void **state)
{
    struct tree *t = *state;
    char line[5000];
    put_file(t, "/proc/self/cgroup", "rubbish\n4:abc\n4:abc:/box\n4:cpu:/box\n");
    assert_int_equal(vx_cpus_quota(t->root), UINT32_MAX);
    put_file(t, "/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "300000\n");
    assert_int_equal(vx_cpus_quota(t->root), UINT32_MAX); /* of what period? */
    put_file(t, "/sys/fs/cgroup/cpu/box/cpu.cfs_period_us", "100000\n");
    assert_int_equal(vx_cpus_quota(t->root), 3000);
    /* a group whose files' names are longer than names may be */
    memset(line, 'x', sizeof line);
    memcpy(line, "4:cpu:/", 7);
    line[sizeof line - 1] = '\0';
    put_file(t, "/proc/self/cgroup", line);
    assert_int_equal(vx_cpus_quota(t->root), UINT32_MAX);
    memcpy(line, "0:::/xx", 7);
    put_file(t, "/proc/self/cgroup", line);
    assert_int_equal(vx_cpus_quota(t->root), UINT32_MAX);
}

/* It can be opened, and not read. */
static void test_a_folder_instead_of_the_groups_file(void **state)
{
    struct tree *t = *state;
    put_file(t, "/proc/self/cgroup/x", "");
    assert_int_equal(vx_cpus_quota(t->root), UINT32_MAX);
}

static void test_usable_cpus_are_what_mask_and_quota_leave(void **state)
{
    struct tree *t = *state;
    struct vx_cpus cpus;
    vx_cpus_probe(&cpus, t->root);
    assert_in_range(cpus.count, 1, VX_CPUS_MAX);
    assert_int_equal(cpus.usable, cpus.count);
    assert_true(vx_cpus_has(&cpus, cpus.id[0]));
    assert_false(vx_cpus_has(&cpus, VX_CPUS_MAX));
    put_file(t, "/proc/self/cgroup", "0::/\n");
    put_file(t, "/sys/fs/cgroup/cpu.max", "50000 100000\n");
    vx_cpus_probe(&cpus, t->root);
    assert_int_equal(cpus.usable, 1);
    put_file(t, "/sys/fs/cgroup/cpu.max", "199000 100000\n");
    vx_cpus_probe(&cpus, t->root);
    assert_int_equal(cpus.usable, 1);
    put_file(t, "/sys/fs/cgroup/cpu.max", "999999900000 100000\n");
    vx_cpus_probe(&cpus, t->root);
    assert_int_equal(cpus.usable, cpus.count);
}

/* Which CPUs there are is not to be known: there is one, without a number. */
static void test_no_affinity(void **state)
{
    struct tree *t = *state;
    struct vx_cpus cpus;
    no_affinity = true;
    vx_cpus_probe(&cpus, t->root);
    no_affinity = false;
    assert_int_equal(cpus.count, 1);
    assert_int_equal(cpus.usable, 1);
    assert_int_equal(cpus.id[0], 0);
}

/* ---- idle ---- */

static enum vx_idle_act step(struct vx_idle *idle, uint64_t now, uint64_t next, uint64_t *park)
{
    const bool spins = vx_idle_spins(idle, now);
    *park = 0;
    const enum vx_idle_act act = vx_idle_step(idle, now, next, park);
    assert_int_equal(spins, act == VX_IDLE_DO_SPIN); /* the short way says the same */
    return act;
}

static void test_backoff_spins_pauses_yields_parks(void **state)
{
    struct vx_idle idle;
    uint64_t park;
    (void)state;
    vx_idle_init(&idle, VX_IDLE_BACKOFF, false, VX_NEVER);
    const uint64_t t = 1 * (uint64_t)S;
    assert_int_equal(step(&idle, t, VX_NEVER, &park), VX_IDLE_DO_SPIN);
    assert_int_equal(step(&idle, t + VX_IDLE_SPIN_NS, VX_NEVER, &park), VX_IDLE_DO_PAUSE);
    assert_int_equal(step(&idle, t + VX_IDLE_PAUSE_NS, VX_NEVER, &park), VX_IDLE_DO_YIELD);
    uint64_t nap = VX_IDLE_NAP_NS;
    for (int i = 0; i < 10; i++) {
        assert_int_equal(step(&idle, t + VX_IDLE_YIELD_NS + 1, VX_NEVER, &park), VX_IDLE_DO_PARK);
        assert_int_equal(park, nap);
        nap = vx_min_u64(2 * nap, VX_IDLE_NAP_MAX_NS);
    }
    vx_idle_reset(&idle);
    assert_int_equal(step(&idle, t + S, VX_NEVER, &park), VX_IDLE_DO_SPIN);
    step(&idle, t + S + VX_IDLE_YIELD_NS, VX_NEVER, &park);
    assert_int_equal(park, VX_IDLE_NAP_NS); /* naps start short again */
}

static void test_backoff_is_awake_when_something_is_due(void **state)
{
    struct vx_idle idle;
    uint64_t park;
    (void)state;
    vx_idle_init(&idle, VX_IDLE_BACKOFF, false, VX_NEVER);
    step(&idle, 0, VX_NEVER, &park);
    const uint64_t now = 10 * (uint64_t)MS;
    assert_int_equal(step(&idle, now, now + VX_IDLE_EARLY_NS, &park), VX_IDLE_DO_PAUSE);
    assert_int_equal(step(&idle, now, now - 1, &park), VX_IDLE_DO_PAUSE);
    assert_int_equal(step(&idle, now, now + VX_IDLE_EARLY_NS + 7, &park), VX_IDLE_DO_PARK);
    assert_int_equal(park, 7);
}

static void test_nobody_spins_where_cpus_are_short(void **state)
{
    static const enum vx_idle_kind kinds[] = {VX_IDLE_BACKOFF, VX_IDLE_YIELD, VX_IDLE_SPIN};
    (void)state;
    for (size_t i = 0; i < VX_LEN(kinds); i++) {
        struct vx_idle idle;
        uint64_t park;
        vx_idle_init(&idle, kinds[i], true, VX_NEVER);
        assert_int_equal(step(&idle, 1, VX_NEVER, &park), VX_IDLE_DO_PAUSE);
        assert_int_equal(step(&idle, 1 + VX_IDLE_CROWDED_NS, VX_NEVER, &park), VX_IDLE_DO_YIELD);
        /* due at once: still gives its turn away, the one that is waited for may need it */
        assert_int_equal(step(&idle, 2 + VX_IDLE_CROWDED_NS, 0, &park), VX_IDLE_DO_YIELD);
    }
}

static void test_spin_and_yield_never_park(void **state)
{
    struct vx_idle idle;
    uint64_t park;
    (void)state;
    vx_idle_init(&idle, VX_IDLE_SPIN, false, VX_NEVER);
    step(&idle, 0, VX_NEVER, &park);
    assert_int_equal(step(&idle, S, VX_NEVER, &park), VX_IDLE_DO_SPIN);
    vx_idle_init(&idle, VX_IDLE_YIELD, false, VX_NEVER);
    step(&idle, 0, VX_NEVER, &park);
    assert_int_equal(step(&idle, S, VX_NEVER, &park), VX_IDLE_DO_YIELD);
}

static void test_naps_are_shorter_than_the_watchdogs_patience(void **state)
{
    struct vx_idle idle;
    uint64_t park;
    (void)state;
    vx_idle_init(&idle, VX_IDLE_BACKOFF, false, 250 * US);
    step(&idle, 0, VX_NEVER, &park);
    for (int i = 0; i < 10; i++) {
        step(&idle, S, VX_NEVER, &park);
        assert_in_range(park, 1, 250 * US);
    }
}

#define TREE(f) cmocka_unit_test_setup_teardown(f, set_up_tree, tear_down_tree)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_auto_goes_by_the_usable_cpus),
        cmocka_unit_test(test_threads_stand_on_the_last_cpus),
        cmocka_unit_test(test_more_threads_than_cpus_are_crowded),
        cmocka_unit_test(test_a_map_shares_threads_by_equal_numbers),
        cmocka_unit_test(test_a_wrong_map_is_explained),
        cmocka_unit_test(test_quota_text),
        TREE(test_quota_of_a_cgroup_of_version_2),
        TREE(test_quota_in_a_container_whose_group_is_the_root),
        TREE(test_quota_of_a_cgroup_of_version_1),
        TREE(test_a_quota_that_cannot_be_read_is_none),
        TREE(test_a_folder_instead_of_the_groups_file),
        TREE(test_usable_cpus_are_what_mask_and_quota_leave),
        TREE(test_no_affinity),
        cmocka_unit_test(test_backoff_spins_pauses_yields_parks),
        cmocka_unit_test(test_backoff_is_awake_when_something_is_due),
        cmocka_unit_test(test_nobody_spins_where_cpus_are_short),
        cmocka_unit_test(test_spin_and_yield_never_park),
        cmocka_unit_test(test_naps_are_shorter_than_the_watchdogs_patience),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
