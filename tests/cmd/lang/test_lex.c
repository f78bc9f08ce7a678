/* Lines to words, words to lines, and how a line is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/lang/lex.h"
#include "core/base/err.h"

static const char *variable(void *ctx, const char *name, size_t len, bool *hole, char *suggest,
                            size_t size)
{
    (void)ctx;
    *hole = len == 4 && memcmp(name, "HOLE", 4) == 0;
    if (*hole)
        return "0";
    if (len == 1 && name[0] == 'X')
        return "5";
    if (len == 2 && memcmp(name, "SP", 2) == 0)
        return "a b";
    if (len == 3 && memcmp(name, "N_0", 3) == 0)
        return "";
    if (suggest)
        snprintf(suggest, size, "X");
    return NULL;
}

/* "word|word|" of the first statement, or "at: message". */
static void read_words(const char *text, char *out, size_t size)
{
    struct vx_words words;
    struct vx_mistake mistake;
    struct vx_origin *origin = vx_origin_make("t", NULL, 1, text, strlen(text));
    assert_non_null(origin);
    int rc = vx_lex(&words, origin, 0, variable, NULL, &mistake);
    size_t used = 0;
    out[0] = '\0';
    if (rc < 0)
        snprintf(out, size, "%zu: %s", mistake.at, mistake.text);
    for (size_t i = 0; rc == 0 && i < words.count; i++)
        used += (size_t)snprintf(out + used, size - used, "%s|", words.word[i].text);
    vx_words_free(&words);
    vx_origin_drop(origin);
}

static const struct {
    const char *text, *words;
} table[] = {
    {"", ""},
    {"   \t ", ""},
    {"# all of it", ""},
    {"buy 5 @ 100", "buy|5|@|100|"},
    {"  buy\t5  ", "buy|5|"},
    {"a;b", "a|"},
    {"a ; b", "a|"},
    {";b", ""},
    {"a # b", "a|"},
    {"a#b", "a#b|"},
    {"\"a b\" c", "a b|c|"},
    {"\"a;b#c\"", "a;b#c|"},
    {"'a;$X#c'", "a;$X#c|"},
    {"\"\"", "|"},
    {"'' x", "|x|"},
    {"a\"b c\"d", "ab cd|"},
    {"book=\"x y.csv\"", "book=x y.csv|"},
    {"\"q \\\" b \\\\ d \\$X n \\n t \\t\"", "q \" b \\ d $X n \n t \t|"},
    {"a\\ b", "a b|"},
    {"\\$X \\; \\#", "$X|;|#|"},
    {"$X", "5|"},
    {"${X}7", "57|"},
    {"a$X", "a5|"},
    {"\"v=$X\"", "v=5|"},
    {"$SP", "a b|"},
    {"a \\\n b", "a|b|"},
    {"a\\\r\nb", "a|b|"},
    {"a # c \\\n b", "a|"},
    {"a\r", "a|"},
    {"\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9|"},
    {"\"open", "0: the quote is not closed"},
    {"x 'open", "2: the quote is not closed"},
    {"x \"a\\", "4: nothing behind the backslash"},
    {"a \\", "2: nothing behind the backslash"},
    {"\\q", "0: \\q means nothing here; \\\\ is a backslash"},
    {"$", "0: a name is wanted behind $: $X or ${X}; \\$ is a dollar"},
    {"a$(x)", "1: a name is wanted behind $: $X or ${X}; \\$ is a dollar"},
    {"${X", "0: a name is wanted behind $: $X or ${X}; \\$ is a dollar"},
    {"$Y", "0: no variable is called 'Y'; did you mean 'X'?"},
    {"$5", "0: no variable is called '5'; `let X = V` sets one"},
    {"a\x1b[31m", "1: a byte that does not belong into a script: \\x1b"},
    {"\"a\x07\"", "2: a byte that does not belong into a script: \\x07"},
    {"a\x7f", "1: a byte that does not belong into a script: \\x7f"},
    {"a\\\rb", "1: nothing behind the backslash"},
    {"a\\\x01", "1: \\\\x01 means nothing here; \\\\ is a backslash"},
    {"\"a\nb\"", "0: the quote is not closed"},
    {"\"a\\\nb\"", "2: nothing behind the backslash"},
    {"\"a\tb\"", "a\tb|"},
    {"$N_0 b", "|b|"},
    {"a${N_0}b", "ab|"},
};

static void test_table(void **state)
{
    char is[600];
    (void)state;
    for (size_t i = 0; i < VX_LEN(table); i++) {
        read_words(table[i].text, is, sizeof is);
        assert_string_equal(is, table[i].words);
    }
}

