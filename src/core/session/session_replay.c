/*
 * session_replay.c: a session with no engine: a journal's directory, or one of its files, that is
 * looked at.  It begins at the journal's end.  Time is the clock's, or the caller's in a script.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/past/story.h"
#include "core/past/travel.h"
#include "core/session/engine.h"
#include "core/session/names.h"

#define PATH_BYTES 1024u
#define STEP_NS    10000000u /* of a play, between two looks */

struct replay {
    struct vx_session *session;
    struct vx_panel *panel; /* of settings, before the start */
    struct vx_traveller traveller;
    struct vx_names names;
    char path[PATH_BYTES]; /* as it was given, */
    char directory[PATH_BYTES];
    uint64_t now_ns;   /* simulated time */
    uint64_t begin_ns; /* the clock's, else */
    vx_session_idle idle;
    void *idle_ctx;
    uint64_t idle_ns;
};

static bool idle(void *ctx)
{
    struct replay *r = ctx;
    const uint64_t now = vx_monotonic_ns();
    if (!r->idle || now - r->idle_ns < STEP_NS)
        return true;
    r->idle_ns = now;
    return r->idle(r->idle_ctx);
}

static struct vx_panel *panel(void *self)
{
    struct replay *r = self;
    return r->traveller.past ? vx_past_panel(r->traveller.past) : r->panel;
}

static uint64_t now(void *self)
{
    const struct replay *r = self;
    return r->session->virtual_clock ? r->now_ns : vx_monotonic_ns() - r->begin_ns;
}

/* ---- settings ---- */

static int64_t get(void *self, enum vx_setting s)
{
    if ((unsigned)s >= VX_SETTINGS)
        return 0;
    return atomic_load_explicit(&panel(self)->control.setting[s], memory_order_relaxed);
}

static int set(void *self, enum vx_setting s, int64_t value)
{
    struct replay *r = self;
    int rc = (unsigned)s < VX_SETTINGS ? vx_setting_check(s, value) : VX_E_UNKNOWN;
    if (rc == VX_OK && !vx_setting_rows[s].live)
        rc = VX_E_STATE;
    if (rc == VX_OK && s == VX_SET_WATCH && value >= get(r, VX_SET_INSTRUMENTS))
        rc = VX_E_RANGE;
    if (rc < 0)
        return rc;
    atomic_store_explicit(&r->panel->control.setting[s], value, memory_order_relaxed);
    if (r->traveller.past)
        vx_past_set(r->traveller.past, s, value);
    return VX_OK;
}

static int set_text(void *self, enum vx_setting s, const char *text)
{
    (void)self, (void)s, (void)text;
    return VX_E_STATE;
}

static const char *get_text(void *self, enum vx_setting s)
{
    const struct replay *r = self;
    return s == VX_SET_JOURNAL_DIR ? r->directory : "";
}

/* ---- start and stop ---- */

static int start(void *self, char *err, size_t size)
{
    struct replay *r = self;
    if (r->session->started)
        return VX_OK;
    if (!vx_past_accepts(r->path, err, size))
        return VX_E_JOURNAL;
    int rc = vx_traveller_open(&r->traveller, err, size);
    if (rc == VX_OK)
        rc = vx_traveller_to_seq(&r->traveller, r->traveller.bounds.last_seq, err, size);
    r->session->started = rc == VX_OK;
    if (rc == VX_OK) /* without them orders are known by their ids */
        vx_names_look(&r->names, vx_past_io(r->traveller.past), vx_past_journal(r->traveller.past));
    return rc;
}

static int stop(void *self, char *err, size_t size)
{
    struct replay *r = self;
    (void)err, (void)size;
    r->session->started = false;
    return VX_OK;
}

/* ---- what needs an engine ---- */

static int submit(void *self, struct vx_submit *s)
{
    (void)self, (void)s;
    return VX_E_UNSUPPORTED;
}

static int answer(void *self, uint64_t ticket, struct vx_answer *a)
{
    (void)self, (void)ticket, (void)a;
    return VX_E_EMPTY;
}

static int control(void *self, enum vx_control c, uint64_t a, uint64_t b)
{
    (void)self, (void)c, (void)a, (void)b;
    return VX_E_UNSUPPORTED;
}

static int feed(void *self, const struct vx_feed_request *request, char *err, size_t size)
{
    (void)self, (void)request;
    snprintf(err, size, "there is no engine");
    return VX_E_UNSUPPORTED;
}

static int feed_result(void *self, struct vx_feed_result *result)
{
    (void)self, (void)result;
    return VX_E_EMPTY;
}

static int taken(void *self, uint64_t ticket, struct vx_taken *t)
{
    (void)ticket;
    *t = (struct vx_taken){.at_ns = now(self)};
    return VX_OK;
}

/* ---- time ---- */

static void pass(struct replay *r, uint64_t until_ns)
{
    const uint64_t by = vx_min_u64(until_ns - now(r), STEP_NS);
    const struct timespec ts = {.tv_nsec = (long)by};
    if (r->session->virtual_clock)
        r->now_ns = r->traveller.speed ? r->now_ns + by : until_ns;
    else
        nanosleep(&ts, NULL);
    vx_traveller_carry(&r->traveller, now(r));
}

static int advance(void *self, uint64_t until_ns, vx_session_pred pred, void *ctx)
{
    struct replay *r = self;
    for (;;) {
        if (!idle(r))
            return VX_E_INTERRUPTED;
        if (pred && pred(ctx))
            return 1;
        if (now(r) >= until_ns)
            return VX_OK;
        pass(r, until_ns);
    }
}

static void on_idle(void *self, vx_session_idle fn, void *ctx)
{
    struct replay *r = self;
    r->idle = fn;
    r->idle_ctx = ctx;
}

