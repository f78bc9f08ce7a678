/* Orders of one's own: sending them, what became of them, and what an expression can ask of them.
 */
#include "config.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/nearest.h"
#include "cmd/state.h"
#include "cmd/verb.h"
#include "core/base/err.h"
#include "core/base/num.h"
#include "core/base/reject_text.h"

#define REPLY_MAX 400u

/* ---- names ---- */

static struct vx_placed *placed_by_name(const struct vx_interp *in, const char *name, size_t len)
{
    const struct vx_entry *entry = vx_dict_find(&in->names, name, len);
    return entry ? &in->placed[entry->n] : NULL;
}

/* What the engine knows of an order now; what it forgot is put together from its answer. */
static bool find_own(const struct vx_interp *in, const struct vx_placed *p, struct vx_own *own)
{
    const struct vx_session *s = in->session;
    if (!p->waiting && p->answer.kind == VX_REPORT_REJECTED)
        return false;
    return s->ops->own(s->self, p->id, own) == 0;
}

/* Forgets a placed order; the last one takes its place. */
static void forget(struct vx_interp *in, size_t i)
{
    size_t last = --in->placed_count;
    struct vx_entry *moved =
        vx_dict_find(&in->names, in->placed[last].name, strlen(in->placed[last].name));
    if (moved && moved->n == last)
        moved->n = i;
    in->placed[i] = in->placed[last];
}

static struct vx_placed *make_room(struct vx_interp *in)
{
    if (in->placed_count == VX_PLACED_MAX)
        return NULL;
    if (in->placed_count == in->placed_size) {
        size_t size = in->placed_size ? 2 * in->placed_size : 64;
        struct vx_placed *to = realloc(in->placed, size * sizeof(*to));
        if (!to)
            return NULL;
        in->placed = to;
        in->placed_size = size;
    }
    return &in->placed[in->placed_count];
}

void vx_keep_placed(struct vx_interp *in, const struct vx_placed *p)
{
    struct vx_entry *entry = NULL;
    if (!p->name[0] && !p->waiting)
        return;
    if (p->name[0])
        entry = vx_dict_find(&in->names, p->name, strlen(p->name));
    if (entry) {
        in->waiting -= in->placed[entry->n].waiting;
        in->placed[entry->n] = *p;
    } else {
        struct vx_placed *to = make_room(in);
        if (!to || (p->name[0] && !(entry = vx_dict_put(&in->names, p->name, NULL))))
            return;
        *to = *p;
        if (entry)
            entry->n = in->placed_count;
        in->placed_count++;
    }
    in->waiting += p->waiting;
}

/* An id that was given again is no longer what earlier names stand for. */
static void forget_earlier(struct vx_interp *in, const struct vx_placed *p)
{
    for (size_t i = in->placed_count; i-- > 0;) {
        const struct vx_placed *earlier = &in->placed[i];
        if (earlier->id == p->id && earlier->name[0] && !earlier->waiting &&
            earlier->answer.seq < p->answer.seq) {
            vx_dict_remove(&in->names, earlier->name);
            forget(in, i);
        }
    }
}

/* The answer to a new order is here: what it is called, and what is called so no more. */
static void settle(struct vx_interp *in, const struct vx_placed *p)
{
    const bool order = p->kind == VX_TX_LIMIT || p->kind == VX_TX_MARKET;
    if (order && p->answer.kind != VX_REPORT_REJECTED)
        forget_earlier(in, p);
    if (order)
        vx_keep_name(in, p);
}

/* A name may be given again once the order it stood for is done. */
static int check_name(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *as = vx_call_arg(call, "as");
    struct vx_own own;
    if (!as->given)
        return VX_EXIT_OK;
    const struct vx_placed *p = placed_by_name(in, as->text, strlen(as->text));
    if (!p && (in->placed_count == VX_PLACED_MAX || in->names.count == VX_DICT_MAX))
        return vx_fail(in, call, as->at, VX_EXIT_ERROR, "%u orders have names: use one again",
                       VX_PLACED_MAX);
    if (p && find_own(in, p, &own) && vx_own_status(&own) == VX_OWN_LIVE)
        return vx_fail(in, call, as->at, VX_EXIT_ERROR,
                       "'%s' is a live order (id %" PRIu64 "): cancel it or choose another name",
                       as->text, p->id);
    return VX_EXIT_OK;
}

