/*
 * view.c: what the words of `view` do (base/view.def), whoever says them: a key, the mouse, a
 * command, the file that keeps the view from session to session.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tui/console.h"

static const uint64_t filters[] = {1, 10, 100, 1000, 10000, 100000};
static const char *const forms[VX_LADDER_FORMS] = {
    [VX_LADDER_AUTO] = "auto", [VX_LADDER_TICKS] = "ticks", [VX_LADDER_LEVELS] = "levels"};

#define REFUSE(...) (snprintf(why, size, __VA_ARGS__), false)

static bool is(const char *value, const char *word)
{
    return strcasecmp(value, word) == 0;
}

static int find_pane(const char *word)
{
    for (int i = 0; i < VX_PANES; i++)
        if (is(word, vx_pane_rows[i].word))
            return i;
    return -1;
}

static int find_preset(const char *word)
{
    for (int i = 0; i < VX_PRESETS; i++)
        if (is(word, vx_preset_name((enum vx_preset)i)))
            return i;
    return -1;
}

/* ---- panes ---- */

static bool is_shown(const struct vx_scene *s, enum vx_pane pane)
{
    if (s->preset == VX_PRESET_ONE || pane == VX_PANE_LOG)
        return true;
    for (unsigned i = 0; i < s->layout.slots; i++)
        if (s->layout.slot[i].pane == pane)
            return true;
    return false;
}

static enum vx_pane pane_beside(const struct vx_scene *s, int direction)
{
    for (int i = 1; i < VX_PANES; i++) {
        const int at = ((int)s->focus + direction * i + VX_PANES) % VX_PANES;
        if (is_shown(s, (enum vx_pane)at))
            return (enum vx_pane)at;
    }
    return s->focus;
}

static bool set_focus(struct vx_console *c, const char *value, char *why, size_t size)
{
    struct vx_scene *s = &c->scene;
    const int pane = find_pane(value);
    (void)why;
    (void)size;
    s->focus = pane >= 0           ? (enum vx_pane)pane
               : is(value, "next") ? pane_beside(s, 1)
                                   : pane_beside(s, -1);
    if (s->mode == VX_MODE_PROMPT)
        snprintf(s->notice, sizeof s->notice, "pane: %s; Esc gives it the keys, Alt-5 zooms",
                 vx_pane_rows[s->focus].name);
    return true;
}

static const char *get_focus(const struct vx_console *c)
{
    return vx_pane_rows[c->scene.focus].word;
}

static bool set_layout(struct vx_console *c, const char *value, char *why, size_t size)
{
    (void)why;
    (void)size;
    c->scene.preset = (enum vx_preset)find_preset(value);
    c->zoomed = false;
    return true;
}

static const char *get_layout(const struct vx_console *c)
{
    return vx_preset_name(c->scene.preset);
}

/* A pane named is shown alone; the same again, or `next`, brings back what was before. */
static bool set_zoom(struct vx_console *c, const char *value, char *why, size_t size)
{
    struct vx_scene *s = &c->scene;
    const int pane = find_pane(value);
    (void)why;
    (void)size;
    const bool back = s->preset == VX_PRESET_ONE && (pane < 0 || (int)s->focus == pane);
    c->zoomed = !back;
    if (back) {
        s->preset = c->preset_before;
        s->focus = c->focus_before;
        return true;
    }
    if (s->preset != VX_PRESET_ONE) {
        c->preset_before = s->preset;
        c->focus_before = s->focus;
    }
    s->preset = VX_PRESET_ONE;
    if (pane >= 0)
        s->focus = (enum vx_pane)pane;
    return true;
}

/* ---- ladder, tape, latency, colours ---- */

static bool set_ladder(struct vx_console *c, const char *value, char *why, size_t size)
{
    (void)why;
    (void)size;
    for (int i = 0; i < VX_LADDER_FORMS; i++)
        if (is(value, forms[i]))
            c->scene.ladder.form = (enum vx_ladder_form)i;
    vx_ladder_centre(&c->scene);
    return true;
}

