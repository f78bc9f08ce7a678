/*
 * test_sink.c: bundles in a file: the format, links and folders refused, a full disk.
 */
#include "../session/rig.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/pipeline/sink.h"

/* What the next writes to the sink's file come to, in turn: bytes, or what errno says. */
static const struct outcome {
    ssize_t bytes;
    int error;
} * outcomes;
static unsigned outcomes_left;
static bool fcntl_fails;

ssize_t __real_write(int fd, const void *from, size_t bytes);
ssize_t __wrap_write(int fd, const void *from, size_t bytes);
ssize_t __wrap_write(int fd, const void *from, size_t bytes)
{
    if (outcomes_left == 0)
        return __real_write(fd, from, bytes);
    const struct outcome o = *outcomes++;
    outcomes_left--;
    errno = o.error;
    return o.bytes <= 0 ? o.bytes : __real_write(fd, from, (size_t)o.bytes);
}

int __real_fcntl(int fd, int what, ...);
int __wrap_fcntl(int fd, int what, ...);
int __wrap_fcntl(int fd, int what, ...)
{
    va_list args;
    va_start(args, what);
    const int flags = va_arg(args, int);
    va_end(args);
    errno = EIO;
    return fcntl_fails ? -1 : __real_fcntl(fd, what, flags);
}

struct place {
    char folder[64];
    char file[96];
};

static int set_up(void **state)
{
    struct place *p = test_calloc(1, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "/tmp/vx-sink-XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    snprintf(p->file, sizeof p->file, "%s/out", p->folder);
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    struct place *p = *state;
    unlink(p->file);
    const int rc = rmdir(p->folder);
    test_free(p);
    return rc;
}

static unsigned char *read_file(const char *path, size_t *bytes)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    *bytes = (size_t)ftell(f);
    rewind(f);
    unsigned char *all = test_malloc(*bytes);
    assert_int_equal(fread(all, 1, *bytes, f), *bytes);
    fclose(f);
    return all;
}

static void run_session(const char *file)
{
    struct rig r;
    rig_open_virtual(&r);
    rig_set(&r, VX_SET_SINK, 1);
    assert_int_equal(r.session.ops->set_text(r.session.self, VX_SET_SINK_FILE, file), 0);
    rig_start(&r);
    rig_type_pattern(&r, 100, US);
    rig_stop(&r);
    assert_int_equal(vx_get(&r.panel->output.errors), 0);
    assert_int_equal(vx_get(&r.panel->output.bytes),
                     vx_get(&r.panel->output.bundles) * sizeof(struct vx_bundle));
    vx_session_close(&r.session);
}

