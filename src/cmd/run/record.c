/*
 * A recording: a script that repeats what was done.  Its head sets what the engine was set to;
 * each command that acted on the engine follows with the engine time at which it counted as taken
 * (vx_taken in session.h), so that on the virtual clock it meets the same arrivals of the load
 * before and behind it; its last line lets the time pass to where the recording ended.
 *
 * A typed order that waits has no such time yet: its line, and those behind it, are held.
 *
 * What cannot be repeated is counted, and said in the file's last lines and when it is closed.
 */
#include "config.h"

#include "cmd/run/record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/run/look.h"
#include "cmd/run/report.h"
#include "core/base/err.h"
#include "core/base/num.h"

#define HELD_MAX VX_ANSWER_CAPACITY /* lines; the answers of older ones may be gone */

/* What cannot be repeated exactly. */
struct inexact {
    uint64_t dropped; /* orders of the load that found no room */
    uint64_t ties;
    uint64_t limits;   /* refusals that depend on how far the book was, or on when they came */
    uint64_t late;     /* inputs whose time is not known */
    uint64_t settings; /* of the gate, changed while the load ran */
    uint64_t feeds;
    uint64_t unpaced; /* loads without a rate */
    uint64_t loaded;  /* snapshots */
};

struct held {
    char *line;
    uint64_t ticket; /* or VX_TAKEN_CONTROL: at_ns is known */
    uint64_t at_ns;
    bool ordered; /* at_ns counts: what comes later is not written with an earlier time */
    bool plain;   /* before the start: no time at all */
};

struct vx_recording {
    FILE *out;
    struct held *held;
    size_t count, size;
    uint64_t last_ns; /* of the lines written */
    struct inexact begin, sum;
};

static const struct vx_panel *panel_of(const struct vx_interp *in)
{
    return in->session->ops->panel(in->session->self);
}

/* Settings that say where files go: who plays a recording says himself what he keeps. */
static bool is_left_out(enum vx_setting s)
{
    return s == VX_SET_CONFIRM || s == VX_SET_MOUSE || s == VX_SET_FPS || s == VX_SET_EDITOR ||
           s == VX_SET_JOURNAL_DIR;
}

/* Settings that change what the engine does, and are not what they are by default; backpressure in
 * any case, as it is another in batch than in the console. */
static void write_settings(struct vx_interp *in, FILE *out)
{
    const struct vx_session *s = in->session;
    for (unsigned i = 0; i < VX_SETTINGS; i++) {
        const struct vx_setting_row *row = &vx_setting_rows[i];
        enum vx_setting setting = (enum vx_setting)i;
        char text[256];
        if (is_left_out(setting))
            continue;
        if (row->type == VX_TYPE_TEXT) {
            const char *value = s->ops->get_text(s->self, setting);
            if (strcmp(value, row->text) != 0)
                fprintf(out, "set %s \"%s\"\n", row->name, value);
            continue;
        }
        int64_t value = s->ops->get(s->self, setting);
        if (value == row->dflt && setting != VX_SET_BACKPRESSURE)
            continue;
        vx_setting_format(text, sizeof text, setting, value);
        fprintf(out, "set %s %s\n", row->name, text);
    }
}

static void write_head(struct vx_interp *in, FILE *out)
{
    const struct vx_panel *panel = in->session->ops->panel(in->session->self);
    const struct vx_control_block *c = &panel->control;
    uint64_t rate = vx_get(&c->rate);
    char now[32];
    vx_num_format_duration_exact(now, sizeof now, vx_now(in));
    fprintf(out, "# velox recording\n# version %s\n", PACKAGE_VERSION);
    if (in->session->started)
        fprintf(out, "# begun %s after the start: what was done before is not in it\n", now);
    write_settings(in, out);
    fprintf(out, "seed %" PRIu64 "\n", vx_get(&c->seed));
    fprintf(out, "flow %s\n", vx_flow_name((unsigned)vx_get(&c->flow)));
    if (rate == VX_RATE_MAX)
        fprintf(out, "rate max\n");
    else
        fprintf(out, "rate %" PRIu64 "\n", rate);
}

/* ---- what cannot be repeated ---- */

static void take_taken(const struct vx_interp *in, uint64_t ticket, struct vx_taken *taken, int *rc)
{
    const struct vx_session *s = in->session;
    *taken = (struct vx_taken){.at_ns = vx_now(in)};
    *rc = s->ops->taken ? s->ops->taken(s->self, ticket, taken) : VX_OK;
}

static void count_inexact(const struct vx_interp *in, struct inexact *n)
{
    static const enum vx_reject limits[] = {VX_REJECT_RISK_NOTIONAL, VX_REJECT_RISK_COLLAR,
                                            VX_REJECT_RISK_OPEN, VX_REJECT_RISK_RATE,
                                            VX_REJECT_JOURNAL_FULL};
    const struct vx_panel *panel = panel_of(in);
    struct vx_taken taken;
    int rc;
    if (in->session->started && !in->session->virtual_clock) /* in simulated time they are fresh */
        in->session->ops->refresh(in->session->self);
    *n = (struct inexact){.dropped = vx_get(&panel->ingress.dropped)};
    take_taken(in, VX_TAKEN_END, &taken, &rc);
    n->ties = taken.ties;
    for (size_t i = 0; !in->session->virtual_clock && i < VX_LEN(limits); i++)
        n->limits += vx_get(&panel->book.reject[limits[i]]);
}

