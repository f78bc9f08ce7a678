#include <stdio.h>
#include <string.h>

#include "cmd/lang/expr.h"
#include "cmd/lang/expr_node.h"
#include "cmd/lang/lex.h"
#include "cmd/lang/term.h"
#include "core/base/err.h"
#include "core/base/num.h"

struct run {
    const struct vx_expr *expr;
    const struct vx_expr_env *env;
    struct vx_mistake *mistake;
};

static int eval(const struct run *r, uint16_t n, struct vx_term *to);

static int eval_metric(const struct run *r, const struct vx_expr_node *n, struct vx_term *to)
{
    struct vx_value value = r->env->metric(r->env->ctx, n->metric);
    *to = vx_term_of(&value);
    return VX_OK;
}

static int eval_order(const struct run *r, const struct vx_expr_node *n, struct vx_term *to)
{
    *to = n->term;
    r->mistake->at = n->at;
    int rc = r->env->order(r->env->ctx, r->expr->text + n->name_at, n->name_len, n->field, to,
                           r->mistake);
    if (rc == VX_OK && n->term.kind == VX_TERM_NUMBER && n->term.unit == VX_UNIT_PRICE)
        to->scale = VX_PRICE_DIGITS;
    return rc;
}

static int eval_arithmetic(const struct run *r, const struct vx_expr_node *n, struct vx_term *to,
                           const struct vx_term *a, const struct vx_term *b)
{
    int rc = VX_OK;
    *to = n->term;
    to->known = a->known && b->known;
    if (!to->known)
        return VX_OK;
    if (n->op == VX_OP_ADD)
        rc = vx_term_add(to, a, b);
    else if (n->op == VX_OP_SUB)
        rc = vx_term_sub(to, a, b);
    else
        rc = n->op == VX_OP_MUL ? vx_term_mul(to, a, b) : vx_term_div(to, a, b);
    if (rc == VX_E_INVALID)
        vx_mistake_set(r->mistake, r->expr->node[n->right].at, "division by zero");
    else if (rc < 0)
        vx_mistake_set(r->mistake, n->at, "the result does not fit 64 bits");
    return rc;
}

static bool compared(const struct vx_expr_node *n, const struct vx_term *a, const struct vx_term *b)
{
    int order;
    if (a->kind == VX_TERM_WORD)
        order = strcmp(a->word, b->word);
    else if (a->unit == VX_UNIT_HASH || b->unit == VX_UNIT_HASH)
        order = a->v != b->v || a->scale != b->scale;
    else
        order = vx_term_compare(a, b);
    switch ((unsigned)n->op) {
    case VX_OP_EQ:
        return order == 0;
    case VX_OP_NE:
        return order != 0;
    case VX_OP_LT:
        return order < 0;
    case VX_OP_LE:
        return order <= 0;
    case VX_OP_GT:
        return order > 0;
    default:
        return order >= 0;
    }
}

static int eval_pair(const struct run *r, const struct vx_expr_node *n, struct vx_term *to)
{
    struct vx_term a = {0}, b = {0};
    int rc = eval(r, n->left, &a);
    if (rc == VX_OK)
        rc = eval(r, n->right, &b);
    if (rc < 0)
        return rc;
    if (n->term.kind == VX_TERM_NUMBER)
        return eval_arithmetic(r, n, to, &a, &b);
    *to = (struct vx_term){.kind = VX_TERM_TRUTH, .known = true, .unit = VX_UNIT_BARE};
    to->v = a.known && b.known && compared(n, &a, &b);
    return VX_OK;
}

/* && and || leave out the right side where the left one decides. */
static int eval_logic(const struct run *r, const struct vx_expr_node *n, struct vx_term *to)
{
    int rc = eval(r, n->left, to);
    if (rc < 0 || to->v == (n->op == VX_OP_OR))
        return rc;
    return eval(r, n->right, to);
}

static int eval_one_sided(const struct run *r, const struct vx_expr_node *n, struct vx_term *to)
{
    static const struct vx_term zero = {.kind = VX_TERM_NUMBER, .known = true};
    struct vx_term of;
    int rc = eval(r, n->left, &of);
    if (rc < 0)
        return rc;
    *to = of;
    if (n->op == VX_OP_NOT)
        to->v = !of.v;
    else if (of.known && (rc = vx_term_sub(to, &zero, &of)) < 0)
        vx_mistake_set(r->mistake, n->at, "the result does not fit 64 bits");
    return rc;
}

