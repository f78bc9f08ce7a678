/*
 * pane_log.c: what was commanded and what came of it, newest last, long lines wrapped.
 */
#include <stdio.h>
#include <string.h>

#include "tui/figure.h"
#include "tui/pane.h"
#include "tui/text.h"

#define TIME 11  /* columns of the time, with a blank on each side */
#define WIDE 100 /* narrower logs have no time before tables, which fit into 79 columns */

static const enum vx_style kind_style[] = {
    [VX_SAY_ECHO] = VX_STYLE_BRIGHT, [VX_SAY_OK] = VX_STYLE_GOOD,
    [VX_SAY_DATA] = VX_STYLE_TEXT,   [VX_SAY_ERROR] = VX_STYLE_BAD,
    [VX_SAY_NOTE] = VX_STYLE_ACCENT, [VX_SAY_ALERT] = VX_STYLE_WARN,
    [VX_SAY_OWN] = VX_STYLE_OWN,
};

/* Where the text of a row begins. */
static int indent_of(const struct vx_log_row *r, int cols)
{
    return r->kind == VX_SAY_DATA && cols < WIDE ? 1 : TIME;
}

static int rows_of(const struct vx_log_row *r, int cols)
{
    int rows = 1;
    const char *text = r->text;
    cols -= indent_of(r, cols);
    for (size_t n = vx_text_fit(text, cols); text[n]; n = vx_text_fit(text, cols)) {
        text += n;
        rows++;
    }
    return rows;
}

int vx_log_height(const struct vx_log *log, uint64_t skip, uint64_t entries, int cols, int most)
{
    int rows = 0;
    for (uint64_t back = 0; back < entries && rows < most && cols > TIME; back++) {
        const struct vx_log_row *r = vx_log_at(log, skip + back);
        rows += r ? rows_of(r, cols) : 0;
    }
    return rows < most ? rows : most;
}

/* Draws a row whose last line is at `bottom`; lines above the area are cut off. */
static void draw_entry(const struct vx_area *a, int top, const struct vx_log_row *r)
{
    char time[VX_FIGURE], piece[VX_LOG_TEXT];
    const char *text = r->text;
    const int indent = indent_of(r, a->at.cols);
    vx_figure_moment(time, r->t_ns);
    if (indent == TIME)
        vx_draw_text(a, top, 1, VX_STYLE_FAINT, time);
    for (int row = top;; row++) {
        size_t n = vx_text_fit(text, a->at.cols - indent);
        snprintf(piece, sizeof piece, "%.*s", (int)n, text);
        vx_draw_text(a, row, indent, kind_style[r->kind], piece);
        text += n;
        if (!*text)
            return;
    }
}

static void draw(struct vx_scene *scene, const struct vx_area *a)
{
    const struct vx_scroll *s = &scene->scroll[VX_PANE_LOG];
    if (a->at.cols <= TIME)
        return;
    vx_list_begin(scene, VX_PANE_LOG, scene->log->written, VX_LOG_ROWS, a->at.rows);
    int bottom = a->at.rows;
    for (uint64_t back = s->back; bottom > 0; back++) {
        const struct vx_log_row *r = vx_log_at(scene->log, back);
        if (!r)
            break;
        const int rows = rows_of(r, a->at.cols);
        for (int row = bottom - rows; row < bottom; row++)
            vx_list_row(scene, VX_PANE_LOG, row, back);
        bottom -= rows;
        draw_entry(a, bottom, r);
    }
    vx_list_end(scene, VX_PANE_LOG, a);
}

static bool text_of(const struct vx_scene *scene, uint64_t i, char *buf, size_t size)
{
    const struct vx_log_row *r = vx_log_at(scene->log, i);
    if (r)
        snprintf(buf, size, "%s", r->text);
    return r != NULL;
}

static void title(const struct vx_scene *scene, const struct vx_glyph_set *g, char *buf,
                  size_t size)
{
    vx_list_title(scene, VX_PANE_LOG, g, buf, size);
}

const struct vx_pane_ops vx_pane_log = {
    .title = title, .draw = draw, .list = VX_LIST_BOTTOM, .text = text_of};
