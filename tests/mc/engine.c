/*
 * engine.c: the exploration.
 *
 * A store may go wherever coherence lets it go in the order of modification, and a load may read
 * stores that are not the newest; so nothing is lost if each thread runs on through its stores and
 * fences at once, up to its next read of something that another thread writes.  There all threads
 * stand at such reads, and the choice is which of them goes on, with which store.
 *
 * Two reads do not depend on each other, whatever they read; a read depends only on the stores
 * that do not exist yet.  So when thread A's read has been explored with every store there is and
 * it is thread B's turn, A sleeps: it may only be woken by a store that is born later, and then
 * must read that one or a later one.  If nobody wakes it, the execution is one that was seen
 * before.  Each execution (which store each load reads, and the order of modification) is completed
 * exactly once; tests/mc/litmus.c checks that against the axioms.
 *
 * Which threads write which locations is learned: when a thread first writes to a new one, all
 * begins again.
 */
#undef _FORTIFY_SOURCE
#include "engine.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#define ANY 0u /* number of ways, in a choice that comes from a counterexample */

struct mc_engine mc = {.running = -1};
void (*mc_completed)(void);

static struct {
    uint8_t n, at;
} choice[MC_DEPTH];
static unsigned depth, length; /* where this execution is; how many are set */
static jmp_buf scheduler;

/* How control comes back to the scheduler. */
enum { CAME_BACK = 1, FAILED, DISCARDED, START_OVER };

static void leave(int how) __attribute__((noreturn));
static void leave(int how)
{
    longjmp(scheduler, how);
}

struct mc_thread *mc_self(void)
{
    return &mc.thread[mc.running];
}

void mc_fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(mc.result->why, sizeof(mc.result->why), format, args);
    va_end(args);
    leave(FAILED);
}

void mc_fail_check(const char *file, int line, const char *condition)
{
    mc_fail("%s:%d: not so: %s", mc_short_path(file), line, condition);
}

void mc_discard(void)
{
    leave(DISCARDED);
}

void mc_start_over(void)
{
    leave(START_OVER);
}

static void broken(const char *what)
{
    fprintf(stderr, "model checker: %s: %s\n", mc.model->name, what);
    abort();
}

unsigned mc_choose(unsigned n)
{
    if (n == 0 || n > UINT8_MAX)
        broken("a choice of none or of too many");
    if (n == 1)
        return 0;
    if (depth == length) {
        if (length == MC_DEPTH)
            broken("too many choices in one execution");
        choice[length].n = (uint8_t)n;
        choice[length++].at = 0;
    }
    if (choice[depth].n == ANY)
        choice[depth].n = (uint8_t)n;
    if (choice[depth].n != n || choice[depth].at >= n)
        broken("its threads are not deterministic");
    return choice[depth++].at;
}

/* The next execution in order; false: that was the last. */
static bool advance(void)
{
    while (length > 0 && choice[length - 1].at + 1 == choice[length - 1].n)
        length--;
    if (length == 0)
        return false;
    choice[length - 1].at++;
    return true;
}

/* ---- threads as fibers ---- */

static void begin_fiber(unsigned i)
{
    if (setjmp(mc.thread[i].top) == 0)
        leave(CAME_BACK);
    mc.model->thread[i].run();
    mc.thread[i].state = MC_DONE;
    leave(CAME_BACK);
}

static void make_fiber(unsigned i)
{
    ucontext_t context;
    struct mc_thread *t = &mc.thread[i];
    t->stack = malloc(MC_STACK_BYTES);
    if (t->stack == NULL || getcontext(&context) != 0)
        broken("no memory for a stack");
    context.uc_stack.ss_sp = t->stack;
    context.uc_stack.ss_size = MC_STACK_BYTES;
    context.uc_link = NULL;
    makecontext(&context, (void (*)(void))begin_fiber, 1, i);
    if (setjmp(scheduler) == 0)
        setcontext(&context);
}

/* From a thread back to the scheduler, until it is this thread's turn again. */
static void yield(enum mc_state state)
{
    mc_self()->state = state;
    if (setjmp(mc_self()->here) == 0)
        leave(CAME_BACK);
}

