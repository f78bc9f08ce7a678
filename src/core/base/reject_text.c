#include "core/base/reject_text.h"

const char *vx_reject_name(unsigned code)
{
    switch (code) {
    case VX_REJECT_NONE:
        return "none";
#define VX_REJECT_ROW(name, number, text, help) \
    case number:                                \
        return text;
#include "core/base/reject.def"
#undef VX_REJECT_ROW
    default:
        return "?";
    }
}

const char *vx_reject_help(unsigned code)
{
    switch (code) {
#define VX_REJECT_ROW(name, number, text, help) \
    case number:                                \
        return help;
#include "core/base/reject.def"
#undef VX_REJECT_ROW
    default:
        return "";
    }
}
