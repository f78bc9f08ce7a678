/*
 * assign.h: the first pass of the parser: which word belongs to which parameter.  Completion and
 * hints use it alone.
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_LANG_ASSIGN_H
#define VX_LANG_ASSIGN_H

#include "cmd/lang/command.h"
#include "cmd/lang/lex.h"

struct vx_slot {
    size_t first, last; /* words [first, last) */
    size_t skip;        /* bytes of the first word in front of the value: "tif=" */
    bool used;
};

struct vx_assignment {
    struct vx_slot slot[VX_PARAMS_MAX];
    const struct vx_param *open; /* has begun and takes what comes next: "over", an expression */
    unsigned next;               /* the next positional parameter; command->params: none is left */
};

/* "5 @ 100", "5@100", "5 @100": takes the sign out of the words of a command that has a price; it
 * says nothing that the order of the words does not say.  0, or VX_E_MEMORY. */
int vx_take_out_at_sign(struct vx_words *words, size_t from, const struct vx_command *command);
/* words[from] is the verb.  0, or VX_E_SYNTAX with *mistake (missing arguments are no mistake). */
int vx_assign(struct vx_assignment *a, const struct vx_command *command,
              const struct vx_words *words, size_t from, struct vx_mistake *mistake);
/* The command a verb means. 0; VX_E_SYNTAX with *mistake. */
int vx_parse_verb(const struct vx_command **command, const struct vx_word *word, bool abbreviate,
                  struct vx_mistake *mistake);

#endif
