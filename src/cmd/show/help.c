#include "config.h"

#include "cmd/show/help.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cmd/lang/nearest.h"
#include "cmd/run/report.h"
#include "cmd/run/verb.h"

#define USAGE_MAX  400u
#define WRAP_WIDTH 78u

/* Of the help screen, which an 80-column terminal holds. */
#define ROW_MAX      60u
#define INDENT       4
#define COMMANDS_MAX 64u

static const struct {
    const char *name, *help, *text;
} topics[] = {
#define VX_TOPIC(name, help, text) {name, help, text},
#include "cmd/show/topic.def"
};

/* ---- text ---- */

/* Hands on text as lines of at most WRAP_WIDTH, each after `indent` blanks; where a paragraph goes
 * on, after `hang` more. */
static void wrap(struct vx_interp *in, const char *text, int indent, int hang)
{
    int more = 0;
    while (*text) {
        size_t width = WRAP_WIDTH - (size_t)(indent + more), n = strcspn(text, "\n");
        if (n > width) {
            n = width;
            while (n > 0 && text[n] != ' ')
                n--;
            n = n ? n : width;
        }
        vx_data(in, "%*s%.*s", indent + more, "", (int)n, text);
        text += n;
        more = *text == ' ' ? hang : 0;
        text += *text == ' ' || *text == '\n';
    }
}

static void list_all(struct vx_interp *in)
{
    struct vx_table t = {.columns = 0};
    size_t n;
    const struct vx_command *rows = vx_commands(&n);
    vx_table_column(&t, "command", true);
    vx_table_column(&t, "what it does", true);
    for (size_t i = 0; i < n; i++) {
        vx_table_text(&t, rows[i].name);
        vx_table_text(&t, rows[i].help);
    }
    for (size_t i = 0; i < VX_LEN(topics); i++) {
        vx_table_text(&t, topics[i].name);
        vx_table_text(&t, topics[i].help);
    }
    vx_show_table(in, &t);
    vx_table_free(&t);
    vx_data(in, "help COMMAND tells more of each.");
}

static void json_help(struct vx_json *j, const struct vx_command *c)
{
    char usage[USAGE_MAX], range[256];
    vx_command_usage(usage, sizeof usage, c);
    vx_json_text(j, "usage", usage);
    vx_json_text(j, "help", c->help);
    vx_json_text(j, "details", c->details);
    vx_json_text(j, "example", c->example);
    vx_json_open(j, "parameters", '[');
    for (unsigned i = 0; i < c->params; i++) {
        vx_json_open(j, NULL, '{');
        vx_json_text(j, "name", c->param[i].label);
        vx_json_text(j, "help", c->param[i].help);
        vx_param_range(range, sizeof range, &c->param[i]);
        vx_json_text(j, "range", range);
        vx_json_close(j, '}');
    }
    vx_json_close(j, ']');
}

static void explain(struct vx_interp *in, const struct vx_command *c)
{
    char usage[USAGE_MAX], range[256], text[640];
    vx_command_usage(usage, sizeof usage, c);
    vx_data(in, "%s", usage);
    vx_data(in, "  %s", c->help);
    wrap(in, c->details, 2, 0);
    for (unsigned i = 0; i < c->params; i++) {
        vx_param_range(range, sizeof range, &c->param[i]);
        snprintf(text, sizeof text, "%-10s %s%s%s%s", c->param[i].label, c->param[i].help,
                 *range ? " [" : "", range, *range ? "]" : "");
        wrap(in, text, 2, 11);
    }
    vx_data(in, "  example: %s", c->example);
}

static bool explain_topic(struct vx_interp *in, const char *name)
{
    struct vx_json *j = vx_fields(in);
    for (size_t i = 0; i < VX_LEN(topics); i++) {
        if (strcasecmp(topics[i].name, name) != 0)
            continue;
        if (j)
            vx_json_text(j, "text", topics[i].text);
        vx_data(in, "%s: %s", topics[i].name, topics[i].help);
        wrap(in, topics[i].text, 2, 2);
        return true;
    }
    return false;
}

static int no_such(struct vx_interp *in, const struct vx_call *call, const struct vx_arg *arg)
{
    char best[64];
    vx_nearest_command(best, sizeof best, arg->text, strlen(arg->text));
    for (size_t i = 0; i < VX_LEN(topics); i++)
        vx_nearest_offer(best, sizeof best, arg->text, strlen(arg->text), topics[i].name);
    return vx_fail(in, call, arg->at, VX_EXIT_ERROR, "no command is called '%s'%s%s%s", arg->text,
                   *best ? "; did you mean '" : "; `help` lists them", best, *best ? "'?" : "");
}

int vx_cmd_help(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *arg = vx_call_arg(call, "COMMAND");
    const struct vx_command *c = NULL;
    if (!arg->given) {
        in->front.help++;
        if (in->say == vx_default_say || vx_fields(in))
            list_all(in);
        return VX_EXIT_OK;
    }
    size_t len = strlen(arg->text);
    const struct vx_entry *alias = vx_dict_find(&in->aliases, arg->text, len);
    c = vx_command_find(arg->text, len);
    if (!c && !alias && vx_command_abbreviated(arg->text, len, &c) != 1)
        c = NULL;
    if (c && vx_fields(in))
        json_help(vx_fields(in), c);
    else if (c)
        explain(in, c);
    else if (alias)
        vx_data(in, "%s is an alias: %s", alias->name, alias->text);
    else if (!explain_topic(in, arg->text))
        return no_such(in, call, arg);
    return VX_EXIT_OK;
}

