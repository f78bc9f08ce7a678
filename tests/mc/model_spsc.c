/*
 * SPSC ring: what is claimed and committed arrives once, in order and whole.
 *
 * Capacity 2, items of two words, indices that wrap in the middle of the run.
 */
#include "models.h"

#include "core/lockfree/spsc.h"

#define CAPACITY 2u
#define START    (UINT64_MAX - 1)

struct item {
    uint64_t number, turned;
};
static struct vx_spsc ring;
static VX_ALIGNED(VX_LINE) unsigned char area[256];

static void set_up(void)
{
    vx_spsc_init_at(&ring, area, CAPACITY, sizeof(struct item), START);
    mc_name(area, sizeof(area), "slots");
    mc_name(&ring, sizeof(ring), "ring");
    mc_name(&ring.tail, 8, "ring.tail");
    mc_name(&ring.head, 8, "ring.head");
    mc_name(&ring.high, 8, "ring.high");
}

/* Pushes up to `want` items, numbered from `first`; returns the number behind them. */
static uint64_t push(uint64_t first, uint32_t want)
{
    void *slots;
    uint32_t n;
    mc_until((n = vx_spsc_claim(&ring, want, &slots)) > 0);
    struct item *item = slots;
    mc_check(n <= want);
    for (uint32_t i = 0; i < n; i++)
        item[i] = (struct item){first + i, ~(first + i)};
    vx_spsc_commit(&ring, n);
    return first + n;
}

/* Takes up to `want`; checks that they go on from `next`, and returns what comes behind them. */
static uint64_t pop(uint64_t next, uint32_t want)
{
    const void *items;
    uint32_t n;
    mc_until((n = vx_spsc_peek(&ring, want, &items)) > 0);
    const struct item *item = items;
    mc_check(n <= want);
    for (uint32_t i = 0; i < n; i++)
        mc_check(item[i].number == next + i && item[i].turned == ~(next + i));
    vx_spsc_release(&ring, n);
    return next + n;
}

static void push_singly(unsigned items)
{
    for (uint64_t i = 0; i < items; i++)
        push(i, 1);
}

static void pop_singly(unsigned items)
{
    for (uint64_t i = 0; i < items; i++)
        pop(i, 1);
}

static void push_3(void)
{
    push_singly(3);
}
static void pop_3(void)
{
    pop_singly(3);
}
static void push_4(void)
{
    push_singly(4);
}
static void pop_4(void)
{
    pop_singly(4);
}
static void push_6(void)
{
    push_singly(6);
}
static void pop_6(void)
{
    pop_singly(6);
}

static void push_batches(void)
{
    for (uint64_t i = 0; i < 4;)
        i = push(i, i == 3 ? 1 : 2);
}

static void pop_batches(void)
{
    for (uint64_t i = 0; i < 4;)
        i = pop(i, 2);
}

/* Of two claimed, one is committed; of two peeked, one is released. */
static void push_parts(void)
{
    for (uint64_t i = 0; i < 3; i++) {
        void *slots;
        mc_until(vx_spsc_claim(&ring, 2, &slots) > 0);
        *(struct item *)slots = (struct item){i, ~i};
        vx_spsc_commit(&ring, 1);
    }
}

static void pop_parts(void)
{
    for (uint64_t i = 0; i < 3; i++) {
        const void *items;
        mc_until(vx_spsc_peek(&ring, 2, &items) > 0);
        const struct item *item = items;
        mc_check(item->number == i && item->turned == ~i);
        vx_spsc_release(&ring, 1);
    }
}

static void finish(void)
{
    mc_check(vx_spsc_used(&ring) == 0 && vx_spsc_is_empty(&ring));
    mc_check(vx_spsc_high(&ring) <= CAPACITY);
}

/* One item in all: nobody may ever see more, whatever he looks at first. */
static void push_1(void)
{
    push(0, 1);
}
static void pop_1(void)
{
    pop(0, 1);
}
static void look_on(void)
{
    mc_check(vx_spsc_used(&ring) <= 1);
    mc_check(vx_spsc_high(&ring) <= 1);
}

/* Nobody takes them: the high is 2. */
static void push_2_at_once(void)
{
    push(0, 2);
}
static void finish_high(void)
{
    mc_check(vx_spsc_high(&ring) == 2);
}

const struct mc_model mc_spsc_models[] = {
    {.name = "spsc-single",
     .setup = set_up,
     .thread = {{"producer", push_3}, {"consumer", pop_3}},
     .finish = finish},
    {.name = "spsc-single-4",
     .setup = set_up,
     .thread = {{"producer", push_4}, {"consumer", pop_4}},
     .finish = finish},
    {.name = "spsc-batch",
     .setup = set_up,
     .thread = {{"producer", push_batches}, {"consumer", pop_batches}},
     .finish = finish},
    {.name = "spsc-parts",
     .setup = set_up,
     .thread = {{"producer", push_parts}, {"consumer", pop_parts}},
     .finish = finish},
    {.name = "spsc-observer",
     .setup = set_up,
     .thread = {{"producer", push_1}, {"consumer", pop_1}, {"observer", look_on}},
     .finish = finish},
    {.name = "spsc-high",
     .setup = set_up,
     .thread = {{"producer", push_2_at_once}},
     .finish = finish_high},
    {.name = "spsc-single-6",
     .setup = set_up,
     .thread = {{"producer", push_6}, {"consumer", pop_6}},
     .finish = finish,
     .large = true},
    {.name = NULL},
};
