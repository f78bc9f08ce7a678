/*
 * list.c: panes that list rows: where they are scrolled to, the cursor, the search.  Rows count
 * from the edge at which a list begins: the top, or the bottom of the log.
 */
#include "config.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tui/pane.h"

#define TEXT_MAX   VX_LOG_TEXT
#define MATCH_MOST 4096u /* rows that one search looks at: a frame must not wait for it */

bool vx_scene_focused(const struct vx_scene *scene, enum vx_pane pane)
{
    return scene->focus == pane && (scene->mode == VX_MODE_PANEL || scene->mode == VX_MODE_FIND);
}

enum vx_pane vx_scene_moved(const struct vx_scene *scene)
{
    const bool list = vx_pane_rows[scene->focus].ops->list != VX_LIST_NONE;
    if (scene->mode == VX_MODE_PROMPT && !(list && scene->preset == VX_PRESET_ONE))
        return VX_PANE_LOG;
    return scene->focus;
}

/* ---- drawing ---- */

static int row_of(const struct vx_scroll *s, enum vx_list list, int from_edge)
{
    return list == VX_LIST_BOTTOM ? (int)s->page - 1 - from_edge : from_edge;
}

void vx_list_begin(struct vx_scene *scene, enum vx_pane pane, uint64_t total, uint64_t kept,
                   int page)
{
    struct vx_scroll *s = &scene->scroll[pane];
    const bool held = s->back > 0 || (vx_scene_focused(scene, pane) && s->cursor > 0);
    if (held && total > s->seen)
        s->back += total - s->seen;
    s->page = page > 0 ? (uint64_t)page : 0;
    s->seen = total;
    const uint64_t rows = vx_min_u64(total, kept);
    s->back = vx_min_u64(s->back, rows > s->page ? rows - s->page : 0);
    for (int i = 0; i < page && i < VX_SURFACE_ROWS_MAX; i++)
        s->shown[i] = VX_ROW_NONE;
}

void vx_list_row(struct vx_scene *scene, enum vx_pane pane, int row, uint64_t i)
{
    if (row >= 0 && row < VX_SURFACE_ROWS_MAX)
        scene->scroll[pane].shown[row] = (uint32_t)i;
}

static bool is_row(const struct vx_scroll *s, int row)
{
    return row >= 0 && row < (int)s->page && row < VX_SURFACE_ROWS_MAX &&
           s->shown[row] != VX_ROW_NONE;
}

/* Text that is looked for, where a row shows it. */
static void mark_found(const struct vx_area *a, int row, const struct vx_find *find)
{
    int length = 0;
    char text[VX_SURFACE_COLS_MAX + 1];
    for (; length < a->at.cols && length < VX_SURFACE_COLS_MAX; length++) {
        uint32_t code = vx_surface_at(a->surface, a->at.row + row, a->at.col + length)->glyph;
        text[length] = (char)(code < 127 ? code : 1);
    }
    text[length] = '\0';
    for (const char *p = text; (p = strcasestr(p, find->text)) != NULL; p += find->len)
        vx_draw_style(a, row, (int)(p - text), (int)find->len, VX_STYLE_FOUND);
}

void vx_list_end(struct vx_scene *scene, enum vx_pane pane, const struct vx_area *a)
{
    struct vx_scroll *s = &scene->scroll[pane];
    const enum vx_list list = vx_pane_rows[pane].ops->list;
    for (int row = 0; scene->find[pane].len && row < a->at.rows; row++)
        mark_found(a, row, &scene->find[pane]);
    if (!vx_scene_focused(scene, pane))
        return;
    while (s->cursor > 0 && !is_row(s, row_of(s, list, s->cursor)))
        s->cursor--;
    if (is_row(s, row_of(s, list, s->cursor)))
        vx_draw_style(a, row_of(s, list, s->cursor), 0, a->at.cols, VX_STYLE_SELECT);
}

