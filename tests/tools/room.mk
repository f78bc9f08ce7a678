# Lints, and tests of the built program from outside.
tool_tests = \
	tests/tools/test_cli.sh tests/tools/test_clock.sh tests/tools/test_compare.sh tests/tools/test_demo.sh tests/tools/test_diverge.sh tests/tools/test_docs.sh tests/tools/test_lint.sh \
	tests/tools/test_lobster.sh tests/tools/test_memory.sh tests/tools/test_repeat.sh tests/tools/test_scripts.sh tests/tools/test_story.sh tests/tools/test_travel.sh
dist_check_SCRIPTS += $(tool_tests)
TESTS += $(tool_tests)
EXTRA_DIST += tests/lsan.supp tests/sanitized.h tests/scale.h tests/tools/json_lines.awk tests/tools/lib.sh tests/tools/lint_code.sh tests/tools/lint_exceptions \
	tests/tools/same_hash.sh tests/tools/coverage.sh \
	tests/tools/analyze.sh tests/tools/cppcheck.supp

# What test_clock.sh and test_memory.sh preload; an instrumented program has an allocator of its own.
if !SANITIZED
check_LTLIBRARIES += tests/tools/clocks.la tests/tools/failing.la
tests_tools_clocks_la_SOURCES = tests/tools/clocks.c
tests_tools_clocks_la_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_tools_clocks_la_LDFLAGS = -module -avoid-version -rpath /nowhere
tests_tools_failing_la_SOURCES = tests/tools/failing.c
tests_tools_failing_la_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_tools_failing_la_LDFLAGS = -module -avoid-version -rpath /nowhere

stress-memory: velox$(EXEEXT) tests/tools/failing.la
	VX_MEMORY_STEP=1 VX_SRCDIR='$(abs_top_srcdir)' VX_BUILDDIR='$(abs_top_builddir)' \
		$(SHELL) $(srcdir)/tests/tools/test_memory.sh
memory_stress = stress-memory
else
EXTRA_DIST += tests/tools/clocks.c tests/tools/failing.c
endif
