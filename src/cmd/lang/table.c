#include "config.h"

#include "cmd/lang/table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELL_TEXT_MAX 256u
#define BENEATH       4u /* blanks before what stands beneath its row */

void vx_table_column(struct vx_table *t, const char *name, bool left)
{
    assert(t->columns < VX_COLUMNS_MAX && t->cells == 0);
    t->column[t->columns++] = (struct vx_column){.name = name, .left = left};
}

static void add(struct vx_table *t, struct vx_cell cell)
{
    if (!t->failed && t->cells == t->size) {
        size_t size = t->size ? 2 * t->size : 64;
        struct vx_cell *to = realloc(t->cell, size * sizeof(*to));
        t->failed = to == NULL;
        t->cell = to ? to : t->cell;
        t->size = to ? size : t->size;
    }
    if (t->failed)
        free(cell.text);
    else
        t->cell[t->cells++] = cell;
}

void vx_table_text(struct vx_table *t, const char *text)
{
    char *copy = strdup(text);
    if (copy)
        add(t, (struct vx_cell){.text = copy});
    else
        t->failed = true;
}

void vx_table_cell(struct vx_table *t, const struct vx_value *value)
{
    add(t, (struct vx_cell){.value = *value});
}

void vx_table_value(struct vx_table *t, enum vx_unit unit, uint64_t value)
{
    const struct vx_value v = {.v = (int64_t)value, .unit = unit, .known = true};
    vx_table_cell(t, &v);
}

void vx_table_price(struct vx_table *t, int64_t price)
{
    const struct vx_value v = {.v = price, .unit = VX_UNIT_PRICE, .known = true};
    vx_table_cell(t, &v);
}

void vx_table_none(struct vx_table *t)
{
    vx_table_cell(t, &(const struct vx_value){.unit = VX_UNIT_COUNT});
}

void vx_table_moment(struct vx_table *t, uint64_t ns)
{
    vx_table_value(t, VX_UNIT_NS, ns);
    if (t->cells > 0)
        t->cell[t->cells - 1].moment = true;
}

size_t vx_table_rows(const struct vx_table *t)
{
    return t->columns ? t->cells / t->columns : 0;
}

/* ---- text ---- */

static const char *cell_text(const struct vx_cell *cell, char *buf, size_t size)
{
    const uint64_t us = (uint64_t)cell->value.v / 1000;
    if (cell->text)
        return cell->text;
    if (cell->moment)
        snprintf(buf, size, "%02" PRIu64 ":%02" PRIu64 ":%02" PRIu64 ".%06" PRIu64,
                 us / 3600000000u, us / 60000000 % 60, us / 1000000 % 60, us % 1000000);
    else
        vx_value_format(buf, size, &cell->value);
    return buf;
}

/* Columns a text takes; UTF-8 continuation bytes take none. */
static size_t width_of(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0u) != 0x80u;
    return n;
}

static void measure(const struct vx_table *t, size_t *width)
{
    char buf[CELL_TEXT_MAX];
    for (unsigned c = 0; c < t->columns; c++)
        width[c] = width_of(t->column[c].name);
    for (size_t i = 0, c = 0; i < t->cells; i++, c = c + 1 < t->columns ? c + 1 : 0) {
        size_t n = width_of(cell_text(&t->cell[i], buf, sizeof buf));
        if (n > width[c])
            width[c] = n;
    }
}

static void print_cell(FILE *out, const struct vx_table *t, unsigned c, const char *text,
                       size_t width)
{
    size_t pad = width - width_of(text);
    bool last = c + 1 == t->columns;
    if (!t->column[c].left)
        fprintf(out, "%*s", (int)pad, "");
    fputs(text, out);
    if (t->column[c].left && !last)
        fprintf(out, "%*s", (int)pad, "");
    if (!last)
        fputs("  ", out);
}

/* Whether the last cell of a row goes beneath it. */
static bool folds(const struct vx_table *t, const char *last, const size_t *width)
{
    size_t before = 0;
    for (unsigned c = 0; c + 1 < t->columns; c++)
        before += width[c] + 2;
    return t->fold > BENEATH && before + width_of(last) > t->fold;
}

/* Lines of whole words. */
static void write_beneath(FILE *out, const char *text, size_t cols)
{
    while (*text) {
        size_t n = strlen(text);
        while (n > cols && memrchr(text, ' ', n))
            n = (size_t)((const char *)memrchr(text, ' ', n) - text);
        fprintf(out, "\n%*s%.*s", (int)BENEATH, "", (int)n, text);
        text += n + strspn(text + n, " ");
    }
}

