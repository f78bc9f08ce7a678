#include "core/source/feed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/err.h"
#include "core/base/num.h"
#include "core/source/feed_plan.h"
#include "core/source/feed_streams.h"

/* What the check has seen of the step it is at. */
struct checker {
    uint32_t step;
    uint32_t row; /* the next one to compare */
    uint32_t met; /* fills of the step */
    bool differs; /* one of them was not the recorded one */
    char row_text[sizeof((struct vx_feed_result *)0)->difference]; /* the first difference */
    char met_text[sizeof((struct vx_feed_result *)0)->difference]; /* of an aggressor's */
};

struct vx_feed {
    struct vx_lobster recorded;
    struct vx_feed_plan plan;
    int32_t tick;
    uint32_t speed;
    uint16_t instrument;
    bool verify;
    /* ingress */
    VX_ALIGNED(VX_LINE) uint64_t start_ns;
    uint32_t next;
    uint32_t sent;
    /* book */
    VX_ALIGNED(VX_LINE) struct checker check;
    _Atomic uint32_t done;
};

/* ---- open and close ---- */

static int set_up(struct vx_feed **feed, struct vx_lobster *recorded,
                  const struct vx_feed_request *request, int32_t tick)
{
    struct vx_feed *f = aligned_alloc(VX_LINE, sizeof *f);
    if (!f)
        return VX_E_MEMORY;
    *f = (struct vx_feed){.tick = tick,
                          .speed = request->speed,
                          .instrument = request->instrument,
                          .verify = request->verify};
    const int rc = vx_feed_plan_make(&f->plan, recorded, request->instrument);
    if (rc < 0) {
        free(f);
        return rc;
    }
    f->recorded = *recorded;
    atomic_init(&f->done, f->plan.steps == 0);
    *feed = f;
    return 0;
}

static int open_parsed(struct vx_feed **feed, struct vx_lobster *recorded,
                       const struct vx_feed_request *request, int32_t tick, struct vx_feed_say *say)
{
    const int rc = set_up(feed, recorded, request, tick);
    if (rc < 0) {
        snprintf(say->err, say->err_size, "%s: no memory for %" PRIu32 " messages",
                 request->messages, recorded->rows);
        vx_lobster_free(recorded);
    }
    return rc;
}

static int check_request(const struct vx_feed_request *request, bool book, struct vx_feed_say *say)
{
    if (!request->verify || book)
        return 0;
    snprintf(say->err, say->err_size,
             "%s: verify compares with an order-book file, and none is "
             "named; book=FILE names one",
             request->messages);
    return VX_E_INVALID;
}

int vx_feed_open(struct vx_feed **feed, const struct vx_feed_request *request, int32_t tick,
                 char *err, size_t err_size)
{
    struct vx_feed_say say = {err, err_size};
    struct vx_lobster recorded;
    int rc = check_request(request, request->book != NULL, &say);
    if (rc >= 0)
        rc = vx_lobster_read(&recorded, (const char *const[]){request->messages, request->book},
                             tick, err, err_size);
    return rc < 0 ? rc : open_parsed(feed, &recorded, request, tick, &say);
}

int vx_feed_open_streams(struct vx_feed **feed, const struct vx_feed_request *request,
                         FILE *const files[static 2], int32_t tick, struct vx_feed_say *say)
{
    const struct vx_lobster_stream stream[VX_LOBSTER_FILES] = {
        [VX_LOBSTER_MESSAGES] = {files[0], request->messages},
        [VX_LOBSTER_BOOK] = {files[1], request->book},
    };
    struct vx_lobster recorded;
    int rc = check_request(request, files[1] != NULL, say);
    if (rc >= 0)
        rc = vx_lobster_parse(&recorded, stream, tick, say->err, say->err_size);
    return rc < 0 ? rc : open_parsed(feed, &recorded, request, tick, say);
}

void vx_feed_close(struct vx_feed *f)
{
    if (!f)
        return;
    vx_feed_plan_free(&f->plan);
    vx_lobster_free(&f->recorded);
    free(f);
}

uint64_t vx_feed_rows(const struct vx_feed *f)
{
    return f->recorded.rows;
}

bool vx_feed_verifies(const struct vx_feed *f)
{
    return f->verify;
}

/* ---- ingress ---- */

void vx_feed_start(struct vx_feed *f, uint64_t start_ns)
{
    f->start_ns = start_ns;
}

uint64_t vx_feed_due(const struct vx_feed *f)
{
    if (f->next == f->plan.steps)
        return VX_NEVER;
    return f->start_ns + (f->speed ? f->plan.step[f->next].tx.due_ns / f->speed : 0);
}

void vx_feed_next(struct vx_feed *f, uint64_t now_ns, struct vx_tx *tx)
{
    (void)now_ns; /* late or not, a recorded input is due when it was due */
    assert(f->next < f->plan.steps);
    const uint64_t due = vx_feed_due(f);
    const struct vx_feed_step *step = &f->plan.step[f->next++];
    *tx = step->tx;
    tx->due_ns = due;
    f->sent = step->rows_end;
}

uint64_t vx_feed_sent(const struct vx_feed *f)
{
    return f->sent;
}

/* ---- book ---- */

/* A level as text: "none", or "1,200 @ 100.25". */
static const char *level_text(char out[static 64], int32_t price, uint64_t lots)
{
    char size[32];
    char at[24];
    if (price == 0)
        return "none";
    vx_num_format_grouped(size, sizeof size, lots);
    vx_num_format_price(at, sizeof at, price);
    snprintf(out, 64, "%s @ %s", size, at);
    return out;
}

