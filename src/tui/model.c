#include "tui/model.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "tui/model_parts.h"

#define NS_PER_S         UINT64_C(1000000000)
#define TICKS_A_SECOND   (NS_PER_S / VX_TICK_NS)
#define SPECTRUM_FROM_NS 32u /* the lowest row but one starts here */

static const uint32_t quantile_ppm[VX_QUANTILES - 1] = {500000, 900000, 990000, 999000};

struct vx_model *vx_model_open(void)
{
    struct vx_model *m = vx_take(1, sizeof *m);
    if (m) {
        m->beat_ns = VX_BEAT_NS;
        m->tape_auto = true;
        m->tape_least = 1;
    }
    return m;
}

void vx_model_close(struct vx_model *m)
{
    free(m);
}

void vx_model_jump(struct vx_model *m)
{
    vx_model_resume(m);
    m->ticks = m->beats = 0;
    m->rates = (struct vx_rates){.known = false};
    for (unsigned i = 0; i < VX_LATENCIES; i++) {
        m->interval[i].count = 0;
        for (unsigned q = 0; q < VX_QUANTILES; q++)
            m->quantile[i][q] = m->total[i][q] = m->latency[i][q].n = 0;
    }
    m->through.n = m->in.n = m->trades.n = m->dropped.n = 0;
    for (unsigned i = 0; i < VX_STAGES; i++)
        m->stage_rate[i].n = m->stalled_ns[i] = 0;
    for (unsigned i = 0; i < VX_RINGS; i++)
        m->ring[i].n = 0;
    for (unsigned i = 0; i < VX_FLUSH_REASONS; i++)
        m->flush[i].n = 0;
    m->spectra = m->heat_n = m->changes[VX_BID] = m->changes[VX_ASK] = 0;
    m->last_price = m->price_before = 0;
    m->again = true;
}

void vx_model_resume(struct vx_model *m)
{
    m->views = 0;
    m->next_tick_ns = m->next_beat_ns = 0;
}

static void push(struct vx_history *h, uint64_t value)
{
    if (h->n == VX_HISTORY)
        memmove(h->value, h->value + 1, (VX_HISTORY - 1) * sizeof h->value[0]);
    else
        h->n++;
    h->value[h->n - 1] = value;
}

/* Growth of a counter per second of the interval. */
static uint64_t per_second(uint64_t newer, uint64_t older, uint64_t span_ns)
{
    if (newer <= older || span_ns == 0)
        return 0;
    return (uint64_t)(((unsigned __int128)(newer - older) * NS_PER_S + span_ns / 2) / span_ns);
}

#define GREW(block, field) (VX_VIEW(to, block, field) - VX_VIEW(from, block, field))
#define GREW_AT(block, i, field) \
    (VX_VIEW_AT(to, block, i, field) - VX_VIEW_AT(from, block, i, field))
#define RATE(block, field) per_second(VX_VIEW(to, block, field), VX_VIEW(from, block, field), span)

static void measure_rates(struct vx_rates *r, const struct vx_view *to, const struct vx_view *from)
{
    const uint64_t span = to->wall_ns - from->wall_ns;
    *r = (struct vx_rates){
        .known = span > 0,
        .span_ns = span,
        .in = RATE(ingress, offered),
        .through = RATE(book, answered),
        .trades = RATE(book, trades),
        .lots = RATE(book, trade_lots),
        .dropped = GREW(ingress, dropped),
        .rejected = GREW(book, rejected),
        .bundles = GREW(bundle, bundles),
        .bundled = GREW(bundle, reports),
        .flush = {[VX_FLUSH_SIZE] = GREW(bundle, flush_size),
                  [VX_FLUSH_TIMEOUT] = GREW(bundle, flush_timeout),
                  [VX_FLUSH_FINAL] = GREW(bundle, flush_final)},
    };
    for (unsigned i = 0; i < VX_STAGES; i++) {
        r->stage[i] =
            per_second(VX_VIEW_AT(to, stage, i, count), VX_VIEW_AT(from, stage, i, count), span);
        r->busy[i] = GREW_AT(stage, i, busy_ns);
        r->blocked[i] = GREW_AT(stage, i, blocked_ns);
        r->idle[i] = GREW_AT(stage, i, idle_ns);
    }
}

