#include "tests/tui/fake.h"

#include <assert.h>
#include <string.h>

#define RATE 100000u

static uint64_t below(struct fake *f, uint64_t n)
{
    return vx_prng_below(&f->prng, n);
}

static void make_level(struct fake *f, unsigned side, unsigned i)
{
    f->lots[side][i] = 40 + below(f, 200) + (i < 12 ? 60 * i : 720);
    f->orders[side][i] = (uint32_t)(1 + f->lots[side][i] / (12 + below(f, 20)));
}

static void publish(struct fake *f)
{
    struct vx_depth d = {.seq = f->seq, .t_ns = f->now_ns};
    int32_t last = (int32_t)vx_get(&f->panel->book.trade_price);
    d.last_price = last;
    for (unsigned side = 0; side < 2; side++) {
        int32_t price = side == VX_BID ? f->mid : f->mid + f->tick;
        d.levels[side] = VX_DEPTH_LEVELS;
        for (unsigned i = 0; i < VX_DEPTH_LEVELS; i++) {
            d.level[side][i] = (struct vx_level){
                .price = price, .orders = f->orders[side][i], .lots = f->lots[side][i]};
            int32_t step = f->tick * (int32_t)(f->gap + (f->gap > 1 ? (i * 7) % f->gap : 0));
            price += side == VX_BID ? -step : step;
        }
    }
    vx_slots_publish(&f->panel->depth, f->panel->depth_area, &d);
}

void fake_open(struct fake *f, uint64_t seed)
{
    int rc = vx_panel_open(&f->panel);
    assert(rc == 0);
    (void)rc;
    struct vx_panel *p = f->panel;
    memset(f, 0, sizeof *f);
    f->panel = p;
    vx_prng_seed(&f->prng, seed);
    f->tick = 100;
    f->gap = 1;
    f->mid = 1000500;
    p->tick = f->tick;
    p->ladder_base = f->mid - 8192 * f->tick;
    p->topology = 3;
    p->threads = 1;
    memcpy(p->symbol, "ACME", 5);
    vx_put(&p->state, VX_STATE_RUN);
    vx_put(&p->ingress.rate, RATE);
    for (unsigned i = 0; i < VX_STAGES; i++)
        vx_put(&p->stage[i].state, VX_STATE_RUN);
    static const uint64_t capacity[VX_RINGS] = {4096, 4096, 4096, 1024};
    for (unsigned i = 0; i < VX_RINGS; i++)
        vx_put(&p->ring[i].capacity, capacity[i]);
    for (unsigned side = 0; side < 2; side++)
        for (unsigned i = 0; i < VX_DEPTH_LEVELS; i++)
            make_level(f, side, i);
    atomic_store_explicit(&p->control.setting[VX_SET_FPS], 30, memory_order_relaxed);
    atomic_store_explicit(&p->control.setting[VX_SET_MOUSE], 1, memory_order_relaxed);
    publish(f);
}

void fake_close(struct fake *f)
{
    vx_panel_close(f->panel);
}

static void trade(struct fake *f)
{
    const unsigned side = (unsigned)below(f, 2);
    uint32_t qty = 1 + (uint32_t)below(f, 12);
    while (qty < 4000 && below(f, 3) == 0)
        qty *= 2;
    const struct vx_print print = {.seq = f->seq,
                                   .t_ns = f->now_ns,
                                   .resting = VX_ID_LOAD + f->seq,
                                   .taker = VX_ID_LOAD + 1,
                                   .price = side == VX_BID ? f->mid + f->tick : f->mid,
                                   .qty = qty,
                                   .side = (uint8_t)side};
    vx_ovring_write(&f->panel->tape, f->panel->tape_area, &print);
    vx_add(&f->panel->traded[(print.price - f->panel->ladder_base) / f->tick], qty);
    vx_add(&f->panel->book.trades, 1);
    vx_add(&f->panel->book.trade_lots, qty);
    vx_put(&f->panel->book.trade_price, (uint64_t)print.price);
}

static void walk(struct fake *f)
{
    uint64_t way = below(f, 40);
    if (way > 1)
        return;
    const unsigned gone = way == 0 ? VX_ASK : VX_BID, other = 1 - gone;
    f->mid += way == 0 ? f->tick : -f->tick;
    memmove(f->lots[gone], f->lots[gone] + 1, (VX_DEPTH_LEVELS - 1) * sizeof f->lots[0][0]);
    memmove(f->orders[gone], f->orders[gone] + 1, (VX_DEPTH_LEVELS - 1) * sizeof f->orders[0][0]);
    memmove(f->lots[other] + 1, f->lots[other], (VX_DEPTH_LEVELS - 1) * sizeof f->lots[0][0]);
    memmove(f->orders[other] + 1, f->orders[other], (VX_DEPTH_LEVELS - 1) * sizeof f->orders[0][0]);
    make_level(f, gone, VX_DEPTH_LEVELS - 1);
    make_level(f, other, 0);
}

