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

#define KEY_COLS     10
#define COMMAND_COLS 34

enum section { SECTION_HEADING, SECTION_KEY, SECTION_ROW, SECTION_COMMAND, SECTION_END };

static enum section plain(struct vx_line_candidate *out, enum section kind, const char *text,
                          const char *help)
{
    snprintf(out->text, sizeof out->text, "%s", text);
    snprintf(out->help, sizeof out->help, "%s", help);
    return kind;
}

static enum section key_row(int i, struct vx_line_candidate *out)
{
    char help[sizeof out->help];
    const struct vx_key_row *k = &vx_key_rows[i];
    snprintf(help, sizeof help, "%s%s", k->where == VX_WHERE_PANEL ? "panel mode: " : "", k->help);
    return plain(out, SECTION_KEY, k->key, help);
}

/* Row i of everything that help has to say. */
static enum section row_at(const struct vx_scene *scene, int i, struct vx_line_candidate *out)
{
    if (i-- == 0)
        return plain(out, SECTION_HEADING, "Keys", "");
    if (i < (int)vx_key_count)
        return key_row(i, out);
    i -= (int)vx_key_count;
    if (i-- == 0)
        return plain(out, SECTION_HEADING, "Layouts", "");
    if (i < VX_PRESETS)
        return plain(out, SECTION_ROW, vx_preset_name((enum vx_preset)i),
                     vx_preset_help((enum vx_preset)i));
    i -= VX_PRESETS;
    if (i-- == 0)
        return plain(out, SECTION_HEADING, "Panes", "");
    if (i < VX_PANES)
        return plain(out, SECTION_ROW, vx_pane_rows[i].name, vx_pane_rows[i].help);
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
    for (int i = from > 0 ? from : 0; row_at(scene, i, &row) != SECTION_END; i++)
        if (matches(&scene->help, &row)) {
            scene->help.top = i;
            return true;
        }
    return false;
}

static void draw_row(const struct vx_scene *scene, const struct vx_area *a, int row, int i)
{
    struct vx_line_candidate text;
    const enum section kind = row_at(scene, i, &text);
    int help = 3 + KEY_COLS;
    switch (kind) {
    case SECTION_END:
        return;
    case SECTION_HEADING:
        vx_draw_text(a, row, 1, VX_STYLE_TITLE, text.text);
        return;
    case SECTION_KEY:
        vx_draw_text(a, row, 3, VX_STYLE_KEY, text.text);
        break;
    case SECTION_ROW:
        help = vx_draw_text(a, row, 3, VX_STYLE_BRIGHT, text.text) + 2;
        help = help < 3 + 17 ? 3 + 17 : help;
        break;
    case SECTION_COMMAND:
        help = vx_draw_text(a, row, 3, VX_STYLE_BRIGHT, text.text) + 2;
        help = help < 3 + COMMAND_COLS ? 3 + COMMAND_COLS : help;
        break;
    }
    vx_draw_cut(a, row, help, a->at.cols - help - 1, VX_STYLE_TEXT, text.help);
    if (matches(&scene->help, &text))
        vx_draw_code(a, row, 1, VX_STYLE_FOUND, a->glyphs->glyph[VX_GLYPH_RIGHT]);
}

void vx_draw_help(struct vx_scene *scene, const struct vx_area *a)
{
    struct vx_help_state *h = &scene->help;
    char title[96];
    h->rows = count_rows(scene);
    h->page = a->at.rows - 2;
    if (h->top > h->rows - h->page)
        h->top = h->rows - h->page;
    if (h->top < 0)
        h->top = 0;
    vx_draw_rule(a, 0, 0, a->at.cols);
    vx_draw_text(a, 0, 1, VX_STYLE_TITLE, " Help ");
    if (h->searching || h->len)
        vx_draw_format(a, 0, 8, VX_STYLE_WARN, " /%s%s ", h->find, h->searching ? "_" : "");
    int last = h->top + h->page < h->rows ? h->top + h->page : h->rows;
    snprintf(title, sizeof title, " %d-%d of %d ", h->top + 1, last, h->rows);
    vx_draw_right(a, 0, a->at.cols - 1, VX_STYLE_FAINT, title);
    for (int row = 0; row < h->page; row++)
        draw_row(scene, a, row + 1, h->top + row);
    vx_draw_rule(a, a->at.rows - 1, 0, a->at.cols);
}
