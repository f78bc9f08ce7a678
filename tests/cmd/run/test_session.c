/* The commands over the real engine, on both clocks. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cmd/act/verbs.h"
#include "cmd/run/interp.h"
#include "cmd/run/script.h"
#include "cmd/show/status.h"
#include "core/session/engine.h"
#include "tests/cmd/json_check.h"

#define OK       VX_EXIT_OK
#define TEXT_MAX 65536u

struct real {
    struct vx_session session;
    struct vx_interp *in;
    char text[TEXT_MAX]; /* what was said; the beginning of it */
    size_t len;
};

static void hear(void *ctx, enum vx_line_kind kind, const char *text)
{
    struct real *r = ctx;
    int n = snprintf(r->text + r->len, TEXT_MAX - r->len, "%s%s\n",
                     kind == VX_SAY_ERROR ? "! " : "", text);
    if (n > 0 && r->len + (size_t)n < TEXT_MAX)
        r->len += (size_t)n;
}

static void open_real(struct real *r, bool live)
{
    memset(r, 0, sizeof *r);
    assert_int_equal(
        live ? vx_session_open_live(&r->session) : vx_session_open_virtual(&r->session), 0);
    const struct vx_interp_options options = {.session = &r->session,
                                              .verbs = vx_verbs,
                                              .say = hear,
                                              .say_ctx = r,
                                              .max_time_ns = 60000000000u};
    assert_int_equal(vx_interp_open(&r->in, &options), 0);
}

static void close_real(struct real *r)
{
    char why[256] = "";
    if (r->session.started && r->session.ops->stop(r->session.self, why, sizeof why) < 0)
        fail_msg("%s", why);
    vx_interp_close(r->in);
    vx_session_close(&r->session);
}

static void run(struct real *r, const char *text)
{
    r->len = 0;
    r->text[0] = '\0';
    if (vx_interp_text(r->in, text, "t.vx") != OK)
        fail_msg("%s\n%s", text, r->text);
}

static struct real real;

/* The words of the contract, as they stand there. */
static void test_the_demo(void **state)
{
    (void)state;
    open_real(&real, false);
    run(&real, "let X = 5\n"
               "buy $X @ 100.25 as b1\n"
               "expect book.bid.price == 100.25\n"
               "sell 20 market; expect order.b1.status == filled && order.b1.filled == 5\n"
               "buy 5 @ 100.25 as b2; replace b2 price=100.30; expect book.bid.price == 100.30\n"
               "rate 50k; rate x2; flow flash-crash; seed 42; flow market\n"
               "wait 2s\n"
               "until book.bid.qty >= 1 timeout 2s\n"
               "burst 10k over 5ms; pause; step 1000; resume; run 1ms; resume\n"
               "stall output 20ms; wait 25ms\n"
               "show book 10; show rings; show bundles; show latency; show stages; show orders\n"
               "watch latency every 1ms count 2; alert ring.ingress.util > 0.8 do bell\n"
               "rate 0; cancel all; wait 10ms\n"
               "halt on; buy 1 @ 100 as no; expect order.no.reason == halted; halt off\n"
               "expect engine.conserved == 1; expect book.orders == 0; hash");
    close_real(&real);
}

/* What an order has met is said with its value, so that one knows what would be right. */
/* The line fails, and says so. */
static void run_wrong(struct real *r, const char *text, const char *said)
{
    r->len = 0;
    r->text[0] = '\0';
    assert_int_not_equal(vx_interp_text(r->in, text, "t.vx"), OK);
    if (!strstr(r->text, said))
        fail_msg("%s\n%s", text, r->text);
    vx_interp_close(r->in);
    const struct vx_interp_options options = {
        .session = &r->session, .verbs = vx_verbs, .say = hear, .say_ctx = r};
    assert_int_equal(vx_interp_open(&r->in, &options), 0);
}

