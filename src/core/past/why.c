/* why.c: the life of one order. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/past/story.h"

int vx_story_open(const struct vx_story *story, struct vx_past_engine **past, char *err,
                  size_t size)
{
    if (story->directory[0] == '\0') {
        snprintf(err, size, "there is no journal to look into: start velox with --data DIR");
        return VX_E_STATE;
    }
    const int rc = vx_past_open(past, story->directory, story->like, err, size);
    if (rc == VX_OK)
        vx_past_on_idle(*past, story->idle, story->ctx);
    return rc;
}

bool vx_story_goes_on(const struct vx_story *story, uint64_t n, char *err, size_t size)
{
    if (n % VX_STORY_ROUND != 0 || !story->idle || story->idle(story->ctx))
        return true;
    snprintf(err, size, "interrupted");
    return false;
}

/* ---- where it began ---- */

static bool makes(const struct vx_record *rec, uint64_t id)
{
    const unsigned kind = rec->tx.kind == VX_TX_REFUSED ? rec->tx.was : rec->tx.kind;
    return rec->kind == VX_RECORD_INPUT && rec->tx.id == id &&
           (kind == VX_TX_LIMIT || kind == VX_TX_MARKET);
}

/* Reads what is known to be whole; the newest input that made an order of this id in why->seq. */
static int scan(const struct vx_story *story, struct vx_reader *reader, uint64_t id,
                struct vx_why *why, char *err, size_t size)
{
    struct vx_record rec;
    int rc = 1;
    for (uint64_t n = 1; rc == 1 && reader->at.seq < why->last_seq; n++) {
        rc = vx_reader_next(reader, &rec);
        if (rc == 1 && makes(&rec, id)) {
            why->seq = rec.seq;
            why->lives++;
        }
        if (!vx_story_goes_on(story, n, err, size))
            return VX_E_INTERRUPTED;
    }
    if (rc < 0)
        snprintf(err, size, "%s", reader->text);
    return rc < 0 ? rc : VX_OK;
}

static int find_beginning(const struct vx_story *story, struct vx_past_engine *past, uint64_t id,
                          struct vx_why *why, char *err, size_t size)
{
    struct vx_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        snprintf(err, size, "%s", vx_err_text(VX_E_MEMORY));
        return VX_E_MEMORY;
    }
    int rc = vx_reader_open(reader, vx_past_io(past), 0);
    if (rc < 0)
        snprintf(err, size, "%s", reader->text);
    else
        rc = scan(story, reader, id, why, err, size);
    vx_reader_close(reader);
    free(reader);
    return rc;
}

/* ---- its life ---- */

/* An order in front of it in the queue; 0 lots: it is gone. */
struct front {
    uint64_t id;
    uint32_t open;
};

struct life {
    struct vx_why *why;
    const struct vx_past_engine *past;
    uint64_t id;
    struct front *front; /* by id */
    size_t fronts;
    bool touched; /* by the input in work */
    bool moved;   /* ... so that it has a new place in the queue */
    bool rests;
    bool failed; /* no memory */
};

static struct vx_why_event *add_event(struct life *l, const struct vx_record *input,
                                      enum vx_why_what what, const struct vx_report *r)
{
    struct vx_why *w = l->why;
    const uint64_t number = what == VX_WHY_BEFORE_IT ? w->before++ : w->own_events++;
    if (number >= (what == VX_WHY_BEFORE_IT ? VX_WHY_BEFORE : VX_WHY_EVENTS))
        return NULL;
    struct vx_why_event *e = &w->event[w->events++];
    *e = (struct vx_why_event){.seq = input->seq,
                               .t_ns = input->now_ns,
                               .price = r->price,
                               .qty = r->qty,
                               .leaves = r->leaves,
                               .what = (uint8_t)what};
    return e;
}

static void end(struct life *l, const struct vx_record *input, enum vx_own_status status,
                uint8_t code)
{
    l->why->status = (uint8_t)status;
    l->why->code = code;
    l->why->leaves = 0;
    l->why->end_seq = input->seq;
    l->why->end_ns = input->now_ns;
    l->why->by = input->tx;
}

