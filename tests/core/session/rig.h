/*
 * rig.h: a session with short names for what tests do with it all the time.
 */
#ifndef VX_TESTS_PIPELINE_RIG_H
#define VX_TESTS_PIPELINE_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/base/err.h"
#include "core/session/engine.h"
#include "core/telemetry/metric.h"

#define US 1000u
#define MS 1000000u
#define S  1000000000u

#define PX(units) ((int32_t)((units)*VX_PRICE_SCALE)) /* whole units of currency */

struct rig {
    struct vx_session session;
    struct vx_panel *panel;
};

/* A new folder for a test's journal, and its end; for set-up and tear-down. */
extern char rig_directory[32];
int rig_make_directory(void **state);
int rig_remove_directory(void **state);
/* The session keeps its journal there.  Before the start. */
void rig_journal(struct rig *rig);

/* Open, not started, with a small book so that starting is quick. */
void rig_open_virtual(struct rig *rig);
void rig_open_live(struct rig *rig);
void rig_set(struct rig *rig, enum vx_setting s, int64_t value);
void rig_start(struct rig *rig);
/* Stops; everything must add up.  Then closes. */
void rig_end(struct rig *rig);
/* For cmocka: a rig on the virtual clock, or one that is started too; closed if it is open. */
int rig_set_up(void **state);
int rig_set_up_running(void **state);
int rig_tear_down(void **state);
/* Only stops. */
void rig_stop(struct rig *rig);

void rig_control(struct rig *rig, enum vx_control c, uint64_t a, uint64_t b);
void rig_pass(struct rig *rig, uint64_t ns);
uint64_t rig_now(struct rig *rig);

struct vx_submit rig_submit(struct rig *rig, const struct vx_tx *tx);
struct vx_submit rig_order(struct rig *rig, unsigned side, uint32_t qty, int32_t price);
struct vx_submit rig_order_tif(struct rig *rig, unsigned side, uint32_t qty, int32_t price,
                               unsigned tif);
struct vx_submit rig_market(struct rig *rig, unsigned side, uint32_t qty);
struct vx_submit rig_cancel(struct rig *rig, uint64_t id, uint32_t qty);
struct vx_submit rig_replace(struct rig *rig, uint64_t id, int32_t price, uint32_t qty);
struct vx_own rig_own(struct rig *rig, uint64_t id);
/* Counter or gauge of a metric's name, with an assertion that it exists. */
int64_t rig_metric(struct rig *rig, const char *name);
/* The newest line of the error log with this text in it; fails if there is none. */
void rig_expect_logged(struct rig *rig, const char *text);
/* The kinds of order an outside user sends, in a fixed pattern that fills, cancels and rejects. */
void rig_type_pattern(struct rig *rig, unsigned n, uint64_t gap_ns);

#endif
