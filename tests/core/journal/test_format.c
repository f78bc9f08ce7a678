/*
 * test_format.c: the sums, the bytes of a journal, and what reading makes of every damage.
 */
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST "journal-00000001.vxj"
#define SLOTS ((VX_SEGMENT_MIN - VX_SEGMENT_HEAD) / VX_RECORD_BYTES)

static struct simdisk disk;

static int set_up(void **state)
{
    (void)state;
    sim_init(&disk, 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    sim_fini(&disk);
    return 0;
}

static void test_sums(void **state)
{
    (void)state;
    unsigned char bytes[100];
    assert_int_equal(vx_crc32c(0, "123456789", 9), 0xe3069283u);
    assert_int_equal(vx_crc32c_table(0, "123456789", 9), 0xe3069283u);
    assert_int_equal(vx_crc32c(0, "", 0), 0);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 37 + 11);
    for (size_t n = 0; n <= sizeof bytes; n++) {
        const uint32_t sum = vx_crc32c(0, bytes, n);
        assert_int_equal(sum, vx_crc32c_table(0, bytes, n));
        assert_int_equal(sum, vx_crc32c(vx_crc32c(0, bytes, n / 3), bytes + n / 3, n - n / 3));
    }
}

/* Of a chain with one bit turned over somewhere the plain way and the fast one follow as much. */
static void test_both_ways_follow_as_far(void **state)
{
    (void)state;
    enum { N = 24 };
    struct vx_record rec[N];
    uint32_t sum = 0;
    for (uint32_t i = 0; i < N; i++) {
        const struct vx_record input = kit_record(i + 1);
        const struct vx_record_head head = {
            .seq = i + 1, .now_ns = i, .journal = 7, .kind = VX_RECORD_INPUT};
        sum = vx_record_put_best()(&rec[i], &head, &input.tx, sum);
    }
    for (uint32_t bit = 0; bit <= N * sizeof rec[0] * 8; bit++) {
        unsigned char *byte = (unsigned char *)rec + bit / 8;
        const bool damage = bit < N * sizeof rec[0] * 8;
        const uint32_t good = damage ? bit / 8 / (uint32_t)sizeof rec[0] : N;
        struct vx_chain plain = {.journal = 7}, fast = {.journal = 7};
        if (damage)
            *byte ^= (unsigned char)(1u << bit % 8);
        assert_int_equal(vx_chain_follow_plain()(&plain, rec, N, VX_NEVER), good);
        assert_int_equal(vx_chain_follow_best()(&fast, rec, N, VX_NEVER), good);
        assert_memory_equal(&plain, &fast, sizeof plain);
        assert_true(plain.seq == good);
        if (damage)
            *byte ^= (unsigned char)(1u << bit % 8);
    }
    struct vx_chain at = {.journal = 7};
    assert_int_equal(vx_chain_follow_best()(&at, rec, N, 5), 5);
    assert_int_equal(vx_chain_follow_best()(&at, rec + 5, N - 5, 5), 1); /* one at least */
    assert_true(at.seq == 6);
}

static void test_both_ways_put_the_same_bytes(void **state)
{
    (void)state;
    struct vx_record fast, plain;
    uint32_t before = 0;
    for (uint64_t seq = 1; seq < 200; seq++) {
        const struct vx_record rec = kit_record(seq * 0x123456789u);
        const struct vx_record_head head = {.seq = rec.now_ns ^ seq,
                                            .now_ns = rec.now_ns,
                                            .journal = (uint32_t)(KIT_ID * seq),
                                            .kind = 1 + (uint32_t)(seq % 5)};
        const uint32_t sum = vx_record_put_best()(&fast, &head, &rec.tx, before);
        assert_int_equal(vx_record_put_plain()(&plain, &head, &rec.tx, before), sum);
        assert_memory_equal(&fast, &plain, sizeof fast);
        assert_int_equal(fast.crc, sum);
        assert_int_equal(fast.before, before);
        assert_int_equal(fast.kind, head.kind);
        assert_int_equal(fast.seq, head.seq);
        before = sum;
    }
}

