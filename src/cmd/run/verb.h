/*
 * verb.h: the function behind each row of command.def; commands are written one file a family.
 */
#ifndef VX_RUN_VERB_H
#define VX_RUN_VERB_H

struct vx_interp;
struct vx_call;

#define VX_COMMAND(name, flags, help, details, example) \
    int vx_cmd_##name(struct vx_interp *in, const struct vx_call *call);
#include "cmd/lang/command.def"

#endif
