# Lints, and tests of the built program from outside.
tool_tests = \
	tests/tools/test_lint.sh
dist_check_SCRIPTS += $(tool_tests)
TESTS += $(tool_tests)
EXTRA_DIST += tests/tools/lib.sh tests/tools/lint_code.sh tests/tools/lint_exceptions