static void test_statements_follow_each_other(void **state)
{
    static const char text[] = "a 1; ; b 2 # x\nc";
    static const size_t counts[] = {2, 0, 2, 1};
    struct vx_origin *origin = vx_origin_make("t", NULL, 1, text, strlen(text));
    struct vx_words words;
    struct vx_mistake mistake;
    size_t at = 0;
    (void)state;
    for (size_t i = 0; i < VX_LEN(counts); i++) {
        assert_int_equal(vx_lex(&words, origin, at, NULL, NULL, &mistake), 0);
        assert_int_equal(words.count, counts[i]);
        at = words.next;
        vx_words_free(&words);
    }
    assert_int_equal(at, strlen(text));
    vx_origin_drop(origin);
}

/* Without variables there is none, whatever its name. */
static void test_no_variables(void **state)
{
    struct vx_origin *origin = vx_origin_make("t", NULL, 1, "$X", 2);
    struct vx_words words;
    struct vx_mistake mistake;
    (void)state;
    assert_int_equal(vx_lex(&words, origin, 0, NULL, NULL, &mistake), VX_E_SYNTAX);
    assert_string_equal(mistake.text, "no variable is called 'X'; `let X = V` sets one");
    vx_words_free(&words);
    vx_origin_drop(origin);
}

static const char *long_variable(void *ctx, const char *name, size_t len, bool *hole, char *suggest,
                                 size_t size)
{
    (void)name, (void)len, (void)suggest, (void)size;
    *hole = false;
    return ctx;
}

/* A line that becomes too long by its variables is refused, and one byte less is taken. */
static void test_a_store_that_is_full(void **state)
{
    struct vx_origin *origin = vx_origin_make("t", NULL, 1, "$X$X", 4);
    struct vx_words words;
    struct vx_mistake mistake;
    char *text = calloc(1, VX_STORE_MAX / 2 + 1);
    (void)state;
    assert_non_null(text);
    memset(text, 'a', VX_STORE_MAX / 2);
    assert_int_equal(vx_lex(&words, origin, 0, long_variable, text, &mistake), VX_E_SYNTAX);
    assert_string_equal(mistake.text, "the line is longer than 262144 bytes, variables put in");
    vx_words_free(&words);
    text[VX_STORE_MAX / 2 - 1] = '\0';
    assert_int_equal(vx_lex(&words, origin, 0, long_variable, text, &mistake), VX_OK);
    assert_int_equal(words.count, 1);
    assert_int_equal(strlen(words.word[0].text), VX_STORE_MAX - 2);
    vx_words_free(&words);
    vx_origin_drop(origin);
    free(text);
}

/* A sentence that is too long is cut, and ends. */
static void test_long_mistakes_are_cut(void **state)
{
    struct vx_mistake mistake;
    (void)state;
    vx_mistake_set(&mistake, 7, "%0*d", 2 * (int)VX_MESSAGE_MAX, 0);
    assert_int_equal(mistake.at, 7);
    assert_int_equal(strlen(mistake.text), VX_MESSAGE_MAX - 1);
}

static void test_places_and_bare(void **state)
{
    static const char text[] = " tif=\"x y\" $HOLE$HOLE";
    struct vx_origin *origin = vx_origin_make("t", NULL, 1, text, strlen(text));
    struct vx_words words;
    struct vx_mistake mistake;
    (void)state;
    assert_int_equal(vx_lex(&words, origin, 0, variable, NULL, &mistake), 0);
    assert_int_equal(words.count, 2);
    assert_int_equal(words.word[0].at, 1);
    assert_int_equal(words.word[0].end, 10);
    assert_int_equal(words.word[0].bare, 4);
    assert_false(words.word[0].hole);
    assert_int_equal(words.word[1].bare, 0);
    assert_true(words.word[1].hole);
    assert_int_equal(words.end, 21);
    vx_words_free(&words);
    vx_origin_drop(origin);
}

/* What is joined reads back as the same words. */
static void test_join_reads_back(void **state)
{
    static const char *const texts[] = {"buy 5 @ 100.25 as b1",
                                        "echo \"a b\" '' \"q\\\"\"",
                                        "let A = 'x;y#z'",
                                        "feed lobster \"a b.csv\" book=\"c d.csv\" verify=on",
                                        "echo '$X' \\\\ \"l\\nm\\tn\"",
                                        "expect a.b>=5&&(c<3||!(d==1))"};
    char before[600], after[600];
    (void)state;
    for (size_t i = 0; i < VX_LEN(texts); i++) {
        struct vx_words words;
        struct vx_mistake mistake;
        struct vx_origin *origin = vx_origin_make("t", NULL, 1, texts[i], strlen(texts[i]));
        assert_int_equal(vx_lex(&words, origin, 0, variable, NULL, &mistake), 0);
        char *line = vx_words_join(&words, 0, words.count);
        assert_non_null(line);
        read_words(texts[i], before, sizeof before);
        read_words(line, after, sizeof after);
        assert_string_equal(before, after);
        free(line);
        vx_words_free(&words);
        vx_origin_drop(origin);
    }
}

