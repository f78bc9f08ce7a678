/*
 * litmus.h: small programs as tables, run by the checker, and counted out by the axioms.
 */
#ifndef MC_LITMUS_H
#define MC_LITMUS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine.h"

#define LITMUS_THREADS  4u
#define LITMUS_OPS      6u
#define LITMUS_PLACES   3u
#define LITMUS_OUTCOMES 256u
#define LITMUS_GRAPHS   20000u

enum litmus_what { L_END, L_LOAD, L_STORE, L_EXCHANGE, L_ADD, L_FENCE };

struct litmus_op {
    enum litmus_what what;
    unsigned place; /* 0..2: x, y, z */
    enum mc_order order;
    unsigned value; /* stored, exchanged or added */
};

struct litmus {
    const char *name;
    struct litmus_op op[LITMUS_THREADS][LITMUS_OPS];
};

struct litmus_seen {
    unsigned outcomes;
    char outcome[LITMUS_OUTCOMES][16]; /* what was read, digit by digit, thread by thread; sorted */
    unsigned graphs;
    uint64_t graph[LITMUS_GRAPHS]; /* hashes, sorted */
    uint64_t executions;
};

/* By the checker: each execution that it completes. */
void litmus_explore(const struct litmus *l, struct litmus_seen *seen);
/* By the axioms: of all ways to read and all orders of modification, the consistent ones. */
void litmus_count_out(const struct litmus *l, struct litmus_seen *seen);

#endif
