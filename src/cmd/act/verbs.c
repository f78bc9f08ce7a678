#include "cmd/act/verbs.h"

#include "cmd/run/verb.h"

const vx_verb vx_verbs[] = {
#define VX_COMMAND(name, flags, help, details, example) vx_cmd_##name,
#include "cmd/lang/command.def"
};
