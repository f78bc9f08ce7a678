/*
 * bench_console.c: what the console costs: of a core, of the line to the terminal, of the engine's
 * throughput; how fast the first frame and the answer to a key are.  It runs velox on a pty and
 * reads what comes, as a terminal would.
 *
 *   bench_console [--rounds N] [--json] [--velox PATH]
 *
 * Throughput is paired: the same commands are typed into a console and given to a batch, at rate
 * max, in turn; each writes the metrics at the beginning and the end of the same second.
 */
#include "config.h"
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/defs.h"

#define ROUNDS     5u
#define ROUNDS_MAX 51u
#define WARM_MS    4000u /* the pace of a large screen has settled by then */
#define LOOK_MS    3000u
#define KEYS       60u
#define PAIRS      4u /* of throughput, a round */
#define NS_PER_MS  UINT64_C(1000000)
#define HEARD      (1u << 16)

static const struct {
    const char *name;
    int rows, cols;
} sizes[] = {{"80x24", 24, 80}, {"120x40", 40, 120}, {"200x60", 60, 200}};

struct figures {
    unsigned n;
    double value[ROUNDS_MAX * KEYS];
};

static struct {
    const char *velox;
    char folder[64];
    unsigned rounds;
    bool json;
    struct figures core[VX_LEN(sizes)], bytes[VX_LEN(sizes)];
    struct figures first_frame, key, on_off;
} bench;

/* ---- a console on a pty ---- */

struct console {
    int master;
    pid_t pid;
    uint64_t begun_ns, bytes;
    size_t len;
    char heard[HEARD + 1]; /* what came last */
};

static void become_velox(const char *rate)
{
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("HOME", bench.folder, 1);
    setenv("XDG_STATE_HOME", bench.folder, 1);
    setenv("XDG_CONFIG_HOME", bench.folder, 1);
    execl(bench.velox, "velox", "--rate", rate, (char *)NULL);
    perror(bench.velox);
    _exit(127);
}

/* Reads what the console sends for a time, or until `text` comes; true: it came. */
static bool hear(struct console *c, unsigned ms, const char *text)
{
    const uint64_t until = vx_monotonic_ns() + ms * NS_PER_MS;
    for (uint64_t now; (now = vx_monotonic_ns()) < until;) {
        struct pollfd fd = {.fd = c->master, .events = POLLIN};
        if (poll(&fd, 1, (int)((until - now) / NS_PER_MS) + 1) <= 0)
            continue;
        if (c->len > HEARD / 2) {
            memmove(c->heard, c->heard + c->len / 2, c->len - c->len / 2);
            c->len -= c->len / 2;
        }
        ssize_t n = read(c->master, c->heard + c->len, HEARD - c->len);
        if (n <= 0)
            return false;
        c->bytes += (uint64_t)n;
        c->len += (size_t)n;
        c->heard[c->len] = '\0';
        if (text && memmem(c->heard, c->len, text, strlen(text)))
            return true;
    }
    return false;
}

static bool open_console(struct console *c, int rows, int cols, const char *rate)
{
    const struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    *c = (struct console){.begun_ns = vx_monotonic_ns()};
    c->pid = forkpty(&c->master, NULL, NULL, &size);
    if (c->pid == 0)
        become_velox(rate);
    return c->pid > 0 && hear(c, 10000, "Ladder");
}

static void say(const struct console *c, const char *text)
{
    if (write(c->master, text, strlen(text)) < 0)
        perror("the console's terminal");
}

static void close_console(struct console *c)
{
    int status;
    say(c, "\025quit -y\r");
    hear(c, 5000, "\033[?1049l");
    kill(c->pid, SIGTERM);
    hear(c, 200, NULL);
    waitpid(c->pid, &status, 0);
    close(c->master);
}

