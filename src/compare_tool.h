/*
 * compare_tool.h: velox compare [--json] [--tolerance=PERCENT] A.json B.json: what differs between
 * two summaries.
 *
 * Outcome (hashes, counts, rejects) and latency decide: 0 if neither differs, 1 if one does, 2 for
 * what cannot be compared.  Settings, course and the rest are shown.  When a latency differs:
 * telemetry/hist_differ.h.
 */
#ifndef VX_COMPARE_TOOL_H
#define VX_COMPARE_TOOL_H

/* argv[0] is "compare".  The exit status. */
int vx_compare_tool(int argc, char **argv);

#endif
