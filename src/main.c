/*
 * main.c: the composition root: reads the command line, makes a session, hands it to the commands
 * and to the console, and takes everything down in the reverse order.
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "cmd/act/alert.h"
#include "cmd/act/verbs.h"
#include "cmd/prompt/edit.h"
#include "cmd/run/interp.h"
#include "cmd/run/script.h"
#include "cmd/show/help.h"
#include "cmd/show/status.h"
#include "cmd/show/summary.h"
#include "cmd/show/whole.h"
#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/session/engine.h"
#include "compare_tool.h"
#include "diverge_tool.h"
#include "journal_tool.h"
#include "options.h"
#include "tui/tui.h"

#define CONSOLE_RATE 100000u /* orders a second the console starts with */
#define PATH_BYTES   1024u

enum mode { MODE_BATCH, MODE_CONSOLE, MODE_STATUS };

struct app {
    struct vx_options options;
    struct vx_session session;
    const char *replay; /* the journal that is looked at; NULL: there is an engine */
    struct vx_interp *interp;
    enum mode mode;
    uint64_t begin_ns;
};

static volatile sig_atomic_t signalled; /* the signal that asked velox to end */

static void on_signal(int number)
{
    signalled = number;
}

static void catch_signals(void)
{
    struct sigaction sa = {.sa_handler = on_signal};
    sigemptyset(&sa.sa_mask);
    sigaction(SIGINT, &sa, NULL);
    sigaction(SIGTERM, &sa, NULL);
    sigaction(SIGHUP, &sa, NULL);
    sa.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &sa, NULL); /* a closed reader is a write error, said and counted */
    sigaction(SIGXFSZ, &sa, NULL); /* so is a file that may not grow */
}

static bool not_signalled(void *ctx)
{
    (void)ctx;
    return signalled == 0;
}

/* Standard input carries a script if it is a pipe or a file, not if it is /dev/null. */
static bool stdin_is_script(void)
{
    struct stat st;
    if (fstat(STDIN_FILENO, &st) < 0)
        return false;
    return S_ISFIFO(st.st_mode) || S_ISREG(st.st_mode) || S_ISSOCK(st.st_mode);
}

static enum mode choose_mode(struct vx_options *o)
{
    if (o->once || o->headless)
        return MODE_STATUS;
    if (o->file || o->command_count)
        return MODE_BATCH;
    if (o->batch || o->parse_only || stdin_is_script()) {
        o->file = "-";
        return MODE_BATCH;
    }
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) ? MODE_CONSOLE : MODE_STATUS;
}

static int fail(const char *what, int err)
{
    fprintf(stderr, "velox: %s: %s\n", what, vx_err_text(err));
    return VX_EXIT_ERROR;
}

/* ---- the session ---- */

static int configure(struct app *a)
{
    struct vx_session *s = &a->session;
    const struct vx_options *o = &a->options;
    int rc = 0;
    s->read_only = o->read_only;
    if (o->topology >= 0)
        rc = s->ops->set(s->self, VX_SET_TOPOLOGY, o->topology);
    if (rc == 0 && o->data)
        rc = s->ops->set_text(s->self, VX_SET_JOURNAL_DIR, o->data);
    if (rc == 0 && o->cpus)
        rc = s->ops->set_text(s->self, VX_SET_CPUS, o->cpus);
    if (rc == 0 && a->mode == MODE_BATCH)
        rc = s->ops->set(s->self, VX_SET_BACKPRESSURE, 1); /* wait: a script loses nothing */
    if (rc == 0 && o->seed_given)
        rc = s->ops->control(s->self, VX_CTL_SEED, o->seed, 0);
    uint64_t rate = o->rate_given ? o->rate : a->mode == MODE_BATCH ? 0 : CONSOLE_RATE;
    if (rc == 0 && rate)
        rc = s->ops->control(s->self, VX_CTL_RATE, rate, 0);
    return rc;
}

