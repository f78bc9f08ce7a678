#include <string.h>

#include "core/lockfree/ladder.h"
#include "core/lockfree/mpsc.h"
#include "core/lockfree/ovring.h"
#include "core/lockfree/slots.h"
#include "core/lockfree/spsc.h"
#include "core/lockfree/turn.h"

#define CAPACITY_MIN   2u
#define CAPACITY_MAX   ((uint64_t)1 << 24)
#define ITEM_BYTES_MIN 8u
#define ITEM_BYTES_MAX 4096u

static bool shape_ok(uint64_t capacity, uint32_t item_bytes)
{
    return capacity >= CAPACITY_MIN && capacity <= CAPACITY_MAX &&
           (capacity & (capacity - 1)) == 0 && item_bytes >= ITEM_BYTES_MIN &&
           item_bytes <= ITEM_BYTES_MAX && item_bytes % 8 == 0;
}

/* Whole lines, as aligned_alloc wants it. */
static size_t whole_lines(uint64_t bytes)
{
    return (size_t)((bytes + VX_LINE - 1) / VX_LINE * VX_LINE);
}

static bool area_ok(const void *area)
{
    return area != NULL && (uintptr_t)area % VX_LINE == 0;
}

size_t vx_spsc_footprint(uint64_t capacity, uint32_t item_bytes)
{
    return shape_ok(capacity, item_bytes) ? whole_lines(capacity * item_bytes) : 0;
}

int vx_spsc_init_at(struct vx_spsc *ring, void *items, uint64_t capacity, uint32_t item_bytes,
                    uint64_t start)
{
    if (!shape_ok(capacity, item_bytes) || !area_ok(items))
        return VX_E_INVALID;
    memset(ring, 0, sizeof(*ring));
    memset(items, 0, vx_spsc_footprint(capacity, item_bytes));
    ring->items = items;
    ring->mask = capacity - 1;
    ring->item_bytes = item_bytes;
    ring->head_seen = ring->tail_own = start;
    ring->tail_seen = ring->head_own = start;
    atomic_init(&ring->tail, start);
    atomic_init(&ring->head, start);
    return VX_OK;
}

int vx_spsc_init(struct vx_spsc *ring, void *items, uint64_t capacity, uint32_t item_bytes)
{
    return vx_spsc_init_at(ring, items, capacity, item_bytes, 0);
}

size_t vx_mpsc_footprint(uint64_t capacity, uint32_t item_bytes)
{
    uint64_t slot_bytes = item_bytes + sizeof(uint64_t);
    return shape_ok(capacity, item_bytes) ? whole_lines(capacity * slot_bytes) : 0;
}

int vx_mpsc_init_at(struct vx_mpsc *ring, void *slots, uint64_t capacity, uint32_t item_bytes,
                    uint64_t start)
{
    if (!shape_ok(capacity, item_bytes) || !area_ok(slots))
        return VX_E_INVALID;
    memset(ring, 0, sizeof(*ring));
    memset(slots, 0, vx_mpsc_footprint(capacity, item_bytes));
    ring->slots = slots;
    ring->mask = capacity - 1;
    ring->item_bytes = item_bytes;
    ring->slot_bytes = item_bytes + (uint32_t)sizeof(uint64_t);
    ring->start = start;
    for (uint64_t i = 0; i < capacity; i++)
        atomic_init(vx_mpsc_slot(ring, start + i), start + i);
    atomic_init(&ring->tail, start);
    atomic_init(&ring->head, start);
    return VX_OK;
}

int vx_mpsc_init(struct vx_mpsc *ring, void *slots, uint64_t capacity, uint32_t item_bytes)
{
    return vx_mpsc_init_at(ring, slots, capacity, item_bytes, 0);
}

void vx_slots_init(struct vx_slots *s, uint64_t words)
{
    memset(s, 0, sizeof(*s));
    s->words = words;
}

void vx_ovring_init(struct vx_ovring *r, _Atomic uint64_t *area, uint64_t capacity, uint64_t words)
{
    assert(capacity > 0 && (capacity & (capacity - 1)) == 0);
    memset(r, 0, sizeof(*r));
    r->mask = capacity - 1;
    r->words = words;
    for (uint64_t i = 0; i < VX_OVRING_AREA_WORDS(capacity, words); i++)
        atomic_init(&area[i], 0);
}

