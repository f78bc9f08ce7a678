# What the rooms' tests share: an interpreter over a session that is none.
cmd_test_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)
cmd_test_cflags = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(JANSSON_CFLAGS)
cmd_test_libs = libvxact.la $(JANSSON_LIBS) $(CMOCKA_LIBS)
cmd_harness = tests/cmd/fake_session.c tests/cmd/fake_session.h \
	tests/cmd/harness.c tests/cmd/harness.h
