/*
 * Wrong on purpose: mistakes that one could make with these structures, or in them.  Each of these
 * models must fail; what one says when it holds is that the checker is blind.
 */
#include "models.h"

#include <string.h>

#include "core/lockfree/ladder.h"
#include "core/lockfree/mpsc.h"
#include "core/lockfree/ovring.h"
#include "core/lockfree/slots.h"
#include "core/lockfree/spsc.h"

#define CAPACITY 2u
#define START    (UINT64_MAX - 1)

/* ---- SPSC ---- */

static struct vx_spsc ring;
static VX_ALIGNED(VX_LINE) unsigned char area[256];

static void set_up_ring(void)
{
    vx_spsc_init_at(&ring, area, CAPACITY, 8, START);
    mc_name(area, sizeof(area), "slots");
    mc_name(&ring.tail, 8, "ring.tail");
    mc_name(&ring.head, 8, "ring.head");
}

static void push_2(void)
{
    for (uint64_t i = 0; i < 2; i++) {
        void *slot;
        mc_until(vx_spsc_claim(&ring, 1, &slot) > 0);
        *(uint64_t *)slot = i + 1;
        vx_spsc_commit(&ring, 1);
    }
}

static void push_3(void)
{
    push_2();
    void *slot;
    mc_until(vx_spsc_claim(&ring, 1, &slot) > 0);
    *(uint64_t *)slot = 3;
    vx_spsc_commit(&ring, 1);
}

static void pop_2(void)
{
    for (uint64_t i = 0; i < 2; i++) {
        const void *item;
        mc_until(vx_spsc_peek(&ring, 1, &item) > 0);
        mc_check(*(const uint64_t *)item == i + 1);
        vx_spsc_release(&ring, 1);
    }
}

static void commit_then_write(void)
{
    void *slot;
    vx_spsc_claim(&ring, 1, &slot);
    vx_spsc_commit(&ring, 1);
    *(uint64_t *)slot = 1;
}

static void commit_more_than_written(void)
{
    void *slot;
    vx_spsc_claim(&ring, 2, &slot);
    *(uint64_t *)slot = 1;
    vx_spsc_commit(&ring, 2);
}

static void release_then_read(void)
{
    for (uint64_t i = 0; i < 3; i++) {
        const void *item;
        mc_until(vx_spsc_peek(&ring, 1, &item) > 0);
        vx_spsc_release(&ring, 1);
        mc_check(*(const uint64_t *)item == i + 1);
    }
}

/* Compares indices instead of subtracting them: right until they wrap. */
static void compare_indices(void)
{
    for (uint64_t i = 0; i < 2; i++) {
        mc_until(atomic_load_explicit(&ring.tail, memory_order_acquire) > ring.head_own);
        vx_spsc_release(&ring, 1);
    }
}

/* ---- MPSC ---- */

static struct vx_mpsc door;

static void set_up_door(void)
{
    vx_mpsc_init_at(&door, area, CAPACITY, 8, START);
    mc_name(area, sizeof(area), "slots");
    mc_name(&door.tail, 8, "ring.tail");
}

/* Takes its ticket with a load and a store. */
static void push_without_exchange(uint64_t item)
{
    uint64_t at = atomic_load_explicit(&door.tail, memory_order_relaxed);
    _Atomic uint64_t *slot = vx_mpsc_slot(&door, at);
    if (atomic_load_explicit(slot, memory_order_acquire) != at)
        mc_discard();
    atomic_store_explicit(&door.tail, at + 1, memory_order_relaxed);
    memcpy(slot + 1, &item, sizeof(item));
    atomic_store_explicit(slot, at + 1, memory_order_release);
}

static void push_wrongly_1(void)
{
    push_without_exchange(1);
}
static void push_wrongly_2(void)
{
    push_without_exchange(2);
}

static void push_door_3(void)
{
    for (uint64_t i = 1; i <= 3; i++)
        mc_until(vx_mpsc_push(&door, &i) >= 0);
}

static void pop_then_read(void)
{
    for (uint64_t i = 1; i <= 3; i++) {
        const uint64_t *item;
        mc_until((item = vx_mpsc_peek(&door)) != NULL);
        vx_mpsc_pop(&door);
        mc_check(*item == i);
    }
}

/* ---- snapshot and overwriting ring, without the second look ---- */

static struct vx_slots slots;
static struct vx_ovring tape;
static _Atomic uint64_t words[2 * VX_SLOTS];
static _Atomic uint64_t entries[VX_OVRING_AREA_WORDS(CAPACITY, 2)];

