/*
 * test_writer.c: what is on the disk when the process or the power goes, at any operation; and
 * what happens when the disk is full or fails.
 */
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../scale.h"
#include "core/journal/snapshot.h"

#define SLOTS ((VX_SEGMENT_MIN - VX_SEGMENT_HEAD) / VX_RECORD_BYTES)

static struct simdisk disk;
static struct vx_writer w;

static int set_up(void **state)
{
    (void)state;
    sim_init(&disk, 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    vx_writer_abandon(&w);
    sim_fini(&disk);
    return 0;
}

/* ---- crashes ---- */

struct run {
    uint64_t sent;  /* inputs appended */
    uint64_t acked; /* inputs behind which a sync came back */
};

/* Opens what there is and appends `n` more inputs, synced in groups of a changing size. */
static void work(const struct vx_io *io, struct run *run, uint64_t n, uint64_t seed)
{
    struct vx_writer_config config = kit_config(io);
    struct kit_read found = kit_read(io);
    struct vx_prng p;
    vx_prng_seed(&p, seed);
    if (found.rc == VX_E_EMPTY)
        memset(&found.at, 0, sizeof found.at);
    if (vx_writer_open(&w, &config, &found.at, found.end == VX_END_TORN) < 0)
        return;
    run->acked = w.seq;
    for (uint64_t i = 0; i < n; i++) {
        if (i % 16 == 0 || vx_writer_room(&w) == VX_ROOM_NONE)
            vx_writer_tend(&w, 0);
        if (vx_writer_room(&w) != VX_ROOM_YES)
            break;
        run->sent = w.seq + 1;
        kit_append(&w);
        if (vx_prng_below(&p, 40) == 0)
            vx_writer_sync(&w);
        else if (vx_prng_below(&p, 40) == 0)
            vx_writer_flush(&w);
        run->acked = vx_writer_synced_seq(&w);
    }
    vx_writer_close(&w);
    run->acked = w.seq;
}

/* One run with a disk that dies at some operation; whether it lived. */
static bool lives(struct simdisk *sim, struct run *run, uint64_t inputs, uint64_t seed)
{
    const struct vx_io io = sim_io(sim);
    if (setjmp(sim->crash) != 0)
        return false;
    work(&io, run, inputs, seed);
    return true;
}

static void check_found(const struct kit_read *found, const struct run *run, uint64_t seed,
                        uint64_t n)
{
    const bool none = found->rc == VX_E_EMPTY && run->sent == 0;
    if (!none && (found->rc != 0 || found->inputs < run->acked || found->inputs > run->sent))
        fail_msg("seed %llu, operation %llu: %s (%llu acknowledged, %llu found, %llu sent)",
                 (unsigned long long)seed, (unsigned long long)n, found->text,
                 (unsigned long long)run->acked, (unsigned long long)found->inputs,
                 (unsigned long long)run->sent);
}

/* Who only reads finds what the next start finds, and changes nothing. */
static struct kit_read view_and_read(const struct vx_io *io)
{
    const uint64_t writes = disk.writes;
    const struct kit_read seen = kit_view(io);
    assert_int_equal(disk.writes, writes);
    const struct kit_read found = kit_read(io);
    assert_int_equal(seen.rc, found.rc);
    assert_int_equal(seen.inputs, found.inputs);
    assert_int_equal(seen.merged, found.merged);
    assert_int_equal(seen.at.sum, found.at.sum);
    assert_int_equal(seen.lost, found.lost);
    return found;
}

/* Every operation of a run is once the one that does not happen. */
static void crash_everywhere(bool power, uint64_t seed, uint64_t inputs)
{
    bool lived = false;
    for (uint64_t n = 1; !lived; n++) {
        struct run run = {0};
        sim_init(&disk, seed * 1000 + n);
        const struct vx_io io = sim_io(&disk);
        disk.crash_at = n;
        lived = lives(&disk, &run, inputs, seed);
        if (power)
            sim_power_cut(&disk);
        else
            sim_kill(&disk);
        const struct kit_read found = view_and_read(&io);
        check_found(&found, &run, seed, n);
        if (!power && run.sent > 0) /* killed inside an append at most */
            assert_true(found.inputs + 1 >= run.sent);
        /* what was found goes on, and reads as one journal */
        assert_true(lives(&disk, &run, 30, seed + 1));
        const struct kit_read again = kit_read(&io);
        assert_int_equal(again.rc, 0);
        assert_int_equal(again.end, VX_END_CLEAN);
        assert_int_equal(again.inputs, found.inputs + 30);
        sim_fini(&disk);
    }
}

static void test_killed_at_every_operation(void **state)
{
    (void)state;
    crash_everywhere(false, 1, 2 * SLOTS + 50);
}

static void test_power_cut_at_every_operation(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= vx_test_scaled(6); seed++)
        crash_everywhere(true, seed, 2 * SLOTS + 50);
}

