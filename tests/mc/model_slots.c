/*
 * Rotating-slot snapshot: what is read is one publication, whole, and never older than one that
 * was read before; a reader fails only when the writer came round.
 *
 * Blocks of two words.  One publication stands before the threads begin, so VX_SLOTS more come
 * round to its slot.
 */
#include "models.h"

#include <string.h>

#include "core/lockfree/slots.h"

#define WORDS 2u

static struct vx_slots slots;
static _Atomic uint64_t area[VX_SLOTS * WORDS];

static void publish(uint64_t number)
{
    uint64_t block[WORDS] = {number, ~number};
    vx_slots_publish(&slots, area, block);
}

static void set_up_empty(void)
{
    vx_slots_init(&slots, WORDS);
    memset(area, 0, sizeof(area));
    mc_name(area, sizeof(area), "area");
    mc_name(&slots, sizeof(slots), "slots");
    mc_name(&slots.newest, 8, "newest");
    mc_name(&slots.slot[0].seq, 8, "slot[0].seq");
    mc_name(&slots.slot[1].seq, 8, "slot[1].seq");
}

static void set_up(void)
{
    set_up_empty();
    publish(1);
}

static void publish_round(void)
{
    for (uint64_t n = 2; n <= VX_SLOTS + 1; n++)
        publish(n);
}

static void publish_2(void)
{
    publish(1);
    publish(2);
}

static int64_t read_whole(int64_t at_least)
{
    uint64_t block[WORDS];
    int64_t n = vx_slots_read(&slots, area, block);
    mc_check(n >= at_least);
    mc_check(block[0] == (uint64_t)n && block[1] == ~(uint64_t)n);
    return n;
}

static void read_once(void)
{
    read_whole(1);
}

static void read_twice(void)
{
    read_whole(read_whole(1));
}

/* Nobody comes round: it may be too early, but it never fails. */
static void read_early(void)
{
    uint64_t block[WORDS];
    int64_t n = vx_slots_read(&slots, area, block);
    mc_check(n == VX_E_EMPTY || n == 1 || n == 2);
    mc_check(n < 0 || (block[0] == (uint64_t)n && block[1] == ~(uint64_t)n));
}

static void finish(void)
{
    read_whole((int64_t)VX_SLOTS + 1);
}

static void finish_early(void)
{
    read_whole(2);
}

const struct mc_model mc_slots_models[] = {
    {.name = "slots-early",
     .setup = set_up_empty,
     .thread = {{"writer", publish_2}, {"reader", read_early}},
     .finish = finish_early,
     .stale = VX_SLOTS_TRIES + 1},
    {.name = "slots-round",
     .setup = set_up,
     .thread = {{"writer", publish_round}, {"reader", read_once}},
     .finish = finish},
    {.name = "slots-twice",
     .setup = set_up,
     .thread = {{"writer", publish_round}, {"reader", read_twice}},
     .finish = finish},
    {.name = "slots-two-readers",
     .setup = set_up,
     .thread = {{"writer", publish_round}, {"reader", read_once}, {"reader 2", read_once}},
     .finish = finish,
     .large = true},
    {.name = NULL},
};