static int refresh(void *self)
{
    (void)self;
    return VX_OK;
}

static int own(void *self, uint64_t id, struct vx_own *order)
{
    const struct vx_panel *p = panel(self);
    const uint64_t n = vx_get(&p->own_count);
    for (uint32_t i = 0; i < n; i++)
        if (vx_own_read(p, i, order) == VX_OK && order->id == id)
            return VX_OK;
    return VX_E_UNKNOWN;
}

/* ---- the past ---- */

static struct vx_traveller *traveller(void *self)
{
    return &((struct replay *)self)->traveller;
}

static void where(void *self, struct vx_where *w)
{
    vx_traveller_where(traveller(self), now(self), w);
}

static int to_seq(void *self, uint64_t seq, char *err, size_t size)
{
    return vx_traveller_to_seq(traveller(self), seq, err, size);
}

static int to_time(void *self, uint64_t t_ns, char *err, size_t size)
{
    return vx_traveller_to_time(traveller(self), t_ns, err, size);
}

static int back(void *self, uint64_t by_ns, char *err, size_t size)
{
    return vx_traveller_back(traveller(self), now(self), by_ns, err, size);
}

static int step(void *self, int64_t inputs, char *err, size_t size)
{
    return vx_traveller_step(traveller(self), inputs, err, size);
}

static int find(void *self, const struct vx_travel_find *what, char *err, size_t size)
{
    return vx_traveller_find(traveller(self), what, err, size);
}

static int play(void *self, uint64_t speed, char *err, size_t size)
{
    return vx_traveller_play(traveller(self), now(self), speed, err, size);
}

static int resume(void *self, char *err, size_t size)
{
    return vx_traveller_resume(traveller(self), err, size);
}

static void look_at_engine(void *self, bool engine)
{
    (void)self, (void)engine;
}

static const struct vx_view *before(void *self)
{
    return vx_traveller_before(traveller(self));
}

static void cells(void *self, uint64_t from_ns, uint64_t to_ns, struct vx_travel_cell *cell,
                  uint32_t n)
{
    vx_traveller_cells(traveller(self), from_ns, to_ns, cell, n);
}

static const struct vx_travel_ops travel_ops = {
    .where = where,
    .to_seq = to_seq,
    .to_time = to_time,
    .back = back,
    .step = step,
    .find = find,
    .play = play,
    .resume = resume,
    .look_at_engine = look_at_engine,
    .before = before,
    .cells = cells,
};

/* ---- what the journal tells ---- */

static struct vx_story story_of(struct replay *r)
{
    struct vx_where w;
    where(r, &w);
    return (struct vx_story){
        .directory = r->directory,
        .like = NULL, /* the settings are those of the journal */
        .now_ns = w.last_ns,
        .idle = idle,
        .ctx = r,
    };
}

static int story_why(void *self, uint64_t id, struct vx_why *why, char *err, size_t size)
{
    const struct vx_story story = story_of(self);
    return vx_story_why(&story, id, 0, why, err, size);
}

static int story_diff(void *self, const struct vx_point *from, const struct vx_point *to,
                      struct vx_diff *diff, char *err, size_t size)
{
    const struct vx_story story = story_of(self);
    return vx_story_diff(&story, from, to, diff, err, size);
}

static const struct vx_story_ops story_ops = {.why = story_why, .diff = story_diff};

static int named(void *self, uint32_t i, struct vx_order_name *name)
{
    const struct replay *r = self;
    return vx_names_found(&r->names, i, name);
}

static const struct vx_session_ops session_ops = {
    .set = set,
    .get = get,
    .set_text = set_text,
    .get_text = get_text,
    .start = start,
    .stop = stop,
    .submit = submit,
    .answer = answer,
    .control = control,
    .feed = feed,
    .feed_result = feed_result,
    .now = now,
    .advance = advance,
    .on_idle = on_idle,
    .panel = panel,
    .refresh = refresh,
    .own = own,
    .named = named,
    .taken = taken,
    .travel = &travel_ops,
    .story = &story_ops,
};

/* ---- open and close ---- */

/* A file stands for the directory that it is in. */
static bool directory_of(char to[PATH_BYTES], const char *path)
{
    struct stat st;
    char *slash;
    const size_t bytes = strlen(path) + 1;
    if (bytes > PATH_BYTES)
        return false;
    memcpy(to, path, bytes);
    if (stat(path, &st) < 0 || S_ISDIR(st.st_mode))
        return true;
    slash = strrchr(to, '/');
    if (!slash)
        memcpy(to, ".", sizeof ".");
    else
        slash[slash == to] = '\0';
    return true;
}

int vx_session_open_replay(struct vx_session *session, const char *path, bool virtual_clock)
{
    struct replay *r =
        mmap(NULL, sizeof *r, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (r == MAP_FAILED)
        return VX_E_MEMORY;
    const bool fits = directory_of(r->directory, path);
    if (fits)
        snprintf(r->path, sizeof r->path, "%s", path);
    if (!fits || vx_panel_open(&r->panel) < 0) {
        munmap(r, sizeof *r);
        return fits ? VX_E_MEMORY : VX_E_RANGE;
    }
    r->session = session;
    r->begin_ns = vx_monotonic_ns();
    r->traveller = (struct vx_traveller){
        .directory = r->directory, .virtual_clock = virtual_clock, .idle = idle, .ctx = r};
    *session = (struct vx_session){.ops = &session_ops, .self = r, .virtual_clock = virtual_clock};
    return VX_OK;
}

void vx_session_close_replay(struct vx_session *session)
{
    struct replay *r = session->self;
    if (!r)
        return;
    vx_traveller_close(&r->traveller);
    vx_panel_close(r->panel);
    munmap(r, sizeof *r);
    *session = (struct vx_session){0};
}