static void test_the_file_holds_every_report_in_order(void **state)
{
    struct place *p = *state;
    struct stat st;
    uint32_t word;
    size_t bytes;
    run_session(p->file);
    assert_int_equal(stat(p->file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    unsigned char *all = read_file(p->file, &bytes);
    assert_memory_equal(all, "VXBUNDLE", 8);
    memcpy(&word, all + 8, 4);
    assert_int_equal(word, 1);
    memcpy(&word, all + 12, 4);
    assert_int_equal(word, 0x01020304);
    memcpy(&word, all + 16, 4);
    assert_int_equal(word, sizeof(struct vx_bundle));
    memcpy(&word, all + 20, 4);
    assert_int_equal(word, sizeof(struct vx_report));
    memcpy(&word, all + 24, 4);
    assert_int_equal(word, 100);
    assert_int_equal((bytes - VX_SINK_HEADER_BYTES) % sizeof(struct vx_bundle), 0);
    uint64_t reports = 0, answers = 0;
    for (size_t at = VX_SINK_HEADER_BYTES; at < bytes; at += sizeof(struct vx_bundle)) {
        struct vx_bundle b;
        memcpy(&b, all + at, sizeof b);
        assert_int_equal(b.first, reports + 1);
        assert_in_range(b.count, 1, VX_BUNDLE_MAX);
        for (unsigned i = 0; i < b.count; i++)
            answers += (b.report[i].kind & VX_REPORT_ANSWER) != 0;
        for (unsigned i = b.count; i < VX_BUNDLE_MAX; i++)
            assert_int_equal(b.report[i].kind, 0);
        reports += b.count;
    }
    assert_int_equal(answers, 100);
    test_free(all);
}

static void test_the_same_session_gives_the_same_bytes(void **state)
{
    struct place *p = *state;
    size_t a_bytes, b_bytes;
    run_session(p->file);
    unsigned char *a = read_file(p->file, &a_bytes);
    run_session(p->file); /* made anew */
    unsigned char *b = read_file(p->file, &b_bytes);
    assert_int_equal(a_bytes, b_bytes);
    assert_memory_equal(a, b, a_bytes);
    test_free(a);
    test_free(b);
}

static void expect_refused(const char *file, const char *says)
{
    struct rig r;
    char why[256] = "";
    rig_open_virtual(&r);
    rig_set(&r, VX_SET_SINK, 1);
    r.session.ops->set_text(r.session.self, VX_SET_SINK_FILE, file);
    assert_int_equal(r.session.ops->start(r.session.self, why, sizeof why), VX_E_SYSTEM);
    if (!strstr(why, says) || !strstr(why, file))
        fail_msg("%s", why);
    vx_session_close(&r.session);
}

static void test_what_cannot_be_written_is_said_at_the_start(void **state)
{
    struct place *p = *state;
    char gone[128];
    snprintf(gone, sizeof gone, "%s/none/out", p->folder);
    expect_refused(gone, "No such file");
    expect_refused(p->folder, "Is a directory");
    assert_int_equal(symlink("/tmp/elsewhere", p->file), 0);
    expect_refused(p->file, "it is a link");
    unlink(p->file);
    assert_int_equal(mkfifo(p->file, 0600), 0);
    expect_refused(p->file, "a pipe that nobody reads");
}

/* A file may grow no further: bundles are given up and counted, the file ends in a whole one. */
static void test_a_full_disk_loses_whole_bundles_and_counts_them(void **state)
{
    struct place *p = *state;
    struct rlimit before, small;
    struct rig r;
    size_t bytes;
    getrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_IGN);
    rig_open_virtual(&r);
    rig_set(&r, VX_SET_SINK, 1);
    r.session.ops->set_text(r.session.self, VX_SET_SINK_FILE, p->file);
    rig_start(&r);
    small = before;
    small.rlim_cur = VX_SINK_HEADER_BYTES + VX_SINK_BYTES + VX_SINK_BYTES / 2 + 100;
    setrlimit(RLIMIT_FSIZE, &small);
    rig_control(&r, VX_CTL_BURST, 3 * VX_SINK_BUNDLES * VX_BUNDLE_MAX, 0);
    rig_stop(&r); /* orders are not the file's hostages */
    setrlimit(RLIMIT_FSIZE, &before);
    rig_expect_logged(&r, "bundles not written: File too large");
    assert_true(vx_get(&r.panel->output.errors) >= VX_SINK_BUNDLES);
    assert_int_equal(vx_get(&r.panel->output.bytes) / sizeof(struct vx_bundle) +
                         vx_get(&r.panel->output.errors),
                     vx_get(&r.panel->output.bundles));
    vx_session_close(&r.session);
    test_free(read_file(p->file, &bytes));
    assert_int_equal((bytes - VX_SINK_HEADER_BYTES) % sizeof(struct vx_bundle), 0);
    assert_true(bytes > VX_SINK_HEADER_BYTES);
}

/* ---- the sink alone ---- */

static void open_sink(struct vx_sink *s, struct vx_bundle *buffer, const char *path)
{
    char err[256] = "";
    *s = (struct vx_sink){.buffer = buffer, .tick = 100};
    assert_int_equal(vx_sink_open(s, path, err, sizeof err), 0);
    assert_string_equal(err, "");
}

/* Interrupted, then a part, then the rest: nothing is lost and nothing is there twice. */
static void test_writes_in_parts_and_interrupted(void **state)
{
    static const struct outcome in_parts[] = {{-1, EINTR}, {100, 0}, {-1, EINTR}};
    struct place *p = *state;
    static struct vx_bundle buffer[VX_SINK_BUNDLES];
    struct vx_bundle b = {.first = 7, .count = 3};
    struct vx_sink s;
    size_t bytes;
    open_sink(&s, buffer, p->file);
    vx_sink_put(&s, &b);
    outcomes = in_parts;
    outcomes_left = VX_LEN(in_parts);
    vx_sink_flush(&s);
    assert_int_equal(outcomes_left, 0);
    assert_int_equal(s.bundles, 1);
    assert_int_equal(s.errors, 0);
    vx_sink_close(&s);
    unsigned char *all = read_file(p->file, &bytes);
    assert_int_equal(bytes, VX_SINK_HEADER_BYTES + sizeof b);
    assert_memory_equal(all + VX_SINK_HEADER_BYTES, &b, sizeof b);
    test_free(all);
}

/* A write that takes nothing is an error; what is written next begins where the last whole ended.
 */
static void test_a_write_that_takes_nothing(void **state)
{
    static const struct outcome nothing[] = {{10, 0}, {0, 0}};
    struct place *p = *state;
    static struct vx_bundle buffer[VX_SINK_BUNDLES];
    struct vx_bundle b = {.first = 7, .count = 3};
    struct vx_sink s;
    size_t bytes;
    open_sink(&s, buffer, p->file);
    outcomes = nothing;
    outcomes_left = VX_LEN(nothing);
    vx_sink_put(&s, &b);
    vx_sink_flush(&s);
    assert_int_equal(s.errors, 1);
    assert_int_equal(s.last_error, EIO);
    b.first = 8;
    vx_sink_put(&s, &b);
    vx_sink_close(&s);
    unsigned char *all = read_file(p->file, &bytes);
    assert_int_equal(bytes, VX_SINK_HEADER_BYTES + sizeof b);
    assert_memory_equal(all + VX_SINK_HEADER_BYTES, &b, sizeof b);
    test_free(all);
}

/* A pipe cannot be cut back: its bundles are given up all the same. */
static void test_a_pipe_whose_reader_went(void **state)
{
    static const struct outcome broken[] = {{-1, EPIPE}};
    struct place *p = *state;
    static struct vx_bundle buffer[VX_SINK_BUNDLES];
    const struct vx_bundle b = {.first = 7, .count = 3};
    struct vx_sink s;
    assert_int_equal(mkfifo(p->file, 0600), 0);
    const int reader = open(p->file, O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);
    open_sink(&s, buffer, p->file);
    vx_sink_put(&s, &b);
    outcomes = broken;
    outcomes_left = VX_LEN(broken);
    vx_sink_flush(&s);
    assert_int_equal(s.errors, 1);
    assert_int_equal(s.last_error, EPIPE);
    assert_int_equal(s.held, 0);
    vx_sink_close(&s);
    close(reader);
}

static void test_a_sink_that_cannot_begin(void **state)
{
    struct place *p = *state;
    char err[256], wanted[256];
    struct vx_sink s = {.tick = 100};
    assert_int_equal(vx_sink_open(&s, "/dev/full", err, sizeof err), VX_E_SYSTEM);
    assert_string_equal(err, "output.file: cannot write '/dev/full': No space left on device");
    assert_int_equal(s.fd, -1);
    fcntl_fails = true;
    assert_int_equal(vx_sink_open(&s, p->file, err, sizeof err), VX_E_SYSTEM);
    fcntl_fails = false;
    snprintf(wanted, sizeof wanted, "output.file: cannot write '%s': Input/output error", p->file);
    assert_string_equal(err, wanted);
    assert_int_equal(s.fd, -1);
    assert_int_equal(vx_sink_open(&s, "", err, sizeof err), 0); /* no file: no sink */
    assert_int_equal(s.fd, -1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_file_holds_every_report_in_order),
        TEST(test_the_same_session_gives_the_same_bytes),
        TEST(test_what_cannot_be_written_is_said_at_the_start),
        TEST(test_a_full_disk_loses_whole_bundles_and_counts_them),
        TEST(test_writes_in_parts_and_interrupted),
        TEST(test_a_write_that_takes_nothing),
        TEST(test_a_pipe_whose_reader_went),
        TEST(test_a_sink_that_cannot_begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
