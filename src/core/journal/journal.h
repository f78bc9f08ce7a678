/*
 * journal.h: what a journal is on the disk, and when it is valid.
 *
 * A journal is a directory of segments, journal-NUMBER.vxj with eight decimal digits, numbers
 * rising by one.  All words are in the machine's byte order; the header says which that is.
 *
 * A segment is a header page of 4096 bytes and then slots of 64 bytes to the end of the file,
 * which has its full size, zeroed, before anything is written into it.
 *
 * The header, struct vx_segment_header:
 *     0  8  "VXJOURNL"
 *     8  4  version, 1
 *    12  4  0x01020304, by which a reader knows the byte order
 *    16  8  the journal's id, the same in all its segments
 *    24  8  the segment's number, as in its name
 *    32  8  bytes of the segment
 *    40  8  made at, ns since 1970
 *    48 64  the shape of the engine whose inputs these are: VX_SHAPE_WORDS words
 *   112  8  zero
 *   120  4  zero
 *   124  4  CRC-32C of bytes 0 to 123
 * and in a sector of its own
 *   512  8  the mark: slots known to be on the disk.  It is written after a sync, and so reaches
 *           the disk itself only with a later one
 *   520  8  the same, each bit turned over; if the two do not fit, the mark is taken to be 0
 *
 * A record fills a slot, struct vx_record:
 *     0  2  bytes, 64
 *     2  1  kind, enum vx_record_kind
 *     3  1  zero
 *     4  4  the low half of the journal's id
 *     8  8  sequence: an input's own, else that of the newest input before it; from 1
 *    16  8  engine time, ns
 *    24 32  the input (struct vx_tx), or three words and zero
 *    56  4  the sum of the record before it; of the journal's first record: 0
 *    60  4  CRC-32C of bytes 0 to 59
 *
 * A record is whole if its sum, its size, its kind, its zero and its journal are right.  It is the
 * next one if it is whole, holds the sum of the record before it, and has its sequence: one more
 * for an input, else the same.  A SEAL is the last record of a full segment: there is a next one.
 *
 * Reading ends at the first slot that does not hold the next record.
 *   clean      that slot and all behind it are zero, in this segment and in later ones;
 *   corrupt    the slot was known to be on the disk: it lies before its segment's mark, or a later
 *              segment has a mark.  The journal is refused;
 *   torn       anything else: what was being written when the system or the power went.  The slot
 *              and all behind it are cut.  Whole records may lie behind it: the disk wrote later
 *              pages first; nobody was told that they are safe.
 * One thing is asked of the disk: a write that the power interrupts damages nothing in front of and
 * behind the bytes it was to change (SQLite calls this powersafe overwrite, and relies on it too).
 *
 * Segments may go, the oldest first, when no snapshot needs them any more (journal.keep).  Then the
 * journal begins at its oldest segment, and every state in it comes from a snapshot.  Who has one
 * open reads on in it, and is told at its end that the next is gone.
 *
 * A header that is not right is corrupt wherever it stands: a segment gets its name only when its
 * header is on the disk.  A number that is missing between two others is corrupt.
 */
#ifndef VX_JOURNAL_JOURNAL_H
#define VX_JOURNAL_JOURNAL_H

#include "core/base/tx.h"
#include "core/journal/crc32c.h"
#include "core/journal/io.h"

#define VX_JOURNAL_MAGIC    "VXJOURNL"
#define VX_JOURNAL_VERSION  1u
#define VX_JOURNAL_ORDER    0x01020304u
#define VX_SHAPE_WORDS      8u
#define VX_SEGMENT_HEAD     4096u /* bytes before the first slot */
#define VX_SEGMENT_MIN      65536u
#define VX_SEGMENT_MAX      1073741824u
#define VX_SEGMENT_NUMBER   99999999u /* the last one */
#define VX_SEGMENT_MARK_AT  512u
#define VX_RECORD_BYTES     64u
#define VX_JOURNAL_TEXT_MAX 256u

struct vx_segment_header {
    char magic[8];
    uint32_t version;
    uint32_t order;
    uint64_t journal;
    uint64_t number;
    uint64_t bytes;
    uint64_t made_ns;
    uint64_t shape[VX_SHAPE_WORDS];
    uint64_t zero;
    uint32_t zero2;
    uint32_t crc;
};
VX_ASSERT_SIZE(struct vx_segment_header, 128);

enum vx_record_kind {
    VX_RECORD_NONE,
    VX_RECORD_INPUT,   /* a sequenced input; what the gate refused is one too */
    VX_RECORD_CONTROL, /* a: enum vx_journal_control, b and c: its values */
    VX_RECORD_START,   /* an engine began: a: ns since 1970 at engine time 0 */
    VX_RECORD_STOP,    /* an engine ended in order */
    VX_RECORD_SEAL,    /* a: number of the segment that follows */
    VX_RECORD_KINDS
};

