check_LTLIBRARIES += tests/core/session/librig.la
tests_core_session_librig_la_SOURCES = tests/core/session/rig.c tests/core/session/rig.h
tests_core_session_librig_la_CFLAGS = $(static_cflags) $(CMOCKA_CFLAGS)
session_tests = \
	tests/core/session/test_bounds \
	tests/core/session/test_keeper \
	tests/core/session/test_live \
	tests/core/session/test_names \
	tests/core/session/test_orders \
	tests/core/session/test_session \
	tests/core/session/test_start \
	tests/core/session/test_topology \
	tests/core/session/test_travel \
	tests/core/session/test_virtual
check_PROGRAMS += $(session_tests)
TESTS += $(session_tests)
tests_core_session_test_bounds_SOURCES = tests/core/session/test_bounds.c
tests_core_session_test_bounds_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_session_test_bounds_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
tests_core_session_test_keeper_SOURCES = tests/core/session/test_keeper.c
tests_core_session_test_keeper_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_session_test_keeper_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
tests_core_session_test_live_SOURCES = tests/core/session/test_live.c
tests_core_session_test_live_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_session_test_live_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
tests_core_session_test_names_SOURCES = tests/core/session/test_names.c
tests_core_session_test_names_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_session_test_names_LDADD = tests/core/journal/libkit.la libvxsession.la $(CMOCKA_LIBS)
tests_core_session_test_orders_SOURCES = tests/core/session/test_orders.c
tests_core_session_test_orders_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_session_test_orders_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
tests_core_session_test_session_SOURCES = tests/core/session/test_session.c
tests_core_session_test_session_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_session_test_session_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
tests_core_session_test_start_SOURCES = tests/core/session/test_start.c
tests_core_session_test_start_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_session_test_start_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
tests_core_session_test_topology_SOURCES = tests/core/session/test_topology.c
tests_core_session_test_topology_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_session_test_topology_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_core_session_test_topology_LDFLAGS = $(AM_LDFLAGS) -static-libtool-libs \
	-Wl,--wrap=sched_getaffinity
tests_core_session_test_topology_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
tests_core_session_test_travel_SOURCES = tests/core/session/test_travel.c
tests_core_session_test_travel_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_session_test_travel_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
tests_core_session_test_virtual_SOURCES = tests/core/session/test_virtual.c
tests_core_session_test_virtual_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_session_test_virtual_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
