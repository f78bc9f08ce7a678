/*
 * reject_text.h: names and explanations of reject codes, for people.
 */
#ifndef VX_BASE_REJECT_TEXT_H
#define VX_BASE_REJECT_TEXT_H

#include "core/base/reject.h"

/* "unknown-id" … for a code of the table, "none" for 0, "?" for any other.  Never NULL. */
const char *vx_reject_name(unsigned code);
/* The sentence beside it; "" where there is none. */
const char *vx_reject_help(unsigned code);

#endif
