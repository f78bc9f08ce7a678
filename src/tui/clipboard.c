#include "tui/clipboard.h"

#include <stdio.h>
#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t vx_clipboard_sequence(char *out, size_t size, const char *text)
{
    size_t left = strlen(text), n = (size_t)snprintf(out, size, "\033]52;c;");
    const unsigned char *p = (const unsigned char *)text;
    assert(size >= VX_CLIPBOARD_ROOM(left));
    for (; left > 0; p += left < 3 ? left : 3, left -= left < 3 ? left : 3) {
        const uint32_t three = (uint32_t)p[0] << 16 | (left > 1 ? (uint32_t)p[1] << 8 : 0) |
                               (left > 2 ? (uint32_t)p[2] : 0);
        out[n++] = digits[three >> 18];
        out[n++] = digits[three >> 12 & 63];
        out[n++] = '=';
        out[n++] = '=';
        if (left > 1)
            out[n - 2] = digits[three >> 6 & 63];
        if (left > 2)
            out[n - 1] = digits[three & 63];
    }
    out[n++] = '\a';
    out[n] = '\0';
    return n;
}
