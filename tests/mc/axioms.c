/*
 * axioms.c: RC11 as its authors state it, over one execution as a graph.  Sets of pairs are rows of
 * bits.  It knows nothing of views, so it is the reference for memory.c and engine.c, and it alone
 * knows what seq_cst forbids.
 */
#include "engine.h"

#include <string.h>

struct relation {
    uint64_t row[MC_NODES]; /* bit b of row a: a comes before b */
};
static unsigned size; /* nodes of the graph that is looked at */

static uint64_t bit(unsigned i)
{
    return (uint64_t)1 << i;
}

static struct relation join(struct relation a, const struct relation *b)
{
    for (unsigned i = 0; i < size; i++)
        a.row[i] |= b->row[i];
    return a;
}

static struct relation follow(const struct relation *a, const struct relation *b)
{
    struct relation r = {{0}};
    for (unsigned i = 0; i < size; i++)
        for (uint64_t left = a->row[i]; left != 0; left &= left - 1)
            r.row[i] |= b->row[__builtin_ctzll(left)];
    return r;
}

static struct relation closure(struct relation r)
{
    for (unsigned k = 0; k < size; k++)
        for (unsigned i = 0; i < size; i++)
            if (r.row[i] & bit(k))
                r.row[i] |= r.row[k];
    return r;
}

static struct relation only(struct relation r, uint64_t from, uint64_t to)
{
    for (unsigned i = 0; i < size; i++)
        r.row[i] = from & bit(i) ? r.row[i] & to : 0;
    return r;
}

static struct relation with_identity(struct relation r)
{
    for (unsigned i = 0; i < size; i++)
        r.row[i] |= bit(i);
    return r;
}

static bool loops(const struct relation *r)
{
    for (unsigned i = 0; i < size; i++)
        if (r->row[i] & bit(i))
            return true;
    return false;
}

struct parts {
    uint64_t reads, writes, fences, acquires, releases, sc;
    struct relation sb, rf, mo, rb, same, rmw;
    struct relation eco, hb;
};

static bool is(uint64_t set, unsigned i)
{
    return (set & bit(i)) != 0;
}

static void sort_out(const struct mc_graph *g, struct parts *p)
{
    for (unsigned i = 0; i < g->n; i++) {
        unsigned order = g->node[i].order;
        p->reads |= g->node[i].reads ? bit(i) : 0;
        p->writes |= g->node[i].writes ? bit(i) : 0;
        p->fences |= g->node[i].fence ? bit(i) : 0;
        p->sc |= order == MC_SEQ_CST ? bit(i) : 0;
        if (order >= MC_ACQ_REL || order == MC_ACQUIRE)
            p->acquires |= bit(i);
        if (order >= MC_RELEASE)
            p->releases |= bit(i);
        if (g->node[i].read_from >= 0) {
            p->rf.row[g->node[i].read_from] |= bit(i);
            p->rmw.row[g->node[i].read_from] |= g->node[i].writes ? bit(i) : 0;
        }
    }
}

static void relate(const struct mc_graph *g, struct parts *p)
{
    for (unsigned i = 0; i < g->n; i++)
        for (unsigned k = 0; k < g->n; k++) {
            bool access = !g->node[i].fence && !g->node[k].fence;
            bool same = access && g->node[i].location == g->node[k].location;
            if (i != k && same)
                p->same.row[i] |= bit(k);
            if (same && is(p->writes, i) && is(p->writes, k) && g->node[i].place < g->node[k].place)
                p->mo.row[i] |= bit(k);
            if ((g->node[i].thread < 0 && g->node[k].thread >= 0) ||
                (g->node[i].thread >= 0 && g->node[i].thread == g->node[k].thread && i < k))
                p->sb.row[i] |= bit(k);
        }
    for (unsigned i = 0; i < g->n; i++)
        if (g->node[i].read_from >= 0)
            p->rb.row[i] = p->mo.row[g->node[i].read_from] & ~bit(i);
}

/* Who synchronizes with whom: through a release sequence, with fences on either side. */
static struct relation synchronizes(const struct parts *p)
{
    struct relation to_write = only(p->sb, p->fences & p->releases, p->writes);
    struct relation from_read = only(p->sb, p->reads, p->fences & p->acquires);
    struct relation none = {{0}};
    struct relation sequence = with_identity(closure(p->rmw));
    struct relation start =
        join(only(with_identity(none), p->releases & p->writes, p->writes), &to_write);
    struct relation end =
        join(only(with_identity(none), p->acquires & p->reads, p->reads), &from_read);
    struct relation path = follow(&start, &sequence);
    path = follow(&path, &p->rf);
    return follow(&path, &end);
}

static void derive(struct parts *p)
{
    struct relation sw = synchronizes(p);
    p->hb = closure(join(p->sb, &sw));
    p->eco = join(p->rf, &p->mo);
    p->eco = closure(join(p->eco, &p->rb));
}

