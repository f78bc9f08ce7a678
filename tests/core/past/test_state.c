/*
 * test_state.c: snapshots of another state than this velox knows, with all their sums right: passed
 * over where an older one or the journal's beginning reaches, else refused, with file and reason.
 */
#include "../session/rig.h"

#include <stdio.h>
#include <string.h>

#include "core/past/past.h"
#include "core/session/session.h"

enum word { WORD_VERSION, WORD_COUNTERS, WORD_CODES, WORD_INSTRUMENTS, WORD_OWNS, WORD_ORDERS };

static const struct {
    enum word word;
    uint64_t value;
    const char *says;
} other[] = {
    {WORD_VERSION, 99, "state of version 99, this velox reads "},
    {WORD_COUNTERS, 3, "state of 3 counters and "},
    {WORD_CODES, 7, "and 7 reject codes, this velox has "},
    {WORD_INSTRUMENTS, 2, "state of 2 instruments, this engine has 1"},
    {WORD_OWNS, 9999, "the state does not add up"},
    {WORD_ORDERS, UINT64_MAX, "the state does not add up"},
};

static uint64_t snapshot[2]; /* their sequences */
static uint64_t hash;

static void settings(struct rig *r)
{
    rig_open_virtual(r);
    rig_set(r, VX_SET_JOURNAL_SEGMENT, VX_SEGMENT_MIN);
    rig_set(r, VX_SET_SNAPSHOT_EVERY, 0);
    rig_journal(r);
}

static uint64_t save(struct rig *r)
{
    uint64_t seq;
    char why[256];
    rig_control(r, VX_CTL_RATE, 1000000, 0);
    rig_pass(r, 3 * MS);
    rig_control(r, VX_CTL_RATE, 0, 0);
    rig_pass(r, 1 * MS);
    assert_int_equal(r->session.ops->snapshot(r->session.self, &seq, why, sizeof why), 0);
    return seq;
}

/* Some inputs, a snapshot, some, a snapshot, and some; keep: of segments, as journal.keep. */
static void make(uint64_t keep)
{
    struct rig r;
    settings(&r);
    rig_set(&r, VX_SET_JOURNAL_KEEP, (int64_t)keep);
    rig_start(&r);
    rig_type_pattern(&r, 40, 1000);
    snapshot[0] = save(&r);
    snapshot[1] = save(&r);
    rig_type_pattern(&r, 40, 1000);
    hash = vx_get(&r.panel->book.hash);
    rig_end(&r);
}

/* Changes a word of a snapshot's state and mends its sums; what it was. */
static uint64_t change(uint64_t seq, enum word word, uint64_t value)
{
    static unsigned char bytes[1 << 20];
    struct vx_snapshot_header *h = (struct vx_snapshot_header *)(void *)bytes;
    char name[VX_IO_NAME_MAX], path[256];
    vx_snapshot_name(name, seq);
    snprintf(path, sizeof path, "%s/%s", rig_directory, name);
    FILE *f = fopen(path, "r+");
    assert_non_null(f);
    const size_t n = fread(bytes, 1, sizeof bytes, f);
    assert_in_range(n, VX_SNAPSHOT_HEAD + 8, sizeof bytes - 1);
    uint64_t was;
    memcpy(&was, bytes + VX_SNAPSHOT_HEAD + 8u * word, sizeof was);
    memcpy(bytes + VX_SNAPSHOT_HEAD + 8u * word, &value, sizeof value);
    h->state_crc = vx_crc32c(0, bytes + VX_SNAPSHOT_HEAD, n - VX_SNAPSHOT_HEAD);
    h->crc = vx_crc32c(0, h, offsetof(struct vx_snapshot_header, crc));
    rewind(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
    return was;
}

static void test_another_state_is_passed_over(void **state)
{
    (void)state;
    make(0);
    for (unsigned i = 0; i < VX_LEN(other); i++) {
        struct rig r;
        char from[64];
        settings(&r);
        const uint64_t was = change(snapshot[1], other[i].word, other[i].value);
        rig_start(&r);
        assert_true(vx_get(&r.panel->book.hash) == hash);
        if (!strstr(r.session.note, other[i].says))
            fail_msg("'%s' does not say '%s'", r.session.note, other[i].says);
        snprintf(from, sizeof from, "snapshot of %llu", (unsigned long long)snapshot[0]);
        assert_non_null(strstr(r.session.note, from));
        assert_non_null(strstr(r.session.note, "snapshot-0000"));
        rig_end(&r);
        change(snapshot[1], other[i].word, was);
    }
}

/* Both are of another state, and the first segments are gone. */
static void test_where_nothing_reaches_it_is_refused(void **state)
{
    (void)state;
    struct rig r;
    struct vx_past_engine *past;
    char why[512] = "", name[VX_IO_NAME_MAX];
    make(1);
    change(snapshot[0], WORD_VERSION, 98);
    change(snapshot[1], WORD_VERSION, 99);
    settings(&r);
    assert_int_equal(r.session.ops->start(r.session.self, why, sizeof why), VX_E_JOURNAL);
    vx_snapshot_name(name, snapshot[1]);
    assert_non_null(strstr(why, name));
    assert_non_null(strstr(why, "state of version 99, this velox reads "));
    assert_non_null(strstr(why, "the velox that wrote it"));
    assert_true(r.session.journal_bad);
    vx_session_close(&r.session);
    assert_int_equal(vx_past_open(&past, rig_directory, NULL, why, sizeof why), VX_E_JOURNAL);
    assert_non_null(strstr(why, "this velox reads "));
}

/* The look at the past begins where the first snapshot is that can be used. */
static void test_the_past_begins_with_one_that_can_be_used(void **state)
{
    (void)state;
    struct vx_past_engine *past;
    struct vx_past_bounds bounds;
    char why[512] = "";
    make(1);
    change(snapshot[0], WORD_VERSION, 98);
    if (vx_past_open(&past, rig_directory, NULL, why, sizeof why) < 0)
        fail_msg("%s", why);
    assert_int_equal(vx_past_look(past, &bounds, why, sizeof why), 0);
    assert_int_equal(bounds.first_seq, snapshot[1]);
    assert_int_equal(vx_past_goto(past, snapshot[0], why, sizeof why), VX_E_RANGE);
    assert_int_equal(vx_past_goto(past, bounds.last_seq, why, sizeof why), 0);
    assert_true(vx_past_hash(past) == hash);
    vx_past_close(past);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_make_directory, rig_remove_directory)
    const struct CMUnitTest tests[] = {
        TEST(test_another_state_is_passed_over),
        TEST(test_where_nothing_reaches_it_is_refused),
        TEST(test_the_past_begins_with_one_that_can_be_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
