cmd_show_tests = \
	tests/cmd/show/test_export
check_PROGRAMS += $(cmd_show_tests)
TESTS += $(cmd_show_tests)

tests_cmd_show_test_export_SOURCES = tests/cmd/show/test_export.c
tests_cmd_show_test_export_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_show_test_export_CFLAGS = $(cmd_test_cflags)
tests_cmd_show_test_export_LDADD = tests/cmd/libharness.la $(cmd_test_libs)
