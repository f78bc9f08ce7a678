#include "cmd/prompt/plain.h"

#include <wchar.h>

#include "cmd/prompt/wide.h"
#include "core/base/defs.h"

#define CTRL(x) ((x)&0x1f)

void vx_plain_clear(struct vx_plain *p)
{
    p->len = p->cursor = 0;
    p->back = 0;
}

void vx_plain_insert(struct vx_plain *p, const wchar_t *text, size_t len)
{
    if (len > VX_LINE_TEXT_MAX - 1 - p->len)
        len = VX_LINE_TEXT_MAX - 1 - p->len;
    wmemmove(p->text + p->cursor + len, p->text + p->cursor, p->len - p->cursor);
    wmemcpy(p->text + p->cursor, text, len);
    p->cursor += len;
    p->len += len;
}

void vx_plain_erase(struct vx_plain *p, size_t n)
{
    n = n > p->cursor ? p->cursor : n;
    wmemmove(p->text + p->cursor - n, p->text + p->cursor, p->len - p->cursor);
    p->cursor -= n;
    p->len -= n;
}

static void recall(struct vx_plain *p, bool older)
{
    wchar_t text[VX_LINE_TEXT_MAX];
    const unsigned count = p->lines ? p->lines->count : 0;
    const unsigned back = older ? p->back + 1 : p->back - 1;
    if ((older && back > count) || (!older && p->back == 0))
        return;
    vx_plain_clear(p);
    p->back = back;
    if (back > 0)
        vx_plain_insert(
            p, text, vx_wide_from_bytes(text, VX_LEN(text), vx_lines_at(p->lines, count - back)));
}

static void move_word(struct vx_plain *p, bool left)
{
    if (left) {
        while (p->cursor > 0 && p->text[p->cursor - 1] == L' ')
            p->cursor--;
        while (p->cursor > 0 && p->text[p->cursor - 1] != L' ')
            p->cursor--;
        return;
    }
    while (p->cursor < p->len && p->text[p->cursor] == L' ')
        p->cursor++;
    while (p->cursor < p->len && p->text[p->cursor] != L' ')
        p->cursor++;
}

static void special_key(struct vx_plain *p, enum vx_line_key key)
{
    switch (key) {
    case VX_KEY_UP:
    case VX_KEY_DOWN:
        recall(p, key == VX_KEY_UP);
        return;
    case VX_KEY_RIGHT:
        p->cursor += p->cursor < p->len;
        return;
    case VX_KEY_LEFT:
        p->cursor -= p->cursor > 0;
        return;
    case VX_KEY_HOME:
        p->cursor = 0;
        return;
    case VX_KEY_END:
        p->cursor = p->len;
        return;
    case VX_KEY_DELETE:
        if (p->cursor < p->len) {
            p->cursor++;
            vx_plain_erase(p, 1);
        }
        return;
    case VX_KEY_WORD_LEFT:
    case VX_KEY_WORD_RIGHT:
        move_word(p, key == VX_KEY_WORD_LEFT);
        return;
    case VX_KEY_CANCEL:
        vx_plain_clear(p);
        return;
    case VX_LINE_KEYS:
        break;
    }
}

enum vx_plain_result vx_plain_key(struct vx_plain *p, wchar_t key)
{
    switch (key) {
    case L'\r':
    case L'\n':
        return VX_PLAIN_LINE;
    case L'\t':
        return VX_PLAIN_COMPLETE;
    case CTRL('d'):
        return p->len ? VX_PLAIN_GOES_ON : VX_PLAIN_END;
    case CTRL('c'):
    case CTRL('u'):
        vx_plain_clear(p);
        return VX_PLAIN_GOES_ON;
    case CTRL('h'):
    case 0x7f:
        vx_plain_erase(p, 1);
        return VX_PLAIN_GOES_ON;
    default:
        break;
    }
    if (key >= VX_KEY_BASE && key < VX_KEY_BASE + VX_LINE_KEYS)
        special_key(p, (enum vx_line_key)(key - VX_KEY_BASE));
    else if (key >= L' ')
        vx_plain_insert(p, &key, 1);
    return VX_PLAIN_GOES_ON;
}