/* The recovery itself dies at every operation: the next one finds the same. */
static void test_power_cut_in_recovery(void **state)
{
    (void)state;
    static struct simdisk before;
    struct run run = {0};
    bool lived = false;
    sim_fini(&disk);
    sim_init(&before, 5);
    before.crash_at = 60;
    assert_false(lives(&before, &run, 5 * SLOTS, 5));
    sim_power_cut(&before);
    const struct vx_io io_before = sim_io(&before), io = sim_io(&disk);
    const struct kit_read wanted = kit_read(&io_before);
    assert_int_equal(wanted.rc, 0);
    for (uint64_t n = 1; !lived; n++) {
        sim_copy(&disk, &before);
        vx_prng_seed(&disk.prng, n);
        disk.crash_at = n;
        lived = lives(&disk, &run, 0, 5);
        sim_power_cut(&disk);
        const struct kit_read found = kit_read(&io);
        assert_int_equal(found.rc, 0);
        assert_int_equal(found.inputs, wanted.inputs);
        assert_int_equal(found.at.sum, wanted.at.sum);
        sim_fini(&disk);
    }
    sim_fini(&before);
}

/* ---- a disk that is full, or fails ---- */

static void open_new(void)
{
    const struct vx_io io = sim_io(&disk);
    const struct vx_writer_config config = kit_config(&io);
    assert_int_equal(vx_writer_open(&w, &config, &(struct vx_journal_place){0}, false), 0);
}

static void test_a_full_disk_keeps_a_reserve_and_recovers(void **state)
{
    (void)state;
    const uint64_t tail = vx_slot_offset(512);
    disk.capacity = VX_SEGMENT_MIN + tail;
    open_new();
    vx_writer_tend(&w, 0);
    uint64_t orders = 0, cancels = 0;
    for (; vx_writer_room(&w) == VX_ROOM_YES; orders++, vx_writer_flush(&w))
        kit_append(&w);
    for (; vx_writer_room(&w) == VX_ROOM_RESERVE; cancels++, vx_writer_flush(&w))
        kit_append(&w);
    assert_int_equal(vx_writer_room(&w), VX_ROOM_NONE);
    assert_int_equal(orders + cancels, SLOTS - 1);
    assert_int_equal(cancels, SLOTS / VX_WRITER_RESERVE);
    assert_int_equal(vx_writer_sync(&w), 0);
    disk.capacity = 3 * VX_SEGMENT_MIN + tail;
    vx_writer_tend(&w, VX_WRITER_RETRY_NS - 1);
    assert_int_equal(vx_writer_room(&w), VX_ROOM_NONE);
    vx_writer_tend(&w, VX_WRITER_RETRY_NS);
    assert_int_equal(vx_writer_room(&w), VX_ROOM_YES);
    kit_append(&w);
    assert_int_equal(vx_writer_close(&w), 0);
    const struct vx_io io = sim_io(&disk);
    const struct kit_read found = kit_read(&io);
    assert_int_equal(found.rc, 0);
    assert_int_equal(found.inputs, SLOTS);
}

