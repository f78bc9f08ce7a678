#include "config.h"

#include "cmd/run/statement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/lang/nearest.h"
#include "cmd/run/engine.h"
#include "cmd/run/look.h"
#include "cmd/run/question.h"
#include "cmd/run/record.h"
#include "cmd/run/report.h"
#include "cmd/run/schedule.h"
#include "core/base/err.h"

#define LOOK_EVERY 256u /* statements between two looks for an interrupt */

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

/* ---- one command ---- */

/* Settings of the console alone are no business of the engine's. */
static bool is_console_setting(uint64_t s)
{
    return s == VX_SET_CONFIRM || s == VX_SET_MOUSE || s == VX_SET_FPS || s == VX_SET_EDITOR;
}

/* Whether it changes the engine: read-only refuses it, a recording keeps it. */
static bool acts_itself(const struct vx_call *call)
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
        return acts_itself(call);
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
    if (acts_itself(call))
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
    int status = vx_put_off(in, call) ? VX_EXIT_OK : vx_execute(in, call);
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
    if (++in->statements % LOOK_EVERY || !s->started)
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
        vx_keep_rest(in, origin, at);
    return status;
}

/* Runs text that stands for `call` (a quoted command, an alias). */
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

int vx_run_arg(struct vx_interp *in, const struct vx_call *call, const struct vx_arg *arg)
{
    char inside[64];
    if (!arg->call) {
        snprintf(inside, sizeof inside, "`%s`", call->command->name);
        return run_inside(in, call, inside, arg->text, false);
    }
    if (in->depth >= VX_SCRIPT_DEPTH_MAX)
        return vx_fail(in, call, call->at, VX_EXIT_ERROR,
                       "commands run each other, 16 deep: enough");
    in->depth++;
    int status = vx_execute(in, arg->call);
    in->depth--;
    return status;
}
