#include "core/source/flow_maker.h"

#include "core/base/hash.h"

#define PARTS        1000u /* weights below are parts of it */
#define LOOKS        4u    /* orders looked at for one cancel or replace, at most */
#define LOPSIDED     4u
#define MARKETS      400u /* market orders of the small aggressors */
#define SWEEP_LOTS   8u   /* an aggressor that means to clear a level: lots an order standing */
#define SWEEP_MIN    1000u
#define SWEEP_MAX    500000u
#define SWEEP_WORTH  500000000u /* and no more than so many units of currency */
#define IMPROVE_ONE  128u       /* one in so many new orders narrows a touch that is too wide */
#define REVERSION    20000      /* a mid that is free wanders about sqrt(half of it) ticks */
#define GAIN_BITS    16
#define CYCLE_NS     10000000000u
#define DROP_MIN     50u /* a crash's depth, parts of the price */
#define DROP_MAX     100u
#define VELOX_SPREAD 10 /* velox: the price +- one part in this */
/*
 * Uniform bids and asks that never leave: the bids of the lowest 21.8 % of the range and the asks
 * of the highest are not filled and pile up (Luckock 2003; Swart 2018), those between are, and
 * keep their number by themselves.  So the outer parts are what must be pulled.
 */
#define VELOX_EDGE 230u

struct mood {
    uint16_t add, cancel, replace, sweep, fill;
    uint16_t bid_adds, bid_pulls, buys;
    uint16_t depth, depth_max;
    uint16_t gap_min, gap_max;
    bool chase;
};

enum mood_id {
#define VX_MOOD(ID, ...) MOOD_##ID,
#include "core/source/flow_mood.def"
#undef VX_MOOD
    MOODS
};

static const struct mood moods[MOODS] = {
#define VX_MOOD(ID, ...) [MOOD_##ID] = {__VA_ARGS__},
#include "core/source/flow_mood.def"
#undef VX_MOOD
};

/* The phases of a crash: until when in the cycle, and between which parts of the whole drop. */
static const struct phase {
    uint64_t until_ns;
    uint16_t from, to;
    enum mood_id mood;
} phases[] = {
    {5000000000u, 0, 0, MOOD_CALM},         {5500000000u, 0, 0, MOOD_PULLED},
    {6500000000u, 0, PARTS, MOOD_CRASH},    {7500000000u, PARTS, PARTS, MOOD_FLOOR},
    {9500000000u, PARTS, 0, MOOD_RECOVERY}, {CYCLE_NS, 0, 0, MOOD_CALM},
};

static uint32_t below(struct vx_maker *m, uint32_t n)
{
    return (uint32_t)vx_prng_below(&m->prng, n);
}

/* Sixteen random bits as 0..PARTS-1. */
static inline uint32_t parts_of(uint64_t bits)
{
    return ((uint32_t)bits & 0xffffu) * PARTS >> 16;
}

/* The first instrument is the busiest. */
static uint16_t pick_instrument(struct vx_maker *m)
{
    if (m->config.instruments == 1 || below(m, 2))
        return 0;
    return (uint16_t)below(m, m->config.instruments);
}

static int32_t clamp(const struct vx_maker *m, int64_t ticks)
{
    if (ticks < m->lowest)
        return m->lowest;
    return ticks > m->highest ? m->highest : (int32_t)ticks;
}

/* Round lots are the rule, odd ones not rare.  Takes the lowest sixteen and highest seven bits. */
static inline uint16_t lumpy_qty(uint64_t bits)
{
    static const uint8_t lot[16] = {1, 1, 5, 5, 10, 10, 10, 10, 50, 50, 100, 100, 100, 100, 0, 0};
    static const uint8_t times[8] = {1, 1, 1, 1, 2, 2, 3, 5};
    const uint32_t unit = lot[bits >> 60];
    const uint32_t odd = 1 + (uint32_t)((bits & 0xffffu) * 99u >> 16);
    return (uint16_t)(unit ? unit * times[(bits >> 57) & 7u] : odd);
}

/* Most aggressors are small: they take part of the order in front.  Takes the highest four bits. */
static inline uint16_t small_qty(uint64_t bits)
{
    static const uint8_t lots[16] = {1, 1, 1, 2, 2, 3, 4, 5, 5, 5, 7, 10, 10, 10, 20, 25};
    return lots[bits >> 60];
}

