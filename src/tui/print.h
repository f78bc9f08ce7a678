/*
 * print.h: a surface as a file: text, text with a terminal's colours, or a picture (SVG 1.1).
 *
 * Threads: one.  Cold.
 */
#ifndef VX_TUI_PRINT_H
#define VX_TUI_PRINT_H

#include "core/base/line.h"
#include "tui/surface.h"

/* Check ferror(out) afterwards. */
void vx_surface_print(const struct vx_surface *s, enum vx_theme theme, FILE *out,
                      enum vx_screen_form form);

#endif
