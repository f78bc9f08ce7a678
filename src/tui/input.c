/*
 * input.c: what keys and the mouse do.  What acts on the engine is a command, and says so.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tui/console.h"
#include "tui/figure.h"

#define CTRL(x)    ((wchar_t)((x)&0x1f))
#define WHEEL_ROWS 3

static const uint64_t filters[] = {1, 10, 100, 1000, 10000, 100000};

/* ---- actions ---- */

static void execute(struct vx_console *c, const char *command, const char *key)
{
    const struct vx_line *line = c->options->line;
    line->ops->execute(line->self, command, key);
}

static void toggle_record(struct vx_console *c, const char *key)
{
    char command[64] = "record off";
    time_t now = time(NULL);
    struct tm tm;
    if (!c->scene.front.recording && localtime_r(&now, &tm))
        strftime(command, sizeof command, "record velox-%Y%m%d-%H%M%S.vx", &tm);
    execute(c, command, key);
}

static bool is_shown(const struct vx_scene *s, enum vx_pane pane)
{
    if (s->preset == VX_PRESET_ONE || pane == VX_PANE_LOG)
        return true;
    for (unsigned i = 0; i < s->layout.slots; i++)
        if (s->layout.slot[i].pane == pane)
            return true;
    return false;
}

static void focus_next(struct vx_scene *s)
{
    for (int i = 1; i <= VX_PANES; i++) {
        enum vx_pane pane = (enum vx_pane)(((int)s->focus + i) % VX_PANES);
        if (is_shown(s, pane)) {
            s->focus = pane;
            snprintf(s->notice, sizeof s->notice, "PgUp and PgDn move: %s",
                     vx_pane_rows[vx_pane_rows[pane].ops->scrolls ? pane : VX_PANE_LOG].name);
            return;
        }
    }
}

static void zoom(struct vx_console *c)
{
    struct vx_scene *s = &c->scene;
    if (s->preset == VX_PRESET_ONE) {
        s->preset = c->preset_before;
        return;
    }
    c->preset_before = s->preset;
    s->preset = VX_PRESET_ONE;
}

/* The next larger filter; past the largest the tape chooses by itself, past that it shows all. */
static void filter(struct vx_model *m, int direction)
{
    size_t n = VX_LEN(filters), i = n;
    if (!m->tape_auto)
        for (i = 0; i + 1 < n && filters[i + 1] <= m->tape_least; i++)
            ;
    i = (i + (direction > 0 ? 1 : n)) % (n + 1);
    vx_model_filter(m, i == n ? 0 : filters[i]);
}

/* The pane that PgUp and PgDn move. */
static struct vx_scroll *scrolled(struct vx_scene *s)
{
    return &s->scroll[vx_pane_rows[s->focus].ops->scrolls ? s->focus : VX_PANE_LOG];
}

static void scroll(struct vx_scene *s, int64_t pages, int64_t rows)
{
    struct vx_scroll *at = scrolled(s);
    int64_t page = at->page > 1 ? (int64_t)at->page - 1 : 1;
    vx_scroll_move(at, pages * page + rows);
}

static void change_ladder(struct vx_scene *s, enum vx_action action)
{
    struct vx_ladder_state *l = &s->ladder;
    if (action == VX_ACTION_LADDER_FORM)
        l->form = (enum vx_ladder_form)((l->form + 1) % VX_LADDER_FORMS);
    else if (action == VX_ACTION_GROUP)
        l->group = (l->group + 1) % vx_groups_count;
    l->placed = false;
}

static void leave_panel(struct vx_scene *s)
{
    s->mode = VX_MODE_PROMPT;
}

