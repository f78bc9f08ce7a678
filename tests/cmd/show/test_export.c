/* Files that are written: exports, recordings. */
#include "config.h"

#include "tests/cmd/harness.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/telemetry/metric.h"
#include "tests/cmd/json_check.h"

#define OK VX_EXIT_OK

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/velox-export.XXXXXX");
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return chdir("/") == 0 ? system(command) : -1;
}

static const char *contents(const char *path)
{
    static char text[1 << 16];
    FILE *in = fopen(path, "r");
    if (!in)
        fail_msg("no file %s", path);
    size_t n = fread(text, 1, sizeof text - 1, in);
    text[n] = '\0';
    fclose(in);
    return text;
}

static void record_latencies(struct vx_panel *panel)
{
    for (uint64_t i = 1; i <= 1000; i++)
        vx_hist_record(&panel->latency[VX_LATENCY_E2E], i * 1000);
}

/* ---- exports ---- */

static void test_tables(void **state)
{
    struct harness h;
    (void)state;
    harness_open(&h, NULL);
    expect_run(&h, "buy 5 @ 100 as a; sell 2 @ 100; sell 4 @ 100.05", OK, NULL, "");
    expect_run(&h, "export book b.csv; export trades t.csv; export orders o.csv", OK,
               "ok export book b.csv\nok export trades t.csv\nok export orders o.csv\n", "");
    assert_string_equal(contents("b.csv"),
                        "side,price,lots,orders\nbid,100.00,3,1\nask,100.05,4,1\n");
    assert_string_equal(contents("t.csv"), "time,side,qty,price,resting,taker,instr\n"
                                           "0,sell,2,100.00,1,2,0\n");
    assert_non_null(strstr(contents("o.csv"), "\na,1,buy,100.00,5,2,100.00,3,0,live,\n"));
    expect_run(&h, "export book b.json; export metrics m.dat csv; export latency l JSON", OK, NULL,
               "");
    char *json = strdup(contents("b.json"));
    assert_non_null(json);
    json[strcspn(json, "\n")] = '\0';
    assert_true(is_json_object(json));
    assert_non_null(strstr(json, "\"what\":\"book\",\"now_ns\":0,\"rows\":[{\"side\":\"bid\","));
    free(json);
    assert_non_null(strstr(contents("m.dat"), "\nbook.bid.price,100.00,price\n"));
    assert_non_null(strstr(contents("l"), "\"latency\":\"e2e\""));
    harness_close(&h);
}

