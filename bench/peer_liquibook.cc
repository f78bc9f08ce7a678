/*
 * liquibook (github.com/enewhuis/liquibook): its OrderBook with plain pointers to orders, no depth
 * beside it.  It leaves to its caller the orders, what is open of them, and how to find one by its
 * id: here a pool that is made before the clock starts, and std::unordered_map.
 */
#include <cstdint>
#include <unordered_map>
#include <vector>

#include <book/order_book.h>

#include "peer.h"

namespace
{

namespace lb = liquibook::book;

struct order {
    uint64_t id;
    uint32_t qty, open;
    int32_t limit;
    bool bid;

    bool is_buy() const
    {
        return bid;
    }
    lb::Price price() const
    {
        return static_cast<lb::Price>(limit);
    }
    lb::Price stop_price() const
    {
        return 0;
    }
    lb::Quantity order_qty() const
    {
        return qty;
    }
};

/* Book and listener in one: what the book says is written as records, and the caller's orders
 * follow. */
struct liquibook_book final : lb::OrderListener<order *> {
    lb::OrderBook<order *> book;
    std::unordered_map<uint64_t, order *> orders;
    std::vector<order> pool;
    std::vector<order *> vacant;
    struct vx_report *out;
    uint32_t n;

    explicit liquibook_book(uint32_t orders_max) : pool(orders_max), out(nullptr), n(0)
    {
        orders.reserve(orders_max);
        for (uint32_t i = orders_max; i > 0; i--)
            vacant.push_back(&pool[i - 1]);
        book.set_order_listener(this);
    }

    void forget(order *o)
    {
        orders.erase(o->id);
        vacant.push_back(o);
    }

    void on_accept(order *const &o) override
    {
        peer_record(&out[n++], VX_REPORT_ACCEPTED, o->id, 0, o->limit, o->qty, o->qty);
    }

    void on_fill(order *const &o, order *const &resting, lb::Quantity qty, lb::Price price) override
    {
        const uint32_t lots = static_cast<uint32_t>(qty);
        o->open -= lots;
        resting->open -= lots;
        peer_record(&out[n++], VX_REPORT_FILL, resting->id, o->id, static_cast<int32_t>(price),
                    lots, resting->open);
        if (resting->open == 0)
            forget(resting);
    }

    void on_cancel(order *const &o) override
    {
        peer_record(&out[n++], VX_REPORT_CANCELLED, o->id, 0, o->limit, o->open, 0);
        forget(o);
    }

    void on_reject(order *const &o, const char *) override
    {
        peer_record(&out[n++], VX_REPORT_REJECTED, o->id, 0, 0, 0, 0);
    }
    void on_cancel_reject(order *const &o, const char *why) override
    {
        on_reject(o, why);
    }
    void on_replace(order *const &, const int64_t &, lb::Price) override
    {
    }
    void on_replace_reject(order *const &, const char *) override
    {
    }
};

void *liquibook_open(const struct vx_book_config *config)
{
    return new liquibook_book(config->orders_max);
}

void liquibook_close(void *book)
{
    delete static_cast<liquibook_book *>(book);
}

uint32_t liquibook_submit(void *book, const struct vx_book_order *in, struct vx_report *out)
{
    liquibook_book *b = static_cast<liquibook_book *>(book);
    order *o = b->vacant.back();
    b->vacant.pop_back();
    *o = {in->id, in->qty_lots, in->qty_lots, in->price_ticks, in->side == VX_BID};
    b->orders.emplace(o->id, o);
    b->out = out;
    b->n = 0;
    b->book.add(o);
    if (o->open == 0)
        b->forget(o);
    return b->n;
}

uint32_t liquibook_cancel(void *book, uint64_t id, struct vx_report *out)
{
    liquibook_book *b = static_cast<liquibook_book *>(book);
    const auto found = b->orders.find(id);
    if (found == b->orders.end()) {
        peer_record(out, VX_REPORT_REJECTED, id, 0, 0, 0, 0);
        return 1;
    }
    b->out = out;
    b->n = 0;
    b->book.cancel(found->second);
    return b->n;
}

} // namespace

extern "C" const struct peer peer_liquibook = {"liquibook", liquibook_open, liquibook_submit,
                                               liquibook_cancel, liquibook_close};
