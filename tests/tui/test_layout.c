/*
 * test_layout.c: rectangles at every size; and the tables of layouts, panes and keys.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tui/keys.h"
#include "tui/layout.h"
#include "tui/pane.h"

#define COLS_MAX 320
#define ROWS_MAX 110

static unsigned char taken[ROWS_MAX][COLS_MAX];

static void take(const struct vx_rect *r, int rows, int cols)
{
    assert_true(r->row >= 0 && r->col >= 0 && r->rows >= 0 && r->cols > 0);
    assert_true(r->row + r->rows <= rows && r->col + r->cols <= cols);
    for (int row = r->row; row < r->row + r->rows; row++)
        for (int col = r->col; col < r->col + r->cols; col++)
            assert_int_equal(taken[row][col]++, 0);
}

static void check(int rows, int cols, enum vx_preset preset, enum vx_pane alone)
{
    struct vx_layout l;
    vx_layout_make(&l, rows, cols, preset, alone);
    assert_int_equal(l.too_small, rows < VX_LEAST_ROWS || cols < VX_LEAST_COLS);
    if (l.too_small)
        return;
    memset(taken, 0, sizeof taken);
    take(&l.header, rows, cols);
    take(&l.log, rows, cols);
    take(&l.prompt, rows, cols);
    take(&l.footer, rows, cols);
    if (l.hint.row != l.footer.row)
        take(&l.hint, rows, cols);
    unsigned shown = 0;
    for (unsigned i = 0; i < l.slots; i++) {
        const struct vx_slot *s = &l.slot[i];
        take(&s->at, rows, cols);
        assert_true(s->at.rows >= 3);
        assert_false(shown & 1u << s->pane);
        shown |= 1u << s->pane;
        assert_true(s->at.row >= l.body.row);
        assert_true(s->at.row + s->at.rows <= l.body.row + l.body.rows);
    }
    for (unsigned i = 0; i < l.posts; i++)
        for (int row = l.body.row; row < l.body.row + l.body.rows; row++)
            assert_int_equal(taken[row][l.post[i]]++, 0);
    /* everything is used */
    for (int row = 0; row < rows; row++)
        for (int col = 0; col < cols; col++)
            assert_int_equal(taken[row][col], 1);
}

static void every_size_is_filled_without_overlap(void **state)
{
    (void)state;
    for (int rows = 1; rows <= ROWS_MAX; rows++)
        for (int cols = 1; cols <= COLS_MAX; cols += cols < 110 || cols > 300 ? 1 : 3)
            check(rows, cols, (enum vx_preset)((rows + cols) % VX_PRESETS), VX_PANE_LADDER);
    for (int preset = 0; preset < VX_PRESETS; preset++)
        for (int rows = 1; rows <= ROWS_MAX; rows += 3)
            for (int cols = 1; cols <= COLS_MAX; cols += 5)
                check(rows, cols, (enum vx_preset)preset, VX_PANE_TAPE);
    check(24, 80, VX_PRESET_ONE, VX_PANE_LOG);
}

static bool is_shown(const struct vx_layout *l, enum vx_pane pane)
{
    for (unsigned i = 0; i < l->slots; i++)
        if (l->slot[i].pane == pane)
            return true;
    return false;
}

/* As the screen loses rows the trader's second column loses orders, then the pipeline, never the
 * ladder and the tape: the order of the ranks in layout.def. */
static void panes_give_way_by_rank(void **state)
{
    struct vx_layout l;
    bool orders = true, pipeline = true;
    (void)state;
    for (int rows = 40; rows >= VX_LEAST_ROWS; rows--) {
        vx_layout_make(&l, rows, 80, VX_PRESET_TRADER, VX_PANE_LADDER);
        assert_true(is_shown(&l, VX_PANE_LADDER) && is_shown(&l, VX_PANE_TAPE));
        assert_true(!is_shown(&l, VX_PANE_ORDERS) || orders); /* what went does not come back */
        orders = is_shown(&l, VX_PANE_ORDERS);
        pipeline = is_shown(&l, VX_PANE_PIPELINE);
        assert_true(pipeline || !orders); /* the lower rank stays longer */
    }
    assert_true(pipeline);
    assert_false(orders);
}

