#include "core/journal/snapshot.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"

#define TMP_NAME    "snapshot.tmp"
#define NAME_BEGIN  "snapshot-"
#define NAME_END    ".vxs"
#define NAME_DIGITS 20u

void vx_snapshot_name(char name[VX_IO_NAME_MAX], uint64_t seq)
{
    snprintf(name, VX_IO_NAME_MAX, NAME_BEGIN "%0*" PRIu64 NAME_END, (int)NAME_DIGITS, seq);
}

bool vx_snapshot_seq(const char *name, uint64_t *seq)
{
    const size_t begin = sizeof NAME_BEGIN - 1;
    if (strncmp(name, NAME_BEGIN, begin) != 0 ||
        strspn(name + begin, "0123456789") != NAME_DIGITS ||
        strcmp(name + begin + NAME_DIGITS, NAME_END) != 0)
        return false;
    *seq = strtoull(name + begin, NULL, 10);
    return true;
}

static int complain(struct vx_snapshot *s, int err, const char *why)
{
    if (s->error == VX_OK) {
        s->error = err;
        snprintf(s->text, sizeof s->text, "%s: %s", s->name, why);
    }
    return s->error;
}

static int complain_io(struct vx_snapshot *s, int64_t rc)
{
    const bool full = rc == -ENOSPC || rc == -EDQUOT || rc == -EFBIG;
    return complain(s, full ? VX_E_FULL : VX_E_SYSTEM, strerror((int)-rc));
}

static void begin(struct vx_snapshot *s, const struct vx_io *io)
{
    memset(s, 0, offsetof(struct vx_snapshot, buffer));
    s->io = *io;
    s->file = -1;
}

/* ---- writing ---- */

int vx_snapshot_create(struct vx_snapshot *s, const struct vx_io *io,
                       const struct vx_snapshot_header *header)
{
    begin(s, io);
    s->header = *header;
    memcpy(s->header.magic, VX_SNAPSHOT_MAGIC, sizeof s->header.magic);
    s->header.version = VX_SNAPSHOT_VERSION;
    s->header.order = VX_JOURNAL_ORDER;
    vx_snapshot_name(s->name, header->seq);
    io->ops->remove(io->self, TMP_NAME);
    s->file = io->ops->open(io->self, TMP_NAME, VX_IO_CREATE);
    return s->file < 0 ? complain_io(s, s->file) : VX_OK;
}

static void flush(struct vx_snapshot *s)
{
    if (s->error != VX_OK || s->held == 0)
        return;
    s->crc = vx_crc32c(s->crc, s->buffer, s->held);
    const int rc =
        s->io.ops->write(s->io.self, s->file, s->buffer, s->held, VX_SNAPSHOT_HEAD + s->done);
    if (rc < 0)
        complain_io(s, rc);
    s->done += s->held;
    s->held = 0;
}

void vx_snapshot_put(struct vx_snapshot *s, const void *bytes, size_t n)
{
    const unsigned char *from = bytes;
    while (n > 0 && s->error == VX_OK) {
        const size_t part = vx_min_u64(n, VX_SNAPSHOT_BUFFER - s->held);
        memcpy(s->buffer + s->held, from, part);
        s->held += part;
        from += part;
        n -= part;
        if (s->held == VX_SNAPSHOT_BUFFER)
            flush(s);
    }
}

static int put_header(struct vx_snapshot *s)
{
    s->header.bytes = s->done;
    s->header.state_crc = s->crc;
    s->header.crc = vx_crc32c(0, &s->header, offsetof(struct vx_snapshot_header, crc));
    return s->io.ops->write(s->io.self, s->file, &s->header, sizeof s->header, 0);
}

int vx_snapshot_finish(struct vx_snapshot *s)
{
    const struct vx_io *io = &s->io;
    int rc;
    flush(s);
    if (s->error == VX_OK && (rc = put_header(s)) < 0)
        complain_io(s, rc);
    if (s->error == VX_OK && (rc = io->ops->sync(io->self, s->file)) < 0)
        complain_io(s, rc);
    vx_snapshot_close(s);
    if (s->error == VX_OK && (rc = io->ops->rename(io->self, TMP_NAME, s->name)) < 0)
        complain_io(s, rc);
    if (s->error == VX_OK && (rc = io->ops->sync_dir(io->self)) < 0)
        complain_io(s, rc);
    if (s->error != VX_OK)
        io->ops->remove(io->self, TMP_NAME);
    return s->error;
}

/* ---- reading ---- */

