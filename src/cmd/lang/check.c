#include "cmd/lang/check.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cmd/lang/nearest.h"
#include "core/base/err.h"
#include "core/base/num.h"

struct check {
    const struct vx_call *call;
    size_t end;
    struct vx_mistake *mistake;
};

#define mistaken(c, place, ...) (vx_mistake_set((c)->mistake, (place), __VA_ARGS__), VX_E_SYNTAX)

static const struct vx_arg *arg(const struct check *c, const char *label)
{
    return vx_call_arg(c->call, label);
}

/* The first of the labels (ended by NULL) that is given, or NULL. */
static const struct vx_arg *first_given(const struct check *c, const char *const *labels)
{
    for (; *labels; labels++)
        if (vx_call_given(c->call, *labels))
            return arg(c, *labels);
    return NULL;
}

static int check_order(const struct check *c)
{
    const struct vx_arg *tif = arg(c, "tif");
    if (tif->given && vx_arg_is(arg(c, "PRICE"), "market"))
        return mistaken(c, tif->at,
                        "a market order takes no tif=: what it cannot get is cancelled");
    return VX_OK;
}

static int check_cancel(const struct check *c)
{
    static const char *const narrowing[] = {"side", "owner", "instr", NULL};
    const struct vx_arg *qty = arg(c, "qty"), *narrow = first_given(c, narrowing);
    bool all = vx_arg_is(arg(c, "ORDER"), "all");
    if (all && qty->given)
        return mistaken(c, qty->at, "qty= is for one order, not for all");
    if (!all && narrow)
        return mistaken(c, narrow->at, "%s= narrows `cancel all` down, not one order",
                        narrow->param->label);
    return VX_OK;
}

static int check_goto(const struct check *c)
{
    const struct vx_arg *to = arg(c, "TO"), *expr = arg(c, "EXPR");
    const bool looks = vx_arg_is(to, "next") || vx_arg_is(to, "prev");
    if (looks && !expr->given)
        return mistaken(c, c->end, "goto %s: what has to be true? An expression is missing",
                        to->text);
    if (!looks && expr->given)
        return mistaken(c, expr->at, "an expression stands behind next or prev alone");
    return VX_OK;
}

static int check_replace(const struct check *c)
{
    if (!arg(c, "qty")->given && !arg(c, "price")->given)
        return mistaken(c, c->end, "what changes? qty= or price= is missing");
    return VX_OK;
}

static int check_feed(const struct check *c)
{
    static const char *const options[] = {"FILE", "book", "verify", "speed", "instr", "wait", NULL};
    bool stop = vx_arg_is(arg(c, "FORMAT"), "stop");
    const struct vx_arg *extra = first_given(c, options), *verify = arg(c, "verify");
    if (stop && extra)
        return mistaken(c, extra->at, "`feed stop` stands alone");
    if (!stop && !arg(c, "FILE")->given)
        return mistaken(c, c->end, "FILE is missing: the messages");
    if (vx_arg_is(verify, "on") && !arg(c, "book")->given)
        return mistaken(c, verify->at,
                        "verify=on compares with the rows of book=FILE: it is missing");
    return VX_OK;
}

static int check_wait(const struct check *c)
{
    const struct vx_arg *dur = arg(c, "DUR"), *until = arg(c, "until");
    if (dur->given == until->given)
        return mistaken(c, dur->given ? until->at : c->end,
                        "DUR or `until T`: one of them is wanted");
    return VX_OK;
}

static bool is_number(const struct vx_arg *a)
{
    return a->given && a->text && isdigit((unsigned char)a->text[0]);
}

static int check_alert(const struct check *c)
{
    const struct vx_arg *n = arg(c, "N"), *what = arg(c, "EXPR"), *act = arg(c, "do");
    const struct vx_arg *over = arg(c, "over"), *extra = over->given ? over : act;
    if (!what->given)
        return extra->given ? mistaken(c, extra->at, "EXPR is missing: what has to become true")
                            : VX_OK;
    if (vx_arg_is(what, "remove") && !n->given)
        return mistaken(c, c->end, "which alert? Its number (see `alert list`) or all is missing");
    if (what->choice >= 0 && extra->given)
        return mistaken(c, extra->at, "`alert %s` does nothing else", what->text);
    if (is_number(act))
        return mistaken(c, act->at, "a command is wanted, not %s", act->text);
    if (n->given && !vx_arg_is(what, "remove"))
        return mistaken(c, n->at, "`alert %s` stands alone", what->text);
    return VX_OK;
}

