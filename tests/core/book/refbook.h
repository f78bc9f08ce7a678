/*
 * refbook.h: a book that is slow and plainly right, to hold the other one against.
 *
 * Orders stand in one array, the oldest first.  Whatever is asked is found by looking at all of
 * them.  Nothing is linked, indexed, hashed, summed up or resumed.
 */
#ifndef VX_TESTS_BOOK_REFBOOK_H
#define VX_TESTS_BOOK_REFBOOK_H

#include "script.h"

#define REF_ORDERS_MAX  512u
#define REF_REPORTS_MAX (2 * REF_ORDERS_MAX + 3) /* an answer, two an order, a rest */

/* Mistakes it can be told to make, to see that a mistake is found. */
enum ref_fault {
    REF_RIGHT,
    REF_LIFO,          /* the newest order at a price is filled first */
    REF_REPLACE_KEEPS, /* a larger quantity keeps its place */
    REF_SELF_TRADES,   /* owners do not matter */
    REF_THROUGH,       /* fills happen at the aggressor's price */
    REF_LOSES_A_LOT,   /* the rest of an order rests one lot short */
    REF_FAULTS
};

struct refbook {
    struct vx_book_config config;
    enum ref_fault fault;
    uint32_t n;
    struct vx_book_resting order[REF_ORDERS_MAX];
};

/* config.orders_max: at most REF_ORDERS_MAX */
void ref_init(struct refbook *ref, const struct vx_book_config *config, enum ref_fault fault);
/* Does one input; writes all its records to out[REF_REPORTS_MAX] and returns how many. */
uint32_t ref_do(struct refbook *ref, const struct op *op, struct vx_report *out);

uint64_t ref_lots(const struct refbook *ref);
/* Resting orders in the order of cancel all. */
uint32_t ref_list(const struct refbook *ref, struct vx_book_resting *orders);
uint32_t ref_depth(const struct refbook *ref, uint16_t instrument, unsigned side,
                   struct vx_book_level *levels, uint32_t max);
const struct vx_book_resting *ref_find(const struct refbook *ref, uint64_t id);
void ref_ahead(const struct refbook *ref, uint64_t id, uint64_t *lots, uint32_t *orders);

#endif
