#include "config.h"

#include "cmd/lang/parse.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/lang/args.h"
#include "cmd/lang/assign.h"
#include "cmd/lang/check.h"
#include "core/base/err.h"

struct parser {
    struct vx_call *call;
    struct vx_words *words;
    const struct vx_parse_env *env;
    struct vx_mistake *mistake;
    size_t from;
};

#define mistaken(p, place, ...) (vx_mistake_set((p)->mistake, (place), __VA_ARGS__), VX_E_SYNTAX)

/* ---- arguments of several words ---- */

static char *join_texts(const struct vx_words *w, const struct vx_slot *slot)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    for (size_t i = slot->first; i < slot->last; i++)
        fprintf(out, "%s%s", i > slot->first ? " " : "", w->word[i].text);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* Where byte `at` of the joined text of the words from the first stands in the origin. */
static size_t joined_place(const struct vx_words *w, size_t first, size_t at)
{
    const struct vx_word *word = &w->word[first];
    size_t len;
    for (; at > (len = strlen(word->text)); word++)
        at -= len + 1;
    bool one_to_one = word->bare == len;
    return one_to_one ? word->at + at : word->at;
}

static int compile(struct parser *p, struct vx_arg *arg, const char *text, size_t first, bool truth)
{
    struct vx_mistake mistake;
    int rc = vx_expr_compile(&arg->expr, text, strlen(text), truth, &mistake);
    if (rc == VX_E_SYNTAX)
        vx_mistake_set(p->mistake, joined_place(p->words, first, mistake.at), "%s", mistake.text);
    return rc;
}

static int convert_expr(struct parser *p, struct vx_arg *arg, const struct vx_slot *slot)
{
    arg->text = join_texts(p->words, slot);
    if (!arg->text)
        return VX_E_MEMORY;
    const struct vx_word *first = &p->words->word[slot->first];
    arg->choice = slot->last - slot->first == 1 && first->bare
                      ? vx_words_index(arg->param->words, arg->text, strlen(arg->text))
                      : -1;
    if (arg->choice >= 0)
        return VX_OK;
    return compile(p, arg, arg->text, slot->first, true);
}

/* A word that begins as a metric does is meant as one, and has to be one. */
static bool looks_like_metric(const char *text)
{
    size_t n, len = strcspn(text, ".");
    const struct vx_metric *rows = vx_metrics(&n);
    if (text[len] != '.')
        return false;
    if (len == strlen("order") && strncmp(text, "order", len) == 0)
        return true;
    for (size_t i = 0; i < n; i++)
        if (strncmp(rows[i].name, text, len + 1) == 0)
            return true;
    return false;
}

/* The value of `let`: an expression that has to be worked out, or text. */
static int convert_assigned(struct parser *p, struct vx_arg *arg, const char *text, size_t first,
                            size_t last)
{
    const struct vx_word *word = &p->words->word[first];
    bool single = last - first == 1;
    bool quoted = single && word->bare == 0 && word->end - word->at >= 2 &&
                  strchr("\"'", p->call->origin->text[word->at]);
    int rc = VX_E_SYNTAX;
    if (!quoted)
        rc = compile(p, arg, text, first, false);
    if (rc == VX_E_MEMORY || (rc == VX_E_SYNTAX && !quoted && !single))
        return rc;
    if (rc == VX_E_SYNTAX && !quoted && looks_like_metric(text))
        return rc;
    if (rc == VX_OK && (!single || vx_expr_moves(arg->expr)))
        return VX_OK;
    vx_expr_free(arg->expr);
    arg->expr = NULL;
    arg->value = strdup(text);
    return arg->value ? VX_OK : VX_E_MEMORY;
}

/* "X = V", "X =V", "X= V", "X=V", "X V" */
static int convert_assign(struct parser *p, struct vx_arg *arg, const struct vx_slot *slot)
{
    struct vx_words *w = p->words;
    struct vx_word *name = &w->word[slot->first];
    size_t first = slot->first + 1, last = slot->last;
    char *equals = memchr(name->text, '=', name->bare);
    size_t len = equals ? (size_t)(equals - name->text) : strlen(name->text);
    if (!vx_is_name(name->text, len) || memchr(name->text, '-', len))
        return mistaken(p, name->at, "'%.*s' is no variable's name: letters, digits and _",
                        (int)len, name->text);
    arg->text = strndup(name->text, len);
    if (!arg->text)
        return VX_E_MEMORY;
    if (equals && name->at + len + 1 < name->end) {
        name->text += len + 1;
        name->at += len + 1;
        name->bare -= len + 1;
        first--;
    } else if (!equals && first < last && w->word[first].bare && w->word[first].text[0] == '=') {
        w->word[first].text++;
        w->word[first].at++;
        w->word[first].bare--;
        first += w->word[first].text[0] == '\0' && w->word[first].at == w->word[first].end;
    }
    if (first >= last)
        return mistaken(p, w->end, "let %s = what? A value is missing", arg->text);
    const struct vx_slot value = {.first = first, .last = last};
    char *text = join_texts(w, &value);
    int rc = text ? convert_assigned(p, arg, text, first, last) : VX_E_MEMORY;
    free(text);
    return rc;
}

