/*
 * theme.h: styles by meaning, and the colours and attributes a theme gives them.
 */
#ifndef VX_TUI_THEME_H
#define VX_TUI_THEME_H

#include "core/base/defs.h"

#define VX_RAMP 8 /* steps of a heat map's ramp */

enum vx_style {
#define VX_STYLE(NAME, ink, paper, attributes, mono) VX_STYLE_##NAME,
#include "tui/theme.def"
    VX_STYLE_HEAT_BUY,                                /* VX_RAMP steps of bids */
    VX_STYLE_HEAT_SELL = VX_STYLE_HEAT_BUY + VX_RAMP, /* VX_RAMP steps of asks */
    VX_STYLE_HEAT_TIME = VX_STYLE_HEAT_SELL + VX_RAMP,
    VX_STYLES = VX_STYLE_HEAT_TIME + VX_RAMP
};

enum vx_theme {
#define VX_THEME(NAME, ...) VX_THEME_##NAME,
#include "tui/theme.def"
    VX_THEMES
};

#define VX_ATTR_NORMAL    0u
#define VX_ATTR_BOLD      1u
#define VX_ATTR_DIM       2u
#define VX_ATTR_REVERSE   4u
#define VX_ATTR_UNDERLINE 8u

struct vx_paint {
    int16_t ink; /* colour number, -1: the terminal's own */
    int16_t paper;
    uint8_t attributes; /* VX_ATTR_... */
};

const char *vx_theme_name(enum vx_theme theme);
/* Colours a terminal must have for it. */
int vx_theme_colours(enum vx_theme theme);
/* True if its heat maps paint backgrounds; else they draw shades. */
bool vx_theme_ramps(enum vx_theme theme);
/* The richest that fits a terminal of so many colours; mono when colour is not wanted. */
enum vx_theme vx_theme_choose(int colours, bool colour);
/* By name; VX_THEMES: there is none such. */
enum vx_theme vx_theme_find(const char *name);
struct vx_paint vx_theme_paint(enum vx_theme theme, enum vx_style style);

#endif
