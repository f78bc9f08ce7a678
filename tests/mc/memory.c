/*
 * memory.c: C11's memory model as something that runs (RC11: Lahav et al., "Repairing sequential
 * consistency in C/C++11", 2017; views after Kang et al., "A promising semantics", 2017, without
 * the promises).
 *
 * Each location has its stores in their order of modification.  A thread's view says which store
 * of each location it knows; it may read that one or any that is modified later, whenever that was
 * stored.  A store carries the view that reading it with acquire adds to the reader's: the writer's
 * whole view if it released, that of its last release fence if not.  A read-modify-write stands
 * right behind the store it read and passes that store's view on (release sequences are those of
 * C++20: relaxed stores by the same thread do not continue one).
 *
 * seq_cst is acquire and release here; axioms.c strikes out what it forbids besides.
 */
#include "engine.h"

#include <string.h>

static bool acquires(enum mc_order order)
{
    return order == MC_ACQUIRE || order == MC_CONSUME || order == MC_ACQ_REL || order == MC_SEQ_CST;
}

static bool releases(enum mc_order order)
{
    return order == MC_RELEASE || order == MC_ACQ_REL || order == MC_SEQ_CST;
}

void mc_memory_forget(void)
{
    mc.locations = 0;
}

void mc_memory_begin(void)
{
    mc.born = 0;
    for (unsigned i = 0; i < mc.locations; i++)
        mc.location[i].n = 0;
}

static uint64_t load_bytes(uintptr_t at, size_t bytes)
{
    uint64_t value = 0;
    memcpy(&value, (const void *)at, bytes);
    return value;
}

static void touch(struct mc_location *l)
{
    struct mc_store *s = &l->store[0];
    memset(s, 0, sizeof(*s));
    s->value = load_bytes(l->at, l->bytes);
    l->order[0] = l->place[0] = 0;
    l->n = 1;
}

static struct mc_location *new_location(uintptr_t at, size_t bytes)
{
    if (mc.locations == MC_LOCATIONS)
        mc_fail("more than %u atomic locations", MC_LOCATIONS);
    struct mc_location *l = &mc.location[mc.locations++];
    l->at = at;
    l->bytes = (uint32_t)bytes;
    l->writers = l->n = 0;
    return l;
}

struct mc_location *mc_location_at(uintptr_t at, size_t bytes)
{
    struct mc_location *l = NULL;
    for (unsigned i = 0; i < mc.locations && l == NULL; i++)
        if (mc.location[i].at < at + bytes && at < mc.location[i].at + mc.location[i].bytes)
            l = &mc.location[i];
    if (l == NULL)
        l = new_location(at, bytes);
    if (l->at != at || l->bytes != bytes)
        mc_fail("atomic accesses of different sizes overlap");
    if (l->n == 0)
        touch(l);
    struct mc_store *newest = &l->store[l->order[l->n - 1]];
    if (newest->plain) /* what a plain write put there can be seen by now */
        newest->value = load_bytes(at, bytes);
    newest->plain = false;
    return l;
}

static bool is_newest(const struct mc_location *l, unsigned store)
{
    return l->order[l->n - 1] == store;
}

bool mc_is_overtaken(const struct mc_location *l, unsigned store, unsigned thread)
{
    for (unsigned place = l->place[store] + 1u; place < l->n; place++)
        if (l->store[l->order[place]].thread != thread)
            return true;
    return false;
}

static void join(struct mc_view *to, const struct mc_view *from)
{
    for (unsigned i = 0; i < mc.locations; i++) {
        const uint8_t *place = mc.location[i].place;
        if (from->store[i] != 0 &&
            (to->store[i] == 0 || place[from->store[i]] > place[to->store[i]]))
            to->store[i] = from->store[i];
    }
    for (unsigned i = 0; i < mc.threads; i++)
        if (from->clock[i] > to->clock[i])
            to->clock[i] = from->clock[i];
}

static unsigned index_of(const struct mc_location *l)
{
    return (unsigned)(l - mc.location);
}

/* ---- which store a read may read ---- */

/* The oldest place it may read: no older than what it knows, and not the same for ever. */
static unsigned oldest_place(const struct mc_thread *t, const struct mc_location *l)
{
    unsigned i = index_of(l);
    unsigned oldest = l->place[t->now.store[i]];
    unsigned stale = mc.model->stale != 0 ? mc.model->stale : MC_STALE;
    bool same_try = t->must_move && t->reads.n == 0 && t->before.read[0].location == i;
    if (same_try && l->place[t->before.read[0].store] >= oldest)
        oldest = l->place[t->before.read[0].store] + 1u;
    else if (t->repeats[i] >= stale && l->place[t->last[i]] >= oldest && oldest + 1 < l->n)
        oldest = l->place[t->last[i]] + 1u;
    return oldest;
}

