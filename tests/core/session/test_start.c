/*
 * test_start.c: whatever cannot be had at the start, the start says so, gives everything back, and
 * can be tried again.
 *
 * mmap, pthread_create and pthread_attr_init are replaced by ones that fail from the n-th call on.
 */
#include "config.h"

#include "rig.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../sanitized.h"

#ifdef SANITIZED

int main(void)
{
    puts("skipped: a sanitizer has mmap and pthread_create");
    return 77;
}

#else

#define NEVER_FAILS UINT32_MAX

static uint32_t maps_left = NEVER_FAILS;
static uint32_t threads_left = NEVER_FAILS;
static uint32_t attributes_left = NEVER_FAILS;
static int mapped; /* areas not given back */

static bool spend(uint32_t *left)
{
    if (*left == NEVER_FAILS)
        return true;
    if (*left == 0)
        return false;
    --*left;
    return true;
}

void *mmap(void *at, size_t bytes, int prot, int flags, int fd, off_t offset)
{
    if (!spend(&maps_left)) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    mapped++;
    return (void *)syscall(SYS_mmap, at, bytes, prot, flags, fd, offset);
}

int munmap(void *at, size_t bytes)
{
    mapped--;
    return (int)syscall(SYS_munmap, at, bytes);
}

typedef int (*create_fn)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *), void *arg)
{
    create_fn real;
    void *found = dlsym(RTLD_NEXT, "pthread_create");
    memcpy(&real, &found, sizeof real);
    return spend(&threads_left) ? real(thread, attr, run, arg) : EAGAIN;
}

int pthread_attr_init(pthread_attr_t *attr)
{
    int (*real)(pthread_attr_t *);
    void *found = dlsym(RTLD_NEXT, "pthread_attr_init");
    memcpy(&real, &found, sizeof real);
    return spend(&attributes_left) ? real(attr) : ENOMEM;
}

static void test_memory_that_runs_out_at_the_start(void **state)
{
    (void)state;
    const int before = mapped;
    for (uint32_t n = 0;; n++) {
        struct vx_session s = {0};
        char why[256] = "";
        maps_left = n;
        int rc = vx_session_open_virtual(&s);
        if (rc == 0)
            rc = s.ops->start(s.self, why, sizeof why);
        const bool spent = maps_left == 0;
        maps_left = NEVER_FAILS;
        if (rc == 0) {
            assert_true(n >= 3); /* session, panel, pipeline */
            vx_session_close(&s);
            assert_int_equal(mapped, before);
            return;
        }
        assert_int_equal(rc, VX_E_MEMORY);
        assert_true(spent);
        if (s.ops) {
            assert_non_null(strstr(why, "no memory"));
            vx_session_close(&s);
        }
        assert_int_equal(mapped, before);
    }
}

static unsigned engine_threads(void)
{
    char line[128];
    unsigned threads = 0;
    FILE *f = fopen("/proc/self/status", "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "Threads: %u", &threads) == 1)
            break;
    fclose(f);
    return threads - 1;
}

static void test_threads_that_cannot_be_had(void **state)
{
    (void)state;
    struct rig r;
    rig_open_live(&r);
    rig_set(&r, VX_SET_TOPOLOGY, 1); /* four, and the watchdog */
    for (uint32_t n = 0; n < VX_STAGES + 1; n++) {
        char why[256] = "";
        threads_left = n;
        assert_int_equal(r.session.ops->start(r.session.self, why, sizeof why), VX_E_SYSTEM);
        threads_left = NEVER_FAILS;
        assert_non_null(strstr(why, "threads cannot be started"));
        assert_false(r.session.started);
        assert_int_equal(engine_threads(), 0);
    }
    rig_start(&r);
    assert_true(rig_order(&r, VX_BID, 1, PX(100)).answered);
    rig_end(&r);
    assert_int_equal(engine_threads(), 0);
}

static void test_attributes_that_cannot_be_had(void **state)
{
    (void)state;
    struct rig r;
    char why[256] = "";
    rig_open_live(&r);
    rig_set(&r, VX_SET_TOPOLOGY, 1);
    attributes_left = 1;
    assert_int_equal(r.session.ops->start(r.session.self, why, sizeof why), VX_E_MEMORY);
    attributes_left = NEVER_FAILS;
    assert_string_equal(why, "the engine's threads cannot be started: out of memory");
    assert_int_equal(engine_threads(), 0);
    rig_start(&r);
    rig_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_that_runs_out_at_the_start),
        cmocka_unit_test(test_threads_that_cannot_be_had),
        cmocka_unit_test(test_attributes_that_cannot_be_had),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
