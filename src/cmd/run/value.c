#include "cmd/run/value.h"

#include <ctype.h>

#include "cmd/run/answer.h"
#include "cmd/run/placed.h"
#include "cmd/run/state.h"
#include "core/base/err.h"
#include "core/base/num.h"
#include "core/base/reject_text.h"

/* Latencies are those of the view in any case: who sets `since` makes an interval of them. */
static struct vx_value env_metric(void *ctx, const struct vx_metric *metric)
{
    struct vx_interp *in = ctx;
    struct vx_value value = vx_metric_read(metric, &in->view);
    if (in->since && metric->kind == 'C' && !vx_metric_needs_latency(metric))
        value.v -= vx_metric_read(metric, in->since).v;
    return value;
}

/* ---- of orders of one's own ---- */

static void set_word(struct vx_term *to, const char *word)
{
    to->known = true;
    to->word = word;
}

static void set_number(struct vx_term *to, uint64_t value, bool known)
{
    to->known = known;
    to->v = (int64_t)value;
}

static void own_value(const struct vx_own *own, enum vx_order_field field, struct vx_term *to)
{
    bool live = vx_own_status(own) == VX_OWN_LIVE;
    switch (field) {
    case VX_ORDER_STATUS:
        set_word(to, vx_own_status_name(vx_own_status(own)));
        break;
    case VX_ORDER_SIDE:
        set_word(to, vx_own_side(own) == VX_BID ? "buy" : "sell");
        break;
    case VX_ORDER_REASON:
        set_word(to, vx_reject_name(vx_own_status(own) == VX_OWN_REJECTED ? own->code : 0));
        break;
    case VX_ORDER_ID:
        set_number(to, own->id, true);
        break;
    case VX_ORDER_PRICE:
        set_number(to, (uint64_t)own->price, own->price != 0);
        break;
    case VX_ORDER_QTY:
        set_number(to, own->qty, true);
        break;
    case VX_ORDER_FILLED:
        set_number(to, own->filled, true);
        break;
    case VX_ORDER_LEAVES:
        set_number(to, own->leaves, true);
        break;
    case VX_ORDER_AHEAD:
        set_number(to, own->ahead_lots, live && own->ahead_orders != UINT32_MAX);
        break;
    case VX_ORDER_AVERAGE:
        set_number(to, own->filled ? (own->notional + own->filled / 2) / own->filled : 0,
                   own->filled > 0);
        break;
    case VX_ORDER_FIELDS:
        break;
    }
}

/* An order that the engine keeps no record of: rejected, or done so long ago that it was forgotten.
 * What its answer said stands in. */
static void own_from_answer(const struct vx_placed *p, struct vx_own *own)
{
    const struct vx_answer *a = &p->answer;
    unsigned status = VX_OWN_CANCELLED;
    if (a->kind == VX_REPORT_REJECTED)
        status = VX_OWN_REJECTED;
    else if (a->filled >= a->qty)
        status = VX_OWN_FILLED;
    *own = (struct vx_own){.id = p->id,
                           .price = a->price,
                           .qty = a->qty,
                           .filled = a->filled,
                           .notional = a->notional,
                           .ahead_orders = UINT32_MAX,
                           .side_status = (uint8_t)((unsigned)p->side << 7 | status),
                           .code = a->code};
}

static int env_order(void *ctx, const char *name, size_t len, enum vx_order_field field,
                     struct vx_term *to, struct vx_mistake *mistake)
{
    struct vx_interp *in = ctx;
    const struct vx_session *s = in->session;
    struct vx_own own;
    uint64_t id;
    if (isdigit((unsigned char)name[0])) {
        if (vx_num_parse_count(name, len, &id, NULL) == 0 && s->ops->own(s->self, id, &own) == 0) {
            own_value(&own, field, to);
            return VX_OK;
        }
        vx_mistake_set(mistake, mistake->at, "no order of yours has id %.*s", (int)len, name);
        return VX_E_UNKNOWN;
    }
    vx_poll_answers(in);
    const struct vx_placed *p = vx_placed_find(in, name, len);
    if (!p)
        return vx_placed_unknown(in, name, len, mistake);
    bool found = vx_placed_own(in, p, &own);
    if (!found && p->waiting) {
        to->known = field == VX_ORDER_STATUS || field == VX_ORDER_ID;
        to->word = "pending";
        to->v = (int64_t)p->id;
        return VX_OK;
    }
    if (!found)
        own_from_answer(p, &own);
    own_value(&own, field, to);
    return VX_OK;
}

struct vx_expr_env vx_expr_env_of(struct vx_interp *in)
{
    return (struct vx_expr_env){.ctx = in, .metric = env_metric, .order = env_order};
}
