#include "cmd/lang/expr.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/lang/expr_node.h"
#include "cmd/lang/nearest.h"
#include "core/base/err.h"
#include "core/base/num.h"
#include "core/base/reject.h"

/* ---- words ---- */

enum word_set { SET_STATE = 1, SET_STATUS = 2, SET_SIDE = 4, SET_REASON = 8 };

struct word {
    const char *text;
    unsigned sets;
};

static const struct word words[] = {
    {"boot", SET_STATE},    {"run", SET_STATE},        {"halt", SET_STATE},
    {"fail", SET_STATE},    {"pending", SET_STATUS},   {"live", SET_STATUS},
    {"filled", SET_STATUS}, {"cancelled", SET_STATUS}, {"rejected", SET_STATUS},
    {"buy", SET_SIDE},      {"sell", SET_SIDE},        {"none", SET_REASON},
#define VX_REJECT_ROW(name, code, text, help) {text, SET_REASON},
#include "core/base/reject.def"
#undef VX_REJECT_ROW
};

/* Words that are numbers. */
static const struct {
    const char *text;
    int64_t value;
} numbers[] = {
    {"off", 0}, {"on", 1}, {"max", INT64_MAX}, /* an unlimited rate */
#define VX_FLOW(ID, name, help) {name, VX_FLOW_##ID},
#include "core/telemetry/flow.def"
#undef VX_FLOW
};

static const struct {
    const char *name;
    enum vx_term_kind kind;
    enum vx_unit unit;
    const char *help;
} fields[] = {
#define VX_ORDER_FIELD(ID, name, kind, unit, help) {name, VX_TERM_##kind, VX_UNIT_##unit, help},
#include "cmd/lang/order_field.def"
#undef VX_ORDER_FIELD
};

const char *vx_order_field_name(unsigned field)
{
    return field < VX_ORDER_FIELDS ? fields[field].name : NULL;
}

const char *vx_order_field_help(unsigned field)
{
    return field < VX_ORDER_FIELDS ? fields[field].help : NULL;
}

const char *vx_expr_word(unsigned n)
{
    if (n < VX_LEN(words))
        return words[n].text;
    n -= (unsigned)VX_LEN(words);
    return n < VX_LEN(numbers) ? numbers[n].text : NULL;
}

static unsigned sets_of_field(enum vx_order_field field)
{
    switch (field) {
    case VX_ORDER_STATUS:
        return SET_STATUS;
    case VX_ORDER_SIDE:
        return SET_SIDE;
    case VX_ORDER_REASON:
        return SET_REASON;
    case VX_ORDER_AHEAD:
    case VX_ORDER_AVERAGE:
    case VX_ORDER_FILLED:
    case VX_ORDER_ID:
    case VX_ORDER_LEAVES:
    case VX_ORDER_PRICE:
    case VX_ORDER_QTY:
    case VX_ORDER_FIELDS:
        break;
    }
    return 0;
}

/* ---- the compiler ---- */

struct compiler {
    const char *text;
    size_t len;
    size_t at;
    unsigned depth;
    struct vx_expr *expr;
    struct vx_mistake *mistake;
};

#define FAILED UINT16_MAX

static uint16_t compile_or(struct compiler *c);

static struct vx_expr_node *node_of(struct compiler *c, uint16_t n)
{
    return &c->expr->node[n];
}

#define fail(c, place, ...) (vx_mistake_set((c)->mistake, (place), __VA_ARGS__), FAILED)

static int look(const struct compiler *c, size_t ahead)
{
    return c->at + ahead < c->len ? (unsigned char)c->text[c->at + ahead] : -1;
}

static void skip_blanks(struct compiler *c)
{
    while (look(c, 0) == ' ' || look(c, 0) == '\t' || look(c, 0) == '\n')
        c->at++;
}

static bool take(struct compiler *c, const char *symbol)
{
    size_t n = strlen(symbol);
    skip_blanks(c);
    if (c->len - c->at < n || memcmp(c->text + c->at, symbol, n) != 0)
        return false;
    c->at += n;
    return true;
}