/* What changes the view alone; false: the action is none of these. */
static bool act_on_view(struct vx_console *c, enum vx_action action, int argument)
{
    struct vx_scene *s = &c->scene;
    switch (action) {
    case VX_ACTION_HELP:
        s->mode = s->mode == VX_MODE_HELP ? VX_MODE_PROMPT : VX_MODE_HELP;
        return true;
    case VX_ACTION_LAYOUT_NEXT:
        s->preset = (enum vx_preset)((s->preset + 1) % VX_PRESETS);
        return true;
    case VX_ACTION_PRESET:
        s->preset = (enum vx_preset)argument;
        return true;
    case VX_ACTION_ZOOM:
        zoom(c);
        return true;
    case VX_ACTION_FOCUS_NEXT:
        focus_next(s);
        return true;
    case VX_ACTION_THEME_NEXT:
        c->theme = vx_theme_next(c->theme, c->colours);
        if (c->screen)
            vx_screen_theme(c->screen, c->theme);
        snprintf(s->notice, sizeof s->notice, "theme: %s", vx_theme_name(c->theme));
        return true;
    case VX_ACTION_LADDER_FORM:
    case VX_ACTION_GROUP:
    case VX_ACTION_CENTRE:
        change_ladder(s, action);
        return true;
    case VX_ACTION_TAPE_MORE:
    case VX_ACTION_TAPE_LESS:
        filter(s->model, action == VX_ACTION_TAPE_MORE ? 1 : -1);
        return true;
    case VX_ACTION_TAPE_AUTO:
        vx_model_filter(s->model, 0);
        return true;
    case VX_ACTION_PROMPT:
        leave_panel(s);
        return true;
    case VX_ACTION_PAGE_UP:
    case VX_ACTION_PAGE_DOWN:
        scroll(s, action == VX_ACTION_PAGE_UP ? 1 : -1, 0);
        return true;
    case VX_ACTION_LINE_UP:
    case VX_ACTION_LINE_DOWN:
        scroll(s, 0, action == VX_ACTION_LINE_UP ? 1 : -1);
        return true;
    case VX_ACTION_NONE:
    case VX_ACTION_FREEZE:
    case VX_ACTION_PAUSE:
    case VX_ACTION_STEP:
    case VX_ACTION_RECORD:
    case VX_ACTION_QUIT:
    case VX_ACTION_CANCEL:
    case VX_ACTIONS:
        break;
    }
    return false;
}

void vx_console_act(struct vx_console *c, enum vx_action action, int argument, const char *key)
{
    c->wanted = true;
    if (act_on_view(c, action, argument))
        return;
    if (action == VX_ACTION_FREEZE)
        execute(c, c->scene.front.frozen ? "freeze off" : "freeze on", key);
    else if (action == VX_ACTION_PAUSE)
        execute(c, vx_get(&c->options->panel->control.paused) ? "resume" : "pause", key);
    else if (action == VX_ACTION_STEP)
        execute(c, "step 1", key);
    else if (action == VX_ACTION_RECORD)
        toggle_record(c, key);
    else if (action == VX_ACTION_QUIT)
        execute(c, "quit", key);
}

/* ---- the mouse ---- */

static bool inside(const struct vx_rect *r, int row, int col)
{
    return row >= r->row && row < r->row + r->rows && col >= r->col && col < r->col + r->cols;
}

/* The pane at a place of the screen, with its rectangle; false: none. */
static bool pane_at(const struct vx_scene *s, int row, int col, struct vx_slot *slot)
{
    const struct vx_layout *l = &s->layout;
    for (unsigned i = 0; i < l->slots; i++)
        if (inside(&l->slot[i].at, row, col)) {
            *slot = l->slot[i];
            return true;
        }
    *slot = (struct vx_slot){.pane = VX_PANE_LOG, .at = l->log};
    return inside(&l->log, row, col);
}

static void click_ladder(struct vx_console *c, int row)
{
    char price[VX_FIGURE];
    const struct vx_line *line = c->options->line;
    if (row < 0 || row >= VX_SURFACE_ROWS_MAX || c->scene.ladder_price[row] == 0)
        return;
    vx_figure_price(price, c->scene.ladder_price[row],
                    vx_figure_decimals(vx_scene_tick(&c->scene)));
    line->ops->insert(line->self, price);
    c->scene.mode = VX_MODE_PROMPT;
}

static void click(struct vx_console *c, const struct vx_input *input)
{
    struct vx_slot slot;
    struct vx_scene *s = &c->scene;
    if (input->row == s->layout.footer.row) {
        const struct vx_key_row *key = vx_footer_key(s, input->col);
        if (key)
            vx_console_act(c, key->action, key->argument, "mouse");
        return;
    }
    if (!pane_at(s, input->row, input->col, &slot))
        return;
    if (input->row == slot.at.row)
        s->focus = slot.pane;
    else if (slot.pane == VX_PANE_LADDER)
        click_ladder(c, input->row - slot.at.row - 2);
}

