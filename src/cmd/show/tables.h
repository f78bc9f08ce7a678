/*
 * tables.h: what is looked at, as tables: orders, trades, the book, errors.
 */
#ifndef VX_SHOW_TABLES_H
#define VX_SHOW_TABLES_H

#include "cmd/run/report.h"
#include "cmd/show/moment.h"

/* What a table is made of: the view of now, an earlier one or NULL, and show's second word. */
struct vx_look_at {
    struct vx_interp *in;
    const struct vx_view *view;
    const struct vx_view *before;
    const char *arg;                /* NULL: none */
    const struct vx_moment *moment; /* NULL: tape and own orders are those of the panel */
};

void vx_table_orders(struct vx_table *t, const struct vx_look_at *look);
void vx_table_trades(struct vx_table *t, const struct vx_look_at *look);
void vx_table_book(struct vx_table *t, const struct vx_look_at *look);
void vx_table_errors(struct vx_table *t, const struct vx_look_at *look);
/* The book as a ladder, in text; one's own prices marked. */
void vx_print_book(const struct vx_look_at *look);
/* Members "bids" and "asks". */
void vx_json_book(struct vx_json *j, const struct vx_look_at *look);

#endif