static int start_session(struct app *a)
{
    char why[VX_SESSION_NOTE_MAX] = "";
    const int rc = a->session.ops->start(a->session.self, why, sizeof why);
    if (rc == 0 && a->session.note[0])
        fprintf(stderr, "velox: %s\n", a->session.note);
    if (rc == 0)
        return VX_EXIT_OK;
    fprintf(stderr, "velox: %s: %s\n", a->replay ? "replay" : "cannot start the engine", why);
    return rc == VX_E_JOURNAL ? VX_EXIT_JOURNAL : VX_EXIT_ERROR;
}

static int open_session(struct app *a)
{
    const bool batch = a->mode == MODE_BATCH;
    if (!batch && a->options.clock == VX_CLOCK_VIRTUAL) {
        fprintf(stderr, "velox: --clock virtual is for batch: the console shows real time\n");
        return VX_EXIT_USAGE;
    }
    const bool live = !batch || a->options.clock == VX_CLOCK_REAL;
    if (a->replay) {
        const int opened = vx_session_open_replay(&a->session, a->replay, !live);
        if (opened < 0)
            return fail("cannot look at the journal", opened);
        a->session.read_only = a->options.read_only;
        a->session.ops->on_idle(a->session.self, not_signalled, NULL);
        return start_session(a);
    }
    int rc = live ? vx_session_open_live(&a->session) : vx_session_open_virtual(&a->session);
    if (rc < 0)
        return fail("cannot make the engine", rc);
    a->session.ops->on_idle(a->session.self, not_signalled, NULL);
    rc = configure(a);
    return rc < 0 ? fail("cannot configure the engine", rc) : VX_EXIT_OK;
}

static void close_session(struct app *a)
{
    if (a->session.ops && a->replay)
        vx_session_close_replay(&a->session);
    else if (a->session.ops)
        vx_session_close(&a->session);
}

/* Stops in order; a book that does not add up turns success into failure. */
static int stop_session(struct app *a, int status)
{
    char why[VX_SESSION_NOTE_MAX] = "";
    if (!a->session.started || a->session.ops->stop(a->session.self, why, sizeof why) == 0)
        return status;
    fprintf(stderr, "velox: stop: %s\n", why);
    if (a->session.journal_bad)
        return VX_EXIT_JOURNAL;
    return status == VX_EXIT_OK ? VX_EXIT_ERROR : status;
}

/* ---- files of the user's ---- */

/* $VARIABLE/velox/NAME, or ~/FALLBACK/velox/NAME; false if it would not fit or there is no home. */
static bool user_path(char *path, const char *variable, const char *fallback, const char *name)
{
    const char *base = getenv(variable), *home = getenv("HOME");
    int n;
    if (base && base[0] == '/')
        n = snprintf(path, PATH_BYTES, "%s/velox/%s", base, name);
    else if (home && home[0] == '/')
        n = snprintf(path, PATH_BYTES, "%s/%s/velox/%s", home, fallback, name);
    else
        return false;
    return n > 0 && (size_t)n < PATH_BYTES;
}

/* Makes the folders on the way to a file, private to the user. */
static void make_folders(const char *path)
{
    char part[PATH_BYTES];
    for (const char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
        snprintf(part, sizeof part, "%.*s", (int)(p - path), path);
        if (mkdir(part, 0700) < 0 && errno != EEXIST)
            return;
    }
}

/* The start-up file: --rc's, or for the console the user's own if there is one. */
static int run_rc(struct app *a)
{
    char path[PATH_BYTES];
    if (a->options.rc)
        return vx_interp_file(a->interp, a->options.rc);
    if (a->mode == MODE_CONSOLE && user_path(path, "XDG_CONFIG_HOME", ".config", "veloxrc") &&
        access(path, R_OK) == 0)
        return vx_interp_file(a->interp, path);
    return VX_EXIT_OK;
}

/* ---- the three ways to run ---- */

