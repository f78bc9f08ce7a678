/*
 * peer.h: books made the ways books are usually made, to measure ours against.  They know limit
 * orders and cancels, write the same records into the same kind of array, and nothing more.
 */
#ifndef VX_BENCH_PEER_H
#define VX_BENCH_PEER_H

#include "core/book/veloxbook.h"

#ifdef __cplusplus
extern "C" {
#endif

struct peer {
    const char *name;
    void *(*open)(const struct vx_book_config *config);
    uint32_t (*submit)(void *book, const struct vx_book_order *order, struct vx_report *out);
    uint32_t (*cancel)(void *book, uint64_t id, struct vx_report *out);
    void (*close)(void *book);
};

/* A balanced tree of levels, a list of orders in each, a hash table of ids; a heap node for each.
 */
extern const struct peer peer_tree;
/* A sorted array of levels a side, an arena of orders, a hash table of ids. */
extern const struct peer peer_array;
/* std::map, std::list and std::unordered_map; where configure found a C++ compiler. */
extern const struct peer peer_std;
/* A B-tree of levels a side, an arena of orders, an open hash table of ids; where Abseil is. */
extern const struct peer peer_btree;
/* liquibook; where configure was told where it is. */
extern const struct peer peer_liquibook;

#ifdef __cplusplus
}
#endif

/* A record; the two peers share how they write it. */
static inline void peer_record(struct vx_report *r, unsigned kind, uint64_t id, uint64_t contra,
                               int32_t price, uint32_t qty, uint32_t leaves)
{
    r->id = id;
    r->contra = contra;
    r->price = price;
    r->qty = qty;
    r->leaves = leaves;
    r->instrument = 0;
    r->kind = (uint8_t)kind;
    r->code = 0;
}

#endif
