#include "rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ORDERS_MAX 65536

char rig_directory[32];

int rig_make_directory(void **state)
{
    (void)state;
    strcpy(rig_directory, "/tmp/velox-rig.XXXXXX");
    assert_non_null(mkdtemp(rig_directory));
    return 0;
}

int rig_remove_directory(void **state)
{
    char command[64];
    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", rig_directory);
    return system(command);
}

void rig_journal(struct rig *r)
{
    assert_int_equal(r->session.ops->set_text(r->session.self, VX_SET_JOURNAL_DIR, rig_directory),
                     0);
}

static void set_up(struct rig *r)
{
    r->panel = r->session.ops->panel(r->session.self);
    rig_set(r, VX_SET_ORDERS_MAX, ORDERS_MAX);
}

void rig_open_virtual(struct rig *r)
{
    memset(r, 0, sizeof *r);
    assert_int_equal(vx_session_open_virtual(&r->session), 0);
    set_up(r);
}

void rig_open_live(struct rig *r)
{
    memset(r, 0, sizeof *r);
    assert_int_equal(vx_session_open_live(&r->session), 0);
    set_up(r);
}

int rig_set_up(void **state)
{
    struct rig *r = test_calloc(1, sizeof *r);
    rig_open_virtual(r);
    *state = r;
    return 0;
}

int rig_set_up_running(void **state)
{
    rig_set_up(state);
    rig_start(*state);
    return 0;
}

int rig_tear_down(void **state)
{
    struct rig *r = *state;
    if (r->session.ops)
        vx_session_close(&r->session);
    test_free(r);
    return 0;
}

void rig_set(struct rig *r, enum vx_setting s, int64_t value)
{
    assert_int_equal(r->session.ops->set(r->session.self, s, value), 0);
}

void rig_start(struct rig *r)
{
    char why[256] = "";
    if (r->session.ops->start(r->session.self, why, sizeof why) < 0)
        fail_msg("start: %s", why);
}

void rig_stop(struct rig *r)
{
    char why[256] = "";
    if (r->session.ops->stop(r->session.self, why, sizeof why) < 0)
        fail_msg("stop: %s", why);
    assert_int_equal(vx_get(&r->panel->book.conserved), 1);
    assert_int_equal(vx_get(&r->panel->state), VX_STATE_HALT);
}

void rig_end(struct rig *r)
{
    rig_stop(r);
    vx_session_close(&r->session);
}

void rig_control(struct rig *r, enum vx_control c, uint64_t a, uint64_t b)
{
    assert_int_equal(r->session.ops->control(r->session.self, c, a, b), 0);
}

uint64_t rig_now(struct rig *r)
{
    return r->session.ops->now(r->session.self);
}

void rig_pass(struct rig *r, uint64_t ns)
{
    assert_int_equal(r->session.ops->advance(r->session.self, rig_now(r) + ns, NULL, NULL), 0);
}

struct vx_submit rig_submit(struct rig *r, const struct vx_tx *tx)
{
    struct vx_submit s = {.tx = *tx};
    assert_int_equal(r->session.ops->submit(r->session.self, &s), 0);
    return s;
}

struct vx_submit rig_order_tif(struct rig *r, unsigned side, uint32_t qty, int32_t price,
                               unsigned tif)
{
    return rig_submit(r, &(struct vx_tx){.kind = VX_TX_LIMIT,
                                         .flags = vx_tx_flags(side, tif, 0),
                                         .price = price,
                                         .qty = qty});
}

struct vx_submit rig_order(struct rig *r, unsigned side, uint32_t qty, int32_t price)
{
    return rig_order_tif(r, side, qty, price, VX_TIF_GTC);
}

struct vx_submit rig_market(struct rig *r, unsigned side, uint32_t qty)
{
    return rig_submit(
        r, &(struct vx_tx){.kind = VX_TX_MARKET, .flags = vx_tx_flags(side, 0, 0), .qty = qty});
}

struct vx_submit rig_cancel(struct rig *r, uint64_t id, uint32_t qty)
{
    return rig_submit(r, &(struct vx_tx){.kind = VX_TX_CANCEL, .id = id, .qty = qty});
}

struct vx_submit rig_replace(struct rig *r, uint64_t id, int32_t price, uint32_t qty)
{
    return rig_submit(r,
                      &(struct vx_tx){.kind = VX_TX_REPLACE, .id = id, .price = price, .qty = qty});
}

struct vx_own rig_own(struct rig *r, uint64_t id)
{
    struct vx_own own;
    assert_int_equal(r->session.ops->own(r->session.self, id, &own), 0);
    return own;
}

int64_t rig_metric(struct rig *r, const char *name)
{
    struct vx_view *view = calloc(1, sizeof *view);
    const struct vx_metric *m = vx_metric_find(name, strlen(name));
    if (!m)
        fail_msg("no metric '%s'", name);
    vx_view_take(view, r->panel);
    const struct vx_value v = vx_metric_read(m, view);
    free(view);
    return v.v;
}

void rig_expect_logged(struct rig *r, const char *text)
{
    const struct vx_ovring *ring = &r->panel->errors;
    struct vx_errline line;
    for (uint64_t i = vx_ovring_written(ring); i-- > 0;)
        if (vx_ovring_read(ring, r->panel->errors_area, i, &line) == 0 && strstr(line.text, text))
            return;
    fail_msg("the error log does not say '%s'", text);
}

/* A busy machine may take longer for an answer than a session waits. */
static void wait_for_answer(struct rig *r, const struct vx_submit *s)
{
    const struct timespec nap = {.tv_nsec = 10000000};
    for (unsigned i = 0; i < 3000 && vx_ovring_written(&r->panel->answers) <= s->ticket; i++)
        nanosleep(&nap, NULL);
    assert_true(vx_ovring_written(&r->panel->answers) > s->ticket);
}

void rig_type_pattern(struct rig *r, unsigned n, uint64_t gap_ns)
{
    uint64_t last = 0;
    for (unsigned i = 0; i < n; i++) {
        struct vx_tx tx = {.kind = VX_TX_LIMIT,
                           .flags = vx_tx_flags(i & 1u, (i >> 1) & 3u, 0),
                           .owner = (uint16_t)(i % 5u),
                           .price = 1000000 + 100 * (int32_t)(i % 37u) - 1800,
                           .qty = 1u + i * 7u % 90u};
        if (i % 11u == 10u)
            tx = (struct vx_tx){.kind = VX_TX_CANCEL, .id = last};
        else if (i % 13u == 12u)
            tx = (struct vx_tx){.kind = VX_TX_REPLACE, .id = last, .qty = 3};
        else if (i % 17u == 16u)
            tx.price = 1000050; /* off the tick */
        const struct vx_submit s = rig_submit(r, &tx);
        if (!s.answered)
            wait_for_answer(r, &s);
        last = s.tx.id;
        if (gap_ns)
            rig_pass(r, gap_ns);
    }
}