static void begin_threads(void)
{
    for (unsigned i = 0; i < mc.threads; i++) {
        struct mc_thread *t = &mc.thread[i];
        if (t->stack == NULL)
            make_fiber(i);
        memset(&t->state, 0, sizeof(*t) - offsetof(struct mc_thread, state));
        t->now.clock[i] = 1;
        memcpy(&t->here, &t->top, sizeof(t->here));
    }
}

/* ---- what the threads call ---- */

void mc_park(const struct mc_access *access, struct mc_pick *pick)
{
    mc_self()->next = *access;
    yield(MC_PARKED);
    *pick = mc_self()->pick;
}

void mc_try(void)
{
    mc_self()->reads.n = mc_self()->before.n = 0;
}

static bool may_go_on(const struct mc_thread *t)
{
    for (unsigned i = 0; i < t->before.n; i++)
        if (mc_is_overtaken(&mc.location[t->before.read[i].location], t->before.read[i].store,
                            (unsigned)(t - mc.thread)))
            return true;
    return false;
}

void mc_wait(void)
{
    struct mc_thread *t = mc_self();
    t->inside = true;
    if (t->reads.n > 0 && t->reads.n == t->before.n &&
        memcmp(t->reads.read, t->before.read, t->reads.n * sizeof(t->reads.read[0])) == 0)
        mc_discard();
    t->before = t->reads;
    t->reads.n = 0;
    if (!may_go_on(t))
        yield(MC_WAITING);
    t->must_move = t->before.n == 1;
    t->inside = false;
}

/* ---- one execution ---- */

/* Runs thread i until it parks, waits or ends.  CAME_BACK, or how it left. */
static int run_thread(unsigned i)
{
    int how = setjmp(scheduler);
    if (how == 0) {
        mc.running = (int)i;
        longjmp(mc.thread[i].here, 1);
    }
    mc.running = -1;
    return how;
}

static int run_ready(void)
{
    for (unsigned i = 0; i < mc.threads; i++) {
        struct mc_thread *t = &mc.thread[i];
        if (t->state == MC_WAITING && may_go_on(t))
            t->state = MC_READY;
        if (t->state != MC_READY)
            continue;
        int how = run_thread(i);
        if (how != CAME_BACK)
            return how;
        i = UINT32_MAX; /* what it wrote may let an earlier one go on */
    }
    return CAME_BACK;
}

/* Whether anyone else may yet write where this thread is about to read. */
static bool may_be_written(unsigned i)
{
    uint32_t writers = mc.thread[i].next.location->writers & ~(1u << i);
    for (unsigned k = 0; k < mc.threads; k++)
        if (mc.thread[k].state == MC_DONE)
            writers &= ~(1u << k);
    return writers != 0;
}

struct option {
    uint8_t thread;
    struct mc_pick pick;
};

/* All ways to go on from here; *lost if a thread sleeps that can not be woken any more. */
static unsigned list_options(struct option *option, bool *lost)
{
    struct mc_pick pick[MC_PICKS];
    unsigned n = 0;
    for (unsigned i = 0; i < mc.threads; i++) {
        if (mc.thread[i].state != MC_PARKED)
            continue;
        unsigned picks = mc_picks(&mc.thread[i], &mc.thread[i].next, pick);
        bool alone = !may_be_written(i);
        *lost = *lost || (picks == 0 && alone);
        n = picks > 0 && alone ? 0 : n; /* it depends on nobody: no need to try another first */
        if (n + picks > UINT8_MAX)
            broken("too many ways to go on");
        for (unsigned k = 0; k < picks; k++)
            option[n++] = (struct option){.thread = (uint8_t)i, .pick = pick[k]};
        if (picks > 0 && alone)
            break;
    }
    return n;
}

static void take(const struct option *option, const struct option *chosen)
{
    struct mc_thread *t = &mc.thread[chosen->thread];
    for (const struct option *o = option; o->thread != chosen->thread; o++)
        mc.thread[o->thread].born_from = mc.born + 1;
    t->pick = chosen->pick;
    t->born_from = 0;
    t->state = MC_READY;
}