static void test_a_file_is_replaced_whole(void **state)
{
    struct harness h;
    struct stat st;
    unsigned files = 0;
    (void)state;
    harness_open(&h, NULL);
    expect_run(&h, "export book whole.csv; buy 1 @ 99; export book whole.csv", OK, NULL, "");
    assert_string_equal(contents("whole.csv"), "side,price,lots,orders\nbid,99.00,1,1\n");
    assert_int_equal(stat("whole.csv", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    DIR *dir = opendir(".");
    for (struct dirent *e; (e = readdir(dir)) != NULL;)
        files += strncmp(e->d_name, "whole.csv", 9) == 0;
    closedir(dir);
    assert_int_equal(files, 1); /* nothing temporary is left */
    expect_run(&h, "export book /no/such/x.csv", VX_EXIT_ERROR, "",
               "t.vx:1:13: error: cannot write '/no/such/x.csv': No such file or directory\n"
               "export book /no/such/x.csv\n            ^\n");
    harness_close(&h);
}

/* A thousand values of 1 to 1000 us: what HdrHistogram itself would print. */
static void test_hgrm(void **state)
{
    struct harness h;
    (void)state;
    harness_open(&h, NULL);
    record_latencies(h.fake->panel);
    expect_run(&h, "export latency l.hgrm", OK, NULL, "");
    const char *text = contents("l.hgrm");
    assert_int_equal(
        strncmp(text, "       Value     Percentile TotalCount 1/(1-Percentile)\n\n", 57), 0);
    assert_non_null(strstr(text, "\n     401.407 0.400000000000        401           1.67\n"
                                 "     503.807 0.500000000000        503           2.00\n"));
    assert_non_null(strstr(text, "\n     901.119 0.900000000000        901          10.00\n"));
    assert_non_null(strstr(text, "\n    1000.000 1.000000000000       1000\n"));
    assert_non_null(strstr(text, "#[Max     =     1000.000, Total count    =         1000]"));
    double last = -1, value, level;
    int lines = 0;
    for (const char *p = strchr(text, '\n') + 2; *p && *p != '#'; p = strchr(p, '\n') + 1) {
        assert_int_equal(sscanf(p, "%lf %lf", &value, &level), 2);
        assert_true(level > last);
        last = level;
        lines++;
    }
    assert_true(lines > 25);
    expect_run(&h, "export latency empty.hgrm of=ingress", OK, NULL, "");
    assert_non_null(strstr(contents("empty.hgrm"), "Total count    =            0]"));
    harness_close(&h);
}

static void test_svg(void **state)
{
    struct harness h;
    int open = 0;
    (void)state;
    harness_open(&h, NULL);
    record_latencies(h.fake->panel);
    expect_run(&h, "export latency l.svg", OK, NULL, "");
    const char *text = contents("l.svg");
    assert_non_null(strstr(text, "<svg xmlns='http://www.w3.org/2000/svg'"));
    assert_non_null(strstr(text, ">e2e</text>"));
    assert_non_null(strstr(text, "p99 "));
    assert_non_null(strstr(text, "<polyline"));
    for (const char *p = text; *p; p++) {
        open += *p == '<';
        open -= *p == '>';
        assert_true(open == 0 || open == 1);
    }
    assert_int_equal(strcmp(text + strlen(text) - 7, "</svg>\n"), 0);
    harness_close(&h);
}

/* ---- a frozen view ---- */

static void keep_export(struct harness *h, const char *to)
{
    char *book = strdup(contents("f.csv"));
    expect_run(h, to, OK, NULL, "");
    assert_string_equal(book, contents("f.csv"));
    free(book);
}

static void test_exports_of_a_frozen_view(void **state)
{
    struct harness h;
    (void)state;
    harness_open(&h, NULL);
    expect_run(&h, "buy 5 @ 100 as a; sell 2 @ 100; wait 3ms; freeze on", OK, NULL, "");
    expect_run(&h, "export book f.csv; sell 1 @ 100; buy 7 @ 99; wait 5ms", OK, NULL, "");
    keep_export(&h, "export book f.csv");
    assert_string_equal(contents("f.csv"), "side,price,lots,orders\nbid,100.00,3,1\n");
    expect_run(&h, "export trades f.csv; freeze on", OK, NULL, "");
    assert_null(strstr(contents("f.csv"), ",sell,1,100.00,"));
    expect_run(&h, "export orders f.csv", OK, NULL, "");
    assert_non_null(strstr(contents("f.csv"), "\na,1,buy,100.00,5,2,100.00,3,0,live,\n"));
    expect_run(&h, "export metrics f.json; export latency f.hgrm", OK, NULL, "");
    assert_non_null(strstr(contents("f.json"), "\"now_ns\":3000000,"));
    expect_run(&h, "show book", OK, NULL, "");
    assert_non_null(strstr(h.out, " 99.00"));
    expect_run(&h, "freeze off; export book f.csv", OK, NULL, "");
    assert_string_equal(contents("f.csv"),
                        "side,price,lots,orders\nbid,100.00,2,1\nbid,99.00,7,1\n");
    harness_close(&h);
}

static void print_form(void *ui, FILE *out, enum vx_screen_form form)
{
    static const char *const names[] = {"text", "ansi", "svg"};
    fprintf(out, "%s %s\n", (const char *)ui, names[form]);
}

static void an_old_view(void *ui, struct vx_view *view)
{
    (void)ui;
    memset(view, 0, sizeof *view);
    view->taken_ns = 42;
}

static void test_the_screen(void **state)
{
    struct harness h;
    char name[] = "screen";
    const struct vx_line_screen screen = {.ui = name, .print = print_form, .shown = an_old_view};
    (void)state;
    harness_open(&h, NULL);
    expect_run(&h, "export screen s.txt", VX_EXIT_ERROR, "",
               "t.vx:1:8: error: there is no screen here: the console has one\n"
               "export screen s.txt\n       ^\n");
    harness_close(&h);
    harness_open(&h, NULL);
    vx_interp_screen(h.in, &screen);
    expect_run(&h, "export screen s.txt; export screen s.ans; export screen s.svg", OK, NULL, "");
    assert_string_equal(contents("s.txt"), "screen text\n");
    assert_string_equal(contents("s.ans"), "screen ansi\n");
    assert_string_equal(contents("s.svg"), "screen svg\n");
    expect_run(&h, "export screen s.x ansi; wait 1ms; freeze on; export metrics f.json", OK, NULL,
               "");
    assert_string_equal(contents("s.x"), "screen ansi\n");
    assert_non_null(strstr(contents("f.json"), "\"now_ns\":42,"));
    vx_interp_screen(h.in, NULL);
    expect_run(&h, "export screen s.txt", VX_EXIT_ERROR, NULL, NULL);
    harness_close(&h);
}

/* ---- recordings ---- */

static void test_recording(void **state)
{
    struct harness h;
    (void)state;
    harness_open(&h, NULL);
    expect_run(&h,
               "set engine.tick 0.05; set backpressure wait; record r.vx; rate 5k; set ring.book "
               "64; wait 5ms; let P = 100.05\nbuy 5 @ $P as b1; show book; expect 1 == 1\n"
               "alias two 'buy 1 @ 99 as \"x1\"; cancel x1'; two; wait 1ms\n"
               "run 2ms; feed lobster a.csv wait=off; set fps 10; set risk.qty.max 5k\n"
               "at 9ms buy 2 @ 98; wait 3ms; record off; buy 1 @ 97",
               OK, NULL, "");
    assert_string_equal(contents("r.vx"), "# velox recording\n# version " PACKAGE_VERSION "\n"
                                          "set engine.tick 0.05\nset backpressure wait\n"
                                          "seed 1\nflow market\nrate 0\n"
                                          "rate 5k\nset ring.book 64\n"
                                          "at 5ms buy 5 @ 100.05 as b1\n"
                                          "at 5ms buy 1 @ 99 as x1\nat 5ms cancel x1\n"
                                          "at 6ms resume\nat 8ms pause\n"
                                          "at 8ms feed lobster \"a.csv\" wait=off\n"
                                          "at 8ms set risk.qty.max 5k\n"
                                          "at 9ms buy 2 @ 98\n"
                                          "wait until 11ms\n");
    harness_close(&h);
}

/* What a recording says is what the session that plays it is told. */
static void test_a_recording_repeats(void **state)
{
    struct harness h;
    (void)state;
    harness_open(&h, NULL);
    expect_run(&h,
               "record again.vx; set engine.instruments 2; rate 5k; wait 3ms\n"
               "buy 9 @ 100 as a; sell 4 @ 100; buy 3 @ 99.5 instr=1 owner=4; wait 2ms\n"
               "replace a qty=2; sell 1 @ 101 tif=post as \"s-1\"; wait 1ms; record off",
               OK, NULL, "");
    uint64_t hash = vx_get(&h.fake->panel->book.hash), now = h.fake->now_ns;
    harness_close(&h);
    harness_open(&h, NULL);
    assert_int_equal(vx_interp_file(h.in, "again.vx"), OK);
    assert_string_equal(h.err, "");
    assert_int_equal(vx_get(&h.fake->panel->book.hash), hash);
    assert_int_equal(h.fake->now_ns, now);
    expect_run(&h, "expect order.a.leaves == 2 && order.s-1.status == live", OK, NULL, "");
    harness_close(&h);
}

static void test_a_recording_begun_late(void **state)
{
    struct harness h;
    (void)state;
    harness_open(&h, NULL);
    expect_run(&h, "seed 7; flow quiet; rate max; wait 5ms; record late.vx; pause", OK, NULL, "");
    assert_non_null(strstr(contents("late.vx"),
                           "# begun 5ms after the start: what was done before is not in it\n"
                           "set backpressure drop\nseed 7\nflow quiet\nrate max\nat 5ms pause\n"));
    harness_close(&h); /* closing ends it as `record off` does */
    assert_non_null(strstr(contents("late.vx"), "at 5ms pause\nwait until 5ms\n"));
}

static void test_recordings_that_cannot_be(void **state)
{
    struct harness h;
    struct vx_front front;
    const struct vx_interp_options options = {.keep_going = true};
    (void)state;
    harness_open(&h, &options);
    harness_run(&h, "record off");
    assert_non_null(strstr(h.err, "nothing is being recorded"));
    harness_run(&h, "record /no/such/r.vx");
    assert_non_null(strstr(h.err, "cannot write '/no/such/r.vx': No such file"));
    assert_int_equal(symlink("/tmp/elsewhere", "link.vx"), 0);
    harness_run(&h, "record link.vx");
    assert_non_null(strstr(h.err, "cannot write 'link.vx'"));
    assert_true(vx_interp_record(h.in, "/no/such/r.vx") < 0);
    assert_int_equal(vx_interp_record(h.in, "given.vx"), 0);
    vx_interp_front(h.in, &front);
    assert_true(front.recording);
    harness_run(&h, "record /dev/full");
    assert_non_null(strstr(h.err, "cannot write '/dev/full': No space left"));
    vx_interp_front(h.in, &front);
    assert_false(front.recording);
    harness_close(&h);
}

/* No file may grow: as on a disk that is full. */
static void run_without_room(struct harness *h, const char *line)
{
    struct rlimit was, none;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    none = (struct rlimit){.rlim_cur = 0, .rlim_max = was.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &none);
    harness_run(h, line);
    setrlimit(RLIMIT_FSIZE, &was);
}

static void test_a_recording_without_room_leaves_nothing(void **state)
{
    struct harness h;
    const struct vx_interp_options options = {.keep_going = true};
    (void)state;
    FILE *own = fopen("own.vx", "w");
    assert_non_null(own);
    fclose(own);
    harness_open(&h, &options);
    run_without_room(&h, "record new.vx");
    assert_non_null(strstr(h.err, "cannot write 'new.vx': File too large"));
    assert_int_equal(access("new.vx", F_OK), -1);
    run_without_room(&h, "record own.vx");
    assert_non_null(strstr(h.err, "cannot write 'own.vx': File too large"));
    assert_int_equal(access("own.vx", F_OK), 0);
    harness_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_a_file_is_replaced_whole),
        cmocka_unit_test(test_hgrm),
        cmocka_unit_test(test_svg),
        cmocka_unit_test(test_exports_of_a_frozen_view),
        cmocka_unit_test(test_the_screen),
        cmocka_unit_test(test_recording),
        cmocka_unit_test(test_a_recording_repeats),
        cmocka_unit_test(test_a_recording_begun_late),
        cmocka_unit_test(test_recordings_that_cannot_be),
        cmocka_unit_test(test_a_recording_without_room_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
