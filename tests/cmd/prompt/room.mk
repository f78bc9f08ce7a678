cmd_prompt_tests = \
	tests/cmd/prompt/test_prompt
check_PROGRAMS += $(cmd_prompt_tests)
TESTS += $(cmd_prompt_tests)

tests_cmd_prompt_test_prompt_SOURCES = tests/cmd/prompt/test_prompt.c
tests_cmd_prompt_test_prompt_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_prompt_test_prompt_CFLAGS = $(cmd_test_cflags)
tests_cmd_prompt_test_prompt_LDADD = tests/cmd/libharness.la libvxprompt.la $(CMOCKA_LIBS)
