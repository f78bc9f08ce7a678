/*
 * session.h: what the live and the virtual session have in common, and what each adds.
 *
 * Threads: the front end's.  Cold, but for what a driver does inside.
 */
#ifndef VX_SESSION_SESSION_H
#define VX_SESSION_SESSION_H

#include "core/past/travel.h"
#include "core/pipeline/pipeline.h"
#include "core/session/keeper.h"
#include "core/session/live.h"
#include "core/session/names.h"
#include "core/session/virtual.h"
#include "core/telemetry/session.h"

#define VX_SETTING_TEXT_MAX 1024u
#define VX_IDLE_CALL_NS     10000000u /* a waiting session calls its idle function this often */

struct vx_engine;

/* Asked while the engine works: is it so now? */
typedef bool (*vx_engine_is)(struct vx_engine *engine, uint64_t arg);

struct vx_driver {
    /* The pipeline is there; starts polling it. */
    int (*start)(struct vx_engine *engine, char *err, size_t err_size);
    /* control.stop is set: polls until every stage is done. */
    int (*stop)(struct vx_engine *engine, char *err, size_t err_size);
    uint64_t (*now)(struct vx_engine *engine);
    /* Something was put where the engine looks for it. */
    void (*wake)(struct vx_engine *engine);
    /* Lets the engine work until it is so, for at most limit_ns of real time; whether it is. */
    bool (*await)(struct vx_engine *engine, vx_engine_is is, uint64_t arg, uint64_t limit_ns);
    int (*advance)(struct vx_engine *engine, uint64_t until_ns, vx_session_pred pred, void *ctx);
    int (*refresh)(struct vx_engine *engine);
};

/* A session's self. */
struct vx_engine {
    struct vx_session *session;
    const struct vx_driver *driver;
    struct vx_panel *panel;
    struct vx_pipeline *pipeline; /* NULL before start */
    struct vx_keeper *keeper;     /* NULL: nothing is kept */
    struct vx_feed *feed;         /* the newest; stays until another comes */
    struct vx_traveller traveller;
    struct vx_names names; /* with a keeper */
    bool names_said;       /* that they cannot be kept */
    bool stopped;
    bool abandoned; /* threads would not end: what they use may not be given back */
    uint64_t next_id;
    uint64_t told_seq; /* newest input whose answer was read */
    vx_session_idle idle;
    void *idle_ctx;
    uint64_t idle_ns; /* real time of its last call */
    struct vx_live live;
    struct vx_virtual virtual;
    char text[VX_SETTINGS][VX_SETTING_TEXT_MAX]; /* of the settings that are texts */
};

extern const struct vx_driver vx_live_driver;
extern const struct vx_driver vx_virtual_driver;

/* 0 if the engine runs; VX_E_STOPPED, VX_E_STATE. */
int vx_engine_check(const struct vx_engine *engine);

/* session_shots.c: as telemetry/session.h says. */
int vx_engine_snapshot(void *self, uint64_t *seq, char *err, size_t err_size);
int vx_engine_snapshots(void *self, uint64_t *seqs, uint32_t max);
int vx_engine_restore(void *self, uint64_t *seq, uint64_t *orders, char *err, size_t err_size);

/* session_names.c: the first when there is a keeper. */
void vx_engine_open_names(struct vx_engine *engine);
void vx_engine_name(void *self, const struct vx_order_name *name);
int vx_engine_named(void *self, uint32_t i, struct vx_order_name *name);

/* session_travel.c: the past of a session with an engine. */
extern const struct vx_travel_ops vx_session_travel_ops;
void vx_session_prepare_travel(struct vx_engine *engine);

/* session_story.c: what its journal tells. */
extern const struct vx_story_ops vx_session_story_ops;

/* Calls the idle function if it is time; false: it wants the wait to end. */
bool vx_engine_idle(struct vx_engine *engine, uint64_t real_ns);

#endif
