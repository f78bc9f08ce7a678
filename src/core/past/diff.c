/* diff.c: what changed between two moments. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/num.h"
#include "core/past/story.h"

/* ---- moments ---- */

static int seq_of(const struct vx_story *story, struct vx_past_engine *past,
                  const struct vx_point *point, uint64_t *seq, char *err, size_t size)
{
    struct vx_past_bounds bounds;
    int rc = vx_past_look(past, &bounds, err, size);
    if (rc < 0)
        return rc;
    uint64_t t_ns = point->n;
    switch (point->kind) {
    case VX_POINT_SEQ:
        *seq = point->n;
        if (*seq <= bounds.last_seq)
            return VX_OK;
        snprintf(err, size, "the journal ends at sequence %" PRIu64 " (asked for: %" PRIu64 ")",
                 bounds.last_seq, *seq);
        return VX_E_RANGE;
    case VX_POINT_NOW:
        *seq = bounds.last_seq;
        return VX_OK;
    case VX_POINT_AGO:
        t_ns = story->now_ns > point->n ? story->now_ns - point->n : 0;
        break;
    case VX_POINT_TIME:
        if (t_ns > story->now_ns) {
            char asked[32], now[32];
            vx_num_format_duration(asked, sizeof asked, t_ns);
            vx_num_format_duration(now, sizeof now, story->now_ns);
            snprintf(err, size, "%s is still to come: it is %s now", asked, now);
            return VX_E_RANGE;
        }
        break;
    }
    return vx_past_seq_at(past, t_ns, seq, err, size);
}

/* ---- the book at a moment ---- */

struct book_at {
    struct vx_book_resting *order[2]; /* by side, in the order of the book; later by id */
    uint32_t count[2];
};

static void free_book(struct book_at *b)
{
    free(b->order[0]);
    free(b->order[1]);
}

static int take_book(const struct vx_past_engine *past, struct book_at *to)
{
    const struct vx_book *book = vx_past_book(past);
    const uint32_t all = vx_book_orders(book);
    for (unsigned side = 0; side < 2; side++) {
        to->order[side] = malloc((all + 1) * sizeof *to->order[side]);
        if (!to->order[side])
            return VX_E_MEMORY;
        to->count[side] =
            vx_book_list(book, VX_ALL_INSTRUMENTS, (enum vx_side)side, to->order[side], all);
    }
    return VX_OK;
}

static void take_end(struct vx_past_engine *past, struct vx_diff_end *to)
{
    const struct vx_book *book = vx_past_book(past);
    const struct vx_panel *panel = vx_past_panel(past);
    const uint16_t watch =
        (uint16_t)atomic_load_explicit(&panel->control.setting[VX_SET_WATCH], memory_order_relaxed);
    struct vx_book_level best;
    *to = (struct vx_diff_end){.seq = vx_past_seq(past),
                               .t_ns = vx_past_now(past),
                               .hash = vx_past_hash(past),
                               .orders = vx_book_orders(book),
                               .lots = vx_book_lots(book)};
    if (vx_book_best(book, watch, VX_BID, &best))
        to->bid = best.price_ticks * panel->tick;
    if (vx_book_best(book, watch, VX_ASK, &best))
        to->ask = best.price_ticks * panel->tick;
}

/* ---- what came in between ---- */

struct between {
    struct vx_diff *diff;
    struct vx_record input;
    uint64_t accepted[2];
};

