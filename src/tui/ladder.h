/*
 * ladder.h: the ladder's cursor, for the pane that draws it.
 * Threads: the console thread.
 */
#ifndef VX_TUI_LADDER_H
#define VX_TUI_LADDER_H

#include "tui/pane.h"

/* The price of the row that shows `price` when a row is `step` wide: bids round down, asks up. */
int64_t vx_ladder_round(int64_t price, int64_t step, unsigned side);
/* The price under the cursor: the bid, or what there is, until it is moved; 0: the book is empty.
 */
int32_t vx_ladder_price(const struct vx_scene *scene);
/* The row of the pane that shows it; -1: none. */
int vx_ladder_cursor_row(const struct vx_scene *scene);

bool vx_ladder_text(const struct vx_scene *scene, uint64_t i, char *buf, size_t size);
bool vx_ladder_ready(const struct vx_scene *scene, uint64_t i, enum vx_row_act act,
                     struct vx_ready *to);

#endif
