#include <stdio.h>

#include "core/base/num.h"
#include "core/telemetry/metric.h"

#define PPM_DIGITS 6u

static int print_text(char *buf, size_t size, const char *before, const char *text,
                      const char *after)
{
    if (size == 0)
        return 0;
    int n = snprintf(buf, size, "%s%s%s", before, text, after);
    return (size_t)n < size ? n : (int)(size - 1);
}

/* 123456 -> "12.3%" */
static int print_percent(char *buf, size_t size, int64_t ppm)
{
    char text[32];
    int64_t half = ppm < 0 ? -500 : 500;
    int64_t tenths = ppm / 1000 + (ppm % 1000 + half) / 1000;
    uint64_t magnitude = tenths < 0 ? 0 - (uint64_t)tenths : (uint64_t)tenths;
    snprintf(text, sizeof(text), "%s%llu.%u%%", tenths < 0 ? "-" : "",
             (unsigned long long)(magnitude / 10), (unsigned)(magnitude % 10));
    return print_text(buf, size, "", text, "");
}

static int print_ns(char *buf, size_t size, int64_t ns)
{
    char text[32];
    vx_num_format_duration(text, sizeof(text), ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns);
    return print_text(buf, size, ns < 0 ? "-" : "", text, "");
}

/* Hashes, states and an unlimited rate: text in both forms. */
static int print_word(char *buf, size_t size, const struct vx_value *value, const char *quote)
{
    char text[32];
    if (value->unit == VX_UNIT_STATE)
        return print_text(buf, size, quote, vx_state_name((uint64_t)value->v), quote);
    if (value->unit == VX_UNIT_PER_SECOND)
        return print_text(buf, size, quote, "max", quote);
    snprintf(text, sizeof(text), "0x%016llx", (unsigned long long)value->v);
    return print_text(buf, size, quote, text, quote);
}

static bool is_word(const struct vx_value *value)
{
    return value->unit == VX_UNIT_STATE || value->unit == VX_UNIT_HASH ||
           (value->unit == VX_UNIT_PER_SECOND && (uint64_t)value->v == VX_RATE_MAX);
}

int vx_value_format(char *buf, size_t size, const struct vx_value *value)
{
    if (!value->known)
        return print_text(buf, size, "", "-", "");
    if (is_word(value))
        return print_word(buf, size, value, "");
    if (value->unit == VX_UNIT_PRICE)
        return vx_num_format_price(buf, size, value->v);
    if (value->unit == VX_UNIT_PPM)
        return print_percent(buf, size, value->v);
    if (value->unit == VX_UNIT_NS)
        return print_ns(buf, size, value->v);
    return vx_num_format_decimal(buf, size, value->v, 0);
}

int vx_value_format_json(char *buf, size_t size, const struct vx_value *value)
{
    if (!value->known)
        return print_text(buf, size, "", "null", "");
    if (is_word(value))
        return print_word(buf, size, value, "\"");
    if (value->unit == VX_UNIT_PRICE)
        return vx_num_format_price(buf, size, value->v);
    if (value->unit == VX_UNIT_PPM)
        return vx_num_format_decimal(buf, size, value->v, PPM_DIGITS);
    return vx_num_format_decimal(buf, size, value->v, 0);
}

const char *vx_unit_name(enum vx_unit unit)
{
    static const char *const names[] = {
        [VX_UNIT_COUNT] = "count", [VX_UNIT_LOTS] = "lots", [VX_UNIT_PRICE] = "price",
        [VX_UNIT_NS] = "ns",       [VX_UNIT_PPM] = "ratio", [VX_UNIT_PER_SECOND] = "per-second",
        [VX_UNIT_BYTES] = "bytes", [VX_UNIT_HASH] = "hash", [VX_UNIT_STATE] = "state"};
    return (size_t)unit < VX_LEN(names) ? names[unit] : "?";
}
