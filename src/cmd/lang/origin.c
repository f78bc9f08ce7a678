#include "config.h"

#include "cmd/lang/origin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_BEFORE 60u /* characters of a long line shown before the place */

static char *copy(const char *text, size_t len)
{
    char *to = malloc(len + 1);
    if (to) {
        memcpy(to, text, len);
        to[len] = '\0';
    }
    return to;
}

struct vx_origin *vx_origin_make(const char *name, const char *dir, uint32_t line, const char *text,
                                 size_t len)
{
    struct vx_origin *s = calloc(1, sizeof(*s));
    if (!s)
        return NULL;
    dir = dir ? dir : "";
    *s = (struct vx_origin){.refs = 1, .line = line, .len = len};
    s->name = copy(name, strlen(name));
    s->dir = copy(dir, strlen(dir));
    s->text = copy(text, len);
    if (s->name && s->dir && s->text)
        return s;
    vx_origin_drop(s);
    return NULL;
}

struct vx_origin *vx_origin_hold(struct vx_origin *origin)
{
    origin->refs++;
    return origin;
}

void vx_origin_drop(struct vx_origin *origin)
{
    if (!origin || --origin->refs > 0)
        return;
    free(origin->name);
    free(origin->dir);
    free(origin->inside);
    free(origin->text);
    free(origin);
}

char *vx_path_beside(const struct vx_origin *origin, const char *path)
{
    char *beside = NULL;
    if (path[0] == '/' || !origin->dir[0])
        return strdup(path);
    return asprintf(&beside, "%s%s", origin->dir, path) < 0 ? NULL : beside;
}

/* The second and later bytes of a character do not count. */
static bool starts_character(char c)
{
    return ((unsigned char)c & 0xc0u) != 0x80u;
}

/* Where the physical line around `at` begins. */
static size_t line_start(const struct vx_origin *origin, size_t at)
{
    while (at > 0 && origin->text[at - 1] != '\n')
        at--;
    return at;
}

struct vx_place vx_origin_place(const struct vx_origin *origin, size_t at)
{
    struct vx_place place = {.line = origin->line, .column = 1};
    at = at < origin->len ? at : origin->len;
    for (size_t i = 0; i < at; i++) {
        if (origin->text[i] == '\n') {
            place.line++;
            place.column = 1;
        } else if (starts_character(origin->text[i])) {
            place.column++;
        }
    }
    return place;
}

/* ---- safe text ---- */

static size_t utf8_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 2;
    if (lead >= 0xe0 && lead <= 0xef)
        return 3;
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

size_t vx_text_char(const char *text, size_t len)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *t = (const unsigned char *)text;
    size_t n = len ? utf8_length(t[0]) : 0;
    if (n == 0 || n > len)
        return 0;
    uint32_t c = n == 1 ? t[0] : t[0] & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((t[i] & 0xc0u) != 0x80u)
            return 0;
        c = c << 6 | (t[i] & 0x3fu);
    }
    bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
    /* line and paragraph ends, and what turns the direction of text round */
    bool unseen = (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    bool surrogate = c >= 0xd800 && c <= 0xdfff;
    return control || unseen || surrogate || c > 0x10ffff || c < least[n] ? 0 : n;
}

/* One character, or one escaped byte, to buf[*used]; the bytes it took, 0 if it has no room. */
static size_t clean_one(char *buf, size_t size, size_t *used, const char *text, size_t len)
{
    char escaped[8];
    const char *from = text;
    size_t n = vx_text_char(text, len), out = n;
    if (n == 0) {
        out = (size_t)snprintf(escaped, sizeof escaped, "\\x%02x", (unsigned char)text[0]);
        from = escaped;
        n = 1;
    }
    if (*used + out + 1 > size)
        return 0;
    memcpy(buf + *used, from, out);
    *used += out;
    return n;
}

size_t vx_text_clean(char *buf, size_t size, const char *text, size_t len)
{
    size_t used = 0, took;
    for (size_t i = 0; i < len; i += took) {
        took = clean_one(buf, size, &used, text + i, len - i);
        if (took == 0)
            break;
    }
    if (size)
        buf[used] = '\0';
    return used;
}

static size_t columns_of(const char *text, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += starts_character(text[i]);
    return n;
}

void vx_origin_show(const struct vx_origin *origin, size_t at, char *buf, size_t size,
                    size_t *caret)
{
    at = at < origin->len ? at : origin->len;
    size_t begin = line_start(origin, at), from = begin, used = 0, took;
    size_t end = at;
    while (end < origin->len && origin->text[end] != '\n')
        end++;
    if (at - begin > SHOWN_BEFORE) {
        from = at - SHOWN_BEFORE;
        while (!starts_character(origin->text[from]))
            from++;
        used = (size_t)snprintf(buf, size, "...");
    }
    *caret = used;
    for (size_t i = from; i < end; i += took) {
        const char *text = origin->text + i;
        took = text[0] == '\t' ? clean_one(buf, size - 3, &used, " ", 1)
                               : clean_one(buf, size - 3, &used, text, end - i);
        if (took == 0) {
            used += (size_t)snprintf(buf + used, size - used, "...");
            break;
        }
        if (i < at)
            *caret = columns_of(buf, used);
    }
    buf[used] = '\0';
}
