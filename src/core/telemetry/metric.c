#include "core/telemetry/metric.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/num.h"
#include "core/base/reject_text.h"

#define METRICS_MAX 512u
#define PPM         1000000u

/* How a row is read: which words, and what they mean. */
enum source {
    SOURCE_STAGE,
    SOURCE_RING,
    SOURCE_INGRESS,
    SOURCE_BOOK,
    SOURCE_BUNDLE,
    SOURCE_OUTPUT,
    SOURCE_FEED,
    SOURCE_JOURNAL,
    SOURCE_SHARE,    /* index: stage, word: of the numerator */
    SOURCE_UTIL,     /* index: ring, word: of the numerator */
    SOURCE_QUANTILE, /* index: latency, word: ppm */
    SOURCE_SUMMARY,  /* index: latency, word: enum summary */
    SOURCE_TOP,      /* word: enum top */
    SOURCE_WHOLE,    /* word: enum whole */
};
enum summary {
#define VX_SUMMARY(ID, kind, unit, metric, help) SUMMARY_##ID,
#include "core/telemetry/metric.def"
};
enum top {
#define VX_TOP(ID, unit, metric, help) TOP_##ID,
#include "core/telemetry/metric.def"
};
enum whole {
#define VX_WHOLE(ID, kind, unit, metric, help) WHOLE_##ID,
#include "core/telemetry/metric.def"
};

#define WORD(block, field) (uint32_t)(offsetof(struct vx_##block##_block, field) / 8)

/* A row before its name is completed. */
struct row {
    const char *metric;
    const char *help;
    enum source source;
    enum vx_unit unit;
    uint32_t word;
    char kind;
};
#define ROW(name, text, from, of, at, sort) \
    {.metric = name, .help = text, .source = from, .unit = of, .word = at, .kind = sort},
#define PANEL_ROW(block, from, field, kind, unit, metric, help) \
    ROW(metric, help, from, VX_UNIT_##unit, WORD(block, field), #kind[0])

static const struct row stage_rows[] = {
#define VX_STAGE(field, kind, unit, metric, help) \
    PANEL_ROW(stage, SOURCE_STAGE, field, kind, unit, metric, help)
#include "core/telemetry/panel.def"
#define VX_SHARE(field, metric, help) \
    ROW(metric, help, SOURCE_SHARE, VX_UNIT_PPM, WORD(stage, field), 'G')
#include "core/telemetry/metric.def"
};
static const struct row ring_rows[] = {
#define VX_RING(field, kind, unit, metric, help) \
    PANEL_ROW(ring, SOURCE_RING, field, kind, unit, metric, help)
#include "core/telemetry/panel.def"
#define VX_UTIL(field, metric, help) \
    ROW(metric, help, SOURCE_UTIL, VX_UNIT_PPM, WORD(ring, field), 'G')
#include "core/telemetry/metric.def"
};
static const struct row latency_rows[] = {
#define VX_QUANTILE(ID, ppm, metric, help) ROW(metric, help, SOURCE_QUANTILE, VX_UNIT_NS, ppm, 'G')
#define VX_SUMMARY(ID, kind, unit, metric, help) \
    ROW(metric, help, SOURCE_SUMMARY, VX_UNIT_##unit, SUMMARY_##ID, #kind[0])
#include "core/telemetry/metric.def"
};
static const struct row single_rows[] = {
#define VX_INGRESS(field, kind, unit, metric, help) \
    PANEL_ROW(ingress, SOURCE_INGRESS, field, kind, unit, metric, help)
#define VX_BOOK(field, kind, unit, metric, help) \
    PANEL_ROW(book, SOURCE_BOOK, field, kind, unit, metric, help)
#define VX_BUNDLE(field, kind, unit, metric, help) \
    PANEL_ROW(bundle, SOURCE_BUNDLE, field, kind, unit, metric, help)
#define VX_OUTPUT(field, kind, unit, metric, help) \
    PANEL_ROW(output, SOURCE_OUTPUT, field, kind, unit, metric, help)
#define VX_FEED(field, kind, unit, metric, help) \
    PANEL_ROW(feed, SOURCE_FEED, field, kind, unit, metric, help)
#define VX_JOURNAL(field, kind, unit, metric, help) \
    PANEL_ROW(journal, SOURCE_JOURNAL, field, kind, unit, metric, help)
#include "core/telemetry/panel.def"
#define VX_TOP(ID, unit, metric, help) ROW(metric, help, SOURCE_TOP, VX_UNIT_##unit, TOP_##ID, 'G')
#define VX_WHOLE(ID, kind, unit, metric, help) \
    ROW(metric, help, SOURCE_WHOLE, VX_UNIT_##unit, WHOLE_##ID, #kind[0])
#include "core/telemetry/metric.def"
#define VX_REJECT_ROW(NAME, code, text, help) \
    ROW("rejects." text, help, SOURCE_BOOK, VX_UNIT_COUNT, WORD(book, reject) + code, 'C')
#include "core/base/reject.def"
#undef VX_REJECT_ROW
};

/* ---- the table ---- */

static struct vx_metric table[METRICS_MAX];
static size_t table_len;

static void add(const char *family, const char *member, const struct row *row, uint16_t index)
{
    assert(table_len < METRICS_MAX);
    struct vx_metric *m = &table[table_len++];
    *m = (struct vx_metric){.unit = row->unit,
                            .kind = row->kind,
                            .help = row->help,
                            .source = (uint16_t)row->source,
                            .index = index,
                            .word = row->word};
    int n = member == NULL
                ? snprintf(m->name, sizeof(m->name), "%s", row->metric)
                : snprintf(m->name, sizeof(m->name), "%s.%s.%s", family, member, row->metric);
    assert(n > 0 && (size_t)n < sizeof(m->name));
    (void)n;
}

static void add_family(const char *family, const char *(*member)(unsigned), unsigned members,
                       const struct row *rows, size_t n)
{
    for (unsigned i = 0; i < members; i++)
        for (size_t k = 0; k < n; k++)
            add(family, member(i), &rows[k], (uint16_t)i);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct vx_metric *)a)->name, ((const struct vx_metric *)b)->name);
}

