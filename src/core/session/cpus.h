/*
 * cpus.h: which CPUs this process may use, and how much of them.
 *
 * Threads: none.  Cold; asks the operating system.
 */
#ifndef VX_SESSION_CPUS_H
#define VX_SESSION_CPUS_H

#include "core/base/defs.h"

#define VX_CPUS_MAX 1024u

struct vx_cpus {
    uint32_t count;  /* in the affinity mask, at least 1 */
    uint32_t usable; /* of them by the quota, rounded down, at least 1 */
    uint16_t id[VX_CPUS_MAX];
};

/* root: "" for the real /proc and /sys; tests give a folder that stands for "/". */
void vx_cpus_probe(struct vx_cpus *cpus, const char *root);
/*
 * CPUs the process's cgroup and those above it allow, in thousandths; UINT32_MAX: no limit is set.
 * Reads cpu.max (version 2) or cpu.cfs_quota_us and cpu.cfs_period_us (version 1).
 */
uint32_t vx_cpus_quota(const char *root);
/* "max 100000", "150000 100000": thousandths of a CPU, UINT32_MAX for no limit or no sense. */
uint32_t vx_cpus_quota_parse(const char *text);
bool vx_cpus_has(const struct vx_cpus *cpus, uint32_t cpu);

#endif
