/*
 * report.h: what a command says: lines, tables, JSON members, and what went wrong and where.
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_RUN_REPORT_H
#define VX_RUN_REPORT_H

#include "cmd/lang/call.h"
#include "cmd/lang/table.h"
#include "cmd/run/state.h"

/* The answer to the command that runs: its JSON members. */
struct vx_output {
    struct vx_output *outer;
    struct vx_json json;
};

bool vx_going(const struct vx_interp *in);
/* Keeps the status, and stops a batch that is to stop. */
void vx_note_status(struct vx_interp *in, int status);

/* One line to the front end, made safe to show. */
VX_PRINTF(3, 4) void vx_say(struct vx_interp *in, enum vx_line_kind kind, const char *format, ...);
/* "ok ..." of a command that worked; nothing in JSON. */
VX_PRINTF(2, 3) void vx_ok(struct vx_interp *in, const char *format, ...);
/* A line of a result; nothing in JSON. */
VX_PRINTF(2, 3) void vx_data(struct vx_interp *in, const char *format, ...);
/* The JSON members of the command that runs, or NULL if the format is another. */
struct vx_json *vx_fields(struct vx_interp *in);
/* A table as the format wants it; JSON: as member `rows`. */
void vx_show_table(struct vx_interp *in, const struct vx_table *table);
/* Something that happened by itself (an alert, a late answer); JSON: an object of its own. */
struct vx_json *vx_event_begin(struct vx_interp *in, struct vx_json *j, const char *cmd,
                               const struct vx_call *call);
void vx_event_end(struct vx_interp *in, struct vx_json *j);
/* A sentence beside what was asked for; JSON: an object of its own, with the member `note`. */
VX_PRINTF(3, 4)
void vx_note(struct vx_interp *in, const struct vx_call *call, const char *format, ...);

/* Says what went wrong and where; returns status. */
VX_PRINTF(5, 6)
int vx_fail(struct vx_interp *in, const struct vx_call *call, size_t at, int status,
            const char *format, ...);
/* The same for a statement that is no command (yet): in JSON an object of its own. */
int vx_fail_at(struct vx_interp *in, const struct vx_origin *origin, size_t at, const char *cmd,
               int status, const char *text);
/* An error that belongs to no statement; where: the file it is of, or NULL. */
void vx_fail_outside(struct vx_interp *in, const char *where, const char *why);
/* The same for a session's error number, after "what: ". */
int vx_fail_err(struct vx_interp *in, const struct vx_call *call, const char *what, int err);
void vx_report_expect(struct vx_interp *in, const struct vx_call *call, const char *text);
void vx_output_begin(struct vx_interp *in, struct vx_output *output);
void vx_output_end(struct vx_interp *in, struct vx_output *output, const struct vx_call *call,
                   int status);
void vx_default_say(void *ctx, enum vx_line_kind kind, const char *text);

#endif