/* Processor time of the console's thread: the process's first. */
static uint64_t core_ns(const struct console *c)
{
    char path[64], text[512];
    uint64_t user = 0, kernel = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%d/stat", (int)c->pid, (int)c->pid);
    FILE *in = fopen(path, "r");
    if (in && fgets(text, sizeof text, in)) {
        const char *p = strrchr(text, ')');
        if (p)
            sscanf(p + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %" SCNu64 " %" SCNu64, &user,
                   &kernel);
    }
    if (in)
        fclose(in);
    return (user + kernel) * (1000000000u / (uint64_t)sysconf(_SC_CLK_TCK));
}

static void add(struct figures *f, double value)
{
    if (f->n < VX_LEN(f->value))
        f->value[f->n++] = value;
}

/* ---- what is measured ---- */

static void measure_size(size_t i)
{
    static struct console c;
    if (!open_console(&c, sizes[i].rows, sizes[i].cols, "100k"))
        return;
    add(&bench.first_frame, (double)(vx_monotonic_ns() - c.begun_ns) / 1e6);
    hear(&c, WARM_MS, NULL);
    const uint64_t core = core_ns(&c), bytes = c.bytes, begun = vx_monotonic_ns();
    hear(&c, LOOK_MS, NULL);
    const double seconds = (double)(vx_monotonic_ns() - begun) / 1e9;
    add(&bench.core[i], (double)(core_ns(&c) - core) / 1e7 / seconds);
    add(&bench.bytes[i], (double)(c.bytes - bytes) / 1e3 / seconds);
    close_console(&c);
}

/* From a key to its echo, at full load: each key is one that the screen does not show otherwise. */
static void measure_keys(void)
{
    static struct console c;
    if (!open_console(&c, 24, 80, "max"))
        return;
    hear(&c, WARM_MS, NULL);
    for (unsigned i = 0; i < KEYS; i++) {
        c.len = 0;
        const uint64_t begun = vx_monotonic_ns();
        say(&c, "~");
        if (hear(&c, 1000, "~"))
            add(&bench.key, (double)(vx_monotonic_ns() - begun) / 1e6);
        say(&c, "\025");
        hear(&c, 50, NULL);
    }
    close_console(&c);
}

/* The metric's value in a file of `export metrics`. */
static double metric_in(const char *file, const char *name)
{
    char path[128], line[256];
    double value = 0;
    snprintf(path, sizeof path, "%s/%s", bench.folder, file);
    FILE *in = fopen(path, "r");
    const size_t n = strlen(name);
    while (in && fgets(line, sizeof line, in))
        if (strncmp(line, name, n) == 0 && line[n] == ',')
            value = strtod(line + n + 1, NULL);
    if (in)
        fclose(in);
    return value;
}

static void remove_file(const char *file)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", bench.folder, file);
    unlink(path);
}

/* Answers a second between the two files. */
static double throughput(void)
{
    const double span = metric_in("b.csv", "engine.now") - metric_in("a.csv", "engine.now");
    const double grown = metric_in("b.csv", "book.answered") - metric_in("a.csv", "book.answered");
    remove_file("a.csv");
    remove_file("b.csv");
    return span > 0 ? grown * 1e9 / span : 0;
}

static void commands(char *text, size_t size, const char *before)
{
    const char *d = bench.folder;
    snprintf(text, size,
             "%sset backpressure drop; wait 1s; export metrics %s/a.csv; wait 2s; "
             "export metrics %s/b.csv",
             before, d, d);
}

static double measure_off(void)
{
    char text[1024];
    int status;
    commands(text, sizeof text, "");
    const pid_t pid = fork();
    if (pid == 0) {
        const int null = open("/dev/null", O_RDWR);
        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
        execl(bench.velox, "velox", "--clock", "real", "--rate", "max", "-c", text, (char *)NULL);
        _exit(127);
    }
    waitpid(pid, &status, 0);
    return throughput();
}

