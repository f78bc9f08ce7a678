/* Orders of one's own: buy, sell, cancel, replace. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/run/answer.h"
#include "cmd/run/placed.h"
#include "cmd/run/record.h"
#include "cmd/run/report.h"
#include "cmd/run/verb.h"
#include "core/base/err.h"
#include "core/base/num.h"

/* A name may be given again once the order it stood for is done. */
static int check_name(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *as = vx_call_arg(call, "as");
    struct vx_own own;
    if (!as->given)
        return VX_EXIT_OK;
    const struct vx_placed *p = vx_placed_find(in, as->text, strlen(as->text));
    if (!p && (in->placed_count == VX_PLACED_MAX || in->names.count == VX_DICT_MAX))
        return vx_fail(in, call, as->at, VX_EXIT_ERROR, "%u orders have names: use one again",
                       VX_PLACED_MAX);
    if (p && vx_placed_own(in, p, &own) && vx_own_status(&own) == VX_OWN_LIVE)
        return vx_fail(in, call, as->at, VX_EXIT_ERROR,
                       "'%s' is a live order (id %" PRIu64 "): cancel it or choose another name",
                       as->text, p->id);
    return VX_EXIT_OK;
}

static int submit_error(struct vx_interp *in, const struct vx_call *call, int err)
{
    if (err == VX_E_FULL)
        return vx_fail(in, call, call->at, VX_EXIT_ERROR,
                       "the inbox is full: the engine is paused or stalled");
    return vx_fail_err(in, call, "the engine did not take it", err);
}

static int submit(struct vx_interp *in, const struct vx_call *call, struct vx_submit *s,
                  struct vx_placed *p)
{
    int rc = in->session->ops->submit(in->session->self, s);
    if (rc < 0)
        return submit_error(in, call, rc);
    vx_record_order(in, call->line, s->ticket);
    p->id = s->tx.id;
    p->kind = s->tx.kind;
    p->ticket = s->ticket;
    p->waiting = !s->answered;
    p->answer = s->answer;
    return VX_EXIT_OK;
}

/* ---- buy, sell ---- */

static void describe(struct vx_placed *p, const struct vx_call *call, const struct vx_tx *tx)
{
    char price[40] = "market", tif[16] = "", as[VX_NAME_MAX + 8] = "";
    const struct vx_arg *name = vx_call_arg(call, "as"), *how = vx_call_arg(call, "tif");
    if (tx->kind == VX_TX_LIMIT) {
        price[0] = '@';
        price[1] = ' ';
        vx_num_format_price(price + 2, sizeof price - 2, tx->price);
    }
    if (how->given)
        snprintf(tif, sizeof tif, " tif=%s", how->text);
    if (name->given) {
        snprintf(as, sizeof as, " as %s", name->text);
        snprintf(p->name, sizeof p->name, "%s", name->text);
    }
    snprintf(p->what, sizeof p->what, "%s %u %s%s%s", call->command->name, tx->qty, price, tif, as);
}

static int check_instrument(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *instr = vx_call_arg(call, "instr");
    int64_t count = in->session->ops->get(in->session->self, VX_SET_INSTRUMENTS);
    if (!instr->given || instr->n < (uint64_t)count)
        return VX_EXIT_OK;
    return vx_fail(in, call, instr->at, VX_EXIT_ERROR,
                   "there is no instrument %" PRIu64 ": engine.instruments is %" PRId64
                   ", they count from 0",
                   instr->n, count);
}

static int send_order(struct vx_interp *in, const struct vx_call *call, unsigned side)
{
    const struct vx_arg *price = vx_call_arg(call, "PRICE"), *tif = vx_call_arg(call, "tif");
    struct vx_placed p = {.side = (uint8_t)side};
    struct vx_submit s = {
        .tx = {.id = vx_call_arg(call, "id")->n,
               .price = price->price,
               .qty = (uint32_t)vx_call_arg(call, "QTY")->n,
               .owner = (uint16_t)vx_call_arg(call, "owner")->n,
               .instrument = (uint16_t)vx_call_arg(call, "instr")->n,
               .kind = vx_arg_is(price, "market") ? VX_TX_MARKET : VX_TX_LIMIT,
               .flags = vx_tx_flags(side, tif->given ? (unsigned)tif->choice : VX_TIF_GTC,
                                    VX_SOURCE_OPERATOR)}};
    int status = check_name(in, call);
    if (status == VX_EXIT_OK)
        status = check_instrument(in, call);
    if (status == VX_EXIT_OK)
        status = submit(in, call, &s, &p);
    if (status != VX_EXIT_OK)
        return status;
    describe(&p, call, &s.tx);
    vx_placed_keep(in, &p);
    if (!p.waiting)
        vx_placed_settle(in, &p);
    if (p.waiting)
        vx_say_waiting(in, vx_fields(in), &p);
    else
        vx_say_result(in, vx_fields(in), p.kind, p.what, &p.answer);
    return VX_EXIT_OK;
}

int vx_cmd_buy(struct vx_interp *in, const struct vx_call *call)
{
    return send_order(in, call, VX_BID);
}

int vx_cmd_sell(struct vx_interp *in, const struct vx_call *call)
{
    return send_order(in, call, VX_ASK);
}

/* ---- cancel, replace ---- */

static int send_change(struct vx_interp *in, const struct vx_call *call, struct vx_submit *s)
{
    struct vx_placed p = {.id = 0};
    int status = submit(in, call, s, &p);
    if (status != VX_EXIT_OK)
        return status;
    snprintf(p.what, sizeof p.what, "%s", call->line);
    vx_placed_keep(in, &p);
    if (p.waiting)
        vx_say_waiting(in, vx_fields(in), &p);
    else
        vx_say_result(in, vx_fields(in), p.kind, call->line, &p.answer);
    return VX_EXIT_OK;
}

static int cancel_all(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *side = vx_call_arg(call, "side"), *instr = vx_call_arg(call, "instr");
    struct vx_submit s = {
        .tx = {.kind = VX_TX_CANCEL_ALL,
               .owner = (uint16_t)vx_call_arg(call, "owner")->n,
               .instrument = instr->given ? (uint16_t)instr->n : VX_ALL_INSTRUMENTS,
               .flags =
                   vx_tx_flags(vx_arg_is(side, "sell") ? VX_ASK : VX_BID, 0, VX_SOURCE_OPERATOR)}};
    if (side->given)
        s.tx.flags |= VX_TX_ONE_SIDE;
    int status = check_instrument(in, call);
    return status == VX_EXIT_OK ? send_change(in, call, &s) : status;
}

int vx_cmd_cancel(struct vx_interp *in, const struct vx_call *call)
{
    struct vx_submit s = {
        .tx = {.kind = VX_TX_CANCEL, .qty = (uint32_t)vx_call_arg(call, "qty")->n}};
    if (vx_arg_is(vx_call_arg(call, "ORDER"), "all"))
        return cancel_all(in, call);
    int status = vx_order_id(in, call, &s.tx.id);
    return status == VX_EXIT_OK ? send_change(in, call, &s) : status;
}

int vx_cmd_replace(struct vx_interp *in, const struct vx_call *call)
{
    struct vx_submit s = {.tx = {.kind = VX_TX_REPLACE,
                                 .price = vx_call_arg(call, "price")->price,
                                 .qty = (uint32_t)vx_call_arg(call, "qty")->n}};
    int status = vx_order_id(in, call, &s.tx.id);
    return status == VX_EXIT_OK ? send_change(in, call, &s) : status;
}
