#include "config.h"

#include "cmd/prompt/complete.h"

#include <ctype.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "cmd/act/alert.h"
#include "cmd/act/later.h"
#include "cmd/lang/assign.h"
#include "cmd/lang/dict.h"
#include "cmd/run/interp.h"
#include "cmd/run/look.h"
#include "cmd/run/placed.h"
#include "cmd/run/state.h"
#include "cmd/run/statement.h"
#include "cmd/show/show.h"
#include "core/base/err.h"
#include "core/base/num.h"

#define FILES_LOOKED_AT 10000u

/* ---- collecting ---- */

struct candidates {
    struct vx_interp *in;
    struct vx_line_candidate *row;
    size_t count, max;
    const char *typed; /* what every candidate begins with */
    size_t len;
};

static void offer(struct candidates *c, const char *text, const char *help)
{
    if (strncasecmp(text, c->typed, c->len) != 0 || strlen(text) >= sizeof c->row[0].text)
        return;
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->row[i].text, text) == 0)
            return;
    if (c->count == c->max)
        return;
    struct vx_line_candidate *row = &c->row[c->count++];
    snprintf(row->text, sizeof row->text, "%s", text);
    snprintf(row->help, sizeof row->help, "%s", help ? help : "");
}

static void offer_words(struct candidates *c, const char *words, const char *help)
{
    char text[64];
    size_t len;
    const char *word;
    const bool alone = vx_words_at(words, 1, &len) == NULL;
    for (unsigned i = 0; (word = vx_words_at(words, i, &len)) != NULL; i++) {
        snprintf(text, sizeof text, "%.*s", (int)len, word);
        offer(c, text, alone ? help : ""); /* which is of all of them */
    }
}

static void offer_commands(struct candidates *c)
{
    size_t n;
    const struct vx_command *rows = vx_commands(&n);
    for (size_t i = 0; i < n; i++)
        offer(c, rows[i].name, rows[i].help);
    for (size_t i = 0; i < c->in->aliases.count; i++)
        offer(c, c->in->aliases.entry[i].name, c->in->aliases.entry[i].text);
}

static void offer_metric(struct candidates *c, const struct vx_metric *m)
{
    char value[40], help[128];
    const struct vx_value now = vx_metric_read(m, &c->in->view);
    vx_value_format(value, sizeof value, &now);
    snprintf(help, sizeof help, "%s - %s", value, m->help);
    offer(c, m->name, help);
}

/* Names up to and with the next dot: a name space of hundreds is walked, not listed. */
static void offer_metrics(struct candidates *c)
{
    size_t n;
    const struct vx_metric *rows = vx_metrics(&n);
    char stem[64];
    vx_look_again(c->in, &c->in->view, true);
    for (size_t i = 0; i < n; i++) {
        if (strncmp(rows[i].name, c->typed, c->len) != 0)
            continue;
        const char *dot = strchr(rows[i].name + c->len, '.');
        if (!dot) {
            offer_metric(c, &rows[i]);
            continue;
        }
        snprintf(stem, sizeof stem, "%.*s", (int)(dot - rows[i].name + 1), rows[i].name);
        offer(c, stem, "");
    }
}

/* "buy 20 @ 99.50, 5 left" */
static void describe_own(char *buf, size_t size, const struct vx_own *own)
{
    char price[32] = "market";
    if (own->price)
        vx_num_format_price(price, sizeof price, own->price);
    snprintf(buf, size, "%s %u @ %s, %u left", vx_own_side(own) == VX_BID ? "buy" : "sell",
             own->qty, price, own->leaves);
}

