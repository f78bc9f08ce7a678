/*
 * expr.h: expressions over the metric name space: compiled once, evaluated often.
 *
 *   or:    and { || and }           and:  not { && not }        not: ! not | comparison
 *   comparison: sum [ == != < <= > >= sum ]                     sum: product { + - product }
 *   product: factor { * / factor }  factor: - factor | ( or ) | number | metric | order.X.FIELD |
 * word
 *
 * Numbers: 5k 1.5M 0x1f 80% 100us 100.25.  Names may hold a dash (rejects.unknown-id), so a minus
 * needs a blank before or behind it.  Units are checked when it is compiled: a bare number goes
 * with anything, a price not with a duration.  A comparison with something that is not known (the
 * price of an empty side) is false.
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_LANG_EXPR_H
#define VX_LANG_EXPR_H

#include "cmd/lang/lex.h"
#include "cmd/lang/term.h"

#define VX_EXPR_NODES_MAX 256u
#define VX_EXPR_DEPTH_MAX 64u /* of parentheses, ! and - */

enum vx_order_field {
#define VX_ORDER_FIELD(ID, name, kind, unit, help) VX_ORDER_##ID,
#include "cmd/lang/order_field.def"
#undef VX_ORDER_FIELD
    VX_ORDER_FIELDS
};
const char *vx_order_field_name(unsigned field);
const char *vx_order_field_help(unsigned field);

/* Where values come from.  Functions return 0, or a negative VX_E_... after setting mistake->text.
 */
struct vx_expr_env {
    void *ctx;
    struct vx_value (*metric)(void *ctx, const struct vx_metric *metric);
    /* field of the order called name[0..len) (a name, or an id in digits); to->kind and ->unit
     * stand, the rest is to be filled in. */
    int (*order)(void *ctx, const char *name, size_t len, enum vx_order_field field,
                 struct vx_term *to, struct vx_mistake *mistake);
};

struct vx_expr;

/*
 * Compiles text[0..len).  truth: it has to say yes or no.  0; VX_E_SYNTAX with mistake->at an
 * offset into text; VX_E_MEMORY.
 */
int vx_expr_compile(struct vx_expr **expr, const char *text, size_t len, bool truth,
                    struct vx_mistake *mistake);
void vx_expr_free(struct vx_expr *expr);
/* Whether it reads a latency; whether it reads the depth or an order, which a session refreshes. */
bool vx_expr_needs_latency(const struct vx_expr *expr);
bool vx_expr_needs_refresh(const struct vx_expr *expr);
/* Whether it reads what has a length of time: a counter or a latency. */
bool vx_expr_counts(const struct vx_expr *expr);
/* Whether it reads anything: if not, it is a constant. */
bool vx_expr_moves(const struct vx_expr *expr);
/* 0 with *to filled; VX_E_RANGE, VX_E_INVALID or the environment's error with *mistake filled. */
int vx_expr_eval(const struct vx_expr *expr, const struct vx_expr_env *env, struct vx_term *to,
                 struct vx_mistake *mistake);
/*
 * What the last expression's values are now, for a failed expectation: "100.20" of a comparison
 * with something fixed, "100.20 and 100.25" of two that move, else "NAME is VALUE, ...".
 */
void vx_expr_actual(const struct vx_expr *expr, const struct vx_expr_env *env, char *buf,
                    size_t size);

/* Row n of the words an expression knows (states, order statuses, ...); NULL past the end. */
const char *vx_expr_word(unsigned n);

#endif
