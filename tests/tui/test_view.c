/*
 * test_view.c: the view's commands, the cursor of the panes, searches.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>
#include <cmocka.h>

#include "core/base/err.h"
#include "tests/tui/stage.h"
#include "tui/clipboard.h"
#include "tui/remember.h"

static void put_edit(struct stage *s, int code)
{
    put(s, (struct vx_input){.kind = VX_INPUT_EDIT, .code = code});
}

static void the_ladder_has_a_cursor(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    struct vx_ladder_state *l = &s.console.scene.ladder;
    const int32_t tick = s.fake.tick;
    put_escape(&s);
    const int32_t bid = vx_model_touch(s.console.scene.model, VX_BID);
    put_char(&s, L'\r'); /* without a move it is at the bid */
    check_ready(&s, L"buy ", bid);
    s.typed.len = 0;
    frame(&s);
    put_escape(&s);
    put_edit(&s, VX_KEY_DOWN);
    const int32_t from = l->cursor;
    assert_true(from > 0);
    put_edit(&s, VX_KEY_DOWN);
    put_edit(&s, VX_KEY_DOWN);
    assert_int_equal(l->cursor, from - 2 * tick);
    put_char(&s, L's');
    check_ready(&s, L"sell ", from - 2 * tick);
    s.typed.len = 0;
    frame(&s);
    put_escape(&s);
    for (int i = 0; i < 60; i++)
        put_edit(&s, VX_KEY_UP); /* past the edge: the ladder goes along, and stays */
    assert_int_equal(l->cursor, from + 58 * tick);
    assert_true(l->free);
    put_char(&s, L'\r');
    check_ready(&s, L"sell ", from + 58 * tick);
    s.typed.len = 0;
    frame(&s);
    put_escape(&s);
    put_char(&s, L'c');
    assert_false(l->free);
    assert_int_equal(l->cursor, 0);
    close_stage(&s);
}

static void del_readies_the_cancel_of_own_orders(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    fake_own(&s.fake);
    frame(&s);
    put_escape(&s);
    put_edit(&s, VX_KEY_DELETE); /* nothing at the bid */
    assert_string_equal(s.console.scene.notice, "there is no own order to cancel");
    assert_int_equal(s.typed.len, 0);
    for (int i = 0; i < 30 && s.typed.len == 0; i++) {
        put_edit(&s, VX_KEY_DOWN);
        put_edit(&s, VX_KEY_DELETE);
    }
    assert_memory_equal(s.typed.text, L"cancel z1", 9 * sizeof(wchar_t));
    assert_int_equal(s.typed.len, 9);
    close_stage(&s);
}

static void focus_on(struct stage *s, enum vx_pane pane)
{
    for (int i = 0; i < VX_PANES && s->console.scene.focus != pane; i++)
        put_char(s, L'\t');
    assert_int_equal(s->console.scene.focus, pane);
}

static void own_orders_are_changed_from_their_pane(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    fake_own(&s.fake);
    frame(&s);
    put_escape(&s);
    put_char(&s, L'5');
    focus_on(&s, VX_PANE_ORDERS);
    put_char(&s, L'\r');
    assert_memory_equal(s.typed.text, L"replace z4 price=", 17 * sizeof(wchar_t));
    s.typed.len = 0;
    frame(&s);
    put_escape(&s);
    put_edit(&s, VX_KEY_DELETE);
    assert_memory_equal(s.typed.text, L"cancel z4", 9 * sizeof(wchar_t));
    close_stage(&s);
}