/* ---- the ring whose records carry their turn ---- */

size_t vx_turn_footprint(uint64_t capacity)
{
    const size_t slots = vx_spsc_footprint(capacity, VX_TURN_BYTES);
    return slots == 0 ? 0 : slots + (size_t)VX_TURN_AHEAD * VX_TURN_BYTES;
}

/* Where the run that index `at` is in ends: at a multiple of give_every, and so with the lap. */
static uint64_t turn_run_end(const struct vx_turn *ring, uint64_t at)
{
    return (at | (ring->give_every - 1)) + 1;
}

/* Where there is no more room from index `at` on, or the lap ends. */
static uint64_t turn_room_end(const struct vx_turn *ring, uint64_t at, uint64_t given)
{
    const uint64_t room = given + vx_turn_capacity(ring) - at;
    return at + vx_min_u64(room, vx_turn_capacity(ring) - (at & ring->mask));
}

int vx_turn_init_at(struct vx_turn *ring, void *slots, uint64_t capacity, uint64_t start)
{
    if (!shape_ok(capacity, VX_TURN_BYTES) || !area_ok(slots))
        return VX_E_INVALID;
    memset(ring, 0, sizeof(*ring));
    memset(slots, 0, vx_turn_footprint(capacity));
    ring->slots = slots;
    ring->mask = capacity - 1;
    ring->lap_shift = (uint32_t)__builtin_clzll(capacity);
    ring->give_every = vx_max_u64(capacity / 8, 1);
    ring->push_turn = ring->pop_turn = vx_turn_of(ring, start);
    ring->push_base = ring->pop_base = vx_turn_base_of(ring, start);
    ring->room_end = turn_room_end(ring, start, start);
    ring->run_end = turn_run_end(ring, start);
    ring->given_own = start;
    atomic_init(&ring->tail, start);
    atomic_init(&ring->head, start);
    atomic_init(&ring->given, start);
    /* each slot as the lap before would have left it */
    for (uint64_t i = 0; i < capacity; i++)
        atomic_init(vx_turn_slot(vx_turn_base_of(ring, start + i), start + i),
                    vx_turn_of(ring, start + i) ^ VX_TURN_BIT);
    return VX_OK;
}

int vx_turn_init(struct vx_turn *ring, void *slots, uint64_t capacity)
{
    return vx_turn_init_at(ring, slots, capacity, 0);
}

/* Producer: the room from index `at` on, in this lap. */
uint64_t vx_turn_find_room(struct vx_turn *ring, uint64_t at)
{
    /* A2: pairs with R2 in give: what was read there is not overwritten before */
    const uint64_t given = atomic_load_explicit(&ring->given, memory_order_acquire);
    ring->room_end = turn_room_end(ring, at, given);
    ring->push_turn = vx_turn_of(ring, at);
    ring->push_base = vx_turn_base_of(ring, at);
    return ring->room_end - at;
}

/* Consumer: the slots before index `at` are the producer's again. */
void vx_turn_give(struct vx_turn *ring, uint64_t at)
{
    ring->given_own = at;
    ring->run_end = turn_run_end(ring, at);
    ring->pop_turn = vx_turn_of(ring, at);
    ring->pop_base = vx_turn_base_of(ring, at);
    /* R2: pairs with A2 in vx_turn_find_room: what was in them was read before */
    atomic_store_explicit(&ring->given, at, memory_order_release);
}

/* Consumer: asks for the lines of VX_TURN_AHEAD records at once, if all of those are there. */
void vx_turn_fetch(const struct vx_turn *ring, const _Atomic uint64_t *slot)
{
    const _Atomic uint64_t *last = slot + (VX_TURN_AHEAD - 1) * VX_TURN_WORDS;
    if (vx_turn_capacity(ring) <= VX_TURN_AHEAD ||
        !vx_turn_is_there(atomic_load_explicit(last, memory_order_relaxed) ^ ring->pop_turn))
        return;
    for (; slot < last; slot += 2 * VX_TURN_WORDS)
        __builtin_prefetch((const void *)slot);
}

void vx_turn_mark(struct vx_turn *ring)
{
    const uint64_t used = vx_turn_used(ring);
    if (used > vx_turn_high(ring))
        atomic_store_explicit(&ring->high, used, memory_order_relaxed);
}
