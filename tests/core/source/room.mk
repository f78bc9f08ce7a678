# Flows and feeds, alone and against a book.  The session in share/data is made by make_session;
# test_feed looks that it is.
dist_noinst_DATA += share/data/demo_message.csv share/data/demo_orderbook.csv
check_PROGRAMS += tests/core/source/make_session
tests_core_source_make_session_SOURCES = tests/core/source/make_session.c
tests_core_source_make_session_LDADD = libvxpipeline.la

check_LTLIBRARIES += tests/core/source/libdrive.la
tests_core_source_libdrive_la_SOURCES = \
	tests/core/source/drive.c tests/core/source/drive.h \
	tests/core/source/feed_text.c tests/core/source/feed_text.h \
	tests/core/source/flow_open.c tests/core/source/flow_open.h
tests_core_source_libdrive_la_CFLAGS = $(static_cflags) $(CMOCKA_CFLAGS)
source_tests = \
	tests/core/source/test_feed \
	tests/core/source/test_feed_faults \
	tests/core/source/test_feed_plan \
	tests/core/source/test_feed_read \
	tests/core/source/test_flow \
	tests/core/source/test_flow_book
check_PROGRAMS += $(source_tests)
TESTS += $(source_tests)
tests_core_source_test_feed_SOURCES = tests/core/source/test_feed.c
tests_core_source_test_feed_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_source_test_feed_LDADD = tests/core/source/libdrive.la libvxpipeline.la $(CMOCKA_LIBS)
tests_core_source_test_feed_faults_SOURCES = tests/core/source/test_feed_faults.c tests/fail_calls.h
tests_core_source_test_feed_faults_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_core_source_test_feed_faults_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_source_test_feed_faults_LDFLAGS = $(AM_LDFLAGS) -static-libtool-libs \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc \
	-Wl,--wrap=fdopen,--wrap=fstat
tests_core_source_test_feed_faults_LDADD = tests/core/source/libdrive.la libvxpipeline.la $(CMOCKA_LIBS)
tests_core_source_test_feed_plan_SOURCES = tests/core/source/test_feed_plan.c
tests_core_source_test_feed_plan_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_source_test_feed_plan_LDADD = tests/core/source/libdrive.la libvxpipeline.la $(CMOCKA_LIBS)
tests_core_source_test_feed_read_SOURCES = tests/core/source/test_feed_read.c
tests_core_source_test_feed_read_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_source_test_feed_read_LDADD = tests/core/source/libdrive.la libvxpipeline.la $(CMOCKA_LIBS)
tests_core_source_test_flow_SOURCES = tests/core/source/test_flow.c
tests_core_source_test_flow_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_source_test_flow_LDADD = tests/core/source/libdrive.la libvxpipeline.la $(CMOCKA_LIBS)
tests_core_source_test_flow_book_SOURCES = tests/core/source/test_flow_book.c
tests_core_source_test_flow_book_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_source_test_flow_book_LDADD = tests/core/source/libdrive.la libvxpipeline.la $(CMOCKA_LIBS)