/* One that is refused because of its id, or whose id is given to another order later. */
static void test_a_name_is_never_another_orders(void **state)
{
    (void)state;
    open_real(&real, false);
    run(&real, "buy 1 @ 98 id=900 as x; buy 2 @ 97 id=900 as y\n"
               "expect order.x.status == live; expect order.y.status == rejected\n");
    run_wrong(&real, "cancel y", "'y' was rejected, and id 900 is another order");
    run(&real, "expect order.900.status == live; cancel 900\n"
               "buy 1 @ 98 id=900 as x; cancel x; buy 3 @ 96 id=900\n");
    run_wrong(&real, "cancel x", "no order is called 'x'");
    run(&real, "expect order.900.status == live\n"
               "pause; buy 1 @ 98 id=901 as x; cancel 901; buy 2 @ 97 id=901; resume\n"
               "wait 1ms; expect order.901.status == live\n");
    run_wrong(&real, "cancel x", "no order is called 'x'");
    run(&real, "expect order.901.status == live\n");
    close_real(&real);
}

static void test_a_refusal_says_the_limit(void **state)
{
    static const struct {
        const char *order, *said;
    } refused[] = {
        {"buy 5 @ 200", "risk-collar (further from the reference price than risk.collar): "
                        "risk.collar is 0.2, now 80.40 to 120.60\n"},
        {"set risk.qty.max 10; buy 20 @ 100",
         "risk-qty (more than risk.qty.max in one order): risk.qty.max is 10\n"},
        {"set risk.open.max 2; buy 1 @ 100", "risk.open.max is 2\n"},
        {"cancel 9", "unknown-id (no resting order has this id)\n"},
    };
    (void)state;
    open_real(&real, false);
    run(&real, "buy 5 @ 100; sell 5 @ 101");
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        run(&real, refused[i].order);
        assert_non_null(strstr(real.text, refused[i].said));
    }
    close_real(&real);
}

static void hash_of(const char *text, char *buf, size_t size)
{
    open_real(&real, false);
    run(&real, text);
    run(&real, "let S = state.hash; let O = output.hash; let N = engine.now; echo $S $O $N");
    const char *last = strrchr(real.text, '0');
    assert_non_null(last);
    const char *line = strstr(real.text, "ok let N");
    snprintf(buf, size, "%s", strchr(line, '\n') + 1);
    close_real(&real);
}

#define LOADED "set backpressure wait; seed 42; rate 100k; wait 20ms; buy 5 @ 99.50 as b1\n"
#define REST   "wait 20ms; cancel b1; burst 2k over 1ms; wait 10ms; rate 0; wait 1ms"

static void test_looking_changes_nothing(void **state)
{
    char plain[128], looked[128];
    (void)state;
    hash_of(LOADED REST, plain, sizeof plain);
    hash_of(LOADED "watch book every 137us; watch latency every 211us count 50\n"
                   "alert book.spread > 0.02; show book 50; expect book.orders > 0\n"
                   "until 1 == 1; expect 1 == 1 within 1ms; hash; show orders\n" REST,
            looked, sizeof looked);
    assert_string_equal(plain, looked);
    hash_of(LOADED "at 40ms cancel b1; at 40ms 'burst 2k over 1ms'; at 50ms rate 0\n"
                   "wait until 51ms",
            looked, sizeof looked);
    assert_string_equal(plain, looked);
    hash_of("seed 43;" LOADED, looked, sizeof looked);
    assert_string_not_equal(plain, looked);
}

static void test_a_recording_plays_the_same(void **state)
{
    char folder[] = "/tmp/velox-session.XXXXXX", text[512], first[128], second[128];
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(text, sizeof text, "record %s/r.vx; " LOADED REST "; record off", folder);
    hash_of(text, first, sizeof first);
    snprintf(text, sizeof text, "source %s/r.vx", folder);
    hash_of(text, second, sizeof second);
    assert_string_equal(first, second);
    snprintf(text, sizeof text, "rm -rf %s", folder);
    assert_int_equal(system(text), 0);
}

