/* The command table itself, and the tables that results are shown in. */
#include "tests/cmd/harness.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/act/verbs.h"
#include "cmd/lang/command.h"
#include "cmd/lang/expr.h"
#include "cmd/lang/nearest.h"
#include "cmd/lang/table.h"
#include "cmd/show/help.h"

static void test_rows_are_sorted_and_documented(void **state)
{
    size_t n;
    const struct vx_command *rows = vx_commands(&n);
    (void)state;
    assert_true(n > 30);
    for (size_t i = 0; i < n; i++) {
        if (i)
            assert_true(strcmp(rows[i - 1].name, rows[i].name) < 0);
        assert_true(strlen(rows[i].help) > 5 && strlen(rows[i].details) > 5);
        assert_true(rows[i].help[strlen(rows[i].help) - 1] != '.');
        assert_int_equal(strncmp(rows[i].example, rows[i].name, strlen(rows[i].name)), 0);
        assert_non_null(vx_verbs[i]);
        assert_true(rows[i].params <= VX_PARAMS_MAX);
        assert_ptr_equal(vx_command_find(rows[i].name, strlen(rows[i].name)), &rows[i]);
    }
}

static void check_param(const struct vx_command *c, unsigned n)
{
    const struct vx_param *p = &c->param[n];
    assert_true(strlen(p->label) > 0 && strlen(p->help) > 2);
    for (unsigned i = 0; i < n; i++)
        assert_string_not_equal(c->param[i].label, p->label);
    if (p->type == VX_ARG_CHOICE)
        assert_non_null(p->words);
    assert_true(p->max == 0 || p->min <= p->max);
    /* nothing that must be there stands behind something that may be missing */
    if (p->kind == VX_PARAM_POS && p->must && n > 0)
        assert_true(c->param[n - 1].must);
    if (p->kind != VX_PARAM_POS)
        assert_false(p->must);
}

static void test_parameters_are_sound(void **state)
{
    size_t n;
    const struct vx_command *rows = vx_commands(&n);
    (void)state;
    for (size_t i = 0; i < n; i++)
        for (unsigned k = 0; k < rows[i].params; k++)
            check_param(&rows[i], k);
}

static void test_examples_parse(void **state)
{
    size_t n;
    const struct vx_command *rows = vx_commands(&n);
    const struct vx_interp_options options = {.parse_only = true};
    (void)state;
    for (size_t i = 0; i < n; i++) {
        struct harness h;
        char text[256];
        harness_open(&h, &options);
        snprintf(text, sizeof text, "let S = 5\n%s\n", rows[i].example);
        if (strcmp(rows[i].name, "source") != 0) /* which would look for its file */
            expect_run(&h, text, VX_EXIT_OK, "", "");
        harness_close(&h);
    }
}

static void test_usage(void **state)
{
    char text[400];
    (void)state;
    vx_command_usage(text, sizeof text, vx_command_find("until", 5));
    assert_string_equal(text, "until EXPR [timeout DUR]");
    vx_command_usage(text, sizeof text, vx_command_find("cancel", 6));
    assert_string_equal(text, "cancel ORDER|all [qty=N] [side=buy|sell] [owner=N] [instr=N] [-y]");
    vx_command_usage(text, sizeof text, vx_command_find("slow", 4));
    assert_string_equal(text, "slow STAGE DUR|off");
    vx_command_usage(text, 10, vx_command_find("until", 5));
    assert_string_equal(text, "until EXP");
}

static void test_order_fields_are_sorted(void **state)
{
    (void)state;
    for (unsigned i = 0; vx_order_field_name(i); i++) {
        assert_true(strlen(vx_order_field_help(i)) > 3);
        if (i)
            assert_true(strcmp(vx_order_field_name(i - 1), vx_order_field_name(i)) < 0);
    }
    assert_null(vx_order_field_help(VX_ORDER_FIELDS));
}

struct lines {
    char text[512];
    size_t widest;
};

static void take_line(void *ctx, const char *line)
{
    struct lines *l = ctx;
    const size_t used = strlen(l->text), len = strlen(line);
    l->widest = len > l->widest ? len : l->widest;
    snprintf(l->text + used, sizeof l->text - used, "%s\n", line);
}

