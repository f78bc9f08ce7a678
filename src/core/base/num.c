#include "core/base/num.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/tx.h"

#define FRACTION_DIGITS 18u /* that count; what follows them must be zeros */
#define DECIMAL_DIGITS  9u
#define TEXT_MAX        48u

/* ---- reading ---- */

struct cursor {
    const char *text;
    size_t len;
    size_t at;
};

/* A decimal number as it was written: whole + fraction * 10^-digits. */
struct decimal {
    bool negative;
    bool too_large;  /* more than 64 bits before the point */
    unsigned digits; /* of the fraction, without trailing zeros */
    uint64_t whole;
    uint64_t fraction;
    size_t whole_at;    /* where its first digit stands */
    size_t fraction_at; /* where the fraction's first digit stands */
    size_t too_fine_at; /* a digit too far behind the point to be kept; 0: none */
};

struct unit {
    const char *name;
    uint64_t scale;
};

static const struct unit count_units[] = {
    {"k", 1000}, {"K", 1000}, {"M", 1000000}, {"G", 1000000000}};
static const struct unit duration_units[] = {{"ns", 1},
                                             {"us", 1000},
                                             {"ms", 1000000},
                                             {"s", 1000000000},
                                             {"m", 60u * (uint64_t)1000000000},
                                             {"h", 3600u * (uint64_t)1000000000}};

static uint64_t power_of_ten(unsigned n)
{
    uint64_t p = 1;
    while (n-- > 0)
        p *= 10;
    return p;
}

static int fail(int err, size_t offset, size_t *at)
{
    if (at != NULL)
        *at = offset;
    return err;
}

static int done(const struct cursor *c, size_t *at)
{
    return fail(VX_OK, c->len, at);
}

/* The next character, or -1 past the end. */
static int look(const struct cursor *c)
{
    return c->at < c->len ? (unsigned char)c->text[c->at] : -1;
}

static int digit_of(int c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return 16;
}

/* The next digit below base; a single '_' may stand before it unless `first`.  -1: none. */
static int take_digit(struct cursor *c, int base, bool first)
{
    size_t at = c->at;
    if (!first && look(c) == '_')
        c->at++;
    int digit = digit_of(look(c));
    if (digit < base) {
        c->at++;
        return digit;
    }
    c->at = at;
    return -1;
}

/* Reads on past 64 bits: what follows may not be a number at all, and that is to be said first. */
static int take_whole(struct cursor *c, int base, uint64_t *out, bool *too_large)
{
    uint64_t value = 0;
    int digit = take_digit(c, base, true);
    if (digit < 0)
        return VX_E_SYNTAX;
    for (; digit >= 0; digit = take_digit(c, base, false))
        *too_large |= __builtin_mul_overflow(value, (uint64_t)base, &value) ||
                      __builtin_add_overflow(value, (uint64_t)digit, &value);
    *out = value;
    return VX_OK;
}

/* The digits behind a point. */
static int take_fraction(struct cursor *c, struct decimal *d)
{
    d->fraction_at = c->at;
    int digit = take_digit(c, 10, true);
    if (digit < 0)
        return VX_E_SYNTAX;
    for (unsigned seen = 1; digit >= 0; digit = take_digit(c, 10, true), seen++) {
        if (digit == 0 || d->too_fine_at != 0)
            continue;
        if (seen > FRACTION_DIGITS) {
            d->too_fine_at = c->at - 1;
            continue;
        }
        d->fraction = d->fraction * power_of_ten(seen - d->digits) + (uint64_t)digit;
        d->digits = seen;
    }
    return VX_OK;
}

/* [-] digits [. digits], or [-] . digits */
static int take_decimal(struct cursor *c, bool sign, struct decimal *d)
{
    *d = (struct decimal){0};
    if (sign && look(c) == '-') {
        d->negative = true;
        c->at++;
    }
    d->whole_at = c->at;
    if (look(c) != '.') {
        int err = take_whole(c, 10, &d->whole, &d->too_large);
        if (err != VX_OK)
            return err;
    }
    if (look(c) != '.')
        return VX_OK;
    c->at++;
    return take_fraction(c, d);
}

/*
 * d * scale as a whole number.  VX_E_RANGE if it is none, with *offset at the fraction, or if it
 * is larger than max, with *offset at the first digit.
 */
static int scaled(const struct decimal *d, uint64_t scale, uint64_t max, uint64_t *out,
                  size_t *offset)
{
    uint64_t cut = power_of_ten(d->digits);
    unsigned __int128 part = (unsigned __int128)d->fraction * scale;
    unsigned __int128 sum = (unsigned __int128)d->whole * scale + part / cut;
    *offset = d->whole_at;
    if (d->too_large || sum > max)
        return VX_E_RANGE;
    *offset = d->too_fine_at != 0 ? d->too_fine_at : d->fraction_at;
    if (d->too_fine_at != 0 || part % cut != 0)
        return VX_E_RANGE;
    *out = (uint64_t)sum;
    return VX_OK;
}

