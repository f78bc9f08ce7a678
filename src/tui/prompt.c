/*
 * prompt.c: the command line, what is to be said about it, the completion's pop-up, the footer.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tui/compose.h"
#include "tui/keys.h"
#include "tui/text.h"

#define PROMPT     " velox> "
#define PROMPT_LEN 8
#define POPUP_ROWS 10
#define MODE_COLS  17

static int columns_of(const wchar_t *text, size_t len)
{
    char escape[VX_ESCAPE_MAX];
    int columns = 0;
    for (size_t i = 0; i < len; i++) {
        struct vx_rune rune = vx_text_wide(text[i]);
        columns += rune.width ? rune.width : vx_text_escape(escape, rune);
    }
    return columns;
}

/* The line scrolls sideways so that the cursor stays in sight. */
static void draw_line(const struct vx_scene *scene, const struct vx_area *screen)
{
    const struct vx_rect *at = &scene->layout.prompt;
    const struct vx_line_view *v = &scene->view;
    struct vx_area row = vx_area_part(screen, at->row, at->col, 1, at->cols);
    vx_draw_text(&row, 0, 0, scene->mode == VX_MODE_PROMPT ? VX_STYLE_KEY : VX_STYLE_FAINT, PROMPT);
    struct vx_area text = vx_area_part(&row, 0, PROMPT_LEN, 1, at->cols - PROMPT_LEN - 1);
    const int before = columns_of(v->text, v->cursor);
    int skip = before >= text.at.cols ? before - text.at.cols * 3 / 4 : 0;
    size_t first = 0;
    while (first < v->len && skip > 0)
        skip -= columns_of(v->text + first++, 1);
    if (scene->mode == VX_MODE_PANEL && v->len == 0 && !scene->question)
        vx_draw_text(&text, 0, 0, VX_STYLE_FAINT,
                     "letters are keys now: ? shows them, : types again");
    vx_draw_wide(&text, 0, 0, VX_STYLE_TEXT, v->text + first, v->len - first);
    if (first > 0)
        vx_draw_mark(&row, 0, PROMPT_LEN - 1, VX_STYLE_FAINT, VX_GLYPH_LEFT);
    if (scene->mode != VX_MODE_PROMPT || v->search || scene->question)
        return;
    screen->surface->cursor_row = at->row;
    screen->surface->cursor_col =
        PROMPT_LEN + columns_of(v->text + first, v->cursor > first ? v->cursor - first : 0);
}

/* What is said beneath the line; false: nothing. */
static bool draw_hint(const struct vx_scene *scene, const struct vx_area *row)
{
    const struct vx_line_view *v = &scene->view;
    if (scene->question) {
        static const char answers[] = "[y/N]";
        const int room = row->at.cols - 1 - (int)sizeof answers;
        int col = vx_draw_cut(row, 0, 1, room, VX_STYLE_WARN, scene->question);
        col = vx_draw_text(row, 0, col + 1, VX_STYLE_KEY, answers);
        row->surface->cursor_row = row->at.row;
        row->surface->cursor_col = row->at.col + col + 1;
        return true;
    }
    if (scene->mode == VX_MODE_FIND) {
        int col = vx_draw_format(row, 0, 1, VX_STYLE_ACCENT,
                                 "find in %s: ", vx_pane_rows[scene->focus].name);
        col = vx_draw_text(row, 0, col, VX_STYLE_BRIGHT, scene->find[scene->focus].text);
        row->surface->cursor_row = row->at.row;
        row->surface->cursor_col = row->at.col + col;
        return true;
    }
    if (v->search) {
        int col = vx_draw_text(row, 0, 1, VX_STYLE_ACCENT, "history ");
        col = vx_draw_wide(row, 0, col, VX_STYLE_BRIGHT, v->search, v->search_len);
        row->surface->cursor_row = row->at.row;
        row->surface->cursor_col = row->at.col + col;
        return true;
    }
    char hint[sizeof v->hint];
    vx_hint_fit(v->hint, row->at.cols - 1, hint, sizeof hint);
    if (scene->notice[0])
        vx_draw_cut(row, 0, 1, row->at.cols - 1, VX_STYLE_ACCENT, scene->notice);
    else if (hint[0])
        vx_draw_cut(row, 0, 1, row->at.cols - 1, VX_STYLE_FAINT, hint);
    return scene->notice[0] || hint[0];
}

static int label_width(const struct vx_key_row *key)
{
    return (int)(strlen(key->key) + 1 + strlen(key->label)) + 2;
}

static bool in_footer(const struct vx_scene *scene, const struct vx_key_row *key, int rank)
{
    const enum vx_key_where where = scene->mode == VX_MODE_PANEL ? VX_WHERE_PANEL : VX_WHERE_ANY;
    return key->where == where && key->rank > 0 && key->rank <= rank;
}

/* The highest rank whose labels fit together. */
static int footer_rank(const struct vx_scene *scene)
{
    int width = 1;
    for (size_t i = 0; i < vx_key_count; i++)
        if (in_footer(scene, &vx_key_rows[i], 2))
            width += label_width(&vx_key_rows[i]);
    return width <= scene->layout.footer.cols - MODE_COLS ? 2 : 1;
}

