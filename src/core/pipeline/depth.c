#include "core/pipeline/booker.h"

static void put_held(struct vx_booker *b, const struct vx_held *held)
{
    if (held->lots != 0 &&
        vx_ladder_add(&b->stage.panel->ladder, held->cell % 2, held->cell / 2, held->lots) < 0)
        b->tally.ladder_timeouts++;
}

void vx_booker_ladder_swap(struct vx_booker *b, struct vx_held *held, uint32_t cell, int64_t lots)
{
    put_held(b, held);
    *held = (struct vx_held){.cell = cell, .lots = lots};
}

void vx_booker_ladder_flush(struct vx_booker *b)
{
    for (; b->held_used; b->held_used &= b->held_used - 1) {
        struct vx_held *held = &b->held[__builtin_ctz(b->held_used)];
        put_held(b, held);
        held->lots = 0;
    }
}

void vx_booker_watch(struct vx_booker *b, uint32_t instrument)
{
    struct vx_book_level level;
    enum vx_side side;
    b->watch = instrument;
    b->tally.trade_price = (uint64_t)b->last[instrument];
    b->tally.trade_qty = 0;
    b->tally.reference = (uint64_t)vx_marks_reference(b->marks, (uint16_t)instrument);
    vx_booker_ladder_flush(b);
    vx_ladder_clear(&b->stage.panel->ladder);
    for (uint32_t i = 0; i < VX_TRADED_TICKS; i++)
        vx_put(&b->stage.panel->traded[i], 0);
    for (uint32_t i = 0; i < VX_LADDER_BUCKETS * VX_LADDER_TICKS; i++) {
        const int32_t ticks = b->ladder_base_ticks + (int32_t)i;
        if (vx_book_at(b->book, (uint16_t)instrument, ticks, &side, &level))
            vx_booker_ladder(b, side, ticks, (int64_t)level.lots);
    }
    vx_booker_ladder_flush(b);
}

static uint32_t copy_levels(struct vx_booker *b, enum vx_side side)
{
    const uint32_t n = vx_book_depth(b->book, (uint16_t)b->watch, side, b->levels, VX_DEPTH_LEVELS);
    for (uint32_t i = 0; i < n; i++)
        b->depth.level[side][i] = (struct vx_level){
            .price = b->levels[i].price_ticks * b->tick_size,
            .orders = b->levels[i].orders,
            .lots = b->levels[i].lots,
        };
    for (uint32_t i = n; i < VX_DEPTH_LEVELS; i++)
        b->depth.level[side][i] = (struct vx_level){0};
    return n;
}

/* Looks up one own order's place; how many orders that took. */
static uint32_t find_place(struct vx_booker *b, uint32_t slot, uint32_t steps)
{
    struct vx_own *own = &b->owns.own[slot];
    uint64_t lots;
    uint32_t orders;
    if (vx_own_status(own) != VX_OWN_LIVE)
        return 1;
    const bool known = vx_book_ahead(b->book, own->id, steps, &lots, &orders);
    const uint32_t ahead = known ? orders : UINT32_MAX;
    if (own->ahead_orders != ahead || (known && own->ahead_lots != lots)) {
        own->ahead_orders = ahead;
        own->ahead_lots = known ? lots : 0;
        vx_own_put(&b->owns, slot);
    }
    return orders + 1;
}

/* The own orders take turns, so that the far ones are looked up too when there are many. */
static void find_places(struct vx_booker *b, uint32_t steps)
{
    for (uint32_t n = 0; n < b->owns.used && steps > 0; n++) {
        if (b->own_next >= b->owns.used)
            b->own_next = 0;
        const uint32_t taken = find_place(b, b->own_next, steps);
        steps -= taken < steps ? taken : steps;
        b->own_next++;
    }
}

void vx_booker_publish(struct vx_booker *b, uint64_t now_ns, uint32_t steps)
{
    struct vx_panel *panel = b->stage.panel;
    b->depth_ns = now_ns;
    b->depth_reports = b->tally.reports;
    b->depth.seq = b->tally.answered;
    b->depth.t_ns = now_ns;
    b->depth.instrument = b->watch;
    b->depth.last_price = b->last[b->watch];
    b->depth.levels[VX_BID] = copy_levels(b, VX_BID);
    b->depth.levels[VX_ASK] = copy_levels(b, VX_ASK);
    find_places(b, steps);
    vx_put(&panel->book.published, ++b->tally.published);
    vx_slots_publish(&panel->depth, panel->depth_area, &b->depth);
}
