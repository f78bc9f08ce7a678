/*
 * state.h: the interpreter from inside: what its files and the commands read and change.
 */
#ifndef VX_RUN_STATE_H
#define VX_RUN_STATE_H

#include "cmd/lang/dict.h"
#include "cmd/run/setup.h"
#include "core/telemetry/metric.h"

#define VX_SCRIPT_DEPTH_MAX 16u /* scripts, aliases and what is scheduled, one in another */

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
    size_t waiting;      /* placed orders without an answer */
    uint64_t highest_id; /* of those with one: an order above it has an id that is new */
    bool recalled;       /* the names that the session kept are among them */

    struct vx_due *due; /* a heap: the first is the next */
    size_t due_count, due_size;
    uint64_t due_number;
    struct vx_alert *alert; /* alert.c; forgotten with what is due */
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

#endif
