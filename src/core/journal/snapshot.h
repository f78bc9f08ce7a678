/*
 * snapshot.h: a state at a sequence, in a file of its own: snapshot-SEQUENCE.vxs, twenty decimal
 * digits.  What the state is, its writer says; here it is bytes.
 *
 * The file, in the machine's byte order:
 *     0  8  "VXSNAPSH"
 *     8  4  version, 1
 *    12  4  0x01020304
 *    16  8  id of the journal
 *    24  8  sequence: the state is that behind this input
 *    32  8  bytes of the state
 *    40  8  made at, ns since 1970
 *    48 64  the engine's shape, as in the journal
 *   112  8  the state hash
 *   120  4  CRC-32C of the state
 *   124  4  CRC-32C of bytes 0 to 123
 *   128     the state
 * It is written under another name, synced, renamed, and its directory synced: a file of this name
 * is whole, or was damaged later.  One that is not whole is not used.
 */
#ifndef VX_JOURNAL_SNAPSHOT_H
#define VX_JOURNAL_SNAPSHOT_H

#include "core/journal/journal.h"

#define VX_SNAPSHOT_MAGIC   "VXSNAPSH"
#define VX_SNAPSHOT_VERSION 1u
#define VX_SNAPSHOT_HEAD    128u
#define VX_SNAPSHOT_BUFFER  (256u * 1024u)
#define VX_SNAPSHOTS_MAX    256u /* that a list holds: the newest */

struct vx_snapshot_header {
    char magic[8];
    uint32_t version;
    uint32_t order;
    uint64_t journal;
    uint64_t seq;
    uint64_t bytes;
    uint64_t made_ns;
    uint64_t shape[VX_SHAPE_WORDS];
    uint64_t hash;
    uint32_t state_crc;
    uint32_t crc;
};
VX_ASSERT_SIZE(struct vx_snapshot_header, VX_SNAPSHOT_HEAD);

struct vx_snapshot {
    struct vx_io io;
    struct vx_snapshot_header header;
    int file;      /* -1: none */
    int error;     /* the first that happened, a negative VX_E_...; later calls do nothing */
    uint64_t done; /* bytes of the state put or taken */
    uint64_t held;
    uint64_t used; /* reading: of what is held */
    uint32_t crc;
    char name[VX_IO_NAME_MAX];
    char text[VX_JOURNAL_TEXT_MAX];
    unsigned char buffer[VX_SNAPSHOT_BUFFER];
};

void vx_snapshot_name(char name[VX_IO_NAME_MAX], uint64_t seq);
/* Whether it is a snapshot's name, and of which sequence. */
bool vx_snapshot_seq(const char *name, uint64_t *seq);

/* Writing: .journal, .seq, .made_ns, .shape, .hash of the header are the caller's. */
int vx_snapshot_create(struct vx_snapshot *snapshot, const struct vx_io *io,
                       const struct vx_snapshot_header *header);
void vx_snapshot_put(struct vx_snapshot *snapshot, const void *bytes, size_t n);
/* 0 when it stands under its name; else VX_E_FULL, VX_E_SYSTEM with a sentence, and nothing does.
 */
int vx_snapshot_finish(struct vx_snapshot *snapshot);

/*
 * Reading.  All of the file is read and summed up before the first byte is given.  0;
 * VX_E_CORRUPT, VX_E_VERSION, VX_E_SYSTEM with a sentence.
 */
int vx_snapshot_open(struct vx_snapshot *snapshot, const struct vx_io *io, const char *name);
/* False, and .error is set, if there are not so many. */
bool vx_snapshot_take(struct vx_snapshot *snapshot, void *bytes, size_t n);
void vx_snapshot_close(struct vx_snapshot *snapshot);

struct vx_snapshot_list {
    uint32_t count;
    uint64_t seq[VX_SNAPSHOTS_MAX]; /* newest first */
};
/* 0 or VX_E_SYSTEM. */
int vx_snapshot_find(const struct vx_io *io, struct vx_snapshot_list *list);
/* Removes all but the newest `keep`. */
void vx_snapshot_prune(const struct vx_io *io, uint32_t keep);

#endif
