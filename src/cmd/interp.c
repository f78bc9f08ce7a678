#include "config.h"

#include "cmd/interp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/moment.h"
#include "cmd/nearest.h"
#include "cmd/state.h"
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

static void forget_question(struct vx_interp *in)
{
    free(in->question);
    in->question = NULL;
    vx_call_drop(in->asked);
    in->asked = NULL;
    while (in->asked_rests)
        vx_origin_drop(in->asked_rest[--in->asked_rests].origin);
}

void vx_interp_close(struct vx_interp *interp)
{
    if (!interp)
        return;
    unsigned inexact;
    if (vx_record_close(interp, &inexact) == VX_OK && inexact > 0)
        fprintf(stderr, "velox: %s\n", VX_RECORD_INEXACT);
    vx_schedule_free(interp);
    forget_question(interp);
    vx_freeze(interp, false);
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

/* ---- names ---- */

const char *vx_variable(void *ctx, const char *name, size_t len, bool *hole, char *suggest,
                        size_t size)
{
    const struct vx_interp *in = ctx;
    const struct vx_entry *entry = vx_dict_find(&in->variables, name, len);
    if (entry) {
        *hole = entry->hole;
        return entry->text;
    }
    for (size_t i = 0; suggest && i < in->variables.count; i++)
        vx_nearest_offer(suggest, size, name, len, in->variables.entry[i].name);
    return NULL;
}

static bool is_alias(void *ctx, const char *name, size_t len)
{
    const struct vx_interp *in = ctx;
    return vx_dict_find(&in->aliases, name, len) != NULL;
}

static int32_t price_setting(const struct vx_interp *in, enum vx_setting s)
{
    return (int32_t)in->session->ops->get(in->session->self, s);
}

void vx_parse_env_of(struct vx_interp *in, struct vx_parse_env *env)
{
    *env = (struct vx_parse_env){
        .tick = price_setting(in, VX_SET_TICK),
        .price_min = price_setting(in, VX_SET_PRICE_MIN),
        .price_max = price_setting(in, VX_SET_PRICE_MAX),
        .ctx = in,
        .is_alias = is_alias,
    };
}

/* ---- status ---- */

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

/* ---- one command ---- */

/* Settings of the console alone are no business of the engine's. */
static bool is_console_setting(uint64_t s)
{
    return s == VX_SET_CONFIRM || s == VX_SET_MOUSE || s == VX_SET_FPS || s == VX_SET_EDITOR;
}

bool vx_call_acts(const struct vx_call *call)
{
    if (strcmp(call->command->name, "set") == 0)
        return vx_call_given(call, "VALUE") && !is_console_setting(vx_call_arg(call, "KEY")->n);
    if (strcmp(call->command->name, "flow") == 0 && vx_arg_is(vx_call_arg(call, "NAME"), "list"))
        return false;
    if (strcmp(call->command->name, "snapshot") == 0)
        return vx_arg_is(vx_call_arg(call, "WHAT"), "load");
    return (call->command->flags & VX_CMD_ACTS) != 0;
}

/* Recorded here: settings, and what the operator showed.  What ingress takes up is recorded where
 * it is sent, with the time at which it was taken. */
static bool is_kept_at_once(const struct vx_call *call)
{
    const char *name = call->command->name;
    if (strcmp(name, "set") == 0)
        return vx_call_acts(call);
    if (strcmp(name, "snapshot") == 0)
        return vx_arg_is(vx_call_arg(call, "WHAT"), "load");
    if (strcmp(name, "freeze") == 0)
        return true;
    if (strcmp(name, "view") != 0)
        return false;
    const struct vx_arg *what = vx_call_arg(call, "WHAT");
    int id = vx_view_find(what->text, strlen(what->text));
    return id >= 0 && vx_view_rows[id].kept;
}

/* The call, or one that it would run later, that acts on the engine; NULL: none. */
static const struct vx_call *acting(const struct vx_call *call)
{
    const struct vx_call *inner = NULL;
    if (vx_call_acts(call))
        return call;
    for (unsigned i = 0; i < call->command->params && !inner; i++)
        inner = call->arg[i].call ? acting(call->arg[i].call) : NULL;
    return inner;
}

static int run_verb(struct vx_interp *in, const struct vx_call *call)
{
    return in->options.verbs[vx_command_row(call->command)](in, call);
}

/* What goes to the engine although one looks at the past. */
static int run_at_engine(struct vx_interp *in, struct vx_call *call)
{
    vx_at_engine(in, true);
    const int status = run_verb(in, call);
    vx_at_engine(in, false);
    if (status == VX_EXIT_OK)
        vx_say_engine(in, call);
    return status;
}

static int run_allowed(struct vx_interp *in, struct vx_call *call)
{
    struct vx_where where;
    bool only = in->options.read_only || in->session->read_only;
    const bool away = vx_where_of(in, &where);
    const struct vx_call *acts = only || away ? acting(call) : NULL;
    const struct vx_call *refused = only ? acts : NULL;
    if (refused && !(away && (refused->command->flags & VX_CMD_PAST)))
        return vx_fail(in, call, refused->at, VX_EXIT_ERROR, "read-only: '%s' acts on the engine",
                       refused->command->name);
    int status = vx_check_moment(in, acts);
    if (status == VX_EXIT_OK && (call->command->flags & VX_CMD_STARTS))
        status = vx_engine_start(in, call);
    if (status == VX_EXIT_OK)
        status = vx_check_deadline(in, call);
    if (status != VX_EXIT_OK)
        return status;
    status =
        away && (call->command->flags & VX_CMD_NOW) ? run_at_engine(in, call) : run_verb(in, call);
    if (status == VX_EXIT_OK && is_kept_at_once(call))
        vx_record_call(in, call);
    return status;
}

int vx_execute(struct vx_interp *in, struct vx_call *call)
{
    struct vx_output output;
    bool dry = in->options.parse_only;
    if (dry && !(call->command->flags & VX_CMD_DRY))
        return VX_EXIT_OK;
    vx_call_hold(call);
    vx_output_begin(in, &output);
    in->busy++;
    int status = dry ? run_verb(in, call) : run_allowed(in, call);
    in->busy--;
    vx_output_end(in, &output, call, status);
    vx_call_drop(call);
    return status;
}

/* ---- questions ---- */

static bool asks(const struct vx_interp *in)
{
    return in->options.interactive && !in->options.yes && !in->options.parse_only &&
           in->session->ops->get(in->session->self, VX_SET_CONFIRM) != 0;
}

/* Own orders that rest with the engine, whatever moment is looked at; with none there are none. */
static uint64_t own_live_now(struct vx_interp *in)
{
    struct vx_where where;
    vx_where_of(in, &where);
    vx_at_engine(in, true);
    const uint64_t n = where.alone && where.away ? 0 : vx_own_live(in);
    vx_at_engine(in, false);
    return n;
}

/* The question before a destructive command, malloc'd; NULL: none. */
static char *question_about(struct vx_interp *in, const struct vx_call *call)
{
    const char *name = call->command->name;
    char *text = NULL;
    int n = -1;
    if (strcmp(name, "cancel") == 0 && !vx_call_given(call, "-y") &&
        vx_arg_is(vx_call_arg(call, "ORDER"), "all"))
        n = asprintf(&text, "%s: take all these orders off the book?", call->line);
    else if (strcmp(name, "halt") == 0 && !vx_call_given(call, "-y") &&
             vx_arg_is(vx_call_arg(call, "STATE"), "on"))
        n = asprintf(&text, "halt on: cancel every resting order and refuse new ones?");
    else if (strcmp(name, "snapshot") == 0 && !vx_call_given(call, "-y") &&
             vx_arg_is(vx_call_arg(call, "WHAT"), "load"))
        n = asprintf(&text, "%s: cancel what rests, and put the snapshot's orders back?",
                     call->line);
    else if (strcmp(name, "quit") == 0 && !vx_call_given(call, "-y") && own_live_now(in) > 0)
        n = asprintf(&text, "quit: %llu of your orders still rest. Leave?",
                     (unsigned long long)own_live_now(in));
    return n < 0 ? NULL : text;
}

/* What is behind the question on a typed line runs when it is answered. */
static void keep_rest(struct vx_interp *in, struct vx_origin *origin, size_t at)
{
    if (!origin->typed || at >= origin->len || in->asked_rests == VX_LEN(in->asked_rest))
        return;
    in->asked_rest[in->asked_rests++] = (struct vx_rest){vx_origin_hold(origin), at};
}

/* True if the call was put off until its question is answered. */
static bool put_off(struct vx_interp *in, struct vx_call *call)
{
    if (!asks(in) || !call->origin->typed || in->question)
        return false;
    in->question = question_about(in, call);
    if (!in->question)
        return false;
    in->asked = vx_call_hold(call);
    return true;
}

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
            keep_rest(in, rest[i].origin, rest[i].at);
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
    forget_question(interp);
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

/* ---- statements ---- */

static int run_inside(struct vx_interp *in, const struct vx_call *call, const char *inside,
                      const char *text, bool typed);

/* An alias with what stands behind it, as a line. */
static char *expand(const struct vx_entry *alias, const struct vx_words *words)
{
    char *rest = vx_words_join(words, 1, words->count), *text = NULL;
    if (rest && asprintf(&text, "%s%s%s", alias->text, *rest ? " " : "", rest) < 0)
        text = NULL;
    free(rest);
    return text;
}

static int run_alias(struct vx_interp *in, struct vx_origin *origin, const struct vx_words *words,
                     const struct vx_entry *alias)
{
    char inside[VX_NAME_MAX + 16];
    struct vx_call call = {.origin = origin, .at = words->at};
    snprintf(inside, sizeof inside, "alias '%s'", alias->name);
    char *text = expand(alias, words);
    if (!text)
        return vx_fail_at(in, origin, words->at, alias->name, VX_EXIT_ERROR,
                          vx_err_text(VX_E_MEMORY));
    /* an alias that was typed asks as what it stands for would */
    int status = run_inside(in, &call, inside, text, origin->typed);
    free(text);
    return status;
}

static int run_words(struct vx_interp *in, struct vx_origin *origin, struct vx_words *words)
{
    struct vx_mistake mistake;
    struct vx_parse_env env;
    struct vx_call *call;
    const char *verb = words->word[0].text;
    if (words->word[0].hole)
        return VX_EXIT_OK; /* -n: which command it is will be known when it runs */
    const struct vx_entry *alias = vx_dict_find(&in->aliases, verb, strlen(verb));
    if (alias && !vx_command_find(verb, strlen(verb)))
        return run_alias(in, origin, words, alias);
    vx_parse_env_of(in, &env);
    env.abbreviate = in->options.interactive && origin->typed;
    int rc = vx_parse(&call, words, 0, origin, &env, &mistake);
    if (rc == VX_E_MEMORY)
        vx_mistake_set(&mistake, words->at, "%s", vx_err_text(rc));
    if (rc < 0)
        return vx_fail_at(in, origin, mistake.at, verb, VX_EXIT_ERROR, mistake.text);
    int status = put_off(in, call) ? VX_EXIT_OK : vx_execute(in, call);
    vx_call_drop(call);
    return status;
}

static int run_statement(struct vx_interp *in, struct vx_origin *origin, size_t *at)
{
    struct vx_mistake mistake;
    struct vx_words words;
    int status = VX_EXIT_OK;
    int rc = vx_lex(&words, origin, *at, vx_variable, in, &mistake);
    if (rc == VX_E_MEMORY)
        vx_mistake_set(&mistake, *at, "%s", vx_err_text(rc));
    if (rc < 0)
        status = vx_fail_at(in, origin, mistake.at, "", VX_EXIT_ERROR, mistake.text);
    else if (words.count)
        status = run_words(in, origin, &words);
    *at = words.next;
    vx_words_free(&words);
    return status;
}

/* A script that lets no time pass is interrupted all the same. */
static void look_for_interrupt(struct vx_interp *in)
{
    const struct vx_session *s = in->session;
    if (++in->statements % VX_LOOK_EVERY || !s->started)
        return;
    if (s->ops->advance(s->self, vx_now(in), NULL, NULL) != VX_E_INTERRUPTED)
        return;
    in->interrupted = true;
    in->stopped = in->stopped || !in->options.interactive;
}

/* What stands behind an error on a typed line is not run, and that is said. */
static void say_left_out(struct vx_interp *in, const struct vx_origin *origin, size_t at)
{
    while (at < origin->len && (origin->text[at] == ' ' || origin->text[at] == ';'))
        at++;
    if (in->options.interactive && in->format != VX_FORMAT_JSON && origin->typed &&
        !origin->inside && at < origin->len)
        vx_say(in, VX_SAY_NOTE, "not run: %.200s", origin->text + at);
}

int vx_run_origin(struct vx_interp *in, struct vx_origin *origin, size_t at)
{
    int status = VX_EXIT_OK;
    while (at < origin->len && vx_going(in) && !(in->question && origin->typed)) {
        look_for_interrupt(in);
        if (!in->options.parse_only)
            vx_run_due(in);
        if (!vx_going(in))
            break;
        int one = run_statement(in, origin, &at);
        vx_note_status(in, one);
        if (status == VX_EXIT_OK)
            status = one;
        if (one != VX_EXIT_OK && (in->options.interactive || !in->options.keep_going)) {
            say_left_out(in, origin, at);
            break;
        }
    }
    if (in->question && status == VX_EXIT_OK)
        keep_rest(in, origin, at);
    return status;
}

static int run_inside(struct vx_interp *in, const struct vx_call *call, const char *inside,
                      const char *text, bool typed)
{
    const struct vx_origin *outer = call->origin;
    if (in->depth >= VX_SCRIPT_DEPTH_MAX) {
        in->stopped = in->stopped || !in->options.interactive; /* -k would go on 2^16 times */
        return vx_fail_at(in, outer, call->at, inside, VX_EXIT_ERROR,
                          "scripts and aliases run each other, 16 deep: enough");
    }
    uint32_t line = vx_origin_place(outer, call->at).line;
    struct vx_origin *origin = vx_origin_make(outer->name, outer->dir, line, text, strlen(text));
    if (!origin || !(origin->inside = strdup(inside))) {
        vx_origin_drop(origin);
        return vx_fail_at(in, outer, call->at, inside, VX_EXIT_ERROR, vx_err_text(VX_E_MEMORY));
    }
    origin->typed = typed;
    in->depth++;
    int status = vx_run_origin(in, origin, 0);
    in->depth--;
    vx_origin_drop(origin);
    return status;
}

int vx_run_inside(struct vx_interp *in, const struct vx_call *call, const char *inside,
                  const char *text)
{
    return run_inside(in, call, inside, text, false);
}

int vx_run_arg(struct vx_interp *in, const struct vx_call *call, const struct vx_arg *arg)
{
    char inside[64];
    if (!arg->call) {
        snprintf(inside, sizeof inside, "`%s`", call->command->name);
        return vx_run_inside(in, call, inside, arg->text);
    }
    if (in->depth >= VX_SCRIPT_DEPTH_MAX)
        return vx_fail(in, call, call->at, VX_EXIT_ERROR,
                       "commands run each other, 16 deep: enough");
    in->depth++;
    int status = vx_execute(in, arg->call);
    in->depth--;
    return status;
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
    forget_question(interp);
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
