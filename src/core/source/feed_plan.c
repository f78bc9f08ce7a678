#include "core/source/feed_plan.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/source/feed_model.h"

#define NO_ROW UINT32_MAX

struct steps {
    struct vx_feed_step *step;
    uint32_t n, room;
};

/* An order as it is to stand when its price comes into view. */
struct wish {
    uint32_t order;
    uint32_t qty;
    uint32_t executed; /* row; NO_ROW: none */
    uint32_t turn;     /* where it stands or was found */
};

/* A row up to which prices were in view, and how far out (a key). */
struct edge {
    uint32_t row;
    int32_t key;
};

struct planner {
    const struct vx_lobster *l;
    struct vx_feed_model model;
    uint16_t instrument;
    uint64_t next_id;
    struct steps seeds;
    struct steps steps;
    struct vx_feed_fill *fill;
    uint32_t fills;
    uint32_t *order;  /* a message's order, by number; 0: of no visible one */
    uint32_t *since;  /* first row of the stretch in which a message's price is in view */
    uint64_t *sorted; /* visible messages by side, price, row: as packed below */
    uint32_t n_sorted;
    int32_t edge[2];   /* how far out the row before shows prices (keys) */
    int32_t widest[2]; /* and the furthest of all rows before */
    struct wish *wish;
    uint32_t wishes, wish_room;
    int32_t *entering; /* keys that come into view at a row */
    uint32_t n_entering, entering_room;
    uint32_t leading;
    uint32_t now; /* the row whose message is sent next */
    bool no_memory;
};

/* Room for item n of an array; false, and no_memory, if there is none. */
static bool make_room(struct planner *p, void **items, uint32_t n, uint32_t *room, size_t bytes)
{
    if (n < *room)
        return true;
    const uint32_t more = *room ? *room * 2 : 64;
    void *larger = realloc(*items, more * bytes);
    if (!larger) {
        p->no_memory = true;
        return false;
    }
    *items = larger;
    *room = more;
    return true;
}

/* ---- steps ---- */

static struct vx_feed_step *add_step(struct planner *p, struct steps *s)
{
    void *items = s->step;
    if (!make_room(p, &items, s->n, &s->room, sizeof *s->step))
        return NULL;
    s->step = items;
    struct vx_feed_step *step = &s->step[s->n++];
    *step = (struct vx_feed_step){.tx.instrument = p->instrument};
    if (s == &p->steps) {
        step->rows_end = p->now;
        step->tx.due_ns = p->l->messages[p->now].t_ns - p->l->messages[0].t_ns;
    }
    return step;
}

/* Puts an order into the book: a message's own, or one that stood before. */
static void send_add(struct planner *p, struct steps *s, uint32_t order, uint32_t qty)
{
    struct vx_feed_step *step = add_step(p, s);
    if (!step || vx_feed_model_place(&p->model, order, qty) < 0) {
        p->no_memory = true;
        return;
    }
    struct vx_feed_order *o = &p->model.order[order];
    o->placed = true;
    step->tx.kind = VX_TX_LIMIT;
    step->tx.id = o->id;
    step->tx.qty = qty;
    step->tx.price = o->price;
    step->tx.flags = vx_tx_flags(o->side, VX_TIF_GTC, VX_SOURCE_FEED);
}

/* qty 0: all of it. */
static void send_cancel(struct planner *p, struct steps *s, uint32_t order, uint32_t qty)
{
    struct vx_feed_step *step = add_step(p, s);
    if (!step)
        return;
    const struct vx_feed_order *o = &p->model.order[order];
    step->tx.kind = VX_TX_CANCEL;
    step->tx.id = o->id;
    step->tx.qty = qty;
    step->tx.flags = vx_tx_flags(o->side, VX_TIF_GTC, VX_SOURCE_FEED);
    vx_feed_model_take(&p->model, order, qty ? qty : o->qty);
}

/* ---- looking ahead ---- */

