#include "cmd/lang/assign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/lang/nearest.h"
#include "core/base/err.h"

struct pass {
    struct vx_assignment *a;
    const struct vx_command *command;
    const struct vx_words *words;
    struct vx_mistake *mistake;
    size_t at; /* the next word */
};

#define mistaken(p, place, ...) (vx_mistake_set((p)->mistake, (place), __VA_ARGS__), VX_E_SYNTAX)

static bool whole_word(const struct vx_word *word, const char *text)
{
    return word->bare == strlen(word->text) && strcasecmp(word->text, text) == 0;
}

static const struct vx_param *find_word_param(const struct vx_command *command,
                                              const struct vx_word *word)
{
    for (unsigned i = 0; i < command->params; i++)
        if (command->param[i].kind == VX_PARAM_WORD && whole_word(word, command->param[i].label))
            return &command->param[i];
    return NULL;
}

/* The parameter of "label=...", with the length of the label. */
static const struct vx_param *find_key_param(const struct vx_command *command,
                                             const struct vx_word *word, size_t *len)
{
    const char *equals = memchr(word->text, '=', word->bare);
    if (!equals)
        return NULL;
    *len = (size_t)(equals - word->text);
    for (unsigned i = 0; i < command->params; i++) {
        const struct vx_param *p = &command->param[i];
        if (p->kind == VX_PARAM_KEY && strlen(p->label) == *len &&
            strncasecmp(p->label, word->text, *len) == 0)
            return p;
    }
    return NULL;
}

static bool takes_rest(const struct vx_param *p)
{
    return p->type == VX_ARG_TEXT || p->type == VX_ARG_COMMAND || p->type == VX_ARG_LINE ||
           p->type == VX_ARG_ASSIGN || p->type == VX_ARG_EXPR;
}

/* One of the parameter's own words, such as `all`; not in quotes. */
static bool is_alternative(const struct vx_param *param, const struct vx_word *word)
{
    return word->bare == strlen(word->text) &&
           vx_words_index(param->words, word->text, word->bare) >= 0;
}

/* How many words from p->at on are the parameter's. */
static size_t extent(const struct pass *p, const struct vx_param *param)
{
    const struct vx_word *first = &p->words->word[p->at];
    size_t left = p->words->count - p->at, n = 1;
    if (!takes_rest(param))
        return 1;
    if (is_alternative(param, first) && (param->type == VX_ARG_EXPR || left == 1))
        return 1;
    if (param->type != VX_ARG_EXPR)
        return left;
    while (n < left && !find_word_param(p->command, &p->words->word[p->at + n]))
        n++;
    return n;
}

static int fill(struct pass *p, const struct vx_param *param, size_t skip)
{
    struct vx_slot *slot = &p->a->slot[param - p->command->param];
    const struct vx_word *word = &p->words->word[p->at];
    if (slot->used)
        return mistaken(p, word->at, "%s%s is given twice", param->label,
                        param->kind == VX_PARAM_KEY ? "=" : "");
    size_t n = skip ? 1 : extent(p, param);
    *slot = (struct vx_slot){.first = p->at, .last = p->at + n, .skip = skip, .used = true};
    p->at += n;
    bool more = takes_rest(param) && p->at == p->words->count;
    p->a->open =
        more && !(param->type == VX_ARG_EXPR && is_alternative(param, word)) ? param : NULL;
    return VX_OK;
}

/* At a word of the row, such as `within`. */
static int take_word_param(struct pass *p, const struct vx_param *param)
{
    const struct vx_slot *slot = &p->a->slot[param - p->command->param];
    const struct vx_word *word = &p->words->word[p->at];
    if (param->type == VX_ARG_FLAG)
        return fill(p, param, 0);
    if (slot->used)
        return mistaken(p, word->at, "'%s' is given twice", param->label);
    p->at++;
    if (p->at == p->words->count) {
        p->a->open = param;
        return VX_OK;
    }
    return fill(p, param, 0);
}

static int unexpected(struct pass *p, const struct vx_word *word)
{
    char usage[VX_MESSAGE_MAX], best[64] = "";
    const char *equals = memchr(word->text, '=', word->bare);
    size_t len = equals ? (size_t)(equals - word->text) : strlen(word->text);
    for (unsigned i = 0; i < p->command->params; i++) {
        const struct vx_param *param = &p->command->param[i];
        if (param->kind == (equals ? VX_PARAM_KEY : VX_PARAM_WORD))
            vx_nearest_offer(best, sizeof best, word->text, len, param->label);
    }
    vx_command_usage(usage, sizeof usage, p->command);
    if (*best)
        return mistaken(p, word->at, "'%s' is not of %s; did you mean '%s%s'?", word->text,
                        p->command->name, best, equals ? "=" : "");
    if (equals)
        return mistaken(p, word->at, "'%.*s=' is not of %s: %s", (int)len, word->text,
                        p->command->name, usage);
    return mistaken(p, word->at, "'%s' is one word too many: %s", word->text, usage);
}

