/*
 * story.h: what a journal tells: the life of one order (why), and what changed between two moments
 * (diff).
 *
 * Lists are bounded; beside each stands how many there were.  Prices are in 1/10,000.
 */
#ifndef VX_TELEMETRY_STORY_H
#define VX_TELEMETRY_STORY_H

#include "core/telemetry/panel.h"

/* ---- a moment, as it is asked for ---- */

enum vx_point_kind {
    VX_POINT_SEQ,  /* behind that input */
    VX_POINT_TIME, /* engine time */
    VX_POINT_AGO,  /* so many ns before now */
    VX_POINT_NOW   /* behind the newest input */
};
struct vx_point {
    enum vx_point_kind kind;
    uint64_t n;
};

/* ---- the life of an order ---- */

#define VX_WHY_EVENTS 64u /* of the order itself */
#define VX_WHY_BEFORE 16u /* trades in front of it, at its price */
#define VX_WHY_AHEAD  8u  /* ids in front of it when it came to rest */

enum vx_why_what {
    VX_WHY_BEFORE_IT, /* another order at its price traded first; .other: that one */
    VX_WHY_FILLED,    /* it rested; .other: the aggressor */
    VX_WHY_TOOK,      /* it was the aggressor; .other: the resting order */
    VX_WHY_REPLACED,  /* .price and .qty: the new ones; .kept: its place */
    VX_WHY_CUT        /* a part was cancelled */
};

struct vx_why_event {
    uint64_t seq, t_ns;
    uint64_t other;
    int32_t price;
    uint32_t qty;
    uint32_t leaves;
    uint32_t ahead_orders; /* REPLACED */
    uint64_t ahead_lots;
    uint8_t what; /* enum vx_why_what */
    bool kept;
};

struct vx_why {
    struct vx_tx tx;    /* the input that made it */
    uint64_t seq, t_ns; /* of it */
    uint64_t lives;     /* orders that had this id; this is the newest; 0: not counted */
    uint64_t life_seq;  /* the newest engine began there: times before are of earlier ones */
    uint64_t last_seq;  /* looked at up to here */
    bool rested;        /* at once, or what was left */
    uint32_t ahead_orders;
    uint64_t ahead_lots;
    uint64_t ahead[VX_WHY_AHEAD]; /* the first of them, nearest to trading first */
    struct vx_why_event event[VX_WHY_EVENTS + VX_WHY_BEFORE]; /* in their order */
    uint32_t events;                                          /* that are here */
    uint64_t own_events;                                      /* that there were */
    uint64_t before, before_lots; /* trades in front of it at its price; their quantity */
    uint64_t left_lots;           /* in front of it, and gone without trading */
    uint64_t filled_lots, notional;
    /* the end, or how it stands */
    uint8_t status; /* enum vx_own_status */
    uint8_t code;   /* REJECTED: enum vx_reject; CANCELLED: enum vx_cancel_reason */
    uint32_t leaves;
    uint32_t now_orders; /* LIVE: in front of it at the end */
    uint64_t now_lots;
    uint64_t end_seq, end_ns; /* LIVE: of last_seq */
    struct vx_tx by;          /* CANCELLED: the input that did it */
};

/* ---- what changed ---- */

#define VX_DIFF_ROWS 100u

struct vx_diff_order {
    uint64_t id;
    uint64_t before_lots, after_lots;
    int32_t before_price, after_price; /* 0: it was not there */
    uint16_t instrument;
    uint8_t side, source;
};
struct vx_diff_level {
    uint64_t before_lots, after_lots;
    uint32_t before_orders, after_orders;
    int32_t price;
    uint16_t instrument;
    uint8_t side;
};
struct vx_diff_trade {
    uint64_t seq, t_ns, resting, taker;
    int32_t price;
    uint32_t qty;
    uint16_t instrument;
    uint8_t side; /* the aggressor's */
};

/* One of the two moments. */
struct vx_diff_end {
    uint64_t seq, t_ns, hash, orders, lots;
    int32_t bid, ask; /* of the watched instrument; 0: none */
};

/* By side of the order (of a trade: of the aggressor). */
struct vx_diff_side {
    uint64_t came, came_lots; /* rest at the later moment, and did not before */
    uint64_t gone, gone_lots; /* the other way round */
    uint64_t changed;         /* rest at both, with another price or quantity */
    uint64_t passed;          /* were accepted in between, and do not rest at its end */
    uint64_t filled;          /* resting orders that ended so in between */
    uint64_t cancelled;       /* orders that did, rested or not */
    uint64_t trades, trade_lots;
};

struct vx_diff {
    struct vx_diff_end from, to;
    uint64_t life_seq;
    uint64_t rejected;
    struct vx_diff_side side[2];
    int32_t low, high;                        /* prices traded; 0: none */
    struct vx_diff_order order[VX_DIFF_ROWS]; /* the largest changes, in lots */
    uint64_t orders;
    struct vx_diff_level level[VX_DIFF_ROWS]; /* the largest changes, in lots */
    uint64_t levels;
    struct vx_diff_trade trade[VX_DIFF_ROWS]; /* the largest */
    uint64_t trades;
};

struct vx_story_ops {
    /* 0; VX_E_UNKNOWN: no order had this id; others.  err: a sentence. */
    int (*why)(void *self, uint64_t id, struct vx_why *why, char *err, size_t err_size);
    /* from and to may be given in either order. */
    int (*diff)(void *self, const struct vx_point *from, const struct vx_point *to,
                struct vx_diff *diff, char *err, size_t err_size);
};

#endif
