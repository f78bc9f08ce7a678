#include "tests/cmd/fake_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/telemetry/metric.h"

#define STEP_NS 10000u

/* ---- settings ---- */

static int set(void *self, enum vx_setting s, int64_t value)
{
    struct fake_session *f = self;
    if (!vx_setting_rows[s].live && f->session.started)
        return VX_E_STATE;
    atomic_store_explicit(&f->panel->control.setting[s], value, memory_order_relaxed);
    return VX_OK;
}

static int64_t get(void *self, enum vx_setting s)
{
    struct fake_session *f = self;
    return atomic_load_explicit(&f->panel->control.setting[s], memory_order_relaxed);
}

static int set_text(void *self, enum vx_setting s, const char *text)
{
    struct fake_session *f = self;
    if (strlen(text) >= FAKE_TEXT_MAX)
        return VX_E_RANGE;
    snprintf(f->text[s], FAKE_TEXT_MAX, "%s", text);
    return VX_OK;
}

static const char *get_text(void *self, enum vx_setting s)
{
    return ((struct fake_session *)self)->text[s];
}

static int start(void *self, char *err, size_t err_size)
{
    struct fake_session *f = self;
    if (f->start_why) {
        snprintf(err, err_size, "%s", f->start_why);
        return VX_E_SYSTEM;
    }
    f->session.started = true;
    vx_put(&f->panel->state, VX_STATE_RUN);
    return VX_OK;
}

static int stop(void *self, char *err, size_t err_size)
{
    struct fake_session *f = self;
    f->session.started = false;
    if (f->lose)
        snprintf(err, err_size, "one order is missing");
    return f->lose ? VX_E_STATE : VX_OK;
}

/* ---- the book ---- */

static struct fake_order *find(struct fake_session *f, uint64_t id)
{
    for (uint32_t i = 0; i < f->orders; i++)
        if (f->order[i].tx.id == id)
            return &f->order[i];
    return NULL;
}

static void take_out(struct fake_session *f, struct fake_order *order)
{
    uint32_t i = (uint32_t)(order - f->order);
    f->orders--;
    memmove(order, order + 1, (f->orders - i) * sizeof(*order));
}

/* The first of the best resting orders that an aggressor may meet, or NULL. */
static struct fake_order *best_against(struct fake_session *f, const struct vx_tx *tx)
{
    struct fake_order *best = NULL;
    unsigned side = vx_tx_side(tx);
    for (uint32_t i = 0; i < f->orders; i++) {
        struct fake_order *o = &f->order[i];
        bool crosses = tx->kind == VX_TX_MARKET ||
                       (side == VX_BID ? o->tx.price <= tx->price : o->tx.price >= tx->price);
        if (vx_tx_side(&o->tx) == side || !crosses || o->tx.instrument != tx->instrument)
            continue;
        bool better =
            !best || (side == VX_BID ? o->tx.price < best->tx.price : o->tx.price > best->tx.price);
        best = better ? o : best;
    }
    return best;
}

static void own_write(struct fake_session *f, const struct fake_order *o, uint32_t filled,
                      uint64_t notional, enum vx_own_status status, uint8_t code)
{
    struct vx_own own = {.id = o->tx.id};
    if (o->slot == UINT32_MAX)
        return;
    vx_own_read(f->panel, o->slot, &own);
    own.id = o->tx.id;
    own.seq = own.seq ? own.seq : f->seq;
    own.t_ns = f->now_ns;
    own.price = o->tx.price;
    own.qty = o->tx.qty;
    own.filled += filled;
    own.notional += notional;
    own.leaves = status == VX_OWN_LIVE ? o->leaves : 0;
    own.instrument = o->tx.instrument;
    own.side_status = (uint8_t)(vx_tx_side(&o->tx) << 7 | status);
    own.code = code;
    vx_own_write(f->panel, o->slot, &own);
}

/* What stands in front of an order at its price. */
static void ahead(const struct fake_session *f, const struct fake_order *order, uint32_t *orders,
                  uint64_t *lots)
{
    *orders = 0;
    *lots = 0;
    for (const struct fake_order *o = f->order; o < order; o++) {
        if (o->tx.price != order->tx.price || vx_tx_side(&o->tx) != vx_tx_side(&order->tx))
            continue;
        ++*orders;
        *lots += o->leaves;
    }
}

