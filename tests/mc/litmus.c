#include "litmus.h"

#include <stdlib.h>
#include <string.h>

uint32_t __tsan_atomic32_load(const void *at, int order);
void __tsan_atomic32_store(void *at, uint32_t value, int order);
uint32_t __tsan_atomic32_exchange(void *at, uint32_t value, int order);
uint32_t __tsan_atomic32_fetch_add(void *at, uint32_t value, int order);
void __tsan_atomic_thread_fence(int order);

static const struct litmus *program;
static struct litmus_seen *noted;
static uint32_t place[LITMUS_PLACES];
static char read_by[LITMUS_THREADS][LITMUS_OPS + 1];

/* ---- by the checker ---- */

static void set_up(void)
{
    memset(place, 0, sizeof(place));
    memset(read_by, 0, sizeof(read_by));
    mc_name(&place[0], 4, "x");
    mc_name(&place[1], 4, "y");
    mc_name(&place[2], 4, "z");
}

static uint32_t run_op(const struct litmus_op *op)
{
    int order = (int)op->order;
    uint32_t *at = &place[op->place], was = 0;
    if (op->what == L_LOAD)
        was = __tsan_atomic32_load(at, order);
    else if (op->what == L_STORE)
        __tsan_atomic32_store(at, op->value, order);
    else if (op->what == L_EXCHANGE)
        was = __tsan_atomic32_exchange(at, op->value, order);
    else if (op->what == L_ADD)
        was = __tsan_atomic32_fetch_add(at, op->value, order);
    else
        __tsan_atomic_thread_fence(order);
    return was;
}

static bool reads(const struct litmus_op *op)
{
    return op->what == L_LOAD || op->what == L_EXCHANGE || op->what == L_ADD;
}

static void run_thread(unsigned t)
{
    unsigned n = 0;
    for (const struct litmus_op *op = program->op[t];
         op < program->op[t] + LITMUS_OPS && op->what != L_END; op++) {
        uint32_t was = run_op(op);
        if (reads(op))
            read_by[t][n++] = (char)('0' + was);
    }
}

static void run_0(void)
{
    run_thread(0);
}
static void run_1(void)
{
    run_thread(1);
}
static void run_2(void)
{
    run_thread(2);
}
static void run_3(void)
{
    run_thread(3);
}

static void note_outcome(const char *outcome)
{
    unsigned i = 0;
    while (i < noted->outcomes && strcmp(noted->outcome[i], outcome) < 0)
        i++;
    if (i < noted->outcomes && strcmp(noted->outcome[i], outcome) == 0)
        return;
    if (noted->outcomes == LITMUS_OUTCOMES)
        abort();
    memmove(noted->outcome[i + 1], noted->outcome[i],
            (noted->outcomes - i) * sizeof(noted->outcome[0]));
    strcpy(noted->outcome[i], outcome);
    noted->outcomes++;
}

static void note_graph(const struct mc_graph *g)
{
    if (noted->graphs == LITMUS_GRAPHS)
        abort();
    noted->graph[noted->graphs++] = mc_graph_hash(g);
}

static void note_execution(void)
{
    static struct mc_graph g;
    char outcome[LITMUS_THREADS * (LITMUS_OPS + 1)] = "";
    if (mc.result->executions == 0) /* the first; also after it had to start over */
        memset(noted, 0, sizeof(*noted));
    for (unsigned t = 0; t < LITMUS_THREADS; t++)
        strcat(outcome, read_by[t]);
    note_outcome(outcome);
    if (!mc_graph_now(&g))
        abort();
    note_graph(&g);
}

static int compare_hashes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

void litmus_explore(const struct litmus *l, struct litmus_seen *seen)
{
    static struct mc_result result;
    struct mc_model model = {.name = l->name, .setup = set_up, .stale = UINT8_MAX, .rc11 = true};
    void (*const run[LITMUS_THREADS])(void) = {run_0, run_1, run_2, run_3};
    for (unsigned t = 0; t < LITMUS_THREADS && l->op[t][0].what != L_END; t++) {
        model.thread[t].name = "thread";
        model.thread[t].run = run[t];
    }
    memset(seen, 0, sizeof(*seen));
    program = l;
    noted = seen;
    mc_completed = note_execution;
    mc_explore(&model, &result);
    mc_completed = NULL;
    if (result.failed)
        abort();
    seen->executions = result.executions;
    qsort(seen->graph, seen->graphs, sizeof(seen->graph[0]), compare_hashes);
}

/* ---- by the axioms ---- */