static unsigned picks_of(const struct mc_thread *t, const struct mc_access *a, uint8_t store,
                         struct mc_pick *pick)
{
    const struct mc_store *s = &a->location->store[store];
    unsigned n = 0;
    if (a->kind == MC_K_LOAD) {
        pick[n++] = (struct mc_pick){store, false};
    } else if (a->kind == MC_K_RMW) {
        if (!s->taken)
            pick[n++] = (struct mc_pick){store, true};
    } else if (s->value != a->expected) {
        pick[n++] = (struct mc_pick){store, false};
    } else {
        if (!s->taken)
            pick[n++] = (struct mc_pick){store, true};
        if (a->weak && t->spurious < mc.model->spurious)
            pick[n++] = (struct mc_pick){store, false};
    }
    return n;
}

unsigned mc_picks(const struct mc_thread *t, const struct mc_access *a,
                  struct mc_pick pick[MC_PICKS])
{
    const struct mc_location *l = a->location;
    unsigned n = 0;
    for (unsigned place = l->n; place-- > oldest_place(t, l);) {
        uint8_t store = l->order[place];
        if (l->store[store].born >= t->born_from && n + 2 <= MC_PICKS)
            n += picks_of(t, a, store, &pick[n]);
    }
    return n;
}

/* ---- what happens then ---- */

static void note_read(struct mc_thread *t, const struct mc_location *l, unsigned store)
{
    unsigned i = index_of(l);
    bool again = t->last[i] == store && !is_newest(l, store);
    t->repeats[i] = again ? (uint8_t)(t->repeats[i] + 1) : 0;
    t->last[i] = (uint8_t)store;
    t->must_move = false;
    if (t->reads.n < MC_READS && l->writers != 1u << mc.running) {
        t->reads.read[t->reads.n].location = (uint8_t)i;
        t->reads.read[t->reads.n++].store = (uint8_t)store;
    }
}

static void step(struct mc_thread *t)
{
    t->now.clock[mc.running]++;
    if (++mc.steps > MC_STEPS)
        mc_fail("livelock: no end after %u atomic operations", MC_STEPS);
}

static struct mc_event *record(const struct mc_access *a, enum mc_order order)
{
    struct mc_event *e = mc_record(a->kind);
    e->order = (uint8_t)order;
    e->location = (uint8_t)index_of(a->location);
    e->site = a->site;
    e->pc = a->pc;
    mc.sc_events += order == MC_SEQ_CST;
    return e;
}

static void read_store(struct mc_thread *t, const struct mc_access *a, unsigned store,
                       enum mc_order order)
{
    const struct mc_store *s = &a->location->store[store];
    struct mc_event *e = record(a, order);
    e->reads = true;
    e->read = (uint8_t)store;
    e->read_value = s->value;
    t->now.store[index_of(a->location)] = (uint8_t)store;
    note_read(t, a->location, store);
    join(&t->acquired, &s->view);
    if (acquires(order))
        join(&t->now, &s->view);
}

/* Puts a new store at a place in the order of modification. */
static struct mc_store *insert(struct mc_location *l, unsigned place)
{
    if (l->n == MC_STORES)
        mc_fail("livelock: more than %u stores to one location", MC_STORES);
    unsigned store = l->n++;
    for (unsigned p = l->n - 1; p > place; p--) {
        l->order[p] = l->order[p - 1];
        l->place[l->order[p]] = (uint8_t)p;
    }
    l->order[place] = (uint8_t)store;
    l->place[store] = (uint8_t)place;
    memset(&l->store[store], 0, sizeof(l->store[store]));
    l->store[store].born = ++mc.born;
    l->store[store].thread = (uint8_t)mc.running;
    return &l->store[store];
}

static void claim_writing(struct mc_location *l)
{
    uint32_t bit = 1u << mc.running;
    if (l->writers & bit)
        return;
    l->writers |= bit;
    mc_start_over();
}

static uint64_t masked(uint64_t value, size_t bytes)
{
    return bytes >= sizeof(value) ? value : value & (((uint64_t)1 << (8 * bytes)) - 1);
}

