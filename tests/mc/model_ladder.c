/*
 * Ladder: the sum in a bucket is the sum of what was added, whoever adds at the same time; an add
 * that times out has added nothing.
 */
#include "models.h"

#include "core/lockfree/ladder.h"

#define BUCKET 7u

static struct vx_ladder ladder;
static int64_t added[3]; /* by each thread */

static void set_up(void)
{
    atomic_init(&ladder.lots[0][BUCKET], 0);
    atomic_init(&ladder.lots[1][BUCKET], 0);
    for (unsigned i = 0; i < 3; i++)
        added[i] = 0;
    mc_name(&ladder.lots[0][BUCKET], 8, "bid bucket");
    mc_name(&ladder.lots[1][BUCKET], 8, "ask bucket");
}

static void add(unsigned thread, int64_t lots)
{
    if (vx_ladder_add(&ladder, 0, BUCKET, lots) == VX_OK)
        added[thread] += lots;
}

static void add_a(void)
{
    add(0, 5);
    add(0, -2);
}
static void add_b(void)
{
    add(1, 100);
}
static void add_c(void)
{
    add(2, 1000);
}
static void add_b2(void)
{
    add(1, 100);
    add(1, -30);
}

/* Whatever is seen is a sum of some of what is added, each thread's in its order. */
static void look_on(void)
{
    int64_t lots = vx_ladder_get(&ladder, 0, BUCKET);
    int64_t of_a = lots % 100;
    mc_check(of_a == 0 || of_a == 3 || of_a == 5);
    mc_check(lots - of_a == 0 || lots - of_a == 100);
    mc_check(vx_ladder_get(&ladder, 1, BUCKET) == 0);
}

static void finish(void)
{
    mc_check(vx_ladder_get(&ladder, 0, BUCKET) == added[0] + added[1] + added[2]);
    mc_check(vx_ladder_get(&ladder, 1, BUCKET) == 0);
}

static void finish_all(void)
{
    finish();
    mc_check(added[0] == 3); /* none timed out */
}

const struct mc_model mc_ladder_models[] = {
    {.name = "ladder-two",
     .setup = set_up,
     .thread = {{"writer a", add_a}, {"writer b", add_b2}},
     .finish = finish_all,
     .spurious = 2},
    {.name = "ladder-three",
     .setup = set_up,
     .thread = {{"writer a", add_a}, {"writer b", add_b}, {"writer c", add_c}},
     .finish = finish_all},
    {.name = "ladder-observer",
     .setup = set_up,
     .thread = {{"writer a", add_a}, {"writer b", add_b}, {"observer", look_on}},
     .finish = finish_all},
    {.name = "ladder-timeout",
     .setup = set_up,
     .thread = {{"writer b", add_b}},
     .finish = finish,
     .spurious = VX_LADDER_TRIES},
    {.name = "ladder-three-spurious",
     .setup = set_up,
     .thread = {{"writer a", add_a}, {"writer b", add_b2}, {"writer c", add_c}},
     .finish = finish_all,
     .spurious = 1,
     .large = true},
    {.name = NULL},
};
