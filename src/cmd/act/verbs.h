/*
 * verbs.h: what the commands do, in the order of command.def: what an interpreter is handed.
 */
#ifndef VX_ACT_VERBS_H
#define VX_ACT_VERBS_H

#include "cmd/run/setup.h"

extern const vx_verb vx_verbs[];

#endif
