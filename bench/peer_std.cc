/* The textbook's book: std::map of levels, std::list of orders, std::unordered_map of ids. */
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <unordered_map>

#include "peer.h"

namespace
{

struct resting {
    uint64_t id;
    uint32_t open;
    int32_t price;
    unsigned side;
};

typedef std::list<resting> level;
typedef std::map<int32_t, level, std::greater<int32_t>> bids_type;
typedef std::map<int32_t, level> asks_type;

struct std_book {
    bids_type bids;
    asks_type asks;
    std::unordered_map<uint64_t, level::iterator> orders;
};

void *std_open(const struct vx_book_config *config)
{
    std_book *b = new std_book;
    b->orders.reserve(config->orders_max);
    return b;
}

void std_close(void *book)
{
    delete static_cast<std_book *>(book);
}

bool reaches(const bids_type &, int32_t limit, int32_t best)
{
    return best >= limit;
}

bool reaches(const asks_type &, int32_t limit, int32_t best)
{
    return best <= limit;
}

/* Takes from the other side; returns what is left. */
template <typename Side>
uint32_t take(std_book *b, Side &other, const struct vx_book_order *order, struct vx_report *out,
              uint32_t *n)
{
    uint32_t open = order->qty_lots;
    while (open > 0 && !other.empty() && reaches(other, order->price_ticks, other.begin()->first)) {
        level &queue = other.begin()->second;
        resting &oldest = queue.front();
        const uint32_t lots = open < oldest.open ? open : oldest.open;
        open -= lots;
        oldest.open -= lots;
        peer_record(&out[(*n)++], VX_REPORT_FILL, oldest.id, order->id, oldest.price, lots,
                    oldest.open);
        if (oldest.open > 0)
            break;
        b->orders.erase(oldest.id);
        queue.pop_front();
        if (queue.empty())
            other.erase(other.begin());
    }
    return open;
}

template <typename Side>
void rest(std_book *b, Side &own, const struct vx_book_order *order, uint32_t open)
{
    level &queue = own[order->price_ticks];
    queue.push_back({order->id, open, order->price_ticks, order->side});
    b->orders.emplace(order->id, --queue.end());
}

uint32_t std_submit(void *book, const struct vx_book_order *order, struct vx_report *out)
{
    std_book *b = static_cast<std_book *>(book);
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

template <typename Side> void strike(Side &own, level::iterator order)
{
    const typename Side::iterator at = own.find(order->price);
    at->second.erase(order);
    if (at->second.empty())
        own.erase(at);
}

uint32_t std_cancel(void *book, uint64_t id, struct vx_report *out)
{
    std_book *b = static_cast<std_book *>(book);
    const std::unordered_map<uint64_t, level::iterator>::iterator found = b->orders.find(id);
    if (found == b->orders.end()) {
        peer_record(out, VX_REPORT_REJECTED, id, 0, 0, 0, 0);
        return 1;
    }
    const level::iterator order = found->second;
    peer_record(out, VX_REPORT_CANCELLED, id, 0, order->price, order->open, 0);
    b->orders.erase(found);
    if (order->side == VX_BID)
        strike(b->bids, order);
    else
        strike(b->asks, order);
    return 1;
}

} // namespace

extern "C" const struct peer peer_std = {"std::map, std::list", std_open, std_submit, std_cancel,
                                         std_close};
