/*
 * drive.h: a book alone, fed transactions as the book stage would feed it, record by record.
 */
#ifndef VX_TESTS_PIPELINE_DRIVE_H
#define VX_TESTS_PIPELINE_DRIVE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/book/veloxbook.h"

#define DRIVE_TICK 100 /* 1/10,000 */

struct drive {
    struct vx_book *book;
    void *mem;
    uint64_t rejected[VX_REJECT_CODES];
    uint64_t fills;
};

typedef void (*drive_see)(void *ctx, const struct vx_report *report);

/* Prices up to 4,000.00; a million orders. */
void drive_open(struct drive *d, uint32_t instruments);
void drive_close(struct drive *d);
/* One input, at most cap records at a time, each of them shown to see (may be NULL). */
void drive_tx(struct drive *d, const struct vx_tx *tx, uint32_t cap, drive_see see, void *ctx);

#endif
