#include "duel.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"

#define DEPTH_SEEN   8u
#define LOOK_EVERY   64u /* inputs between two full comparisons of small books */
#define LOOK_BYTES   16u /* in bigger ones an input more for each so many bytes that a look costs */
#define BUSY_LOOK    16u /* every so many pauses in an input, a look at a book that is busy */
#define REPORT_BYTES 900u

struct duel {
    const struct vx_book_config *config;
    struct vx_book *book;
    struct refbook ref;
    struct duel_loss *loss;
    struct duel_seen *seen;
    uint32_t look_every;
    uint64_t pauses;
    uint64_t taken_off; /* lots that the records of the input in hand took off the book */
};

__attribute__((format(printf, 2, 3))) static bool lost(struct duel *d, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(d->loss->what, sizeof d->loss->what, format, args);
    va_end(args);
    return false;
}

/* ---- what they say ---- */

/* Lots that a record took off the book. */
static uint64_t lots_off(const struct vx_report *r)
{
    switch (vx_report_kind(r)) {
    case VX_REPORT_FILL:
        return r->qty;
    case VX_REPORT_CANCELLED:
        return r->code == VX_CANCEL_ASKED || r->code == VX_CANCEL_SELF_RESTED ? r->qty : 0;
    case VX_REPORT_REPLACED:
        return r->code ? r->was.qty - r->qty : r->was.qty;
    default:
        return 0;
    }
}

/* Between two calls of an input: what was written has happened, and nothing else. */
static bool sound_while_busy(struct duel *d, uint64_t lots_before)
{
    const uint64_t want = lots_before - d->taken_off;
    if (vx_book_lots(d->book) != want)
        return lost(d, "busy: the book holds %" PRIu64 " lots, its records leave %" PRIu64,
                    vx_book_lots(d->book), want);
    if (d->pauses++ % BUSY_LOOK != 0 || d->look_every > LOOK_EVERY)
        return true;
    const int broken = vx_book_check(d->book);
    return broken ? lost(d, "busy: broken rule %d: %s", broken, vx_book_rule(broken)) : true;
}

/* All records of an input, through an array of op->room records. */
static bool ask_book(struct duel *d, const struct op *op, struct vx_report *out, uint32_t *n)
{
    struct vx_report room[OP_ROOM];
    const uint32_t cap = op->room < OP_ROOM ? op->room : OP_ROOM;
    const uint64_t lots = vx_book_lots(d->book);
    uint32_t k = op_begin(d->book, op, room, cap);
    d->taken_off = 0;
    for (*n = 0;; k = vx_book_resume(d->book, room, cap)) {
        if (k == 0 || k > cap || *n + k > REF_REPORTS_MAX)
            return lost(d, "%" PRIu32 " records in an array of %" PRIu32, k, cap);
        memcpy(&out[*n], room, k * sizeof room[0]);
        *n += k;
        for (uint32_t i = 0; i < k; i++)
            d->taken_off += lots_off(&room[i]);
        if (!vx_book_busy(d->book))
            return true;
        if (!sound_while_busy(d, lots))
            return false;
    }
}

/* What the text of a record does not show. */
static void print_fields(const struct vx_report *r, char *text, size_t size)
{
    snprintf(text, size,
             "id %" PRIu64 " second %" PRIu64 " price %" PRId32 " qty %" PRIu32 " leaves %" PRIu32
             " instrument %u kind %#x code %u",
             r->id, r->contra, r->price, r->qty, r->leaves, r->instrument, r->kind, r->code);
}

static void first_difference(const struct vx_report *mine, const struct vx_report *theirs,
                             uint32_t n, char *a, char *b)
{
    for (uint32_t i = 0; i < n; i++)
        if (memcmp(&mine[i], &theirs[i], sizeof mine[i]) != 0) {
            print_fields(&mine[i], a, REPORT_BYTES);
            print_fields(&theirs[i], b, REPORT_BYTES);
            return;
        }
}