/* Which orders there are, and what the messages say of those that nothing places. */
static void find_orders(struct planner *p)
{
    for (uint32_t k = 0; k < p->l->rows && !p->no_memory; k++) {
        const struct vx_lobster_message *m = &p->l->messages[k];
        if (m->type >= VX_LOBSTER_HIDDEN)
            continue;
        const uint32_t known = p->model.orders;
        const uint32_t n = p->order[k] = vx_feed_model_id(&p->model, m->id);
        struct vx_feed_order *o = &p->model.order[n];
        if (n > known) {
            o->side = m->side;
            o->price = m->price;
            o->stood_before = m->type != VX_LOBSTER_ADD;
        }
        p->no_memory = n == 0;
        o->closed |= m->type == VX_LOBSTER_ADD;
        if (!o->stood_before || o->closed)
            continue;
        o->size += m->size;
        o->closed = m->type == VX_LOBSTER_DELETE;
    }
}

/* How far out row k shows prices: INT32_MAX if it shows all there are. */
static int32_t row_edge(const struct planner *p, uint32_t k, unsigned side)
{
    const struct vx_lobster_level *last = &vx_lobster_row(p->l, k, side)[p->l->levels - 1];
    return last->price ? vx_feed_key(side, last->price) : INT32_MAX;
}

/*
 * Without rows: an order on the other side leaves no room for one at its price or better.  What
 * is alive (key > the other's) in the terms of an edge (key <= edge): both negated.
 */
static int32_t other_edge(const struct planner *p, uint32_t k, unsigned side)
{
    const struct vx_lobster_message *m = &p->l->messages[k];
    return p->order[k] && m->side != side ? -vx_feed_key(side, m->price) : INT32_MAX;
}

/* Row of the last edge on the stack that is nearer than the key, and one more; 0: none is. */
static uint32_t row_behind(const struct edge *stack, uint32_t n, int32_t key)
{
    uint32_t low = 0, high = n;
    while (low < high) {
        const uint32_t mid = low + (high - low) / 2;
        if (stack[mid].key < key)
            low = mid + 1;
        else
            high = mid;
    }
    return low ? stack[low - 1].row + 1 : 0;
}

/*
 * Since when each message's price has been in view (or alive) without a break: the row behind the
 * last one whose edge is nearer.  The stack holds the edges that no later one is nearer than.
 */
static void find_stretches(struct planner *p, unsigned side, struct edge *stack)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < p->l->rows; k++) {
        const int32_t edge = p->l->levels ? row_edge(p, k, side) : other_edge(p, k, side);
        while (n && stack[n - 1].key >= edge)
            n--;
        stack[n++] = (struct edge){.row = k, .key = edge};
        const struct vx_lobster_message *m = &p->l->messages[k];
        if (!p->order[k] || m->side != side)
            continue;
        const int32_t key = vx_feed_key(side, m->price);
        p->since[k] = row_behind(stack, n, p->l->levels ? key : 1 - key);
    }
}

static uint64_t pack(unsigned side, int32_t price, uint32_t row)
{
    return (uint64_t)side << 63 | (uint64_t)price << 32 | row;
}

static int compare_packed(const void *x, const void *y)
{
    const uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return a < b ? -1 : a > b;
}

static void sort_messages(struct planner *p)
{
    for (uint32_t k = 0; k < p->l->rows; k++) {
        const struct vx_lobster_message *m = &p->l->messages[k];
        if (p->order[k])
            p->sorted[p->n_sorted++] = pack(m->side, m->price, k);
    }
    qsort(p->sorted, p->n_sorted, sizeof *p->sorted, compare_packed);
}

/* ---- a price comes into view ---- */

static struct wish *add_wish(struct planner *p, uint32_t order)
{
    void *items = p->wish;
    if (!make_room(p, &items, p->wishes, &p->wish_room, sizeof *p->wish))
        return NULL;
    p->wish = items;
    p->wish[p->wishes] = (struct wish){.order = order, .executed = NO_ROW};
    return &p->wish[p->wishes++];
}

/* What one message, row k of a stretch that starts at row `since`, asks of its order. */
static void note_mention(struct planner *p, uint32_t k, uint32_t since)
{
    const struct vx_lobster_message *m = &p->l->messages[k];
    struct vx_feed_order *o = &p->model.order[p->order[k]];
    if (o->price != m->price || o->side != m->side)
        return; /* an id that names two orders: its rows will tell */
    if (o->stretch != since + 1) {
        o->stretch = since + 1;
        o->added_in = o->closed_in = false;
        o->executed_in = NO_ROW;
        o->turn = p->wishes | UINT32_C(1) << 31;
        o->need = 0;
    }
    o->added_in |= m->type == VX_LOBSTER_ADD;
    if (o->added_in || o->closed_in)
        return;
    if (o->need == 0)
        add_wish(p, p->order[k]);
    o->need += m->size;
    o->closed_in = m->type == VX_LOBSTER_DELETE;
    if (m->type == VX_LOBSTER_EXECUTE && o->executed_in == NO_ROW)
        o->executed_in = k;
}

