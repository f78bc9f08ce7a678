#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/num.h"

enum option_id {
    OPT_NONE = 255, /* above every short option */
#define VX_OPTION(ID, letter, name, arg, help) OPT_##ID,
#include "option.def"
#undef VX_OPTION
    OPT_MANUAL,
    OPT_END
};

struct option_row {
    int letter;
    const char *name, *arg, *help;
};

static const struct option_row rows[] = {
#define VX_OPTION(ID, letter, name, arg, help) {letter, name, arg, help},
#include "option.def"
#undef VX_OPTION
};

static int usage_error(const char *option, const char *value, const char *wanted)
{
    fprintf(stderr, "velox: --%s: '%s' is not %s\nTry 'velox --help'.\n", option, value, wanted);
    return -1;
}

static int choose(const char *option, const char *value, const char *choices)
{
    size_t len = strlen(value);
    int n = 0;
    for (const char *c = choices; c; n++) {
        const char *bar = strchr(c, '|');
        size_t width = bar ? (size_t)(bar - c) : strlen(c);
        if (width == len && strncmp(c, value, len) == 0)
            return n;
        c = bar ? bar + 1 : NULL;
    }
    char wanted[128];
    snprintf(wanted, sizeof wanted, "one of %s", choices);
    return usage_error(option, value, wanted);
}

static int set_rate(struct vx_options *o, const char *arg)
{
    o->rate_given = true;
    if (strcmp(arg, "max") == 0) {
        o->rate = VX_RATE_MAX;
        return 0;
    }
    if (vx_num_parse_count(arg, strlen(arg), &o->rate, NULL) < 0)
        return usage_error("rate", arg, "a number such as 100k, or max");
    return 0;
}

static int set_topology(struct vx_options *o, const char *arg)
{
    if (strspn(arg, "0123456789,") == strlen(arg) && strchr(arg, ',')) {
        o->cpus = arg;
        arg = "map";
    }
    const char *choices = vx_setting_rows[VX_SET_TOPOLOGY].choices;
    int n = choose("topology", arg, choices);
    o->topology = n;
    return n < 0 ? -1 : 0;
}

static int set_number(struct vx_options *o, int id, const char *arg)
{
    if (id == OPT_SEED) {
        o->seed_given = true;
        if (vx_num_parse_count(arg, strlen(arg), &o->seed, NULL) < 0)
            return usage_error("seed", arg, "a whole number");
        return 0;
    }
    if (vx_num_parse_duration(arg, strlen(arg), &o->max_time_ns, NULL) < 0 || o->max_time_ns == 0)
        return usage_error("max-time", arg, "a duration such as 30s");
    return 0;
}

static int set_choice(struct vx_options *o, int id, const char *arg)
{
    int n;
    switch (id) {
    case OPT_CLOCK:
        n = choose("clock", arg, "virtual|real");
        o->clock = n == 0 ? VX_CLOCK_VIRTUAL : VX_CLOCK_REAL;
        break;
    case OPT_FORMAT:
        n = choose("format", arg, "text|json|csv");
        o->format = (enum vx_format)(n < 0 ? 0 : n);
        break;
    default:
        n = choose("color", arg, "auto|always|never");
        o->color = (enum vx_color)(n < 0 ? 0 : n);
        break;
    }
    return n < 0 ? -1 : 0;
}

static bool *flag_of(struct vx_options *o, int id)
{
    switch (id) {
    case OPT_BATCH:
        return &o->batch;
    case OPT_KEEP_GOING:
        return &o->keep_going;
    case OPT_PARSE_ONLY:
        return &o->parse_only;
    case OPT_HEADLESS:
        return &o->headless;
    case OPT_ONCE:
        return &o->once;
    case OPT_READ_ONLY:
        return &o->read_only;
    case OPT_YES:
        return &o->yes;
    case OPT_ASCII:
        return &o->ascii;
    case OPT_HELP:
        return &o->help;
    case OPT_VERSION:
        return &o->version;
    case OPT_MANUAL:
        return &o->manual;
    default:
        return NULL;
    }
}

