#include "core/source/flow.h"

#include <string.h>

#include "core/base/err.h"
#include "core/source/flow_maker.h"

#define SECOND_NS 1000000000u
/*
 * Gaps are drawn in 1/1024 ns and the fraction is carried on, so that rates whose mean gap is no
 * whole number of nanoseconds are met.  One arrival a second is then just below what
 * vx_prng_exp_ns takes, 2^40.
 */
#define FRACTION_BITS 10u
#define FRACTION_MASK ((1u << FRACTION_BITS) - 1)
#define BURSTS_MAX    8u

/* left orders, the next at due_ns, then every step_ns and a part/left of a ns. */
struct burst {
    uint64_t due_ns;
    uint64_t end_ns;
    uint64_t left;
    uint64_t step_ns;
    uint64_t part; /* of `of`: what step_ns leaves out */
    uint64_t carried;
    uint64_t of;
};

struct vx_flow {
    struct vx_prng arrivals; /* its own, so that what arrives does not depend on the rate */
    uint64_t rate;
    bool reseeded;   /* since the rate was last set */
    uint64_t mean;   /* 1/1024 ns; the rate is neither 0 nor VX_RATE_MAX */
    uint64_t due_ns; /* of the steady arrivals; VX_NEVER */
    uint64_t fraction;
    uint32_t bursts;
    struct burst burst[BURSTS_MAX];
    struct vx_maker maker;
};

static size_t round_up(size_t bytes)
{
    return (bytes + VX_LINE - 1) / VX_LINE * VX_LINE;
}

static bool config_valid(const struct vx_flow_config *c)
{
    return c->tick > 0 && c->price_min > 0 && c->mid > 0 && c->price_max >= c->price_min &&
           c->price_min <= INT32_MAX - c->tick &&
           (c->price_min + c->tick - 1) / c->tick <= c->price_max / c->tick &&
           c->instruments >= 1 && c->instruments <= VX_INSTRUMENTS_MAX && c->standing >= 1 &&
           c->standing <= UINT32_MAX / 2 && (unsigned)c->flow < VX_FLOWS;
}

size_t vx_flow_footprint(const struct vx_flow_config *config)
{
    if (!config_valid(config))
        return 0;
    return round_up(sizeof(struct vx_flow)) +
           round_up(config->standing * sizeof(struct vx_placed)) +
           round_up(config->instruments * sizeof(struct vx_sweeps[2])) +
           round_up(config->instruments * sizeof(struct vx_touch));
}

int vx_flow_init(void *mem, size_t bytes, const struct vx_flow_config *config,
                 struct vx_flow **flow)
{
    const size_t need = vx_flow_footprint(config);
    if (!need || (uintptr_t)mem % _Alignof(struct vx_flow))
        return VX_E_INVALID;
    if (bytes < need)
        return VX_E_MEMORY;
    memset(mem, 0, need); /* touches it, too */
    unsigned char *at = mem;
    struct vx_flow *f = mem;
    struct vx_standing *s = &f->maker.standing;
    at += round_up(sizeof *f);
    s->max = config->standing;
    s->placed = (void *)at;
    at += round_up(config->standing * sizeof *s->placed);
    s->sweeps = (void *)at;
    at += round_up(config->instruments * sizeof *s->sweeps);
    f->maker.touch = (void *)at;
    f->due_ns = VX_NEVER;
    vx_maker_init(&f->maker, config);
    vx_prng_seed(&f->arrivals, ~config->seed);
    *flow = f;
    return 0;
}

/* A time after `from`, short of VX_NEVER. */
static uint64_t later(uint64_t from, uint64_t by)
{
    return by < VX_NEVER - 1 - from ? from + by : VX_NEVER - 1;
}

static void draw_due(struct vx_flow *f, uint64_t from_ns)
{
    f->fraction += vx_prng_exp_ns(&f->arrivals, f->mean);
    f->due_ns = later(from_ns, f->fraction >> FRACTION_BITS);
    f->fraction &= FRACTION_MASK;
}

void vx_flow_seed(struct vx_flow *f, uint64_t seed)
{
    vx_prng_seed(&f->arrivals, ~seed);
    vx_maker_seed(&f->maker, seed);
    f->reseeded = true;
}

void vx_flow_ids(struct vx_flow *f, uint64_t next_id)
{
    f->maker.next_id = vx_max_u64(f->maker.next_id, next_id);
}

