/*
 * test_num.c: numbers as text: tables of boundaries, round trips, and random texts against a
 * reader that is obviously right.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/err.h"
#include "core/base/num.h"
#include "core/base/prng.h"
#include "../../scale.h"

#define UNTOUCHED 0x5a5a5a5a5a5a5a5au
#define FUZZ      200000u /* as VX_TEST_SCALE says */

/* ---- reading: one row a text ---- */

struct reading {
    const char *text;
    int err;
    uint64_t value;
    size_t at; /* of an error */
};

typedef int (*parse_u64)(const char *, size_t, uint64_t *, size_t *);

static void check_readings(parse_u64 parse, const struct reading *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct reading *row = &rows[i];
        size_t len = strlen(row->text);
        uint64_t value = UNTOUCHED;
        size_t at = 999;
        int err = parse(row->text, len, &value, &at);
        if (err != row->err || value != (err == VX_OK ? row->value : UNTOUCHED) ||
            at != (err == VX_OK ? len : row->at))
            fail_msg("\"%s\": error %d, value %llu, offset %zu", row->text, err,
                     (unsigned long long)value, at);
        value = UNTOUCHED;
        assert_int_equal(parse(row->text, len, &value, NULL), row->err);
    }
}

static void counts(void **state)
{
    (void)state;
    static const struct reading rows[] = {
        {"0", VX_OK, 0, 0},
        {"007", VX_OK, 7, 0},
        {"123", VX_OK, 123, 0},
        {"5k", VX_OK, 5000, 0},
        {"5K", VX_OK, 5000, 0},
        {"1.5M", VX_OK, 1500000, 0},
        {"2G", VX_OK, 2000000000, 0},
        {".5k", VX_OK, 500, 0},
        {"0.001k", VX_OK, 1, 0},
        {"1.000", VX_OK, 1, 0},
        {"1.123456789G", VX_OK, 1123456789, 0},
        {"1_000_000", VX_OK, 1000000, 0},
        {"0x1f", VX_OK, 0x1f, 0},
        {"0XFFFF_FFFF_FFFF_FFFF", VX_OK, UINT64_MAX, 0},
        {"18446744073709551615", VX_OK, UINT64_MAX, 0},
        {"18446744073.709551615G", VX_OK, UINT64_MAX, 0},
        {"18446744073.709551616G", VX_E_RANGE, 0, 0},
        {"18446744073709551616", VX_E_RANGE, 0, 0},
        {"18446744073709551615k", VX_E_RANGE, 0, 0},
        {"0x10000000000000000", VX_E_RANGE, 0, 0},
        {"1.5", VX_E_RANGE, 0, 2},
        {"1.0005k", VX_E_RANGE, 0, 2},
        {"1.0000000000000000000000", VX_OK, 1, 0},
        {"1.0000000000000000000001", VX_E_RANGE, 0, 23},
        {"", VX_E_SYNTAX, 0, 0},
        {"k", VX_E_SYNTAX, 0, 0},
        {".", VX_E_SYNTAX, 0, 1},
        {"1.", VX_E_SYNTAX, 0, 2},
        {"1.k", VX_E_SYNTAX, 0, 2},
        {"-1", VX_E_SYNTAX, 0, 0},
        {"+1", VX_E_SYNTAX, 0, 0},
        {" 1", VX_E_SYNTAX, 0, 0},
        {"1 ", VX_E_SYNTAX, 0, 1},
        {"1x", VX_E_SYNTAX, 0, 1},
        {"1kk", VX_E_SYNTAX, 0, 1},
        {"5m", VX_E_SYNTAX, 0, 1},
        {"1__0", VX_E_SYNTAX, 0, 1},
        {"1_", VX_E_SYNTAX, 0, 1},
        {"_1", VX_E_SYNTAX, 0, 0},
        {"1._5k", VX_E_SYNTAX, 0, 2},
        {"0x", VX_E_SYNTAX, 0, 2},
        {"0x1g", VX_E_SYNTAX, 0, 3},
        {"0x1k", VX_E_SYNTAX, 0, 3},
        {"\xff", VX_E_SYNTAX, 0, 0},
    };
    check_readings(vx_num_parse_count, rows, VX_LEN(rows));
}