static void fill(struct fake_session *f, struct fake_order *taker, struct fake_order *resting,
                 struct vx_answer *a)
{
    uint32_t n = resting->leaves < taker->leaves ? resting->leaves : taker->leaves;
    uint64_t notional = (uint64_t)n * (uint64_t)resting->tx.price;
    const struct vx_print print = {.seq = f->seq,
                                   .t_ns = f->now_ns,
                                   .resting = resting->tx.id,
                                   .taker = taker->tx.id,
                                   .price = resting->tx.price,
                                   .qty = n,
                                   .side = (uint8_t)vx_tx_side(&taker->tx)};
    vx_ovring_write(&f->panel->tape, f->panel->tape_area, &print);
    vx_add(&f->panel->book.trades, 1);
    vx_add(&f->panel->book.trade_lots, n);
    vx_put(&f->panel->book.trade_price, (uint64_t)resting->tx.price);
    vx_put(&f->panel->book.trade_qty, n);
    taker->leaves -= n;
    resting->leaves -= n;
    a->filled += n;
    a->notional += notional;
    own_write(f, taker, n, notional, VX_OWN_LIVE, 0);
    own_write(f, resting, n, notional, resting->leaves ? VX_OWN_LIVE : VX_OWN_FILLED, 0);
    if (resting->leaves == 0)
        take_out(f, resting);
}

static uint64_t can_fill(struct fake_session *f, const struct vx_tx *tx)
{
    uint64_t lots = 0;
    for (uint32_t i = 0; i < f->orders; i++) {
        const struct fake_order *o = &f->order[i];
        bool other = vx_tx_side(&o->tx) != vx_tx_side(tx);
        bool crosses =
            vx_tx_side(tx) == VX_BID ? o->tx.price <= tx->price : o->tx.price >= tx->price;
        lots += other && crosses ? o->leaves : 0;
    }
    return lots;
}

static enum vx_reject refusal(struct fake_session *f, const struct vx_tx *tx)
{
    if (vx_get(&f->panel->control.halted))
        return VX_REJECT_HALTED;
    if (find(f, tx->id))
        return VX_REJECT_DUPLICATE_ID;
    if (vx_tx_tif(tx) == VX_TIF_POST && best_against(f, tx))
        return VX_REJECT_WOULD_TAKE;
    if (vx_tx_tif(tx) == VX_TIF_FOK && can_fill(f, tx) < tx->qty)
        return VX_REJECT_FOK;
    return VX_REJECT_NONE;
}

static void new_order(struct fake_session *f, const struct vx_tx *tx, struct vx_answer *a)
{
    struct fake_order taker = {.tx = *tx, .leaves = tx->qty, .slot = UINT32_MAX}, *resting;
    a->code = (uint8_t)refusal(f, tx);
    if (a->code) {
        a->kind = VX_REPORT_REJECTED;
        vx_add(&f->panel->book.rejected, 1);
        vx_add(&f->panel->book.reject[a->code], 1);
        return;
    }
    if (f->owns < VX_OWN_MAX)
        taker.slot = f->owns++;
    vx_put(&f->panel->own_count, f->owns);
    a->kind = VX_REPORT_ACCEPTED;
    a->qty = tx->qty;
    own_write(f, &taker, 0, 0, VX_OWN_LIVE, 0);
    while (taker.leaves && (resting = best_against(f, tx)))
        fill(f, &taker, resting, a);
    bool rests = taker.leaves && tx->kind == VX_TX_LIMIT && vx_tx_tif(tx) != VX_TIF_IOC &&
                 f->orders < FAKE_ORDERS_MAX;
    if (!rests) {
        own_write(f, &taker, 0, 0, taker.leaves ? VX_OWN_CANCELLED : VX_OWN_FILLED, VX_CANCEL_REST);
        a->code = VX_CANCEL_REST;
        return;
    }
    f->order[f->orders] = taker;
    a->leaves = taker.leaves;
    ahead(f, &f->order[f->orders], &a->ahead_orders, &a->ahead_lots);
    f->orders++;
}