static const char *get_ladder(const struct vx_console *c)
{
    return forms[c->scene.ladder.form];
}

static bool set_group(struct vx_console *c, const char *value, char *why, size_t size)
{
    const unsigned long ticks = strtoul(value, NULL, 10);
    (void)why;
    (void)size;
    for (unsigned i = 0; i < vx_groups_count; i++)
        if (vx_groups[i] == ticks)
            c->scene.ladder.group = i;
    vx_ladder_centre(&c->scene);
    return true;
}

static const char *get_group(const struct vx_console *c)
{
    static char text[16];
    snprintf(text, sizeof text, "%" PRIu32, vx_groups[c->scene.ladder.group]);
    return text;
}

static bool set_levels(struct vx_console *c, const char *value, char *why, size_t size)
{
    (void)why;
    (void)size;
    c->scene.ladder.most = is(value, "all") ? 0 : (uint32_t)strtoul(value, NULL, 10);
    return true;
}

static const char *get_levels(const struct vx_console *c)
{
    static char text[16] = "all";
    if (c->scene.ladder.most)
        snprintf(text, sizeof text, "%" PRIu32, c->scene.ladder.most);
    else
        memcpy(text, "all", sizeof "all");
    return text;
}

static bool set_centre(struct vx_console *c, const char *value, char *why, size_t size)
{
    (void)value;
    (void)why;
    (void)size;
    vx_ladder_centre(&c->scene);
    return true;
}

/* The next larger filter; past the largest the tape chooses by itself, past that it shows all. */
static void filter_by(struct vx_model *m, int direction)
{
    size_t n = VX_LEN(filters), i = n;
    if (!m->tape_auto)
        for (i = 0; i + 1 < n && filters[i + 1] <= m->tape_least; i++)
            ;
    i = (i + (direction > 0 ? 1 : n)) % (n + 1);
    vx_model_filter(m, i == n ? 0 : filters[i]);
}

static bool set_tape(struct vx_console *c, const char *value, char *why, size_t size)
{
    struct vx_model *m = c->scene.model;
    (void)why;
    (void)size;
    if (is(value, "more") || is(value, "less"))
        filter_by(m, is(value, "more") ? 1 : -1);
    else if (is(value, "auto"))
        vx_model_filter(m, 0);
    else
        vx_model_filter(m, is(value, "all") ? 1 : strtoull(value, NULL, 10));
    return true;
}

static const char *get_tape(const struct vx_console *c)
{
    static char text[24];
    const struct vx_model *m = c->scene.model;
    snprintf(text, sizeof text, "%" PRIu64, m->tape_least);
    return m->tape_auto ? "auto" : text;
}

static bool set_latency(struct vx_console *c, const char *value, char *why, size_t size)
{
    (void)why;
    (void)size;
    c->scene.latency_total = is(value, "start");
    return true;
}

static const char *get_latency(const struct vx_console *c)
{
    return c->scene.latency_total ? "start" : "second";
}

static bool set_theme(struct vx_console *c, const char *value, char *why, size_t size)
{
    const enum vx_theme theme = vx_theme_find(value);
    if (vx_theme_colours(theme) > c->colours)
        return REFUSE("%s needs %d colours, this terminal has %d", value, vx_theme_colours(theme),
                      c->colours);
    c->theme = theme;
    if (c->screen)
        vx_screen_theme(c->screen, theme);
    snprintf(c->scene.notice, sizeof c->scene.notice, "theme: %s", value);
    return true;
}

static const char *get_theme(const struct vx_console *c)
{
    return vx_theme_name(c->theme);
}

/* ---- moving and finding ---- */

static void move(struct vx_scene *s, enum vx_pane pane, int rows)
{
    if (pane == VX_PANE_LADDER && s->mode == VX_MODE_PANEL)
        vx_ladder_move(s, -rows);
    else if (pane == VX_PANE_LADDER)
        vx_ladder_roll(s, -rows);
    else if (s->mode == VX_MODE_PANEL)
        vx_list_move(s, pane, rows);
    else
        vx_list_roll(s, pane, rows);
}

