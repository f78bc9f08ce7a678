/*
 * input.c: what keys and the mouse do.  What acts on the engine is a command, and says so.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tui/console.h"

#define CTRL(x)    ((wchar_t)((x)&0x1f))
#define WHEEL_ROWS 3

/* ---- commands ---- */

static void execute(struct vx_console *c, const char *command, const char *key)
{
    const struct vx_line *line = c->options->line;
    c->scene.answer = 0;
    line->ops->execute(line->self, command, key);
}

void vx_console_typed(struct vx_console *c, const char *text)
{
    struct vx_scene *s = &c->scene;
    const uint64_t before = c->log.written;
    s->scroll[VX_PANE_LOG].back = 0;
    execute(c, text, NULL);
    s->answer = vx_min_u64(c->log.written - before, VX_LOG_ROWS);
    s->answer_end = c->log.written;
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

/* What only moves something is done at once; the rest is a command, in the log and the recording.
 */
static bool run_view(struct vx_console *c, const char *command, const char *key)
{
    char value[VX_FIND_MAX], text[96], why[96] = "";
    enum vx_view_id id;
    if (!vx_view_parse(command, &id, value, sizeof value))
        return false;
    if (vx_view_rows[id].kept) {
        vx_console_next(c, id, value, sizeof value);
        snprintf(text, sizeof text, "view %s%s%s", vx_view_rows[id].word, value[0] ? " " : "",
                 value);
        execute(c, text, key);
    } else if (!vx_console_change(c, id, value, why, sizeof why)) {
        snprintf(c->scene.notice, sizeof c->scene.notice, "%s", why);
    }
    return true;
}

void vx_console_run(struct vx_console *c, const char *command, const char *key)
{
    c->wanted = true;
    if (run_view(c, command, key))
        return;
    if (strcmp(command, "freeze") == 0)
        execute(c, c->scene.front.frozen ? "freeze off" : "freeze on", key);
    else if (strcmp(command, "pause") == 0 && c->scene.where.away)
        execute(c, c->scene.where.speed ? "pause" : "play 1x", key);
    else if (strcmp(command, "pause") == 0)
        execute(c, vx_get(&c->options->panel->control.paused) ? "resume" : "pause", key);
    else if (strcmp(command, "record") == 0)
        toggle_record(c, key);
    else
        execute(c, command, key);
}

/* The user's command for a key, or the table's; NULL: it has none. */
static const char *command_of(const struct vx_console *c, const char *name,
                              const struct vx_key_row *row)
{
    const struct vx_line *line = c->options->line;
    const char *own = line->ops->binding ? line->ops->binding(line->self, name) : NULL;
    return own ? own : row ? row->command : NULL;
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
    *slot = (struct vx_slot){.pane = VX_PANE_LOG, .at = l->log};
    if (inside(&l->log, row, col))
        return true; /* it may lie over the others */
    for (unsigned i = 0; i < l->slots; i++)
        if (inside(&l->slot[i].at, row, col)) {
            *slot = l->slot[i];
            return true;
        }
    return false;
}

static void run_mouse(struct vx_console *c, const char *name)
{
    const char *command = command_of(c, name, vx_key_find_mouse(name));
    if (command)
        vx_console_run(c, command, "mouse");
}

/* On a row the cursor goes there, and what Enter would do is done. */
static void click_row(struct vx_console *c, const struct vx_slot *slot, int row)
{
    struct vx_scene *s = &c->scene;
    struct vx_scroll *list = &s->scroll[slot->pane];
    const enum vx_list kind = vx_pane_rows[slot->pane].ops->list;
    s->focus = slot->pane;
    if (slot->pane == VX_PANE_LADDER)
        vx_ladder_point(s, row - 1);
    else if (kind != VX_LIST_NONE)
        list->cursor = kind == VX_LIST_TOP ? row : (int)list->page - 1 - row;
    if (vx_pane_rows[slot->pane].ops->ready)
        run_mouse(c, "Click");
}

static void click(struct vx_console *c, const struct vx_input *input)
{
    struct vx_slot slot;
    struct vx_scene *s = &c->scene;
    const struct vx_key_row *key =
        input->row == s->layout.footer.row ? vx_footer_key(s, input->col) : NULL;
    const int tab = vx_tab_at(s, input->row, input->col);
    char moment[48];
    if (vx_timeline_at(s, input->row, input->col, moment, sizeof moment))
        vx_console_run(c, moment, "mouse");
    else if (key && command_of(c, key->key, key))
        vx_console_run(c, command_of(c, key->key, key), "mouse");
    else if (tab >= 0) {
        char command[48];
        snprintf(command, sizeof command, "view layout %s", vx_preset_name((enum vx_preset)tab));
        vx_console_run(c, command, "mouse");
    } else if (!pane_at(s, input->row, input->col, &slot)) {
        return;
    } else if (input->row == slot.at.row) {
        s->focus = slot.pane;
        run_mouse(c, "Click-title");
    } else if (slot.pane == VX_PANE_PIPELINE) {
        run_mouse(c, "Click-gauge");
    } else {
        click_row(c, &slot, input->row - slot.at.row - 1);
    }
}

/* A wheel moves what is under the pointer, wherever the cursor is. */
static void wheel(struct vx_console *c, const struct vx_input *input)
{
    struct vx_slot slot;
    struct vx_scene *s = &c->scene;
    const bool up = input->kind == VX_INPUT_WHEEL_UP;
    const char *name = up ? "Wheel-up" : "Wheel-down";
    const struct vx_key_row *row = vx_key_find_mouse(name);
    const char *command = command_of(c, name, row);
    if (!command || (row && command != row->command)) {
        run_mouse(c, name);
        return;
    }
    if (!pane_at(s, input->row, input->col, &slot))
        return;
    if (slot.pane == VX_PANE_LADDER)
        vx_ladder_roll(s, up ? WHEEL_ROWS : -WHEEL_ROWS);
    else if (vx_pane_rows[slot.pane].ops->list != VX_LIST_NONE)
        vx_list_roll(s, slot.pane, up ? -WHEEL_ROWS : WHEEL_ROWS);
}

static void use_mouse(struct vx_console *c, const struct vx_input *input)
{
    struct vx_scene *s = &c->scene;
    if (s->mode == VX_MODE_HELP)
        s->help.top += input->kind == VX_INPUT_WHEEL_UP     ? -WHEEL_ROWS
                       : input->kind == VX_INPUT_WHEEL_DOWN ? WHEEL_ROWS
                                                            : 0;
    else if (s->layout.too_small || s->mode == VX_MODE_FIND)
        return;
    else if (input->kind == VX_INPUT_CLICK)
        click(c, input);
    else
        wheel(c, input);
}

/* ---- a search in a pane is typed ---- */

/* Edits a text of the console's own; false: it is done with. */
static bool type_text(char *text, size_t *len, size_t size, const struct vx_input *input)
{
    if (input->kind == VX_INPUT_ESCAPE || input->ch == CTRL('c')) {
        *len = 0;
    } else if (input->ch == 0x7f || input->ch == CTRL('h')) {
        *len -= *len > 0;
    } else if (input->kind == VX_INPUT_CHAR && input->ch >= L' ' && input->ch < 0x7f &&
               *len + 1 < size) {
        text[(*len)++] = (char)input->ch;
    }
    text[*len] = '\0';
    return input->kind != VX_INPUT_ESCAPE && input->ch != CTRL('c') && input->ch != L'\r' &&
           input->ch != L'\n';
}

static void use_find(struct vx_console *c, const struct vx_input *input)
{
    char command[VX_FIND_MAX + 16];
    struct vx_scene *s = &c->scene;
    struct vx_find *find = &s->find[s->focus];
    const bool more = type_text(find->text, &find->len, sizeof find->text, input);
    if (more) {
        vx_list_match(s, s->focus, 0);
        return;
    }
    s->mode = VX_MODE_PANEL;
    snprintf(command, sizeof command, "view find %s", find->text);
    if (find->len)
        vx_console_run(c, command, "/");
}

/* ---- the help screen has the keys while it is open ---- */

static void type_search(struct vx_scene *s, const struct vx_input *input)
{
    struct vx_help_state *h = &s->help;
    h->searching = type_text(h->find, &h->len, sizeof h->find, input);
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
        vx_console_run(c, "quit", "F10");
    } else {
        h->top += help_motion(h, input);
    }
}

