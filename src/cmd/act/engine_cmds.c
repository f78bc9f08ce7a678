/* Commands that steer the engine: load, pause, faults, feeds, settings. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/act/travel.h"
#include "cmd/run/answer.h"
#include "cmd/run/engine.h"
#include "cmd/run/look.h"
#include "cmd/run/record.h"
#include "cmd/run/report.h"
#include "cmd/run/verb.h"
#include "cmd/show/show.h"
#include "core/base/err.h"

#define STEP_NS   1000000000u /* engine time that `step` waits for its inputs */
#define RATE_MAX  1000000000u
#define TEXT_SIZE 64u

static struct vx_panel *panel_of(const struct vx_interp *in)
{
    return in->session->ops->panel(in->session->self);
}

/* Recorded as the line it is of, but for a pause, which `run` and `step` make, too. */
static int control(struct vx_interp *in, const struct vx_call *call, enum vx_control c, uint64_t a,
                   uint64_t b)
{
    int rc = in->session->ops->control(in->session->self, c, a, b);
    if (rc < 0)
        return vx_fail_err(in, call, call->command->name, rc);
    if (c == VX_CTL_STALL || c == VX_CTL_SLOW)
        vx_record_call(in, call); /* of no business of ingress's */
    else if (c == VX_CTL_PAUSE)
        vx_record_control(in, a ? "pause" : "resume");
    else
        vx_record_control(in, call->line);
    return VX_EXIT_OK;
}

/* Success that needs no more words than the command itself. */
static int done(struct vx_interp *in, const struct vx_call *call, int status)
{
    if (status == VX_EXIT_OK)
        vx_ok(in, "%s", call->line);
    return status;
}

/* ---- load ---- */

static int scaled_rate(struct vx_interp *in, const struct vx_call *call, const struct vx_arg *arg,
                       uint64_t *rate)
{
    uint64_t now = vx_get(&panel_of(in)->control.rate);
    if (now == VX_RATE_MAX)
        return vx_fail(in, call, arg->at, VX_EXIT_ERROR, "the rate is max: nothing to multiply");
    unsigned __int128 product = (unsigned __int128)now * arg->n;
    for (unsigned i = 0; i < arg->scale; i++)
        product /= 10;
    if (product > RATE_MAX)
        return vx_fail(in, call, arg->at, VX_EXIT_ERROR,
                       "%s times %" PRIu64 " is above %u orders a second", arg->text + 1, now,
                       RATE_MAX);
    *rate = (uint64_t)product;
    return VX_EXIT_OK;
}

int vx_cmd_rate(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *arg = vx_call_arg(call, "R");
    uint64_t rate = arg->choice >= 0 ? VX_RATE_MAX : arg->n;
    int status = arg->relative ? scaled_rate(in, call, arg, &rate) : VX_EXIT_OK;
    if (status == VX_EXIT_OK)
        status = control(in, call, VX_CTL_RATE, rate, 0);
    if (status != VX_EXIT_OK)
        return status;
    struct vx_json *j = vx_fields(in);
    const struct vx_value value = {.v = (int64_t)rate, .unit = VX_UNIT_PER_SECOND, .known = true};
    if (j)
        vx_json_value(j, "rate", &value);
    if (rate == VX_RATE_MAX)
        vx_ok(in, "rate max");
    else
        vx_ok(in, "rate %" PRIu64 " orders a second", rate);
    return VX_EXIT_OK;
}

static int list_flows(struct vx_interp *in)
{
    struct vx_table t = {.columns = 0};
    uint64_t now = vx_get(&panel_of(in)->control.flow);
    vx_table_column(&t, "flow", true);
    vx_table_column(&t, "now", true);
    vx_table_column(&t, "what it is", true);
    for (unsigned i = 0; i < VX_FLOWS; i++) {
        vx_table_text(&t, vx_flow_name(i));
        vx_table_text(&t, i == now ? "*" : "");
        vx_table_text(&t, vx_flow_help(i));
    }
    vx_show_table(in, &t);
    vx_table_free(&t);
    return VX_EXIT_OK;
}

int vx_cmd_flow(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *name = vx_call_arg(call, "NAME");
    if (name->choice >= 0)
        return list_flows(in);
    return done(in, call, control(in, call, VX_CTL_FLOW, name->n, 0));
}

int vx_cmd_seed(struct vx_interp *in, const struct vx_call *call)
{
    return done(in, call, control(in, call, VX_CTL_SEED, vx_call_arg(call, "N")->n, 0));
}

int vx_cmd_burst(struct vx_interp *in, const struct vx_call *call)
{
    uint64_t over = vx_call_arg(call, "over")->n;
    return done(in, call, control(in, call, VX_CTL_BURST, vx_call_arg(call, "N")->n, over));
}

/* ---- running and not ---- */

int vx_cmd_start(struct vx_interp *in, const struct vx_call *call)
{
    return done(in, call, VX_EXIT_OK);
}

int vx_cmd_pause(struct vx_interp *in, const struct vx_call *call)
{
    struct vx_where where;
    if (vx_where_of(in, &where))
        return vx_past_pause(in, call);
    return done(in, call, control(in, call, VX_CTL_PAUSE, 1, 0));
}