/* A last cell that makes its row too wide stands beneath it, in lines that are not. */
static void test_a_row_folds(void **state)
{
    struct lines l = {.widest = 0};
    struct vx_table t = {.fold = 24};
    (void)state;
    vx_table_column(&t, "seq", false);
    vx_table_column(&t, "note", true);
    vx_table_value(&t, VX_UNIT_COUNT, 12345678);
    vx_table_text(&t, "just fits here");
    vx_table_value(&t, VX_UNIT_COUNT, 7);
    vx_table_text(&t, "two orders, 30 lots ahead: 1 2");
    vx_table_value(&t, VX_UNIT_COUNT, 8);
    vx_table_text(&t, "");
    assert_true(vx_table_print(&t, take_line, &l));
    assert_string_equal(l.text, "     seq  note\n"
                                "12345678  just fits here\n"
                                "       7\n"
                                "    two orders, 30 lots\n"
                                "    ahead: 1 2\n"
                                "       8\n");
    assert_int_equal(l.widest, 24);
    vx_table_free(&t);
}

static void test_beginnings(void **state)
{
    const struct vx_command *only = NULL;
    (void)state;
    assert_true(vx_command_abbreviated("re", 2, &only) > 1);
    assert_int_equal(vx_command_abbreviated("RESU", 4, &only), 1);
    assert_string_equal(only->name, "resume");
    assert_int_equal(vx_command_abbreviated("x", 1, &only), 0);
    assert_int_equal(vx_command_abbreviated("", 0, &only), 0);
}

static void test_distance(void **state)
{
    (void)state;
    assert_int_equal(vx_nearest_distance("buy", 3, "buy", 3), 0);
    assert_int_equal(vx_nearest_distance("bya", 3, "buy", 3), 2);
    assert_int_equal(vx_nearest_distance("bu", 2, "buy", 3), 1);
    assert_int_equal(vx_nearest_distance("buyy", 4, "buy", 3), 1);
    assert_int_equal(vx_nearest_distance("ubuy", 4, "buy", 3), 1);
    assert_int_equal(vx_nearest_distance("uby", 3, "buy", 3), 1); /* a swap */
    assert_int_equal(vx_nearest_distance("", 0, "buy", 3), 3);
    assert_int_equal(vx_nearest_distance("BUY", 3, "buy", 3), 0);
    char best[64];
    vx_nearest_metric(best, sizeof best, "book.bid.pric", 13);
    assert_string_equal(best, "book.bid.price");
    vx_nearest_setting(best, sizeof best, "risk.colar", 10);
    assert_string_equal(best, "risk.collar");
    vx_nearest_setting(best, sizeof best, "something else", 14);
    assert_string_equal(best, "");
}

/* ---- tables ---- */

static void add_line(void *ctx, const char *line)
{
    strcat(ctx, line);
    strcat(ctx, "\n");
}

static void fill(struct vx_table *t)
{
    const struct vx_value price = {.v = 1002500, .unit = VX_UNIT_PRICE, .known = true};
    vx_table_column(t, "name", true);
    vx_table_column(t, "price", false);
    vx_table_column(t, "what", true);
    vx_table_text(t, "\xc3\xa9t\xc3\xa9");
    vx_table_cell(t, &price);
    vx_table_text(t, "plain");
    vx_table_text(t, "a, \"b\"");
    vx_table_none(t);
    vx_table_text(t, "");
}

