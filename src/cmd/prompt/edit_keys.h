/*
 * edit_keys.h: libedit's key maps; for edit.c alone.
 * Threads: the console thread.
 */
#ifndef VX_PROMPT_EDIT_KEYS_H
#define VX_PROMPT_EDIT_KEYS_H

#include <histedit.h>

#include "core/base/defs.h"

#define VX_EDIT_PROBE 0x8f /* a private key: asks libedit which of vi's maps is current */

/* Binds the console's keys to commands, libedit's own and those that edit.c added. */
void vx_edit_bind(EditLine *el, bool vi);

#endif
