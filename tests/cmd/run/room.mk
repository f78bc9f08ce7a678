cmd_run_tests = \
	tests/cmd/run/test_batch \
	tests/cmd/run/test_lines \
	tests/cmd/run/test_memory \
	tests/cmd/run/test_session
check_PROGRAMS += $(cmd_run_tests)
TESTS += $(cmd_run_tests)

tests_cmd_run_test_batch_SOURCES = tests/cmd/run/test_batch.c
tests_cmd_run_test_batch_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_run_test_batch_CFLAGS = $(cmd_test_cflags)
tests_cmd_run_test_batch_LDADD = tests/cmd/libharness.la $(cmd_test_libs)
tests_cmd_run_test_lines_SOURCES = tests/cmd/run/test_lines.c
tests_cmd_run_test_lines_CFLAGS = $(cmd_test_cflags)
tests_cmd_run_test_lines_LDADD = libvxrun.la $(CMOCKA_LIBS)
tests_cmd_run_test_memory_SOURCES = tests/cmd/run/test_memory.c tests/fail_calls.h
tests_cmd_run_test_memory_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_run_test_memory_CFLAGS = $(cmd_test_cflags)
tests_cmd_run_test_memory_LDFLAGS = $(AM_LDFLAGS) -static-libtool-libs \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=strndup \
	-Wl,--wrap=vasprintf,--wrap=asprintf,--wrap=open_memstream,--wrap=fmemopen,--wrap=fclose
tests_cmd_run_test_memory_LDADD = tests/cmd/libharness.la $(cmd_test_libs)
tests_cmd_run_test_session_SOURCES = tests/cmd/run/test_session.c
tests_cmd_run_test_session_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_run_test_session_CFLAGS = $(cmd_test_cflags)
tests_cmd_run_test_session_LDADD = tests/cmd/libharness.la libvxact.la libvxsession.la $(JANSSON_LIBS) $(CMOCKA_LIBS)
