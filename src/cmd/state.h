/*
 * state.h: the interpreter from inside, for the files of this room that make it up.
 *
 * report.c says what happened; interp.c runs lines; script.c reads them; engine.c reaches the
 * session and lets time pass; schedule.c holds what is due later; the rest are commands.
 */
#ifndef VX_CMD_STATE_H
#define VX_CMD_STATE_H

#include "cmd/dict.h"
#include "cmd/interp.h"
#include "cmd/json.h"
#include "cmd/parse.h"
#include "cmd/schedule.h"
#include "cmd/table.h"
#include "core/base/where.h"

#define VX_SCRIPT_DEPTH_MAX 16u    /* scripts, aliases and what is scheduled, one in another */
#define VX_PLACED_MAX       65536u /* named orders, and answers that are waited for */
#define VX_LOOK_EVERY       256u   /* statements between two looks for an interrupt */
#define VX_UNTIL_NS         3600000000000u /* until without a time-out */

/* The answer to the command that runs: its JSON members. */
struct vx_output {
    struct vx_output *outer;
    struct vx_json json;
};

/* An order of one's own that has a name, or whose answer is not here yet. */
struct vx_placed {
    uint64_t id;
    uint64_t ticket;
    bool waiting; /* for its answer */
    struct vx_answer answer;
    uint8_t side;
    uint8_t kind;           /* enum vx_tx_kind */
    char name[VX_NAME_MAX]; /* "" if it has none */
    char what[160];         /* "buy 5 @ 100.25" */
};

/* What of a line is still to run. */
struct vx_rest {
    struct vx_origin *origin;
    size_t at;
};

struct vx_interp {
    struct vx_interp_options options;
    struct vx_session *session;
    vx_line_say say;
    void *say_ctx;
    enum vx_format format;
    struct vx_output *output;
    struct vx_front front;
    struct vx_line_screen screen;
    struct vx_moment *frozen; /* what the view shows while it is frozen; else NULL */

    int status;   /* the exit status so far */
    bool stopped; /* batch: nothing more is run */
    bool quitting;
    int quit_code;
    bool interrupted; /* the session said so */
    uint64_t begin_wall_ns;
    unsigned depth; /* scripts and so on, one in another */
    unsigned busy;  /* commands that run now */
    unsigned statements;
    int at_engine; /* looks at the engine, one in another, whatever moment is shown */
    bool stdout_failed;

    struct vx_dict variables, aliases, keys, names; /* names: of orders; n is the place below */
    struct vx_placed *placed;
    size_t placed_count, placed_size;
    size_t waiting; /* placed orders without an answer */
    bool recalled;  /* the names that the session kept are among them */

    struct vx_due *due; /* a heap: the first is the next */
    size_t due_count, due_size;
    uint64_t due_number;
    struct vx_alert *alert; /* alert.c */
    size_t alert_count;
    uint64_t alert_number;

    struct vx_recording *recording; /* record.c; NULL: none */
    struct vx_lines *lines;         /* typed ones; taken with the first */

    char *question;
    struct vx_call *asked;                              /* what the question is about */
    struct vx_rest asked_rest[VX_SCRIPT_DEPTH_MAX + 1]; /* lines behind it, innermost first */
    size_t asked_rests;

    const struct vx_view *since; /* counters count from there; NULL: from the start */
    struct vx_view view;         /* taken for the expression or the table at hand */
};

/* ---- report.c ---- */

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

/* ---- interp.c ---- */

/* Runs a parsed command.  Its status (enum vx_exit). */
int vx_execute(struct vx_interp *in, struct vx_call *call);
/* Runs every statement of a logical line from `at` on, until one fails.  The status. */
int vx_run_origin(struct vx_interp *in, struct vx_origin *origin, size_t at);
/* Runs text that stands for `call` at `at` (a quoted command). */
int vx_run_inside(struct vx_interp *in, const struct vx_call *call, const char *inside,
                  const char *text);
/* Runs a COMMAND argument. */
int vx_run_arg(struct vx_interp *in, const struct vx_call *call, const struct vx_arg *arg);
void vx_parse_env_of(struct vx_interp *in, struct vx_parse_env *env);
const char *vx_variable(void *ctx, const char *name, size_t len, bool *hole, char *suggest,
                        size_t size);
/* Keeps the status, and stops a batch that is to stop. */
void vx_note_status(struct vx_interp *in, int status);
bool vx_going(const struct vx_interp *in);
/* Whether a call changes the engine: read-only refuses it, a recording keeps it. */
bool vx_call_acts(const struct vx_call *call);

/* ---- script.c ---- */

int vx_run_file(struct vx_interp *in, const char *path, const struct vx_call *call);

/* ---- engine.c ---- */

