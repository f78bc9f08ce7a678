/*
 * test_edit.c: the prompt's editor over its private pty, without a screen: keys in, lines out.
 */
#include <fcntl.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>
#include <cmocka.h>

#include "cmd/prompt/edit.h"
#include "core/base/prng.h"
#include "tests/tui/fake_interp.h"

#define UP     L"\x80"
#define DOWN   L"\x81"
#define LEFT   L"\x83"
#define HOME   L"\x84"
#define END    L"\x85"
#define DELETE L"\x86"
#define BACK   L"\x87" /* a word back */
#define CANCEL L"\x89"
#define ENTER  L"\r"
#define ESC    L"\x1b"

struct rig;
typedef void (*look)(struct rig *r);

/* What the user does: types, then looks. */
struct act {
    const wchar_t *keys;
    look look;
};

struct rig {
    struct vx_interp interp;
    struct vx_edit *edit;
    struct vx_line line;
    const struct act *act;
    size_t acts, at, key;
    struct vx_line_view view;
    char narrow[VX_LINE_TEXT_MAX * 4];
    struct vx_prng *random;
    unsigned left;
};

static char home[64];

/* The line as bytes, for comparing. */
static void narrow(struct rig *r)
{
    size_t used = 0;
    for (size_t i = 0; i < r->view.len; i++) {
        int n = wctomb(r->narrow + used, r->view.text[i]);
        used += n > 0 ? (size_t)n : 0;
    }
    r->narrow[used] = '\0';
}

static int getkey(void *ui, wchar_t *c)
{
    static const wchar_t odd[] =
        L"\x01\x02\x03\x04\x05\x08\x09\x0b\x0d\x12\x14\x15\x17\x19\x1b\x7f";
    struct rig *r = ui;
    if (r->random) {
        if (r->left-- == 0)
            return 0;
        uint64_t kind = vx_prng_below(r->random, 4);
        *c = kind == 0   ? (wchar_t)(VX_KEY_BASE + vx_prng_below(r->random, VX_LINE_KEYS))
             : kind == 1 ? odd[vx_prng_below(r->random, VX_LEN(odd) - 1)]
             : kind == 2 ? (wchar_t)(0xa1 + vx_prng_below(r->random, 0x500))
                         : (wchar_t)(' ' + vx_prng_below(r->random, 95));
        r->line.ops->view(r->line.self, &r->view);
        return 1;
    }
    while (r->at < r->acts) {
        const struct act *a = &r->act[r->at];
        if (a->keys && a->keys[r->key]) {
            *c = a->keys[r->key++];
            return 1;
        }
        r->line.ops->view(r->line.self, &r->view);
        narrow(r);
        r->at++;
        r->key = 0;
        if (a->look)
            a->look(r);
    }
    return 0;
}

static void say(void *ui, enum vx_line_kind kind, const char *text)
{
    (void)ui;
    (void)kind;
    (void)text;
}

static void open_rig(struct rig *r, bool plain)
{
    memset(r, 0, sizeof *r);
    r->interp.replied = -1;
    int rc = plain ? vx_edit_open_plain(&r->edit, &r->interp, &r->line)
                   : vx_edit_open(&r->edit, &r->interp, NULL, &r->line);
    assert_int_equal(rc, 0);
    r->line.ops->attach(r->line.self, getkey, say, NULL, r);
}

/* Plays the acts to their end; lines are executed as the console does. */
static void play(struct rig *r, const struct act *acts, size_t n)
{
    const char *text;
    int code;
    r->act = acts;
    r->acts = n;
    r->at = r->key = 0;
    while ((text = r->line.ops->read(r->line.self))) {
        if (*text)
            r->line.ops->execute(r->line.self, text, NULL);
        if (r->line.ops->quitting(r->line.self, &code))
            return;
    }
}