static int run_commands(struct app *a)
{
    const struct vx_options *o = &a->options;
    char name[32] = "<-c>";
    int status = VX_EXIT_OK, code;
    if (o->file)
        return vx_interp_file(a->interp, o->file);
    for (size_t i = 0; i < o->command_count; i++) {
        if (o->command_count > 1)
            snprintf(name, sizeof name, "<-c %zu>", i + 1);
        status = vx_interp_text(a->interp, o->commands[i], name);
        if (vx_interp_quitting(a->interp, &code) || signalled)
            break;
        if (status != VX_EXIT_OK && !o->keep_going)
            break;
    }
    return status;
}

/* And what they asked for later: at, and watches with a count. */
static int run_batch(struct app *a)
{
    const int status = run_commands(a);
    if (status != VX_EXIT_OK && !a->options.keep_going)
        return status;
    const int end = vx_interp_finish(a->interp);
    return status == VX_EXIT_OK ? end : status;
}

static int run_status(struct app *a)
{
    int status = start_session(a);
    if (status != VX_EXIT_OK)
        return status;
    return vx_status_run(&a->session, a->options.format, a->options.once, a->options.max_time_ns,
                         &signalled);
}

/* A terminal that cannot carry the console still gets the language, a line at a time. */
static int run_lines(struct app *a)
{
    char text[VX_LINE_TEXT_MAX];
    int code = VX_EXIT_OK;
    fprintf(stderr,
            "velox: this terminal (TERM=%s) cannot show the console: plain lines; "
            "'help' helps, 'quit' leaves\n",
            getenv("TERM") ? getenv("TERM") : "");
    while (!signalled && !vx_interp_quitting(a->interp, &code)) {
        const char *question = vx_interp_question(a->interp);
        printf("%s%s ", question ? question : "velox>", question ? " [y/N]" : "");
        fflush(stdout);
        if (!fgets(text, sizeof text, stdin))
            break;
        text[strcspn(text, "\n")] = '\0';
        if (question)
            vx_interp_reply(a->interp, text[0] == 'y' || text[0] == 'Y');
        else
            vx_interp_line(a->interp, text, NULL);
        vx_interp_tick(a->interp);
    }
    return code;
}

static void take_screen(void *ctx, const struct vx_line_screen *screen)
{
    const struct app *a = ctx;
    vx_interp_screen(a->interp, screen);
}

static int run_console(struct app *a)
{
    char path[PATH_BYTES], memory[PATH_BYTES];
    const char *history = NULL;
    struct vx_edit *edit;
    struct vx_line line;
    int status = start_session(a);
    if (status != VX_EXIT_OK)
        return status;
    if (user_path(path, "XDG_STATE_HOME", ".local/state", "history")) {
        make_folders(path);
        history = path;
    }
    int rc = vx_edit_open(&edit, a->interp, history, &line);
    if (rc < 0)
        return fail("cannot make the prompt", rc);
    const struct vx_tui_options tui = {
        .panel = a->session.ops->panel(a->session.self),
        .line = &line,
        .offer = take_screen,
        .ctx = a,
        .color = a->options.color,
        .ascii = a->options.ascii,
        .memory = user_path(memory, "XDG_STATE_HOME", ".local/state", "view") ? memory : NULL,
        .read_only = a->options.read_only,
        .begin_ns = a->begin_ns,
    };
    status = vx_tui_run(&tui);
    vx_edit_close(edit);
    if (status == VX_E_UNSUPPORTED)
        return run_lines(a);
    return status < 0 ? fail("cannot show the console", status) : status;
}

static int open_interp(struct app *a)
{
    const struct vx_options *o = &a->options;
    const struct vx_interp_options options = {
        .session = &a->session,
        .verbs = vx_verbs,
        .format = o->format,
        .interactive = a->mode == MODE_CONSOLE,
        .keep_going = o->keep_going,
        .parse_only = o->parse_only,
        .yes = o->yes,
        .read_only = o->read_only,
        .max_time_ns = o->max_time_ns,
    };
    int rc = vx_interp_open(&a->interp, &options);
    if (rc == 0 && a->mode == MODE_CONSOLE)
        rc = vx_interp_alerts(a->interp);
    if (rc < 0)
        return fail("cannot make the commands", rc);
    if (o->record && (rc = vx_interp_record(a->interp, o->record)) < 0) {
        fprintf(stderr, "velox: --record: cannot write '%s': %s\n", o->record,
                rc == VX_E_SYSTEM ? strerror(errno) : vx_err_text(rc));
        return VX_EXIT_ERROR;
    }
    return VX_EXIT_OK;
}

