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

#define VX_FIND_MAX 48
#define VX_ROW_NONE UINT32_MAX

/* Where letters go: FIND is the panel's search being typed. */
enum vx_mode { VX_MODE_PROMPT, VX_MODE_PANEL, VX_MODE_FIND, VX_MODE_HELP, VX_MODES };

/*
 * A list's place: how many rows lie beyond the edge at which it begins, and the cursor's row on
 * the screen.  What arrives meanwhile does not move what is looked at.
 */
struct vx_scroll {
    uint64_t back;                       /* rows beyond the edge, 0: at it */
    uint64_t seen;                       /* rows there were at the last frame */
    uint64_t page;                       /* rows the pane shows */
    int cursor;                          /* row of the pane counted from the edge, 0: at it */
    uint32_t shown[VX_SURFACE_ROWS_MAX]; /* what the pane's rows hold, VX_ROW_NONE: nothing */
};

/* What is looked for in a pane. */
struct vx_find {
    size_t len; /* 0: nothing */
    char text[VX_FIND_MAX];
};

enum vx_ladder_form { VX_LADDER_AUTO, VX_LADDER_TICKS, VX_LADDER_LEVELS, VX_LADDER_FORMS };

struct vx_ladder_state {
    enum vx_ladder_form form;
    bool levels;                        /* what AUTO chose last */
    bool placed;                        /* `middle` is set */
    bool gliding;                       /* on its way back to the middle */
    bool free;                          /* scrolled: it does not follow the market */
    unsigned group;                     /* index of vx_groups: ticks a row */
    uint32_t most;                      /* levels a side that are shown, 0: all */
    int64_t middle;                     /* price of the middle row */
    int offset;                         /* by level: rows that it is scrolled by */
    int32_t cursor;                     /* price, 0: at the bid */
    int rows;                           /* of the last frame */
    int32_t price[VX_SURFACE_ROWS_MAX]; /* what they showed, 0: none */
    uint64_t beat;                      /* of the model, when it was last followed */
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
    const struct vx_panel *panel;  /* of the moment that is shown */
    const struct vx_panel *engine; /* of the engine, now */
    const struct vx_line *line;
    struct vx_where where;
    char past[160]; /* what the banner says of it */
    struct vx_line_view view;
    struct vx_front front;
    const char *question; /* NULL: none is open */
    uint32_t popup;       /* candidates are shown */
    uint64_t answer;      /* rows of the log that the last typed line gave, */
    uint64_t answer_end;  /* up to here: rows ever written */
    bool unfolded;        /* the log covers panes above it, to show them all */
    enum vx_mode mode;
    enum vx_preset preset;
    enum vx_pane focus;
    struct vx_scroll scroll[VX_PANES];
    struct vx_find find[VX_PANES];
    struct vx_ladder_state ladder, heat;
    uint64_t fullest[VX_PANES]; /* of the last frame: what the fullest cell of a map holds */
    bool latency_total;         /* latencies since the start, not of the last second */
    struct vx_help_state help;
    bool read_only;
    char notice[96];         /* said in the hint's place until the next key: "pasted 3 lines" */
    struct vx_layout layout; /* of the last frame */
};

/* A command about a row, for the prompt. */
enum vx_row_act { VX_ROW_ENTER, VX_ROW_BUY, VX_ROW_SELL, VX_ROW_CANCEL };
struct vx_ready {
    char before[VX_LINE_TEXT_MAX / 2], behind[64]; /* the cursor stands between them */
};

/* How a pane lists its rows. */
enum vx_list {
    VX_LIST_NONE,   /* it has no rows of its own */
    VX_LIST_TOP,    /* from the top down, row 0 first */
    VX_LIST_BOTTOM, /* from the bottom up: the log */
};

/* What a map's shades and marks stand for. */
#define VX_LEGEND_MAX 2
struct vx_legend {
    struct {
        const char *name; /* NULL: no more */
        enum vx_style style, ramp;
    } ramp[VX_LEGEND_MAX];
    const char *from, *unit; /* of the fullest cell: "to 43.6k lots" */
    struct {
        const char *name; /* NULL: no more */
        enum vx_glyph glyph;
    } mark[VX_LEGEND_MAX];
};