/* ---- the prompt ---- */

/* Esc is the editor's while it can use it; then it folds a long answer, then leaves the prompt. */
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
    if (c->scene.unfolded)
        c->scene.answer = 0;
    else
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
    const bool editing = input->kind == VX_INPUT_CHAR || input->kind == VX_INPUT_EDIT;
    const struct vx_key_row *row = vx_key_find(name, c->scene.mode);
    if (editing && c->scene.mode == VX_MODE_PROMPT)
        return false;
    const char *command = command_of(c, name, row);
    if (command)
        vx_console_run(c, command, name);
    return command != NULL;
}

/* What the editor gets; true with it in *key. */
static bool to_editor(struct vx_console *c, const struct vx_input *input, wchar_t *key)
{
    if (c->scene.mode == VX_MODE_PANEL) {
        if (input->kind == VX_INPUT_ESCAPE && c->zoomed)
            vx_console_run(c, "view zoom next", "Esc");
        else if (input->kind == VX_INPUT_ESCAPE || input->ch == CTRL('c'))
            vx_console_run(c, "view mode prompt", "Esc");
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
    if (s->mode == VX_MODE_FIND) {
        use_find(c, input);
        return false;
    }
    if (s->layout.too_small && input->ch == L'q' && s->view.len == 0) {
        vx_console_run(c, "quit", "q");
        return false;
    }
    if (vx_key_name(input, name) && bound(c, input, name))
        return false;
    return to_editor(c, input, key);
}
