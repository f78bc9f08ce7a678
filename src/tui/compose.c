#include "tui/compose.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tui/text.h"

#define BANNER_COLS 8  /* for the log's title before it */
#define TALL_LINE   30 /* screens with so many rows have a row for the time line's marks */

static struct vx_area whole(struct vx_surface *s, const struct vx_glyph_set *g, enum vx_theme theme)
{
    return (struct vx_area){
        .surface = s, .glyphs = g, .ramps = vx_theme_ramps(theme), .at = {0, 0, s->rows, s->cols}};
}

static struct vx_area part(const struct vx_area *screen, struct vx_rect r)
{
    return vx_area_part(screen, r.row, r.col, r.rows, r.cols);
}

/* In as many words as there is room for. */
static void draw_too_small(const struct vx_area *screen)
{
    const int rows = screen->at.rows, cols = screen->at.cols, row = (rows - 1) / 2;
    char is[32], needs[32];
    snprintf(needs, sizeof needs, "%s%dx%d", cols < 18 ? "" : "velox needs ", VX_LEAST_COLS,
             VX_LEAST_ROWS);
    snprintf(is, sizeof is, "%s%dx%d", cols < 12 ? "is " : "this is ", cols, rows);
    if (cols >= 36) {
        vx_draw_format(screen, row, 0, VX_STYLE_BRIGHT, "%s, %s", needs, is);
    } else {
        vx_draw_text(screen, row > 0 ? row - 1 : 0, 0, VX_STYLE_BRIGHT, needs);
        vx_draw_text(screen, row > 0 ? row : 1, 0, VX_STYLE_TEXT, is);
    }
    vx_draw_text(screen, row + 1, 0, VX_STYLE_FAINT, "q quits");
}

/* Leaves out what stands behind the last dots, then words, until the rest fits. */
static void shorten(char *info, const struct vx_glyph_set *g, int cols)
{
    char mark[8];
    snprintf(mark, sizeof mark, " %s ", g->dot);
    while (vx_text_columns(info) > cols) {
        char *last = NULL;
        for (char *p = strstr(info, mark); p; p = strstr(p + 1, mark))
            last = p;
        if (!last)
            last = strrchr(info, ' ');
        if (!last)
            return;
        *last = '\0';
    }
}

/* The part of a title row that is written on; what is behind its last character is a line. */
static struct vx_area title_line(const struct vx_area *screen, struct vx_rect at)
{
    return vx_area_part(screen, at.row, at.col + 1, 1, at.cols - 2);
}

/* The column behind it, on its line. */
static int draw_title(const struct vx_scene *scene, const struct vx_area *screen, struct vx_rect at,
                      enum vx_pane pane)
{
    char name[24], info[VX_PANE_TITLE];
    const struct vx_pane_row *row = &vx_pane_rows[pane];
    const bool focus = vx_scene_focused(scene, pane);
    snprintf(name, sizeof name, " %s ", row->name);
    name[1] = (char)toupper((unsigned char)name[1]);
    row->ops->title(scene, screen->glyphs, info, sizeof info);
    const struct vx_area line = title_line(screen, at);
    int col = vx_draw_text(&line, 0, 0, focus ? VX_STYLE_FOCUS : VX_STYLE_TITLE, name);
    if (info[0] == '\0' || col + 4 > line.at.cols)
        return col;
    shorten(info, screen->glyphs, line.at.cols - col - 3);
    vx_draw_code(&line, 0, col + 1, VX_STYLE_TEXT, ' ');
    const bool held = vx_list_is_stream(pane) && scene->scroll[pane].back > 0;
    col = vx_draw_cut(&line, 0, col + 2, line.at.cols - col - 3,
                      held ? VX_STYLE_WARN : VX_STYLE_FAINT, info);
    vx_draw_code(&line, 0, col, VX_STYLE_TEXT, ' ');
    return col + 1;
}

/* All lines first, so that they join, then the titles on top of them. */
static void draw_lines(const struct vx_scene *scene, const struct vx_area *screen)
{
    const struct vx_layout *l = &scene->layout;
    for (unsigned i = 0; i < l->slots; i++) {
        const struct vx_rect *r = &l->slot[i].at;
        const int left = r->col > 0 ? 1 : 0;
        const int right = r->col + r->cols < l->body.cols ? 1 : 0;
        vx_draw_rule(screen, r->row, r->col - left, r->cols + left + right);
    }
    vx_draw_rule(screen, l->log.row, 0, l->log.cols);
    for (unsigned i = 0; i < l->posts; i++)
        vx_draw_post(screen, l->body.row, l->post[i], l->body.rows + 1);
}

