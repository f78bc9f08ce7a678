/*
 * paste.c: pasted text becomes one line, which is not executed until Enter is pressed: lines are
 * joined with `;`, comments at their ends left out (the rest would vanish behind them), control
 * characters dropped.
 */
#include "config.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tui/console.h"

#define CTRL_C 0x03

void vx_paste_begin(struct vx_paste *p)
{
    p->active = true;
    p->cancelled = false;
    p->bytes = 0;
    p->len = 0;
    p->lines = 0;
}

void vx_paste_byte(struct vx_paste *p, unsigned char byte)
{
    p->bytes++;
    if (byte == CTRL_C)
        p->cancelled = true;
    if (byte == '\r')
        byte = '\n';
    if (byte == '\t')
        byte = ' ';
    if ((byte < ' ' && byte != '\n') || byte == 0x7f || p->len >= VX_PASTE_MAX)
        return;
    p->text[p->len++] = (char)byte;
}

/* Length of a line without a comment at its end and without blanks there. */
static size_t line_length(const char *line, size_t len)
{
    bool quoted = false;
    size_t end = 0;
    for (size_t i = 0; i < len; i++) {
        if (line[i] == '"')
            quoted = !quoted;
        if (line[i] == '#' && !quoted)
            break;
        if (line[i] != ' ')
            end = i + 1;
    }
    return end;
}

/* Joins the lines in place, as many as find room whole: half of one could be run for another.
 * `cut`: more came than there is.  False: not all did. */
static bool join(struct vx_paste *p, bool cut)
{
    char joined[VX_PASTE_MAX + 1];
    size_t at = 0, out = 0, closed = 0; /* closed: `out` behind the last whole command */
    bool open = false;                  /* the line before ends in a backslash */
    while (at < p->len) {
        const char *line = p->text + at;
        const char *newline = memchr(line, '\n', p->len - at);
        size_t len = newline ? (size_t)(newline - line) : p->len - at;
        size_t keep = newline || p->lines > 0 ? line_length(line, len) : len;
        const char *glue = out == 0 || open ? "" : "; ";
        if (out > 0 && out + strlen(glue) + keep >= sizeof joined)
            break;
        at += len + 1;
        if (keep == 0)
            continue;
        p->lines++;
        open = newline && line[keep - 1] == '\\';
        keep -= open;
        int n = snprintf(joined + out, sizeof joined - out, "%s%.*s", glue, (int)keep, line);
        out = out + (size_t)n < sizeof joined ? out + (size_t)n : sizeof joined - 1;
        closed = open ? closed : out;
    }
    const bool whole = at >= p->len;
    out = whole && !(cut && open) ? out : closed;
    joined[out] = '\0';
    memcpy(p->text, joined, out + 1);
    p->len = out;
    return whole;
}

/* A character cut in two at the end is left out. */
static void drop_half(struct vx_paste *p)
{
    size_t back = 0;
    while (back < 3 && back < p->len && ((unsigned char)p->text[p->len - 1 - back] & 0xc0) == 0x80)
        back++;
    if (back == p->len)
        return;
    unsigned char lead = (unsigned char)p->text[p->len - 1 - back];
    size_t need = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    if (need > back)
        p->len -= back + 1;
}

const char *vx_paste_end(struct vx_paste *p, char *notice, size_t size)
{
    bool cut = p->len >= VX_PASTE_MAX;
    const char *newline = cut ? memrchr(p->text, '\n', p->len) : NULL;
    p->active = false;
    notice[0] = '\0';
    if (p->cancelled) {
        snprintf(notice, size, "paste cancelled after %" PRIu64 " bytes", p->bytes);
        return NULL;
    }
    if (newline)
        p->len = (size_t)(newline - p->text) + 1;
    drop_half(p);
    cut |= !join(p, cut);
    if (cut && p->lines > 1)
        snprintf(notice, size, "too long: the first %u lines are kept; use source FILE", p->lines);
    else if (cut)
        snprintf(notice, size, "too long: %zu of %" PRIu64 " bytes are kept; use source FILE",
                 p->len, p->bytes);
    else if (p->lines > 1)
        snprintf(notice, size, "%u lines pasted, joined with ';': Enter runs them, ^C clears",
                 p->lines);
    return p->len ? p->text : NULL;
}
