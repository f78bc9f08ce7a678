/*
 * tui.c: the console's loop.  The editor asks for a key (getkey); until there is one, frames are
 * drawn.  While a command lets time pass, it calls idle instead.
 */
#include "config.h"
#include "tui/tui.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/base/memory.h"
#include "tui/console.h"
#include "tui/print.h"
#include "tui/remember.h"

#define NS_PER_S    UINT64_C(1000000000)
#define NS_PER_MS   UINT64_C(1000000)
#define KEY_FRAME   (8 * NS_PER_MS) /* a key is answered no later than this after the last frame */
#define STILL_FRAME (250 * NS_PER_MS) /* frames when nothing changes */
#define SLOW_SHARE  4               /* of the time, at most one in so many goes into a slow line */
#define PASTE_SLICE (4 * NS_PER_MS) /* of a paste, between two looks at the frame */
#define TYPED_MAX   4096            /* keys kept while a command runs */
#define TYPED_WAIT  NS_PER_S        /* so long the terminal keeps those that find no room */

static volatile sig_atomic_t ended;    /* the signal that ends the console */
static volatile sig_atomic_t stopping; /* SIGTSTP came from outside */

static void on_end(int number)
{
    ended = number;
}

static void on_stop(int number)
{
    (void)number;
    stopping = 1;
}

static const int caught[] = {SIGTERM, SIGHUP, SIGINT, SIGTSTP};

struct run {
    struct vx_console console;
    struct sigaction before[VX_LEN(caught)];
    wchar_t typed[TYPED_MAX]; /* while a command ran */
    size_t typed_first, typed_n;
    bool typed_over;   /* too far ahead: all is dropped until the terminal is quiet */
    uint64_t asked_ns; /* when the editor last asked for a key */
    uint64_t last_frame_ns;
    uint64_t signature; /* of the engine, at the last frame */
    bool drawn;
};

/* ---- frames ---- */

static uint64_t frame_time(const struct vx_panel *panel)
{
    int64_t fps = atomic_load_explicit(&panel->control.setting[VX_SET_FPS], memory_order_relaxed);
    return NS_PER_S / (uint64_t)(fps >= 1 && fps <= 60 ? fps : 30);
}

/* Changes when the engine does something that can be seen. */
static uint64_t signature_of(const struct vx_panel *p)
{
    return vx_get(&p->ingress.offered) + vx_get(&p->book.reports) * 3 +
           vx_get(&p->control.generation) * 5 + vx_get(&p->state) * 7 +
           vx_get(&p->ingress.ctl_seen) * 11 + vx_get(&p->output.reports) * 13 +
           vx_ovring_written(&p->errors) * 17;
}

static void follow_settings(struct run *r)
{
    struct vx_console *c = &r->console;
    const struct vx_panel *p = c->options->panel;
    vx_screen_mouse(c->screen, atomic_load_explicit(&p->control.setting[VX_SET_MOUSE],
                                                    memory_order_relaxed) != 0);
    c->frame_ns = frame_time(p);
}

static void resize(struct run *r)
{
    int rows, cols;
    struct vx_console *c = &r->console;
    const struct vx_line *line = c->options->line;
    vx_screen_size(c->screen, &rows, &cols);
    if (vx_surface_resize(&c->surface, rows, cols) == 0 && line->ops->resized)
        line->ops->resized(line->self);
}

static void draw(struct run *r, uint64_t now)
{
    uint64_t spent;
    struct vx_console *c = &r->console;
    if (vx_screen_follow_size(c->screen))
        resize(r);
    vx_console_frame(c, now);
    if (!vx_screen_show(c->screen, &c->surface, &spent)) {
        c->next_frame_ns = now + c->frame_ns;
        return; /* the line is slow: the next frame shows what is newest then */
    }
    r->signature = signature_of(c->options->panel);
    r->last_frame_ns = now;
    c->next_frame_ns = now + vx_max_u64(c->frame_ns, spent * SLOW_SHARE);
    c->wanted = false;
    r->drawn = true;
    vx_console_pace(c, now, vx_screen_sent(c->screen));
}

/* When the next frame is due, as far as is known now. */
static uint64_t due(const struct run *r)
{
    const struct vx_console *c = &r->console;
    return c->wanted ? vx_min_u64(c->next_frame_ns, r->last_frame_ns + KEY_FRAME)
                     : c->next_frame_ns;
}

static void draw_if_due(struct run *r)
{
    struct vx_console *c = &r->console;
    const struct vx_line *line = c->options->line;
    uint64_t now = vx_monotonic_ns();
    if (now < due(r))
        return;
    line->ops->tick(line->self);
    follow_settings(r);
    const bool changed =
        c->wanted || c->scene.where.speed || signature_of(c->options->panel) != r->signature;
    if (changed || !r->drawn || now - r->last_frame_ns >= STILL_FRAME)
        draw(r, now);
    else
        c->next_frame_ns = now + c->frame_ns;
}

