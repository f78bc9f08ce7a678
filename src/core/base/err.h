/*
 * err.h: error numbers.  0 or a count is success, a negative VX_E_... is not.
 */
#ifndef VX_BASE_ERR_H
#define VX_BASE_ERR_H

enum vx_err {
    VX_OK = 0,
#define VX_ERR(name, number, text) VX_E_##name = -(number),
#include "core/base/err.def"
#undef VX_ERR
};

/* The text of an error number; "unknown error" for any other.  Never NULL. */
const char *vx_err_text(int err);

#endif
