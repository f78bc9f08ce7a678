#include "core/past/travel.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"

#define NOT_FOUND_FIRST 4096u /* inputs looked through backwards, then four times as many, ... */
#define LOOK_ROUND      1024u /* inputs between two calls of the idle function */

/* The idle function draws: it must not find its way in here again. */
static bool idle(void *ctx)
{
    struct vx_traveller *t = ctx;
    return !t->idle || t->idle(t->ctx);
}

int vx_traveller_open(struct vx_traveller *t, char *err, size_t size)
{
    if (t->past)
        return VX_OK;
    if (t->directory[0] == '\0') {
        snprintf(err, size, "there is no journal to go back in: start velox with --data DIR");
        return VX_E_STATE;
    }
    const int rc = vx_past_open(&t->past, t->directory, t->live, err, size);
    if (rc < 0) {
        t->past = NULL;
        return rc;
    }
    vx_past_on_idle(t->past, idle, t);
    return vx_past_look(t->past, &t->bounds, err, size);
}

void vx_traveller_close(struct vx_traveller *t)
{
    vx_past_close(t->past);
    t->past = NULL;
    t->away = false;
}

/* There, and looked at where it ends. */
static int prepare(struct vx_traveller *t, char *err, size_t size)
{
    if (t->busy) {
        snprintf(err, size, "on the way already");
        return VX_E_BUSY;
    }
    const int rc = vx_traveller_open(t, err, size);
    return rc < 0 ? rc : vx_past_look(t->past, &t->bounds, err, size);
}

/* An interrupted move ends where it was interrupted. */
static int go(struct vx_traveller *t, uint64_t seq, char *err, size_t size)
{
    t->busy = true;
    if (t->live)
        vx_past_set(
            t->past, VX_SET_WATCH,
            atomic_load_explicit(&t->live->control.setting[VX_SET_WATCH], memory_order_relaxed));
    const int rc = vx_past_goto(t->past, seq, err, size);
    if (rc == VX_OK || rc == VX_E_INTERRUPTED) {
        t->known = vx_past_fill(t->past);
        t->away = true;
    }
    t->busy = false;
    t->speed = 0;
    return rc;
}

static uint64_t here(const struct vx_traveller *t)
{
    return t->away ? vx_past_seq(t->past) : t->bounds.last_seq;
}

/* ---- moves ---- */

int vx_traveller_to_seq(struct vx_traveller *t, uint64_t seq, char *err, size_t size)
{
    const int rc = prepare(t, err, size);
    return rc < 0 ? rc : go(t, seq, err, size);
}

static int go_to_time(struct vx_traveller *t, uint64_t t_ns, char *err, size_t size)
{
    uint64_t seq;
    const int rc = vx_past_seq_at(t->past, t_ns, &seq, err, size);
    return rc < 0 ? rc : go(t, seq, err, size);
}

int vx_traveller_to_time(struct vx_traveller *t, uint64_t t_ns, char *err, size_t size)
{
    const int rc = prepare(t, err, size);
    return rc < 0 ? rc : go_to_time(t, t_ns, err, size);
}

/* Times of earlier engines begin at 0 again, and cannot be counted back from. */
static int check_life(const struct vx_traveller *t, char *err, size_t size)
{
    if (!t->away || vx_past_seq(t->past) >= t->bounds.life_seq)
        return VX_OK;
    snprintf(err, size,
             "sequence %" PRIu64 " is of an earlier engine; the newest one began behind %" PRIu64
             ", and times are its own: `goto` a sequence, or `step`",
             vx_past_seq(t->past), t->bounds.life_seq);
    return VX_E_RANGE;
}

int vx_traveller_back(struct vx_traveller *t, uint64_t now_ns, uint64_t by_ns, char *err,
                      size_t size)
{
    int rc = prepare(t, err, size);
    if (rc == VX_OK)
        rc = check_life(t, err, size);
    if (rc < 0)
        return rc;
    const uint64_t from = t->away ? vx_past_now(t->past) : t->live ? now_ns : t->bounds.last_ns;
    return go_to_time(t, from - vx_min_u64(by_ns, from), err, size);
}