static void put_store(struct mc_thread *t, const struct mc_access *a, unsigned place,
                      uint64_t value, struct mc_event *e)
{
    struct mc_location *l = a->location;
    unsigned i = index_of(l);
    struct mc_store *s = insert(l, place);
    unsigned store = (unsigned)(s - l->store);
    s->value = masked(value, l->bytes);
    s->event = (uint16_t)(e - mc.event);
    t->now.store[i] = (uint8_t)store;
    s->view = releases((enum mc_order)e->order) ? t->now : t->released;
    s->view.store[i] = (uint8_t)store;
    e->writes = true;
    e->written = (uint8_t)store;
    e->written_value = s->value;
    if (is_newest(l, store))
        memcpy((void *)l->at, &s->value, l->bytes);
}

/* Anywhere behind what the thread knows, but not between a store and what took it. */
static unsigned choose_place(const struct mc_thread *t, const struct mc_location *l)
{
    uint8_t place[MC_STORES];
    unsigned n = 0;
    for (unsigned p = l->n; p > l->place[t->now.store[index_of(l)]]; p--)
        if (!l->store[l->order[p - 1]].taken)
            place[n++] = (uint8_t)p;
    return place[mc_choose(n)];
}

/* Waits for its turn, unless it is always its turn: it alone writes there. */
static struct mc_pick choose_pick(struct mc_thread *t, const struct mc_access *a)
{
    struct mc_pick pick[MC_PICKS];
    if (a->location->writers != 1u << mc.running) {
        mc_park(a, pick);
        return pick[0];
    }
    unsigned n = mc_picks(t, a, pick);
    if (n == 0)
        mc_discard();
    return pick[mc_choose(n)];
}

uint64_t mc_read(const struct mc_access *a)
{
    struct mc_thread *t = mc_self();
    struct mc_pick pick = choose_pick(t, a);
    mc_shadow(a->location->at, a->location->bytes, false, true);
    read_store(t, a, pick.store, a->order);
    step(t);
    return a->location->store[pick.store].value;
}

void mc_write(const struct mc_access *a)
{
    struct mc_thread *t = mc_self();
    claim_writing(a->location);
    mc_shadow(a->location->at, a->location->bytes, true, true);
    unsigned place = choose_place(t, a->location);
    put_store(t, a, place, a->operand, record(a, a->order));
    step(t);
}

bool mc_modify(const struct mc_access *a, uint64_t *was)
{
    struct mc_thread *t = mc_self();
    struct mc_location *l = a->location;
    struct mc_pick pick = choose_pick(t, a);
    struct mc_view carried = l->store[pick.store].view;
    if (pick.succeeds)
        claim_writing(l);
    mc_shadow(l->at, l->bytes, pick.succeeds, true);
    *was = l->store[pick.store].value;
    read_store(t, a, pick.store, pick.succeeds ? a->order : a->order_failed);
    if (pick.succeeds) {
        l->store[pick.store].taken = true;
        put_store(t, a, l->place[pick.store] + 1u, a->apply(*was, a->operand),
                  &mc.event[mc.events - 1]);
        join(&l->store[l->n - 1].view, &carried);
    } else {
        t->spurious += a->kind == MC_K_CAS && *was == a->expected;
    }
    step(t);
    return pick.succeeds;
}

void mc_fence(enum mc_order order, const struct mc_site *site, void *pc)
{
    struct mc_thread *t = mc_self();
    struct mc_event *e = mc_record(MC_K_FENCE);
    e->order = (uint8_t)order;
    e->site = site;
    e->pc = pc;
    mc.sc_events += order == MC_SEQ_CST;
    if (acquires(order))
        join(&t->now, &t->acquired);
    if (releases(order))
        t->released = t->now;
    step(t);
}

/*
 * A plain write to what is atomic elsewhere.  It raced with nothing, so it stands behind all that
 * was stored; its value is in memory only after this.
 */
void mc_plain_write(uintptr_t at, size_t bytes)
{
    for (unsigned i = 0; i < mc.locations; i++) {
        struct mc_location *l = &mc.location[i];
        if (l->n == 0 || l->at >= at + bytes || at >= l->at + l->bytes)
            continue;
        struct mc_store *s = insert(l, l->n);
        s->plain = true;
        mc_self()->now.store[i] = (uint8_t)(l->n - 1);
        s->view.store[i] = (uint8_t)(l->n - 1);
    }
}
