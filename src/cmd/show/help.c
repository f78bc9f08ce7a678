#include "config.h"

#include "cmd/show/help.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cmd/lang/nearest.h"
#include "cmd/run/report.h"
#include "cmd/run/verb.h"

#define USAGE_MAX  400u
#define WRAP_WIDTH 78u

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

/* Two rows a command: usage with its help; the topics and the bound keys behind them. */
bool vx_interp_help_row(const struct vx_interp *interp, uint32_t row, struct vx_line_candidate *out)
{
    size_t n;
    char usage[USAGE_MAX];
    const struct vx_command *rows = vx_commands(&n);
    if (row < n) {
        vx_command_usage(usage, sizeof usage, &rows[row]);
        bool fits = strlen(usage) < sizeof out->text;
        snprintf(out->text, sizeof out->text, "%.60s%s", usage, fits ? "" : "...");
        snprintf(out->help, sizeof out->help, "%s", rows[row].help);
        return true;
    }
    row -= (uint32_t)n;
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
