/* Expressions: what they come to, and what is wrong with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/lang/expr.h"
#include "core/base/err.h"

/* ---- an environment with fixed values ---- */

static const struct {
    const char *name;
    int64_t v;
    bool known;
} metrics[] = {
    {"book.bid.price", 1002000, true},
    {"book.bid.qty", 410, true},
    {"book.ask.price", 0, false},
    {"book.spread", 100, true},
    {"book.orders", 7, true},
    {"ring.ingress.util", 850000, true},
    {"latency.book.p99", 830, true},
    {"latency.book.max", 14417919, true},
    {"latency.book.p50", 20000, true},
    {"latency.e2e.max", 0, false},
    {"state.hash", (int64_t)0x9f00000000000001u, true},
    {"engine.state", VX_STATE_RUN, true},
    {"trades.volume", 1000, true},
    {"trades.count", 3, true},
    {"load.rate", -1, true},
    {"load.flow", VX_FLOW_QUIET, true},
    {"rejects.unknown-id", 2, true},
};

static struct vx_value metric(void *ctx, const struct vx_metric *m)
{
    (void)ctx;
    for (size_t i = 0; i < VX_LEN(metrics); i++)
        if (strcmp(metrics[i].name, m->name) == 0)
            return (struct vx_value){.v = metrics[i].v, .unit = m->unit, .known = metrics[i].known};
    return (struct vx_value){.unit = m->unit};
}

static int order(void *ctx, const char *name, size_t len, enum vx_order_field field,
                 struct vx_term *to, struct vx_mistake *mistake)
{
    (void)ctx;
    if (len != 2 || memcmp(name, "b1", 2) != 0) {
        snprintf(mistake->text, sizeof mistake->text, "no order is called '%.*s'", (int)len, name);
        return VX_E_UNKNOWN;
    }
    to->known = true;
    to->word = field == VX_ORDER_STATUS ? "filled" : field == VX_ORDER_SIDE ? "buy" : "none";
    to->v = field == VX_ORDER_PRICE ? 1002500 : 5;
    return VX_OK;
}

static const struct vx_expr_env env = {.metric = metric, .order = order};

/* The value as text, or "at: message" of a mistake. */
static void work_out(const char *text, bool truth, char *buf, size_t size)
{
    struct vx_expr *expr;
    struct vx_mistake mistake;
    struct vx_term term;
    int rc = vx_expr_compile(&expr, text, strlen(text), truth, &mistake);
    if (rc == 0)
        rc = vx_expr_eval(expr, &env, &term, &mistake);
    if (rc == 0)
        vx_term_format(buf, size, &term);
    else
        snprintf(buf, size, "%zu: %s", mistake.at, mistake.text);
    vx_expr_free(expr);
}

