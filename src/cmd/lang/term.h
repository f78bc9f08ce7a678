/*
 * term.h: the numbers of expressions: a decimal with its unit, exact.
 *
 * value = v * 10^-scale, scale at most 9.  Results that need more decimals (of a product or a
 * quotient) are rounded to nine, half away from zero; what does not fit 64 bits is VX_E_RANGE.
 *
 * Threads: pure functions.  Cold.
 */
#ifndef VX_LANG_TERM_H
#define VX_LANG_TERM_H

#include "core/telemetry/metric.h"

#define VX_TERM_DIGITS 9u

/* enum vx_unit, or a number that was just written down and goes with any unit. */
#define VX_UNIT_BARE (-1)

enum vx_term_kind { VX_TERM_NUMBER, VX_TERM_WORD, VX_TERM_TRUTH };

struct vx_term {
    enum vx_term_kind kind;
    bool known;
    int unit;         /* NUMBER: enum vx_unit or VX_UNIT_BARE */
    unsigned scale;   /* NUMBER */
    int64_t v;        /* NUMBER: see above; HASH: the bits; TRUTH: 0 or 1 */
    const char *word; /* WORD */
};

struct vx_term vx_term_of(const struct vx_value *value);

/* 0, VX_E_RANGE (overflow), VX_E_INVALID (division by zero).  The unit is a's: expr_compile.c. */
int vx_term_add(struct vx_term *to, const struct vx_term *a, const struct vx_term *b);
int vx_term_sub(struct vx_term *to, const struct vx_term *a, const struct vx_term *b);
int vx_term_mul(struct vx_term *to, const struct vx_term *a, const struct vx_term *b);
int vx_term_div(struct vx_term *to, const struct vx_term *a, const struct vx_term *b);
/* -1, 0 or 1, of numbers. */
int vx_term_compare(const struct vx_term *a, const struct vx_term *b);

/* "100.25", "1500us", "0.12", "0x...", "filled", "true", "none" when it is not known. */
int vx_term_format(char *buf, size_t size, const struct vx_term *term);
/* "price", "duration", ..., "number" for a bare one. */
const char *vx_term_unit_name(int unit);

#endif
