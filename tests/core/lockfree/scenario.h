/*
 * scenario.h: what threads do to the lock-free parts, for the unit tests (short) and for
 * tests/stress (long).  The threads only record what they saw; the caller asserts.
 *
 * Every scenario starts its own threads, joins them, and leaves nothing behind.
 */
#ifndef VX_TESTS_LOCKFREE_SCENARIO_H
#define VX_TESTS_LOCKFREE_SCENARIO_H

#include <stdbool.h>
#include <stdint.h>

/* Two threads over an SPSC ring, in random batches; a third looks on. */
struct spsc_run {
    uint64_t capacity, start, items, seed;
    bool started;
    uint64_t seen;
    uint64_t wrong;   /* items out of order, lost, doubled or torn */
    uint64_t beyond;  /* looks at used or high that were above the capacity or went down */
    uint64_t high;    /* at the end */
    uint64_t left;    /* items in it at the end */
    uint64_t batches; /* claims that gave more than one slot */
};
void scenario_spsc(struct spsc_run *run);

/* Two threads over a ring of records that carry their turn, in random batches; a third looks on. */
struct turn_run {
    uint64_t capacity, start, items, seed;
    bool started;
    uint64_t seen;
    uint64_t wrong;  /* records out of order, lost, doubled or torn */
    uint64_t beyond; /* looks at used or high that were above the capacity or went down */
    uint64_t high;   /* at the end */
    uint64_t left;   /* records in it at the end */
};
void scenario_turn(struct turn_run *run);

/* Producers over an MPSC ring. */
#define MPSC_PRODUCERS_MAX 8u
struct mpsc_run {
    uint64_t capacity, start, items; /* items: of each producer */
    unsigned producers;
    bool started;
    uint64_t seen;
    uint64_t out_of_order; /* items of one producer that changed places */
    uint64_t torn;
    uint64_t wrong_ticket; /* items that were not the k-th, as their ticket had said */
    uint64_t beyond;       /* looks at used that were above the capacity */
    uint64_t left;
};
void scenario_mpsc(struct mpsc_run *run);

/* One writer publishes without a pause, readers copy without a pause. */
#define SLOTS_READERS_MAX 4u
struct slots_run {
    uint64_t words, publications;
    unsigned readers;
    bool started;
    uint64_t reads[SLOTS_READERS_MAX];
    uint64_t torn;
    uint64_t backwards; /* an older publication after a newer one */
    uint64_t stale;
    uint64_t last; /* the newest that any reader got after the writer had stopped */
};
void scenario_slots(struct slots_run *run);

/* One writer overwrites, readers follow as fast as they can. */
#define OVRING_READERS_MAX 4u
struct ovring_run {
    uint64_t capacity, words, entries;
    unsigned readers;
    bool started;
    uint64_t reads, lapped;
    uint64_t torn;
    uint64_t early; /* "not yet written" for an entry that was */
};
void scenario_ovring(struct ovring_run *run);

/* Writers add to a few buckets at once. */
#define LADDER_WRITERS_MAX 8u
struct ladder_run {
    uint64_t adds; /* of each writer */
    unsigned writers;
    uint32_t buckets;
    bool started;
    uint64_t timeouts;
    uint64_t wrong_buckets; /* whose sum is not that of the adds that succeeded */
};
void scenario_ladder(struct ladder_run *run);

#endif
