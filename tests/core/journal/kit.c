#include "kit.h"

#include <string.h>

struct vx_writer_config kit_config(const struct vx_io *io)
{
    return (struct vx_writer_config){
        .io = *io,
        .segment_bytes = VX_SEGMENT_MIN,
        .journal = KIT_ID,
        .realtime_ns = 1700000000000000000u,
        .shape = {1, 2, 3, 4, 5, 6, 7, 8},
    };
}

struct vx_record kit_record(uint64_t seq)
{
    return (struct vx_record){
        .kind = VX_RECORD_INPUT,
        .now_ns = seq * 1000,
        .tx = {.id = seq ^ 0x5555,
               .due_ns = seq * 1000 - 7,
               .price = (int32_t)(seq % 1000) * 100,
               .qty = (uint32_t)(1 + seq % 77),
               .kind = VX_TX_LIMIT,
               .flags = (uint8_t)(seq & 1)},
    };
}

bool kit_is_record(const struct vx_record *rec)
{
    const struct vx_record wanted = kit_record(rec->seq);
    return rec->kind == VX_RECORD_INPUT && rec->now_ns == wanted.now_ns &&
           memcmp(&rec->tx, &wanted.tx, sizeof wanted.tx) == 0;
}

void kit_append(struct vx_writer *w)
{
    const struct vx_record rec = kit_record(w->seq + 1);
    vx_writer_append(w, VX_RECORD_INPUT, rec.now_ns, &rec.tx);
}

void kit_make(const struct vx_io *io, uint64_t n)
{
    static struct vx_writer w;
    const struct vx_writer_config config = kit_config(io);
    assert_int_equal(vx_writer_open(&w, &config, &(struct vx_journal_place){0}, false), 0);
    for (uint64_t i = 0; i < n; i++) {
        assert_int_equal(vx_writer_tend(&w, 0), 0);
        assert_int_equal(vx_writer_room(&w), VX_ROOM_YES);
        kit_append(&w);
        if (i % 100 == 99)
            assert_int_equal(vx_writer_sync(&w), 0);
    }
    assert_int_equal(vx_writer_close(&w), 0);
}

static struct vx_reader r;

static struct kit_read read_all(const struct vx_io *io, int64_t merged)
{
    struct vx_record rec;
    if (merged < 0)
        return (struct kit_read){.rc = VX_E_SYSTEM};
    struct kit_read found = {.rc = vx_reader_open(&r, io, 0), .merged = (uint64_t)merged};
    while (found.rc == 0 || found.rc == 1) {
        found.rc = vx_reader_next(&r, &rec);
        if (found.rc != 1)
            break;
        if (rec.kind == VX_RECORD_INPUT) {
            assert_true(kit_is_record(&rec));
            found.inputs++;
        }
    }
    found.end = r.end;
    found.at = r.at;
    found.lost = r.lost;
    memcpy(found.text, r.text, sizeof found.text);
    vx_reader_close(&r);
    return found;
}

/* Inputs up to a sequence; what the last run said is in *rc. */
static uint64_t read_runs(uint64_t until, int64_t *rc)
{
    const struct vx_record *rec;
    uint64_t inputs = 0;
    while (r.at.seq < until && (*rc = vx_reader_run(&r, until, &rec)) > 0)
        for (int64_t i = 0; i < *rc; i++)
            if (rec[i].kind == VX_RECORD_INPUT) {
                assert_true(kit_is_record(&rec[i]));
                inputs++;
            }
    return inputs;
}

/* Read many at a time the journal is the same, and ends in the same way. */
static void expect_same_by_runs(const struct vx_io *io, const struct kit_read *found)
{
    const uint64_t half = found->at.seq / 2;
    int64_t rc = vx_reader_open(&r, io, 0);
    uint64_t inputs = 0;
    if (rc == 0) {
        inputs = read_runs(half, &rc);
        assert_true(r.at.seq == half || found->inputs < found->at.seq);
        inputs += read_runs(VX_NEVER, &rc);
    }
    assert_int_equal(rc, found->rc);
    assert_true(inputs == found->inputs);
    assert_int_equal(r.end, found->end);
    assert_memory_equal(&r.at, &found->at, sizeof r.at);
    assert_true(r.lost == found->lost);
    assert_string_equal(r.text, found->text);
    vx_reader_close(&r);
}

static struct kit_read read_both_ways(const struct vx_io *io, int64_t merged)
{
    const struct kit_read found = read_all(io, merged);
    if (found.rc != VX_E_SYSTEM && found.rc != VX_E_EMPTY)
        expect_same_by_runs(io, &found);
    return found;
}

struct kit_read kit_read(const struct vx_io *io)
{
    return read_both_ways(io, vx_tail_merge(&r, io));
}

struct kit_read kit_view(const struct vx_io *io)
{
    struct vx_tail_view view;
    const int64_t merged = vx_tail_view_open(&view, &r, io);
    const struct kit_read found = read_both_ways(&view.io, merged);
    vx_tail_view_close(&view);
    return found;
}
