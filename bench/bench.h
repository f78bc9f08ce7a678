/*
 * bench.h: the shared harness.  One program a question; its subjects are measured in interleaved
 * rounds (each round runs every subject once, starting with another one each time), because the
 * machine is shared and its speed changes from minute to minute.  What counts is the median over
 * the rounds, and the median of each round's ratio to the first subject.
 *
 *   bench_NAME [--rounds N] [--json] [--quick] [--plot FOLDER]
 *
 * --json: an object a subject.  --quick: few rounds, and only a line for each goal.  --plot: a
 * gnuplot script for each table, which draws it as FOLDER/....svg.
 */
#ifndef VX_BENCH_BENCH_H
#define VX_BENCH_BENCH_H

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/defs.h"

#define BENCH_ROUNDS       11u
#define BENCH_ROUNDS_QUICK 5u
#define BENCH_ROUNDS_MAX   101u
#define BENCH_TRIES        40u /* a sample that came out spoiled is taken again so often */
#define BENCH_SPOILED      0u  /* what a round returns that was disturbed */

enum bench_goal_kind { BENCH_NO_GOAL, BENCH_AT_LEAST, BENCH_AT_MOST, BENCH_NS_AT_MOST };

struct bench_subject {
    const char *name;
    /* One round: what has to be prepared is not timed; returns the ns that the operations took. */
    uint64_t (*round)(void *ctx);
    void *ctx;
    /* What the ratio to the first subject (or NS: the median itself) shall be; optional. */
    enum bench_goal_kind goal_kind;
    double goal;
    const char *goal_name;
    double ns[BENCH_ROUNDS_MAX]; /* an operation, by round; 0: spoiled each time it was tried */
};

/* What others took of the machine while it was measured, of all processors' time. */
struct bench_machine {
    double foreign, stolen; /* per cent */
    uint64_t spoiled;       /* samples that were taken again */
};

struct bench {
    const char *title;
    uint64_t operations; /* a round */
    struct bench_subject *subject;
    size_t subjects;
    uint32_t rounds;
    uint32_t rounds_quick; /* with --quick; 0: BENCH_ROUNDS_QUICK */
    bool json, quick;
    const char *plot; /* a folder, or NULL */
    struct bench_machine machine;
};

/* Processor time of this thread: what others do on the machine meanwhile is not in it. */
static inline uint64_t bench_cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* ---- what others do on the machine ---- */

struct bench_ticks {
    uint64_t all, idle, stolen, ours;
};

/* /proc/stat, in ticks of the kernel's clock; all 0 where there is none. */
static inline struct bench_ticks bench_ticks(void)
{
    struct bench_ticks t = {0};
    unsigned long long v[8] = {0};
    struct timespec own;
    FILE *f = fopen("/proc/stat", "r");
    if (!f)
        return t;
    if (fscanf(f, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &v[0], &v[1], &v[2], &v[3], &v[4],
               &v[5], &v[6], &v[7]) == 8) {
        for (size_t i = 0; i < VX_LEN(v); i++)
            t.all += v[i];
        t.idle = v[3] + v[4];
        t.stolen = v[7];
    }
    fclose(f);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
    t.ours = ((uint64_t)own.tv_sec * 1000u + (uint64_t)own.tv_nsec / 1000000u) *
             (uint64_t)sysconf(_SC_CLK_TCK) / 1000u;
    return t;
}

static inline void bench_machine_note(struct bench_machine *m, const struct bench_ticks *a)
{
    const struct bench_ticks b = bench_ticks();
    if (b.all == a->all)
        return;
    const double all = (double)(b.all - a->all);
    const double stolen = (double)(b.stolen - a->stolen);
    const double used = all - (double)(b.idle - a->idle) - stolen;
    const double foreign = used - (double)(b.ours - a->ours);
    m->stolen = 100 * stolen / all;
    m->foreign = foreign > 0 ? 100 * foreign / all : 0;
}

/* ---- options ---- */

static inline bool bench_number(const char *text, uint32_t *n)
{
    char *end = NULL;
    const unsigned long value = strtoul(text, &end, 10);
    *n = (uint32_t)value;
    return *text != '\0' && *end == '\0' && value >= 1 && value <= BENCH_ROUNDS_MAX;
}

