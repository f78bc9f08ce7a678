# Lints, and tests of the built program from outside.
tool_tests = \
	tests/tools/test_cli.sh tests/tools/test_compare.sh tests/tools/test_demo.sh tests/tools/test_diverge.sh tests/tools/test_docs.sh tests/tools/test_lint.sh \
	tests/tools/test_lobster.sh tests/tools/test_repeat.sh tests/tools/test_scripts.sh tests/tools/test_travel.sh
dist_check_SCRIPTS += $(tool_tests)
TESTS += $(tool_tests)
EXTRA_DIST += tests/lsan.supp tests/scale.h tests/tools/json_lines.awk tests/tools/lib.sh tests/tools/lint_code.sh tests/tools/lint_exceptions \
	tests/tools/same_hash.sh
