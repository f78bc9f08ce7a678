/*
 * pane_heat.c: depth over time: price up, time across, a column a tick.  The middle follows the
 * market as the ladder's does, and the rows hold as many ticks as it takes to see its way.
 */
#include <inttypes.h>
#include <stdio.h>

#include "tui/figure.h"
#include "tui/pane.h"

#define SCALE    9 /* columns of the prices at the left */
#define AGES     9 /* rows from which on the last one says how long ago */
#define ROWS_MAX VX_SURFACE_ROWS_MAX

struct map {
    const struct vx_model *model;
    int rows, cols;
    int64_t top, step; /* price of the first row */
    uint64_t most;
    uint64_t lots[2][ROWS_MAX]; /* of one column */
};

static const struct vx_heat_col *column(const struct map *map, int back)
{
    return (size_t)back < map->model->heat_n
               ? &map->model->heat[map->model->heat_n - 1 - (size_t)back]
               : NULL;
}

static int row_of(const struct map *map, int64_t price)
{
    if (price <= 0 || price > map->top)
        return -1;
    int64_t row = (map->top - price) / map->step;
    return row < map->rows ? (int)row : -1;
}

static void fill_column(struct map *map, const struct vx_heat_col *c)
{
    for (int row = 0; row < map->rows; row++)
        map->lots[VX_BID][row] = map->lots[VX_ASK][row] = 0;
    for (unsigned side = 0; side < 2; side++)
        for (uint32_t i = 0; i < c->levels[side]; i++) {
            int row = row_of(map, c->level[side][i].price);
            if (row >= 0)
                map->lots[side][row] += c->level[side][i].lots;
        }
}

/* Where the market went in what is shown; false: nowhere yet. */
static bool find_way(const struct map *map, int64_t *low, int64_t *high)
{
    *low = INT64_MAX;
    *high = 0;
    for (int i = 0; i < map->cols && column(map, i); i++)
        for (unsigned side = 0; side < 2; side++) {
            int64_t touch = column(map, i)->touch[side];
            if (touch == 0)
                continue;
            *low = touch < *low ? touch : *low;
            *high = touch > *high ? touch : *high;
        }
    return *high > 0;
}

static void find_most(struct map *map)
{
    map->most = 1;
    for (int i = 0; i < map->cols && column(map, i); i++) {
        fill_column(map, column(map, i));
        for (int row = 0; row < map->rows; row++)
            map->most = vx_max_u64(map->most, vx_max_u64(map->lots[0][row], map->lots[1][row]));
    }
}

/* Ticks a row: so many that the market's way takes at most half of the rows. */
static void place(struct map *map, struct vx_ladder_state *s, int64_t tick)
{
    int64_t low, high;
    if (!find_way(map, &low, &high))
        return;
    unsigned group = 0;
    while (group + 1 < vx_groups_count && (high - low) / (tick * vx_groups[group]) > map->rows / 2)
        group++;
    const int64_t middle = (high + low) / 2;
    map->step = tick * vx_groups[group];
    int64_t away = (middle - s->middle) / map->step;
    if (!s->placed || group != s->group || away > map->rows / 8 || away < -map->rows / 8) {
        s->placed = true;
        s->group = group;
        s->middle = middle / map->step * map->step;
    }
    map->top = s->middle + map->rows / 2 * map->step + map->step - tick;
}

/* 0 nothing .. VX_RAMP - 1: by the root of the share, so that thin levels are seen too. */
static unsigned heat_of(uint64_t lots, uint64_t most)
{
    unsigned step = 0;
    if (lots == 0)
        return 0;
    while (step + 1 < VX_RAMP - 1 && (unsigned __int128)lots * (VX_RAMP - 1) * (VX_RAMP - 1) >=
                                         (unsigned __int128)most * (step + 1) * (step + 1))
        step++;
    return step + 1 < VX_RAMP ? step + 1 : VX_RAMP - 1;
}