/* Own orders that rest: by name, or by id where they have none or a number is being typed. */
static void offer_own(struct candidates *c)
{
    const struct vx_session *s = c->in->session;
    const struct vx_panel *panel = s->ops->panel(s->self);
    uint64_t n = s->started ? vx_get(&panel->own_count) : 0;
    char name[VX_NAME_MAX], id[24], help[96];
    struct vx_own own;
    for (uint32_t i = 0; i < n && i < VX_OWN_MAX; i++) {
        if (vx_own_read(panel, i, &own) < 0 || vx_own_status(&own) != VX_OWN_LIVE)
            continue;
        bool named = vx_interp_order_name(c->in, own.id, name, sizeof name);
        snprintf(id, sizeof id, "%" PRIu64, own.id);
        describe_own(help, sizeof help, &own);
        if (named)
            offer(c, name, help);
        if (!named || c->len)
            offer(c, id, help);
    }
}

/* Names whose answer is still to come count as live. */
static void offer_orders(struct candidates *c)
{
    offer_own(c);
    for (size_t i = 0; i < c->in->placed_count; i++)
        if (c->in->placed[i].waiting && c->in->placed[i].name[0])
            offer(c, c->in->placed[i].name, c->in->placed[i].what);
}

/* order.NAME. and order.NAME.FIELD */
static void offer_order_fields(struct candidates *c)
{
    char text[128];
    for (size_t i = 0; i < c->in->placed_count; i++) {
        const struct vx_placed *p = &c->in->placed[i];
        size_t n = (size_t)snprintf(text, sizeof text, "order.%s.", p->name);
        if (!p->name[0])
            continue;
        if (c->len < n) {
            offer(c, c->len >= strlen("order.") ? text : "order.", p->what);
            continue;
        }
        for (unsigned f = 0; f < VX_ORDER_FIELDS; f++) {
            snprintf(text, sizeof text, "order.%s.%s", p->name, vx_order_field_name(f));
            offer(c, text, vx_order_field_help(f));
        }
    }
}

/* A setting's value now, as `set` takes it. */
static void setting_now(const struct candidates *c, enum vx_setting s, char *buf, size_t size)
{
    const struct vx_session *session = c->in->session;
    if (vx_setting_rows[s].type == VX_TYPE_TEXT)
        snprintf(buf, size, "\"%s\"", session->ops->get_text(session->self, s));
    else
        vx_setting_format(buf, size, s, session->ops->get(session->self, s));
}

static void offer_settings(struct candidates *c)
{
    char now[64], range[160], help[320];
    for (unsigned i = 0; i < VX_SETTINGS; i++) {
        setting_now(c, (enum vx_setting)i, now, sizeof now);
        vx_setting_range(range, sizeof range, (enum vx_setting)i);
        snprintf(help, sizeof help, "%s (%s) - %s", now, range, vx_setting_rows[i].help);
        offer(c, vx_setting_rows[i].name, help);
    }
}

static void offer_file(struct candidates *c, const char *folder, const struct dirent *e)
{
    char path[1024];
    struct stat st;
    int n = snprintf(path, sizeof path, "%s%s", folder, e->d_name);
    if (n < 0 || (size_t)n + 1 >= sizeof path)
        return;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        snprintf(path + n, sizeof path - (size_t)n, "/");
    offer(c, path, "");
}

static void offer_files(struct candidates *c)
{
    char folder[1024] = "", typed[1024];
    snprintf(typed, sizeof typed, "%.*s", (int)c->len, c->typed);
    const char *slash = strrchr(typed, '/');
    if (slash)
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - typed + 1), typed);
    DIR *dir = opendir(*folder ? folder : ".");
    struct dirent *e;
    for (unsigned i = 0; dir && i < FILES_LOOKED_AT && (e = readdir(dir)) != NULL; i++)
        if (e->d_name[0] != '.' || (slash ? slash[1] : typed[0]) == '.')
            offer_file(c, folder, e);
    if (dir)
        closedir(dir);
}

static void offer_listed(struct candidates *c, const char *(*name)(unsigned), unsigned count,
                         const char *(*help)(unsigned))
{
    for (unsigned i = 0; i < count; i++)
        offer(c, name(i), help ? help(i) : "");
}

