# A seeded session of the core alone, for machines that have neither curses nor cmocka.
check_PROGRAMS += tests/core/session/replay_hash
tests_core_session_replay_hash_SOURCES = tests/core/session/replay_hash.c
tests_core_session_replay_hash_LDFLAGS = $(AM_LDFLAGS) -static-libtool-libs
tests_core_session_replay_hash_LDADD = libvxsession.la