static void durations(void **state)
{
    (void)state;
    static const struct reading rows[] = {
        {"0", VX_OK, 0, 0},
        {"0.000", VX_OK, 0, 0},
        {"0ms", VX_OK, 0, 0},
        {"250ns", VX_OK, 250, 0},
        {"100us", VX_OK, 100000, 0},
        {"20ms", VX_OK, 20000000, 0},
        {"1.5ms", VX_OK, 1500000, 0},
        {"2s", VX_OK, 2000000000, 0},
        {"1m", VX_OK, 60000000000, 0},
        {"1h", VX_OK, 3600000000000, 0},
        {"0.5m", VX_OK, 30000000000, 0},
        {"0.0000000000025h", VX_OK, 9, 0}, /* the finest fraction of an hour in whole ns */
        {"1_000us", VX_OK, 1000000, 0},
        {"18446744073709551615ns", VX_OK, UINT64_MAX, 0},
        {"18446744073709551616ns", VX_E_RANGE, 0, 0},
        {"5124096h", VX_E_RANGE, 0, 0},
        {"1.5ns", VX_E_RANGE, 0, 2},
        {"0.0001us", VX_E_RANGE, 0, 2},
        {"1", VX_E_SYNTAX, 0, 1},
        {"1.5", VX_E_SYNTAX, 0, 3},
        {"0x1s", VX_E_SYNTAX, 0, 1},
        {"1S", VX_E_SYNTAX, 0, 1},
        {"1 s", VX_E_SYNTAX, 0, 1},
        {"1sec", VX_E_SYNTAX, 0, 1},
        {"-1s", VX_E_SYNTAX, 0, 0},
        {"s", VX_E_SYNTAX, 0, 0},
        {"", VX_E_SYNTAX, 0, 0},
    };
    check_readings(vx_num_parse_duration, rows, VX_LEN(rows));
}

static void prices(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int err;
        int32_t price;
        size_t at;
    } rows[] = {
        {"100.25", VX_OK, 1002500, 0},
        {"100", VX_OK, 1000000, 0},
        {"-3", VX_OK, -30000, 0},
        {".5", VX_OK, 5000, 0},
        {"-.5", VX_OK, -5000, 0},
        {"-0", VX_OK, 0, 0},
        {"0.0001", VX_OK, 1, 0},
        {"100.250000", VX_OK, 1002500, 0},
        {"1_000.5", VX_OK, 10005000, 0},
        {"214748.3647", VX_OK, INT32_MAX, 0},
        {"-214748.3648", VX_OK, INT32_MIN, 0},
        {"214748.3648", VX_E_RANGE, 0, 0},
        {"-214748.3649", VX_E_RANGE, 0, 1},
        {"99999999999999999999", VX_E_RANGE, 0, 0},
        {"-99999999999999999999", VX_E_RANGE, 0, 1},
        {"100.00005", VX_E_RANGE, 0, 8},
        {"100.25005", VX_E_RANGE, 0, 8},
        {"", VX_E_SYNTAX, 0, 0},
        {"-", VX_E_SYNTAX, 0, 1},
        {"--1", VX_E_SYNTAX, 0, 1},
        {"1.", VX_E_SYNTAX, 0, 2},
        {"1.2.3", VX_E_SYNTAX, 0, 3},
        {"1,5", VX_E_SYNTAX, 0, 1},
        {"1e5", VX_E_SYNTAX, 0, 1},
        {"0x10", VX_E_SYNTAX, 0, 1},
        {"5k", VX_E_SYNTAX, 0, 1},
        {"@5", VX_E_SYNTAX, 0, 0},
    };
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        int32_t price = 0x5a5a5a5a;
        size_t len = strlen(rows[i].text);
        size_t at = 999;
        int err = vx_num_parse_price(rows[i].text, len, &price, &at);
        if (err != rows[i].err || price != (err == VX_OK ? rows[i].price : 0x5a5a5a5a) ||
            at != (err == VX_OK ? len : rows[i].at))
            fail_msg("\"%s\": error %d, price %d, offset %zu", rows[i].text, err, price, at);
    }
}

