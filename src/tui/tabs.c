/*
 * tabs.c: the layouts' names, on the right of the log's title, while nothing else is said there.
 */
#include <stdio.h>
#include <string.h>

#include "tui/compose.h"

/* Columns of a tab: " 1 trader ". */
static int width_of(int preset)
{
    return (int)strlen(vx_preset_name((enum vx_preset)preset)) + 4;
}

/* Where the tabs begin; -1: there is no room for them. */
static int first_col(const struct vx_scene *scene)
{
    int cols = 1;
    struct vx_banner banner;
    for (int i = 0; i < VX_PRESETS; i++)
        cols += width_of(i);
    const int col = scene->layout.log.cols - cols;
    return col < 20 || vx_banner_of(scene, &banner) ? -1 : col;
}

void vx_draw_tabs(const struct vx_scene *scene, const struct vx_area *screen)
{
    int col = first_col(scene);
    for (int i = 0; i < VX_PRESETS && col >= 0; i++) {
        const bool chosen = scene->preset == (enum vx_preset)i;
        vx_draw_format(screen, scene->layout.log.row, col,
                       chosen ? VX_STYLE_SELECT : VX_STYLE_FAINT, " %d %s ", i + 1,
                       vx_preset_name((enum vx_preset)i));
        col += width_of(i);
    }
}

int vx_tab_at(const struct vx_scene *scene, int row, int col)
{
    int from = first_col(scene);
    if (row != scene->layout.log.row || from < 0)
        return -1;
    for (int i = 0; i < VX_PRESETS; i++, from += width_of(i - 1))
        if (col >= from && col < from + width_of(i))
            return i;
    return -1;
}