/* P(distance >= k) = depth / (depth + k), cut off at depth_max.  Takes the lowest sixteen bits. */
static inline int32_t distance(struct vx_maker *m, const struct mood *mood, uint64_t bits)
{
    const uint32_t u = 1 + ((uint32_t)bits & 0xffffu);
    const uint32_t d = ((uint32_t)mood->depth << 16) / u - mood->depth;
    return (int32_t)(d <= mood->depth_max ? d : below(m, mood->depth_max + 1u));
}

/* A price behind the touch; what would fall outside the band is spread over what is inside. */
static VX_INLINE int32_t place(struct vx_maker *m, const struct mood *mood,
                               const struct vx_touch *t, unsigned side, uint64_t bits)
{
    const int32_t away = (int32_t)side - 1; /* all ones for a bid: what is chosen is no branch */
    const int32_t touch = t->ask + ((t->bid - t->ask) & away);
    const int32_t end = m->highest + ((m->lowest - m->highest) & away);
    const int32_t room = vx_placed_turn(side, end - touch);
    int32_t d = distance(m, mood, bits);
    if (d > room)
        d = (int32_t)below(m, (uint32_t)room + 1);
    return touch + vx_placed_turn(side, d);
}

/* What depends on the mood alone, worked out when it changes. */
static VX_NOINLINE void set_mood(struct vx_maker *m, const struct mood *mood)
{
    const uint32_t most = mood->cancel < mood->add ? mood->cancel : mood->add;
    m->mood = mood;
    m->aim = (int32_t)((uint64_t)m->standing.max * mood->fill / PARTS) + 4;
    m->most = (int32_t)most;
    m->gain = (int64_t)((uint64_t)most * 4 << GAIN_BITS) / m->aim;
}

/* The whole id of a low half. */
static inline uint64_t id_of(const struct vx_maker *m, uint32_t low)
{
    return m->next_id - (uint32_t)((uint32_t)m->next_id - low);
}

static VX_INLINE void fill_tx(struct vx_maker *m, struct vx_tx *tx, enum vx_tx_kind kind,
                              const struct vx_placed *order, enum vx_tif tif)
{
    *tx = (struct vx_tx){
        .id = id_of(m, order->id),
        .price = vx_placed_ticks(order) * m->config.tick,
        .qty = order->qty,
        .instrument = order->instrument,
        .kind = (uint8_t)kind,
        .flags = vx_tx_flags(vx_placed_side(order), tif, VX_SOURCE_LOAD),
    };
}

static VX_INLINE void make_add(struct vx_maker *m, struct vx_placed *order, bool remember,
                               struct vx_tx *tx)
{
    order->id = (uint32_t)m->next_id++;
    order->stamp = (uint32_t)m->stamp;
    fill_tx(m, tx, VX_TX_LIMIT, order, VX_TIF_GTC);
    if (!remember)
        return;
    vx_standing_add(&m->standing, order);
    m->undo = (struct vx_maker_undo){.what = VX_UNDO_ADD, .order = *order};
}

/* Cancels one of those that stand; the answer to a cancel needs its id alone. */
static VX_INLINE void make_cancel(struct vx_maker *m, struct vx_placed *order, struct vx_tx *tx)
{
    m->undo = (struct vx_maker_undo){.what = VX_UNDO_CANCEL, .order = *order};
    fill_tx(m, tx, VX_TX_CANCEL, order, VX_TIF_GTC);
    tx->price = 0;
    tx->qty = 0;
    vx_standing_remove(&m->standing, order);
}

static int32_t depth_of(const struct vx_maker *m, const struct vx_placed *order)
{
    const struct vx_touch *t = &m->touch[order->instrument];
    const int32_t bid = order->key >> 31; /* all ones, or 0 */
    return order->key - ((t->ask & ~bid) | (-t->bid & bid));
}

/* One of a side, of which there must be some; a few looks are at as many, far from each other. */
static inline struct vx_placed *looked_at(const struct vx_maker *m, unsigned side, uint32_t look)
{
    const uint32_t random = m->next.look + look * UINT32_C(0x9e3779b9);
    return vx_standing_at(&m->standing, side,
                          (uint32_t)((uint64_t)random * m->standing.n[side] >> 32));
}