static void play_once(bool plain, const struct act *acts, size_t n, struct rig *r)
{
    open_rig(r, plain);
    play(r, acts, n);
    vx_edit_close(r->edit);
    assert_int_equal(r->at, n); /* every look was taken */
}
#define PLAY(plain, r, ...)                                         \
    do {                                                            \
        static const struct act acts_[] = {__VA_ARGS__};            \
        play_once(plain, acts_, sizeof acts_ / sizeof acts_[0], r); \
    } while (0)

static void check_line(struct rig *r, const char *text, size_t cursor)
{
    assert_string_equal(r->narrow, text);
    assert_int_equal(r->view.cursor, cursor);
}

/* ---- editing ---- */

static void look_middle(struct rig *r)
{
    check_line(r, "buy 15 @ 100", 5);
}

static void look_ends(struct rig *r)
{
    check_line(r, "Xuy 15 @ 100", 1);
}

static void a_line_is_edited(void **state)
{
    struct rig r;
    (void)state;
    for (int plain = 0; plain < 2; plain++) {
        PLAY(plain, &r, {L"buy 5 @ 100" LEFT LEFT LEFT LEFT LEFT LEFT LEFT L"1", look_middle},
             {HOME DELETE L"X", look_ends}, {END L"." ENTER, NULL});
        assert_int_equal(r.interp.lines, 1);
        assert_string_equal(r.interp.line[0], "Xuy 15 @ 100.");
    }
}

static void look_word(struct rig *r)
{
    check_line(r, "buy 7", 5);
}

static void words_are_jumped_over(void **state)
{
    struct rig r;
    (void)state;
    for (int plain = 0; plain < 2; plain++)
        PLAY(plain, &r, {L"buy 5" BACK DELETE L"7", look_word});
}

static void look_wide(struct rig *r)
{
    check_line(r, "\xc3\xa9\xe6\xbc\xa2!", 3);
}

static void characters_beyond_ascii(void **state)
{
    struct rig r;
    (void)state;
    for (int plain = 0; plain < 2; plain++) {
        PLAY(plain, &r, {L"\xe9\x6f22!", look_wide}, {ENTER, NULL});
        assert_string_equal(r.interp.line[0], "\xc3\xa9\xe6\xbc\xa2!");
    }
}

static void look_empty(struct rig *r)
{
    check_line(r, "", 0);
}

static void control_c_and_escape_clear(void **state)
{
    struct rig r;
    (void)state;
    for (int plain = 0; plain < 2; plain++) {
        PLAY(plain, &r, {L"buy\x03", look_empty}, {L"sell" CANCEL, look_empty}, {ENTER, NULL});
        assert_int_equal(r.interp.lines, 0);
    }
}

static void look_kept(struct rig *r)
{
    check_line(r, "buy", 3);
}

static void end_of_input_is_an_order_to_leave(void **state)
{
    struct rig r;
    (void)state;
    static const struct act acts[] = {{L"buy\x04", look_kept}, {L"\x03\x04", NULL}};
    for (int plain = 0; plain < 2; plain++) {
        open_rig(&r, plain);
        play(&r, acts, VX_LEN(acts));
        vx_edit_close(r.edit);
        assert_int_equal(r.interp.lines, 1);
        assert_string_equal(r.interp.line[0], "^D: quit");
        assert_true(r.interp.quitting);
    }
}

static void look_long(struct rig *r)
{
    assert_int_equal(r->view.len, VX_LINE_TEXT_MAX - 1);
}

static void a_line_has_an_end(void **state)
{
    static wchar_t keys[VX_LINE_TEXT_MAX + 500];
    const struct act acts[] = {{keys, look_long}};
    struct vx_front front;
    struct rig r;
    (void)state;
    for (int plain = 0; plain < 2; plain++) {
        wmemset(keys, L'x', VX_LEN(keys) - 1);
        open_rig(&r, plain);
        play(&r, acts, 1);
        r.line.ops->front(r.line.self, &front);
        assert_true(plain || front.bell >= 500); /* it is said */
        vx_edit_close(r.edit);
    }
}

/* ---- inserting ---- */

static void look_insert(struct rig *r)
{
    r->line.ops->insert(r->line.self, "100.05");
}

