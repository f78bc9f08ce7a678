/*
 * model_tape.c: the tape.  A busy market prints thousands of trades a second; people read about
 * ten.  So trades of one side at one price within a twentieth of a second are one row; and left to
 * itself the tape shows the largest rows, at about the pace of reading.  Own trades are always
 * shown.
 */
#include <string.h>

#include "tui/model_parts.h"

#define PACE_MOST  12u /* rows a second before the filter closes */
#define PACE_LEAST 3u  /* fewer than this open it again */
#define BIG        4u  /* times the mean of what is shown */
#define MEAN_SHIFT 5   /* the mean is over about 32 prints */

/* Four classes a power of two: 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20 ... */
static unsigned class_of(uint64_t lots)
{
    if (lots < 4)
        return (unsigned)lots;
    unsigned top = 63u - (unsigned)__builtin_clzll(lots);
    return 4 * (top - 1) + (unsigned)(lots >> (top - 2) & 3u);
}

static uint64_t least_of(unsigned class)
{
    if (class < 4)
        return class;
    return (uint64_t)(4 + class % 4) << (class / 4 - 1);
}

static bool is_own(const struct vx_print *p)
{
    return (p->sources & 3u) == VX_SOURCE_OPERATOR || (p->sources >> 2 & 3u) == VX_SOURCE_OPERATOR;
}

/* A row that has grown enough goes onto the tape, or is too small for it. */
static void settle(struct vx_model *m, struct vx_tape_row row)
{
    m->tape_sizes[0][class_of(row.qty)]++;
    if (row.qty < m->tape_least && !row.own)
        return;
    const uint64_t size = vx_min_u64(row.qty, UINT32_MAX) << 4;
    if (m->tape_mean == 0)
        m->tape_mean = size;
    row.big = size >= BIG * m->tape_mean;
    m->tape[m->tape_added++ % VX_TAPE_KEPT] = row;
    m->tape_own |= row.own;
    m->tape_mean += size >> MEAN_SHIFT;
    m->tape_mean -= m->tape_mean >> MEAN_SHIFT;
    if (m->tape_mean == 0)
        m->tape_mean = 1;
}

/* Rows are settled in the order in which they began. */
static void settle_first(struct vx_model *m)
{
    settle(m, m->open[0].row);
    m->opens--;
    memmove(&m->open[0], &m->open[1], m->opens * sizeof m->open[0]);
}

static void add_fill(struct vx_model *m, const struct vx_print *p, bool took)
{
    m->fill[m->fills++ % VX_FILLS] = (struct vx_fill){.t_ns = p->t_ns,
                                                      .id = took ? p->taker : p->resting,
                                                      .qty = p->qty,
                                                      .price = p->price,
                                                      .took = took};
}

/* A filter reads the tape again; a fill is one all the same. */
static void note_fills(struct vx_model *m, const struct vx_print *p)
{
    if (m->tape_next < m->fills_next)
        return;
    m->fills_next = m->tape_next + 1;
    if ((p->sources & 3u) == VX_SOURCE_OPERATOR)
        add_fill(m, p, false);
    if ((p->sources >> 2 & 3u) == VX_SOURCE_OPERATOR)
        add_fill(m, p, true);
}

const struct vx_fill *vx_model_fill(const struct vx_model *m, uint64_t id, uint64_t back)
{
    const uint64_t kept = vx_min_u64(m->fills, VX_FILLS);
    for (uint64_t i = 1; i <= kept; i++) {
        const struct vx_fill *fill = &m->fill[(m->fills - i) % VX_FILLS];
        if (fill->id == id && back-- == 0)
            return fill;
    }
    return NULL;
}

static void add(struct vx_model *m, const struct vx_print *p)
{
    const bool own = is_own(p);
    for (unsigned i = 0; i < m->opens; i++) {
        struct vx_tape_row *row = &m->open[i].row;
        if (row->price != p->price || row->side != p->side || row->own != own ||
            p->t_ns - row->t_ns > VX_TAPE_GATHER_NS)
            continue;
        row->qty += p->qty;
        row->prints++;
        return;
    }
    if (m->opens == VX_TAPE_OPEN)
        settle_first(m);
    m->open[m->opens++] = (struct vx_tape_open){.wall_ns = m->now.wall_ns,
                                                .row = {.t_ns = p->t_ns,
                                                        .qty = p->qty,
                                                        .prints = 1,
                                                        .price = p->price,
                                                        .side = p->side,
                                                        .own = own}};
}