static uint16_t add_node(struct compiler *c, struct vx_expr_node node)
{
    if (c->expr->count == VX_EXPR_NODES_MAX)
        return fail(c, node.at, "more than %u parts in one expression", VX_EXPR_NODES_MAX);
    c->expr->node[c->expr->count] = node;
    return c->expr->count++;
}

static uint16_t add_number(struct compiler *c, size_t at, int unit, int64_t v, unsigned scale)
{
    return add_node(
        c,
        (struct vx_expr_node){
            .op = VX_OP_CONST,
            .at = at,
            .end = c->at,
            .term = {.kind = VX_TERM_NUMBER, .known = true, .unit = unit, .scale = scale, .v = v}});
}

/* ---- literals ---- */

static uint16_t number_error(struct compiler *c, size_t at, int err)
{
    int len = (int)(c->at - at);
    if (err == VX_E_RANGE)
        return fail(c, at, "number %.*s is too large or too fine", len, c->text + at);
    return fail(c, at, "%.*s is no number: 5k, 1.5M, 100.25, 80%%, 100us or 0x1f", len,
                c->text + at);
}

static uint16_t add_count(struct compiler *c, size_t at, const char *text, size_t len)
{
    uint64_t count;
    int err = vx_num_parse_count(text, len, &count, NULL);
    if (err < 0)
        return number_error(c, at, err);
    bool hex = text[1] == 'x' || text[1] == 'X';
    if (hex && (count > INT64_MAX || len == 18))
        return add_number(c, at, VX_UNIT_HASH, (int64_t)count, 0);
    if (count > INT64_MAX)
        return number_error(c, at, VX_E_RANGE);
    return add_number(c, at, VX_UNIT_BARE, (int64_t)count, 0);
}

static uint16_t compile_number(struct compiler *c)
{
    size_t at = c->at;
    const char *text = c->text + at;
    uint64_t ns;
    int64_t v;
    unsigned scale;
    while (isalnum(look(c, 0)) || look(c, 0) == '.' || look(c, 0) == '_')
        c->at++;
    size_t len = c->at - at;
    if (look(c, 0) == '%') {
        c->at++;
        int err = vx_num_parse_decimal(text, len, &v, &scale, NULL);
        return err < 0 || scale + 2 > VX_TERM_DIGITS
                   ? number_error(c, at, err < 0 ? err : VX_E_RANGE)
                   : add_number(c, at, VX_UNIT_PPM, v, scale + 2);
    }
    int err = vx_num_parse_decimal(text, len, &v, &scale, NULL);
    if (err == 0)
        return add_number(c, at, VX_UNIT_BARE, v, scale);
    if (err == VX_E_RANGE)
        return number_error(c, at, err);
    err = vx_num_parse_duration(text, len, &ns, NULL);
    if (err == 0 && ns <= INT64_MAX)
        return add_number(c, at, VX_UNIT_NS, (int64_t)ns, 0);
    return err == VX_E_SYNTAX ? add_count(c, at, text, len) : number_error(c, at, VX_E_RANGE);
}

/* ---- names ---- */

static bool name_char(int c)
{
    return isalnum(c) || c == '_' || c == '.';
}

/* A dash inside a name joins it; before or behind a blank it is a minus. */
static void take_name(struct compiler *c)
{
    while (name_char(look(c, 0)) || (look(c, 0) == '-' && isalnum(look(c, 1))))
        c->at++;
}

static const struct word *find_word(const char *text, size_t len)
{
    for (size_t i = 0; i < VX_LEN(words); i++)
        if (strlen(words[i].text) == len && memcmp(words[i].text, text, len) == 0)
            return &words[i];
    return NULL;
}