static void look_inserted(struct rig *r)
{
    check_line(r, "buy 5 @ 100.05 ", 14);
}

static void a_pane_puts_text_into_the_line(void **state)
{
    struct rig r;
    (void)state;
    for (int plain = 0; plain < 2; plain++)
        PLAY(plain, &r, {L"buy 5 @  " LEFT, look_insert}, {NULL, look_inserted});
}

static void look_insert_huge(struct rig *r)
{
    static char huge[3 * VX_LINE_TEXT_MAX];
    memset(huge, 'y', sizeof huge - 1);
    r->line.ops->insert(r->line.self, huge);
    r->line.ops->insert(r->line.self, huge);
}

static void an_insertion_is_cut(void **state)
{
    struct rig r;
    (void)state;
    for (int plain = 0; plain < 2; plain++)
        PLAY(plain, &r, {L"x", look_insert_huge}, {NULL, look_long});
}

/* ---- history ---- */

static void look_second(struct rig *r)
{
    check_line(r, "sell 2", 6);
}

static void look_first(struct rig *r)
{
    check_line(r, "buy 1", 5);
}

static void arrows_walk_the_history(void **state)
{
    struct rig r;
    (void)state;
    for (int plain = 0; plain < 2; plain++) {
        PLAY(plain, &r, {L"buy 1" ENTER L"sell 2" ENTER UP, look_second}, {UP, look_first},
             {DOWN, look_second}, {DOWN, look_empty}, {UP UP ENTER, NULL});
        assert_int_equal(r.interp.lines, 3);
        assert_string_equal(r.interp.line[2], "buy 1");
    }
}

static void look_search(struct rig *r)
{
    assert_non_null(r->view.search);
    assert_true(r->view.search_len >= 6);
    assert_int_equal(wcsncmp(r->view.search, L"bck:se", 6), 0);
    assert_string_equal(r->narrow, "sell 2");
}

static void look_no_search(struct rig *r)
{
    assert_null(r->view.search);
    check_line(r, "half", 4);
}

static void control_r_searches(void **state)
{
    struct rig r;
    (void)state;
    PLAY(false, &r, {L"sell 2" ENTER L"buy 1" ENTER L"\x12se", look_search}, {ENTER, NULL});
    assert_int_equal(r.interp.lines, 3);
    assert_string_equal(r.interp.line[2], "sell 2");
    /* Esc gives back what was there */
    PLAY(false, &r, {L"sell 2" ENTER L"half\x12se", look_search}, {CANCEL, look_no_search});
}

static void the_history_file_is_private_and_whole(void **state)
{
    static const struct act typed[] = {{L"buy 1" ENTER L"sell 2" ENTER, NULL}};
    static const struct act recalled[] = {{UP, look_second}, {UP, look_first}};
    char path[128], beside[160];
    struct stat st;
    struct rig r;
    (void)state;
    snprintf(path, sizeof path, "%s/history", home);
    for (int round = 0; round < 2; round++) {
        memset(&r, 0, sizeof r);
        assert_int_equal(vx_edit_open(&r.edit, &r.interp, path, &r.line), 0);
        r.line.ops->attach(r.line.self, getkey, say, NULL, &r);
        if (round == 0)
            play(&r, typed, VX_LEN(typed));
        else
            play(&r, recalled, VX_LEN(recalled));
        vx_edit_close(r.edit);
    }
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    snprintf(beside, sizeof beside, "ls %s | grep -c 'history\\.'", home);
    FILE *p = popen(beside, "r");
    int left = -1;
    assert_int_equal(fscanf(p, "%d", &left), 1);
    pclose(p);
    assert_int_equal(left, 0); /* nothing temporary stays */
    unlink(path);
}