/* The book's side as the file would show it; NULL: the book before anything was sent. */
static void shown_levels(const struct vx_feed *f, const struct vx_book *book, unsigned side,
                         struct vx_book_level *level)
{
    const uint32_t levels = f->recorded.levels;
    uint32_t n = 0;
    if (book)
        n = vx_book_depth(book, f->instrument, (enum vx_side)side, level, levels);
    for (; n < levels; n++)
        level[n] = (struct vx_book_level){0};
}

static void say_difference(struct vx_feed *f, uint32_t row, uint32_t l,
                           const struct vx_book_level (*book)[VX_LOBSTER_LEVELS_MAX])
{
    const struct vx_lobster_level *bid = &vx_lobster_row(&f->recorded, row, VX_BID)[l];
    const struct vx_lobster_level *ask = &vx_lobster_row(&f->recorded, row, VX_ASK)[l];
    char text[4][64];
    snprintf(f->check.row_text, sizeof f->check.row_text,
             "row %" PRIu32 ", level %" PRIu32
             ": the book has bid %s and ask %s, the file has bid %s and ask %s",
             row + 1, l + 1,
             level_text(text[0], book[VX_BID][l].price_ticks * f->tick, book[VX_BID][l].lots),
             level_text(text[1], book[VX_ASK][l].price_ticks * f->tick, book[VX_ASK][l].lots),
             level_text(text[2], bid->price, bid->size),
             level_text(text[3], ask->price, ask->size));
}

static bool row_equals(struct vx_feed *f, uint32_t row, const struct vx_book *book)
{
    struct vx_book_level level[2][VX_LOBSTER_LEVELS_MAX];
    const struct vx_lobster_level *file[2];
    for (unsigned side = 0; side < 2; side++) {
        shown_levels(f, book, side, level[side]);
        file[side] = vx_lobster_row(&f->recorded, row, side);
    }
    for (uint32_t l = 0; l < f->recorded.levels; l++) {
        for (unsigned side = 0; side < 2; side++) {
            if (level[side][l].price_ticks * f->tick == file[side][l].price &&
                level[side][l].lots == file[side][l].size)
                continue;
            if (!f->check.row_text[0])
                say_difference(f, row, l,
                               (const struct vx_book_level(*)[VX_LOBSTER_LEVELS_MAX])level);
            return false;
        }
    }
    return true;
}

/* The rows up to `end` are the book's as it stands. */
static void compare_rows(struct vx_feed *f, uint32_t end, const struct vx_book *book,
                         struct vx_feed_block *block)
{
    if (!f->verify)
        return;
    for (; f->check.row < end; f->check.row++) {
        vx_add(&block->rows_compared, 1);
        if (row_equals(f, f->check.row, book))
            vx_add(&block->rows_equal, 1);
        else if (!vx_get(&block->first_difference))
            vx_put(&block->first_difference, f->check.row + 1);
    }
}

static void say_met(struct vx_feed *f, const struct vx_feed_fill *recorded, uint64_t id,
                    uint32_t qty)
{
    struct checker *c = &f->check;
    c->differs = true;
    if (c->met_text[0])
        return;
    snprintf(c->met_text, sizeof c->met_text,
             "row %" PRIu32 ": the aggressor met %" PRIu32 " of order %" PRIu64
             ", the file has %" PRIu32 " of order %" PRIu64,
             recorded->rows_end, qty, id, recorded->qty, recorded->id);
}

static void note_fill(struct vx_feed *f, const struct vx_feed_step *step,
                      const struct vx_report *report)
{
    struct checker *c = &f->check;
    if (c->met >= step->fills) {
        c->differs |= step->fills != 0;
        return;
    }
    const struct vx_feed_fill *recorded = &f->plan.fill[step->fill + c->met++];
    if (report->id != recorded->id || report->qty != recorded->qty)
        say_met(f, recorded, report->id, report->qty);
}

/* The last record of a step is out. */
static void end_step(struct vx_feed *f, const struct vx_feed_step *step,
                     struct vx_feed_block *block)
{
    struct checker *c = &f->check;
    if (step->fills) {
        if (c->met < step->fills)
            say_met(f, &f->plan.fill[step->fill + c->met], 0, 0);
        vx_add(&block->aggressors, 1);
        vx_add(&block->aggressors_exact, !c->differs);
    }
    c->met = 0;
    c->differs = false;
    if (++c->step == f->plan.steps)
        /* F1: pairs with F2 in vx_feed_result; what the check wrote stands */
        atomic_store_explicit(&f->done, 1, memory_order_release);
}

void vx_feed_check(struct vx_feed *f, const struct vx_report *report, const struct vx_book *book,
                   struct vx_panel *panel)
{
    struct checker *c = &f->check;
    if (c->step == f->plan.steps)
        return;
    const struct vx_feed_step *step = &f->plan.step[c->step];
    if (c->row < f->plan.leading)
        compare_rows(f, f->plan.leading, NULL, &panel->feed);
    if (vx_report_kind(report) == VX_REPORT_FILL) {
        note_fill(f, step, report);
        if (c->met && step->fills)
            compare_rows(f, f->plan.fill[step->fill + c->met - 1].rows_end, book, &panel->feed);
    }
    if (report->kind & VX_REPORT_LAST) {
        compare_rows(f, step->rows_end, book, &panel->feed);
        end_step(f, step, &panel->feed);
    }
}

void vx_feed_result(const struct vx_feed *f, struct vx_feed_result *result)
{
    *result = (struct vx_feed_result){0};
    /* F2: pairs with F1 in end_step */
    result->done = atomic_load_explicit(&f->done, memory_order_acquire) != 0;
    if (!result->done)
        return;
    const char *text = f->check.row_text[0] ? f->check.row_text : f->check.met_text;
    snprintf(result->difference, sizeof result->difference, "%s", text);
}
