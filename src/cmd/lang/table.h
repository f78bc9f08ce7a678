/*
 * table.h: rows of values, shown as aligned text, CSV or JSON.
 *
 * Columns first, then cells row by row, as many as there are columns.  If memory runs out the table
 * stays as it was and failed is set.  Threads: one.  Cold; heap.
 */
#ifndef VX_LANG_TABLE_H
#define VX_LANG_TABLE_H

#include "cmd/lang/json.h"

#define VX_COLUMNS_MAX 16u

struct vx_cell {
    char *text; /* NULL: value */
    struct vx_value value;
    bool moment; /* a time of day of the engine: as a clock in text, exact elsewhere */
};

struct vx_column {
    const char *name;
    bool left; /* aligned to the left: words */
};

struct vx_table {
    struct vx_column column[VX_COLUMNS_MAX];
    unsigned columns;
    struct vx_cell *cell;
    size_t cells, size;
    bool failed;
    const char *none; /* what the console says where there is no row; NULL: "none" */
    bool headless;    /* text and CSV without the line of names: watch's later rows */
    unsigned fold; /* text: where a row is wider, its last cell, words, stands beneath it; 0: no */
};

typedef void (*vx_table_line)(void *ctx, const char *line);

void vx_table_column(struct vx_table *t, const char *name, bool left);
void vx_table_text(struct vx_table *t, const char *text);
void vx_table_value(struct vx_table *t, enum vx_unit unit, uint64_t value);
void vx_table_moment(struct vx_table *t, uint64_t ns);
void vx_table_price(struct vx_table *t, int64_t price);
void vx_table_cell(struct vx_table *t, const struct vx_value *value);
/* A cell with nothing in it. */
void vx_table_none(struct vx_table *t);
size_t vx_table_rows(const struct vx_table *t);

/* Lines without newlines or blanks at their ends; the first names the columns.  False: out of
 * memory, lines are missing. */
bool vx_table_print(const struct vx_table *t, vx_table_line line, void *ctx);
bool vx_table_csv(const struct vx_table *t, vx_table_line line, void *ctx);
/* "key":[{...},...] */
void vx_table_json(const struct vx_table *t, struct vx_json *j, const char *key);
void vx_table_free(struct vx_table *t);

#endif
