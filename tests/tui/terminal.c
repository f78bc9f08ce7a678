#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/tui/terminal.h"
#include "tui/text.h"

#define LOOKS_MAX 52

static const struct spot empty = {.glyph = ' ', .ink = -1, .paper = -1};

static void clear(struct terminal *t)
{
    for (int i = 0; i < t->rows * t->cols; i++)
        t->at[i] = empty;
}

void terminal_open(struct terminal *t, int rows, int cols)
{
    assert_true(rows * cols <= TERMINAL_CELLS);
    memset(t, 0, sizeof *t);
    t->rows = rows;
    t->cols = cols;
    t->pen = empty;
    clear(t);
}

/* One number of a change of looks; how many more it took. */
static int take_look(struct spot *pen, const int *n)
{
    static const unsigned bits[] = {
        [1] = VX_ATTR_BOLD, [2] = VX_ATTR_DIM, [4] = VX_ATTR_UNDERLINE, [7] = VX_ATTR_REVERSE};
    if (n[0] == 0)
        *pen = empty;
    else if (n[0] < 8)
        pen->attributes |= bits[n[0]];
    else if (n[0] >= 30 && n[0] < 38)
        pen->ink = n[0] - 30;
    else if (n[0] >= 40 && n[0] < 48)
        pen->paper = n[0] - 40;
    else if (n[0] == 39)
        pen->ink = -1;
    else if (n[0] == 49)
        pen->paper = -1;
    else
        *(n[0] == 38 ? &pen->ink : &pen->paper) = n[2];
    return n[0] == 38 || n[0] == 48 ? 2 : 0;
}

/* Deletes or inserts characters at the cursor. */
static void move_row(struct terminal *t, bool delete, int n)
{
    struct spot *at = terminal_at(t, t->row, t->col);
    const size_t rest = (size_t)(t->cols - t->col - n) * sizeof *at;
    assert_in_range(n, 1, t->cols - t->col);
    if (delete)
        memmove(at, at + n, rest);
    else
        memmove(at + n, at, rest);
    for (int i = 0; i < n; i++)
        at[delete ? t->cols - t->col - 1 - i : i] = empty;
}

/* A sequence behind its "\033["; returns what follows it. */
static const char *take_sequence(struct terminal *t, const char *p)
{
    int n[16] = {0}, count = 0;
    for (;; p++) {
        char *end;
        assert_in_range(count, 0, 12);
        n[count++] = (int)strtol(p, &end, 10);
        p = end;
        if (*p != ';')
            break;
    }
    if (*p == 'H') {
        t->row = n[0] ? n[0] - 1 : 0;
        t->col = n[1] ? n[1] - 1 : 0;
    } else if (*p == 'C') {
        t->col += n[0] ? n[0] : 1;
    } else if (*p == 'J') {
        clear(t);
    } else if (*p == 'P' || *p == '@') {
        move_row(t, *p == 'P', n[0]);
    } else {
        assert_int_equal(*p, 'm');
        for (int i = 0; i < count; i++)
            i += take_look(&t->pen, n + i);
    }
    return p + 1;
}

void terminal_take(struct terminal *t, const char *p, size_t len)
{
    for (const char *end = p + len; p < end;) {
        if (p[0] == '\033') {
            assert_int_equal(p[1], '[');
            p = take_sequence(t, p + 2);
            continue;
        }
        struct vx_rune rune = vx_text_next(p, (size_t)(end - p));
        assert_in_range(rune.width, 1, 2);
        assert_in_range(t->row, 0, t->rows - 1);
        assert_in_range(t->col, 0, t->cols - rune.width);
        struct spot *at = terminal_at(t, t->row, t->col);
        *at = t->pen;
        at->glyph = rune.code;
        if (rune.width == 2)
            at[1] = t->pen;
        t->col += rune.width;
        p += rune.bytes;
    }
}

void terminal_check(struct terminal *t, int row, int col, const struct vx_cell *c,
                    const struct vx_paint *p)
{
    const struct spot *at = terminal_at(t, row, col);
    const unsigned attributes = p->attributes ^ (c->flags & VX_CELL_REVERSE ? VX_ATTR_REVERSE : 0);
    if (c->flags & VX_CELL_TAIL)
        return;
    assert_int_equal(at->glyph, c->glyph);
    assert_int_equal(at->paper, p->paper);
    assert_int_equal(at->attributes & (VX_ATTR_REVERSE | VX_ATTR_UNDERLINE),
                     attributes & (VX_ATTR_REVERSE | VX_ATTR_UNDERLINE));
    if (c->glyph == ' ' && !(attributes & VX_ATTR_REVERSE))
        return; /* its ink is not seen */
    assert_int_equal(at->ink, p->ink);
    assert_int_equal(at->attributes, attributes);
}

/* ---- looks as text ---- */

/* What of a place's look can be seen: of a blank neither ink nor weight. */
static struct spot seen(const struct spot *at)
{
    struct spot look = *at;
    if (at->glyph == ' ' && !(at->attributes & VX_ATTR_REVERSE)) {
        look.ink = -1;
        look.attributes &= VX_ATTR_UNDERLINE;
    }
    look.glyph = 0;
    return look;
}

static bool same(const struct spot *a, const struct spot *b)
{
    return a->ink == b->ink && a->paper == b->paper && a->attributes == b->attributes;
}

static char letter_of(struct spot looks[LOOKS_MAX], int *n, const struct spot *look)
{
    int i = 0;
    while (i < *n && !same(&looks[i], look))
        i++;
    assert_true(i < LOOKS_MAX);
    if (i == *n)
        looks[(*n)++] = *look;
    return (char)(i < 26 ? 'a' + i : 'A' + i - 26);
}

static void dump_row(struct terminal *t, int row, struct spot looks[LOOKS_MAX], int *n, FILE *out)
{
    int run = 0;
    char last = '\0';
    for (int col = 0; col <= t->cols; col++) {
        struct spot look = {0};
        if (col < t->cols)
            look = seen(terminal_at(t, row, col));
        const char letter = col < t->cols ? letter_of(looks, n, &look) : '\n';
        if (letter != last && run > 1)
            fprintf(out, "%d", run);
        if (letter != last && run > 0)
            fputc(last, out);
        run = letter == last ? run + 1 : 1;
        last = letter;
    }
    fputc('\n', out);
}

void terminal_dump_looks(struct terminal *t, FILE *out)
{
    struct spot looks[LOOKS_MAX];
    int n = 0;
    for (int row = 0; row < t->rows; row++)
        dump_row(t, row, looks, &n, out);
    for (int i = 0; i < n; i++)
        fprintf(out, "%c: ink %d paper %d%s%s%s%s\n", i < 26 ? 'a' + i : 'A' + i - 26, looks[i].ink,
                looks[i].paper, looks[i].attributes & VX_ATTR_BOLD ? " bold" : "",
                looks[i].attributes & VX_ATTR_DIM ? " dim" : "",
                looks[i].attributes & VX_ATTR_REVERSE ? " reverse" : "",
                looks[i].attributes & VX_ATTR_UNDERLINE ? " underline" : "");
}
