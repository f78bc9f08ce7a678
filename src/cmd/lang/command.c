#include "cmd/lang/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cmd/lang/nearest.h"
#include "core/base/num.h"
#include "core/base/tx.h"

#define ACTS   VX_CMD_ACTS
#define NOW    VX_CMD_NOW
#define PAST   VX_CMD_PAST
#define STARTS VX_CMD_STARTS
#define DRY    VX_CMD_DRY
#define MUST   true
#define MAY    false

/* All parameters in the table's order, each command's behind a row that stands for it. */
static const struct vx_param params[] = {
#define VX_COMMAND(name, flags, help, details, example) {.kind = VX_PARAM_COMMAND},
#define VX_POS(label, type, need, min, max, words, help) \
    {VX_PARAM_POS, label, VX_ARG_##type, need, min, max, words, help},
#define VX_KEY(label, type, min, max, words, help) \
    {VX_PARAM_KEY, label, VX_ARG_##type, MAY, min, max, words, help},
#define VX_WORD(label, type, min, max, words, help) \
    {VX_PARAM_WORD, label, VX_ARG_##type, MAY, min, max, words, help},
#include "cmd/lang/command.def"
};

static struct vx_command commands[] = {
#define VX_COMMAND(name, flags, help, details, example) \
    {#name, flags, help, details, example, NULL, 0},
#include "cmd/lang/command.def"
};

const struct vx_command *vx_commands(size_t *n)
{
    *n = VX_LEN(commands);
    if (commands[0].param)
        return commands;
    struct vx_command *c = commands;
    c->param = &params[1];
    for (size_t i = 1; i < VX_LEN(params); i++) {
        if (params[i].kind == VX_PARAM_COMMAND)
            (++c)->param = &params[i + 1];
        else
            c->params++;
    }
    return commands;
}

size_t vx_command_row(const struct vx_command *command)
{
    return (size_t)(command - commands);
}

const struct vx_command *vx_command_find(const char *name, size_t len)
{
    size_t n;
    const struct vx_command *rows = vx_commands(&n);
    for (size_t i = 0; i < n; i++)
        if (strlen(rows[i].name) == len && strncasecmp(rows[i].name, name, len) == 0)
            return &rows[i];
    return NULL;
}

size_t vx_command_abbreviated(const char *name, size_t len, const struct vx_command **only)
{
    size_t n, found = 0;
    const struct vx_command *rows = vx_commands(&n);
    for (size_t i = 0; i < n && len > 0; i++) {
        if (strncasecmp(rows[i].name, name, len) != 0)
            continue;
        if (found++ == 0)
            *only = &rows[i];
    }
    return found;
}

void vx_nearest_command(char *best, size_t size, const char *typed, size_t len)
{
    size_t n;
    const struct vx_command *rows = vx_commands(&n);
    best[0] = '\0';
    for (size_t i = 0; i < n; i++)
        vx_nearest_offer(best, size, typed, len, rows[i].name);
}

/* ---- alternatives ---- */

const char *vx_words_at(const char *words, unsigned n, size_t *len)
{
    for (; words && n > 0; n--) {
        words = strchr(words, '|');
        words = words ? words + 1 : NULL;
    }
    if (words)
        *len = strcspn(words, "|");
    return words;
}

int vx_words_index(const char *words, const char *text, size_t len)
{
    size_t n;
    const char *word;
    for (unsigned i = 0; (word = vx_words_at(words, i, &n)) != NULL; i++)
        if (n == len && strncasecmp(word, text, n) == 0)
            return (int)i;
    return -1;
}

/* ---- text ---- */

struct sink {
    char *buf;
    size_t size, used;
};

VX_PRINTF(2, 3) static void put(struct sink *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    size_t room = s->used < s->size ? s->size - s->used : 0;
    int n = vsnprintf(room ? s->buf + s->used : NULL, room, format, args);
    va_end(args);
    s->used += n > 0 ? (size_t)n : 0;
}

static size_t finish(const struct sink *s)
{
    return s->used < s->size ? s->used : s->size - 1;
}

size_t vx_words_list(char *buf, size_t size, const char *words)
{
    struct sink s = {buf, size, 0};
    size_t n, next;
    const char *word;
    buf[0] = '\0';
    for (unsigned i = 0; (word = vx_words_at(words, i, &n)) != NULL; i++) {
        bool last = vx_words_at(words, i + 1, &next) == NULL;
        put(&s, "%s%.*s", i == 0 ? "" : last ? " or " : ", ", (int)n, word);
    }
    return finish(&s);
}

/* What stands for a value in usage: by the type, where the label is a word or an option's name. */
static const char *type_label(enum vx_arg_type type)
{
    switch (type) {
    case VX_ARG_COUNT:
        return "N";
    case VX_ARG_DURATION:
        return "DUR";
    case VX_ARG_PRICE:
        return "PRICE";
    case VX_ARG_FILE:
        return "FILE";
    case VX_ARG_NAME:
        return "NAME";
    case VX_ARG_TIME:
        return "T";
    case VX_ARG_COMMAND:
    case VX_ARG_LINE:
        return "COMMAND";
    case VX_ARG_SPEED:
        return "Nx";
    case VX_ARG_ASSIGN:
    case VX_ARG_CHOICE:
    case VX_ARG_EXPR:
    case VX_ARG_FLAG:
    case VX_ARG_FLOW:
    case VX_ARG_KEY:
    case VX_ARG_METRIC:
    case VX_ARG_MOMENT:
    case VX_ARG_ORDER:
    case VX_ARG_PACE:
    case VX_ARG_RATE:
    case VX_ARG_SETTING:
    case VX_ARG_STAGE:
    case VX_ARG_STEPS:
    case VX_ARG_TEXT:
    case VX_ARG_TOKEN:
    case VX_ARG_VERB:
    case VX_ARG_VIEW:
        break;
    }
    return "";
}

static void put_value(struct sink *s, const struct vx_param *p, const char *label)
{
    if (p->type == VX_ARG_CHOICE)
        put(s, "%s", p->words);
    else
        put(s, "%s%s%s", label, p->words ? "|" : "", p->words ? p->words : "");
}

static void put_param(struct sink *s, const struct vx_command *command, const struct vx_param *p)
{
    bool price = p->kind == VX_PARAM_POS && p->type == VX_ARG_PRICE && p > command->param;
    put(s, "%s%s", price ? "[@] " : "", p->must ? "" : "[");
    if (p->kind == VX_PARAM_KEY)
        put(s, "%s=", p->label);
    else if (p->kind == VX_PARAM_WORD)
        put(s, "%s%s", p->label, p->type == VX_ARG_FLAG ? "" : " ");
    if (p->kind == VX_PARAM_POS)
        put_value(s, p, p->label);
    else
        put_value(s, p, type_label(p->type));
    put(s, "%s", p->must ? "" : "]");
}

size_t vx_command_usage(char *buf, size_t size, const struct vx_command *command)
{
    struct sink s = {buf, size, 0};
    put(&s, "%s", command->name);
    for (unsigned i = 0; i < command->params; i++) {
        put(&s, " ");
        put_param(&s, command, &command->param[i]);
    }
    return finish(&s);
}

static void put_range(struct sink *s, const struct vx_param *p)
{
    char low[48], high[48];
    if (p->type == VX_ARG_DURATION) {
        vx_num_format_duration_exact(low, sizeof low, p->min);
        vx_num_format_duration_exact(high, sizeof high, p->max);
    } else {
        snprintf(low, sizeof low, "%llu", (unsigned long long)p->min);
        snprintf(high, sizeof high, "%llu", (unsigned long long)p->max);
    }
    if (p->max)
        put(s, "%s to %s", low, high);
    else
        put(s, "%s or more", low);
}

size_t vx_param_range(char *buf, size_t size, const struct vx_param *param)
{
    struct sink s = {buf, size, 0};
    buf[0] = '\0';
    if (param->type == VX_ARG_CHOICE)
        return vx_words_list(buf, size, param->words);
    if (param->min || param->max)
        put_range(&s, param);
    else if (param->type == VX_ARG_DURATION || param->type == VX_ARG_TIME)
        put(&s, "such as 100us, 20ms, 2s");
    return finish(&s);
}