static int check_at(const struct check *c)
{
    const struct vx_arg *t = arg(c, "T"), *command = arg(c, "COMMAND");
    bool number = is_number(command) || vx_arg_is(command, "all");
    if (vx_arg_is(t, "list"))
        return command->given ? mistaken(c, command->at, "`at list` stands alone") : VX_OK;
    if (!command->given)
        return mistaken(c, c->end, "%s",
                        t->choice >= 0 ? "which? Its number (see `at list`) or all"
                                         " is missing"
                                       : "COMMAND is missing: what is to run then");
    if (t->choice >= 0 && !number)
        return mistaken(c, command->at, "the number of what was scheduled, or all, is wanted");
    if (t->choice < 0 && number)
        return mistaken(c, command->at, "a command is wanted, not %s", command->text);
    return VX_OK;
}

static int check_alias(const struct check *c)
{
    const struct vx_arg *name = arg(c, "NAME"), *command = arg(c, "COMMAND");
    if (name->given && vx_command_find(name->text, strlen(name->text)))
        return mistaken(c, name->at, "'%s' is a command and stays one", name->text);
    return is_number(command)
               ? mistaken(c, command->at, "a command is wanted, not %s", command->text)
               : VX_OK;
}

static int check_bind(const struct check *c)
{
    const struct vx_arg *command = arg(c, "COMMAND");
    return is_number(command)
               ? mistaken(c, command->at, "a command is wanted, not %s", command->text)
               : VX_OK;
}

int vx_export_form(const struct vx_arg *file, const struct vx_arg *format)
{
    const char *dot = strrchr(file->text, '.');
    const char *name = format->given ? format->text : dot ? dot + 1 : "";
    if (strcasecmp(name, "txt") == 0 && !format->given)
        return VX_EXPORT_TEXT;
    if (strcasecmp(name, "ans") == 0 && !format->given)
        return VX_EXPORT_ANSI;
    return vx_words_index(format->param->words, name, strlen(name));
}

/* What an export can be, of each: forms as bits. */
static unsigned forms_of(const struct vx_arg *what, const char **names)
{
    if (vx_arg_is(what, "latency")) {
        *names = "csv, json, hgrm or svg";
        return 1u << VX_EXPORT_CSV | 1u << VX_EXPORT_JSON | 1u << VX_EXPORT_HGRM |
               1u << VX_EXPORT_SVG;
    }
    if (vx_arg_is(what, "screen")) {
        *names = "text, ansi or svg";
        return 1u << VX_EXPORT_TEXT | 1u << VX_EXPORT_ANSI | 1u << VX_EXPORT_SVG;
    }
    *names = "csv or json";
    return 1u << VX_EXPORT_CSV | 1u << VX_EXPORT_JSON;
}

static int check_export(const struct check *c)
{
    const struct vx_arg *what = arg(c, "WHAT"), *format = arg(c, "FORMAT"), *of = arg(c, "of");
    const struct vx_arg *file = arg(c, "FILE");
    const char *names;
    if (format->hole || file->hole || what->hole)
        return VX_OK;
    const int form = vx_export_form(file, format);
    const size_t at = format->given ? format->at : file->at;
    const unsigned forms = forms_of(what, &names);
    if (form < 0)
        return mistaken(c, at,
                        "which format? The file's name ends in none of .csv, .json, .hgrm, "
                        ".svg, .txt and .ans");
    if (!(forms >> form & 1u))
        return mistaken(c, at, "%s can be %s", what->text, names);
    if (of->given && form != VX_EXPORT_HGRM)
        return mistaken(c, of->at, "of= is for hgrm, which holds one latency; this holds all");
    return VX_OK;
}

static int setting_error(const struct check *c, const struct vx_arg *value, enum vx_setting s,
                         int err)
{
    const struct vx_setting_row *row = &vx_setting_rows[s];
    char low[48], high[48], list[200];
    if (row->type == VX_TYPE_CHOICE || row->type == VX_TYPE_SWITCH) {
        vx_words_list(list, sizeof list, row->choices ? row->choices : "off|on");
        return mistaken(c, value->at, "%s has to be %s, not '%s'", row->name, list, value->text);
    }
    vx_setting_format(low, sizeof low, s, row->min);
    vx_setting_format(high, sizeof high, s, row->max);
    if (err == VX_E_INVALID)
        return mistaken(c, value->at, "%s has to be a power of two, %s to %s, not %s", row->name,
                        low, high, value->text);
    return mistaken(c, value->at, "%s has to be %s to %s, not '%s'", row->name, low, high,
                    value->text);
}

