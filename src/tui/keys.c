#include "tui/keys.h"

#include <stdio.h>
#include <string.h>

const struct vx_key_row vx_key_rows[] = {
#define VX_KEY(NAME, key, where, command, rank, label, help) \
    {key, VX_WHERE_##where, command, rank, label, help},
#include "tui/key.def"
#undef VX_KEY
};
const size_t vx_key_count = VX_LEN(vx_key_rows);

static const char *edit_name(int code)
{
    switch (code) {
    case VX_KEY_UP:
        return "Up";
    case VX_KEY_DOWN:
        return "Down";
    case VX_KEY_LEFT:
        return "Left";
    case VX_KEY_RIGHT:
        return "Right";
    case VX_KEY_HOME:
        return "Home";
    case VX_KEY_END:
        return "End";
    case VX_KEY_DELETE:
        return "Del";
    default:
        return NULL;
    }
}

static const char *char_name(wchar_t ch)
{
    switch (ch) {
    case L'\t':
        return "Tab";
    case L'\r':
    case L'\n':
        return "Enter";
    case L' ':
        return "Space";
    default:
        return NULL;
    }
}

static const char *plain_name(const struct vx_input *input)
{
    switch (input->kind) {
    case VX_INPUT_PAGE_UP:
        return "PgUp";
    case VX_INPUT_PAGE_DOWN:
        return "PgDn";
    case VX_INPUT_ESCAPE:
        return "Esc";
    case VX_INPUT_EDIT:
        return edit_name(input->code);
    case VX_INPUT_CHAR:
        return char_name(input->ch);
    case VX_INPUT_NONE:
    case VX_INPUT_FUNCTION:
    case VX_INPUT_ALT:
    case VX_INPUT_CLICK:
    case VX_INPUT_WHEEL_UP:
    case VX_INPUT_WHEEL_DOWN:
    case VX_INPUT_RESIZE:
    case VX_INPUT_PASTE:
    case VX_INPUT_GONE:
        break;
    }
    return NULL;
}

bool vx_key_name(const struct vx_input *input, char name[VX_KEY_NAME])
{
    const char *plain = plain_name(input);
    const bool printable = input->ch > L' ' && input->ch < 0x7f;
    if (plain)
        snprintf(name, VX_KEY_NAME, "%s", plain);
    else if (input->kind == VX_INPUT_FUNCTION)
        snprintf(name, VX_KEY_NAME, "F%d", input->code);
    else if (input->kind == VX_INPUT_ALT && printable)
        snprintf(name, VX_KEY_NAME, "M-%c", (char)input->ch);
    else if (input->kind == VX_INPUT_CHAR && printable)
        snprintf(name, VX_KEY_NAME, "%c", (char)input->ch);
    else
        return false;
    return true;
}

static bool applies(enum vx_key_where where, enum vx_mode mode)
{
    if (where == VX_WHERE_ANY)
        return true;
    return where == (mode == VX_MODE_PANEL ? VX_WHERE_PANEL : VX_WHERE_PROMPT);
}

const struct vx_key_row *vx_key_find(const char *name, enum vx_mode mode)
{
    for (size_t i = 0; i < vx_key_count; i++)
        if (applies(vx_key_rows[i].where, mode) && strcmp(vx_key_rows[i].key, name) == 0)
            return &vx_key_rows[i];
    return NULL;
}

const struct vx_key_row *vx_key_find_mouse(const char *name)
{
    for (size_t i = 0; i < vx_key_count; i++)
        if (vx_key_rows[i].where == VX_WHERE_MOUSE && strcmp(vx_key_rows[i].key, name) == 0)
            return &vx_key_rows[i];
    return NULL;
}
