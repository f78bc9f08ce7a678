/*
 * wide.h: text between bytes of the locale and wide characters.
 *
 * Both cut what does not fit, terminate what they write, and return its length; what cannot be
 * said in the other form becomes '?'.  Threads: pure functions.
 */
#ifndef VX_PROMPT_WIDE_H
#define VX_PROMPT_WIDE_H

#include <stddef.h>
#include <wchar.h>

size_t vx_wide_to_bytes(char *out, size_t size, const wchar_t *text, size_t len);
size_t vx_wide_from_bytes(wchar_t *out, size_t size, const char *text);

#endif
