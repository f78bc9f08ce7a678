#include "config.h"

#include "core/session/live.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/pipeline/tuning.h"
#include "core/session/session.h"
#include "core/telemetry/errlog.h"

#define SECOND_NS    1000000000u
#define SLACK_NS     1000u   /* how late a timer may be: the system's 50 us are too many */
#define STEP_NS      500000u /* between two looks of a session that lets time pass */
#define SPIN_NS      200000u /* for which a session awaits an answer without sleeping */
#define NAP_NS       20000u  /* ... and then naps between looks */
#define REFRESH_NS   50000000u
#define WATCH_PARTS  4 /* looks of the watchdog in the time after which it speaks */
#define WATCH_MAX_NS 100000000u
#define WATCH_MIN_NS 500000u

static void relax(unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#elif defined(__aarch64__)
        __asm__ volatile("yield");
#else
        sched_yield();
#endif
    }
}

static struct timespec to_timespec(uint64_t ns)
{
    return (struct timespec){.tv_sec = (time_t)(ns / SECOND_NS), .tv_nsec = (long)(ns % SECOND_NS)};
}

/* Sleeps until the word is no longer `seen`, or for `ns`. */
static void futex_wait(_Atomic uint32_t *word, uint32_t seen, uint64_t ns)
{
    const struct timespec ts = to_timespec(ns);
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, seen, &ts, NULL, 0);
}

static void futex_wake(_Atomic uint32_t *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
}

static void ring_bell(struct vx_live *live)
{
    /* B1: pairs with B2 in run; the waker's system call orders it before the look at sleepers */
    atomic_fetch_add_explicit(&live->bell, 1, memory_order_release);
    futex_wake(&live->bell);
}

/* ---- an engine thread ---- */

static uint64_t clock_of(const struct vx_live_thread *t)
{
    return vx_clock_ns(&t->live->clock);
}

/* When something is known to come for this thread's stages, as far as they or ingress can tell. */
static uint64_t next_event(const struct vx_live_thread *t, uint64_t now_ns)
{
    uint64_t next = VX_NEVER;
    for (uint32_t i = 0; i < t->stages; i++)
        next = vx_min_u64(next, vx_stage_next(t->stage[i], now_ns));
    _Atomic uint64_t *arrival = &t->live->arrival;
    if (!t->has_ingress)
        return vx_min_u64(next, atomic_load_explicit(arrival, memory_order_relaxed));
    atomic_store_explicit(arrival, vx_stage_next(t->stage[0], now_ns), memory_order_relaxed);
    return next;
}

static void park(struct vx_live_thread *t, uint32_t bell, uint64_t ns)
{
    for (uint32_t i = 0; i < t->stages; i++)
        vx_stage_show(t->stage[i]); /* gauges must not stand still while it sleeps */
    futex_wait(&t->live->bell, bell, ns);
}

static bool is_held_up(const struct vx_live_thread *t)
{
    for (uint32_t i = 0; i < t->stages; i++)
        if (t->stage[i]->blocked)
            return true;
    return false;
}

static void idle(struct vx_live_thread *t, uint32_t bell, uint64_t now_ns)
{
    uint64_t park_ns = 0;
    const bool spins = vx_idle_spins(&t->idle, now_ns);
    t->may_glance = spins && t->leads && !is_held_up(t);
    if (spins)
        return;
    switch (vx_idle_step(&t->idle, now_ns, next_event(t, now_ns), &park_ns)) {
    case VX_IDLE_DO_SPIN:
        break;
    case VX_IDLE_DO_PAUSE:
        relax(VX_LIVE_PAUSES);
        break;
    case VX_IDLE_DO_YIELD:
        sched_yield();
        break;
    case VX_IDLE_DO_PARK:
        park(t, bell, park_ns);
        break;
    }
}

/* Polls each stage once; false when all of them are done.  The clock is read again only where
 * something took time. */