/* ---- input ---- */

/* True while the console goes on. */
static bool going_on(struct run *r)
{
    struct vx_console *c = &r->console;
    const struct vx_line *line = c->options->line;
    if (ended) {
        c->leaving = true;
        c->status = 128 + (int)ended;
    }
    if (!c->leaving && line->ops->quitting(line->self, &c->status))
        c->leaving = true;
    if (stopping) {
        stopping = 0;
        vx_screen_suspend(c->screen);
        resize(r);
    }
    return !c->leaving;
}

/*
 * Takes what has come of a paste, for a bounded time; hands it to the line at its end.  While a
 * command runs there is no line to hand it to.
 */
static void take_paste(struct run *r, bool running)
{
    unsigned char byte;
    struct vx_console *c = &r->console;
    const uint64_t until = vx_monotonic_ns() + PASTE_SLICE;
    int got = 1;
    for (unsigned n = 1; got > 0 && (n % 1024 != 0 || vx_monotonic_ns() < until); n++)
        if ((got = vx_screen_paste(c->screen, &byte)) > 0)
            vx_paste_byte(&c->paste, byte);
    if (got < 0) {
        const char *text = vx_paste_end(&c->paste, c->scene.notice, sizeof c->scene.notice);
        if (running)
            snprintf(c->scene.notice, sizeof c->scene.notice, "not pasted: a command runs");
        else if (text && c->scene.mode == VX_MODE_PROMPT && !c->scene.question)
            c->options->line->ops->insert(c->options->line->self, text);
        c->wanted = true;
        return;
    }
    snprintf(c->scene.notice, sizeof c->scene.notice, "pasting: %" PRIu64 " bytes", c->paste.bytes);
}

static void say(void *ui, enum vx_line_kind kind, const char *text)
{
    struct run *r = ui;
    vx_console_say(&r->console, vx_monotonic_ns(), kind, text);
}

/*
 * Keys typed ahead of a command that runs are for later.  Those that find no room stay with the
 * terminal; but a ^C behind them has to be found, so behind a command that runs for long all are
 * given up: half a line must not be run.
 */
static bool room_for_typed(struct run *r)
{
    if (r->typed_n < TYPED_MAX)
        return true;
    if (vx_monotonic_ns() < r->asked_ns + TYPED_WAIT)
        return false;
    r->typed_over = true;
    r->typed_n = 0;
    say(r, VX_SAY_ERROR, "error: too much was typed ahead of this command: none of it is kept");
    return true;
}

static void keep_typed(struct run *r, wchar_t key)
{
    if (!r->typed_over)
        r->typed[(r->typed_first + r->typed_n++) % TYPED_MAX] = key;
}

/* The key typed first; false: there is none. */
static bool next_typed(struct run *r, wchar_t *key)
{
    if (r->typed_n == 0)
        return false;
    *key = r->typed[r->typed_first];
    r->typed_first = (r->typed_first + 1) % TYPED_MAX;
    r->typed_n--;
    r->console.wanted = true;
    return true;
}

/* The next key for the editor: true with it in *key. */
static bool take_input(struct run *r, wchar_t *key)
{
    struct vx_console *c = &r->console;
    if (c->paste.active) {
        take_paste(r, false);
        return false;
    }
    struct vx_input input = vx_screen_read(c->screen);
    bool got = vx_console_input(c, &input, key) && !r->typed_over;
    if (input.kind == VX_INPUT_RESIZE || (input.kind == VX_INPUT_CHAR && input.ch == 0x1a))
        resize(r);
    return got;
}

static int getkey(void *ui, wchar_t *key)
{
    struct run *r = ui;
    struct vx_console *c = &r->console;
    while (going_on(r)) {
        r->asked_ns = vx_monotonic_ns();
        if (c->alt) {
            *key = c->alt;
            c->alt = 0;
            return 1;
        }
        if (next_typed(r, key))
            return 1;
        /* a frame while keys are waiting would cost a paste a frame a key; but not for long */
        bool pending = vx_screen_pending(c->screen);
        r->typed_over &= pending;
        if (!pending || vx_monotonic_ns() >= r->last_frame_ns + 2 * c->frame_ns)
            draw_if_due(r);
        if (!pending)
            vx_screen_wait(c->screen, due(r));
        if (take_input(r, key))
            return 1;
    }
    return 0;
}

