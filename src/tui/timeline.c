/*
 * timeline.c: while one looks at the past: the newest engine's time, from its start or from where
 * its journal begins by now, to now, a column a stretch of it: what was traded as bars, own
 * commands and alerts as marks, and where one looks.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/num.h"
#include "core/telemetry/travel.h"
#include "tui/compose.h"
#include "tui/figure.h"

#define CELLS_MAX VX_SURFACE_COLS_MAX
#define NS_PER_MS UINT64_C(1000000)

/* Where the bars lie, and the time that they stand for. */
struct span {
    int first, cols;
    uint64_t from_ns, to_ns;
};

static struct span span_of(const struct vx_scene *scene)
{
    char clock[VX_FIGURE];
    const struct vx_where *w = &scene->where;
    const uint64_t to_ns = vx_max_u64(vx_max_u64(w->now_ns, w->t_ns), 1);
    const int side = vx_figure_clock(clock, to_ns) + 2;
    const int cols = scene->layout.line.cols - 2 * side;
    return (struct span){.first = side,
                         .cols = cols < CELLS_MAX ? cols : CELLS_MAX,
                         .from_ns = vx_min_u64(vx_min_u64(w->first_ns, w->t_ns), to_ns - 1),
                         .to_ns = to_ns};
}

static int column_of(const struct span *s, uint64_t t_ns)
{
    const uint64_t in_ns = t_ns - vx_min_u64(s->from_ns, t_ns), all_ns = s->to_ns - s->from_ns;
    const uint64_t at = (uint64_t)((unsigned __int128)in_ns * (unsigned)s->cols / all_ns);
    return s->first + (int)vx_min_u64(at, (uint64_t)s->cols - 1);
}

static void draw_bars(const struct vx_area *a, int row, const struct span *s,
                      const struct vx_travel_cell *cell)
{
    uint64_t most = 1;
    for (int i = 0; i < s->cols; i++)
        most = vx_max_u64(most, cell[i].lots);
    for (int i = 0; i < s->cols; i++) {
        const uint64_t steps = (cell[i].lots * VX_BAR_STEPS + most - 1) / most;
        const uint32_t glyph = steps ? a->glyphs->spark[steps] : a->glyphs->glyph[VX_GLYPH_MIDDLE];
        vx_draw_code(a, row, s->first + i, steps ? VX_STYLE_GAUGE : VX_STYLE_FAINT, glyph);
    }
}

/* On a row of their own, or over the bars where there is but one. */
static void draw_marks(const struct vx_scene *scene, const struct vx_area *a, const struct span *s,
                       const struct vx_travel_cell *cell)
{
    const struct vx_log_row *row;
    for (int i = 0; i < s->cols; i++)
        if (cell[i].own)
            vx_draw_code(a, 0, s->first + i, VX_STYLE_OWN, a->glyphs->glyph[VX_GLYPH_DIAMOND]);
    for (uint64_t back = 0; (row = vx_log_at(scene->log, back)) != NULL; back++)
        if (row->kind == VX_SAY_ALERT && row->t_ns >= s->from_ns && row->t_ns <= s->to_ns)
            vx_draw_code(a, 0, column_of(s, row->t_ns), VX_STYLE_BAD, '!');
}

static void draw_cursor(const struct vx_scene *scene, const struct vx_area *a, const struct span *s)
{
    char clock[VX_FIGURE];
    const struct vx_where *w = &scene->where;
    const int last = a->at.rows - 1;
    const bool earlier = w->seq < w->life_seq;
    vx_figure_clock(clock, w->t_ns);
    vx_draw_text(a, last, 1, VX_STYLE_PAST, earlier ? "earlier" : clock);
    vx_figure_clock(clock, s->to_ns);
    vx_draw_right(a, last, a->at.cols - 1, VX_STYLE_FAINT, clock);
    const int col = earlier ? s->first : column_of(s, w->t_ns);
    for (int row = 0; row <= last; row++)
        vx_draw_style(a, row, col, 1, VX_STYLE_PAST);
}

void vx_draw_timeline(const struct vx_scene *scene, const struct vx_area *a)
{
    struct vx_travel_cell cell[CELLS_MAX] = {{0}};
    const struct vx_line *line = scene->line;
    const struct span s = span_of(scene);
    if (s.cols <= 0)
        return;
    if (line->ops->cells)
        line->ops->cells(line->self, s.from_ns, s.to_ns, cell, (uint32_t)s.cols);
    draw_bars(a, a->at.rows - 1, &s, cell);
    draw_marks(scene, a, &s, cell);
    draw_cursor(scene, a, &s);
}

bool vx_timeline_at(const struct vx_scene *scene, int row, int col, char *command, size_t size)
{
    const struct vx_rect *at = &scene->layout.line;
    if (at->rows == 0 || row < at->row || row >= at->row + at->rows)
        return false;
    const struct span s = span_of(scene);
    if (s.cols <= 0 || col < s.first || col >= s.first + s.cols)
        return false;
    const uint64_t all_ns = s.to_ns - s.from_ns;
    const uint64_t t_ns = s.from_ns + (uint64_t)((unsigned __int128)all_ns *
                                                 (unsigned)(col - s.first) / (unsigned)s.cols);
    snprintf(command, size, "goto %" PRIu64 "ms", t_ns / NS_PER_MS);
    return true;
}

/* ---- the banner ---- */

static const char *engine_word(const struct vx_scene *scene)
{
    const struct vx_panel *p = scene->engine;
    if (scene->where.alone)
        return "a journal, no engine";
    if (vx_get(&p->state) == VX_STATE_FAIL)
        return "engine FAILED";
    if (vx_get(&p->ingress.halted))
        return "engine HALTED";
    return vx_get(&p->ingress.paused) ? "engine paused" : "engine running";
}

void vx_timeline_say(struct vx_scene *scene)
{
    char seq[VX_FIGURE], ago[VX_FIGURE], speed[32] = "";
    const struct vx_where *w = &scene->where;
    vx_num_format_grouped(seq, sizeof seq, w->seq);
    vx_num_format_duration(ago, sizeof ago, w->now_ns - vx_min_u64(w->t_ns, w->now_ns));
    if (w->speed == VX_PLAY_MAX)
        snprintf(speed, sizeof speed, "  playing");
    else if (w->speed)
        snprintf(speed, sizeof speed, "  playing %" PRIu64 ".%" PRIu64 "x", w->speed / 1000,
                 w->speed / 100 % 10);
    const bool end = w->alone && w->seq == w->last_seq;
    snprintf(scene->past, sizeof scene->past, "THE PAST  seq %s  %s%s%s  (%s)", seq,
             w->seq < w->life_seq ? "of an earlier engine"
             : end                ? "the end"
                                  : ago,
             w->seq < w->life_seq || end ? ""
             : w->alone                  ? " before the end"
                                         : " ago",
             speed, engine_word(scene));
}