static void test_names(void **state)
{
    (void)state;
    char name[VX_IO_NAME_MAX];
    vx_segment_name(name, 42);
    assert_string_equal(name, "journal-00000042.vxj");
    assert_int_equal(vx_segment_number(name), 42);
    assert_int_equal(vx_segment_number("journal-42.vxj"), 0);
    assert_int_equal(vx_segment_number("journal-0000004x.vxj"), 0);
    assert_int_equal(vx_segment_number("journal-00000042.vxj.old"), 0);
}

/* The bytes that are not zero, sixteen a line, against the golden file. */
static void print_bytes(FILE *f, const unsigned char *bytes, uint64_t size)
{
    static const unsigned char zero[16];
    for (uint64_t at = 0; at < size; at += 16) {
        if (memcmp(bytes + at, zero, 16) == 0)
            continue;
        fprintf(f, "%06llx", (unsigned long long)at);
        for (unsigned i = 0; i < 16; i++)
            fprintf(f, " %02x", bytes[at + i]);
        fputc('\n', f);
    }
}

static void test_golden_file(void **state)
{
    (void)state;
    const struct vx_io io = sim_io(&disk);
    const char *root = getenv("VX_SRCDIR");
    char path[512], *made = NULL, golden[8192] = "";
    size_t made_bytes = 0;
    uint64_t size;
    kit_make(&io, 3);
    const unsigned char *bytes = sim_bytes(&disk, FIRST, &size);
    FILE *out = open_memstream(&made, &made_bytes);
    print_bytes(out, bytes, size);
    fclose(out);
    snprintf(path, sizeof path, "%s/tests/core/journal/golden.txt", root ? root : ".");
    if (getenv("VX_GOLDEN_WRITE")) {
        FILE *to = fopen(path, "w");
        fwrite(made, 1, made_bytes, to);
        fclose(to);
    }
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    const size_t n = fread(golden, 1, sizeof golden - 1, in);
    fclose(in);
    golden[n] = '\0';
    assert_string_equal(made, golden);
    free(made);
    const struct kit_read found = kit_read(&io);
    assert_int_equal(found.rc, 0);
    assert_int_equal(found.end, VX_END_CLEAN);
    assert_int_equal(found.inputs, 3);
}

static void test_empty_and_missing(void **state)
{
    (void)state;
    const struct vx_io io = sim_io(&disk);
    assert_int_equal(kit_read(&io).rc, VX_E_EMPTY);
    kit_make(&io, 0);
    const struct kit_read found = kit_read(&io);
    assert_int_equal(found.end, VX_END_CLEAN);
    assert_int_equal(found.at.slot, 0);
}

/* Cut, refused or harmless; never other inputs, and what was synced is never cut. */
static void test_every_bit_flipped_once(void **state)
{
    (void)state;
    const struct vx_io io = sim_io(&disk);
    const uint64_t n = 4;
    uint64_t size;
    kit_make(&io, n);
    unsigned char *bytes = sim_bytes(&disk, FIRST, &size);
    const uint64_t end = vx_slot_offset(n + 2);
    uint64_t refused = 0, cut = 0, harmless = 0;
    for (uint64_t bit = 0; bit < 8 * end; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        const struct kit_read found = kit_read(&io);
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        const uint64_t at = bit / 8;
        const bool used = at < sizeof(struct vx_segment_header) ||
                          (at >= VX_SEGMENT_HEAD && at < vx_slot_offset(n));
        if (used) {
            assert_true(found.rc == VX_E_CORRUPT || found.rc == VX_E_VERSION);
            assert_non_null(strstr(found.text, FIRST));
            refused++;
        } else {
            assert_int_equal(found.rc, 0);
            assert_int_equal(found.inputs, n);
            assert_int_equal(found.end == VX_END_TORN, at >= vx_slot_offset(n));
            cut += found.end == VX_END_TORN;
            harmless += found.end == VX_END_CLEAN;
        }
    }
    assert_int_equal(refused, 8 * (128 + n * 64));
    assert_int_equal(cut, 8 * 2 * 64);
    assert_int_equal(harmless, 8 * (VX_SEGMENT_HEAD - 128));
}