/* What it is, and the ends of what it may be. */
static void offer_range(struct candidates *c, enum vx_setting s)
{
    const struct vx_setting_row *row = &vx_setting_rows[s];
    char text[64];
    setting_now(c, s, text, sizeof text);
    offer(c, text, "now");
    if (row->type == VX_TYPE_TEXT)
        return;
    const int64_t values[] = {row->dflt, row->min, row->max};
    static const char *const names[] = {"default", "least", "most"};
    for (size_t i = 0; i < VX_LEN(values); i++) {
        vx_setting_format(text, sizeof text, s, values[i]);
        offer(c, text, names[i]);
    }
}

static void offer_setting_values(struct candidates *c, const struct vx_words *words, size_t from)
{
    const char *key = from + 1 < words->count ? words->word[from + 1].text : "";
    int s = vx_setting_find(key, strlen(key));
    if (s < 0)
        return;
    const struct vx_setting_row *row = &vx_setting_rows[s];
    if (row->type == VX_TYPE_SWITCH)
        offer_words(c, "off|on", row->help);
    else if (row->type == VX_TYPE_CHOICE)
        offer_words(c, row->choices, row->help);
    else
        offer_range(c, (enum vx_setting)s);
}

/* Behind `remove` what has a number: alerts, and what is scheduled.  False: it is not there. */
static bool offer_numbers(struct candidates *c, const struct vx_words *words, size_t from)
{
    bool remove = from + 1 < words->count && strcasecmp(words->word[from + 1].text, "remove") == 0;
    const char *verb = words->word[from].text;
    char number[24];
    const char *line;
    uint64_t n;
    for (size_t i = 0; remove && strcasecmp(verb, "alert") == 0 && i < c->in->alert_count; i++) {
        line = vx_alert_line(c->in, i, &n);
        snprintf(number, sizeof number, "%" PRIu64, n);
        offer(c, number, line);
    }
    for (size_t i = 0; remove && strcasecmp(verb, "at") == 0 && i < c->in->due_count; i++) {
        line = vx_at_line(c->in, i, &n);
        snprintf(number, sizeof number, "%" PRIu64, n);
        if (line)
            offer(c, number, line);
    }
    return remove;
}

static void offer_views(struct candidates *c)
{
    for (unsigned i = 0; i < VX_VIEWS; i++)
        offer(c, vx_view_rows[i].word, vx_view_rows[i].help);
}

/* What may stand behind a word of `view`. */
static void offer_view_values(struct candidates *c, const struct vx_words *words, size_t from)
{
    const char *word = from + 1 < words->count ? words->word[from + 1].text : "";
    int id = vx_view_find(word, strlen(word));
    if (id >= 0)
        offer_words(c, vx_view_rows[id].values, vx_view_rows[id].help);
}

/* F1 to F12, and what they are bound to. */
static void offer_keys(struct candidates *c)
{
    char key[8];
    for (unsigned i = 1; i <= 12; i++) {
        snprintf(key, sizeof key, "F%u", i);
        offer(c, key, vx_interp_binding(c->in, key));
    }
    for (size_t i = 0; c->len && vx_key_names[i]; i++)
        offer(c, vx_key_names[i], vx_interp_binding(c->in, vx_key_names[i]));
    for (size_t i = 0; i < c->in->keys.count; i++)
        offer(c, c->in->keys.entry[i].name, c->in->keys.entry[i].text);
}

static void offer_expression(struct candidates *c)
{
    const char *word;
    offer_metrics(c);
    offer_order_fields(c);
    for (unsigned i = 0; c->len && (word = vx_expr_word(i)) != NULL; i++)
        offer(c, word, "");
}