/* ---- a command as an argument ---- */

static const char *any_variable(void *ctx, const char *name, size_t len, bool *hole, char *suggest,
                                size_t size)
{
    (void)ctx, (void)name, (void)len, (void)suggest, (void)size;
    *hole = true;
    return "0";
}

static int parse_as(struct vx_call **call, struct parser p, struct vx_origin *origin,
                    unsigned depth);

static bool is_alias(const struct parser *p, const char *verb)
{
    return p->env->is_alias(p->env->ctx, verb, strlen(verb));
}

/* Every statement of a quoted command, only to see that it can be one. */
static int check_text(const struct parser *p, struct vx_origin *text, struct vx_mistake *mistake)
{
    int rc = VX_OK;
    for (size_t at = 0; rc == VX_OK && at < text->len;) {
        struct vx_words words;
        struct vx_call *call = NULL;
        rc = vx_lex(&words, text, at, any_variable, NULL, mistake);
        if (rc == VX_OK && words.count)
            rc = vx_parse(&call, &words, 0, text, p->env, mistake);
        at = words.next;
        vx_call_drop(call);
        vx_words_free(&words);
    }
    return rc;
}

/* Only that its first statement begins with something that can run: an alias is completed later. */
static int check_verb(const struct parser *p, const struct vx_origin *text,
                      struct vx_mistake *mistake)
{
    const struct vx_command *command;
    struct vx_words words;
    int rc = vx_lex(&words, text, 0, any_variable, NULL, mistake);
    if (rc == VX_OK && words.count && !words.word[0].hole && !is_alias(p, words.word[0].text))
        rc = vx_parse_verb(&command, &words.word[0], p->env->abbreviate, mistake);
    vx_words_free(&words);
    return rc;
}

static int convert_quoted(struct parser *p, struct vx_arg *arg, const struct vx_word *word)
{
    struct vx_mistake mistake;
    arg->text = strdup(word->text);
    struct vx_origin *text = vx_origin_make("", "", 1, word->text, strlen(word->text));
    if (!arg->text || !text) {
        vx_origin_drop(text);
        return VX_E_MEMORY;
    }
    bool beginning = arg->param->type == VX_ARG_LINE;
    int rc = beginning ? check_verb(p, text, &mistake) : check_text(p, text, &mistake);
    if (rc == VX_E_SYNTAX) {
        size_t at = word->at + 1 + mistake.at;
        vx_mistake_set(p->mistake, at < word->end ? at : word->at, "%s", mistake.text);
    }
    vx_origin_drop(text);
    return rc;
}

static int convert_command(struct parser *p, struct vx_arg *arg, const struct vx_slot *slot,
                           unsigned depth)
{
    const struct vx_word *word = &p->words->word[slot->first];
    bool single = slot->last - slot->first == 1;
    arg->choice = single ? vx_words_index(arg->param->words, word->text, word->bare) : -1;
    if (single && word->bare == 0 && word->text[0])
        return convert_quoted(p, arg, word);
    arg->text = vx_words_join(p->words, slot->first, slot->last);
    if (!arg->text)
        return VX_E_MEMORY;
    /* a number is that of something scheduled; an alias is looked up when it runs */
    if (arg->choice >= 0 || is_alias(p, word->text) ||
        (single && isdigit((unsigned char)word->text[0])))
        return VX_OK;
    if (arg->param->type == VX_ARG_LINE) {
        const struct vx_command *command;
        return vx_parse_verb(&command, word, p->env->abbreviate, p->mistake);
    }
    struct parser inside = *p;
    inside.from = slot->first;
    return parse_as(&arg->call, inside, p->call->origin, depth + 1);
}

/* ---- a whole call ---- */