static void put_inexact(FILE *out, uint64_t n, const char *what)
{
    if (n > 0)
        fprintf(out, "# not exact: %" PRIu64 " %s\n", n, what);
}

/* The last lines of the file; how many there are. */
static unsigned write_inexact(struct vx_interp *in, struct vx_recording *r)
{
    const uint64_t recovered = vx_get(&panel_of(in)->journal.recovered);
    struct inexact end;
    count_inexact(in, &end);
    const struct {
        uint64_t n;
        const char *what;
    } rows[] = {
        {end.dropped - r->begin.dropped, "orders of the load were dropped"},
        {end.ties - r->begin.ties, "inputs came at the very time of an arrival of the load"},
        {end.limits - r->begin.limits,
         "orders were refused by limits that look at how far the book is"},
        {r->sum.late, "inputs were taken at a time that is not known"},
        {r->sum.settings, "settings of the risk gate were changed while the engine ran"},
        {r->sum.feeds, "feeds were started: what is typed meets other rows of them"},
        {r->sum.unpaced, "times the load had no rate of its own (rate max)"},
        {r->sum.loaded, "snapshots were loaded: who plays this has not got them"},
        {recovered, "inputs came before, from a journal"},
    };
    unsigned n = 0;
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        put_inexact(r->out, rows[i].n, rows[i].what);
        n += rows[i].n > 0;
    }
    return n;
}

/* ---- lines ---- */

static void free_recording(struct vx_recording *r)
{
    for (size_t i = 0; i < r->count; i++)
        free(r->held[i].line);
    free(r->held);
    free(r);
}

/* When a held line was taken; false: that is not known yet. */
static bool find_time(struct vx_interp *in, struct vx_recording *r, struct held *h)
{
    struct vx_taken taken;
    int rc;
    if (h->plain || h->ticket == VX_TAKEN_CONTROL)
        return true;
    take_taken(in, h->ticket, &taken, &rc);
    if (rc == VX_E_BUSY)
        return false;
    if (rc == VX_OK)
        h->at_ns = taken.at_ns;
    else
        r->sum.late++;
    return true;
}

static void write_held(struct vx_recording *r, const struct held *h)
{
    char at[32];
    if (h->plain) {
        fprintf(r->out, "%s\n", h->line);
        return;
    }
    const uint64_t at_ns = h->ordered ? vx_max_u64(h->at_ns, r->last_ns) : h->at_ns;
    if (h->ordered)
        r->last_ns = at_ns;
    vx_num_format_duration_exact(at, sizeof at, at_ns);
    fprintf(r->out, "at %s %s\n", at, h->line);
}

/* Writes what can be; at the end, or when there are too many, all of it. */
static void write_lines(struct vx_interp *in, bool all)
{
    struct vx_recording *r = in->recording;
    size_t done = 0;
    for (; done < r->count; done++) {
        struct held *h = &r->held[done];
        if (!find_time(in, r, h)) {
            if (!all && r->count < HELD_MAX)
                break;
            /* an order that waited to the end of a pause is where it should be */
            r->sum.late += vx_get(&panel_of(in)->ingress.paused) == 0;
        }
        write_held(r, h);
        free(h->line);
    }
    r->count -= done;
    if (done > 0)
        memmove(r->held, r->held + done, r->count * sizeof r->held[0]);
}

static void give_up(struct vx_interp *in, int error)
{
    char why[160];
    snprintf(why, sizeof why, "the recording ends here: it cannot be written: %s", strerror(error));
    vx_fail_outside(in, NULL, why);
    fclose(in->recording->out);
    free_recording(in->recording);
    in->recording = NULL;
    in->front.recording = false;
}

static bool make_room(struct vx_recording *r)
{
    if (r->count < r->size)
        return true;
    const size_t size = r->size ? 2 * r->size : 64;
    struct held *to = realloc(r->held, size * sizeof *to);
    if (!to)
        return false;
    r->held = to;
    r->size = size;
    return true;
}

/* Takes the line. */
static void hold(struct vx_interp *in, char *line, uint64_t ticket, bool ordered)
{
    struct vx_recording *r = in->recording;
    struct held h = {.line = line,
                     .ticket = ticket,
                     .at_ns = vx_now(in),
                     .ordered = ordered,
                     .plain = !in->session->started};
    struct vx_taken taken;
    int rc = VX_OK;
    if (!line || !make_room(r)) {
        free(line);
        give_up(in, ENOMEM);
        return;
    }
    if (!h.plain && ordered && ticket == VX_TAKEN_CONTROL) {
        take_taken(in, ticket, &taken, &rc);
        h.at_ns = taken.at_ns;
        r->sum.late += rc < 0;
    }
    r->held[r->count++] = h;
    write_lines(in, false);
    if (fflush(r->out) != 0)
        give_up(in, errno);
}

