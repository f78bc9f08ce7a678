/*
 * pane_spectrum.c: the distribution of end-to-end latency over time: a column a second, a row half
 * a power of two (or a whole one, where rows are few), shade by the logarithm of how many.
 */
#include <stdio.h>

#include "tui/figure.h"
#include "tui/pane.h"

#define SCALE 10 /* columns of the scale at the left */
#define AGES  9  /* rows from which on the last one says how long ago */

struct range {
    unsigned low, high; /* rows of the spectrum that hold something */
    unsigned each;      /* rows of the spectrum in a row of the pane */
    uint64_t most;      /* orders in a cell */
};

/* How many bits a number takes; 0 takes one, too. */
static unsigned bits_of(uint64_t n)
{
    return 64u - (unsigned)__builtin_clzll(n | 1);
}

/* What a cell of the pane holds, whose lowest row of the spectrum is k. */
static uint64_t count_of(const struct vx_spectrum *s, unsigned k, unsigned each)
{
    uint64_t count = 0;
    for (unsigned j = k; j < k + each && j < VX_SPECTRUM; j++)
        count += s->count[j];
    return count;
}

static uint64_t find_most(const struct vx_model *m, size_t cols, const struct range *r)
{
    uint64_t most = 1;
    for (size_t i = 0; i < m->spectra && i < cols; i++)
        for (unsigned k = r->low; k <= r->high; k += r->each)
            most = vx_max_u64(most, count_of(&m->spectrum[m->spectra - 1 - i], k, r->each));
    return most;
}

static struct range find_range(const struct vx_model *m, size_t cols, int rows)
{
    struct range r = {.low = VX_SPECTRUM, .high = 0, .each = 1};
    for (size_t i = 0; i < m->spectra && i < cols; i++) {
        const struct vx_spectrum *s = &m->spectrum[m->spectra - 1 - i];
        for (unsigned k = 0; k < VX_SPECTRUM; k++) {
            if (!s->count[k])
                continue;
            r.low = k < r.low ? k : r.low;
            r.high = k > r.high ? k : r.high;
        }
    }
    while ((r.high - r.low) / r.each + 1 > (unsigned)rows)
        r.each++;
    r.most = find_most(m, cols, &r);
    return r;
}

static void draw_cell(const struct vx_area *a, int row, int col, const struct range *r,
                      uint64_t count)
{
    if (count == 0)
        return;
    const unsigned step = 1 + bits_of(count) * (VX_RAMP - 2) / bits_of(r->most);
    vx_draw_heat(a, row, col, VX_STYLE_HEAT_TIME, step);
}

/* Row of the pane for a latency, from the top. */
static int row_of(const struct range *r, int rows, uint64_t ns)
{
    unsigned k = r->low;
    while (k < r->high && vx_spectrum_lowest(k + 1) <= ns)
        k++;
    return rows - 1 - (int)((k - r->low) / r->each);
}

static void draw(struct vx_scene *scene, const struct vx_area *a)
{
    char text[VX_FIGURE];
    const struct vx_model *m = scene->model;
    const int ages = a->at.rows >= AGES ? 1 : 0;
    const int rows = a->at.rows - ages, cols = a->at.cols - SCALE - 1;
    scene->fullest[VX_PANE_SPECTRUM] = 0;
    if (m->spectra == 0 || cols < 1) {
        vx_draw_text(a, 0, 1, VX_STYLE_FAINT, "a column comes every second");
        return;
    }
    const struct range r = find_range(m, (size_t)cols, rows);
    if (r.low > r.high)
        return;
    scene->fullest[VX_PANE_SPECTRUM] = r.most;
    for (int row = rows - 1; row >= 0; row--) {
        unsigned k = r.low + (unsigned)(rows - 1 - row) * r.each;
        if (k > r.high)
            break;
        vx_figure_us(text, vx_spectrum_lowest(k));
        vx_draw_right(a, row, SCALE - 1, VX_STYLE_FAINT, text);
        for (int i = 0; i < cols && (size_t)i < m->spectra; i++) {
            const uint64_t count = count_of(&m->spectrum[m->spectra - 1 - (size_t)i], k, r.each);
            draw_cell(a, row, a->at.cols - 1 - i, &r, count);
        }
    }
    if (ages)
        vx_draw_ages(a, rows, SCALE, 1000, vx_scene_newest(scene));
    const struct vx_history *p99 = &m->latency[VX_LATENCY_E2E][VX_Q_P99];
    for (int i = 0; i < cols && (size_t)i < p99->n; i++) {
        uint64_t ns = p99->value[p99->n - 1 - (size_t)i];
        struct vx_area cell =
            vx_area_part(a, ns ? row_of(&r, rows, ns) : rows, a->at.cols - 1 - i, 1, 1);
        if (cell.at.rows == 0)
            continue;
        vx_surface_at(a->surface, cell.at.row, cell.at.col)->glyph =
            a->glyphs->glyph[VX_GLYPH_TOUCH];
    }
}

static void title(const struct vx_scene *scene, const struct vx_glyph_set *g, char *buf,
                  size_t size)
{
    (void)scene;
    snprintf(buf, size, "e2e %s %s line: p99", g->micro, g->dot);
}

static const struct vx_legend legend = {
    .ramp = {{"shade", VX_STYLE_FAINT, VX_STYLE_HEAT_TIME}},
    .from = "1 to",
    .unit = "orders",
};

const struct vx_pane_ops vx_pane_spectrum = {.title = title, .draw = draw, .legend = &legend};
