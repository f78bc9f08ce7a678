/*
 * pane.h: panes as a table of functions, and the scene they draw from.
 *
 * A pane reads the scene and draws into its area; what it keeps from frame to frame (where it is
 * scrolled to, what its middle is) lies in the scene too.
 *
 * Threads: the console thread.
 */
#ifndef VX_TUI_PANE_H
#define VX_TUI_PANE_H

#include "core/base/line.h"
#include "tui/draw.h"
#include "tui/layout.h"
#include "tui/log.h"
#include "tui/model.h"

#define VX_PANE_TITLE 96

enum vx_mode { VX_MODE_PROMPT, VX_MODE_PANEL, VX_MODE_HELP, VX_MODES };

/* How far back a pane with a past is scrolled; what arrives meanwhile does not move it. */
struct vx_scroll {
    uint64_t back; /* rows, 0: at the newest */
    uint64_t seen; /* rows there were at the last frame */
    uint64_t page; /* rows the pane shows */
};

enum vx_ladder_form { VX_LADDER_AUTO, VX_LADDER_TICKS, VX_LADDER_LEVELS, VX_LADDER_FORMS };

struct vx_ladder_state {
    enum vx_ladder_form form;
    bool levels;    /* what AUTO chose last */
    bool placed;    /* `middle` is set */
    bool gliding;   /* on its way back to the middle */
    unsigned group; /* index of VX_GROUPS: ticks a row */
    int64_t middle; /* price of the middle row */
    uint64_t beat;  /* of the model, when it was last followed */
};

struct vx_help_state {
    int top, rows, page;
    bool searching; /* the search is being typed */
    size_t len;
    char find[48];
};

struct vx_scene {
    struct vx_model *model;
    struct vx_log *log;
    const struct vx_panel *panel;
    const struct vx_line *line;
    struct vx_line_view view;
    struct vx_front front;
    const char *question; /* NULL: none is open */
    uint32_t popup;       /* candidates are shown */
    enum vx_mode mode;
    enum vx_preset preset;
    enum vx_pane focus;
    struct vx_scroll scroll[VX_PANES];
    struct vx_ladder_state ladder, heat;
    int32_t ladder_price[VX_SURFACE_ROWS_MAX]; /* what its rows show, 0: none; for the mouse */
    struct vx_help_state help;
    bool read_only;
    char notice[96];         /* said in the hint's place until the next key: "pasted 3 lines" */
    struct vx_layout layout; /* of the last frame */
};

struct vx_pane_ops {
    /* What stands behind the name in the title row: "", or what the pane shows of. */
    void (*title)(const struct vx_scene *scene, const struct vx_glyph_set *g, char *buf,
                  size_t size);
    void (*draw)(struct vx_scene *scene, const struct vx_area *area);
    bool scrolls; /* PgUp and PgDn move it */
};

#define VX_PANE(NAME, name, ops, rows, cols, help) extern const struct vx_pane_ops ops;
#include "tui/pane.def"
#undef VX_PANE

struct vx_pane_row {
    const char *name;
    const struct vx_pane_ops *ops;
    int rows, cols; /* at least */
    const char *help;
};
extern const struct vx_pane_row vx_pane_rows[VX_PANES];

/* Ticks a row of a grouped ladder. */
extern const uint32_t vx_groups[];
extern const unsigned vx_groups_count;

/* Keeps a scrolled pane in place: `total` rows exist now, `page` are shown. */
void vx_scroll_follow(struct vx_scroll *s, uint64_t total, uint64_t kept, uint64_t page);
/* Moves it by rows, up is positive. */
void vx_scroll_move(struct vx_scroll *s, int64_t rows);
/* "last 12 s", "older by 40": what a scrolled pane says in its title. */
void vx_scroll_title(const struct vx_scroll *s, char *buf, size_t size);
/* Tick of the watched instrument, never 0. */
int32_t vx_scene_tick(const struct vx_scene *scene);

#endif
