/*
 * reject.h: the stable codes of a refused input.  Installed beside the book's public header.
 */
#ifndef VX_BASE_REJECT_H
#define VX_BASE_REJECT_H

enum vx_reject {
    VX_REJECT_NONE = 0,
#define VX_REJECT_ROW(name, code, text, help) VX_REJECT_##name = (code),
#include "core/base/reject.def"
#undef VX_REJECT_ROW
    VX_REJECT_CODES = 64 /* codes are below this */
};

#endif
