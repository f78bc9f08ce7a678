/*
 * tx_text.h: inputs and what the book said to them, as a line of text.
 *
 * Threads: pure.  Cold.  Each ends in a NUL, cut to fit, and returns its length as snprintf.
 */
#ifndef VX_BASE_TX_TEXT_H
#define VX_BASE_TX_TEXT_H

#include "core/base/tx.h"

#define VX_TX_TEXT_MAX 192u

const char *vx_tx_kind_name(unsigned kind);         /* "limit", "cancel-all", "?" */
const char *vx_report_kind_name(unsigned kind);     /* "accepted", "fill", "?" */
const char *vx_cancel_reason_name(unsigned reason); /* "asked", "rest", "?" */
const char *vx_source_name(unsigned source);        /* "load", "operator", "?" */

/*
 * "limit id=7 buy 5 @ 100.25 tif=gtc owner=0 instrument=0 from=load", "cancel id=7 owner=0 ...",
 * "replace id=7 price=100.20 owner=0 ...", "cancel-all side=buy owner=0 instrument=all ...".
 */
int vx_tx_text(char *buf, size_t size, const struct vx_tx *tx);
/* "fill resting=3 aggressor=7 buy 5 @ 100.25 leaves=0", its price in 1/10,000. */
int vx_report_text(char *buf, size_t size, const struct vx_report *report);

#endif