int vx_traveller_step(struct vx_traveller *t, int64_t inputs, char *err, size_t size)
{
    const int rc = prepare(t, err, size);
    if (rc < 0)
        return rc;
    const struct vx_past_bounds *b = &t->bounds;
    const uint64_t at = here(t);
    const uint64_t by = inputs < 0 ? 0 - (uint64_t)inputs : (uint64_t)inputs;
    if (inputs < 0)
        return go(t, at - vx_min_u64(by, at - b->first_seq), err, size);
    return go(t, at + vx_min_u64(by, b->last_seq - at), err, size);
}

/* ---- search ---- */

static bool is_it(struct vx_traveller *t, const struct vx_travel_find *find)
{
    if (find->depth)
        vx_past_show(t->past);
    else
        vx_past_count(t->past);
    if (vx_past_is_stale(t->past))
        vx_past_fill(t->past);
    return find->pred(find->ctx);
}

/* From where it stands up to a sequence: 1 at the first (`last`: 0, and the last one is noted). */
static int look_through(struct vx_traveller *t, const struct vx_travel_find *find, uint64_t to,
                        uint64_t *last, char *err, size_t size)
{
    int rc = 1;
    for (uint64_t n = 1; rc == 1 && vx_past_seq(t->past) < to; n++) {
        rc = vx_past_next(t->past, NULL, NULL, err, size);
        if (rc == 1 && is_it(t, find)) {
            if (!last)
                return 1;
            *last = vx_past_seq(t->past);
        }
        if (rc == 1 && n % LOOK_ROUND == 0 && !idle(t)) {
            snprintf(err, size, "interrupted at sequence %" PRIu64, vx_past_seq(t->past));
            rc = VX_E_INTERRUPTED;
        }
    }
    return rc < 0 ? rc : 0;
}

static int find_back(struct vx_traveller *t, const struct vx_travel_find *find, char *err,
                     size_t size)
{
    const uint64_t first = t->bounds.first_seq;
    uint64_t top = vx_past_seq(t->past), found = VX_NEVER;
    for (uint64_t span = NOT_FOUND_FIRST; top > first; span *= 4) {
        const uint64_t from = top - vx_min_u64(span, top - first);
        int rc = vx_past_goto(t->past, from, err, size);
        if (rc == VX_OK && is_it(t, find))
            found = from;
        if (rc == VX_OK)
            rc = look_through(t, find, top - 1, &found, err, size);
        if (rc == VX_OK && found != VX_NEVER)
            rc = vx_past_goto(t->past, found, err, size);
        if (rc < 0)
            return rc;
        if (found != VX_NEVER)
            return 1;
        top = from;
    }
    return 0;
}

int vx_traveller_find(struct vx_traveller *t, const struct vx_travel_find *find, char *err,
                      size_t size)
{
    int rc = prepare(t, err, size);
    if (rc == VX_OK && !t->away)
        rc = go(t, t->bounds.last_seq, err, size);
    if (rc < 0)
        return rc;
    const uint64_t from = vx_past_seq(t->past);
    t->busy = true;
    t->speed = 0;
    rc = find->forward ? look_through(t, find, t->bounds.last_seq, NULL, err, size)
                       : find_back(t, find, err, size);
    if (rc == 0)
        rc = vx_past_goto(t->past, from, err, size);
    else
        vx_past_show(t->past);
    t->known = vx_past_fill(t->past);
    t->busy = false;
    return rc;
}

/* ---- a play ---- */

int vx_traveller_play(struct vx_traveller *t, uint64_t now_ns, uint64_t speed, char *err,
                      size_t size)
{
    int rc = prepare(t, err, size);
    if (rc == VX_OK && !t->away) {
        snprintf(err, size, "play begins in the past: `rewind` or `goto` first");
        rc = VX_E_STATE;
    }
    if (rc == VX_OK && speed != VX_PLAY_MAX)
        rc = check_life(t, err, size);
    if (rc < 0)
        return rc;
    t->speed = speed;
    t->began_ns = now_ns;
    t->from_ns = vx_past_now(t->past);
    return VX_OK;
}

/* Engine time that has come by now, at the speed of the play. */
static uint64_t played_to(const struct vx_traveller *t, uint64_t now_ns)
{
    const unsigned __int128 by = (unsigned __int128)(now_ns - t->began_ns) * t->speed / 1000;
    return by < VX_NEVER - t->from_ns ? t->from_ns + (uint64_t)by : VX_NEVER - 1;
}

