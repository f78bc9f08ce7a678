cmd_tests = \
	tests/cmd/test_batch \
	tests/cmd/test_commands \
	tests/cmd/test_export \
	tests/cmd/test_expr \
	tests/cmd/test_json \
	tests/cmd/test_lex \
	tests/cmd/test_lines \
	tests/cmd/test_memory \
	tests/cmd/test_parse \
	tests/cmd/test_prompt \
	tests/cmd/test_schedule \
	tests/cmd/test_session \
	tests/cmd/test_table
check_PROGRAMS += $(cmd_tests)
TESTS += $(cmd_tests)

cmd_test_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)
cmd_test_cflags = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(JANSSON_CFLAGS)
cmd_test_libs = libvxcmd.la $(LIBEDIT_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)
cmd_harness = tests/cmd/fake_session.c tests/cmd/fake_session.h \
	tests/cmd/harness.c tests/cmd/harness.h

tests_cmd_test_expr_SOURCES = tests/cmd/test_expr.c
tests_cmd_test_expr_CFLAGS = $(cmd_test_cflags)
tests_cmd_test_expr_LDADD = $(cmd_test_libs)
tests_cmd_test_lex_SOURCES = tests/cmd/test_lex.c
tests_cmd_test_lex_CFLAGS = $(cmd_test_cflags)
tests_cmd_test_lex_LDADD = $(cmd_test_libs)
tests_cmd_test_lines_SOURCES = tests/cmd/test_lines.c
tests_cmd_test_lines_CFLAGS = $(cmd_test_cflags)
tests_cmd_test_lines_LDADD = $(cmd_test_libs)
tests_cmd_test_parse_SOURCES = tests/cmd/test_parse.c $(cmd_harness)
tests_cmd_test_parse_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_test_parse_CFLAGS = $(cmd_test_cflags)
tests_cmd_test_parse_LDADD = $(cmd_test_libs)
tests_cmd_test_table_SOURCES = tests/cmd/test_table.c $(cmd_harness)
tests_cmd_test_table_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_test_table_CFLAGS = $(cmd_test_cflags)
tests_cmd_test_table_LDADD = $(cmd_test_libs)
tests_cmd_test_commands_SOURCES = tests/cmd/test_commands.c $(cmd_harness)
tests_cmd_test_commands_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_test_commands_CFLAGS = $(cmd_test_cflags)
tests_cmd_test_commands_LDADD = $(cmd_test_libs)
tests_cmd_test_batch_SOURCES = tests/cmd/test_batch.c $(cmd_harness)
tests_cmd_test_batch_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_test_batch_CFLAGS = $(cmd_test_cflags)
tests_cmd_test_batch_LDADD = $(cmd_test_libs)
tests_cmd_test_json_SOURCES = tests/cmd/test_json.c tests/cmd/json_check.c tests/cmd/json_check.h $(cmd_harness)
tests_cmd_test_json_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_test_json_CFLAGS = $(cmd_test_cflags)
tests_cmd_test_json_LDADD = $(cmd_test_libs)
tests_cmd_test_schedule_SOURCES = tests/cmd/test_schedule.c $(cmd_harness)
tests_cmd_test_schedule_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_test_schedule_CFLAGS = $(cmd_test_cflags)
tests_cmd_test_schedule_LDADD = $(cmd_test_libs)
tests_cmd_test_prompt_SOURCES = tests/cmd/test_prompt.c $(cmd_harness)
tests_cmd_test_prompt_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_test_prompt_CFLAGS = $(cmd_test_cflags)
tests_cmd_test_prompt_LDADD = $(cmd_test_libs)
tests_cmd_test_export_SOURCES = tests/cmd/test_export.c tests/cmd/json_check.c \
	tests/cmd/json_check.h $(cmd_harness)
tests_cmd_test_export_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_test_export_CFLAGS = $(cmd_test_cflags)
tests_cmd_test_export_LDADD = $(cmd_test_libs)
tests_cmd_test_session_SOURCES = tests/cmd/test_session.c tests/cmd/json_check.c \
	tests/cmd/json_check.h
tests_cmd_test_session_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_test_session_CFLAGS = $(cmd_test_cflags)
tests_cmd_test_session_LDADD = libvxcmd.la libvxsession.la $(LIBEDIT_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)
tests_cmd_test_memory_SOURCES = tests/cmd/test_memory.c tests/fail_calls.h $(cmd_harness)
tests_cmd_test_memory_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_test_memory_CFLAGS = $(cmd_test_cflags)
tests_cmd_test_memory_LDFLAGS = $(AM_LDFLAGS) -static-libtool-libs \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=strndup \
	-Wl,--wrap=vasprintf,--wrap=asprintf,--wrap=open_memstream,--wrap=fmemopen,--wrap=fclose
tests_cmd_test_memory_LDADD = $(cmd_test_libs)
