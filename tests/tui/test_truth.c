/*
 * test_truth.c: the console over a real engine on the virtual clock: what the panes show is what
 * the metrics and the book say at that sequence number.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/base/num.h"
#include "core/session/engine.h"
#include "core/telemetry/metric.h"
#include "tests/tui/fake_line.h"
#include "tui/console.h"
#include "tui/figure.h"

#define FRAME_NS UINT64_C(33333333)
#define ROW_MAX  2048

struct truth {
    struct vx_session session;
    struct vx_panel *panel;
    struct fake_line typed;
    struct vx_line line;
    struct vx_tui_options options;
    struct vx_console console;
    struct vx_view view; /* what the panel says now, taken apart from the console */
};

static void submit(struct truth *t, unsigned side, int32_t price, uint32_t qty)
{
    struct vx_submit s = {.tx = {.kind = VX_TX_LIMIT,
                                 .price = price,
                                 .qty = qty,
                                 .flags = vx_tx_flags(side, VX_TIF_GTC, VX_SOURCE_OPERATOR)}};
    assert_int_equal(t->session.ops->submit(t->session.self, &s), 0);
    assert_true(s.answered);
}

static void pass(struct truth *t, uint64_t ns)
{
    const struct vx_session_ops *ops = t->session.ops;
    const uint64_t until = ops->now(t->session.self) + ns;
    while (ops->now(t->session.self) < until) {
        assert_int_equal(
            ops->advance(t->session.self, ops->now(t->session.self) + FRAME_NS, NULL, NULL), 0);
        vx_console_frame(&t->console, 1000000000 + ops->now(t->session.self));
    }
    /* the moment at which both are looked at: the engine stands still on this clock */
    assert_int_equal(ops->refresh(t->session.self), 0);
    vx_console_frame(&t->console, 1000000000 + ops->now(t->session.self) + 1);
    vx_view_take(&t->view, t->panel);
}

static void open_truth(struct truth *t, uint64_t rate, int rows, int cols)
{
    char why[256] = "";
    memset(t, 0, sizeof *t);
    assert_int_equal(vx_session_open_virtual(&t->session), 0);
    const struct vx_session_ops *ops = t->session.ops;
    assert_int_equal(ops->control(t->session.self, VX_CTL_SEED, 42, 0), 0);
    assert_int_equal(ops->control(t->session.self, VX_CTL_RATE, rate, 0), 0);
    assert_int_equal(ops->start(t->session.self, why, sizeof why), 0);
    t->panel = ops->panel(t->session.self);
    t->line = fake_line_open(&t->typed);
    t->options = (struct vx_tui_options){.panel = t->panel, .line = &t->line};
    assert_int_equal(vx_console_open(&t->console, &t->options), 0);
    assert_int_equal(vx_surface_resize(&t->console.surface, rows, cols), 0);
    t->console.scene.model->beat_ns = 1; /* every frame shows the newest book */
}

static void close_truth(struct truth *t)
{
    char why[256];
    vx_console_close(&t->console);
    assert_int_equal(t->session.ops->stop(t->session.self, why, sizeof why), 0);
    vx_session_close(&t->session);
}

/* ---- reading the screen ---- */

/* A row of the screen between two columns, ASCII as it is, anything else as a blank. */
static void read_row(const struct truth *t, int row, int col, int cols, char *text)
{
    const struct vx_surface *f = &t->console.surface;
    int n = 0;
    for (; n < cols && col + n < f->cols && n < ROW_MAX - 1; n++) {
        const uint32_t glyph = vx_surface_at(f, row, col + n)->glyph;
        text[n] = glyph < 127 ? (char)glyph : ' ';
    }
    text[n] = '\0';
}

static struct vx_rect place_of(const struct truth *t, enum vx_pane pane)
{
    const struct vx_layout *l = &t->console.scene.layout;
    for (unsigned i = 0; i < l->slots; i++)
        if (l->slot[i].pane == pane)
            return l->slot[i].at;
    fail_msg("%s is not shown", vx_pane_rows[pane].name);
    return (struct vx_rect){0};
}