static void offer_values(struct candidates *c, const struct vx_param *p,
                         const struct vx_words *words, size_t from)
{
    offer_words(c, p->words, p->help);
    switch ((unsigned)p->type) {
    case VX_ARG_FLOW:
        offer_listed(c, vx_flow_name, VX_FLOWS, vx_flow_help);
        break;
    case VX_ARG_STAGE:
        offer_listed(c, vx_stage_name, VX_STAGES, NULL);
        break;
    case VX_ARG_SETTING:
        offer_settings(c);
        break;
    case VX_ARG_TOKEN:
        offer_setting_values(c, words, from);
        break;
    case VX_ARG_METRIC:
        offer_metrics(c);
        break;
    case VX_ARG_ORDER:
        offer_orders(c);
        break;
    case VX_ARG_COUNT:
        offer_numbers(c, words, from);
        break;
    case VX_ARG_KEY:
        offer_keys(c);
        break;
    case VX_ARG_VIEW:
        offer_views(c);
        break;
    case VX_ARG_TEXT:
        if (strcasecmp(words->word[from].text, "view") == 0)
            offer_view_values(c, words, from);
        break;
    case VX_ARG_EXPR:
    case VX_ARG_ASSIGN:
        offer_expression(c);
        break;
    case VX_ARG_FILE:
        offer_files(c);
        break;
    case VX_ARG_COMMAND:
        if (!offer_numbers(c, words, from))
            offer_commands(c);
        break;
    case VX_ARG_VERB:
    case VX_ARG_LINE:
        offer_commands(c);
        break;
    default:
        break;
    }
}

/* ---- where the cursor is ---- */

/* The statement before the cursor, as far as it is typed: words whole, and the one at hand. */
struct typing {
    struct vx_origin *origin;
    struct vx_words words;
    size_t from;                      /* the verb's word; of the innermost command */
    const struct vx_command *command; /* NULL: the verb itself is being typed */
    struct vx_assignment a;
    const struct vx_param *key; /* the word at hand is "key=..." of it */
    size_t start;               /* of the word at hand, in bytes of the text */
    char *word;                 /* it, "" behind a blank */
    struct vx_mistake mistake;
    int rc; /* of the words before it */
};

static const char *any_variable(void *ctx, const char *name, size_t len, bool *hole, char *suggest,
                                size_t size)
{
    (void)ctx, (void)name, (void)len, (void)suggest, (void)size;
    *hole = true;
    return "0";
}

/* The words of the last statement. */
static int lex_last(struct typing *t)
{
    size_t at = 0;
    for (;;) {
        int rc = vx_lex(&t->words, t->origin, at, any_variable, NULL, &t->mistake);
        if (rc < 0 || t->words.next >= t->origin->len)
            return rc;
        at = t->words.next;
        vx_words_free(&t->words);
    }
}

/* Commands in commands: `at 5ms buy` is about `buy`. */
static void descend(struct typing *t)
{
    for (unsigned depth = 0; depth < VX_COMMAND_DEPTH_MAX; depth++) {
        struct vx_mistake ignored;
        t->command = NULL;
        if (t->from >= t->words.count)
            return;
        t->rc = vx_parse_verb(&t->command, &t->words.word[t->from], true, &ignored);
        if (t->rc < 0) {
            t->command = NULL;
            return;
        }
        vx_take_out_at_sign(&t->words, t->from, t->command);
        t->rc = vx_assign(&t->a, t->command, &t->words, t->from, &t->mistake);
        const struct vx_param *open = t->rc == VX_OK ? t->a.open : NULL;
        if (!open || (open->type != VX_ARG_COMMAND && open->type != VX_ARG_LINE))
            return;
        const struct vx_slot *slot = &t->a.slot[open - t->command->param];
        if (!slot->used) {
            t->from = t->words.count;
            t->command = NULL;
            return;
        }
        t->from = slot->first;
    }
}

static void find_key(struct typing *t)
{
    const char *equals = strchr(t->word, '=');
    if (!equals || !t->command)
        return;
    for (unsigned i = 0; i < t->command->params; i++) {
        const struct vx_param *p = &t->command->param[i];
        size_t len = strlen(p->label);
        if (p->kind == VX_PARAM_KEY && (size_t)(equals - t->word) == len &&
            strncasecmp(p->label, t->word, len) == 0)
            t->key = p;
    }
    if (t->key) {
        t->start += (size_t)(equals - t->word) + 1;
        memmove(t->word, equals + 1, strlen(equals + 1) + 1);
    }
}