static uint16_t compile_word(struct compiler *c, size_t at)
{
    const char *text = c->text + at;
    size_t len = c->at - at;
    const struct word *word = find_word(text, len);
    if (word)
        return add_node(c, (struct vx_expr_node){
                               .op = VX_OP_CONST,
                               .at = at,
                               .end = c->at,
                               .sets = word->sets,
                               .term = {.kind = VX_TERM_WORD, .known = true, .word = word->text}});
    for (size_t i = 0; i < VX_LEN(numbers); i++)
        if (strlen(numbers[i].text) == len && memcmp(numbers[i].text, text, len) == 0)
            return add_number(c, at, VX_UNIT_BARE, numbers[i].value, 0);
    char suggest[64];
    vx_nearest_metric(suggest, sizeof suggest, text, len);
    for (unsigned i = 0; !*suggest && vx_expr_word(i); i++)
        vx_nearest_offer(suggest, sizeof suggest, text, len, vx_expr_word(i));
    return fail(c, at, "no metric and no word: '%.*s'%s%s%s", (int)len, text,
                *suggest ? "; did you mean '" : "; `show metrics` lists them", suggest,
                *suggest ? "'?" : "");
}

static uint16_t compile_metric(struct compiler *c, size_t at, const struct vx_metric *m)
{
    bool state = m->unit == VX_UNIT_STATE;
    c->expr->latency = c->expr->latency || vx_metric_needs_latency(m);
    c->expr->refresh = c->expr->refresh || strncmp(m->name, "book.", 5) == 0;
    return add_node(c, (struct vx_expr_node){.op = VX_OP_METRIC,
                                             .at = at,
                                             .end = c->at,
                                             .sets = state ? SET_STATE : 0,
                                             .metric = m,
                                             .term = {.kind = state ? VX_TERM_WORD : VX_TERM_NUMBER,
                                                      .unit = (int)m->unit}});
}

static uint16_t field_error(struct compiler *c, size_t at, const char *text, size_t len)
{
    char suggest[64] = "";
    for (unsigned i = 0; i < VX_ORDER_FIELDS; i++)
        vx_nearest_offer(suggest, sizeof suggest, text, len, fields[i].name);
    if (*suggest)
        return fail(c, at, "an order has no '%.*s'; did you mean '%s'?", (int)len, text, suggest);
    return fail(c, at,
                "an order has ahead, average, filled, id, leaves, price, qty, reason, side "
                "and status, not '%.*s'",
                (int)len, text);
}

/* order.NAME.FIELD, from at to c->at */
static uint16_t compile_order(struct compiler *c, size_t at)
{
    const char *text = c->text + at + strlen("order.");
    size_t len = c->at - at - strlen("order.");
    const char *dot = memchr(text, '.', len);
    if (!dot || dot == text)
        return fail(c, at, "order.NAME.FIELD is wanted, such as order.b1.status");
    const char *field = dot + 1;
    size_t field_len = (size_t)(text + len - field);
    unsigned f = 0;
    while (f < VX_ORDER_FIELDS &&
           (strlen(fields[f].name) != field_len || memcmp(fields[f].name, field, field_len) != 0))
        f++;
    if (f == VX_ORDER_FIELDS)
        return field_error(c, (size_t)(field - c->text), field, field_len);
    c->expr->refresh = true;
    return add_node(
        c, (struct vx_expr_node){.op = VX_OP_ORDER,
                                 .at = at,
                                 .end = c->at,
                                 .field = (enum vx_order_field)f,
                                 .sets = sets_of_field((enum vx_order_field)f),
                                 .name_at = (size_t)(text - c->text),
                                 .name_len = (size_t)(dot - text),
                                 .term = {.kind = fields[f].kind, .unit = (int)fields[f].unit}});
}

static uint16_t compile_name(struct compiler *c)
{
    size_t at = c->at;
    take_name(c);
    const struct vx_metric *m = vx_metric_find(c->text + at, c->at - at);
    if (m)
        return compile_metric(c, at, m);
    if (c->at - at > strlen("order.") && memcmp(c->text + at, "order.", strlen("order.")) == 0)
        return compile_order(c, at);
    return compile_word(c, at);
}

/* ---- factors ---- */

static const char *kind_name(const struct vx_expr_node *n)
{
    if (n->term.kind == VX_TERM_TRUTH)
        return "a comparison";
    return n->term.kind == VX_TERM_WORD ? "a word" : "a number";
}

static uint16_t compile_factor(struct compiler *c);