static bool round_of(struct vx_live_thread *t, uint64_t *now_ns, uint32_t *worked)
{
    const bool glance = t->may_glance && t->turn++ % VX_LIVE_GLANCES != 0;
    bool alive = false;
    *worked = 0;
    if (t->has_ingress)
        vx_put(&t->live->panel->now_ns, *now_ns);
    for (uint32_t i = 0; i < t->stages; i++) {
        const uint32_t done = vx_stage_poll(t->stage[i], *now_ns);
        *worked += done;
        if (done)
            *now_ns = clock_of(t);
        vx_stage_ended(t->stage[i], *now_ns);
        alive |= !vx_stage_is_done(t->stage[i]);
        if (glance && *worked == 0)
            return true;
    }
    return alive;
}

static void set_states(struct vx_live_thread *t, enum vx_state state)
{
    for (uint32_t i = 0; i < t->stages; i++)
        vx_put(&t->live->panel->stage[t->stage[i]->id].state, state);
}

static void *run(void *arg)
{
    struct vx_live_thread *t = arg;
    uint32_t worked, bell, heard = 0;
    char name[16];
    snprintf(name, sizeof name, "vx-%s", t->stages > 1 ? "engine" : vx_stage_name(t->stage[0]->id));
    prctl(PR_SET_NAME, name);
    prctl(PR_SET_TIMERSLACK, SLACK_NS);
    set_states(t, VX_STATE_RUN);
    for (;;) {
        /* B2: pairs with B1; read before the polls, so that a ring they missed ends the park */
        bell = atomic_load_explicit(&t->live->bell, memory_order_acquire);
        uint64_t now = clock_of(t);
        if (!round_of(t, &now, &worked))
            break;
        if (worked || bell != heard) {
            /* rung awake: what was announced may still be on its way, and is for any stage: a whole
             * round comes before the next park */
            vx_idle_reset(&t->idle);
            t->may_glance = false;
        } else {
            idle(t, bell, now);
        }
        heard = bell;
    }
    set_states(t, VX_STATE_HALT);
    return NULL;
}

/* ---- the watchdog's thread ---- */

static void *watch(void *arg)
{
    struct vx_live *live = arg;
    const _Atomic int64_t *limit = &live->panel->control.setting[VX_SET_WATCHDOG];
    prctl(PR_SET_NAME, "vx-watchdog");
    /* W2: pairs with W1 in end_watchdog */
    while (!atomic_load_explicit(&live->watch_end, memory_order_acquire)) {
        const int64_t part = atomic_load_explicit(limit, memory_order_relaxed) / WATCH_PARTS;
        const uint64_t nap = vx_min_u64((uint64_t)part, WATCH_MAX_NS);
        futex_wait(&live->watch_end, 0, vx_max_u64(nap, WATCH_MIN_NS));
        vx_watchdog_look(&live->watchdog, vx_clock_ns(&live->clock));
    }
    return NULL;
}

static void end_watchdog(struct vx_live *live)
{
    if (!live->watched)
        return;
    /* W1: pairs with W2 in watch */
    atomic_store_explicit(&live->watch_end, 1, memory_order_release);
    futex_wake(&live->watch_end);
    pthread_join(live->watchdog_handle, NULL);
    live->watched = false;
}

/* ---- start ---- */

/* A thread on its CPU from its first instruction on; anywhere, if it cannot be had. */
static int start_thread(struct vx_live_thread *t, uint32_t cpu)
{
    struct vx_live *live = t->live;
    pthread_attr_t attr;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (pthread_attr_init(&attr) != 0)
        return VX_E_MEMORY;
    pthread_attr_setaffinity_np(&attr, sizeof set, &set);
    int rc = pthread_create(&t->handle, &attr, run, t);
    pthread_attr_destroy(&attr);
    if (rc == 0) {
        for (uint32_t i = 0; i < t->stages; i++)
            vx_put(&t->stage[i]->block->cpu, cpu);
        return VX_OK;
    }
    vx_errlog(live->panel, vx_clock_ns(&live->clock), "engine thread %u is not pinned: CPU %u: %s",
              (unsigned)t->number, (unsigned)cpu, strerror(rc));
    rc = pthread_create(&t->handle, NULL, run, t);
    return rc == 0 ? VX_OK : VX_E_SYSTEM;
}

