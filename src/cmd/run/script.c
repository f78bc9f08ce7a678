/* Lines are read one by one, whatever the size of the file. */
#include "config.h"

#include "cmd/run/script.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/run/engine.h"
#include "cmd/run/interp.h"
#include "cmd/run/report.h"
#include "cmd/run/schedule.h"
#include "cmd/run/statement.h"
#include "core/base/err.h"

struct reader {
    FILE *in;
    const char *name;
    char *dir;
    uint32_t line; /* of the logical line at hand, its first */
    uint32_t next; /* the next physical line */
    char *text;
    size_t len;
    bool long_line;
};

/* ---- logical lines ---- */

/* Appends a byte; what is too much is dropped. */
static void keep(struct reader *r, int c)
{
    if (r->len == VX_LOGICAL_MAX)
        r->long_line = true;
    else
        r->text[r->len++] = (char)c;
}

/* One physical line, without its newline.  False at the end of the input. */
static bool read_physical(struct reader *r)
{
    int c;
    bool any = false;
    while ((c = getc_unlocked(r->in)) != EOF) {
        any = true;
        if (c == '\n')
            break;
        keep(r, c);
    }
    r->next += any;
    return any;
}

/* An odd number of backslashes at its end (a carriage return aside): the line goes on. */
static bool goes_on(const struct reader *r)
{
    size_t end = r->len, n = 0;
    if (end && r->text[end - 1] == '\r')
        end--;
    while (n < end && r->text[end - 1 - n] == '\\')
        n++;
    return n % 2 == 1;
}

/* A byte-order mark at the very beginning says nothing. */
static void drop_mark(struct reader *r)
{
    if (r->line == 1 && r->len >= 3 && memcmp(r->text, "\xef\xbb\xbf", 3) == 0) {
        r->len -= 3;
        memmove(r->text, r->text + 3, r->len);
    }
}

static bool read_logical(struct reader *r)
{
    r->line = r->next;
    r->len = 0;
    r->long_line = false;
    if (!read_physical(r))
        return false;
    drop_mark(r);
    while (goes_on(r) && !r->long_line) {
        keep(r, '\n');
        if (!read_physical(r))
            break;
    }
    return true;
}

/* What cannot be a line of a script, or NULL; *at: where. */
static const char *unfit(const struct reader *r, size_t *at)
{
    const char *zero = memchr(r->text, '\0', r->len);
    *at = zero ? (size_t)(zero - r->text) : r->len;
    if (zero)
        return "a NUL byte: this is no script";
    return r->long_line ? "the line is longer than 65536 bytes" : NULL;
}

/* An error that belongs to no command, and is the status. */
static int say_outside(struct vx_interp *in, const char *where, const char *why)
{
    vx_fail_outside(in, where, why);
    vx_note_status(in, VX_EXIT_ERROR);
    return VX_EXIT_ERROR;
}

static int run_line(struct vx_interp *in, struct reader *r)
{
    size_t at;
    struct vx_origin *origin = vx_origin_make(r->name, r->dir, r->line, r->text, r->len);
    if (!origin)
        return say_outside(in, r->name, vx_err_text(VX_E_MEMORY));
    const char *wrong = unfit(r, &at);
    int status;
    if (wrong) {
        status = vx_fail_at(in, origin, at, "", VX_EXIT_ERROR, wrong);
        vx_note_status(in, status);
    } else {
        status = vx_run_origin(in, origin, 0);
    }
    vx_origin_drop(origin);
    return status;
}

/* The folder a file is in, with its slash; "" is the current one.  malloc'd. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return strndup(path, slash ? (size_t)(slash - path) + 1 : 0);
}

static int read_error(struct vx_interp *in, const char *name)
{
    if (errno == EINTR) { /* a signal: main says the rest */
        in->interrupted = true;
        return VX_EXIT_ERROR;
    }
    return say_outside(in, name, strerror(errno));
}

