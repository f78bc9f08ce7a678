/*
 * feed_lobster.h: reads LOBSTER message and order-book files (format: feed.h) into memory, all of
 * it checked.  Every error is one sentence: FILE:LINE:COLUMN: what is wrong, and what would be
 * right.  A pipe, a device or a directory is refused without waiting for it.
 *
 * Threads: one caller.  Heap.  Cold.
 */
#ifndef VX_SOURCE_FEED_LOBSTER_H
#define VX_SOURCE_FEED_LOBSTER_H

#include <stdio.h>

#include "core/base/tx.h"

#define VX_LOBSTER_BYTES_MAX  ((uint64_t)1 << 30) /* of a file */
#define VX_LOBSTER_ROWS_MAX   ((uint32_t)1 << 22)
#define VX_LOBSTER_LEVELS_MAX 50u /* 200 columns */
#define VX_LOBSTER_LINE_MAX   6000u
#define VX_LOBSTER_DAY_S      86400u

enum vx_lobster_type {
    VX_LOBSTER_ADD = 1,
    VX_LOBSTER_REDUCE,  /* partial cancel: size lots of it */
    VX_LOBSTER_DELETE,  /* what was left of it: size lots */
    VX_LOBSTER_EXECUTE, /* a visible order */
    VX_LOBSTER_HIDDEN,  /* a hidden order was executed: nothing visible changes */
    VX_LOBSTER_CROSS,   /* nor by an auction's trade */
    VX_LOBSTER_HALT     /* nor by a halt */
};

/* Of the types from HIDDEN on only type and time are kept. */
struct vx_lobster_message {
    uint64_t t_ns; /* after midnight */
    uint64_t id;   /* 1..VX_ID_FEED-1 */
    uint32_t size;
    int32_t price; /* 1/10,000, a multiple of the tick */
    uint8_t type;  /* enum vx_lobster_type */
    uint8_t side;  /* of the order in the book: enum vx_side */
};

struct vx_lobster_level {
    int32_t price; /* 0: there is none */
    uint32_t size;
};

struct vx_lobster {
    struct vx_lobster_message *messages;
    uint32_t rows;
    uint32_t levels;                /* a side; 0: no order-book file */
    struct vx_lobster_level *level; /* rows * 2 * levels: of a row bids, then asks, best first */
};

static inline const struct vx_lobster_level *vx_lobster_row(const struct vx_lobster *l,
                                                            uint32_t row, unsigned side)
{
    return &l->level[((size_t)row * 2 + side) * l->levels];
}

/* Which of the two files. */
enum { VX_LOBSTER_MESSAGES, VX_LOBSTER_BOOK, VX_LOBSTER_FILES };

/* The order-book path may be NULL.  0 or a negative VX_E_...; then nothing needs to be freed. */
int vx_lobster_read(struct vx_lobster *l, const char *const path[static VX_LOBSTER_FILES],
                    int32_t tick, char *err, size_t err_size);

struct vx_lobster_stream {
    FILE *file; /* NULL: there is no order-book file */
    const char *name;
};
/* The same from open streams, named in errors.  They stay open. */
int vx_lobster_parse(struct vx_lobster *l,
                     const struct vx_lobster_stream stream[static VX_LOBSTER_FILES], int32_t tick,
                     char *err, size_t err_size);
void vx_lobster_free(struct vx_lobster *l);

#endif
