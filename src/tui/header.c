/*
 * header.c: who, in what state, how fast, how late.  Where it is narrow the fields of the highest
 * rank give way first; every field has a fixed width, so that none moves another.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/num.h"
#include "tui/compose.h"
#include "tui/figure.h"
#include "tui/text.h"

#define FIELDS_MAX 12
#define TEXT_MAX   80
#define UNIT_COLS  3
#define RANK_MOST  9
#define RANK_NAME  4 /* fields up to this one come before the symbol */

struct field {
    int rank; /* 0 stays longest */
    int row;  /* of a header of two rows */
    const char *label;
    enum vx_style style;
    char value[TEXT_MAX];
    const char *unit; /* said once, behind the last field of a row of equal units; NULL: none */
    bool dropped;
};

struct fields {
    unsigned n;
    struct field field[FIELDS_MAX];
};

static struct field *add(struct fields *f, int rank, int row, const char *label)
{
    struct field *new = &f->field[f->n++];
    *new = (struct field){.rank = rank, .row = row, .label = label, .style = VX_STYLE_BRIGHT};
    return new;
}

/* States are the engine's now, even while the view is pinned. */
bool vx_banner_of(const struct vx_scene *scene, struct vx_banner *banner)
{
    const struct vx_panel *p = scene->engine;
    if (scene->where.away)
        *banner = (struct vx_banner){
            scene->past, scene->where.alone ? "goto, play, step" : "resume", VX_STYLE_PAST};
    else if (vx_get(&p->state) == VX_STATE_FAIL)
        *banner = (struct vx_banner){"ENGINE FAILED", "the log says why", VX_STYLE_HALTED};
    else if (vx_get(&p->ingress.halted))
        *banner = (struct vx_banner){"KILL SWITCH ON", "halt off", VX_STYLE_HALTED};
    else if (vx_get(&p->ingress.paused))
        *banner = (struct vx_banner){"ENGINE PAUSED", "F6 resumes", VX_STYLE_PAUSED};
    else if (scene->front.frozen)
        *banner = (struct vx_banner){"VIEW PAUSED (engine running)", "F5 goes on", VX_STYLE_FROZEN};
    else
        return false;
    return true;
}

/* ---- the left end: name, symbol, state ---- */

static int draw_badge(const struct vx_area *a, int col, enum vx_style style, const char *text)
{
    return vx_draw_format(a, 0, col, style, " %s ", text) + 1;
}

static int draw_states(const struct vx_scene *scene, const struct vx_area *a, int col)
{
    const struct vx_panel *p = scene->engine;
    const uint64_t state = vx_get(&p->state);
    const bool paused = vx_get(&p->ingress.paused) != 0;
    if (scene->where.away)
        col = draw_badge(a, col, VX_STYLE_PAST, "THE PAST");
    if (vx_get(&p->ingress.halted) && !scene->where.alone)
        col = draw_badge(a, col, VX_STYLE_HALTED, "HALTED");
    if (paused)
        col = draw_badge(a, col, VX_STYLE_PAUSED, "ENGINE PAUSED");
    if (scene->front.frozen)
        col = draw_badge(a, col, VX_STYLE_FROZEN, "VIEW PAUSED");
    if (scene->where.alone)
        ; /* a journal is in no state */
    else if (state != VX_STATE_RUN)
        col = draw_badge(a, col, state == VX_STATE_FAIL ? VX_STYLE_HALTED : VX_STYLE_PAUSED,
                         state == VX_STATE_FAIL   ? "FAILED"
                         : state == VX_STATE_BOOT ? "STARTING"
                                                  : "STOPPED");
    else if (!paused && !scene->front.frozen && !scene->where.away)
        col = draw_badge(a, col, VX_STYLE_LIVE, scene->panel->virtual_clock ? "VIRTUAL" : "LIVE");
    if (scene->front.recording)
        col = draw_badge(a, col, VX_STYLE_HALTED, "REC");
    if (scene->read_only)
        col = draw_badge(a, col, VX_STYLE_FROZEN, "READ-ONLY");
    return col;
}

/* ---- the fields ---- */

/* In four columns: 9999, 12k, 1.2M. */
static void count_short(char *buf, uint64_t value)
{
    char *dot;
    if (value <= 9999) {
        vx_figure_count(buf, value);
        return;
    }
    vx_figure_count(buf, vx_max_u64(value, 100000));
    if (value < 100000)
        snprintf(buf, VX_FIGURE, "%" PRIu64 "k", value / 1000);
    else if (strlen(buf) > 4 && (dot = strchr(buf, '.')) != NULL)
        memmove(dot, dot + 2, strlen(dot + 2) + 1);
}

static void add_rates(const struct vx_scene *scene, struct fields *f)
{
    char text[VX_FIGURE];
    const struct vx_model *m = scene->model;
    struct field *rate = add(f, 1, 0, "rate");
    char of[VX_FIGURE];
    const bool bare = m->now.moment == VX_MOMENT_BARE;
    const uint64_t asked = bare ? 0 : VX_VIEW(&m->now, ingress, rate);
    vx_figure_rate(text, m->rates.through);
    vx_figure_count(of, asked);
    snprintf(rate->value, TEXT_MAX, "%8s%s%-5s", m->rates.known ? text : "-",
             asked ? " of " : "    ",
             asked == VX_RATE_MAX ? "max"
             : asked              ? of
                                  : "");
    /* what is lost now comes before everything; what was lost is said, and no more */
    const bool dropping = m->rates.dropped > 0;
    struct field *drops = add(f, dropping ? 0 : 2, 0, "drops");
    uint64_t dropped = VX_VIEW(&m->now, ingress, dropped);
    count_short(text, dropped);
    snprintf(drops->value, TEXT_MAX, "%-4s", bare ? "-" : text);
    drops->style = dropping ? VX_STYLE_BAD : dropped ? VX_STYLE_WARN : VX_STYLE_BRIGHT;
}

