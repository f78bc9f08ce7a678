/*
 * glyph.h: sets of characters to draw with, richest first.
 */
#ifndef VX_TUI_GLYPH_H
#define VX_TUI_GLYPH_H

#include "core/base/defs.h"

enum vx_glyph {
#define VX_GLYPH(NAME, braille, blocks, ascii) VX_GLYPH_##NAME,
#include "tui/glyph.def"
#undef VX_GLYPH
    VX_GLYPHS
};

enum vx_glyph_level { VX_GLYPHS_BRAILLE, VX_GLYPHS_BLOCKS, VX_GLYPHS_ASCII, VX_GLYPH_LEVELS };

#define VX_BAR_STEPS 8 /* parts of a cell that a bar can fill */
#define VX_SHADES    5 /* empty to full */
/* Sides of a cell that a line joins: bits of an index into .line. */
#define VX_LINE_NORTH 1u
#define VX_LINE_EAST  2u
#define VX_LINE_SOUTH 4u
#define VX_LINE_WEST  8u

struct vx_glyph_set {
    const char *name;
    enum vx_glyph_level level;
    uint32_t glyph[VX_GLYPHS];
    uint32_t line[16];
    uint32_t bar[VX_BAR_STEPS + 1];   /* filled from the left by eighths */
    uint32_t spark[VX_BAR_STEPS + 1]; /* filled from the bottom by eighths */
    uint32_t shade[VX_SHADES];
    uint32_t half_right; /* the right half filled; 0: draw bars in whole cells */
    /* words with signs of their own */
    const char *minus, *micro, *least, *dot, *dash;
};

extern const struct vx_glyph_set vx_glyph_sets[VX_GLYPH_LEVELS];

/* The set for a terminal: ascii when asked for or when the locale is not UTF-8. */
const struct vx_glyph_set *vx_glyphs_choose(bool ascii, bool utf8, const char *term);

#endif
