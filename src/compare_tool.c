#include "compare_tool.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/lang/json.h"
#include "cmd/run/setup.h"
#include "cmd/show/summary.h"
#include "core/base/err.h"
#include "core/base/num.h"
#include "core/telemetry/hist_differ.h"

#define SAME      0
#define DIFFERENT 1
#define TEXT_MAX  96u
#define PER_CENT  10000u /* ppm */

struct side {
    const char *path;
    json_t *root;
    struct vx_hist_copy hist;
};

struct compare {
    struct side a, b;
    struct vx_json json; /* of the answer */
    bool as_json;
    uint32_t tolerance_ppm;
    unsigned outcomes; /* that differ */
    unsigned latencies;
};

/* ---- values ---- */

static const char *text_of(const json_t *value, char *buf)
{
    if (!value)
        return "-";
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_integer(value))
        snprintf(buf, TEXT_MAX, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        snprintf(buf, TEXT_MAX, "%g", json_real_value(value));
    else
        snprintf(buf, TEXT_MAX, "%s",
                 json_is_null(value)   ? "null"
                 : json_is_true(value) ? "true"
                                       : "false");
    return buf;
}

static bool is_value(const json_t *value)
{
    return !value || (!json_is_array(value) && !json_is_object(value));
}

/* ---- members that differ ---- */

static void say_row(struct compare *c, const char *key, const char *a, const char *b)
{
    if (c->as_json) {
        vx_json_open(&c->json, NULL, '{');
        vx_json_text(&c->json, "what", key);
        vx_json_text(&c->json, "a", a);
        vx_json_text(&c->json, "b", b);
        vx_json_close(&c->json, '}');
    } else {
        printf("  %-24s %s | %s\n", key, a, b);
    }
}

static unsigned compare_one(struct compare *c, const char *key, const json_t *a, const json_t *b)
{
    char left[TEXT_MAX], right[TEXT_MAX];
    if (!is_value(a) || !is_value(b))
        return 0;
    const char *is = text_of(a, left), *other = text_of(b, right);
    if (strcmp(is, other) == 0)
        return 0;
    say_row(c, key, is, other);
    return 1;
}

static bool is_in(const char *const *names, const char *name)
{
    while (names && *names && strcmp(*names, name) != 0)
        names++;
    return names && *names;
}

static void begin_section(struct compare *c, const char *name)
{
    if (c->as_json)
        vx_json_open(&c->json, name, '[');
    else
        printf("%s\n", name);
}

/* The members of two objects, those named in `but` left out; how many differ. */
static unsigned compare_members(struct compare *c, const char *name, json_t *a, json_t *b,
                                const char *const *but)
{
    const char *key;
    json_t *value;
    unsigned n = 0;
    begin_section(c, name);
    json_object_foreach(a, key, value) n +=
        is_in(but, key) ? 0 : compare_one(c, key, value, json_object_get(b, key));
    json_object_foreach(b, key, value) n +=
        is_in(but, key) || json_object_get(a, key) ? 0 : compare_one(c, key, NULL, value);
    if (c->as_json)
        vx_json_close(&c->json, ']');
    else if (n == 0)
        printf("  the same\n");
    return n;
}

static unsigned compare_objects(struct compare *c, const char *name)
{
    return compare_members(c, name, json_object_get(c->a.root, name),
                           json_object_get(c->b.root, name), NULL);
}

/* ---- latency ---- */

/* One [bucket, count]. */
static bool take_bucket(struct side *s, const json_t *pair)
{
    const json_t *index = json_array_get(pair, 0), *count = json_array_get(pair, 1);
    const json_int_t i = json_integer_value(index), n = json_integer_value(count);
    if (!json_is_integer(index) || !json_is_integer(count) || i < 0 || i >= VX_HIST_COUNTS ||
        n < 0 || (uint64_t)n > VX_DIFFER_COUNT_MAX - s->hist.count)
        return false;
    s->hist.counts[i] = (uint64_t)n;
    s->hist.count += (uint64_t)n;
    return true;
}