static void a_search_filters_metrics_and_walks_the_log(void **state)
{
    struct stage s;
    uint64_t i;
    char text[VX_LOG_TEXT];
    (void)state;
    open_stage(&s);
    struct vx_scene *scene = &s.console.scene;
    put_escape(&s);
    put_char(&s, L'm');
    assert_int_equal(scene->focus, VX_PANE_METRICS);
    put_char(&s, L'/');
    for (const wchar_t *p = L"spread"; *p; p++)
        put_char(&s, *p);
    assert_int_equal(scene->mode, VX_MODE_FIND);
    put_char(&s, L'\r');
    check_last(&s, "/: view find spread");
    assert_true(vx_list_at(scene, VX_PANE_METRICS, &i));
    assert_true(vx_pane_rows[VX_PANE_METRICS].ops->text(scene, i, text, sizeof text));
    assert_non_null(strstr(text, "book.spread"));
    put_char(&s, L'y');
    assert_memory_equal(scene->notice, "copied: book.spread", 19);
    put_char(&s, L'/');
    put_escape(&s); /* ends the search */
    assert_int_equal(scene->find[VX_PANE_METRICS].len, 0);
    assert_int_equal(scene->mode, VX_MODE_PANEL);
    for (int n = 0; n < 300; n++) {
        snprintf(text, sizeof text, n % 100 == 7 ? "needle %d" : "hay %d", n);
        vx_log_add(&s.console.log, 0, VX_SAY_DATA, text);
    }
    put_char(&s, L'1');
    focus_on(&s, VX_PANE_LOG);
    put_char(&s, L'/');
    for (const wchar_t *p = L"NEEDLE"; *p; p++)
        put_char(&s, *p);
    put_char(&s, L'\r');
    const char *const found[] = {"needle 207", "needle 107", "needle 7", "needle 7"};
    for (size_t n = 0; n < VX_LEN(found); n++) {
        assert_true(vx_list_at(scene, VX_PANE_LOG, &i));
        assert_string_equal(vx_log_at(&s.console.log, i)->text, found[n]);
        put_char(&s, L'n');
    }
    put_char(&s, L'N');
    assert_true(vx_list_at(scene, VX_PANE_LOG, &i));
    assert_string_equal(vx_log_at(&s.console.log, i)->text, "needle 107");
    close_stage(&s);
}

static void the_view_is_changed_by_commands(void **state)
{
    struct stage s;
    char why[96];
    (void)state;
    open_stage(&s);
    struct vx_console *c = &s.console;
    assert_true(vx_console_change(c, VX_VIEW_LAYOUT, "latency", why, sizeof why));
    assert_int_equal(c->scene.preset, VX_PRESET_LATENCY);
    assert_true(vx_console_change(c, VX_VIEW_ZOOM, "tape", why, sizeof why));
    assert_int_equal(c->scene.preset, VX_PRESET_ONE);
    assert_true(vx_console_change(c, VX_VIEW_ZOOM, "tape", why, sizeof why));
    assert_int_equal(c->scene.preset, VX_PRESET_LATENCY);
    assert_true(vx_console_change(c, VX_VIEW_LEVELS, "10", why, sizeof why));
    assert_int_equal(c->scene.ladder.most, 10);
    assert_true(vx_console_change(c, VX_VIEW_LEVELS, "next", why, sizeof why));
    assert_int_equal(c->scene.ladder.most, 20);
    assert_true(vx_console_change(c, VX_VIEW_GROUP, "100", why, sizeof why));
    assert_true(vx_console_change(c, VX_VIEW_GROUP, "next", why, sizeof why));
    assert_int_equal(c->scene.ladder.group, 0);
    assert_true(vx_console_change(c, VX_VIEW_LATENCY, "next", why, sizeof why));
    assert_true(c->scene.latency_total);
    assert_true(vx_console_change(c, VX_VIEW_TAPE, "1000", why, sizeof why));
    assert_int_equal(c->scene.model->tape_least, 1000);
    c->colours = 8;
    assert_false(vx_console_change(c, VX_VIEW_THEME, "rich", why, sizeof why));
    assert_string_equal(why, "rich needs 256 colours, this terminal has 8");
    for (int i = 0; i < 6; i++) {
        assert_true(vx_console_change(c, VX_VIEW_THEME, "next", why, sizeof why));
        assert_true(vx_theme_colours(c->theme) <= 8);
    }
    close_stage(&s);
}

