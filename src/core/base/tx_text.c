#include "core/base/tx_text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "core/base/num.h"
#include "core/base/reject_text.h"

static const char *name_of(const char *const *names, size_t count, unsigned which)
{
    return which < count && names[which] ? names[which] : "?";
}

const char *vx_tx_kind_name(unsigned kind)
{
    static const char *const names[VX_TX_KINDS] = {
        [VX_TX_NONE] = "none",       [VX_TX_LIMIT] = "limit",     [VX_TX_MARKET] = "market",
        [VX_TX_CANCEL] = "cancel",   [VX_TX_REPLACE] = "replace", [VX_TX_CANCEL_ALL] = "cancel-all",
        [VX_TX_REFUSED] = "refused",
    };
    return name_of(names, VX_TX_KINDS, kind);
}

const char *vx_report_kind_name(unsigned kind)
{
    static const char *const names[VX_REPORT_KINDS] = {
        [VX_REPORT_NONE] = "none",         [VX_REPORT_ACCEPTED] = "accepted",
        [VX_REPORT_REPLACED] = "replaced", [VX_REPORT_REJECTED] = "rejected",
        [VX_REPORT_FILL] = "fill",         [VX_REPORT_CANCELLED] = "cancelled",
    };
    return name_of(names, VX_REPORT_KINDS, kind);
}

const char *vx_cancel_reason_name(unsigned reason)
{
    static const char *const names[VX_CANCEL_REASONS] = {
        [VX_CANCEL_ASKED] = "asked",
        [VX_CANCEL_REST] = "rest",
        [VX_CANCEL_SELF_TAKER] = "self-trade, aggressor",
        [VX_CANCEL_SELF_RESTED] = "self-trade, resting",
    };
    return name_of(names, VX_CANCEL_REASONS, reason);
}

const char *vx_source_name(unsigned source)
{
    static const char *const names[] = {"load", "operator", "feed", "gateway"};
    return name_of(names, VX_LEN(names), source);
}

/* A line that is written piece by piece; n: how long it would be, were there room. */
struct line {
    char *buf;
    size_t size;
    int n;
};

static VX_PRINTF(2, 3) void put(struct line *l, const char *format, ...)
{
    const size_t used = (size_t)l->n < l->size ? (size_t)l->n : l->size;
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(l->buf + used, l->size - used, format, args);
    va_end(args);
    l->n += n > 0 ? n : 0;
}

/* A quantity and a price where they are given: a cancel and a replace keep what they leave out. */
static void put_given(struct line *l, const struct vx_tx *tx)
{
    char price[32];
    if (tx->qty != 0)
        put(l, " qty=%" PRIu32, tx->qty);
    if (tx->price != 0) {
        vx_num_format_price(price, sizeof price, tx->price);
        put(l, " price=%s", price);
    }
}

static void put_order(struct line *l, const struct vx_tx *tx, const char *side, bool market)
{
    static const char *const tif[] = {"gtc", "ioc", "fok", "post"};
    char price[32];
    put(l, " %s %" PRIu32, side, tx->qty);
    if (market)
        return;
    vx_num_format_price(price, sizeof price, tx->price);
    put(l, " @ %s tif=%s", price, tif[vx_tx_tif(tx)]);
}

/* What an input of a kind says; one that was refused says what it was. */
static void put_kind(struct line *l, const struct vx_tx *tx, unsigned kind)
{
    const char *side = vx_tx_side(tx) == VX_BID ? "buy" : "sell";
    if (kind == VX_TX_CANCEL_ALL) {
        put(l, "%s%s", tx->flags & VX_TX_ONE_SIDE ? " side=" : "",
            tx->flags & VX_TX_ONE_SIDE ? side : "");
        return;
    }
    put(l, " id=%" PRIu64, tx->id);
    if (kind == VX_TX_CANCEL || kind == VX_TX_REPLACE)
        put_given(l, tx);
    else
        put_order(l, tx, side, kind == VX_TX_MARKET);
}

int vx_tx_text(char *buf, size_t size, const struct vx_tx *tx)
{
    struct line l = {.buf = buf, .size = size};
    const bool refused = tx->kind == VX_TX_REFUSED;
    put(&l, "%s", vx_tx_kind_name(tx->kind));
    put_kind(&l, tx, refused ? tx->was : tx->kind);
    put(&l, " owner=%u", (unsigned)tx->owner);
    if (tx->instrument == VX_ALL_INSTRUMENTS)
        put(&l, " instrument=all");
    else
        put(&l, " instrument=%u", (unsigned)tx->instrument);
    put(&l, " from=%s%s", vx_source_name(vx_tx_source(tx)),
        tx->flags & VX_TX_RESTORED ? " restored" : "");
    if (refused)
        put(&l, " was=%s code=%s", vx_tx_kind_name(tx->was), vx_reject_name(tx->code));
    return l.n;
}

int vx_report_text(char *buf, size_t size, const struct vx_report *r)
{
    const unsigned kind = vx_report_kind(r);
    const char *name = vx_report_kind_name(kind);
    const char *side = vx_report_side(r) == VX_BID ? "buy" : "sell";
    char price[32];
    vx_num_format_price(price, sizeof price, r->price);
    if (kind == VX_REPORT_REJECTED)
        return snprintf(buf, size, "%s id=%" PRIu64 " code=%s", name, r->id,
                        vx_reject_name(r->code));
    if (kind == VX_REPORT_FILL)
        return snprintf(buf, size,
                        "%s resting=%" PRIu64 " aggressor=%" PRIu64 " %s %" PRIu32
                        " @ %s leaves=%" PRIu32,
                        name, r->id, r->contra, side, r->qty, price, r->leaves);
    const char *more = kind == VX_REPORT_CANCELLED                  ? vx_cancel_reason_name(r->code)
                       : kind == VX_REPORT_REPLACED && r->code == 1 ? "kept its place"
                                                                    : "";
    return snprintf(buf, size, "%s id=%" PRIu64 " %s %" PRIu32 " @ %s leaves=%" PRIu32 "%s%s%s",
                    name, r->id, side, r->qty, price, r->leaves, *more ? " (" : "", more,
                    *more ? ")" : "");
}