static int take(struct vx_options *o, int id, const char *arg)
{
    bool *flag = flag_of(o, id);
    if (flag) {
        *flag = true;
        return 0;
    }
    switch (id) {
    case OPT_COMMAND:
        o->commands[o->command_count++] = arg;
        return 0;
    case OPT_RECORD:
        o->record = arg;
        return 0;
    case OPT_SUMMARY:
        o->summary = arg;
        return 0;
    case OPT_DATA:
        o->data = arg;
        return 0;
    case OPT_RC:
        o->rc = arg;
        return 0;
    case OPT_RATE:
        return set_rate(o, arg);
    case OPT_TOPOLOGY:
        return set_topology(o, arg);
    case OPT_SEED:
    case OPT_MAX_TIME:
        return set_number(o, id, arg);
    default:
        return set_choice(o, id, arg);
    }
}

/* getopt's two tables, from the rows. */
static void tables(struct option *longs, char *shorts)
{
    size_t n = 0;
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        longs[i] = (struct option){.name = rows[i].name,
                                   .has_arg = rows[i].arg ? required_argument : no_argument,
                                   .val = (int)(OPT_NONE + 1 + i)};
        if (rows[i].letter) {
            shorts[n++] = (char)rows[i].letter;
            if (rows[i].arg)
                shorts[n++] = ':';
        }
    }
    shorts[n] = '\0';
    longs[VX_LEN(rows)] = (struct option){.name = "manual", .val = OPT_MANUAL};
    longs[VX_LEN(rows) + 1] = (struct option){0};
}

static int long_id(int letter)
{
    for (size_t i = 0; i < VX_LEN(rows); i++)
        if (rows[i].letter == letter)
            return (int)(OPT_NONE + 1 + i);
    return letter;
}

int vx_options_parse(struct vx_options *o, int argc, char **argv)
{
    struct option longs[VX_LEN(rows) + 2];
    char shorts[2 * VX_LEN(rows) + 1];
    tables(longs, shorts);
    *o = (struct vx_options){.topology = -1};
    o->commands = calloc((size_t)argc + 1, sizeof *o->commands);
    if (!o->commands) {
        fprintf(stderr, "velox: out of memory\n");
        return -1;
    }
    for (int id; (id = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
        if (id == '?') {
            fprintf(stderr, "Try 'velox --help'.\n");
            return -1;
        }
        if (take(o, id < OPT_NONE ? long_id(id) : id, optarg) < 0)
            return -1;
    }
    if (optind < argc)
        o->file = argv[optind++];
    if (optind < argc) {
        fprintf(stderr, "velox: one script at a time: '%s' is one too many\nTry 'velox --help'.\n",
                argv[optind]);
        return -1;
    }
    if (o->file && o->command_count) {
        fprintf(stderr, "velox: a script and -c exclude each other: use -c 'source %s'\n", o->file);
        return -1;
    }
    return 0;
}

void vx_options_free(struct vx_options *o)
{
    free(o->commands);
    o->commands = NULL;
}

void vx_options_usage(FILE *out)
{
    fputs("Usage: velox [OPTION]... [FILE|-]\n"
#define VX_TOOL(function, name, arguments, help) "       velox " name " " arguments "\n"
#include "tool.def"
#undef VX_TOOL
          "A trading console: a matching engine behind, orders and a live book in front.\n\n"
          "On a terminal without FILE and -c: the console.  With FILE, - or -c: batch, on the\n"
          "virtual clock.  Without a terminal: status lines, one a second.\n\n",
          out);
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        char left[48];
        char letter[4] = {'-', (char)rows[i].letter, ',', '\0'};
        snprintf(left, sizeof left, "  %-3s --%s%s%s", rows[i].letter ? letter : "", rows[i].name,
                 rows[i].arg ? " " : "", rows[i].arg ? rows[i].arg : "");
        fprintf(out, "%-30s %s\n", left, rows[i].help);
    }
    fputs("\nExit status: 0 ok, 1 error, 2 usage, 3 expect failed, 4 time ran out, 5 journal\n"
          "unusable, 130/143 signals, or what quit says.  'velox -c help' lists the commands.\n",
          out);
}