/* The first moment at which something is so, not a frame later. */
static void test_until_is_exact(void **state)
{
    (void)state;
    open_real(&real, false);
    run(&real, "rate 100k; until trades.count >= 10 timeout 1s; expect trades.count == 10");
    run(&real, "until book.answered >= 1234; expect book.answered == 1234");
    close_real(&real);
}

static void test_the_shipped_session(void **state)
{
    char text[2048];
    const char *folder = getenv("VX_SRCDIR");
    (void)state;
    if (!folder)
        skip();
    open_real(&real, false);
    snprintf(text, sizeof text,
             "feed lobster \"%s/share/data/demo_message.csv\" "
             "book=\"%s/share/data/demo_orderbook.csv\" verify=on\n"
             "expect feed.rows.equal == feed.rows.compared && feed.rows.compared >= 100\n"
             "expect feed.aggressors.exact == feed.aggressors",
             folder, folder);
    run(&real, text);
    close_real(&real);
}

static void test_the_real_clock(void **state)
{
    (void)state;
    open_real(&real, true);
    run(&real,
        "set engine.topology shared; rate 10k\n"
        "buy 5 @ 90 as b; expect order.b.status == live within 30s\n"
        "at +2ms cancel b; alert book.orders > 0; wait 20ms\n"
        "expect order.b.status == cancelled within 30s\n"
        "until ingress.load > 100 timeout 30s; watch book.orders every 1ms count 2; wait 5ms\n"
        "pause; buy 1 @ 90 as p; resume; expect order.p.status == live within 30s\n"
        "step 5; resume; rate 0; cancel all; halt on; halt off; wait 5ms\n"
        "until book.answered == ingress.sequenced timeout 30s");
    close_real(&real);
}

/* ---- status lines ---- */

/* What a run of status lines writes to stdout. */
static void status_lines(enum vx_format format, char *buf, size_t size)
{
    char path[] = "/tmp/velox-status.XXXXXX", why[256];
    const volatile sig_atomic_t stop = 0;
    struct vx_session session;
    int fd = mkstemp(path), old = dup(STDOUT_FILENO);
    assert_true(fd >= 0 && old >= 0);
    assert_int_equal(vx_session_open_virtual(&session), 0);
    session.ops->control(session.self, VX_CTL_RATE, 100000, 0);
    assert_int_equal(session.ops->start(session.self, why, sizeof why), 0);
    fflush(stdout);
    dup2(fd, STDOUT_FILENO);
    int status = vx_status_run(&session, format, true, 0, &stop);
    fflush(stdout);
    dup2(old, STDOUT_FILENO);
    ssize_t n = pread(fd, buf, size - 1, 0);
    buf[n > 0 ? n : 0] = '\0';
    close(fd);
    close(old);
    unlink(path);
    vx_session_close(&session);
    assert_int_equal(status, OK);
}

static void test_status_lines(void **state)
{
    char text[4096];
    (void)state;
    status_lines(VX_FORMAT_TEXT, text, sizeof text);
    assert_non_null(strstr(text, "asked/s through/s  drops/s"));
    assert_non_null(strstr(text, "\n 200.0 ms   run     100k"));
    status_lines(VX_FORMAT_CSV, text, sizeof text);
    assert_int_equal(strncmp(text, "now_ns,state,rate,through,", 26), 0);
    assert_non_null(strstr(text, "\n200000000,run,100000,"));
    status_lines(VX_FORMAT_JSON, text, sizeof text);
    text[strcspn(text, "\n")] = '\0';
    assert_true(is_json_object(text));
    assert_non_null(strstr(text, "\"state\":\"run\",\"rate\":100000,"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_demo),
        cmocka_unit_test(test_a_name_is_never_another_orders),
        cmocka_unit_test(test_a_refusal_says_the_limit),
        cmocka_unit_test(test_looking_changes_nothing),
        cmocka_unit_test(test_a_recording_plays_the_same),
        cmocka_unit_test(test_until_is_exact),
        cmocka_unit_test(test_the_shipped_session),
        cmocka_unit_test(test_the_real_clock),
        cmocka_unit_test(test_status_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
