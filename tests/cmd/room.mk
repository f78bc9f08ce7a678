# What the rooms' tests share: an interpreter over a session that is none.
cmd_test_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)
cmd_test_cflags = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(JANSSON_CFLAGS)
cmd_test_libs = libvxact.la $(JANSSON_LIBS) $(CMOCKA_LIBS)
check_LTLIBRARIES += tests/cmd/libharness.la
tests_cmd_libharness_la_SOURCES = \
	tests/cmd/fake_session.c tests/cmd/fake_session.h \
	tests/cmd/harness.c tests/cmd/harness.h \
	tests/cmd/json_check.c tests/cmd/json_check.h
tests_cmd_libharness_la_CPPFLAGS = $(cmd_test_cppflags)
tests_cmd_libharness_la_CFLAGS = $(static_cflags) $(CMOCKA_CFLAGS) $(JANSSON_CFLAGS)
