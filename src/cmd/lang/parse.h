/*
 * parse.h: words to a call: a command with typed, checked arguments.
 *
 * In two passes: the first gives each word to a parameter of the table (completion and hints use
 * it alone), the second makes values of the words and checks them.
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_LANG_PARSE_H
#define VX_LANG_PARSE_H

#include "cmd/lang/call.h"
#include "cmd/lang/lex.h"

#define VX_COMMAND_DEPTH_MAX 16u /* commands in commands: at 1ms at 2ms ... */

/* What a call needs to know about the session and the names there are. */
struct vx_parse_env {
    int32_t tick, price_min, price_max; /* 1/10,000 */
    bool abbreviate;                    /* unique beginnings of verbs are enough */
    void *ctx;
    /* true: the verb is an alias (a command that starts so is kept as text) */
    bool (*is_alias)(void *ctx, const char *name, size_t len);
};

/*
 * Parses words[from..).  0; VX_E_SYNTAX with *mistake filled; VX_E_MEMORY.  There is at least one
 * word.  Words keep their memory.
 */
int vx_parse(struct vx_call **call, struct vx_words *words, size_t from, struct vx_origin *origin,
             const struct vx_parse_env *env, struct vx_mistake *mistake);

/* ---- the first pass ---- */

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