/* The side that is pulled from: the one drawn, unless the other holds several times as many. */
static inline unsigned pulled_side(const struct vx_maker *m)
{
    static_assert(VX_BID == 0 && VX_ASK == 1, "a side is no branch, but the truth of a comparison");
    const uint32_t *n = m->standing.n;
    const unsigned side = m->next.side >= m->mood->bid_pulls;
    return side ^ (unsigned)((uint64_t)n[side] * LOPSIDED < n[side ^ 1u]);
}

/*
 * Orders are looked at in random order, each a wait for memory.  So it is settled one arrival
 * before which they will be, and they are on their way while the book has its turn.
 */
static inline void draw_ahead(struct vx_maker *m)
{
    const uint64_t bits = vx_prng_next(&m->prng);
    m->next = (struct vx_ahead){.what = (uint16_t)parts_of(bits),
                                .side = (uint16_t)parts_of(bits >> 16),
                                .look = (uint32_t)(bits >> 32)};
    m->next.pull = pulled_side(m);
    __builtin_prefetch(looked_at(m, m->next.pull, 0));
    __builtin_prefetch(looked_at(m, m->next.pull, 1));
}

static inline struct vx_placed *further(const struct vx_maker *m, struct vx_placed *a,
                                        struct vx_placed *b)
{
    return depth_of(m, b) > depth_of(m, a) ? b : a;
}

/* Also for looks that find an order which a sweep must have taken: it is forgotten. */
static VX_NOINLINE struct vx_placed *pick_slowly(struct vx_maker *m, unsigned side)
{
    struct vx_standing *s = &m->standing;
    struct vx_placed *found = NULL;
    for (uint32_t look = 0; look < LOOKS && s->n[side]; look++) {
        struct vx_placed *order = looked_at(m, side, look);
        if (vx_standing_gone(s, order)) {
            vx_standing_remove(s, order);
            found = found == vx_standing_at(s, side, s->n[side]) ? order : found; /* it moved */
        } else if (!found) {
            found = order;
        } else {
            return further(m, found, order);
        }
    }
    return found;
}

/* An order to cancel or move: the further out of two on the side drawn.  NULL: none was found. */
static struct vx_placed *pick(struct vx_maker *m)
{
    const struct vx_standing *s = &m->standing;
    const unsigned side = m->next.pull;
    struct vx_placed *a = looked_at(m, side, 0), *b = looked_at(m, side, 1);
    const unsigned gone = (unsigned)vx_standing_gone(s, a) | (unsigned)vx_standing_gone(s, b);
    if (VX_UNLIKELY(s->n[side] == 0 || gone))
        return pick_slowly(m, side);
    return further(m, a, b);
}

static void make_market_add(struct vx_maker *m, const struct mood *mood, unsigned side,
                            struct vx_tx *tx)
{
    const uint64_t bits = vx_prng_next(&m->prng);
    struct vx_placed order = {.qty = lumpy_qty(bits), .instrument = pick_instrument(m)};
    struct vx_touch *t = &m->touch[order.instrument];
    if (t->ask - t->bid > mood->gap_min && (bits >> 32) % IMPROVE_ONE == 0) {
        side = t->rose == (below(m, 4) != 0) ? VX_BID : VX_ASK;
        order.key = vx_placed_key(side, side == VX_BID ? ++t->bid : --t->ask);
    } else {
        order.key = vx_placed_key(side, place(m, mood, t, side, bits >> 16));
    }
    make_add(m, &order, true, tx);
}

/* An aggressor that takes all of a side up to a limit, and the touch behind it. */
static void make_sweep(struct vx_maker *m, const struct mood *mood, uint16_t instrument,
                       unsigned side, int32_t limit, struct vx_tx *tx)
{
    struct vx_touch *t = &m->touch[instrument];
    const struct vx_placed order = {
        .id = (uint32_t)m->next_id++, .key = vx_placed_key(side, limit), .instrument = instrument};
    fill_tx(m, tx, VX_TX_LIMIT, &order, VX_TIF_IOC);
    tx->qty = m->sweep_lots;
    t->rose = side == VX_BID;
    if (t->rose) {
        t->ask = limit + 1;
        t->bid = t->ask - t->bid > mood->gap_max ? t->ask - mood->gap_max : t->bid;
    } else {
        t->bid = limit - 1;
        t->ask = t->ask - t->bid > mood->gap_max ? t->bid + mood->gap_max : t->ask;
    }
    vx_standing_swept(&m->standing, instrument, side ^ 1u, limit, (uint32_t)m->stamp);
    m->undo = (struct vx_maker_undo){.what = VX_UNDO_SWEEP, .order = order};
}