static int convert(struct parser *p, unsigned n, const struct vx_slot *slot, unsigned depth)
{
    struct vx_arg *arg = &p->call->arg[n];
    const struct vx_word *word = &p->words->word[slot->first];
    size_t skip = slot->skip;
    arg->given = true;
    arg->at = word->at + skip;
    arg->end = p->words->word[slot->last - 1].end;
    for (size_t i = slot->first; i < slot->last; i++)
        arg->hole = arg->hole || p->words->word[i].hole;
    const struct vx_piece piece = {word->text + skip, strlen(word->text + skip), arg->at};
    switch ((unsigned)arg->param->type) {
    case VX_ARG_TEXT:
        arg->text = join_texts(p->words, slot);
        return arg->text ? VX_OK : VX_E_MEMORY;
    case VX_ARG_EXPR:
        return convert_expr(p, arg, slot);
    case VX_ARG_ASSIGN:
        return convert_assign(p, arg, slot);
    case VX_ARG_COMMAND:
    case VX_ARG_LINE:
        return convert_command(p, arg, slot, depth);
    default:
        return vx_arg_convert(arg, &piece, p->env, p->mistake);
    }
}

static int missing(const struct parser *p, const struct vx_param *param)
{
    char usage[VX_MESSAGE_MAX];
    vx_command_usage(usage, sizeof usage, p->call->command);
    return mistaken(p, p->words->end, "%s is missing: %s", param->label, usage);
}

static int convert_all(struct parser *p, const struct vx_assignment *a, unsigned depth)
{
    const struct vx_command *command = p->call->command;
    for (unsigned i = 0; i < command->params; i++) {
        if (!a->slot[i].used)
            continue;
        int rc = convert(p, i, &a->slot[i], depth);
        if (rc < 0)
            return rc;
    }
    for (unsigned i = 0; i < command->params; i++)
        if (command->param[i].must && !p->call->arg[i].given)
            return missing(p, &command->param[i]);
    if (a->open && !p->call->arg[a->open - command->param].given)
        return mistaken(p, p->words->end, "something is missing behind '%s'", a->open->label);
    return vx_call_check(p->call, p->words->end, p->mistake);
}

/* The line with its verb in full. */
static char *whole_line(const struct vx_words *words, size_t from, const struct vx_command *command)
{
    char *rest = vx_words_join(words, from + 1, words->count), *line = NULL;
    if (rest && asprintf(&line, "%s%s%s", command->name, *rest ? " " : "", rest) < 0)
        line = NULL;
    free(rest);
    return line;
}

static int parse_into(struct parser *p, unsigned depth)
{
    struct vx_assignment a = {0};
    const struct vx_word *verb = &p->words->word[p->from];
    int rc = vx_parse_verb(&p->call->command, verb, p->env->abbreviate, p->mistake);
    if (rc < 0)
        return rc;
    for (unsigned i = 0; i < p->call->command->params; i++) {
        p->call->arg[i].param = &p->call->command->param[i];
        p->call->arg[i].choice = -1;
    }
    p->call->line = whole_line(p->words, p->from, p->call->command);
    if (!p->call->line)
        return VX_E_MEMORY;
    rc = vx_take_out_at_sign(p->words, p->from, p->call->command);
    if (rc == VX_OK)
        rc = vx_assign(&a, p->call->command, p->words, p->from, p->mistake);
    return rc < 0 ? rc : convert_all(p, &a, depth);
}

/* A call of the words of p. */
static int parse_as(struct vx_call **call, struct parser p, struct vx_origin *origin,
                    unsigned depth)
{
    const size_t at = p.words->word[p.from].at;
    if (depth > VX_COMMAND_DEPTH_MAX)
        return mistaken(&p, at, "commands in commands, %u deep: enough", VX_COMMAND_DEPTH_MAX);
    struct vx_call *made = calloc(1, sizeof(*made));
    if (!made)
        return VX_E_MEMORY;
    made->refs = 1;
    made->origin = vx_origin_hold(origin);
    made->at = at;
    made->end = p.words->end;
    p.call = made;
    int rc = parse_into(&p, depth);
    if (rc < 0) {
        vx_call_drop(made);
        return rc;
    }
    *call = made;
    return VX_OK;
}

int vx_parse(struct vx_call **call, struct vx_words *words, size_t from, struct vx_origin *origin,
             const struct vx_parse_env *env, struct vx_mistake *mistake)
{
    const struct parser p = {.words = words, .env = env, .mistake = mistake, .from = from};
    return parse_as(call, p, origin, 0);
}
