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

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "models.h"

#define MODELS    64u
#define MUTATIONS 256u

static const struct mc_model *const lists[] = {mc_spsc_models,  mc_turn_models,   mc_mpsc_models,
                                               mc_slots_models, mc_ovring_models, mc_ladder_models,
                                               mc_panel_models};

/* What must be modelled whole. */
static const char *const sources[] = {"lockfree/*.[ch]", "telemetry/panel.[ch]"};
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
    if (!mc_replay(&result, stdout))
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

static void check_wrong(const struct mc_model *m)
{
    mc_explore(m, &result);
    if (result.failed)
        printf("ok - wrong on purpose, %s: %s\n", m->name, result.why);
    else
        printf("not ok - wrong on purpose, %s: nothing is seen\n", m->name);
    failures += !result.failed;
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

/* Runs the models until one fails; which, or MODELS. */
static unsigned caught_by(unsigned k)
{
    bool tried[MODELS] = {false};
    unsigned i;
    while ((i = next_model(k, tried)) < MODELS) {
        tried[i] = true;
        mc_explore(models[i], &result);
        if (result.failed)
            break;
    }
    return i;
}

static void check_mutation(unsigned k)
{
    mc_mutate(&mutation[k]);
    unsigned i = caught_by(k);
    bool caught = i < MODELS, again = caught && mc_replay(&result, NULL);
    mc_mutate(NULL);
    printf("%s - ", again ? "ok" : "not ok");
    name_mutation(k);
    if (!caught)
        printf(": nothing catches it\n");
    else
        printf(": caught by %s: %s%s\n", models[i]->name, result.why,
               again ? "" : "; its replay ended otherwise");
    failures += !again;
    fflush(stdout);
}

/* How often a source names an order that acquires or releases, outside of comments. */
static unsigned orders_in(const char *path)
{
    unsigned n = 0;
    char line[400];
    FILE *in = fopen(path, "r");
    while (in != NULL && fgets(line, sizeof(line), in) != NULL)
        for (const char *at = line; (at = strstr(at, "memory_order_")) != NULL; at++) {
            const char *order = at + strlen("memory_order_");
            n += strncmp(order, "acquire", 7) == 0 || strncmp(order, "release", 7) == 0;
            n += strncmp(order, "acq_rel", 7) == 0 ? 2 : 0;
        }
    if (in != NULL)
        fclose(in);
    return n;
}

static void check_source(const char *path)
{
    unsigned orders = orders_in(path), mutations = 0;
    for (unsigned k = 0; k < n_mutations; k++)
        mutations += mutation[k].what != MC_LOSE_STORE &&
                     strcmp(mc_short_path(mutation[k].site->file), mc_short_path(path)) == 0;
    bool ok = mutations == orders;
    printf("%s - %s: %u orders, %u mutations\n", ok ? "ok" : "not ok", mc_short_path(path), orders,
           mutations);
    failures += !ok;
}

/* Each order in the sources is a mutation above: no function was left out of the models. */
static void check_complete(void)
{
    const char *root = getenv("VX_SRCDIR");
    for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
        glob_t found;
        char pattern[400];
        snprintf(pattern, sizeof(pattern), "%s/src/core/%s", root != NULL ? root : ".", sources[i]);
        if (glob(pattern, 0, NULL, &found) != 0) {
            printf("not ok - %s: no such source; is VX_SRCDIR set?\n", pattern);
            failures++;
            continue;
        }
        for (size_t k = 0; k < found.gl_pathc; k++)
            check_source(found.gl_pathv[k]);
        globfree(&found);
    }
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
    for (const struct mc_model *m = mc_wrong_models; m->name != NULL; m++)
        check_wrong(m);
    for (unsigned k = 0; k < n_mutations; k++)
        check_mutation(k);
    check_complete();
    return failures > 0;
}
