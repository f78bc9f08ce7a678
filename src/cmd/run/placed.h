/*
 * placed.h: orders of one's own: those that have a name, and those whose answer is not here yet.
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_RUN_PLACED_H
#define VX_RUN_PLACED_H

#include "cmd/lang/lex.h"
#include "core/telemetry/session.h"

#define VX_PLACED_MAX 65536u

struct vx_interp;
struct vx_call;

struct vx_placed {
    uint64_t id;
    uint64_t ticket;
    bool waiting; /* for its answer */
    struct vx_answer answer;
    uint8_t side;
    uint8_t kind;           /* enum vx_tx_kind */
    char name[VX_NAME_MAX]; /* "" if it has none */
    char what[160];         /* "buy 5 @ 100.25" */
};

struct vx_placed *vx_placed_find(const struct vx_interp *in, const char *name, size_t len);
/* What the engine knows of it now; false: nothing. */
bool vx_placed_own(const struct vx_interp *in, const struct vx_placed *p, struct vx_own *own);
/* Keeps an order that has a name, or whose answer is still to come. */
void vx_placed_keep(struct vx_interp *in, const struct vx_placed *p);
/* Forgets the one at a place; the last one takes its place. */
void vx_placed_forget(struct vx_interp *in, size_t i);
/* The answer to a new order is here: what it is called, and what is called so no more. */
void vx_placed_settle(struct vx_interp *in, const struct vx_placed *p);
/* Tells the session what it is called. */
void vx_placed_name(struct vx_interp *in, const struct vx_placed *p);
/* Says in *mistake that there is none of a name.  VX_E_UNKNOWN. */
int vx_placed_unknown(struct vx_interp *in, const char *name, size_t len,
                      struct vx_mistake *mistake);

/* The id of an ORDER argument, by itself or by its name; enum vx_exit, said. */
int vx_order_id(struct vx_interp *in, const struct vx_call *call, uint64_t *id);
/* Its input is on its way: there is no answer yet, and nothing in the journal. */
bool vx_order_waits(const struct vx_interp *in, uint64_t id);
/* Own orders that rest now. */
uint64_t vx_own_live(struct vx_interp *in);

#endif