static uint64_t apart(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

/* Makes room in a list of `kept` rows, the heaviest first, for one that comes before `heavier`
 * says it does; its place, or VX_DIFF_ROWS. */
static size_t insert(void *rows, size_t row_bytes, uint64_t kept,
                     bool (*lighter)(const void *row, uint64_t weight), uint64_t weight)
{
    char *base = rows;
    size_t n = kept < VX_DIFF_ROWS ? (size_t)kept : VX_DIFF_ROWS, at = n;
    while (at > 0 && lighter(base + (at - 1) * row_bytes, weight))
        at--;
    if (at == VX_DIFF_ROWS)
        return at;
    const size_t moved = (n < VX_DIFF_ROWS ? n : VX_DIFF_ROWS - 1) - at;
    memmove(base + (at + 1) * row_bytes, base + at * row_bytes, moved * row_bytes);
    return at;
}

static bool is_lighter_trade(const void *row, uint64_t weight)
{
    return ((const struct vx_diff_trade *)row)->qty < weight;
}

static void note_trade(struct between *b, const struct vx_report *r)
{
    struct vx_diff *d = b->diff;
    const unsigned side = vx_report_side(r);
    d->side[side].trades++;
    d->side[side].trade_lots += r->qty;
    d->low = d->low == 0 || r->price < d->low ? r->price : d->low;
    d->high = r->price > d->high ? r->price : d->high;
    const size_t at = insert(d->trade, sizeof d->trade[0], d->trades++, is_lighter_trade, r->qty);
    if (at < VX_DIFF_ROWS)
        d->trade[at] = (struct vx_diff_trade){.seq = b->input.seq,
                                              .t_ns = b->input.now_ns,
                                              .resting = r->id,
                                              .taker = r->contra,
                                              .price = r->price,
                                              .qty = r->qty,
                                              .instrument = r->instrument,
                                              .side = (uint8_t)side};
    if (r->leaves == 0)
        d->side[!side].filled++;
}

static void note(struct between *b, const struct vx_report *r)
{
    const unsigned side = vx_report_side(r);
    switch (vx_report_kind(r)) {
    case VX_REPORT_FILL:
        note_trade(b, r);
        break;
    case VX_REPORT_ACCEPTED:
        b->accepted[side] += r->id != 0; /* the answer to cancel all is none */
        break;
    case VX_REPORT_CANCELLED:
        b->diff->side[side].cancelled += r->leaves == 0;
        break;
    case VX_REPORT_REJECTED:
        b->diff->rejected++;
        break;
    default:
        break;
    }
}

static void see(void *ctx, const struct vx_record *input, const struct vx_report *report,
                uint32_t n)
{
    struct between *b = ctx;
    b->input = *input;
    for (uint32_t i = 0; i < n; i++)
        note(b, &report[i]);
}

static int pass(const struct vx_story *story, struct vx_past_engine *past, uint64_t to,
                struct between *b, char *err, size_t size)
{
    int rc = 1;
    for (uint64_t n = 1; rc == 1 && vx_past_seq(past) < to; n++) {
        rc = vx_past_next(past, see, b, err, size);
        if (!vx_story_goes_on(story, n, err, size))
            return VX_E_INTERRUPTED;
    }
    return rc < 0 ? rc : VX_OK;
}

/* ---- levels ---- */

/* Where a price stands in the order of the book: negative: a comes first. */
static int place(const struct vx_book_resting *a, const struct vx_book_resting *b)
{
    if (a->instrument != b->instrument)
        return a->instrument < b->instrument ? -1 : 1;
    if (a->price_ticks == b->price_ticks)
        return 0;
    return (a->price_ticks > b->price_ticks) == (a->side == VX_BID) ? -1 : 1;
}

/* The orders of one level from *at on; moves *at behind them. */
static uint64_t take_level(const struct vx_book_resting *list, uint32_t count, uint32_t *at,
                           const struct vx_book_resting *first, uint32_t *orders)
{
    uint64_t lots = 0;
    *orders = 0;
    for (; *at < count && place(&list[*at], first) == 0; ++*at, ++*orders)
        lots += list[*at].open_lots;
    return lots;
}

static bool is_lighter_level(const void *row, uint64_t weight)
{
    const struct vx_diff_level *l = row;
    return apart(l->before_lots, l->after_lots) < weight;
}

static void add_level(struct vx_diff *d, const struct vx_diff_level *level)
{
    const uint64_t weight = apart(level->before_lots, level->after_lots);
    if (weight == 0 && level->before_orders == level->after_orders)
        return;
    const size_t at = insert(d->level, sizeof d->level[0], d->levels++, is_lighter_level, weight);
    if (at < VX_DIFF_ROWS)
        d->level[at] = *level;
}

static void compare_levels(struct vx_diff *d, const struct book_at *a, const struct book_at *b,
                           unsigned side, int32_t tick)
{
    uint32_t i = 0, j = 0;
    while (i < a->count[side] || j < b->count[side]) {
        const struct vx_book_resting *x = i < a->count[side] ? &a->order[side][i] : NULL;
        const struct vx_book_resting *y = j < b->count[side] ? &b->order[side][j] : NULL;
        const struct vx_book_resting *first = !y || (x && place(x, y) <= 0) ? x : y;
        struct vx_diff_level level = {.price = first->price_ticks * tick,
                                      .instrument = first->instrument,
                                      .side = (uint8_t)side};
        level.before_lots =
            take_level(a->order[side], a->count[side], &i, first, &level.before_orders);
        level.after_lots =
            take_level(b->order[side], b->count[side], &j, first, &level.after_orders);
        add_level(d, &level);
    }
}

/* ---- orders ---- */

static int by_id(const void *a, const void *b)
{
    const struct vx_book_resting *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

static bool is_lighter_order(const void *row, uint64_t weight)
{
    const struct vx_diff_order *o = row;
    return apart(o->before_lots, o->after_lots) < weight;
}

static void add_order(struct vx_diff *d, const struct vx_book_resting *x,
                      const struct vx_book_resting *y, int32_t tick)
{
    const struct vx_book_resting *any = x ? x : y;
    const struct vx_diff_order row = {.id = any->id,
                                      .before_lots = x ? x->open_lots : 0,
                                      .after_lots = y ? y->open_lots : 0,
                                      .before_price = x ? x->price_ticks * tick : 0,
                                      .after_price = y ? y->price_ticks * tick : 0,
                                      .instrument = any->instrument,
                                      .side = any->side,
                                      .source = any->source};
    const size_t at = insert(d->order, sizeof d->order[0], d->orders++, is_lighter_order,
                             apart(row.before_lots, row.after_lots));
    if (at < VX_DIFF_ROWS)
        d->order[at] = row;
}

static void compare_orders(struct vx_diff *d, const struct book_at *a, const struct book_at *b,
                           unsigned side, int32_t tick)
{
    struct vx_diff_side *s = &d->side[side];
    uint32_t i = 0, j = 0;
    while (i < a->count[side] || j < b->count[side]) {
        const struct vx_book_resting *x = i < a->count[side] ? &a->order[side][i] : NULL;
        const struct vx_book_resting *y = j < b->count[side] ? &b->order[side][j] : NULL;
        if (x && y && x->id == y->id) {
            i++;
            j++;
            if (x->open_lots == y->open_lots && x->price_ticks == y->price_ticks)
                continue;
            s->changed++;
            add_order(d, x, y, tick);
        } else if (!y || (x && x->id < y->id)) {
            i++;
            s->gone++;
            s->gone_lots += x->open_lots;
            add_order(d, x, NULL, tick);
        } else {
            j++;
            s->came++;
            s->came_lots += y->open_lots;
            add_order(d, NULL, y, tick);
        }
    }
}

static void sort(struct book_at *b, unsigned side)
{
    qsort(b->order[side], b->count[side], sizeof b->order[side][0], by_id);
}

/* ---- the whole ---- */

static void compare(struct vx_diff *d, struct book_at *a, struct book_at *b,
                    const struct between *between, int32_t tick)
{
    for (unsigned side = 0; side < 2; side++) {
        compare_levels(d, a, b, side, tick);
        sort(a, side);
        sort(b, side);
        compare_orders(d, a, b, side, tick);
        const uint64_t in = between->accepted[side];
        d->side[side].passed = in > d->side[side].came ? in - d->side[side].came : 0;
    }
}

/* From the first of the two sequences to the second. */
static int tell(const struct vx_story *story, struct vx_past_engine *past, const uint64_t seq[2],
                struct vx_diff *d, char *err, size_t size)
{
    struct book_at a = {.count = {0}}, b = {.count = {0}};
    struct between between = {.diff = d};
    int rc = vx_past_goto(past, seq[0], err, size);
    if (rc == VX_OK && (rc = take_book(past, &a)) < 0)
        snprintf(err, size, "%s", vx_err_text(rc));
    if (rc == VX_OK) {
        take_end(past, &d->from);
        rc = pass(story, past, seq[1], &between, err, size);
    }
    if (rc == VX_OK && (rc = take_book(past, &b)) < 0)
        snprintf(err, size, "%s", vx_err_text(rc));
    if (rc == VX_OK) {
        take_end(past, &d->to);
        compare(d, &a, &b, &between, vx_past_panel(past)->tick);
    }
    free_book(&a);
    free_book(&b);
    return rc;
}

int vx_story_diff(const struct vx_story *story, const struct vx_point *from,
                  const struct vx_point *to, struct vx_diff *diff, char *err, size_t size)
{
    struct vx_past_engine *past;
    struct vx_past_bounds bounds;
    uint64_t a = 0, b = 0;
    memset(diff, 0, sizeof *diff);
    int rc = vx_story_open(story, &past, err, size);
    if (rc < 0)
        return rc;
    rc = vx_past_look(past, &bounds, err, size);
    if (rc == VX_OK)
        rc = seq_of(story, past, from, &a, err, size);
    if (rc == VX_OK)
        rc = seq_of(story, past, to, &b, err, size);
    if (rc == VX_OK) {
        diff->life_seq = bounds.life_seq;
        const uint64_t seq[2] = {vx_min_u64(a, b), vx_max_u64(a, b)};
        rc = tell(story, past, seq, diff, err, size);
    }
    vx_past_close(past);
    return rc;
}