static const struct {
    const char *text, *value;
} values[] = {
    {"1", "1"},
    {"5k", "5000"},
    {"1.5M", "1500000"},
    {"0x1f", "31"},
    {"100us", "100us"},
    {"1500us", "1500us"},
    {"80%", "0.8"},
    {"1_000", "1000"},
    {"1 + 2 * 3", "7"},
    {"(1 + 2) * 3", "9"},
    {"7 - 2 - 1", "4"},
    {"8 / 2 / 2", "2"},
    {"-3 + 5", "2"},
    {"- (3)", "-3"},
    {"1 / 3", "0.333333333"},
    {"2 / 3", "0.666666667"},
    {"-2 / 3", "-0.666666667"},
    {"0.1 + 0.2", "0.3"},
    {"0.1 + 0.2 == 0.3", "true"},
    {"1.000000001 * 1.000000001", "1.000000002"},
    {"book.bid.price", "100.20"},
    {"book.bid.price + 0.05", "100.25"},
    {"book.bid.price * 2", "200.40"},
    {"book.bid.price / 3", "33.40"},
    {"book.bid.price / book.spread", "10020"},
    {"latency.book.p99", "830ns"},
    {"latency.book.p99 * 2", "1660ns"},
    {"latency.book.p99 / 4", "207.5ns"},
    {"trades.volume / trades.count", "333.333333333"},
    {"trades.volume * 50%", "500"},
    {"ring.ingress.util", "0.85"},
    {"engine.state", "run"},
    {"order.b1.status", "filled"},
    {"order.b1.price", "100.25"},
    {"order.b1.filled + 1", "6"},
    {"book.ask.price", "none"},
    {"book.ask.price - book.bid.price", "none"},
    {"state.hash", "0x9f00000000000001"},
    {"book.bid.price == 100.20", "true"},
    {"book.bid.price == 100.2", "true"},
    {"book.bid.price != 100.20", "false"},
    {"book.bid.price >= 100.20 && book.orders < 8", "true"},
    {"book.bid.price > 100.20 || book.orders < 8", "true"},
    {"book.orders<8&&book.orders>6", "true"},
    {"!(book.orders == 7)", "false"},
    {"book.ask.price > 1", "false"},
    {"book.ask.price <= 1", "false"},
    {"book.ask.price != 1", "false"},
    {"!(book.ask.price > 1)", "true"},
    {"book.ask.price > 1 || 1 == 1", "true"},
    {"ring.ingress.util > 0.8", "true"},
    {"ring.ingress.util > 90%", "false"},
    {"latency.book.p99 < 1us", "true"},
    {"latency.book.p99 < 1000", "true"},
    {"state.hash == 0x9f00000000000001", "true"},
    {"state.hash != 0x9f00000000000002", "true"},
    {"0x000000000000001f == state.hash", "false"},
    {"engine.state == run", "true"},
    {"engine.state != halt", "true"},
    {"order.b1.status == filled", "true"},
    {"order.b1.side == buy", "true"},
    {"order.b1.reason == would-take", "false"},
    {"load.rate == max", "true"},
    {"load.flow == quiet", "true"},
    {"rejects.unknown-id - 1", "1"},
    {"1 == 1 && 2 == 2 || 3 == 4", "true"},
    {"9223372036854775807 + 0", "9223372036854775807"},
    {"1\t+\n2", "3"},
    {"0X1f", "31"},
    {".5 + 1", "1.5"},
    {"9000000000G", "9000000000000000000"},
    {"book.orders- 1", "6"},
    {"-book.ask.price", "none"},
    {"book.bid.price - book.ask.price", "none"},
    {"book.bid.price + 1 - book.bid.price", "1.00"},
    {"book.orders + book.orders", "14"},
    {"50% * book.orders", "3.5"},
    {"50% * 50%", "0.25"},
    {"2 * ring.ingress.util", "1.7"},
    {"ring.ingress.util * trades.volume", "850"},
    {"book.bid.price * book.orders", "701.4"},
    {"book.bid.price / 50%", "200.40"},
    {"1 / book.orders == 7", "false"},
    {"book.orders <= 7", "true"},
    {"book.orders <= 6", "false"},
    {"book.orders > 7", "false"},
    {"1 < book.ask.price", "false"},
    {"5 == state.hash", "false"},
    {"book.orders != 7 && 1 == 1", "false"},
    {"latency.book.p99 < latency.book.max", "true"},
};

static void test_values(void **state)
{
    char is[600];
    (void)state;
    for (size_t i = 0; i < VX_LEN(values); i++) {
        work_out(values[i].text, false, is, sizeof is);
        if (strcmp(is, values[i].value) != 0)
            print_error("%s\n", values[i].text);
        assert_string_equal(is, values[i].value);
    }
}

