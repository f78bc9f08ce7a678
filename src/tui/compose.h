/*
 * compose.h: one frame: everything of a scene onto a surface.
 */
#ifndef VX_TUI_COMPOSE_H
#define VX_TUI_COMPOSE_H

#include "tui/keys.h"
#include "tui/pane.h"

/* Clears the surface and draws the scene; leaves scene->layout as it was used. */
void vx_compose(struct vx_scene *scene, struct vx_surface *surface,
                const struct vx_glyph_set *glyphs, enum vx_theme theme);

/* ---- its parts, a file each ---- */

void vx_draw_header(const struct vx_scene *scene, const struct vx_area *area);
/* legend.c: into a pane's title row, in what is left of it from a column on; `most`: what the
 * fullest cell of its map holds. */
void vx_draw_legend(const struct vx_area *line, int from, const struct vx_legend *legend,
                    uint64_t most);
/* prompt.c: the command line with its cursor, what stands beneath it, and the pop-up above it. */
void vx_draw_prompt(struct vx_scene *scene, const struct vx_area *screen);
/* hint.c: a hint as it is said in a row of so many columns. */
void vx_hint_fit(const char *hint, int cols, char *buf, size_t size);
/* The key whose label is at a column of the footer, NULL: none. */
const struct vx_key_row *vx_footer_key(const struct vx_scene *scene, int col);
/* Names of the layouts, at the right end of the log's title; and which is at a place, -1: none. */
void vx_draw_tabs(const struct vx_scene *scene, const struct vx_area *screen);
int vx_tab_at(const struct vx_scene *scene, int row, int col);
/* help.c: keys, layouts, panes and commands, from their tables. */
void vx_draw_help(struct vx_scene *scene, const struct vx_area *area);
/* Moves to the next row that holds what is looked for, from `from` on; false: there is none. */
bool vx_help_find(struct vx_scene *scene, int from);
/* What is going on beyond the ordinary, for the header and the banner; NULL: nothing. */
struct vx_banner {
    const char *text;
    const char *way_out; /* how it ends */
    enum vx_style style;
};
/* timeline.c */
void vx_draw_timeline(const struct vx_scene *scene, const struct vx_area *area);
/* The command of a click on it; false: it is not there. */
bool vx_timeline_at(const struct vx_scene *scene, int row, int col, char *command, size_t size);
/* Makes scene->past. */
void vx_timeline_say(struct vx_scene *scene);
bool vx_banner_of(const struct vx_scene *scene, struct vx_banner *banner);

#endif
