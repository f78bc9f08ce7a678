/*
 * test_hot.c: past the start nothing is allocated, and ingress, book and bundle never call the
 * operating system.
 *
 * The allocator's functions are replaced by ones that look at a flag of the thread.  System calls
 * are watched in a child, under a filter that kills it for any but the one with which it ends.
 */
#include "../session/rig.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../sanitized.h"
#include "core/pipeline/pipeline.h"
#include "core/session/keeper.h"

#define ROUNDS  20000u
#define STEP_NS 10000u /* ten orders at a million a second */

#ifdef SANITIZED

int main(void)
{
    puts("skipped: a sanitizer has the allocator, and makes system calls of its own");
    return 77;
}

#else

/* ---- the allocator ---- */

static _Thread_local bool hot;
static _Thread_local unsigned touched;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);
extern void __libc_free(void *p);

void *malloc(size_t size)
{
    touched += hot;
    return __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    touched += hot;
    return __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
    touched += hot;
    return __libc_realloc(p, size);
}

void free(void *p)
{
    touched += hot && p;
    __libc_free(p);
}

/* ---- a pipeline with everything in it ---- */

struct plant {
    struct vx_panel *panel;
    struct vx_pipeline *pipeline;
    struct vx_keeper *keeper;
    char directory[32];
    uint64_t now;
};

static void open_plant(struct plant *p)
{
    char why[256];
    memset(p, 0, sizeof *p);
    assert_int_equal(vx_panel_open(&p->panel), 0);
    vx_put(&p->panel->control.seed, 5);
    vx_put(&p->panel->control.rate, 1000000);
    vx_put(&p->panel->control.generation, 1);
    if (vx_pipeline_open(&p->pipeline, p->panel, NULL, why, sizeof why) < 0)
        fail_msg("%s", why);
    strcpy(p->directory, "/tmp/velox-hot.XXXXXX");
    assert_non_null(mkdtemp(p->directory));
    if (vx_keeper_open(&p->keeper, p->pipeline, p->directory, true, why, sizeof why) < 0)
        fail_msg("%s", why);
}

static void close_plant(struct plant *p)
{
    char command[64];
    vx_keeper_close(p->keeper);
    snprintf(command, sizeof command, "rm -rf '%s'", p->directory);
    assert_int_equal(system(command), 0);
    vx_pipeline_close(p->pipeline);
    vx_panel_close(p->panel);
}

static void poke(struct plant *p, unsigned i)
{
    struct vx_control_block *c = &p->panel->control;
    const struct vx_tx tx = {.kind = (uint8_t)(1 + i % VX_TX_KINDS),
                             .id = 1 + i / 8,
                             .price = PX(100),
                             .qty = i % 50,
                             .flags = vx_tx_flags(i & 1u, i % 4, VX_SOURCE_OPERATOR)};
    vx_mpsc_push(&p->pipeline->inbox, &tx);
    vx_add(&c->depth_want, 1);
    vx_put(&c->halted, i % 997 == 0);
    vx_put(&c->flow, i / 1000 % VX_FLOWS);
    vx_add(&c->generation, 1);
}

static void poll_all(struct plant *p)
{
    for (unsigned s = 0; s < VX_STAGES; s++)
        vx_stage_poll(p->pipeline->stage[s], p->now);
}

static void run_plant(struct plant *p)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        p->now += STEP_NS;
        poke(p, i);
        poll_all(p);
    }
}

static void test_nothing_is_allocated_after_the_start(void **state)
{
    (void)state;
    struct plant p;
    open_plant(&p);
    hot = true;
    run_plant(&p);
    hot = false;
    const unsigned n = touched;
    void *seen = malloc(1); /* the interposer is there, and sees */
    hot = true;
    free(seen);
    hot = false;
    assert_int_equal(n, 0);
    assert_int_equal(touched, 1);
    assert_true(vx_get(&p.panel->book.trades) > 1000);
    /* all of it was journalled */
    const uint64_t sequenced = p.pipeline->ingress.tally.sequenced;
    assert_true(sequenced > 1000);
    assert_int_equal(p.keeper->writer.seq, sequenced);
    close_plant(&p);
}

/* Kills the process for any system call but exit_group. */
static bool forbid_system_calls(void)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    const struct sock_fprog program = {.len = VX_LEN(code), .filter = code};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

enum child { CHILD_RUNS, CHILD_CALLS };
#define CANNOT 77

/* What becomes of a child that runs the stages, or that makes a system call on purpose. */
static int fate(struct plant *p, enum child what)
{
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (!forbid_system_calls())
            _exit(CANNOT);
        if (what == CHILD_CALLS)
            syscall(SYS_getppid);
        run_plant(p);
        _exit(vx_get(&p->panel->book.trades) > 1000 ? 0 : 1);
    }
    int status;
    while (waitpid(pid, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    return status;
}

static void test_no_system_call_in_any_poll(void **state)
{
    (void)state;
    struct plant p;
    open_plant(&p);
    const int calls = fate(&p, CHILD_CALLS);
    if (WIFEXITED(calls) && WEXITSTATUS(calls) == CANNOT) {
        close_plant(&p);
        skip();
    }
    assert_true(WIFSIGNALED(calls)); /* the filter works */
    assert_int_equal(WTERMSIG(calls), SIGSYS);
    assert_int_equal(fate(&p, CHILD_RUNS), 0);
    close_plant(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_allocated_after_the_start),
        cmocka_unit_test(test_no_system_call_in_any_poll),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
