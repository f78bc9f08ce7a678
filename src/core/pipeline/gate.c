#include "core/pipeline/gate.h"

#define PPM 1000000u

static int64_t setting(const struct vx_gate *g, enum vx_setting s)
{
    return atomic_load_explicit(&g->panel->control.setting[s], memory_order_relaxed);
}

/* What there is to an input of a kind; 0: no input is of it. */
enum form {
    FORM_KNOWN = 1,
    FORM_ORDER = 2,  /* may trade */
    FORM_FRESH = 4,  /* brings an id of its own */
    FORM_PRICED = 8, /* has a price */
    FORM_MOVED = 16, /* has a price, or 0 */
    FORM_ALL = 32    /* may be for all instruments */
};
static const uint8_t forms[VX_TX_KINDS] = {
    [VX_TX_LIMIT] = FORM_KNOWN | FORM_ORDER | FORM_FRESH | FORM_PRICED,
    [VX_TX_MARKET] = FORM_KNOWN | FORM_ORDER | FORM_FRESH,
    [VX_TX_CANCEL] = FORM_KNOWN,
    [VX_TX_REPLACE] = FORM_KNOWN | FORM_ORDER | FORM_MOVED,
    [VX_TX_CANCEL_ALL] = FORM_KNOWN | FORM_ALL,
};

static inline bool is_priced(const struct vx_tx *tx, unsigned form)
{
    const bool moved = (form & FORM_MOVED) != 0;
    return ((form & FORM_PRICED) != 0) | (moved & (tx->price != 0));
}

/* What does not depend on anything but the input and the engine's shape. */
static inline enum vx_reject check_form(const struct vx_gate *g, const struct vx_tx *tx,
                                        unsigned form)
{
    if (VX_UNLIKELY(form == 0))
        return VX_REJECT_KIND;
    if (VX_UNLIKELY(tx->id - 1 >= VX_ID_MAX) && form & FORM_FRESH)
        return VX_REJECT_ID;
    if (VX_UNLIKELY(tx->instrument >= g->instruments) &&
        !(form & FORM_ALL && tx->instrument == VX_ALL_INSTRUMENTS))
        return VX_REJECT_INSTRUMENT;
    return VX_REJECT_NONE;
}

static inline bool has_price(const struct vx_gate *g, const struct vx_tx *tx)
{
    const uint32_t price = (uint32_t)tx->price;
    return (tx->price >= g->price_min) & (tx->price <= g->price_max) &
           (vx_recip_div(g->tick, price) * g->tick.d == price);
}

/* Products stay below 2^63: a price has 31 bits, a quantity 32, a ratio 30. */
static inline enum vx_reject check_size(const struct vx_gate *g, const struct vx_tx *tx,
                                        unsigned form)
{
    const uint64_t reference = (uint64_t)vx_marks_reference(g->marks, tx->instrument);
    const uint64_t price = is_priced(tx, form) ? (uint64_t)tx->price : reference;
    if (VX_UNLIKELY(tx->qty > (uint64_t)setting(g, VX_SET_RISK_QTY)))
        return VX_REJECT_RISK_QTY;
    if (VX_UNLIKELY(price * tx->qty > (uint64_t)setting(g, VX_SET_RISK_NOTIONAL) * VX_PRICE_SCALE))
        return VX_REJECT_RISK_NOTIONAL;
    const uint64_t collar = (uint64_t)setting(g, VX_SET_RISK_COLLAR);
    const uint64_t away = price > reference ? price - reference : reference - price;
    if (VX_LIKELY(away * PPM <= reference * collar))
        return VX_REJECT_NONE;
    const bool free = collar == 0 || reference == 0 || vx_tx_source(tx) == VX_SOURCE_FEED;
    return free ? VX_REJECT_NONE : VX_REJECT_RISK_COLLAR;
}

/* Inputs on their way are counted as if each would rest: the limit is never passed. */
static inline bool is_too_many_open(const struct vx_gate *g, const struct vx_tx *tx,
                                    uint64_t sequenced)
{
    const uint64_t on_their_way = sequenced - vx_marks_get_answered(g->marks);
    if (VX_LIKELY(vx_marks_get_orders(g->marks) + on_their_way <
                  (uint64_t)setting(g, VX_SET_RISK_OPEN)))
        return false;
    const unsigned tif = vx_tx_tif(tx);
    return tx->kind == VX_TX_LIMIT && (tif == VX_TIF_GTC || tif == VX_TIF_POST);
}

static inline bool is_too_fast(struct vx_gate *g, const struct vx_tx *tx, uint64_t now_ns)
{
    const uint64_t most = (uint64_t)setting(g, VX_SET_RISK_RATE);
    const unsigned source = vx_tx_source(tx);
    if (VX_LIKELY(most == 0) || (source != VX_SOURCE_OPERATOR && source != VX_SOURCE_GATEWAY))
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
    const unsigned form = VX_LIKELY(tx->kind < VX_TX_KINDS) ? forms[tx->kind] : 0;
    const bool order = form & FORM_ORDER;
    if (VX_UNLIKELY(g->halted) && order)
        return VX_REJECT_HALTED;
    if (VX_UNLIKELY(g->journal_full) && order)
        return VX_REJECT_JOURNAL_FULL;
    enum vx_reject code = check_form(g, tx, form);
    if (code != VX_REJECT_NONE || !order)
        return code;
    if (VX_UNLIKELY(!has_price(g, tx)) && is_priced(tx, form))
        return VX_REJECT_PRICE;
    code = check_size(g, tx, form);
    if (VX_UNLIKELY(code != VX_REJECT_NONE))
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