static void skip_to_positional(struct pass *p)
{
    while (p->a->next < p->command->params && p->command->param[p->a->next].kind != VX_PARAM_POS)
        p->a->next++;
}

static int take_one(struct pass *p)
{
    const struct vx_word *word = &p->words->word[p->at];
    size_t len;
    const struct vx_param *param = find_word_param(p->command, word);
    p->a->open = NULL;
    if (param)
        return take_word_param(p, param);
    param = find_key_param(p->command, word, &len);
    if (param)
        return fill(p, param, len + 1);
    if (p->a->next == p->command->params)
        return unexpected(p, word);
    param = &p->command->param[p->a->next++];
    skip_to_positional(p);
    return fill(p, param, 0);
}

int vx_assign(struct vx_assignment *a, const struct vx_command *command,
              const struct vx_words *words, size_t from, struct vx_mistake *mistake)
{
    struct pass p = {
        .a = a, .command = command, .words = words, .mistake = mistake, .at = from + 1};
    *a = (struct vx_assignment){0};
    skip_to_positional(&p);
    while (p.at < words->count) {
        int rc = take_one(&p);
        if (rc < 0)
            return rc;
    }
    return VX_OK;
}

/* "echo, expect or export": they stand one behind the other. */
static void name_all(char *buf, size_t size, const struct vx_command *first, size_t n)
{
    size_t len = 0;
    for (size_t i = 0; i < n && len < size; i++) {
        const char *glue = i == 0 ? "" : i + 1 < n ? ", " : " or ";
        len += (size_t)snprintf(buf + len, size - len, "%s%s", glue, first[i].name);
    }
}

int vx_parse_verb(const struct vx_command **command, const struct vx_word *word, bool abbreviate,
                  struct vx_mistake *mistake)
{
    char best[64], all[160];
    size_t len = strlen(word->text), n = 0;
    *command = vx_command_find(word->text, len);
    if (*command)
        return VX_OK;
    if (abbreviate && (n = vx_command_abbreviated(word->text, len, command)) == 1)
        return VX_OK;
    if (n > 1) {
        name_all(all, sizeof all, *command, n);
        vx_mistake_set(mistake, word->at, "'%s' may be %s", word->text, all);
        return VX_E_SYNTAX;
    }
    vx_nearest_command(best, sizeof best, word->text, len);
    vx_mistake_set(mistake, word->at, "no command is called '%s'%s%s%s", word->text,
                   *best ? "; did you mean '" : "; `help` lists them", best, *best ? "'?" : "");
    return VX_E_SYNTAX;
}

/* ---- "5@100.25", "@100.25", "@ 100.25" ---- */

static bool takes_at_sign(const struct vx_command *command)
{
    return command->params > 1 && command->param[1].type == VX_ARG_PRICE;
}

static void remove_word(struct vx_words *w, size_t i)
{
    memmove(&w->word[i], &w->word[i + 1], (w->count - i - 1) * sizeof(w->word[0]));
    w->count--;
}

/* Cuts word i in two at its byte `sign`, which is taken out. */
static int cut_word(struct vx_words *w, size_t i, size_t sign)
{
    struct vx_word *word = realloc(w->word, (w->count + 1) * sizeof(*word));
    if (!word)
        return VX_E_MEMORY;
    w->word = word;
    memmove(&word[i + 1], &word[i], (w->count - i) * sizeof(*word));
    w->count++;
    word[i].text[sign] = '\0';
    word[i].end = word[i].at + sign;
    word[i].bare = sign;
    word[i + 1].at += sign + 1;
    word[i + 1].text += sign + 1;
    word[i + 1].bare -= sign + 1;
    if (word[i + 1].text[0] == '\0')
        remove_word(w, i + 1);
    return VX_OK;
}

int vx_take_out_at_sign(struct vx_words *w, size_t from, const struct vx_command *command)
{
    const char *sign = NULL;
    size_t i = from;
    if (!takes_at_sign(command))
        return VX_OK;
    while (!sign && ++i < w->count)
        if (!memchr(w->word[i].text, '=', w->word[i].bare))
            sign = memchr(w->word[i].text, '@', w->word[i].bare);
    if (!sign)
        return VX_OK;
    if (sign > w->word[i].text)
        return cut_word(w, i, (size_t)(sign - w->word[i].text));
    if (i == from + 1)
        return VX_OK; /* no quantity in front of it: an error that is said later */
    w->word[i].text++;
    w->word[i].at++;
    w->word[i].bare--;
    if (w->word[i].text[0] == '\0' && w->word[i].at == w->word[i].end)
        remove_word(w, i);
    return VX_OK;
}
