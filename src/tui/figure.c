#include "tui/figure.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/base/tx.h"
#include "core/telemetry/panel.h"

#define NS_PER_S UINT64_C(1000000000)

int vx_figure_count(char *buf, uint64_t value)
{
    static const char suffix[] = "kMGTPE";
    if (value <= 99999)
        return snprintf(buf, VX_FIGURE, "%" PRIu64, value);
    int i = 0;
    uint64_t unit = 1000;
    while (value / unit >= 1000) {
        unit *= 1000;
        i++;
    }
    uint64_t whole = value / unit, tenths = value % unit / (unit / 10);
    if (whole >= 100)
        return snprintf(buf, VX_FIGURE, "%" PRIu64 "%c", whole, suffix[i]);
    return snprintf(buf, VX_FIGURE, "%" PRIu64 ".%" PRIu64 "%c", whole, tenths, suffix[i]);
}

int vx_figure_change(char *buf, int64_t value, const char *minus)
{
    char figure[VX_FIGURE];
    if (value == 0) {
        buf[0] = '\0';
        return 0;
    }
    vx_figure_count(figure, value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value);
    return snprintf(buf, VX_FIGURE, "%s%s", value < 0 ? minus : "+", figure);
}

int vx_figure_rate(char *buf, uint64_t per_second)
{
    const uint64_t v = per_second;
    if (v == VX_RATE_MAX)
        return snprintf(buf, VX_FIGURE, "max/s");
    if (v < 1000)
        return snprintf(buf, VX_FIGURE, "%" PRIu64 "/s", v);
    if (v < 999950)
        return snprintf(buf, VX_FIGURE, "%" PRIu64 ".%" PRIu64 "k/s", (v + 50) / 1000,
                        (v + 50) % 1000 / 100);
    const uint64_t hundredths = v / 10000 + (v % 10000 >= 5000);
    return snprintf(buf, VX_FIGURE, "%" PRIu64 ".%02" PRIu64 "M/s", hundredths / 100,
                    hundredths % 100);
}

int vx_figure_us(char *buf, uint64_t ns)
{
    if (ns >= 10 * NS_PER_S)
        return snprintf(buf, VX_FIGURE, "%" PRIu64 " s", ns / NS_PER_S);
    if (ns >= 10000000) /* four digits say it: 22282 */
        return snprintf(buf, VX_FIGURE, "%" PRIu64, (ns + 500) / 1000);
    if (ns >= 1000000)
        return snprintf(buf, VX_FIGURE, "%" PRIu64 ".%" PRIu64, (ns + 50) / 1000,
                        (ns + 50) % 1000 / 100);
    uint64_t hundredths = (ns + 5) / 10;
    return snprintf(buf, VX_FIGURE, "%" PRIu64 ".%02" PRIu64, hundredths / 100, hundredths % 100);
}

int vx_figure_price(char *buf, int64_t price, int decimals)
{
    const int64_t cut = decimals >= VX_PRICE_DIGITS ? 1 : 100;
    const int64_t scale = VX_PRICE_SCALE / cut;
    const char *sign = price < 0 ? "-" : "";
    int64_t value = (price < 0 ? -price : price) / cut;
    return snprintf(buf, VX_FIGURE, "%s%" PRId64 ".%0*" PRId64, sign, value / scale,
                    cut == 1 ? 4 : 2, value % scale);
}

int vx_figure_decimals(int32_t tick)
{
    return tick % 100 == 0 ? 2 : 4;
}

int vx_figure_percent(char *buf, uint64_t part, uint64_t whole)
{
    if (whole == 0 || part == 0)
        return snprintf(buf, VX_FIGURE, "  0%%");
    uint64_t percent = (uint64_t)(((unsigned __int128)part * 100 + whole / 2) / whole);
    if (percent == 0)
        return snprintf(buf, VX_FIGURE, " <1%%");
    return snprintf(buf, VX_FIGURE, "%3" PRIu64 "%%", vx_min_u64(percent, 999));
}

int vx_figure_clock(char *buf, uint64_t ns)
{
    uint64_t s = ns / NS_PER_S;
    return snprintf(buf, VX_FIGURE, "%02" PRIu64 ":%02" PRIu64 ":%02" PRIu64, s / 3600, s / 60 % 60,
                    s % 60);
}

int vx_figure_moment(char *buf, uint64_t ns)
{
    uint64_t s = ns / NS_PER_S;
    return snprintf(buf, VX_FIGURE, "%02" PRIu64 ":%02" PRIu64 ".%03" PRIu64, s / 60 % 60, s % 60,
                    ns % NS_PER_S / 1000000);
}
