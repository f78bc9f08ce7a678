#include "tui/console.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "tui/figure.h"

#define NS_PER_S    UINT64_C(1000000000)
#define TOGETHER_NS (NS_PER_S / 20) /* rows of one table come no further apart */
#define PACE_NS     NS_PER_S        /* between two looks at the pace */
#define BUDGET      UINT64_C(32000) /* bytes a second that go to the terminal, about */

int vx_console_open(struct vx_console *c, const struct vx_tui_options *options)
{
    *c = (struct vx_console){.options = options, .glyphs = &vx_glyph_sets[VX_GLYPHS_BRAILLE]};
    struct vx_model *model = vx_model_open();
    if (!model || vx_log_open(&c->log) < 0 || vx_surface_resize(&c->surface, 24, 80) < 0) {
        vx_model_close(model);
        vx_console_close(c);
        return VX_E_MEMORY;
    }
    c->scene = (struct vx_scene){.model = model,
                                 .log = &c->log,
                                 .panel = options->panel,
                                 .engine = options->panel,
                                 .line = options->line,
                                 .focus = VX_PANE_LADDER,
                                 .read_only = options->read_only};
    return 0;
}

void vx_console_close(struct vx_console *c)
{
    vx_model_close(c->scene.model);
    vx_log_close(&c->log);
    vx_surface_fini(&c->surface);
    c->scene.model = NULL;
}

void vx_console_say(struct vx_console *c, uint64_t now_ns, enum vx_line_kind kind, const char *text)
{
    const struct vx_log_row *before = vx_log_at(&c->log, 0);
    const bool goes_on = kind == VX_SAY_DATA && before && before->kind == VX_SAY_DATA &&
                         now_ns - c->table_ns < TOGETHER_NS;
    c->table_rows = goes_on ? c->table_rows + 1 : 1;
    c->table_ns = now_ns;
    vx_log_add(&c->log, vx_get(&c->options->panel->now_ns), kind, text);
    if (goes_on) {
        c->scene.answer = c->table_rows;
        c->scene.answer_end = c->log.written;
    }
    c->wanted = true;
}

/* What the engine's watchdog wrote down since the last frame. */
static void read_errors(struct vx_console *c)
{
    struct vx_errline line = {.t_ns = 0};
    const struct vx_panel *p = c->options->panel;
    uint64_t written = vx_ovring_written(&p->errors);
    if (written - c->errors_read > VX_ERRLOG_CAPACITY)
        c->errors_read = written - VX_ERRLOG_CAPACITY;
    for (; c->errors_read < written; c->errors_read++) {
        if (vx_ovring_read(&p->errors, p->errors_area, c->errors_read, &line) < 0)
            continue;
        line.text[sizeof line.text - 1] = '\0';
        vx_log_add(&c->log, line.t_ns, VX_SAY_ERROR, line.text);
    }
}

/* An own order that rested was met: it is said, a line an order. */
static void say_fills(struct vx_console *c)
{
    char name[VX_FIGURE], price[VX_FIGURE], text[VX_LOG_TEXT];
    const struct vx_model *m = c->scene.model;
    const int decimals = vx_figure_decimals(vx_scene_tick(&c->scene));
    if (m->fills - c->fills_said > VX_FILLS)
        c->fills_said = m->fills - VX_FILLS;
    if (c->scene.where.away)
        c->fills_said = m->fills;
    while (c->fills_said < m->fills) {
        const struct vx_fill first = m->fill[c->fills_said++ % VX_FILLS];
        uint64_t qty = first.qty, times = 1;
        if (first.took)
            continue; /* the command's own answer says it */
        for (; c->fills_said < m->fills; c->fills_said++, times++) {
            const struct vx_fill *next = &m->fill[c->fills_said % VX_FILLS];
            if (next->id != first.id || next->price != first.price || next->took)
                break;
            qty += next->qty;
        }
        vx_scene_order_name(&c->scene, first.id, name, sizeof name);
        vx_figure_price(price, first.price, decimals);
        int n = snprintf(text, sizeof text, "fill %s: %" PRIu64 " @ %s", name, qty, price);
        if (times > 1)
            snprintf(text + n, sizeof text - (size_t)n, " in %" PRIu64 " trades", times);
        vx_log_add(&c->log, first.t_ns, VX_SAY_OWN, text);
    }
}

/* Commands that changed the view alone are obeyed here. */
static void obey_front(struct vx_console *c)
{
    struct vx_front *now = &c->scene.front;
    const struct vx_line *line = c->options->line;
    line->ops->front(line->self, now);
    if (c->front.frozen && !now->frozen)
        vx_model_resume(c->scene.model);
    if (now->help != c->front.help)
        c->scene.mode = VX_MODE_HELP;
    if (now->bell != c->front.bell && c->screen)
        vx_screen_beep(c->screen);
    if (now->redraw != c->front.redraw && c->screen)
        vx_screen_dirty(c->screen);
    c->front = *now;
}

/* Most of what is sent is sent with a beat: so much longer as there is too much of it. */
void vx_console_pace(struct vx_console *c, uint64_t now_ns, uint64_t sent)
{
    const uint64_t span = now_ns - c->paced_ns;
    if (span < PACE_NS)
        return;
    const uint64_t bytes = (sent - c->paced_sent) * NS_PER_S / span;
    const uint64_t beat = c->scene.model->beat_ns;
    const uint64_t want = (beat + beat * bytes / BUDGET) / 2; /* half of the way */
    if (c->paced_ns)
        c->scene.model->beat_ns = vx_min_u64(vx_max_u64(want, VX_BEAT_NS), VX_BEAT_SLOW_NS);
    c->paced_ns = now_ns;
    c->paced_sent = sent;
}

/* Follows the moment that is looked at; true: there is something to show of it. */
static bool follow_moment(struct vx_console *c)
{
    struct vx_scene *s = &c->scene;
    const struct vx_line *line = c->options->line;
    struct vx_line_moment moment = {.panel = NULL};
    const struct vx_where was = s->where;
    if (line->ops->moment)
        line->ops->moment(line->self, &moment);
    if (moment.where.busy)
        snprintf(s->notice, sizeof s->notice, "on the way through the past; ^C stops there");
    else if (c->busy)
        s->notice[0] = '\0';
    c->busy = moment.where.busy;
    if (c->busy)
        return false;
    s->where = moment.where;
    const bool moved = s->where.away && s->where.seq != was.seq;
    if (s->where.away != was.away || (moved && (!s->where.speed || s->where.seq < was.seq))) {
        vx_model_jump(s->model);
        c->fills_said = s->model->fills;
    }
    s->panel = s->where.away ? moment.panel : c->options->panel;
    s->model->before = s->where.away ? moment.before : NULL;
    if (s->where.away)
        vx_timeline_say(s);
    return true;
}

void vx_console_frame(struct vx_console *c, uint64_t now_ns)
{
    struct vx_panel *panel = c->options->panel;
    const struct vx_line *line = c->options->line;
    struct vx_scene *s = &c->scene;
    obey_front(c);
    if (follow_moment(c) && !s->front.frozen) {
        vx_model_update(s->model, s->panel, now_ns);
        if (now_ns + c->frame_ns >= s->model->next_beat_ns)
            atomic_fetch_add_explicit(&panel->control.depth_want, 1, memory_order_relaxed);
    }
    read_errors(c);
    say_fills(c);
    line->ops->view(line->self, &s->view);
    s->question = line->ops->question(line->self);
    vx_compose(s, &c->surface, c->glyphs, c->theme);
    c->frames++;
}
