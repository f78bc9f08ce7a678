#include "core/base/err.h"

const char *vx_err_text(int err)
{
    switch (err) {
    case VX_OK:
        return "ok";
#define VX_ERR(name, number, text) \
    case VX_E_##name:              \
        return text;
#include "core/base/err.def"
#undef VX_ERR
    default:
        return "unknown error";
    }
}
