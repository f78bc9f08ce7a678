#include "config.h"

#include "cmd/run/interp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/run/answer.h"
#include "cmd/run/engine.h"
#include "cmd/run/lines.h"
#include "cmd/run/look.h"
#include "cmd/run/placed.h"
#include "cmd/run/question.h"
#include "cmd/run/recall.h"
#include "cmd/run/record.h"
#include "cmd/run/report.h"
#include "cmd/run/schedule.h"
#include "cmd/run/statement.h"
#include "core/base/clock.h"
#include "core/base/err.h"

/* ---- open and close ---- */

int vx_interp_open(struct vx_interp **interp, const struct vx_interp_options *options)
{
    struct vx_interp *in = calloc(1, sizeof(*in));
    *interp = in;
    if (!in)
        return VX_E_MEMORY;
    in->options = *options;
    in->session = options->session;
    in->format = options->format;
    in->begin_wall_ns = vx_monotonic_ns();
    in->say = options->say ? options->say : vx_default_say;
    in->say_ctx = options->say ? options->say_ctx : in;
    return VX_OK;
}

void vx_interp_close(struct vx_interp *interp)
{
    if (!interp)
        return;
    unsigned inexact;
    if (vx_record_close(interp, &inexact) == VX_OK && inexact > 0)
        fprintf(stderr, "velox: %s\n", VX_RECORD_INEXACT);
    vx_schedule_free(interp);
    vx_forget_question(interp);
    free(interp->frozen);
    vx_dict_free(&interp->variables);
    vx_dict_free(&interp->aliases);
    vx_dict_free(&interp->keys);
    vx_dict_free(&interp->names);
    free(interp->placed);
    vx_lines_close(interp->lines);
    free(interp);
}

void vx_interp_attach(struct vx_interp *interp, vx_line_say say, vx_line_idle idle, void *ctx)
{
    interp->say = say ? say : vx_default_say;
    interp->say_ctx = say ? ctx : interp;
    interp->session->ops->on_idle(interp->session->self, idle, ctx);
}

void vx_interp_screen(struct vx_interp *interp, const struct vx_line_screen *screen)
{
    interp->screen = screen ? *screen : (struct vx_line_screen){0};
}

/* ---- status ---- */

bool vx_interp_quitting(const struct vx_interp *interp, int *code)
{
    if (interp->quitting)
        *code = interp->quit_code;
    return interp->quitting;
}

int vx_interp_status(const struct vx_interp *interp)
{
    return interp->quitting ? interp->quit_code : interp->status;
}

/* ---- questions ---- */

const char *vx_interp_question(const struct vx_interp *interp)
{
    return interp->question;
}

/* What was behind the question; a question in it puts off the rest again. */
static void run_rests(struct vx_interp *in, const struct vx_rest *rest, size_t count)
{
    int status = VX_EXIT_OK;
    for (size_t i = 0; i < count; i++) {
        if (in->question)
            vx_keep_rest(in, rest[i].origin, rest[i].at);
        else if (status == VX_EXIT_OK)
            status = vx_run_origin(in, rest[i].origin, rest[i].at);
    }
}

void vx_interp_reply(struct vx_interp *interp, bool yes)
{
    struct vx_call *call = interp->asked;
    struct vx_rest rest[VX_LEN(interp->asked_rest)];
    size_t count = interp->asked_rests;
    if (!interp->question)
        return;
    memcpy(rest, interp->asked_rest, count * sizeof(rest[0]));
    interp->asked = NULL;
    interp->asked_rests = 0;
    vx_forget_question(interp);
    interp->depth++;
    interp->interrupted = false;
    if (!yes)
        vx_note(interp, call, "not done: %s", call->line);
    else if (vx_execute(interp, call) == VX_EXIT_OK)
        run_rests(interp, rest, count);
    interp->depth--;
    vx_call_drop(call);
    while (count)
        vx_origin_drop(rest[--count].origin);
}

/* ---- typed lines ---- */

struct vx_lines *vx_interp_lines(struct vx_interp *interp)
{
    if (!interp->lines)
        vx_lines_open(&interp->lines);
    return interp->lines;
}

int vx_interp_line(struct vx_interp *interp, const char *text, const char *origin)
{
    size_t len = strlen(text);
    vx_say(interp, VX_SAY_ECHO, "%s%s%s", origin ? origin : "", origin ? ": " : "", text);
    if (!origin && vx_interp_lines(interp))
        vx_lines_keep(interp->lines, text);
    struct vx_origin *line = vx_origin_make(origin ? origin : "<prompt>", "", 1, text, len);
    if (!line) {
        vx_fail_outside(interp, "the line", vx_err_text(VX_E_MEMORY));
        return VX_EXIT_ERROR;
    }
    line->typed = true;
    vx_forget_question(interp);
    interp->interrupted = false;
    interp->depth++;
    int status = vx_run_origin(interp, line, 0);
    interp->depth--;
    vx_origin_drop(line);
    return status;
}

void vx_interp_tick(struct vx_interp *interp)
{
    if (interp->busy || interp->depth || !interp->session->started)
        return;
    interp->interrupted = false;
    vx_recall_orders(interp);
    vx_run_due(interp);
    vx_poll_answers(interp);
    vx_tick_deadline(interp);
}

/* ---- what the prompt needs besides ---- */

void vx_interp_moment(struct vx_interp *in, struct vx_line_moment *moment)
{
    *moment = (struct vx_line_moment){.panel = NULL};
    if (!vx_where_of(in, &moment->where))
        return;
    moment->panel = in->session->ops->panel(in->session->self);
    moment->before = in->session->ops->travel->before(in->session->self);
}

void vx_interp_cells(struct vx_interp *in, uint64_t from_ns, uint64_t to_ns,
                     struct vx_travel_cell *cell, uint32_t n)
{
    if (in->session->ops->travel)
        in->session->ops->travel->cells(in->session->self, from_ns, to_ns, cell, n);
}

void vx_interp_front(const struct vx_interp *interp, struct vx_front *front)
{
    *front = interp->front;
}

int64_t vx_interp_setting(const struct vx_interp *interp, enum vx_setting s)
{
    return interp->session->ops->get(interp->session->self, s);
}

bool vx_interp_order_name(const struct vx_interp *interp, uint64_t id, char *name, size_t size)
{
    for (size_t i = interp->placed_count; i-- > 0;) {
        const struct vx_placed *p = &interp->placed[i];
        if (p->id != id || !p->name[0] || p->answer.code == VX_REJECT_DUPLICATE_ID)
            continue;
        snprintf(name, size, "%s", p->name);
        return true;
    }
    return false;
}

const char *vx_interp_binding(const struct vx_interp *interp, const char *key)
{
    const struct vx_entry *entry = vx_dict_find(&interp->keys, key, strlen(key));
    return entry ? entry->text : NULL;
}

int vx_interp_record(struct vx_interp *interp, const char *path)
{
    return vx_record_open(interp, path);
}
