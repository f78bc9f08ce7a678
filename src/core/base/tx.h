/*
 * tx.h: the records that travel through the house.
 *
 *   ingress --vx_tx--> book --vx_report--> bundle --vx_bundle--> output
 *
 * A sequence number is not carried: every input that ingress accepts takes exactly one slot of
 * the first ring and gets exactly one answer in the second, so each stage counts.  The first
 * input has sequence 1.
 *
 * Units: price 1/10,000 of the currency (as Nasdaq's Price(4)); quantity in lots; time in
 * nanoseconds since the engine's start.  All padding is explicit and zero: records are hashed.
 */
#ifndef VX_BASE_TX_H
#define VX_BASE_TX_H

#include "core/base/defs.h"
#include "core/base/reject.h"

#define VX_PRICE_SCALE     10000       /* units of price in 1.00 */
#define VX_PRICE_DIGITS    4           /* log10 of it */
#define VX_QTY_MAX         1000000000u /* the largest quantity of one order, lots */
#define VX_INSTRUMENTS_MAX 4096u
#define VX_OWNER_MAX       65535u

/* Ids: typed orders count from 1; each source has a range of its own, so none meets another. */
#define VX_ID_OPERATOR ((uint64_t)1)
#define VX_ID_LOAD     ((uint64_t)1 << 32) /* the synthetic load */
#define VX_ID_FEED     ((uint64_t)1 << 40) /* orders a feed makes up: aggressors, seeds */
#define VX_ID_MAX      (((uint64_t)1 << 63) - 1)

enum vx_side { VX_BID = 0, VX_ASK = 1 }; /* a buy rests on the bid, a sell on the ask */

enum vx_tif { VX_TIF_GTC, VX_TIF_IOC, VX_TIF_FOK, VX_TIF_POST };

enum vx_source { VX_SOURCE_LOAD, VX_SOURCE_OPERATOR, VX_SOURCE_FEED, VX_SOURCE_GATEWAY };

enum vx_tx_kind {
    VX_TX_NONE,
    VX_TX_LIMIT,      /* id, side, tif, price, qty, owner */
    VX_TX_MARKET,     /* id, side, qty, owner; the rest is cancelled */
    VX_TX_CANCEL,     /* id; qty 0 cancels all that is open, else at most qty lots of it */
    VX_TX_REPLACE,    /* id; price 0 keeps the price, qty 0 keeps the open quantity */
    VX_TX_CANCEL_ALL, /* instrument or VX_ALL_INSTRUMENTS; owner 0 means any; scope in flags */
    VX_TX_REFUSED,    /* the gate's refusal on its way to its answer: code in .code */
    VX_TX_KINDS
};
#define VX_ALL_INSTRUMENTS UINT16_MAX

/* flags of a transaction */
#define VX_TX_SIDE      0x01u /* enum vx_side */
#define VX_TX_TIF_SHIFT 1     /* two bits: enum vx_tif */
#define VX_TX_SRC_SHIFT 3     /* two bits: enum vx_source */
#define VX_TX_ONE_SIDE  0x20u /* CANCEL_ALL: only the side given */
#define VX_TX_RESTORED  0x40u /* put back by a snapshot: nobody awaits its answer */

/* An input on its way to the book.  32 bytes. */
struct vx_tx {
    uint64_t id;
    uint64_t due_ns;     /* when it was due: latency is measured from here */
    int32_t price;       /* 1/10,000; 0 for a market order */
    uint32_t qty;        /* lots */
    uint16_t owner;      /* 0: none, never prevented from trading with itself */
    uint16_t instrument; /* from 0 */
    uint8_t kind;        /* enum vx_tx_kind */
    uint8_t flags;       /* VX_TX_... */
    uint8_t code;        /* REFUSED: enum vx_reject, else 0 */
    uint8_t was;         /* REFUSED: the kind it had, else 0 */
};
VX_ASSERT_SIZE(struct vx_tx, 32);

static inline unsigned vx_tx_side(const struct vx_tx *t)
{
    return t->flags & VX_TX_SIDE;
}
static inline unsigned vx_tx_tif(const struct vx_tx *t)
{
    return (t->flags >> VX_TX_TIF_SHIFT) & 3u;
}
static inline unsigned vx_tx_source(const struct vx_tx *t)
{
    return (t->flags >> VX_TX_SRC_SHIFT) & 3u;
}
static inline uint8_t vx_tx_flags(unsigned side, unsigned tif, unsigned source)
{
    return (uint8_t)(side | tif << VX_TX_TIF_SHIFT | source << VX_TX_SRC_SHIFT);
}