static void make_small_take(struct vx_maker *m, uint16_t instrument, unsigned side, uint64_t bits,
                            struct vx_tx *tx)
{
    const struct vx_touch *t = &m->touch[instrument];
    const struct vx_placed order = {.id = (uint32_t)m->next_id++,
                                    .key = vx_placed_key(side, side == VX_BID ? t->ask : t->bid),
                                    .qty = small_qty(bits),
                                    .instrument = instrument};
    if (parts_of(bits >> 16) < MARKETS) {
        fill_tx(m, tx, VX_TX_MARKET, &order, VX_TIF_GTC);
        tx->price = 0;
    } else {
        fill_tx(m, tx, VX_TX_LIMIT, &order, VX_TIF_IOC);
    }
}

/* Up or down?  The further from the centre, the likelier back. */
static unsigned sweep_side(struct vx_maker *m, const struct vx_touch *t, int32_t centre)
{
    const int64_t off = (int64_t)t->bid + t->ask - 2 * (int64_t)centre;
    return (int64_t)below(m, 4 * m->reversion) > 2 * (int64_t)m->reversion + off ? VX_BID : VX_ASK;
}

static VX_NOINLINE void make_take(struct vx_maker *m, const struct mood *mood, unsigned side,
                                  int32_t centre, struct vx_tx *tx)
{
    const uint16_t instrument = pick_instrument(m);
    const struct vx_touch *t = &m->touch[instrument];
    if (mood->chase && t->bid > centre && centre > m->lowest) {
        make_sweep(m, mood, instrument, VX_ASK, centre, tx);
        return;
    }
    if (mood->chase && t->ask < centre && centre < m->highest) {
        make_sweep(m, mood, instrument, VX_BID, centre, tx);
        return;
    }
    const uint64_t bits = vx_prng_next(&m->prng);
    if (t->ask - t->bid < mood->gap_max && parts_of(bits) < mood->sweep) {
        const unsigned way = sweep_side(m, t, centre);
        if (way == VX_BID ? t->ask < m->highest : t->bid > m->lowest) {
            make_sweep(m, mood, instrument, way, way == VX_BID ? t->ask : t->bid, tx);
            return;
        }
    }
    make_small_take(m, instrument, side, bits, tx);
}

/* A smaller quantity, which keeps its place, or another price on the same side. */
static VX_NOINLINE void make_replace(struct vx_maker *m, const struct mood *mood,
                                     struct vx_placed *order, struct vx_tx *tx)
{
    m->undo = (struct vx_maker_undo){.what = VX_UNDO_MOVE, .moved = order, .order = *order};
    const uint64_t bits = vx_prng_next(&m->prng);
    const bool shrink = order->qty > 1 && bits >> 63;
    if (shrink) {
        order->qty = (uint16_t)(1 + below(m, order->qty - 1u));
    } else {
        const unsigned side = vx_placed_side(order);
        order->key = vx_placed_key(side, place(m, mood, &m->touch[order->instrument], side, bits));
        order->stamp = (uint32_t)m->stamp;
    }
    fill_tx(m, tx, VX_TX_REPLACE, order, VX_TIF_GTC);
    if (shrink)
        tx->price = 0;
    else
        tx->qty = 0;
}

/*
 * Parts of PARTS to move from cancels to new orders so that what stands approaches the number
 * aimed at: none when it is met, all there are when it is off by a quarter.
 */
static int32_t balance(const struct vx_maker *m)
{
    const int64_t moved =
        ((m->aim - (int64_t)vx_standing_count(&m->standing)) * m->gain) >> GAIN_BITS;
    if (moved > m->most)
        return m->most;
    return moved < -m->most ? -m->most : (int32_t)moved;
}