/* What a journal alone does not tell. */
static bool is_unknown(const struct vx_scene *scene, enum vx_pane pane)
{
    return scene->model->now.moment == VX_MOMENT_BARE &&
           (pane == VX_PANE_PIPELINE || pane == VX_PANE_BUNDLES || pane == VX_PANE_LATENCY ||
            pane == VX_PANE_SPECTRUM || pane == VX_PANE_RATE);
}

static void draw_unknown(const struct vx_area *a)
{
    const int row = a->at.rows / 2;
    vx_draw_text(a, row > 0 ? row - 1 : 0, 1, VX_STYLE_FAINT, "not known:");
    vx_draw_text(a, row > 0 ? row : 1, 1, VX_STYLE_FAINT, "no history of this moment");
}

static void draw_pane(struct vx_scene *scene, const struct vx_area *screen, struct vx_rect at,
                      enum vx_pane pane)
{
    const struct vx_area inside = vx_area_part(screen, at.row + 1, at.col, at.rows - 1, at.cols);
    const struct vx_area line = title_line(screen, at);
    const struct vx_pane_ops *ops = vx_pane_rows[pane].ops;
    const int behind = draw_title(scene, screen, at, pane);
    if (is_unknown(scene, pane)) {
        draw_unknown(&inside);
        return;
    }
    ops->draw(scene, &inside);
    if (ops->legend && scene->fullest[pane] > 0)
        vx_draw_legend(&line, behind, ops->legend, scene->fullest[pane]);
}

static void draw_banner(const struct vx_scene *scene, const struct vx_area *screen)
{
    char text[192];
    struct vx_banner banner;
    if (!vx_banner_of(scene, &banner))
        return;
    snprintf(text, sizeof text, "  %s %s %s  ", banner.text, screen->glyphs->dash, banner.way_out);
    if ((int)strlen(text) > screen->at.cols - BANNER_COLS)
        snprintf(text, sizeof text, "  %s  ", banner.text);
    int col = (screen->at.cols - (int)strlen(text)) / 2;
    vx_draw_text(screen, scene->layout.log.row, col > BANNER_COLS ? col : BANNER_COLS, banner.style,
                 text);
}

/* The time line takes the log's last rows. */
static void make_room(struct vx_layout *l, int rows)
{
    const int height = rows < TALL_LINE ? 1 : 2;
    l->log.rows -= height;
    l->line = (struct vx_rect){l->log.row + l->log.rows, 0, height, l->log.cols};
}

/* An answer that is longer than the log covers the panes above it: they stay where they are. */
static void unfold(struct vx_scene *scene)
{
    struct vx_layout *l = &scene->layout;
    const int room = l->log.rows - 1, most = room + l->body.rows;
    const int want = vx_log_height(scene->log, scene->log->written - scene->answer_end,
                                   scene->answer, l->log.cols, most);
    scene->unfolded = scene->mode != VX_MODE_HELP && want > room;
    if (!scene->unfolded)
        return;
    l->log.row -= want - room;
    l->log.rows += want - room;
}

static void draw_log(struct vx_scene *scene, const struct vx_area *screen)
{
    const struct vx_rect *at = &scene->layout.log;
    for (int row = 0; row < at->rows && scene->unfolded; row++)
        vx_draw_fill(screen, at->row + row, 0, at->cols, VX_STYLE_TEXT, ' ');
    if (scene->unfolded)
        vx_draw_rule(screen, at->row, 0, at->cols);
    draw_pane(scene, screen, *at, VX_PANE_LOG);
}

void vx_compose(struct vx_scene *scene, struct vx_surface *surface,
                const struct vx_glyph_set *glyphs, enum vx_theme theme)
{
    const struct vx_area screen = whole(surface, glyphs, theme);
    struct vx_layout *l = &scene->layout;
    vx_surface_clear(surface);
    vx_layout_make(l, surface->rows, surface->cols, scene->preset, scene->focus);
    if (scene->where.away && !l->too_small)
        make_room(l, surface->rows);
    if (l->too_small) {
        draw_too_small(&screen);
        return;
    }
    unfold(scene);
    const struct vx_area header = part(&screen, l->header);
    vx_draw_header(scene, &header);
    if (scene->mode == VX_MODE_HELP) {
        const struct vx_area help =
            vx_area_part(&screen, l->body.row, 0, l->body.rows + l->log.rows, surface->cols);
        vx_draw_help(scene, &help);
    } else {
        draw_lines(scene, &screen);
        for (unsigned i = 0; i < l->slots; i++)
            draw_pane(scene, &screen, l->slot[i].at, l->slot[i].pane);
        draw_log(scene, &screen);
        const struct vx_area line = part(&screen, l->line);
        if (l->line.rows)
            vx_draw_timeline(scene, &line);
        vx_draw_tabs(scene, &screen);
        draw_banner(scene, &screen);
    }
    vx_draw_prompt(scene, &screen);
}
