/* JSON: one object a command, well-formed whatever it holds; jansson is the judge. */
#include "tests/cmd/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/lang/json.h"
#include "core/base/err.h"
#include "tests/cmd/json_check.h"

static void test_writer(void **state)
{
    struct vx_json j = {0};
    const struct vx_value none = {.unit = VX_UNIT_PRICE};
    (void)state;
    vx_json_open(&j, NULL, '{');
    vx_json_text(&j, "t", "a\"b\\c\n\x1b\xff\xc3\xa9");
    vx_json_uint(&j, "u", UINT64_MAX);
    vx_json_bool(&j, "b", true);
    vx_json_value(&j, "v", &none);
    vx_json_price(&j, "p", 1002500);
    vx_json_open(&j, "l", '[');
    vx_json_open(&j, NULL, '{');
    vx_json_close(&j, '}');
    vx_json_uint(&j, NULL, 1);
    vx_json_close(&j, ']');
    vx_json_close(&j, '}');
    assert_string_equal(j.text, "{\"t\":\"a\\\"b\\\\c\\n\\u001b\\\\xff\xc3\xa9\",\"u\":"
                                "18446744073709551615,\"b\":true,\"v\":null,\"p\":100.25,"
                                "\"l\":[{},1]}");
    assert_true(is_json_object(j.text));
    vx_json_free(&j);
}

/* Every line that was said is an object; how many there are. */
static unsigned count_objects(struct harness *h)
{
    unsigned n = 0;
    char *text = strdup(h->all), *rest = text, *line;
    assert_non_null(text);
    while ((line = strsep(&rest, "\n")) && *line) {
        line += line[0] == '!' || line[0] == '*' ? 2 : 0;
        if (!is_json_object(line))
            fail_msg("no JSON object: %s", line);
        n++;
    }
    free(text);
    return n;
}

static const struct {
    const char *line;
    unsigned objects;
} lines[] = {
    {"buy 5 @ 100.25 as b1", 1},
    {"buy 5 @ 100 tif=ioc", 1},
    {"sell 1 @ 100 tif=post", 1},
    {"cancel b1; cancel 77; cancel all", 3},
    {"buy 5 @ 100 as c1; replace c1 qty=2; replace 88 qty=2", 3},
    {"rate 5k; rate max; flow list; flow quiet; seed 5; burst 5", 6},
    {"pause; buy 1 @ 90; resume", 4}, /* and the late answer */
    {"step 5; run 1ms; halt off; stall book 1ms; slow book off", 5},
    {"feed lobster \"a \\\" b\" wait=off; feed stop", 2},
    {"freeze on; freeze off; bell; redraw; start", 5},
    {"show book; show bundles; show config; show errors; show feed; show latency", 6},
    {"show metrics; show orders; show rejects; show rings; show stages; show trades", 6},
    {"show version; help; help buy; help numbers; history; hash", 6},
    {"watch rings every 1ms count 2; wait 5ms", 4},
    {"at 1s echo x; at list; at remove all", 3},
    {"at +1ms echo x; wait 2ms", 3},
    {"alert book.orders >= 0; wait 2ms; alert list; alert remove all", 5}, /* and that it fired */
    {"alert order.zz.qty > 1; wait 2ms", 3}, /* and that it cannot be looked at */
    {"echo \"a \\\" b \\\\ \xc3\xa9 \xff\"; let X = 5; let X", 3},
    {"alias z 'echo 1; echo 2'; z; alias", 4},
    {"bind F5 bell; bind", 2},
    {"set; set fps; set fps 20; set fps 2000; set fp", 5},
    {"expect 1 == 1; expect book.bid.price == 5; expect book.bid.pric == 5", 3},
    {"until 1 == 1; until 1 == 2 timeout 1ms; wait 1ms; wait", 4},
    {"source /no/such/file; record off; export book /no/such/x.csv", 3},
    {"bya\n$Y\n\"open", 3},
    {"quit 3", 1},
};

