/*
 * fuzz_journal.c: bytes as a journal, as damage to one, and as a snapshot.
 *
 * The first byte says which.  Damage: pieces of an offset (two bytes), a length (one) and what is
 * put there.  Whatever the bytes are, reading ends, within the file, and gives only inputs of the
 * journal as it was, in their order.
 */
#include <stdlib.h>
#include <string.h>

#include "../core/journal/simdisk.h"
#include "core/base/err.h"
#include "core/journal/snapshot.h"
#include "core/journal/writer.h"

#define NAME   "journal-00000001.vxj"
#define SHOT   "snapshot-00000000000000000001.vxs"
#define INPUTS 40u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct simdisk disk;
static unsigned char whole[VX_SEGMENT_MIN];

static void demand(bool is)
{
    if (!is)
        abort();
}

/* INPUTS inputs, each with its sequence as its id. */
static void make_whole(void)
{
    static struct vx_writer w;
    const struct vx_io io = sim_io(&disk);
    const struct vx_writer_config config = {
        .io = io, .segment_bytes = VX_SEGMENT_MIN, .journal = 0x123456789abcdefu};
    uint64_t bytes;
    sim_init(&disk, 1);
    demand(vx_writer_open(&w, &config, &(struct vx_journal_place){0}, false) == 0);
    for (uint64_t i = 1; i <= INPUTS; i++) {
        const struct vx_tx tx = {.id = i, .kind = VX_TX_LIMIT, .price = 100, .qty = 1};
        vx_writer_append(&w, VX_RECORD_INPUT, i, &tx);
        if (i == INPUTS / 2)
            demand(vx_writer_sync(&w) == 0);
    }
    vx_writer_abandon(&w);
    memcpy(whole, sim_bytes(&disk, NAME, &bytes), sizeof whole);
    sim_fini(&disk);
}

/* How many inputs there are. */
static uint64_t read_all(bool known)
{
    static struct vx_reader r;
    struct vx_record rec;
    uint64_t n = 0;
    const struct vx_io io = sim_io(&disk);
    int rc = vx_reader_open(&r, &io, 0);
    while (rc >= 0 && (rc = vx_reader_next(&r, &rec)) == 1) {
        n += rec.kind == VX_RECORD_INPUT;
        demand(r.records <= VX_SEGMENT_MAX / VX_RECORD_BYTES);
        if (known)
            demand(rec.kind == VX_RECORD_INPUT && rec.tx.id == n && rec.seq == n);
    }
    demand(rc < 0 || r.end == VX_END_CLEAN || r.end == VX_END_TORN);
    vx_reader_close(&r);
    return n;
}

static void damage(const uint8_t *data, size_t size)
{
    static unsigned char bytes[VX_SEGMENT_MIN];
    memcpy(bytes, whole, sizeof bytes);
    while (size > 3) {
        const size_t at = (size_t)data[0] << 8 | data[1];
        size_t len = data[2];
        data += 3;
        size -= 3;
        len = len < size ? len : size;
        len = len < sizeof bytes - at ? len : sizeof bytes - at;
        memcpy(bytes + at, data, len);
        data += len;
        size -= len;
    }
    sim_put(&disk, NAME, bytes, sizeof bytes);
    demand(read_all(true) <= INPUTS);
}

static void read_snapshot(void)
{
    static struct vx_snapshot s;
    const struct vx_io io = sim_io(&disk);
    unsigned char byte;
    uint64_t n = 0;
    if (vx_snapshot_open(&s, &io, SHOT) == 0)
        while (vx_snapshot_take(&s, &byte, 1))
            n++;
    demand(n <= 1u << 20);
    vx_snapshot_close(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (whole[0] == 0)
        make_whole();
    sim_init(&disk, 1);
    if (size == 0) {
        sim_fini(&disk);
        return 0;
    }
    switch (data[0] % 3) {
    case 0:
        damage(data + 1, size - 1);
        break;
    case 1:
        sim_put(&disk, NAME, data + 1, size - 1);
        read_all(false);
        break;
    default:
        sim_put(&disk, SHOT, data + 1, size - 1);
        read_snapshot();
        break;
    }
    sim_fini(&disk);
    return 0;
}
