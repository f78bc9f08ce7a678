/*
 * MPSC ring: what any producer pushes arrives once and whole, in the order of the tickets, and so
 * each producer's in its own order.
 */
#include "models.h"

#include <string.h>

#include "core/lockfree/mpsc.h"

#define CAPACITY  2u
#define START     (UINT64_MAX - 1)
#define PRODUCERS 2u
#define ITEMS     3u

struct item {
    uint64_t id, turned;
};
static struct vx_mpsc ring;
static VX_ALIGNED(VX_LINE) unsigned char area[256];
static uint64_t taken[8]; /* ids, by the consumer */
static unsigned n_taken;
static struct {
    VX_ALIGNED(VX_LINE) uint64_t id[ITEMS];
    int64_t ticket[ITEMS];
    unsigned n;
} pushed[PRODUCERS];

static void set_up(void)
{
    vx_mpsc_init_at(&ring, area, CAPACITY, sizeof(struct item), START);
    memset(taken, 0, sizeof(taken));
    memset(pushed, 0, sizeof(pushed));
    n_taken = 0;
    mc_name(area, sizeof(area), "slots");
    mc_name(area, 8, "slot[0].seq");
    mc_name(area + 8, 16, "slot[0].item");
    mc_name(area + 24, 8, "slot[1].seq");
    mc_name(area + 32, 16, "slot[1].item");
    mc_name(&ring, sizeof(ring), "ring");
    mc_name(&ring.tail, 8, "ring.tail");
    mc_name(&ring.head, 8, "ring.head");
}

static void push(unsigned producer, uint64_t id)
{
    struct item item = {id, ~id};
    int64_t ticket;
    mc_until((ticket = vx_mpsc_push(&ring, &item)) >= 0);
    pushed[producer].id[pushed[producer].n] = id;
    pushed[producer].ticket[pushed[producer].n++] = ticket;
}

static void pop(unsigned items)
{
    for (unsigned i = 0; i < items; i++) {
        const struct item *item;
        mc_until((item = vx_mpsc_peek(&ring)) != NULL);
        mc_check(item->turned == ~item->id);
        taken[n_taken++] = item->id;
        vx_mpsc_pop(&ring);
    }
}

static void push_a(void)
{
    push(0, 11);
}
static void push_a2(void)
{
    push(0, 11);
    push(0, 12);
}
static void push_a3(void)
{
    push(0, 11);
    push(0, 12);
    push(0, 13);
}
static void push_b(void)
{
    push(1, 21);
}
static void push_b2(void)
{
    push(1, 21);
    push(1, 22);
}
static void pop_1(void)
{
    pop(1);
}
static void pop_2(void)
{
    pop(2);
}
static void pop_3(void)
{
    pop(3);
}
static void pop_4(void)
{
    pop(4);
}

/* Each ticket was given once, and the item with it was taken in its turn. */
static void finish(void)
{
    unsigned n = 0;
    for (unsigned p = 0; p < PRODUCERS; p++)
        for (unsigned i = 0; i < pushed[p].n; i++, n++) {
            mc_check(i == 0 || pushed[p].ticket[i] > pushed[p].ticket[i - 1]);
            mc_check((uint64_t)pushed[p].ticket[i] < n_taken);
            mc_check(taken[pushed[p].ticket[i]] == pushed[p].id[i]);
        }
    mc_check(n == n_taken && vx_mpsc_used(&ring) == 0);
}

/* One item in all: nobody may ever see more. */
static void look_on(void)
{
    mc_check(vx_mpsc_used(&ring) <= 1);
}

const struct mc_model mc_mpsc_models[] = {
    {.name = "mpsc-one",
     .setup = set_up,
     .thread = {{"producer", push_a3}, {"consumer", pop_3}},
     .finish = finish},
    {.name = "mpsc-two",
     .setup = set_up,
     .thread = {{"producer a", push_a}, {"producer b", push_b}, {"consumer", pop_2}},
     .finish = finish},
    {.name = "mpsc-full",
     .setup = set_up,
     .thread = {{"producer a", push_a2}, {"producer b", push_b}, {"consumer", pop_3}},
     .finish = finish},
    {.name = "mpsc-observer",
     .setup = set_up,
     .thread = {{"producer", push_a}, {"consumer", pop_1}, {"observer", look_on}},
     .finish = finish},
    {.name = "mpsc-spurious",
     .setup = set_up,
     .thread = {{"producer a", push_a}, {"producer b", push_b}, {"consumer", pop_2}},
     .finish = finish,
     .spurious = 1},
    {.name = "mpsc-two-by-two",
     .setup = set_up,
     .thread = {{"producer a", push_a2}, {"producer b", push_b2}, {"consumer", pop_4}},
     .finish = finish,
     .large = true},
    {.name = NULL},
};
