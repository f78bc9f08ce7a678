/*
 * test_setting.c: the rows of setting.def, read and written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/err.h"
#include "core/telemetry/metric.h"

#define UNTOUCHED 0x5a5a5a5a5a5a

static const struct vx_setting_row *row_of(unsigned s)
{
    return &vx_setting_rows[s];
}

static void rows_are_unique_and_documented(void **state)
{
    (void)state;
    for (unsigned i = 0; i < VX_SETTINGS; i++) {
        const struct vx_setting_row *row = row_of(i);
        assert_non_null(row->name);
        assert_true(strlen(row->help) > 10);
        assert_int_equal(strspn(row->name, "abcdefghijklmnopqrstuvwxyz."), strlen(row->name));
        assert_int_equal(row->choices != NULL, row->type == VX_TYPE_CHOICE);
        assert_int_equal(row->text != NULL, row->type == VX_TYPE_TEXT);
        assert_true(row->min <= row->max);
        for (unsigned k = 0; k < i; k++)
            assert_string_not_equal(row->name, row_of(k)->name);
        assert_int_equal(vx_setting_find(row->name, strlen(row->name)), i);
    }
}

static void strangers_are_not_found(void **state)
{
    (void)state;
    assert_int_equal(vx_setting_find("", 0), VX_E_UNKNOWN);
    assert_int_equal(vx_setting_find("ring", 4), VX_E_UNKNOWN);
    assert_int_equal(vx_setting_find("Ring.Book", 9), VX_E_UNKNOWN);
    assert_int_equal(vx_setting_find("ring.output", 11), VX_E_UNKNOWN);
    assert_int_equal(vx_setting_find("fpsX", 3), VX_SET_FPS);
}

static void check_back(unsigned s, int64_t value)
{
    char text[64];
    int64_t back = UNTOUCHED;
    int len = vx_setting_format(text, sizeof(text), s, value);
    assert_int_equal(len, strlen(text));
    int err = vx_setting_parse(s, text, (size_t)len, &back);
    if (err != VX_OK || back != value)
        fail_msg("%s: %lld -> \"%s\" -> %d, %lld", row_of(s)->name, (long long)value, text, err,
                 (long long)back);
}

static void defaults_and_limits_come_back(void **state)
{
    (void)state;
    for (unsigned s = 0; s < VX_SETTINGS; s++) {
        const struct vx_setting_row *row = row_of(s);
        if (row->type == VX_TYPE_TEXT)
            continue;
        assert_int_equal(vx_setting_check(s, row->dflt), VX_OK);
        check_back(s, row->dflt);
        if (row->type == VX_TYPE_CHOICE)
            continue;
        check_back(s, row->min);
        check_back(s, row->max);
        assert_int_equal(vx_setting_check(s, row->min - 1), VX_E_RANGE);
        assert_int_equal(vx_setting_check(s, row->max + 1), VX_E_RANGE);
    }
}

static void every_choice_comes_back(void **state)
{
    (void)state;
    for (unsigned s = 0; s < VX_SETTINGS; s++) {
        int64_t value = 0;
        if (row_of(s)->type != VX_TYPE_CHOICE)
            continue;
        for (; vx_setting_check(s, value) == VX_OK; value++)
            check_back(s, value);
        assert_true(value >= 2);
        assert_int_equal(vx_setting_check(s, value), VX_E_RANGE);
        assert_int_equal(vx_setting_check(s, -1), VX_E_RANGE);
    }
}

static void rings_have_powers_of_two(void **state)
{
    (void)state;
    static const enum vx_setting rings[] = {VX_SET_RING_INBOX, VX_SET_RING_INGRESS,
                                            VX_SET_RING_BOOK, VX_SET_RING_BUNDLE};
    for (size_t i = 0; i < VX_LEN(rings); i++) {
        int64_t value = UNTOUCHED;
        assert_true(row_of(rings[i])->power);
        assert_int_equal(vx_setting_parse(rings[i], "8192", 4, &value), VX_OK);
        assert_int_equal(value, 8192);
        value = UNTOUCHED;
        assert_int_equal(vx_setting_parse(rings[i], "8000", 4, &value), VX_E_INVALID);
        assert_int_equal(vx_setting_parse(rings[i], "8", 1, &value), VX_E_RANGE);
        assert_int_equal(value, UNTOUCHED);
    }
}

static void texts_of_every_type(void **state)
{
    (void)state;
    static const struct {
        enum vx_setting setting;
        const char *text;
        int err;
        int64_t value;
    } rows[] = {
        {VX_SET_ORDERS_MAX, "64k", VX_OK, 64000},
        {VX_SET_ORDERS_MAX, "15", VX_E_RANGE, 0},
        {VX_SET_ORDERS_MAX, "-5", VX_E_SYNTAX, 0},
        {VX_SET_ORDERS_MAX, "many", VX_E_SYNTAX, 0},
        {VX_SET_ORDERS_MAX, "", VX_E_SYNTAX, 0},
        {VX_SET_ORDERS_MAX, "18446744073709551615", VX_E_RANGE, 0},
        {VX_SET_BUNDLE_WAIT, "100us", VX_OK, 100000},
        {VX_SET_BUNDLE_WAIT, "100", VX_E_SYNTAX, 0},
        {VX_SET_BUNDLE_WAIT, "999ns", VX_E_RANGE, 0},
        {VX_SET_BUNDLE_WAIT, "2s", VX_E_RANGE, 0},
        {VX_SET_TICK, "0.01", VX_OK, 100},
        {VX_SET_TICK, "0", VX_E_RANGE, 0},
        {VX_SET_TICK, "0.00001", VX_E_RANGE, 0},
        {VX_SET_TICK, "-0.01", VX_E_RANGE, 0},
        {VX_SET_CONFIRM, "on", VX_OK, 1},
        {VX_SET_CONFIRM, "off", VX_OK, 0},
        {VX_SET_CONFIRM, "1", VX_E_UNKNOWN, 0},
        {VX_SET_CONFIRM, "o", VX_E_UNKNOWN, 0},
        {VX_SET_CONFIRM, "", VX_E_UNKNOWN, 0},
        {VX_SET_RISK_COLLAR, "0.2", VX_OK, 200000},
        {VX_SET_RISK_COLLAR, "20%", VX_OK, 200000},
        {VX_SET_RISK_COLLAR, "0.000001", VX_OK, 1},
        {VX_SET_RISK_COLLAR, "0.0001%", VX_OK, 1},
        {VX_SET_RISK_COLLAR, "0", VX_OK, 0},
        {VX_SET_RISK_COLLAR, "0.0000001", VX_E_RANGE, 0},
        {VX_SET_RISK_COLLAR, "0.00001%", VX_E_RANGE, 0},
        {VX_SET_RISK_COLLAR, "-0.1", VX_E_RANGE, 0},
        {VX_SET_RISK_COLLAR, "9223372036854775807", VX_E_RANGE, 0},
        {VX_SET_RISK_COLLAR, "%", VX_E_SYNTAX, 0},
        {VX_SET_TOPOLOGY, "auto", VX_OK, 0},
        {VX_SET_TOPOLOGY, "map", VX_OK, 4},
        {VX_SET_TOPOLOGY, "ma", VX_E_UNKNOWN, 0},
        {VX_SET_TOPOLOGY, "auto|dedicated", VX_E_UNKNOWN, 0},
        {VX_SET_TOPOLOGY, "", VX_E_UNKNOWN, 0},
        {VX_SET_CPUS, "0,1,2,3", VX_E_INVALID, 0}, /* a text: nothing to parse */
    };
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        int64_t value = UNTOUCHED;
        int err = vx_setting_parse(rows[i].setting, rows[i].text, strlen(rows[i].text), &value);
        if (err != rows[i].err || value != (err == VX_OK ? rows[i].value : UNTOUCHED))
            fail_msg("%s \"%s\": error %d, value %lld", row_of(rows[i].setting)->name, rows[i].text,
                     err, (long long)value);
    }
}

static void text_is_cut_to_the_buffer(void **state)
{
    (void)state;
    char buf[6] = "!!!!!";
    assert_int_equal(vx_setting_format(buf, 4, VX_SET_TOPOLOGY, 1), 3);
    assert_string_equal(buf, "ded");
    assert_int_equal(buf[4], '!');
    assert_int_equal(vx_setting_format(buf, 0, VX_SET_TOPOLOGY, 1), 0);
    assert_int_equal(vx_setting_format(buf, sizeof(buf), VX_SET_TOPOLOGY, 99), 1);
    assert_string_equal(buf, "?");
    assert_int_equal(vx_setting_format(buf, sizeof(buf), VX_SET_CPUS, 0), 0);
    assert_string_equal(buf, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_unique_and_documented), cmocka_unit_test(strangers_are_not_found),
        cmocka_unit_test(defaults_and_limits_come_back),  cmocka_unit_test(every_choice_comes_back),
        cmocka_unit_test(rings_have_powers_of_two),       cmocka_unit_test(texts_of_every_type),
        cmocka_unit_test(text_is_cut_to_the_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