static void show_alone(struct truth *t, enum vx_pane pane)
{
    t->console.scene.preset = VX_PRESET_ONE;
    t->console.scene.focus = pane;
    vx_compose(&t->console.scene, &t->console.surface, t->console.glyphs, t->console.theme);
}

/* The word, with blanks or ends around it. */
static bool has_word(const char *text, const char *word)
{
    const size_t n = strlen(word);
    for (const char *p = text; (p = strstr(p, word)) != NULL; p++)
        if ((p == text || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
            return true;
    return false;
}

/* ---- the tests ---- */

static const struct vx_level *level_at(const struct vx_depth *d, unsigned side, int32_t price)
{
    for (uint32_t i = 0; i < d->levels[side]; i++)
        if (d->level[side][i].price == price)
            return &d->level[side][i];
    return NULL;
}

/* Every price in sight has the quantity and the orders that the book has there. */
static void the_ladder_is_the_book(void **state)
{
    struct truth t;
    char text[ROW_MAX], figure[VX_FIGURE];
    int checked = 0;
    (void)state;
    open_truth(&t, 20000, 60, 110);
    pass(&t, 1500000000);
    t.console.scene.ladder.form = VX_LADDER_TICKS;
    show_alone(&t, VX_PANE_LADDER);
    const struct vx_rect at = place_of(&t, VX_PANE_LADDER);
    const struct vx_ladder_state *l = &t.console.scene.ladder;
    assert_int_equal(t.view.depth.seq, VX_VIEW(&t.view, book, answered));
    for (int i = 0; i < l->rows; i++) {
        read_row(&t, at.row + 2 + i, at.col, at.cols, text);
        vx_figure_price(figure, l->price[i], 2);
        assert_true(has_word(text, figure) || l->price[i] == t.view.depth.last_price);
        for (unsigned side = 0; side < 2; side++) {
            const struct vx_level *level = level_at(&t.view.depth, side, l->price[i]);
            if (!level)
                continue;
            vx_figure_count(figure, level->lots);
            assert_true(has_word(text, figure));
            vx_figure_count(figure, level->orders);
            assert_true(has_word(text, figure));
            checked++;
        }
    }
    assert_true(checked > 20);
    close_truth(&t);
}

static void volume_by_price_adds_up(void **state)
{
    struct truth t;
    uint64_t sum = 0, shown = 0;
    (void)state;
    open_truth(&t, 50000, 40, 120);
    pass(&t, 2000000000);
    for (uint32_t i = 0; i < VX_TRADED_TICKS; i++) {
        sum += vx_get(&t.panel->traded[i]);
        shown += vx_model_traded(t.console.scene.model, t.panel,
                                 t.panel->ladder_base + (int32_t)i * t.panel->tick);
    }
    assert_true(sum > 0);
    assert_int_equal(sum, VX_VIEW(&t.view, book, trade_lots));
    assert_int_equal(shown, sum);
    close_truth(&t);
}

/* Unfiltered, the tape has every lot that was traded. */
static void the_tape_has_every_trade(void **state)
{
    struct truth t;
    uint64_t lots = 0;
    (void)state;
    open_truth(&t, 5000, 40, 120);
    vx_model_filter(t.console.scene.model, 1);
    pass(&t, 300000000);
    const struct vx_model *m = t.console.scene.model;
    assert_int_equal(m->tape_skipped, 0);
    assert_true(m->tape_added < VX_TAPE_KEPT);
    for (uint64_t i = 0; i < m->tape_added; i++)
        lots += m->tape[i].qty;
    for (unsigned i = 0; i < m->opens; i++)
        lots += m->open[i].row.qty;
    assert_true(lots > 0);
    assert_int_equal(lots, VX_VIEW(&t.view, book, trade_lots));
    close_truth(&t);
}

/* The pane of metrics has for each row the value that `show metrics` would print. */
static void metrics_are_what_they_are(void **state)
{
    struct truth t;
    size_t n;
    char text[ROW_MAX], value[64];
    (void)state;
    const struct vx_metric *rows = vx_metrics(&n);
    open_truth(&t, 100000, 60, 200);
    pass(&t, 2000000000);
    t.console.scene.model->past[0] = t.view; /* the pane's second, at this very moment */
    struct vx_scroll *s = &t.console.scene.scroll[VX_PANE_METRICS];
    size_t checked = 0;
    for (s->back = 0; checked < n; s->back += s->page) {
        show_alone(&t, VX_PANE_METRICS);
        const struct vx_rect at = place_of(&t, VX_PANE_METRICS);
        for (size_t row = 0; row < s->page && checked < n; row++) {
            if (s->shown[row] != checked)
                continue;
            const struct vx_value v = vx_metric_read(&rows[checked], &t.view);
            read_row(&t, at.row + 1 + (int)row, at.col, at.cols, text);
            vx_value_format(value, sizeof value, &v);
            assert_true(has_word(text, value) || strstr(text, value) || strlen(value) > 20);
            checked++;
        }
    }
    close_truth(&t);
}

static void header_and_pipeline_count_alike(void **state)
{
    struct truth t;
    char text[ROW_MAX], figure[64];
    (void)state;
    open_truth(&t, 100000, 40, 200);
    pass(&t, 2000000000);
    read_row(&t, 0, 0, 200, text);
    vx_num_format_grouped(figure, sizeof figure, VX_VIEW(&t.view, book, answered));
    assert_true(has_word(text, figure));
    assert_non_null(strstr(text, "drops 0"));
    /* an open load of 100,000 a second, give or take three of its deviations */
    assert_in_range(t.console.scene.model->rates.through, 99050, 100950);
    uint64_t sum = 0;
    for (unsigned i = 0; i < VX_FLUSH_REASONS; i++)
        sum += t.console.scene.model->rates.flush[i];
    assert_int_equal(sum, t.console.scene.model->rates.bundles);
    close_truth(&t);
}

static void own_orders_are_the_engines(void **state)
{
    struct truth t;
    char text[ROW_MAX];
    uint64_t filled = 0;
    (void)state;
    open_truth(&t, 20000, 40, 120);
    pass(&t, 500000000);
    const int32_t bid = vx_model_touch(t.console.scene.model, VX_BID);
    submit(&t, VX_BID, bid, 40);
    submit(&t, VX_ASK, bid, 15); /* takes */
    pass(&t, 1000000000);
    const struct vx_model *m = t.console.scene.model;
    assert_int_equal(m->owns, 2);
    show_alone(&t, VX_PANE_ORDERS);
    const struct vx_rect at = place_of(&t, VX_PANE_ORDERS);
    for (uint32_t i = 0; i < m->owns; i++) {
        struct vx_own own;
        char price[VX_FIGURE], id[24];
        assert_int_equal(t.session.ops->own(t.session.self, m->own[i].id, &own), 0);
        assert_memory_equal(&own, &m->own[i], sizeof own);
        for (int row = 1; row < at.rows; row++) {
            vx_scene_order_name(&t.console.scene, own.id, id, sizeof id);
            read_row(&t, at.row + row, at.col, at.cols, text);
            if (has_word(text, id) && strstr(text, vx_own_status_name(vx_own_status(&own))))
                break;
        }
        vx_figure_price(price, own.price, 2);
        assert_true(has_word(text, price));
        for (uint64_t k = 0; vx_model_fill(m, own.id, k); k++)
            filled += vx_model_fill(m, own.id, k)->qty;
        filled -= own.filled;
    }
    assert_int_equal(filled, 0);
    close_truth(&t);
}

/* The same seed and the same times: the same screen, to the cell. */
static void the_screen_repeats(void **state)
{
    static struct vx_cell first[40 * 120];
    (void)state;
    for (int round = 0; round < 2; round++) {
        struct truth t;
        open_truth(&t, 100000, 40, 120);
        pass(&t, 3000000000);
        if (round == 0)
            memcpy(first, t.console.surface.cell, sizeof first);
        else
            assert_memory_equal(first, t.console.surface.cell, sizeof first);
        close_truth(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ladder_is_the_book),
        cmocka_unit_test(volume_by_price_adds_up),
        cmocka_unit_test(the_tape_has_every_trade),
        cmocka_unit_test(metrics_are_what_they_are),
        cmocka_unit_test(header_and_pipeline_count_alike),
        cmocka_unit_test(own_orders_are_the_engines),
        cmocka_unit_test(the_screen_repeats),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