/* ---- what happens while nobody looks ---- */

static void own_print(struct stage *s, uint64_t resting, uint64_t taker, unsigned sources)
{
    const struct vx_print p = {.t_ns = s->fake.now_ns,
                               .resting = resting,
                               .taker = taker,
                               .price = 1000300,
                               .qty = 5,
                               .side = VX_ASK,
                               .sources = (uint8_t)sources};
    vx_ovring_write(&s->fake.panel->tape, s->fake.panel->tape_area, &p);
}

/* An order that rested and was met is a line in the log; what a typed order took is in its answer.
 */
static void fills_of_resting_orders_are_said(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    own_print(&s, 1, 99, VX_SOURCE_OPERATOR | VX_SOURCE_LOAD << 2);
    own_print(&s, 1, 99, VX_SOURCE_OPERATOR | VX_SOURCE_LOAD << 2);
    own_print(&s, 98, 7, VX_SOURCE_LOAD | VX_SOURCE_OPERATOR << 2);
    frame(&s);
    assert_string_equal(vx_log_at(&s.console.log, 0)->text, "fill z1: 10 @ 100.03 in 2 trades");
    assert_int_equal(vx_log_at(&s.console.log, 0)->kind, VX_SAY_OWN);
    const uint64_t written = s.console.log.written;
    frame(&s);
    assert_int_equal(s.console.log.written, written);
    assert_non_null(vx_model_fill(s.console.scene.model, 7, 0));
    close_stage(&s);
}

/* Ingress drops: the stage at fault is the last that others wait for. */
static void the_stage_at_fault_is_named(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    struct vx_model *m = s.console.scene.model;
    m->rates = (struct vx_rates){.known = true, .span_ns = 1000000000};
    assert_int_equal(vx_model_culprit(m), -1);
    m->rates.dropped = 5;
    m->rates.busy[VX_STAGE_BOOK] = 60000000;
    assert_int_equal(vx_model_culprit(m), VX_STAGES); /* none had much to do */
    m->rates.busy[VX_STAGE_BOOK] = 900000000;
    assert_int_equal(vx_model_culprit(m), VX_STAGE_BOOK);
    m->rates.blocked[VX_STAGE_INGRESS] = 300000000;
    m->rates.blocked[VX_STAGE_BOOK] = 200000000;
    m->rates.blocked[VX_STAGE_BUNDLE] = 100000000;
    assert_int_equal(vx_model_culprit(m), VX_STAGE_OUTPUT);
    close_stage(&s);
}

static bool is_drawn(const struct vx_surface *f, const char *word)
{
    for (int at = 0; at + (int)strlen(word) <= f->rows * f->cols; at++) {
        size_t n = 0;
        while (word[n] && f->cell[at + (int)n].glyph == (unsigned char)word[n])
            n++;
        if (!word[n])
            return true;
    }
    return false;
}

/* In the narrowest pane of the pipeline, and the widest figure. */
static void the_stage_at_fault_is_named_in_full(void **state)
{
    static const char *const said[VX_STAGES + 1] = {"ingress", "book", "bundle", "output",
                                                    "system"};
    struct stage s;
    char words[32];
    (void)state;
    open_stage(&s);
    struct vx_model *m = s.console.scene.model;
    const struct vx_area area = {.surface = &s.console.surface,
                                 .glyphs = s.console.glyphs,
                                 .at = {.row = 1, .col = 2, .rows = 5, .cols = 30}};
    for (unsigned i = 0; i <= VX_STAGES; i++) {
        m->rates = (struct vx_rates){.known = true, .span_ns = 1000000000, .dropped = 5};
        if (i < VX_STAGES)
            m->rates.busy[i] = 900000000;
        vx_put(&s.fake.panel->ingress.dropped, 99999);
        vx_view_take(&m->now, s.fake.panel);
        vx_pane_rows[VX_PANE_PIPELINE].ops->draw(&s.console.scene, &area);
        snprintf(words, sizeof words, "held by %s", said[i]);
        if (!is_drawn(&s.console.surface, words))
            snprintf(words, sizeof words, "held up by %s", said[i]);
        assert_true(is_drawn(&s.console.surface, words));
    }
    close_stage(&s);
}

