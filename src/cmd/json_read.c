#include "cmd/json_read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"

/* The text is taken apart in place: strings are decoded where they stand, and each ends in a NUL.
 */
struct reader {
    struct vx_json_tree *tree;
    char *at, *end;
    unsigned depth;
};

static int wrong(struct reader *r, int err, const char *what)
{
    snprintf(r->tree->why, sizeof r->tree->why, "byte %zu: %s", (size_t)(r->at - r->tree->text),
             what);
    return err;
}

static void skip_blank(struct reader *r)
{
    while (r->at < r->end && strchr(" \t\r\n", *r->at) && *r->at)
        r->at++;
}

static bool take(struct reader *r, char c)
{
    skip_blank(r);
    if (r->at == r->end || *r->at != c)
        return false;
    r->at++;
    return true;
}

static int new_node(struct reader *r, uint32_t *made)
{
    struct vx_json_tree *t = r->tree;
    if (t->count == VX_JSON_NODES_MAX)
        return wrong(r, VX_E_RANGE, "too many values");
    if (t->count == t->size) {
        const uint32_t size = t->size ? 2 * t->size : 256;
        struct vx_json_node *to = realloc(t->node, size * sizeof *to);
        if (!to)
            return wrong(r, VX_E_MEMORY, "no memory");
        t->node = to;
        t->size = size;
    }
    t->node[t->count] = (struct vx_json_node){.kind = VX_JSON_NULL};
    *made = t->count++;
    return VX_OK;
}

/* ---- strings ---- */

static char *put_utf8(char *to, uint32_t c)
{
    if (c < 0x80) {
        *to++ = (char)c;
    } else if (c < 0x800) {
        *to++ = (char)(0xc0 | c >> 6);
        *to++ = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *to++ = (char)(0xe0 | c >> 12);
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (char)(0x80 | (c & 0x3f));
    } else {
        *to++ = (char)(0xf0 | c >> 18);
        *to++ = (char)(0x80 | (c >> 12 & 0x3f));
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (char)(0x80 | (c & 0x3f));
    }
    return to;
}

/* Four hexadecimal digits behind a \u. */
static bool take_hex(struct reader *r, uint32_t *c)
{
    *c = 0;
    for (unsigned i = 0; i < 4; i++, r->at++) {
        static const char digits[] = "0123456789abcdef";
        if (r->at == r->end || *r->at == '\0')
            return false;
        const char *digit = strchr(digits, *r->at | (*r->at >= 'A' ? 0x20 : 0));
        if (!digit)
            return false;
        *c = *c << 4 | (uint32_t)(digit - digits);
    }
    return true;
}