void vx_flow_shape(struct vx_flow *f, enum vx_flow_id shape)
{
    if ((unsigned)shape < VX_FLOWS && shape != f->maker.config.flow)
        vx_maker_shape(&f->maker, shape);
}

void vx_flow_rate(struct vx_flow *f, uint64_t per_second, uint64_t now_ns)
{
    if (per_second == f->rate && !f->reseeded)
        return;
    f->rate = per_second;
    f->reseeded = false;
    f->fraction = 0;
    f->due_ns = per_second ? 0 : VX_NEVER;
    if (!per_second || per_second == VX_RATE_MAX)
        return;
    f->mean = ((uint64_t)SECOND_NS << FRACTION_BITS) / per_second;
    f->mean = f->mean ? f->mean : 1;
    draw_due(f, now_ns); /* gaps have no memory: a fresh one is as good as the rest of the old */
}

/* The burst that a new one joins when there are too many: the one that ends last. */
static struct burst *join(struct vx_flow *f, uint64_t *n, uint64_t *over_ns, uint64_t now_ns)
{
    struct burst *last = &f->burst[0];
    for (uint32_t i = 1; i < BURSTS_MAX; i++)
        last = f->burst[i].end_ns > last->end_ns ? &f->burst[i] : last;
    *n = last->left > VX_NEVER - *n ? VX_NEVER : *n + last->left;
    if (last->end_ns > now_ns)
        *over_ns = vx_max_u64(*over_ns, last->end_ns - now_ns);
    return last;
}

void vx_flow_burst(struct vx_flow *f, uint64_t n, uint64_t over_ns, uint64_t now_ns)
{
    if (n == 0)
        return;
    struct burst *b =
        f->bursts < BURSTS_MAX ? &f->burst[f->bursts++] : join(f, &n, &over_ns, now_ns);
    *b = (struct burst){
        .due_ns = now_ns,
        .end_ns = later(now_ns, over_ns),
        .left = n,
        .step_ns = over_ns / n,
        .part = over_ns % n,
        .of = n,
    };
}

void vx_flow_shift(struct vx_flow *f, uint64_t shift_ns)
{
    if (f->due_ns != VX_NEVER && f->rate != VX_RATE_MAX)
        f->due_ns = later(f->due_ns, shift_ns);
    for (uint32_t i = 0; i < f->bursts; i++) {
        f->burst[i].due_ns = later(f->burst[i].due_ns, shift_ns);
        f->burst[i].end_ns = later(f->burst[i].end_ns, shift_ns);
    }
    vx_maker_shift(&f->maker, shift_ns);
}

static uint32_t first_burst(const struct vx_flow *f)
{
    uint32_t first = 0;
    for (uint32_t i = 1; i < f->bursts; i++)
        first = f->burst[i].due_ns < f->burst[first].due_ns ? i : first;
    return first;
}

uint64_t vx_flow_due(const struct vx_flow *f)
{
    if (VX_LIKELY(f->bursts == 0))
        return f->due_ns;
    return vx_min_u64(f->due_ns, f->burst[first_burst(f)].due_ns);
}

/* Takes one order off a burst; its due time. */
static uint64_t take_burst(struct vx_flow *f, uint32_t index)
{
    struct burst *b = &f->burst[index];
    const uint64_t due = b->due_ns;
    if (--b->left == 0) {
        *b = f->burst[--f->bursts];
        return due;
    }
    uint64_t step = b->step_ns;
    if (b->carried >= b->of - b->part) { /* carried + part >= of, without the overflow */
        b->carried -= b->of - b->part;
        step++;
    } else {
        b->carried += b->part;
    }
    b->due_ns = later(due, step);
    return due;
}

static uint64_t take_due(struct vx_flow *f, uint64_t now_ns)
{
    if (VX_UNLIKELY(f->bursts)) {
        const uint32_t i = first_burst(f);
        const uint64_t steady = f->rate == VX_RATE_MAX ? now_ns : f->due_ns;
        if (f->burst[i].due_ns <= steady)
            return take_burst(f, i);
    }
    if (f->rate == VX_RATE_MAX)
        return now_ns;
    const uint64_t due = f->due_ns;
    draw_due(f, due);
    return due;
}

void vx_flow_next(struct vx_flow *f, uint64_t now_ns, struct vx_tx *tx)
{
    assert(vx_flow_due(f) != VX_NEVER);
    const uint64_t due = take_due(f, now_ns);
    vx_maker_next(&f->maker, due, tx);
    tx->due_ns = due;
}

void vx_flow_lost(struct vx_flow *f)
{
    vx_maker_lost(&f->maker);
}