/* A command waits: frames go on, ^C interrupts it, what is typed is for later. */
static bool idle(void *ui)
{
    struct run *r = ui;
    struct vx_console *c = &r->console;
    wchar_t key;
    if (!going_on(r))
        return false;
    draw_if_due(r);
    if (c->paste.active)
        take_paste(r, true);
    while (!c->paste.active && !c->leaving && room_for_typed(r) && vx_screen_pending(c->screen)) {
        struct vx_input input = vx_screen_read(c->screen);
        if (input.kind == VX_INPUT_CHAR && input.ch == 3)
            return false;
        if (c->busy && c->scene.mode != VX_MODE_PROMPT)
            continue; /* on the way through the past: one move at a time */
        if (input.kind != VX_INPUT_FUNCTION && vx_console_input(c, &input, &key))
            keep_typed(r, key);
    }
    return !c->leaving;
}

static void print_screen(void *ui, FILE *out, enum vx_screen_form form)
{
    const struct run *r = ui;
    vx_surface_print(&r->console.surface, r->console.theme, out, form);
}

static bool change(void *ui, enum vx_view_id id, const char *value, char *why, size_t size)
{
    struct run *r = ui;
    return vx_console_change(&r->console, id, value, why, size);
}

static void shown(void *ui, struct vx_view *view)
{
    const struct run *r = ui;
    const struct vx_model *m = r->console.scene.model;
    *view = m->now;
    memcpy(view->latency, m->past[0].latency, sizeof view->latency);
}

/* ---- start and end ---- */

static void offer_screen(struct run *r, bool open)
{
    const struct vx_tui_options *o = r->console.options;
    const struct vx_line_screen screen = {
        .ui = r, .print = print_screen, .shown = shown, .change = change};
    if (o->offer)
        o->offer(o->ctx, open ? &screen : NULL);
}

static void catch_signals(struct run *r)
{
    struct sigaction sa = {.sa_handler = on_end};
    sigemptyset(&sa.sa_mask);
    ended = stopping = 0;
    for (size_t i = 0; i < VX_LEN(caught); i++) {
        sa.sa_handler = caught[i] == SIGTSTP ? on_stop : on_end;
        sigaction(caught[i], &sa, &r->before[i]);
    }
}

static void uncatch_signals(struct run *r)
{
    for (size_t i = 0; i < VX_LEN(caught); i++)
        sigaction(caught[i], &r->before[i], NULL);
}

static bool wants_colour(enum vx_color color)
{
    const char *no = getenv("NO_COLOR");
    return color == VX_COLOR_ALWAYS || (color == VX_COLOR_AUTO && !(no && *no));
}

static void choose_looks(struct vx_console *c)
{
    const struct vx_tui_options *o = c->options;
    c->colours = wants_colour(o->color) ? vx_screen_colours(c->screen) : 0;
    c->theme = c->theme_first = vx_theme_choose(c->colours, c->colours > 0);
    c->glyphs = vx_glyphs_choose(o->ascii, vx_screen_utf8(c->screen), getenv("TERM"));
    vx_screen_theme(c->screen, c->theme);
}

static void greet(struct run *r)
{
    struct vx_console *c = &r->console;
    char text[96];
    uint64_t ms = (vx_monotonic_ns() - c->options->begin_ns) / NS_PER_MS;
    snprintf(text, sizeof text, "velox %s: F1 or help; first frame after %u ms", PACKAGE_VERSION,
             (unsigned)ms);
    say(r, VX_SAY_NOTE, text);
}

static void edit_lines(struct run *r)
{
    struct vx_console *c = &r->console;
    const struct vx_line *line = c->options->line;
    while (going_on(r)) {
        const char *text = line->ops->read(line->self);
        if (!text)
            break;
        if (*text)
            vx_console_typed(c, text);
        c->wanted = true;
    }
}

int vx_tui_run(const struct vx_tui_options *options)
{
    struct run *r = vx_take(1, sizeof *r);
    if (!r)
        return VX_E_MEMORY;
    struct vx_console *c = &r->console;
    int rc = vx_console_open(c, options);
    if (rc == 0 && (rc = vx_screen_open(&c->screen)) < 0)
        vx_console_close(c);
    if (rc < 0) {
        free(r);
        return rc;
    }
    catch_signals(r);
    choose_looks(c);
    options->line->ops->attach(options->line->self, getkey, say, idle, r);
    resize(r);
    if (options->memory)
        vx_view_recall(c, options->memory);
    draw_if_due(r);
    greet(r);
    offer_screen(r, true);
    edit_lines(r);
    offer_screen(r, false);
    if (options->memory)
        vx_view_remember(c, options->memory);
    options->line->ops->attach(options->line->self, NULL, NULL, NULL, NULL);
    int status = c->status;
    vx_screen_close(c->screen);
    uncatch_signals(r);
    vx_console_close(c);
    free(r);
    return status;
}
