/*
 * model_tape.c: the tape.  A busy market prints thousands of trades a second; people read about
 * ten.  Left to itself the tape shows the largest ones, at about that pace.
 */
#include <string.h>

#include "tui/model_parts.h"

#define PACE_MOST  12u /* prints a second before the filter closes a step */
#define PACE_LEAST 3u  /* and fewer than this opens it again */
#define BIG        4u  /* times the mean of what is shown */
#define MEAN_SHIFT 5   /* the mean is over about 32 prints */

static unsigned log2_of(uint32_t lots)
{
    return lots ? 31u - (unsigned)__builtin_clz(lots) : 0;
}

static bool is_own(const struct vx_print *p)
{
    return (p->sources & 3u) == VX_SOURCE_OPERATOR || (p->sources >> 2 & 3u) == VX_SOURCE_OPERATOR;
}

static void add(struct vx_model *m, const struct vx_print *p)
{
    if (m->tape_next >= m->tape_paced) {
        m->tape_sizes[0][log2_of(p->qty)]++;
        m->tape_paced = m->tape_next + 1;
    }
    bool own = is_own(p);
    if (p->qty < m->tape_least && !own)
        return;
    uint64_t size = (uint64_t)p->qty << 4;
    if (m->tape_mean == 0)
        m->tape_mean = size;
    m->tape[m->tape_shown++ % VX_TAPE_KEPT] =
        (struct vx_tape_row){.print = *p, .own = own, .big = size >= BIG * m->tape_mean};
    m->tape_mean += (size >> MEAN_SHIFT);
    m->tape_mean -= m->tape_mean >> MEAN_SHIFT;
    if (m->tape_mean == 0)
        m->tape_mean = 1;
}

void vx_model_tape_read(struct vx_model *m, const struct vx_panel *panel)
{
    struct vx_print print;
    uint64_t written = m->now.tape_written;
    if (written - m->tape_next > VX_TAPE_CAPACITY) {
        m->tape_skipped += written - VX_TAPE_CAPACITY - m->tape_next;
        m->tape_next = written - VX_TAPE_CAPACITY;
    }
    for (; m->tape_next < written; m->tape_next++) {
        if (vx_ovring_read(&panel->tape, panel->tape_area, m->tape_next, &print) == 0)
            add(m, &print);
        else
            m->tape_skipped++;
    }
}

/* Prints of the last second of at least 2^log lots. */
static uint32_t pace(const struct vx_model *m, unsigned log)
{
    uint32_t n = 0;
    for (unsigned t = 0; t < VX_WINDOW; t++)
        for (unsigned i = log; i < VX_LEN(m->tape_sizes[0]); i++)
            n += m->tape_sizes[t][i];
    return n;
}

void vx_model_tape_tick(struct vx_model *m)
{
    unsigned log = log2_of(m->tape_least);
    if (m->tape_auto) {
        while (log + 1 < VX_LEN(m->tape_sizes[0]) && pace(m, log) > PACE_MOST)
            log++;
        if (log > 0 && pace(m, log) < PACE_LEAST && pace(m, log - 1) <= PACE_MOST)
            log--;
        m->tape_least = UINT32_C(1) << log;
    }
    memmove(m->tape_sizes[1], m->tape_sizes[0], (VX_WINDOW - 1) * sizeof m->tape_sizes[0]);
    memset(m->tape_sizes[0], 0, sizeof m->tape_sizes[0]);
}

void vx_model_filter(struct vx_model *m, uint32_t least)
{
    m->tape_auto = least == 0;
    m->tape_least = least ? least : m->tape_least;
    m->tape_shown = 0;
    m->tape_mean = 0;
    m->tape_next =
        m->now.tape_written > VX_TAPE_CAPACITY ? m->now.tape_written - VX_TAPE_CAPACITY : 0;
}

const struct vx_tape_row *vx_model_tape(const struct vx_model *m, uint64_t back)
{
    if (back >= m->tape_shown || back >= VX_TAPE_KEPT)
        return NULL;
    return &m->tape[(m->tape_shown - 1 - back) % VX_TAPE_KEPT];
}
