/*
 * show.h: the tables of `show`, `watch` and `export`.
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_SHOW_SHOW_H
#define VX_SHOW_SHOW_H

#include "cmd/lang/table.h"

struct vx_interp;

/* One of `show`'s tables; before: an earlier view, for latency since then, or NULL. */
int vx_show_what(struct vx_interp *in, const char *what, const char *arg,
                 const struct vx_view *before, bool head);
/* The same as a table, for export.  False: there is no such one. */
bool vx_make_table(struct vx_interp *in, struct vx_table *t, const char *what, const char *arg);
/* What a setting may be: "16..1048576", "drop|wait", "any text". */
void vx_setting_range(char *buf, size_t size, enum vx_setting s);

#endif
