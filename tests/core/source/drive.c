#include "drive.h"

#include <stdlib.h>
#include <string.h>

#define RECORDS_MAX 64u

void drive_open(struct drive *d, uint32_t instruments)
{
    const struct vx_book_config config = {
        .orders_max = 1u << 20, .instruments = instruments, .tick_min = 1, .tick_max = 400000};
    const size_t bytes = vx_book_footprint(&config);
    *d = (struct drive){.mem = aligned_alloc(VX_BOOK_ALIGN, (bytes + VX_BOOK_ALIGN - 1) /
                                                                VX_BOOK_ALIGN * VX_BOOK_ALIGN)};
    assert_non_null(d->mem);
    assert_int_equal(vx_book_init(d->mem, bytes, &config, &d->book), 0);
}

void drive_close(struct drive *d)
{
    vx_book_fini(d->book);
    free(d->mem);
    *d = (struct drive){0};
}

static uint32_t input(struct drive *d, const struct vx_tx *tx, struct vx_report *out, uint32_t cap)
{
    const struct vx_book_order order = {
        .id = tx->id,
        .price_ticks = tx->price / DRIVE_TICK,
        .qty_lots = tx->qty,
        .owner = tx->owner,
        .instrument = tx->instrument,
        .market = tx->kind == VX_TX_MARKET,
        .side = (uint8_t)vx_tx_side(tx),
        .tif = (uint8_t)vx_tx_tif(tx),
        .source = (uint8_t)vx_tx_source(tx),
    };
    if (tx->kind == VX_TX_CANCEL)
        return vx_book_cancel(d->book, tx->id, tx->qty, out, cap);
    if (tx->kind == VX_TX_REPLACE)
        return vx_book_replace(d->book, tx->id, tx->price / DRIVE_TICK, tx->qty, out, cap);
    assert_true(tx->kind == VX_TX_LIMIT || tx->kind == VX_TX_MARKET);
    return vx_book_submit(d->book, &order, out, cap);
}

void drive_tx(struct drive *d, const struct vx_tx *tx, uint32_t cap, drive_see see, void *ctx)
{
    struct vx_report out[RECORDS_MAX];
    uint32_t n = input(d, tx, out, cap < RECORDS_MAX ? cap : RECORDS_MAX);
    for (;;) {
        for (uint32_t i = 0; i < n; i++) {
            if (vx_report_kind(&out[i]) == VX_REPORT_REJECTED)
                d->rejected[out[i].code]++;
            d->fills += vx_report_kind(&out[i]) == VX_REPORT_FILL;
            if (see)
                see(ctx, &out[i]);
        }
        if (!vx_book_busy(d->book))
            return;
        n = vx_book_resume(d->book, out, cap < RECORDS_MAX ? cap : RECORDS_MAX);
    }
}