static bool take_latency(struct side *s, const json_t *latency)
{
    const json_t *buckets = json_object_get(latency, "histogram"), *pair;
    const json_int_t max = json_integer_value(json_object_get(latency, "max_ns"));
    size_t i;
    memset(&s->hist, 0, sizeof s->hist);
    s->hist.max = max > 0 ? (uint64_t)max : 0;
    json_array_foreach(buckets, i, pair) if (!take_bucket(s, pair)) return false;
    return json_is_array(buckets);
}

static const char *verdict(const struct vx_hist_differ *d)
{
    if (d->slower && d->faster)
        return "B is faster in some quantiles, slower in others";
    return d->slower ? "B is slower" : d->faster ? "B is faster" : "no significant difference";
}

static void say_quantile(struct compare *c, const struct vx_quantile_pair *q)
{
    char a[32], b[32], name[16];
    snprintf(name, sizeof name, "p%g", (double)q->ppm / PER_CENT);
    if (c->as_json) {
        vx_json_open(&c->json, NULL, '{');
        vx_json_text(&c->json, "quantile", name);
        vx_json_uint(&c->json, "a_ns", q->a_ns);
        vx_json_uint(&c->json, "b_ns", q->b_ns);
        vx_json_bool(&c->json, "apart", q->apart);
        vx_json_close(&c->json, '}');
        return;
    }
    vx_num_format_duration(a, sizeof a, q->a_ns);
    vx_num_format_duration(b, sizeof b, q->b_ns);
    printf("    %-6s %s | %s%s\n", name, a, b, q->apart ? "  apart" : "");
}

static void say_latency(struct compare *c, const char *name, const struct vx_hist_differ *d)
{
    char distance[16];
    snprintf(distance, sizeof distance, "0.%06u", d->d_ppm < 1000000 ? d->d_ppm : 999999);
    if (c->as_json) {
        vx_json_open(&c->json, NULL, '{');
        vx_json_text(&c->json, "latency", name);
        vx_json_bool(&c->json, "differs", d->slower || d->faster);
        vx_json_text(&c->json, "verdict", verdict(d));
        vx_json_raw(&c->json, "ks_d", distance);
        vx_json_bool(&c->json, "ks_significant", d->ks);
        vx_json_open(&c->json, "quantiles", '[');
    } else {
        printf("  %s: %s%s (Kolmogorov-Smirnov D %s, %s)\n", name, verdict(d),
               d->ks && !d->slower && !d->faster ? " of these quantiles, though of the distribution"
                                                 : "",
               distance, d->ks ? "significant" : "not significant");
    }
    for (unsigned i = 0; i < VX_DIFFER_QUANTILES; i++)
        say_quantile(c, &d->quantile[i]);
    if (c->as_json) {
        vx_json_close(&c->json, ']');
        vx_json_close(&c->json, '}');
    }
}

/* 0, or -1 if one of them holds no histogram that can be read. */
static int compare_latencies(struct compare *c)
{
    const json_t *other = json_object_get(c->b.root, "latency");
    const char *name;
    json_t *of;
    struct vx_hist_differ d;
    begin_section(c, "latency");
    json_object_foreach(json_object_get(c->a.root, "latency"), name, of)
    {
        if (!take_latency(&c->a, of) || !take_latency(&c->b, json_object_get(other, name))) {
            fprintf(stderr, "velox: compare: latency '%s' has no histogram in both\n", name);
            return -1;
        }
        vx_hist_differ(&d, &c->a.hist, &c->b.hist, c->tolerance_ppm);
        say_latency(c, name, &d);
        c->latencies += d.slower || d.faster;
    }
    if (c->as_json)
        vx_json_close(&c->json, ']');
    return 0;
}

/* ---- the whole ---- */