static int eval(const struct run *r, uint16_t number, struct vx_term *to)
{
    const struct vx_expr_node *n = &r->expr->node[number];
    switch (n->op) {
    case VX_OP_CONST:
        *to = n->term;
        return VX_OK;
    case VX_OP_METRIC:
        return eval_metric(r, n, to);
    case VX_OP_ORDER:
        return eval_order(r, n, to);
    case VX_OP_NEG:
    case VX_OP_NOT:
        return eval_one_sided(r, n, to);
    case VX_OP_AND:
    case VX_OP_OR:
        return eval_logic(r, n, to);
    case VX_OP_MUL:
    case VX_OP_DIV:
    case VX_OP_ADD:
    case VX_OP_SUB:
    case VX_OP_EQ:
    case VX_OP_NE:
    case VX_OP_LT:
    case VX_OP_LE:
    case VX_OP_GT:
    case VX_OP_GE:
        break;
    }
    return eval_pair(r, n, to);
}

int vx_expr_eval(const struct vx_expr *expr, const struct vx_expr_env *env, struct vx_term *to,
                 struct vx_mistake *mistake)
{
    struct run r = {.expr = expr, .env = env, .mistake = mistake};
    mistake->text[0] = '\0';
    return eval(&r, expr->root, to);
}

/* ---- what it is now ---- */

static bool moves(const struct vx_expr *expr, uint16_t number)
{
    const struct vx_expr_node *n = &expr->node[number];
    if (n->op == VX_OP_METRIC || n->op == VX_OP_ORDER)
        return true;
    if (n->op == VX_OP_CONST)
        return false;
    bool one_sided = n->op == VX_OP_NEG || n->op == VX_OP_NOT;
    return moves(expr, n->left) || (!one_sided && moves(expr, n->right));
}

bool vx_expr_counts(const struct vx_expr *expr)
{
    for (uint16_t i = 0; i < expr->count; i++) {
        const struct vx_expr_node *n = &expr->node[i];
        if (n->op == VX_OP_METRIC && (n->metric->kind == 'C' || vx_metric_needs_latency(n->metric)))
            return true;
    }
    return false;
}

bool vx_expr_moves(const struct vx_expr *expr)
{
    return moves(expr, expr->root);
}

/* Exact, and where that is many digits of nanoseconds also as it is spoken: "14417919ns = 14.4 ms"
 */
static void value_text(const struct run *r, uint16_t number, char *buf, size_t size)
{
    struct vx_term term;
    char spoken[32];
    if (eval(r, number, &term) < 0) {
        snprintf(buf, size, "%s", r->mistake->text);
        return;
    }
    if (term.known && term.unit == VX_UNIT_PPM) { /* as the literal it is compared with */
        const struct vx_value share = {.v = (int64_t)term.v, .unit = VX_UNIT_PPM, .known = true};
        vx_value_format(buf, size, &share);
        return;
    }
    vx_term_format(buf, size, &term);
    const size_t n = strlen(buf);
    if (!term.known || term.unit != VX_UNIT_NS || term.v < 10000 || term.v % 1000 == 0)
        return;
    vx_num_format_duration(spoken, sizeof spoken, (uint64_t)term.v);
    snprintf(buf + n, size - n, " = %s", spoken);
}

static void name_values(const struct run *r, char *buf, size_t size)
{
    size_t used = 0;
    buf[0] = '\0';
    for (uint16_t i = 0; i < r->expr->count && used < size; i++) {
        const struct vx_expr_node *n = &r->expr->node[i];
        char value[64];
        if (n->op != VX_OP_METRIC && n->op != VX_OP_ORDER)
            continue;
        value_text(r, i, value, sizeof value);
        used += (size_t)snprintf(buf + used, size - used, "%s%.*s is %s", used ? ", " : "",
                                 (int)(n->end - n->at), r->expr->text + n->at, value);
    }
}

void vx_expr_actual(const struct vx_expr *expr, const struct vx_expr_env *env, char *buf,
                    size_t size)
{
    struct vx_mistake mistake;
    struct run r = {.expr = expr, .env = env, .mistake = &mistake};
    const struct vx_expr_node *root = &expr->node[expr->root];
    char right[64];
    if (root->op < VX_OP_EQ || root->op > VX_OP_GE) {
        name_values(&r, buf, size);
        return;
    }
    bool left_moves = moves(expr, root->left), right_moves = moves(expr, root->right);
    value_text(&r, left_moves || !right_moves ? root->left : root->right, buf, size);
    if (left_moves && right_moves) {
        size_t used = strlen(buf);
        value_text(&r, root->right, right, sizeof right);
        snprintf(buf + used, size - used, " and %s", right);
    }
}
