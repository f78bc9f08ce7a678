#include "core/source/feed_model.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/hash.h"

#define ROOM_FIRST 256u

int vx_feed_model_init(struct vx_feed_model *m, uint32_t ids)
{
    *m = (struct vx_feed_model){.slot_bits = 4};
    while (((uint32_t)1 << m->slot_bits) < 2 * ids)
        m->slot_bits++;
    m->room = ids + ROOM_FIRST;
    m->slot = calloc((size_t)1 << m->slot_bits, sizeof *m->slot);
    m->order = calloc((size_t)m->room + 1, sizeof *m->order);
    if (m->slot && m->order)
        return 0;
    vx_feed_model_fini(m);
    return VX_E_MEMORY;
}

void vx_feed_model_fini(struct vx_feed_model *m)
{
    free(m->slot);
    free(m->order);
    free(m->side[VX_BID].queue);
    free(m->side[VX_ASK].queue);
    *m = (struct vx_feed_model){0};
}

static uint32_t new_order(struct vx_feed_model *m, uint64_t id)
{
    if (m->orders == m->room) {
        struct vx_feed_order *larger =
            realloc(m->order, ((size_t)m->room * 2 + 1) * sizeof *larger);
        if (!larger)
            return 0;
        m->order = larger;
        m->room *= 2;
    }
    m->order[++m->orders] = (struct vx_feed_order){.id = id};
    return m->orders;
}

uint32_t vx_feed_model_id(struct vx_feed_model *m, uint64_t id)
{
    const uint32_t mask = ((uint32_t)1 << m->slot_bits) - 1;
    uint32_t i = vx_hash_slot(id, m->slot_bits);
    while (m->slot[i] && m->order[m->slot[i]].id != id)
        i = (i + 1) & mask;
    if (!m->slot[i])
        m->slot[i] = new_order(m, id);
    return m->slot[i];
}

uint32_t vx_feed_model_make_up(struct vx_feed_model *m, uint64_t id, unsigned side, int32_t price)
{
    const uint32_t n = new_order(m, id);
    if (n) {
        m->order[n].made_up = true;
        m->order[n].side = (uint8_t)side;
        m->order[n].price = price;
    }
    return n;
}

uint32_t vx_feed_model_find(const struct vx_feed_model *m, unsigned side, int32_t key)
{
    const struct vx_feed_side *s = &m->side[side];
    uint32_t low = 0, high = s->n;
    while (low < high) {
        const uint32_t mid = low + (high - low) / 2;
        if (vx_feed_key(side, s->queue[mid].price) < key)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The queue at a price, made if there is none; NULL: no memory. */
static struct vx_feed_queue *queue_at(struct vx_feed_model *m, unsigned side, int32_t price)
{
    struct vx_feed_side *s = &m->side[side];
    const uint32_t at = vx_feed_model_find(m, side, vx_feed_key(side, price));
    if (at < s->n && s->queue[at].price == price)
        return &s->queue[at];
    if (s->n == s->room) {
        const uint32_t room = s->room ? s->room * 2 : ROOM_FIRST;
        struct vx_feed_queue *larger = realloc(s->queue, room * sizeof *larger);
        if (!larger)
            return NULL;
        s->queue = larger;
        s->room = room;
    }
    memmove(&s->queue[at + 1], &s->queue[at], (s->n - at) * sizeof *s->queue);
    s->n++;
    s->queue[at] = (struct vx_feed_queue){.price = price};
    return &s->queue[at];
}

int vx_feed_model_place(struct vx_feed_model *m, uint32_t order, uint32_t qty)
{
    struct vx_feed_order *o = &m->order[order];
    struct vx_feed_queue *q = queue_at(m, o->side, o->price);
    if (!q)
        return VX_E_MEMORY;
    assert(o->qty == 0 && qty > 0);
    o->qty = qty;
    o->prev = q->last;
    o->next = 0;
    if (q->last)
        m->order[q->last].next = order;
    else
        q->first = order;
    q->last = order;
    return 0;
}

void vx_feed_model_take(struct vx_feed_model *m, uint32_t order, uint32_t qty)
{
    struct vx_feed_order *o = &m->order[order];
    if (o->qty > qty) {
        o->qty -= qty;
        return;
    }
    if (o->qty == 0)
        return;
    struct vx_feed_side *s = &m->side[o->side];
    const uint32_t at = vx_feed_model_find(m, o->side, vx_feed_key(o->side, o->price));
    struct vx_feed_queue *q = &s->queue[at];
    assert(at < s->n && q->price == o->price);
    o->qty = 0;
    *(o->prev ? &m->order[o->prev].next : &q->first) = o->next;
    *(o->next ? &m->order[o->next].prev : &q->last) = o->prev;
    if (q->first)
        return;
    s->n--;
    memmove(q, q + 1, (s->n - at) * sizeof *q);
}

uint32_t vx_feed_model_first(const struct vx_feed_model *m, unsigned side, int32_t price)
{
    const struct vx_feed_side *s = &m->side[side];
    const uint32_t at = vx_feed_model_find(m, side, vx_feed_key(side, price));
    return at < s->n && s->queue[at].price == price ? s->queue[at].first : 0;
}
