/*
 * fake.h: a market that is not there: fills a panel as an engine would, the same every time.
 */
#ifndef VX_TESTS_TUI_FAKE_H
#define VX_TESTS_TUI_FAKE_H

#include "core/base/prng.h"
#include "core/telemetry/panel.h"

struct fake {
    struct vx_panel *panel;
    struct vx_prng prng;
    uint64_t now_ns;
    int32_t mid; /* of the walk, 1/10,000 */
    int32_t tick;
    uint32_t gap; /* ticks between two levels: 1 dense, more is sparse */
    uint64_t seq;
    uint64_t lots[2][VX_DEPTH_LEVELS];
    uint32_t orders[2][VX_DEPTH_LEVELS];
    bool paused;
};

/* Formats a panel and puts a book into it. */
void fake_open(struct fake *f, uint64_t seed);
void fake_close(struct fake *f);
/* Lets time pass: 100,000 orders a second arrive. */
void fake_step(struct fake *f, uint64_t ns);
/* Own orders: one rests at the bid's third level, one was filled, one refused. */
void fake_own(struct fake *f);

#endif