static void test_damage_names_file_offset_and_sequence(void **state)
{
    (void)state;
    const struct vx_io io = sim_io(&disk);
    uint64_t size;
    kit_make(&io, 10);
    sim_bytes(&disk, FIRST, &size)[vx_slot_offset(5) + 30] ^= 4;
    const struct kit_read found = kit_read(&io);
    assert_int_equal(found.rc, VX_E_CORRUPT);
    assert_string_equal(found.text, FIRST
                        ": offset 4416: the record behind sequence 5 is damaged; 4 records behind "
                        "it are whole");
}

/* Inputs 1..n, the last two not synced: every length of what reached the disk of them. */
static void test_torn_at_every_length(void **state)
{
    (void)state;
    static struct vx_writer w;
    const struct vx_io io = sim_io(&disk);
    const struct vx_writer_config config = kit_config(&io);
    const uint64_t n = 6;
    uint64_t size;
    assert_int_equal(vx_writer_open(&w, &config, &(struct vx_journal_place){0}, false), 0);
    for (uint64_t i = 0; i < n; i++) {
        if (i == n - 2)
            assert_int_equal(vx_writer_sync(&w), 0);
        kit_append(&w);
    }
    assert_int_equal(vx_writer_flush(&w), 0);
    unsigned char *bytes = sim_bytes(&disk, FIRST, &size) + vx_slot_offset(n - 2);
    unsigned char whole[2 * VX_RECORD_BYTES];
    memcpy(whole, bytes, sizeof whole);
    assert_int_equal(io.ops->remove(io.self, "journal.tail"), 0); /* it would bring them back */
    for (size_t len = 0; len <= sizeof whole; len++) {
        memset(bytes, 0, sizeof whole);
        memcpy(bytes, whole, len);
        const struct kit_read found = kit_read(&io);
        assert_int_equal(found.rc, 0);
        assert_int_equal(found.inputs, n - 2 + len / VX_RECORD_BYTES);
        if (len % VX_RECORD_BYTES)
            assert_int_equal(found.end, VX_END_TORN);
    }
    vx_writer_abandon(&w);
}

static void test_records_that_do_not_belong(void **state)
{
    (void)state;
    const struct vx_io io = sim_io(&disk);
    uint64_t size;
    kit_make(&io, 10);
    unsigned char *bytes = sim_bytes(&disk, FIRST, &size);
    unsigned char *tail = bytes + vx_slot_offset(10);
    struct vx_record stranger;
    /* one that was there before, repeated behind the end */
    memcpy(tail, bytes + vx_slot_offset(3), VX_RECORD_BYTES);
    assert_int_equal(kit_read(&io).inputs, 10);
    assert_int_equal(kit_read(&io).end, VX_END_TORN);
    /* the next sequence, whole, but of another chain */
    memcpy(&stranger, bytes + vx_slot_offset(9), sizeof stranger);
    stranger.seq = 11;
    stranger.crc = vx_crc32c(0, &stranger, 60);
    memcpy(tail, &stranger, sizeof stranger);
    assert_int_equal(kit_read(&io).inputs, 10);
    /* the next of the chain, but of another journal, as in a segment that is used again */
    memcpy(&stranger.before, bytes + vx_slot_offset(9) + 60, 4);
    stranger.journal ^= 1;
    stranger.crc = vx_crc32c(0, &stranger, 60);
    memcpy(tail, &stranger, sizeof stranger);
    assert_int_equal(kit_read(&io).inputs, 10);
    stranger.journal ^= 1;
    stranger.crc = vx_crc32c(0, &stranger, 60);
    memcpy(tail, &stranger, sizeof stranger);
    memset(tail + VX_RECORD_BYTES, 0, VX_RECORD_BYTES);
    stranger = kit_record(11);
    memcpy(tail + 16, (unsigned char *)&stranger + 16, 40);
    const uint32_t crc = vx_crc32c(0, tail, 60);
    memcpy(tail + 60, &crc, 4);
    assert_int_equal(kit_read(&io).inputs, 11); /* the control: this one does belong */
    /* two neighbours swapped where it was synced */
    unsigned char swap[VX_RECORD_BYTES];
    memcpy(swap, bytes + vx_slot_offset(4), sizeof swap);
    memcpy(bytes + vx_slot_offset(4), bytes + vx_slot_offset(5), sizeof swap);
    memcpy(bytes + vx_slot_offset(5), swap, sizeof swap);
    assert_int_equal(kit_read(&io).rc, VX_E_CORRUPT);
}

