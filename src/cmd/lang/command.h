/*
 * command.h: the table of commands and of their parameters (command.def), and its lookups.
 *
 * Threads: pure functions after the first call (which one thread makes).  Cold.
 */
#ifndef VX_LANG_COMMAND_H
#define VX_LANG_COMMAND_H

#include "core/base/defs.h"

enum vx_arg_type {
    VX_ARG_ASSIGN,   /* X = V, to the end */
    VX_ARG_CHOICE,   /* one of the row's words */
    VX_ARG_COMMAND,  /* a command, to the end */
    VX_ARG_COUNT,    /* a whole number: 5 5k 1.5M */
    VX_ARG_DURATION, /* 100us 20ms 2s */
    VX_ARG_EXPR,     /* an expression, to the next word of the row or the end */
    VX_ARG_FILE,
    VX_ARG_FLAG, /* the word alone */
    VX_ARG_FLOW,
    VX_ARG_KEY,    /* of the keyboard */
    VX_ARG_LINE,   /* the beginning of a command, to the end */
    VX_ARG_MOMENT, /* a sequence: 812344, or a time since the start: 12.5s */
    VX_ARG_METRIC, /* a metric's name or the beginning of some, or a number of rows */
    VX_ARG_NAME,
    VX_ARG_ORDER, /* an id or a name */
    VX_ARG_PACE,  /* 0.1x, 1x, 10x */
    VX_ARG_PRICE,
    VX_ARG_RATE, /* a number, or xN: N times what it is */
    VX_ARG_SETTING,
    VX_ARG_SPEED, /* 10 or 10x */
    VX_ARG_STAGE,
    VX_ARG_STEPS, /* a whole number, or - and one */
    VX_ARG_TEXT,  /* to the end */
    VX_ARG_TIME,  /* 20ms since the start, +20ms from now */
    VX_ARG_TOKEN, /* any word */
    VX_ARG_VERB,  /* a command's name */
    VX_ARG_VIEW,  /* a word of view.def */
};

enum vx_param_kind { VX_PARAM_COMMAND, VX_PARAM_POS, VX_PARAM_KEY, VX_PARAM_WORD };

struct vx_param {
    enum vx_param_kind kind;
    const char *label;
    enum vx_arg_type type;
    bool must;
    uint64_t min, max; /* 0, 0: no range; max 0 with min > 0: no upper end */
    const char *words; /* alternatives "a|b", or NULL */
    const char *help;
};

/* Flags of a command. */
#define VX_CMD_ACTS   1u
#define VX_CMD_STARTS 2u
#define VX_CMD_DRY    4u
#define VX_CMD_NOW    8u
#define VX_CMD_PAST   16u

#define VX_PARAMS_MAX 8u

struct vx_command {
    const char *name;
    unsigned flags;
    const char *help;
    const char *details;
    const char *example;
    const struct vx_param *param;
    unsigned params;
};

/* All of them, sorted by name. */
const struct vx_command *vx_commands(size_t *n);
/* Its row among them. */
size_t vx_command_row(const struct vx_command *command);
/* By its whole name, case ignored. */
const struct vx_command *vx_command_find(const char *name, size_t len);
/* How many commands begin so; *only is the first of them. */
size_t vx_command_abbreviated(const char *name, size_t len, const struct vx_command **only);
/* The command nearest to what was typed, or "". */
void vx_nearest_command(char *best, size_t size, const char *typed, size_t len);

/* "buy QTY @ PRICE|market [tif=gtc|ioc|fok|post] [owner=N] ... [as NAME]" */
size_t vx_command_usage(char *buf, size_t size, const struct vx_command *command);
/* What a value may be: "1 to 1000000000", "gtc, ioc, fok or post", "a duration such as 20ms"; "" */
size_t vx_param_range(char *buf, size_t size, const struct vx_param *param);

/* Number of `text` among "a|b|c", case ignored; -1: it is none of them.  words may be NULL. */
int vx_words_index(const char *words, const char *text, size_t len);
/* Alternative n of "a|b|c" and its length; NULL past the end. */
const char *vx_words_at(const char *words, unsigned n, size_t *len);
/* "a, b or c" */
size_t vx_words_list(char *buf, size_t size, const char *words);

#endif
