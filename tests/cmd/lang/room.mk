cmd_lang_tests = \
	tests/cmd/lang/test_expr \
	tests/cmd/lang/test_json \
	tests/cmd/lang/test_lex \
	tests/cmd/lang/test_parse \
	tests/cmd/lang/test_table
check_PROGRAMS += $(cmd_lang_tests)
TESTS += $(cmd_lang_tests)

tests_cmd_lang_test_expr_SOURCES = tests/cmd/lang/test_expr.c
tests_cmd_lang_test_expr_CFLAGS = $(cmd_test_cflags)
tests_cmd_lang_test_expr_LDADD = libvxlang.la $(CMOCKA_LIBS)
tests_cmd_lang_test_json_SOURCES = tests/cmd/lang/test_json.c
tests_cmd_lang_test_json_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_lang_test_json_CFLAGS = $(cmd_test_cflags)
tests_cmd_lang_test_json_LDADD = tests/cmd/libharness.la $(cmd_test_libs)
tests_cmd_lang_test_lex_SOURCES = tests/cmd/lang/test_lex.c
tests_cmd_lang_test_lex_CFLAGS = $(cmd_test_cflags)
tests_cmd_lang_test_lex_LDADD = libvxlang.la $(CMOCKA_LIBS)
tests_cmd_lang_test_parse_SOURCES = tests/cmd/lang/test_parse.c
tests_cmd_lang_test_parse_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_lang_test_parse_CFLAGS = $(cmd_test_cflags)
tests_cmd_lang_test_parse_LDADD = tests/cmd/libharness.la $(cmd_test_libs)
tests_cmd_lang_test_table_SOURCES = tests/cmd/lang/test_table.c
tests_cmd_lang_test_table_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_lang_test_table_CFLAGS = $(cmd_test_cflags)
tests_cmd_lang_test_table_LDADD = tests/cmd/libharness.la $(cmd_test_libs)
