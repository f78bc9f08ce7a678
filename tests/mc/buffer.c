/*
 * buffer.c: loads that may be buffered.
 *
 * RC11 forbids that a load reads a store which exists only because the load was over; so memory.c
 * never shows it.  C11 as it is written allows it, and so do machines that let a store pass an
 * earlier load (ARM, POWER), unless something orders the two.  So behind each execution, every
 * store is compared with the loads of the same location before it, by other threads, which it
 * follows through program order and reading: one that it is not firmly ordered behind could have
 * read it.  Firm are: an acquire load before all behind it, all before a release store, fences,
 * the two halves of a modification, and a load before the store that it read from.  Dependencies
 * do not count, for C11 knows none.
 */
#include "engine.h"

#include <string.h>

#define WORDS (MC_LOADS / 64u)

struct loads {
    uint64_t word[WORDS];
};

static struct {
    struct loads past;    /* before its next step, however loosely */
    struct loads firm;    /* firmly before it */
    struct loads pending; /* firmly before a release */
    struct loads fenced;  /* pending at its last release fence */
} thread[MC_THREADS];
static struct {
    struct loads past, firm;
} carried[MC_EVENTS];                  /* by a store, to who reads it */
static unsigned load[MC_LOADS], loads; /* their events */

static void add(struct loads *to, const struct loads *from)
{
    for (unsigned i = 0; i < WORDS; i++)
        to->word[i] |= from->word[i];
}

static void put(struct loads *to, unsigned number)
{
    to->word[number / 64] |= (uint64_t)1 << (number % 64);
}

static bool has(const struct loads *set, unsigned number)
{
    return (set->word[number / 64] >> (number % 64) & 1) != 0;
}

static bool acquires(unsigned order)
{
    return order == MC_ACQUIRE || order == MC_CONSUME || order >= MC_ACQ_REL;
}

static bool releases(unsigned order)
{
    return order >= MC_RELEASE;
}

static bool older(const struct mc_event *e, unsigned store)
{
    const struct mc_location *l = &mc.location[e->location];
    return (e->reads && l->place[e->read] < l->place[store]) ||
           (e->writes && l->place[e->written] < l->place[store]);
}

/* A later access by the load's own thread that knew only what is older keeps it from reading w. */
static bool kept(unsigned r, const struct mc_event *w)
{
    for (unsigned i = r + 1; i < mc.events; i++) {
        const struct mc_event *e = &mc.event[i];
        if (e->thread == mc.event[r].thread && e->kind <= MC_K_CAS && e->location == w->location &&
            older(e, w->written))
            return true;
    }
    return mc.event[r].writes;
}

static const char *place_of(const struct mc_event *e, char *text, size_t size)
{
    text[0] = '\0';
    if (e->site != NULL)
        snprintf(text, size, " at %s:%d", mc_short_path(e->site->file), e->site->line);
    return text;
}

static void look_at_store(const struct mc_event *w)
{
    for (unsigned i = 0; i < loads; i++) {
        const struct mc_event *r = &mc.event[load[i]];
        if (r->location != w->location || r->thread == w->thread ||
            !has(&thread[w->thread].past, i) || has(&carried[w - mc.event].firm, i) ||
            kept(load[i], w))
            continue;
        char name[80], of_load[60], of_store[60];
        mc_name_of(name, sizeof(name), mc.location[w->location].at);
        mc_fail("load buffering on %s: the load%s by %s may read what %s stores%s behind it", name,
                place_of(r, of_load, sizeof(of_load)), mc.model->thread[r->thread].name,
                mc.model->thread[w->thread].name, place_of(w, of_store, sizeof(of_store)));
    }
}

static void step_read(const struct mc_event *e)
{
    unsigned from = mc.location[e->location].store[e->read].event;
    if (loads == MC_LOADS)
        mc_fail("more than %u loads", MC_LOADS);
    if (from != 0) {
        add(&thread[e->thread].past, &carried[from].past);
        add(&thread[e->thread].pending, &carried[from].firm);
    }
    put(&thread[e->thread].past, loads);
    put(&thread[e->thread].pending, loads);
    if (acquires(e->order)) {
        put(&thread[e->thread].firm, loads);
        if (from != 0)
            add(&thread[e->thread].firm, &carried[from].firm);
    }
    load[loads++] = (unsigned)(e - mc.event);
}

static void step_write(const struct mc_event *e)
{
    unsigned i = (unsigned)(e - mc.event);
    unsigned from = e->reads ? mc.location[e->location].store[e->read].event : 0;
    carried[i].past = thread[e->thread].past;
    carried[i].firm = releases(e->order) ? thread[e->thread].pending : thread[e->thread].firm;
    add(&carried[i].firm, &thread[e->thread].fenced);
    if (from != 0)
        add(&carried[i].firm, &carried[from].firm);
    if (e->reads)
        put(&carried[i].firm, loads - 1);
    look_at_store(e);
}

static void step_fence(const struct mc_event *e)
{
    if (acquires(e->order))
        add(&thread[e->thread].firm, &thread[e->thread].pending);
    if (releases(e->order))
        thread[e->thread].fenced = thread[e->thread].pending;
}

void mc_look_for_buffering(void)
{
    memset(thread, 0, sizeof(thread));
    loads = 0;
    for (unsigned i = 1; i < mc.events; i++) {
        const struct mc_event *e = &mc.event[i];
        if (e->kind == MC_K_FENCE)
            step_fence(e);
        if (e->reads)
            step_read(e);
        if (e->writes)
            step_write(e);
    }
}
