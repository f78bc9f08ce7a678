/*
 * recall.h: names of orders that outlive the engine: the session keeps them beside its journal.
 *
 * Threads: one.  Cold.
 */
#ifndef VX_RUN_RECALL_H
#define VX_RUN_RECALL_H

struct vx_interp;

/* The names that orders have which rested when the engine started; once. */
void vx_recall_orders(struct vx_interp *in);
/* After a load of a snapshot: its orders are inputs of their own, with the names they had. */
void vx_rename_orders(struct vx_interp *in);

#endif
