/*
 * check.h: what one argument alone cannot tell: which of them go together.
 *
 * Threads: pure functions.  Cold.
 */
#ifndef VX_LANG_CHECK_H
#define VX_LANG_CHECK_H

#include "cmd/lang/call.h"
#include "cmd/lang/lex.h"

/* end: where something missing would stand.  0, or VX_E_SYNTAX with *mistake. */
int vx_call_check(const struct vx_call *call, size_t end, struct vx_mistake *mistake);

/* In the order of the words of export's FORMAT. */
enum vx_export_form {
    VX_EXPORT_CSV,
    VX_EXPORT_JSON,
    VX_EXPORT_HGRM,
    VX_EXPORT_SVG,
    VX_EXPORT_TEXT,
    VX_EXPORT_ANSI
};
/* The form of an export: as given, or by the ending of the file's name; negative: none. */
int vx_export_form(const struct vx_arg *file, const struct vx_arg *format);

#endif