/*
 * Every input gets one answer (ACCEPTED, REPLACED, or REJECTED), then its FILLs in match order,
 * then a CANCELLED for the rest where that applies.  The answer to a cancel is CANCELLED itself;
 * the answer to CANCEL_ALL is ACCEPTED with id 0, qty 0, then one CANCELLED for each order.
 */
enum vx_report_kind {
    VX_REPORT_NONE,
    VX_REPORT_ACCEPTED, /* id, price, qty; leaves = qty.  Fills follow. */
    VX_REPORT_REPLACED, /* id, price and qty: the new ones; .was: the old ones */
    VX_REPORT_REJECTED, /* id, code */
    VX_REPORT_FILL, /* id: the RESTING order; contra: the aggressor; price, qty; leaves: rest's */
    VX_REPORT_CANCELLED, /* id, price, qty: taken off; leaves: what still stands */
    VX_REPORT_KINDS
};

enum vx_cancel_reason {
    VX_CANCEL_ASKED,       /* by a cancel or cancel all */
    VX_CANCEL_REST,        /* the rest of an IOC or a market order: it never rested */
    VX_CANCEL_SELF_TAKER,  /* self-trade prevention, the aggressor: it never rested */
    VX_CANCEL_SELF_RESTED, /* self-trade prevention, the resting order */
    VX_CANCEL_REASONS
};

/* the byte .kind of a report: three bits of kind, then */
#define VX_REPORT_KIND      0x07u
#define VX_REPORT_SIDE      0x08u /* FILL: the aggressor's side; else the order's own */
#define VX_REPORT_SRC_SHIFT 4     /* two bits: source of the order `id` (FILL: the resting one) */
#define VX_REPORT_ANSWER    0x40u /* answers an input: the sequence advances by one */
#define VX_REPORT_LAST      0x80u /* the last record of its input */

/* What the book says.  32 bytes. */
struct vx_report {
    uint64_t id;
    union {
        uint64_t due_ns; /* answers: the input's due_ns, put in by the book stage */
        uint64_t contra; /* FILL: id of the aggressor; CANCELLED that answers nothing: 0 */
        struct {         /* REPLACED, as the book writes it: what stood before */
            int32_t price;
            uint32_t qty;
        } was;
    };
    int32_t price;   /* the book writes ticks; the book stage turns them into 1/10,000 */
    uint32_t qty;    /* lots */
    uint32_t leaves; /* lots of `id` still open afterwards */
    uint16_t instrument;
    uint8_t kind; /* enum vx_report_kind and the bits above */
    uint8_t code; /* REJECTED: vx_reject; CANCELLED: vx_cancel_reason; REPLACED: 1 kept its place */
};
VX_ASSERT_SIZE(struct vx_report, 32);

static inline unsigned vx_report_kind(const struct vx_report *r)
{
    return r->kind & VX_REPORT_KIND;
}
static inline unsigned vx_report_side(const struct vx_report *r)
{
    return (r->kind & VX_REPORT_SIDE) != 0;
}
static inline unsigned vx_report_source(const struct vx_report *r)
{
    return (r->kind >> VX_REPORT_SRC_SHIFT) & 3u;
}

/* 1 for the answer to an input, 0 for what follows it. */
static inline uint64_t vx_report_answers(const struct vx_report *r)
{
    return (r->kind & VX_REPORT_ANSWER) / VX_REPORT_ANSWER;
}

#define VX_BUNDLE_MAX 16u

enum vx_flush { VX_FLUSH_SIZE, VX_FLUSH_TIMEOUT, VX_FLUSH_FINAL, VX_FLUSH_REASONS };

/* Sixteen reports or 100 µs, whichever is first.  528 bytes. */
struct vx_bundle {
    uint64_t first;    /* number of the first report in it, from 1 */
    uint32_t wait_ns;  /* from its first report to the flush, saturating */
    uint8_t count;     /* 1..16 */
    uint8_t reason;    /* enum vx_flush */
    uint16_t reserved; /* 0 */
    struct vx_report report[VX_BUNDLE_MAX];
};
VX_ASSERT_SIZE(struct vx_bundle, 528);

#endif
