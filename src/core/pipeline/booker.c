#include "core/pipeline/booker.h"

#include <string.h>

#include "core/base/tx_hash.h"
#include "core/pipeline/accounts.h"

static int64_t setting(const struct vx_booker *b, enum vx_setting s)
{
    return atomic_load_explicit(&b->stage.panel->control.setting[s], memory_order_relaxed);
}

/* ---- one input ---- */

/* Whether the next input is on the disk as it has to be before it is answered. */
static inline bool may_take(const struct vx_booker *b)
{
    /* K2: pairs with K1 in the journal's keeper */
    return !b->limit || b->tally.answered < atomic_load_explicit(b->limit, memory_order_acquire);
}

/*
 * Inputs that wait: the book may fetch what they will need while others are in work.  Only those
 * that name an order of before: for a new one there is nothing yet, and its id is near the last.
 */
static bool look_ahead(struct vx_booker *b)
{
    uint64_t ids[VX_BOOK_AHEAD];
    uint32_t known = 0;
    const void *first;
    const uint32_t n = vx_spsc_peek(b->in, VX_BOOK_AHEAD, &first);
    b->next = first;
    b->expected = n;
    for (uint32_t i = 0; i < n; i++) {
        ids[known] = b->next[i].id;
        known += b->next[i].kind == VX_TX_CANCEL || b->next[i].kind == VX_TX_REPLACE;
    }
    if (n > 1)
        vx_book_expect(b->book, ids, known);
    return n > 0;
}

/* Takes up the next input, if there is one; nothing happens to it yet. */
static inline bool take(struct vx_booker *b)
{
    struct vx_input *cur = &b->cur;
    if (cur->tx)
        return true;
    if ((b->expected == 0 && !look_ahead(b)) || !may_take(b))
        return false;
    b->expected--;
    cur->tx = b->next++;
    cur->feed = NULL;
    cur->begun = cur->told = false;
    cur->instrument = VX_ALL_INSTRUMENTS;
    cur->open = 0;
    cur->own = VX_OWN_NONE_SLOT;
    const unsigned source = vx_tx_source(cur->tx);
    if (VX_UNLIKELY(source != VX_SOURCE_LOAD)) {
        cur->feed = source == VX_SOURCE_FEED ? vx_feed_slot_get(b->feed_slot) : NULL;
        vx_told_begin(b, source == VX_SOURCE_OPERATOR);
    }
    return true;
}

static inline uint32_t submit(struct vx_booker *b, const struct vx_tx *tx, struct vx_report *out,
                              uint32_t cap)
{
    const struct vx_book_order order = {
        .id = tx->id,
        .price_ticks = (int32_t)vx_recip_div(b->tick, (uint32_t)tx->price),
        .qty_lots = tx->qty,
        .owner = tx->owner,
        .instrument = tx->instrument,
        .market = tx->kind == VX_TX_MARKET,
        .side = (uint8_t)vx_tx_side(tx),
        .tif = (uint8_t)vx_tx_tif(tx),
        .source = (uint8_t)vx_tx_source(tx),
    };
    return vx_book_submit(b->book, &order, out, cap);
}

static uint32_t refuse(struct vx_booker *b, const struct vx_tx *tx, unsigned code,
                       struct vx_report *out, uint32_t cap)
{
    return vx_book_refuse(b->book, tx->id, tx->instrument, vx_tx_side(tx), vx_tx_source(tx),
                          (enum vx_reject)code, out, cap);
}

static uint32_t begin(struct vx_booker *b, const struct vx_tx *tx, struct vx_report *out,
                      uint32_t cap)
{
    switch (tx->kind) {
    case VX_TX_LIMIT:
    case VX_TX_MARKET:
        return submit(b, tx, out, cap);
    case VX_TX_CANCEL:
        return vx_book_cancel(b->book, tx->id, tx->qty, out, cap);
    case VX_TX_REPLACE:
        return vx_book_replace(b->book, tx->id, (int32_t)vx_recip_div(b->tick, (uint32_t)tx->price),
                               tx->qty, out, cap);
    case VX_TX_CANCEL_ALL:
        return vx_book_cancel_all(b->book, tx->instrument,
                                  tx->flags & VX_TX_ONE_SIDE ? (int)vx_tx_side(tx) : -1, tx->owner,
                                  out, cap);
    case VX_TX_REFUSED:
        return refuse(b, tx, tx->code, out, cap);
    default:
        return refuse(b, tx, VX_REJECT_KIND, out, cap);
    }
}

/* Goes on with the input in work as far as there is room; the records written. */
static inline uint32_t work(struct vx_booker *b, struct vx_report *out, uint32_t room,
                            uint64_t now_ns)
{
    struct vx_input *cur = &b->cur;
    const bool one_at_a_time = VX_UNLIKELY(cur->feed != NULL) && vx_feed_verifies(cur->feed);
    const uint32_t cap = one_at_a_time ? 1 : room < VX_BOOKER_RUN ? room : VX_BOOKER_RUN;
    uint32_t n;
    if (cur->begun) {
        n = vx_book_resume(b->book, out, cap);
    } else {
        b->tally.hash = vx_tx_hash(b->tally.hash, cur->tx);
        n = begin(b, cur->tx, out, cap);
        cur->begun = true;
    }
    assert(n >= 1 && n <= cap);
    const bool last = (out[n - 1].kind & VX_REPORT_LAST) != 0;
    for (uint32_t i = 0; i < n; i++)
        vx_accounts_note(b, &out[i], now_ns);
    if (last)
        vx_accounts_end(b);
    for (uint32_t i = 0; VX_UNLIKELY(cur->feed != NULL) && i < n; i++)
        vx_feed_check(cur->feed, &out[i], b->book, b->stage.panel);
    b->tally.reports += n;
    vx_spsc_put(b->out, n);
    if (last) {
        vx_spsc_take(b->in, 1);
        cur->tx = NULL;
    }
    return n;
}