struct vx_pane_ops {
    /* What stands behind the name in the title row: "", or what the pane shows of. */
    void (*title)(const struct vx_scene *scene, const struct vx_glyph_set *g, char *buf,
                  size_t size);
    void (*draw)(struct vx_scene *scene, const struct vx_area *area);
    enum vx_list list;
    bool filters;                   /* a search hides the other rows */
    const struct vx_legend *legend; /* maps have it; it stands in the title row, if there is room */
    /* Row i of the list as text, to search and copy; false past the end.  Lists have it. */
    bool (*text)(const struct vx_scene *scene, uint64_t i, char *buf, size_t size);
    /* The command about a row (of a ladder: of the cursor's price); false: there is none.  May be
     * NULL. */
    bool (*ready)(const struct vx_scene *scene, uint64_t i, enum vx_row_act act,
                  struct vx_ready *ready);
};

#define VX_PANE(NAME, word, name, ops, rows, cols, help) extern const struct vx_pane_ops ops;
#include "tui/pane.def"
#undef VX_PANE

struct vx_pane_row {
    const char *word; /* in commands */
    const char *name; /* in titles */
    const struct vx_pane_ops *ops;
    int rows, cols; /* at least */
    const char *help;
};
extern const struct vx_pane_row vx_pane_rows[VX_PANES];

/* Ticks a row of a grouped ladder. */
extern const uint32_t vx_groups[];
extern const unsigned vx_groups_count;

/* True if panel mode has this pane's cursor. */
bool vx_scene_focused(const struct vx_scene *scene, enum vx_pane pane);
/* The pane that keys move: at the prompt the log, or a list that is shown alone. */
enum vx_pane vx_scene_moved(const struct vx_scene *scene);

/* Rows of `cols` columns that `entries` of the log take, but for the newest `skip`; `most`: so many
 * or more. */
int vx_log_height(const struct vx_log *log, uint64_t skip, uint64_t entries, int cols, int most);

/* Before a list is drawn: `total` rows exist, of which `kept` can be shown, on `page` rows. */
void vx_list_begin(struct vx_scene *scene, enum vx_pane pane, uint64_t total, uint64_t kept,
                   int page);
/* Notes that a row of the pane shows row i of the list. */
void vx_list_row(struct vx_scene *scene, enum vx_pane pane, int row, uint64_t i);
/* After it: marks what is looked for, and the cursor. */
void vx_list_end(struct vx_scene *scene, enum vx_pane pane, const struct vx_area *area);
/* Moves the cursor down by rows (up: negative), and the list where it has to. */
void vx_list_move(struct vx_scene *scene, enum vx_pane pane, int rows);
/* Moves the list under the cursor, as a wheel does. */
void vx_list_roll(struct vx_scene *scene, enum vx_pane pane, int rows);
/* The row under the cursor; false: there is none. */
bool vx_list_at(const struct vx_scene *scene, enum vx_pane pane, uint64_t *i);
/* Puts the cursor on the next row with the text that is looked for; false: there is none. */
bool vx_list_match(struct vx_scene *scene, enum vx_pane pane, int direction);
/* Whether a row of text is what is looked for; everything is when nothing is. */
bool vx_find_in(const struct vx_find *find, const char *text);
/* True of a list to which rows are added while it is looked at: log, tape. */
bool vx_list_is_stream(enum vx_pane pane);
/* The streams show what is newest again, as they do when panel mode is left. */
void vx_list_let_go(struct vx_scene *scene);
/* "40 newer", "/100.06": what the title of a list says. */
void vx_list_title(const struct vx_scene *scene, enum vx_pane pane, const struct vx_glyph_set *g,
                   char *buf, size_t size);

/* The ladder's cursor and content, up is positive. */
void vx_ladder_move(struct vx_scene *scene, int rows);
void vx_ladder_roll(struct vx_scene *scene, int rows);
void vx_ladder_point(struct vx_scene *scene, int row);
void vx_ladder_centre(struct vx_scene *scene);

/* What `as` called an own order, or its id. */
void vx_scene_order_name(const struct vx_scene *scene, uint64_t id, char *buf, size_t size);
/* What the newest column of a history is called: "now", or "here" in the past. */
const char *vx_scene_newest(const struct vx_scene *scene);
/* Tick of the watched instrument, never 0. */
int32_t vx_scene_tick(const struct vx_scene *scene);

#endif
