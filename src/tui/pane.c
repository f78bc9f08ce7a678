#include "tui/pane.h"

#include <inttypes.h>
#include <stdio.h>

const struct vx_pane_row vx_pane_rows[VX_PANES] = {
#define VX_PANE(NAME, word, name, ops, rows, cols, help) {word, name, &ops, rows, cols, help},
#include "tui/pane.def"
#undef VX_PANE
};

const uint32_t vx_groups[] = {1, 2, 5, 10, 20, 50, 100};
const unsigned vx_groups_count = VX_LEN(vx_groups);

const char *vx_scene_newest(const struct vx_scene *scene)
{
    return scene->where.away ? "here" : "now";
}

int32_t vx_scene_tick(const struct vx_scene *scene)
{
    return scene->panel->tick > 0 ? scene->panel->tick : 100;
}

void vx_scene_order_name(const struct vx_scene *scene, uint64_t id, char *buf, size_t size)
{
    const struct vx_line *line = scene->line;
    if (line && line->ops->order_name && line->ops->order_name(line->self, id, buf, size))
        return;
    snprintf(buf, size, "%" PRIu64, id);
}