static void test_limits(void **state)
{
    struct vx_mistake mistake;
    struct vx_words words;
    char *text = malloc(2 * (VX_WORDS_MAX + 2));
    (void)state;
    assert_non_null(text);
    for (unsigned i = 0; i <= VX_WORDS_MAX; i++)
        memcpy(text + 2 * i, "a ", 2);
    struct vx_origin *origin = vx_origin_make("t", NULL, 1, text, 2 * (VX_WORDS_MAX + 1));
    assert_int_equal(vx_lex(&words, origin, 0, NULL, NULL, &mistake), VX_E_SYNTAX);
    assert_string_equal(mistake.text, "more than 4096 words in one command");
    vx_words_free(&words);
    vx_origin_drop(origin);
    free(text);
}

static void test_places(void **state)
{
    /* characters, not bytes; a tab is one; the second line of a continued one is another line */
    static const char text[] = "\xc3\xa9\tx \\\n  y";
    struct vx_origin *origin = vx_origin_make("t", NULL, 12, text, strlen(text));
    struct vx_place place = vx_origin_place(origin, 3);
    (void)state;
    assert_int_equal(place.line, 12);
    assert_int_equal(place.column, 3);
    place = vx_origin_place(origin, strlen(text) - 1);
    assert_int_equal(place.line, 13);
    assert_int_equal(place.column, 3);
    vx_origin_drop(origin);
}

static void test_shown_lines(void **state)
{
    char line[64];
    size_t caret;
    struct vx_origin *origin = vx_origin_make("t", NULL, 1, "a\t\x1b\xff z\n2nd", 10);
    (void)state;
    vx_origin_show(origin, 5, line, sizeof line, &caret);
    assert_string_equal(line, "a \\x1b\\xff z");
    assert_int_equal(caret, 11);
    vx_origin_show(origin, 7, line, sizeof line, &caret);
    assert_string_equal(line, "2nd");
    assert_int_equal(caret, 0);
    vx_origin_drop(origin);
}

static void test_long_lines_are_cut_around_the_place(void **state)
{
    char text[1001], line[100];
    size_t caret;
    (void)state;
    memset(text, '.', 1000);
    memcpy(text + 500, "HERE", 4);
    text[1000] = '\0';
    struct vx_origin *origin = vx_origin_make("t", NULL, 1, text, 1000);
    vx_origin_show(origin, 500, line, sizeof line, &caret);
    assert_int_equal(strlen(line), 99);
    assert_memory_equal(line, "....", 4);
    assert_memory_equal(line + caret, "HERE", 4);
    assert_string_equal(line + 96, "...");
    vx_origin_drop(origin);
}

static void test_clean_text(void **state)
{
    static const struct {
        const char *text, *clean;
    } rows[] = {
        {"plain", "plain"},
        {"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"},
        {"\x1b[2J", "\\x1b[2J"},
        {"\x7f\t", "\\x7f\\x09"},
        {"\xc2\x9b"
         "31m",
         "\\xc2\\x9b31m"},                   /* CSI in one character */
        {"\xff\xfe", "\\xff\\xfe"},          /* never a byte of UTF-8 */
        {"\xc0\xaf", "\\xc0\\xaf"},          /* longer than it need be */
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"}, /* half a pair */
        {"\xe2\x80\xae", "\\xe2\\x80\\xae"}, /* turns the text round */
        {"\xe2\x82", "\\xe2\\x82"},          /* cut off */
    };
    char clean[64];
    (void)state;
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        vx_text_clean(clean, sizeof clean, rows[i].text, strlen(rows[i].text));
        assert_string_equal(clean, rows[i].clean);
    }
    assert_int_equal(vx_text_clean(clean, 4, "abcdef", 6), 3);
    assert_string_equal(clean, "abc");
}

static void test_names(void **state)
{
    (void)state;
    assert_true(vx_is_name("b1", 2));
    assert_true(vx_is_name("_a-b_c", 6));
    assert_false(vx_is_name("", 0));
    assert_false(vx_is_name("1b", 2));
    assert_false(vx_is_name("-b", 2));
    assert_false(vx_is_name("a.b", 3));
    assert_true(vx_is_name("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 31));
    assert_false(vx_is_name("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 32));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_statements_follow_each_other),
        cmocka_unit_test(test_no_variables),
        cmocka_unit_test(test_a_store_that_is_full),
        cmocka_unit_test(test_long_mistakes_are_cut),
        cmocka_unit_test(test_places_and_bare),
        cmocka_unit_test(test_join_reads_back),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_shown_lines),
        cmocka_unit_test(test_long_lines_are_cut_around_the_place),
        cmocka_unit_test(test_clean_text),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