/* Nobody writes: the ring is full, and has room again when somebody has. */
static void test_a_slow_disk_leaves_no_room(void **state)
{
    (void)state;
    open_new();
    uint64_t n = 0;
    for (; vx_writer_room(&w) == VX_ROOM_YES; n++)
        kit_append(&w);
    assert_int_equal(vx_writer_room(&w), VX_ROOM_NONE);
    assert_int_equal(n, w.mask); /* a place is kept for a SEAL */
    assert_int_equal(vx_writer_flush(&w), 0);
    for (uint64_t i = 0; i < 3 * SLOTS; i++, n++) {
        if (vx_writer_room(&w) == VX_ROOM_NONE)
            assert_int_equal(vx_writer_tend(&w, 0), 0);
        assert_int_equal(vx_writer_room(&w), VX_ROOM_YES);
        kit_append(&w);
    }
    assert_int_equal(vx_writer_close(&w), 0);
    const struct vx_io io = sim_io(&disk);
    assert_int_equal(kit_read(&io).inputs, n);
}

/* Killed with nothing in the segments: all of it comes out of the tail. */
static void test_the_tail_brings_back_what_was_not_written(void **state)
{
    (void)state;
    const struct vx_io io = sim_io(&disk);
    open_new();
    for (uint64_t i = 0; i < 300; i++)
        kit_append(&w);
    vx_writer_abandon(&w);
    const struct kit_read found = view_and_read(&io);
    assert_int_equal(found.rc, 0);
    assert_int_equal(found.end, VX_END_CLEAN);
    assert_int_equal(found.inputs, 300);
    assert_int_equal(found.merged, 300);
    assert_int_equal(kit_read(&io).merged, 0);
}

/* What a reader read ahead is older than what the writer has synced since: no damage. */
static void test_a_journal_that_goes_on_under_its_reader(void **state)
{
    (void)state;
    static struct vx_reader r;
    struct vx_record rec;
    const struct vx_io io = sim_io(&disk);
    open_new();
    for (uint64_t seq = 1; seq <= 40; seq++) {
        kit_append(&w);
        assert_int_equal(vx_writer_sync(&w), 0);
        if (seq == 1)
            assert_int_equal(vx_reader_open(&r, &io, 0), 0);
        assert_int_equal(vx_reader_next(&r, &rec), 1);
        assert_int_equal(rec.seq, seq);
    }
    assert_int_equal(vx_reader_next(&r, &rec), 0);
    assert_int_equal(r.end, VX_END_CLEAN);
    vx_reader_close(&r);
}

/* A bit that is wrong in the tail: the journal ends there, or nothing is wrong with it. */
static void test_every_bit_of_the_tail(void **state)
{
    (void)state;
    static struct simdisk before;
    const struct vx_io io = sim_io(&disk), io_before = sim_io(&before);
    uint64_t size;
    sim_fini(&disk);
    sim_init(&before, 1);
    const struct vx_writer_config config = kit_config(&io_before);
    assert_int_equal(vx_writer_open(&w, &config, &(struct vx_journal_place){0}, false), 0);
    for (uint64_t i = 0; i < 4; i++)
        kit_append(&w);
    vx_writer_abandon(&w);
    const uint64_t first = vx_slot_offset(SLOTS & (w.mask)); /* of segment 1 */
    for (uint64_t bit = 0; bit < 8 * (40 + 4 * VX_RECORD_BYTES); bit++) {
        const uint64_t at = bit / 8 < 40 ? bit / 8 : first + bit / 8 - 40;
        sim_copy(&disk, &before);
        sim_bytes(&disk, "journal.tail", &size)[at] ^= (unsigned char)(1u << bit % 8);
        const struct kit_read found = kit_read(&io);
        assert_int_equal(found.rc, 0);
        assert_int_equal(found.end, VX_END_CLEAN);
        assert_int_equal(found.inputs, at < 40 ? 0 : (bit / 8 - 40) / VX_RECORD_BYTES);
        sim_fini(&disk);
    }
    sim_fini(&before);
}

