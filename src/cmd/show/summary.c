#include "cmd/show/summary.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/run/look.h"
#include "cmd/show/tables.h"
#include "cmd/show/whole.h"
#include "config.h"
#include "core/base/reject_text.h"

/* What two runs of the same inputs have in common. */
static const char *const outcome[] = {
    "state.hash",         "output.hash",      "ingress.offered", "ingress.sequenced",
    "ingress.dropped",    "ingress.refused",  "ingress.load",    "ingress.operator",
    "ingress.feed",       "book.answered",    "book.reports",    "orders.accepted",
    "orders.filled",      "orders.cancelled", "orders.replaced", "book.orders",
    "lots.accepted",      "lots.filled",      "lots.cancelled",  "book.lots",
    "trades.count",       "trades.volume",    "rejects.count",   "feed.sent",
    "feed.rows.compared", "feed.rows.equal",
};

/* What depends on how fast things went. */
static const char *const course[] = {
    "bundle.count",        "bundle.flush.size",    "bundle.flush.timeout", "bundle.flush.final",
    "ingress.waited",      "ring.inbox.high",      "ring.ingress.high",    "ring.book.high",
    "ring.bundle.high",    "stage.ingress.stalls", "stage.book.stalls",    "stage.bundle.stalls",
    "stage.output.stalls", "output.errors",        "book.timeouts",        "journal.records",
    "journal.syncs",       "errors.count",
};

static const struct {
    const char *name;
    uint32_t ppm;
} quantiles[] = {{"p50", 500000}, {"p90", 900000}, {"p99", 990000}, {"p999", 999000}};

static const struct vx_panel *panel_of(const struct vx_look_at *look)
{
    return look->in->session->ops->panel(look->in->session->self);
}

static struct vx_value read_metric(const struct vx_look_at *look, const char *name)
{
    const struct vx_metric *m = vx_metric_find(name, strlen(name));
    assert(m);
    return vx_metric_read(m, look->view);
}

static uint64_t rejects_of(const struct vx_look_at *look, unsigned code)
{
    return look->view->book[offsetof(struct vx_book_block, reject) / 8 + code];
}

static void setting_of(const struct vx_look_at *look, enum vx_setting s, char *text, size_t size)
{
    const struct vx_session *session = look->in->session;
    if (vx_setting_rows[s].type == VX_TYPE_TEXT)
        snprintf(text, size, "%s", session->ops->get_text(session->self, s));
    else
        vx_setting_format(text, size, s, session->ops->get(session->self, s));
}

/* What the engine is asked for is known of now alone: no journal holds it. */
static struct vx_value rate_of(const struct vx_panel *panel)
{
    const bool known = vx_get(&panel->moment) == VX_MOMENT_NOW;
    return (struct vx_value){
        .v = (int64_t)vx_get(&panel->control.rate), .unit = VX_UNIT_PER_SECOND, .known = known};
}

void vx_topology_text(const struct vx_panel *panel, char *text, size_t size)
{
    if (panel->threads == 0)
        snprintf(text, size, "none");
    else
        vx_setting_format(text, size, VX_SET_TOPOLOGY, panel->topology);
}

/* ---- as a table ---- */

static void text_row(struct vx_table *t, const char *name, const char *text)
{
    vx_table_text(t, name);
    vx_table_text(t, text);
}

static void value_row(struct vx_table *t, const char *name, const struct vx_value *value)
{
    vx_table_text(t, name);
    vx_table_cell(t, value);
}

static void metric_row(struct vx_table *t, const struct vx_look_at *look, const char *name)
{
    const struct vx_value value = read_metric(look, name);
    value_row(t, name, &value);
}

static void latency_rows(struct vx_table *t, const struct vx_look_at *look, unsigned latency)
{
    static const char *const figures[] = {"count", "mean", "p50", "p90", "p99", "p999", "max"};
    char name[64];
    for (size_t i = 0; i < VX_LEN(figures); i++) {
        snprintf(name, sizeof name, "latency.%s.%s", vx_latency_name(latency), figures[i]);
        metric_row(t, look, name);
    }
}

static void head_rows(struct vx_table *t, const struct vx_look_at *look)
{
    const struct vx_panel *panel = panel_of(look);
    const struct vx_control_block *c = &panel->control;
    const struct vx_value rate = rate_of(panel);
    char text[64];
    text_row(t, "version", PACKAGE_VERSION);
    text_row(t, "clock", look->in->session->virtual_clock ? "virtual" : "real");
    vx_topology_text(panel, text, sizeof text);
    text_row(t, "topology", text);
    snprintf(text, sizeof text, "%" PRIu64, vx_get(&c->seed));
    text_row(t, "seed", rate.known ? text : "-");
    text_row(t, "flow", rate.known ? vx_flow_name((unsigned)vx_get(&c->flow)) : "-");
    value_row(t, "rate", &rate);
    vx_table_text(t, "engine.now");
    vx_table_value(t, VX_UNIT_NS, look->view->taken_ns);
}

void vx_table_summary(struct vx_table *t, const struct vx_look_at *look)
{
    char name[64];
    vx_table_column(t, "what", true);
    vx_table_column(t, "value", false);
    head_rows(t, look);
    for (size_t i = 0; i < VX_LEN(outcome); i++)
        metric_row(t, look, outcome[i]);
    for (unsigned code = 1; code < VX_REJECT_CODES; code++) {
        if (rejects_of(look, code) == 0)
            continue;
        snprintf(name, sizeof name, "rejects.%s", vx_reject_name(code));
        vx_table_text(t, name);
        vx_table_value(t, VX_UNIT_COUNT, rejects_of(look, code));
    }
    for (size_t i = 0; i < VX_LEN(course); i++)
        metric_row(t, look, course[i]);
    for (unsigned i = 0; i < VX_LATENCIES; i++)
        latency_rows(t, look, i);
}