enum vx_journal_control {
    VX_JOURNAL_HALT,   /* b: 1 on, 0 off */
    VX_JOURNAL_RESTORE /* b: a snapshot's sequence; c: inputs that put its book back follow */
};

struct vx_record {
    uint16_t bytes;
    uint8_t kind;
    uint8_t zero;
    uint32_t journal;
    uint64_t seq;
    uint64_t now_ns;
    union {
        struct vx_tx tx;
        struct {
            uint64_t a, b, c, zero3;
        } word;
    };
    uint32_t before;
    uint32_t crc;
};
VX_ASSERT_SIZE(struct vx_record, VX_RECORD_BYTES);
VX_ASSERT_OFFSET(struct vx_record, tx, 24);
VX_ASSERT_OFFSET(struct vx_record, crc, 60);

/* The rule above: is it whole?  journal: the low half of its id. */
static inline bool vx_record_is_whole(const struct vx_record *rec, uint32_t journal,
                                      vx_crc32c_fn sum)
{
    return rec->bytes == VX_RECORD_BYTES && rec->zero == 0 && rec->kind > VX_RECORD_NONE &&
           rec->kind < VX_RECORD_KINDS && rec->journal == journal &&
           rec->crc == sum(0, rec, offsetof(struct vx_record, crc));
}
/* And, whole, does it come behind the one with this sum and sequence? */
static inline bool vx_record_is_behind(const struct vx_record *rec, uint32_t sum, uint64_t seq)
{
    return rec->before == sum && rec->seq == seq + (rec->kind == VX_RECORD_INPUT);
}

struct vx_record_head {
    uint64_t seq;
    uint64_t now_ns;
    uint32_t journal; /* the low half of its id */
    uint32_t kind;
};
/* Puts a record into its slot: body is the input, or three words and zero.  Its sum. */
typedef uint32_t (*vx_record_put_fn)(struct vx_record *to, const struct vx_record_head *head,
                                     const void *body, uint32_t before);
/* The fastest this processor has, and the one that runs on any; they put the same bytes. */
vx_record_put_fn vx_record_put_best(void);
vx_record_put_fn vx_record_put_plain(void);

/* How far a journal has been read. */
struct vx_chain {
    uint32_t journal; /* the low half of its id */
    uint32_t sum;     /* of the newest record */
    uint64_t seq;
};
/*
 * How many of n records, one behind another, go on with the chain, which is behind them then: up to
 * a SEAL, or with the one of sequence `until`.
 */
typedef uint32_t (*vx_chain_follow_fn)(struct vx_chain *chain, const struct vx_record *records,
                                       uint32_t n, uint64_t until);
/* As above. */
vx_chain_follow_fn vx_chain_follow_best(void);
vx_chain_follow_fn vx_chain_follow_plain(void);

const char *vx_record_kind_name(unsigned kind);

/* Where a journal stands: what the next record builds on. */
struct vx_journal_place {
    uint64_t journal; /* its id; 0: there is none yet */
    uint32_t segment; /* where the next record goes; 0: no segment yet */
    uint64_t slot;    /* in that segment */
    uint64_t seq;     /* of the newest input */
    uint32_t sum;     /* of the newest record */
    uint64_t bytes;   /* of a segment */
};

static inline uint64_t vx_segment_slots(uint64_t bytes)
{
    return (bytes - VX_SEGMENT_HEAD) / VX_RECORD_BYTES;
}
static inline uint64_t vx_slot_offset(uint64_t slot)
{
    return VX_SEGMENT_HEAD + slot * VX_RECORD_BYTES;
}
void vx_segment_name(char name[VX_IO_NAME_MAX], uint32_t number);
/* The number in a segment's name, 0 if it is none. */
uint32_t vx_segment_number(const char *name);
/* The mark in a header page's bytes from VX_SEGMENT_MARK_AT on. */
uint64_t vx_segment_mark(const uint64_t words[2]);

/* ---- the tail ---- */

/*
 * journal.tail is what an engine appends to: a ring in a file that is mapped, from which its
 * journal thread writes to the segments a moment later.  The file is never synced; it is there for
 * the process that is killed: what had not been written to the segments yet is still in it, as the
 * pages belong to the system.  The next start puts those records where they belong before it reads
 * anything.  After a power cut it holds nothing that anybody was told is safe.
 *
 *     0  8  "VXJTAIL" and zero
 *     8  4  version, as the journal's
 *    12  4  0x01020304
 *    16  8  id of the journal
 *    24  8  slots: a power of two, no more than a segment has
 *    32  4  zero
 *    36  4  CRC-32C of bytes 0 to 35
 *  4096     slots as in a segment
 * The record of slot S of segment N lies in slot (N * slots of a segment + S), modulo
 * the tail's slots.  It counts if it is the next one behind the end of the segments, by the rules
 * above; so what is left of older rounds of the ring never does.
 */
