/*
 * state.c: the book stage's state as bytes of a snapshot.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "core/base/err.h"
#include "core/past/replay.h"

enum counter {
#define VX_BOOK(field, kind, unit, metric, help) COUNTER_##field,
#include "core/telemetry/panel.def"
    COUNTERS
};

/* Numbers of what follows. */
struct numbers {
    uint64_t version;
    uint64_t counters;
    uint64_t codes;
    uint64_t instruments;
    uint64_t owns;
    uint64_t orders;
};

static void to_words(const struct vx_booker_tally *tally, uint64_t words[COUNTERS])
{
#define VX_BOOK(field, kind, unit, metric, help) words[COUNTER_##field] = tally->field;
#include "core/telemetry/panel.def"
}

static void from_words(struct vx_booker_tally *tally, const uint64_t words[COUNTERS])
{
#define VX_BOOK(field, kind, unit, metric, help) tally->field = words[COUNTER_##field];
#include "core/telemetry/panel.def"
}

/* ---- out ---- */

static void put_owns(struct vx_snapshot *s, const struct vx_own_table *t)
{
    for (uint16_t slot = t->oldest_done; slot != UINT16_MAX; slot = t->newer[slot])
        vx_snapshot_put(s, &t->own[slot], sizeof t->own[slot]);
    for (uint32_t slot = 0; slot < t->used; slot++)
        if (vx_own_status(&t->own[slot]) == VX_OWN_LIVE)
            vx_snapshot_put(s, &t->own[slot], sizeof t->own[slot]);
}

static void put_orders(struct vx_snapshot *s, const struct vx_book_resting *orders, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const struct vx_state_order order = {
            .id = orders[i].id,
            .price_ticks = orders[i].price_ticks,
            .open_lots = orders[i].open_lots,
            .owner = orders[i].owner,
            .instrument = orders[i].instrument,
            .side = orders[i].side,
            .source = orders[i].source,
        };
        vx_snapshot_put(s, &order, sizeof order);
    }
}

static int put_book(struct vx_snapshot *s, const struct vx_book *book)
{
    const uint32_t n = vx_book_orders(book);
    if (n == 0)
        return VX_OK;
    const size_t bytes = n * sizeof(struct vx_book_resting);
    struct vx_book_resting *orders =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (orders == MAP_FAILED)
        return VX_E_MEMORY;
    for (unsigned side = VX_BID; side <= VX_ASK; side++) {
        const uint32_t found =
            vx_book_list(book, VX_ALL_INSTRUMENTS, (enum vx_side)side, orders, n);
        put_orders(s, orders, found);
    }
    munmap(orders, bytes);
    return VX_OK;
}

int vx_state_put(struct vx_replay *r)
{
    struct vx_snapshot *s = &r->snapshot;
    const struct vx_booker *b = &r->pipeline->booker;
    uint64_t words[COUNTERS];
    const struct numbers numbers = {
        .version = VX_STATE_VERSION,
        .counters = COUNTERS,
        .codes = VX_REJECT_CODES,
        .instruments = b->instruments,
        .owns = b->owns.used,
        .orders = vx_book_orders(b->book),
    };
    vx_snapshot_put(s, &numbers, sizeof numbers);
    vx_snapshot_put(s, &r->past, sizeof r->past);
    to_words(&b->tally, words);
    vx_snapshot_put(s, words, sizeof words);
    vx_snapshot_put(s, b->rejects, sizeof b->rejects);
    for (uint32_t i = 0; i < b->instruments; i++) {
        const uint64_t last = (uint32_t)b->last[i];
        vx_snapshot_put(s, &last, sizeof last);
    }
    put_owns(s, &b->owns);
    return put_book(s, b->book);
}

/* ---- in ---- */

static int complain(struct vx_snapshot *s, const char *why)
{
    if (s->error == VX_OK) {
        s->error = VX_E_CORRUPT;
        snprintf(s->text, sizeof s->text, "%s: %s", s->name, why);
    }
    return s->error;
}

static bool take_owns(struct vx_snapshot *s, struct vx_own_table *t, uint64_t n)
{
    struct vx_own own;
    for (uint64_t i = 0; i < n; i++) {
        if (!vx_snapshot_take(s, &own, sizeof own))
            return false;
        const uint32_t slot = vx_own_take(t, own.id);
        if (slot == VX_OWN_NONE_SLOT)
            return false;
        t->own[slot] = own;
        t->own[slot].t_ns = 0; /* of a clock that has stopped */
        vx_own_put(t, slot);
    }
    return true;
}

static bool rest(struct vx_book *book, const struct vx_state_order *saved)
{
    struct vx_report report;
    const struct vx_book_order order = {
        .id = saved->id,
        .price_ticks = saved->price_ticks,
        .qty_lots = saved->open_lots,
        .owner = saved->owner,
        .instrument = saved->instrument,
        .side = saved->side,
        .tif = VX_TIF_POST, /* one that would trade has no place in a book */
        .source = saved->source,
    };
    return vx_book_submit(book, &order, &report, 1) == 1 &&
           vx_report_kind(&report) == VX_REPORT_ACCEPTED;
}