static void record(struct fake *f, unsigned latency, uint64_t base)
{
    uint64_t ns = base + below(f, base);
    for (int i = 0; i < 9 && below(f, 5) == 0; i++)
        ns *= 2;
    vx_hist_record(&f->panel->latency[latency], ns);
}

static void count_stages(struct fake *f, uint64_t orders, uint64_t ns)
{
    static const uint64_t busy_percent[VX_STAGES] = {11, 34, 6, 2};
    struct vx_panel *p = f->panel;
    const uint64_t bundles = orders / 10 + 1;
    for (unsigned i = 0; i < VX_STAGES; i++) {
        uint64_t busy = ns * (busy_percent[i] + below(f, 3)) / 100;
        vx_add(&p->stage[i].count, i < VX_STAGE_OUTPUT ? orders : bundles);
        vx_add(&p->stage[i].busy_ns, busy);
        vx_add(&p->stage[i].idle_ns, ns - busy);
        vx_put(&p->stage[i].heartbeat_ns, f->now_ns);
    }
    for (unsigned i = 0; i < VX_RINGS; i++) {
        uint64_t used = i == VX_RING_INBOX ? 0 : below(f, 60) / (i + 1);
        vx_put(&p->ring[i].used, used);
        vx_put(&p->ring[i].high, vx_max_u64(used + 40 * i, vx_get(&p->ring[i].high)));
    }
    vx_add(&p->bundle.bundles, bundles);
    vx_add(&p->bundle.reports, orders);
    vx_add(&p->bundle.flush_size, bundles * 4 / 5);
    vx_add(&p->bundle.flush_timeout, bundles - bundles * 4 / 5);
    vx_add(&p->bundle.fill[16], bundles * 4 / 5);
    for (unsigned i = 1; i < 16; i++)
        vx_add(&p->bundle.fill[i], bundles / 5 * i / 60);
}

void fake_step(struct fake *f, uint64_t ns)
{
    struct vx_panel *p = f->panel;
    f->now_ns += ns;
    vx_put(&p->now_ns, f->now_ns);
    vx_put(&p->ingress.paused, f->paused);
    vx_put(&p->control.paused, f->paused);
    if (f->paused)
        return;
    const uint64_t orders = RATE * (ns / 1000) / 1000000 + below(f, 3);
    f->seq += orders;
    vx_add(&p->ingress.offered, orders);
    vx_add(&p->ingress.sequenced, orders);
    vx_add(&p->book.answered, orders);
    vx_add(&p->book.reports, orders);
    count_stages(f, orders, ns);
    for (uint64_t i = 0; i < orders / 10; i++)
        trade(f);
    for (uint64_t i = 0; i < orders / 8; i++) {
        record(f, VX_LATENCY_INGRESS, 60);
        record(f, VX_LATENCY_BOOK, 140);
        record(f, VX_LATENCY_E2E, 180);
        record(f, VX_LATENCY_BUNDLE, 30000);
    }
    for (int i = 0; i < 6; i++) {
        /* One after the other: the order in which arguments are worked out is the compiler's. */
        const unsigned level = (unsigned)below(f, 20);
        make_level(f, (unsigned)below(f, 2), level);
    }
    walk(f);
    publish(f);
}

void fake_own(struct fake *f)
{
    struct vx_panel *p = f->panel;
    struct vx_own own = {.id = 1,
                         .seq = 100,
                         .t_ns = f->now_ns,
                         .ahead_lots = 680,
                         .ahead_orders = 12,
                         .price = f->mid - 2 * f->tick,
                         .qty = 50,
                         .leaves = 50,
                         .side_status = VX_OWN_LIVE};
    vx_own_write(p, 0, &own);
    own = (struct vx_own){.id = 2,
                          .seq = 90,
                          .t_ns = f->now_ns,
                          .notional = 20 * 1000600ull,
                          .price = 1000600,
                          .qty = 20,
                          .filled = 20,
                          .side_status = VX_OWN_FILLED | 0x80};
    vx_own_write(p, 1, &own);
    own = (struct vx_own){.id = 3,
                          .seq = 80,
                          .t_ns = f->now_ns,
                          .price = 1300000,
                          .qty = 5,
                          .side_status = VX_OWN_REJECTED,
                          .code = VX_REJECT_RISK_COLLAR};
    vx_own_write(p, 2, &own);
    own = (struct vx_own){.id = 4,
                          .seq = 110,
                          .t_ns = f->now_ns,
                          .price = f->mid + 4 * f->tick,
                          .qty = 30,
                          .leaves = 20,
                          .filled = 10,
                          .ahead_lots = 0,
                          .side_status = VX_OWN_LIVE | 0x80};
    vx_own_write(p, 3, &own);
    vx_put(&p->own_count, 4);
}
