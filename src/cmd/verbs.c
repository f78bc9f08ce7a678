#include "cmd/verbs.h"

#include "cmd/verb.h"

const vx_verb vx_verbs[] = {
#define VX_COMMAND(name, flags, help, details, example) vx_cmd_##name,
#include "cmd/command.def"
};
