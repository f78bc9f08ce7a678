/* The tables of `show`, `watch` and `export`. */
#include "config.h"

#include "cmd/show/show.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/run/answer.h"
#include "cmd/run/look.h"
#include "cmd/run/verb.h"
#include "cmd/show/summary.h"
#include "cmd/show/tables.h"
#include "core/base/clock.h"
#include "core/base/reject_text.h"

#define NS_PER_S 1000000000u
#define PPM      1000000u

static const struct vx_panel *panel_of(const struct vx_interp *in)
{
    return in->session->ops->panel(in->session->self);
}

static const struct vx_metric *metric_of(const char *family, const char *member, const char *metric)
{
    char full[64];
    int n = snprintf(full, sizeof full, "%s.%s.%s", family, member, metric);
    const struct vx_metric *m = vx_metric_find(full, (size_t)n);
    assert(m);
    return m;
}

/* A row a member of a family of metrics, a column a metric of it; the first names the member. */
static void family(struct vx_table *t, const struct vx_look_at *look, const char *name,
                   const char *(*member)(unsigned), unsigned members, const char *const *metrics)
{
    vx_table_column(t, name, true);
    for (size_t k = 0; metrics[k]; k++)
        vx_table_column(t, metrics[k], false);
    for (unsigned i = 0; i < members; i++) {
        vx_table_text(t, member(i));
        for (size_t k = 0; metrics[k]; k++) {
            const struct vx_metric *m = metric_of(name, member(i), metrics[k]);
            struct vx_value value = vx_metric_read(m, look->view);
            vx_table_cell(t, &value);
        }
    }
}

static void table_stages(struct vx_table *t, const struct vx_look_at *look)
{
    static const char *const metrics[] = {"state", "cpu",     "count",  "busy",
                                          "idle",  "blocked", "stalls", NULL};
    family(t, look, "stage", vx_stage_name, VX_STAGES, metrics);
}

static void table_rings(struct vx_table *t, const struct vx_look_at *look)
{
    static const char *const metrics[] = {"used",      "capacity", "util", "high",
                                          "high.util", "full",     NULL};
    family(t, look, "ring", vx_ring_name, VX_RINGS, metrics);
}

static void bundle_row(struct vx_table *t, const char *reason, uint64_t count, uint64_t all)
{
    const struct vx_value share = {
        .v = all ? (int64_t)(count * PPM / all) : 0, .unit = VX_UNIT_PPM, .known = all != 0};
    vx_table_text(t, reason);
    vx_table_value(t, VX_UNIT_COUNT, count);
    vx_table_cell(t, &share);
}

static void table_bundles(struct vx_table *t, const struct vx_look_at *look)
{
    const struct vx_view *v = look->view;
    uint64_t all = VX_VIEW(v, bundle, bundles);
    vx_table_column(t, "flushed", true);
    vx_table_column(t, "bundles", false);
    vx_table_column(t, "share", false);
    bundle_row(t, "full", VX_VIEW(v, bundle, flush_size), all);
    bundle_row(t, "timeout", VX_VIEW(v, bundle, flush_timeout), all);
    bundle_row(t, "final", VX_VIEW(v, bundle, flush_final), all);
    bundle_row(t, "all", all, all);
}

/* ---- latency ---- */

static void latency_cells(struct vx_table *t, const struct vx_hist_copy *h)
{
    static const uint32_t quantiles[] = {500000, 900000, 990000, 999000};
    bool any = h->count > 0;
    vx_table_value(t, VX_UNIT_COUNT, h->count);
    for (size_t i = 0; i < VX_LEN(quantiles); i++) {
        const struct vx_value q = {
            .v = (int64_t)vx_hist_quantile(h, quantiles[i]), .unit = VX_UNIT_NS, .known = any};
        vx_table_cell(t, &q);
    }
    const struct vx_value max = {.v = (int64_t)h->max, .unit = VX_UNIT_NS, .known = any};
    const struct vx_value mean = {.v = (int64_t)vx_hist_mean(h), .unit = VX_UNIT_NS, .known = any};
    vx_table_cell(t, &max);
    vx_table_cell(t, &mean);
}

static void table_latency(struct vx_table *t, const struct vx_look_at *look)
{
    static const char *const names[] = {"count", "p50", "p90", "p99", "p999", "max", "mean"};
    struct vx_hist_copy since;
    vx_table_column(t, "latency", true);
    for (size_t i = 0; i < VX_LEN(names); i++)
        vx_table_column(t, names[i], false);
    for (unsigned i = 0; i < VX_LATENCIES; i++) {
        vx_table_text(t, vx_latency_name(i));
        if (look->before)
            vx_hist_interval(&since, &look->view->latency[i], &look->before->latency[i]);
        latency_cells(t, look->before ? &since : &look->view->latency[i]);
    }
}