static void decimals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int err;
        int64_t value;
        unsigned scale;
        size_t at;
    } rows[] = {
        {"-1.25", VX_OK, -125, 2, 0},
        {"0", VX_OK, 0, 0, 0},
        {"0.8", VX_OK, 8, 1, 0},
        {"1.50", VX_OK, 15, 1, 0},
        {"7.000000000000", VX_OK, 7, 0, 0},
        {"1.123456789", VX_OK, 1123456789, 9, 0},
        {"9223372036854775807", VX_OK, INT64_MAX, 0, 0},
        {"9223372036.854775807", VX_OK, INT64_MAX, 9, 0},
        {"-9223372036854775807", VX_OK, -INT64_MAX, 0, 0},
        {"9223372036854775808", VX_E_RANGE, 0, 0, 0},
        {"9223372036.854775808", VX_E_RANGE, 0, 0, 0},
        {"1.1234567891", VX_E_RANGE, 0, 0, 11},
        {"1.", VX_E_SYNTAX, 0, 0, 2},
        {"abc", VX_E_SYNTAX, 0, 0, 0},
    };
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        int64_t value = 77;
        unsigned scale = 77;
        size_t at = 999;
        int err = vx_num_parse_decimal(rows[i].text, strlen(rows[i].text), &value, &scale, &at);
        bool as_said = err == VX_OK ? value == rows[i].value && scale == rows[i].scale
                                    : value == 77 && scale == 77 && at == rows[i].at;
        if (err != rows[i].err || !as_said)
            fail_msg("\"%s\": error %d, %lld, scale %u, offset %zu", rows[i].text, err,
                     (long long)value, scale, at);
    }
}

static void reads_no_further_than_len(void **state)
{
    (void)state;
    uint64_t value = 0;
    assert_int_equal(vx_num_parse_count("123456", 3, &value, NULL), VX_OK);
    assert_int_equal(value, 123);
    assert_int_equal(vx_num_parse_duration("20msx", 4, &value, NULL), VX_OK);
    assert_int_equal(value, 20000000);
    assert_int_equal(vx_num_parse_count("0x12", 3, &value, NULL), VX_OK);
    assert_int_equal(value, 1);
    assert_int_equal(vx_num_parse_count("0x", 1, &value, NULL), VX_OK);
    assert_int_equal(value, 0);
}

/* ---- writing ---- */

typedef int (*format_u64)(char *, size_t, uint64_t);
struct writing {
    uint64_t value;
    const char *text;
};

static void check_writings(format_u64 format, const struct writing *rows, size_t n)
{
    char buf[64];
    for (size_t i = 0; i < n; i++) {
        int len = format(buf, sizeof(buf), rows[i].value);
        assert_string_equal(buf, rows[i].text);
        assert_int_equal(len, strlen(rows[i].text));
    }
}

static void grouped(void **state)
{
    (void)state;
    static const struct writing rows[] = {
        {0, "0"},
        {999, "999"},
        {1000, "1,000"},
        {12345678, "12,345,678"},
        {100000, "100,000"},
        {UINT64_MAX, "18,446,744,073,709,551,615"},
    };
    check_writings(vx_num_format_grouped, rows, VX_LEN(rows));
}

static void short_form(void **state)
{
    (void)state;
    static const struct writing rows[] = {
        {0, "0"},
        {999, "999"},
        {1000, "1k"},
        {1234, "1.234k"},
        {9999, "9.999k"},
        {10000, "10k"},
        {12344, "12.34k"},
        {12345, "12.35k"},
        {99980, "99.98k"},
        {99994, "99.99k"},
        {99995, "100k"},
        {999949, "999.9k"},
        {999950, "1M"},
        {12300000, "12.3M"},
        {1000000000, "1G"},
        {9999500000, "10G"},
        {999949999999999999, "999.9P"},
        {999950000000000000, "1E"},
        {UINT64_MAX, "18.45E"},
    };
    check_writings(vx_num_format_short, rows, VX_LEN(rows));
}