static void draw_cell(const struct vx_area *a, const struct map *map, int row, int col)
{
    const unsigned side = map->lots[VX_ASK][row] > map->lots[VX_BID][row] ? VX_ASK : VX_BID;
    const unsigned heat = heat_of(map->lots[side][row], map->most);
    const enum vx_style base = side == VX_BID ? VX_STYLE_HEAT_BUY : VX_STYLE_HEAT_SELL;
    if (heat > 0)
        vx_draw_heat(a, row, col, base, heat);
}

/* A mark on top of a cell keeps the cell's colours. */
static void draw_over(const struct vx_area *a, int row, int col, enum vx_glyph glyph)
{
    struct vx_area cell = vx_area_part(a, row, col, 1, 1);
    if (row < 0 || cell.at.rows == 0 || cell.at.cols == 0)
        return;
    struct vx_cell *at = vx_surface_at(a->surface, cell.at.row, cell.at.col);
    at->glyph = a->glyphs->glyph[glyph];
    if (!a->ramps || at->style < VX_STYLE_HEAT_BUY)
        at->style = VX_STYLE_BRIGHT;
}

static void draw_column(const struct vx_area *a, struct map *map, int back)
{
    const struct vx_heat_col *c = column(map, back);
    const int col = a->at.cols - 1 - back;
    fill_column(map, c);
    for (int row = 0; row < map->rows; row++)
        draw_cell(a, map, row, col);
    for (unsigned side = 0; side < 2; side++)
        draw_over(a, row_of(map, c->touch[side]), col, VX_GLYPH_TOUCH);
    draw_over(a, row_of(map, c->trade), col, VX_GLYPH_TRADE);
}

static void draw_scale(const struct vx_area *a, const struct map *map, int decimals)
{
    char text[VX_FIGURE];
    const int every = map->rows > 12 ? 4 : 2;
    for (int row = 0; row < map->rows; row++) {
        int64_t price = map->top - row * map->step;
        if ((row - map->rows / 2) % every || price <= 0)
            continue;
        vx_figure_price(text, price / map->step * map->step, decimals);
        vx_draw_right(a, row, SCALE - 1, VX_STYLE_FAINT, text);
    }
}

static void draw(struct vx_scene *scene, const struct vx_area *a)
{
    const int32_t tick = vx_scene_tick(scene);
    struct map map = {
        .model = scene->model, .rows = a->at.rows, .cols = a->at.cols - SCALE, .step = tick};
    const int ages = map.rows >= AGES ? 1 : 0;
    map.rows = map.rows - ages > ROWS_MAX ? ROWS_MAX : map.rows - ages;
    place(&map, &scene->heat, tick);
    scene->fullest[VX_PANE_HEAT] = 0;
    if (map.top == 0 || map.cols < 1) {
        vx_draw_text(a, 0, 1, VX_STYLE_FAINT, "nothing rests yet");
        return;
    }
    find_most(&map);
    scene->fullest[VX_PANE_HEAT] = map.most;
    for (int i = 0; i < map.cols && column(&map, i); i++)
        draw_column(a, &map, i);
    draw_scale(a, &map, vx_figure_decimals(tick));
    if (ages)
        vx_draw_ages(a, a->at.rows - 1, SCALE, VX_TICK_NS / 1000000, vx_scene_newest(scene));
}

static void title(const struct vx_scene *scene, const struct vx_glyph_set *g, char *buf,
                  size_t size)
{
    (void)g;
    snprintf(buf, size, "x%" PRIu32, vx_groups[scene->heat.group]);
}

static const struct vx_legend legend = {
    .ramp = {{"bids", VX_STYLE_BUY, VX_STYLE_HEAT_BUY},
             {"asks", VX_STYLE_SELL, VX_STYLE_HEAT_SELL}},
    .from = "to",
    .unit = "lots",
    .mark = {{"touch", VX_GLYPH_TOUCH}, {"trade", VX_GLYPH_TRADE}},
};

const struct vx_pane_ops vx_pane_heat = {.title = title, .draw = draw, .legend = &legend};
