#include <string.h>

#include "core/base/err.h"
#include "core/base/num.h"
#include "core/telemetry/metric.h"

#define PPM_DIGITS 6u

enum { WHEN_START = false, WHEN_LIVE = true };

#define VX_SETTING(ID, label, kind, lo, hi, value, when, words) \
    [VX_SET_##ID] = {.name = label,                             \
                     .type = VX_TYPE_##kind,                    \
                     .min = (lo),                               \
                     .max = (hi),                               \
                     .dflt = (value),                           \
                     .live = WHEN_##when,                       \
                     .help = words},
#define VX_POWER(ID, label, lo, hi, value, when, words) \
    [VX_SET_##ID] = {.name = label,                     \
                     .type = VX_TYPE_COUNT,             \
                     .min = (lo),                       \
                     .max = (hi),                       \
                     .dflt = (value),                   \
                     .power = true,                     \
                     .live = WHEN_##when,               \
                     .help = words},
#define VX_CHOICE(ID, label, names, value, when, words)                           \
    [VX_SET_##ID] = {.name = label,                                               \
                     .type = VX_TYPE_CHOICE,                                      \
                     .max = sizeof(names), /* parse and format go by the names */ \
                     .dflt = (value),                                             \
                     .live = WHEN_##when,                                         \
                     .choices = names,                                            \
                     .help = words},
#define VX_TEXT(ID, label, value, when, words) \
    [VX_SET_##ID] = {                          \
        .name = label, .type = VX_TYPE_TEXT, .live = WHEN_##when, .text = value, .help = words},
const struct vx_setting_row vx_setting_rows[VX_SETTINGS] = {
#include "core/telemetry/setting.def"
};

int vx_setting_find(const char *name, size_t len)
{
    for (int i = 0; i < VX_SETTINGS; i++)
        if (strlen(vx_setting_rows[i].name) == len &&
            memcmp(vx_setting_rows[i].name, name, len) == 0)
            return i;
    return VX_E_UNKNOWN;
}

/* Choice number n of "a|b|c" and its length; NULL past the end. */
static const char *choice(const char *choices, int64_t n, size_t *len)
{
    for (; n > 0; n--) {
        choices = strchr(choices, '|');
        if (choices == NULL)
            return NULL;
        choices++;
    }
    *len = strcspn(choices, "|");
    return choices;
}

static int parse_choice(const char *choices, const char *text, size_t len, int64_t *value)
{
    size_t n = 0;
    const char *name;
    for (int64_t i = 0; (name = choice(choices, i, &n)) != NULL; i++) {
        if (n == len && memcmp(name, text, n) == 0) {
            *value = i;
            return VX_OK;
        }
    }
    return VX_E_UNKNOWN;
}

static int parse_unsigned(int (*parse)(const char *, size_t, uint64_t *, size_t *),
                          const char *text, size_t len, int64_t *value)
{
    uint64_t v;
    int err = parse(text, len, &v, NULL);
    if (err == VX_OK && v > INT64_MAX)
        err = VX_E_RANGE;
    if (err == VX_OK)
        *value = (int64_t)v;
    return err;
}

static int parse_price(const char *text, size_t len, int64_t *value)
{
    int32_t price;
    int err = vx_num_parse_price(text, len, &price, NULL);
    if (err == VX_OK)
        *value = price;
    return err;
}

/* "0.2" or "20%" */
static int parse_ppm(const char *text, size_t len, int64_t *value)
{
    unsigned digits = PPM_DIGITS;
    unsigned scale;
    int64_t v;
    if (len > 0 && text[len - 1] == '%') {
        len--;
        digits -= 2;
    }
    int err = vx_num_parse_decimal(text, len, &v, &scale, NULL);
    if (err != VX_OK)
        return err;
    if (scale > digits)
        return VX_E_RANGE;
    for (; scale < digits; scale++)
        if (__builtin_mul_overflow(v, 10, &v))
            return VX_E_RANGE;
    *value = v;
    return VX_OK;
}

static int parse_by_type(const struct vx_setting_row *row, const char *text, size_t len,
                         int64_t *value)
{
    switch (row->type) {
    case VX_TYPE_COUNT:
        return parse_unsigned(vx_num_parse_count, text, len, value);
    case VX_TYPE_DURATION:
        return parse_unsigned(vx_num_parse_duration, text, len, value);
    case VX_TYPE_PRICE:
        return parse_price(text, len, value);
    case VX_TYPE_SWITCH:
        return parse_choice("off|on", text, len, value);
    case VX_TYPE_PPM:
        return parse_ppm(text, len, value);
    case VX_TYPE_CHOICE:
        return parse_choice(row->choices, text, len, value);
    case VX_TYPE_TEXT:
        break;
    }
    return VX_E_INVALID;
}

int vx_setting_check(enum vx_setting s, int64_t value)
{
    const struct vx_setting_row *row = &vx_setting_rows[s];
    size_t len;
    if (row->type == VX_TYPE_TEXT)
        return VX_E_INVALID;
    if (row->type == VX_TYPE_CHOICE)
        return value >= 0 && choice(row->choices, value, &len) != NULL ? VX_OK : VX_E_RANGE;
    if (value < row->min || value > row->max)
        return VX_E_RANGE;
    return row->power && (value & (value - 1)) != 0 ? VX_E_INVALID : VX_OK;
}

int vx_setting_parse(enum vx_setting s, const char *text, size_t len, int64_t *value)
{
    int64_t v;
    int err = parse_by_type(&vx_setting_rows[s], text, len, &v);
    if (err == VX_OK)
        err = vx_setting_check(s, v);
    if (err == VX_OK)
        *value = v;
    return err;
}

static int format_choice(char *buf, size_t size, const char *choices, int64_t value)
{
    size_t len = 0;
    const char *name = value >= 0 ? choice(choices, value, &len) : NULL;
    if (size == 0)
        return 0;
    if (name == NULL) {
        name = "?";
        len = 1;
    }
    len = len < size ? len : size - 1;
    memcpy(buf, name, len);
    buf[len] = '\0';
    return (int)len;
}

int vx_setting_format(char *buf, size_t size, enum vx_setting s, int64_t value)
{
    const struct vx_setting_row *row = &vx_setting_rows[s];
    switch (row->type) {
    case VX_TYPE_COUNT:
        return vx_num_format_decimal(buf, size, value, 0);
    case VX_TYPE_DURATION:
        return vx_num_format_duration_exact(buf, size, (uint64_t)value);
    case VX_TYPE_PRICE:
        return vx_num_format_price(buf, size, value);
    case VX_TYPE_PPM:
        return vx_num_format_decimal(buf, size, value, PPM_DIGITS);
    case VX_TYPE_SWITCH:
        return format_choice(buf, size, "off|on", value);
    case VX_TYPE_CHOICE:
        return format_choice(buf, size, row->choices, value);
    case VX_TYPE_TEXT:
        break;
    }
    return format_choice(buf, size, "", 0);
}
