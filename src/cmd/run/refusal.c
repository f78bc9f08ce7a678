#include "cmd/run/refusal.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/base/num.h"

#define PPM 1000000 /* a ratio of 1 */

static int64_t setting_of(const struct vx_interp *in, enum vx_setting s)
{
    return in->session->ops->get(in->session->self, s);
}

/* The setting behind a refusal; VX_SETTINGS: none. */
static enum vx_setting limit_behind(unsigned code)
{
    switch (code) {
    case VX_REJECT_RISK_QTY:
        return VX_SET_RISK_QTY;
    case VX_REJECT_RISK_NOTIONAL:
        return VX_SET_RISK_NOTIONAL;
    case VX_REJECT_RISK_COLLAR:
        return VX_SET_RISK_COLLAR;
    case VX_REJECT_RISK_RATE:
        return VX_SET_RISK_RATE;
    case VX_REJECT_RISK_OPEN:
        return VX_SET_RISK_OPEN;
    default:
        return VX_SETTINGS;
    }
}

/* The prices that a ratio around the first instrument's reference leaves, on the tick: "80.05 to
 * 120.07". */
static void collar_text(const struct vx_interp *in, int64_t ratio, char *buf, size_t size)
{
    char low[32], high[32];
    const struct vx_panel *panel = in->session->ops->panel(in->session->self);
    const int64_t reference = (int64_t)vx_get(&panel->book.reference);
    const int64_t away = (int64_t)((__int128)reference * ratio / PPM);
    const int64_t tick = setting_of(in, VX_SET_TICK);
    const int64_t from = reference - away > tick ? reference - away : tick;
    vx_num_format_price(low, sizeof low, (from + tick - 1) / tick * tick);
    vx_num_format_price(high, sizeof high, (reference + away) / tick * tick);
    snprintf(buf, size, ", now %s to %s", low, high);
}

static void limit_text(const struct vx_interp *in, const struct vx_answer *a, enum vx_setting s,
                       char *buf, size_t size)
{
    char value[64], prices[96] = "";
    const int64_t limit = setting_of(in, s);
    vx_setting_format(value, sizeof value, s, limit);
    if (s == VX_SET_RISK_COLLAR && a->instrument == 0)
        collar_text(in, limit, prices, sizeof prices);
    snprintf(buf, size, ": %s is %s%s", vx_setting_rows[s].name, value, prices);
}

static void band_text(const struct vx_interp *in, char *buf, size_t size)
{
    char tick[32], low[32], high[32];
    vx_num_format_price(tick, sizeof tick, setting_of(in, VX_SET_TICK));
    vx_num_format_price(low, sizeof low, setting_of(in, VX_SET_PRICE_MIN));
    vx_num_format_price(high, sizeof high, setting_of(in, VX_SET_PRICE_MAX));
    snprintf(buf, size, ": multiples of %s from %s to %s", tick, low, high);
}

/* Of an order that is no more: ": order 2 was filled, 7 at 99.97". */
static void past_text(const struct vx_interp *in, const struct vx_answer *a, char *buf, size_t size)
{
    struct vx_own own;
    char price[32];
    if (in->session->ops->own(in->session->self, a->id, &own) < 0)
        return;
    const unsigned status = vx_own_status(&own);
    vx_num_format_price(price, sizeof price, (int64_t)(own.filled ? own.notional / own.filled : 0));
    if (status == VX_OWN_FILLED || (status == VX_OWN_CANCELLED && own.filled))
        snprintf(buf, size, ": order %" PRIu64 " was %s: %u at %s", a->id,
                 vx_own_status_name(status), own.filled, price);
    else if (status == VX_OWN_CANCELLED || status == VX_OWN_REJECTED)
        snprintf(buf, size, ": order %" PRIu64 " was %s", a->id, vx_own_status_name(status));
}

const char *vx_refusal_text(const struct vx_interp *in, const struct vx_answer *a, char *buf,
                            size_t size)
{
    const enum vx_setting limit = limit_behind(a->code);
    buf[0] = '\0';
    if (a->code == VX_REJECT_UNKNOWN_ID)
        past_text(in, a, buf, size);
    else if (a->code == VX_REJECT_PRICE)
        band_text(in, buf, size);
    else if (limit != VX_SETTINGS)
        limit_text(in, a, limit, buf, size);
    return buf;
}