static void a_large_screen_shows_more(void **state)
{
    struct vx_layout small, large;
    (void)state;
    for (int preset = 0; preset < VX_PRESET_ONE; preset++) {
        vx_layout_make(&small, 24, 80, (enum vx_preset)preset, VX_PANE_LADDER);
        vx_layout_make(&large, 100, 300, (enum vx_preset)preset, VX_PANE_LADDER);
        assert_true(large.slots >= small.slots);
    }
    vx_layout_make(&large, 100, 300, VX_PRESET_EVERYTHING, VX_PANE_LADDER);
    assert_int_equal(large.slots, VX_PANES - 1); /* all of them but the log, which has its place */
    vx_layout_make(&large, 60, 200, VX_PRESET_TRADER, VX_PANE_LADDER);
    assert_true(is_shown(&large, VX_PANE_HEAT));
    assert_true(is_shown(&large, VX_PANE_LATENCY));
    assert_true(is_shown(&large, VX_PANE_BUNDLES));
    vx_layout_make(&small, 24, 80, VX_PRESET_TRADER, VX_PANE_LADDER);
    assert_true(is_shown(&small, VX_PANE_ORDERS)); /* 80x24 is fully usable */
    assert_true(is_shown(&small, VX_PANE_PIPELINE));
}

static void presets_have_names_of_their_own(void **state)
{
    (void)state;
    for (int i = 0; i < VX_PRESETS; i++) {
        assert_true(strlen(vx_preset_help((enum vx_preset)i)) > 10);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(vx_preset_name((enum vx_preset)i),
                                    vx_preset_name((enum vx_preset)k));
    }
}

static void panes_are_documented(void **state)
{
    (void)state;
    for (int i = 0; i < VX_PANES; i++) {
        const struct vx_pane_row *p = &vx_pane_rows[i];
        assert_true(strlen(p->help) > 10);
        assert_non_null(p->ops->draw);
        assert_non_null(p->ops->title);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(p->word, vx_pane_rows[k].word);
    }
}

/* ---- keys ---- */

static void every_key_means_one_thing(void **state)
{
    (void)state;
    for (size_t i = 0; i < vx_key_count; i++)
        for (size_t k = 0; k < i; k++) {
            const struct vx_key_row *a = &vx_key_rows[i], *b = &vx_key_rows[k];
            if (a->where != b->where && a->where != VX_WHERE_ANY && b->where != VX_WHERE_ANY)
                continue;
            assert_string_not_equal(a->key, b->key);
        }
}

/* "layout next": a word of the view, and a value it takes. */
static void check_view(const char *text)
{
    const size_t n = strcspn(text, " ");
    const int id = vx_view_find(text, n);
    assert_true(id >= 0);
    assert_true(vx_view_takes((enum vx_view_id)id, text[n] ? text + n + 1 : ""));
}

static void every_key_is_documented(void **state)
{
    (void)state;
    for (size_t i = 0; i < vx_key_count; i++) {
        const struct vx_key_row *k = &vx_key_rows[i];
        assert_true(strlen(k->help) >= 4 && strlen(k->help) < 64); /* fits 80 columns */
        assert_true(strlen(k->key) < VX_KEY_NAME);
        assert_true((k->rank > 0) == (k->label[0] != '\0'));
        if (k->command && strncmp(k->command, "view ", 5) == 0)
            check_view(k->command + 5);
    }
}

/* Each word of "a|b|c" goes to `check`; "next" and its like are words of the view alone. */
static void check_words(enum vx_view_id id, bool (*known)(const char *word))
{
    char words[256];
    snprintf(words, sizeof words, "%s", vx_view_rows[id].values);
    for (char *p = strtok(words, "|"); p; p = strtok(NULL, "|"))
        if (strcmp(p, "next") != 0 && strcmp(p, "back") != 0)
            assert_true(known(p));
}

static bool is_pane(const char *word)
{
    for (int i = 0; i < VX_PANES; i++)
        if (strcmp(vx_pane_rows[i].word, word) == 0)
            return true;
    return false;
}

static bool is_preset(const char *word)
{
    for (int i = 0; i < VX_PRESETS; i++)
        if (strcmp(vx_preset_name((enum vx_preset)i), word) == 0)
            return true;
    return false;
}

static bool is_theme(const char *word)
{
    return vx_theme_find(word) < VX_THEMES;
}

