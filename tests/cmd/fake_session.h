/*
 * fake_session.h: a session over a tiny, obvious book, for tests of the commands: time stands
 * still until it is let pass, and every failure can be had by setting a field.
 *
 * The load is counted, not matched.  Threads: one.
 */
#ifndef VX_TESTS_CMD_FAKE_SESSION_H
#define VX_TESTS_CMD_FAKE_SESSION_H

#include "core/telemetry/session.h"

#define FAKE_ORDERS_MAX 8192u
#define FAKE_TEXT_MAX   256u

struct fake_order {
    struct vx_tx tx;
    uint32_t leaves;
    uint32_t slot; /* of the panel's own orders; UINT32_MAX: none */
};

struct fake_session {
    struct vx_session session;
    struct vx_panel *panel;
    uint64_t now_ns;
    uint64_t next_id;
    uint64_t seq;
    struct fake_order order[FAKE_ORDERS_MAX]; /* resting, in the order in which they came */
    uint32_t orders;
    uint32_t owns;
    struct vx_answer held[64]; /* answers that wait while the engine is paused */
    uint32_t held_count;
    char text[VX_SETTINGS][FAKE_TEXT_MAX];

    /* knobs */
    int submit_error;      /* submit fails with it */
    int control_error;     /* control fails with it */
    const char *start_why; /* start fails with this sentence */
    const char *feed_why;  /* feed fails with this sentence */
    uint64_t feed_ns;      /* how long a feed takes */
    uint64_t feed_rows, feed_equal;
    bool interrupt; /* advance is interrupted at once */
    bool lose;      /* stop says that something got lost */

    /* what was asked of it */
    uint64_t controls;
    enum vx_control control;
    uint64_t a, b;
    struct vx_feed_request feed;
    char messages[FAKE_TEXT_MAX], book[FAKE_TEXT_MAX];
    uint64_t feed_end_ns;
    vx_session_idle idle;
    void *idle_ctx;
};

/* NULL: no memory. */
struct fake_session *fake_session_open(void);
/* As it was when it was opened. */
void fake_session_reset(struct fake_session *fake);
void fake_session_close(struct fake_session *fake);

#endif
