/*
 * kit.h: journals made of numbered inputs, so that every record's content follows from its
 * sequence.
 */
#ifndef VX_TESTS_JOURNAL_KIT_H
#define VX_TESTS_JOURNAL_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/base/err.h"
#include "core/journal/tail_view.h"
#include "core/journal/writer.h"
#include "simdisk.h"

#define KIT_ID 0x1122334455667788u

struct vx_writer_config kit_config(const struct vx_io *io);
/* The record of input `seq`. */
struct vx_record kit_record(uint64_t seq);
bool kit_is_record(const struct vx_record *rec);
/* Appends one input; there must be room. */
void kit_append(struct vx_writer *w);
/* A journal with inputs 1..n, closed in order. */
void kit_make(const struct vx_io *io, uint64_t n);

/* What reading a whole journal found; fails if an input is not what its sequence says. */
struct kit_read {
    int rc; /* of the last call */
    enum vx_journal_end end;
    struct vx_journal_place at;
    uint64_t inputs;
    uint64_t merged; /* out of the tail, as a start does it first */
    uint64_t lost;
    char text[VX_JOURNAL_TEXT_MAX];
};
struct kit_read kit_read(const struct vx_io *io);
/* The same for who only reads: nothing is put into the segments. */
struct kit_read kit_view(const struct vx_io *io);

#endif