const struct vx_metric *vx_metrics(size_t *n)
{
    if (table_len == 0) {
        add_family("stage", vx_stage_name, VX_STAGES, stage_rows, VX_LEN(stage_rows));
        add_family("ring", vx_ring_name, VX_RINGS, ring_rows, VX_LEN(ring_rows));
        add_family("latency", vx_latency_name, VX_LATENCIES, latency_rows, VX_LEN(latency_rows));
        for (size_t i = 0; i < VX_LEN(single_rows); i++)
            add(NULL, NULL, &single_rows[i], 0);
        qsort(table, table_len, sizeof(table[0]), by_name);
    }
    *n = table_len;
    return table;
}

const struct vx_metric *vx_metric_find(const char *name, size_t len)
{
    struct vx_metric key = {.name = ""};
    size_t n;
    const struct vx_metric *rows = vx_metrics(&n);
    if (len >= sizeof(key.name))
        return NULL;
    memcpy(key.name, name, len);
    key.name[len] = '\0';
    return bsearch(&key, rows, n, sizeof(rows[0]), by_name);
}

bool vx_metric_needs_latency(const struct vx_metric *m)
{
    return m->source == SOURCE_QUANTILE || m->source == SOURCE_SUMMARY;
}

/* ---- reading ---- */

static struct vx_value known(const struct vx_metric *m, uint64_t v)
{
    return (struct vx_value){.v = (int64_t)v, .unit = m->unit, .known = true};
}

static struct vx_value known_if(bool is, const struct vx_metric *m, uint64_t v)
{
    return (struct vx_value){.v = is ? (int64_t)v : 0, .unit = m->unit, .known = is};
}

static struct vx_value ratio(const struct vx_metric *m, uint64_t part, uint64_t whole)
{
    if (whole == 0)
        return known_if(false, m, 0);
    unsigned __int128 ppm = (unsigned __int128)part * PPM / whole;
    return known(m, ppm > INT64_MAX ? INT64_MAX : (uint64_t)ppm);
}

static struct vx_value read_stage(const struct vx_metric *m, const struct vx_view *view)
{
    uint64_t v = view->stage[m->index][m->word];
    return known_if(m->word != WORD(stage, cpu) || (int64_t)v >= 0, m, v);
}

static struct vx_value read_book(const struct vx_metric *m, const struct vx_view *view)
{
    uint64_t v = view->book[m->word];
    if (m->word == WORD(book, trade_price) || m->word == WORD(book, trade_qty))
        return known_if(VX_VIEW(view, book, trades) > 0, m, v);
    if (m->word == WORD(book, reference))
        return known_if(v != 0, m, v);
    return known(m, v);
}

static struct vx_value read_share(const struct vx_metric *m, const struct vx_view *view)
{
    return ratio(m, view->stage[m->index][m->word],
                 VX_VIEW_AT(view, stage, m->index, busy_ns) +
                     VX_VIEW_AT(view, stage, m->index, idle_ns) +
                     VX_VIEW_AT(view, stage, m->index, blocked_ns));
}

static struct vx_value read_quantile(const struct vx_metric *m, const struct vx_view *view)
{
    const struct vx_hist_copy *h = &view->latency[m->index];
    return known_if(h->count > 0, m, vx_hist_quantile(h, m->word));
}