/* The next piece of the state into the buffer. */
static bool fetch(struct vx_snapshot *s)
{
    const uint64_t n = vx_min_u64(VX_SNAPSHOT_BUFFER, s->header.bytes - s->done);
    const int64_t rc =
        s->io.ops->read(s->io.self, s->file, s->buffer, n, VX_SNAPSHOT_HEAD + s->done);
    if (rc < 0)
        complain_io(s, rc);
    else if ((uint64_t)rc < n || n == 0)
        complain(s, VX_E_CORRUPT, "the file ends too early");
    if (s->error != VX_OK)
        return false;
    s->done += n;
    s->held = n;
    s->used = 0;
    return true;
}

static int check_header(struct vx_snapshot *s)
{
    const struct vx_snapshot_header *h = &s->header;
    if (memcmp(h->magic, VX_SNAPSHOT_MAGIC, sizeof h->magic) != 0)
        return complain(s, VX_E_CORRUPT, "this is no snapshot of velox");
    if (h->order == __builtin_bswap32(VX_JOURNAL_ORDER))
        return complain(s, VX_E_VERSION, "made on a machine of the other byte order");
    if (h->order == VX_JOURNAL_ORDER && h->version != VX_SNAPSHOT_VERSION) {
        char why[80];
        snprintf(why, sizeof why, "a snapshot of version %" PRIu32 ", this velox reads %u",
                 h->version, VX_SNAPSHOT_VERSION);
        return complain(s, VX_E_VERSION, why);
    }
    if (h->order != VX_JOURNAL_ORDER ||
        h->crc != vx_crc32c(0, h, offsetof(struct vx_snapshot_header, crc)))
        return complain(s, VX_E_CORRUPT, "the header is damaged");
    return VX_OK;
}

static int check_state(struct vx_snapshot *s)
{
    const int64_t size = s->io.ops->size(s->io.self, s->file);
    if (size < 0)
        return complain_io(s, size);
    if ((uint64_t)size != VX_SNAPSHOT_HEAD + s->header.bytes)
        return complain(s, VX_E_CORRUPT, "the file has not the size its header says");
    while (s->done < s->header.bytes && fetch(s))
        s->crc = vx_crc32c(s->crc, s->buffer, s->held);
    if (s->error == VX_OK && s->crc != s->header.state_crc)
        complain(s, VX_E_CORRUPT, "the state is damaged");
    s->done = s->held = s->used = 0;
    return s->error;
}

int vx_snapshot_open(struct vx_snapshot *s, const struct vx_io *io, const char *name)
{
    begin(s, io);
    snprintf(s->name, sizeof s->name, "%s", name);
    s->file = io->ops->open(io->self, name, VX_IO_READ);
    if (s->file < 0)
        return complain_io(s, s->file);
    const int64_t n = io->ops->read(io->self, s->file, &s->header, sizeof s->header, 0);
    if (n < 0)
        return complain_io(s, n);
    if (n < (int64_t)sizeof s->header)
        return complain(s, VX_E_CORRUPT, "the file ends inside its header");
    const int rc = check_header(s);
    return rc < 0 ? rc : check_state(s);
}

bool vx_snapshot_take(struct vx_snapshot *s, void *bytes, size_t n)
{
    unsigned char *to = bytes;
    while (n > 0) {
        if (s->error != VX_OK || (s->used == s->held && !fetch(s)))
            return false;
        const size_t part = vx_min_u64(n, s->held - s->used);
        memcpy(to, s->buffer + s->used, part);
        s->used += part;
        to += part;
        n -= part;
    }
    return true;
}

void vx_snapshot_close(struct vx_snapshot *s)
{
    if (s->file >= 0)
        s->io.ops->close(s->io.self, s->file);
    s->file = -1;
}

/* ---- what there is ---- */

static void note_name(void *ctx, const char *name)
{
    struct vx_snapshot_list *list = ctx;
    uint64_t seq;
    if (!vx_snapshot_seq(name, &seq))
        return;
    uint32_t at = list->count < VX_SNAPSHOTS_MAX ? list->count++ : VX_SNAPSHOTS_MAX;
    for (; at > 0 && list->seq[at - 1] < seq; at--)
        if (at < VX_SNAPSHOTS_MAX)
            list->seq[at] = list->seq[at - 1];
    if (at < VX_SNAPSHOTS_MAX)
        list->seq[at] = seq;
}

int vx_snapshot_find(const struct vx_io *io, struct vx_snapshot_list *list)
{
    list->count = 0;
    return io->ops->list(io->self, note_name, list) < 0 ? VX_E_SYSTEM : VX_OK;
}

void vx_snapshot_prune(const struct vx_io *io, uint32_t keep)
{
    struct vx_snapshot_list list;
    char name[VX_IO_NAME_MAX];
    if (vx_snapshot_find(io, &list) < 0)
        return;
    for (uint32_t i = keep; i < list.count; i++) {
        vx_snapshot_name(name, list.seq[i]);
        io->ops->remove(io->self, name);
    }
}
