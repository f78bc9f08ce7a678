/*
 * What a Rust engine is made of, in C++: a B-tree of levels for each side (BTreeMap; here Abseil's
 * btree_map), orders in an arena, linked by their indices, and ids in an open hash table (HashMap;
 * here Abseil's flat_hash_map, which is the same table).  On the heap are the nodes of the trees and the table, which starts
 * small and grows: with room made for a million ids it would be spread over more than any cache.
 */
#include <cstdint>
#include <functional>
#include <vector>

#include <absl/container/btree_map.h>
#include <absl/container/flat_hash_map.h>

#include "peer.h"

namespace
{

const uint32_t none = UINT32_MAX;

struct resting {
    uint64_t id;
    uint32_t open;
    int32_t price;
    uint32_t next, prev;
    unsigned side;
};

struct queue {
    uint32_t head = none, tail = none;
};

typedef absl::btree_map<int32_t, queue, std::greater<int32_t>> bids_type;
typedef absl::btree_map<int32_t, queue> asks_type;

struct btree_book {
    bids_type bids;
    asks_type asks;
    absl::flat_hash_map<uint64_t, uint32_t> orders;
    std::vector<resting> arena;
    std::vector<uint32_t> vacant;
};

void *btree_open(const struct vx_book_config *config)
{
    btree_book *b = new btree_book;
    b->arena.resize(config->orders_max);
    for (uint32_t i = config->orders_max; i > 0; i--)
        b->vacant.push_back(i - 1);
    return b;
}

void btree_close(void *book)
{
    delete static_cast<btree_book *>(book);
}

/* Out of its queue, back to the arena. */
void unlink(btree_book *b, queue &level, uint32_t at)
{
    const resting &order = b->arena[at];
    (order.prev == none ? level.head : b->arena[order.prev].next) = order.next;
    (order.next == none ? level.tail : b->arena[order.next].prev) = order.prev;
    b->vacant.push_back(at);
}

bool reaches(const bids_type &, int32_t limit, int32_t best)
{
    return best >= limit;
}

bool reaches(const asks_type &, int32_t limit, int32_t best)
{
    return best <= limit;
}

/* Takes from one level of the other side; returns what is left. */
uint32_t take_level(btree_book *b, queue &level, const struct vx_book_order *order, uint32_t open,
                    struct vx_report *out, uint32_t *n)
{
    while (open > 0 && level.head != none) {
        const uint32_t at = level.head;
        resting &oldest = b->arena[at];
        const uint32_t lots = open < oldest.open ? open : oldest.open;
        open -= lots;
        oldest.open -= lots;
        peer_record(&out[(*n)++], VX_REPORT_FILL, oldest.id, order->id, oldest.price, lots,
                    oldest.open);
        if (oldest.open > 0)
            break;
        b->orders.erase(oldest.id);
        unlink(b, level, at);
    }
    return open;
}

template <typename Side>
uint32_t take(btree_book *b, Side &other, const struct vx_book_order *order, struct vx_report *out,
              uint32_t *n)
{
    uint32_t open = order->qty_lots;
    while (open > 0 && !other.empty() && reaches(other, order->price_ticks, other.begin()->first)) {
        queue &level = other.begin()->second;
        open = take_level(b, level, order, open, out, n);
        if (level.head == none)
            other.erase(other.begin());
    }
    return open;
}

template <typename Side>
void rest(btree_book *b, Side &own, const struct vx_book_order *order, uint32_t open)
{
    queue &level = own[order->price_ticks];
    const uint32_t at = b->vacant.back();
    b->vacant.pop_back();
    b->arena[at] = {order->id, open, order->price_ticks, none, level.tail, order->side};
    (level.tail == none ? level.head : b->arena[level.tail].next) = at;
    level.tail = at;
    b->orders.emplace(order->id, at);
}

uint32_t btree_submit(void *book, const struct vx_book_order *order, struct vx_report *out)
{
    btree_book *b = static_cast<btree_book *>(book);
    uint32_t n = 1;
    peer_record(&out[0], VX_REPORT_ACCEPTED, order->id, 0, order->price_ticks, order->qty_lots,
                order->qty_lots);
    const uint32_t open =
        order->side == VX_BID ? take(b, b->asks, order, out, &n) : take(b, b->bids, order, out, &n);
    if (open > 0 && order->side == VX_BID)
        rest(b, b->bids, order, open);
    else if (open > 0)
        rest(b, b->asks, order, open);
    return n;
}

template <typename Side> void strike(btree_book *b, Side &own, uint32_t at)
{
    const typename Side::iterator level = own.find(b->arena[at].price);
    unlink(b, level->second, at);
    if (level->second.head == none)
        own.erase(level);
}

uint32_t btree_cancel(void *book, uint64_t id, struct vx_report *out)
{
    btree_book *b = static_cast<btree_book *>(book);
    const auto found = b->orders.find(id);
    if (found == b->orders.end()) {
        peer_record(out, VX_REPORT_REJECTED, id, 0, 0, 0, 0);
        return 1;
    }
    const uint32_t at = found->second;
    const resting &order = b->arena[at];
    peer_record(out, VX_REPORT_CANCELLED, id, 0, order.price, order.open, 0);
    b->orders.erase(found);
    if (order.side == VX_BID)
        strike(b, b->bids, at);
    else
        strike(b, b->asks, at);
    return 1;
}

} // namespace

extern "C" const struct peer peer_btree = {"B-tree, arena", btree_open, btree_submit, btree_cancel,
                                           btree_close};
