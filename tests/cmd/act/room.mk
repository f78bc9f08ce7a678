cmd_act_tests = \
	tests/cmd/act/test_commands \
	tests/cmd/act/test_schedule
check_PROGRAMS += $(cmd_act_tests)
TESTS += $(cmd_act_tests)

tests_cmd_act_test_commands_SOURCES = tests/cmd/act/test_commands.c
tests_cmd_act_test_commands_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_act_test_commands_CFLAGS = $(cmd_test_cflags)
tests_cmd_act_test_commands_LDADD = tests/cmd/libharness.la $(cmd_test_libs)
tests_cmd_act_test_schedule_SOURCES = tests/cmd/act/test_schedule.c
tests_cmd_act_test_schedule_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_act_test_schedule_CFLAGS = $(cmd_test_cflags)
tests_cmd_act_test_schedule_LDADD = tests/cmd/libharness.la $(cmd_test_libs)