static void cancel(struct fake_session *f, const struct vx_tx *tx, struct vx_answer *a)
{
    struct fake_order *o = find(f, tx->id);
    if (!o) {
        a->kind = VX_REPORT_REJECTED;
        a->code = VX_REJECT_UNKNOWN_ID;
        return;
    }
    a->kind = VX_REPORT_CANCELLED;
    a->qty = tx->qty && tx->qty < o->leaves ? tx->qty : o->leaves;
    o->leaves -= a->qty;
    a->leaves = o->leaves;
    own_write(f, o, 0, 0, o->leaves ? VX_OWN_LIVE : VX_OWN_CANCELLED, VX_CANCEL_ASKED);
    if (o->leaves == 0)
        take_out(f, o);
}

static void replace(struct fake_session *f, const struct vx_tx *tx, struct vx_answer *a)
{
    struct fake_order *o = find(f, tx->id), moved;
    if (!o) {
        a->kind = VX_REPORT_REJECTED;
        a->code = VX_REJECT_UNKNOWN_ID;
        return;
    }
    bool keeps = !tx->price && tx->qty && tx->qty <= o->leaves;
    o->tx.price = tx->price ? tx->price : o->tx.price;
    o->leaves = tx->qty ? tx->qty : o->leaves;
    moved = *o;
    if (!keeps) {
        take_out(f, o);
        f->order[f->orders] = moved;
        o = &f->order[f->orders++];
    }
    a->kind = VX_REPORT_REPLACED;
    a->qty = a->leaves = o->leaves;
    a->price = o->tx.price;
    ahead(f, o, &a->ahead_orders, &a->ahead_lots);
    own_write(f, o, 0, 0, VX_OWN_LIVE, 0);
}

static void cancel_all(struct fake_session *f, const struct vx_tx *tx, struct vx_answer *a)
{
    a->kind = VX_REPORT_ACCEPTED;
    for (uint32_t i = f->orders; i-- > 0;) {
        struct fake_order *o = &f->order[i];
        bool side = !(tx->flags & VX_TX_ONE_SIDE) || vx_tx_side(&o->tx) == vx_tx_side(tx);
        bool owner = !tx->owner || o->tx.owner == tx->owner;
        bool instrument =
            tx->instrument == VX_ALL_INSTRUMENTS || o->tx.instrument == tx->instrument;
        if (!side || !owner || !instrument)
            continue;
        a->removed++;
        own_write(f, o, 0, 0, VX_OWN_CANCELLED, VX_CANCEL_ASKED);
        take_out(f, o);
    }
}

static void run_input(struct fake_session *f, const struct vx_tx *tx, struct vx_answer *a)
{
    *a = (struct vx_answer){.seq = ++f->seq, .id = tx->id, .price = tx->price};
    a->ahead_orders = UINT32_MAX;
    switch (tx->kind) {
    case VX_TX_CANCEL:
        cancel(f, tx, a);
        break;
    case VX_TX_REPLACE:
        replace(f, tx, a);
        break;
    case VX_TX_CANCEL_ALL:
        cancel_all(f, tx, a);
        break;
    default:
        new_order(f, tx, a);
        break;
    }
    vx_put(&f->panel->book.orders_resting, f->orders);
    vx_put(&f->panel->ingress.sequenced, f->seq);
    vx_put(&f->panel->book.answered, f->seq);
    vx_add(&f->panel->book.hash, f->seq * 0x9e3779b97f4a7c15u);
}

static bool paused(const struct fake_session *f)
{
    return vx_get(&f->panel->control.paused) != 0;
}

static int submit(void *self, struct vx_submit *s)
{
    struct fake_session *f = self;
    struct vx_answer a;
    bool new = s->tx.kind == VX_TX_LIMIT || s->tx.kind == VX_TX_MARKET;
    if (f->submit_error)
        return f->submit_error;
    if (paused(f) && f->held_count == VX_LEN(f->held))
        return VX_E_FULL;
    if (new && s->tx.id == 0)
        s->tx.id = f->next_id;
    if (new && s->tx.id >= f->next_id)
        f->next_id = s->tx.id + 1;
    run_input(f, &s->tx, &a);
    s->ticket = vx_ovring_written(&f->panel->answers) + f->held_count;
    a.ticket = s->ticket;
    s->answered = !paused(f);
    if (!s->answered) {
        f->held[f->held_count++] = a;
        return VX_OK;
    }
    vx_ovring_write(&f->panel->answers, f->panel->answers_area, &a);
    s->answer = a;
    return VX_OK;
}