static void the_banner_says_where_one_is(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    struct vx_scene *scene = &s.console.scene;
    scene->where = (struct vx_where){.away = true,
                                     .alone = true,
                                     .known = true,
                                     .seq = 9,
                                     .last_seq = 12,
                                     .t_ns = 3000000000u,
                                     .now_ns = 5000000000u};
    vx_timeline_say(scene);
    assert_non_null(strstr(scene->past, "seq 9  2.0 s before the end  ("));
    scene->where.seq = scene->where.last_seq;
    scene->where.t_ns = scene->where.now_ns;
    vx_timeline_say(scene);
    assert_non_null(strstr(scene->past, "seq 12  the end  ("));
    scene->where.alone = false;
    scene->where.t_ns = 4000000000u;
    vx_timeline_say(scene);
    assert_non_null(strstr(scene->past, "seq 12  1.0 s ago  ("));
    close_stage(&s);
}

static void leaving_panel_mode_lets_the_tape_go(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    for (int i = 0; i < 60; i++)
        frame(&s);
    put_escape(&s);
    focus_on(&s, VX_PANE_TAPE);
    put(&s, (struct vx_input){.kind = VX_INPUT_PAGE_DOWN});
    for (int i = 0; i < 60; i++)
        frame(&s);
    assert_true(s.console.scene.scroll[VX_PANE_TAPE].back > 0);
    put_char(&s, L'z'); /* Esc leaves a zoom first, then panel mode */
    put_escape(&s);
    assert_int_equal(s.console.scene.mode, VX_MODE_PANEL);
    assert_int_equal(s.console.scene.preset, VX_PRESET_TRADER);
    put_escape(&s);
    assert_int_equal(s.console.scene.mode, VX_MODE_PROMPT);
    assert_int_equal(s.console.scene.scroll[VX_PANE_TAPE].back, 0);
    close_stage(&s);
}

/* ---- from session to session ---- */

static void the_view_is_remembered(void **state)
{
    struct stage s;
    char path[] = "/tmp/velox-view-XXXXXX", why[96];
    (void)state;
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    open_stage(&s);
    s.console.colours = 256;
    vx_console_change(&s.console, VX_VIEW_LAYOUT, "latency", why, sizeof why);
    vx_console_change(&s.console, VX_VIEW_LEVELS, "20", why, sizeof why);
    vx_console_change(&s.console, VX_VIEW_TAPE, "100", why, sizeof why);
    vx_console_change(&s.console, VX_VIEW_THEME, "blue-orange", why, sizeof why);
    vx_console_change(&s.console, VX_VIEW_FOCUS, "spectrum", why, sizeof why);
    assert_int_equal(vx_view_remember(&s.console, path), 0);
    close_stage(&s);
    open_stage(&s);
    s.console.colours = 256;
    vx_view_recall(&s.console, path);
    assert_int_equal(s.console.scene.preset, VX_PRESET_LATENCY);
    assert_int_equal(s.console.scene.ladder.most, 20);
    assert_int_equal(s.console.scene.model->tape_least, 100);
    assert_int_equal(s.console.theme, VX_THEME_ORANGE);
    assert_int_equal(s.console.scene.focus, VX_PANE_SPECTRUM);
    close_stage(&s);
    open_stage(&s); /* a terminal with fewer colours keeps its own theme */
    s.console.colours = 0;
    vx_view_recall(&s.console, path);
    assert_int_equal(s.console.theme, VX_THEME_MONO);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs("view layout\nquit -y\n\x01\xff\nview nothing x\nview layout engine", out);
    fclose(out);
    vx_view_recall(&s.console, path); /* what is wrong in it is passed over */
    assert_int_equal(s.console.scene.preset, VX_PRESET_ENGINE);
    assert_false(s.typed.quitting);
    unlink(path);
    vx_view_recall(&s.console, path);
    assert_int_equal(vx_view_remember(&s.console, "/nowhere/to/be/found"), VX_E_SYSTEM);
    close_stage(&s);
}