static void keep_off(struct vx_live *live, const struct vx_cpus *cpus)
{
    cpu_set_t others;
    CPU_ZERO(&others);
    for (uint32_t i = 0; i < cpus->count; i++)
        CPU_SET(cpus->id[i], &others);
    for (uint32_t i = 0; i < live->topology.threads; i++)
        CPU_CLR(live->topology.cpu[i], &others);
    live->moved = CPU_COUNT(&others) > 0 &&
                  pthread_getaffinity_np(pthread_self(), sizeof live->home, &live->home) == 0 &&
                  pthread_setaffinity_np(pthread_self(), sizeof others, &others) == 0;
}

static void come_home(struct vx_live *live)
{
    if (live->moved)
        pthread_setaffinity_np(pthread_self(), sizeof live->home, &live->home);
    live->moved = false;
}

static void deal_stages(struct vx_engine *e)
{
    struct vx_live *live = &e->live;
    const struct vx_topology *topology = &live->topology;
    const _Atomic int64_t *settings = e->panel->control.setting;
    const int64_t kind = atomic_load_explicit(&settings[VX_SET_IDLE], memory_order_relaxed);
    const int64_t limit = atomic_load_explicit(&settings[VX_SET_WATCHDOG], memory_order_relaxed);
    for (uint32_t i = 0; i < topology->threads; i++) {
        struct vx_live_thread *t = &live->thread[i];
        *t = (struct vx_live_thread){.live = live, .number = i};
        vx_idle_init(&t->idle, (enum vx_idle_kind)kind, topology->crowded,
                     (uint64_t)limit / WATCH_PARTS);
    }
    for (uint32_t i = 0; i < VX_STAGES; i++) {
        struct vx_live_thread *t = &live->thread[topology->thread[i]];
        t->has_ingress |= i == VX_STAGE_INGRESS;
        t->stage[t->stages++] = e->pipeline->stage[i];
        t->leads = t->has_ingress && t->stages == i + 1;
    }
}

static void tune_threads(struct vx_live *live)
{
    pthread_t handle[VX_STAGES];
    for (uint32_t i = 0; i < live->running; i++)
        handle[i] = live->thread[i].handle;
    vx_tune_threads(live->panel, handle, live->running, live->topology.crowded);
}

static int start_threads(struct vx_live *live)
{
    int rc = VX_OK;
    while (rc == VX_OK && live->running < live->topology.threads) {
        struct vx_live_thread *t = &live->thread[live->running];
        rc = start_thread(t, live->topology.cpu[live->running]);
        live->running += rc == VX_OK;
    }
    if (rc == VX_OK) {
        tune_threads(live);
        rc = pthread_create(&live->watchdog_handle, NULL, watch, live) == 0 ? VX_OK : VX_E_SYSTEM;
        live->watched = rc == VX_OK;
    }
    return rc;
}

static void join_threads(struct vx_live *live)
{
    while (live->running > 0)
        pthread_join(live->thread[--live->running].handle, NULL);
}

static int start_live(struct vx_engine *e, char *err, size_t err_size)
{
    struct vx_live *live = &e->live;
    struct vx_cpus cpus;
    sigset_t all, before;
    const _Atomic int64_t *settings = e->panel->control.setting;
    const int64_t id = atomic_load_explicit(&settings[VX_SET_TOPOLOGY], memory_order_relaxed);
    vx_cpus_probe(&cpus, "");
    int rc = vx_topology_make(&live->topology, (enum vx_topology_id)id, e->text[VX_SET_CPUS], &cpus,
                              err, err_size);
    if (rc < 0)
        return rc;
    vx_clock_init(&live->clock);
    live->panel = e->panel;
    e->panel->ticks_per_s = live->clock.ticks_per_s;
    e->panel->clock_source = live->clock.source;
    e->panel->topology = live->topology.id;
    e->panel->threads = live->topology.threads;
    vx_watchdog_init(&live->watchdog, e->panel);
    deal_stages(e);
    keep_off(live, &cpus);
    vx_tune_memory(e->panel, e->pipeline, e->pipeline->bytes,
                   live->topology.cpu[live->topology.thread[VX_STAGE_BOOK]]);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    rc = start_threads(live);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rc == VX_OK)
        return VX_OK;
    snprintf(err, err_size, "the engine's threads cannot be started: %s", vx_err_text(rc));
    atomic_store_explicit(&e->panel->control.stop, 1, memory_order_release);
    ring_bell(live);
    /* the stages of a thread that never came are done: the others' ends wait for them */
    for (uint32_t i = 0; i < VX_STAGES; i++)
        if (live->topology.thread[i] >= live->running)
            atomic_store_explicit(&e->pipeline->stage[i]->done, 1, memory_order_release);
    join_threads(live);
    come_home(live);
    return rc;
}