static void make_market(struct vx_maker *m, const struct mood *mood, int32_t centre,
                        struct vx_tx *tx)
{
    if (VX_UNLIKELY(m->mood != mood))
        set_mood(m, mood);
    const uint32_t what = m->next.what, side = m->next.side;
    const int32_t moved = balance(m);
    const uint32_t add = (uint32_t)(mood->add + moved);
    const uint32_t cancel = (uint32_t)(mood->cancel - moved);
    const bool full = vx_standing_count(&m->standing) == m->standing.max;
    struct vx_placed *order;

    if (what >= add + cancel + mood->replace)
        make_take(m, mood, side < mood->buys ? VX_BID : VX_ASK, centre, tx);
    else if ((what < add && !full) || !(order = pick(m)))
        make_market_add(m, mood, side < mood->bid_adds ? VX_BID : VX_ASK, tx);
    else if (what >= add + cancel)
        make_replace(m, mood, order, tx);
    else
        make_cancel(m, order, tx);
    draw_ahead(m);
}

static VX_NOINLINE void make_flash_crash(struct vx_maker *m, uint64_t due_ns, struct vx_tx *tx)
{
    if (m->cycle_start_ns > due_ns)
        m->cycle_start_ns = due_ns;
    const uint64_t since = due_ns - m->cycle_start_ns;
    const uint64_t at = since % CYCLE_NS;
    const uint64_t depth =
        DROP_MIN +
        vx_hash_word(VX_HASH_START ^ m->config.seed, since / CYCLE_NS) % (DROP_MAX - DROP_MIN + 1);
    uint32_t p = 0;
    uint64_t start = 0;
    for (; at >= phases[p].until_ns; p++)
        start = phases[p].until_ns;

    const int64_t span = (int64_t)(phases[p].until_ns - start);
    int64_t drop = (int64_t)depth * m->anchor / (int64_t)PARTS;
    if (drop > (m->anchor - m->lowest) / 2)
        drop = (m->anchor - m->lowest) / 2;
    const int64_t from = drop * phases[p].from / (int64_t)PARTS;
    const int64_t to = drop * phases[p].to / (int64_t)PARTS;
    const int64_t down = from + (to - from) * (int64_t)((at - start) >> 10) / (span >> 10);
    make_market(m, &moods[phases[p].mood], clamp(m, m->anchor - down), tx);
}

/* Far out nothing is ever filled. */
static bool velox_stays(const struct vx_maker *m, int32_t key)
{
    const int32_t edge = (int32_t)((int64_t)(m->velox_high - m->velox_low) * VELOX_EDGE / PARTS);
    return key < 0 ? -key < m->velox_low + edge : key > m->velox_high - edge;
}

static VX_NOINLINE void make_velox(struct vx_maker *m, struct vx_tx *tx)
{
    struct vx_standing *s = &m->standing;
    for (uint32_t look = 0; look < LOOKS && vx_standing_count(s) == s->max; look++) {
        struct vx_placed *far = looked_at(m, pulled_side(m), look);
        if (velox_stays(m, far->key)) {
            make_cancel(m, far, tx);
            draw_ahead(m);
            return;
        }
        vx_standing_remove(s, far);
    }
    const uint32_t prices = (uint32_t)(m->velox_high - m->velox_low) + 1;
    struct vx_placed order = {.qty = (uint16_t)(1 + below(m, 100)),
                              .instrument = (uint16_t)below(m, m->config.instruments)};
    const unsigned side = below(m, 2) ? VX_ASK : VX_BID;
    order.key = vx_placed_key(side, m->velox_low + (int32_t)below(m, prices));
    make_add(m, &order, velox_stays(m, order.key), tx);
    draw_ahead(m);
}

/* Everything as at the start; ids and stamps go on. */
static VX_NOINLINE void start_afresh(struct vx_maker *m)
{
    m->pulling = false;
    m->standing.n[VX_BID] = m->standing.n[VX_ASK] = 0;
    m->cycle_start_ns = VX_NEVER;
    const int32_t ask = clamp(m, (int64_t)m->anchor + 1);
    for (uint32_t i = 0; i < m->config.instruments; i++) {
        m->touch[i] = (struct vx_touch){.bid = clamp(m, (int64_t)ask - 1), .ask = ask};
        vx_standing_unsweep(&m->standing, (uint16_t)i);
    }
}

