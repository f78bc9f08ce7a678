#include "tui/theme.h"

#include <strings.h>

enum hue {
    HUE_NONE,
    HUE_BUY,
    HUE_SELL,
    HUE_OWN,
    HUE_GOOD,
    HUE_WARN,
    HUE_BAD,
    HUE_ACCENT,
    HUE_FAINT,
    HUE_DARK,
    HUES
};

#define NORMAL    VX_ATTR_NORMAL
#define BOLD      VX_ATTR_BOLD
#define DIM       VX_ATTR_DIM
#define REVERSE   VX_ATTR_REVERSE
#define UNDERLINE VX_ATTR_UNDERLINE

static const struct {
    uint8_t ink, paper, attributes, mono;
} styles[] = {
#define VX_STYLE(NAME, ink, paper, attributes, mono) {HUE_##ink, HUE_##paper, attributes, mono},
#include "tui/theme.def"
};

static const struct {
    const char *name;
    int colours;
    int16_t hue[HUES];
} themes[VX_THEMES] = {
#define VX_THEME(NAME, name, colours, ...) {name, colours, {__VA_ARGS__}},
#include "tui/theme.def"
};

/* Ramps of the 256-colour cube: backgrounds from nearly nothing to full. */
static const int16_t ramp_green[VX_RAMP] = {-1, 233, 234, 22, 28, 29, 71, 115};
static const int16_t ramp_red[VX_RAMP] = {-1, 233, 234, 52, 88, 124, 167, 210};
static const int16_t ramp_blue[VX_RAMP] = {-1, 233, 234, 17, 18, 25, 68, 111};
static const int16_t ramp_orange[VX_RAMP] = {-1, 233, 234, 58, 94, 130, 172, 215};
static const int16_t ramp_time[VX_RAMP] = {-1, 233, 17, 54, 90, 131, 172, 222};

static struct vx_paint heat(enum vx_theme theme, enum vx_style style)
{
    const bool orange = theme == VX_THEME_ORANGE || theme == VX_THEME_RICH_ORANGE;
    const bool sell = style >= VX_STYLE_HEAT_SELL && style < VX_STYLE_HEAT_TIME;
    const bool time = style >= VX_STYLE_HEAT_TIME;
    const unsigned step = (unsigned)(style - VX_STYLE_HEAT_BUY) % VX_RAMP;
    if (!vx_theme_ramps(theme)) {
        enum hue hue = time ? HUE_ACCENT : sell ? HUE_SELL : HUE_BUY;
        return (struct vx_paint){.ink = themes[theme].hue[hue], .paper = -1};
    }
    const int16_t *ramp = time     ? ramp_time
                          : sell   ? (orange ? ramp_orange : ramp_red)
                          : orange ? ramp_blue
                                   : ramp_green;
    return (struct vx_paint){.ink = step >= 7 ? 232 : 255, .paper = ramp[step]};
}

const char *vx_theme_name(enum vx_theme theme)
{
    return themes[theme].name;
}

int vx_theme_colours(enum vx_theme theme)
{
    return themes[theme].colours;
}

bool vx_theme_ramps(enum vx_theme theme)
{
    return themes[theme].colours >= 256;
}

enum vx_theme vx_theme_choose(int colours, bool colour)
{
    if (!colour || colours < themes[VX_THEME_PALETTE].colours)
        return VX_THEME_MONO;
    return colours >= themes[VX_THEME_RICH].colours ? VX_THEME_RICH : VX_THEME_PALETTE;
}

enum vx_theme vx_theme_find(const char *name)
{
    int i = 0;
    while (i < VX_THEMES && strcasecmp(themes[i].name, name) != 0)
        i++;
    return (enum vx_theme)i;
}

struct vx_paint vx_theme_paint(enum vx_theme theme, enum vx_style style)
{
    if (style >= VX_STYLE_HEAT_BUY)
        return heat(theme, style);
    const int16_t *hue = themes[theme].hue;
    struct vx_paint paint = {.ink = hue[styles[style].ink], .paper = hue[styles[style].paper]};
    paint.attributes = themes[theme].colours ? styles[style].attributes : styles[style].mono;
    /* a terminal without a grey of its own says "faint" with an attribute */
    if (styles[style].ink == HUE_FAINT && paint.ink < 0)
        paint.attributes |= VX_ATTR_DIM;
    return paint;
}