static void note(const struct duel *d, struct duel_seen *seen, const struct vx_report *r,
                 uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const unsigned kind = vx_report_kind(&r[i]);
        seen->kind[kind]++;
        seen->reject[r[i].code % VX_REJECT_CODES] += kind == VX_REPORT_REJECTED;
        seen->cancel[r[i].code % VX_CANCEL_REASONS] += kind == VX_REPORT_CANCELLED;
        seen->kept += kind == VX_REPORT_REPLACED && r[i].code;
    }
    seen->most = vx_max_u64(seen->most, n);
    seen->standing = vx_max_u64(seen->standing, d->ref.n);
}

static bool same_records(struct duel *d, const struct op *op)
{
    struct vx_report mine[REF_REPORTS_MAX], theirs[REF_REPORTS_MAX];
    char a[REPORT_BYTES], b[REPORT_BYTES];
    uint32_t n;
    memset(mine, 0xa5, sizeof mine[0] * 4); /* a field that is not written shows */
    if (!ask_book(d, op, mine, &n))
        return false;
    const uint32_t want = ref_do(&d->ref, op, theirs);
    if (n == want && memcmp(mine, theirs, n * sizeof mine[0]) == 0) {
        if (d->seen)
            note(d, d->seen, mine, n);
        return true;
    }
    reports_print(mine, n, a, sizeof a);
    reports_print(theirs, want, b, sizeof b);
    if (n == want && strcmp(a, b) == 0)
        first_difference(mine, theirs, n, a, b);
    return lost(d, "records differ\n  book:      %s\n  reference: %s", a, b);
}

/* ---- how they stand ---- */

static bool same_order(struct duel *d, uint64_t id)
{
    const struct vx_book_resting *want = ref_find(&d->ref, id);
    struct vx_book_resting have;
    uint64_t lots, want_lots;
    uint32_t orders, want_orders;
    if (vx_book_find(d->book, id, &have) != (want != NULL))
        return lost(d, "order %" PRIu64 " %s", id, want ? "is not in the book" : "still rests");
    if (!want)
        return true;
    if (have.price_ticks != want->price_ticks || have.open_lots != want->open_lots ||
        have.owner != want->owner || have.side != want->side || have.source != want->source ||
        have.instrument != want->instrument || have.id != id)
        return lost(d, "order %" PRIu64 " rests otherwise", id);
    ref_ahead(&d->ref, id, &want_lots, &want_orders);
    if (!vx_book_ahead(d->book, id, 0, &lots, &orders) || lots != want_lots ||
        orders != want_orders)
        return lost(d, "order %" PRIu64 " has %" PRIu32 " orders in front, not %" PRIu32, id,
                    orders, want_orders);
    return true;
}

static bool same_depth(struct duel *d, uint16_t instrument, enum vx_side side)
{
    struct vx_book_level have[DEPTH_SEEN], want[DEPTH_SEEN], at = {0};
    enum vx_side at_side;
    const uint32_t n = vx_book_depth(d->book, instrument, side, have, DEPTH_SEEN);
    if (n != ref_depth(&d->ref, instrument, side, want, DEPTH_SEEN))
        return lost(d, "depth of instrument %u side %u: %" PRIu32 " levels", instrument, side, n);
    for (uint32_t i = 0; i < n; i++) {
        if (have[i].price_ticks != want[i].price_ticks || have[i].orders != want[i].orders ||
            have[i].lots != want[i].lots)
            return lost(d, "depth of instrument %u side %u differs at level %" PRIu32, instrument,
                        side, i);
        if (!vx_book_at(d->book, instrument, want[i].price_ticks, &at_side, &at) ||
            at_side != side || at.lots != want[i].lots || at.orders != want[i].orders)
            return lost(d, "the level at %" PRId32 " differs", want[i].price_ticks);
    }
    const bool any = vx_book_best(d->book, instrument, side, &at);
    if (any != (n > 0) || (any && at.price_ticks != want[0].price_ticks))
        return lost(d, "best of instrument %u side %u differs", instrument, side);
    return true;
}