/* ---- as JSON ---- */

static void json_metrics(struct vx_json *j, const struct vx_look_at *look, const char *key,
                         const char *const *names, size_t count)
{
    vx_json_open(j, key, '{');
    for (size_t i = 0; i < count; i++) {
        const struct vx_value value = read_metric(look, names[i]);
        vx_json_value(j, names[i], &value);
    }
    vx_json_close(j, '}');
}

static void json_histogram(struct vx_json *j, const struct vx_hist_copy *h)
{
    vx_json_open(j, "histogram", '[');
    for (uint32_t i = 0; i < VX_HIST_COUNTS; i++) {
        if (h->counts[i] == 0)
            continue;
        vx_json_open(j, NULL, '[');
        vx_json_uint(j, NULL, i);
        vx_json_uint(j, NULL, h->counts[i]);
        vx_json_close(j, ']');
    }
    vx_json_close(j, ']');
}

static void json_latency(struct vx_json *j, const char *name, const struct vx_hist_copy *h)
{
    char key[16];
    vx_json_open(j, name, '{');
    vx_json_uint(j, "count", h->count);
    vx_json_uint(j, "mean_ns", vx_hist_mean(h));
    for (size_t i = 0; i < VX_LEN(quantiles); i++) {
        snprintf(key, sizeof key, "%s_ns", quantiles[i].name);
        vx_json_uint(j, key, vx_hist_quantile(h, quantiles[i].ppm));
    }
    vx_json_uint(j, "max_ns", h->max);
    json_histogram(j, h);
    vx_json_close(j, '}');
}

static void json_settings(struct vx_json *j, const struct vx_look_at *look)
{
    char text[256];
    vx_json_open(j, "settings", '{');
    for (unsigned i = 0; i < VX_SETTINGS; i++) {
        setting_of(look, (enum vx_setting)i, text, sizeof text);
        vx_json_text(j, vx_setting_rows[i].name, text);
    }
    vx_json_close(j, '}');
}

static void json_head(struct vx_json *j, const struct vx_look_at *look)
{
    const struct vx_panel *panel = panel_of(look);
    const struct vx_control_block *c = &panel->control;
    const struct vx_value rate = rate_of(panel);
    char text[64];
    vx_json_uint(j, "summary", VX_SUMMARY_FORM);
    vx_json_text(j, "version", PACKAGE_VERSION);
    vx_json_text(j, "clock", look->in->session->virtual_clock ? "virtual" : "real");
    vx_topology_text(panel, text, sizeof text);
    vx_json_text(j, "topology", text);
    vx_json_uint(j, "threads", panel->threads);
    snprintf(text, sizeof text, "%" PRIu64, vx_get(&c->seed));
    if (!rate.known)
        vx_json_raw(j, "seed", "null");
    else if (vx_get(&c->seed) <= INT64_MAX) /* readers of JSON know no larger integer */
        vx_json_raw(j, "seed", text);
    else
        vx_json_text(j, "seed", text);
    if (rate.known)
        vx_json_text(j, "flow", vx_flow_name((unsigned)vx_get(&c->flow)));
    else
        vx_json_raw(j, "flow", "null");
    vx_json_value(j, "rate", &rate);
    vx_json_uint(j, "engine_ns", look->view->taken_ns);
}

void vx_json_summary(struct vx_json *j, const struct vx_look_at *look)
{
    json_head(j, look);
    json_metrics(j, look, "outcome", outcome, VX_LEN(outcome));
    vx_json_open(j, "rejects", '{');
    for (unsigned code = 1; code < VX_REJECT_CODES; code++)
        if (rejects_of(look, code) > 0)
            vx_json_uint(j, vx_reject_name(code), rejects_of(look, code));
    vx_json_close(j, '}');
    json_metrics(j, look, "course", course, VX_LEN(course));
    vx_json_open(j, "latency", '{');
    for (unsigned i = 0; i < VX_LATENCIES; i++)
        json_latency(j, vx_latency_name(i), &look->view->latency[i]);
    vx_json_close(j, '}');
    json_settings(j, look);
}

/* ---- as a file ---- */

struct request {
    struct vx_look_at look;
    bool text;
};

static void put_line(void *ctx, const char *line)
{
    fprintf(ctx, "%s\n", line);
}

static void put_summary(void *ctx, FILE *out)
{
    const struct request *r = ctx;
    struct vx_table t = {.columns = 0};
    struct vx_json j = {0};
    if (r->text) {
        vx_table_summary(&t, &r->look);
        vx_table_print(&t, put_line, out);
        vx_table_free(&t);
        return;
    }
    vx_json_open(&j, NULL, '{');
    vx_json_summary(&j, &r->look);
    vx_json_close(&j, '}');
    fprintf(out, "%s\n", j.failed ? "" : j.text);
    vx_json_free(&j);
}

int vx_interp_summary(struct vx_interp *in, const char *path)
{
    const char *dot = strrchr(path, '.');
    vx_look(in, true);
    struct request r = {.look = {.in = in, .view = &in->view},
                        .text = dot && strcmp(dot, ".txt") == 0};
    return vx_write_whole(path, put_summary, &r);
}