static int by_id(const void *a, const void *b)
{
    const struct front *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

static struct front *find_front(const struct life *l, uint64_t id)
{
    const struct front key = {.id = id};
    return l->fronts ? bsearch(&key, l->front, l->fronts, sizeof key, by_id) : NULL;
}

/* What a report says of an order in front. */
static void note_front(struct life *l, const struct vx_record *input, const struct vx_report *r,
                       struct front *f)
{
    const unsigned kind = vx_report_kind(r);
    if (kind == VX_REPORT_FILL) {
        struct vx_why_event *e = add_event(l, input, VX_WHY_BEFORE_IT, r);
        if (e)
            e->other = r->id;
        l->why->before_lots += r->qty;
        f->open = r->leaves;
        return;
    }
    /* a cancel leaves what it leaves; a replace the new quantity, or it is at another place */
    const bool stays = kind == VX_REPORT_REPLACED && r->code == 1;
    const uint32_t left = kind == VX_REPORT_CANCELLED ? r->leaves : stays ? r->qty : 0;
    l->why->left_lots += f->open > left ? f->open - left : 0;
    f->open = left;
}

static void note_fill(struct life *l, const struct vx_record *input, const struct vx_report *r)
{
    struct vx_why *w = l->why;
    const bool resting = r->id == l->id;
    w->filled_lots += r->qty;
    w->notional += (uint64_t)r->price * r->qty;
    w->leaves -= r->qty < w->leaves ? r->qty : w->leaves;
    struct vx_why_event *e = add_event(l, input, resting ? VX_WHY_FILLED : VX_WHY_TOOK, r);
    if (e) {
        e->other = resting ? r->contra : r->id;
        e->leaves = w->leaves;
    }
    l->touched = true;
}

static void note_own(struct life *l, const struct vx_record *input, const struct vx_report *r)
{
    struct vx_why *w = l->why;
    struct vx_why_event *e;
    l->touched = true;
    switch (vx_report_kind(r)) {
    case VX_REPORT_CANCELLED:
        w->leaves = r->leaves;
        if (r->leaves > 0)
            add_event(l, input, VX_WHY_CUT, r);
        else
            end(l, input, VX_OWN_CANCELLED, r->code);
        break;
    case VX_REPORT_REJECTED:
        if (input->seq == w->seq) /* else: a cancel or replace of it that was refused */
            end(l, input, VX_OWN_REJECTED, r->code);
        break;
    case VX_REPORT_REPLACED:
        l->moved |= r->code != 1;
        w->leaves = r->qty;
        if ((e = add_event(l, input, VX_WHY_REPLACED, r)))
            e->kept = r->code == 1;
        break;
    default:
        l->moved = true;
        w->leaves = r->qty;
        break;
    }
}

static void note(struct life *l, const struct vx_record *input, const struct vx_report *r)
{
    const bool fill = vx_report_kind(r) == VX_REPORT_FILL;
    struct front *f;
    if (fill && (r->id == l->id || r->contra == l->id))
        note_fill(l, input, r);
    else if (!fill && r->id == l->id)
        note_own(l, input, r);
    else if (l->rests && (f = find_front(l, r->id)) && f->open > 0)
        note_front(l, input, r, f);
}

/* Who stands in front of it now; true: the list is there. */
static bool take_front(struct life *l, const struct vx_book_resting *order, uint64_t *lots)
{
    const struct vx_book *book = vx_past_book(l->past);
    const uint32_t all = vx_book_orders(book);
    struct vx_book_resting *list = malloc(all * sizeof *list);
    struct front *front = list ? malloc(all * sizeof *front) : NULL;
    size_t n = 0;
    *lots = 0;
    if (front) {
        const uint32_t count =
            vx_book_list(book, order->instrument, (enum vx_side)order->side, list, all);
        for (uint32_t i = 0; i < count && list[i].id != l->id; i++) {
            if (list[i].price_ticks != order->price_ticks)
                continue;
            front[n++] = (struct front){.id = list[i].id, .open = list[i].open_lots};
            *lots += list[i].open_lots;
        }
    }
    free(list);
    free(l->front);
    l->front = front;
    l->fronts = n;
    return front != NULL;
}

/* It came to rest, or lost its place. */
static void take_place(struct life *l, const struct vx_record *input,
                       const struct vx_book_resting *order)
{
    struct vx_why *w = l->why;
    uint64_t lots;
    if (!take_front(l, order, &lots)) {
        l->failed = true;
        return;
    }
    if (input->seq == w->seq) {
        w->rested = true;
        w->ahead_lots = lots;
        w->ahead_orders = (uint32_t)l->fronts;
        for (size_t i = 0; i < l->fronts && i < VX_WHY_AHEAD; i++)
            w->ahead[i] = l->front[i].id;
    }
    for (uint32_t i = w->events; i-- > 0 && w->event[i].seq == input->seq;) {
        if (w->event[i].what != VX_WHY_REPLACED)
            continue;
        w->event[i].ahead_lots = lots;
        w->event[i].ahead_orders = (uint32_t)l->fronts;
    }
    if (l->fronts)
        qsort(l->front, l->fronts, sizeof l->front[0], by_id);
}

/* Behind each input that had to do with it: is it still there, and where? */
static void look(struct life *l, const struct vx_record *input)
{
    struct vx_book_resting order;
    l->rests = vx_book_find(vx_past_book(l->past), l->id, &order);
    if (!l->rests && l->why->status == VX_OWN_LIVE)
        end(l, input, VX_OWN_FILLED, 0);
    if (l->rests && l->moved)
        take_place(l, input, &order);
    l->touched = l->moved = false;
}

static void see(void *ctx, const struct vx_record *input, const struct vx_report *report,
                uint32_t n)
{
    struct life *l = ctx;
    struct vx_why *w = l->why;
    if (input->seq == w->seq) {
        w->tx = input->tx;
        w->t_ns = input->now_ns;
    }
    for (uint32_t i = 0; i < n; i++)
        note(l, input, &report[i]);
    if (l->touched && n > 0 && (report[n - 1].kind & VX_REPORT_LAST))
        look(l, input);
}

static void look_at_now(struct life *l)
{
    struct vx_why *w = l->why;
    w->end_seq = w->last_seq;
    w->end_ns = vx_past_now(l->past);
    for (size_t i = 0; i < l->fronts; i++) {
        w->now_orders += l->front[i].open > 0;
        w->now_lots += l->front[i].open;
    }
}

static int live(const struct vx_story *story, struct vx_past_engine *past, struct life *l,
                char *err, size_t size)
{
    struct vx_why *w = l->why;
    int rc = vx_past_goto(past, w->seq - 1, err, size);
    w->status = VX_OWN_LIVE;
    if (rc < 0)
        return rc;
    rc = 1;
    for (uint64_t n = 1; rc == 1 && w->status == VX_OWN_LIVE && vx_past_seq(past) < w->last_seq;
         n++) {
        rc = vx_past_next(past, see, l, err, size);
        if (l->failed || !vx_story_goes_on(story, n, err, size))
            return l->failed ? VX_E_MEMORY : VX_E_INTERRUPTED;
    }
    if (rc < 0)
        return rc;
    if (w->status == VX_OWN_LIVE)
        look_at_now(l);
    return VX_OK;
}

/* The pasts of story.h are opened and closed around it. */
static int tell(const struct vx_story *story, struct vx_past_engine *past, uint64_t id,
                struct vx_why *w, char *err, size_t size)
{
    struct vx_past_bounds bounds;
    struct life l = {.why = w, .past = past, .id = id};
    int rc = vx_past_look(past, &bounds, err, size);
    if (rc < 0)
        return rc;
    w->last_seq = bounds.last_seq;
    w->life_seq = bounds.life_seq;
    if (w->seq == 0 && (rc = find_beginning(story, past, id, w, err, size)) < 0)
        return rc;
    if (w->seq == 0) {
        char gone[64] = "";
        if (bounds.first_seq > 0)
            snprintf(gone, sizeof gone, "; it begins at sequence %" PRIu64, bounds.first_seq + 1);
        snprintf(err, size, "no order of the journal had id %" PRIu64 "%s", id, gone);
        return VX_E_UNKNOWN;
    }
    if (w->seq <= bounds.first_seq) {
        snprintf(err, size,
                 "its input, sequence %" PRIu64
                 ", is older than the journal, which begins at %" PRIu64,
                 w->seq, bounds.first_seq + 1);
        return VX_E_RANGE;
    }
    rc = live(story, past, &l, err, size);
    free(l.front);
    return rc;
}

int vx_story_why(const struct vx_story *story, uint64_t id, uint64_t seq, struct vx_why *why,
                 char *err, size_t size)
{
    struct vx_past_engine *past;
    *why = (struct vx_why){.seq = seq};
    int rc = vx_story_open(story, &past, err, size);
    if (rc < 0)
        return rc;
    rc = tell(story, past, id, why, err, size);
    vx_past_close(past);
    return rc;
}
