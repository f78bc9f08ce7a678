/*
 * summary.h: what a session came to, so that two of them can be compared (`velox compare`).
 *
 * In JSON: "summary", the number of this form; "version", "clock", "topology", "threads", "symbol";
 * "seed", "flow" and "rate" as last set, null
 * in the past, where they are not known; "engine_ns"; "outcome": what the inputs came to, the
 * hashes first; "rejects" by code; "course": how the stages got there; "latency": by name, count,
 * mean_ns, the quantiles, max_ns, and "histogram": [bucket, count] for each that is not empty,
 * buckets as in telemetry/hist.h; "settings" as text.
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_SHOW_SUMMARY_H
#define VX_SHOW_SUMMARY_H

#include <stddef.h>

#define VX_SUMMARY_FORM 1u

struct vx_interp;
struct vx_json;
struct vx_look_at;
struct vx_panel;
struct vx_table;

/* A row a value: name, value. */
void vx_table_summary(struct vx_table *t, const struct vx_look_at *look);
/* The members. */
void vx_json_summary(struct vx_json *j, const struct vx_look_at *look);

/* What the session came to, as a file: JSON, or text if its name ends in .txt.  0 or an errno. */
int vx_interp_summary(struct vx_interp *interp, const char *path);
/* "none" where there is no engine: a journal that is looked at has no threads. */
void vx_topology_text(const struct vx_panel *panel, char *text, size_t size);

#endif
