/*
 * test_io.c: the way to the disk when the system interrupts a call, or does less than it was asked
 * for: no byte is doubled or lost.  The calls below stand in front of the C library's.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kit.h"

#define BYTES 5000u

/* What they are called where files are large by default. */
ssize_t pread64(int fd, void *buf, size_t n, off_t at);
ssize_t pwrite64(int fd, const void *buf, size_t n, off_t at);

static unsigned calls, interrupted;
static int fail_at, fail_with; /* that call, counted from 1; 0: none */

/* Every third call is interrupted; the others do 1 to 61 bytes. */
static ssize_t spoil(long number, int fd, void *buf, size_t n, off_t at)
{
    if ((int)++calls == fail_at) {
        errno = fail_with;
        return -1;
    }
    if (calls % 3 == 0) {
        interrupted++;
        errno = EINTR;
        return -1;
    }
    const size_t most = 1 + calls * 7 % 61;
    return syscall(number, fd, buf, n < most ? n : most, at);
}

ssize_t pread(int fd, void *buf, size_t n, off_t at)
{
    return spoil(SYS_pread64, fd, buf, n, at);
}

ssize_t pwrite(int fd, const void *buf, size_t n, off_t at)
{
    return spoil(SYS_pwrite64, fd, (void *)(uintptr_t)buf, n, at);
}

ssize_t pread64(int fd, void *buf, size_t n, off_t at)
{
    return spoil(SYS_pread64, fd, buf, n, at);
}

ssize_t pwrite64(int fd, const void *buf, size_t n, off_t at)
{
    return spoil(SYS_pwrite64, fd, (void *)(uintptr_t)buf, n, at);
}

static char directory[32];
static struct vx_io_posix posix;
static struct vx_io io;

static int set_up(void **state)
{
    (void)state;
    strcpy(directory, "/tmp/velox-io.XXXXXX");
    assert_non_null(mkdtemp(directory));
    assert_int_equal(vx_io_posix_open(&posix, directory, false, &io), 0);
    calls = interrupted = 0;
    fail_at = 0;
    return 0;
}

static int tear_down(void **state)
{
    char command[64];
    (void)state;
    vx_io_posix_close(&posix);
    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    return system(command);
}

static void test_short_and_interrupted(void **state)
{
    (void)state;
    unsigned char out[BYTES], in[BYTES + 10];
    for (unsigned i = 0; i < BYTES; i++)
        out[i] = (unsigned char)(i * 131 >> 3);
    const int file = io.ops->open(io.self, "a", VX_IO_CREATE);
    assert_true(file >= 0);
    assert_int_equal(io.ops->write(io.self, file, out, BYTES, 17), 0);
    assert_int_equal(io.ops->size(io.self, file), BYTES + 17);
    assert_int_equal(io.ops->read(io.self, file, in, sizeof in, 17), BYTES);
    assert_memory_equal(in, out, BYTES);
    assert_true(calls > BYTES / 61 && interrupted > 20);
    io.ops->close(io.self, file);
}

static void test_an_error_is_not_a_short_call(void **state)
{
    (void)state;
    unsigned char bytes[200] = {1};
    const int file = io.ops->open(io.self, "a", VX_IO_CREATE);
    fail_at = 4;
    fail_with = EIO;
    assert_int_equal(io.ops->write(io.self, file, bytes, sizeof bytes, 0), -EIO);
    fail_at = (int)calls + 1;
    assert_int_equal(io.ops->read(io.self, file, bytes, 10, 0), -EIO);
    io.ops->close(io.self, file);
}

/* A whole journal, its tail and a second life through calls like these. */
static void test_a_journal_through_them(void **state)
{
    (void)state;
    static struct vx_writer w;
    const struct vx_writer_config config = kit_config(&io);
    assert_int_equal(vx_writer_open(&w, &config, &(struct vx_journal_place){0}, false), 0);
    for (unsigned i = 0; i < 700; i++) {
        if (i % 50 == 0)
            assert_int_equal(vx_writer_tend(&w, 0), 0);
        assert_int_equal(vx_writer_room(&w), VX_ROOM_YES);
        kit_append(&w);
    }
    assert_int_equal(vx_writer_sync(&w), 0);
    for (unsigned i = 0; i < 400; i++) {
        assert_int_equal(vx_writer_room(&w), VX_ROOM_YES);
        kit_append(&w);
    }
    vx_writer_abandon(&w);
    const struct kit_read found = kit_read(&io);
    assert_int_equal(found.rc, 0);
    assert_int_equal(found.end, VX_END_CLEAN);
    assert_int_equal(found.inputs, 1100);
    assert_int_equal(found.merged, 401); /* and a SEAL */
    assert_true(interrupted > 100);
}

/* A write that fails ends the journal, as a sync does: nothing is tried again. */
static void test_a_failed_write_is_the_end(void **state)
{
    (void)state;
    static struct vx_writer w;
    const struct vx_writer_config config = kit_config(&io);
    assert_int_equal(vx_writer_open(&w, &config, &(struct vx_journal_place){0}, false), 0);
    kit_append(&w);
    fail_at = (int)calls + 1;
    fail_with = EIO;
    assert_int_equal(vx_writer_sync(&w), VX_E_SYSTEM);
    assert_true(vx_writer_has_failed(&w));
    assert_non_null(strstr(w.text, "journal-00000001.vxj"));
    assert_int_equal(vx_writer_flush(&w), VX_E_SYSTEM);
    assert_int_equal(vx_writer_synced_seq(&w), 0);
    vx_writer_abandon(&w);
    assert_int_equal(kit_read(&io).inputs, 1); /* it is in the tail all the same */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_short_and_interrupted),
        TEST(test_an_error_is_not_a_short_call),
        TEST(test_a_journal_through_them),
        TEST(test_a_failed_write_is_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