/* What commands call panes, layouts and themes is what the console calls them, all of them. */
static void the_views_words_are_the_consoles(void **state)
{
    (void)state;
    check_words(VX_VIEW_FOCUS, is_pane);
    check_words(VX_VIEW_ZOOM, is_pane);
    check_words(VX_VIEW_LAYOUT, is_preset);
    check_words(VX_VIEW_THEME, is_theme);
    for (int i = 0; i < VX_PANES; i++)
        assert_true(vx_view_takes(VX_VIEW_FOCUS, vx_pane_rows[i].word) &&
                    vx_view_takes(VX_VIEW_ZOOM, vx_pane_rows[i].word));
    for (int i = 0; i < VX_PRESETS; i++)
        assert_true(vx_view_takes(VX_VIEW_LAYOUT, vx_preset_name((enum vx_preset)i)));
    for (int i = 0; i < VX_THEMES; i++)
        assert_true(vx_view_takes(VX_VIEW_THEME, vx_theme_name((enum vx_theme)i)));
    for (unsigned i = 0; i < vx_groups_count; i++) {
        char ticks[16];
        snprintf(ticks, sizeof ticks, "%u", (unsigned)vx_groups[i]);
        assert_true(vx_view_takes(VX_VIEW_GROUP, ticks));
    }
}

/* The keys that always stand in the footer fit beside the mode, at 80 columns. */
static void the_footer_fits(void **state)
{
    int width[2] = {1, 1};
    (void)state;
    for (size_t i = 0; i < vx_key_count; i++) {
        const struct vx_key_row *k = &vx_key_rows[i];
        if (k->rank == 1)
            width[k->where == VX_WHERE_PANEL] += (int)(strlen(k->key) + strlen(k->label)) + 3;
    }
    assert_true(width[0] - 2 <= 80 - 17);
    assert_true(width[1] - 2 <= 80 - 17);
}

static void check_name(struct vx_input input, const char *want)
{
    char name[VX_KEY_NAME];
    assert_true(vx_key_name(&input, name));
    assert_string_equal(name, want);
}

static void keys_have_names(void **state)
{
    char name[VX_KEY_NAME];
    (void)state;
    check_name((struct vx_input){.kind = VX_INPUT_FUNCTION, .code = 10}, "F10");
    check_name((struct vx_input){.kind = VX_INPUT_ALT, .ch = L'x'}, "M-x");
    check_name((struct vx_input){.kind = VX_INPUT_CHAR, .ch = L'q'}, "q");
    check_name((struct vx_input){.kind = VX_INPUT_CHAR, .ch = L'\r'}, "Enter");
    check_name((struct vx_input){.kind = VX_INPUT_CHAR, .ch = L'\t'}, "Tab");
    check_name((struct vx_input){.kind = VX_INPUT_PAGE_UP}, "PgUp");
    check_name((struct vx_input){.kind = VX_INPUT_EDIT, .code = VX_KEY_DOWN}, "Down");
    check_name((struct vx_input){.kind = VX_INPUT_ESCAPE}, "Esc");
    struct vx_input none[] = {{.kind = VX_INPUT_CHAR, .ch = 0x01},
                              {.kind = VX_INPUT_CHAR, .ch = 0xe9},
                              {.kind = VX_INPUT_RESIZE}};
    for (size_t i = 0; i < VX_LEN(none); i++)
        assert_false(vx_key_name(&none[i], name));
}

static void letters_are_keys_in_panel_mode_alone(void **state)
{
    (void)state;
    assert_null(vx_key_find("q", VX_MODE_PROMPT));
    assert_string_equal(vx_key_find("q", VX_MODE_PANEL)->command, "quit");
    assert_string_equal(vx_key_find("F6", VX_MODE_PROMPT)->command, "pause");
    assert_string_equal(vx_key_find("F6", VX_MODE_PANEL)->command, "pause");
    assert_null(vx_key_find("Tab", VX_MODE_PROMPT));
    assert_null(vx_key_find("F11", VX_MODE_PROMPT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_is_filled_without_overlap),
        cmocka_unit_test(panes_give_way_by_rank),
        cmocka_unit_test(a_large_screen_shows_more),
        cmocka_unit_test(presets_have_names_of_their_own),
        cmocka_unit_test(panes_are_documented),
        cmocka_unit_test(every_key_means_one_thing),
        cmocka_unit_test(every_key_is_documented),
        cmocka_unit_test(the_views_words_are_the_consoles),
        cmocka_unit_test(the_footer_fits),
        cmocka_unit_test(keys_have_names),
        cmocka_unit_test(letters_are_keys_in_panel_mode_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