/* Exits with 2 and a usage line on anything it does not know. */
static inline void bench_options(struct bench *b, int argc, char **argv)
{
    bool known = true;
    b->rounds = 0;
    for (int i = 1; i < argc && known; i++) {
        const char *next = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(argv[i], "--json") == 0)
            b->json = true;
        else if (strcmp(argv[i], "--quick") == 0)
            b->quick = true;
        else if (strcmp(argv[i], "--plot") == 0 && next)
            b->plot = argv[++i];
        else if (strcmp(argv[i], "--rounds") == 0 && next)
            known = bench_number(argv[++i], &b->rounds);
        else
            known = false;
    }
    if (!known) {
        fprintf(stderr, "usage: %s [--rounds 1..%u] [--json] [--quick] [--plot FOLDER]\n", argv[0],
                BENCH_ROUNDS_MAX);
        exit(2);
    }
    if (b->rounds_quick == 0)
        b->rounds_quick = BENCH_ROUNDS_QUICK;
    if (b->rounds == 0)
        b->rounds = b->quick ? b->rounds_quick : BENCH_ROUNDS;
}

/* ---- the rounds ---- */

static inline double bench_sample(struct bench *b, struct bench_subject *s)
{
    for (uint32_t i = 0; i < BENCH_TRIES; i++) {
        const uint64_t ns = s->round(s->ctx);
        if (ns != BENCH_SPOILED)
            return (double)ns / (double)b->operations;
        b->machine.spoiled++;
    }
    return 0;
}

static inline void bench_run(struct bench *b)
{
    const struct bench_ticks before = bench_ticks();
    b->machine = (struct bench_machine){0};
    for (uint32_t r = 0; r < b->rounds; r++)
        for (size_t k = 0; k < b->subjects; k++) {
            struct bench_subject *s = &b->subject[(r + k) % b->subjects];
            s->ns[r] = bench_sample(b, s);
        }
    bench_machine_note(&b->machine, &before);
}

static inline int bench_by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The value below which `per_cent` of n values lie; sorts them.  0 of none. */
static inline double bench_quantile(double *value, uint32_t n, uint32_t per_cent)
{
    if (n == 0)
        return 0;
    qsort(value, n, sizeof *value, bench_by_value);
    return value[(uint64_t)(n - 1) * per_cent / 100];
}

struct bench_figures {
    double median, low, high; /* ns an operation; low and high: a quarter of the rounds outside */
    double least;             /* of any round: the one that was disturbed least */
    double ratio;             /* to another subject: the first, most often */
    double ratio_low, ratio_high;
    uint32_t rounds; /* in which both came out */
};

static inline struct bench_figures bench_figures_against(const struct bench *b, size_t k,
                                                         size_t other)
{
    double ns[BENCH_ROUNDS_MAX], ratio[BENCH_ROUNDS_MAX];
    uint32_t n = 0;
    for (uint32_t r = 0; r < b->rounds; r++) {
        const double mine = b->subject[k].ns[r], theirs = b->subject[other].ns[r];
        if (!(mine > 0) || !(theirs > 0))
            continue;
        ns[n] = mine;
        ratio[n++] = mine / theirs;
    }
    return (struct bench_figures){
        .median = bench_quantile(ns, n, 50),
        .low = bench_quantile(ns, n, 25),
        .high = bench_quantile(ns, n, 75),
        .least = bench_quantile(ns, n, 0),
        .ratio = bench_quantile(ratio, n, 50),
        .ratio_low = bench_quantile(ratio, n, 25),
        .ratio_high = bench_quantile(ratio, n, 75),
        .rounds = n,
    };
}

static inline struct bench_figures bench_figures_of(const struct bench *b, size_t k)
{
    return bench_figures_against(b, k, 0);
}

/* ---- what comes out ---- */

/* Name, figure, goal, and whether it is met: one line of `make bench-quick`. */
static inline void bench_print_goal(const char *name, double figure, const char *unit,
                                    bool at_least, double goal)
{
    const bool met = at_least ? figure >= goal : figure <= goal;
    printf("%-52s %9.2f%-2s %s %g%s %s\n", name, figure, unit, at_least ? ">=" : "<=", goal, unit,
           met ? "met" : "short");
}

static inline void bench_goal_of(const struct bench *b, size_t k)
{
    const struct bench_subject *s = &b->subject[k];
    const struct bench_figures f = bench_figures_of(b, k);
    if (s->goal_kind == BENCH_NS_AT_MOST)
        bench_print_goal(s->goal_name, f.median, "ns", false, s->goal);
    else if (s->goal_kind != BENCH_NO_GOAL)
        bench_print_goal(s->goal_name, f.ratio, "x", s->goal_kind == BENCH_AT_LEAST, s->goal);
}

