/*
 * site.c: the atomic operations of the shipped source, and their mutations.
 */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

extern struct mc_site *const __start_mc_sites[];
extern struct mc_site *const __stop_mc_sites[];

static bool shipped(const struct mc_site *s)
{
    return strstr(s->file, "src/core/") != NULL;
}

static int compare(const void *a, const void *b)
{
    const struct mc_site *x = *(struct mc_site *const *)a, *y = *(struct mc_site *const *)b;
    int by_file = strcmp(mc_short_path(x->file), mc_short_path(y->file));
    return by_file != 0         ? by_file
           : x->line != y->line ? x->line - y->line
                                : strcmp(x->operation, y->operation);
}

unsigned mc_sites(struct mc_site *const **first)
{
    static struct mc_site *sorted[512];
    unsigned n = 0;
    for (struct mc_site *const *s = __start_mc_sites; s < __stop_mc_sites; s++) {
        if (n == sizeof(sorted) / sizeof(sorted[0]))
            abort();
        if (shipped(*s))
            sorted[n++] = *s;
    }
    qsort(sorted, n, sizeof(sorted[0]), compare);
    int number = -1;
    for (unsigned i = 0; i < n; i++) {
        number += i == 0 || compare(&sorted[i - 1], &sorted[i]) != 0;
        sorted[i]->number = number;
    }
    *first = sorted;
    return n;
}

static bool mentions(const char *order, const char *a, const char *b)
{
    return strstr(order, a) != NULL || strstr(order, b) != NULL;
}

unsigned mc_mutations(struct mc_mutation *list, unsigned max)
{
    struct mc_site *const *site;
    unsigned sites = mc_sites(&site), n = 0;
    for (unsigned i = 0; i < sites; i++) {
        const struct mc_site *s = site[i];
        if ((i > 0 && site[i - 1]->number == s->number) || n + 3 > max)
            continue;
        if (mentions(s->order, "acquire", "acq_rel"))
            list[n++] = (struct mc_mutation){s, MC_WEAKEN_ACQUIRE};
        if (mentions(s->order, "release", "acq_rel"))
            list[n++] = (struct mc_mutation){s, MC_WEAKEN_RELEASE};
        if (strcmp(s->operation, "store") == 0)
            list[n++] = (struct mc_mutation){s, MC_LOSE_STORE};
    }
    return n;
}

void mc_mutate(const struct mc_mutation *m)
{
    struct mc_site *const *site;
    unsigned sites = mc_sites(&site);
    for (unsigned i = 0; i < sites; i++) {
        bool here = m != NULL && site[i]->number == m->site->number;
        site[i]->no_acquire = here && m->what == MC_WEAKEN_ACQUIRE;
        site[i]->no_release = here && m->what == MC_WEAKEN_RELEASE;
        site[i]->lost = here && m->what == MC_LOSE_STORE;
    }
}