static const struct {
    const char *text, *message;
} mistakes[] = {
    {"", "0: the expression ends where a number or a metric is wanted"},
    {"1 +", "3: the expression ends where a number or a metric is wanted"},
    {"1 2", "2: an operator is wanted here: == < && + ..."},
    {"(1", "2: ')' is wanted for the '(' at 1"},
    {"1)", "1: an operator is wanted here: == < && + ..."},
    {"@", "0: a number or a metric is wanted, not '@'"},
    {"5x", "0: 5x is no number: 5k, 1.5M, 100.25, 80%, 100us or 0x1f"},
    {"1.2.3", "0: 1.2.3 is no number: 5k, 1.5M, 100.25, 80%, 100us or 0x1f"},
    {"99999999999999999999", "0: number 99999999999999999999 is too large or too fine"},
    {"0.0000000001", "0: number 0.0000000001 is too large or too fine"},
    {"book.bid.pric == 1", "0: no metric and no word: 'book.bid.pric'; did you mean "
                           "'book.bid.price'?"},
    {"zzzzzzzzzz == 1", "0: no metric and no word: 'zzzzzzzzzz'; `show metrics` lists them"},
    {"order.b1 == 1", "0: order.NAME.FIELD is wanted, such as order.b1.status"},
    {"order..x == 1", "0: order.NAME.FIELD is wanted, such as order.b1.status"},
    {"order.b1.fill == 1", "9: an order has no 'fill'; did you mean 'filled'?"},
    {"order.b1.zzzzzzz == 1", "9: an order has ahead, average, filled, id, leaves, price, qty, "
                              "reason, side and status, not 'zzzzzzz'"},
    {"book.bid.price == 5ms", "15: a price and a duration cannot be compared"},
    {"book.bid.price + 1us", "15: a price and a duration cannot be added"},
    {"book.bid.price - book.orders", "15: a price and a count cannot be subtracted"},
    {"book.orders == trades.volume", "12: a count and a lots cannot be compared"},
    {"state.hash < 5", "11: hashes have no order: == or != is wanted"},
    {"state.hash + 1", "0: nothing can be reckoned with a hash"},
    {"- state.hash", "2: a minus is for numbers"},
    {"engine.state < run", "13: words have no order: == or != is wanted"},
    {"engine.state == filled", "16: 'filled' is not one of boot, run, halt, fail"},
    {"order.b1.side == run", "17: 'run' is not one of buy, sell"},
    {"engine.state == 5", "13: a word and a number cannot be compared"},
    {"engine.state + 1", "0: numbers are wanted here, not a word"},
    {"1 < 2 < 3", "6: one comparison at a time: join two with &&"},
    {"1 == 1 && 5", "10: a comparison is wanted beside &&, not a number"},
    {"5 || 1 == 1", "0: a comparison is wanted beside ||, not a number"},
    {"!5", "1: behind ! a comparison in parentheses is wanted"},
    {"1 = 1", "2: to compare, write =="},
    {"(1 == 1) == (2 == 2)", "9: a comparison and a comparison cannot be compared"},
    {"1 / 0", "4: division by zero"},
    {"book.orders / (book.orders - 7)", "15: division by zero"},
    {"9223372036854775807 + 1", "0: the result does not fit 64 bits"},
    {"9223372036854775807 * 2", "0: the result does not fit 64 bits"},
    {"order.zz.status == filled", "0: no order is called 'zz'"},
    {"order.zz.qty + 1", "0: no order is called 'zz'"},
    {"1 + order.zz.qty", "4: no order is called 'zz'"},
    {"1 / 0 == 1 && 1 == 1", "4: division by zero"},
    {"-(1 / 0)", "6: division by zero"},
    {"!(1 / 0 == 1)", "6: division by zero"},
    {"-(0 - 9223372036854775807 - 1)", "0: the result does not fit 64 bits"},
    {"5x%", "0: 5x% is no number: 5k, 1.5M, 100.25, 80%, 100us or 0x1f"},
    {"0.12345678%", "0: number 0.12345678% is too large or too fine"},
    {"9223372037G", "0: number 9223372037G is too large or too fine"},
    {"10000000000s", "0: number 10000000000s is too large or too fine"},
    {"0.1ns", "0: number 0.1ns is too large or too fine"},
    {".", "0: a number or a metric is wanted, not '.'"},
    {"!= 5", "0: a number or a metric is wanted, not '!'"},
    {"-@", "1: a number or a metric is wanted, not '@'"},
    {"!(@)", "2: a number or a metric is wanted, not '@'"},
    {"1 == 1 && @", "10: a number or a metric is wanted, not '@'"},
    {"1 == @", "5: a number or a metric is wanted, not '@'"},
    {"(@)", "1: a number or a metric is wanted, not '@'"},
    {"_x", "0: no metric and no word: '_x'; `show metrics` lists them"},
    {"zzzz_zzzz", "0: no metric and no word: 'zzzz_zzzz'; `show metrics` lists them"},
    {"5 < state.hash", "2: hashes have no order: == or != is wanted"},
    {"1 + state.hash", "4: nothing can be reckoned with a hash"},
    {"1 + run", "4: numbers are wanted here, not a word"},
    {"1 + (1 == 1)", "5: numbers are wanted here, not a comparison"},
    {"run == order.b1.side", "0: 'run' is not one of buy, sell"},
    {"engine.state == order.b1.side", "0: 'engine.state' is not one of buy, sell"},
};

static void test_mistakes(void **state)
{
    char is[600];
    (void)state;
    for (size_t i = 0; i < VX_LEN(mistakes); i++) {
        work_out(mistakes[i].text, false, is, sizeof is);
        assert_string_equal(is, mistakes[i].message);
    }
}

static void test_a_truth_is_wanted(void **state)
{
    char is[600];
    (void)state;
    work_out("book.orders", true, is, sizeof is);
    assert_string_equal(is, "0: a comparison is wanted, such as book.orders > 0");
    work_out("order.b1.status", true, is, sizeof is);
    assert_string_equal(is, "0: a comparison is wanted, such as order.b1.status == ...");
    work_out("book.orders > 0", true, is, sizeof is);
    assert_string_equal(is, "true");
}

/* What decides is worked out first: the other side's error is never met. */
static void test_logic_stops_early(void **state)
{
    char is[600];
    (void)state;
    work_out("1 == 2 && 1 / 0 == 1", true, is, sizeof is);
    assert_string_equal(is, "false");
    work_out("1 == 1 || 1 / 0 == 1", true, is, sizeof is);
    assert_string_equal(is, "true");
}

static void actual(const char *text, char *buf, size_t size)
{
    struct vx_expr *expr;
    struct vx_mistake mistake;
    assert_int_equal(vx_expr_compile(&expr, text, strlen(text), true, &mistake), 0);
    vx_expr_actual(expr, &env, buf, size);
    vx_expr_free(expr);
}