static void test_a_failed_sync_is_the_end(void **state)
{
    (void)state;
    open_new();
    kit_append(&w);
    assert_int_equal(vx_writer_sync(&w), 0);
    assert_int_equal(vx_writer_synced_seq(&w), 1);
    kit_append(&w);
    disk.fail_sync_at = disk.syncs + 1;
    assert_int_equal(vx_writer_sync(&w), VX_E_SYSTEM);
    assert_true(vx_writer_has_failed(&w));
    assert_non_null(strstr(w.text, "journal-00000001.vxj"));
    const uint64_t syncs = disk.syncs;
    assert_int_equal(vx_writer_sync(&w), VX_E_SYSTEM);
    assert_int_equal(vx_writer_tend(&w, 0), VX_E_SYSTEM);
    assert_int_equal(vx_writer_close(&w), VX_E_SYSTEM);
    assert_int_equal(disk.syncs, syncs); /* never tried again */
    assert_int_equal(vx_writer_synced_seq(&w), 1);
}

static void test_nobody_syncs(void **state)
{
    (void)state;
    const struct vx_io io = sim_io(&disk);
    struct vx_writer_config config = kit_config(&io);
    config.never = true;
    assert_int_equal(vx_writer_open(&w, &config, &(struct vx_journal_place){0}, false), 0);
    for (uint64_t i = 0; i < 6 * SLOTS; i++) {
        vx_writer_tend(&w, 0);
        assert_int_equal(vx_writer_room(&w), VX_ROOM_YES);
        kit_append(&w);
    }
    assert_int_equal(vx_writer_close(&w), 0);
    assert_int_equal(kit_read(&io).inputs, 6 * SLOTS);
}

static void test_sequences_wrap(void **state)
{
    (void)state;
    const struct vx_io io = sim_io(&disk);
    const struct vx_writer_config config = kit_config(&io);
    struct vx_reader *r = calloc(1, sizeof *r);
    struct vx_record rec;
    assert_int_equal(vx_writer_open(&w, &config, &(struct vx_journal_place){0}, false), 0);
    w.seq = UINT64_MAX - SLOTS;
    for (uint64_t i = 0; i < 2 * SLOTS; i++) {
        vx_writer_tend(&w, 0);
        assert_int_equal(vx_writer_room(&w), VX_ROOM_YES);
        kit_append(&w);
        if (i % 500 == 0)
            assert_int_equal(vx_writer_sync(&w), 0);
    }
    assert_int_equal(vx_writer_close(&w), 0);
    assert_int_equal(vx_reader_open(r, &io, 2), 0); /* a chain that is known from there on */
    uint64_t n = 0, last = 0;
    while (vx_reader_next(r, &rec) == 1)
        if (rec.kind == VX_RECORD_INPUT) {
            assert_true(kit_is_record(&rec));
            assert_true(n == 0 || rec.seq == last + 1);
            last = rec.seq;
            n++;
        }
    assert_int_equal(r->end, VX_END_CLEAN);
    assert_int_equal(n, 2 * SLOTS - (SLOTS - 1));
    assert_true(last < 2 * SLOTS); /* it went past the largest number */
    vx_reader_close(r);
    free(r);
}

/* ---- old segments ---- */

static void expect_span(const struct vx_io *io, uint32_t first, uint32_t last)
{
    uint32_t a, b;
    assert_int_equal(vx_journal_segments(io, &a, &b), last - first + 1);
    assert_int_equal(a, first);
    assert_int_equal(b, last);
}

