/*
 * setup.h: what an interpreter is opened with, and what it ends with.
 */
#ifndef VX_RUN_SETUP_H
#define VX_RUN_SETUP_H

#include "core/base/line.h"
#include "core/telemetry/session.h"

struct vx_interp;
struct vx_call;

/* Exit codes: a contract. */
enum vx_exit {
    VX_EXIT_OK = 0,
    VX_EXIT_ERROR = 1,   /* a command failed */
    VX_EXIT_USAGE = 2,   /* command line */
    VX_EXIT_EXPECT = 3,  /* an expect failed */
    VX_EXIT_TIMEOUT = 4, /* until or --max-time ran out */
    VX_EXIT_JOURNAL = 5, /* journal or snapshot unusable */
};

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

#endif