/* ---- metrics ---- */

/* What a counter gained a second since the earlier view. */
static void rate_cell(struct vx_table *t, const struct vx_metric *m, const struct vx_look_at *look)
{
    uint64_t ns = look->view->taken_ns - look->before->taken_ns;
    struct vx_value now = vx_metric_read(m, look->view);
    struct vx_value then = vx_metric_read(m, look->before);
    if (m->kind != 'C' || ns == 0 || m->unit == VX_UNIT_NS) {
        vx_table_none(t);
        return;
    }
    unsigned __int128 gained = (unsigned __int128)((uint64_t)now.v - (uint64_t)then.v) * NS_PER_S;
    vx_table_value(t, VX_UNIT_PER_SECOND, (uint64_t)(gained / ns));
}

static void metric_rows(struct vx_table *t, const struct vx_look_at *look, const char *prefix)
{
    size_t n, len = strlen(prefix);
    const struct vx_metric *rows = vx_metrics(&n);
    vx_table_column(t, "metric", true);
    vx_table_column(t, "value", false);
    if (look->before)
        vx_table_column(t, "a second", false);
    vx_table_column(t, "unit", true);
    for (size_t i = 0; i < n; i++) {
        if (strncmp(rows[i].name, prefix, len) != 0)
            continue;
        struct vx_value value = vx_metric_read(&rows[i], look->view);
        vx_table_text(t, rows[i].name);
        vx_table_cell(t, &value);
        if (look->before)
            rate_cell(t, &rows[i], look);
        vx_table_text(t, vx_unit_name(rows[i].unit));
    }
}

static void table_metrics(struct vx_table *t, const struct vx_look_at *look)
{
    metric_rows(t, look, look->arg ? look->arg : "");
}

static void table_feed(struct vx_table *t, const struct vx_look_at *look)
{
    metric_rows(t, look, "feed.");
}

static void table_rejects(struct vx_table *t, const struct vx_look_at *look)
{
    vx_table_column(t, "reason", true);
    vx_table_column(t, "count", false);
    vx_table_column(t, "what it means", true);
    for (unsigned code = 1; code < VX_REJECT_CODES; code++) {
        if (!*vx_reject_help(code))
            continue;
        vx_table_text(t, vx_reject_name(code));
        vx_table_value(t, VX_UNIT_COUNT,
                       look->view->book[offsetof(struct vx_book_block, reject) / 8 + code]);
        vx_table_text(t, vx_reject_help(code));
    }
}

/* ---- config, version ---- */

static void setting_cell(struct vx_table *t, const struct vx_look_at *look, enum vx_setting s,
                         bool dflt)
{
    char text[256];
    const struct vx_session *session = look->in->session;
    const struct vx_setting_row *row = &vx_setting_rows[s];
    if (row->type == VX_TYPE_TEXT) {
        vx_table_text(t, dflt ? row->text : session->ops->get_text(session->self, s));
        return;
    }
    vx_setting_format(text, sizeof text, s, dflt ? row->dflt : session->ops->get(session->self, s));
    vx_table_text(t, text);
}

void vx_setting_range(char *buf, size_t size, enum vx_setting s)
{
    char low[64], high[64];
    const struct vx_setting_row *row = &vx_setting_rows[s];
    if (row->type == VX_TYPE_TEXT) {
        snprintf(buf, size, "any text");
    } else if (row->type == VX_TYPE_CHOICE || row->type == VX_TYPE_SWITCH) {
        snprintf(buf, size, "%s", row->choices ? row->choices : "off|on");
    } else {
        vx_setting_format(low, sizeof low, s, row->min);
        vx_setting_format(high, sizeof high, s, row->max);
        snprintf(buf, size, "%s..%s", low, high);
    }
}

static void range_cell(struct vx_table *t, enum vx_setting s)
{
    char text[160];
    vx_setting_range(text, sizeof text, s);
    vx_table_text(t, text);
}