static int open_side(struct side *s, const char *path)
{
    struct stat st;
    json_error_t error;
    s->path = path;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        fprintf(stderr,
                "velox: compare: %s: a directory: two summaries are wanted (velox --summary FILE "
                "writes one); velox diverge takes two journals\n",
                path);
        return -1;
    }
    errno = 0;
    s->root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!s->root && error.line < 0)
        fprintf(stderr, "velox: compare: %s: %s\n", path, errno ? strerror(errno) : error.text);
    else if (!s->root)
        fprintf(stderr, "velox: compare: %s:%d:%d: error: %s\n", path, error.line, error.column,
                error.text);
    else if (json_integer_value(json_object_get(s->root, "summary")) == VX_SUMMARY_FORM)
        return 0;
    else
        fprintf(stderr,
                "velox: compare: %s: not a summary of form %u: velox --summary FILE writes one\n",
                path, VX_SUMMARY_FORM);
    return -1;
}

static void say_verdict(struct compare *c)
{
    if (c->as_json) {
        vx_json_bool(&c->json, "same_outcome", c->outcomes == 0);
        vx_json_bool(&c->json, "same_latency", c->latencies == 0);
        vx_json_bool(&c->json, "same", c->outcomes == 0 && c->latencies == 0);
        vx_json_close(&c->json, '}');
        printf("%s\n", c->json.failed ? "{}" : c->json.text);
        return;
    }
    printf("%s outcome, %s latency\n", c->outcomes ? "another" : "the same",
           c->latencies ? "another" : "the same");
}

static int compare(struct compare *c)
{
    static const char *const decided[] = {"engine_ns", NULL}; /* when they ended is no difference */
    if (c->as_json) {
        vx_json_open(&c->json, NULL, '{');
        vx_json_text(&c->json, "a", c->a.path);
        vx_json_text(&c->json, "b", c->b.path);
    }
    compare_members(c, "session", c->a.root, c->b.root, decided);
    compare_objects(c, "settings");
    c->outcomes = compare_objects(c, "outcome");
    c->outcomes += compare_objects(c, "rejects");
    compare_objects(c, "course");
    if (compare_latencies(c) < 0)
        return VX_EXIT_USAGE;
    say_verdict(c);
    return c->outcomes || c->latencies ? DIFFERENT : SAME;
}

static int usage(void)
{
    fprintf(stderr, "Usage: velox compare [--json] [--tolerance=PERCENT] A.json B.json\n");
    return VX_EXIT_USAGE;
}

/* --json, --tolerance=5 or =0.5; false: it is none of them. */
static bool take_option(struct compare *c, const char *arg)
{
    static const char tolerance[] = "--tolerance=";
    int64_t value;
    unsigned scale;
    if (strcmp(arg, "--json") == 0)
        return c->as_json = true;
    if (strncmp(arg, tolerance, sizeof tolerance - 1) != 0)
        return false;
    arg += sizeof tolerance - 1;
    if (vx_num_parse_decimal(arg, strlen(arg), &value, &scale, NULL) < 0 || value < 0)
        return false;
    unsigned __int128 ppm = (unsigned __int128)value * PER_CENT;
    while (scale-- > 0)
        ppm /= 10;
    c->tolerance_ppm = (uint32_t)ppm;
    return ppm <= UINT32_MAX;
}

int vx_compare_tool(int argc, char **argv)
{
    struct compare *c = calloc(1, sizeof *c);
    int at = 1, status = VX_EXIT_USAGE;
    if (!c)
        return VX_EXIT_USAGE;
    while (at < argc && argv[at][0] == '-' && take_option(c, argv[at]))
        at++;
    if (argc - at != 2 || argv[at][0] == '-')
        status = usage();
    else if (open_side(&c->a, argv[at]) == 0 && open_side(&c->b, argv[at + 1]) == 0)
        status = compare(c);
    vx_json_free(&c->json);
    json_decref(c->a.root);
    json_decref(c->b.root);
    free(c);
    return status;
}
