/*
 * model.h: what the console knows of the engine: the newest view, rates and interval latencies from
 * the difference of views a second apart, and histories.
 *
 * vx_model_update is called once a frame with the wall clock's time; it reads the panel and nothing
 * else, so the same panel and times give the same model.  Nothing changes faster than it can be
 * read: rates and latencies four times a second (a tick), the book and its counters ten times (a
 * beat, longer on a narrow line), the tape five times.  Own orders and trades, and the first trade
 * after a pause, are there with the next frame.
 *
 * Threads: the console thread.  About 1 MB, taken once.
 */
#ifndef VX_TUI_MODEL_H
#define VX_TUI_MODEL_H

#include "core/telemetry/metric.h"

#define VX_TICK_NS        UINT64_C(250000000)
#define VX_WINDOW         4u   /* ticks of a rate's interval */
#define VX_HISTORY        600u /* samples kept of each history */
#define VX_TAPE_KEPT      2048u
#define VX_TAPE_GATHER_NS UINT64_C(50000000)
#define VX_TAPE_OPEN      16u
#define VX_TAPE_SIZES     256u  /* classes of size, four a power of two */
#define VX_FILLS          1024u /* own fills kept */
#define VX_HEAT_COLS      512u
#define VX_BEAT_NS        UINT64_C(100000000) /* the book and the counters shown change no faster */
#define VX_BEAT_SLOW_NS   UINT64_C(500000000) /* nor slower, however narrow the line */
#define VX_TAPE_BEAT_NS   UINT64_C(200000000) /* a busy tape moves no faster */
#define VX_STALL_SHOW     UINT64_C(3000000000) /* a stall counted is shown so long */
#define VX_SPECTRUM       48u /* rows of the latency spectrogram, two a power of two */

enum vx_quantile { VX_Q_P50, VX_Q_P90, VX_Q_P99, VX_Q_P999, VX_Q_MAX, VX_QUANTILES };

/* Per second, over the last interval. */
struct vx_rates {
    bool known;
    uint64_t span_ns; /* of the interval */
    uint64_t in;      /* offered to ingress */
    uint64_t through; /* answered by the book */
    uint64_t trades;
    uint64_t lots;
    uint64_t dropped; /* in the interval, not per second */
    uint64_t rejected;
    uint64_t stage[VX_STAGES];
    uint64_t busy[VX_STAGES], blocked[VX_STAGES], idle[VX_STAGES]; /* ns of the interval */
    uint64_t flush[VX_FLUSH_REASONS];                              /* bundles in the interval */
    uint64_t bundles, bundled;                                     /* and the reports in them */
};

/* A history of figures, oldest first; the newest is value[n - 1]. */
struct vx_history {
    size_t n;
    uint64_t value[VX_HISTORY];
};

/* A price whose resting quantity changed within the last interval. */
struct vx_change {
    int32_t price;
    int64_t lots;
    bool fresh; /* within the last tick */
};

/* A column of the heat map. */
struct vx_heat_col {
    int32_t touch[2]; /* 0: none */
    int32_t trade;    /* newest trade of the column, 0: none */
    uint32_t levels[2];
    struct {
        int32_t price;
        uint32_t lots;
    } level[2][VX_DEPTH_LEVELS];
};

/* A column of the latency spectrogram: records by latency. */
struct vx_spectrum {
    uint32_t count[VX_SPECTRUM];
};

/* Trades of one aggressor's side at one price within VX_TAPE_GATHER_NS. */
struct vx_tape_row {
    uint64_t t_ns; /* engine time of the first */
    uint64_t qty;
    uint32_t prints;
    int32_t price;
    uint8_t side; /* enum vx_side: the aggressor's */
    bool own;     /* the operator is on one side */
    bool big;     /* far larger than its neighbours */
};

/* A fill of one of the operator's orders. */
struct vx_fill {
    uint64_t t_ns; /* engine time */
    uint64_t id;   /* of the order */
    uint32_t qty;
    int32_t price;
    bool took; /* it was the aggressor */
};

/* A row that may grow yet. */
struct vx_tape_open {
    struct vx_tape_row row;
    uint64_t wall_ns; /* since when */
};

struct vx_model {
    struct vx_view now;
    bool any;                     /* a view was taken */
    const struct vx_view *before; /* set by who shows a moment of the past; NULL: not known */
    bool again;                   /* the tape is to be read from its beginning */
    bool moved;                   /* time has passed since the tick before */

