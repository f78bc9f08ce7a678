#include "cmd/lang/term.h"

#include <stdio.h>

#include "core/base/err.h"
#include "core/base/num.h"

__extension__ typedef __int128 wide;

static wide power_of_ten(unsigned n)
{
    wide p = 1;
    while (n-- > 0)
        p *= 10;
    return p;
}

struct vx_term vx_term_of(const struct vx_value *value)
{
    struct vx_term t = {
        .kind = VX_TERM_NUMBER, .known = value->known, .unit = (int)value->unit, .v = value->v};
    if (value->unit == VX_UNIT_PRICE)
        t.scale = VX_PRICE_DIGITS;
    else if (value->unit == VX_UNIT_PPM)
        t.scale = 6;
    if (value->unit == VX_UNIT_STATE) {
        t.kind = VX_TERM_WORD;
        t.word = vx_state_name((uint64_t)value->v);
    } else if (value->unit != VX_UNIT_HASH && value->unit != VX_UNIT_PRICE && t.v < 0) {
        t.v = INT64_MAX; /* counters are unsigned: an unlimited rate */
    }
    return t;
}

/* Rounds to `keep` decimals, half away from zero. */
static wide rounded(wide v, unsigned drop)
{
    wide cut = power_of_ten(drop);
    wide half = cut / 2;
    return drop == 0 ? v : (v < 0 ? v - half : v + half) / cut;
}

/* v * 10^-scale into *to, whose unit and kind stand. */
static int settle(struct vx_term *to, wide v, unsigned scale)
{
    while (scale > 0 && v % 10 == 0) {
        v /= 10;
        scale--;
    }
    if (scale > VX_TERM_DIGITS) {
        v = rounded(v, scale - VX_TERM_DIGITS);
        scale = VX_TERM_DIGITS;
    }
    if (v > INT64_MAX || v < INT64_MIN)
        return VX_E_RANGE;
    to->v = (int64_t)v;
    to->scale = scale;
    return VX_OK;
}

/* The two mantissas at one scale. */
static unsigned align(const struct vx_term *a, const struct vx_term *b, wide *x, wide *y)
{
    unsigned scale = a->scale > b->scale ? a->scale : b->scale;
    *x = (wide)a->v * power_of_ten(scale - a->scale);
    *y = (wide)b->v * power_of_ten(scale - b->scale);
    return scale;
}

int vx_term_add(struct vx_term *to, const struct vx_term *a, const struct vx_term *b)
{
    wide x, y;
    unsigned scale = align(a, b, &x, &y);
    return settle(to, x + y, scale);
}

int vx_term_sub(struct vx_term *to, const struct vx_term *a, const struct vx_term *b)
{
    wide x, y;
    unsigned scale = align(a, b, &x, &y);
    return settle(to, x - y, scale);
}

int vx_term_mul(struct vx_term *to, const struct vx_term *a, const struct vx_term *b)
{
    return settle(to, (wide)a->v * b->v, a->scale + b->scale);
}

int vx_term_div(struct vx_term *to, const struct vx_term *a, const struct vx_term *b)
{
    if (b->v == 0)
        return VX_E_INVALID;
    /* one decimal more than is kept, so that rounding sees it; |a.v| * 10^19 fits 128 bits */
    unsigned digits = VX_TERM_DIGITS + 1;
    wide scaled = (wide)a->v * power_of_ten(digits + b->scale);
    wide divisor = (wide)b->v * power_of_ten(a->scale);
    return settle(to, scaled / divisor, digits);
}

int vx_term_compare(const struct vx_term *a, const struct vx_term *b)
{
    wide x, y;
    align(a, b, &x, &y);
    return x < y ? -1 : x > y;
}

static int format_number(char *buf, size_t size, const struct vx_term *t)
{
    char text[40];
    if (t->unit == VX_UNIT_HASH)
        return snprintf(buf, size, "0x%016llx", (unsigned long long)t->v);
    if (t->unit == VX_UNIT_NS && t->scale == 0 && t->v >= 0)
        return vx_num_format_duration_exact(buf, size, (uint64_t)t->v);
    if (t->unit == VX_UNIT_PRICE && t->scale <= VX_PRICE_DIGITS) {
        wide price = (wide)t->v * power_of_ten(VX_PRICE_DIGITS - t->scale);
        if (price <= INT64_MAX && price >= INT64_MIN)
            return vx_num_format_price(buf, size, (int64_t)price);
    }
    vx_num_format_decimal(text, sizeof text, t->v, t->scale);
    return snprintf(buf, size, "%s%s", text, t->unit == VX_UNIT_NS ? "ns" : "");
}

int vx_term_format(char *buf, size_t size, const struct vx_term *term)
{
    if (!term->known)
        return snprintf(buf, size, "none");
    switch (term->kind) {
    case VX_TERM_WORD:
        return snprintf(buf, size, "%s", term->word);
    case VX_TERM_TRUTH:
        return snprintf(buf, size, "%s", term->v ? "true" : "false");
    case VX_TERM_NUMBER:
        break;
    }
    return format_number(buf, size, term);
}

const char *vx_term_unit_name(int unit)
{
    if (unit == VX_UNIT_BARE)
        return "number";
    return unit == VX_UNIT_NS ? "duration" : vx_unit_name((enum vx_unit)unit);
}
