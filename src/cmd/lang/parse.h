/*
 * parse.h: words to a call: a command with typed, checked arguments.
 *
 * In two passes: the first gives each word to a parameter of the table (assign.h), the second makes
 * values of the words (args.h) and checks them (check.h).
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_LANG_PARSE_H
#define VX_LANG_PARSE_H

#include "cmd/lang/call.h"
#include "cmd/lang/lex.h"

#define VX_COMMAND_DEPTH_MAX 16u /* commands in commands: at 1ms at 2ms ... */

/*
 * Parses words[from..).  0; VX_E_SYNTAX with *mistake filled; VX_E_MEMORY.  There is at least one
 * word.  Words keep their memory.
 */
int vx_parse(struct vx_call **call, struct vx_words *words, size_t from, struct vx_origin *origin,
             const struct vx_parse_env *env, struct vx_mistake *mistake);

#endif