static VX_NOINLINE bool make_pull(struct vx_maker *m, struct vx_tx *tx)
{
    struct vx_standing *s = &m->standing;
    for (uint32_t look = 0; vx_standing_count(s); look++) {
        const unsigned side = s->n[VX_BID] > s->n[VX_ASK] ? VX_BID : VX_ASK;
        struct vx_placed *last = vx_standing_at(s, side, s->n[side] - 1);
        if (look >= LOOKS || !vx_standing_gone(s, last)) {
            make_cancel(m, last, tx);
            return true;
        }
        vx_standing_remove(s, last);
    }
    return false;
}

void vx_maker_next(struct vx_maker *m, uint64_t due_ns, struct vx_tx *tx)
{
    m->stamp++;
    m->undo.what = VX_UNDO_NONE;
    if (m->pulling) {
        if (make_pull(m, tx))
            return;
        start_afresh(m);
    }
    switch (m->config.flow) {
    case VX_FLOW_VELOX:
        make_velox(m, tx);
        return;
    case VX_FLOW_FLASH_CRASH:
        make_flash_crash(m, due_ns, tx);
        return;
    case VX_FLOW_QUIET:
        make_market(m, &moods[MOOD_QUIET], m->anchor, tx);
        return;
    case VX_FLOW_MARKET:
    case VX_FLOWS:
        make_market(m, &moods[MOOD_MARKET], m->anchor, tx);
        return;
    }
}

void vx_maker_lost(struct vx_maker *m)
{
    struct vx_standing *s = &m->standing;
    const struct vx_maker_undo *u = &m->undo;
    const unsigned side = vx_placed_side(&u->order);
    if (u->what == VX_UNDO_ADD)
        s->n[side]--;
    else if (u->what == VX_UNDO_CANCEL)
        vx_standing_add(s, &u->order);
    else if (u->what == VX_UNDO_MOVE)
        *u->moved = u->order;
    else if (u->what == VX_UNDO_SWEEP)
        vx_standing_unswept(s, u->order.instrument, side ^ 1u, (uint32_t)m->stamp);
    m->undo.what = VX_UNDO_NONE;
}

void vx_maker_seed(struct vx_maker *m, uint64_t seed)
{
    m->config.seed = seed;
    vx_prng_seed(&m->prng, seed);
    draw_ahead(m);
    m->undo.what = VX_UNDO_NONE;
    m->pulling = true;
}

void vx_maker_shape(struct vx_maker *m, enum vx_flow_id shape)
{
    m->config.flow = shape;
    m->cycle_start_ns = VX_NEVER;
    set_mood(m, &moods[MOOD_MARKET]);
}

void vx_maker_shift(struct vx_maker *m, uint64_t shift_ns)
{
    if (m->cycle_start_ns != VX_NEVER)
        m->cycle_start_ns += shift_ns;
}

void vx_maker_init(struct vx_maker *m, const struct vx_flow_config *config)
{
    m->config = *config;
    m->next_id = VX_ID_LOAD;
    m->lowest = (config->price_min + config->tick - 1) / config->tick;
    m->highest = config->price_max / config->tick;
    m->anchor = clamp(m, config->mid / config->tick);
    m->velox_low = clamp(m, m->anchor - m->anchor / VELOX_SPREAD);
    m->velox_high = clamp(m, (int64_t)m->anchor + m->anchor / VELOX_SPREAD);
    /* A narrow band draws harder: the mid is to wander over a sixth of the room it has. */
    const int64_t room = (m->highest - m->anchor < m->anchor - m->lowest ? m->highest - m->anchor
                                                                         : m->anchor - m->lowest) /
                         6;
    const int64_t reversion = 2 * room * room;
    m->reversion = reversion >= REVERSION ? REVERSION : (uint32_t)reversion + 1;
    uint64_t lots = (uint64_t)config->standing * SWEEP_LOTS;
    lots = vx_min_u64(vx_max_u64(lots, SWEEP_MIN), SWEEP_MAX);
    lots = vx_min_u64(lots, (uint64_t)SWEEP_WORTH * VX_PRICE_SCALE / (uint64_t)config->mid);
    m->sweep_lots = lots ? (uint32_t)lots : 1;
    set_mood(m, &moods[MOOD_MARKET]);
    start_afresh(m);
    vx_maker_seed(m, config->seed);
}