static double measure_on(void)
{
    static struct console c;
    char text[1024];
    commands(text, sizeof text, "\025");
    strcat(text, "; echo all-done\r");
    if (!open_console(&c, 60, 200, "max"))
        return 0;
    say(&c, text);
    c.len = 0;
    hear(&c, 1000, NULL);
    c.len = 0; /* the line typed says the words too */
    hear(&c, 20000, "all-done");
    close_console(&c);
    return throughput();
}

static void measure_pair(unsigned number)
{
    double on = 0, off = 0;
    for (unsigned k = 0; k < 2; k++)
        if ((number + k) % 2)
            on = measure_on();
        else
            off = measure_off();
    if (on > 0 && off > 0)
        add(&bench.on_off, on / off);
}

/* ---- the table ---- */

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_row(const char *name, struct figures *f, const char *unit, const char *goal)
{
    if (f->n == 0) {
        printf("%-34s skipped: no console came up\n", name);
        return;
    }
    qsort(f->value, f->n, sizeof f->value[0], by_value);
    const double median = f->value[f->n / 2], low = f->value[0], high = f->value[f->n - 1];
    const double p99 = f->value[(f->n - 1) * 99 / 100];
    if (bench.json)
        printf(
            "{\"bench\":\"console\",\"name\":\"%s\",\"unit\":\"%s\",\"median\":%.4g,\"least\":%.4g,"
            "\"p99\":%.4g,\"most\":%.4g,\"n\":%u}\n",
            name, unit, median, low, p99, high, f->n);
    else
        printf("%-34s %8.3g %-5s (%.3g to %.3g)  %s\n", name, median, unit, low, high, goal);
}

static void print_all(void)
{
    char name[64];
    for (size_t i = 0; i < VX_LEN(sizes); i++) {
        snprintf(name, sizeof name, "a core, %s, 100,000/s", sizes[i].name);
        print_row(name, &bench.core[i], "%", "goal: under 3");
        snprintf(name, sizeof name, "to the terminal, %s", sizes[i].name);
        print_row(name, &bench.bytes[i], "kB/s", "goal: under 40");
    }
    print_row("first frame after start", &bench.first_frame, "ms", "goal: within 50");
    print_row("a key answered, rate max", &bench.key, "ms", "goal: the next frame, 33");
    print_row("throughput with console / without", &bench.on_off, "", "goal: 0.99 or more");
}

static bool take_options(int argc, char **argv)
{
    bench.rounds = ROUNDS;
    bench.velox = "./velox";
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            bench.json = true;
        else if (strcmp(argv[i], "--velox") == 0 && i + 1 < argc)
            bench.velox = argv[++i];
        else if (strcmp(argv[i], "--rounds") == 0 && i + 1 < argc)
            bench.rounds = (unsigned)strtoul(argv[++i], NULL, 10);
        else
            return false;
    }
    return bench.rounds >= 1 && bench.rounds <= ROUNDS_MAX;
}

int main(int argc, char **argv)
{
    char state[96];
    if (!take_options(argc, argv)) {
        fprintf(stderr, "usage: %s [--rounds 1..%u] [--json] [--velox PATH]\n", argv[0],
                ROUNDS_MAX);
        return 2;
    }
    snprintf(bench.folder, sizeof bench.folder, "/tmp/velox-bench.XXXXXX");
    if (access(bench.velox, X_OK) != 0 || !mkdtemp(bench.folder)) {
        perror(bench.velox);
        return 1;
    }
    for (unsigned round = 0; round < bench.rounds; round++) {
        for (size_t i = 0; i < VX_LEN(sizes); i++)
            measure_size((i + round) % VX_LEN(sizes));
        for (unsigned pair = 0; pair < PAIRS; pair++)
            measure_pair(pair);
    }
    measure_keys();
    print_all();
    static const char *const left[] = {"velox/history", "velox/view", "velox", ""};
    for (size_t i = 0; i < VX_LEN(left); i++) {
        snprintf(state, sizeof state, "%s/%s", bench.folder, left[i]);
        remove(state);
    }
    return 0;
}
