# What was: over the journals of sessions that the tests run.
past_tests = \
	tests/core/past/test_follow \
	tests/core/past/test_history \
	tests/core/past/test_past \
	tests/core/past/test_state \
	tests/core/past/test_story
check_PROGRAMS += $(past_tests)
TESTS += $(past_tests)
tests_core_past_test_follow_SOURCES = tests/core/past/test_follow.c
tests_core_past_test_follow_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_past_test_follow_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
tests_core_past_test_history_SOURCES = tests/core/past/test_history.c
tests_core_past_test_history_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_past_test_history_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
tests_core_past_test_past_SOURCES = tests/core/past/test_past.c
tests_core_past_test_past_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_past_test_past_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
tests_core_past_test_state_SOURCES = tests/core/past/test_state.c
tests_core_past_test_state_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_past_test_state_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
tests_core_past_test_story_SOURCES = tests/core/past/test_story.c
tests_core_past_test_story_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_past_test_story_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