static void test_segments(void **state)
{
    (void)state;
    const struct vx_io io = sim_io(&disk);
    const uint64_t n = 3 * SLOTS;
    kit_make(&io, n);
    struct kit_read found = kit_read(&io);
    assert_int_equal(found.rc, 0);
    assert_int_equal(found.inputs, n);
    assert_int_equal(found.at.segment, 4);
    assert_int_equal(vx_journal_find(&io, 0), 1);
    assert_int_equal(vx_journal_find(&io, SLOTS - 2), 1);
    assert_int_equal(vx_journal_find(&io, SLOTS - 1), 2);
    assert_int_equal(vx_journal_find(&io, n), 4);
    struct simdisk other;
    sim_copy(&other, &disk);
    const struct vx_io other_io = sim_io(&other);
    assert_int_equal(other_io.ops->remove(&other, "journal-00000002.vxj"), 0);
    found = kit_read(&other_io);
    assert_int_equal(found.rc, VX_E_CORRUPT);
    assert_non_null(strstr(found.text, "journal-00000002.vxj is missing"));
    sim_fini(&other);
    sim_copy(&other, &disk);
    assert_int_equal(other_io.ops->remove(&other, "journal-00000004.vxj"), 0);
    found = kit_read(&other_io);
    assert_int_equal(found.rc, VX_E_CORRUPT);
    assert_non_null(strstr(found.text, "journal-00000004.vxj is missing"));
    sim_fini(&other);
    sim_copy(&other, &disk);
    assert_int_equal(other_io.ops->rename(&other, "journal-00000004.vxj", "journal-00000002.vxj"),
                     0);
    found = kit_read(&other_io);
    assert_int_equal(found.rc, VX_E_CORRUPT);
    sim_fini(&other);
}

static void put_header(struct vx_segment_header *h)
{
    uint64_t size;
    h->crc = vx_crc32c(0, h, offsetof(struct vx_segment_header, crc));
    memcpy(sim_bytes(&disk, FIRST, &size), h, sizeof *h);
}

static void test_other_version_and_byte_order(void **state)
{
    (void)state;
    const struct vx_io io = sim_io(&disk);
    struct vx_segment_header h, good;
    uint64_t size;
    kit_make(&io, 1);
    memcpy(&good, sim_bytes(&disk, FIRST, &size), sizeof good);
    h = good;
    h.version = 2;
    put_header(&h);
    struct kit_read found = kit_read(&io);
    assert_int_equal(found.rc, VX_E_VERSION);
    assert_non_null(strstr(found.text, "version 2"));
    h = good;
    h.order = 0x04030201;
    put_header(&h);
    found = kit_read(&io);
    assert_int_equal(found.rc, VX_E_VERSION);
    assert_non_null(strstr(found.text, "byte order"));
    memcpy(h.magic, "SOMEBODY", 8);
    put_header(&h);
    assert_int_equal(kit_read(&io).rc, VX_E_CORRUPT);
    put_header(&good);
    assert_int_equal(kit_read(&io).rc, 0);
}

static void test_a_read_that_fails_is_no_empty_journal(void **state)
{
    (void)state;
    const struct vx_io io = sim_io(&disk);
    kit_make(&io, 5);
    disk.fail_reads = true;
    assert_int_equal(kit_read(&io).rc, VX_E_SYSTEM);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_sums),
        TEST(test_both_ways_put_the_same_bytes),
        TEST(test_both_ways_follow_as_far),
        TEST(test_names),
        TEST(test_golden_file),
        TEST(test_empty_and_missing),
        TEST(test_every_bit_flipped_once),
        TEST(test_damage_names_file_offset_and_sequence),
        TEST(test_torn_at_every_length),
        TEST(test_records_that_do_not_belong),
        TEST(test_segments),
        TEST(test_other_version_and_byte_order),
        TEST(test_a_read_that_fails_is_no_empty_journal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
