#include "config.h"
#include "tui/text.h"

#include <stdio.h>
#include <string.h>
#include <wchar.h>

#define CODE_MAX 0x10ffffu

static uint8_t width_of(uint32_t code)
{
    if (code < 0x20 || (code >= 0x7f && code < 0xa0))
        return 0;
    if (code < 0x7f)
        return 1;
    int width = wcwidth((wchar_t)code);
    return width <= 0 ? 0 : (uint8_t)width;
}

static struct vx_rune bad_byte(unsigned char byte)
{
    return (struct vx_rune){.code = byte, .bytes = 1, .width = 0};
}

struct vx_rune vx_text_next(const char *text, size_t len)
{
    static const uint32_t lowest[] = {0, 0x80, 0x800, 0x10000};
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80)
        return (struct vx_rune){.code = s[0], .bytes = 1, .width = width_of(s[0])};
    unsigned more = s[0] >= 0xf0 ? 3 : s[0] >= 0xe0 ? 2 : 1;
    if (s[0] < 0xc2 || s[0] > 0xf4 || len <= more)
        return bad_byte(s[0]);
    uint32_t code = s[0] & (0x3fu >> more);
    for (unsigned i = 1; i <= more; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return bad_byte(s[0]);
        code = code << 6 | (s[i] & 0x3fu);
    }
    if (code < lowest[more] || code > CODE_MAX || (code >= 0xd800 && code < 0xe000))
        return bad_byte(s[0]);
    return (struct vx_rune){.code = code, .bytes = (uint8_t)(more + 1), .width = width_of(code)};
}

struct vx_rune vx_text_wide(wchar_t c)
{
    uint32_t code = (uint32_t)c > CODE_MAX ? 0xfffd : (uint32_t)c;
    return (struct vx_rune){.code = code, .bytes = 1, .width = width_of(code)};
}

int vx_text_escape(char out[VX_ESCAPE_MAX], struct vx_rune rune)
{
    if (rune.code < 0x100)
        return snprintf(out, VX_ESCAPE_MAX, "\\x%02x", (unsigned)rune.code);
    return snprintf(out, VX_ESCAPE_MAX, "\\u{%x}", (unsigned)rune.code);
}

int vx_text_columns(const char *text)
{
    char escape[VX_ESCAPE_MAX];
    int columns = 0;
    for (size_t len = strlen(text); len > 0;) {
        struct vx_rune rune = vx_text_next(text, len);
        columns += rune.width ? rune.width : vx_text_escape(escape, rune);
        text += rune.bytes;
        len -= rune.bytes;
    }
    return columns;
}

int vx_text_encode(char out[4], uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    for (int i = more; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)((0xff00u >> (more + 1) & 0xffu) | code);
    return more + 1;
}

size_t vx_text_fit(const char *text, int cols)
{
    char escape[VX_ESCAPE_MAX];
    size_t used = 0, blank = 0;
    for (size_t len = strlen(text); used < len;) {
        struct vx_rune rune = vx_text_next(text + used, len - used);
        cols -= rune.width ? rune.width : vx_text_escape(escape, rune);
        if (cols < 0 && used > 0)
            return blank > used / 2 ? blank : used; /* not in the middle of a word */
        used += rune.bytes;
        if (rune.code == ' ')
            blank = used;
    }
    return used;
}