/* ---- what became of it, in words ---- */

struct reply {
    char text[REPLY_MAX];
    size_t used;
};

VX_PRINTF(2, 3) static void put(struct reply *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (r->used < sizeof r->text) {
        int n = vsnprintf(r->text + r->used, sizeof r->text - r->used, format, args);
        r->used += n > 0 ? (size_t)n : 0;
    }
    va_end(args);
}

static const char *ordinal(uint64_t n)
{
    static const char *const endings[] = {"th", "st", "nd", "rd"};
    return n % 100 / 10 == 1 || n % 10 > 3 ? endings[0] : endings[n % 10];
}

/* "filled 12 at 100.05", an average with "on average" where it is not exact. */
static void put_filled(struct reply *r, const struct vx_answer *a)
{
    char price[32];
    if (!a->filled)
        return;
    uint64_t average = (a->notional + a->filled / 2) / a->filled;
    vx_num_format_price(price, sizeof price, (int64_t)average);
    put(r, ", filled %u at %s%s", a->filled, price,
        a->notional == average * a->filled ? "" : " on average");
}

static void put_rest(struct reply *r, const struct vx_answer *a)
{
    if (!a->leaves)
        return;
    if (a->filled)
        put(r, ", %u rest", a->leaves);
    if (a->ahead_orders == UINT32_MAX)
        return;
    uint64_t place = (uint64_t)a->ahead_orders + 1;
    put(r, ", %" PRIu64 "%s at its price", place, ordinal(place));
    if (a->ahead_lots)
        put(r, ", %" PRIu64 " ahead", a->ahead_lots);
}

static void put_gone(struct reply *r, const struct vx_answer *a)
{
    uint32_t gone = a->qty - (a->filled + a->leaves < a->qty ? a->filled + a->leaves : a->qty);
    if (gone)
        put(r, ", %u cancelled%s", gone,
            a->code == VX_CANCEL_SELF_TAKER ? " by self-trade prevention" : "");
    if (a->removed)
        put(r, ", %" PRIu64 " resting order%s of the same owner taken off", a->removed,
            a->removed == 1 ? "" : "s");
}

static void answer_members(struct vx_json *j, const struct vx_answer *a)
{
    bool known = a->ahead_orders != UINT32_MAX;
    vx_json_uint(j, "id", a->id);
    vx_json_uint(j, "seq", a->seq);
    vx_json_uint(j, "filled", a->filled);
    vx_json_uint(j, "leaves", a->leaves);
    if (a->filled)
        vx_json_price(j, "average", (int64_t)((a->notional + a->filled / 2) / a->filled));
    if (a->leaves && known) {
        vx_json_uint(j, "ahead_orders", a->ahead_orders);
        vx_json_uint(j, "ahead", a->ahead_lots);
    }
}

/* ---- answers ---- */

/* A refused order is the market's answer, not a mistake of the script's: it must be seen, but it
 * fails nothing.  Scripts ask for order.NAME.status. */
static void say_rejected(struct vx_interp *in, struct vx_json *j, const char *what,
                         const struct vx_answer *a)
{
    char met[160];
    if (j) {
        vx_json_text(j, "status", "rejected");
        vx_json_text(j, "reason", vx_reject_name(a->code));
        vx_json_text(j, "why", vx_reject_help(a->code));
        return;
    }
    vx_say(in, in->options.interactive ? VX_SAY_ERROR : VX_SAY_OK, "rejected %s: %s (%s)%s", what,
           vx_reject_name(a->code), vx_reject_help(a->code),
           vx_refusal_text(in, a, met, sizeof met));
}

