/*
 * history.h: what the journal does not hold, ten times a second: counters of the stages, gauges of
 * the rings, flushes, latencies; so that a look at the past can show them.
 *
 * Beside the journal lie files history-NUMBER.vxh, eight decimal digits, numbers rising by one; the
 * oldest go when there are too many.  Nothing depends on them: they are not synced, a file that is
 * torn or damaged is read up to there, and one that another build wrote is not read.
 *
 * A file is a header (struct vx_history_header) and frames.  A frame is a struct vx_history_frame
 * and its changes: for each word that is no longer what it was in the frame before (in a file's
 * first frame: 0) how many words further it lies, and by how much it grew, zigzag; both as LEB128.
 * The words are those of the panel's blocks in the order of vx_history_words.
 *
 * Threads: a writer belongs to one thread, a reader to one; they share nothing but the files.
 */
#ifndef VX_PAST_HISTORY_H
#define VX_PAST_HISTORY_H

#include "core/journal/journal.h"
#include "core/telemetry/metric.h"
#include "core/telemetry/travel.h"

#define VX_HISTORY_EVERY_NS   100000000u /* engine time between two frames */
#define VX_HISTORY_FILE_BYTES 1048576u   /* a file that is as large gets no further frame */
#define VX_HISTORY_FILES_MAX  4096u
#define VX_HISTORY_MAGIC      "VXHISTRY"
#define VX_HISTORY_FRAME      0x46485856u /* "VXHF" */

struct vx_history_header {
    char magic[8];
    uint32_t version; /* 1 */
    uint32_t order;   /* as the journal's */
    uint64_t journal; /* its id */
    uint64_t layout;  /* of the panel */
    uint64_t life;    /* ns since 1970 at the engine's time 0 */
    uint64_t zero[2];
    uint32_t zero2;
    uint32_t crc; /* CRC-32C of the bytes before */
};
VX_ASSERT_SIZE(struct vx_history_header, 64);

struct vx_history_frame {
    uint32_t magic;
    uint32_t bytes; /* of changes */
    uint64_t seq;   /* inputs answered */
    uint64_t t_ns;
    uint32_t zero;
    uint32_t crc; /* CRC-32C of the bytes before, and of the changes */
};
VX_ASSERT_SIZE(struct vx_history_frame, 32);

#define VX_HISTORY_WORDS                                                                    \
    ((VX_STAGES * sizeof(struct vx_stage_block) + VX_RINGS * sizeof(struct vx_ring_block) + \
      sizeof(struct vx_ingress_block) + sizeof(struct vx_book_block) +                      \
      sizeof(struct vx_bundle_block) + sizeof(struct vx_output_block) +                     \
      sizeof(struct vx_feed_block) + sizeof(struct vx_journal_block) +                      \
      VX_LATENCIES * sizeof(struct vx_hist)) /                                              \
     8)
#define VX_HISTORY_CHANGES_MAX (VX_HISTORY_WORDS * 12u) /* bytes of one frame's changes */

/* ---- writing ---- */

struct vx_history_writer {
    struct vx_io io;
    uint64_t journal;
    uint64_t life;
    uint64_t limit; /* bytes of all files together; 0: none are written */
    int file;       /* -1: none */
    uint32_t first, number;
    uint64_t at;     /* bytes of the file in hand */
    uint64_t due_ns; /* engine time of the next frame */
    uint64_t was[VX_HISTORY_WORDS];
    unsigned char out[sizeof(struct vx_history_frame) + VX_HISTORY_CHANGES_MAX];
};

void vx_history_begin(struct vx_history_writer *writer, const struct vx_io *io, uint64_t journal,
                      uint64_t life, uint64_t limit);
/* Writes a frame if it is time for one (`now`: in any case).  What cannot be written is left out.
 */
void vx_history_note(struct vx_history_writer *writer, const struct vx_panel *panel, bool now);
void vx_history_end(struct vx_history_writer *writer);

/* ---- reading ---- */

/* Where reading stands: behind a frame. */
struct vx_history_cursor {
    uint32_t number; /* of the file; 0: nowhere */
    uint64_t life;
    uint64_t seq, t_ns; /* of the frame */
    uint64_t next_seq;  /* of the one behind it; VX_NEVER: there is none yet */
    uint64_t at, held;
    uint64_t word[VX_HISTORY_WORDS];
    unsigned char
        bytes[VX_HISTORY_FILE_BYTES + sizeof(struct vx_history_frame) + VX_HISTORY_CHANGES_MAX];
};

struct vx_history_place {
    uint32_t number;
    uint64_t life;
    uint64_t seq, t_ns; /* of its first frame */
};

struct vx_history {
    struct vx_io io;
    uint64_t journal;
    uint32_t places;
    struct vx_history_place place[VX_HISTORY_FILES_MAX]; /* oldest first */
    struct vx_history_cursor cursor;
    struct vx_history_cursor before; /* a second earlier */
    bool has_before;
    struct vx_history_cursor line; /* walks all of the newest engine's frames, for samples */
    uint32_t samples;
    struct vx_history_sample {
        uint64_t t_ns, lots, own;
    } sample[65536];
};

void vx_history_open(struct vx_history *history, const struct vx_io *io, uint64_t journal);
/*
 * To the newest frame at or before a moment, and a second before that.  True if there is one, of no
 * more than two seconds before.
 */
bool vx_history_goto(struct vx_history *history, uint64_t seq, uint64_t t_ns);
/* Puts what the journal does not hold into a panel. */
void vx_history_put(const struct vx_history *history, struct vx_panel *panel);
/*
 * What a panel into which the moment was put held a second before; false: not known.  Its growth
 * since then is that from one frame to the other.
 */
bool vx_history_before(const struct vx_history *history, const struct vx_panel *panel,
                       struct vx_view *view);
/* Trades and own inputs of the newest engine in n cells; reads some files further each time. */
void vx_history_cells(struct vx_history *history, uint64_t from_ns, uint64_t to_ns,
                      struct vx_travel_cell *cell, uint32_t n);

#endif
