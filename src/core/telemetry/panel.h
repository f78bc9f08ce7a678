/*
 * panel.h: everything that can be seen of an engine, in one fixed-layout struct in one shared
 * mapping.  No pointers, bools, doubles or size_t in it.
 *
 * Threads: each block has one writer, named beside it; everyone else reads.  Counters are relaxed
 * atomics that only grow; rates and intervals are the reader's subtraction.  Blocks that must be
 * seen whole (depth, own orders) are rotating-slot snapshots; what flows (tape, answers, errors)
 * is in overwriting rings.  Control words go the other way: front ends write, stages read.
 *
 * Attach: map read-only, check magic, version and layout hash, then read.  The magic is written
 * last.
 */
#ifndef VX_TELEMETRY_PANEL_H
#define VX_TELEMETRY_PANEL_H

#include <stdatomic.h>

#include "core/base/defs.h"
#include "core/base/reject.h"
#include "core/base/tx.h"
#include "core/lockfree/ladder.h"
#include "core/lockfree/ovring.h"
#include "core/lockfree/slots.h"
#include "core/telemetry/hist.h"

#define VX_PANEL_MAGIC   0x6c656e6170787600u /* "\0vxpanel", written last */
#define VX_PANEL_VERSION 1u

enum vx_unit {
    VX_UNIT_COUNT,
    VX_UNIT_LOTS,
    VX_UNIT_PRICE, /* 1/10,000 */
    VX_UNIT_NS,    /* nanoseconds */
    VX_UNIT_PPM,   /* a ratio, parts per million */
    VX_UNIT_PER_SECOND,
    VX_UNIT_BYTES,
    VX_UNIT_HASH,  /* 64 bits, shown as 0x... */
    VX_UNIT_STATE, /* enum vx_state, shown by name */
};

enum vx_state { VX_STATE_BOOT, VX_STATE_RUN, VX_STATE_HALT, VX_STATE_FAIL };

/* What a panel holds: now, or a moment of the past; BARE: only what the journal knows of it. */
enum vx_panel_moment { VX_MOMENT_NOW, VX_MOMENT_PAST, VX_MOMENT_BARE };

enum vx_stage_id {
#define VX_STAGE_NAME(NAME, name, help) VX_STAGE_##NAME,
#include "core/telemetry/panel.def"
    VX_STAGES
};
enum vx_ring_id {
#define VX_RING_NAME(NAME, name, help) VX_RING_##NAME,
#include "core/telemetry/panel.def"
    VX_RINGS
};
enum vx_latency_id {
#define VX_LATENCY_NAME(NAME, name, help) VX_LATENCY_##NAME,
#include "core/telemetry/panel.def"
    VX_LATENCIES
};
enum vx_setting {
#define VX_SETTING(ID, name, type, min, max, dflt, when, help) VX_SET_##ID,
#define VX_CHOICE(ID, name, choices, dflt, when, help)         VX_SET_##ID,
#define VX_TEXT(ID, name, dflt, when, help)                    VX_SET_##ID,
#include "core/telemetry/setting.def"
    VX_SETTINGS
};

#define VX_WORD(field, kind, unit, metric, help) _Atomic uint64_t field;

/* Written by the stage's own thread (stalls: by the watchdog). */
struct vx_stage_block {
    VX_ALIGNED(VX_LINE)
#define VX_STAGE VX_WORD
#include "core/telemetry/panel.def"
};
/* used, high, full: written by the producer; inbox: by ingress. */
struct vx_ring_block {
    VX_ALIGNED(VX_LINE)
#define VX_RING VX_WORD
#include "core/telemetry/panel.def"
};
struct vx_ingress_block {
    VX_ALIGNED(VX_LINE)
#define VX_INGRESS VX_WORD
#include "core/telemetry/panel.def"
};
struct vx_book_block {
    VX_ALIGNED(VX_LINE)
#define VX_BOOK VX_WORD
#include "core/telemetry/panel.def"
    _Atomic uint64_t reject[VX_REJECT_CODES]; /* by code; metrics "rejects.NAME" */
};
struct vx_bundle_block {
    VX_ALIGNED(VX_LINE)
#define VX_BUNDLE VX_WORD
#include "core/telemetry/panel.def"
    _Atomic uint64_t fill[VX_BUNDLE_MAX + 1]; /* bundles by how many reports they held */
};
struct vx_output_block {
    VX_ALIGNED(VX_LINE)
#define VX_OUTPUT VX_WORD
#include "core/telemetry/panel.def"
};

