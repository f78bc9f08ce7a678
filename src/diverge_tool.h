/*
 * diverge_tool.h: velox diverge [--json] A B: the first sequence at which two journals differ.
 *
 * A and B are journal directories; a segment's file stands for the directory it is in.  Two
 * sessions agree up to a sequence if their state hashes behind it are equal: the hash chains all
 * inputs and events before.  So the first sequence at which they differ is found by bisection: over
 * the hashes in the snapshots that both have, then by looks at the middle, and the last stretch in
 * lock-step.  Journals are only read.
 *
 * Exit status: 0 they agree and end at the same sequence; 1 they differ, if only in length or in
 * settings; 2 usage; 5 one of them cannot be read.
 */
#ifndef VX_DIVERGE_TOOL_H
#define VX_DIVERGE_TOOL_H

/* argv[0] is "diverge".  The exit status. */
int vx_diverge_tool(int argc, char **argv);

#endif