static bool all_done(void)
{
    for (unsigned i = 0; i < mc.threads; i++)
        if (mc.thread[i].state != MC_DONE)
            return false;
    return true;
}

static int stuck(void)
{
    for (unsigned i = 0; i < mc.threads; i++)
        if (mc.thread[i].state == MC_PARKED)
            return DISCARDED;
    for (unsigned i = 0; i < mc.threads; i++)
        if (mc.thread[i].state == MC_WAITING)
            snprintf(mc.result->why, sizeof(mc.result->why),
                     "deadlock: %s waits for what nobody will write", mc.model->thread[i].name);
    return FAILED;
}

static int run_threads(void)
{
    static struct option option[UINT8_MAX];
    for (;;) {
        bool lost = false;
        int how = run_ready();
        if (how != CAME_BACK)
            return how;
        if (all_done())
            return CAME_BACK;
        unsigned n = list_options(option, &lost);
        if (lost)
            return DISCARDED;
        if (n == 0)
            return stuck();
        take(option, &option[mc_choose(n)]);
    }
}

static int run_finish(void)
{
    int how = setjmp(scheduler);
    if (how == 0) {
        if (!mc.model->rc11)
            mc_look_for_buffering();
        if (mc.model->finish != NULL)
            mc.model->finish();
        how = CAME_BACK;
    }
    return how;
}

/* seq_cst is checked when an execution is over: its axioms need all of it. */
static bool sc_consistent(void)
{
    static struct mc_graph graph;
    if (mc.sc_events < 2)
        return true;
    if (!mc_graph_now(&graph))
        broken("an execution with seq_cst is too long");
    return mc_consistent(&graph);
}

static int run_once(void)
{
    depth = 0;
    mc.running = -1;
    mc.steps = mc.sc_events = 0;
    mc.events = 1;
    mc.model->setup();
    mc_memory_begin();
    mc_shadow_begin();
    begin_threads();
    int how = run_threads();
    mc.result->steps += mc.steps;
    if ((how == CAME_BACK || how == FAILED) && !sc_consistent())
        return DISCARDED;
    if (how == CAME_BACK && mc_completed != NULL)
        mc_completed();
    if (how == CAME_BACK)
        how = run_finish();
    return how;
}

static void begin_model(const struct mc_model *model, struct mc_result *result)
{
    mc.model = model;
    mc.result = result;
    mc.threads = 0;
    while (mc.threads < MC_THREADS && model->thread[mc.threads].run != NULL)
        mc.threads++;
    mc_memory_forget();
    mc_names_forget();
    length = 0;
}

void mc_explore(const struct mc_model *model, struct mc_result *result)
{
    memset(result, 0, sizeof(*result));
    begin_model(model, result);
    for (;;) {
        int how = run_once();
        if (how == START_OVER) {
            length = 0;
            result->executions = result->dropped = 0;
            continue;
        }
        result->executions += how == CAME_BACK;
        result->dropped += how == DISCARDED;
        result->failed = how == FAILED;
        if (result->failed || !advance())
            break;
    }
    result->depth = result->failed ? depth : 0;
    for (unsigned i = 0; i < result->depth; i++)
        result->choice[i] = choice[i].at;
}

/* Once to mark what more than one thread touches, once to record that. */
bool mc_replay(struct mc_result *result, FILE *out)
{
    char why[sizeof(result->why)];
    memcpy(why, result->why, sizeof(why));
    bool failed = true;
    for (unsigned pass = MC_MARK; pass <= MC_TRACE; pass++) {
        length = result->depth;
        for (unsigned i = 0; i < length; i++) {
            choice[i].at = result->choice[i];
            choice[i].n = ANY;
        }
        mc.tracing = pass == MC_MARK ? MC_MARK : MC_TRACE;
        failed = run_once() == FAILED && failed;
    }
    mc.tracing = MC_SILENT;
    if (out != NULL)
        mc_trace(out);
    return failed && strcmp(why, result->why) == 0;
}