static void wheel(struct vx_scene *s, const struct vx_input *input)
{
    struct vx_slot slot;
    if (pane_at(s, input->row, input->col, &slot) && vx_pane_rows[slot.pane].ops->scrolls)
        vx_scroll_move(&s->scroll[slot.pane],
                       input->kind == VX_INPUT_WHEEL_UP ? WHEEL_ROWS : -WHEEL_ROWS);
}

static void use_mouse(struct vx_console *c, const struct vx_input *input)
{
    struct vx_scene *s = &c->scene;
    if (s->mode == VX_MODE_HELP)
        s->help.top += input->kind == VX_INPUT_WHEEL_UP     ? -WHEEL_ROWS
                       : input->kind == VX_INPUT_WHEEL_DOWN ? WHEEL_ROWS
                                                            : 0;
    else if (s->layout.too_small)
        return;
    else if (input->kind == VX_INPUT_CLICK)
        click(c, input);
    else
        wheel(s, input);
}

/* ---- the help screen has the keys while it is open ---- */

static void type_search(struct vx_scene *s, const struct vx_input *input)
{
    struct vx_help_state *h = &s->help;
    if (input->kind == VX_INPUT_ESCAPE || input->ch == CTRL('c')) {
        h->searching = false;
        h->len = 0;
    } else if (input->ch == L'\r' || input->ch == L'\n') {
        h->searching = false;
    } else if (input->ch == 0x7f || input->ch == CTRL('h')) {
        h->len -= h->len > 0;
    } else if (input->kind == VX_INPUT_CHAR && input->ch >= L' ' && input->ch < 0x7f &&
               h->len + 1 < sizeof h->find) {
        h->find[h->len++] = (char)input->ch;
    }
    h->find[h->len] = '\0';
    if (h->len > 0)
        vx_help_find(s, 0);
}

/* Rows that a key moves the help by; 0: it is no such key. */
static int help_motion(const struct vx_help_state *h, const struct vx_input *input)
{
    if (input->kind == VX_INPUT_PAGE_UP || input->ch == L'b')
        return -h->page;
    if (input->kind == VX_INPUT_PAGE_DOWN || input->ch == L' ')
        return h->page;
    if (input->ch == L'g' || (input->kind == VX_INPUT_EDIT && input->code == VX_KEY_HOME))
        return -h->rows;
    if (input->ch == L'G' || (input->kind == VX_INPUT_EDIT && input->code == VX_KEY_END))
        return h->rows;
    if (input->ch == L'k' || (input->kind == VX_INPUT_EDIT && input->code == VX_KEY_UP))
        return -1;
    if (input->ch == L'j' || input->ch == L'\r' ||
        (input->kind == VX_INPUT_EDIT && input->code == VX_KEY_DOWN))
        return 1;
    return 0;
}

static void use_help(struct vx_console *c, const struct vx_input *input)
{
    struct vx_scene *s = &c->scene;
    struct vx_help_state *h = &s->help;
    if (h->searching) {
        type_search(s, input);
        return;
    }
    if (input->ch == L'/') {
        h->searching = true;
        h->len = 0;
        h->find[0] = '\0';
    } else if (input->ch == L'n') {
        if (!vx_help_find(s, h->top + 1))
            vx_help_find(s, 0);
    } else if (input->kind == VX_INPUT_ESCAPE || input->ch == L'q' || input->ch == CTRL('c') ||
               input->ch == L':' || (input->kind == VX_INPUT_FUNCTION && input->code == 1)) {
        s->mode = VX_MODE_PROMPT;
    } else if (input->kind == VX_INPUT_FUNCTION && input->code == 10) {
        vx_console_act(c, VX_ACTION_QUIT, 0, "F10");
    } else {
        h->top += help_motion(h, input);
    }
}

/* ---- the prompt ---- */

/* Esc belongs to the editor while it has a use for it; on an empty line it leaves the prompt. */
static bool escape(struct vx_console *c, wchar_t *key)
{
    const struct vx_line_view *v = &c->scene.view;
    if (v->search || v->candidates || (v->len > 0 && !v->vi)) {
        *key = VX_KEY_BASE + VX_KEY_CANCEL;
        return true;
    }
    if (v->vi && (!v->vi_command || v->len > 0)) {
        *key = 27;
        return true;
    }
    c->scene.mode = VX_MODE_PANEL;
    return false;
}

/* y answers yes, everything else that can be typed no. */
static void answer(struct vx_console *c, const struct vx_input *input)
{
    const struct vx_line *line = c->options->line;
    if (input->kind == VX_INPUT_CHAR || input->kind == VX_INPUT_ESCAPE)
        line->ops->reply(line->self,
                         input->kind == VX_INPUT_CHAR && (input->ch == L'y' || input->ch == L'Y'));
}

