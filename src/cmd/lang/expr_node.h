/*
 * expr_node.h: a compiled expression: expr_compile.c makes it, expr_eval.c runs it.
 */
#ifndef VX_LANG_EXPR_NODE_H
#define VX_LANG_EXPR_NODE_H

#include "cmd/lang/expr.h"

enum vx_expr_op {
    VX_OP_CONST,
    VX_OP_METRIC,
    VX_OP_ORDER,
    VX_OP_NEG,
    VX_OP_NOT,
    VX_OP_MUL,
    VX_OP_DIV,
    VX_OP_ADD,
    VX_OP_SUB,
    VX_OP_EQ,
    VX_OP_NE,
    VX_OP_LT,
    VX_OP_LE,
    VX_OP_GT,
    VX_OP_GE,
    VX_OP_AND,
    VX_OP_OR,
};

struct vx_expr_node {
    enum vx_expr_op op;
    uint16_t left, right; /* a one-sided operator uses left */
    unsigned sets;        /* WORD: which lists the word is of */
    size_t at, end;       /* in the text */
    struct vx_term term;  /* CONST: the value; else kind and unit of the result */
    const struct vx_metric *metric;
    enum vx_order_field field;
    size_t name_at, name_len; /* ORDER: the name in the text */
};

struct vx_expr {
    char *text;
    uint16_t count, root;
    bool latency, refresh;
    struct vx_expr_node node[];
};

#endif