static void say_accepted(struct vx_interp *in, struct vx_json *j, const char *what,
                         const struct vx_answer *a)
{
    struct reply r = {.used = 0};
    r.text[0] = '\0';
    if (j) {
        vx_json_text(j, "status", "accepted");
        answer_members(j, a);
        return;
    }
    put(&r, "%s -> id %" PRIu64, what, a->id);
    put_filled(&r, a);
    put_rest(&r, a);
    put_gone(&r, a);
    vx_say(in, VX_SAY_OK, "ok %s", r.text);
}

static void say_waiting(struct vx_interp *in, struct vx_json *j, const struct vx_placed *p)
{
    bool paused = vx_get(&in->session->ops->panel(in->session->self)->ingress.paused) != 0;
    if (j) {
        vx_json_text(j, "status", "pending");
        vx_json_uint(j, "id", p->id);
        return;
    }
    const char *why = paused ? "the engine is paused" : "the engine is busy";
    if (p->id)
        vx_say(in, VX_SAY_OK, "ok %s -> id %" PRIu64 ", no answer yet: %s", p->what, p->id, why);
    else
        vx_say(in, VX_SAY_OK, "ok %s -> no answer yet: %s", p->what, why);
}

static void say_cancelled(struct vx_interp *in, struct vx_json *j, const char *what,
                          const struct vx_answer *a)
{
    if (j) {
        vx_json_text(j, "status", "cancelled");
        vx_json_uint(j, "id", a->id);
        vx_json_uint(j, "qty", a->qty);
        vx_json_uint(j, "leaves", a->leaves);
    } else if (a->leaves) {
        vx_say(in, VX_SAY_OK, "ok %s -> %u taken off, %u rest", what, a->qty, a->leaves);
    } else {
        vx_say(in, VX_SAY_OK, "ok %s -> %u taken off", what, a->qty);
    }
}

static void say_cancelled_all(struct vx_interp *in, struct vx_json *j, const char *what,
                              const struct vx_answer *a)
{
    if (j) {
        vx_json_text(j, "status", "cancelled");
        vx_json_uint(j, "orders", a->removed);
    } else {
        vx_say(in, VX_SAY_OK, "ok %s -> %" PRIu64 " order%s taken off", what, a->removed,
               a->removed == 1 ? "" : "s");
    }
}

/* What came of an input of this kind (enum vx_tx_kind). */
static void say_result(struct vx_interp *in, struct vx_json *j, unsigned kind, const char *what,
                       const struct vx_answer *a)
{
    if (a->kind == VX_REPORT_REJECTED)
        say_rejected(in, j, what, a);
    else if (kind == VX_TX_CANCEL)
        say_cancelled(in, j, what, a);
    else if (kind == VX_TX_CANCEL_ALL)
        say_cancelled_all(in, j, what, a);
    else
        say_accepted(in, j, what, a);
}

static void late_answer(struct vx_interp *in, struct vx_placed *p)
{
    struct vx_json object, *j = vx_event_begin(in, &object, "answer", NULL);
    if (j)
        vx_json_text(j, "what", p->what);
    say_result(in, j, p->kind, p->what, &p->answer);
    vx_event_end(in, &object);
}

/* The place of the order that has waited longest for its answer; placed_count: none waits. */
static size_t longest_waiting(const struct vx_interp *in)
{
    size_t first = in->placed_count;
    for (size_t i = 0; i < in->placed_count; i++)
        if (in->placed[i].waiting &&
            (first == in->placed_count || in->placed[i].ticket < in->placed[first].ticket))
            first = i;
    return first;
}