static void test_actual_values(void **state)
{
    char is[300];
    (void)state;
    actual("book.bid.price == 100.25", is, sizeof is);
    assert_string_equal(is, "100.20");
    actual("100.25 == book.bid.price", is, sizeof is);
    assert_string_equal(is, "100.20");
    actual("book.ask.price == 100.25", is, sizeof is);
    assert_string_equal(is, "none");
    actual("book.bid.price + 1 == order.b1.price", is, sizeof is);
    assert_string_equal(is, "101.20 and 100.25");
    actual("book.orders > 8 && order.b1.status == live", is, sizeof is);
    assert_string_equal(is, "book.orders is 7, order.b1.status is filled");
    actual("order.zz.filled == 1", is, sizeof is);
    assert_string_equal(is, "no order is called 'zz'");
    actual("!(book.orders == 7)", is, sizeof is);
    assert_string_equal(is, "book.orders is 7");
    actual("1 == 2", is, sizeof is);
    assert_string_equal(is, "1");
    actual("0.5 == ring.ingress.util", is, sizeof is);
    assert_string_equal(is, "85.0%");
}

/* Nanoseconds of many digits are said as one speaks of them, too. */
static void test_actual_durations(void **state)
{
    char is[300];
    (void)state;
    actual("latency.book.max < 1ms", is, sizeof is);
    assert_string_equal(is, "14417919ns = 14.4 ms");
    actual("latency.book.p99 < 1ns", is, sizeof is);
    assert_string_equal(is, "830ns");
    actual("latency.book.p50 < 1us", is, sizeof is);
    assert_string_equal(is, "20us");
    actual("latency.e2e.max < 1us", is, sizeof is);
    assert_string_equal(is, "none");
}

/* What has no room is left out; nothing is written behind the end. */
static void test_actual_values_are_cut(void **state)
{
    char is[24];
    (void)state;
    memset(is, '#', sizeof is);
    actual("book.orders > 8 && book.bid.qty > 1 && trades.count > 1", is, sizeof is - 4);
    assert_string_equal(is, "book.orders is 7, b");
    assert_memory_equal(is + sizeof is - 4, "####", 4);
}

static void test_what_it_needs(void **state)
{
    struct vx_expr *expr;
    struct vx_mistake mistake;
    (void)state;
    assert_int_equal(vx_expr_compile(&expr, "latency.book.p99 > 1", 20, true, &mistake), 0);
    assert_true(vx_expr_needs_latency(expr));
    assert_false(vx_expr_needs_refresh(expr));
    assert_true(vx_expr_moves(expr));
    vx_expr_free(expr);
    assert_int_equal(vx_expr_compile(&expr, "book.bid.price > 1", 18, true, &mistake), 0);
    assert_true(vx_expr_needs_refresh(expr));
    vx_expr_free(expr);
    assert_int_equal(vx_expr_compile(&expr, "1 + 2", 5, false, &mistake), 0);
    assert_false(vx_expr_moves(expr));
    vx_expr_free(expr);
}

static void test_what_moves(void **state)
{
    static const struct {
        const char *text;
        bool moves, latency;
    } rows[] = {
        {"-1", false, false},
        {"-book.orders", true, false},
        {"!(1 == 2)", false, false},
        {"1 + book.orders", true, false},
        {"1 + 2 * 3", false, false},
        {"order.b1.qty", true, false},
        {"latency.book.p99 + latency.book.max", true, true},
    };
    (void)state;
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        struct vx_expr *expr;
        struct vx_mistake mistake;
        size_t len = strlen(rows[i].text);
        assert_int_equal(vx_expr_compile(&expr, rows[i].text, len, false, &mistake), 0);
        assert_int_equal(vx_expr_moves(expr), rows[i].moves);
        assert_int_equal(vx_expr_needs_latency(expr), rows[i].latency);
        vx_expr_free(expr);
    }
}

static void test_limits(void **state)
{
    char text[2000], is[600];
    size_t n = 0;
    (void)state;
    for (unsigned i = 0; i <= VX_EXPR_DEPTH_MAX; i++)
        text[n++] = '(';
    text[n] = '\0';
    work_out(text, false, is, sizeof is);
    assert_string_equal(is, "64: nested deeper than 64");
    n = 0;
    for (unsigned i = 0; i < VX_EXPR_NODES_MAX; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "1+");
    snprintf(text + n, sizeof text - n, "1");
    work_out(text, false, is, sizeof is);
    assert_non_null(strstr(is, "more than 256 parts in one expression"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_a_truth_is_wanted),
        cmocka_unit_test(test_logic_stops_early),
        cmocka_unit_test(test_actual_values),
        cmocka_unit_test(test_actual_durations),
        cmocka_unit_test(test_actual_values_are_cut),
        cmocka_unit_test(test_what_it_needs),
        cmocka_unit_test(test_what_moves),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