static void test_old_segments_go(void **state)
{
    (void)state;
    const struct vx_io io = sim_io(&disk);
    const uint64_t full = SLOTS - 1; /* inputs in a segment: the last slot is its SEAL */
    kit_make(&io, 5 * full + 10);
    expect_span(&io, 1, 6);
    assert_int_equal(vx_journal_prune(&io, 0, 0), 0);
    assert_int_equal(vx_journal_prune(&io, full - 1, 0), 0); /* input `full` is in segment 1 */
    assert_int_equal(vx_journal_prune(&io, 3 * full + 5, 5 * VX_SEGMENT_MIN), 1);
    expect_span(&io, 2, 6);
    assert_int_equal(vx_journal_prune(&io, 3 * full + 5, 2 * VX_SEGMENT_MIN), 2);
    expect_span(&io, 4, 6);
    assert_int_equal(vx_journal_prune(&io, UINT64_MAX, VX_SEGMENT_MIN), 2);
    expect_span(&io, 6, 6);
    assert_int_equal(vx_journal_prune(&io, UINT64_MAX, 0), 0); /* the one in hand stays */
    assert_int_equal(vx_journal_find(&io, full), 0);
    const struct kit_read found = kit_read(&io);
    assert_int_equal(found.rc, 0);
    assert_int_equal(found.at.seq, 5 * full + 10);
}

/* Who reads an old segment reads on in it, and is told at its end. */
static void test_a_reader_is_told_that_it_is_gone(void **state)
{
    (void)state;
    const struct vx_io io = sim_io(&disk);
    struct vx_reader *r = calloc(1, sizeof *r);
    struct vx_record rec;
    int rc;
    kit_make(&io, 4 * (SLOTS - 1));
    assert_int_equal(vx_reader_open(r, &io, 0), 0);
    assert_int_equal(vx_reader_next(r, &rec), 1);
    assert_int_equal(vx_journal_prune(&io, 3 * (SLOTS - 1), 0), 3);
    uint64_t n = 1;
    while ((rc = vx_reader_next(r, &rec)) == 1)
        n++;
    assert_int_equal(rc, VX_E_LAPPED);
    assert_int_equal(n, SLOTS - 1);
    assert_non_null(strstr(r->text, "journal-00000002.vxj is gone"));
    char before[64];
    snprintf(before, sizeof before, "gone before sequence %u", (unsigned)(3 * (SLOTS - 1) + 1));
    assert_non_null(strstr(r->text, before));
    vx_reader_close(r);
    free(r);
}

static bool survives_pruning(uint64_t seq)
{
    const struct vx_io io = sim_io(&disk);
    if (setjmp(disk.crash) != 0)
        return false;
    assert_int_equal(vx_journal_prune(&io, seq, 0), 4);
    return true;
}

static void test_power_cut_while_segments_go(void **state)
{
    (void)state;
    bool lived = false;
    sim_fini(&disk);
    for (uint64_t n = 1; !lived; n++) {
        sim_init(&disk, n);
        const struct vx_io io = sim_io(&disk);
        kit_make(&io, 5 * SLOTS);
        disk.crash_at = disk.ops + n;
        lived = survives_pruning(4 * SLOTS);
        sim_power_cut(&disk);
        const struct kit_read found = kit_read(&io);
        assert_int_equal(found.rc, 0);
        assert_int_equal(found.at.seq, 5 * SLOTS);
        assert_true(found.inputs >= SLOTS);
        sim_fini(&disk);
    }
}

/* ---- snapshots ---- */

static struct vx_snapshot shot;

static void put_state(const struct vx_io *io, uint64_t seq, uint64_t words)
{
    const struct vx_snapshot_header h = {.journal = KIT_ID, .seq = seq, .hash = ~seq};
    assert_int_equal(vx_snapshot_create(&shot, io, &h), 0);
    for (uint64_t i = 0; i < words; i++) {
        const uint64_t word = seq * i;
        vx_snapshot_put(&shot, &word, sizeof word);
    }
    vx_snapshot_finish(&shot);
}

