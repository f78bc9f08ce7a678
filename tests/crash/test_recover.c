/*
 * test_recover.c: crash, recover, compare.  A child runs a seeded script of inputs into a journal
 * and is killed at any moment; the next one goes on where the journal ends, and is killed too.
 * What every life finds must be what an engine that never crashed had at the same sequence: the
 * same state hash, the same book; and no input whose answer was seen may be gone.  A look at the
 * directory before each recovery, which writes nothing, sees as much.
 *
 * VX_CRASH_RUNS says how many runs (50), VX_CRASH_SEED where the seeds begin (1).
 */
#include "../core/session/rig.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../scale.h"
#include "core/base/prng.h"
#include "core/past/past.h"
#include "core/session/session.h"

#define INPUTS 2500u
#define LIVES  4u
#define RUNS   50u

/* Shared between the child that dies and the parent that looks. */
struct shared {
    _Atomic uint64_t sent;  /* inputs handed to the session */
    _Atomic uint64_t acked; /* sequence of the newest answer seen */
    _Atomic uint64_t found; /* 1 + sequence at which the child's engine went on */
};

static struct shared *shared;
static uint64_t hash_at[INPUTS + 1]; /* of an engine that never crashed */
static uint64_t digest_at_end;
static uint64_t cut_short; /* lives that did not come to their end */
static char directory[64];

/* Input number i (from 1) of a script: the same whoever asks. */
static struct vx_tx input_of(uint64_t seed, uint64_t i)
{
    struct vx_prng p;
    vx_prng_seed(&p, seed * 1000003 + i);
    const uint64_t kind = vx_prng_below(&p, 100);
    const uint64_t other = 1 + vx_prng_below(&p, i);
    struct vx_tx tx = {
        .kind = VX_TX_LIMIT,
        .flags =
            vx_tx_flags((unsigned)vx_prng_below(&p, 2), (unsigned)(kind < 70 ? 0 : kind % 4), 0),
        .owner = (uint16_t)vx_prng_below(&p, 4),
        .price = 1000000 + 100 * (int32_t)vx_prng_below(&p, 60) - 3000,
        .qty = (uint32_t)(1 + vx_prng_below(&p, 90)),
    };
    if (kind >= 97)
        tx.price += 50; /* off the tick: the gate refuses it */
    else if (kind >= 85)
        tx = (struct vx_tx){.kind = VX_TX_CANCEL, .id = other};
    else if (kind >= 75)
        tx = (struct vx_tx){.kind = VX_TX_REPLACE, .id = other, .qty = tx.qty};
    return tx;
}

static bool is_halt(uint64_t i)
{
    return i % 500 == 499;
}

/* One input, whichever sort; it is answered when this returns. */
static void do_input(struct rig *r, uint64_t seed, uint64_t i)
{
    if (is_halt(i)) {
        rig_control(r, VX_CTL_HALT, 1, 0);
        rig_control(r, VX_CTL_HALT, 0, 0);
        return;
    }
    const struct vx_tx tx = input_of(seed, i);
    assert_true(rig_submit(r, &tx).answered);
}

static uint64_t digest_of(const struct rig *r)
{
    const struct vx_engine *e = r->session.self;
    return vx_book_digest(e->pipeline->book);
}

/* The engine that never crashes. */
static void run_through(uint64_t seed)
{
    struct rig r;
    rig_open_virtual(&r);
    rig_start(&r);
    hash_at[0] = vx_get(&r.panel->book.hash);
    for (uint64_t i = 1; i <= INPUTS; i++) {
        do_input(&r, seed, i);
        assert_int_equal(vx_get(&r.panel->book.answered), i);
        hash_at[i] = vx_get(&r.panel->book.hash);
    }
    digest_at_end = digest_of(&r);
    rig_end(&r);
}

static void open_kept(struct rig *r, uint64_t seed)
{
    rig_open_virtual(r);
    rig_set(r, VX_SET_JOURNAL_SYNC, (int64_t)(seed % 3));
    rig_set(r, VX_SET_JOURNAL_SEGMENT, VX_SEGMENT_MIN);
    rig_set(r, VX_SET_SNAPSHOT_EVERY, seed % 5 == 0 ? 0 : 300 + (int64_t)(seed % 7) * 100);
    assert_int_equal(r->session.ops->set_text(r->session.self, VX_SET_JOURNAL_DIR, directory), 0);
    rig_start(r);
}