static void short_form_is_never_wider_than_six_and_close(void **state)
{
    (void)state;
    struct vx_prng p;
    char buf[32];
    vx_prng_seed(&p, 1);
    for (uint64_t left = vx_test_scaled(FUZZ); left > 0; left--) {
        uint64_t value = vx_prng_next(&p) >> vx_prng_below(&p, 64);
        int len = vx_num_format_short(buf, sizeof(buf), value);
        assert_in_range(len, 1, 6);
        char suffix = buf[len - 1];
        uint64_t unit = 1;
        for (const char *s = " kMGTPE"; suffix > '9' && *s != suffix; s++)
            unit *= 1000;
        buf[len] = '\0';
        double back = strtod(buf, NULL) * (double)unit;
        assert_true(back >= (double)value * 0.9994 && back <= (double)value * 1.0006);
    }
}

static void duration_for_people(void **state)
{
    (void)state;
    static const struct writing rows[] = {
        {0, "0 ns"},
        {85, "85 ns"},
        {999, "999 ns"},
        {1000, "1.0 us"},
        {12400, "12.4 us"},
        {12449, "12.4 us"},
        {12450, "12.5 us"},
        {999949, "999.9 us"},
        {999950, "1.0 ms"},
        {3100000, "3.1 ms"},
        {2000000000, "2.0 s"},
        {99949999999, "99.9 s"},
        {99950000000, "1.7 min"},
        {600000000000, "10.0 min"},
        {7200000000000, "2.0 h"},
        {UINT64_MAX, "5124095.6 h"},
    };
    check_writings(vx_num_format_duration, rows, VX_LEN(rows));
}

static void duration_exact(void **state)
{
    (void)state;
    static const struct writing rows[] = {
        {0, "0"},
        {1, "1ns"},
        {1500, "1500ns"},
        {1500000, "1500us"},
        {2000000000, "2s"},
        {60000000000, "1m"},
        {90000000000, "90s"},
        {7200000000000, "2h"},
        {UINT64_MAX, "18446744073709551615ns"},
    };
    check_writings(vx_num_format_duration_exact, rows, VX_LEN(rows));
}

static void prices_out(void **state)
{
    (void)state;
    static const struct {
        int64_t price;
        const char *text;
    } rows[] = {
        {0, "0.00"},
        {1, "0.0001"},
        {-1, "-0.0001"},
        {1000500, "100.05"},
        {1000525, "100.0525"},
        {1000520, "100.052"},
        {1000000, "100.00"},
        {-30000, "-3.00"},
        {INT32_MAX, "214748.3647"},
        {INT64_MAX, "922337203685477.5807"},
        {INT64_MIN, "-922337203685477.5808"},
    };
    char buf[64];
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        assert_int_equal(vx_num_format_price(buf, sizeof(buf), rows[i].price),
                         strlen(rows[i].text));
        assert_string_equal(buf, rows[i].text);
    }
}

static void decimals_out(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        unsigned scale;
        const char *text;
    } rows[] = {
        {-125, 2, "-1.25"},
        {0, 0, "0"},
        {0, 9, "0"},
        {150, 2, "1.5"},
        {200, 2, "2"},
        {8, 1, "0.8"},
        {-1, 9, "-0.000000001"},
        {INT64_MIN, 0, "-9223372036854775808"},
        {INT64_MAX, 18, "9.223372036854775807"},
    };
    char buf[64];
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        assert_int_equal(vx_num_format_decimal(buf, sizeof(buf), rows[i].value, rows[i].scale),
                         strlen(rows[i].text));
        assert_string_equal(buf, rows[i].text);
    }
}

static void writers_stay_in_their_buffer(void **state)
{
    (void)state;
    char buf[8];
    memset(buf, '!', sizeof(buf));
    assert_int_equal(vx_num_format_grouped(buf, 5, 12345678), 4);
    assert_memory_equal(buf, "12,3\0!!!", 8);
    assert_int_equal(vx_num_format_price(buf, 1, 1000500), 0);
    assert_int_equal(buf[0], '\0');
    memset(buf, '!', sizeof(buf));
    assert_int_equal(vx_num_format_short(buf, 0, 1234), 0);
    assert_int_equal(vx_num_format_duration(buf, 0, 1234), 0);
    assert_int_equal(vx_num_format_duration_exact(buf, 0, 1234), 0);
    assert_int_equal(vx_num_format_decimal(buf, 0, 1234, 2), 0);
    assert_memory_equal(buf, "!!!!!!!!", 8);
}