/* Starts the engine if it does not run; enum vx_exit. */
int vx_engine_start(struct vx_interp *in, const struct vx_call *call);
uint64_t vx_now(const struct vx_interp *in);
/* Brings the panel up to now and takes a view of it. */
void vx_look(struct vx_interp *in, bool latency);
/* The same into a view of the caller's, without the refresh. */
void vx_look_again(struct vx_interp *in, struct vx_view *view, bool latency);
/* Where expressions get their values: the view taken last. */
struct vx_expr_env vx_expr_env_of(struct vx_interp *in);
/*
 * Lets time pass until until_ns, or until expr (may be NULL) is true; what is due meanwhile runs.
 * VX_EXIT_OK with *met; VX_EXIT_TIMEOUT (--max-time), VX_EXIT_ERROR (interrupted, an error in
 * expr): said; another status: of what ran meanwhile.
 */
int vx_pass_time(struct vx_interp *in, const struct vx_call *call, uint64_t until_ns,
                 const struct vx_expr *expr, bool *met);
/* The same until the feed is done. */
int vx_pass_feed(struct vx_interp *in, const struct vx_call *call);
/* The same until `inputs` have been offered to ingress. */
int vx_pass_inputs(struct vx_interp *in, const struct vx_call *call, uint64_t until_ns,
                   uint64_t inputs);
/* --max-time: VX_EXIT_TIMEOUT, said, once it ran out. */
int vx_check_deadline(struct vx_interp *in, const struct vx_call *call);
/* At the prompt, where no command is there to fail: leaves. */
void vx_tick_deadline(struct vx_interp *in);

/* ---- travel.c ---- */

/* Where one looks; true: at the past. */
bool vx_where_of(const struct vx_interp *in, struct vx_where *where);
/* What is looked at between the two calls is the engine now. */
void vx_at_engine(struct vx_interp *in, bool engine);
/* Refuses what acts (NULL: nothing does) while one looks at the past; enum vx_exit. */
int vx_check_moment(struct vx_interp *in, const struct vx_call *acting);
/* That it did not go to the past. */
void vx_say_engine(struct vx_interp *in, const struct vx_call *call);
/* step, pause, resume while one looks at the past. */
int vx_past_step(struct vx_interp *in, const struct vx_call *call);
int vx_past_pause(struct vx_interp *in, const struct vx_call *call);
int vx_past_resume(struct vx_interp *in, const struct vx_call *call);

/* ---- order.c ---- */

/* The id of an ORDER argument, by itself or by its name; enum vx_exit, said. */
int vx_order_id(struct vx_interp *in, const struct vx_call *call, uint64_t *id);
/* Its input is on its way: there is no answer yet, and nothing in the journal. */
bool vx_order_waits(const struct vx_interp *in, uint64_t id);
int vx_order_value(struct vx_interp *in, const char *name, size_t len, enum vx_order_field field,
                   struct vx_term *to, struct vx_mistake *mistake);
/* Fetches answers that were not here yet, and says them. */
void vx_poll_answers(struct vx_interp *in);
/* Keeps an order that has a name, or whose answer is still to come. */
void vx_keep_placed(struct vx_interp *in, const struct vx_placed *p);

/* ---- recall.c ---- */

/* Tells the session what an order is called whose answer is here. */
void vx_keep_name(struct vx_interp *in, const struct vx_placed *p);
/* The names that orders have which rested when the engine started; once. */
void vx_recall_orders(struct vx_interp *in);
/* After a load of a snapshot: its orders are inputs of their own, with the names they had. */
void vx_rename_orders(struct vx_interp *in);
/* Own orders that rest now. */
uint64_t vx_own_live(struct vx_interp *in);

/* ---- refusal.c ---- */

/* ": " and what a refused order has met, or "" if the reason says it all. */
const char *vx_refusal_text(const struct vx_interp *in, const struct vx_answer *a, char *buf,
                            size_t size);

/* ---- show.c ---- */

/* One of `show`'s tables; before: an earlier view, for latency since then, or NULL. */
int vx_show_what(struct vx_interp *in, const char *what, const char *arg,
                 const struct vx_view *before, bool head);
/* The same as a table, for export.  False: there is no such one. */
bool vx_make_table(struct vx_interp *in, struct vx_table *t, const char *what, const char *arg);
/* What a setting may be: "16..1048576", "drop|wait", "any text". */
void vx_setting_range(char *buf, size_t size, enum vx_setting s);

/* ---- record.c ---- */

/* What acted on the engine, once it has: a typed order, a control change, a feed, anything else. */
void vx_record_order(struct vx_interp *in, const char *line, uint64_t ticket);
void vx_record_control(struct vx_interp *in, const char *line);
void vx_record_feed(struct vx_interp *in, const struct vx_call *call);
void vx_record_call(struct vx_interp *in, const struct vx_call *call);
int vx_record_open(struct vx_interp *in, const char *path);
/* inexact: lines at the end of the file that say what it does not repeat exactly. */
int vx_record_close(struct vx_interp *in, unsigned *inexact);
#define VX_RECORD_INEXACT "the recording does not repeat everything: its last lines say what"

#endif