/* What belongs to the terminal rather than to a mode; true: it was such an input. */
static bool common(struct vx_console *c, const struct vx_input *input)
{
    switch (input->kind) {
    case VX_INPUT_NONE:
        return true;
    case VX_INPUT_GONE:
        c->leaving = true;
        c->status = 128 + 1; /* as SIGHUP, which may have been ignored */
        return true;
    case VX_INPUT_RESIZE:
        return true;
    case VX_INPUT_PASTE:
        vx_paste_begin(&c->paste);
        return true;
    case VX_INPUT_CLICK:
    case VX_INPUT_WHEEL_UP:
    case VX_INPUT_WHEEL_DOWN:
        use_mouse(c, input);
        return true;
    case VX_INPUT_CHAR:
    case VX_INPUT_EDIT:
    case VX_INPUT_FUNCTION:
    case VX_INPUT_PAGE_UP:
    case VX_INPUT_PAGE_DOWN:
    case VX_INPUT_ALT:
    case VX_INPUT_ESCAPE:
        break;
    }
    if (input->kind == VX_INPUT_CHAR && input->ch == CTRL('l') && c->screen) {
        vx_screen_dirty(c->screen);
        return true;
    }
    if (input->kind == VX_INPUT_CHAR && input->ch == CTRL('z') && c->screen) {
        vx_screen_suspend(c->screen);
        return true;
    }
    return false;
}

/* A key that the table or the user's `bind` has something for; true: it was used. */
static bool bound(struct vx_console *c, const struct vx_input *input, const char *name)
{
    const struct vx_line *line = c->options->line;
    const bool typed = input->kind == VX_INPUT_CHAR && c->scene.mode == VX_MODE_PROMPT;
    const char *command =
        !typed && line->ops->binding ? line->ops->binding(line->self, name) : NULL;
    if (command) {
        execute(c, command, name);
        return true;
    }
    const struct vx_key_row *row = vx_key_find(name, c->scene.mode);
    if (!row || row->action == VX_ACTION_CANCEL)
        return false;
    vx_console_act(c, row->action, row->argument, name);
    return true;
}

/* What the editor gets; true with it in *key. */
static bool to_editor(struct vx_console *c, const struct vx_input *input, wchar_t *key)
{
    if (c->scene.mode == VX_MODE_PANEL) {
        if (input->kind == VX_INPUT_ESCAPE || input->ch == CTRL('c'))
            leave_panel(&c->scene);
        return false;
    }
    switch (input->kind) {
    case VX_INPUT_CHAR:
        *key = input->ch;
        /* the private keys must not be typed */
        return *key < VX_KEY_BASE || *key >= 0xa0;
    case VX_INPUT_EDIT:
        *key = VX_KEY_BASE + input->code;
        return true;
    case VX_INPUT_ALT:
        *key = 27;
        c->alt = input->ch;
        return true;
    case VX_INPUT_ESCAPE:
        return escape(c, key);
    case VX_INPUT_NONE:
    case VX_INPUT_FUNCTION:
    case VX_INPUT_PAGE_UP:
    case VX_INPUT_PAGE_DOWN:
    case VX_INPUT_CLICK:
    case VX_INPUT_WHEEL_UP:
    case VX_INPUT_WHEEL_DOWN:
    case VX_INPUT_RESIZE:
    case VX_INPUT_PASTE:
    case VX_INPUT_GONE:
        break;
    }
    return false;
}

bool vx_console_input(struct vx_console *c, const struct vx_input *input, wchar_t *key)
{
    char name[VX_KEY_NAME];
    struct vx_scene *s = &c->scene;
    c->wanted |= input->kind != VX_INPUT_NONE;
    if (common(c, input))
        return false;
    s->notice[0] = '\0';
    if (s->question) {
        answer(c, input);
        return false;
    }
    if (s->mode == VX_MODE_HELP) {
        use_help(c, input);
        return false;
    }
    if (s->layout.too_small && input->ch == L'q' && s->view.len == 0) {
        vx_console_act(c, VX_ACTION_QUIT, 0, "q");
        return false;
    }
    if (vx_key_name(input, name) && bound(c, input, name))
        return false;
    return to_editor(c, input, key);
}