/* Answers come in the order of the inputs: the first that is not here ends the search. */
void vx_poll_answers(struct vx_interp *in)
{
    const struct vx_session *s = in->session;
    while (in->waiting > 0) {
        size_t i = longest_waiting(in);
        struct vx_placed *p = &in->placed[i];
        int rc = s->ops->answer(s->self, p->ticket, &p->answer);
        if (rc == VX_E_EMPTY)
            return;
        p->waiting = false;
        in->waiting--;
        if (rc == 0)
            late_answer(in, p);
        const struct vx_placed answered = *p;
        if (!p->name[0])
            forget(in, i);
        if (rc == 0)
            settle(in, &answered);
    }
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
    vx_keep_placed(in, &p);
    if (!p.waiting)
        settle(in, &p);
    if (p.waiting)
        say_waiting(in, vx_fields(in), &p);
    else
        say_result(in, vx_fields(in), p.kind, p.what, &p.answer);
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

static int unknown_name(struct vx_interp *in, const char *name, size_t len,
                        struct vx_mistake *mistake)
{
    char best[VX_NAME_MAX] = "";
    for (size_t i = 0; i < in->names.count; i++)
        vx_nearest_offer(best, sizeof best, name, len, in->names.entry[i].name);
    const struct vx_session *s = in->session;
    const bool recovered = s->started && vx_get(&s->ops->panel(s->self)->journal.recovered) > 0;
    vx_mistake_set(
        mistake, mistake->at, "no order is called '%.*s'%s%s%s%s", (int)len, name,
        *best ? "; did you mean '" : "", best, *best ? "'?" : "",
        recovered ? " (over a restart only orders that rest keep their names: say its id)" : "");
    return VX_E_UNKNOWN;
}

/* It was given an id that another order had. */
static bool is_of_another(const struct vx_interp *in, const struct vx_placed *p)
{
    const struct vx_session *s = in->session;
    struct vx_own own;
    return !p->waiting && p->answer.kind == VX_REPORT_REJECTED &&
           s->ops->own(s->self, p->id, &own) == 0 && own.seq != p->answer.seq;
}

bool vx_order_waits(const struct vx_interp *in, uint64_t id)
{
    for (size_t i = 0; i < in->placed_count; i++)
        if (in->placed[i].id == id && in->placed[i].waiting)
            return true;
    return false;
}

int vx_order_id(struct vx_interp *in, const struct vx_call *call, uint64_t *id)
{
    const struct vx_arg *order = vx_call_arg(call, "ORDER");
    struct vx_mistake mistake = {.at = order->at};
    *id = order->n;
    if (order->n)
        return VX_EXIT_OK;
    const struct vx_placed *p = placed_by_name(in, order->text, strlen(order->text));
    if (!p) {
        unknown_name(in, order->text, strlen(order->text), &mistake);
        return vx_fail(in, call, order->at, VX_EXIT_ERROR, "%s", mistake.text);
    }
    if (is_of_another(in, p))
        return vx_fail(in, call, order->at, VX_EXIT_ERROR,
                       "'%s' was rejected, and id %" PRIu64 " is another order: say %" PRIu64
                       " if you mean that one",
                       p->name, p->id, p->id);
    *id = p->id;
    return VX_EXIT_OK;
}

static int send_change(struct vx_interp *in, const struct vx_call *call, struct vx_submit *s)
{
    struct vx_placed p = {.id = 0};
    int status = submit(in, call, s, &p);
    if (status != VX_EXIT_OK)
        return status;
    snprintf(p.what, sizeof p.what, "%s", call->line);
    vx_keep_placed(in, &p);
    if (p.waiting)
        say_waiting(in, vx_fields(in), &p);
    else
        say_result(in, vx_fields(in), p.kind, call->line, &p.answer);
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

/* ---- what an expression can ask ---- */

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

int vx_order_value(struct vx_interp *in, const char *name, size_t len, enum vx_order_field field,
                   struct vx_term *to, struct vx_mistake *mistake)
{
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
    const struct vx_placed *p = placed_by_name(in, name, len);
    if (!p)
        return unknown_name(in, name, len, mistake);
    bool found = find_own(in, p, &own);
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

uint64_t vx_own_live(struct vx_interp *in)
{
    const struct vx_panel *panel = in->session->ops->panel(in->session->self);
    uint64_t live = 0, n = in->session->started ? vx_get(&panel->own_count) : 0;
    struct vx_own own;
    for (uint32_t i = 0; i < n && i < VX_OWN_MAX; i++)
        if (vx_own_read(panel, i, &own) == 0)
            live += vx_own_status(&own) == VX_OWN_LIVE;
    return live;
}
