/*
 * metric.h: the one dotted name space over the panel, and a reader's copy of the panel.
 *
 * A view is taken once a frame (or once an expression) and everything shown comes from it.  With
 * two views of different moments, rates and interval latencies are their difference.
 *
 * Threads: a view belongs to one thread.  Taking one only reads the panel.  Cold.
 */
#ifndef VX_TELEMETRY_METRIC_H
#define VX_TELEMETRY_METRIC_H

#include "core/telemetry/panel.h"

/* A number with its unit; exact. */
struct vx_value {
    int64_t v; /* in the unit; HASH: the bits */
    enum vx_unit unit;
    bool known; /* false: there is nothing to show (no bid, no trade yet, ...) */
};

/* A plain copy of what the panel held at one moment. */
struct vx_view {
    uint64_t taken_ns; /* engine time, panel->now_ns */
    uint64_t wall_ns;  /* vx_monotonic_ns() */
    bool has_depth;
    struct vx_depth depth;
    uint64_t stage[VX_STAGES][sizeof(struct vx_stage_block) / 8];
    uint64_t ring[VX_RINGS][sizeof(struct vx_ring_block) / 8];
    uint64_t ingress[sizeof(struct vx_ingress_block) / 8];
    uint64_t book[sizeof(struct vx_book_block) / 8];
    uint64_t bundle[sizeof(struct vx_bundle_block) / 8];
    uint64_t output[sizeof(struct vx_output_block) / 8];
    uint64_t feed[sizeof(struct vx_feed_block) / 8];
    uint64_t journal[sizeof(struct vx_journal_block) / 8];
    uint64_t state;
    uint64_t moment; /* enum vx_panel_moment */
    uint64_t tape_written;
    uint64_t errors_written;
    uint64_t own_count;
    struct vx_hist_copy latency[VX_LATENCIES];
};
/* The word of a block's field in a view: VX_VIEW(view, book, trades). */
#define VX_VIEW(view, block, field) ((view)->block[offsetof(struct vx_##block##_block, field) / 8])
#define VX_VIEW_AT(view, block, index, field) \
    ((view)->block[index][offsetof(struct vx_##block##_block, field) / 8])

void vx_view_take(struct vx_view *view, const struct vx_panel *panel);
/* The same without the histograms (they are most of the bytes): for expressions. */
void vx_view_take_light(struct vx_view *view, const struct vx_panel *panel);

/* One row of the name space. */
struct vx_metric {
    char name[40];
    enum vx_unit unit;
    char kind; /* 'C' counts up only, 'G' gauge */
    const char *help;
    uint16_t source; /* private: how it is read */
    uint16_t index;
    uint32_t word;
};

/* All rows, sorted by name; count in *n.  Built once, on first use (one thread). */
const struct vx_metric *vx_metrics(size_t *n);
const struct vx_metric *vx_metric_find(const char *name, size_t len);
/* True if reading it needs the histograms (latency.*). */
bool vx_metric_needs_latency(const struct vx_metric *m);
struct vx_value vx_metric_read(const struct vx_metric *m, const struct vx_view *view);
/*
 * "12345", "100.25", "830 ns", "12.3%", "0x9f…", "run", "max" (an unlimited rate), "-" when it is
 * not known.  Returns the length.
 */
int vx_value_format(char *buf, size_t size, const struct vx_value *value);
/*
 * As a bare number for JSON and CSV: "12345", "100.25", "830" (ns), "0.123" (a ratio); states,
 * hashes and "max" are quoted; "null" when it is not known.
 */
int vx_value_format_json(char *buf, size_t size, const struct vx_value *value);
const char *vx_unit_name(enum vx_unit unit);

/* ---- settings, from setting.def ---- */

enum vx_setting_type {
    VX_TYPE_COUNT,
    VX_TYPE_DURATION,
    VX_TYPE_PRICE,
    VX_TYPE_SWITCH,
    VX_TYPE_PPM,
    VX_TYPE_CHOICE,
    VX_TYPE_TEXT
};
struct vx_setting_row {
    const char *name;
    enum vx_setting_type type;
    int64_t min, max, dflt; /* inclusive; of a CHOICE only dflt, of a TEXT none */
    bool power;             /* a COUNT that has to be a power of two */
    bool live;              /* may be changed after the engine started */
    const char *choices;    /* "a|b|c" of a CHOICE, else NULL */
    const char *text;       /* default of a TEXT, else NULL */
    const char *help;
};
extern const struct vx_setting_row vx_setting_rows[VX_SETTINGS];
/* enum vx_setting, or VX_E_UNKNOWN. */
int vx_setting_find(const char *name, size_t len);
/* Whether a setting can have this value: 0, VX_E_RANGE, VX_E_INVALID (no power of two; a TEXT). */
int vx_setting_check(enum vx_setting s, int64_t value);
/*
 * Text to value by the row's type and range, *value alone on error.  0; VX_E_SYNTAX: not of the
 * type; VX_E_UNKNOWN: none of the choices (or neither off nor on); VX_E_RANGE: outside min..max,
 * or finer than the unit; VX_E_INVALID: no power of two where one is asked for.  Not for TEXT.
 */
int vx_setting_parse(enum vx_setting s, const char *text, size_t len, int64_t *value);
/* As parse takes it: "4096", "100us", "100.00", "on", "0.2", "backoff".  The length.  Not for TEXT.
 */
int vx_setting_format(char *buf, size_t size, enum vx_setting s, int64_t value);

#endif