/* ---- there and back ---- */

static void random_values_come_back(void **state)
{
    (void)state;
    struct vx_prng p;
    char buf[64];
    vx_prng_seed(&p, 2);
    for (uint64_t left = vx_test_scaled(FUZZ); left > 0; left--) {
        uint64_t any = vx_prng_next(&p) >> vx_prng_below(&p, 64);
        uint64_t back = 0;
        int len = vx_num_format_duration_exact(buf, sizeof(buf), any);
        assert_int_equal(vx_num_parse_duration(buf, (size_t)len, &back, NULL), VX_OK);
        assert_true(back == any);

        int32_t price = (int32_t)(uint32_t)vx_prng_next(&p);
        int32_t price_back = 0;
        len = vx_num_format_price(buf, sizeof(buf), price);
        assert_int_equal(vx_num_parse_price(buf, (size_t)len, &price_back, NULL), VX_OK);
        assert_int_equal(price, price_back);

        int64_t value = (int64_t)(any >> 1) * (left % 2 ? 1 : -1);
        unsigned scale = (unsigned)vx_prng_below(&p, 10);
        int64_t value_back = 0;
        unsigned scale_back = 0;
        len = vx_num_format_decimal(buf, sizeof(buf), value, scale);
        assert_int_equal(vx_num_parse_decimal(buf, (size_t)len, &value_back, &scale_back, NULL),
                         VX_OK);
        assert_true(scale_back <= scale);
        for (; scale_back < scale; scale_back++)
            value_back *= 10;
        assert_true(value == value_back);
    }
}

/*
 * The naive reader: digits are moved into one big number of 10^-18 parts, everything checked by
 * counting characters.  Texts are short enough not to overflow it.
 */
static int naive_count(const char *text, size_t len, uint64_t *out)
{
    unsigned __int128 parts = 0;
    uint64_t scale = 1;
    size_t points = 0, digits = 0, behind = 0;
    if (len > 0 && strchr("kKMG", text[len - 1]) != NULL) {
        scale = text[len - 1] == 'M' ? 1000000 : text[len - 1] == 'G' ? 1000000000 : 1000;
        len--;
    }
    if (len == 0 || text[len - 1] == '.')
        return VX_E_SYNTAX;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '.' && ++points == 1)
            continue;
        if (text[i] < '0' || text[i] > '9')
            return VX_E_SYNTAX;
        parts = parts * 10 + (unsigned)(text[i] - '0');
        digits++;
        behind += points;
    }
    if (digits == 0)
        return VX_E_SYNTAX;
    parts *= scale;
    for (; behind > 0; behind--) {
        if (parts % 10 != 0)
            return VX_E_RANGE;
        parts /= 10;
    }
    if (parts >> 64)
        return VX_E_RANGE;
    *out = (uint64_t)parts;
    return VX_OK;
}

static void random_texts_read_as_a_naive_reader_does(void **state)
{
    (void)state;
    static const char alphabet[] = "00001122334455667789....kMGx-k";
    struct vx_prng p;
    unsigned good = 0;
    vx_prng_seed(&p, 3);
    for (uint64_t left = vx_test_scaled(FUZZ); left > 0; left--) {
        char text[24];
        size_t len = vx_prng_below(&p, 22);
        for (size_t k = 0; k < len; k++)
            text[k] = alphabet[vx_prng_below(&p, k + 1 < len ? 24 : sizeof(alphabet) - 1)];
        if (len >= 2 && text[0] == '0' && text[1] == 'x')
            continue;
        uint64_t value = UNTOUCHED, naive = UNTOUCHED;
        size_t at = 999;
        int err = vx_num_parse_count(text, len, &value, &at);
        int expected = naive_count(text, len, &naive);
        if (err != expected || value != naive || at > len)
            fail_msg("\"%.*s\": error %d not %d, value %llu not %llu", (int)len, text, err,
                     expected, (unsigned long long)value, (unsigned long long)naive);
        good += err == VX_OK;
    }
    assert_true(good > vx_test_scaled(FUZZ) / 20);
}

