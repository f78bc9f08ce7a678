/*
 * trace.c: an execution in words: who, where, what, which value, and whose store was read.
 */
#include "engine.h"

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

#define NAMES       64u
#define TRACE_FIRST 60u /* of a long trace, how much is told */
#define TRACE_LAST  140u

static struct {
    uintptr_t at;
    size_t bytes;
    char name[40];
} named[NAMES];
static unsigned names;

struct mc_event *mc_record(enum mc_kind kind)
{
    if (mc.events == MC_EVENTS)
        mc_fail("more than %u events", MC_EVENTS);
    struct mc_event *e = &mc.event[mc.events++];
    memset(e, 0, sizeof(*e));
    e->thread = (uint8_t)mc.running;
    e->kind = (uint8_t)kind;
    return e;
}

void mc_names_forget(void)
{
    names = 0;
}

void mc_name(const void *at, size_t bytes, const char *name)
{
    unsigned i = 0;
    while (i < names && named[i].at != (uintptr_t)at)
        i++;
    if (i == NAMES)
        return;
    names += i == names;
    named[i].at = (uintptr_t)at;
    named[i].bytes = bytes;
    snprintf(named[i].name, sizeof(named[i].name), "%s", name);
}

/* The smallest named piece that it lies in. */
void mc_name_of(char *text, size_t size, uintptr_t at)
{
    const char *name = NULL;
    size_t best = SIZE_MAX, offset = 0;
    for (unsigned i = 0; i < names; i++)
        if (at - named[i].at < named[i].bytes && named[i].bytes < best) {
            best = named[i].bytes;
            offset = at - named[i].at;
            name = named[i].name;
        }
    if (name == NULL)
        snprintf(text, size, "%#zx", (size_t)at);
    else if (offset == 0)
        snprintf(text, size, "%s", name);
    else
        snprintf(text, size, "%s+%zu", name, offset);
}

const char *mc_short_path(const char *path)
{
    const char *src = strstr(path, "src/core/");
    const char *slash = strrchr(path, '/');
    return src != NULL ? src + strlen("src/core/") : slash != NULL ? slash + 1 : path;
}

/* Where the code of a plain access is: asks addr2line, if there is one. */
static bool line_of(const void *pc, char *text, size_t size)
{
    Dl_info info;
    char exe[300] = "", command[400];
    if (pc == NULL || dladdr(pc, &info) == 0 || readlink("/proc/self/exe", exe, 299) <= 0)
        return false;
    snprintf(command, sizeof(command), "addr2line -e '%s' %#zx 2>/dev/null", exe,
             (size_t)((const char *)pc - (const char *)info.dli_fbase) - 1);
    FILE *in = popen(command, "r");
    bool ok = in != NULL && fgets(text, (int)size, in) != NULL && text[0] != '?';
    if (in != NULL)
        pclose(in);
    return ok;
}

void mc_where(FILE *out, const struct mc_event *e)
{
    char text[300];
    if (e->site != NULL) {
        snprintf(text, sizeof(text), "%s:%d %s", mc_short_path(e->site->file), e->site->line,
                 e->site->function);
        fprintf(out, "%-46s", text);
    } else if (line_of(e->pc, text, sizeof(text))) {
        text[strcspn(text, " \n")] = '\0';
        fprintf(out, "%-46s", mc_short_path(text));
    } else {
        fprintf(out, "%-46p", e->pc);
    }
}

static const char *const kinds[] = {"load", "store", "modify", "cas", "fence", "read", "write"};
static const char *const orders[] = {"relaxed", "consume", "acquire",
                                     "release", "acq_rel", "seq_cst"};

static void tell_source(FILE *out, const struct mc_event *e)
{
    const struct mc_location *l = &mc.location[e->location];
    unsigned newer = 0;
    if (l->store[e->read].event == 0)
        fprintf(out, "  from the start");
    else
        fprintf(out, "  from #%u", l->store[e->read].event);
    for (unsigned p = l->place[e->read] + 1u; p < l->n; p++)
        newer += l->store[l->order[p]].event < (unsigned)(e - mc.event);
    if (newer > 0)
        fprintf(out, ", %u newer", newer);
}

static bool plain(const struct mc_event *e)
{
    return e->kind == MC_K_READ || e->kind == MC_K_WRITE;
}

static void tell(FILE *out, const struct mc_event *e)
{
    char name[80];
    const struct mc_location *l = &mc.location[e->location];
    fprintf(out, "%5u  %-10s ", (unsigned)(e - mc.event), mc.model->thread[e->thread].name);
    mc_where(out, e);
    fprintf(out, " %-6s", kinds[e->kind]);
    mc_name_of(name, sizeof(name), plain(e) ? e->at : l->at);
    if (plain(e)) {
        fprintf(out, " %-8s %s, %zu bytes\n", "", name, e->bytes);
        return;
    }
    fprintf(out, " %-8s", orders[e->order]);
    if (e->kind != MC_K_FENCE)
        fprintf(out, " %s", name);
    if (e->reads)
        fprintf(out, " is %lld", (long long)e->read_value);
    if (e->writes)
        fprintf(out, " = %lld", (long long)e->written_value);
    if (e->reads)
        tell_source(out, e);
    if (e->writes && l->place[e->written] + 1u < l->n &&
        l->store[l->order[l->place[e->written] + 1u]].event < (unsigned)(e - mc.event))
        fprintf(out, "  modified before #%u", l->store[l->order[l->place[e->written] + 1u]].event);
    fputc('\n', out);
}

void mc_trace(FILE *out)
{
    for (unsigned i = 1; i < mc.events; i++) {
        if (i <= TRACE_FIRST || i + TRACE_LAST >= mc.events)
            tell(out, &mc.event[i]);
        else if (i == TRACE_FIRST + 1)
            fprintf(out, "       ... %u more ...\n", mc.events - 1 - TRACE_FIRST - TRACE_LAST);
    }
    fprintf(out, "       %s\n", mc.result->why);
}
