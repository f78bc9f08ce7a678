/*
 * gate.h: the risk gate: looks at an input before it gets its sequence number.
 *
 * What it refuses travels on as VX_TX_REFUSED and is answered by the book stage like any input.
 * Checks, in order; the first that fails gives the code:
 *   HALTED         the kill switch is on: limit, market and replace
 *   JOURNAL_FULL   the journal has room for cancels only: limit, market and replace
 *   KIND           no kind that may come in from outside
 *   ID             a new order with id 0 or above VX_ID_MAX
 *   INSTRUMENT     the engine has no such instrument
 *   PRICE          off the tick or outside the band (limit; replace where it gives a price)
 *   RISK_QTY       qty above risk.qty.max
 *   RISK_NOTIONAL  price * qty above risk.notional.max; a market order's price, or that of a
 *                  replace that keeps its own, is taken to be the reference
 *   RISK_COLLAR    price further from the reference than risk.collar; not for a feed: what is
 *                  recorded has happened, and comes with the far ends of its book
 *   RISK_OPEN      limit orders that may rest, when risk.open.max rest or are on their way
 *   RISK_RATE      typed and gateway orders above risk.rate.max in a window of one second that
 *                  begins with its first order
 * A duplicate id is the book's to find: only it knows, without a race, what is live.
 *
 * Threads: ingress's.  Cost: O(1), integer arithmetic, no division.
 */
#ifndef VX_PIPELINE_GATE_H
#define VX_PIPELINE_GATE_H

#include "core/base/num.h"
#include "core/base/tx.h"
#include "core/pipeline/marks.h"
#include "core/telemetry/panel.h"

#define VX_GATE_WINDOW_NS 1000000000u

struct vx_gate {
    const struct vx_panel *panel; /* live settings */
    const struct vx_marks *marks;
    struct vx_recip tick;
    int32_t price_min; /* 1/10,000 */
    int32_t price_max;
    uint32_t instruments;
    bool halted;
    bool journal_full;
    uint64_t window_ns; /* when the window of risk.rate.max began */
    uint64_t window_orders;
};

/* sequenced: inputs given a number so far.  VX_REJECT_NONE, or why the input is refused. */
enum vx_reject vx_gate_check(struct vx_gate *gate, const struct vx_tx *tx, uint64_t sequenced,
                             uint64_t now_ns);
/* Turns an input into its refusal, in place. */
void vx_gate_refuse(struct vx_tx *tx, enum vx_reject code);

#endif