/* ---- the help screen ---- */

/* Bytes of a usage for a row: whole parameters, or at least whole values, if they fit. */
static size_t usage_fit(const char *usage, size_t max)
{
    size_t whole = 0, value = 0, i;
    int depth = 0;
    for (i = 0; i < max && usage[i]; i++) {
        depth += (usage[i] == '[') - (usage[i] == ']');
        if (usage[i] == ' ' && depth <= 0)
            whole = i + 1;
        else if (usage[i] == '|')
            value = i + 1;
    }
    if (!usage[i])
        return i;
    return whole > max / 2 || whole > value ? whole : value ? value : i;
}

/* Moves *usage on to its piece so many; how long that is.  Those behind the first are indented. */
static size_t usage_piece(const char **usage, uint32_t piece)
{
    size_t n = usage_fit(*usage, ROW_MAX);
    for (; piece > 0; piece--) {
        *usage += n;
        n = usage_fit(*usage, ROW_MAX - INDENT);
    }
    return n;
}

/* Rows that command i takes; found once, as nothing in it changes. */
static uint32_t usage_rows(const struct vx_command *rows, size_t i)
{
    static uint8_t known[COMMANDS_MAX];
    char usage[USAGE_MAX];
    assert(i < COMMANDS_MAX);
    if (known[i] == 0) {
        const char *rest = usage;
        vx_command_usage(usage, sizeof usage, &rows[i]);
        size_t n = usage_piece(&rest, 0);
        for (known[i] = 1; rest[n]; known[i]++) {
            rest += n;
            n = usage_fit(rest, ROW_MAX - INDENT);
        }
    }
    return known[i];
}

/* Row *row of the commands: usage, in as many rows as it takes, and its help with the last of them.
 * False: it is behind them, by so many. */
static bool command_row(uint32_t *row, struct vx_line_candidate *out)
{
    size_t n, i = 0;
    char usage[USAGE_MAX];
    const struct vx_command *rows = vx_commands(&n);
    for (; i < n && *row >= usage_rows(rows, i); i++)
        *row -= usage_rows(rows, i);
    if (i == n)
        return false;
    const char *piece = usage;
    vx_command_usage(usage, sizeof usage, &rows[i]);
    size_t len = usage_piece(&piece, *row);
    len -= piece[len - 1] == ' ';
    const bool last = *row + 1 == usage_rows(rows, i);
    snprintf(out->text, sizeof out->text, "%*s%.*s", *row ? INDENT : 0, "", (int)len, piece);
    snprintf(out->help, sizeof out->help, "%s", last ? rows[i].help : "");
    return true;
}

/* Usage and help of each command; the topics and the bound keys behind them. */
bool vx_interp_help_row(const struct vx_interp *interp, uint32_t row, struct vx_line_candidate *out)
{
    if (command_row(&row, out))
        return true;
    if (row < VX_LEN(topics)) {
        snprintf(out->text, sizeof out->text, "help %s", topics[row].name);
        snprintf(out->help, sizeof out->help, "%s", topics[row].help);
        return true;
    }
    row -= (uint32_t)VX_LEN(topics);
    if (row >= interp->keys.count)
        return false;
    snprintf(out->text, sizeof out->text, "%.60s", interp->keys.entry[row].name);
    snprintf(out->help, sizeof out->help, "%.90s", interp->keys.entry[row].text);
    return true;
}

/* ---- the manual ---- */

/* mdoc: a backslash is \e, a dot or a quote at the start of a line is text. */
static void mdoc(FILE *out, const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", out);
    for (; *text; text++) {
        if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else
            fputc(*text, out);
        if (*text == '\n')
            fputs(".br\n", out);
    }
}

static void manual_command(FILE *out, const struct vx_command *c)
{
    char usage[USAGE_MAX], range[256];
    vx_command_usage(usage, sizeof usage, c);
    fputs(".It Xo\n.Li \"", out);
    for (const char *u = usage; *u; u++)
        fputs(*u == '"' ? "\\(dq" : (char[]){*u, '\0'}, out);
    fputs("\"\n.Xc\n", out);
    mdoc(out, c->help);
    fputs(".\n", out);
    mdoc(out, c->details);
    fputc('\n', out);
    if (c->params)
        fputs(".Bl -tag -width \"INSTRUMENT\" -compact\n", out);
    for (unsigned i = 0; i < c->params; i++) {
        fputs(".It Li ", out);
        mdoc(out, c->param[i].label);
        fputc('\n', out);
        mdoc(out, c->param[i].help);
        if (vx_param_range(range, sizeof range, &c->param[i])) {
            fputs(" [", out);
            mdoc(out, range);
            fputc(']', out);
        }
        fputc('\n', out);
    }
    if (c->params)
        fputs(".El\n.Pp\n", out);
    fputs("Example:\n.Dl ", out);
    mdoc(out, c->example);
    fputc('\n', out);
}

void vx_interp_manual(FILE *out)
{
    size_t n;
    const struct vx_command *rows = vx_commands(&n);
    fputs(".Sh COMMANDS\n", out);
    for (size_t i = 0; i < VX_LEN(topics); i++) {
        fprintf(out, ".Ss %s\n", topics[i].help);
        mdoc(out, topics[i].text);
        fputc('\n', out);
    }
    fputs(".Ss The commands\n.Bl -tag -width Ds\n", out);
    for (size_t i = 0; i < n; i++)
        manual_command(out, &rows[i]);
    fputs(".El\n", out);
}
