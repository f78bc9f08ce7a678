# The book's tests share a naive book, scripts as text, and a duel between the two.
check_LTLIBRARIES += tests/core/book/libduel.la
tests_core_book_libduel_la_SOURCES = \
	tests/core/book/duel.c tests/core/book/duel.h \
	tests/core/book/generate.c tests/core/book/generate.h \
	tests/core/book/refbook.c tests/core/book/refbook.h \
	tests/core/book/script.c tests/core/book/script.h \
	tests/core/book/shrink.c tests/core/book/shrink.h

book_tests = \
	tests/core/book/test_duel
check_PROGRAMS += $(book_tests)
TESTS += $(book_tests)
book_test_cflags = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
book_test_libs = tests/core/book/libduel.la libveloxbook.la $(CMOCKA_LIBS)

tests_core_book_test_duel_SOURCES = tests/core/book/test_duel.c
tests_core_book_test_duel_CFLAGS = $(book_test_cflags)
tests_core_book_test_duel_LDADD = $(book_test_libs)

# The same comparison, a hundred times as long.
stress-book: tests/core/book/test_duel
	VX_BOOK_OPS=$${VX_BOOK_OPS:-100000000} tests/core/book/test_duel
stress: stress-book
.PHONY: stress stress-book