/* The next key with a label from row *i on; moves *col behind it. */
static const struct vx_key_row *next_label(const struct vx_scene *scene, size_t *i, int *col)
{
    const int rank = footer_rank(scene), cols = scene->layout.footer.cols - MODE_COLS;
    while (*i < vx_key_count) {
        const struct vx_key_row *key = &vx_key_rows[(*i)++];
        if (!in_footer(scene, key, rank))
            continue;
        *col += label_width(key);
        return *col <= cols + 2 ? key : NULL;
    }
    return NULL;
}

static void draw_keys(const struct vx_scene *scene, const struct vx_area *row)
{
    int col = 1, at = col;
    size_t i = 0;
    if (scene->mode == VX_MODE_HELP) {
        vx_draw_text(row, 0, 1, VX_STYLE_FAINT, "PgUp PgDn scroll  / find  n next  Esc back");
        return;
    }
    if (scene->mode == VX_MODE_FIND) {
        vx_draw_text(row, 0, 1, VX_STYLE_FAINT,
                     "Enter keeps it, n and N walk on  Esc ends the search");
        return;
    }
    for (const struct vx_key_row *key; (key = next_label(scene, &i, &col)); at = col) {
        int end = vx_draw_text(row, 0, at, VX_STYLE_KEY, key->key);
        vx_draw_text(row, 0, end + 1, VX_STYLE_FAINT, key->label);
    }
}

const struct vx_key_row *vx_footer_key(const struct vx_scene *scene, int col)
{
    int end = 1, at = end;
    size_t i = 0;
    for (const struct vx_key_row *key; (key = next_label(scene, &i, &end)); at = end)
        if (col >= at && col < end)
            return key;
    return NULL;
}

static void draw_mode(const struct vx_scene *scene, const struct vx_area *row)
{
    static const char *const name[VX_MODES] = {[VX_MODE_PROMPT] = "prompt",
                                               [VX_MODE_PANEL] = "PANEL",
                                               [VX_MODE_FIND] = "FIND",
                                               [VX_MODE_HELP] = "HELP"};
    char text[48];
    const char *editor = !scene->view.vi ? "emacs" : scene->view.vi_command ? "vi:cmd" : "vi";
    snprintf(text, sizeof text, "[%s] %s", name[scene->mode], editor);
    vx_draw_right(row, 0, row->at.cols - 1,
                  scene->mode == VX_MODE_PROMPT ? VX_STYLE_FAINT : VX_STYLE_FOCUS, text);
}

/* Candidates of a completion, above the prompt. */
static void draw_popup(const struct vx_scene *scene, const struct vx_area *screen)
{
    const struct vx_line_view *v = &scene->view;
    int rows = (int)(v->candidates < POPUP_ROWS ? v->candidates : POPUP_ROWS), text = 8, cols = 24;
    const int bottom = scene->layout.prompt.row, most = screen->at.cols - PROMPT_LEN - 2;
    if (rows == 0)
        return;
    for (int i = 0; i < rows; i++) {
        int n = vx_text_columns(v->candidate[i].text);
        text = n > text ? n : text;
    }
    for (int i = 0; i < rows; i++) {
        int n = text + 4 + vx_text_columns(v->candidate[i].help);
        cols = n > cols ? n : cols;
    }
    cols = cols > most ? most : cols;
    const struct vx_area box =
        vx_area_part(screen, bottom - rows - 2, PROMPT_LEN - 1, rows + 2, cols + 2);
    for (int i = 0; i < box.at.rows; i++)
        vx_draw_fill(&box, i, 0, box.at.cols, VX_STYLE_POPUP, ' ');
    vx_draw_rule(&box, 0, 0, box.at.cols);
    vx_draw_rule(&box, rows + 1, 0, box.at.cols);
    vx_draw_post(&box, 0, 0, rows + 2);
    vx_draw_post(&box, 0, box.at.cols - 1, rows + 2);
    for (int i = 0; i < rows; i++) {
        vx_draw_cut(&box, i + 1, 2, cols - 2, VX_STYLE_BRIGHT, v->candidate[i].text);
        vx_draw_cut(&box, i + 1, 4 + text, cols - text - 4, VX_STYLE_FAINT, v->candidate[i].help);
    }
    if (v->candidates > (uint32_t)rows)
        vx_draw_format(&box, rows + 1, 2, VX_STYLE_FAINT, " %" PRIu32 " more: type on ",
                       v->candidates - (uint32_t)rows);
}

void vx_draw_prompt(struct vx_scene *scene, const struct vx_area *screen)
{
    const struct vx_layout *l = &scene->layout;
    const bool shared = l->hint.row == l->footer.row;
    const struct vx_area footer = vx_area_part(screen, l->footer.row, 0, 1, l->footer.cols);
    const struct vx_area left = vx_area_part(&footer, 0, 0, 1, l->footer.cols - MODE_COLS);
    const struct vx_area hint = vx_area_part(screen, l->hint.row, 0, 1, l->hint.cols);
    draw_line(scene, screen);
    const struct vx_area *beside = scene->question ? &footer : &left; /* the mode gives way */
    const bool said = draw_hint(scene, shared ? beside : &hint);
    if (!shared || !said)
        draw_keys(scene, &left);
    if (!shared || !scene->question)
        draw_mode(scene, &footer);
    if (scene->mode == VX_MODE_PROMPT && !scene->question)
        draw_popup(scene, screen);
}