static int answer(void *self, uint64_t ticket, struct vx_answer *a)
{
    struct fake_session *f = self;
    return vx_ovring_read(&f->panel->answers, f->panel->answers_area, ticket, a);
}

static int own(void *self, uint64_t id, struct vx_own *order)
{
    struct fake_session *f = self;
    for (uint32_t i = 0; i < f->owns; i++)
        if (vx_own_read(f->panel, i, order) == VX_OK && order->id == id)
            return VX_OK;
    return VX_E_UNKNOWN;
}

/* ---- control ---- */

static void store(struct fake_session *f, enum vx_control c, uint64_t a)
{
    struct vx_control_block *block = &f->panel->control;
    struct vx_ingress_block *in = &f->panel->ingress;
    switch (c) {
    case VX_CTL_RATE:
        vx_put(&block->rate, a);
        vx_put(&in->rate, a);
        break;
    case VX_CTL_FLOW:
        vx_put(&block->flow, a);
        vx_put(&in->flow, a);
        break;
    case VX_CTL_SEED:
        vx_put(&block->seed, a);
        break;
    case VX_CTL_BURST:
    case VX_CTL_STEP:
        vx_add(&in->offered, a);
        break;
    case VX_CTL_PAUSE:
        vx_put(&block->paused, a);
        vx_put(&in->paused, a);
        break;
    case VX_CTL_HALT:
        vx_put(&block->halted, a);
        break;
    case VX_CTL_FEED_STOP:
        vx_put(&f->panel->feed.active, 0);
        break;
    case VX_CTL_STALL:
    case VX_CTL_SLOW:
    case VX_CONTROLS:
        break;
    }
}

static int control(void *self, enum vx_control c, uint64_t a, uint64_t b)
{
    struct fake_session *f = self;
    if (f->control_error)
        return f->control_error;
    f->controls++;
    f->control = c;
    f->a = a;
    f->b = b;
    store(f, c, a);
    for (uint32_t i = 0; !paused(f) && i < f->held_count; i++)
        vx_ovring_write(&f->panel->answers, f->panel->answers_area, &f->held[i]);
    if (!paused(f))
        f->held_count = 0;
    return VX_OK;
}

static int feed(void *self, const struct vx_feed_request *r, char *err, size_t err_size)
{
    struct fake_session *f = self;
    if (f->feed_why) {
        snprintf(err, err_size, "%s", f->feed_why);
        return VX_E_SYNTAX;
    }
    f->feed = *r;
    snprintf(f->messages, sizeof f->messages, "%s", r->messages);
    snprintf(f->book, sizeof f->book, "%s", r->book ? r->book : "");
    f->feed_end_ns = f->now_ns + f->feed_ns;
    vx_put(&f->panel->feed.active, 1);
    vx_put(&f->panel->feed.rows, f->feed_rows);
    return VX_OK;
}

static int feed_result(void *self, struct vx_feed_result *r)
{
    struct fake_session *f = self;
    *r = (struct vx_feed_result){.done = vx_get(&f->panel->feed.active) == 0};
    if (f->feed_equal < f->feed_rows)
        snprintf(r->difference, sizeof r->difference, "row 17: bid 100.00 x 5, not x 4");
    return VX_OK;
}

static void end_feed(struct fake_session *f)
{
    if (!vx_get(&f->panel->feed.active) || f->now_ns < f->feed_end_ns)
        return;
    vx_put(&f->panel->feed.active, 0);
    vx_put(&f->panel->feed.rows_compared, f->feed.verify ? f->feed_rows : 0);
    vx_put(&f->panel->feed.rows_equal, f->feed.verify ? f->feed_equal : 0);
}

/* ---- time ---- */

static uint64_t now(void *self)
{
    return ((struct fake_session *)self)->now_ns;
}

static void step(struct fake_session *f, uint64_t to_ns)
{
    uint64_t rate = vx_get(&f->panel->control.rate);
    uint64_t before = f->now_ns / 1000 * rate / 1000000, after = to_ns / 1000 * rate / 1000000;
    if (!paused(f) && rate != VX_RATE_MAX)
        vx_add(&f->panel->ingress.offered, after - before);
    f->now_ns = to_ns;
    vx_put(&f->panel->now_ns, to_ns);
    end_feed(f);
}

