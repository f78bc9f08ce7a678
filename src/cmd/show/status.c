/* One a second, the head again every twenty. */
#include "cmd/show/status.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cmd/lang/json.h"
#include "core/base/err.h"
#include "core/base/num.h"

#define LINE_NS   1000000000u
#define ONCE_NS   200000000u
#define HEAD_EACH 20u
#define NS_PER_S  1000000000u
#define CELL_MAX  48u

enum column_kind { TEXT_TIME, TEXT_STATE, NUM_RATE, NUM_SINCE, NUM_METRIC, NUM_LATENCY };

/* What a line shows; the metric's name is also the JSON member's. */
static const struct column {
    const char *head;
    const char *member;
    const char *metric;
    enum column_kind kind;
    int width;
    uint32_t ppm;
} columns[] = {
    {"time", "now_ns", "engine.now", TEXT_TIME, 9, 0},
    {"state", "state", "engine.state", TEXT_STATE, 5, 0},
    {"asked/s", "rate", "load.rate", NUM_RATE, 8, 0},
    {"through/s", "through", "book.answered", NUM_SINCE, 9, 0},
    {"drops/s", "drops", "ingress.dropped", NUM_SINCE, 8, 0},
    {"trades/s", "trades", "trades.count", NUM_SINCE, 8, 0},
    {"bid", "bid", "book.bid.price", NUM_METRIC, 9, 0},
    {"ask", "ask", "book.ask.price", NUM_METRIC, 9, 0},
    {"orders", "orders", "book.orders", NUM_METRIC, 8, 0},
    {"p50", "p50_ns", NULL, NUM_LATENCY, 9, 500000},
    {"p99", "p99_ns", NULL, NUM_LATENCY, 9, 990000},
    {"p99.9", "p999_ns", NULL, NUM_LATENCY, 9, 999000},
};

struct status {
    struct vx_session *session;
    enum vx_format format;
    struct vx_view view[2];
    unsigned now; /* which of them is the newer */
    uint64_t lines;
    struct vx_hist_copy since;
};

static struct vx_value metric_of(const char *name, const struct vx_view *view)
{
    const struct vx_metric *m = vx_metric_find(name, strlen(name));
    assert(m);
    return vx_metric_read(m, view);
}

static struct vx_value per_second(const struct status *s, const char *name)
{
    const struct vx_view *now = &s->view[s->now], *then = &s->view[!s->now];
    uint64_t ns = now->taken_ns - then->taken_ns;
    struct vx_value v = {.unit = VX_UNIT_PER_SECOND, .known = ns > 0};
    if (ns == 0)
        return v;
    uint64_t gained = (uint64_t)metric_of(name, now).v - (uint64_t)metric_of(name, then).v;
    v.v = (int64_t)((unsigned __int128)gained * NS_PER_S / ns);
    return v;
}

static struct vx_value value_of(const struct status *s, const struct column *c)
{
    const struct vx_view *now = &s->view[s->now];
    if (c->kind == NUM_SINCE)
        return per_second(s, c->metric);
    if (c->kind != NUM_LATENCY)
        return metric_of(c->metric, now);
    return (struct vx_value){.v = (int64_t)vx_hist_quantile(&s->since, c->ppm),
                             .unit = VX_UNIT_NS,
                             .known = s->since.count > 0};
}

static void cell_text(const struct column *c, const struct vx_value *v, char *buf, size_t size)
{
    bool max = v->unit == VX_UNIT_PER_SECOND && (uint64_t)v->v == VX_RATE_MAX;
    bool short_form = c->kind == NUM_RATE || c->kind == NUM_SINCE || v->unit == VX_UNIT_COUNT;
    if (v->known && short_form && !max)
        vx_num_format_short(buf, size, (uint64_t)v->v);
    else
        vx_value_format(buf, size, v);
}

static void print_text(struct status *s)
{
    char text[CELL_MAX];
    if (s->lines % HEAD_EACH == 0) {
        for (size_t i = 0; i < VX_LEN(columns); i++)
            printf("%s%*s", i ? " " : "", columns[i].width, columns[i].head);
        putchar('\n');
    }
    for (size_t i = 0; i < VX_LEN(columns); i++) {
        struct vx_value v = value_of(s, &columns[i]);
        cell_text(&columns[i], &v, text, sizeof text);
        printf("%s%*s", i ? " " : "", columns[i].width, text);
    }
    putchar('\n');
}

static void print_csv(struct status *s)
{
    char text[CELL_MAX];
    for (size_t i = 0; s->lines == 0 && i < VX_LEN(columns); i++)
        printf("%s%s", i ? "," : "", columns[i].member);
    if (s->lines == 0)
        putchar('\n');
    for (size_t i = 0; i < VX_LEN(columns); i++) {
        struct vx_value v = value_of(s, &columns[i]);
        int n = vx_value_format_json(text, sizeof text, &v);
        bool quoted = text[0] == '"';
        printf("%s%.*s", i ? "," : "", v.known ? n - 2 * quoted : 0, text + quoted);
    }
    putchar('\n');
}

static void print_json(struct status *s)
{
    struct vx_json j = {0};
    vx_json_open(&j, NULL, '{');
    for (size_t i = 0; i < VX_LEN(columns); i++) {
        struct vx_value v = value_of(s, &columns[i]);
        vx_json_value(&j, columns[i].member, &v);
    }
    vx_json_close(&j, '}');
    if (!j.failed)
        puts(j.text);
    vx_json_free(&j);
}

/* False: nobody reads it any more. */
static bool print_line(struct status *s)
{
    if (s->format == VX_FORMAT_JSON)
        print_json(s);
    else if (s->format == VX_FORMAT_CSV)
        print_csv(s);
    else
        print_text(s);
    s->lines++;
    return fflush(stdout) == 0;
}

static void look(struct status *s)
{
    const struct vx_session *session = s->session;
    session->ops->refresh(session->self);
    s->now = !s->now;
    vx_view_take(&s->view[s->now], session->ops->panel(session->self));
    vx_hist_interval(&s->since, &s->view[s->now].latency[VX_LATENCY_E2E],
                     &s->view[!s->now].latency[VX_LATENCY_E2E]);
}

static int stream(struct status *s, bool once, uint64_t max_ns, const volatile sig_atomic_t *stop)
{
    const struct vx_session *session = s->session;
    uint64_t next = session->ops->now(session->self);
    const uint64_t end = max_ns == 0 ? VX_NEVER : next + max_ns;
    do {
        next = vx_min_u64(next + (once ? ONCE_NS : LINE_NS), end);
        int rc = session->ops->advance(session->self, next, NULL, NULL);
        if (*stop || rc == VX_E_INTERRUPTED)
            return VX_EXIT_OK;
        if (rc < 0) {
            fprintf(stderr, "velox: %s\n", vx_err_text(rc));
            return VX_EXIT_ERROR;
        }
        look(s);
        if (!print_line(s)) {
            if (errno != EPIPE)
                fprintf(stderr, "velox: standard output: %s\n", strerror(errno));
            return VX_EXIT_ERROR;
        }
    } while (!once && next < end);
    return once ? VX_EXIT_OK : VX_EXIT_TIMEOUT;
}

int vx_status_run(struct vx_session *session, enum vx_format format, bool once, uint64_t max_ns,
                  const volatile sig_atomic_t *stop)
{
    static struct status s;
    s = (struct status){.session = session, .format = format};
    look(&s);
    return stream(&s, once, max_ns, stop);
}