static void a_history_that_cannot_be_kept_does_no_harm(void **state)
{
    static const struct act typed[] = {{L"buy 1" ENTER, NULL}};
    char path[128];
    struct rig r;
    (void)state;
    memset(&r, 0, sizeof r);
    assert_int_equal(vx_edit_open(&r.edit, &r.interp, "/nowhere/at/all", &r.line), 0);
    r.line.ops->attach(r.line.self, getkey, say, NULL, &r);
    play(&r, typed, 1);
    vx_edit_close(r.edit);
    assert_int_equal(r.interp.lines, 1);
    /* a link is not followed when it is read */
    snprintf(path, sizeof path, "%s/link", home);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    memset(&r, 0, sizeof r);
    assert_int_equal(vx_edit_open(&r.edit, &r.interp, path, &r.line), 0);
    vx_edit_close(r.edit);
    unlink(path);
}

/* ---- completion and hints ---- */

static void look_complete(struct rig *r)
{
    check_line(r, "cancel ", 7);
    assert_int_equal(r->view.candidates, 0);
}

static void look_candidates(struct rig *r)
{
    check_line(r, "re", 2);
    assert_int_equal(r->view.candidates, 2);
    assert_string_equal(r->view.candidate[0].text, "replace");
    assert_string_equal(r->view.candidate[1].text, "resume");
}

static void look_narrowed(struct rig *r)
{
    check_line(r, "rep", 3);
    assert_int_equal(r->view.candidates, 1);
}

static void look_closed(struct rig *r)
{
    check_line(r, "rep", 3);
    assert_int_equal(r->view.candidates, 0);
}

static void tab_completes(void **state)
{
    struct rig r;
    (void)state;
    for (int plain = 0; plain < 2; plain++) {
        PLAY(plain, &r, {L"ca\t", look_complete}, {L"\x03re\t", look_candidates},
             {L"p", look_narrowed}, {ENTER, NULL});
        assert_string_equal(r.interp.line[0], "rep");
    }
    /* Esc closes the list first, the line stays */
    PLAY(false, &r, {L"re\tp", look_narrowed}, {CANCEL, look_closed}, {CANCEL, look_empty});
}

static void look_hint(struct rig *r)
{
    assert_string_equal(r->view.hint, "buy QTY @ PRICE [tif=] [as NAME]");
}

static void look_no_hint(struct rig *r)
{
    assert_string_equal(r->view.hint, "");
}

static void the_line_is_hinted_at(void **state)
{
    struct rig r;
    (void)state;
    PLAY(false, &r, {L"buy 5", look_hint}, {L"\x03", look_no_hint});
}

/* ---- vi ---- */

static void look_vi_insert(struct rig *r)
{
    assert_true(r->view.vi);
    assert_false(r->view.vi_command);
}

static void look_vi_command(struct rig *r)
{
    assert_true(r->view.vi_command);
}

static void look_vi_deleted(struct rig *r)
{
    assert_true(r->view.vi_command);
    check_line(r, "sell", 3);
}

static void look_vi_changed(struct rig *r)
{
    assert_false(r->view.vi_command);
    check_line(r, "sale", 4);
}

static void vi_has_its_modes(void **state)
{
    static const struct act acts[] = {
        {L"sell 5", look_vi_insert}, {ESC, look_vi_command},
        {L"xx", look_vi_deleted},    {L"0fl", look_vi_command},
        {L"c$", look_vi_insert},     {L"le", NULL},
        {ESC, look_vi_command},      {L"0lsa", NULL},
        {ESC L"A", look_vi_changed}, {ENTER, NULL},
    };
    struct rig r;
    (void)state;
    open_rig(&r, false);
    r.interp.editor = 1; /* `set editor vi`, obeyed with the next line */
    play(&r, acts, VX_LEN(acts));
    vx_edit_close(r.edit);
    assert_int_equal(r.at, VX_LEN(acts));
    assert_string_equal(r.interp.line[0], "sale");
}

static void vi_does_not_start_an_editor(void **state)
{
    static const struct act acts[] = {{L"buy" ESC L"v", look_vi_command}, {L"\x03", NULL}};
    char path[128], script[256];
    struct stat st;
    struct rig r;
    (void)state;
    snprintf(path, sizeof path, "%s/started", home);
    snprintf(script, sizeof script, "touch %s", path);
    setenv("EDITOR", script, 1);
    open_rig(&r, false);
    r.interp.editor = 1;
    play(&r, acts, VX_LEN(acts));
    vx_edit_close(r.edit);
    unsetenv("EDITOR");
    assert_int_equal(stat(path, &st), -1);
}

