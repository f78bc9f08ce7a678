/*
 * journal_tool.h: velox journal verify|dump|stat: looks at a journal, and changes nothing.
 */
#ifndef VX_JOURNAL_TOOL_H
#define VX_JOURNAL_TOOL_H

/* argv[0] is "journal".  The exit status: 5 for a journal that would be refused. */
int vx_journal_tool(int argc, char **argv);

#endif