static int summary_fails(const struct app *a, int err)
{
    fprintf(stderr, "velox: --summary: cannot write '%s': %s\n", a->options.summary, strerror(err));
    return VX_EXIT_ERROR;
}

static int write_summary(struct app *a, int status)
{
    const int err = vx_interp_summary(a->interp, a->options.summary);
    if (err == 0)
        return status;
    const int failed = summary_fails(a, err);
    return status == VX_EXIT_OK ? failed : status;
}

static int run(struct app *a)
{
    int code, status = open_interp(a);
    const int err = a->options.summary ? vx_write_whole_try(a->options.summary) : 0;
    if (status == VX_EXIT_OK && err)
        status = summary_fails(a, err); /* before the session rather than behind it */
    if (status == VX_EXIT_OK)
        status = run_rc(a);
    if (status == VX_EXIT_OK && !vx_interp_quitting(a->interp, &code)) {
        if (a->mode == MODE_BATCH)
            status = run_batch(a);
        else
            status = a->mode == MODE_CONSOLE ? run_console(a) : run_status(a);
    }
    if (a->interp && vx_interp_quitting(a->interp, &code))
        status = code;
    status = stop_session(a, status);
    if (a->interp && a->options.summary && !err)
        status = write_summary(a, status);
    vx_interp_close(a->interp);
    return status;
}

static int exit_status(int status)
{
    if (signalled)
        status = 128 + signalled;
    if (fflush(stdout) != 0 || ferror(stdout)) {
        if (errno != EPIPE)
            fprintf(stderr, "velox: standard output: %s\n", strerror(errno));
        status = status == VX_EXIT_OK ? VX_EXIT_ERROR : status;
    }
    return status;
}

typedef int tool_main(int argc, char **argv);

static tool_main *find_tool(const char *name)
{
    static const struct {
        tool_main *run;
        const char *name;
    } tools[] = {
#define VX_TOOL(function, name, arguments, help) {function, name},
#include "tool.def"
#undef VX_TOOL
    };
    for (size_t i = 0; i < VX_LEN(tools); i++)
        if (strcmp(name, tools[i].name) == 0)
            return tools[i].run;
    return NULL;
}

int main(int argc, char **argv)
{
    struct app a = {.begin_ns = vx_monotonic_ns()};
    int status = VX_EXIT_OK;
    setlocale(LC_CTYPE, "");
    tool_main *tool = argc > 1 ? find_tool(argv[1]) : NULL;
    if (tool)
        return exit_status(tool(argc - 1, argv + 1));
    if (argc > 1 && strcmp(argv[1], "replay") == 0) {
        if (argc < 3 || argv[2][0] == '-') {
            fprintf(stderr, "velox: replay: the journal is missing: velox replay FILE|DIR\n");
            return VX_EXIT_USAGE;
        }
        a.replay = argv[2];
        argv[2] = argv[0];
        argv += 2;
        argc -= 2;
    }
    if (vx_options_parse(&a.options, argc, argv) < 0) {
        vx_options_free(&a.options);
        return VX_EXIT_USAGE;
    }
    if (a.options.help) {
        vx_options_usage(stdout);
    } else if (a.options.version) {
        printf("velox %s\n", PACKAGE_VERSION);
    } else if (a.options.manual) {
        vx_interp_manual(stdout);
    } else {
        catch_signals();
        a.mode = choose_mode(&a.options);
        status = open_session(&a);
        if (status == VX_EXIT_OK)
            status = run(&a);
        close_session(&a);
    }
    vx_options_free(&a.options);
    return exit_status(status);
}
