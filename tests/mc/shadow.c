/*
 * shadow.c: data races, byte by byte.
 *
 * For each byte and each thread, when the thread last read and last wrote it, plainly and as an
 * atomic.  Two accesses race if they are of different threads, one of them writes, not both are
 * atomic, and neither happens before the other: that is, the later thread's view does not reach the
 * other's access.  Nothing is rounded: no false alarm, and none is missed in the executions seen.
 */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_BYTES 4096u
#define PAGES      4096u
#define GRANULE    8u

enum { READ, WRITE, ATOMIC_READ, ATOMIC_WRITE, KINDS };

struct cell {
    uint16_t clock[KINDS][MC_THREADS];
};
/* As long as all its bytes were only touched together, the first cell stands for all. */
struct granule {
    uint32_t execution; /* what stands here is of */
    uint32_t shared;    /* the last execution in which two threads came here, one to write */
    bool split;
    struct cell cell[GRANULE];
};
struct page {
    uintptr_t number;
    struct granule *granule;
};
static struct page pages[PAGES];
static uint32_t execution;

void mc_shadow_begin(void)
{
    execution++;
}

static struct page *page_of(uintptr_t number)
{
    static struct page *last = &pages[0];
    if (last->granule != NULL && last->number == number)
        return last;
    size_t i = number % PAGES;
    for (unsigned tries = 0; pages[i].granule != NULL && pages[i].number != number; tries++) {
        if (tries == PAGES)
            abort();
        i = (i + 1) % PAGES;
    }
    if (pages[i].granule == NULL) {
        pages[i].number = number;
        pages[i].granule = calloc(PAGE_BYTES / GRANULE, sizeof(struct granule));
        if (pages[i].granule == NULL)
            abort();
    }
    last = &pages[i];
    return last;
}

static struct granule *granule_of(uintptr_t at)
{
    struct granule *g = &page_of(at / PAGE_BYTES)->granule[at % PAGE_BYTES / GRANULE];
    if (g->execution != execution) {
        memset(&g->cell[0], 0, sizeof(g->cell[0]));
        g->split = false;
        g->execution = execution;
    }
    return g;
}

static const char *const names[KINDS] = {"read", "write", "atomic load", "atomic store"};

static void check(const struct cell *c, uintptr_t at, unsigned kind, unsigned other)
{
    const struct mc_view *now = &mc_self()->now;
    for (unsigned t = 0; t < mc.threads; t++) {
        if (t == (unsigned)mc.running || c->clock[other][t] <= now->clock[t])
            continue;
        char name[80];
        mc_name_of(name, sizeof(name), at);
        mc_fail("data race on %s: %s by %s, not ordered with the %s by %s", name, names[kind],
                mc.model->thread[mc.running].name, names[other], mc.model->thread[t].name);
    }
}

static void access_cell(struct cell *c, uintptr_t at, unsigned kind)
{
    bool writes = kind == WRITE || kind == ATOMIC_WRITE;
    bool atomic = kind == ATOMIC_READ || kind == ATOMIC_WRITE;
    check(c, at, kind, WRITE);
    if (!atomic)
        check(c, at, kind, ATOMIC_WRITE);
    if (writes) {
        check(c, at, kind, READ);
        if (!atomic)
            check(c, at, kind, ATOMIC_READ);
    }
    c->clock[kind][mc.running] = mc_self()->now.clock[mc.running];
}

/* Notes that two threads come here and one of them writes. */
static void mark(struct granule *g, bool write)
{
    for (unsigned i = 0; i < (g->split ? GRANULE : 1); i++)
        for (unsigned t = 0; t < mc.threads; t++) {
            const struct cell *c = &g->cell[i];
            bool wrote = c->clock[WRITE][t] != 0 || c->clock[ATOMIC_WRITE][t] != 0;
            bool came = wrote || c->clock[READ][t] != 0 || c->clock[ATOMIC_READ][t] != 0;
            if (t != (unsigned)mc.running && came && (wrote || write))
                g->shared = execution;
        }
}

bool mc_was_shared(uintptr_t at)
{
    return granule_of(at)->shared + 1 >= execution;
}

static void split(struct granule *g)
{
    for (unsigned i = 1; i < GRANULE && !g->split; i++)
        g->cell[i] = g->cell[0];
    g->split = true;
}

void mc_shadow(uintptr_t at, size_t bytes, bool write, bool atomic)
{
    unsigned kind = (write ? WRITE : READ) + (atomic ? (unsigned)ATOMIC_READ : 0u);
    while (bytes > 0) {
        struct granule *g = granule_of(at);
        if (mc.tracing == MC_MARK)
            mark(g, write);
        if (!g->split && at % GRANULE == 0 && bytes >= GRANULE) {
            access_cell(&g->cell[0], at, kind);
            at += GRANULE;
            bytes -= GRANULE;
            continue;
        }
        split(g);
        for (size_t i = at % GRANULE; i < GRANULE && bytes > 0; i++, at++, bytes--)
            access_cell(&g->cell[i], at, kind);
    }
}
