#include "cmd/show/svg.h"

#include "core/base/num.h"

#define WIDTH   900
#define HEIGHT  480
#define LEFT    90
#define RIGHT   140
#define TOP     48
#define BOTTOM  56
#define NINES   6    /* the axis ends at 99.9999 % */
#define LOG_ONE 1024 /* a doubling, in the unit of log_of */
#define LOG_TEN 3402 /* log2(10) in it */
#define DECADES 9    /* 1 ns to 1 s and beyond: where lines may be drawn */

/* Colours that the colour-blind tell apart (Okabe, Ito), and a dash each. */
static const struct {
    const char *colour, *dash;
} styles[VX_LATENCIES] = {
    {"#0072b2", "none"}, {"#d55e00", "8 3"}, {"#009e73", "2 3"}, {"#000000", "none"}};

/* log2 of x >= 1 by repeated squaring, in 1/1024. */
static uint32_t log_of(uint64_t x)
{
    uint32_t whole = 63u - (uint32_t)__builtin_clzll(x), log = whole;
    uint64_t part = whole < 31 ? x << (31 - whole) : x >> (whole - 31); /* 1..2, 31 bits behind */
    for (unsigned bit = 0; bit < 10; bit++) {
        part = (part * part) >> 31;
        log = log << 1 | (uint32_t)(part >> 32);
        part >>= part >> 32;
    }
    return log;
}

/* log2(whole / part), part <= whole. */
static uint32_t log_ratio(uint64_t whole, uint64_t part)
{
    return log_of(whole) - log_of(part);
}

struct picture {
    FILE *out;
    uint32_t low, high; /* logs of the shortest and the longest value shown */
};

static int x_of(uint32_t log)
{
    uint32_t end = NINES * LOG_TEN;
    return LEFT + (int)((uint64_t)(WIDTH - LEFT - RIGHT) * (log < end ? log : end) / end);
}

static int y_of(const struct picture *p, uint32_t log)
{
    uint32_t span = p->high - p->low, up = log > p->low ? log - p->low : 0;
    assert(span > 0);
    return HEIGHT - BOTTOM -
           (int)((uint64_t)(HEIGHT - TOP - BOTTOM) * (up < span ? up : span) / span);
}

static uint64_t at_least_one(uint64_t x)
{
    return x ? x : 1;
}

static void find_range(struct picture *p, const struct vx_view *view)
{
    p->low = UINT32_MAX;
    p->high = 0;
    for (unsigned l = 0; l < VX_LATENCIES; l++) {
        const struct vx_hist_copy *h = &view->latency[l];
        if (!h->count)
            continue;
        uint32_t low = log_of(at_least_one(vx_hist_quantile(h, 0)));
        uint32_t high = log_of(at_least_one(h->max));
        p->low = low < p->low ? low : p->low;
        p->high = high > p->high ? high : p->high;
    }
    if (p->low > p->high)
        p->low = p->high = LOG_TEN * 3;
    p->low = p->low > LOG_ONE / 2 ? p->low - LOG_ONE / 2 : 0;
    p->high += LOG_ONE / 2;
}

static void axis_x(const struct picture *p)
{
    static const char *const names[] = {"0%",     "90%",     "99%",     "99.9%",
                                        "99.99%", "99.999%", "99.9999%"};
    for (uint32_t i = 0; i <= NINES; i++) {
        int x = x_of(i * LOG_TEN);
        fprintf(p->out, "<line x1='%d' y1='%d' x2='%d' y2='%d' stroke='#ddd'/>\n", x, TOP, x,
                HEIGHT - BOTTOM);
        fprintf(p->out, "<text x='%d' y='%d' text-anchor='middle'>%s</text>\n", x,
                HEIGHT - BOTTOM + 18, names[i]);
    }
}

static void axis_y(const struct picture *p)
{
    uint64_t ns = 1;
    char text[32];
    for (uint32_t i = 0; i <= DECADES + 2; i++, ns *= 10) {
        uint32_t log = log_of(ns);
        if (log < p->low || log > p->high)
            continue;
        int y = y_of(p, log);
        vx_num_format_duration_exact(text, sizeof text, ns);
        fprintf(p->out, "<line x1='%d' y1='%d' x2='%d' y2='%d' stroke='#ddd'/>\n", LEFT, y,
                WIDTH - RIGHT, y);
        fprintf(p->out, "<text x='%d' y='%d' text-anchor='end'>%s</text>\n", LEFT - 8, y + 4, text);
    }
}

/* A step up at each bucket: from the share that was below it to the share that it ends. */
static void curve(const struct picture *p, const struct vx_hist_copy *h, unsigned which)
{
    uint64_t seen = 0;
    fprintf(p->out,
            "<polyline fill='none' stroke='%s' stroke-width='2' stroke-dasharray='%s' points='",
            styles[which].colour, styles[which].dash);
    for (uint32_t i = 0; i < VX_HIST_COUNTS && seen < h->count; i++) {
        if (!h->counts[i])
            continue;
        uint64_t value = vx_hist_highest(i) < h->max ? vx_hist_highest(i) : h->max;
        int y = y_of(p, log_of(at_least_one(value)));
        fprintf(p->out, "%d,%d ", x_of(log_ratio(h->count, h->count - seen)), y);
        seen += h->counts[i];
        uint64_t left = h->count - seen;
        fprintf(p->out, "%d,%d ", left ? x_of(log_ratio(h->count, left)) : WIDTH - RIGHT, y);
    }
    fprintf(p->out, "'/>\n");
}

static void legend(const struct picture *p, const struct vx_hist_copy *h, unsigned which)
{
    char p99[32];
    int y = TOP + 20 + (int)which * 40;
    const struct vx_value value = {
        .v = (int64_t)vx_hist_quantile(h, 990000), .unit = VX_UNIT_NS, .known = h->count > 0};
    vx_value_format(p99, sizeof p99, &value);
    fprintf(p->out,
            "<line x1='%d' y1='%d' x2='%d' y2='%d' stroke='%s' stroke-width='2' "
            "stroke-dasharray='%s'/>\n",
            WIDTH - RIGHT + 12, y, WIDTH - RIGHT + 44, y, styles[which].colour, styles[which].dash);
    fprintf(p->out, "<text x='%d' y='%d'>%s</text>\n", WIDTH - RIGHT + 50, y + 4,
            vx_latency_name(which));
    fprintf(p->out, "<text x='%d' y='%d' fill='#555'>p99 %s</text>\n", WIDTH - RIGHT + 12, y + 20,
            p99);
}

void vx_svg_write(FILE *out, const struct vx_view *view)
{
    struct picture p = {.out = out};
    find_range(&p, view);
    fprintf(out,
            "<?xml version='1.0' encoding='UTF-8'?>\n<svg xmlns='http://www.w3.org/2000/svg' "
            "width='%d' height='%d' viewBox='0 0 %d %d' font-family='sans-serif' "
            "font-size='12'>\n<rect width='100%%' height='100%%' fill='white'/>\n",
            WIDTH, HEIGHT, WIDTH, HEIGHT);
    fprintf(out, "<text x='%d' y='28' font-size='16'>velox: latency by percentile</text>\n", LEFT);
    axis_x(&p);
    axis_y(&p);
    for (unsigned i = 0; i < VX_LATENCIES; i++) {
        if (view->latency[i].count)
            curve(&p, &view->latency[i], i);
        legend(&p, &view->latency[i], i);
    }
    fprintf(out,
            "<text x='%d' y='%d' text-anchor='middle'>share of orders that took no longer"
            "</text>\n</svg>\n",
            (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14);
}
