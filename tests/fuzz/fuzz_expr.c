/*
 * fuzz_expr.c: any bytes as an expression: either a sentence with a place inside of it says what is
 * wrong, or it is worked out, twice to the same value, and its text can be shown.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/lang/expr.h"
#include "core/base/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* Values that differ by name, some of them not known, some of them at the ends of what fits. */
static struct vx_value metric(void *ctx, const struct vx_metric *m)
{
    static const int64_t values[] = {0, 1, -1, 1002500, INT64_MAX, INT64_MIN, 999999937};
    (void)ctx;
    unsigned n = (unsigned)strlen(m->name) * 7 + (unsigned char)m->name[5];
    return (struct vx_value){.v = values[n % VX_LEN(values)], .unit = m->unit, .known = n % 5 != 0};
}

static int order(void *ctx, const char *name, size_t len, enum vx_order_field field,
                 struct vx_term *to, struct vx_mistake *mistake)
{
    (void)ctx;
    if (len == 0 || name[0] == 'z') {
        vx_mistake_set(mistake, mistake->at, "no order is called '%.*s'", (int)len, name);
        return VX_E_UNKNOWN;
    }
    to->known = len % 2 != 0;
    to->word = field == VX_ORDER_SIDE ? "sell" : "live";
    to->v = (int64_t)len * 10000;
    return VX_OK;
}

/* What is said can be shown: no control bytes, ended, not empty. */
static void check_text(const char *text)
{
    char clean[4 * VX_MESSAGE_MAX];
    size_t len = strlen(text);
    must(len > 0 && len < VX_MESSAGE_MAX);
    must(vx_text_clean(clean, sizeof clean, text, len) == len);
}

static void check_value(const struct vx_expr *expr)
{
    const struct vx_expr_env env = {.metric = metric, .order = order};
    struct vx_mistake mistake = {.at = 0};
    struct vx_term first, second;
    char text[VX_MESSAGE_MAX], again[VX_MESSAGE_MAX];
    int rc = vx_expr_eval(expr, &env, &first, &mistake);
    must(rc == vx_expr_eval(expr, &env, &second, &mistake));
    if (rc == 0) {
        vx_term_format(text, sizeof text, &first);
        vx_term_format(again, sizeof again, &second);
        must(strcmp(text, again) == 0);
    } else {
        memcpy(text, mistake.text, sizeof text);
    }
    check_text(text);
    vx_expr_actual(expr, &env, text, 64);
    must(strlen(text) < 64);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vx_expr *expr;
    struct vx_mistake mistake = {.at = SIZE_MAX};
    for (int truth = 0; truth < 2; truth++) {
        int rc = vx_expr_compile(&expr, (const char *)data, size, truth, &mistake);
        must((rc == 0) == (expr != NULL));
        if (rc == 0)
            check_value(expr);
        else
            must(rc == VX_E_SYNTAX && mistake.at <= size);
        if (rc < 0)
            check_text(mistake.text);
        vx_expr_free(expr);
    }
    return 0;
}