/* What ends an operand: completion inside `a>=b` begins behind the operator. */
static void find_operand(struct typing *t)
{
    bool expression =
        t->a.open && (t->a.open->type == VX_ARG_EXPR || t->a.open->type == VX_ARG_ASSIGN);
    const struct vx_param *next =
        t->command && t->a.next < t->command->params ? &t->command->param[t->a.next] : NULL;
    if (!expression && !(next && next->type == VX_ARG_EXPR))
        return;
    size_t n = strlen(t->word);
    while (n > 0 && !strchr("<>=!&|()+*/", t->word[n - 1]))
        n--;
    t->start += n;
    memmove(t->word, t->word + n, strlen(t->word + n) + 1);
}

/* False: nothing sensible can be said (an open quote, no memory). */
static bool look_at_typing(struct typing *t, const char *text, size_t cursor)
{
    *t = (struct typing){.origin = vx_origin_make("", "", 1, text, cursor)};
    if (!t->origin || lex_last(t) < 0)
        return false;
    bool open = t->words.count && t->words.word[t->words.count - 1].end == cursor;
    t->start = open ? t->words.word[t->words.count - 1].at : cursor;
    t->word = strdup(open ? t->words.word[t->words.count - 1].text : "");
    if (!t->word)
        return false;
    t->words.count -= open;
    descend(t);
    if (t->command && t->rc == VX_OK) {
        find_key(t);
        find_operand(t);
    }
    return true;
}

static void end_typing(struct typing *t)
{
    vx_words_free(&t->words);
    vx_origin_drop(t->origin);
    free(t->word);
}

/* ---- completion ---- */

/* Words and options of the command that are not there yet. */
static void offer_options(struct candidates *c, const struct typing *t)
{
    char text[64];
    for (unsigned i = 0; i < t->command->params; i++) {
        const struct vx_param *p = &t->command->param[i];
        if (p->kind == VX_PARAM_POS || t->a.slot[i].used)
            continue;
        snprintf(text, sizeof text, "%s%s", p->label, p->kind == VX_PARAM_KEY ? "=" : "");
        offer(c, text, p->help);
    }
}

static void offer_for(struct candidates *c, const struct typing *t)
{
    const struct vx_param *param = t->command->param;
    const bool more = t->a.next < t->command->params;
    if (t->key) {
        offer_values(c, t->key, &t->words, t->from);
        return;
    }
    if (t->a.open) {
        offer_values(c, t->a.open, &t->words, t->from);
        if (t->a.open->type != VX_ARG_EXPR)
            return;
        offer_options(c, t);
        return;
    }
    if (more)
        offer_values(c, &param[t->a.next], &t->words, t->from);
    if (!more || !param[t->a.next].must)
        offer_options(c, t);
}

/* Numbers in it by their value: order 9 stands before order 10. */
static int by_text(const void *a, const void *b)
{
    return strverscmp(((const struct vx_line_candidate *)a)->text,
                      ((const struct vx_line_candidate *)b)->text);
}

/* The name behind a $ that ends at the cursor; NULL: there is none. */
static const char *variable_at(const char *text, size_t cursor)
{
    size_t n = cursor;
    while (n > 0 && (isalnum((unsigned char)text[n - 1]) || text[n - 1] == '_'))
        n--;
    return n > 0 && text[n - 1] == '$' ? text + n : NULL;
}

static void offer_variables(struct candidates *c)
{
    for (size_t i = 0; i < c->in->variables.count; i++)
        offer(c, c->in->variables.entry[i].name, c->in->variables.entry[i].text);
}

size_t vx_interp_complete(struct vx_interp *interp, const char *text, size_t cursor,
                          struct vx_line_candidate *candidates, size_t max, size_t *start)
{
    struct typing t;
    struct candidates c = {.in = interp, .row = candidates, .max = max};
    const char *variable = variable_at(text, cursor);
    *start = cursor;
    if (variable) {
        *start = (size_t)(variable - text);
        c.typed = variable;
        c.len = cursor - *start;
        offer_variables(&c);
        qsort(candidates, c.count, sizeof(candidates[0]), by_text);
        return c.count;
    }
    if (look_at_typing(&t, text, cursor)) {
        *start = t.start;
        c.typed = t.word;
        c.len = strlen(t.word);
        if (t.rc == VX_OK && !t.command)
            offer_commands(&c);
        else if (t.rc == VX_OK)
            offer_for(&c, &t);
    }
    end_typing(&t);
    qsort(candidates, c.count, sizeof(candidates[0]), by_text);
    return c.count;
}

