#include "scenario.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/prng.h"
#include "core/lockfree/ladder.h"
#include "core/lockfree/mpsc.h"
#include "core/lockfree/ovring.h"
#include "core/lockfree/slots.h"
#include "core/lockfree/spsc.h"
#include "core/lockfree/turn.h"

#define BATCH_MAX 24u
#define MIX       0x9e3779b97f4a7c15u

static void *take_lines(size_t bytes)
{
    void *mem = aligned_alloc(VX_LINE, (bytes + VX_LINE - 1) / VX_LINE * VX_LINE);
    if (mem != NULL)
        memset(mem, 0, bytes);
    return mem;
}

/* Starts n threads, all or none; joins them. */
static bool run_threads(unsigned n, void *(*const *body)(void *), void *const *arg)
{
    pthread_t thread[16];
    unsigned started = 0;
    while (started < n && started < VX_LEN(thread) &&
           pthread_create(&thread[started], NULL, body[started], arg[started]) == 0)
        started++;
    if (started < n)
        abort(); /* those that run would wait for the others for ever */
    for (unsigned i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
    return true;
}

/* ---- SPSC ---- */

struct spsc_item {
    uint64_t number, mixed, turned;
};

struct spsc_shared {
    struct vx_spsc ring;
    struct spsc_run *run;
    _Atomic bool over;
};

static void *spsc_produce(void *arg)
{
    struct spsc_shared *s = arg;
    struct vx_prng p;
    uint64_t next = 0, batches = 0;
    vx_prng_seed(&p, s->run->seed);
    while (next < s->run->items) {
        void *first;
        uint32_t want = 1 + (uint32_t)vx_prng_below(&p, BATCH_MAX);
        uint32_t n = vx_spsc_claim(&s->ring, want, &first);
        struct spsc_item *item = first;
        n = (uint32_t)vx_min_u64(n, s->run->items - next);
        if (n == 0)
            sched_yield();
        batches += n > 1;
        for (uint32_t i = 0; i < n; i++, next++)
            item[i] = (struct spsc_item){next, next * MIX, ~next};
        vx_spsc_commit(&s->ring, n);
    }
    s->run->batches = batches;
    return NULL;
}

static void *spsc_consume(void *arg)
{
    struct spsc_shared *s = arg;
    struct vx_prng p;
    uint64_t next = 0, wrong = 0;
    vx_prng_seed(&p, ~s->run->seed);
    while (next < s->run->items) {
        const void *first;
        uint32_t want = 1 + (uint32_t)vx_prng_below(&p, BATCH_MAX);
        uint32_t n = vx_spsc_peek(&s->ring, want, &first);
        const struct spsc_item *item = first;
        if (n == 0)
            sched_yield();
        for (uint32_t i = 0; i < n; i++, next++)
            wrong +=
                item[i].number != next || item[i].mixed != next * MIX || item[i].turned != ~next;
        vx_spsc_release(&s->ring, n);
    }
    s->run->seen = next;
    s->run->wrong = wrong;
    atomic_store_explicit(&s->over, true, memory_order_relaxed);
    return NULL;
}

static void *spsc_look_on(void *arg)
{
    struct spsc_shared *s = arg;
    uint64_t high = 0, beyond = 0;
    while (!atomic_load_explicit(&s->over, memory_order_relaxed)) {
        uint64_t now = vx_spsc_high(&s->ring);
        beyond += vx_spsc_used(&s->ring) > s->run->capacity;
        beyond += now > s->run->capacity || now < high;
        high = now;
        sched_yield();
    }
    s->run->beyond = beyond;
    return NULL;
}

void scenario_spsc(struct spsc_run *run)
{
    struct spsc_shared *s = take_lines(sizeof(*s));
    void *items = take_lines(vx_spsc_footprint(run->capacity, sizeof(struct spsc_item)));
    void *(*const body[])(void *) = {spsc_produce, spsc_consume, spsc_look_on};
    void *const arg[] = {s, s, s};
    if (s != NULL && items != NULL &&
        vx_spsc_init_at(&s->ring, items, run->capacity, sizeof(struct spsc_item), run->start) ==
            VX_OK) {
        s->run = run;
        run->started = run_threads(3, body, arg);
        run->high = vx_spsc_high(&s->ring);
        run->left = vx_spsc_used(&s->ring);
    }
    free(items);
    free(s);
}

/* ---- records that carry their turn ---- */

struct turn_record {
    uint64_t number, mixed, turned, low;
};
VX_ASSERT_SIZE(struct turn_record, VX_TURN_BYTES);

struct turn_shared {
    struct vx_turn ring;
    struct turn_run *run;
    _Atomic bool over;
};

static struct turn_record turn_record(uint64_t n)
{
    return (struct turn_record){n, n * MIX, ~n, n & 1};
}

static void *turn_produce(void *arg)
{
    struct turn_shared *s = arg;
    struct turn_record batch[BATCH_MAX];
    struct vx_prng p;
    vx_prng_seed(&p, s->run->seed);
    for (uint64_t next = 0; next < s->run->items;) {
        const uint64_t want = vx_min_u64(1 + vx_prng_below(&p, BATCH_MAX), s->run->items - next);
        for (uint32_t i = 0; i < want; i++)
            batch[i] = turn_record(next + i);
        const uint32_t n = want > 1 ? vx_turn_push_some(&s->ring, batch, (uint32_t)want)
                                    : vx_turn_push(&s->ring, batch);
        if (n == 0)
            sched_yield();
        vx_turn_mark(&s->ring);
        next += n;
    }
    return NULL;
}

static void *turn_consume(void *arg)
{
    struct turn_shared *s = arg;
    struct turn_record batch[BATCH_MAX];
    struct vx_prng p;
    uint64_t next = 0, wrong = 0;
    vx_prng_seed(&p, ~s->run->seed);
    while (next < s->run->items) {
        const uint32_t want = 1 + (uint32_t)vx_prng_below(&p, BATCH_MAX);
        const uint32_t n =
            want > 1 ? vx_turn_pop_some(&s->ring, batch, want) : vx_turn_pop(&s->ring, batch);
        if (n == 0)
            sched_yield();
        for (uint32_t i = 0; i < n; i++, next++) {
            const struct turn_record right = turn_record(next);
            wrong += memcmp(&batch[i], &right, sizeof right) != 0;
        }
    }
    s->run->seen = next;
    s->run->wrong = wrong;
    atomic_store_explicit(&s->over, true, memory_order_relaxed);
    return NULL;
}

static void *turn_look_on(void *arg)
{
    struct turn_shared *s = arg;
    uint64_t high = 0, beyond = 0;
    while (!atomic_load_explicit(&s->over, memory_order_relaxed)) {
        const uint64_t now = vx_turn_high(&s->ring);
        beyond += vx_turn_used(&s->ring) > s->run->capacity;
        beyond += now > s->run->capacity || now < high;
        high = now;
        sched_yield();
    }
    s->run->beyond = beyond;
    return NULL;
}

void scenario_turn(struct turn_run *run)
{
    struct turn_shared *s = take_lines(sizeof(*s));
    void *slots = take_lines(vx_turn_footprint(run->capacity));
    void *(*const body[])(void *) = {turn_produce, turn_consume, turn_look_on};
    void *const arg[] = {s, s, s};
    if (s != NULL && slots != NULL &&
        vx_turn_init_at(&s->ring, slots, run->capacity, run->start) == VX_OK) {
        s->run = run;
        run->started = run_threads(3, body, arg);
        run->high = vx_turn_high(&s->ring);
        run->left = vx_turn_used(&s->ring);
    }
    free(slots);
    free(s);
}

/* ---- MPSC ---- */

struct mpsc_item {
    uint64_t producer, number, mixed;
};

struct mpsc_shared {
    struct vx_mpsc ring;
    struct mpsc_run *run;
    uint32_t *order; /* who pushed the k-th item: producer * items + number */
};

struct mpsc_producer {
    struct mpsc_shared *shared;
    uint64_t number;
    uint64_t *ticket; /* of each of its items */
};

static void *mpsc_produce(void *arg)
{
    struct mpsc_producer *me = arg;
    struct mpsc_run *run = me->shared->run;
    for (uint64_t i = 0; i < run->items; i++) {
        struct mpsc_item item = {me->number, i, (i ^ me->number) * MIX};
        int64_t ticket;
        while ((ticket = vx_mpsc_push(&me->shared->ring, &item)) < 0)
            sched_yield();
        me->ticket[i] = (uint64_t)ticket;
    }
    return NULL;
}

static void *mpsc_consume(void *arg)
{
    struct mpsc_shared *s = arg;
    struct mpsc_run *run = s->run;
    uint64_t next[MPSC_PRODUCERS_MAX] = {0};
    while (run->seen < run->items * run->producers) {
        run->beyond += vx_mpsc_used(&s->ring) > run->capacity;
        const struct mpsc_item *item = vx_mpsc_peek(&s->ring);
        if (item == NULL) {
            sched_yield();
            continue;
        }
        if (item->producer >= run->producers || item->number >= run->items ||
            item->mixed != (item->number ^ item->producer) * MIX) {
            run->torn++;
        } else {
            run->out_of_order += item->number != next[item->producer]++;
            s->order[run->seen] = (uint32_t)(item->producer * run->items + item->number);
        }
        run->seen++;
        vx_mpsc_pop(&s->ring);
    }
    run->left = vx_mpsc_used(&s->ring);
    return NULL;
}

static void mpsc_run_with(struct mpsc_shared *s, struct mpsc_producer *producer)
{
    struct mpsc_run *run = s->run;
    void *(*body[MPSC_PRODUCERS_MAX + 1])(void *);
    void *arg[MPSC_PRODUCERS_MAX + 1];
    for (unsigned i = 0; i < run->producers; i++) {
        body[i] = mpsc_produce;
        arg[i] = &producer[i];
    }
    body[run->producers] = mpsc_consume;
    arg[run->producers] = s;
    run->started = run_threads(run->producers + 1, body, arg);
    for (uint64_t k = 0; k < run->seen; k++)
        run->wrong_ticket +=
            producer[s->order[k] / run->items].ticket[s->order[k] % run->items] != k;
}

void scenario_mpsc(struct mpsc_run *run)
{
    struct mpsc_producer producer[MPSC_PRODUCERS_MAX];
    struct mpsc_shared *s = take_lines(sizeof(*s));
    uint64_t all = run->items * run->producers;
    void *slots = take_lines(vx_mpsc_footprint(run->capacity, sizeof(struct mpsc_item)));
    uint64_t *tickets = calloc(all, sizeof(*tickets));
    uint32_t *order = calloc(all, sizeof(*order));
    if (s != NULL && slots != NULL && tickets != NULL && order != NULL &&
        vx_mpsc_init_at(&s->ring, slots, run->capacity, sizeof(struct mpsc_item), run->start) ==
            VX_OK) {
        s->run = run;
        s->order = order;
        for (unsigned i = 0; i < run->producers; i++)
            producer[i] = (struct mpsc_producer){s, i, tickets + i * run->items};
        mpsc_run_with(s, producer);
    }
    free(order);
    free(tickets);
    free(slots);
    free(s);
}

/* ---- rotating slots ---- */

struct slots_shared {
    struct vx_slots slots;
    struct slots_run *run;
    _Atomic uint64_t *area;
    _Atomic bool over;
};

struct slots_reader {
    struct slots_shared *shared;
    uint64_t *block;
    uint64_t reads, torn, backwards, stale, last;
};

/* Word i of publication n. */
static uint64_t word_of(uint64_t n, uint64_t i)
{
    return (n ^ (i << 56)) * MIX;
}

static void fill(uint64_t *block, uint64_t words, uint64_t n)
{
    for (uint64_t i = 0; i < words; i++)
        block[i] = word_of(n, i);
}

static bool is_whole(const uint64_t *block, uint64_t words, uint64_t n)
{
    for (uint64_t i = 0; i < words; i++)
        if (block[i] != word_of(n, i))
            return false;
    return true;
}

static void *slots_publish(void *arg)
{
    struct slots_shared *s = arg;
    uint64_t *block = calloc(s->run->words, sizeof(*block));
    for (uint64_t n = 1; block != NULL && n <= s->run->publications; n++) {
        fill(block, s->run->words, n);
        vx_slots_publish(&s->slots, s->area, block);
    }
    free(block);
    atomic_store_explicit(&s->over, true, memory_order_release);
    return NULL;
}

static void slots_read_one(struct slots_reader *me)
{
    struct slots_shared *s = me->shared;
    int64_t n = vx_slots_read(&s->slots, s->area, me->block);
    if (n == VX_E_EMPTY)
        return;
    if (n < 0) {
        me->stale++;
        return;
    }
    me->reads++;
    me->torn += !is_whole(me->block, s->run->words, (uint64_t)n);
    me->backwards += (uint64_t)n < me->last;
    me->last = (uint64_t)n;
}

static void *slots_read(void *arg)
{
    struct slots_reader *me = arg;
    bool over;
    do {
        over = atomic_load_explicit(&me->shared->over, memory_order_acquire);
        slots_read_one(me);
    } while (!over);
    return NULL;
}

static void slots_run_with(struct slots_shared *s, uint64_t *blocks)
{
    struct slots_run *run = s->run;
    struct slots_reader reader[SLOTS_READERS_MAX];
    void *(*body[SLOTS_READERS_MAX + 1])(void *) = {slots_publish};
    void *arg[SLOTS_READERS_MAX + 1] = {s};
    for (unsigned i = 0; i < run->readers; i++) {
        reader[i] = (struct slots_reader){.shared = s, .block = blocks + i * run->words};
        body[i + 1] = slots_read;
        arg[i + 1] = &reader[i];
    }
    run->started = run_threads(run->readers + 1, body, arg);
    run->last = UINT64_MAX;
    for (unsigned i = 0; i < run->readers; i++) {
        run->reads[i] = reader[i].reads;
        run->torn += reader[i].torn;
        run->backwards += reader[i].backwards;
        run->stale += reader[i].stale;
        run->last = vx_min_u64(run->last, reader[i].last);
    }
}

void scenario_slots(struct slots_run *run)
{
    struct slots_shared *s = take_lines(sizeof(*s));
    void *area = take_lines(VX_SLOTS * run->words * sizeof(uint64_t));
    uint64_t *blocks = calloc(run->readers * run->words, sizeof(*blocks));
    if (s != NULL && area != NULL && blocks != NULL) {
        vx_slots_init(&s->slots, run->words);
        s->area = area;
        s->run = run;
        slots_run_with(s, blocks);
    }
    free(blocks);
    free(area);
    free(s);
}

/* ---- overwriting ring ---- */

#define ENTRY_WORDS_MAX 16u

struct ovring_shared {
    struct vx_ovring ring;
    struct ovring_run *run;
    _Atomic uint64_t *area;
};

struct ovring_reader {
    struct ovring_shared *shared;
    uint64_t reads, lapped, torn, early;
};

static void *ovring_write(void *arg)
{
    struct ovring_shared *s = arg;
    uint64_t entry[ENTRY_WORDS_MAX];
    for (uint64_t n = 0; n < s->run->entries; n++) {
        fill(entry, s->run->words, n);
        vx_ovring_write(&s->ring, s->area, entry);
        if (n % 1024 == 0)
            sched_yield(); /* so that readers on the same CPU get a turn */
    }
    return NULL;
}

/* Follows the writer from entry 0 on; lapped, it goes on with the oldest that may still be there.
 */
static void *ovring_follow(void *arg)
{
    struct ovring_reader *me = arg;
    struct ovring_shared *s = me->shared;
    uint64_t next = 0;
    while (next < s->run->entries) {
        uint64_t entry[ENTRY_WORDS_MAX];
        uint64_t written = vx_ovring_written(&s->ring);
        int err = vx_ovring_read(&s->ring, s->area, next, entry);
        if (err == VX_E_EMPTY) {
            me->early += next < written;
            sched_yield();
        } else if (err == VX_E_LAPPED) {
            me->lapped++;
            written = vx_ovring_written(&s->ring);
            next = vx_max_u64(next + 1, written - vx_min_u64(written, s->run->capacity));
        } else {
            me->reads++;
            me->torn += !is_whole(entry, s->run->words, next);
            next++;
        }
    }
    return NULL;
}

void scenario_ovring(struct ovring_run *run)
{
    struct ovring_shared *s = take_lines(sizeof(*s));
    void *area = take_lines(VX_OVRING_AREA_WORDS(run->capacity, run->words) * sizeof(uint64_t));
    struct ovring_reader reader[OVRING_READERS_MAX];
    void *(*body[OVRING_READERS_MAX + 1])(void *) = {ovring_write};
    void *arg[OVRING_READERS_MAX + 1] = {s};
    if (s != NULL && area != NULL && run->words <= ENTRY_WORDS_MAX) {
        s->area = area;
        s->run = run;
        vx_ovring_init(&s->ring, s->area, run->capacity, run->words);
        for (unsigned i = 0; i < run->readers; i++) {
            reader[i] = (struct ovring_reader){.shared = s};
            body[i + 1] = ovring_follow;
            arg[i + 1] = &reader[i];
        }
        run->started = run_threads(run->readers + 1, body, arg);
        for (unsigned i = 0; i < run->readers; i++) {
            run->reads += reader[i].reads;
            run->lapped += reader[i].lapped;
            run->torn += reader[i].torn;
            run->early += reader[i].early;
        }
    }
    free(area);
    free(s);
}

/* ---- ladder ---- */

struct ladder_shared {
    struct vx_ladder ladder;
    struct ladder_run *run;
};

struct ladder_writer {
    struct ladder_shared *shared;
    uint64_t seed, timeouts;
    int64_t *sum; /* of what it added, by side and bucket */
};

static void *ladder_write(void *arg)
{
    struct ladder_writer *me = arg;
    struct ladder_run *run = me->shared->run;
    struct vx_prng p;
    vx_prng_seed(&p, me->seed);
    for (uint64_t i = 0; i < run->adds; i++) {
        unsigned side = (unsigned)vx_prng_below(&p, 2);
        uint32_t bucket = (uint32_t)vx_prng_below(&p, run->buckets);
        int64_t lots = (int64_t)vx_prng_below(&p, 2001) - 1000;
        if (vx_ladder_add(&me->shared->ladder, side, bucket, lots) == VX_OK)
            me->sum[side * run->buckets + bucket] += lots;
        else
            me->timeouts++;
    }
    return NULL;
}

static void ladder_add_up(struct ladder_shared *s, const int64_t *sums)
{
    struct ladder_run *run = s->run;
    for (uint32_t i = 0; i < 2 * run->buckets; i++) {
        int64_t sum = 0;
        for (unsigned w = 0; w < run->writers; w++)
            sum += sums[w * 2 * run->buckets + i];
        run->wrong_buckets += vx_ladder_get(&s->ladder, i / run->buckets, i % run->buckets) != sum;
    }
}

void scenario_ladder(struct ladder_run *run)
{
    struct ladder_shared *s = take_lines(sizeof(*s));
    int64_t *sums = calloc(2 * run->buckets * run->writers, sizeof(*sums));
    struct ladder_writer writer[LADDER_WRITERS_MAX];
    void *(*body[LADDER_WRITERS_MAX])(void *);
    void *arg[LADDER_WRITERS_MAX];
    if (s != NULL && sums != NULL) {
        s->run = run;
        vx_ladder_clear(&s->ladder);
        for (unsigned i = 0; i < run->writers; i++) {
            writer[i] = (struct ladder_writer){s, i + 1, 0, sums + i * 2 * run->buckets};
            body[i] = ladder_write;
            arg[i] = &writer[i];
        }
        run->started = run_threads(run->writers, body, arg);
        for (unsigned i = 0; i < run->writers; i++)
            run->timeouts += writer[i].timeouts;
        ladder_add_up(s, sums);
    }
    free(sums);
    free(s);
}