static int check_set(const struct check *c)
{
    const struct vx_arg *key = arg(c, "KEY"), *value = arg(c, "VALUE");
    int64_t v;
    if (!value->given || value->hole || key->hole)
        return VX_OK;
    enum vx_setting s = (enum vx_setting)key->n;
    if (vx_setting_rows[s].type == VX_TYPE_TEXT)
        return VX_OK;
    int err = vx_setting_parse(s, value->text, strlen(value->text), &v);
    return err < 0 ? setting_error(c, value, s, err) : VX_OK;
}

static int check_rows(const struct check *c, const struct vx_arg *n, uint64_t max)
{
    uint64_t rows;
    if (!n->given || n->hole)
        return VX_OK;
    if (vx_num_parse_count(n->text, strlen(n->text), &rows, NULL) < 0 || rows < 1 || rows > max)
        return mistaken(c, n->at, "how many rows: 1 to %llu is wanted, not '%s'",
                        (unsigned long long)max, n->text);
    return VX_OK;
}

/* A metric's name and its beginnings, up to each dot. */
static void offer_beginnings(char *best, size_t size, const char *typed, const char *name)
{
    char stem[64];
    size_t len = strlen(typed);
    for (const char *dot = strchr(name, '.'); dot; dot = strchr(dot + 1, '.')) {
        snprintf(stem, sizeof stem, "%.*s", (int)(dot - name + 1), name);
        vx_nearest_offer(best, size, typed, len, stem);
    }
    vx_nearest_offer(best, size, typed, len, name);
}

/* The beginning of at least one metric's name. */
static int check_metrics(const struct check *c, const struct vx_arg *prefix)
{
    size_t n, len = strlen(prefix->text);
    char best[64] = "";
    const struct vx_metric *rows = vx_metrics(&n);
    for (size_t i = 0; i < n; i++)
        if (strncmp(rows[i].name, prefix->text, len) == 0)
            return VX_OK;
    for (size_t i = 0; i < n; i++)
        offer_beginnings(best, sizeof best, prefix->text, rows[i].name);
    return mistaken(c, prefix->at, "no metric's name begins with '%s'%s%s%s", prefix->text,
                    *best ? "; did you mean '" : "", best, *best ? "'?" : "");
}

static int check_show(const struct check *c)
{
    const struct vx_arg *what = arg(c, "WHAT"), *n = arg(c, "N|PREFIX");
    if (vx_arg_is(what, "book"))
        return check_rows(c, n, VX_DEPTH_LEVELS);
    if (vx_arg_is(what, "trades"))
        return check_rows(c, n, VX_TAPE_CAPACITY);
    if (!n->given || n->hole || what->hole)
        return VX_OK;
    if (vx_arg_is(what, "metrics"))
        return check_metrics(c, n);
    return mistaken(c, n->at, "`show %s` takes nothing more", what->text);
}

static int check_watch(const struct check *c)
{
    static const char *const options[] = {"every", "count", NULL};
    const struct vx_arg *what = arg(c, "WHAT"), *extra = first_given(c, options);
    if (vx_arg_is(what, "off"))
        return extra ? mistaken(c, extra->at, "`watch off` stands alone") : VX_OK;
    return what->hole || what->choice >= 0 ? VX_OK : check_metrics(c, what);
}

int vx_call_check(const struct vx_call *call, size_t end, struct vx_mistake *mistake)
{
    static const struct {
        const char *name;
        int (*check)(const struct check *c);
    } checks[] = {
        {"alert", check_alert},     {"alias", check_alias}, {"at", check_at},
        {"bind", check_bind},       {"buy", check_order},   {"cancel", check_cancel},
        {"export", check_export},   {"feed", check_feed},   {"goto", check_goto},
        {"replace", check_replace}, {"sell", check_order},  {"set", check_set},
        {"show", check_show},       {"wait", check_wait},   {"watch", check_watch},
    };
    const struct check c = {.call = call, .end = end, .mistake = mistake};
    for (size_t i = 0; i < VX_LEN(checks); i++)
        if (strcmp(checks[i].name, call->command->name) == 0)
            return checks[i].check(&c);
    return VX_OK;
}
