/*
 * help.c: the help screen, made from the tables of keys, layouts and panes, and from what the
 * command language says of itself.
 */
#include "config.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tui/compose.h"
#include "tui/keys.h"
#include "tui/text.h"

#define KEY_COLS     12
#define COMMAND_COLS 34

enum section { SECTION_HEADING, SECTION_KEY, SECTION_ROW, SECTION_COMMAND, SECTION_END };

static enum section plain(struct vx_line_candidate *out, enum section kind, const char *text,
                          const char *help)
{
    snprintf(out->text, sizeof out->text, "%s", text);
    snprintf(out->help, sizeof out->help, "%s", help);
    return kind;
}

/* ---- keys, by where they count ---- */

static const struct {
    const char *name;
    enum vx_key_where where[2];
} groups[] = {
    {"Keys", {VX_WHERE_ANY, VX_WHERE_PROMPT}},
    {"Panel mode: Esc on an empty line, then", {VX_WHERE_PANEL, VX_WHERE_PANEL}},
    {"Mouse", {VX_WHERE_MOUSE, VX_WHERE_MOUSE}},
};

/* Row i of a group of keys; NULL past its end. */
static const struct vx_key_row *key_of(size_t group, int i)
{
    for (size_t k = 0; k < vx_key_count; k++) {
        const enum vx_key_where where = vx_key_rows[k].where;
        if ((where == groups[group].where[0] || where == groups[group].where[1]) && i-- == 0)
            return &vx_key_rows[k];
    }
    return NULL;
}

static enum section key_row(const struct vx_scene *scene, const struct vx_key_row *k,
                            struct vx_line_candidate *out)
{
    char help[sizeof out->help];
    const struct vx_line_ops *ops = scene->line ? scene->line->ops : NULL;
    const char *own = ops && ops->binding ? ops->binding(scene->line->self, k->key) : NULL;
    snprintf(help, sizeof help, "%s%s", own ? "bound to: " : "", own ? own : k->help);
    return plain(out, SECTION_KEY, k->key, help);
}

/* Takes the rows of keys off *i; SECTION_END: it is none of them. */
static enum section key_rows(const struct vx_scene *scene, int *i, struct vx_line_candidate *out)
{
    for (size_t group = 0; group < VX_LEN(groups); group++) {
        if ((*i)-- == 0)
            return plain(out, SECTION_HEADING, groups[group].name, "");
        const struct vx_key_row *k = *i >= 0 ? key_of(group, *i) : NULL;
        if (k)
            return key_row(scene, k, out);
        for (int n = 0; key_of(group, n); n++)
            (*i)--;
    }
    return SECTION_END;
}

/* Row i of everything that help has to say. */
static enum section row_at(const struct vx_scene *scene, int i, struct vx_line_candidate *out)
{
    const enum section key = key_rows(scene, &i, out);
    if (key != SECTION_END)
        return key;
    if (i-- == 0)
        return plain(out, SECTION_HEADING, "Layouts", "");
    if (i < VX_PRESETS)
        return plain(out, SECTION_ROW, vx_preset_name((enum vx_preset)i),
                     vx_preset_help((enum vx_preset)i));
    i -= VX_PRESETS;
    if (i-- == 0)
        return plain(out, SECTION_HEADING, "Panes", "");
    if (i < VX_PANES)
        return plain(out, SECTION_ROW, vx_pane_rows[i].word, vx_pane_rows[i].help);
    i -= VX_PANES;
    if (i-- == 0)
        return plain(out, SECTION_HEADING, "Commands", "");
    const struct vx_line *line = scene->line;
    if (line && line->ops->help_row && line->ops->help_row(line->self, (uint32_t)i, out))
        return SECTION_COMMAND;
    return SECTION_END;
}

static int count_rows(const struct vx_scene *scene)
{
    struct vx_line_candidate row;
    int n = 0;
    while (row_at(scene, n, &row) != SECTION_END)
        n++;
    return n;
}

static bool matches(const struct vx_help_state *h, const struct vx_line_candidate *row)
{
    return h->len > 0 && (strcasestr(row->text, h->find) || strcasestr(row->help, h->find));
}