static uint64_t ref_digest(const struct refbook *ref)
{
    struct vx_book_resting list[REF_ORDERS_MAX];
    const uint32_t n = ref_list(ref, list);
    uint64_t h = VX_HASH_START;
    for (uint32_t i = 0; i < n; i++) {
        const struct vx_book_resting *o = &list[i];
        h = vx_hash_word(h, o->id);
        h = vx_hash_word(h, (uint64_t)(uint32_t)o->price_ticks << 32 | o->open_lots);
        h = vx_hash_word(h, (uint64_t)o->owner << 32 | (uint64_t)o->instrument << 16 |
                                (uint64_t)o->side << 8 | o->source);
    }
    return h;
}

static bool same_book(struct duel *d)
{
    const int broken = vx_book_check(d->book);
    if (broken)
        return lost(d, "broken rule %d: %s", broken, vx_book_rule(broken));
    if (vx_book_orders(d->book) != d->ref.n || vx_book_lots(d->book) != ref_lots(&d->ref))
        return lost(d, "%" PRIu32 " orders and %" PRIu64 " lots rest, not %" PRIu32 " and %" PRIu64,
                    vx_book_orders(d->book), vx_book_lots(d->book), d->ref.n, ref_lots(&d->ref));
    if (vx_book_digest(d->book) != ref_digest(&d->ref))
        return lost(d, "digests differ");
    for (uint32_t i = 0; i < d->config->instruments; i++)
        if (!same_depth(d, (uint16_t)i, VX_BID) || !same_depth(d, (uint16_t)i, VX_ASK))
            return false;
    return true;
}

/* ---- the duel ---- */

static bool fight(struct duel *d, const struct duel_script *s)
{
    for (uint32_t i = 0; i < s->n; i++) {
        d->loss->step = i;
        if (!same_records(d, &s->op[i]) || !same_order(d, s->op[i].order.id))
            return false;
        if ((i + 1) % d->look_every == 0 && !same_book(d))
            return false;
    }
    return same_book(d);
}

bool duel_run(const struct duel_script *script, enum ref_fault fault, struct duel_loss *loss)
{
    const size_t bytes = vx_book_footprint(&script->config);
    void *mem = bytes ? aligned_alloc(VX_BOOK_ALIGN, bytes) : NULL;
    struct duel *d = malloc(sizeof *d);
    bool won;
    *loss = (struct duel_loss){0};
    if (!mem || !d) {
        fprintf(stderr, "duel: no memory for a book of %zu bytes\n", bytes);
        abort();
    }
    d->config = &script->config;
    d->loss = loss;
    d->seen = script->seen;
    d->look_every = LOOK_EVERY + (uint32_t)(bytes / (LOOK_BYTES * LOOK_EVERY));
    d->pauses = 0;
    ref_init(&d->ref, &script->config, fault);
    if (vx_book_init(mem, bytes, &script->config, &d->book) == 0)
        won = fight(d, script);
    else
        won = lost(d, "vx_book_init refuses the config that vx_book_footprint took");
    if (d->seen)
        d->seen->pauses += d->pauses;
    free(d);
    free(mem);
    return won;
}

void duel_print(const struct duel_script *script, const struct duel_loss *loss)
{
    char line[256];
    config_print(&script->config, line, sizeof line);
    printf("# seed %" PRIu64 "\n# %s\n", script->seed, line);
    for (uint32_t i = 0; i < script->n; i++) {
        op_print(&script->op[i], line, sizeof line);
        printf("%4" PRIu32 "  %s\n", i + 1, line);
    }
    printf("# input %" PRIu32 ": %s\n", loss->step + 1, loss->what);
}