static bool is_state(const struct vx_io *io, uint64_t seq, uint64_t words)
{
    char name[VX_IO_NAME_MAX];
    uint64_t word;
    vx_snapshot_name(name, seq);
    bool good = vx_snapshot_open(&shot, io, name) == 0 && shot.header.seq == seq;
    for (uint64_t i = 0; good && i < words; i++)
        good = vx_snapshot_take(&shot, &word, sizeof word) && word == seq * i;
    vx_snapshot_close(&shot);
    return good;
}

static bool survives_putting(uint64_t words)
{
    const struct vx_io io = sim_io(&disk);
    if (setjmp(disk.crash) != 0)
        return false;
    put_state(&io, 9, words);
    return true;
}

static void test_snapshots_are_whole_or_not_there(void **state)
{
    (void)state;
    const uint64_t words = 70000; /* more than a buffer */
    bool lived = false;
    sim_fini(&disk);
    for (uint64_t n = 1; !lived; n++) {
        struct vx_snapshot_list list;
        sim_init(&disk, n);
        const struct vx_io io = sim_io(&disk);
        put_state(&io, 7, words);
        disk.crash_at = disk.ops + n;
        lived = survives_putting(words);
        sim_power_cut(&disk);
        assert_int_equal(vx_snapshot_find(&io, &list), 0);
        assert_true(list.count >= 1 && list.seq[list.count - 1] == 7);
        assert_true(is_state(&io, 7, words));
        assert_true(list.count == 1 || is_state(&io, 9, words));
        assert_true(!lived || list.count == 2);
        sim_fini(&disk);
    }
}

static void test_a_damaged_snapshot_is_not_used(void **state)
{
    (void)state;
    const struct vx_io io = sim_io(&disk);
    char name[VX_IO_NAME_MAX];
    uint64_t size;
    put_state(&io, 3, 20);
    vx_snapshot_name(name, 3);
    unsigned char *bytes = sim_bytes(&disk, name, &size);
    assert_int_equal(size, VX_SNAPSHOT_HEAD + 20 * 8);
    for (uint64_t bit = 0; bit < 8 * size; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        const int rc = vx_snapshot_open(&shot, &io, name);
        vx_snapshot_close(&shot);
        assert_true(rc == VX_E_CORRUPT || rc == VX_E_VERSION);
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    assert_true(is_state(&io, 3, 20));
    assert_false(is_state(&io, 3, 21));
}

static void test_the_newest_are_kept(void **state)
{
    (void)state;
    const struct vx_io io = sim_io(&disk);
    struct vx_snapshot_list list;
    const uint64_t seqs[] = {5, 900, 30, 7, 1000000007};
    for (size_t i = 0; i < VX_LEN(seqs); i++)
        put_state(&io, seqs[i], 1);
    vx_snapshot_prune(&io, 3);
    assert_int_equal(vx_snapshot_find(&io, &list), 0);
    assert_int_equal(list.count, 3);
    assert_int_equal(list.seq[0], 1000000007);
    assert_int_equal(list.seq[1], 900);
    assert_int_equal(list.seq[2], 30);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_killed_at_every_operation),
        cmocka_unit_test(test_power_cut_at_every_operation),
        TEST(test_power_cut_in_recovery),
        TEST(test_a_full_disk_keeps_a_reserve_and_recovers),
        TEST(test_a_slow_disk_leaves_no_room),
        TEST(test_the_tail_brings_back_what_was_not_written),
        TEST(test_a_journal_that_goes_on_under_its_reader),
        cmocka_unit_test(test_every_bit_of_the_tail),
        TEST(test_a_failed_sync_is_the_end),
        TEST(test_nobody_syncs),
        TEST(test_sequences_wrap),
        TEST(test_old_segments_go),
        TEST(test_a_reader_is_told_that_it_is_gone),
        cmocka_unit_test(test_power_cut_while_segments_go),
        TEST(test_snapshots_are_whole_or_not_there),
        TEST(test_a_damaged_snapshot_is_not_used),
        TEST(test_the_newest_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