bool vx_help_find(struct vx_scene *scene, int from)
{
    struct vx_line_candidate row;
    int first = -1; /* a usage is seen from its beginning */
    for (int i = from > 0 ? from : 0; row_at(scene, i, &row) != SECTION_END; i++) {
        first = row.text[0] == ' ' ? first : i;
        if (first >= 0 && matches(&scene->help, &row)) {
            scene->help.top = first;
            return true;
        }
    }
    return false;
}

/* Text in as many rows as it takes; how many. */
static int draw_wrapped(const struct vx_area *a, int row, int col, const char *text)
{
    char piece[sizeof((struct vx_line_candidate *)NULL)->help];
    int rows = 0;
    do {
        const size_t n = vx_text_fit(text, a->at.cols - col - 1);
        snprintf(piece, sizeof piece, "%.*s", (int)n, text);
        vx_draw_text(a, row + rows++, col, VX_STYLE_TEXT, piece);
        text += n;
    } while (*text);
    return rows;
}

/* Where the meaning stands that belongs to a name. */
static const int help_cols[] = {
    [SECTION_KEY] = KEY_COLS, [SECTION_ROW] = 17, [SECTION_COMMAND] = COMMAND_COLS};
static const enum vx_style name_styles[] = {[SECTION_KEY] = VX_STYLE_KEY,
                                            [SECTION_ROW] = VX_STYLE_BRIGHT,
                                            [SECTION_COMMAND] = VX_STYLE_BRIGHT};

/* Row i of the help; how many rows of the screen it takes. */
static int draw_row(const struct vx_scene *scene, const struct vx_area *a, int row, int i)
{
    struct vx_line_candidate text;
    const enum section kind = row_at(scene, i, &text);
    if (kind == SECTION_END)
        return 1;
    if (kind == SECTION_HEADING) {
        vx_draw_text(a, row, 1, VX_STYLE_TITLE, text.text);
        return 1;
    }
    const int help = 3 + help_cols[kind];
    if (matches(&scene->help, &text))
        vx_draw_code(a, row, 1, VX_STYLE_FOUND, a->glyphs->glyph[VX_GLYPH_RIGHT]);
    const int below = vx_draw_text(a, row, 3, name_styles[kind], text.text) >= help;
    if (!text.help[0]) /* it goes on in the next row */
        return 1;
    return below + draw_wrapped(a, row + below, help, text.help);
}

/* The first row of the last page. */
static int last_top(const struct vx_scene *scene, const struct vx_area *list)
{
    const struct vx_area nowhere = vx_area_part(list, 0, 0, 0, list->at.cols);
    int top = scene->help.rows, left = list->at.rows;
    while (top > 0 && (left -= draw_row(scene, &nowhere, 0, top - 1)) >= 0)
        top--;
    return top;
}

void vx_draw_help(struct vx_scene *scene, const struct vx_area *a)
{
    struct vx_help_state *h = &scene->help;
    char title[96];
    const struct vx_area list = vx_area_part(a, 1, 0, a->at.rows - 2, a->at.cols);
    h->rows = count_rows(scene);
    const int last = last_top(scene, &list);
    h->top = h->top > last ? last : h->top;
    h->top = h->top < 0 ? 0 : h->top;
    h->page = 0;
    for (int row = 0; row < list.at.rows && h->top + h->page < h->rows;) {
        row += draw_row(scene, &list, row, h->top + h->page);
        h->page += row <= list.at.rows || h->page == 0; /* those that are seen whole */
        if (row >= list.at.rows)
            break;
    }
    vx_draw_rule(a, 0, 0, a->at.cols);
    vx_draw_text(a, 0, 1, VX_STYLE_TITLE, " Help ");
    if (h->searching || h->len)
        vx_draw_format(a, 0, 8, VX_STYLE_WARN, " /%s%s ", h->find, h->searching ? "_" : "");
    snprintf(title, sizeof title, " %d-%d of %d ", h->top + 1, h->top + h->page, h->rows);
    vx_draw_right(a, 0, a->at.cols - 1, VX_STYLE_FAINT, title);
    vx_draw_rule(a, a->at.rows - 1, 0, a->at.cols);
}