static inline void bench_print_json(const struct bench *b, size_t k)
{
    const struct bench_figures f = bench_figures_of(b, k);
    printf("{\"bench\":\"%s\",\"subject\":\"%s\",\"rounds\":%u,\"ns_per_op\":%.2f,"
           "\"q25\":%.2f,\"q75\":%.2f,\"least\":%.2f,\"ratio\":%.3f,\"ratio_q25\":%.3f,\"ratio_"
           "q75\":%.3f,"
           "\"foreign_cpu\":%.1f,\"steal\":%.1f,\"spoiled\":%llu}\n",
           b->title, b->subject[k].name, f.rounds, f.median, f.low, f.high, f.least, f.ratio,
           f.ratio_low, f.ratio_high, b->machine.foreign, b->machine.stolen,
           (unsigned long long)b->machine.spoiled);
}

static inline void bench_print_table(const struct bench *b)
{
    printf("%s; %u rounds, others' processor time %.0f %%, stolen %.1f %%, samples spoiled %llu\n",
           b->title, b->rounds, b->machine.foreign, b->machine.stolen,
           (unsigned long long)b->machine.spoiled);
    printf("%-24s %8s %8s %17s %8s %8s %13s\n", "", "ns/op", "M/s", "middle half", "least", "ratio",
           "middle half");
    for (size_t k = 0; k < b->subjects; k++) {
        const struct bench_figures f = bench_figures_of(b, k);
        printf("%-24s %8.1f %8.1f %8.1f-%-8.1f %8.1f %7.2fx %6.2f-%-6.2f\n", b->subject[k].name,
               f.median, f.median > 0 ? 1e3 / f.median : 0, f.low, f.high, f.least, f.ratio,
               f.ratio_low, f.ratio_high);
    }
}

/* The title as the name of a file: letters and digits, the rest is '-'. */
static inline void bench_slug(const char *title, char *slug, size_t size)
{
    size_t n = 0;
    for (const char *c = title; *c != '\0' && *c != ':' && n + 1 < size; c++)
        if (isalnum((unsigned char)*c))
            slug[n++] = (char)tolower((unsigned char)*c);
        else if (n > 0 && slug[n - 1] != '-')
            slug[n++] = '-';
    slug[n] = '\0';
}

/* Medians as bars with the middle half of the rounds over them. */
static inline void bench_plot(const struct bench *b)
{
    char slug[64], path[512];
    bench_slug(b->title, slug, sizeof slug);
    snprintf(path, sizeof path, "%s/%s.gp", b->plot, slug);
    FILE *f = fopen(path, "w");
    if (!f) {
        perror(path);
        exit(1);
    }
    fprintf(f,
            "set terminal svg size 800,480\nset output '%s/%s.svg'\nset title \"%s\"\n"
            "set ylabel 'ns an operation'\nset yrange [0:*]\nset style fill solid 0.5\n"
            "set boxwidth 0.6\nunset key\nset xtics rotate by -30\n$rounds << END\n",
            b->plot, slug, b->title);
    for (size_t k = 0; k < b->subjects; k++) {
        const struct bench_figures m = bench_figures_of(b, k);
        fprintf(f, "\"%s\" %.3f %.3f %.3f\n", b->subject[k].name, m.median, m.low, m.high);
    }
    fprintf(f,
            "END\nplot $rounds using 0:2:xtic(1) with boxes, '' using 0:2:3:4 with yerrorbars\n");
    fclose(f);
}

/* In place of a row of the table just printed: who could not be measured, and why. */
static inline void bench_print_skipped(const struct bench *b, const char *subject,
                                       const char *goal_name, const char *why)
{
    if (b->json)
        printf("{\"bench\":\"%s\",\"subject\":\"%s\",\"skipped\":\"%s\"}\n", b->title, subject,
               why);
    else if (!b->quick)
        printf("%-24s skipped: %s\n", subject, why);
    else if (goal_name)
        printf("%-52s skipped: %s\n", goal_name, why);
}

static inline void bench_print(const struct bench *b)
{
    for (size_t k = 0; k < b->subjects && b->json; k++)
        bench_print_json(b, k);
    for (size_t k = 0; k < b->subjects && b->quick && !b->json; k++)
        bench_goal_of(b, k);
    if (!b->json && !b->quick)
        bench_print_table(b);
    if (b->plot)
        bench_plot(b);
}

#endif