/* What is done becomes visible to the stages on either side. */
static inline void hand_over(struct vx_booker *b)
{
    vx_spsc_publish(b->out);
    vx_spsc_give(b->in);
}

/* ---- the stage ---- */

bool vx_booker_is_conserved(const struct vx_booker *b)
{
    const struct vx_booker_tally *t = &b->tally;
    return t->orders_in == vx_book_orders(b->book) + t->orders_filled + t->orders_cancelled &&
           t->lots_in == vx_book_lots(b->book) + t->lots_filled + t->lots_cancelled;
}

static void serve_readers(struct vx_booker *b, uint64_t now_ns)
{
    const uint32_t watch = (uint32_t)setting(b, VX_SET_WATCH);
    if (watch != b->watch)
        vx_booker_watch(b, watch);
    const uint64_t want = vx_get(&b->stage.panel->control.depth_want);
    if (want == b->depth_seen)
        return;
    if (b->tally.published && now_ns - b->depth_ns < (uint64_t)setting(b, VX_SET_DEPTH_EVERY))
        return;
    b->depth_seen = want;
    vx_stage_show(&b->stage); /* first: whoever sees this depth sees the counters of its moment */
    vx_booker_publish(b, now_ns, VX_BOOKER_AHEAD);
}

/* Of thousands of orders that rest each is named once in a long while: memory of other programs
 * would take its place in the cache. */
static void keep_near(struct vx_booker *b, uint64_t now_ns)
{
    if (now_ns - b->near_ns < VX_BOOKER_NEAR_NS)
        return;
    b->near_ns = now_ns;
    b->near_line = vx_book_keep_near(b->book, b->near_line, VX_BOOKER_NEAR);
}

static uint32_t poll_booker(struct vx_stage *stage, uint64_t now_ns, uint32_t limit)
{
    struct vx_booker *b = (void *)stage;
    const uint64_t answered = b->tally.answered;
    uint32_t records = 0, room = 0;
    void *slots = NULL;
    struct vx_report *out = NULL;
    while (b->tally.answered - answered < limit && records < VX_BOOKER_RECORDS && take(b)) {
        if (room == 0) {
            room = vx_spsc_claim(b->out, VX_BOOKER_RECORDS, &slots);
            out = slots;
        }
        if (room == 0) {
            stage->blocked = true;
            b->full++;
            break;
        }
        const uint32_t n = work(b, out, room, now_ns);
        if ((records ^ (records + n)) / VX_BOOKER_BATCH)
            hand_over(b);
        records += n;
        room -= n;
        out += n;
    }
    stage->count += b->tally.answered - answered;
    if (records) {
        hand_over(b);
        vx_spsc_fetch(b->out);
        b->tally.orders_resting = vx_book_orders(b->book);
        b->tally.lots_resting = vx_book_lots(b->book);
        vx_marks_answered(b->marks, b->tally.answered, b->tally.orders_resting);
        if (!b->cur.tx)
            b->tally.conserved = vx_booker_is_conserved(b);
    } else if (!stage->exact) { /* simulated time leaves nothing idle */
        keep_near(b, now_ns);
    }
    serve_readers(b, now_ns);
    return records;
}

static uint64_t next_booker(const struct vx_stage *stage)
{
    (void)stage;
    return VX_NEVER;
}

static void show_booker(struct vx_stage *stage)
{
    struct vx_booker *b = (void *)stage;
    struct vx_panel *panel = stage->panel;
    struct vx_ring_block *ring = &panel->ring[VX_RING_BOOK];
    vx_put(&ring->used, vx_spsc_used(b->out));
    vx_put(&ring->high, vx_spsc_high(b->out));
    vx_put(&ring->full, b->full);
    vx_booker_ladder_flush(b);
#define VX_BOOK(field, kind, unit, metric, help) vx_put(&panel->book.field, b->tally.field);
#include "core/telemetry/panel.def"
}

void vx_booker_init(struct vx_booker *b, const struct vx_booker_parts *parts)
{
    static const struct vx_stage_ops ops = {poll_booker, next_booker, show_booker};
    struct vx_panel *panel = parts->panel;
    const int32_t step = (int32_t)VX_LADDER_TICKS * parts->tick;
    memset(b, 0, sizeof *b);
    b->in = parts->in;
    b->out = parts->out;
    b->book = parts->book;
    b->marks = parts->marks;
    b->feed_slot = parts->feed_slot;
    b->tick = vx_recip_make((uint32_t)parts->tick);
    b->tick_size = parts->tick;
    b->instruments = parts->instruments;
    b->tally.hash = VX_HASH_START;
    b->tally.conserved = 1;
    b->untraded = parts->instruments;
    /* a low price leaves the lower half of the ladder partly below zero: it starts at zero then */
    const int64_t half = (int64_t)(VX_LADDER_BUCKETS / 2) * VX_LADDER_TICKS;
    const int64_t base = parts->mid / parts->tick - half;
    b->ladder_base_ticks = base > 0 ? (int32_t)base : 0;
    vx_stage_init(&b->stage, &ops, VX_STAGE_BOOK, panel, parts->upstream, VX_BOOKER_POLL);
    vx_own_table_init(&b->owns, panel);
    panel->ladder_base = b->ladder_base_ticks * parts->tick;
    panel->ladder_step = step;
    panel->tick = parts->tick;
    vx_put(&panel->ring[VX_RING_BOOK].capacity, vx_spsc_capacity(parts->out));
    vx_booker_watch(b, (uint32_t)setting(b, VX_SET_WATCH));
}