void vx_record_order(struct vx_interp *in, const char *line, uint64_t ticket)
{
    if (in->recording)
        hold(in, strdup(line), ticket, true);
}

void vx_record_control(struct vx_interp *in, const char *line)
{
    if (!in->recording)
        return;
    in->recording->sum.unpaced += !in->session->virtual_clock && strncmp(line, "rate", 4) == 0 &&
                                  vx_get(&panel_of(in)->control.rate) == VX_RATE_MAX;
    hold(in, strdup(line), VX_TAKEN_CONTROL, true);
}

/* A setting, a fault, or something of the view: at once.  A snapshot is only counted. */
void vx_record_call(struct vx_interp *in, const struct vx_call *call)
{
    if (!in->recording)
        return;
    if (strcmp(call->command->name, "snapshot") == 0) {
        in->recording->sum.loaded++;
        return;
    }
    const bool is_set = strcmp(call->command->name, "set") == 0;
    const uint64_t which = is_set ? vx_call_arg(call, "KEY")->n : VX_SETTINGS;
    in->recording->sum.settings += !in->session->virtual_clock && in->session->started &&
                                   which >= VX_SET_RISK_QTY && which <= VX_SET_RISK_OPEN;
    hold(in, strdup(call->line), VX_TAKEN_CONTROL, false);
}

/* A path that is found from anywhere: a recording is seldom played where it was made. */
static void write_path(FILE *out, const struct vx_call *call, const struct vx_arg *arg)
{
    char *path = vx_path_beside(call->origin, arg->text);
    char *whole = path ? realpath(path, NULL) : NULL;
    const char *shown = whole ? whole : arg->text;
    fputc('"', out);
    for (; *shown; shown++)
        fprintf(out, strchr("\"\\$", *shown) ? "\\%c" : "%c", *shown);
    fputc('"', out);
    free(whole);
    free(path);
}

static void write_feed(FILE *out, const struct vx_call *call)
{
    const struct vx_arg *book = vx_call_arg(call, "book");
    static const char *const options[] = {"verify", "speed", "instr"};
    fprintf(out, "feed %s ", vx_call_arg(call, "FORMAT")->text);
    write_path(out, call, vx_call_arg(call, "FILE"));
    if (book->given) {
        fprintf(out, " book=");
        write_path(out, call, book);
    }
    for (size_t i = 0; i < VX_LEN(options); i++)
        if (vx_call_given(call, options[i]))
            fprintf(out, " %s=%s", options[i], vx_call_arg(call, options[i])->text);
    fprintf(out, " wait=off");
}

void vx_record_feed(struct vx_interp *in, const struct vx_call *call)
{
    char *line = NULL;
    size_t size;
    if (!in->recording)
        return;
    FILE *out = open_memstream(&line, &size);
    if (out) {
        write_feed(out, call);
        fclose(out);
    }
    in->recording->sum.feeds += !in->session->virtual_clock;
    hold(in, line, VX_TAKEN_CONTROL, true);
}

/* ---- open and close ---- */

/* A file that it made is gone again if its head cannot be written: *made. */
static FILE *open_file(const char *path, bool *made)
{
    const int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    int fd = open(path, flags | O_EXCL, 0600);
    *made = fd >= 0;
    if (fd < 0 && errno == EEXIST)
        fd = open(path, flags | O_TRUNC, 0600);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (fd >= 0 && !out)
        close(fd);
    return out;
}

int vx_record_open(struct vx_interp *in, const char *path)
{
    unsigned inexact;
    bool made;
    int rc = vx_record_close(in, &inexact);
    if (rc < 0)
        return rc;
    struct vx_recording *r = calloc(1, sizeof *r);
    if (!r)
        return VX_E_MEMORY;
    r->out = open_file(path, &made);
    if (r->out)
        write_head(in, r->out);
    if (!r->out || fflush(r->out) != 0) {
        const int err = errno;
        if (r->out)
            fclose(r->out);
        if (made)
            unlink(path);
        free(r);
        errno = err;
        return VX_E_SYSTEM;
    }
    count_inexact(in, &r->begin);
    in->recording = r;
    in->front.recording = true;
    return VX_OK;
}

int vx_record_close(struct vx_interp *in, unsigned *inexact)
{
    char at[32];
    struct vx_recording *r = in->recording;
    struct vx_taken end;
    int rc;
    *inexact = 0;
    if (!r)
        return VX_OK;
    write_lines(in, true);
    /* the engine may have stopped already: its last moment is kept */
    take_taken(in, VX_TAKEN_END, &end, &rc);
    if (!in->session->started && !in->session->ops->taken)
        end.at_ns = vx_get(&panel_of(in)->now_ns);
    if (end.at_ns > 0) {
        vx_num_format_duration_exact(at, sizeof at, vx_max_u64(end.at_ns, r->last_ns));
        fprintf(r->out, "wait until %s\n", at);
    }
    *inexact = write_inexact(in, r);
    const bool whole = !ferror(r->out), written = fclose(r->out) == 0 && whole;
    free_recording(r);
    in->recording = NULL;
    in->front.recording = false;
    return written ? VX_OK : VX_E_SYSTEM;
}