static void add_latencies(const struct vx_scene *scene, const struct vx_area *a, struct fields *f)
{
    static const struct {
        enum vx_quantile q;
        const char *label;
        int rank, width;
    } wanted[] = {{VX_Q_P50, "p50", 6, 6}, {VX_Q_P99, "p99", 4, 6}, {VX_Q_P999, "p99.9", 7, 6}};
    char text[VX_FIGURE];
    const struct vx_model *m = scene->model;
    for (size_t i = 0; i < VX_LEN(wanted); i++) {
        struct field *field = add(f, wanted[i].rank, 1, wanted[i].label);
        vx_figure_us(text, m->quantile[VX_LATENCY_E2E][wanted[i].q]);
        snprintf(field->value, TEXT_MAX, "%*s", wanted[i].width,
                 m->interval[VX_LATENCY_E2E].count ? text : "-");
        field->unit = a->glyphs->micro;
    }
}

static void add_rest(const struct vx_scene *scene, struct fields *f)
{
    const struct vx_view *v = &scene->model->now;
    struct field *seq = add(f, 8, 1, "seq");
    vx_num_format_grouped(seq->value, TEXT_MAX, VX_VIEW(v, book, answered));
    struct field *flow = add(f, 9, 1, "flow");
    snprintf(flow->value, TEXT_MAX, "%s", vx_flow_name((unsigned)VX_VIEW(v, ingress, flow)));
}

static int width_of(const struct field *f)
{
    return (int)strlen(f->label) + 1 + vx_text_columns(f->value) + 2;
}

/* The field behind which the unit is said. */
static bool last_of_unit(const struct fields *f, unsigned i)
{
    for (unsigned k = i + 1; k < f->n; k++)
        if (!f->field[k].dropped && f->field[k].unit == f->field[i].unit)
            return false;
    return f->field[i].unit != NULL;
}

/* Keeps the fields of a row that fit between the left end and the clock, lowest rank first. */
static void fit(struct fields *f, int row, bool two, int cols)
{
    for (int rank = 0; rank <= RANK_MOST; rank++)
        for (unsigned i = 0; i < f->n; i++) {
            struct field *field = &f->field[i];
            if (field->rank != rank || (two && field->row != row))
                continue;
            field->dropped = width_of(field) > cols;
            cols -= field->dropped ? 0 : width_of(field);
        }
}

/* The symbol gives way to the fields that matter more, and says nothing where it is the name. */
static bool symbol_fits(const struct fields *f, const char *symbol, bool two, int cols)
{
    for (unsigned i = 0; i < f->n; i++)
        cols -=
            f->field[i].rank <= RANK_NAME && !(two && f->field[i].row) ? width_of(&f->field[i]) : 0;
    return strcasecmp(symbol, "velox") != 0 && (int)strlen(symbol) + 2 <= cols;
}

static void draw_fields(const struct fields *f, const struct vx_area *a, int row, int col)
{
    const bool two = a->at.rows > 1;
    for (unsigned i = 0; i < f->n; i++) {
        const struct field *field = &f->field[i];
        if (field->dropped || (two && field->row != row))
            continue;
        int end = vx_draw_text(a, row, col, VX_STYLE_FAINT, field->label) + 1;
        end = vx_draw_text(a, row, end, field->style, field->value);
        col += width_of(field);
        if (last_of_unit(f, i)) {
            vx_draw_text(a, row, end + 1, VX_STYLE_FAINT, field->unit);
            col += UNIT_COLS;
        }
    }
}

void vx_draw_header(const struct vx_scene *scene, const struct vx_area *a)
{
    char clock[VX_FIGURE], symbol[sizeof scene->panel->symbol + 1];
    struct fields f = {0};
    struct vx_banner banner;
    const bool two = a->at.rows > 1;
    int clock_cols = vx_figure_clock(clock, scene->model->now.taken_ns) + 1;
    snprintf(symbol, sizeof symbol, "%.*s", (int)sizeof scene->panel->symbol, scene->panel->symbol);
    int col = vx_draw_text(a, 0, 1, VX_STYLE_NAME, "velox") + 2;
    add_rates(scene, &f);
    add_latencies(scene, a, &f);
    add_rest(scene, &f);
    const struct vx_area nowhere = vx_area_part(a, 0, 0, 0, 0);
    const int room = a->at.cols - clock_cols - (two ? 0 : UNIT_COLS);
    if (symbol_fits(&f, symbol, two, room - draw_states(scene, &nowhere, col) - 1))
        col = vx_draw_text(a, 0, col, VX_STYLE_BRIGHT, symbol) + 2;
    col = draw_states(scene, a, col) + 1;
    fit(&f, 0, two, room - col);
    if (two)
        fit(&f, 1, two, a->at.cols - 8 - UNIT_COLS);
    draw_fields(&f, a, 0, col);
    if (two)
        draw_fields(&f, a, 1, 8);
    vx_draw_right(a, 0, a->at.cols - 1, VX_STYLE_BRIGHT, clock);
    if (vx_banner_of(scene, &banner) && banner.style != VX_STYLE_LIVE)
        vx_draw_style(a, 0, 0, 7, banner.style);
}