#define VX_TAIL_SLOTS 131072u /* at most; 8 MiB: 60 ms at 2 million a second */

struct vx_tail {
    int file; /* -1: none */
    uint64_t slots;
    unsigned char *map;
    struct vx_record *slot;
};
/* A new one for segments of this size, each page touched.  0, or a negative errno. */
int vx_tail_open(struct vx_tail *tail, const struct vx_io *io, uint64_t journal,
                 uint64_t segment_bytes);
/* An engine runs on this directory, or was killed. */
bool vx_tail_is_there(const struct vx_io *io);
void vx_tail_close(struct vx_tail *tail, const struct vx_io *io, bool remove);

/* ---- reading ---- */

enum vx_journal_end {
    VX_END_NOT,    /* there is more */
    VX_END_CLEAN,  /* nothing behind the last record */
    VX_END_TORN,   /* what is behind it is to be cut */
    VX_END_CORRUPT /* the journal is to be refused */
};

#define VX_READER_BYTES (256u * 1024u)

/* Where reading stands; the fields may be looked at. */
struct vx_reader {
    struct vx_io io;
    struct vx_journal_place at; /* behind the last record that next has given */
    uint64_t shape[VX_SHAPE_WORDS];
    uint64_t records; /* given */
    uint32_t last;    /* number of the newest segment there is */
    bool alone;       /* one file by itself */
    bool joined;      /* the first record has been seen: the chain is known */
    enum vx_journal_end end;
    char text[VX_JOURNAL_TEXT_MAX]; /* a sentence: why it is torn or corrupt */
    char name[VX_IO_NAME_MAX];      /* of the segment's file */
    uint64_t lost;                  /* torn: slots that are cut and not zero */
    /* private */
    int file; /* -1: none */
    uint64_t slots;
    uint64_t held_from; /* slots in the buffer */
    uint64_t held;
    vx_crc32c_fn sum;
    vx_chain_follow_fn follow;
    struct vx_record one;
    struct vx_record buffer[VX_READER_BYTES / VX_RECORD_BYTES];
};

/*
 * Begins at a segment: its number, or 0 for the first there is.  0; VX_E_EMPTY: there is none;
 * VX_E_VERSION, VX_E_CORRUPT, VX_E_SYSTEM with a sentence in .text.
 */
int vx_reader_open(struct vx_reader *reader, const struct vx_io *io, uint32_t segment);
/*
 * Goes on behind a place that reading has come to before, with nothing read ahead: a journal that
 * is being written has gone on since.  As open.
 */
int vx_reader_resume(struct vx_reader *reader, const struct vx_io *io,
                     const struct vx_journal_place *place);
/* One file by itself, whatever its name. */
int vx_reader_open_file(struct vx_reader *reader, const struct vx_io *io, const char *name);
/*
 * The next record, copied: 1; 0 at the end, see .end; VX_E_CORRUPT, VX_E_SYSTEM, VX_E_LAPPED (the
 * segment that comes next was removed) with a sentence in .text.  A SEAL is given too.
 */
int vx_reader_next(struct vx_reader *reader, struct vx_record *record);
/*
 * The next records, as many as lie together in what is read at a time, and none behind the one of
 * sequence `until`: how many, with *first the first of them until the reader is called again; 0 and
 * errors as above.
 */
int64_t vx_reader_run(struct vx_reader *reader, uint64_t until, const struct vx_record **first);
/*
 * A record that may be the next one behind the end: 1, and reading stands behind it; 0: it is not.
 */
int vx_reader_offer(struct vx_reader *reader, const struct vx_record *record);
void vx_reader_close(struct vx_reader *reader);
/*
 * Puts what a process that was killed left in the tail into the segments.  Only who holds the
 * directory's lock may.  How many records, or a negative errno; a crash in between changes nothing.
 */
int64_t vx_tail_merge(struct vx_reader *reader, const struct vx_io *io);
/*
 * The segment in which the records behind a sequence begin: its number, 0 if there is none that
 * early, or a negative VX_E_....
 */
int64_t vx_journal_find(const struct vx_io *io, uint64_t seq);
/*
 * Removes the oldest segments: those that a state behind `seq` does not need, beyond the newest
 * keep_bytes.  How many, or a negative VX_E_....  A power cut in between leaves a whole journal.
 */
int64_t vx_journal_prune(const struct vx_io *io, uint64_t seq, uint64_t keep_bytes);
/* Numbers of the oldest and newest segment, 0 for none; how many there are. */
int64_t vx_journal_segments(const struct vx_io *io, uint32_t *first, uint32_t *last);

#endif
