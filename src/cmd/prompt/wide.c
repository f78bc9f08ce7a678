#include "cmd/prompt/wide.h"

#include <string.h>

size_t vx_wide_to_bytes(char *out, size_t size, const wchar_t *text, size_t len)
{
    mbstate_t state = {0};
    char bytes[16];
    size_t used = 0;
    for (size_t i = 0; i < len; i++) {
        size_t n = wcrtomb(bytes, text[i], &state);
        if (n == (size_t)-1) {
            memset(&state, 0, sizeof state);
            bytes[0] = '?';
            n = 1;
        }
        if (used + n >= size)
            break;
        memcpy(out + used, bytes, n);
        used += n;
    }
    out[used] = '\0';
    return used;
}

size_t vx_wide_from_bytes(wchar_t *out, size_t size, const char *text)
{
    mbstate_t state = {0};
    size_t used = 0;
    for (size_t left = strlen(text); left > 0 && used + 1 < size;) {
        size_t n = mbrtowc(&out[used], text, left, &state);
        if (n == 0 || n > left) {
            memset(&state, 0, sizeof state);
            out[used] = L'?';
            n = 1;
        }
        used++;
        text += n;
        left -= n;
    }
    out[used] = L'\0';
    return used;
}
