#include "tui/writer.h"

#include <stdio.h>
#include <string.h>

#include "tui/text.h"

/* A look: attributes, then ink and paper one above their numbers (0: the terminal's own). */
#define COLOUR_BITS 10
#define COLOUR_MASK ((1u << COLOUR_BITS) - 1)
#define PAPER_SHIFT COLOUR_BITS
#define ATTR_SHIFT  (2 * COLOUR_BITS)
#define PLAIN       0u
#define UNKNOWN     UINT32_MAX
#define SEEN_ON_BLANK \
    ((VX_ATTR_REVERSE | VX_ATTR_UNDERLINE) << ATTR_SHIFT | COLOUR_MASK << PAPER_SHIFT)
#define SEQUENCE  48 /* bytes of the longest change of looks, and some */
#define MOVE_MOST 3  /* columns that a history moves between two frames */
#define MOVE_GAIN 10 /* cells that must come right by it: it takes as many bytes as five */
#define STEP      8  /* cells that may be written again rather than stepped over */

static const struct {
    uint8_t bit;
    const char *code;
} attributes[] = {
    {VX_ATTR_BOLD, "1"}, {VX_ATTR_DIM, "2"}, {VX_ATTR_UNDERLINE, "4"}, {VX_ATTR_REVERSE, "7"}};

static uint32_t ink_of(uint32_t look)
{
    return look & COLOUR_MASK;
}

static uint32_t paper_of(uint32_t look)
{
    return look >> PAPER_SHIFT & COLOUR_MASK;
}

static uint32_t attr_of(uint32_t look)
{
    return look >> ATTR_SHIFT;
}

void vx_writer_init(struct vx_writer *w, struct vx_outlet *out, bool moves)
{
    *w = (struct vx_writer){.out = out, .moves = moves, .pen = UNKNOWN, .row = -1, .col = -1};
}

void vx_writer_look(struct vx_writer *w, enum vx_style style, struct vx_paint paint, bool coloured,
                    uint8_t able)
{
    uint32_t look = (uint32_t)(paint.attributes & able) << ATTR_SHIFT;
    if (coloured)
        look |= (uint32_t)(paint.ink + 1) | (uint32_t)(paint.paper + 1) << PAPER_SHIFT;
    w->look[style] = look;
}

void vx_writer_lost(struct vx_writer *w)
{
    w->pen = UNKNOWN;
    w->row = w->col = -1;
}

static void put(struct vx_writer *w, const char *text, size_t len)
{
    vx_outlet_put(w->out, text, len);
}

/* ---- looks ---- */

static size_t add_code(char *s, size_t len, const char *code)
{
    return len + (size_t)snprintf(s + len, SEQUENCE - len, "%s%s", len > 2 ? ";" : "", code);
}

static size_t add_colour(char *s, size_t len, char ground, uint32_t colour)
{
    char code[16];
    if (colour == 0)
        snprintf(code, sizeof code, "%c9", ground);
    else if (colour <= 8)
        snprintf(code, sizeof code, "%c%u", ground, colour - 1);
    else
        snprintf(code, sizeof code, "%c8;5;%u", ground, colour - 1);
    return add_code(s, len, code);
}

/* What has to be said of `to` where `from` is set and nothing is taken away. */
static size_t difference(char s[SEQUENCE], size_t len, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < VX_LEN(attributes); i++)
        if (attr_of(to) & ~attr_of(from) & attributes[i].bit)
            len = add_code(s, len, attributes[i].code);
    if (ink_of(to) != ink_of(from))
        len = add_colour(s, len, '3', ink_of(to));
    if (paper_of(to) != paper_of(from))
        len = add_colour(s, len, '4', paper_of(to));
    s[len++] = 'm';
    return len;
}

static void set_look(struct vx_writer *w, uint32_t to)
{
    char afresh[SEQUENCE] = "\033[", on[SEQUENCE] = "\033[";
    if (to == w->pen)
        return;
    size_t start = to == PLAIN ? 2 : add_code(afresh, 2, "0");
    size_t len = difference(afresh, start, PLAIN, to);
    const bool takes = w->pen == UNKNOWN || (attr_of(w->pen) & ~attr_of(to));
    size_t other = takes ? SEQUENCE : difference(on, 2, w->pen, to);
    put(w, other < len ? on : afresh, other < len ? other : len);
    w->pen = to;
}

/* ---- places ---- */

static void go(struct vx_writer *w, int row, int col)
{
    char s[SEQUENCE];
    int len;
    if (w->row == row && w->col == col)
        return;
    if (w->row == row && w->col >= 0 && w->col < col)
        len = col - w->col == 1 ? snprintf(s, sizeof s, "\033[C")
                                : snprintf(s, sizeof s, "\033[%dC", col - w->col);
    else if (col == 0)
        len = snprintf(s, sizeof s, "\033[%dH", row + 1);
    else
        len = snprintf(s, sizeof s, "\033[%d;%dH", row + 1, col + 1);
    put(w, s, (size_t)len);
    w->row = row;
    w->col = col;
}

/* ---- cells ---- */

static uint32_t look_of(const struct vx_writer *w, const struct vx_cell *c)
{
    const uint32_t reverse = c->flags & VX_CELL_REVERSE ? VX_ATTR_REVERSE << ATTR_SHIFT : 0;
    return w->look[c->style] ^ reverse;
}

/* A blank of which only the ink differs looks the same. */
static bool bare(const struct vx_cell *c, uint32_t look)
{
    return c->glyph == ' ' && !(look & SEEN_ON_BLANK);
}

static bool same(const struct vx_writer *w, const struct vx_cell *a, const struct vx_cell *b)
{
    const uint32_t la = look_of(w, a), lb = look_of(w, b);
    if ((a->flags ^ b->flags) & VX_CELL_TAIL)
        return false;
    return (bare(a, la) && bare(b, lb)) || (a->glyph == b->glyph && la == lb);
}

