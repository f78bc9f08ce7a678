/*
 * interp.h: the command language: parses lines, runs them against a session, says what happened.
 * One interpreter serves batch, the prompt, start-up files and tests.
 *
 * Threads: one.  Heap is fine here.  Nothing in this room touches a terminal but edit.c.
 */
#ifndef VX_CMD_INTERP_H
#define VX_CMD_INTERP_H

#include <signal.h>
#include <stdio.h>

#include "cmd/lines.h"
#include "core/base/line.h"
#include "core/telemetry/metric.h"
#include "core/telemetry/session.h"

/* Exit codes: a contract. */
enum vx_exit {
    VX_EXIT_OK = 0,
    VX_EXIT_ERROR = 1,   /* a command failed */
    VX_EXIT_USAGE = 2,   /* command line */
    VX_EXIT_EXPECT = 3,  /* an expect failed */
    VX_EXIT_TIMEOUT = 4, /* until or --max-time ran out */
    VX_EXIT_JOURNAL = 5, /* journal or snapshot unusable */
};

struct vx_call;
struct vx_interp;

/* Runs a parsed command; enum vx_exit.  What went wrong has been said. */
typedef int (*vx_verb)(struct vx_interp *in, const struct vx_call *call);

enum vx_format { VX_FORMAT_TEXT, VX_FORMAT_JSON, VX_FORMAT_CSV };

struct vx_interp_options {
    struct vx_session *session;
    const vx_verb *verbs; /* of the rows of command.def: vx_verbs */
    enum vx_format format;
    bool interactive;     /* the prompt: abbreviations, questions, did-you-mean, never stops */
    bool keep_going;      /* -k */
    bool parse_only;      /* -n */
    bool yes;             /* -y */
    bool read_only;       /* refuse everything that acts on the engine */
    uint64_t max_time_ns; /* --max-time, engine time in virtual, real time in live; 0: none */
    /* NULL: results to stdout (flushed line by line), errors to stderr. */
    vx_line_say say;
    void *say_ctx;
};

int vx_interp_open(struct vx_interp **interp, const struct vx_interp_options *options);
void vx_interp_close(struct vx_interp *interp);

/*
 * Run a whole input; the exit status so far (enum vx_exit, or quit's).  Lines are streamed: a file
 * of any size takes the memory of its longest line (at most 64 KiB, else an error that says so).
 */
int vx_interp_file(struct vx_interp *interp, const char *path); /* "-": stdin, as <stdin> */
int vx_interp_stream(struct vx_interp *interp, FILE *in, const char *name);
int vx_interp_text(struct vx_interp *interp, const char *text, const char *name); /* "<-c>" */
/* One typed line; origin as in line.h.  Without one the line is kept. */
int vx_interp_line(struct vx_interp *interp, const char *text, const char *origin);
/* The lines that were typed; NULL: no memory for them. */
struct vx_lines *vx_interp_lines(struct vx_interp *interp);

/* Batch, behind all input: lets time pass until what is still scheduled (at, watch with a count)
 * has run.  The exit status so far. */
int vx_interp_finish(struct vx_interp *interp);

bool vx_interp_quitting(const struct vx_interp *interp, int *code);
int vx_interp_status(const struct vx_interp *interp);
/* Starts what `record FILE` does.  0 or a negative VX_E_.... */
int vx_interp_record(struct vx_interp *interp, const char *path);
/* What the session came to, as a file: JSON, or text if its name ends in .txt.  0 or an errno. */
int vx_interp_summary(struct vx_interp *interp, const char *path);
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

/* ---- what the prompt (edit.c) needs besides ---- */

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

/*
 * Completion of text[0..cursor): fills candidates (sorted), sets *start to the offset in bytes at
 * which the word being completed begins; returns how many.
 */
size_t vx_interp_complete(struct vx_interp *interp, const char *text, size_t cursor,
                          struct vx_line_candidate *candidates, size_t max, size_t *start);
/* One line on what is being typed: usage, range and unit, or what is wrong.  Never fails. */
void vx_interp_hint(struct vx_interp *interp, const char *text, size_t cursor, char *buf,
                    size_t size);
/* Rows of help, commands and keys; false past the end. */
bool vx_interp_help_row(const struct vx_interp *interp, uint32_t row,
                        struct vx_line_candidate *out);
/* The commands section of the manual page, in mdoc(7), to out. */
void vx_interp_manual(FILE *out);

/* Status lines, one a second with the header repeated, as `top -b`; once: one line.  Until
 * SIGINT/SIGTERM (*stop becomes 1), or for max_ns (0: for ever).  Returns an exit status. */
int vx_status_run(struct vx_session *session, enum vx_format format, bool once, uint64_t max_ns,
                  const volatile sig_atomic_t *stop);

#endif