static int page_of(const struct vx_scene *s, enum vx_pane pane)
{
    const int page = pane == VX_PANE_LADDER ? s->ladder.rows : (int)s->scroll[pane].page;
    return page > 1 ? page - 1 : 1;
}

static bool set_scroll(struct vx_console *c, const char *value, char *why, size_t size)
{
    struct vx_scene *s = &c->scene;
    const enum vx_pane pane = vx_scene_moved(s);
    const int far = 1 << 20;
    (void)why;
    (void)size;
    move(s, pane,
         is(value, "up")          ? -1
         : is(value, "down")      ? 1
         : is(value, "page-up")   ? -page_of(s, pane)
         : is(value, "page-down") ? page_of(s, pane)
         : is(value, "first")     ? -far
                                  : far);
    return true;
}

static bool set_find(struct vx_console *c, const char *value, char *why, size_t size)
{
    struct vx_scene *s = &c->scene;
    const enum vx_pane pane = vx_scene_moved(s);
    struct vx_find *find = &s->find[pane];
    if (vx_pane_rows[pane].ops->list == VX_LIST_NONE && value[0])
        return REFUSE("no search in %s", vx_pane_rows[pane].name);
    snprintf(find->text, sizeof find->text, "%s", value);
    find->len = strlen(find->text);
    vx_list_match(s, pane, 0);
    return true;
}

static bool set_match(struct vx_console *c, const char *value, char *why, size_t size)
{
    struct vx_scene *s = &c->scene;
    const enum vx_pane pane = vx_scene_moved(s);
    if (s->find[pane].len == 0)
        return REFUSE("nothing is looked for: / begins a search");
    if (!vx_pane_rows[pane].ops->filters && !vx_list_match(s, pane, is(value, "next") ? 1 : -1))
        return REFUSE("no more '%s' %s", s->find[pane].text,
                      is(value, "next") ? "behind" : "before");
    return true;
}

static bool set_mode(struct vx_console *c, const char *value, char *why, size_t size)
{
    struct vx_scene *s = &c->scene;
    if (is(value, "find")) {
        const enum vx_pane pane = s->focus;
        if (vx_pane_rows[pane].ops->list == VX_LIST_NONE)
            return REFUSE("no search in %s: Tab goes on to another pane", vx_pane_rows[pane].name);
        s->find[pane].len = 0;
        s->find[pane].text[0] = '\0';
        s->mode = VX_MODE_FIND;
    } else if (is(value, "help")) {
        s->mode = s->mode == VX_MODE_HELP ? VX_MODE_PROMPT : VX_MODE_HELP;
    } else if (is(value, "panel")) {
        s->mode = VX_MODE_PANEL;
    } else {
        s->mode = VX_MODE_PROMPT;
        vx_list_let_go(s);
    }
    return true;
}

/* ---- the row under the cursor ---- */

static bool set_row(struct vx_console *c, const char *value, char *why, size_t size)
{
    static struct vx_ready ready; /* large; the console has one thread */
    struct vx_scene *s = &c->scene;
    const struct vx_pane_ops *ops = vx_pane_rows[s->focus].ops;
    const struct vx_line *line = c->options->line;
    const enum vx_row_act act = is(value, "enter")  ? VX_ROW_ENTER
                                : is(value, "buy")  ? VX_ROW_BUY
                                : is(value, "sell") ? VX_ROW_SELL
                                                    : VX_ROW_CANCEL;
    uint64_t i = 0;
    const bool there = ops->list == VX_LIST_NONE || vx_list_at(s, s->focus, &i);
    if (ops->ready && there && ops->ready(s, i, act, &ready))
        line->ops->ready(line->self, ready.before, ready.behind);
    else if (act == VX_ROW_CANCEL)
        return REFUSE("there is no own order to cancel");
    else if (act != VX_ROW_ENTER)
        return REFUSE("there is no price here: Tab goes on to the ladder");
    s->mode = VX_MODE_PROMPT;
    return true;
}