static int advance(void *self, uint64_t until_ns, vx_session_pred pred, void *ctx)
{
    struct fake_session *f = self;
    for (;;) {
        if (f->interrupt || (f->idle && !f->idle(f->idle_ctx)))
            return VX_E_INTERRUPTED;
        if (pred && pred(ctx))
            return 1;
        if (f->now_ns >= until_ns)
            return VX_OK;
        uint64_t left = until_ns - f->now_ns;
        /* nothing happens by itself but the load: long waits need no small steps */
        uint64_t by = pred && left > STEP_NS ? STEP_NS : left;
        if (vx_get(&f->panel->feed.active) && f->feed_end_ns - f->now_ns < by)
            by = f->feed_end_ns - f->now_ns;
        step(f, f->now_ns + by);
    }
}

static void on_idle(void *self, vx_session_idle idle, void *ctx)
{
    struct fake_session *f = self;
    f->idle = idle;
    f->idle_ctx = ctx;
}

static struct vx_panel *panel(void *self)
{
    return ((struct fake_session *)self)->panel;
}

static int by_price(const void *a, const void *b)
{
    const struct vx_level *x = a, *y = b;
    return x->price < y->price ? -1 : x->price > y->price;
}

static void add_level(struct vx_depth *d, const struct fake_order *o)
{
    unsigned side = vx_tx_side(&o->tx);
    struct vx_level *level = d->level[side];
    uint32_t i = 0;
    while (i < d->levels[side] && level[i].price != o->tx.price)
        i++;
    if (i == VX_DEPTH_LEVELS)
        return;
    if (i == d->levels[side])
        level[d->levels[side]++] = (struct vx_level){.price = o->tx.price};
    level[i].orders++;
    level[i].lots += o->leaves;
}

static int refresh(void *self)
{
    struct fake_session *f = self;
    struct vx_depth d = {.seq = f->seq, .t_ns = f->now_ns};
    for (uint32_t i = 0; i < f->orders; i++)
        add_level(&d, &f->order[i]);
    for (unsigned side = 0; side < 2; side++)
        qsort(d.level[side], d.levels[side], sizeof(struct vx_level), by_price);
    for (uint32_t i = 0, j = d.levels[VX_BID]; i + 1 < j; i++) { /* bids: the highest first */
        struct vx_level t = d.level[VX_BID][i];
        d.level[VX_BID][i] = d.level[VX_BID][--j];
        d.level[VX_BID][j] = t;
    }
    d.last_price = (int32_t)vx_get(&f->panel->book.trade_price);
    vx_slots_publish(&f->panel->depth, f->panel->depth_area, &d);
    return VX_OK;
}

static const struct vx_session_ops ops = {
    .set = set,
    .get = get,
    .set_text = set_text,
    .get_text = get_text,
    .start = start,
    .stop = stop,
    .submit = submit,
    .answer = answer,
    .control = control,
    .feed = feed,
    .feed_result = feed_result,
    .now = now,
    .advance = advance,
    .on_idle = on_idle,
    .panel = panel,
    .refresh = refresh,
    .own = own,
};

/* Everything but the memory of the panel and of the orders. */
static void begin(struct fake_session *f)
{
    f->next_id = VX_ID_OPERATOR;
    f->session = (struct vx_session){.ops = &ops, .self = f, .virtual_clock = true};
    for (unsigned i = 0; i < VX_SETTINGS; i++) {
        if (vx_setting_rows[i].type == VX_TYPE_TEXT)
            snprintf(f->text[i], FAKE_TEXT_MAX, "%s", vx_setting_rows[i].text);
        else
            set(f, (enum vx_setting)i, vx_setting_rows[i].dflt);
    }
    vx_put(&f->panel->control.seed, 1);
}

struct fake_session *fake_session_open(void)
{
    struct fake_session *f = calloc(1, sizeof(*f));
    if (!f || vx_panel_open(&f->panel) < 0) {
        free(f);
        return NULL;
    }
    begin(f);
    return f;
}

void fake_session_reset(struct fake_session *fake)
{
    struct vx_panel *p = fake->panel;
    memset(fake, 0, sizeof(*fake));
    memset(p, 0, sizeof(*p));
    vx_panel_init(p);
    fake->panel = p;
    begin(fake);
}

void fake_session_close(struct fake_session *fake)
{
    if (fake)
        vx_panel_close(fake->panel);
    free(fake);
}
