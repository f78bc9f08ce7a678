/*
 * restore.h: `snapshot load`: the book goes back to that of a snapshot, while the engine runs.
 *
 * The journal stays the truth, and needs no snapshot for it: a load is made of inputs like any
 * other.  First one CANCEL_ALL of everything; then each order of the snapshot, in the order of its
 * place in the queue, as a post-only limit order with the id, owner, price and source it had and
 * the quantity that was open (VX_TX_RESTORED: nobody awaits its answer, and the risk gate is not
 * asked, as it was when the order first came).  So a recovery, a replay and time travel come to the
 * same book without knowing what a load is; sequence, state hash, trades and counters go on.
 *
 * In front of them stands a CONTROL record, VX_JOURNAL_RESTORE: b is the snapshot's sequence, c how
 * many inputs follow.  Nothing comes between those inputs; a journal that ends before the last of
 * them was cut off in a load, and the next start goes on with it: the book is that before the load,
 * or the snapshot's, never half of it.  The kill switch ends a load, and so does a disk that has no
 * room: then the record says 0 inputs, and what is back is back.
 *
 * What does not go back: trades, and the newest price that the risk collar measures from; the
 * load's own idea of its orders; what an own order had filled before (it comes back as a new order
 * of what was open).
 *
 * Threads: the session makes one and hands it over in its slot; ingress takes it from there,
 * empties the slot when it is done, and touches it no more.
 */
#ifndef VX_PIPELINE_RESTORE_H
#define VX_PIPELINE_RESTORE_H

#include <stdatomic.h>

#include "core/base/tx.h"

/* A resting order in a snapshot. */
struct vx_state_order {
    uint64_t id;
    int32_t price_ticks;
    uint32_t open_lots;
    uint16_t owner;
    uint16_t instrument;
    uint8_t side;
    uint8_t source;
    uint16_t zero;
};
VX_ASSERT_SIZE(struct vx_state_order, 24);

struct vx_restore {
    size_t bytes;          /* of this piece of memory */
    uint64_t snapshot_seq; /* whose book */
    uint64_t inputs;       /* 1 for CANCEL_ALL, and one an order */
    uint64_t next;         /* of them, how many went in */
    bool begun;            /* its record is in the journal */
    bool given_up;
    int32_t tick; /* 1/10,000 */
    struct vx_state_order order[];
};

/* Memory for a load of n orders, zeroed; NULL: there is none. */
struct vx_restore *vx_restore_make(uint64_t n);
void vx_restore_free(struct vx_restore *restore);
/* Its next input. */
void vx_restore_input(const struct vx_restore *restore, uint64_t due_ns, struct vx_tx *tx);

/* Which load is under way: NULL, or one that is ingress's. */
struct vx_restore_slot {
    _Atomic(struct vx_restore *) restore;
};
/* L1: the session hands it over; pairs with L1 in get.  L2: ingress is done; pairs with L2 in get
 */
static inline void vx_restore_slot_set(struct vx_restore_slot *slot, struct vx_restore *restore)
{
    atomic_store_explicit(&slot->restore, restore, memory_order_release);
}
static inline struct vx_restore *vx_restore_slot_get(const struct vx_restore_slot *slot)
{
    return atomic_load_explicit(&slot->restore, memory_order_acquire);
}

#endif
