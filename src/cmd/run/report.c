#include "config.h"

#include "cmd/run/report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"

#define SHOWN_LINE_MAX 160u
#define PROMPT_NAME    "<prompt>"

/* ---- how it goes ---- */

bool vx_going(const struct vx_interp *in)
{
    return !in->stopped && !in->quitting && !in->interrupted;
}

void vx_note_status(struct vx_interp *in, int status)
{
    if (status == VX_EXIT_OK || in->options.interactive)
        return;
    if (in->status == VX_EXIT_OK)
        in->status = status;
    if (!in->options.keep_going)
        in->stopped = true;
}

/* ---- lines out ---- */

/* Results to stdout, errors to stderr; JSON's errors are answers too. */
void vx_default_say(void *ctx, enum vx_line_kind kind, const char *text)
{
    struct vx_interp *in = ctx;
    bool error = kind == VX_SAY_ERROR && in->format != VX_FORMAT_JSON;
    if (kind == VX_SAY_ECHO || in->stdout_failed)
        return;
    FILE *out = error ? stderr : stdout;
    if (fprintf(out, "%s\n", text) >= 0 && fflush(out) == 0)
        return;
    if (error)
        return;
    if (errno != EPIPE)
        fprintf(stderr, "velox: standard output: %s\n", strerror(errno));
    in->stdout_failed = true;
    clearerr(stdout);
    vx_note_status(in, VX_EXIT_ERROR);
    in->stopped = true;
}

/* There is no memory for a line: that it is missing is said, and is an error. */
static void lose_line(struct vx_interp *in)
{
    in->say(in->say_ctx, VX_SAY_ERROR,
            in->format == VX_FORMAT_JSON ? "{\"ok\":false,\"error\":\"out of memory\"}"
                                         : "error: out of memory: a line is missing here");
    vx_note_status(in, VX_EXIT_ERROR);
}

static void say_text(struct vx_interp *in, enum vx_line_kind kind, const char *text, size_t len)
{
    size_t size = 4 * len + 1; /* a byte may become \x1b */
    char *clean = malloc(size);
    if (!clean) {
        lose_line(in);
        return;
    }
    vx_text_clean(clean, size, text, len);
    in->say(in->say_ctx, kind, clean);
    free(clean);
}

VX_PRINTF(3, 0)
static void say_list(struct vx_interp *in, enum vx_line_kind kind, const char *format, va_list args)
{
    char *text = NULL;
    int n = vasprintf(&text, format, args);
    if (n < 0) {
        lose_line(in);
        return;
    }
    say_text(in, kind, text, (size_t)n);
    free(text);
}

void vx_say(struct vx_interp *in, enum vx_line_kind kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say_list(in, kind, format, args);
    va_end(args);
}

void vx_ok(struct vx_interp *in, const char *format, ...)
{
    char *text = NULL;
    va_list args;
    if (in->format == VX_FORMAT_JSON)
        return;
    va_start(args, format);
    int n = vasprintf(&text, format, args);
    va_end(args);
    if (n < 0) {
        lose_line(in);
        return;
    }
    vx_say(in, VX_SAY_OK, "ok %s", text);
    free(text);
}

void vx_data(struct vx_interp *in, const char *format, ...)
{
    va_list args;
    if (in->format == VX_FORMAT_JSON)
        return;
    va_start(args, format);
    say_list(in, VX_SAY_DATA, format, args);
    va_end(args);
}

/* ---- JSON objects ---- */

static void head(struct vx_json *j, const struct vx_origin *origin, size_t at, const char *cmd,
                 bool ok)
{
    vx_json_open(j, NULL, '{');
    vx_json_uint(j, "line", origin ? vx_origin_place(origin, at).line : 0);
    vx_json_text(j, "cmd", cmd);
    vx_json_bool(j, "ok", ok);
}

static void tail(struct vx_interp *in, struct vx_json *j, enum vx_line_kind kind)
{
    vx_json_close(j, '}');
    if (j->failed)
        lose_line(in);
    else
        say_text(in, kind, j->text, j->len);
    vx_json_free(j);
}

void vx_output_begin(struct vx_interp *in, struct vx_output *output)
{
    *output = (struct vx_output){.outer = in->output};
    in->output = output;
}

void vx_output_end(struct vx_interp *in, struct vx_output *output, const struct vx_call *call,
                   int status)
{
    bool ok = status == VX_EXIT_OK;
    in->output = output->outer;
    if (in->format == VX_FORMAT_JSON && !(ok && in->options.parse_only)) {
        struct vx_json j = {0};
        head(&j, call->origin, call->at, call->command->name, ok);
        j.failed = j.failed || output->json.failed;
        if (output->json.text)
            vx_json_raw(&j, NULL, output->json.text);
        tail(in, &j, ok ? VX_SAY_DATA : VX_SAY_ERROR);
    }
    vx_json_free(&output->json);
}

struct vx_json *vx_fields(struct vx_interp *in)
{
    return in->format == VX_FORMAT_JSON && in->output ? &in->output->json : NULL;
}

struct vx_json *vx_event_begin(struct vx_interp *in, struct vx_json *j, const char *cmd,
                               const struct vx_call *call)
{
    *j = (struct vx_json){0};
    if (in->format != VX_FORMAT_JSON)
        return NULL;
    head(j, call ? call->origin : NULL, call ? call->at : 0, cmd, true);
    return j;
}

