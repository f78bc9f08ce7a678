/*
 * verbs.h: what the commands do, in the order of command.def: what an interpreter is handed.
 */
#ifndef VX_CMD_VERBS_H
#define VX_CMD_VERBS_H

#include "cmd/setup.h"

extern const vx_verb vx_verbs[];

#endif