/* ---- hints ---- */

/* The parameter that the word at hand is for. */
static const struct vx_param *param_at_hand(const struct typing *t)
{
    if (t->key)
        return t->key;
    if (t->a.open)
        return t->a.open;
    return t->a.next < t->command->params ? &t->command->param[t->a.next] : NULL;
}

/* The setting whose value is being typed, or negative. */
static int setting_at_hand(const struct typing *t, const struct vx_param *p)
{
    if (!p || p->type != VX_ARG_TOKEN || t->from + 1 >= t->words.count)
        return VX_E_UNKNOWN;
    const char *key = t->words.word[t->from + 1].text;
    return vx_setting_find(key, strlen(key));
}

static void hint_setting(char *buf, size_t size, enum vx_setting s)
{
    char range[160];
    vx_setting_range(range, sizeof range, s);
    snprintf(buf, size, "%s %s - %s", vx_setting_rows[s].name, range, vx_setting_rows[s].help);
}

static void hint_usage(const struct vx_interp *in, const struct typing *t, char *buf, size_t size)
{
    char usage[400], range[256] = "", price[32];
    const struct vx_param *p = param_at_hand(t);
    int setting = setting_at_hand(t, p);
    if (setting >= 0) {
        hint_setting(buf, size, (enum vx_setting)setting);
        return;
    }
    vx_command_usage(usage, sizeof usage, t->command);
    if (p && p->type == VX_ARG_PRICE) {
        vx_num_format_price(price, sizeof price, vx_interp_setting(in, VX_SET_TICK));
        snprintf(range, sizeof range, "tick %s", price);
    } else if (p) {
        vx_param_range(range, sizeof range, p);
    }
    if (p)
        snprintf(buf, size, "%s - %s: %s", usage, p->label, *range ? range : p->help);
    else
        snprintf(buf, size, "%s", usage);
}

/* What is wrong with the whole of it, unless only something is missing still. */
static bool hint_error(struct vx_interp *in, const char *text, size_t cursor, char *buf,
                       size_t size)
{
    struct vx_origin *origin = vx_origin_make("", "", 1, text, cursor);
    struct vx_parse_env env;
    struct vx_mistake mistake;
    bool wrong = false;
    vx_parse_env_of(in, &env);
    env.abbreviate = true;
    for (size_t at = 0; origin && at < origin->len && !wrong;) {
        struct vx_words words;
        struct vx_call *call = NULL;
        int rc = vx_lex(&words, origin, at, vx_variable, in, &mistake);
        const char *verb = rc == VX_OK && words.count ? words.word[0].text : "";
        size_t end = words.end;
        if (*verb && !vx_dict_find(&in->aliases, verb, strlen(verb)))
            rc = vx_parse(&call, &words, 0, origin, &env, &mistake);
        wrong = rc == VX_E_SYNTAX && mistake.at < end;
        at = words.next;
        vx_call_drop(call);
        vx_words_free(&words);
    }
    vx_origin_drop(origin);
    if (wrong)
        snprintf(buf, size, "%s", mistake.text);
    return wrong;
}

void vx_interp_hint(struct vx_interp *interp, const char *text, size_t cursor, char *buf,
                    size_t size)
{
    struct typing t;
    buf[0] = '\0';
    bool sense = look_at_typing(&t, text, cursor);
    /* the word at hand may become anything: only what stands before it can be wrong */
    size_t before = sense ? t.start : cursor;
    if (sense && t.command && !hint_error(interp, text, before, buf, size))
        hint_usage(interp, &t, buf, size);
    else if (sense && !t.command)
        hint_error(interp, text, before, buf, size);
    end_typing(&t);
}
