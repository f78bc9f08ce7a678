/* session_names.c: the names of one's own orders, from one engine on a directory to the next. */
#include "core/base/err.h"
#include "core/session/session.h"
#include "core/telemetry/errlog.h"

static void say(struct vx_engine *e, uint64_t now_ns, int rc, const char *then)
{
    vx_errlog(e->panel, now_ns, "%s: %s: %s", VX_NAMES_FILE, vx_io_text(rc), then);
}

void vx_engine_open_names(struct vx_engine *e)
{
    const struct vx_keeper *k = e->keeper;
    const int rc = vx_names_open(&e->names, &k->io, k->writer.config.journal, e->panel,
                                 k->sync == VX_SYNC_BATCH);
    if (rc < 0)
        say(e, 0, rc, "orders are known by their ids alone");
}

void vx_engine_name(void *self, const struct vx_order_name *name)
{
    struct vx_engine *e = self;
    const int rc = e->keeper ? vx_names_put(&e->names, name) : 0;
    if (rc < 0 && !e->names_said)
        say(e, e->driver->now(e), rc, "names are not known after a restart");
    e->names_said = rc < 0;
}

int vx_engine_named(void *self, uint32_t i, struct vx_order_name *name)
{
    const struct vx_engine *e = self;
    return e->keeper ? vx_names_found(&e->names, i, name) : VX_E_EMPTY;
}