/* The unit that is all of the rest of the text, or NULL. */
static const struct unit *rest_is_unit(const struct cursor *c, const struct unit *units, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(units[i].name);
        if (c->len - c->at == len && memcmp(c->text + c->at, units[i].name, len) == 0)
            return &units[i];
    }
    return NULL;
}

static int parse_hex(struct cursor *c, uint64_t *out, size_t *at)
{
    uint64_t value;
    bool too_large = false;
    c->at = 2;
    int err = take_whole(c, 16, &value, &too_large);
    if (err != VX_OK || c->at < c->len)
        return fail(VX_E_SYNTAX, c->at, at);
    if (too_large)
        return fail(VX_E_RANGE, 0, at);
    *out = value;
    return done(c, at);
}

int vx_num_parse_count(const char *text, size_t len, uint64_t *out, size_t *at)
{
    static const struct unit one = {"", 1};
    struct cursor c = {text, len, 0};
    struct decimal d;
    size_t offset;
    if (len >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
        return parse_hex(&c, out, at);
    int err = take_decimal(&c, false, &d);
    if (err != VX_OK)
        return fail(err, c.at, at);
    const struct unit *unit = &one;
    if (c.at < len)
        unit = rest_is_unit(&c, count_units, VX_LEN(count_units));
    if (unit == NULL)
        return fail(VX_E_SYNTAX, c.at, at);
    err = scaled(&d, unit->scale, UINT64_MAX, out, &offset);
    return err == VX_OK ? done(&c, at) : fail(err, offset, at);
}

int vx_num_parse_duration(const char *text, size_t len, uint64_t *ns, size_t *at)
{
    static const struct unit zero = {"", 0};
    struct cursor c = {text, len, 0};
    struct decimal d;
    size_t offset;
    int err = take_decimal(&c, false, &d);
    if (err != VX_OK)
        return fail(err, c.at, at);
    bool bare_zero =
        c.at == len && d.whole == 0 && d.digits == 0 && !d.too_large && d.too_fine_at == 0;
    const struct unit *unit =
        bare_zero ? &zero : rest_is_unit(&c, duration_units, VX_LEN(duration_units));
    if (unit == NULL)
        return fail(VX_E_SYNTAX, c.at, at);
    err = scaled(&d, unit->scale, UINT64_MAX, ns, &offset);
    return err == VX_OK ? done(&c, at) : fail(err, offset, at);
}

/* A whole text that is a decimal and nothing else. */
static int parse_whole_decimal(struct cursor *c, struct decimal *d, size_t *at)
{
    int err = take_decimal(c, true, d);
    if (err == VX_OK && c->at < c->len)
        err = VX_E_SYNTAX;
    return err == VX_OK ? VX_OK : fail(err, c->at, at);
}

int vx_num_parse_price(const char *text, size_t len, int32_t *price, size_t *at)
{
    struct cursor c = {text, len, 0};
    struct decimal d;
    uint64_t value;
    size_t offset;
    int err = parse_whole_decimal(&c, &d, at);
    if (err != VX_OK)
        return err;
    err = scaled(&d, VX_PRICE_SCALE, (uint64_t)INT32_MAX + d.negative, &value, &offset);
    if (offset != 0 && offset == d.fraction_at)
        offset += VX_PRICE_DIGITS; /* the first decimal that is too many */
    if (err != VX_OK)
        return fail(err, offset, at);
    *price = (int32_t)(d.negative ? -(int64_t)value : (int64_t)value);
    return done(&c, at);
}

int vx_num_parse_decimal(const char *text, size_t len, int64_t *value, unsigned *scale, size_t *at)
{
    struct cursor c = {text, len, 0};
    struct decimal d;
    uint64_t v;
    size_t offset;
    int err = parse_whole_decimal(&c, &d, at);
    if (err != VX_OK)
        return err;
    if (d.digits > DECIMAL_DIGITS && !d.too_large)
        return fail(VX_E_RANGE, d.fraction_at + DECIMAL_DIGITS, at);
    err = scaled(&d, power_of_ten(d.digits), INT64_MAX, &v, &offset);
    if (err != VX_OK)
        return fail(err, offset, at);
    *value = d.negative ? -(int64_t)v : (int64_t)v;
    *scale = d.digits;
    return done(&c, at);
}

/* ---- writing ---- */

/* snprintf that returns what it wrote, not what it would have liked to. */
VX_PRINTF(3, 4) static int print(char *buf, size_t size, const char *format, ...)
{
    va_list args;
    if (size == 0)
        return 0;
    va_start(args, format);
    int n = vsnprintf(buf, size, format, args);
    va_end(args);
    if (n < 0)
        buf[n = 0] = '\0';
    return (size_t)n < size ? n : (int)(size - 1);
}

static uint64_t magnitude(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

/* value * 10^-scale with at least `least` digits behind the point and no zeros after those. */
static int print_decimal(char *buf, size_t size, int64_t value, unsigned scale, unsigned least)
{
    uint64_t cut = power_of_ten(scale);
    uint64_t whole = magnitude(value) / cut;
    uint64_t part = magnitude(value) % cut;
    const char *sign = value < 0 ? "-" : "";
    for (; scale > least && part % 10 == 0; scale--)
        part /= 10;
    if (scale == 0)
        return print(buf, size, "%s%llu", sign, (unsigned long long)whole);
    return print(buf, size, "%s%llu.%0*llu", sign, (unsigned long long)whole, (int)scale,
                 (unsigned long long)part);
}

int vx_num_format_price(char *buf, size_t size, int64_t price)
{
    return print_decimal(buf, size, price, VX_PRICE_DIGITS, 2);
}

int vx_num_format_decimal(char *buf, size_t size, int64_t value, unsigned scale)
{
    assert(scale <= FRACTION_DIGITS);
    return print_decimal(buf, size, value, scale, 0);
}

int vx_num_format_grouped(char *buf, size_t size, uint64_t value)
{
    char text[TEXT_MAX];
    size_t at = sizeof(text) - 1;
    text[at] = '\0';
    unsigned digits = 0;
    do {
        if (digits > 0 && digits % 3 == 0)
            text[--at] = ',';
        text[--at] = (char)('0' + value % 10);
        digits++;
        value /= 10;
    } while (value > 0);
    return print(buf, size, "%s", text + at);
}

int vx_num_format_short(char *buf, size_t size, uint64_t value)
{
    static const char suffix[] = "kMGTPE";
    char text[TEXT_MAX];
    if (value < 1000)
        return print(buf, size, "%llu", (unsigned long long)value);
    uint64_t unit = 1000;
    unsigned i = 0;
    while (value / unit >= 1000) {
        unit *= 1000;
        i++;
    }
    /* digits behind the point that leave four in all, and once more if rounding adds a digit */
    unsigned behind = value / unit >= 100 ? 1 : value / unit >= 10 ? 2 : 3;
    uint64_t step = unit / power_of_ten(behind);
    uint64_t scaled_value = value / step + (value % step >= step - step / 2);
    if (scaled_value >= 10000 && behind > 1)
        behind--, scaled_value /= 10;
    else if (scaled_value >= 10000)
        behind = 3, scaled_value = 1000, i++;
    print_decimal(text, sizeof(text), (int64_t)scaled_value, behind, 0);
    return print(buf, size, "%s%c", text, suffix[i]);
}

int vx_num_format_duration(char *buf, size_t size, uint64_t ns)
{
    static const struct {
        uint64_t unit;
        uint64_t below; /* tenths of the unit that still read well */
        const char *name;
    } steps[] = {
        {1000, 10000, "us"},
        {1000000, 10000, "ms"},
        {1000000000, 1000, "s"},
        {60 * (uint64_t)1000000000, 1000, "min"},
        {3600 * (uint64_t)1000000000, UINT64_MAX, "h"},
    };
    if (ns < 1000)
        return print(buf, size, "%llu ns", (unsigned long long)ns);
    unsigned i = 0;
    uint64_t tenths;
    for (;; i++) {
        uint64_t tenth = steps[i].unit / 10;
        tenths = ns / tenth + (ns % tenth >= tenth / 2);
        if (tenths < steps[i].below)
            break;
    }
    return print(buf, size, "%llu.%u %s", (unsigned long long)(tenths / 10),
                 (unsigned)(tenths % 10), steps[i].name);
}

int vx_num_format_duration_exact(char *buf, size_t size, uint64_t ns)
{
    unsigned i = VX_LEN(duration_units) - 1;
    if (ns == 0)
        return print(buf, size, "0");
    while (ns % duration_units[i].scale != 0)
        i--;
    return print(buf, size, "%llu%s", (unsigned long long)(ns / duration_units[i].scale),
                 duration_units[i].name);
}

struct vx_recip vx_recip_make(uint32_t d)
{
    assert(d >= 1 && d <= (uint32_t)1 << 31);
    uint64_t magic = d == 1 ? 0 : UINT64_MAX / d + 1;
    return (struct vx_recip){.magic = magic, .d = d};
}