static void test_tables(void **state)
{
    struct vx_table t = {.columns = 0};
    struct vx_json j = {0};
    char text[512] = "";
    (void)state;
    fill(&t);
    assert_int_equal(vx_table_rows(&t), 2);
    vx_table_print(&t, add_line, text);
    assert_string_equal(text, "name     price  what\n"
                              "\xc3\xa9t\xc3\xa9     100.25  plain\n"
                              "a, \"b\"       -\n");
    text[0] = '\0';
    vx_table_csv(&t, add_line, text);
    assert_string_equal(text, "name,price,what\n\xc3\xa9t\xc3\xa9,100.25,plain\n"
                              "\"a, \"\"b\"\"\",,\n");
    vx_table_json(&t, &j, "rows");
    assert_string_equal(j.text,
                        "\"rows\":[{\"name\":\"\xc3\xa9t\xc3\xa9\",\"price\":100.25,\"what\":"
                        "\"plain\"},{\"name\":\"a, \\\"b\\\"\",\"price\":null,\"what\":\"\"}]");
    vx_json_free(&j);
    vx_table_free(&t);
}

/* What the rows of the help screen say of a command together, blanks between them. */
static void join_rows(struct vx_interp *in, const char *name, char *all, size_t size)
{
    struct vx_line_candidate row;
    const size_t len = strlen(name);
    uint32_t n = 0;
    while (vx_interp_help_row(in, n, &row) && strncmp(row.text, name, len) != 0)
        n++;
    for (all[0] = '\0'; !row.help[0] || !all[0]; n++) {
        assert_true(vx_interp_help_row(in, n, &row));
        snprintf(all + strlen(all), size - strlen(all), "%s|", row.text);
        if (row.help[0])
            break;
    }
}

/* A usage that a row of the help screen cannot hold goes on in the next one. */
static void test_a_long_usage_goes_on(void **state)
{
    struct harness h;
    char all[512];
    (void)state;
    harness_open(&h, NULL);
    join_rows(h.in, "buy", all, sizeof all);
    assert_string_equal(all, "buy QTY [@] PRICE|market [tif=gtc|ioc|fok|post] [owner=N]|"
                             "    [id=N] [instr=N] [as NAME]|");
    join_rows(h.in, "show", all, sizeof all);
    assert_string_equal(all, "show book|bundles|config|errors|feed|latency|metrics|orders||"
                             "    rejects|rings|stages|summary|trades|version [N|PREFIX]|");
    join_rows(h.in, "hash", all, sizeof all);
    assert_string_equal(all, "hash|");
    harness_close(&h);
}

static void test_help_rows(void **state)
{
    struct harness h;
    struct vx_line_candidate row;
    uint32_t n = 0;
    size_t commands;
    (void)state;
    vx_commands(&commands);
    harness_open(&h, NULL);
    assert_int_equal(harness_run(&h, "bind F5 freeze on"), 0);
    while (vx_interp_help_row(h.in, n, &row)) {
        assert_true(row.text[0]);
        n++;
    }
    assert_true(n > commands + 1);
    assert_string_equal(row.text, "F5");
    assert_string_equal(row.help, "freeze on");
    assert_false(vx_interp_help_row(h.in, n + 100, &row));
    harness_close(&h);
}

/* Every command and every parameter is in the manual's section, and its macros balance. */
static void test_manual(void **state)
{
    char *text = NULL;
    size_t size, n;
    FILE *out = open_memstream(&text, &size);
    const struct vx_command *rows = vx_commands(&n);
    (void)state;
    vx_interp_manual(out);
    fclose(out);
    int lists = 0;
    for (const char *p = text; (p = strstr(p, "\n.")) != NULL; p++) {
        lists += strncmp(p + 1, ".Bl", 3) == 0;
        lists -= strncmp(p + 1, ".El", 3) == 0;
        assert_true(lists >= 0);
    }
    assert_int_equal(lists, 0);
    for (size_t i = 0; i < n; i++) {
        char head[64];
        snprintf(head, sizeof head, ".Li \"%s", rows[i].name);
        assert_non_null(strstr(text, head));
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_sorted_and_documented),
        cmocka_unit_test(test_parameters_are_sound),
        cmocka_unit_test(test_examples_parse),
        cmocka_unit_test(test_usage),
        cmocka_unit_test(test_order_fields_are_sorted),
        cmocka_unit_test(test_a_row_folds),
        cmocka_unit_test(test_beginnings),
        cmocka_unit_test(test_distance),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_help_rows),
        cmocka_unit_test(test_a_long_usage_goes_on),
        cmocka_unit_test(test_manual),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
