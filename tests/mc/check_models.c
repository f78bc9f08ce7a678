/*
 * check_models.c: every model, then every mutation.
 *
 *   check_models                    the small bounds
 *   check_models --large            the large ones too
 *   check_models --list             models and mutations, by name and number
 *   check_models MODEL [NUMBER]     one model, under a mutation or none; a failure with its trace
 *
 * "ok - ..." for each thing that is as it should be; the exit status is 1 if one is not.
 */
#include "engine.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "models.h"

#define MODELS    64u
#define MUTATIONS 256u

static const struct mc_model *const lists[] = {mc_spsc_models};

static const struct mc_model *models[MODELS];
static unsigned n_models;
static struct mc_mutation mutation[MUTATIONS];
static unsigned n_mutations;
static bool reached[MODELS][MUTATIONS];
static uint64_t cost[MODELS];
static struct mc_result result;
static unsigned failures;

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void collect(bool large)
{
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
        for (const struct mc_model *m = lists[i]; m->name != NULL; m++)
            if ((large || !m->large) && n_models < MODELS)
                models[n_models++] = m;
    n_mutations = mc_mutations(mutation, MUTATIONS);
}

static void show_failure(void)
{
    static struct mc_result again;
    again = result;
    if (!mc_replay(&again, stdout) || strcmp(again.why, result.why) != 0)
        printf("       (the replay ended otherwise)\n");
    printf("       choices:");
    for (unsigned i = 0; i < result.depth; i++)
        printf(" %u", result.choice[i]);
    putchar('\n');
}

static void note_reached(unsigned model)
{
    struct mc_site *const *site;
    unsigned sites = mc_sites(&site);
    for (unsigned i = 0; i < sites; i++)
        for (unsigned k = 0; k < n_mutations; k++)
            if (site[i]->reached && site[i]->number == mutation[k].site->number)
                reached[model][k] = true;
}

static void forget_reached(void)
{
    struct mc_site *const *site;
    unsigned sites = mc_sites(&site);
    for (unsigned i = 0; i < sites; i++)
        site[i]->reached = false;
}

static void check_model(unsigned i)
{
    double start = seconds();
    forget_reached();
    mc_mutate(NULL);
    mc_explore(models[i], &result);
    printf("%s - %s: %llu executions, %llu dropped, %.2f s\n", result.failed ? "not ok" : "ok",
           models[i]->name, (unsigned long long)result.executions,
           (unsigned long long)result.dropped, seconds() - start);
    failures += result.failed;
    cost[i] = result.steps;
    note_reached(i);
    if (result.failed)
        show_failure();
    fflush(stdout);
}

static void name_mutation(unsigned k)
{
    static const char *const what[] = {"no acquire", "no release", "left out"};
    const struct mc_mutation *m = &mutation[k];
    printf("mutation %u, %s:%d %s, %s %s", k + 1, mc_short_path(m->site->file), m->site->line,
           m->site->function, m->site->operation, what[m->what]);
}

/* The cheapest model that was not tried yet and goes through the place; MODELS: none. */
static unsigned next_model(unsigned k, const bool *tried)
{
    unsigned best = MODELS;
    for (unsigned i = 0; i < n_models; i++)
        if (reached[i][k] && !tried[i] && (best == MODELS || cost[i] < cost[best]))
            best = i;
    return best;
}

static void check_mutation(unsigned k)
{
    bool tried[MODELS] = {false};
    unsigned i;
    result.failed = false;
    mc_mutate(&mutation[k]);
    while (!result.failed && (i = next_model(k, tried)) < MODELS) {
        tried[i] = true;
        mc_explore(models[i], &result);
        if (result.failed) {
            printf("ok - ");
            name_mutation(k);
            printf(": caught by %s: %s\n", models[i]->name, result.why);
        }
    }
    mc_mutate(NULL);
    if (!result.failed) {
        printf("not ok - ");
        name_mutation(k);
        printf(": nothing catches it\n");
        failures++;
    }
    fflush(stdout);
}

static int list_all(void)
{
    for (unsigned i = 0; i < n_models; i++)
        printf("%s%s\n", models[i]->name, models[i]->large ? " (large)" : "");
    for (unsigned k = 0; k < n_mutations; k++) {
        name_mutation(k);
        putchar('\n');
    }
    return 0;
}

static int run_one(const char *name, const char *number)
{
    unsigned i = 0;
    unsigned long k = number != NULL ? strtoul(number, NULL, 10) : 0;
    while (i < n_models && strcmp(models[i]->name, name) != 0)
        i++;
    if (i == n_models || k > n_mutations) {
        fprintf(stderr, "check_models: no such model or mutation: see --list\n");
        return 2;
    }
    mc_mutate(k > 0 ? &mutation[k - 1] : NULL);
    mc_explore(models[i], &result);
    printf("%s: %llu executions, %llu dropped\n", name, (unsigned long long)result.executions,
           (unsigned long long)result.dropped);
    if (result.failed)
        show_failure();
    return result.failed;
}

int main(int argc, char **argv)
{
    bool large = argc > 1 && strcmp(argv[1], "--large") == 0;
    bool options = argc > 1 && argv[1][0] == '-';
    collect(large || argc > 1);
    if (options && !large)
        return list_all();
    if (argc > 1 && !options)
        return run_one(argv[1], argv[2]);
    for (unsigned i = 0; i < n_models; i++)
        check_model(i);
    for (unsigned k = 0; k < n_mutations; k++)
        check_mutation(k);
    return failures > 0;
}