static void set_up_slots(void)
{
    uint64_t block[2] = {1, 1};
    vx_slots_init(&slots, 2);
    vx_slots_publish(&slots, words, block);
    vx_ovring_init(&tape, entries, CAPACITY, 2);
    vx_ovring_write(&tape, entries, block);
    mc_name(words, sizeof(words), "area");
    mc_name(entries, sizeof(entries), "area");
}

static void publish_round(void)
{
    for (uint64_t n = 2; n <= VX_SLOTS + 1; n++) {
        uint64_t block[2] = {n, n};
        vx_slots_publish(&slots, words, block);
    }
}

static void read_without_second_look(void)
{
    uint64_t n = atomic_load_explicit(&slots.newest, memory_order_acquire);
    unsigned at = (unsigned)((n - 1) % VX_SLOTS);
    if (atomic_load_explicit(&slots.slot[at].seq, memory_order_acquire) !=
        2 * ((n - 1) / VX_SLOTS) + 2)
        return;
    uint64_t a = atomic_load_explicit(&words[2 * at], memory_order_acquire);
    uint64_t b = atomic_load_explicit(&words[2 * at + 1], memory_order_acquire);
    mc_check(a == b);
}

static void write_entries(void)
{
    for (uint64_t n = 2; n <= 4; n++) {
        uint64_t entry[2] = {n, n};
        vx_ovring_write(&tape, entries, entry);
    }
}

static void read_entry_without_second_look(void)
{
    if (atomic_load_explicit(&entries[0], memory_order_acquire) != 2)
        return;
    uint64_t a = atomic_load_explicit(&entries[1], memory_order_acquire);
    uint64_t b = atomic_load_explicit(&entries[2], memory_order_acquire);
    mc_check(a == 1 && b == 1);
}

/* ---- ladder ---- */

static struct vx_ladder ladder;

static void set_up_ladder(void)
{
    atomic_init(&ladder.lots[0][0], 0);
    mc_name(&ladder.lots[0][0], 8, "bucket");
}

static void add_without_exchange(void)
{
    int64_t old = atomic_load_explicit(&ladder.lots[0][0], memory_order_acquire);
    atomic_store_explicit(&ladder.lots[0][0], old + 1, memory_order_release);
}

static void add_once(void)
{
    vx_ladder_add(&ladder, 0, 0, 1);
}

static void finish_ladder(void)
{
    mc_check(vx_ladder_get(&ladder, 0, 0) == 2);
}

/* ---- a header whose magic is written first ---- */

static struct {
    _Atomic uint64_t magic;
    uint64_t layout;
} header;

static void set_up_header(void)
{
    atomic_init(&header.magic, 0);
    header.layout = 0;
    mc_name(&header.magic, 8, "magic");
    mc_name(&header.layout, 8, "layout");
}

static void magic_first(void)
{
    atomic_store_explicit(&header.magic, 1, memory_order_release);
    header.layout = 5;
}

static void attach(void)
{
    mc_until(atomic_load_explicit(&header.magic, memory_order_acquire) == 1);
    mc_check(header.layout == 5);
}

const struct mc_model mc_wrong_models[] = {
    {.name = "commit, then write",
     .setup = set_up_ring,
     .thread = {{"producer", commit_then_write}, {"consumer", pop_2}}},
    {.name = "commit more than was written",
     .setup = set_up_ring,
     .thread = {{"producer", commit_more_than_written}, {"consumer", pop_2}}},
    {.name = "release, then read",
     .setup = set_up_ring,
     .thread = {{"producer", push_3}, {"consumer", release_then_read}}},
    {.name = "indices compared, not subtracted",
     .setup = set_up_ring,
     .thread = {{"producer", push_2}, {"consumer", compare_indices}}},
    {.name = "two producers at once",
     .setup = set_up_ring,
     .thread = {{"producer", commit_then_write}, {"producer 2", commit_then_write}}},
    {.name = "a ticket without compare-exchange",
     .setup = set_up_door,
     .thread = {{"producer a", push_wrongly_1}, {"producer b", push_wrongly_2}}},
    {.name = "pop, then read",
     .setup = set_up_door,
     .thread = {{"producer", push_door_3}, {"consumer", pop_then_read}}},
    {.name = "a snapshot without the second look",
     .setup = set_up_slots,
     .thread = {{"writer", publish_round}, {"reader", read_without_second_look}}},
    {.name = "an entry without the second look",
     .setup = set_up_slots,
     .thread = {{"writer", write_entries}, {"reader", read_entry_without_second_look}}},
    {.name = "an addition without compare-exchange",
     .setup = set_up_ladder,
     .thread = {{"writer a", add_without_exchange}, {"writer b", add_once}},
     .finish = finish_ladder},
    {.name = "the magic first",
     .setup = set_up_header,
     .thread = {{"engine", magic_first}, {"front end", attach}}},
    {.name = NULL},
};
