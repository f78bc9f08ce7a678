#include "cmd/prompt/assist.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "cmd/prompt/complete.h"
#include "core/base/hash.h"

void vx_assist_close(struct vx_assist *a)
{
    a->open = false;
    a->n = 0;
}

/* Characters in bytes[0..len). */
static size_t characters(const char *bytes, size_t len)
{
    mbstate_t state = {0};
    size_t n = 0;
    for (size_t at = 0; at < len; n++) {
        size_t took = mbrlen(bytes + at, len - at, &state);
        if (took == 0 || took > len - at) {
            took = 1;
            memset(&state, 0, sizeof state);
        }
        at += took;
    }
    return n;
}

/* Length of what all candidates begin with, whatever their case. */
static size_t shared(const struct vx_line_candidate *c, uint32_t n)
{
    size_t len = strlen(c[0].text);
    for (uint32_t i = 1; i < n; i++) {
        size_t k = 0;
        while (k < len && c[i].text[k] &&
               tolower((unsigned char)c[i].text[k]) == tolower((unsigned char)c[0].text[k]))
            k++;
        len = k;
    }
    return len;
}

/* A word that is complete is followed by a blank, unless it goes on. */
static bool wants_blank(const char *word)
{
    size_t len = strlen(word);
    return len > 0 && !strchr("=/.", word[len - 1]);
}

struct vx_completion vx_assist_complete(struct vx_assist *a, const char *text, size_t cursor)
{
    struct vx_completion c = {0};
    size_t start = cursor;
    vx_assist_close(a);
    size_t n =
        vx_interp_complete(a->interp, text, cursor, a->candidate, VX_LINE_CANDIDATES_MAX, &start);
    if (n == 0 || start > cursor)
        return c;
    c.found = true;
    c.remove = characters(text + start, cursor - start);
    /* what nobody has begun to type is shown, not chosen: it may be one of many things */
    const bool begun = cursor > start;
    if (n == 1 && begun) {
        snprintf(c.insert, sizeof c.insert, "%.63s%s", a->candidate[0].text,
                 wants_blank(a->candidate[0].text) ? " " : "");
        return c;
    }
    size_t len = begun ? shared(a->candidate, (uint32_t)n) : 0, typed = cursor - start;
    if (len > typed)
        snprintf(c.insert, sizeof c.insert, "%.*s", (int)len, a->candidate[0].text);
    else
        c.remove = 0; /* nothing new in common: the line stays as it is */
    a->open = true;
    a->n = (uint32_t)n;
    a->start = start;
    a->key = 0;
    return c;
}

static uint64_t key_of(const char *text, size_t cursor)
{
    uint64_t key = vx_hash_word(VX_HASH_START, cursor);
    for (; *text; text++)
        key = vx_hash_word(key, (unsigned char)*text);
    return key ? key : 1;
}

/* An open list narrows as its word is typed on; any other word closes it. */
static void narrow(struct vx_assist *a, const char *text, size_t cursor)
{
    size_t start = cursor;
    a->n = (uint32_t)vx_interp_complete(a->interp, text, cursor, a->candidate,
                                        VX_LINE_CANDIDATES_MAX, &start);
    if (a->n == 0 || start != a->start || cursor < start)
        vx_assist_close(a);
}

void vx_assist_follow(struct vx_assist *a, const char *text, size_t cursor)
{
    uint64_t key = key_of(text, cursor);
    if (key == a->key)
        return;
    a->key = key;
    a->hint[0] = '\0';
    if (*text)
        vx_interp_hint(a->interp, text, cursor, a->hint, sizeof a->hint);
    if (a->open)
        narrow(a, text, cursor);
}
