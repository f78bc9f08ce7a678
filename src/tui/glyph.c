#include "tui/glyph.h"

#include <string.h>

#define LIGHT_LINES                                                                          \
    {                                                                                        \
        ' ', 0x2502, 0x2500, 0x2514, 0x2502, 0x2502, 0x250c, 0x251c, 0x2500, 0x2518, 0x2500, \
            0x2534, 0x2510, 0x2524, 0x252c, 0x253c                                           \
    }

const struct vx_glyph_set
    vx_glyph_sets[VX_GLYPH_LEVELS] =
        {
            [VX_GLYPHS_BRAILLE] =
                {
                    .name = "braille",
                    .level = VX_GLYPHS_BRAILLE,
                    .glyph =
                        {
#define VX_GLYPH(NAME, braille, blocks, ascii) [VX_GLYPH_##NAME] = (braille),
#include "tui/glyph.def"
#undef VX_GLYPH
                        },
                    .line = LIGHT_LINES,
                    .bar = {' ', 0x258f, 0x258e, 0x258d, 0x258c, 0x258b, 0x258a, 0x2589, 0x2588},
                    .spark = {' ', 0x2581, 0x2582, 0x2583, 0x2584, 0x2585, 0x2586, 0x2587, 0x2588},
                    .shade = {' ', 0x2591, 0x2592, 0x2593, 0x2588},
                    .half_right = 0x2590,
                    .minus = "\u2212",
                    .micro = "\u00b5s",
                    .least = "\u2265",
                    .dot = "\u00b7",
                    .dash = "\u2014",
                },
            [VX_GLYPHS_BLOCKS] =
                {
                    .name = "blocks",
                    .level = VX_GLYPHS_BLOCKS,
                    .glyph =
                        {
#define VX_GLYPH(NAME, braille, blocks, ascii) [VX_GLYPH_##NAME] = (blocks),
#include "tui/glyph.def"
#undef VX_GLYPH
                        },
                    .line = LIGHT_LINES,
                    .bar = {' ', ' ', ' ', 0x258c, 0x258c, 0x258c, 0x258c, 0x2588, 0x2588},
                    .spark = {' ', '_', '_', 0x2584, 0x2584, 0x2584, 0x2584, 0x2588, 0x2588},
                    .shade = {' ', 0x2591, 0x2592, 0x2593, 0x2588},
                    .half_right = 0x2590,
                    .minus = "-",
                    .micro = "\u00b5s",
                    .least = "\u2265",
                    .dot = "\u00b7",
                    .dash = "-",
                },
            [VX_GLYPHS_ASCII] =
                {
                    .name = "ascii",
                    .level = VX_GLYPHS_ASCII,
                    .glyph =
                        {
#define VX_GLYPH(NAME, braille, blocks, ascii) [VX_GLYPH_##NAME] = (ascii),
#include "tui/glyph.def"
#undef VX_GLYPH
                        },
                    .line = {' ', '|', '-', '+', '|', '|', '+', '+', '-', '+', '-', '+', '+', '+',
                             '+', '+'},
                    .bar = {' ', ' ', ' ', '-', '-', '-', '-', '=', '='},
                    .spark = {' ', '_', '.', '.', '-', '-', '=', '=', '#'},
                    .shade = {' ', '.', ':', '+', '#'},
                    .minus = "-",
                    .micro = "us",
                    .least = ">=",
                    .dot = "-",
                    .dash = "-",
                },
};

const struct vx_glyph_set *vx_glyphs_choose(bool ascii, bool utf8, const char *term)
{
    if (ascii || !utf8)
        return &vx_glyph_sets[VX_GLYPHS_ASCII];
    if (term && strncmp(term, "linux", 5) == 0)
        return &vx_glyph_sets[VX_GLYPHS_BLOCKS];
    return &vx_glyph_sets[VX_GLYPHS_BRAILLE];
}