static bool coherent(const struct parts *p)
{
    struct relation eco_or_not = with_identity(p->eco);
    struct relation order = follow(&p->hb, &eco_or_not);
    struct relation between = follow(&p->rb, &p->mo);
    struct relation thin = closure(join(p->sb, &p->rf));
    for (unsigned i = 0; i < size; i++) /* what was read by a modification stands before it */
        if (is(p->reads & p->writes, i) && is(between.row[i], i))
            return false;
    return !loops(&order) && !loops(&thin) && !loops(&p->eco);
}

static bool sequential(const struct parts *p)
{
    struct relation none = {{0}}, identity = with_identity(none);
    uint64_t accesses = p->sc & ~p->fences, fences = p->sc & p->fences, all = ~(uint64_t)0;
    struct relation elsewhere = p->sb, hb_same = p->hb, hb_or_not = with_identity(p->hb);
    for (unsigned i = 0; i < size; i++) {
        elsewhere.row[i] &= ~p->same.row[i];
        hb_same.row[i] &= p->same.row[i];
    }
    struct relation scb = follow(&elsewhere, &p->hb);
    scb = follow(&scb, &elsewhere);
    scb = join(scb, &p->sb);
    scb = join(scb, &hb_same);
    scb = join(scb, &p->mo);
    scb = join(scb, &p->rb);
    struct relation sc_accesses = only(identity, accesses, all);
    struct relation left = only(hb_or_not, fences, all), right = only(hb_or_not, all, fences);
    left = join(left, &sc_accesses);
    right = join(right, &sc_accesses);
    struct relation base = follow(&left, &scb);
    base = follow(&base, &right);
    struct relation through = follow(&p->hb, &p->eco);
    through = follow(&through, &p->hb);
    through = only(join(through, &p->hb), fences, fences);
    struct relation psc = closure(join(base, &through));
    return !loops(&psc);
}

bool mc_consistent(const struct mc_graph *g)
{
    static struct parts p;
    memset(&p, 0, sizeof(p));
    size = g->n;
    sort_out(g, &p);
    relate(g, &p);
    derive(&p);
    return coherent(&p) && sequential(&p);
}

/* ---- the execution that runs, as a graph ---- */

/* Locations in the order of their addresses, so that the same graph is written the same way. */
static void rank_locations(uint8_t rank[MC_LOCATIONS])
{
    for (unsigned i = 0; i < mc.locations; i++) {
        rank[i] = 0;
        for (unsigned k = 0; k < mc.locations; k++)
            rank[i] = (uint8_t)(rank[i] + (mc.location[k].at < mc.location[i].at));
    }
}

static void add_event(struct mc_graph *g, const struct mc_event *e, const uint8_t *rank,
                      uint8_t node_of[MC_EVENTS])
{
    const struct mc_location *l = &mc.location[e->location];
    unsigned i = g->n++;
    g->node[i].thread = (int8_t)e->thread;
    g->node[i].reads = e->reads;
    g->node[i].writes = e->writes;
    g->node[i].fence = e->kind == MC_K_FENCE;
    g->node[i].order = e->order;
    g->node[i].location = e->kind == MC_K_FENCE ? 0 : rank[e->location];
    g->node[i].place = e->writes ? l->place[e->written] : 0;
    node_of[e - mc.event] = (uint8_t)i;
}

bool mc_graph_now(struct mc_graph *g)
{
    static uint8_t node_of[MC_EVENTS];
    uint8_t rank[MC_LOCATIONS];
    memset(g, 0, sizeof(*g));
    if (mc.events - 1 + mc.locations > MC_NODES)
        return false;
    rank_locations(rank);
    g->n = mc.locations;
    for (unsigned i = 0; i < g->n; i++) {
        g->node[i].thread = -1;
        g->node[i].writes = true;
        g->node[i].location = (uint8_t)i;
        g->node[i].read_from = -1;
    }
    for (unsigned t = 0; t < mc.threads; t++)
        for (unsigned e = 1; e < mc.events; e++)
            if (mc.event[e].thread == t && mc.event[e].kind <= MC_K_FENCE)
                add_event(g, &mc.event[e], rank, node_of);
    for (unsigned e = 1; e < mc.events; e++) {
        const struct mc_event *r = &mc.event[e];
        if (r->kind > MC_K_FENCE)
            continue;
        unsigned from = mc.location[r->location].store[r->read].event;
        g->node[node_of[e]].read_from =
            !r->reads ? (int8_t)-1 : (int8_t)(from == 0 ? rank[r->location] : node_of[from]);
    }
    return true;
}

uint64_t mc_graph_hash(const struct mc_graph *g)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (unsigned i = 0; i < g->n; i++) {
        uint64_t node = (uint64_t)(uint8_t)g->node[i].read_from << 8 | g->node[i].place;
        hash = (hash ^ node) * 0x100000001b3u;
        hash ^= hash >> 29;
    }
    return hash;
}