static void table_config(struct vx_table *t, const struct vx_look_at *look)
{
    vx_table_column(t, "setting", true);
    vx_table_column(t, "value", true);
    vx_table_column(t, "default", true);
    vx_table_column(t, "may be", true);
    vx_table_column(t, "when", true);
    vx_table_column(t, "what it is", true);
    for (unsigned i = 0; i < VX_SETTINGS; i++) {
        enum vx_setting s = (enum vx_setting)i;
        vx_table_text(t, vx_setting_rows[i].name);
        setting_cell(t, look, s, false);
        setting_cell(t, look, s, true);
        range_cell(t, s);
        vx_table_text(t, vx_setting_rows[i].live ? "live" : "start");
        vx_table_text(t, vx_setting_rows[i].help);
    }
}

static void pair(struct vx_table *t, const char *name, const char *value)
{
    vx_table_text(t, name);
    vx_table_text(t, value);
}

static void table_version(struct vx_table *t, const struct vx_look_at *look)
{
    const struct vx_panel *panel = panel_of(look->in);
    const struct vx_clock clock = {.source = panel->clock_source};
    char text[64];
    vx_table_column(t, "name", true);
    vx_table_column(t, "value", true);
    pair(t, "velox", PACKAGE_VERSION);
    pair(t, "clock", look->in->session->virtual_clock ? "virtual" : "real");
    if (!look->in->session->virtual_clock)
        pair(t, "clock source", vx_clock_source_name(&clock));
    vx_topology_text(panel, text, sizeof text);
    pair(t, "topology", text);
    snprintf(text, sizeof text, "%u", panel->threads);
    pair(t, "threads", text);
    snprintf(text, sizeof text, "0x%016" PRIx64, vx_panel_layout());
    pair(t, "panel layout", text);
    pair(t, "compiler", __VERSION__);
}

/* ---- which is which ---- */

typedef void (*make_fn)(struct vx_table *t, const struct vx_look_at *look);

static const struct {
    const char *name;
    make_fn make;
} tables[] = {
    {"book", vx_table_book},     {"bundles", table_bundles},  {"config", table_config},
    {"errors", vx_table_errors}, {"feed", table_feed},        {"latency", table_latency},
    {"metrics", table_metrics},  {"orders", vx_table_orders}, {"rejects", table_rejects},
    {"rings", table_rings},      {"stages", table_stages},    {"summary", vx_table_summary},
    {"trades", vx_table_trades}, {"version", table_version},
};

static make_fn find_table(const char *what)
{
    for (size_t i = 0; i < VX_LEN(tables); i++)
        if (strcasecmp(tables[i].name, what) == 0)
            return tables[i].make;
    return NULL;
}

static struct vx_look_at look_at(struct vx_interp *in, const char *arg,
                                 const struct vx_view *before)
{
    vx_poll_answers(in);
    vx_look(in, true);
    return (struct vx_look_at){.in = in, .view = &in->view, .before = before, .arg = arg};
}

bool vx_make_table(struct vx_interp *in, struct vx_table *t, const char *what, const char *arg)
{
    make_fn make = find_table(what);
    struct vx_look_at look = {.in = in, .arg = arg, .moment = in->frozen};
    if (in->frozen)
        look.view = &in->frozen->view;
    else
        look = look_at(in, arg, NULL);
    if (make)
        make(t, &look);
    return make != NULL;
}

static void show_book(struct vx_interp *in, const struct vx_look_at *look)
{
    struct vx_table t = {.columns = 0};
    struct vx_json *j = vx_fields(in);
    if (j) {
        vx_json_book(j, look);
    } else if (in->format == VX_FORMAT_CSV) {
        vx_table_book(&t, look);
        vx_show_table(in, &t);
        vx_table_free(&t);
    } else {
        vx_print_book(look);
    }
}

int vx_show_what(struct vx_interp *in, const char *what, const char *arg,
                 const struct vx_view *before, bool head)
{
    struct vx_table t = {.headless = !head};
    make_fn make = find_table(what);
    const struct vx_look_at look = look_at(in, arg, before);
    if (make == vx_table_book) {
        show_book(in, &look);
        return VX_EXIT_OK;
    }
    struct vx_json *j = vx_fields(in);
    if (make == vx_table_summary && j) {
        vx_json_summary(j, &look);
        return VX_EXIT_OK;
    }
    if (make)
        make(&t, &look);
    else
        metric_rows(&t, &look, what);
    vx_show_table(in, &t);
    vx_table_free(&t);
    return VX_EXIT_OK;
}

int vx_cmd_show(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *what = vx_call_arg(call, "WHAT");
    return vx_show_what(in, what->text, vx_call_arg(call, "N|PREFIX")->text, NULL, true);
}