static void quantiles(uint64_t to[VX_QUANTILES], const struct vx_hist_copy *h)
{
    for (unsigned q = 0; q < VX_Q_MAX; q++)
        to[q] = vx_hist_quantile(h, quantile_ppm[q]);
    to[VX_Q_MAX] = h->count ? h->max : 0;
}

static void measure_latencies(struct vx_model *m)
{
    const struct vx_view *to = &m->past[0], *from = &m->past[m->views - 1];
    for (unsigned i = 0; i < VX_LATENCIES; i++) {
        vx_hist_interval(&m->interval[i], &to->latency[i], &from->latency[i]);
        quantiles(m->quantile[i], &m->interval[i]);
        quantiles(m->total[i], &to->latency[i]);
    }
}

/* Half a power of two a row: where its records are told apart by the next lower bit. */
unsigned vx_spectrum_row(uint64_t ns)
{
    if (ns < SPECTRUM_FROM_NS)
        return 0;
    unsigned top = 63u - (unsigned)__builtin_clzll(ns);
    unsigned half = (unsigned)(ns >> (top - 1)) & 1u;
    unsigned row = 1 + 2 * (top - 5) + half;
    return row < VX_SPECTRUM ? row : VX_SPECTRUM - 1;
}

uint64_t vx_spectrum_lowest(unsigned row)
{
    if (row == 0)
        return 0;
    uint64_t base = (uint64_t)SPECTRUM_FROM_NS << ((row - 1) / 2);
    return base + ((row - 1) % 2 ? base / 2 : 0);
}

static void add_spectrum(struct vx_model *m, const struct vx_hist_copy *h)
{
    if (m->spectra == VX_HISTORY)
        memmove(m->spectrum, m->spectrum + 1, (VX_HISTORY - 1) * sizeof m->spectrum[0]);
    else
        m->spectra++;
    struct vx_spectrum *s = &m->spectrum[m->spectra - 1];
    *s = (struct vx_spectrum){0};
    for (uint32_t i = 0; i < VX_HIST_COUNTS; i++)
        if (h->counts[i])
            s->count[vx_spectrum_row(vx_hist_lowest(i))] +=
                (uint32_t)vx_min_u64(h->counts[i], UINT32_MAX / VX_HIST_COUNTS);
}

/* Once a second: what that second's latencies were. */
static void sample_latencies(struct vx_model *m)
{
    struct vx_hist_copy grown;
    uint64_t q[VX_QUANTILES];
    for (unsigned i = 0; i < VX_LATENCIES; i++) {
        const struct vx_hist_copy *to = &m->past[0].latency[i];
        vx_hist_interval(&grown, to, &m->second[i]);
        m->second[i] = *to;
        quantiles(q, &grown);
        for (unsigned k = 0; k < VX_QUANTILES; k++)
            push(&m->latency[i][k], q[k]);
        if (i == VX_LATENCY_E2E)
            add_spectrum(m, &grown);
    }
}

static void sample_rates(struct vx_model *m)
{
    struct vx_rates tick;
    const struct vx_view *to = &m->past[0];
    measure_rates(&tick, to, &m->past[1]);
    push(&m->in, tick.in);
    push(&m->through, tick.through);
    push(&m->trades, tick.trades);
    push(&m->dropped, tick.dropped);
    for (unsigned i = 0; i < VX_STAGES; i++)
        push(&m->stage_rate[i], tick.stage[i]);
    for (unsigned i = 0; i < VX_FLUSH_REASONS; i++)
        push(&m->flush[i], tick.flush[i]);
    for (unsigned i = 0; i < VX_RINGS; i++)
        push(&m->ring[i], VX_VIEW_AT(to, ring, i, used));
}

/* A stall is counted once, when the watchdog sees it; it is shown for a while. */
static void note_stalls(struct vx_model *m, const struct vx_panel *panel, uint64_t wall_ns)
{
    for (unsigned i = 0; i < VX_STAGES; i++) {
        const bool seen =
            VX_VIEW_AT(&m->past[0], stage, i, stalls) > VX_VIEW_AT(&m->past[1], stage, i, stalls);
        /* one on purpose, however short, is shown as what it is */
        if (seen || vx_get(&panel->control.stall_until_ns[i]) > m->past[1].taken_ns)
            m->stalled_ns[i] = wall_ns + VX_STALL_SHOW;
    }
}