void vx_event_end(struct vx_interp *in, struct vx_json *j)
{
    if (in->format == VX_FORMAT_JSON)
        tail(in, j, VX_SAY_NOTE);
}

void vx_note(struct vx_interp *in, const struct vx_call *call, const char *format, ...)
{
    struct vx_json object, *j = vx_event_begin(in, &object, call->command->name, call);
    char text[VX_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (j) {
        vx_json_text(j, "note", text);
        vx_event_end(in, j);
    } else {
        vx_say(in, VX_SAY_NOTE, "%s", text);
    }
}

static void data_line(void *ctx, const char *line)
{
    vx_say(ctx, VX_SAY_DATA, "%s", line);
}

void vx_show_table(struct vx_interp *in, const struct vx_table *table)
{
    struct vx_json *j = vx_fields(in);
    bool whole = !table->failed;
    if (j)
        vx_table_json(table, j, "rows");
    else if (in->format == VX_FORMAT_CSV)
        whole = vx_table_csv(table, data_line, in) && whole;
    else
        whole = vx_table_print(table, data_line, in) && whole;
    if (in->options.interactive && in->format == VX_FORMAT_TEXT && !table->headless &&
        vx_table_rows(table) == 0)
        vx_say(in, VX_SAY_DATA, "%s", table->none ? table->none : "none");
    if (!whole)
        lose_line(in);
}

/* ---- what went wrong ---- */

/* The console has just shown what was typed: a caret below it is enough. */
static bool is_shown(const struct vx_interp *in, const struct vx_origin *origin)
{
    return origin->typed && !origin->inside && in->say != vx_default_say;
}

static void show_caret(struct vx_interp *in, const struct vx_origin *origin, size_t at, bool line)
{
    char text[SHOWN_LINE_MAX];
    size_t caret;
    vx_origin_show(origin, at, text, sizeof text, &caret);
    if (!*text)
        return; /* behind the last line there is nothing to point at */
    if (line)
        in->say(in->say_ctx, VX_SAY_ERROR, text);
    vx_say(in, VX_SAY_ERROR, "%*s^", (int)caret, "");
}

/* "demo.vx:12:5: " of an origin; nothing for what was typed. */
static void place_text(char *buf, size_t size, const struct vx_origin *origin, size_t at)
{
    struct vx_place place = vx_origin_place(origin, at);
    buf[0] = '\0';
    if (!origin->typed)
        snprintf(buf, size, "%s:%u:%u: ", origin->name, place.line, place.column);
}

static void error_members(struct vx_json *j, const struct vx_origin *origin, size_t at, int status,
                          const char *text)
{
    vx_json_text(j, "file", origin->typed ? PROMPT_NAME : origin->name);
    vx_json_uint(j, "column", vx_origin_place(origin, at).column);
    vx_json_text(j, "error", text);
    vx_json_uint(j, "status", (uint64_t)status);
}

static void say_error(struct vx_interp *in, const struct vx_origin *origin, size_t at,
                      const char *text)
{
    char place[1024];
    const bool shown = is_shown(in, origin);
    if (shown)
        show_caret(in, origin, at, false);
    place_text(place, sizeof place, origin, at);
    vx_say(in, VX_SAY_ERROR, "%serror: %s%s%s%s", place, origin->inside ? "in " : "",
           origin->inside ? origin->inside : "", origin->inside ? ": " : "", text);
    if (!shown)
        show_caret(in, origin, at, true);
}

int vx_fail_at(struct vx_interp *in, const struct vx_origin *origin, size_t at, const char *cmd,
               int status, const char *text)
{
    struct vx_json j = {0};
    if (in->format != VX_FORMAT_JSON) {
        say_error(in, origin, at, text);
        return status;
    }
    head(&j, origin, at, cmd, false);
    error_members(&j, origin, at, status, text);
    tail(in, &j, VX_SAY_ERROR);
    return status;
}

void vx_fail_outside(struct vx_interp *in, const char *where, const char *why)
{
    struct vx_json j = {0};
    if (in->format != VX_FORMAT_JSON) {
        vx_say(in, VX_SAY_ERROR, "%s%s%s", where ? where : "", where ? ": error: " : "", why);
        return;
    }
    head(&j, NULL, 0, "", false);
    vx_json_text(&j, "error", why);
    tail(in, &j, VX_SAY_ERROR);
}

int vx_fail(struct vx_interp *in, const struct vx_call *call, size_t at, int status,
            const char *format, ...)
{
    char text[VX_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    struct vx_json *fields = vx_fields(in);
    if (!fields)
        return vx_fail_at(in, call->origin, at, call->command->name, status, text);
    error_members(fields, call->origin, at, status, text);
    return status;
}

int vx_fail_err(struct vx_interp *in, const struct vx_call *call, const char *what, int err)
{
    return vx_fail(in, call, call->at, VX_EXIT_ERROR, "%s: %s", what, vx_err_text(err));
}

/* An expectation's line holds the expression itself: no second line is needed. */
void vx_report_expect(struct vx_interp *in, const struct vx_call *call, const char *text)
{
    char place[1024];
    struct vx_json *fields = vx_fields(in);
    if (fields) {
        error_members(fields, call->origin, call->at, VX_EXIT_EXPECT, text);
        return;
    }
    place_text(place, sizeof place, call->origin, call->at);
    vx_say(in, VX_SAY_ERROR, "%s%s", place, text);
}
