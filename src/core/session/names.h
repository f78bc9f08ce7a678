/*
 * names.h: what the operator called his orders, in a file beside the journal: names.vxn.
 *
 * The journal stays the truth.  A name counts after a restart only if it is the newest of that
 * name, and its order (id and sequence) rests in the book that the journal gives; all others go
 * from the file before the first input goes in, so that none is ever taken for a later order's.
 * What is damaged is no name.  A kill loses none that was said to be given; a power cut may, unless
 * each is synced, as with journal.sync batch.
 *
 * The file, in the machine's byte order, is slots of 64 bytes; the first is the header:
 *     0  8  "VXNAMES" and zero
 *     8  4  version, 1
 *    12  4  0x01020304
 *    16  8  id of the journal
 *    24 36  zero
 *    60  4  CRC-32C of bytes 0 to 59
 * a name
 *     0 32  the name and zeros
 *    32  8  id of the order
 *    40  8  sequence of the input that made it
 *    48 12  zero
 *    60  4  CRC-32C of bytes 0 to 59
 * and behind the last name there is nothing.  VX_NAMES_MAX of them: when it is full, those go that
 * a restart would not take.
 *
 * Threads: the session's.  Cold.
 */
#ifndef VX_SESSION_NAMES_H
#define VX_SESSION_NAMES_H

#include "core/journal/journal.h"
#include "core/telemetry/session.h"

#define VX_NAMES_FILE    "names.vxn"
#define VX_NAMES_VERSION 1u
#define VX_NAMES_MAX     (4u * VX_OWN_MAX)

struct vx_name_slot {
    char name[VX_ORDER_NAME_MAX];
    uint64_t id;
    uint64_t seq;
    uint32_t zero[3];
    uint32_t crc;
};
VX_ASSERT_SIZE(struct vx_name_slot, 64);

struct vx_names {
    struct vx_io io;
    const struct vx_panel *panel;
    uint64_t journal;
    bool sync;
    int file;       /* -1: none yet */
    uint32_t used;  /* in .slot, as in the file */
    uint32_t found; /* of them, by open */
    struct vx_name_slot slot[VX_NAMES_MAX];
};

/*
 * Behind a recovery: the panel has the orders that rest.  0; or a negative errno: the file cannot
 * be brought up to date, and there are no names from it.
 */
int vx_names_open(struct vx_names *names, const struct vx_io *io, uint64_t journal,
                  const struct vx_panel *panel, bool sync);
/*
 * Reads the file alone, for a journal that is looked at: names of orders that are gone too.
 * 0 or a negative errno.
 */
int vx_names_look(struct vx_names *names, const struct vx_io *io, uint64_t journal);
/* Accepts a zeroed one. */
void vx_names_close(struct vx_names *names);
/* An order has a name from now on.  0 or a negative errno: it has it until the engine ends. */
int vx_names_put(struct vx_names *names, const struct vx_order_name *name);
/* The i-th that open found: 0; VX_E_EMPTY: there are no more. */
int vx_names_found(const struct vx_names *names, uint32_t i, struct vx_order_name *name);

#endif