int vx_model_culprit(const struct vx_model *m)
{
    int culprit = -1;
    uint64_t most = 0, busy = 0;
    if (!m->rates.known || m->rates.dropped == 0)
        return -1;
    for (unsigned i = 0; i + 1 < VX_STAGES; i++)
        if (m->rates.blocked[i] * 100 > m->rates.span_ns)
            culprit = (int)i + 1; /* the ring behind it is full: who empties that one? */
    for (unsigned i = 0; i < VX_STAGES; i++) {
        most = vx_max_u64(most, m->rates.busy[i]);
        busy += m->rates.busy[i];
    }
    if (culprit < 0 && busy * 2 < m->rates.span_ns)
        return VX_STAGES; /* they had nothing to do most of the time: they were not run */
    for (unsigned i = 0; i < VX_STAGES && culprit < 0; i++)
        culprit = m->rates.busy[i] == most ? (int)i : -1;
    return culprit;
}

/* In the past, what it is compared with lies a second of engine time before. */
static void stand_before(struct vx_model *m)
{
    m->views = m->before ? 2 : 1;
    m->rates.known = false;
    if (!m->before)
        return;
    m->past[1] = *m->before;
    m->past[1].wall_ns = m->past[0].wall_ns - (m->past[0].taken_ns - m->before->taken_ns);
}

static void tick(struct vx_model *m, const struct vx_panel *panel, uint64_t wall_ns)
{
    memmove(&m->past[1], &m->past[0], VX_WINDOW * sizeof m->past[0]);
    vx_view_take(&m->past[0], panel);
    m->past[0].wall_ns = wall_ns;
    m->views = m->views <= VX_WINDOW ? m->views + 1 : m->views;
    m->next_tick_ns = wall_ns + VX_TICK_NS;
    vx_model_tape_tick(m);
    m->moved = m->views < 2 || m->past[0].taken_ns != m->past[1].taken_ns;
    if (m->past[0].moment != VX_MOMENT_NOW)
        stand_before(m);
    vx_model_heat_tick(m);
    if (m->views < 2) {
        for (unsigned i = 0; i < VX_LATENCIES; i++)
            m->second[i] = m->past[0].latency[i];
        return;
    }
    m->ticks++;
    measure_rates(&m->rates, &m->past[0], &m->past[m->views - 1]);
    measure_latencies(m);
    if (!m->moved)
        return;
    sample_rates(m);
    note_stalls(m, panel, wall_ns);
    if (m->ticks % TICKS_A_SECOND == 0)
        sample_latencies(m);
}

/* Between two beats only what is looked at in the panel itself: trades, orders, errors. */
static void take_view(struct vx_model *m, const struct vx_panel *panel, uint64_t wall_ns)
{
    if (wall_ns >= m->next_beat_ns || !m->now.has_depth) {
        vx_view_take_light(&m->now, panel);
        for (uint32_t i = 0; i < VX_TRADED_TICKS; i++)
            m->traded[i] = vx_get(&panel->traded[i]);
        m->next_beat_ns = wall_ns + m->beat_ns;
        m->beats++;
    }
    m->now.tape_written = vx_ovring_written(&panel->tape);
    m->now.errors_written = vx_ovring_written(&panel->errors);
    m->now.own_count = vx_get(&panel->own_count);
    m->now.taken_ns = vx_get(&panel->now_ns);
    m->now.wall_ns = wall_ns;
}

void vx_model_update(struct vx_model *m, const struct vx_panel *panel, uint64_t wall_ns)
{
    take_view(m, panel, wall_ns);
    if (wall_ns >= m->next_tick_ns)
        tick(m, panel, wall_ns);
    vx_model_tape_read(m, panel);
    vx_model_own_read(m, panel);
    int32_t last = m->now.depth.last_price;
    if (m->now.has_depth && last != m->last_price) {
        m->price_before = m->last_price;
        m->last_price = last;
    }
    m->any = true;
}

int32_t vx_model_touch(const struct vx_model *m, unsigned side)
{
    return m->now.has_depth && m->now.depth.levels[side] ? m->now.depth.level[side][0].price : 0;
}

uint64_t vx_model_traded(const struct vx_model *m, const struct vx_panel *panel, int32_t price)
{
    const int64_t at = panel->tick > 0 ? ((int64_t)price - panel->ladder_base) / panel->tick : -1;
    return at >= 0 && at < (int64_t)VX_TRADED_TICKS ? m->traded[at] : 0;
}
