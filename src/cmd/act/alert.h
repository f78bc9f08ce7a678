/*
 * alert.h: the alerts that there are.
 */
#ifndef VX_ACT_ALERT_H
#define VX_ACT_ALERT_H

#include "core/base/defs.h"

struct vx_interp;

/* The alerts of alert.def, as `alert defaults` lists them; says nothing.  0 or VX_E_.... */
int vx_interp_alerts(struct vx_interp *interp);
/* The command that made alert i (below in->alert_count), and its number. */
const char *vx_alert_line(const struct vx_interp *in, size_t i, uint64_t *number);

#endif
