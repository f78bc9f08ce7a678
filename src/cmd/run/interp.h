/*
 * interp.h: the command language: parses lines, runs them against a session, says what happened.
 * One interpreter serves batch, the prompt, start-up files and tests.
 *
 * Threads: one.  Heap is fine here.  Nothing here touches a terminal.
 */
#ifndef VX_RUN_INTERP_H
#define VX_RUN_INTERP_H

#include "cmd/run/setup.h"

struct vx_lines;

int vx_interp_open(struct vx_interp **interp, const struct vx_interp_options *options);
void vx_interp_close(struct vx_interp *interp);

/* One typed line; origin as in line.h.  Without one the line is kept. */
int vx_interp_line(struct vx_interp *interp, const char *text, const char *origin);
/* The lines that were typed; NULL: no memory for them. */
struct vx_lines *vx_interp_lines(struct vx_interp *interp);

bool vx_interp_quitting(const struct vx_interp *interp, int *code);
int vx_interp_status(const struct vx_interp *interp);
/* Starts what `record FILE` does.  0 or a negative VX_E_.... */
int vx_interp_record(struct vx_interp *interp, const char *path);
/* Runs what is due: at, watch, alerts.  The console calls it once a frame; while a command lets
 * time pass it does nothing, the command itself runs what is due. */
void vx_interp_tick(struct vx_interp *interp);
/* The question open at the prompt, to be answered by yes or no, or NULL; its reply. */
const char *vx_interp_question(const struct vx_interp *interp);
void vx_interp_reply(struct vx_interp *interp, bool yes);
/* The moment that is looked at, and its time line; see line.h. */
void vx_interp_moment(struct vx_interp *interp, struct vx_line_moment *moment);
void vx_interp_cells(struct vx_interp *interp, uint64_t from_ns, uint64_t to_ns,
                     struct vx_travel_cell *cell, uint32_t n);
void vx_interp_front(const struct vx_interp *interp, struct vx_front *front);

/* ---- what the prompt needs besides ---- */

/*
 * From now on results go to `say` (NULL: stdout and stderr again), and `idle` (may be NULL) is
 * called at least every 10 ms while a command lets time pass (it becomes the session's on_idle);
 * false interrupts the command.
 */
void vx_interp_attach(struct vx_interp *interp, vx_line_say say, vx_line_idle idle, void *ctx);
/* The console, for `export screen` and `freeze`; NULL: there is none any more. */
void vx_interp_screen(struct vx_interp *interp, const struct vx_line_screen *screen);
/* The session's value of a setting. */
int64_t vx_interp_setting(const struct vx_interp *interp, enum vx_setting s);
/* The name that `as NAME` gave an own order; false: it has none. */
bool vx_interp_order_name(const struct vx_interp *interp, uint64_t id, char *name, size_t size);
/* The command that `bind KEY COMMAND` gave a key (names: line.h), or NULL. */
const char *vx_interp_binding(const struct vx_interp *interp, const char *key);

#endif