static int run_stream(struct vx_interp *in, FILE *stream, const char *name)
{
    struct reader r = {.in = stream, .name = name, .dir = folder_of(name), .next = 1};
    int status = VX_EXIT_OK;
    r.text = malloc(VX_LOGICAL_MAX);
    if (!r.dir || !r.text) {
        errno = ENOMEM;
        status = read_error(in, name);
    }
    in->depth++;
    while (status == VX_EXIT_OK || in->options.keep_going) {
        if (!vx_going(in) || !r.text || !read_logical(&r))
            break;
        int one = run_line(in, &r);
        if (status == VX_EXIT_OK)
            status = one;
    }
    if (ferror(stream) && vx_going(in))
        status = read_error(in, name);
    in->depth--;
    free(r.text);
    free(r.dir);
    return status;
}

/* ---- files ---- */

static const char *unfit_file(const struct stat *st)
{
    if (S_ISDIR(st->st_mode))
        return "is a folder, not a script";
    if (S_ISFIFO(st->st_mode) || S_ISSOCK(st->st_mode))
        return "is a pipe, not a file: run `velox -` with it as standard input";
    return S_ISREG(st->st_mode) || S_ISCHR(st->st_mode) ? NULL : "is no file that can be read";
}

/* Opens a script; NULL with a sentence in why.  O_NONBLOCK: a pipe must not hold the open up. */
static FILE *open_script(const char *path, char *why, size_t size)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 || fstat(fd, &st) < 0) {
        snprintf(why, size, "cannot read '%s': %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    const char *wrong = unfit_file(&st);
    FILE *file = wrong ? NULL : fdopen(fd, "r");
    if (!file) {
        snprintf(why, size, "'%s' %s", path, wrong ? wrong : strerror(errno));
        close(fd);
    }
    return file;
}

static int refuse_file(struct vx_interp *in, const struct vx_call *call, const char *why)
{
    if (call)
        return vx_fail(in, call, vx_call_arg(call, "FILE")->at, VX_EXIT_ERROR, "%s", why);
    say_outside(in, "velox", why);
    in->stopped = in->stopped || !in->options.interactive;
    return VX_EXIT_ERROR;
}

int vx_run_file(struct vx_interp *in, const char *path, const struct vx_call *call)
{
    char why[1200];
    if (in->depth >= VX_SCRIPT_DEPTH_MAX) {
        in->stopped = in->stopped || !in->options.interactive;
        snprintf(why, sizeof why, "scripts run each other, %u deep: enough", VX_SCRIPT_DEPTH_MAX);
        return refuse_file(in, call, why);
    }
    FILE *file = open_script(path, why, sizeof why);
    if (!file)
        return refuse_file(in, call, why);
    int status = run_stream(in, file, path);
    fclose(file);
    return status;
}

/* ---- from outside ---- */

int vx_interp_stream(struct vx_interp *interp, FILE *in, const char *name)
{
    int status = run_stream(interp, in, name);
    return interp->options.interactive ? status : vx_interp_status(interp);
}

int vx_interp_file(struct vx_interp *interp, const char *path)
{
    if (strcmp(path, "-") == 0)
        return vx_interp_stream(interp, stdin, "<stdin>");
    int status = vx_run_file(interp, path, NULL);
    return interp->options.interactive ? status : vx_interp_status(interp);
}

int vx_interp_text(struct vx_interp *interp, const char *text, const char *name)
{
    if (!*text)
        return vx_interp_status(interp);
    FILE *in = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    if (!in)
        return read_error(interp, name);
    int status = vx_interp_stream(interp, in, name);
    fclose(in);
    return status;
}

int vx_interp_finish(struct vx_interp *interp)
{
    bool met;
    struct vx_origin *origin = vx_origin_make("<end>", "", 1, "", 0);
    const struct vx_command *wait = vx_command_find("wait", 4);
    struct vx_call call = {.refs = 1, .command = wait, .origin = origin};
    if (origin && interp->session->started && !interp->options.parse_only && vx_going(interp)) {
        uint64_t last = vx_last_due(interp);
        if (last > 0)
            vx_note_status(interp, vx_pass_time(interp, &call, last, NULL, &met));
    }
    vx_origin_drop(origin);
    return vx_interp_status(interp);
}