int vx_cmd_resume(struct vx_interp *in, const struct vx_call *call)
{
    struct vx_where where;
    if (vx_where_of(in, &where))
        return vx_past_resume(in, call);
    int status = control(in, call, VX_CTL_PAUSE, 0, 0);
    done(in, call, status);
    vx_poll_answers(in);
    return status;
}

int vx_cmd_run(struct vx_interp *in, const struct vx_call *call)
{
    bool met;
    uint64_t until = vx_now(in) + vx_call_arg(call, "DUR")->n;
    int status = control(in, call, VX_CTL_PAUSE, 0, 0);
    if (status == VX_EXIT_OK)
        status = vx_pass_time(in, call, until, NULL, &met);
    if (status == VX_EXIT_OK)
        status = control(in, call, VX_CTL_PAUSE, 1, 0);
    return done(in, call, status);
}

/* On the real clock the load goes on until the engine hears of it: that is not of the steps. */
static int pause_first(struct vx_interp *in, const struct vx_call *call)
{
    if (in->session->virtual_clock || vx_get(&panel_of(in)->control.paused))
        return VX_EXIT_OK;
    return control(in, call, VX_CTL_PAUSE, 1, 0);
}

int vx_cmd_step(struct vx_interp *in, const struct vx_call *call)
{
    struct vx_where where;
    const struct vx_arg *arg = vx_call_arg(call, "N");
    if (vx_where_of(in, &where))
        return vx_past_step(in, call);
    if (arg->relative)
        return vx_fail(in, call, arg->at, VX_EXIT_ERROR,
                       "the engine steps forward alone: to step back, `rewind` or `goto` first");
    uint64_t n = arg->given ? arg->n : 1;
    int status = pause_first(in, call);
    if (status != VX_EXIT_OK)
        return status;
    uint64_t before = vx_get(&panel_of(in)->ingress.offered);
    status = control(in, call, VX_CTL_STEP, n, 0);
    /* on the virtual clock the control itself has let in all that there was */
    if (status == VX_EXIT_OK && !in->session->virtual_clock)
        status = vx_pass_inputs(in, call, vx_now(in) + STEP_NS, before + n);
    if (status != VX_EXIT_OK)
        return status;
    uint64_t took = vx_get(&panel_of(in)->ingress.offered) - before;
    struct vx_json *j = vx_fields(in);
    if (j)
        vx_json_uint(j, "inputs", took);
    vx_ok(in, "step %" PRIu64 " -> %" PRIu64 " input%s in", n, took, took == 1 ? "" : "s");
    vx_poll_answers(in);
    return VX_EXIT_OK;
}

int vx_cmd_halt(struct vx_interp *in, const struct vx_call *call)
{
    bool on = vx_arg_is(vx_call_arg(call, "STATE"), "on");
    int status = control(in, call, VX_CTL_HALT, on, 0);
    if (status != VX_EXIT_OK)
        return status;
    uint64_t rest = vx_get(&panel_of(in)->book.orders_resting);
    struct vx_json *j = vx_fields(in);
    if (j)
        vx_json_uint(j, "orders", rest);
    if (on && rest == 0)
        vx_ok(in, "%s -> nothing rests any more", call->line);
    else if (on)
        vx_ok(in, "%s -> %" PRIu64 " orders still rest, and are being cancelled", call->line, rest);
    else
        vx_ok(in, "%s", call->line);
    return VX_EXIT_OK;
}

int vx_cmd_stall(struct vx_interp *in, const struct vx_call *call)
{
    return done(in, call,
                control(in, call, VX_CTL_STALL, vx_call_arg(call, "STAGE")->n,
                        vx_call_arg(call, "DUR")->n));
}

int vx_cmd_slow(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *dur = vx_call_arg(call, "DUR");
    return done(in, call,
                control(in, call, VX_CTL_SLOW, vx_call_arg(call, "STAGE")->n,
                        dur->choice >= 0 ? 0 : dur->n));
}

int vx_cmd_hash(struct vx_interp *in, const struct vx_call *call)
{
    char text[32];
    (void)call;
    vx_look(in, false);
    struct vx_value hash = vx_metric_read(vx_metric_find("state.hash", 10), &in->view);
    struct vx_json *j = vx_fields(in);
    if (j)
        vx_json_value(j, "hash", &hash);
    vx_value_format(text, sizeof text, &hash);
    vx_data(in, "%s", text);
    return VX_EXIT_OK;
}

/* ---- feeds ---- */

