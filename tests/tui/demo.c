/*
 * demo.c: the console over a market that is not there: for looking at it without an engine.
 * Not a test.
 */
#include "config.h"
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/prompt/edit.h"
#include "core/base/clock.h"
#include "tests/tui/fake.h"
#include "tests/tui/fake_interp.h"
#include "tui/tui.h"

#define STEP_NS 10000000u

static atomic_bool over;

static void *market(void *arg)
{
    struct fake *f = arg;
    uint64_t last = vx_monotonic_ns();
    while (!atomic_load_explicit(&over, memory_order_relaxed)) {
        usleep(STEP_NS / 1000);
        uint64_t now = vx_monotonic_ns();
        f->paused = vx_get(&f->panel->control.paused) != 0;
        fake_step(f, now - last);
        fake_own(f);
        last = now;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    struct fake f;
    struct vx_interp interp = {0};
    struct vx_edit *edit;
    struct vx_line line;
    pthread_t thread;
    sigset_t all, before;
    uint64_t begin = vx_monotonic_ns();
    setlocale(LC_CTYPE, "");
    fake_open(&f, 1);
    fake_own(&f);
    f.gap = argc > 1 && strcmp(argv[1], "sparse") == 0 ? 9 : 1;
    interp.panel = f.panel;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    pthread_create(&thread, NULL, market, &f);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    int rc = getenv("DEMO_PLAIN") ? vx_edit_open_plain(&edit, &interp, &line)
                                  : vx_edit_open(&edit, &interp, getenv("DEMO_HISTORY"), &line);
    const struct vx_tui_options options = {
        .panel = f.panel, .line = &line, .begin_ns = begin, .ascii = getenv("DEMO_ASCII") != NULL};
    if (rc == 0) {
        rc = vx_tui_run(&options);
        vx_edit_close(edit);
    }
    atomic_store_explicit(&over, true, memory_order_relaxed);
    pthread_join(thread, NULL);
    fake_close(&f);
    return rc;
}
