# The journal alone: on a simulated disk, and on one whose calls do less than they are asked for.
check_LTLIBRARIES += tests/core/journal/libkit.la
tests_core_journal_libkit_la_SOURCES = \
	tests/core/journal/kit.c tests/core/journal/kit.h \
	tests/core/journal/simdisk.c tests/core/journal/simdisk.h
tests_core_journal_libkit_la_CFLAGS = $(static_cflags) $(CMOCKA_CFLAGS)
check_PROGRAMS += tests/core/journal/test_format tests/core/journal/test_writer
TESTS += tests/core/journal/test_format tests/core/journal/test_writer
tests_core_journal_test_format_SOURCES = tests/core/journal/test_format.c
tests_core_journal_test_format_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_journal_test_format_LDADD = tests/core/journal/libkit.la libvxjournal.la libvxbase.la $(CMOCKA_LIBS)
tests_core_journal_test_writer_SOURCES = tests/core/journal/test_writer.c tests/scale.h
tests_core_journal_test_writer_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_journal_test_writer_LDADD = tests/core/journal/libkit.la libvxjournal.la libvxbase.la $(CMOCKA_LIBS)
check_PROGRAMS += tests/core/journal/test_io
TESTS += tests/core/journal/test_io
tests_core_journal_test_io_SOURCES = tests/core/journal/test_io.c
tests_core_journal_test_io_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_journal_test_io_LDADD = tests/core/journal/libkit.la libvxjournal.la libvxbase.la $(CMOCKA_LIBS)
EXTRA_DIST += tests/core/journal/golden.txt
