/*
 * tx_hash.h: what of a transaction and of a report goes into a hash: all but times, and what only
 * says where a time lies.  The words are put together as a little-endian machine has them in
 * memory, where that is one load each.
 */
#ifndef VX_BASE_TX_HASH_H
#define VX_BASE_TX_HASH_H

#include "core/base/hash.h"
#include "core/base/tx.h"

/* id, price, qty, owner, instrument, kind, flags, code, was */
static inline uint64_t vx_tx_hash(uint64_t chain, const struct vx_tx *t)
{
    const uint64_t price_qty = (uint64_t)t->qty << 32 | (uint32_t)t->price;
    const uint64_t what = (uint64_t)t->was << 56 | (uint64_t)t->code << 48 |
                          (uint64_t)t->flags << 40 | (uint64_t)t->kind << 32 |
                          (uint64_t)t->instrument << 16 | t->owner;
    return vx_hash_record(chain, t->id, price_qty, what, 0);
}

/*
 * id, the aggressor of a fill, price, qty, leaves, instrument, kind, code.  Where an answer has its
 * time the others have an aggressor, or 0.
 */
static inline uint64_t vx_report_hash(uint64_t chain, const struct vx_report *r)
{
    const uint64_t price_qty = (uint64_t)r->qty << 32 | (uint32_t)r->price;
    const uint64_t what = (uint64_t)r->code << 56 | (uint64_t)r->kind << 48 |
                          (uint64_t)r->instrument << 32 | r->leaves;
    return vx_hash_record(chain, r->id, r->contra & (vx_report_answers(r) - 1), price_qty, what);
}

#endif
