/*
 * clocks.c: preloaded into velox, has the wall clock jump hours back and forth at each look, and
 * tells that the kernel trusts the clock source VX_CLOCK_SOURCE ("hpet": it gave up the TSC).
 */
#include "config.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define JUMP_S 7200

int clock_gettime(clockid_t id, struct timespec *t)
{
    static atomic_uint looks;
    int rc = (int)syscall(SYS_clock_gettime, id, t);
    if (rc == 0 && id == CLOCK_REALTIME)
        t->tv_sec +=
            atomic_fetch_add_explicit(&looks, 1, memory_order_relaxed) % 2 ? JUMP_S : -JUMP_S;
    return rc;
}

FILE *fopen(const char *path, const char *mode)
{
    const char *source = getenv("VX_CLOCK_SOURCE");
    if (source && strstr(path, "current_clocksource"))
        return fmemopen((void *)(uintptr_t)source, strlen(source), "r");
    FILE *(*next)(const char *, const char *) =
        (FILE * (*)(const char *, const char *)) dlsym(RTLD_NEXT, "fopen");
    return next(path, mode);
}
