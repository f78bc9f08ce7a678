/* Snapshots of the state, beside the journal. */
#include <inttypes.h>

#include "cmd/run/recall.h"
#include "cmd/run/report.h"
#include "cmd/run/verb.h"
#include "core/base/err.h"

#define LIST_MAX 256u

static int save(struct vx_interp *in, const struct vx_call *call)
{
    struct vx_session *s = in->session;
    char why[VX_SESSION_NOTE_MAX] = "";
    uint64_t seq = 0;
    const int rc =
        s->ops->snapshot ? s->ops->snapshot(s->self, &seq, why, sizeof why) : VX_E_UNSUPPORTED;
    if (rc < 0)
        return vx_fail(in, call, call->at, VX_EXIT_ERROR, "snapshot: %s",
                       *why ? why : vx_err_text(rc));
    struct vx_json *j = vx_fields(in);
    if (j)
        vx_json_uint(j, "seq", seq);
    vx_ok(in, "snapshot of sequence %" PRIu64, seq);
    return VX_EXIT_OK;
}

static int list(struct vx_interp *in, const struct vx_call *call)
{
    struct vx_session *s = in->session;
    uint64_t seqs[LIST_MAX];
    const int n = s->ops->snapshots(s->self, seqs, LIST_MAX);
    if (n < 0)
        return vx_fail(in, call, call->at, VX_EXIT_ERROR, "snapshot: %s",
                       n == VX_E_STATE ? "there is no journal: start velox with --data DIR"
                                       : vx_err_text(n));
    struct vx_json *j = vx_fields(in);
    if (j)
        vx_json_uint(j, "count", (uint64_t)n);
    if (j && n > 0)
        vx_json_uint(j, "newest", seqs[0]);
    for (int i = 0; i < n; i++)
        vx_data(in, "%" PRIu64, seqs[i]);
    vx_ok(in, "%d snapshots", n);
    return VX_EXIT_OK;
}

static int load(struct vx_interp *in, const struct vx_call *call)
{
    struct vx_session *s = in->session;
    const struct vx_arg *which = vx_call_arg(call, "SEQ");
    char why[VX_SESSION_NOTE_MAX] = "";
    uint64_t seq = which->given ? which->n : VX_NEVER, orders = 0;
    const int rc = s->ops->restore ? s->ops->restore(s->self, &seq, &orders, why, sizeof why)
                                   : VX_E_UNSUPPORTED;
    if (rc < 0)
        return vx_fail(
            in, call, which->given ? which->at : call->at, VX_EXIT_ERROR, "snapshot: %s%s",
            *why ? why : vx_err_text(rc),
            rc == VX_E_JOURNAL
                ? " (`snapshot list` says which there are, `snapshot load SEQ` takes one)"
                : "");
    vx_rename_orders(in);
    const uint64_t at = vx_get(&s->ops->panel(s->self)->book.answered);
    struct vx_json *j = vx_fields(in);
    if (j) {
        vx_json_uint(j, "seq", seq);
        vx_json_uint(j, "orders", orders);
        vx_json_uint(j, "now", at);
    }
    vx_ok(in,
          "snapshot of sequence %" PRIu64 " -> %" PRIu64
          " orders are back; the sequence goes on from %" PRIu64,
          seq, orders, at);
    return VX_EXIT_OK;
}

int vx_cmd_snapshot(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_session_ops *ops = in->session->ops;
    if (!ops->snapshot || !ops->snapshots)
        return vx_fail(in, call, call->at, VX_EXIT_ERROR,
                       "'snapshot' needs an engine: this is a journal that is looked at");
    const struct vx_arg *what = vx_call_arg(call, "WHAT");
    if (vx_arg_is(what, "load"))
        return load(in, call);
    return vx_arg_is(what, "save") ? save(in, call) : list(in, call);
}