/* Some at a time, so that the book can be told what comes. */
static int take_orders(struct vx_snapshot *s, struct vx_book *book, uint64_t n)
{
    struct vx_state_order saved[VX_BOOK_AHEAD];
    uint64_t ids[VX_BOOK_AHEAD];
    while (n > 0) {
        const uint64_t some = vx_min_u64(n, VX_BOOK_AHEAD);
        if (!vx_snapshot_take(s, saved, some * sizeof saved[0]))
            return complain(s, "the state ends too early");
        for (uint64_t i = 0; i < some; i++)
            ids[i] = saved[i].id;
        vx_book_expect(book, ids, (uint32_t)some);
        for (uint64_t i = 0; i < some; i++)
            if (!rest(book, &saved[i]))
                return complain(s, "an order in it cannot rest");
        n -= some;
    }
    return VX_OK;
}

static bool take_lasts(struct vx_snapshot *s, struct vx_booker *b)
{
    uint64_t last;
    for (uint32_t i = 0; i < b->instruments; i++) {
        if (!vx_snapshot_take(s, &last, sizeof last))
            return false;
        b->last[i] = (int32_t)(uint32_t)last;
    }
    return true;
}

static bool skip(struct vx_snapshot *s, uint64_t bytes)
{
    unsigned char scratch[512];
    bool good = true;
    for (; good && bytes > 0; bytes -= vx_min_u64(bytes, sizeof scratch))
        good = vx_snapshot_take(s, scratch, vx_min_u64(bytes, sizeof scratch));
    return good;
}

/* Bytes of a state before its orders. */
static uint64_t bytes_before_orders(const struct numbers *n)
{
    return sizeof *n + sizeof(struct vx_past) +
           (COUNTERS + VX_REJECT_CODES + n->instruments) * sizeof(uint64_t) +
           n->owns * sizeof(struct vx_own);
}

/* Everything that can be known before the first word is used.  instruments 0: any. */
static int take_numbers(struct vx_snapshot *s, struct numbers *n, uint32_t instruments)
{
    char why[160];
    if (!vx_snapshot_take(s, n, sizeof *n))
        return complain(s, "the state ends too early");
    if (n->version != VX_STATE_VERSION)
        snprintf(why, sizeof why, "state of version %" PRIu64 ", this velox reads %u", n->version,
                 VX_STATE_VERSION);
    else if (n->counters != COUNTERS || n->codes != VX_REJECT_CODES)
        snprintf(why, sizeof why,
                 "state of %" PRIu64 " counters and %" PRIu64
                 " reject codes, this velox has %u and %u",
                 n->counters, n->codes, (unsigned)COUNTERS, VX_REJECT_CODES);
    else if (instruments != 0 && n->instruments != instruments)
        snprintf(why, sizeof why, "state of %" PRIu64 " instruments, this engine has %" PRIu32,
                 n->instruments, instruments);
    else if (n->instruments > VX_INSTRUMENTS_MAX || n->owns > VX_OWN_MAX ||
             n->orders > s->header.bytes / sizeof(struct vx_state_order) ||
             s->header.bytes != bytes_before_orders(n) + n->orders * sizeof(struct vx_state_order))
        return complain(s, "the state does not add up");
    else
        return VX_OK;
    complain(s, why);
    return s->error = VX_E_VERSION;
}

int vx_state_orders(struct vx_snapshot *s, struct vx_restore **restore)
{
    struct numbers n;
    if (take_numbers(s, &n, 0) < 0)
        return s->error;
    if (!skip(s, bytes_before_orders(&n) - sizeof n))
        return complain(s, "the state ends too early");
    struct vx_restore *r = vx_restore_make(n.orders);
    if (!r)
        return VX_E_MEMORY;
    if (!vx_snapshot_take(s, r->order, n.orders * sizeof r->order[0])) {
        vx_restore_free(r);
        return complain(s, "the state ends too early");
    }
    r->snapshot_seq = s->header.seq;
    *restore = r;
    return VX_OK;
}

int vx_state_take(struct vx_replay *r)
{
    struct vx_snapshot *s = &r->snapshot;
    struct vx_booker *b = &r->pipeline->booker;
    struct numbers n;
    uint64_t words[COUNTERS];
    if (take_numbers(s, &n, b->instruments) < 0)
        return s->error;
    r->half = true;
    if (!vx_snapshot_take(s, &r->past, sizeof r->past) ||
        !vx_snapshot_take(s, words, sizeof words) ||
        !vx_snapshot_take(s, b->rejects, sizeof b->rejects) || !take_lasts(s, b) ||
        !take_owns(s, &b->owns, n.owns))
        return complain(s, "the state ends too early");
    vx_book_reserve(b->book, (uint32_t)vx_min_u64(n.orders, UINT32_MAX));
    if (take_orders(s, b->book, n.orders) < 0)
        return s->error;
    from_words(&b->tally, words);
    if (b->tally.hash != s->header.hash || b->tally.answered != s->header.seq ||
        vx_book_orders(b->book) != b->tally.orders_resting || !vx_booker_is_conserved(b))
        return complain(s, "the state does not add up");
    vx_booker_restored(b);
    r->half = false;
    return VX_OK;
}