/* On a busy tape every row moves with each one that comes: several come together. */
static void show_added(struct vx_model *m)
{
    if (m->tape_added == m->tape_shown || (m->now.wall_ns < m->next_tape_ns && !m->tape_own))
        return;
    m->tape_shown = m->tape_added;
    m->tape_own = false;
    m->next_tape_ns = m->now.wall_ns + VX_TAPE_BEAT_NS;
}

void vx_model_tape_read(struct vx_model *m, const struct vx_panel *panel)
{
    struct vx_print print = {.t_ns = 0};
    uint64_t written = m->now.tape_written;
    const bool anew = m->again || written < m->tape_next;
    if (anew) {
        m->again = false;
        if (m->tape_auto) /* what was fit for another moment may leave nothing of this one */
            m->tape_least = 1;
        vx_model_filter(m, m->tape_auto ? 0 : m->tape_least);
    }
    if (written - m->tape_next > VX_TAPE_CAPACITY) {
        m->tape_skipped += written - VX_TAPE_CAPACITY - m->tape_next;
        m->tape_next = written - VX_TAPE_CAPACITY;
    }
    for (; m->tape_next < written; m->tape_next++) {
        if (vx_ovring_read(&panel->tape, panel->tape_area, m->tape_next, &print) == 0) {
            note_fills(m, &print);
            add(m, &print);
        } else {
            m->tape_skipped++;
        }
    }
    while (m->opens > 0 && m->now.moment != VX_MOMENT_NOW) /* nothing more comes by itself */
        settle_first(m);
    while (m->opens > 0 && m->now.wall_ns - m->open[0].wall_ns >= VX_TAPE_GATHER_NS)
        settle_first(m);
    if (anew) /* they came at once, at no pace */
        memset(m->tape_sizes, 0, sizeof m->tape_sizes);
    show_added(m);
}

/* Rows of the last second of a class or above. */
static uint32_t pace(const struct vx_model *m, unsigned class)
{
    uint32_t n = 0;
    for (unsigned t = 0; t < VX_WINDOW; t++)
        for (unsigned i = class; i < VX_TAPE_SIZES; i++)
            n += m->tape_sizes[t][i];
    return n;
}

/* The smallest size that comes no faster than can be read; where that is hardly ever (sizes come in
 * round numbers), the next smaller one that comes at all. */
static uint64_t choose_least(const struct vx_model *m)
{
    unsigned class = 1;
    while (class + 1 < VX_TAPE_SIZES && pace(m, class) > PACE_MOST)
        class ++;
    while (class > 1 && pace(m, class) < PACE_LEAST)
        class --;
    return least_of(class);
}

void vx_model_tape_tick(struct vx_model *m)
{
    uint32_t now = pace(m, class_of(m->tape_least));
    if (m->tape_auto && (now > 2 * PACE_MOST || now < PACE_LEAST))
        m->tape_least = choose_least(m);
    memmove(m->tape_sizes[1], m->tape_sizes[0], (VX_WINDOW - 1) * sizeof m->tape_sizes[0]);
    memset(m->tape_sizes[0], 0, sizeof m->tape_sizes[0]);
}

void vx_model_filter(struct vx_model *m, uint64_t least)
{
    m->tape_auto = least == 0;
    m->tape_least = least ? least : m->tape_least;
    m->tape_shown = m->tape_added = m->next_tape_ns = 0;
    m->tape_mean = 0;
    m->opens = 0;
    m->tape_next =
        m->now.tape_written > VX_TAPE_CAPACITY ? m->now.tape_written - VX_TAPE_CAPACITY : 0;
}

const struct vx_tape_row *vx_model_tape(const struct vx_model *m, uint64_t back)
{
    if (back >= m->tape_shown || back >= VX_TAPE_KEPT)
        return NULL;
    return &m->tape[(m->tape_shown - 1 - back) % VX_TAPE_KEPT];
}