/* ---- depth: the exact top of the watched instrument, and the operator's own orders ---- */

#define VX_DEPTH_LEVELS 50u
#define VX_OWN_MAX      1024u /* own orders remembered; when full, the oldest that is done goes */

struct vx_level {
    int32_t price; /* 1/10,000 */
    uint32_t orders;
    uint64_t lots;
};
VX_ASSERT_SIZE(struct vx_level, 16);

/* Writer: the book stage.  A multiple of 8 bytes; published whole. */
struct vx_depth {
    uint64_t seq;  /* inputs answered when it was taken */
    uint64_t t_ns; /* engine time */
    uint32_t instrument;
    uint32_t levels[2];                        /* filled in level[side] */
    int32_t last_price;                        /* newest trade of this instrument, 0: none yet */
    struct vx_level level[2][VX_DEPTH_LEVELS]; /* [enum vx_side], best first */
};
#define VX_DEPTH_WORDS (sizeof(struct vx_depth) / 8)

enum vx_own_status {
    VX_OWN_NONE,
    VX_OWN_LIVE,      /* rests */
    VX_OWN_FILLED,    /* done, filled whole */
    VX_OWN_CANCELLED, /* done, taken off; .filled may be > 0 */
    VX_OWN_REJECTED,  /* never stood */
    VX_OWN_STATUSES
};

/* One order of the operator's.  64 bytes.  Writer: the book stage. */
struct vx_own {
    uint64_t id;
    uint64_t seq;        /* of the input that made it */
    uint64_t t_ns;       /* engine time of its last change */
    uint64_t notional;   /* sum of price * lots of its fills, 1/10,000 */
    uint64_t ahead_lots; /* in the queue in front of it, when published */
    int32_t price;       /* 0: market */
    uint32_t qty;        /* as last accepted: filled + leaves when it is live */
    uint32_t filled;
    uint32_t leaves;
    uint32_t ahead_orders; /* UINT32_MAX: not known */
    uint16_t instrument;
    uint8_t side_status; /* side in bit 7, enum vx_own_status below */
    uint8_t code;        /* REJECTED: enum vx_reject; CANCELLED: enum vx_cancel_reason */
};
VX_ASSERT_SIZE(struct vx_own, 64);
#define VX_OWN_WORDS (sizeof(struct vx_own) / 8)

/* One own order's slot, with its sequence word (odd while it is written). */
struct vx_own_slot {
    _Atomic uint64_t seq;
    _Atomic uint64_t word[VX_OWN_WORDS];
    uint64_t reserved[7];
};
VX_ASSERT_SIZE(struct vx_own_slot, 128);

/* Prices whose volume traded is kept: the ladder's, a tick each. */
#define VX_TRADED_TICKS (16u * VX_LADDER_BUCKETS)

/* ---- what flows ---- */

#define VX_TAPE_CAPACITY   4096u
#define VX_ANSWER_CAPACITY 4096u
#define VX_ERRLOG_CAPACITY 64u

/* A trade.  48 bytes.  Writer: the book stage. */
struct vx_print {
    uint64_t seq;     /* of the input that caused it */
    uint64_t t_ns;    /* engine time */
    uint64_t resting; /* id */
    uint64_t taker;   /* id of the aggressor */
    int32_t price;
    uint32_t qty;
    uint16_t instrument;
    uint8_t side;    /* the aggressor's: enum vx_side */
    uint8_t sources; /* enum vx_source: resting in bits 0-1, aggressor in bits 2-3 */
    uint32_t reserved;
};
VX_ASSERT_SIZE(struct vx_print, 48);
#define VX_PRINT_WORDS (sizeof(struct vx_print) / 8)

/*
 * The answer to one item of the inbox; entry N of the ring answers ticket N.  72 bytes.
 * Written when every record of the input is out.  Writer: the book stage.
 */