void vx_list_title(const struct vx_scene *scene, enum vx_pane pane, const struct vx_glyph_set *g,
                   char *buf, size_t size)
{
    const struct vx_scroll *s = &scene->scroll[pane];
    const struct vx_find *find = &scene->find[pane];
    int n = 0;
    buf[0] = '\0';
    if (find->len)
        n = snprintf(buf, size, "/%s", find->text);
    if (s->back > 0 && (size_t)n < size)
        snprintf(buf + n, size - (size_t)n, "%s%s%s%" PRIu64 " %s", n ? " " : "", n ? g->dot : "",
                 n ? " " : "", s->back, vx_list_is_stream(pane) ? "newer" : "above");
}

bool vx_list_is_stream(enum vx_pane pane)
{
    return vx_pane_rows[pane].ops->list != VX_LIST_NONE && !vx_pane_rows[pane].ops->filters;
}

void vx_list_let_go(struct vx_scene *scene)
{
    for (int pane = 0; pane < VX_PANES && !scene->front.frozen; pane++)
        if (vx_list_is_stream((enum vx_pane)pane))
            scene->scroll[pane].back = 0, scene->scroll[pane].cursor = 0;
}

/* ---- moving ---- */

void vx_list_roll(struct vx_scene *scene, enum vx_pane pane, int rows)
{
    struct vx_scroll *s = &scene->scroll[pane];
    int64_t more = vx_pane_rows[pane].ops->list == VX_LIST_BOTTOM ? -rows : rows;
    if (more < 0 && s->back < (uint64_t)-more)
        s->back = 0;
    else
        s->back += (uint64_t)more; /* past the end: the next frame takes it back */
}

void vx_list_move(struct vx_scene *scene, enum vx_pane pane, int rows)
{
    struct vx_scroll *s = &scene->scroll[pane];
    const int page = (int)s->page;
    const int away = vx_pane_rows[pane].ops->list == VX_LIST_BOTTOM ? -rows : rows;
    int cursor = s->cursor + away;
    if (cursor < 0) {
        s->back = s->back < (uint64_t)-cursor ? 0 : s->back - (uint64_t)-cursor;
        cursor = 0;
    } else if (cursor >= page) {
        s->back += (uint64_t)(cursor - page + 1);
        cursor = page > 0 ? page - 1 : 0;
    }
    s->cursor = cursor;
}

bool vx_list_at(const struct vx_scene *scene, enum vx_pane pane, uint64_t *i)
{
    const struct vx_scroll *s = &scene->scroll[pane];
    const int row = row_of(s, vx_pane_rows[pane].ops->list, s->cursor);
    if (!is_row(s, row))
        return false;
    *i = s->shown[row];
    return true;
}

/* ---- searching ---- */

bool vx_find_in(const struct vx_find *find, const char *text)
{
    return find->len == 0 || strcasestr(text, find->text) != NULL;
}

/* Shows row i of the list at the cursor, in the middle; rows of the log differ in height. */
static void show_row(struct vx_scroll *s, enum vx_list list, uint64_t i)
{
    const uint64_t half = list == VX_LIST_BOTTOM ? 0 : s->page / 2;
    s->back = i > half ? i - half : 0;
    s->cursor = (int)(i - s->back);
}

bool vx_list_match(struct vx_scene *scene, enum vx_pane pane, int direction)
{
    char text[TEXT_MAX];
    uint64_t at = 0;
    const struct vx_pane_ops *ops = vx_pane_rows[pane].ops;
    if (ops->list == VX_LIST_NONE || ops->filters || scene->find[pane].len == 0)
        return false;
    const bool begun = vx_list_at(scene, pane, &at);
    for (uint64_t n = 0; n < MATCH_MOST; n++) {
        if (direction < 0 && at == 0)
            return false;
        at += direction == 0 || (n == 0 && !begun) ? 0 : (uint64_t)(int64_t)direction;
        if (!ops->text(scene, at, text, sizeof text))
            return false;
        if (vx_find_in(&scene->find[pane], text)) {
            show_row(&scene->scroll[pane], ops->list, at);
            return true;
        }
        direction = direction == 0 ? 1 : direction;
    }
    return false;
}
