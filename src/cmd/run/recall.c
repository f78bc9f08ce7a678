#include "cmd/run/recall.h"

#include <stdio.h>

#include "cmd/lang/lex.h"
#include "cmd/run/placed.h"
#include "cmd/run/state.h"
#include "core/base/num.h"

static_assert(VX_NAME_MAX == VX_ORDER_NAME_MAX, "a name fits where it is kept");

static void describe(struct vx_placed *p, const struct vx_own *own)
{
    char price[40];
    vx_num_format_price(price, sizeof price, own->price);
    snprintf(p->what, sizeof p->what, "%s %u @ %s as %s", p->side == VX_BID ? "buy" : "sell",
             own->qty, price, p->name);
}

static void recall(struct vx_interp *in, const struct vx_order_name *name)
{
    const struct vx_session *s = in->session;
    struct vx_own own;
    if (s->ops->own(s->self, name->id, &own) < 0 || own.seq != name->seq)
        return;
    struct vx_placed p = {
        .id = own.id,
        .side = own.side_status >> 7,
        .kind = VX_TX_LIMIT,
        .answer = {.seq = own.seq,
                   .id = own.id,
                   .notional = own.notional,
                   .price = own.price,
                   .qty = own.qty,
                   .filled = own.filled,
                   .leaves = own.leaves,
                   .instrument = own.instrument,
                   .kind = VX_REPORT_ACCEPTED},
    };
    snprintf(p.name, sizeof p.name, "%s", name->name);
    describe(&p, &own);
    vx_placed_keep(in, &p);
    in->highest_id = vx_max_u64(in->highest_id, p.id);
}

void vx_recall_orders(struct vx_interp *in)
{
    const struct vx_session *s = in->session;
    struct vx_order_name name;
    if (in->recalled || !s->started)
        return;
    in->recalled = true;
    for (uint32_t i = 0; s->ops->named && s->ops->named(s->self, i, &name) == 0; i++)
        recall(in, &name);
}

void vx_rename_orders(struct vx_interp *in)
{
    const struct vx_session *s = in->session;
    struct vx_own own;
    for (size_t i = 0; i < in->placed_count; i++) {
        struct vx_placed *p = &in->placed[i];
        if (p->waiting || p->answer.kind == VX_REPORT_REJECTED ||
            s->ops->own(s->self, p->id, &own) < 0 || vx_own_status(&own) != VX_OWN_LIVE)
            continue;
        p->answer.seq = own.seq;
        vx_placed_name(in, p);
    }
}