/* A life: goes on where the journal ends, until it is killed or at the script's end. */
static void live(uint64_t seed)
{
    struct rig r;
    open_kept(&r, seed);
    rig_control(&r, VX_CTL_HALT, 0, 0);
    uint64_t at = vx_get(&r.panel->book.answered);
    atomic_store(&shared->found, 1 + vx_get(&r.panel->journal.recovered));
    atomic_store(&shared->acked, at);
    while (at < INPUTS) {
        atomic_store(&shared->sent, at + 1);
        do_input(&r, seed, ++at);
        atomic_store(&shared->acked, at);
    }
    rig_end(&r);
    _exit(0);
}

static void nap_us(uint64_t us)
{
    const struct timespec ts = {.tv_sec = (time_t)(us / 1000000),
                                .tv_nsec = (long)(us % 1000000) * 1000};
    nanosleep(&ts, NULL);
}

/* Lets a child live and kills it after some time; whether it came to the end by itself. */
static bool live_and_die(uint64_t seed, struct vx_prng *p)
{
    int status;
    atomic_store(&shared->found, 0);
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        live(seed);
    while (atomic_load(&shared->found) == 0 && waitpid(pid, &status, WNOHANG) == 0)
        nap_us(100);
    nap_us(vx_prng_below(p, 12000));
    kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return atomic_load(&shared->acked) == INPUTS;
}

/* Who only reads sees it before a start has put anything right: up to which sequence. */
static uint64_t look(uint64_t seed, unsigned life)
{
    struct vx_past_engine *past;
    struct vx_past_bounds bounds;
    char why[512] = "";
    if (vx_past_open(&past, directory, NULL, why, sizeof why) < 0 ||
        vx_past_look(past, &bounds, why, sizeof why) < 0 ||
        vx_past_goto(past, bounds.last_seq, why, sizeof why) < 0)
        fail_msg("seed %llu, life %u: %s", (unsigned long long)seed, life, why);
    if (vx_past_hash(past) != hash_at[bounds.last_seq])
        fail_msg("seed %llu, life %u: a replay has another state behind sequence %llu",
                 (unsigned long long)seed, life, (unsigned long long)bounds.last_seq);
    vx_past_close(past);
    return bounds.last_seq;
}

/* What is there now, against the engine that never crashed. */
static void compare(uint64_t seed, unsigned life)
{
    struct rig r;
    const uint64_t seen = look(seed, life);
    open_kept(&r, seed);
    const uint64_t seq = vx_get(&r.panel->journal.recovered);
    const uint64_t sent = atomic_load(&shared->sent), acked = atomic_load(&shared->acked);
    const struct vx_engine *e = r.session.self;
    if (seq < acked || seq > sent || e->keeper->replay.past.seq != seq || seen != seq)
        fail_msg("seed %llu, life %u: %llu acknowledged, %llu seen, %llu recovered, %llu sent",
                 (unsigned long long)seed, life, (unsigned long long)acked,
                 (unsigned long long)seen, (unsigned long long)seq, (unsigned long long)sent);
    /* a kill switch that had not done its work has done it now: one input more */
    const uint64_t at = vx_get(&r.panel->book.answered);
    if (vx_get(&r.panel->book.hash) != hash_at[at])
        fail_msg("seed %llu, life %u: another state behind sequence %llu", (unsigned long long)seed,
                 life, (unsigned long long)at);
    if (at == INPUTS)
        assert_true(digest_of(&r) == digest_at_end);
    rig_end(&r);
    atomic_store(&shared->sent, at);
    atomic_store(&shared->acked, at);
}

static void remove_directory(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    assert_int_equal(system(command), 0);
}

static void run(uint64_t seed)
{
    struct vx_prng p;
    bool ended = false;
    vx_prng_seed(&p, seed);
    strcpy(directory, "/tmp/velox-crash.XXXXXX");
    assert_non_null(mkdtemp(directory));
    atomic_store(&shared->sent, 0);
    atomic_store(&shared->acked, 0);
    run_through(seed);
    for (unsigned life = 1; life <= LIVES && !ended; life++) {
        ended = live_and_die(seed, &p);
        cut_short += !ended;
        compare(seed, life);
    }
    remove_directory();
}

static uint64_t number(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);
    return text ? strtoull(text, NULL, 10) : otherwise;
}

static void test_crash_recover_compare(void **state)
{
    (void)state;
    const uint64_t first = number("VX_CRASH_SEED", 1);
    const uint64_t runs = number("VX_CRASH_RUNS", vx_test_scaled(RUNS));
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(shared != MAP_FAILED);
    for (uint64_t seed = first; seed < first + runs; seed++)
        run(seed);
    print_message("%llu runs, %llu lives cut short\n", (unsigned long long)runs,
                  (unsigned long long)cut_short);
    assert_true(runs < 10 || cut_short > runs / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_crash_recover_compare)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
