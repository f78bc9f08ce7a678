#include "cmd/lang/call.h"

#include <stdlib.h>
#include <string.h>

/* A call does not change but for the number of those that hold it. */
struct vx_call *vx_call_hold(const struct vx_call *call)
{
    struct vx_call *held = (struct vx_call *)(uintptr_t)call;
    held->refs++;
    return held;
}

void vx_call_drop(struct vx_call *call)
{
    if (!call || --call->refs > 0)
        return;
    for (unsigned i = 0; i < VX_PARAMS_MAX; i++) {
        free(call->arg[i].text);
        free(call->arg[i].value);
        vx_expr_free(call->arg[i].expr);
        vx_call_drop(call->arg[i].call);
    }
    vx_origin_drop(call->origin);
    free(call->line);
    free(call);
}

const struct vx_arg *vx_call_arg(const struct vx_call *call, const char *label)
{
    unsigned i = 0;
    while (strcmp(call->command->param[i].label, label) != 0) {
        i++;
        assert(i < call->command->params); /* the label is one of command.def */
    }
    return &call->arg[i];
}

bool vx_call_given(const struct vx_call *call, const char *label)
{
    return vx_call_arg(call, label)->given;
}

bool vx_arg_is(const struct vx_arg *arg, const char *word)
{
    return arg->given && arg->choice >= 0 &&
           arg->choice == vx_words_index(arg->param->words, word, strlen(word));
}
