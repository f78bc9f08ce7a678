#include "config.h"

#include "core/session/cpus.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_BYTES 4096u
#define TEXT_BYTES 4096u
#define NO_LIMIT   UINT32_MAX

/* The beginning of a small file as a string; false if it cannot be read. */
static bool read_text(char *text, size_t size, const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    const ssize_t n = read(fd, text, size - 1);
    close(fd);
    if (n < 0)
        return false;
    text[n] = '\0';
    return true;
}

static uint32_t thousandths(uint64_t quota, uint64_t period)
{
    if (quota == 0 || period == 0 || quota > UINT64_MAX / 1000)
        return NO_LIMIT;
    const uint64_t cpus = quota * 1000 / period;
    return cpus < NO_LIMIT ? (uint32_t)(cpus ? cpus : 1) : NO_LIMIT;
}

uint32_t vx_cpus_quota_parse(const char *text)
{
    char *rest; /* behind "max" nothing is read: 0, and no limit */
    const uint64_t quota = strtoull(text, &rest, 10);
    return thousandths(quota, strtoull(rest, NULL, 10));
}

static bool join(char *path, const char *root, const char *mount, const char *group,
                 const char *file)
{
    const int n = snprintf(path, PATH_BYTES, "%s%s%s/%s", root, mount, group, file);
    return n > 0 && (size_t)n < PATH_BYTES;
}

static uint32_t quota_v2(const char *root, const char *group)
{
    char path[PATH_BYTES], text[TEXT_BYTES];
    if (!join(path, root, "/sys/fs/cgroup", group, "cpu.max") ||
        !read_text(text, sizeof text, path))
        return NO_LIMIT;
    return vx_cpus_quota_parse(text);
}

static uint32_t quota_v1(const char *root, const char *group)
{
    char path[PATH_BYTES], quota[TEXT_BYTES], period[TEXT_BYTES];
    if (!join(path, root, "/sys/fs/cgroup/cpu", group, "cpu.cfs_quota_us") ||
        !read_text(quota, sizeof quota, path) || quota[0] == '-')
        return NO_LIMIT;
    if (!join(path, root, "/sys/fs/cgroup/cpu", group, "cpu.cfs_period_us") ||
        !read_text(period, sizeof period, path))
        return NO_LIMIT;
    return thousandths(strtoull(quota, NULL, 10), strtoull(period, NULL, 10));
}

/* The tightest limit from a group up to the root: a child may not have more than its parent. */
static uint32_t tightest(const char *root, char *group,
                         uint32_t (*quota)(const char *root, const char *group))
{
    uint32_t best = NO_LIMIT;
    for (;;) {
        const uint32_t q = quota(root, group);
        best = q < best ? q : best;
        char *slash = strrchr(group, '/');
        if (!slash)
            return best;
        *slash = '\0';
    }
}

/* Is "cpu" one of the controllers of a line "4:cpu,cpuacct:/group"? */
static bool names_cpu(const char *controllers, size_t len)
{
    for (const char *end = controllers + len; controllers < end;) {
        const size_t n = strcspn(controllers, ",:");
        if (n == 3 && memcmp(controllers, "cpu", 3) == 0)
            return true;
        controllers += n + 1;
    }
    return false;
}

uint32_t vx_cpus_quota(const char *root)
{
    char path[PATH_BYTES], text[TEXT_BYTES], *state = NULL;
    uint32_t best = NO_LIMIT;
    if (!join(path, root, "/proc", "/self", "cgroup") || !read_text(text, sizeof text, path))
        return NO_LIMIT;
    for (char *line = strtok_r(text, "\n", &state); line; line = strtok_r(NULL, "\n", &state)) {
        char *controllers = strchr(line, ':');
        char *group = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!group)
            continue;
        controllers++;
        const size_t len = (size_t)(group++ - controllers);
        if (strcmp(group, "/") == 0)
            *group = '\0';
        uint32_t q = NO_LIMIT;
        if (len == 0)
            q = tightest(root, group, quota_v2);
        else if (names_cpu(controllers, len))
            q = tightest(root, group, quota_v1);
        best = q < best ? q : best;
    }
    return best;
}

void vx_cpus_probe(struct vx_cpus *cpus, const char *root)
{
    cpu_set_t set;
    memset(cpus, 0, sizeof *cpus);
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        for (uint32_t i = 0; i < VX_CPUS_MAX; i++)
            if (CPU_ISSET(i, &set))
                cpus->id[cpus->count++] = (uint16_t)i;
    if (cpus->count == 0)
        cpus->count = 1; /* not to be known: CPU 0, and pinning may fail */
    const uint32_t quota = vx_cpus_quota(root);
    cpus->usable = cpus->count;
    if (quota != NO_LIMIT && quota / 1000 < cpus->usable)
        cpus->usable = quota >= 1000 ? quota / 1000 : 1;
}

bool vx_cpus_has(const struct vx_cpus *cpus, uint32_t cpu)
{
    for (uint32_t i = 0; i < cpus->count; i++)
        if (cpus->id[i] == cpu)
            return true;
    return false;
}