static uint16_t compile_one_sided(struct compiler *c, enum vx_expr_op op, size_t at)
{
    uint16_t n = compile_factor(c);
    if (n == FAILED)
        return FAILED;
    const struct vx_expr_node *of = node_of(c, n);
    enum vx_term_kind wanted = op == VX_OP_NOT ? VX_TERM_TRUTH : VX_TERM_NUMBER;
    if (of->term.kind != wanted || (op == VX_OP_NEG && of->term.unit == VX_UNIT_HASH))
        return fail(c, of->at,
                    op == VX_OP_NOT ? "behind ! a comparison in parentheses is wanted"
                                    : "a minus is for numbers");
    return add_node(c, (struct vx_expr_node){.op = op,
                                             .left = n,
                                             .at = at,
                                             .end = c->at,
                                             .term = {.kind = wanted, .unit = of->term.unit}});
}

static uint16_t compile_parentheses(struct compiler *c, size_t at)
{
    uint16_t n = compile_or(c);
    if (n != FAILED && !take(c, ")"))
        return fail(c, c->at, "')' is wanted for the '(' at %zu", at + 1);
    return n;
}

static uint16_t compile_operand(struct compiler *c)
{
    int next = look(c, 0);
    size_t at = c->at;
    if (isdigit(next) || (next == '.' && isdigit(look(c, 1))))
        return compile_number(c);
    if (isalpha(next) || next == '_')
        return compile_name(c);
    if (take(c, "("))
        return compile_parentheses(c, at);
    if (take(c, "-"))
        return compile_one_sided(c, VX_OP_NEG, at);
    if (next == '!' && look(c, 1) != '=' && take(c, "!"))
        return compile_one_sided(c, VX_OP_NOT, at);
    if (next < 0)
        return fail(c, at, "the expression ends where a number or a metric is wanted");
    return fail(c, at, "a number or a metric is wanted, not '%c'", next);
}

static uint16_t compile_factor(struct compiler *c)
{
    skip_blanks(c);
    if (c->depth == VX_EXPR_DEPTH_MAX)
        return fail(c, c->at, "nested deeper than %u", VX_EXPR_DEPTH_MAX);
    c->depth++;
    uint16_t n = compile_operand(c);
    c->depth--;
    return n;
}

/* ---- arithmetic: what units may meet ---- */

static uint16_t need_numbers(struct compiler *c, uint16_t left, uint16_t right)
{
    for (unsigned i = 0; i < 2; i++) {
        const struct vx_expr_node *n = node_of(c, i ? right : left);
        if (n->term.kind != VX_TERM_NUMBER)
            return fail(c, n->at, "numbers are wanted here, not %s", kind_name(n));
        if (n->term.unit == VX_UNIT_HASH)
            return fail(c, n->at, "nothing can be reckoned with a hash");
    }
    return 0;
}

static int product_unit(int a, int b)
{
    if (a == VX_UNIT_BARE || a == VX_UNIT_PPM)
        return b == VX_UNIT_BARE ? a : b;
    return b == VX_UNIT_BARE || b == VX_UNIT_PPM ? a : VX_UNIT_BARE;
}

static int quotient_unit(int a, int b)
{
    if (a == b)
        return VX_UNIT_BARE;
    return b == VX_UNIT_BARE || b == VX_UNIT_PPM ? a : VX_UNIT_BARE;
}

static uint16_t unlike(struct compiler *c, size_t at, int a, int b, const char *what)
{
    return fail(c, at, "a %s and a %s cannot be %s", vx_term_unit_name(a), vx_term_unit_name(b),
                what);
}

static uint16_t join(struct compiler *c, enum vx_expr_op op, uint16_t left, uint16_t right,
                     enum vx_term_kind kind, int unit)
{
    return add_node(c, (struct vx_expr_node){.op = op,
                                             .left = left,
                                             .right = right,
                                             .at = node_of(c, left)->at,
                                             .end = c->at,
                                             .term = {.kind = kind, .unit = unit}});
}