static struct vx_value read_summary(const struct vx_metric *m, const struct vx_view *view)
{
    const struct vx_hist_copy *h = &view->latency[m->index];
    switch ((enum summary)m->word) {
    case SUMMARY_MAX:
        return known_if(h->count > 0, m, h->max);
    case SUMMARY_MEAN:
        return known_if(h->count > 0, m, vx_hist_mean(h));
    case SUMMARY_COUNT:
        return known(m, h->count);
    }
    return known_if(false, m, 0);
}

/* The best level of a side, NULL if it is empty. */
static const struct vx_level *best(const struct vx_view *view, unsigned side)
{
    if (!view->has_depth || view->depth.levels[side] == 0)
        return NULL;
    return &view->depth.level[side][0];
}

static struct vx_value price_of(const struct vx_metric *m, int64_t price)
{
    return (struct vx_value){.v = price, .unit = m->unit, .known = true};
}

static struct vx_value read_top(const struct vx_metric *m, const struct vx_view *view)
{
    const struct vx_level *bid = best(view, VX_BID);
    const struct vx_level *ask = best(view, VX_ASK);
    switch ((enum top)m->word) {
    case TOP_BID_PRICE:
        return bid ? price_of(m, bid->price) : known_if(false, m, 0);
    case TOP_BID_QTY:
        return known_if(bid != NULL, m, bid ? bid->lots : 0);
    case TOP_BID_ORDERS:
        return known_if(bid != NULL, m, bid ? bid->orders : 0);
    case TOP_ASK_PRICE:
        return ask ? price_of(m, ask->price) : known_if(false, m, 0);
    case TOP_ASK_QTY:
        return known_if(ask != NULL, m, ask ? ask->lots : 0);
    case TOP_ASK_ORDERS:
        return known_if(ask != NULL, m, ask ? ask->orders : 0);
    case TOP_SPREAD:
        return bid && ask ? price_of(m, (int64_t)ask->price - bid->price) : known_if(false, m, 0);
    case TOP_MID:
        return bid && ask ? price_of(m, ((int64_t)ask->price + bid->price) / 2)
                          : known_if(false, m, 0);
    }
    return known_if(false, m, 0);
}

static struct vx_value read_whole(const struct vx_metric *m, const struct vx_view *view)
{
    switch ((enum whole)m->word) {
    case WHOLE_STATE:
        return known(m, view->state);
    case WHOLE_NOW:
        return known(m, view->taken_ns);
    case WHOLE_OWN:
        return known(m, view->own_count);
    case WHOLE_ERRORS:
        return known(m, view->errors_written);
    case WHOLE_FILL:
        return ratio(m, VX_VIEW(view, bundle, reports),
                     VX_VIEW(view, bundle, bundles) * VX_BUNDLE_MAX);
    }
    return known_if(false, m, 0);
}

/* What ingress counted and the journal holds too. */
static bool is_of_journal(const struct vx_metric *m)
{
    return m->source == SOURCE_INGRESS &&
           (m->word == WORD(ingress, sequenced) || m->word == WORD(ingress, refused) ||
            m->word == WORD(ingress, operator_in) || m->word == WORD(ingress, load_in) ||
            m->word == WORD(ingress, feed_in) || m->word == WORD(ingress, halted));
}

/* A moment of the past of which there is a journal alone. */
static bool is_known(const struct vx_metric *m, const struct vx_view *view)
{
    return view->moment != VX_MOMENT_BARE || m->source == SOURCE_BOOK || m->source == SOURCE_TOP ||
           (m->source == SOURCE_WHOLE && m->word != WHOLE_FILL) || is_of_journal(m);
}

struct vx_value vx_metric_read(const struct vx_metric *m, const struct vx_view *view)
{
    if (!is_known(m, view))
        return known_if(false, m, 0);
    switch ((enum source)m->source) {
    case SOURCE_STAGE:
        return read_stage(m, view);
    case SOURCE_RING:
        return known(m, view->ring[m->index][m->word]);
    case SOURCE_INGRESS:
        return known(m, view->ingress[m->word]);
    case SOURCE_BOOK:
        return read_book(m, view);
    case SOURCE_BUNDLE:
        return known(m, view->bundle[m->word]);
    case SOURCE_OUTPUT:
        return known(m, view->output[m->word]);
    case SOURCE_JOURNAL:
        return known(m, view->journal[m->word]);
    case SOURCE_FEED:
        return known(m, view->feed[m->word]);
    case SOURCE_SHARE:
        return read_share(m, view);
    case SOURCE_UTIL:
        return ratio(m, view->ring[m->index][m->word], VX_VIEW_AT(view, ring, m->index, capacity));
    case SOURCE_QUANTILE:
        return read_quantile(m, view);
    case SOURCE_SUMMARY:
        return read_summary(m, view);
    case SOURCE_TOP:
        return read_top(m, view);
    case SOURCE_WHOLE:
        return read_whole(m, view);
    }
    return known_if(false, m, 0);
}
