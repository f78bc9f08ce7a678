/*
 * fuzz_feed.c: any bytes as a recorded session: a message file, and behind a line "---" an
 * order-book file.  Either a sentence says what is wrong, or the session is played into a book to
 * its end and the books agree with themselves.
 */
#define _GNU_SOURCE 1 /* memmem */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/source/feed_streams.h"

#define TICK      100
#define ORDERS    4096u
#define TICKS     20000
#define SEPARATOR "---\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* The memory stays; the book in it is made anew each time. */
static struct vx_book *fresh_book(void)
{
    static const struct vx_book_config config = {
        .orders_max = ORDERS, .instruments = 1, .tick_min = 1, .tick_max = TICKS};
    static void *mem;
    struct vx_book *book = NULL;
    const size_t bytes = vx_book_footprint(&config);
    if (!mem)
        mem = aligned_alloc(VX_BOOK_ALIGN,
                            (bytes + VX_BOOK_ALIGN - 1) / VX_BOOK_ALIGN * VX_BOOK_ALIGN);
    must(mem && vx_book_init(mem, bytes, &config, &book) == 0);
    return book;
}

static uint32_t input(struct vx_book *book, const struct vx_tx *tx, struct vx_report *out)
{
    const struct vx_book_order order = {.id = tx->id,
                                        .price_ticks = tx->price / TICK,
                                        .qty_lots = tx->qty,
                                        .side = (uint8_t)vx_tx_side(tx),
                                        .tif = (uint8_t)vx_tx_tif(tx)};
    must(tx->id != 0 && tx->price % TICK == 0);
    if (tx->kind == VX_TX_CANCEL)
        return vx_book_cancel(book, tx->id, tx->qty, out, 1);
    must(tx->kind == VX_TX_LIMIT && tx->qty != 0);
    return vx_book_submit(book, &order, out, 1);
}

static void play(struct vx_feed *feed)
{
    static struct vx_panel panel;
    struct vx_book *book = fresh_book();
    struct vx_feed_block *block = &panel.feed;
    memset(block, 0, sizeof *block);
    vx_feed_start(feed, 0);
    for (uint64_t due, last = 0; (due = vx_feed_due(feed)) != VX_NEVER; last = due) {
        struct vx_tx tx;
        struct vx_report report;
        must(due >= last);
        vx_feed_next(feed, 0, &tx);
        must(input(book, &tx, &report) == 1);
        vx_feed_check(feed, &report, book, &panel);
        while (vx_book_busy(book)) {
            must(vx_book_resume(book, &report, 1) == 1);
            vx_feed_check(feed, &report, book, &panel);
        }
    }
    struct vx_feed_result result;
    vx_feed_result(feed, &result);
    must(result.done && vx_book_check(book) == 0);
    must(vx_get(&block->rows_equal) <= vx_get(&block->rows_compared));
    must(vx_get(&block->aggressors_exact) <= vx_get(&block->aggressors));
    must((vx_get(&block->first_difference) == 0) ==
         (vx_get(&block->rows_equal) == vx_get(&block->rows_compared)));
    /* nothing sent: nothing was there to compare with */
    must(!vx_feed_verifies(feed) || vx_get(&block->rows_compared) == vx_feed_rows(feed) ||
         vx_get(&block->rows_compared) == 0);
    vx_book_fini(book);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *book = memmem(data, size, SEPARATOR, strlen(SEPARATOR));
    const size_t head = book ? (size_t)(book - data) : size;
    const size_t tail = book ? size - head - strlen(SEPARATOR) : 0;
    char err[300] = "";
    struct vx_feed_say say = {err, sizeof err};
    struct vx_feed *feed;
    if (head == 0 || (book && tail == 0))
        return 0; /* fmemopen has no empty files */
    FILE *m = fmemopen((void *)(uintptr_t)data, head, "r");
    FILE *b = book ? fmemopen((void *)(uintptr_t)(book + strlen(SEPARATOR)), tail, "r") : NULL;
    must(m && (!book || b));
    const struct vx_feed_request request = {
        .messages = "m", .book = "b", .verify = b != NULL, .speed = (uint32_t)(size % 3)};
    const int rc = vx_feed_open_streams(&feed, &request, (FILE *const[]){m, b}, TICK, &say);
    must((rc < 0) == (err[0] != '\0') && !strchr(err, '\n'));
    if (rc >= 0) {
        play(feed);
        vx_feed_close(feed);
    }
    fclose(m);
    if (b)
        fclose(b);
    return 0;
}
