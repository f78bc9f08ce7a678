/*
 * lex.h: one statement of a logical line as words.
 *
 * Blanks separate words, `;` and the line's end end the statement, `#` at the start of a word
 * begins a comment.  "..." keeps blanks and takes \" \\ \$ \n \t; '...' keeps everything; \X is X;
 * $X and ${X} are variables (not in '...').  A backslash before a newline is a blank.
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_LANG_LEX_H
#define VX_LANG_LEX_H

#include "cmd/lang/origin.h"

#define VX_WORDS_MAX   4096u                 /* words of a statement */
#define VX_STORE_MAX   (4u * VX_LOGICAL_MAX) /* bytes of a statement, variables put in */
#define VX_NAME_MAX    32u                   /* bytes of a name: variable, alias, order */
#define VX_MESSAGE_MAX 512u

struct vx_word {
    size_t at, end; /* where it stands in the origin */
    char *text;     /* quotes taken off, variables put in */
    size_t stored;  /* private: where text lies in the store */
    size_t bare;    /* leading bytes of text that were neither quoted nor put in */
    bool hole;      /* holds a variable whose value is not known (-n) */
};

struct vx_words {
    struct vx_word *word;
    size_t count;
    size_t at, end; /* the statement in the origin; end is where something missing would stand */
    size_t next;    /* where the next statement begins; origin->len: there is none */
    char *store;
};

/* What went wrong, and where.  length of what is wrong is not kept: a caret points at its start. */
struct vx_mistake {
    size_t at;
    char text[VX_MESSAGE_MAX];
};

/*
 * The text of a variable, or NULL if there is none of the name; *hole: it is not known (the text is
 * a stand-in).  suggest, if not NULL, receives the nearest name there is, or "".
 */
typedef const char *(*vx_lex_variable)(void *ctx, const char *name, size_t len, bool *hole,
                                       char *suggest, size_t suggest_size);

/*
 * Reads the statement at `from`.  0; VX_E_SYNTAX with *mistake filled (words->next is the end of
 * the line then); VX_E_MEMORY.  words is to be given to vx_words_free in every case.
 */
int vx_lex(struct vx_words *words, const struct vx_origin *origin, size_t from,
           vx_lex_variable variable, void *ctx, struct vx_mistake *mistake);
void vx_words_free(struct vx_words *words);

/* words[from..to) as a line that reads back as the same words.  malloc'd; NULL: no memory. */
char *vx_words_join(const struct vx_words *words, size_t from, size_t to);

/* A letter or _, then letters, digits, _ and -; at most VX_NAME_MAX - 1 bytes. */
bool vx_is_name(const char *text, size_t len);

VX_PRINTF(3, 4) void vx_mistake_set(struct vx_mistake *mistake, size_t at, const char *format, ...);

#endif
