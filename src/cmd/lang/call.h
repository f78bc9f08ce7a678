/*
 * call.h: a command with typed, checked arguments: what the parser makes and the commands read.
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_LANG_CALL_H
#define VX_LANG_CALL_H

#include "cmd/lang/command.h"
#include "cmd/lang/expr.h"
#include "cmd/lang/origin.h"

struct vx_arg {
    const struct vx_param *param;
    bool given;
    bool hole;      /* its value is not known (-n) */
    bool relative;  /* RATE: xN; TIME: +DUR; MOMENT: a time; STEPS: back */
    int choice;     /* number of the alternative taken, or -1: a value */
    size_t at, end; /* in the origin */
    uint64_t n;     /* COUNT, DURATION, TIME, SPEED, an ORDER's id (0: a name), the number of a
                       FLOW, STAGE, SETTING; a RATE's mantissa; a PACE in thousandths */
    unsigned scale; /* RATE: decimals of n; MOMENT: 1 +T, 2 -T, 0 neither */
    int32_t price;
    char *text;  /* the word; TEXT: joined; EXPR: as it was compiled; ASSIGN: the name */
    char *value; /* ASSIGN: the text, if it is no expression */
    struct vx_expr *expr;
    struct vx_call *call; /* COMMAND: one command, parsed; NULL: run .text */
};

struct vx_call {
    uint32_t refs;
    const struct vx_command *command;
    struct vx_arg arg[VX_PARAMS_MAX]; /* in the order of the command's parameters */
    struct vx_origin *origin;
    size_t at, end; /* the statement in the origin */
    char *line;     /* the whole command as a line that means the same anywhere */
};

/* What a call needs to know about the session and the names there are. */
struct vx_parse_env {
    int32_t tick, price_min, price_max; /* 1/10,000 */
    bool abbreviate;                    /* unique beginnings of verbs are enough */
    void *ctx;
    /* true: the verb is an alias (a command that starts so is kept as text) */
    bool (*is_alias)(void *ctx, const char *name, size_t len);
};

struct vx_call *vx_call_hold(const struct vx_call *call);
void vx_call_drop(struct vx_call *call);

/* The argument of a parameter by its label; asserts that there is such a one. */
const struct vx_arg *vx_call_arg(const struct vx_call *call, const char *label);
bool vx_call_given(const struct vx_call *call, const char *label);
/* The alternative of an argument is this word. */
bool vx_arg_is(const struct vx_arg *arg, const char *word);

#endif
