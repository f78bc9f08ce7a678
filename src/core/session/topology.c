#include "core/session/topology.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"

static const uint32_t layout[][VX_STAGES] = {
    [VX_TOPOLOGY_SHARED] = {0, 0, 0, 0},
    [VX_TOPOLOGY_PAIRED] = {0, 0, 1, 1},
    [VX_TOPOLOGY_DEDICATED] = {0, 1, 2, 3},
};

static enum vx_topology_id choose(uint32_t usable)
{
    if (usable <= 2)
        return VX_TOPOLOGY_SHARED;
    return usable <= 4 ? VX_TOPOLOGY_PAIRED : VX_TOPOLOGY_DEDICATED;
}

static int complain(char *err, size_t err_size, const char *map, const char *what)
{
    snprintf(err, err_size,
             "engine.cpus \"%s\": %s; four CPU numbers are wanted, those of "
             "ingress,book,bundle,output, as in 0,1,1,1",
             map, what);
    return VX_E_INVALID;
}

static int parse_map(uint32_t cpu[VX_STAGES], const char *map, char *err, size_t err_size)
{
    const char *at = map;
    for (unsigned i = 0; i < VX_STAGES; i++) {
        char *end;
        if (*at < '0' || *at > '9')
            return complain(err, err_size, map, *at ? "not a number" : "too few numbers");
        const unsigned long n = strtoul(at, &end, 10);
        if (n >= VX_CPUS_MAX)
            return complain(err, err_size, map, "a number is too large");
        cpu[i] = (uint32_t)n;
        at = end;
        if (i + 1 < VX_STAGES && *at == ',')
            at++;
        else if (i + 1 < VX_STAGES && *at)
            return complain(err, err_size, map, "a comma is missing");
    }
    return *at ? complain(err, err_size, map, "something follows the fourth number") : VX_OK;
}

static int make_map(struct vx_topology *t, const char *map, char *err, size_t err_size)
{
    uint32_t cpu[VX_STAGES];
    int rc = parse_map(cpu, map ? map : "", err, err_size);
    if (rc < 0)
        return rc;
    for (unsigned i = 0; i < VX_STAGES; i++) {
        uint32_t thread = 0;
        while (thread < t->threads && t->cpu[thread] != cpu[i])
            thread++;
        if (thread == t->threads)
            t->cpu[t->threads++] = cpu[i];
        t->thread[i] = thread;
    }
    return VX_OK;
}

/* How many CPUs the threads stand on. */
static uint32_t cpus_taken(const struct vx_topology *t)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < t->threads; i++) {
        uint32_t j = 0;
        while (j < i && t->cpu[j] != t->cpu[i])
            j++;
        n += j == i;
    }
    return n;
}

int vx_topology_make(struct vx_topology *t, enum vx_topology_id id, const char *map,
                     const struct vx_cpus *cpus, char *err, size_t err_size)
{
    memset(t, 0, sizeof *t);
    t->id = id == VX_TOPOLOGY_AUTO ? choose(cpus->usable) : id;
    if (t->id == VX_TOPOLOGY_MAP) {
        int rc = make_map(t, map, err, err_size);
        if (rc < 0)
            return rc;
    } else {
        memcpy(t->thread, layout[t->id], sizeof t->thread);
        t->threads = t->thread[VX_STAGES - 1] + 1;
        for (uint32_t i = 0; i < t->threads; i++) {
            const uint32_t from_end = (t->threads - 1 - i) % cpus->count;
            t->cpu[i] = cpus->id[cpus->count - 1 - from_end];
        }
    }
    /* a lone CPU is the front end's too */
    t->crowded = cpus->usable == 1 || t->threads > cpus->usable || cpus_taken(t) < t->threads;
    return VX_OK;
}
