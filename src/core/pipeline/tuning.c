#include "config.h"

#include "core/pipeline/tuning.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/telemetry/errlog.h"

#define PAGE_BYTES     4096u
#define BIG_PAGE_BYTES ((size_t)2 << 20)
#define NODES_MAX      64u
#define RT_PRIORITY    1
/* linux/mempolicy.h; the library that has them is not needed for one call */
#define POLICY_PREFERRED 1
#define POLICY_MOVE      2u

enum hugepages { HUGEPAGES_ADVISE, HUGEPAGES_RESERVE, HUGEPAGES_NEVER }; /* the choices */

static int64_t setting(const struct vx_panel *panel, enum vx_setting s)
{
    return atomic_load_explicit(&panel->control.setting[s], memory_order_relaxed);
}

static void say(struct vx_panel *panel, const char *setting_name, const char *what, int error)
{
    vx_errlog(panel, vx_get(&panel->now_ns), "%s: %s: %s", setting_name, what, strerror(error));
}

static void *map(size_t bytes, int flags)
{
    void *mem =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
    return mem == MAP_FAILED ? NULL : mem;
}

static void *map_reserved(struct vx_panel *panel, size_t *bytes)
{
    const size_t whole = (*bytes + BIG_PAGE_BYTES - 1) / BIG_PAGE_BYTES * BIG_PAGE_BYTES;
    void *mem = map(whole, MAP_HUGETLB);
    if (mem)
        *bytes = whole;
    else
        say(panel, "engine.hugepages", "not enough are put aside; advise instead", errno);
    return mem;
}

void *vx_tune_take(struct vx_panel *panel, size_t *bytes)
{
    const long pages = sysconf(_SC_PHYS_PAGES), page_bytes = sysconf(_SC_PAGESIZE);
    if (pages > 0 && page_bytes > 0 && *bytes / (size_t)page_bytes > (size_t)pages)
        return NULL; /* the system would promise it, and kill who touches it */
    const int64_t want = setting(panel, VX_SET_HUGEPAGES);
    unsigned char *mem = want == HUGEPAGES_RESERVE ? map_reserved(panel, bytes) : NULL;
    if (!mem && !(mem = map(*bytes, 0)))
        return NULL;
    madvise(mem, *bytes, want == HUGEPAGES_NEVER ? MADV_NOHUGEPAGE : MADV_HUGEPAGE);
    for (size_t at = 0; at < *bytes; at += PAGE_BYTES)
        mem[at] = 0; /* none is missing when the first order comes */
    return mem;
}

/* The memory node of a CPU, or NODES_MAX. */
static unsigned node_of(uint32_t cpu)
{
    char path[96];
    for (unsigned node = 0; node < NODES_MAX; node++) {
        snprintf(path, sizeof path, "/sys/devices/system/node/node%u/cpu%u", node, (unsigned)cpu);
        if (access(path, F_OK) == 0)
            return node;
    }
    return NODES_MAX;
}

static void bring_near(struct vx_panel *panel, void *mem, size_t bytes, uint32_t cpu)
{
    const unsigned node = node_of(cpu);
    if (node == NODES_MAX) {
        say(panel, "engine.numa", "the book's processor has no memory node", ENODEV);
        return;
    }
    const unsigned long mask = 1ul << node;
    if (syscall(SYS_mbind, mem, bytes, POLICY_PREFERRED, &mask, NODES_MAX, POLICY_MOVE) < 0)
        say(panel, "engine.numa", "memory stays where it is", errno);
}

void vx_tune_memory(struct vx_panel *panel, void *mem, size_t bytes, uint32_t cpu)
{
    if (setting(panel, VX_SET_NUMA))
        bring_near(panel, mem, bytes, cpu);
    if (setting(panel, VX_SET_RT) && (mlock(mem, bytes) < 0 || mlock(panel, sizeof *panel) < 0))
        say(panel, "engine.rt", "memory is not locked", errno);
}

void vx_tune_threads(struct vx_panel *panel, const pthread_t *threads, uint32_t n, bool crowded)
{
    const struct sched_param param = {.sched_priority = RT_PRIORITY};
    int error = crowded ? EBUSY : 0;
    if (!setting(panel, VX_SET_RT))
        return;
    for (uint32_t i = 0; i < n && error == 0; i++)
        error = pthread_setschedparam(threads[i], SCHED_FIFO, &param);
    if (error != 0)
        say(panel, "engine.rt",
            crowded ? "fewer CPUs than threads, or one alone: no priority" : "no priority", error);
}