static int say_feed(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_feed_block *f = &panel_of(in)->feed;
    struct vx_feed_result result = {.done = false};
    in->session->ops->feed_result(in->session->self, &result);
    uint64_t compared = vx_get(&f->rows_compared), equal = vx_get(&f->rows_equal);
    struct vx_json *j = vx_fields(in);
    if (j) {
        vx_json_uint(j, "rows", vx_get(&f->rows));
        vx_json_uint(j, "compared", compared);
        vx_json_uint(j, "equal", equal);
        vx_json_uint(j, "aggressors", vx_get(&f->aggressors));
        vx_json_uint(j, "exact", vx_get(&f->aggressors_exact));
    }
    if (compared != equal)
        return vx_fail(in, call, call->at, VX_EXIT_ERROR,
                       "%" PRIu64 " of %" PRIu64 " rows differ; the first: %s", compared - equal,
                       compared, result.difference);
    if (compared)
        vx_ok(in,
              "feed %s -> %" PRIu64 " rows, %" PRIu64 " of %" PRIu64 " equal, %" PRIu64
              " of %" PRIu64 " aggressors met the recorded orders",
              vx_call_arg(call, "FILE")->text, vx_get(&f->rows), equal, compared,
              vx_get(&f->aggressors_exact), vx_get(&f->aggressors));
    else
        vx_ok(in, "feed %s -> %" PRIu64 " rows", vx_call_arg(call, "FILE")->text, vx_get(&f->rows));
    return VX_EXIT_OK;
}

static int start_feed(struct vx_interp *in, const struct vx_call *call, const char *messages,
                      const char *book)
{
    char why[400] = "";
    const struct vx_arg *speed = vx_call_arg(call, "speed");
    const struct vx_feed_request request = {
        .messages = messages,
        .book = book,
        .verify = vx_arg_is(vx_call_arg(call, "verify"), "on"),
        .speed = speed->given && speed->choice < 0 ? (uint32_t)speed->n : 0,
        .instrument = (uint16_t)vx_call_arg(call, "instr")->n,
    };
    int rc = in->session->ops->feed(in->session->self, &request, why, sizeof why);
    if (rc < 0)
        return vx_fail(in, call, vx_call_arg(call, "FILE")->at, VX_EXIT_ERROR, "%s",
                       *why ? why : vx_err_text(rc));
    vx_record_feed(in, call);
    const struct vx_arg *wait = vx_call_arg(call, "wait");
    bool waits = wait->given ? vx_arg_is(wait, "on") : !call->origin->typed;
    if (!waits)
        return done(in, call, VX_EXIT_OK);
    int status = vx_pass_feed(in, call);
    return status == VX_EXIT_OK ? say_feed(in, call) : status;
}

int vx_cmd_feed(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *book = vx_call_arg(call, "book");
    if (vx_arg_is(vx_call_arg(call, "FORMAT"), "stop"))
        return done(in, call, control(in, call, VX_CTL_FEED_STOP, 0, 0));
    char *messages = vx_path_beside(call->origin, vx_call_arg(call, "FILE")->text);
    char *rows = book->given ? vx_path_beside(call->origin, book->text) : NULL;
    int status;
    if (!messages || (book->given && !rows))
        status = vx_fail_err(in, call, "feed", VX_E_MEMORY);
    else
        status = start_feed(in, call, messages, rows);
    free(messages);
    free(rows);
    return status;
}

/* ---- settings ---- */

static void setting_text(const struct vx_interp *in, enum vx_setting s, char *buf, size_t size)
{
    const struct vx_session *session = in->session;
    if (vx_setting_rows[s].type == VX_TYPE_TEXT)
        snprintf(buf, size, "%s", session->ops->get_text(session->self, s));
    else
        vx_setting_format(buf, size, s, session->ops->get(session->self, s));
}

static int set_error(struct vx_interp *in, const struct vx_call *call, enum vx_setting s, int err)
{
    const struct vx_arg *value = vx_call_arg(call, "VALUE");
    if (err == VX_E_STATE)
        return vx_fail(in, call, call->at, VX_EXIT_ERROR,
                       "%s counts only until the engine starts, and it runs",
                       vx_setting_rows[s].name);
    return vx_fail(in, call, value->at, VX_EXIT_ERROR, "%s cannot be '%s': %s",
                   vx_setting_rows[s].name, value->text, vx_err_text(err));
}

int vx_cmd_set(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_session *session = in->session;
    const struct vx_arg *key = vx_call_arg(call, "KEY"), *value = vx_call_arg(call, "VALUE");
    char text[256];
    int64_t number = 0;
    if (!key->given)
        return in->options.parse_only ? VX_EXIT_OK : vx_show_what(in, "config", NULL, NULL, true);
    enum vx_setting s = (enum vx_setting)key->n;
    if (value->given && !value->hole) {
        int rc;
        if (vx_setting_rows[s].type == VX_TYPE_TEXT) {
            rc = session->ops->set_text(session->self, s, value->text);
        } else {
            vx_setting_parse(s, value->text, strlen(value->text), &number);
            rc = session->ops->set(session->self, s, number);
        }
        if (rc < 0)
            return set_error(in, call, s, rc);
    }
    if (in->options.parse_only)
        return VX_EXIT_OK;
    setting_text(in, s, text, sizeof text);
    struct vx_json *j = vx_fields(in);
    if (j) {
        vx_json_text(j, "key", vx_setting_rows[s].name);
        vx_json_text(j, "value", text);
    }
    if (value->given)
        vx_ok(in, "set %s %s", vx_setting_rows[s].name, *text ? text : "\"\"");
    else
        vx_data(in, "%s %s", vx_setting_rows[s].name, *text ? text : "\"\"");
    return VX_EXIT_OK;
}