static void write_aligned(FILE *out, const struct vx_table *t, size_t row, const size_t *width)
{
    char buf[CELL_TEXT_MAX];
    for (unsigned c = 0; c < t->columns; c++) {
        const char *text = row == SIZE_MAX
                               ? t->column[c].name
                               : cell_text(&t->cell[row * t->columns + c], buf, sizeof buf);
        if (c + 1 == t->columns && folds(t, text, width))
            write_beneath(out, text, t->fold - BENEATH);
        else
            print_cell(out, t, c, text, width[c]);
    }
}

/* What a left column is filled up with, in front of cells that are empty. */
static void cut_blanks(char *text)
{
    size_t n = strlen(text);
    while (n > 0 && text[n - 1] == ' ')
        text[--n] = '\0';
}

/* A row, and what stands beneath it. */
static void hand_on(char *text, vx_table_line line, void *ctx)
{
    for (char *next; (next = strchr(text, '\n')); text = next + 1) {
        *next = '\0';
        cut_blanks(text);
        line(ctx, text);
    }
    line(ctx, text);
}

/* Runs `write` for the row (SIZE_MAX: the names) and hands the line on; false: out of memory. */
static bool each_line(const struct vx_table *t, vx_table_line line, void *ctx,
                      void (*write)(FILE *out, const struct vx_table *t, size_t row,
                                    const size_t *width))
{
    size_t width[VX_COLUMNS_MAX] = {0}, size;
    measure(t, width);
    for (size_t i = t->headless ? 1 : 0; i <= vx_table_rows(t); i++) {
        char *text = NULL;
        FILE *out = open_memstream(&text, &size);
        if (!out)
            return false;
        write(out, t, i ? i - 1 : SIZE_MAX, width);
        const bool whole = fclose(out) == 0;
        if (whole && write == write_aligned)
            cut_blanks(text);
        if (whole && write == write_aligned && t->fold)
            hand_on(text, line, ctx);
        else if (whole)
            line(ctx, text);
        free(text);
        if (!whole)
            return false;
    }
    return true;
}

bool vx_table_print(const struct vx_table *t, vx_table_line line, void *ctx)
{
    return each_line(t, line, ctx, write_aligned);
}

/* ---- CSV (RFC 4180) ---- */

static void write_csv_text(FILE *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++)
        fprintf(out, *text == '"' ? "\"%c" : "%c", *text);
    fputc('"', out);
}

/* As in JSON, without the quotes, and nothing for what is not known. */
static void write_csv_value(FILE *out, const struct vx_value *value)
{
    char buf[CELL_TEXT_MAX];
    if (!value->known)
        return;
    int n = vx_value_format_json(buf, sizeof buf, value);
    bool quoted = buf[0] == '"';
    fprintf(out, "%.*s", quoted ? n - 2 : n, buf + quoted);
}

static void write_csv(FILE *out, const struct vx_table *t, size_t row, const size_t *width)
{
    (void)width;
    for (unsigned c = 0; c < t->columns; c++) {
        if (c)
            fputc(',', out);
        const struct vx_cell *cell = row == SIZE_MAX ? NULL : &t->cell[row * t->columns + c];
        if (!cell || cell->text)
            write_csv_text(out, cell ? cell->text : t->column[c].name);
        else
            write_csv_value(out, &cell->value);
    }
}

bool vx_table_csv(const struct vx_table *t, vx_table_line line, void *ctx)
{
    return each_line(t, line, ctx, write_csv);
}

/* ---- JSON ---- */

void vx_table_json(const struct vx_table *t, struct vx_json *j, const char *key)
{
    vx_json_open(j, key, '[');
    for (size_t i = 0; i < t->cells; i++) {
        const char *name = t->column[i % t->columns].name;
        if (i % t->columns == 0)
            vx_json_open(j, NULL, '{');
        if (t->cell[i].text)
            vx_json_text(j, name, t->cell[i].text);
        else
            vx_json_value(j, name, &t->cell[i].value);
        if (i % t->columns == t->columns - 1)
            vx_json_close(j, '}');
    }
    vx_json_close(j, ']');
}

void vx_table_free(struct vx_table *t)
{
    for (size_t i = 0; i < t->cells; i++)
        free(t->cell[i].text);
    free(t->cell);
    *t = (struct vx_table){0};
}