/* True if the cell can be written with what is set. */
static bool ready(const struct vx_writer *w, const struct vx_cell *c)
{
    const uint32_t look = look_of(w, c);
    if (w->pen == UNKNOWN)
        return false;
    return bare(c, look) ? !(w->pen & SEEN_ON_BLANK) : look == w->pen;
}

static void write_cell(struct vx_writer *w, const struct vx_cell *c, int cols)
{
    char utf8[4];
    if (!ready(w, c))
        set_look(w, bare(c, look_of(w, c)) ? PLAIN : look_of(w, c));
    put(w, utf8, (size_t)vx_text_encode(utf8, c->glyph));
    w->col += 1;
    if (w->col >= cols)
        w->col = -1; /* at the margin terminals differ */
}

/* Cells between the cursor and `col` that are as they should be: written again where that takes no
 * more bytes than stepping over them. */
static void step(struct vx_writer *w, int row, const struct vx_cell *want, int col, int cols)
{
    char utf8[4];
    const int gap = col - w->col;
    int bytes = 0;
    bool again = w->row == row && w->col >= 0 && gap > 0 && gap <= STEP;
    for (int i = w->col; again && i < col; i++) {
        again = ready(w, &want[i]) && !(want[i].flags & VX_CELL_TAIL);
        bytes += vx_text_encode(utf8, want[i].glyph);
    }
    if (again && bytes <= (gap == 1 ? 3 : 4))
        for (int i = w->col; i < col; i++)
            write_cell(w, &want[i], cols);
    else
        go(w, row, col);
}

static bool has_wide(const struct vx_cell *row, int cols)
{
    for (int i = 0; i < cols; i++)
        if (row[i].flags & VX_CELL_TAIL)
            return true;
    return false;
}

/* Cells that are not as they should be. */
static int differences(const struct vx_writer *w, const struct vx_cell *want,
                       const struct vx_cell *shown, int cols)
{
    int n = 0;
    for (int i = 0; i < cols; i++)
        n += !same(w, &want[i], &shown[i]);
    return n;
}

/* Cells that come right if those from `from` on take the place of those `by` before. */
struct move {
    int from, end, by; /* `end`: behind the last that moves */
    int gain;
};

/* The stretch in which a move by so many columns brings the most. */
static struct move best_move(const struct vx_writer *w, const struct vx_cell *want,
                             const struct vx_cell *shown, int cols, int by)
{
    struct move best = {.by = by};
    int sum = 0, from = 0;
    for (int i = 0; i + by < cols; i++) {
        if (sum <= 0) {
            sum = 0;
            from = i;
        }
        sum += same(w, &want[i], &shown[i + by]) - same(w, &want[i], &shown[i]);
        if (sum > best.gain)
            best = (struct move){.from = from, .end = i + 1 + by, .by = by, .gain = sum};
    }
    return best;
}

/* Deletes in front of the stretch, and inserts as many behind it where something stands there. */
static void move_cells(struct vx_writer *w, int row, struct move m, struct vx_cell *shown, int cols)
{
    static const struct vx_cell blank = {.glyph = ' ', .style = VX_STYLE_TEXT};
    char s[SEQUENCE];
    set_look(w, PLAIN);
    go(w, row, m.from);
    put(w, s, (size_t)snprintf(s, sizeof s, "\033[%dP", m.by));
    if (m.end < cols) {
        go(w, row, m.end - m.by);
        put(w, s, (size_t)snprintf(s, sizeof s, "\033[%d@", m.by));
    }
    memmove(shown + m.from, shown + m.from + m.by, (size_t)(m.end - m.by - m.from) * sizeof *shown);
    for (int i = m.end - m.by; i < m.end; i++)
        shown[i] = blank;
}

static void move_history(struct vx_writer *w, int row, const struct vx_cell *want,
                         struct vx_cell *shown, int cols)
{
    struct move best = {0};
    for (int by = 1; by <= MOVE_MOST; by++) {
        struct move m = best_move(w, want, shown, cols, by);
        if (m.gain > best.gain)
            best = m;
    }
    if (best.gain >= MOVE_GAIN)
        move_cells(w, row, best, shown, cols);
}

/* Half of a wide character cannot be rewritten: a row with one is written whole. */
void vx_writer_row(struct vx_writer *w, int row, const struct vx_cell *want, struct vx_cell *shown,
                   int cols)
{
    if (memcmp(want, shown, (size_t)cols * sizeof *want) == 0)
        return;
    const bool wide = has_wide(want, cols) || has_wide(shown, cols);
    const int differ = differences(w, want, shown, cols);
    const bool whole = wide && differ > 0;
    if (w->moves && !wide && differ >= MOVE_GAIN)
        move_history(w, row, want, shown, cols);
    for (int col = 0; col < cols; col++) {
        if ((!whole && same(w, &want[col], &shown[col])) || want[col].flags & VX_CELL_TAIL)
            continue;
        step(w, row, want, col, cols);
        write_cell(w, &want[col], cols);
        if (col + 1 < cols && want[col + 1].flags & VX_CELL_TAIL)
            w->col = -1;
    }
    memcpy(shown, want, (size_t)cols * sizeof *want);
}

void vx_writer_clear(struct vx_writer *w)
{
    static const char clear[] = "\033[m\033[H\033[2J";
    put(w, clear, sizeof clear - 1);
    w->pen = PLAIN;
    w->row = w->col = 0;
}

void vx_writer_end(struct vx_writer *w, int row, int col)
{
    if (w->pen != UNKNOWN)
        set_look(w, PLAIN);
    if (row >= 0)
        go(w, row, col);
}
