/*
 * script.h: inputs and reports of a book as text, one line each, both ways: tests are written in
 * it, and what a shrunk failure prints can be pasted into one.
 *
 *   bid 9 35@103 [ioc|fok|post] ...     a limit order: side, id, quantity at price in ticks
 *   ask 9 35@market ...                 a market order
 *   cancel 9 [5]                        all that is open, or five lots of it
 *   replace 9 35@103                    0 keeps the quantity, the price
 *   all [bids|asks] ...                 cancel all, of every instrument unless `on` names one
 *   refuse 9 CODE [bid|ask] ...         what something in front of the book refused
 * and behind any of them: owner N, source N, on INSTRUMENT, room N (records an array takes), and
 * for bad inputs: side N, tif N, market N.
 *
 * Reports: "accepted 9 bid 35@103;" with a full stop for the last record of an input.
 */
#ifndef VX_TESTS_BOOK_SCRIPT_H
#define VX_TESTS_BOOK_SCRIPT_H

#include "core/book/veloxbook.h"

#define OP_ROOM 64u /* the array's length where a line does not say */

enum op_kind { OP_SUBMIT, OP_CANCEL, OP_REPLACE, OP_CANCEL_ALL, OP_REFUSE, OP_KINDS };

struct op {
    enum op_kind kind;
    struct vx_book_order order; /* cancel, replace, refuse: the fields that they have */
    int scope;                  /* cancel all: -1 both sides, else enum vx_side */
    uint32_t code;              /* refuse */
    uint32_t room;              /* 1.. */
};

/* Reads a line; false if it is none. */
bool op_parse(const char *text, struct op *op);
/* Writes a line that op_parse reads back. */
void op_print(const struct op *op, char *text, size_t size);
/* Does it, from the answer to the end or to the end of the array; returns the records. */
uint32_t op_begin(struct vx_book *book, const struct op *op, struct vx_report *out, uint32_t cap);

void report_print(const struct vx_report *r, char *text, size_t size);
/* Records one behind the other; one that does not fit is left out. */
void reports_print(const struct vx_report *r, uint32_t n, char *text, size_t size);
void config_print(const struct vx_book_config *config, char *text, size_t size);

#endif