    uint64_t next_tick_ns, next_beat_ns;
    uint64_t beat_ns;                   /* set by who shows the model */
    uint64_t beats;                     /* so far */
    uint64_t ticks;                     /* so far */
    uint32_t views;                     /* of past[], at most VX_WINDOW + 1 */
    struct vx_view past[VX_WINDOW + 1]; /* past[0] is the newest tick's */
    struct vx_rates rates;
    struct vx_hist_copy interval[VX_LATENCIES];
    uint64_t quantile[VX_LATENCIES][VX_QUANTILES]; /* of the interval */
    uint64_t total[VX_LATENCIES][VX_QUANTILES];    /* since the start */

    struct vx_history through, in, trades, dropped; /* a sample a tick */
    struct vx_history stage_rate[VX_STAGES], ring[VX_RINGS], flush[VX_FLUSH_REASONS];
    struct vx_history latency[VX_LATENCIES][VX_QUANTILES]; /* a sample a second */
    struct vx_hist_copy second[VX_LATENCIES];              /* as it stood a second ago */
    size_t spectra;
    struct vx_spectrum spectrum[VX_HISTORY]; /* of end to end, a column a second, newest last */

    size_t changes[2];
    struct vx_change change[2][2 * VX_DEPTH_LEVELS];
    int32_t last_price, price_before; /* of trades: which way the last one went */
    uint64_t traded[VX_TRADED_TICKS]; /* volume by price, with the view */
    size_t heat_n;
    struct vx_heat_col heat[VX_HEAT_COLS]; /* newest last */
    uint64_t heat_trades;                  /* book.trades when the newest column was made */

    uint64_t tape_next; /* entry of the panel's tape to read next */
    unsigned opens;
    struct vx_tape_open open[VX_TAPE_OPEN];
    uint64_t tape_skipped; /* overwritten before they were read */
    uint64_t tape_added;   /* rows ever added; the last VX_TAPE_KEPT are kept */
    uint64_t tape_shown;   /* of them */
    uint64_t next_tape_ns; /* the others are shown then */
    bool tape_own;         /* one of the others is the operator's */
    uint64_t tape_least;   /* smallest row shown, lots */
    bool tape_auto;        /* tape_least follows the market */
    uint64_t tape_mean;    /* of the sizes shown, in 1/16 lot */
    uint32_t tape_sizes[VX_WINDOW][VX_TAPE_SIZES]; /* rows of the last ticks by size */
    struct vx_tape_row tape[VX_TAPE_KEPT];

    uint64_t fills;      /* ever; the last VX_FILLS are kept */
    uint64_t fills_next; /* entry of the panel's tape that is looked at next for them */
    struct vx_fill fill[VX_FILLS];
    uint32_t owns;
    struct vx_own own[VX_OWN_MAX];  /* live ones first, newest first */
    uint64_t stalled_ns[VX_STAGES]; /* wall time until which a stall is shown */
};

/* Heap: the model is large.  NULL when there is none left. */
struct vx_model *vx_model_open(void);
void vx_model_close(struct vx_model *m);
/* Takes a view.  wall_ns never goes back.  Of a moment of the past, rates and latencies are the
 * difference to `before`. */
void vx_model_update(struct vx_model *m, const struct vx_panel *panel, uint64_t wall_ns);
/* Another moment than the one before: nothing of that one stays. */
void vx_model_jump(struct vx_model *m);
/* After a pause of the view: intervals start afresh, histories go on. */
void vx_model_resume(struct vx_model *m);

/* Row `back` of the tape, 0 the newest; NULL past the end. */
const struct vx_tape_row *vx_model_tape(const struct vx_model *m, uint64_t back);
/* Shows trades of at least so many lots; 0: chooses by itself.  What the panel still has of the
 * past is looked at again. */
void vx_model_filter(struct vx_model *m, uint64_t least);
/* Fill `back` of an order, 0 the newest; NULL past the end of what is kept. */
const struct vx_fill *vx_model_fill(const struct vx_model *m, uint64_t id, uint64_t back);
/* The change of resting quantity at a price; NULL: none to show. */
const struct vx_change *vx_model_change(const struct vx_model *m, unsigned side, int32_t price);
/* Lots traded at a price. */
uint64_t vx_model_traded(const struct vx_model *m, const struct vx_panel *panel, int32_t price);
/* The row of the spectrogram that counts a latency. */
unsigned vx_spectrum_row(uint64_t ns);
/* The lowest latency that is counted in a row of the spectrogram. */
uint64_t vx_spectrum_lowest(unsigned row);
/* While something is dropped: the stage that holds the others up, enum vx_stage_id; VX_STAGES: none
 * had much to do, the machine did not run them; -1: nothing is dropped. */
int vx_model_culprit(const struct vx_model *m);
/* Best price of a side in the newest view; 0: none. */
int32_t vx_model_touch(const struct vx_model *m, unsigned side);

#endif