static void test_one_object_a_command(void **state)
{
    (void)state;
    for (size_t i = 0; i < VX_LEN(lines); i++) {
        struct harness h;
        const struct vx_interp_options options = {.format = VX_FORMAT_JSON, .keep_going = true};
        harness_open(&h, &options);
        harness_run(&h, lines[i].line);
        if (count_objects(&h) != lines[i].objects)
            fail_msg("%s\n%s", lines[i].line, h.all);
        harness_close(&h);
    }
}

/* A question that is answered with no. */
static void test_what_is_not_done(void **state)
{
    struct harness h;
    const struct vx_interp_options options = {.format = VX_FORMAT_JSON, .interactive = true};
    (void)state;
    harness_open(&h, &options);
    harness_type(&h, "buy 5 @ 100.25");
    harness_type(&h, "cancel all");
    assert_non_null(vx_interp_question(h.in));
    harness_clear(&h);
    vx_interp_reply(h.in, false);
    assert_string_equal(h.out, "{\"line\":1,\"cmd\":\"cancel\",\"ok\":true,\"note\":"
                               "\"not done: cancel all\"}\n");
    harness_close(&h);
}

/* What ends a session by itself. */
static void test_the_time_is_over(void **state)
{
    struct harness h;
    int code = 0;
    const struct vx_interp_options options = {
        .format = VX_FORMAT_JSON, .interactive = true, .max_time_ns = 1000000};
    (void)state;
    harness_open(&h, &options);
    harness_type(&h, "run 2ms");
    harness_clear(&h);
    vx_interp_tick(h.in);
    assert_string_equal(h.err, "{\"line\":0,\"cmd\":\"\",\"ok\":false,\"error\":"
                               "\"--max-time 1ms is over\"}\n");
    assert_true(vx_interp_quitting(h.in, &code));
    assert_int_equal(code, VX_EXIT_TIMEOUT);
    harness_close(&h);
}

static void test_members(void **state)
{
    struct harness h;
    const struct vx_interp_options options = {.format = VX_FORMAT_JSON, .keep_going = true};
    (void)state;
    harness_open(&h, &options);
    harness_run(&h, "\nbuy 5 @ 100.25 as b1");
    assert_string_equal(h.out, "{\"line\":2,\"cmd\":\"buy\",\"ok\":true,\"status\":\"accepted\","
                               "\"id\":1,\"seq\":1,\"filled\":0,\"leaves\":5,\"ahead_orders\":0,"
                               "\"ahead\":0}\n");
    harness_run(&h, "buy 5 @ 100.25 id=1");
    assert_string_equal(h.out, "{\"line\":1,\"cmd\":\"buy\",\"ok\":true,\"status\":\"rejected\","
                               "\"reason\":\"duplicate-id\",\"why\":\"a live order has this id "
                               "already\"}\n");
    harness_run(&h, "\n\n  expect book.bid.price == 100.30");
    assert_string_equal(h.err, "{\"line\":3,\"cmd\":\"expect\",\"ok\":false,\"expr\":"
                               "\"book.bid.price == 100.30\",\"actual\":\"100.25\",\"file\":"
                               "\"t.vx\",\"column\":3,\"error\":\"expect failed: book.bid.price == "
                               "100.30 (actual 100.25)\",\"status\":3}\n");
    harness_run(&h, "buy x @ 1");
    assert_string_equal(h.err, "{\"line\":1,\"cmd\":\"buy\",\"ok\":false,\"file\":\"t.vx\","
                               "\"column\":5,\"error\":\"QTY: a whole number is wanted (5, 5k, "
                               "1.5M), not 'x'\",\"status\":1}\n");
    harness_run(&h, "show book 1; show metrics book.spread");
    assert_string_equal(h.out, "{\"line\":1,\"cmd\":\"show\",\"ok\":true,\"bids\":[{\"price\":"
                               "100.25,\"lots\":5,\"orders\":1}],\"asks\":[]}\n"
                               "{\"line\":1,\"cmd\":\"show\",\"ok\":true,\"rows\":[{\"metric\":"
                               "\"book.spread\",\"value\":null,\"unit\":\"price\"}]}\n");
    harness_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writer),           cmocka_unit_test(test_one_object_a_command),
        cmocka_unit_test(test_what_is_not_done), cmocka_unit_test(test_the_time_is_over),
        cmocka_unit_test(test_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