static void random_bytes_never_confuse(void **state)
{
    (void)state;
    static const char alphabet[] = "0019.-_xX@kMGnsumh \t\xc2\xb5\xff";
    struct vx_prng p;
    vx_prng_seed(&p, 4);
    for (uint64_t left = vx_test_scaled(FUZZ); left > 0; left--) {
        char text[40];
        char buf[64];
        size_t len = vx_prng_below(&p, sizeof(text));
        for (size_t k = 0; k < len; k++)
            text[k] = alphabet[vx_prng_below(&p, sizeof(alphabet) - 1)];
        uint64_t u = UNTOUCHED, again = 0;
        int32_t price = 0x5a5a5a5a, price_again = 0;
        size_t at = 999;
        int err = vx_num_parse_duration(text, len, &u, &at);
        assert_true(at <= len && (err == VX_OK || u == UNTOUCHED));
        if (err == VX_OK) {
            int n = vx_num_format_duration_exact(buf, sizeof(buf), u);
            assert_int_equal(vx_num_parse_duration(buf, (size_t)n, &again, NULL), VX_OK);
            assert_true(again == u);
        }
        err = vx_num_parse_price(text, len, &price, &at);
        assert_true(at <= len && (err == VX_OK || price == 0x5a5a5a5a));
        if (err == VX_OK) {
            int n = vx_num_format_price(buf, sizeof(buf), price);
            assert_int_equal(vx_num_parse_price(buf, (size_t)n, &price_again, NULL), VX_OK);
            assert_int_equal(price_again, price);
        }
    }
}

/* ---- division without dividing ---- */

static void check_recip(uint32_t d, struct vx_prng *p)
{
    struct vx_recip r = vx_recip_make(d);
    uint32_t edges[] = {0,
                        1,
                        d - 1,
                        d,
                        d + 1,
                        2 * d,
                        2 * d - 1,
                        UINT32_MAX / d * d,
                        UINT32_MAX,
                        1u << 31,
                        UINT32_MAX / d * d - 1,
                        UINT32_MAX - 1};
    for (size_t i = 0; i < VX_LEN(edges); i++)
        assert_int_equal(vx_recip_div(r, edges[i]), edges[i] / d);
    for (unsigned i = 0; i < 16; i++) {
        uint32_t n = (uint32_t)vx_prng_next(p);
        assert_int_equal(vx_recip_div(r, n), n / d);
    }
}

static void reciprocal_divides_exactly(void **state)
{
    (void)state;
    struct vx_prng p;
    vx_prng_seed(&p, 5);
    for (uint32_t d = 1; d < 5000; d++)
        check_recip(d, &p);
    for (unsigned bit = 13; bit < 31; bit++) {
        check_recip((1u << bit) - 1, &p);
        check_recip(1u << bit, &p);
        check_recip((1u << bit) + 1, &p);
    }
    check_recip(1u << 31, &p);
    for (unsigned i = 0; i < 5000; i++)
        check_recip(1 + (uint32_t)vx_prng_below(&p, 1u << 31), &p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts),
        cmocka_unit_test(durations),
        cmocka_unit_test(prices),
        cmocka_unit_test(decimals),
        cmocka_unit_test(reads_no_further_than_len),
        cmocka_unit_test(grouped),
        cmocka_unit_test(short_form),
        cmocka_unit_test(short_form_is_never_wider_than_six_and_close),
        cmocka_unit_test(duration_for_people),
        cmocka_unit_test(duration_exact),
        cmocka_unit_test(prices_out),
        cmocka_unit_test(decimals_out),
        cmocka_unit_test(writers_stay_in_their_buffer),
        cmocka_unit_test(random_values_come_back),
        cmocka_unit_test(random_texts_read_as_a_naive_reader_does),
        cmocka_unit_test(random_bytes_never_confuse),
        cmocka_unit_test(reciprocal_divides_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