struct vx_answer {
    uint64_t ticket;
    uint64_t seq;
    uint64_t id;
    uint64_t notional;   /* sum of price * lots of this input's fills */
    uint64_t ahead_lots; /* if it rests: in front of it */
    uint64_t removed;    /* orders taken off by a cancel, cancel all or self-trade prevention */
    int32_t price;       /* of the order now */
    uint32_t qty;        /* accepted; for a cancel: taken off */
    uint32_t filled;     /* by this input */
    uint32_t leaves;     /* resting now */
    uint32_t ahead_orders;
    uint16_t instrument;
    uint8_t kind; /* enum vx_report_kind of the answer */
    uint8_t code; /* enum vx_reject, or why the rest was cancelled */
};
VX_ASSERT_SIZE(struct vx_answer, 72);
#define VX_ANSWER_WORDS (sizeof(struct vx_answer) / 8)

/* A line of the error log, cut to fit.  Writer: the watchdog's thread. */
struct vx_errline {
    uint64_t t_ns;
    char text[120];
};
#define VX_ERRLINE_WORDS (sizeof(struct vx_errline) / 8)

/* ---- feed verification ---- */

struct vx_feed_block {
    VX_ALIGNED(VX_LINE)
#define VX_FEED VX_WORD
#include "core/telemetry/panel.def"
};

/* ---- the journal ---- */

struct vx_journal_block {
    VX_ALIGNED(VX_LINE)
#define VX_JOURNAL VX_WORD
#include "core/telemetry/panel.def"
};

#undef VX_WORD

/* ---- control: front ends write, stages read ---- */

/*
 * Writer: the session, one at a time.  A change is made by storing the words and then adding 1 to
 * `generation` with release; ingress copies it to ingress.ctl_seen when it has acted on it.
 */
struct vx_control_block {
    VX_ALIGNED(VX_LINE) _Atomic uint64_t generation;
    _Atomic uint64_t rate; /* orders a second; VX_RATE_MAX: as fast as it goes */
    _Atomic uint64_t flow; /* enum vx_flow_id */
    _Atomic uint64_t seed;
    _Atomic uint64_t seed_set;   /* counts: each change starts the flow afresh from .seed */
    _Atomic uint64_t paused;     /* 1: ingress takes nothing in */
    _Atomic uint64_t steps;      /* counts up: inputs ingress may take while paused, in all */
    _Atomic uint64_t halted;     /* 1: the kill switch */
    _Atomic uint64_t burst_set;  /* counts: each change asks for one burst */
    _Atomic uint64_t burst_n;    /* orders */
    _Atomic uint64_t burst_ns;   /* over this time; 0 at once */
    _Atomic uint64_t feed_stop;  /* counts: each change ends the feed */
    _Atomic uint64_t depth_want; /* counts: a reader wants a fresh depth snapshot */
    _Atomic uint64_t stop;       /* 1: orderly stop, producers first */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t stall_until_ns[VX_STAGES]; /* engine time */
    _Atomic uint64_t slow_ns[VX_STAGES];                            /* per record; 0: off */
    VX_ALIGNED(VX_LINE) _Atomic int64_t setting[VX_SETTINGS];       /* LIVE ones are re-read */
};
#define VX_RATE_MAX UINT64_MAX

/* The engine's flows, by number (names in flow.def). */
enum vx_flow_id {
#define VX_FLOW(ID, name, help) VX_FLOW_##ID,
#include "core/telemetry/flow.def"
#undef VX_FLOW
    VX_FLOWS
};

struct vx_panel {
    /* Writer: whoever made it; read-only once magic stands. */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t magic;
    uint64_t layout; /* vx_panel_layout() */
    uint64_t bytes;  /* of the mapping */
    uint64_t pid;
    uint64_t start_realtime_ns;
    uint64_t ticks_per_s; /* of the engine's clock; 0: virtual */
    uint32_t version;
    uint32_t virtual_clock; /* 1: simulated time */
    uint32_t clock_source;  /* enum vx_clock_source */
    uint32_t topology;      /* as it was chosen: choice of engine.topology, never auto */
    uint32_t threads;       /* engine threads */
    int32_t ladder_base;    /* price of bucket 0's lower edge, 1/10,000 */
    int32_t ladder_step;    /* width of a bucket, 1/10,000 */
    int32_t tick;           /* of the watched instrument, 1/10,000 */
    char symbol[16];
    char build[32]; /* version text */
    /* Writer: the driver. */
    VX_ALIGNED(VX_LINE) _Atomic uint64_t state; /* enum vx_state of the whole */
    _Atomic uint64_t now_ns;                    /* engine time, as last seen by ingress's thread */
    _Atomic uint64_t moment;                    /* enum vx_panel_moment */

