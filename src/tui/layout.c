#include "tui/layout.h"

#define COLUMNS_MAX 6
#define SHARED_HINT 30 /* screens with fewer rows show the hint in the footer's row */
#define TALL        44 /* screens with so many rows have a second header row */
#define WIDE_HEADER 132
#define LOG_LEAST   3
#define LOG_MOST    14

enum row_kind { ROW_SHAPE, ROW_COLUMN, ROW_SLOT };

/* A row of layout.def. */
struct row {
    enum row_kind kind;
    int what; /* SHAPE: preset; SLOT: pane */
    int rank;
    int least, wanted, most; /* SHAPE: cols, rows; COLUMN: cols; SLOT: rows, most is the growth */
};

static const struct row rows_of[] = {
#define VX_SHAPE(PRESET, cols, rows)   {ROW_SHAPE, VX_PRESET_##PRESET, 0, cols, rows, 0},
#define VX_COLUMN(least, wanted, most) {ROW_COLUMN, 0, 0, least, wanted, most},
#define VX_SLOT(PANE, rank, least, wanted, grow) \
    {ROW_SLOT, VX_PANE_##PANE, rank, least, wanted, grow},
#include "tui/layout.def"
};
#define ROWS ((int)VX_LEN(rows_of))

static const struct {
    const char *name, *help;
} presets[VX_PRESETS] = {
#define VX_PRESET(NAME, name, help) {name, help},
#include "tui/layout.def"
};

const char *vx_preset_name(enum vx_preset preset)
{
    return presets[preset].name;
}

const char *vx_preset_help(enum vx_preset preset)
{
    return presets[preset].help;
}

/* Something that shares a length with others. */
struct share {
    const struct row *row;
    int size;
    bool dropped;
};

static int taken(const struct share *s, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += s[i].dropped ? 0 : s[i].size;
    return sum;
}

/* Hands out what is left: first up to what each wants, in turn. */
static int give_wanted(struct share *s, int n, int left)
{
    for (bool any = true; any && left > 0;) {
        any = false;
        for (int i = 0; i < n && left > 0; i++) {
            if (s[i].dropped || s[i].size >= s[i].row->wanted)
                continue;
            s[i].size++;
            left--;
            any = true;
        }
    }
    return left;
}

/* Columns: up to `most` in turn, then all that is left to the one without a most. */
static void give_columns(struct share *s, int n, int left)
{
    left = give_wanted(s, n, left);
    for (int i = 0; i < n && left > 0; i++) {
        int room = s[i].row->most == 0 ? left : s[i].row->most - s[i].size;
        int more = s[i].row->most == 0 ? 0 : room < left / 2 ? room : left / 2;
        s[i].size += more;
        left -= more;
    }
    for (int i = 0; i < n; i++)
        if (s[i].row->most == 0) {
            s[i].size += left;
            return;
        }
    s[n - 1].size += left;
}

/* Rows: the shares of those that grow; the last one that stands takes what remains. */
static void give_rows(struct share *s, int n, int left)
{
    int weights = 0, last = -1;
    left = give_wanted(s, n, left);
    for (int i = 0; i < n; i++) {
        if (s[i].dropped)
            continue;
        weights += s[i].row->most;
        if (last < 0 || s[i].row->most > 0)
            last = i;
    }
    int whole = left;
    for (int i = 0; i < n && weights > 0; i++) {
        int more = s[i].dropped ? 0 : whole * s[i].row->most / weights;
        s[i].size += more;
        left -= more;
    }
    if (last >= 0)
        s[last].size += left;
}

/* Drops the slot of the highest rank until the rest fits. */
static void fit_rows(struct share *s, int n, int rows)
{
    while (taken(s, n) > rows) {
        int worst = -1;
        for (int i = 0; i < n; i++)
            if (!s[i].dropped && (worst < 0 || s[i].row->rank > s[worst].row->rank))
                worst = i;
        if (worst < 0)
            return;
        s[worst].dropped = true;
    }
}

static void place_column(struct vx_layout *l, int first, int col, int cols)
{
    struct share s[VX_PANES] = {0};
    int n = 0;
    for (int i = first; i < ROWS && rows_of[i].kind == ROW_SLOT && n < VX_PANES; i++)
        s[n++] = (struct share){.row = &rows_of[i], .size = rows_of[i].least};
    fit_rows(s, n, l->body.rows);
    give_rows(s, n, l->body.rows - taken(s, n));
    for (int i = 0, row = l->body.row; i < n; i++) {
        if (s[i].dropped)
            continue;
        l->slot[l->slots++] =
            (struct vx_slot){.pane = (enum vx_pane)s[i].row->what,
                             .at = {.row = row, .col = col, .rows = s[i].size, .cols = cols}};
        row += s[i].size;
    }
}

static void place_columns(struct vx_layout *l, int shape)
{
    struct share s[COLUMNS_MAX] = {0};
    int first[COLUMNS_MAX], n = 0;
    for (int i = shape + 1; i < ROWS && rows_of[i].kind != ROW_SHAPE; i++) {
        if (rows_of[i].kind != ROW_COLUMN || n == COLUMNS_MAX)
            continue;
        first[n] = i + 1;
        s[n++] = (struct share){.row = &rows_of[i], .size = rows_of[i].least};
    }
    give_columns(s, n, l->body.cols - (n - 1) - taken(s, n));
    for (int i = 0, col = l->body.col; i < n; i++) {
        place_column(l, first[i], col, s[i].size);
        col += s[i].size + 1;
        if (i + 1 < n)
            l->post[l->posts++] = col - 1;
    }
}

/* Rows around the body, from the bottom up. */
static void place_frame(struct vx_layout *l, int rows, int cols)
{
    int log = rows / 8 + 1;
    log = log < LOG_LEAST ? LOG_LEAST : log > LOG_MOST ? LOG_MOST : log;
    int header = cols < WIDE_HEADER && rows >= TALL ? 2 : 1, bottom = rows;
    l->footer = (struct vx_rect){--bottom, 0, 1, cols};
    l->hint = rows < SHARED_HINT ? l->footer : (struct vx_rect){--bottom, 0, 1, cols};
    l->prompt = (struct vx_rect){--bottom, 0, 1, cols};
    bottom -= log;
    l->log = (struct vx_rect){bottom, 0, log, cols};
    l->header = (struct vx_rect){0, 0, header, cols};
    l->body = (struct vx_rect){header, 0, bottom - header, cols};
}

void vx_layout_make(struct vx_layout *l, int rows, int cols, enum vx_preset preset,
                    enum vx_pane alone)
{
    *l = (struct vx_layout){.too_small = rows < VX_LEAST_ROWS || cols < VX_LEAST_COLS};
    if (l->too_small)
        return;
    place_frame(l, rows, cols);
    for (int i = 0; i < ROWS && preset != VX_PRESET_ONE; i++) {
        const struct row *r = &rows_of[i];
        if (r->kind == ROW_SHAPE && r->what == (int)preset && r->least <= l->body.cols &&
            r->wanted <= l->body.rows) {
            place_columns(l, i);
            return;
        }
    }
    if (alone != VX_PANE_LOG) {
        l->slot[l->slots++] = (struct vx_slot){.pane = alone, .at = l->body};
        return;
    }
    l->log.row = l->body.row;
    l->log.rows += l->body.rows;
    l->body.rows = 0;
}
