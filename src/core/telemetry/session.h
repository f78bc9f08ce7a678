/*
 * session.h: what can be done with an engine, as a table of functions.  Commands and console know
 * no engine; they are handed one of these.  Implementations: live, virtual (pipeline); fakes in
 * tests; attached and replayed ones later.
 *
 * Every function returns 0 (or what is said) or a negative VX_E_....  Time is engine time in ns.
 *
 * Threads: one front-end thread calls; the engine's threads are behind it.
 */
#ifndef VX_TELEMETRY_SESSION_H
#define VX_TELEMETRY_SESSION_H

#include "core/telemetry/panel.h"
#include "core/telemetry/story.h"
#include "core/telemetry/travel.h"

enum vx_control {
    VX_CTL_RATE,  /* a: orders a second, or VX_RATE_MAX */
    VX_CTL_FLOW,  /* a: enum vx_flow_id */
    VX_CTL_SEED,  /* a: seed; the flow starts afresh */
    VX_CTL_BURST, /* a: orders, b: over ns */
    VX_CTL_PAUSE, /* a: 1 pause, 0 resume */
    VX_CTL_STEP,  /* a: inputs; pauses, then lets that many in */
    VX_CTL_HALT,  /* a: 1 on, 0 off */
    VX_CTL_STALL, /* a: enum vx_stage_id, b: for ns */
    VX_CTL_SLOW,  /* a: enum vx_stage_id, b: ns a record, 0 off */
    VX_CTL_FEED_STOP,
    VX_CONTROLS
};

struct vx_feed_request {
    const char *messages; /* LOBSTER message file */
    const char *book;     /* order-book file, or NULL */
    bool verify;          /* compare every row */
    uint32_t speed;       /* 1, 10, ... times the recorded pace; 0: as fast as it goes */
    uint16_t instrument;
};

/* What the feed's verification found, beyond the numbers in the panel. */
struct vx_feed_result {
    bool done;
    char difference[400]; /* first difference with both sides, "" if none */
};

struct vx_submit {
    struct vx_tx tx;         /* source and due time are set by the session; id 0: give one */
    uint64_t ticket;         /* out: number of its answer */
    bool answered;           /* out: the answer is here */
    struct vx_answer answer; /* out */
};

#define VX_ORDER_NAME_MAX 32u

/* What an order of one's own is called: which order, by its id and the input that made it. */
struct vx_order_name {
    char name[VX_ORDER_NAME_MAX];
    uint64_t id;
    uint64_t seq;
};

/* When something counts as taken, so that a recording can repeat it. */
struct vx_taken {
    uint64_t at_ns;
    uint64_t ties; /* so far: what no time tells from an arrival of the load beside it */
};
#define VX_TAKEN_CONTROL (UINT64_MAX - 1) /* the newest control change */
#define VX_TAKEN_END     UINT64_MAX       /* the end; while the engine runs: now */

/* Asked again and again while the session advances; true ends the wait. */
typedef bool (*vx_session_pred)(void *ctx);
/* Called at least every 10 ms of real time while a session waits; false interrupts. */
typedef bool (*vx_session_idle)(void *ctx);

struct vx_session_ops {
    /* Configuration.  START settings only before start (VX_E_STATE after it). */
    int (*set)(void *self, enum vx_setting s, int64_t value);
    int64_t (*get)(void *self, enum vx_setting s);
    int (*set_text)(void *self, enum vx_setting s, const char *text);
    const char *(*get_text)(void *self, enum vx_setting s);
    /* Makes the engine and starts it; err receives a sentence on failure. Idempotent. */
    int (*start)(void *self, char *err, size_t err_size);
    /* Orderly: producers first, rings drain.  VX_E_STATE if something accepted got lost. */
    int (*stop)(void *self, char *err, size_t err_size);

    /*
     * Sends one input and waits (briefly; not at all in virtual time) for its answer.
     * 0: see .answered (false: it is queued: engine paused, stalled or busy);
     * VX_E_FULL: the inbox is full; VX_E_STOPPED.
     */
    int (*submit)(void *self, struct vx_submit *s);
    /* Fetches an answer that was not there yet: 0, VX_E_EMPTY, VX_E_LAPPED. */
    int (*answer)(void *self, uint64_t ticket, struct vx_answer *answer);
    int (*control)(void *self, enum vx_control c, uint64_t a, uint64_t b);
    /* Loads the files, seeds the book, starts feeding.  err: a sentence with file and line. */
    int (*feed)(void *self, const struct vx_feed_request *r, char *err, size_t err_size);
    int (*feed_result)(void *self, struct vx_feed_result *r);

    uint64_t (*now)(void *self);
    /*
     * Lets time pass until until_ns or until pred (may be NULL) is true.  0: time reached;
     * 1: pred became true; VX_E_INTERRUPTED: idle said so or vx_session interrupt.
     * pred is asked at least once, before time passes.
     */
    int (*advance)(void *self, uint64_t until_ns, vx_session_pred pred, void *ctx);
    void (*on_idle)(void *self, vx_session_idle idle, void *ctx);
    /* The panel; valid from start to stop and after it.  Before start: settings and zeroes. */
    struct vx_panel *(*panel)(void *self);
    /* Brings depth and own orders in the panel up to now (live: waits up to 50 ms). */
    int (*refresh)(void *self);
    /* An own order by id: 0 or VX_E_UNKNOWN. */
    int (*own)(void *self, uint64_t id, struct vx_own *own);
    /*
     * Writes a snapshot beside the journal and waits for it; its sequence in *seq.  0; VX_E_STATE
     * (not started, or no journal) or another with a sentence in err.
     */
    int (*snapshot)(void *self, uint64_t *seq, char *err, size_t err_size);
    /* Snapshots there are, newest first, at most max; how many, or a negative VX_E_.... */
    int (*snapshots)(void *self, uint64_t *seqs, uint32_t max);
    /*
     * Puts the book of a snapshot back and waits for it: *seq is its sequence, VX_NEVER for the
     * newest; *orders: how many rest then.  0; VX_E_STATE, VX_E_BUSY (another is under way) or
     * another with a sentence in err.
     */
    int (*restore)(void *self, uint64_t *seq, uint64_t *orders, char *err, size_t err_size);
    /*
     * When the input of a ticket, or one of VX_TAKEN_..., counts as taken: done at that time in
     * simulated time, it meets the same arrivals of the load before and behind it.  0; VX_E_BUSY:
     * it is not taken yet; VX_E_LAPPED.
     */
    int (*taken)(void *self, uint64_t ticket, struct vx_taken *taken);
    /*
     * Keeps the name of an order for the next engine on this journal; the newest of a name counts.
     * The i-th that orders have which rested when this one started: 0 or VX_E_EMPTY.  Both may be
     * NULL: no names are kept.
     */
    void (*name)(void *self, const struct vx_order_name *name);
    int (*named)(void *self, uint32_t i, struct vx_order_name *name);
    const struct vx_travel_ops *travel; /* NULL: it has no past */
    const struct vx_story_ops *story;   /* NULL: the same */
};

#define VX_SESSION_NOTE_MAX 400u

struct vx_session {
    const struct vx_session_ops *ops;
    void *self;
    bool virtual_clock;
    bool started;   /* kept by the implementation */
    bool read_only; /* set by main: the commands refuse what acts on the engine */
    /* kept by the implementation */
    bool journal_bad;               /* start or stop failed with VX_E_JOURNAL */
    char note[VX_SESSION_NOTE_MAX]; /* what start recovered, a sentence; "" if nothing */
};

#endif
