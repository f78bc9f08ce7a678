/*
 * duel.h: one script, two books: the real one and the naive one.  They must say the same, record
 * for record, and stand the same afterwards; the real one must be sound whenever it is looked at,
 * in the middle of an input too.
 */
#ifndef VX_TESTS_BOOK_DUEL_H
#define VX_TESTS_BOOK_DUEL_H

#include "refbook.h"

/* What came up in the records, so that a test can see that it tested something. */
struct duel_seen {
    uint64_t kind[VX_REPORT_KIND + 1];
    uint64_t reject[VX_REJECT_CODES];
    uint64_t cancel[VX_CANCEL_REASONS];
    uint64_t pauses;   /* an array was full in the middle of an input */
    uint64_t kept;     /* replaced in place */
    uint64_t most;     /* records of one input */
    uint64_t standing; /* orders that rested at once */
};

struct duel_script {
    struct vx_book_config config;
    struct duel_seen *seen; /* added to; may be NULL */
    uint64_t seed;          /* what it was made from; 0: by hand */
    struct op *op;
    uint32_t n;
};

struct duel_loss {
    uint32_t step; /* index of the input at which the books differ */
    char what[2048];
};

/* True if the books agree to the end; else *loss says where they do not. */
bool duel_run(const struct duel_script *script, enum ref_fault fault, struct duel_loss *loss);
/* The script as text, with what went wrong. */
void duel_print(const struct duel_script *script, const struct duel_loss *loss);

#endif
