/*
 * replay_hash.c: one seeded session on the virtual clock through the core alone; prints the state
 * hash.  Every build of it, by any compiler, for any machine, must print the same line.  So must
 * one that starts from the session's journal and snapshots.
 *
 *   replay_hash [DIRECTORY]     whose journal it reads, or makes if there is none
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/session/engine.h"
#include "core/telemetry/metric.h"

#define SEED           42u
#define RATE           200000u
#define PHASE_NS       250000000u /* market time spent in each shape of the load */
#define BURST          20000u
#define BURST_NS       5000000u
#define SNAPSHOT_EVERY 150000
#define TYPED          500u /* orders sent by hand between the phases */
#define TYPED_GAP      20000u

static void must(int rc, const char *what)
{
    if (rc >= 0)
        return;
    fprintf(stderr, "replay_hash: %s: %s\n", what, vx_err_text(rc));
    exit(EXIT_FAILURE);
}

static void control(struct vx_session *s, enum vx_control c, uint64_t a, uint64_t b)
{
    must(s->ops->control(s->self, c, a, b), "control");
}

static void pass(struct vx_session *s, uint64_t ns)
{
    must(s->ops->advance(s->self, s->ops->now(s->self) + ns, NULL, NULL), "advance");
}

/* Orders by hand on a fixed pattern: both sides, every time in force, cancels and replaces. */
static void type_orders(struct vx_session *s)
{
    uint64_t last = 0;
    for (uint32_t i = 0; i < TYPED; i++) {
        struct vx_submit order = {
            .tx = {.kind = VX_TX_LIMIT,
                   .flags = vx_tx_flags(i & 1u, (i >> 1) & 3u, VX_SOURCE_OPERATOR),
                   .owner = (uint16_t)(i % 5u),
                   .price = 1000000 + 100 * (int32_t)(i % 37u) - 1800,
                   .qty = 1u + i * 7u % 90u},
        };
        if (i % 11u == 10u)
            order.tx = (struct vx_tx){
                .kind = VX_TX_CANCEL, .flags = vx_tx_flags(0, 0, VX_SOURCE_OPERATOR), .id = last};
        else if (i % 13u == 12u)
            order.tx = (struct vx_tx){.kind = VX_TX_REPLACE,
                                      .flags = vx_tx_flags(0, 0, VX_SOURCE_OPERATOR),
                                      .id = last,
                                      .qty = 3};
        must(s->ops->submit(s->self, &order), "submit");
        last = order.tx.id;
        pass(s, TYPED_GAP);
    }
}

static void open_kept(struct vx_session *s, const char *directory)
{
    char why[256] = "";
    must(vx_session_open_virtual(s), "open");
    control(s, VX_CTL_SEED, SEED, 0);
    must(s->ops->set(s->self, VX_SET_JOURNAL_SYNC, 0), "journal.sync never");
    must(s->ops->set(s->self, VX_SET_SNAPSHOT_EVERY, SNAPSHOT_EVERY), "snapshot.every");
    must(s->ops->set_text(s->self, VX_SET_JOURNAL_DIR, directory), "journal.dir");
    if (s->ops->start(s->self, why, sizeof why) < 0) {
        fprintf(stderr, "replay_hash: start: %s\n", why);
        exit(EXIT_FAILURE);
    }
}

/* Stops and closes it; the line that is printed. */
static void close_kept(struct vx_session *s, char *line, size_t size)
{
    char why[256] = "", text[64];
    struct vx_view *view = calloc(1, sizeof *view);
    const struct vx_metric *hash = vx_metric_find("state.hash", sizeof "state.hash" - 1);
    const struct vx_metric *trades = vx_metric_find("trades.count", sizeof "trades.count" - 1);
    if (!view || !hash || !trades)
        exit(EXIT_FAILURE);
    must(s->ops->refresh(s->self), "refresh");
    vx_view_take_light(view, s->ops->panel(s->self));
    const struct vx_value value = vx_metric_read(hash, view);
    vx_value_format(text, sizeof text, &value);
    snprintf(line, size, "%s after %" PRId64 " trades", text, vx_metric_read(trades, view).v);
    free(view);
    if (s->ops->stop(s->self, why, sizeof why) < 0) {
        fprintf(stderr, "replay_hash: stop: %s\n", why);
        exit(EXIT_FAILURE);
    }
    vx_session_close(s);
}

static void play(struct vx_session *s)
{
    for (unsigned flow = 0; flow < VX_FLOWS; flow++) {
        control(s, VX_CTL_FLOW, flow, 0);
        control(s, VX_CTL_RATE, RATE, 0);
        pass(s, PHASE_NS);
        control(s, VX_CTL_BURST, BURST, BURST_NS);
        type_orders(s);
    }
    control(s, VX_CTL_RATE, 0, 0);
    pass(s, PHASE_NS);
}

/* A journal that is there already, whoever made it, is only read; else it is made, and then read.
 */
static int run(const char *directory)
{
    struct vx_session s = {0};
    char first[128], again[128];
    open_kept(&s, directory);
    const bool found = vx_get(&s.ops->panel(s.self)->journal.recovered) > 0;
    if (!found)
        play(&s);
    close_kept(&s, first, sizeof first);
    if (!found) {
        open_kept(&s, directory);
        close_kept(&s, again, sizeof again);
    }
    puts(first);
    if (found || strcmp(first, again) == 0)
        return EXIT_SUCCESS;
    fprintf(stderr, "replay_hash: the journal leads to %s\n", again);
    return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    char own[] = "/tmp/velox-replay.XXXXXX", command[64];
    if (argc > 1)
        return run(argv[1]);
    if (!mkdtemp(own))
        return EXIT_FAILURE;
    const int status = run(own);
    snprintf(command, sizeof command, "rm -rf '%s'", own);
    return system(command) == 0 ? status : EXIT_FAILURE;
}