static void look_emacs(struct rig *r)
{
    assert_false(r->view.vi);
}

static void the_editor_changes_live(void **state)
{
    static const struct act vi[] = {{L"x", look_vi_insert}, {L"\x03", NULL}};
    static const struct act emacs[] = {{L"x", look_emacs}, {L"\x03", NULL}};
    struct rig r;
    (void)state;
    open_rig(&r, false);
    play(&r, emacs, VX_LEN(emacs));
    vx_edit_close(r.edit);
    open_rig(&r, false);
    r.interp.editor = 1;
    play(&r, vi, VX_LEN(vi));
    vx_edit_close(r.edit);
}

/* ---- the user's own bindings ---- */

static void write_editrc(const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/.editrc", home);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static void look_bound(struct rig *r)
{
    check_line(r, "Zbuy", 1);
}

static void editrc_is_read(void **state)
{
    static const struct act acts[] = {{L"buy\x14Z", look_bound}};
    static const struct act vi[] = {{L"x", look_vi_insert}, {L"\x03", NULL}};
    char path[128];
    struct rig r;
    (void)state;
    write_editrc("velox:bind ^T ed-move-to-beg\nother:bind -v\n");
    open_rig(&r, false);
    play(&r, acts, 1);
    vx_edit_close(r.edit);
    write_editrc("velox:bind -v\n");
    open_rig(&r, false);
    play(&r, vi, VX_LEN(vi));
    vx_edit_close(r.edit);
    snprintf(path, sizeof path, "%s/.editrc", home);
    unlink(path);
}

/* ---- anything at all ---- */

static void random_keys_do_no_harm(void **state)
{
    struct vx_prng prng;
    struct rig r;
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        vx_prng_seed(&prng, 5 + (uint64_t)kind);
        open_rig(&r, kind == 2);
        r.interp.editor = kind == 1;
        r.random = &prng;
        r.left = 20000;
        const char *text;
        while ((text = r.line.ops->read(r.line.self))) {
            assert_true(strlen(text) < VX_LINE_TEXT_MAX * 4);
            r.line.ops->execute(r.line.self, text, NULL);
            r.interp.quitting = false;
        }
        vx_edit_close(r.edit);
    }
}

static int set_up(void **state)
{
    (void)state;
    snprintf(home, sizeof home, "/tmp/vx-edit-XXXXXX");
    if (!mkdtemp(home))
        return -1;
    setenv("HOME", home, 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return rmdir(home);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_edited),
        cmocka_unit_test(words_are_jumped_over),
        cmocka_unit_test(characters_beyond_ascii),
        cmocka_unit_test(control_c_and_escape_clear),
        cmocka_unit_test(end_of_input_is_an_order_to_leave),
        cmocka_unit_test(a_line_has_an_end),
        cmocka_unit_test(a_pane_puts_text_into_the_line),
        cmocka_unit_test(an_insertion_is_cut),
        cmocka_unit_test(arrows_walk_the_history),
        cmocka_unit_test(control_r_searches),
        cmocka_unit_test(the_history_file_is_private_and_whole),
        cmocka_unit_test(a_history_that_cannot_be_kept_does_no_harm),
        cmocka_unit_test(tab_completes),
        cmocka_unit_test(the_line_is_hinted_at),
        cmocka_unit_test(vi_has_its_modes),
        cmocka_unit_test(vi_does_not_start_an_editor),
        cmocka_unit_test(the_editor_changes_live),
        cmocka_unit_test(editrc_is_read),
        cmocka_unit_test(random_keys_do_no_harm),
    };
    if (!setlocale(LC_CTYPE, "C.UTF-8")) {
        print_message("there is no C.UTF-8 locale here: skipped\n");
        return 77;
    }
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
