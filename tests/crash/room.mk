# Crashes: of children that are killed, and of velox itself as an operator meets them.
check_PROGRAMS += tests/crash/test_recover
TESTS += tests/crash/test_recover
tests_crash_test_recover_SOURCES = tests/crash/test_recover.c tests/scale.h
tests_crash_test_recover_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_crash_test_recover_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
check_PROGRAMS += tests/crash/test_restore
TESTS += tests/crash/test_restore
tests_crash_test_restore_SOURCES = tests/crash/test_restore.c
tests_crash_test_restore_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_crash_test_restore_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)

stress-crash: tests/crash/test_recover
	VX_CRASH_RUNS=$${VX_CRASH_RUNS:-1000} tests/crash/test_recover
stress: stress-crash
if CONSOLE
TESTS += tests/crash/test_disk.sh
dist_check_SCRIPTS += tests/crash/test_disk.sh
endif