static bool set_copy(struct vx_console *c, const char *value, char *why, size_t size)
{
    char text[VX_LOG_TEXT];
    uint64_t i = 0;
    struct vx_scene *s = &c->scene;
    const struct vx_pane_ops *ops = vx_pane_rows[s->focus].ops;
    (void)value;
    if (!ops->text || (ops->list != VX_LIST_NONE && !vx_list_at(s, s->focus, &i)) ||
        !ops->text(s, i, text, sizeof text))
        return REFUSE("there is no row to copy");
    if (c->screen)
        vx_screen_copy(c->screen, text);
    snprintf(s->notice, sizeof s->notice, "copied: %.80s", text);
    return true;
}

/* ---- the table ---- */

static const struct {
    bool (*set)(struct vx_console *c, const char *value, char *why, size_t size);
    const char *(*get)(const struct vx_console *c); /* NULL: it has no value */
} views[VX_VIEWS] = {
    [VX_VIEW_CENTRE] = {set_centre, NULL},
    [VX_VIEW_COPY] = {set_copy, NULL},
    [VX_VIEW_FIND] = {set_find, NULL},
    [VX_VIEW_FOCUS] = {set_focus, get_focus},
    [VX_VIEW_GROUP] = {set_group, get_group},
    [VX_VIEW_LADDER] = {set_ladder, get_ladder},
    [VX_VIEW_LATENCY] = {set_latency, get_latency},
    [VX_VIEW_LAYOUT] = {set_layout, get_layout},
    [VX_VIEW_LEVELS] = {set_levels, get_levels},
    [VX_VIEW_MATCH] = {set_match, NULL},
    [VX_VIEW_MODE] = {set_mode, NULL},
    [VX_VIEW_ROW] = {set_row, NULL},
    [VX_VIEW_SCROLL] = {set_scroll, NULL},
    [VX_VIEW_TAPE] = {set_tape, get_tape},
    [VX_VIEW_THEME] = {set_theme, get_theme},
    [VX_VIEW_ZOOM] = {set_zoom, NULL},
};

/* The word of "a|b|c" behind `word`, going round; "next" is none of them. */
static void word_behind(const char *words, const char *word, char *buf, size_t size)
{
    const char *at = words;
    for (const char *p = words; p; p = strchr(p, '|') ? strchr(p, '|') + 1 : NULL) {
        const size_t n = strcspn(p, "|");
        if (strlen(word) != n || strncasecmp(p, word, n) != 0)
            continue;
        at = p[n] && strcmp(p + n, "|next") != 0 ? p + n + 1 : words;
        break;
    }
    snprintf(buf, size, "%.*s", at ? (int)strcspn(at, "|") : 0, at ? at : "");
}

void vx_console_next(const struct vx_console *c, enum vx_view_id id, char *value, size_t size)
{
    char before[32];
    if (!is(value, "next") || !views[id].get || id == VX_VIEW_FOCUS)
        return; /* which pane is next is for set_focus to say: it knows which are shown */
    snprintf(value, size, "%s", views[id].get(c));
    for (int i = 0; i < VX_THEMES; i++) { /* a theme may be too rich: it is passed over */
        snprintf(before, sizeof before, "%s", value);
        word_behind(vx_view_rows[id].values, before, value, size);
        if (id != VX_VIEW_THEME || vx_theme_colours(vx_theme_find(value)) <= c->colours)
            return;
    }
}

const char *vx_console_value(const struct vx_console *c, enum vx_view_id id)
{
    return views[id].get(c);
}

bool vx_console_change(struct vx_console *c, enum vx_view_id id, const char *value, char *why,
                       size_t size)
{
    char resolved[VX_FIND_MAX];
    snprintf(resolved, sizeof resolved, "%s", value);
    vx_console_next(c, id, resolved, sizeof resolved);
    c->wanted = true;
    return views[id].set(c, resolved, why, size);
}
