#include "core/pipeline/gate.h"

#define PPM 1000000u

static int64_t setting(const struct vx_gate *g, enum vx_setting s)
{
    return atomic_load_explicit(&g->panel->control.setting[s], memory_order_relaxed);
}

static bool is_order(const struct vx_tx *tx)
{
    return tx->kind == VX_TX_LIMIT || tx->kind == VX_TX_MARKET || tx->kind == VX_TX_REPLACE;
}

/* What does not depend on anything but the input and the engine's shape. */
static enum vx_reject check_form(const struct vx_gate *g, const struct vx_tx *tx)
{
    const bool all = tx->kind == VX_TX_CANCEL_ALL;
    if (!is_order(tx) && tx->kind != VX_TX_CANCEL && !all)
        return VX_REJECT_KIND;
    const bool fresh = tx->kind == VX_TX_LIMIT || tx->kind == VX_TX_MARKET;
    if (fresh && (tx->id == 0 || tx->id > VX_ID_MAX))
        return VX_REJECT_ID;
    if (tx->instrument >= g->instruments && !(all && tx->instrument == VX_ALL_INSTRUMENTS))
        return VX_REJECT_INSTRUMENT;
    if (tx->kind != VX_TX_LIMIT && (tx->kind != VX_TX_REPLACE || tx->price == 0))
        return VX_REJECT_NONE;
    if (tx->price < g->price_min || tx->price > g->price_max)
        return VX_REJECT_PRICE;
    const uint32_t price = (uint32_t)tx->price;
    return vx_recip_div(g->tick, price) * g->tick.d == price ? VX_REJECT_NONE : VX_REJECT_PRICE;
}

/* Products stay below 2^63: a price has 31 bits, a quantity 32, a ratio 30. */
static enum vx_reject check_size(const struct vx_gate *g, const struct vx_tx *tx)
{
    const uint64_t reference = (uint64_t)vx_marks_reference(g->marks, tx->instrument);
    const bool priced = tx->price != 0 && tx->kind != VX_TX_MARKET;
    const uint64_t price = priced ? (uint64_t)tx->price : reference;
    if (tx->qty > (uint64_t)setting(g, VX_SET_RISK_QTY))
        return VX_REJECT_RISK_QTY;
    if (price * tx->qty > (uint64_t)setting(g, VX_SET_RISK_NOTIONAL) * VX_PRICE_SCALE)
        return VX_REJECT_RISK_NOTIONAL;
    const uint64_t collar = (uint64_t)setting(g, VX_SET_RISK_COLLAR);
    if (collar == 0 || reference == 0 || vx_tx_source(tx) == VX_SOURCE_FEED)
        return VX_REJECT_NONE;
    const uint64_t away = price > reference ? price - reference : reference - price;
    return away * PPM > reference * collar ? VX_REJECT_RISK_COLLAR : VX_REJECT_NONE;
}

/* Inputs on their way are counted as if each would rest: the limit is never passed. */
static bool is_too_many_open(const struct vx_gate *g, const struct vx_tx *tx, uint64_t sequenced)
{
    const unsigned tif = vx_tx_tif(tx);
    if (tx->kind != VX_TX_LIMIT || (tif != VX_TIF_GTC && tif != VX_TIF_POST))
        return false;
    const uint64_t on_their_way = sequenced - vx_marks_get_answered(g->marks);
    return vx_marks_get_orders(g->marks) + on_their_way >= (uint64_t)setting(g, VX_SET_RISK_OPEN);
}

static bool is_too_fast(struct vx_gate *g, const struct vx_tx *tx, uint64_t now_ns)
{
    const uint64_t most = (uint64_t)setting(g, VX_SET_RISK_RATE);
    const unsigned source = vx_tx_source(tx);
    if (most == 0 || (source != VX_SOURCE_OPERATOR && source != VX_SOURCE_GATEWAY))
        return false;
    if (g->window_orders == 0 || now_ns - g->window_ns >= VX_GATE_WINDOW_NS) {
        g->window_ns = now_ns;
        g->window_orders = 0;
    }
    if (g->window_orders >= most)
        return true;
    g->window_orders++;
    return false;
}

enum vx_reject vx_gate_check(struct vx_gate *g, const struct vx_tx *tx, uint64_t sequenced,
                             uint64_t now_ns)
{
    if (g->halted && is_order(tx))
        return VX_REJECT_HALTED;
    if (VX_UNLIKELY(g->journal_full) && is_order(tx))
        return VX_REJECT_JOURNAL_FULL;
    enum vx_reject code = check_form(g, tx);
    if (code != VX_REJECT_NONE || !is_order(tx))
        return code;
    code = check_size(g, tx);
    if (code != VX_REJECT_NONE)
        return code;
    if (is_too_many_open(g, tx, sequenced))
        return VX_REJECT_RISK_OPEN;
    return is_too_fast(g, tx, now_ns) ? VX_REJECT_RISK_RATE : VX_REJECT_NONE;
}

void vx_gate_refuse(struct vx_tx *tx, enum vx_reject code)
{
    tx->was = tx->kind;
    tx->kind = VX_TX_REFUSED;
    tx->code = (uint8_t)code;
}
