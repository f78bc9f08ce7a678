/*
 * Ring of records that say themselves whether they are ready: what is pushed is popped once, in
 * order and whole.
 *
 * Capacity 2, and 32 where the slots go back four at a time; indices that wrap in the middle of the
 * run, and with them the turn.
 */
#include "models.h"

#include <string.h>

#include "core/lockfree/turn.h"

#define CAPACITY_MAX 32u
#define START        (UINT64_MAX - 1)

struct record {
    uint64_t number, turned, doubled, three;
};
static struct vx_turn ring;
static VX_ALIGNED(VX_LINE) unsigned char area[(CAPACITY_MAX + VX_TURN_AHEAD) * VX_TURN_BYTES];

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
static void set_up_32(void)
{
    set_up_with(32);
}

static struct record record_of(uint64_t i)
{
    return (struct record){i, ~i, 2 * i, 3};
}

static void push_singly(uint64_t items)
{
    for (uint64_t i = 0; i < items; i++) {
        struct record record = record_of(i);
        mc_until(vx_turn_push(&ring, &record));
    }
}

static void pop_singly(uint64_t items)
{
    for (uint64_t i = 0; i < items; i++) {
        struct record record, expected = record_of(i);
        mc_until(vx_turn_pop(&ring, &record));
        mc_check(memcmp(&record, &expected, sizeof(expected)) == 0);
    }
}

static void push_by_2(uint64_t items)
{
    for (uint64_t i = 0; i < items;) {
        struct record records[2] = {record_of(i), record_of(i + 1)};
        uint32_t n, want = i + 2 > items ? 1 : 2;
        mc_until((n = vx_turn_push_some(&ring, records, want)) > 0);
        mc_check(n <= want);
        i += n;
    }
}

static void pop_by_2(uint64_t items)
{
    for (uint64_t i = 0; i < items;) {
        struct record records[2];
        uint32_t n;
        mc_until((n = vx_turn_pop_some(&ring, records, 2)) > 0);
        mc_check(n <= 2);
        for (uint32_t k = 0; k < n; k++, i++) {
            struct record expected = record_of(i);
            mc_check(memcmp(&records[k], &expected, sizeof(expected)) == 0);
        }
    }
}

static void push_1(void)
{
    push_singly(1);
    vx_turn_mark(&ring);
}
static void push_3(void)
{
    push_singly(3);
}
static void push_4(void)
{
    push_singly(4);
}
static void push_5(void)
{
    push_singly(5);
}
static void push_7(void)
{
    push_singly(7);
}
static void push_4_by_2(void)
{
    push_by_2(4);
}
static void push_2_and_mark(void)
{
    push_by_2(2);
    vx_turn_mark(&ring);
}
static void pop_1(void)
{
    pop_singly(1);
}
static void pop_3(void)
{
    pop_singly(3);
}
static void pop_4(void)
{
    pop_singly(4);
}
static void pop_5(void)
{
    pop_singly(5);
}
static void pop_7(void)
{
    pop_singly(7);
}
static void pop_4_by_2(void)
{
    pop_by_2(4);
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
    {.name = "turn-some",
     .setup = set_up,
     .thread = {{"producer", push_4_by_2}, {"consumer", pop_4_by_2}},
     .finish = finish},
    {.name = "turn-some-one",
     .setup = set_up,
     .thread = {{"producer", push_4_by_2}, {"consumer", pop_4}},
     .finish = finish},
    {.name = "turn-one-some",
     .setup = set_up,
     .thread = {{"producer", push_4}, {"consumer", pop_4_by_2}},
     .finish = finish},
    {.name = "turn-some-32",
     .setup = set_up_32,
     .thread = {{"producer", push_4_by_2}, {"consumer", pop_4_by_2}},
     .finish = finish},
    {.name = "turn-one-some-32",
     .setup = set_up_32,
     .thread = {{"producer", push_4}, {"consumer", pop_4_by_2}},
     .finish = finish},
    {.name = "turn-seldom",
     .setup = set_up_32,
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
    {.name = "turn-seldom-7",
     .setup = set_up_32,
     .thread = {{"producer", push_7}, {"consumer", pop_7}},
     .finish = finish},
    {.name = NULL},
};