/* The first message in the sorted ones that is not before (side, price, row). */
static uint32_t find_sorted(const struct planner *p, unsigned side, int32_t price, uint32_t row)
{
    const uint64_t from = pack(side, price, row);
    uint32_t low = 0, high = p->n_sorted;
    while (low < high) {
        const uint32_t mid = low + (high - low) / 2;
        if (p->sorted[mid] < from)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The orders that the messages of the stretch speak of. */
static void wish_mentioned(struct planner *p, unsigned side, int32_t price, uint32_t since)
{
    const uint64_t end = pack(side, price, UINT32_MAX);
    for (uint32_t i = find_sorted(p, side, price, since); i < p->n_sorted; i++) {
        const uint32_t k = (uint32_t)p->sorted[i];
        if (p->sorted[i] > end || p->since[k] != since)
            return;
        note_mention(p, k, since);
    }
}

/* The most that an order may have stood with, were there room for it. */
static uint64_t most_of(const struct vx_feed_order *o, uint32_t last_executed)
{
    if (o->closed_in || (o->executed_in != NO_ROW && o->executed_in != last_executed))
        return o->need; /* it was gone before the next one's turn came */
    if (o->qty)
        return vx_max_u64(o->need, o->qty);
    return o->stood_before ? vx_max_u64(o->need, o->size) : o->need;
}

/* How many of the lots each of them is to have: what the stretch asks for, then as much as can be.
 * Returns what is left. */
static uint64_t size_mentioned(struct planner *p, uint64_t lots)
{
    uint32_t last_executed = 0;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < p->wishes; i++) {
        const struct vx_feed_order *o = &p->model.order[p->wish[i].order];
        p->wish[i].qty = (uint32_t)vx_min_u64(o->need, VX_QTY_MAX);
        p->wish[i].executed = o->executed_in;
        if (o->executed_in != NO_ROW && o->executed_in > last_executed)
            last_executed = o->executed_in;
        sum += p->wish[i].qty;
    }
    uint64_t left = lots > sum ? lots - sum : 0;
    for (uint32_t i = 0; i < p->wishes; i++) {
        const uint64_t most = most_of(&p->model.order[p->wish[i].order], last_executed);
        const uint64_t more = vx_min_u64(vx_min_u64(most, VX_QTY_MAX) - p->wish[i].qty, left);
        p->wish[i].qty += (uint32_t)more;
        left -= more;
    }
    return left;
}

/* The others in the queue, first the recorded, then the made-up ones, as far as `lots` go. */
static uint64_t wish_others(struct planner *p, uint32_t first, uint32_t since, uint64_t lots)
{
    uint32_t turn = 0;
    for (uint32_t n = first; n; n = p->model.order[n].next) {
        struct vx_feed_order *o = &p->model.order[n];
        o->need = o->stretch == since + 1 ? o->need : 0;
        o->stretch = since + 1;
        o->turn = turn++;
    }
    for (int made_up = 0; made_up < 2; made_up++) {
        for (uint32_t n = first; n && lots; n = p->model.order[n].next) {
            const struct vx_feed_order *o = &p->model.order[n];
            if (o->need || o->made_up != made_up)
                continue;
            struct wish *w = add_wish(p, n);
            if (!w)
                return 0;
            w->qty = (uint32_t)vx_min_u64(o->qty, lots);
            lots -= w->qty;
        }
    }
    return lots;
}

static int compare_wishes(const void *x, const void *y)
{
    const struct wish *a = x, *b = y;
    if (a->executed != b->executed)
        return a->executed < b->executed ? -1 : 1;
    return a->turn < b->turn ? -1 : a->turn > b->turn;
}

/* Makes the queue what is wished, with as little as possible taken off and put back. */
static void grant(struct planner *p, struct steps *s, uint32_t first)
{
    struct vx_feed_model *model = &p->model;
    uint32_t i = 0, n = first;
    for (uint32_t j = 0; j < p->wishes; j++)
        p->wish[j].turn = model->order[p->wish[j].order].turn;
    if (p->wishes)
        qsort(p->wish, p->wishes, sizeof *p->wish, compare_wishes);
    for (; i < p->wishes && n == p->wish[i].order && p->wish[i].qty <= model->order[n].qty; i++) {
        const uint32_t next = model->order[n].next;
        if (p->wish[i].qty < model->order[n].qty)
            send_cancel(p, s, n, model->order[n].qty - p->wish[i].qty);
        n = next;
    }
    while (n) {
        const uint32_t next = model->order[n].next;
        send_cancel(p, s, n, 0);
        n = next;
    }
    for (; i < p->wishes && !p->no_memory; i++)
        send_add(p, s, p->wish[i].order, p->wish[i].qty);
}

static void make_up(struct planner *p, struct steps *s, unsigned side, int32_t price, uint64_t lots)
{
    while (lots && !p->no_memory) {
        const uint64_t part = vx_min_u64(lots, VX_FEED_SEED_LOTS);
        const uint32_t n = vx_feed_model_make_up(&p->model, p->next_id++, side, price);
        p->no_memory |= n == 0;
        if (n)
            send_add(p, s, n, (uint32_t)part);
        lots -= part;
    }
}

/* `lots` stood at a price just before row k, which brings it into view. */
static void enter(struct planner *p, unsigned side, int32_t price, uint32_t k, uint64_t lots)
{
    struct steps *s = vx_feed_key(side, price) > p->widest[side] ? &p->seeds : &p->steps;
    const uint32_t first = vx_feed_model_first(&p->model, side, price);
    p->wishes = 0;
    wish_mentioned(p, side, price, k);
    const uint64_t left = size_mentioned(p, lots);
    const uint64_t rest = wish_others(p, first, k, left);
    grant(p, s, first);
    make_up(p, s, side, price, rest);
}

/* Lots at a price before row k: what the row shows, less what its message did. */
static uint64_t lots_before(const struct planner *p, unsigned side, int32_t price, uint32_t k)
{
    const struct vx_lobster_level *row = vx_lobster_row(p->l, k, side);
    const struct vx_lobster_message *m = &p->l->messages[k];
    uint64_t lots = 0;
    for (uint32_t i = 0; i < p->l->levels && row[i].price; i++)
        lots = row[i].price == price ? row[i].size : lots;
    if (m->type >= VX_LOBSTER_HIDDEN || m->side != side || m->price != price)
        return lots;
    if (m->type != VX_LOBSTER_ADD)
        return lots + m->size;
    return lots > m->size ? lots - m->size : 0;
}

static void note_entering(struct planner *p, int32_t key)
{
    void *items = p->entering;
    if (!make_room(p, &items, p->n_entering, &p->entering_room, sizeof *p->entering))
        return;
    p->entering = items;
    p->entering[p->n_entering++] = key;
}

static int compare_keys(const void *x, const void *y)
{
    const int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;
    return a < b ? -1 : a > b;
}

/* Every price that row k shows and the row before it did not: listed, changed, or held by us. */
static void find_entering(struct planner *p, unsigned side, uint32_t k, int32_t edge)
{
    const struct vx_lobster_level *row = vx_lobster_row(p->l, k, side);
    const struct vx_lobster_message *m = &p->l->messages[k];
    const int32_t seen = p->edge[side];
    const struct vx_feed_side *held = &p->model.side[side];
    p->n_entering = 0;
    for (uint32_t i = 0; i < p->l->levels && row[i].price; i++)
        if (vx_feed_key(side, row[i].price) > seen)
            note_entering(p, vx_feed_key(side, row[i].price));
    for (uint32_t i = vx_feed_model_find(&p->model, side, seen + 1); i < held->n; i++) {
        const int32_t key = vx_feed_key(side, held->queue[i].price);
        if (key > edge)
            break;
        note_entering(p, key);
    }
    if (p->order[k] && m->side == side) {
        const int32_t key = vx_feed_key(side, m->price);
        if (key > seen && key <= edge)
            note_entering(p, key);
    }
    if (p->n_entering)
        qsort(p->entering, p->n_entering, sizeof *p->entering, compare_keys);
}

static void enter_view(struct planner *p, uint32_t k)
{
    for (unsigned side = 0; side < 2; side++) {
        const int32_t edge = row_edge(p, k, side);
        if (edge > p->edge[side])
            find_entering(p, side, k, edge);
        else
            p->n_entering = 0;
        for (uint32_t i = 0; i < p->n_entering && !p->no_memory; i++) {
            if (i && p->entering[i] == p->entering[i - 1])
                continue;
            const int32_t price = vx_feed_key(side, p->entering[i]); /* its own inverse */
            enter(p, side, price, k, lots_before(p, side, price, k));
        }
        p->edge[side] = edge;
        p->widest[side] = edge > p->widest[side] ? edge : p->widest[side];
    }
}

/* ---- without an order-book file: the orders that are spoken of, and no more ---- */

/* The first message of a stretch brings those orders of it that nothing places. */
static void enter_unseen(struct planner *p, uint32_t k)
{
    const struct vx_lobster_message *m = &p->l->messages[k];
    if (!p->order[k])
        return;
    const uint32_t i = find_sorted(p, m->side, m->price, p->since[k]);
    if ((uint32_t)p->sorted[i] != k)
        return;
    struct steps *s = p->since[k] ? &p->steps : &p->seeds;
    const uint32_t first = vx_feed_model_first(&p->model, m->side, m->price);
    p->wishes = 0;
    wish_mentioned(p, m->side, m->price, p->since[k]);
    const uint64_t left = size_mentioned(p, UINT64_MAX);
    wish_others(p, first, p->since[k], left);
    grant(p, s, first);
}

/*
 * An order is about to stand: whatever it would match is not there any more, or the exchange would
 * have matched it.  It went unseen.
 */
static void clear_crossed(struct planner *p, uint32_t k)
{
    const struct vx_lobster_message *m = &p->l->messages[k];
    const unsigned other = m->side ^ 1u;
    const struct vx_feed_side *held = &p->model.side[other];
    const int32_t key = vx_feed_key(other, m->price);
    while (held->n && vx_feed_key(other, held->queue[0].price) <= key && !p->no_memory)
        send_cancel(p, &p->steps, held->queue[0].first, 0);
}

/* ---- the messages ---- */

/* The row behind a message, for an execution behind the last of its aggressor's. */
static uint32_t group_end(const struct planner *p, uint32_t k)
{
    const struct vx_lobster_message *m = p->l->messages;
    uint64_t lots = m[k].size;
    uint32_t last = k, end = k + 1;
    if (m[k].type != VX_LOBSTER_EXECUTE)
        return end;
    for (; end < p->l->rows && m[end].t_ns == m[k].t_ns; end++) {
        if (m[end].type == VX_LOBSTER_HIDDEN)
            continue;
        lots += m[end].size;
        if (m[end].type != VX_LOBSTER_EXECUTE || m[end].side != m[k].side || lots > VX_QTY_MAX ||
            p->model.order[p->order[last]].qty > m[last].size)
            break;
        last = end;
    }
    return end;
}

static void add_fill(struct planner *p, const struct vx_lobster_message *m, uint32_t rows_end)
{
    p->fill[p->fills++] = (struct vx_feed_fill){.id = m->id, .qty = m->size, .rows_end = rows_end};
}

/* The aggressor of the executions of rows k to end: at the worst of their prices. */
static void send_aggressor(struct planner *p, uint32_t k, uint32_t end)
{
    struct vx_feed_step *step = add_step(p, &p->steps);
    if (!step)
        return;
    const unsigned side = p->l->messages[k].side;
    step->fill = p->fills;
    step->tx.kind = VX_TX_LIMIT;
    step->tx.id = p->next_id++;
    step->tx.price = p->l->messages[k].price;
    step->tx.flags = vx_tx_flags(side ^ 1u, VX_TIF_IOC, VX_SOURCE_FEED);
    for (uint32_t j = k; j < end; j++) {
        const struct vx_lobster_message *m = &p->l->messages[j];
        if (m->type == VX_LOBSTER_HIDDEN) {
            p->fill[p->fills - 1].rows_end = j + 1;
            continue;
        }
        add_fill(p, m, j + 1);
        step->fills++;
        step->tx.qty += m->size;
        if (vx_feed_key(side, m->price) > vx_feed_key(side, step->tx.price))
            step->tx.price = m->price;
        vx_feed_model_take(&p->model, p->order[j], m->size);
    }
}

static void send_new(struct planner *p, uint32_t k)
{
    const struct vx_lobster_message *m = &p->l->messages[k];
    struct vx_feed_order *o = &p->model.order[p->order[k]];
    if (o->qty) /* its end was out of view */
        send_cancel(p, &p->steps, p->order[k], 0);
    o->price = m->price;
    o->side = m->side;
    send_add(p, &p->steps, p->order[k], m->size);
}

static void send_message(struct planner *p, uint32_t k, uint32_t end)
{
    const struct vx_lobster_message *m = &p->l->messages[k];
    const struct vx_feed_order *o = &p->model.order[p->order[k]];
    if (m->type < VX_LOBSTER_HIDDEN && o->stood_before && !o->placed)
        send_add(p, &p->steps, p->order[k], (uint32_t)vx_min_u64(o->size, VX_QTY_MAX));
    if (m->type == VX_LOBSTER_ADD)
        send_new(p, k);
    else if (m->type == VX_LOBSTER_REDUCE)
        send_cancel(p, &p->steps, p->order[k], m->size);
    else if (m->type == VX_LOBSTER_DELETE)
        send_cancel(p, &p->steps, p->order[k], 0);
    else if (m->type == VX_LOBSTER_EXECUTE)
        send_aggressor(p, k, end);
    if (p->steps.n && !p->no_memory)
        p->steps.step[p->steps.n - 1].rows_end = end;
    else
        p->leading = end;
}

static void walk(struct planner *p)
{
    for (uint32_t k = 0, end; k < p->l->rows && !p->no_memory; k = end) {
        end = group_end(p, k);
        p->now = k;
        if (!p->l->levels && p->l->messages[k].type == VX_LOBSTER_ADD)
            clear_crossed(p, k);
        for (uint32_t j = k; j < end; j++) {
            if (p->l->levels)
                enter_view(p, j);
            else
                enter_unseen(p, j);
        }
        send_message(p, k, end);
    }
}

/* Seeds in front; rows of which no message changes anything belong to the last of them. */
static void finish(struct planner *p, struct vx_feed_plan *plan)
{
    struct steps *s = &p->seeds;
    void *items = s->step;
    while (!p->no_memory && s->room < s->n + p->steps.n)
        if (make_room(p, &items, s->room, &s->room, sizeof *s->step))
            s->step = items;
    if (p->no_memory)
        return;
    plan->seeds = s->n;
    plan->leading = s->n ? 0 : p->leading;
    if (s->n)
        s->step[s->n - 1].rows_end = p->leading;
    if (p->steps.n)
        memcpy(&s->step[s->n], p->steps.step, p->steps.n * sizeof *s->step);
    plan->step = s->step;
    plan->steps = s->n + p->steps.n;
    plan->fill = p->fill;
    plan->fills = p->fills;
    s->step = NULL;
    p->fill = NULL;
}

static void make(struct planner *p, struct vx_feed_plan *plan)
{
    const size_t rows = p->l->rows;
    struct edge *stack = malloc(rows * sizeof *stack);
    p->order = calloc(rows, sizeof *p->order);
    p->since = calloc(rows, sizeof *p->since);
    p->sorted = malloc(rows * sizeof *p->sorted);
    p->fill = malloc(rows * sizeof *p->fill);
    p->no_memory = !stack || !p->order || !p->since || !p->sorted || !p->fill ||
                   vx_feed_model_init(&p->model, p->l->rows) < 0;
    if (!p->no_memory) {
        find_orders(p);
        sort_messages(p);
        for (unsigned side = 0; side < 2; side++)
            find_stretches(p, side, stack);
        walk(p);
        finish(p, plan);
    }
    free(stack);
}

int vx_feed_plan_make(struct vx_feed_plan *plan, const struct vx_lobster *l, uint16_t instrument)
{
    struct planner p = {.l = l,
                        .instrument = instrument,
                        .next_id = VX_ID_FEED,
                        .edge = {INT32_MIN, INT32_MIN},
                        .widest = {INT32_MIN, INT32_MIN}};
    *plan = (struct vx_feed_plan){0};
    make(&p, plan);
    vx_feed_model_fini(&p.model);
    free(p.seeds.step);
    free(p.steps.step);
    free(p.fill);
    free(p.order);
    free(p.since);
    free(p.sorted);
    free(p.wish);
    free(p.entering);
    return p.no_memory ? VX_E_MEMORY : 0;
}

void vx_feed_plan_free(struct vx_feed_plan *plan)
{
    free(plan->step);
    free(plan->fill);
    *plan = (struct vx_feed_plan){0};
}