/* What stands behind a backslash; where the text goes on to be written, or NULL. */
static char *take_escape(struct reader *r, char *to)
{
    static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
    uint32_t c, low;
    const char *known = r->at < r->end && *r->at ? strchr(from, *r->at) : NULL;
    if (known) {
        r->at++;
        *to = into[known - from];
        return to + 1;
    }
    if (r->at == r->end || *r->at++ != 'u' || !take_hex(r, &c))
        return NULL;
    if (c >= 0xd800 && c < 0xdc00) {
        if (r->end - r->at < 2 || r->at[0] != '\\' || r->at[1] != 'u')
            return NULL;
        r->at += 2;
        if (!take_hex(r, &low) || low < 0xdc00 || low > 0xdfff)
            return NULL;
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    return c == 0 || (c >= 0xdc00 && c < 0xe000) ? NULL : put_utf8(to, c);
}

static int take_string(struct reader *r, const char **text)
{
    if (!take(r, '"'))
        return wrong(r, VX_E_SYNTAX, "a string was expected");
    char *to = r->at;
    *text = to;
    while (r->at < r->end && *r->at != '"') {
        if ((unsigned char)*r->at < 0x20)
            return wrong(r, VX_E_SYNTAX, "a control character in a string");
        if (*r->at != '\\') {
            *to++ = *r->at++;
            continue;
        }
        r->at++;
        if (!(to = take_escape(r, to)))
            return wrong(r, VX_E_SYNTAX, "not a character of a string");
    }
    if (r->at == r->end)
        return wrong(r, VX_E_SYNTAX, "the string does not end");
    r->at++;
    *to = '\0'; /* at the latest where the closing quote stood */
    return VX_OK;
}

/* ---- values ---- */

static int take_value(struct reader *r, uint32_t at);

static const char *digits(const char *at)
{
    return at + strspn(at, "0123456789");
}

/* A number is kept by its length: what stands behind it must not be lost. */
static int take_number(struct reader *r, struct vx_json_node *node)
{
    const char *begin = r->at, *at = begin + (*begin == '-'), *whole = at;
    const char *end = *at == '0' ? at + 1 : digits(at);
    if (end == at)
        return wrong(r, VX_E_SYNTAX, "a value was expected");
    at = end;
    if (*at == '.' && (end = digits(at + 1)) == at + 1)
        return wrong(r, VX_E_SYNTAX, "a digit was expected behind the point");
    at = end;
    if (*at == 'e' || *at == 'E') {
        at += at[1] == '+' || at[1] == '-' ? 2 : 1;
        if ((end = digits(at)) == at)
            return wrong(r, VX_E_SYNTAX, "a digit was expected in the exponent");
    }
    char *stop;
    errno = 0;
    node->kind = VX_JSON_NUMBER;
    node->text = begin;
    node->n = strtoull(whole, &stop, 10);
    node->whole = stop == end && whole == begin && errno == 0;
    r->at += end - begin;
    return VX_OK;
}

static int take_word(struct reader *r, struct vx_json_node *node)
{
    static const struct {
        const char *word;
        enum vx_json_kind kind;
    } words[] = {{"null", VX_JSON_NULL}, {"true", VX_JSON_TRUE}, {"false", VX_JSON_FALSE}};
    for (size_t i = 0; i < VX_LEN(words); i++) {
        const size_t len = strlen(words[i].word);
        if ((size_t)(r->end - r->at) < len || memcmp(r->at, words[i].word, len) != 0)
            continue;
        node->kind = words[i].kind;
        r->at += len;
        return VX_OK;
    }
    return take_number(r, node);
}

/* What is inside of brackets, one beside the other. */
static int take_inside(struct reader *r, uint32_t at, char close)
{
    uint32_t last = 0, made = 0;
    int rc = VX_OK;
    if (take(r, close))
        return VX_OK;
    do {
        const char *key = NULL;
        if (close == '}')
            rc = take_string(r, &key);
        if (rc == VX_OK && close == '}' && !take(r, ':'))
            rc = wrong(r, VX_E_SYNTAX, "a colon was expected");
        if (rc == VX_OK)
            rc = new_node(r, &made);
        if (rc == VX_OK)
            rc = take_value(r, made);
        if (rc < 0)
            return rc;
        r->tree->node[made].key = key;
        if (last)
            r->tree->node[last].next = made;
        else
            r->tree->node[at].first = made;
        last = made;
    } while (take(r, ','));
    return take(r, close) ? VX_OK : wrong(r, VX_E_SYNTAX, "a comma or a bracket was expected");
}

static int take_brackets(struct reader *r, uint32_t at, enum vx_json_kind kind)
{
    if (++r->depth > VX_JSON_DEPTH_MAX)
        return wrong(r, VX_E_RANGE, "too deep");
    r->tree->node[at].kind = kind;
    const int rc = take_inside(r, at, kind == VX_JSON_OBJECT ? '}' : ']');
    r->depth--;
    return rc;
}

static int take_value(struct reader *r, uint32_t at)
{
    const char *text;
    skip_blank(r);
    if (r->at == r->end)
        return wrong(r, VX_E_SYNTAX, "a value was expected");
    if (take(r, '{'))
        return take_brackets(r, at, VX_JSON_OBJECT);
    if (take(r, '['))
        return take_brackets(r, at, VX_JSON_ARRAY);
    if (*r->at != '"')
        return take_word(r, &r->tree->node[at]);
    const int rc = take_string(r, &text);
    if (rc == VX_OK) {
        r->tree->node[at].kind = VX_JSON_STRING;
        r->tree->node[at].text = text;
    }
    return rc;
}

/* ---- public ---- */

/* Takes the text, which ends in a NUL. */
static int read_taken(struct vx_json_tree *tree, char *text, size_t len)
{
    uint32_t root;
    *tree = (struct vx_json_tree){.text = text};
    struct reader r = {.tree = tree, .at = text, .end = text + len};
    int rc = new_node(&r, &root);
    if (rc == VX_OK)
        rc = take_value(&r, root);
    skip_blank(&r);
    if (rc == VX_OK && r.at != r.end)
        rc = wrong(&r, VX_E_SYNTAX, "something behind the value");
    if (rc < 0) {
        free(tree->node);
        free(tree->text);
        tree->node = NULL;
        tree->text = NULL;
    }
    return rc;
}

int vx_json_read(struct vx_json_tree *tree, const char *text, size_t len)
{
    char *copy = malloc(len + 1);
    *tree = (struct vx_json_tree){.why = "no memory"};
    if (!copy)
        return VX_E_MEMORY;
    memcpy(copy, text, len);
    copy[len] = '\0';
    return read_taken(tree, copy, len);
}

int vx_json_read_file(struct vx_json_tree *tree, const char *path)
{
    FILE *in = fopen(path, "re");
    char *text = NULL;
    size_t len = 0;
    int rc = VX_E_SYSTEM;
    *tree = (struct vx_json_tree){.node = NULL};
    if (in)
        text = malloc(VX_JSON_TEXT_MAX + 1);
    if (text) {
        len = fread(text, 1, VX_JSON_TEXT_MAX, in);
        rc = ferror(in) ? VX_E_SYSTEM : fgetc(in) != EOF ? VX_E_RANGE : VX_OK;
    }
    snprintf(tree->why, sizeof tree->why, "%s",
             rc == VX_E_RANGE ? "the file is too long" : strerror(errno));
    if (in)
        fclose(in);
    if (rc < 0) {
        free(text);
        return rc;
    }
    text[len] = '\0';
    return read_taken(tree, text, len);
}

void vx_json_tree_free(struct vx_json_tree *tree)
{
    free(tree->node);
    free(tree->text);
    *tree = (struct vx_json_tree){.node = NULL};
}

const struct vx_json_node *vx_json_first(const struct vx_json_tree *tree,
                                         const struct vx_json_node *node)
{
    return node && node->first ? &tree->node[node->first] : NULL;
}

const struct vx_json_node *vx_json_next(const struct vx_json_tree *tree,
                                        const struct vx_json_node *node)
{
    return node->next ? &tree->node[node->next] : NULL;
}

const struct vx_json_node *vx_json_member(const struct vx_json_tree *tree,
                                          const struct vx_json_node *object, const char *key,
                                          enum vx_json_kind kind)
{
    if (!object || object->kind != VX_JSON_OBJECT)
        return NULL;
    const struct vx_json_node *at = vx_json_first(tree, object);
    while (at && (at->kind != kind || strcmp(at->key, key) != 0))
        at = vx_json_next(tree, at);
    return at;
}
