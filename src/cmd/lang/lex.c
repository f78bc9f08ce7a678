#include "config.h"

#include "cmd/lang/lex.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"

struct lexer {
    const struct vx_origin *origin;
    struct vx_words *words;
    vx_lex_variable variable;
    void *ctx;
    struct vx_mistake *mistake;
    size_t at;
    size_t store_used, store_size;
    size_t words_size;
};

void vx_mistake_set(struct vx_mistake *mistake, size_t at, const char *format, ...)
{
    char raw[VX_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(raw, sizeof raw, format, args);
    va_end(args);
    size_t len = n < 0 ? 0 : (size_t)n < sizeof raw ? (size_t)n : sizeof raw - 1;
    mistake->at = at;
    vx_text_clean(mistake->text, sizeof mistake->text, raw, len);
}

bool vx_is_name(const char *text, size_t len)
{
    if (len == 0 || len >= VX_NAME_MAX || !(isalpha((unsigned char)text[0]) || text[0] == '_'))
        return false;
    for (size_t i = 1; i < len; i++)
        if (!isalnum((unsigned char)text[i]) && text[i] != '_' && text[i] != '-')
            return false;
    return true;
}

/* The byte at the lexer's place + ahead; -1 past the end. */
static int look(const struct lexer *l, size_t ahead)
{
    size_t at = l->at + ahead;
    return at < l->origin->len ? (unsigned char)l->origin->text[at] : -1;
}

static bool blank(int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* A backslash before a line's end. */
static bool continues(const struct lexer *l)
{
    return look(l, 0) == '\\' && (look(l, 1) == '\n' || (look(l, 1) == '\r' && look(l, 2) == '\n'));
}

static bool ends_word(const struct lexer *l)
{
    int c = look(l, 0);
    return c < 0 || c == ';' || blank(c) || continues(l);
}

static void skip_blanks(struct lexer *l)
{
    while (blank(look(l, 0)) || continues(l))
        l->at++;
}

/* A comment ends with its physical line, whatever that ends with. */
static void skip_comment(struct lexer *l)
{
    while (look(l, 0) >= 0 && look(l, 0) != '\n')
        l->at++;
}

static int keep(struct lexer *l, const char *text, size_t len)
{
    if (l->store_used + len > VX_STORE_MAX) {
        vx_mistake_set(l->mistake, l->at, "the line is longer than %u bytes, variables put in",
                       VX_STORE_MAX);
        return VX_E_SYNTAX;
    }
    if (l->store_used + len > l->store_size) {
        size_t size = 2 * (l->store_used + len) + 64;
        char *store = realloc(l->words->store, size);
        if (!store)
            return VX_E_MEMORY;
        l->words->store = store;
        l->store_size = size;
    }
    if (len)
        memcpy(l->words->store + l->store_used, text, len);
    l->store_used += len;
    return VX_OK;
}

static int keep_char(struct lexer *l, int c)
{
    char byte = (char)c;
    return keep(l, &byte, 1);
}

static int refuse_byte(struct lexer *l, int c)
{
    vx_mistake_set(l->mistake, l->at, "a byte that does not belong into a script: \\x%02x", c);
    return VX_E_SYNTAX;
}

static bool is_control(int c)
{
    return (c < 0x20 && !blank(c)) || c == 0x7f;
}

/* ---- variables ---- */

static size_t name_length(const struct lexer *l, size_t from)
{
    size_t n = 0;
    for (int c = look(l, from); isalnum(c) || c == '_'; c = look(l, from + n))
        n++;
    return n;
}

static int unknown_variable(struct lexer *l, const char *name, size_t len, const char *suggest)
{
    vx_mistake_set(l->mistake, l->at, "no variable is called '%.*s'%s%s%s", (int)len, name,
                   *suggest ? "; did you mean '" : "; `let X = V` sets one", suggest,
                   *suggest ? "'?" : "");
    return VX_E_SYNTAX;
}

/* At a `$`. */
static int take_variable(struct lexer *l, struct vx_word *word)
{
    char suggest[VX_NAME_MAX] = "";
    bool braced = look(l, 1) == '{', hole = false;
    size_t from = braced ? 2 : 1, len = name_length(l, from);
    const char *name = l->origin->text + l->at + from;
    if (len == 0 || (braced && look(l, from + len) != '}')) {
        vx_mistake_set(l->mistake, l->at, "a name is wanted behind $: $X or ${X}; \\$ is a dollar");
        return VX_E_SYNTAX;
    }
    const char *text = NULL;
    if (l->variable && isdigit((unsigned char)name[0]) == 0)
        text = l->variable(l->ctx, name, len, &hole, suggest, sizeof suggest);
    if (!text)
        return unknown_variable(l, name, len, suggest);
    word->hole = word->hole || hole;
    l->at += from + len + braced;
    return keep(l, text, strlen(text));
}

/* ---- words ---- */

static int take_escape(struct lexer *l, bool quoted)
{
    int c = look(l, 1);
    if (c < 0 || c == '\n' || c == '\r') {
        vx_mistake_set(l->mistake, l->at, "nothing behind the backslash");
        return VX_E_SYNTAX;
    }
    if (quoted && (c == 'n' || c == 't'))
        c = c == 'n' ? '\n' : '\t';
    else if (isalnum(c) || is_control(c)) {
        vx_mistake_set(l->mistake, l->at, "\\%c means nothing here; \\\\ is a backslash", c);
        return VX_E_SYNTAX;
    }
    l->at += 2;
    return keep_char(l, c);
}

static int take_plain(struct lexer *l)
{
    int c = look(l, 0);
    if (is_control(c))
        return refuse_byte(l, c);
    l->at++;
    return keep_char(l, c);
}

/* At a quote; single ones keep everything. */
static int take_quoted(struct lexer *l, struct vx_word *word)
{
    int quote = look(l, 0), rc = VX_OK;
    size_t begin = l->at++;
    while (rc == VX_OK && look(l, 0) != quote) {
        int c = look(l, 0);
        if (c < 0 || c == '\n') {
            vx_mistake_set(l->mistake, begin, "the quote is not closed");
            return VX_E_SYNTAX;
        }
        if (quote == '"' && c == '\\')
            rc = take_escape(l, true);
        else if (quote == '"' && c == '$')
            rc = take_variable(l, word);
        else
            rc = take_plain(l);
    }
    l->at++;
    return rc;
}

static int grow_words(struct lexer *l)
{
    struct vx_words *w = l->words;
    if (w->count == VX_WORDS_MAX) {
        vx_mistake_set(l->mistake, l->at, "more than %u words in one command", VX_WORDS_MAX);
        return VX_E_SYNTAX;
    }
    if (w->count < l->words_size)
        return VX_OK;
    size_t size = l->words_size ? 2 * l->words_size : 16;
    struct vx_word *word = realloc(w->word, size * sizeof(*word));
    if (!word)
        return VX_E_MEMORY;
    w->word = word;
    l->words_size = size;
    return VX_OK;
}

/* The store moves while it grows, so texts are set when it stands still: see settle. */
static int take_word(struct lexer *l)
{
    int rc = grow_words(l);
    if (rc < 0)
        return rc;
    size_t start = l->store_used;
    bool bare = true;
    struct vx_word *word = &l->words->word[l->words->count++];
    *word = (struct vx_word){.at = l->at, .stored = start};
    while (rc == VX_OK && !ends_word(l)) {
        int c = look(l, 0);
        if (bare && (c == '"' || c == '\'' || c == '$' || c == '\\')) {
            bare = false;
            word->bare = l->store_used - start;
        }
        if (c == '"' || c == '\'')
            rc = take_quoted(l, word);
        else if (c == '$')
            rc = take_variable(l, word);
        else
            rc = c == '\\' ? take_escape(l, false) : take_plain(l);
    }
    if (bare)
        word->bare = l->store_used - start;
    word->end = l->at;
    return rc == VX_OK ? keep_char(l, 0) : rc;
}

static void settle(struct vx_words *words)
{
    for (size_t i = 0; i < words->count; i++)
        words->word[i].text = words->store + words->word[i].stored;
}

static int take_statement(struct lexer *l)
{
    struct vx_words *w = l->words;
    skip_blanks(l);
    w->at = w->end = l->at;
    while (look(l, 0) >= 0 && look(l, 0) != ';') {
        if (look(l, 0) == '#') {
            skip_comment(l);
            break;
        }
        int rc = take_word(l);
        if (rc < 0)
            return rc;
        w->end = l->at;
        skip_blanks(l);
    }
    if (look(l, 0) == ';')
        l->at++;
    w->next = l->at;
    return VX_OK;
}

int vx_lex(struct vx_words *words, const struct vx_origin *origin, size_t from,
           vx_lex_variable variable, void *ctx, struct vx_mistake *mistake)
{
    struct lexer l = {.origin = origin,
                      .words = words,
                      .variable = variable,
                      .ctx = ctx,
                      .mistake = mistake,
                      .at = from};
    *words = (struct vx_words){.next = origin->len};
    int rc = take_statement(&l);
    if (rc < 0) {
        words->next = origin->len;
        words->count = 0;
        return rc;
    }
    settle(words);
    return VX_OK;
}

void vx_words_free(struct vx_words *words)
{
    free(words->word);
    free(words->store);
    *words = (struct vx_words){0};
}

/* ---- back to a line ---- */

static bool plain_char(char c)
{
    return isalnum((unsigned char)c) || strchr("_-+./:,=@%<>!&|()*", c);
}

static bool needs_quotes(const char *text)
{
    if (!*text)
        return true;
    for (; *text; text++)
        if (!plain_char(*text) && (unsigned char)*text < 0x80)
            return true;
    return false;
}

static void write_char(FILE *out, char c)
{
    if (c == '\n' || c == '\t') {
        fprintf(out, "\\%c", c == '\n' ? 'n' : 't');
        return;
    }
    if (c == '"' || c == '\\' || c == '$')
        fputc('\\', out);
    fputc(c, out);
}

char *vx_words_join(const struct vx_words *words, size_t from, size_t to)
{
    char *line = NULL;
    size_t size;
    FILE *out = open_memstream(&line, &size);
    if (!out)
        return NULL;
    for (size_t i = from; i < to; i++) {
        const struct vx_word *word = &words->word[i];
        if (i > from)
            fputc(' ', out);
        /* what was written without quotes stays so: option=VALUE is one word */
        size_t plain = needs_quotes(word->text) ? 0 : strlen(word->text);
        const char *equals = memchr(word->text, '=', word->bare);
        if (!plain && equals)
            plain = (size_t)(equals - word->text) + 1;
        fprintf(out, "%.*s", (int)plain, word->text);
        if (!word->text[0] || word->text[plain]) {
            fputc('"', out);
            for (const char *c = word->text + plain; *c; c++)
                write_char(out, *c);
            fputc('"', out);
        }
    }
    if (fclose(out) != 0) {
        free(line);
        return NULL;
    }
    return line;
}
