/*
 * args.h: the second pass of the parser: words to values, by the parameter's type.  Private to it.
 */
#ifndef VX_LANG_ARGS_H
#define VX_LANG_ARGS_H

#include "cmd/lang/call.h"
#include "cmd/lang/lex.h"

/* One value: the text behind "key=", or a word. */
struct vx_piece {
    const char *text;
    size_t len;
    size_t at; /* in the origin */
};

/* The types that are one word.  0, VX_E_SYNTAX, VX_E_MEMORY. */
int vx_arg_convert(struct vx_arg *arg, const struct vx_piece *piece, const struct vx_parse_env *env,
                   struct vx_mistake *mistake);

#endif