/* How far the play has come: a sequence. */
static int next_stop(struct vx_traveller *t, uint64_t now_ns, uint64_t *to, char *err, size_t size)
{
    const int rc = vx_past_look(t->past, &t->bounds, err, size);
    *to = t->bounds.last_seq;
    if (rc < 0 || t->speed == VX_PLAY_MAX)
        return rc;
    const int found = vx_past_seq_at(t->past, played_to(t, now_ns), to, err, size);
    *to = vx_max_u64(*to, t->bounds.first_seq); /* what was in between is gone */
    return found;
}

/* Segments went while it moved (journal.keep): it is tried again from what is there then. */
static bool is_overtaken(struct vx_traveller *t, uint64_t first)
{
    char why[VX_JOURNAL_TEXT_MAX];
    return vx_past_look(t->past, &t->bounds, why, sizeof why) == VX_OK &&
           t->bounds.first_seq > first;
}

void vx_traveller_carry(struct vx_traveller *t, uint64_t now_ns)
{
    char why[VX_JOURNAL_TEXT_MAX];
    uint64_t to;
    const uint64_t speed = t->speed;
    if (!t->away || t->busy || speed == 0 || now_ns < t->began_ns)
        return;
    int rc = next_stop(t, now_ns, &to, why, sizeof why);
    const uint64_t at = vx_past_seq(t->past), played = played_to(t, now_ns);
    const uint64_t first = t->bounds.first_seq;
    const uint64_t round = vx_max_u64(at + VX_TRAVEL_ROUND, first);
    const bool far = !t->virtual_clock && rc == VX_OK && to > round;
    if (rc == VX_OK && to > at)
        rc = go(t, far ? round : to, why, sizeof why);
    const bool over = !t->live && !far && (speed == VX_PLAY_MAX || played >= t->bounds.last_ns);
    t->speed = over || (rc < 0 && !is_overtaken(t, first)) ? 0 : speed;
    if (far || (t->live && played > now_ns)) { /* it cannot keep up, or has caught up */
        t->began_ns = now_ns;
        t->from_ns = vx_past_now(t->past);
    }
}

int vx_traveller_resume(struct vx_traveller *t, char *err, size_t size)
{
    if (!t->live) {
        snprintf(err, size, "there is no engine: this is a journal that is looked at");
        return VX_E_STATE;
    }
    t->away = false;
    t->speed = 0;
    return VX_OK;
}

/* ---- what the history knows ---- */

const struct vx_view *vx_traveller_before(struct vx_traveller *t)
{
    if (!t->away || t->busy || !t->known)
        return NULL;
    const bool known =
        vx_history_before(vx_past_history(t->past), vx_past_panel(t->past), &t->before);
    return known ? &t->before : NULL;
}

void vx_traveller_cells(struct vx_traveller *t, uint64_t from_ns, uint64_t to_ns,
                        struct vx_travel_cell *cell, uint32_t n)
{
    memset(cell, 0, n * sizeof *cell);
    if (t->past && !t->busy)
        vx_history_cells(vx_past_history(t->past), from_ns, to_ns, cell, n);
}

void vx_traveller_where(struct vx_traveller *t, uint64_t now_ns, struct vx_where *w)
{
    char why[VX_JOURNAL_TEXT_MAX];
    vx_traveller_carry(t, now_ns);
    *w = (struct vx_where){.away = t->away, .alone = !t->live, .busy = t->busy, .now_ns = now_ns};
    if (!t->past)
        return;
    if (t->away && !t->busy)
        vx_past_look(t->past, &t->bounds, why, sizeof why);
    w->seq = vx_past_seq(t->past);
    w->t_ns = vx_past_now(t->past);
    w->first_seq = t->bounds.first_seq;
    w->first_ns = t->bounds.first_ns;
    w->last_seq = t->bounds.last_seq;
    w->life_seq = t->bounds.life_seq;
    w->last_ns = t->bounds.last_ns;
    w->speed = t->speed;
    w->known = t->known;
    if (w->alone)
        w->now_ns = t->bounds.last_ns;
}
