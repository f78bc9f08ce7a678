#include "tui/pane.h"

#include <inttypes.h>
#include <stdio.h>

const struct vx_pane_row vx_pane_rows[VX_PANES] = {
#define VX_PANE(NAME, name, ops, rows, cols, help) {name, &ops, rows, cols, help},
#include "tui/pane.def"
#undef VX_PANE
};

const uint32_t vx_groups[] = {1, 2, 5, 10, 20, 50, 100};
const unsigned vx_groups_count = VX_LEN(vx_groups);

void vx_scroll_follow(struct vx_scroll *s, uint64_t total, uint64_t kept, uint64_t page)
{
    if (s->back > 0 && total > s->seen)
        s->back += total - s->seen;
    uint64_t rows = vx_min_u64(total, kept);
    uint64_t most = rows > page ? rows - page : 0;
    s->back = vx_min_u64(s->back, most);
    s->seen = total;
    s->page = page;
}

void vx_scroll_move(struct vx_scroll *s, int64_t rows)
{
    if (rows < 0 && s->back < (uint64_t)-rows)
        s->back = 0;
    else
        s->back += (uint64_t)rows;
}

void vx_scroll_title(const struct vx_scroll *s, char *buf, size_t size)
{
    if (s->back > 0)
        snprintf(buf, size, "%" PRIu64 " back", s->back);
    else
        buf[0] = '\0';
}

int32_t vx_scene_tick(const struct vx_scene *scene)
{
    return scene->panel->tick > 0 ? scene->panel->tick : 100;
}