struct counting {
    struct mc_graph g;
    const struct litmus_op *op[MC_NODES];
    uint32_t value[MC_NODES];
};

static void build(const struct litmus *l, struct counting *c)
{
    bool used[LITMUS_PLACES] = {false};
    uint8_t rank[LITMUS_PLACES], n = 0;
    memset(c, 0, sizeof(*c));
    for (unsigned t = 0; t < LITMUS_THREADS; t++)
        for (unsigned i = 0; i < LITMUS_OPS && l->op[t][i].what != L_END; i++)
            if (l->op[t][i].what != L_FENCE)
                used[l->op[t][i].place] = true;
    for (unsigned p = 0; p < LITMUS_PLACES; p++) {
        rank[p] = n;
        if (!used[p])
            continue;
        c->g.node[n].thread = -1;
        c->g.node[n].writes = true;
        c->g.node[n].read_from = -1;
        c->g.node[n].location = n;
        n++;
    }
    c->g.n = n;
    for (unsigned t = 0; t < LITMUS_THREADS; t++)
        for (unsigned i = 0; i < LITMUS_OPS && l->op[t][i].what != L_END; i++) {
            const struct litmus_op *op = &l->op[t][i];
            unsigned k = c->g.n++;
            c->op[k] = op;
            c->g.node[k].thread = (int8_t)t;
            c->g.node[k].reads = reads(op);
            c->g.node[k].writes = op->what != L_LOAD && op->what != L_FENCE;
            c->g.node[k].fence = op->what == L_FENCE;
            c->g.node[k].order = (uint8_t)op->order;
            c->g.node[k].location = op->what == L_FENCE ? 0 : rank[op->place];
            c->g.node[k].read_from = -1;
        }
}

/* The value that node i reads, by following who reads from whom; there are no cycles. */
static uint32_t read_value(const struct counting *c, unsigned i)
{
    unsigned from = (unsigned)c->g.node[i].read_from;
    if (c->g.node[from].thread < 0)
        return 0;
    const struct litmus_op *op = c->op[from];
    return op->what == L_ADD ? read_value(c, from) + op->value : op->value;
}

static void note_consistent(const struct counting *c)
{
    char outcome[LITMUS_THREADS * (LITMUS_OPS + 1)] = "";
    unsigned n = 0;
    if (!mc_consistent(&c->g))
        return;
    for (unsigned i = 0; i < c->g.n; i++)
        if (c->g.node[i].reads)
            outcome[n++] = (char)('0' + read_value(c, i));
    note_outcome(outcome);
    note_graph(&c->g);
}

static void order_writes(struct counting *c, unsigned from);

/* Puts write `i` at each place in the order of its location: those that stand there move up. */
static void place_write(struct counting *c, unsigned i)
{
    unsigned before = 0;
    for (unsigned k = 0; k < i; k++)
        before += c->g.node[k].writes && c->g.node[k].location == c->g.node[i].location;
    struct mc_graph saved = c->g;
    for (unsigned at = 1; at <= before; at++) {
        c->g = saved;
        for (unsigned k = 0; k < i; k++)
            if (c->g.node[k].writes && c->g.node[k].location == c->g.node[i].location &&
                c->g.node[k].place >= at)
                c->g.node[k].place++;
        c->g.node[i].place = (uint8_t)at;
        order_writes(c, i + 1);
    }
    c->g = saved;
}

static void order_writes(struct counting *c, unsigned from)
{
    unsigned i = from;
    while (i < c->g.n && (!c->g.node[i].writes || c->g.node[i].thread < 0))
        i++;
    if (i == c->g.n)
        note_consistent(c);
    else
        place_write(c, i);
}

static void choose_sources(struct counting *c, unsigned from)
{
    unsigned i = from;
    while (i < c->g.n && !c->g.node[i].reads)
        i++;
    if (i == c->g.n) {
        order_writes(c, 0);
        return;
    }
    for (unsigned k = 0; k < c->g.n; k++)
        if (k != i && c->g.node[k].writes && c->g.node[k].location == c->g.node[i].location) {
            c->g.node[i].read_from = (int8_t)k;
            choose_sources(c, i + 1);
        }
    c->g.node[i].read_from = -1;
}

void litmus_count_out(const struct litmus *l, struct litmus_seen *seen)
{
    static struct counting c;
    memset(seen, 0, sizeof(*seen));
    noted = seen;
    build(l, &c);
    choose_sources(&c, 0);
    seen->executions = seen->graphs;
    qsort(seen->graph, seen->graphs, sizeof(seen->graph[0]), compare_hashes);
}