/* ---- the clipboard ---- */

static void text_goes_to_the_clipboard_as_base64(void **state)
{
    static const char *const pairs[][2] = {
        {"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
        {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"\xff\xfe\xfd", "//79"}};
    char out[64], want[64];
    (void)state;
    for (size_t i = 0; i < VX_LEN(pairs); i++) {
        snprintf(want, sizeof want, "\033]52;c;%s\a", pairs[i][1]);
        assert_int_equal(vx_clipboard_sequence(out, sizeof out, pairs[i][0]), strlen(want));
        assert_string_equal(out, want);
    }
}

/* ---- the line's budget ---- */

static void a_dear_screen_changes_less_often(void **state)
{
    struct stage s;
    uint64_t now = 1000000000, sent = 0;
    (void)state;
    open_stage(&s);
    uint64_t *beat = &s.console.scene.model->beat_ns;
    vx_console_pace(&s.console, now, sent);
    for (int i = 0; i < 20; i++) /* a beat costs 8 kB: four a second are within the budget */
        vx_console_pace(&s.console, now += 1000000000, sent += UINT64_C(8000000000000) / *beat);
    assert_in_range(*beat, 200000000, 300000000);
    for (int i = 0; i < 20; i++)
        vx_console_pace(&s.console, now += 1000000000, sent += UINT64_C(80000000000000) / *beat);
    assert_int_equal(*beat, VX_BEAT_SLOW_NS); /* but never so seldom that nothing is seen */
    for (int i = 0; i < 20; i++)
        vx_console_pace(&s.console, now += 1000000000, sent += 800);
    assert_int_equal(*beat, VX_BEAT_NS);
    close_stage(&s);
}

/* At 80 columns a notice has 62 of the footer beside the mode. */
static void notices_fit_beside_the_mode(void **state)
{
    struct stage s;
    (void)state;
    open_stage(&s);
    for (unsigned pane = 0; pane < VX_PANES; pane++) {
        char why[96] = "";
        s.console.scene.mode = VX_MODE_PROMPT;
        assert_true(
            vx_console_change(&s.console, VX_VIEW_FOCUS, vx_pane_rows[pane].word, why, sizeof why));
        assert_non_null(strstr(s.console.scene.notice, vx_pane_rows[pane].name));
        assert_in_range(strlen(s.console.scene.notice), 1, 62);
        if (!vx_console_change(&s.console, VX_VIEW_MODE, "find", why, sizeof why))
            assert_in_range(strlen(why), 1, 62);
    }
    close_stage(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ladder_has_a_cursor),
        cmocka_unit_test(notices_fit_beside_the_mode),
        cmocka_unit_test(del_readies_the_cancel_of_own_orders),
        cmocka_unit_test(own_orders_are_changed_from_their_pane),
        cmocka_unit_test(a_search_filters_metrics_and_walks_the_log),
        cmocka_unit_test(the_view_is_changed_by_commands),
        cmocka_unit_test(fills_of_resting_orders_are_said),
        cmocka_unit_test(the_stage_at_fault_is_named),
        cmocka_unit_test(the_banner_says_where_one_is),
        cmocka_unit_test(the_stage_at_fault_is_named_in_full),
        cmocka_unit_test(leaving_panel_mode_lets_the_tape_go),
        cmocka_unit_test(the_view_is_remembered),
        cmocka_unit_test(text_goes_to_the_clipboard_as_base64),
        cmocka_unit_test(a_dear_screen_changes_less_often),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