static uint16_t arithmetic(struct compiler *c, enum vx_expr_op op, uint16_t left, uint16_t right,
                           size_t at)
{
    if (right == FAILED || need_numbers(c, left, right) == FAILED)
        return FAILED;
    int a = node_of(c, left)->term.unit, b = node_of(c, right)->term.unit;
    int unit = a == VX_UNIT_BARE ? b : a;
    if (op == VX_OP_MUL)
        unit = product_unit(a, b);
    else if (op == VX_OP_DIV)
        unit = quotient_unit(a, b);
    else if (a != b && a != VX_UNIT_BARE && b != VX_UNIT_BARE)
        return unlike(c, at, a, b, op == VX_OP_ADD ? "added" : "subtracted");
    return join(c, op, left, right, VX_TERM_NUMBER, unit);
}

static uint16_t compile_product(struct compiler *c)
{
    uint16_t left = compile_factor(c);
    while (left != FAILED) {
        skip_blanks(c);
        size_t at = c->at;
        if (take(c, "*"))
            left = arithmetic(c, VX_OP_MUL, left, compile_factor(c), at);
        else if (take(c, "/"))
            left = arithmetic(c, VX_OP_DIV, left, compile_factor(c), at);
        else
            break;
    }
    return left;
}

static uint16_t compile_sum(struct compiler *c)
{
    uint16_t left = compile_product(c);
    while (left != FAILED) {
        skip_blanks(c);
        size_t at = c->at;
        if (take(c, "+"))
            left = arithmetic(c, VX_OP_ADD, left, compile_product(c), at);
        else if (take(c, "-"))
            left = arithmetic(c, VX_OP_SUB, left, compile_product(c), at);
        else
            break;
    }
    return left;
}

/* ---- comparisons ---- */

static const struct {
    const char *symbol;
    enum vx_expr_op op;
} comparisons[] = {{"==", VX_OP_EQ}, {"!=", VX_OP_NE}, {"<=", VX_OP_LE},
                   {">=", VX_OP_GE}, {"<", VX_OP_LT},  {">", VX_OP_GT}};

static bool take_comparison(struct compiler *c, enum vx_expr_op *op)
{
    for (size_t i = 0; i < VX_LEN(comparisons); i++) {
        if (take(c, comparisons[i].symbol)) {
            *op = comparisons[i].op;
            return true;
        }
    }
    return false;
}

static void list_words(char *buf, size_t size, unsigned sets)
{
    size_t used = 0;
    buf[0] = '\0';
    for (size_t i = 0; i < VX_LEN(words) && used < size; i++)
        if (words[i].sets & sets)
            used +=
                (size_t)snprintf(buf + used, size - used, "%s%s", used ? ", " : "", words[i].text);
}

static uint16_t word_error(struct compiler *c, const struct vx_expr_node *word, unsigned sets)
{
    char list[300], text[64];
    list_words(list, sizeof list, sets);
    snprintf(text, sizeof text, "%.*s", (int)(word->end - word->at), c->text + word->at);
    return fail(c, word->at, "'%s' is not one of %s", text, list);
}

static uint16_t compare_words(struct compiler *c, const struct vx_expr_node *a,
                              const struct vx_expr_node *b, enum vx_expr_op op, size_t at)
{
    if (op != VX_OP_EQ && op != VX_OP_NE)
        return fail(c, at, "words have no order: == or != is wanted");
    if (a->sets & b->sets)
        return 0;
    return b->op == VX_OP_CONST ? word_error(c, b, a->sets) : word_error(c, a, b->sets);
}

static uint16_t compare_numbers(struct compiler *c, const struct vx_expr_node *a,
                                const struct vx_expr_node *b, enum vx_expr_op op, size_t at)
{
    bool hash = a->term.unit == VX_UNIT_HASH || b->term.unit == VX_UNIT_HASH;
    bool bare = a->term.unit == VX_UNIT_BARE || b->term.unit == VX_UNIT_BARE;
    if (hash && op != VX_OP_EQ && op != VX_OP_NE)
        return fail(c, at, "hashes have no order: == or != is wanted");
    if (a->term.unit != b->term.unit && !bare)
        return unlike(c, at, a->term.unit, b->term.unit, "compared");
    return 0;
}