    struct vx_control_block control;
    struct vx_stage_block stage[VX_STAGES];
    struct vx_ring_block ring[VX_RINGS];
    struct vx_ingress_block ingress; /* ingress */
    struct vx_book_block book;       /* book */
    struct vx_bundle_block bundle;   /* bundle */
    struct vx_output_block output;   /* output */
    struct vx_feed_block feed;
    struct vx_journal_block journal;
    struct vx_hist latency[VX_LATENCIES]; /* INGRESS: ingress; BOOK, BUNDLE: bundle; E2E: output */

    struct vx_slots depth;
    VX_ALIGNED(VX_LINE) _Atomic uint64_t depth_area[VX_SLOTS * VX_DEPTH_WORDS];
    struct vx_ladder ladder;
    /* Writer: the book stage.  Lots traded by price, from ladder_base up, since it is watched. */
    _Atomic uint64_t traded[VX_TRADED_TICKS];
    struct vx_ovring tape;
    VX_ALIGNED(VX_LINE)
    _Atomic uint64_t tape_area[VX_OVRING_AREA_WORDS(VX_TAPE_CAPACITY, VX_PRINT_WORDS)];
    struct vx_ovring answers;
    VX_ALIGNED(VX_LINE)
    _Atomic uint64_t answers_area[VX_OVRING_AREA_WORDS(VX_ANSWER_CAPACITY, VX_ANSWER_WORDS)];
    struct vx_ovring errors;
    VX_ALIGNED(VX_LINE)
    _Atomic uint64_t errors_area[VX_OVRING_AREA_WORDS(VX_ERRLOG_CAPACITY, VX_ERRLINE_WORDS)];
    VX_ALIGNED(VX_LINE) _Atomic uint64_t own_count; /* slots ever used, at most VX_OWN_MAX */
    VX_ALIGNED(VX_LINE) struct vx_own_slot own[VX_OWN_MAX];
};

/* A hash over every row of the tables and the size and offset of every block. */
uint64_t vx_panel_layout(void);
/* Formats zeroed memory of sizeof(struct vx_panel); writes the magic last. */
void vx_panel_init(struct vx_panel *panel);

/* An anonymous shared mapping, touched, formatted.  0, VX_E_MEMORY. */
int vx_panel_open(struct vx_panel **panel);
void vx_panel_close(struct vx_panel *panel);

/* 0 if the mapping can be read by this build; VX_E_STATE (no magic yet), VX_E_VERSION. */
int vx_panel_check(const struct vx_panel *panel, uint64_t bytes);

const char *vx_state_name(uint64_t state);
const char *vx_stage_name(unsigned stage);
const char *vx_ring_name(unsigned ring);
const char *vx_latency_name(unsigned latency);
const char *vx_flow_name(unsigned flow);
const char *vx_flow_help(unsigned flow);
const char *vx_own_status_name(unsigned status);

static inline uint64_t vx_get(const _Atomic uint64_t *word)
{
    return atomic_load_explicit(word, memory_order_relaxed);
}
static inline void vx_put(_Atomic uint64_t *word, uint64_t value)
{
    atomic_store_explicit(word, value, memory_order_relaxed);
}
/* Adds to a counter this thread alone writes: no locked instruction. */
static inline void vx_add(_Atomic uint64_t *word, uint64_t by)
{
    vx_put(word, vx_get(word) + by);
}

/* Own-order table.  Write: the book stage.  Read: anyone; VX_E_EMPTY, VX_E_STALE. */
void vx_own_write(struct vx_panel *panel, uint32_t slot, const struct vx_own *own);
int vx_own_read(const struct vx_panel *panel, uint32_t slot, struct vx_own *own);
static inline unsigned vx_own_status(const struct vx_own *own)
{
    return own->side_status & 0x7fu;
}
static inline unsigned vx_own_side(const struct vx_own *own)
{
    return own->side_status >> 7;
}

#endif
