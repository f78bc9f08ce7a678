#include "config.h"

#include "cmd/run/answer.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "cmd/run/refusal.h"
#include "cmd/run/report.h"
#include "core/base/err.h"
#include "core/base/num.h"
#include "core/base/reject_text.h"

#define REPLY_MAX 400u

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

/* ---- what became of it ---- */

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

void vx_say_waiting(struct vx_interp *in, struct vx_json *j, const struct vx_placed *p)
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

void vx_say_result(struct vx_interp *in, struct vx_json *j, unsigned kind, const char *what,
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

/* ---- answers that come late ---- */

static void late_answer(struct vx_interp *in, struct vx_placed *p)
{
    struct vx_json object, *j = vx_event_begin(in, &object, "answer", NULL);
    if (j)
        vx_json_text(j, "what", p->what);
    vx_say_result(in, j, p->kind, p->what, &p->answer);
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
            vx_placed_forget(in, i);
        if (rc == 0)
            vx_placed_settle(in, &answered);
    }
}