/* ---- the session's side ---- */

static uint64_t now_live(struct vx_engine *e)
{
    return e->session->started ? vx_clock_ns(&e->live.clock) : vx_get(&e->panel->now_ns);
}

static void wake_live(struct vx_engine *e)
{
    ring_bell(&e->live);
}

static void nap(uint64_t ns)
{
    const struct timespec ts = to_timespec(ns);
    nanosleep(&ts, NULL); /* a signal ends it: whoever waits looks again */
}

static bool await_live(struct vx_engine *e, vx_engine_is is, uint64_t arg, uint64_t limit_ns)
{
    const uint64_t begin = vx_monotonic_ns();
    for (;;) {
        if (is(e, arg))
            return true;
        const uint64_t now = vx_monotonic_ns(), waited = now - begin;
        if (waited >= limit_ns || !vx_engine_idle(e, now))
            return is(e, arg);
        if (waited >= SPIN_NS)
            nap(NAP_NS);
        else
            sched_yield(); /* the engine's thread may want this very CPU */
    }
}

static int advance_live(struct vx_engine *e, uint64_t until_ns, vx_session_pred pred, void *ctx)
{
    for (;;) {
        if (pred && pred(ctx))
            return 1;
        if (!vx_engine_idle(e, vx_monotonic_ns()))
            return VX_E_INTERRUPTED;
        const uint64_t now = now_live(e);
        if (now >= until_ns)
            return VX_OK;
        nap(vx_min_u64(until_ns - now, pred ? STEP_NS : VX_IDLE_CALL_NS));
    }
}

/* The depth snapshot in the panel holds all that was answered up to `answered`, and the counters of
 * ingress are no older: the book's are brought up before it. */
static bool is_fresh(struct vx_engine *e, uint64_t answered)
{
    struct vx_depth depth = {.seq = 0};
    const struct vx_panel *panel = e->panel;
    const int64_t watch =
        atomic_load_explicit(&panel->control.setting[VX_SET_WATCH], memory_order_relaxed);
    return vx_slots_read(&panel->depth, panel->depth_area, &depth) > 0 && depth.seq >= answered &&
           depth.instrument == watch && vx_ingress_shown(&e->pipeline->ingress) >= depth.seq;
}

static int refresh_live(struct vx_engine *e)
{
    /* an answer is there before the poll that gave it has ended */
    const uint64_t answered = vx_max_u64(vx_marks_get_answered(&e->pipeline->marks), e->told_seq);
    if (!e->session->started || is_fresh(e, answered))
        return VX_OK;
    vx_add(&e->panel->control.depth_want, 1);
    ring_bell(&e->live);
    return await_live(e, is_fresh, answered, REFRESH_NS) ? VX_OK : VX_E_TIMEOUT;
}

static bool are_done(struct vx_engine *e, uint64_t arg)
{
    (void)arg;
    return vx_pipeline_is_done(e->pipeline);
}

static int stop_live(struct vx_engine *e, char *err, size_t err_size)
{
    const uint64_t end = vx_monotonic_ns() + VX_LIVE_STOP_NS;
    ring_bell(&e->live);
    while (!are_done(e, 0) && vx_monotonic_ns() < end)
        nap(NAP_NS);
    end_watchdog(&e->live);
    come_home(&e->live);
    if (are_done(e, 0)) {
        join_threads(&e->live);
        return VX_OK;
    }
    unsigned i = VX_STAGES - 1; /* those above it wait for it */
    while (i > 0 && vx_stage_is_done(e->pipeline->stage[i]))
        i--;
    e->abandoned = true;
    snprintf(err, err_size, "stage %s did not end within %llu s", vx_stage_name(i),
             (unsigned long long)(VX_LIVE_STOP_NS / SECOND_NS));
    return VX_E_TIMEOUT;
}

const struct vx_driver vx_live_driver = {
    .start = start_live,
    .stop = stop_live,
    .now = now_live,
    .wake = wake_live,
    .await = await_live,
    .advance = advance_live,
    .refresh = refresh_live,
};
