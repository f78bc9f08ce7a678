/*
 * bench.h: the shared harness.  One program a question; its subjects are measured in interleaved
 * rounds (each round runs every subject once, starting with another one each time), because the
 * machine is shared and its speed changes from minute to minute.  What counts is the median over
 * the rounds, and the median of each round's ratio to the first subject.
 *
 *   bench_NAME [--rounds N] [--json]
 */
#ifndef VX_BENCH_BENCH_H
#define VX_BENCH_BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/defs.h"

#define BENCH_ROUNDS     11u
#define BENCH_ROUNDS_MAX 101u

struct bench_subject {
    const char *name;
    /* One round: what has to be prepared is not timed; returns the ns that the operations took. */
    uint64_t (*round)(void *ctx);
    void *ctx;
    double ns[BENCH_ROUNDS_MAX]; /* an operation, by round */
};

struct bench {
    const char *title;
    uint64_t operations; /* a round */
    struct bench_subject *subject;
    size_t subjects;
    uint32_t rounds;
    bool json;
};

/* Processor time of this thread: what others do on the machine meanwhile is not in it. */
static inline uint64_t bench_cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Exits with 2 and a usage line on anything it does not know. */
static inline void bench_options(struct bench *b, int argc, char **argv)
{
    bool known = true;
    b->rounds = BENCH_ROUNDS;
    for (int i = 1; i < argc && known; i++) {
        char *end = NULL;
        if (strcmp(argv[i], "--json") == 0) {
            b->json = true;
        } else if (strcmp(argv[i], "--rounds") == 0 && i + 1 < argc) {
            b->rounds = (uint32_t)strtoul(argv[++i], &end, 10);
            known = *end == '\0' && b->rounds >= 1 && b->rounds <= BENCH_ROUNDS_MAX;
        } else {
            known = false;
        }
    }
    if (!known) {
        fprintf(stderr, "usage: %s [--rounds 1..%u] [--json]\n", argv[0], BENCH_ROUNDS_MAX);
        exit(2);
    }
}

static inline void bench_run(struct bench *b)
{
    for (uint32_t r = 0; r < b->rounds; r++)
        for (size_t k = 0; k < b->subjects; k++) {
            struct bench_subject *s = &b->subject[(r + k) % b->subjects];
            s->ns[r] = (double)s->round(s->ctx) / (double)b->operations;
        }
}

static inline int bench_by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The value below which `per_cent` of n values lie; sorts them. */
static inline double bench_quantile(double *value, uint32_t n, uint32_t per_cent)
{
    qsort(value, n, sizeof *value, bench_by_value);
    return value[(uint64_t)(n - 1) * per_cent / 100];
}

struct bench_figures {
    double median, low, high; /* ns an operation; low and high: a quarter of the rounds outside */
    double ratio;             /* to the first subject */
};

static inline struct bench_figures bench_figures_of(const struct bench *b, size_t k)
{
    double ns[BENCH_ROUNDS_MAX], ratio[BENCH_ROUNDS_MAX];
    for (uint32_t r = 0; r < b->rounds; r++) {
        ns[r] = b->subject[k].ns[r];
        ratio[r] = ns[r] / b->subject[0].ns[r];
    }
    return (struct bench_figures){
        .median = bench_quantile(ns, b->rounds, 50),
        .low = bench_quantile(ns, b->rounds, 25),
        .high = bench_quantile(ns, b->rounds, 75),
        .ratio = bench_quantile(ratio, b->rounds, 50),
    };
}

static inline void bench_print(const struct bench *b)
{
    if (!b->json)
        printf("%s, %u rounds\n%-24s %8s %17s %8s\n", b->title, b->rounds, "", "ns/op",
               "middle half", "ratio");
    for (size_t k = 0; k < b->subjects; k++) {
        const struct bench_figures f = bench_figures_of(b, k);
        if (b->json)
            printf("{\"bench\":\"%s\",\"subject\":\"%s\",\"rounds\":%u,\"ns_per_op\":%.2f,"
                   "\"q25\":%.2f,\"q75\":%.2f,\"ratio\":%.3f}\n",
                   b->title, b->subject[k].name, b->rounds, f.median, f.low, f.high, f.ratio);
        else
            printf("%-24s %8.1f %8.1f-%-8.1f %7.2fx\n", b->subject[k].name, f.median, f.low, f.high,
                   f.ratio);
    }
}

#endif
