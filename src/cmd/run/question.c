#include "config.h"

#include "cmd/run/question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/lang/call.h"
#include "cmd/lang/origin.h"
#include "cmd/run/look.h"
#include "cmd/run/placed.h"
#include "cmd/run/state.h"

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

static bool holds_something(const char *path)
{
    struct stat file;
    return path && stat(path, &file) == 0 && S_ISREG(file.st_mode) && file.st_size > 0;
}

static char *question_to_leave(struct vx_interp *in)
{
    char *text;
    const unsigned long long n = own_live_now(in);
    if (n == 0 ||
        asprintf(&text, "quit: %llu of your orders still rest%s. Leave?", n, n == 1 ? "s" : "") < 0)
        return NULL;
    return text;
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
    else if (strcmp(name, "record") == 0 && vx_call_arg(call, "FILE")->choice < 0 &&
             holds_something(vx_call_arg(call, "FILE")->text))
        n = asprintf(&text, "%s: write over what is in that file?", call->line);
    else if (strcmp(name, "quit") == 0 && !vx_call_given(call, "-y"))
        return question_to_leave(in);
    return n < 0 ? NULL : text;
}

bool vx_put_off(struct vx_interp *in, struct vx_call *call)
{
    if (!asks(in) || !call->origin->typed || in->question)
        return false;
    in->question = question_about(in, call);
    if (!in->question)
        return false;
    in->asked = vx_call_hold(call);
    return true;
}

void vx_keep_rest(struct vx_interp *in, struct vx_origin *origin, size_t at)
{
    if (!origin->typed || at >= origin->len || in->asked_rests == VX_LEN(in->asked_rest))
        return;
    in->asked_rest[in->asked_rests++] = (struct vx_rest){vx_origin_hold(origin), at};
}

void vx_forget_question(struct vx_interp *in)
{
    free(in->question);
    in->question = NULL;
    vx_call_drop(in->asked);
    in->asked = NULL;
    while (in->asked_rests)
        vx_origin_drop(in->asked_rest[--in->asked_rests].origin);
}
