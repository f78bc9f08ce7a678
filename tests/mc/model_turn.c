/*
 * Ring of records that say themselves whether they are ready: what is pushed is popped once, in
 * order and whole.
 *
 * Capacity 2, and 16 and 32 where the consumer looks far ahead; indices that wrap in the middle of
 * the run, and with them the turn.
 */
#include "models.h"

#include "core/lockfree/turn.h"

#define CAPACITY_MAX 32u
#define START        (UINT64_MAX - 1)

struct record {
    uint64_t number, turned, doubled, three;
};
static struct vx_turn ring;
static VX_ALIGNED(VX_LINE) unsigned char area[CAPACITY_MAX * VX_TURN_BYTES];

static void set_up_with(uint64_t capacity)
{
    vx_turn_init_at(&ring, area, capacity, START);
    mc_name(area, sizeof(area), "slots");
    mc_name(&ring, sizeof(ring), "ring");
    mc_name(&ring.tail, 8, "ring.tail");
    mc_name(&ring.head, 8, "ring.head");
    mc_name(&ring.high, 8, "ring.high");
    mc_name(&ring.given, 8, "ring.given");
}

static void set_up(void)
{
    set_up_with(2);
}
static void set_up_16(void)
{
    set_up_with(16);
}
static void set_up_32(void)
{
    set_up_with(32);
}

static struct record record_of(uint64_t i)
{
    return (struct record){i, ~i, 2 * i, 3};
}

/* Pushes up to 2 at once, from `first` on; returns the number behind them. */
static uint64_t push(uint64_t first, uint32_t want)
{
    struct record records[2] = {record_of(first), record_of(first + 1)};
    uint32_t n;
    mc_until((n = vx_turn_push(&ring, records, want)) > 0);
    mc_check(n <= want);
    return first + n;
}

static uint64_t pop(uint64_t next, uint32_t want)
{
    struct record records[2];
    uint32_t n;
    mc_until((n = vx_turn_pop(&ring, records, want)) > 0);
    mc_check(n <= want);
    for (uint32_t i = 0; i < n; i++) {
        struct record expected = record_of(next + i);
        mc_check(memcmp(&records[i], &expected, sizeof(expected)) == 0);
    }
    return next + n;
}

static void push_all(uint64_t items, uint32_t want)
{
    for (uint64_t i = 0; i < items;)
        i = push(i, i + want > items ? 1 : want);
}

static void pop_all(uint64_t items, uint32_t want)
{
    for (uint64_t i = 0; i < items;)
        i = pop(i, want);
}

static void push_1(void)
{
    push_all(1, 1);
    vx_turn_mark(&ring);
}
static void push_3(void)
{
    push_all(3, 1);
}
static void push_4(void)
{
    push_all(4, 1);
}
static void push_5(void)
{
    push_all(5, 1);
}
static void push_7(void)
{
    push_all(7, 1);
}
static void push_4_by_2(void)
{
    push_all(4, 2);
}
static void push_2_and_mark(void)
{
    push_all(2, 2);
    vx_turn_mark(&ring);
}
static void pop_1(void)
{
    pop_all(1, 1);
}
static void pop_3(void)
{
    pop_all(3, 1);
}
static void pop_4(void)
{
    pop_all(4, 1);
}
static void pop_5(void)
{
    pop_all(5, 1);
}
static void pop_7(void)
{
    pop_all(7, 1);
}
static void pop_4_by_2(void)
{
    pop_all(4, 2);
}

static void look_on(void)
{
    mc_check(vx_turn_used(&ring) <= 1 && vx_turn_high(&ring) <= 1);
}

static void finish(void)
{
    mc_check(vx_turn_used(&ring) == 0 && vx_turn_high(&ring) <= vx_turn_capacity(&ring));
}

static void finish_high(void)
{
    mc_check(vx_turn_used(&ring) == 2 && vx_turn_high(&ring) == 2);
}

const struct mc_model mc_turn_models[] = {
    {.name = "turn-single",
     .setup = set_up,
     .thread = {{"producer", push_3}, {"consumer", pop_3}},
     .finish = finish},
    {.name = "turn-single-4",
     .setup = set_up,
     .thread = {{"producer", push_4}, {"consumer", pop_4}},
     .finish = finish},
    {.name = "turn-batch",
     .setup = set_up,
     .thread = {{"producer", push_4_by_2}, {"consumer", pop_4_by_2}},
     .finish = finish},
    {.name = "turn-far",
     .setup = set_up_16,
     .thread = {{"producer", push_5}, {"consumer", pop_5}},
     .finish = finish},
    {.name = "turn-observer",
     .setup = set_up,
     .thread = {{"producer", push_1}, {"consumer", pop_1}, {"observer", look_on}},
     .finish = finish},
    {.name = "turn-high",
     .setup = set_up,
     .thread = {{"producer", push_2_and_mark}},
     .finish = finish_high},
    {.name = "turn-farther",
     .setup = set_up_32,
     .thread = {{"producer", push_7}, {"consumer", pop_7}},
     .finish = finish,
     .large = true},
    {.name = NULL},
};