static uint16_t compile_comparison(struct compiler *c)
{
    enum vx_expr_op op, again;
    uint16_t left = compile_sum(c);
    if (left == FAILED)
        return FAILED;
    skip_blanks(c);
    size_t at = c->at;
    if (!take_comparison(c, &op)) {
        if (look(c, 0) == '=')
            return fail(c, at, "to compare, write ==");
        return left;
    }
    uint16_t right = compile_sum(c);
    if (right == FAILED)
        return FAILED;
    const struct vx_expr_node *a = node_of(c, left), *b = node_of(c, right);
    if (a->term.kind != b->term.kind || a->term.kind == VX_TERM_TRUTH)
        return fail(c, at, "%s and %s cannot be compared", kind_name(a), kind_name(b));
    uint16_t rc = a->term.kind == VX_TERM_WORD ? compare_words(c, a, b, op, at)
                                               : compare_numbers(c, a, b, op, at);
    if (rc == FAILED)
        return FAILED;
    skip_blanks(c);
    at = c->at;
    if (take_comparison(c, &again))
        return fail(c, at, "one comparison at a time: join two with &&");
    return join(c, op, left, right, VX_TERM_TRUTH, VX_UNIT_BARE);
}

/* ---- logic ---- */

static uint16_t logic(struct compiler *c, enum vx_expr_op op, uint16_t left, uint16_t right)
{
    if (right == FAILED)
        return FAILED;
    for (unsigned i = 0; i < 2; i++) {
        const struct vx_expr_node *n = node_of(c, i ? right : left);
        if (n->term.kind != VX_TERM_TRUTH)
            return fail(c, n->at, "a comparison is wanted beside %s, not %s",
                        op == VX_OP_AND ? "&&" : "||", kind_name(n));
    }
    return join(c, op, left, right, VX_TERM_TRUTH, VX_UNIT_BARE);
}

static uint16_t compile_and(struct compiler *c)
{
    uint16_t left = compile_comparison(c);
    while (left != FAILED && take(c, "&&"))
        left = logic(c, VX_OP_AND, left, compile_comparison(c));
    return left;
}

static uint16_t compile_or(struct compiler *c)
{
    uint16_t left = compile_and(c);
    while (left != FAILED && take(c, "||"))
        left = logic(c, VX_OP_OR, left, compile_and(c));
    return left;
}

static uint16_t compile_all(struct compiler *c, bool truth)
{
    uint16_t root = compile_or(c);
    if (root == FAILED)
        return FAILED;
    skip_blanks(c);
    if (c->at < c->len)
        return fail(c, c->at, "an operator is wanted here: == < && + ...");
    const struct vx_expr_node *n = node_of(c, root);
    if (truth && n->term.kind != VX_TERM_TRUTH)
        return fail(c, n->at, "a comparison is wanted, such as %.*s %s", (int)(n->end - n->at),
                    c->text + n->at, n->term.kind == VX_TERM_WORD ? "== ..." : "> 0");
    return root;
}

int vx_expr_compile(struct vx_expr **expr, const char *text, size_t len, bool truth,
                    struct vx_mistake *mistake)
{
    struct vx_expr *e = calloc(1, sizeof(*e) + VX_EXPR_NODES_MAX * sizeof(struct vx_expr_node));
    *expr = NULL;
    if (!e)
        return VX_E_MEMORY;
    e->text = malloc(len + 1);
    if (!e->text) {
        free(e);
        return VX_E_MEMORY;
    }
    memcpy(e->text, text, len);
    e->text[len] = '\0';
    struct compiler c = {.text = e->text, .len = len, .expr = e, .mistake = mistake};
    e->root = compile_all(&c, truth);
    if (e->root == FAILED) {
        vx_expr_free(e);
        return VX_E_SYNTAX;
    }
    struct vx_expr *fit = realloc(e, sizeof(*e) + e->count * sizeof(struct vx_expr_node));
    *expr = fit ? fit : e;
    return VX_OK;
}

void vx_expr_free(struct vx_expr *expr)
{
    if (expr)
        free(expr->text);
    free(expr);
}

bool vx_expr_needs_latency(const struct vx_expr *expr)
{
    return expr->latency;
}

bool vx_expr_needs_refresh(const struct vx_expr *expr)
{
    return expr->refresh;
}
