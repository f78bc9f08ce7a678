# The book's tests share a naive book, scripts as text, and a duel between the two.
check_LTLIBRARIES += tests/core/book/libduel.la
tests_core_book_libduel_la_CFLAGS = $(static_cflags)
tests_core_book_libduel_la_SOURCES = \
	tests/core/book/duel.c tests/core/book/duel.h \
	tests/core/book/generate.c tests/core/book/generate.h \
	tests/core/book/refbook.c tests/core/book/refbook.h \
	tests/core/book/script.c tests/core/book/script.h \
	tests/core/book/shrink.c tests/core/book/shrink.h

book_tests = \
	tests/core/book/test_check \
	tests/core/book/test_duel \
	tests/core/book/test_limits \
	tests/core/book/test_matching \
	tests/core/book/test_near \
	tests/core/book/test_questions \
	tests/core/book/test_replace \
	tests/core/book/test_resume \
	tests/core/book/test_selftrade
check_PROGRAMS += $(book_tests)
TESTS += $(book_tests) tests/core/book/test_consumer.sh
dist_check_SCRIPTS += tests/core/book/test_consumer.sh
check_LTLIBRARIES += tests/core/book/libkit.la
tests_core_book_libkit_la_SOURCES = tests/core/book/kit.c tests/core/book/kit.h
tests_core_book_libkit_la_CFLAGS = $(static_cflags) $(CMOCKA_CFLAGS)
book_test_cflags = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
book_test_libs = tests/core/book/libduel.la libveloxbook.la $(CMOCKA_LIBS)

tests_core_book_test_check_SOURCES = tests/core/book/test_check.c
tests_core_book_test_check_CFLAGS = $(book_test_cflags)
tests_core_book_test_check_LDADD = tests/core/book/libkit.la $(book_test_libs)
tests_core_book_test_duel_SOURCES = tests/core/book/test_duel.c tests/scale.h
tests_core_book_test_duel_CFLAGS = $(book_test_cflags)
tests_core_book_test_duel_LDADD = $(book_test_libs)
tests_core_book_test_limits_SOURCES = tests/core/book/test_limits.c
tests_core_book_test_limits_CFLAGS = $(book_test_cflags)
tests_core_book_test_limits_LDADD = tests/core/book/libkit.la $(book_test_libs)
tests_core_book_test_matching_SOURCES = tests/core/book/test_matching.c
tests_core_book_test_matching_CFLAGS = $(book_test_cflags)
tests_core_book_test_matching_LDADD = tests/core/book/libkit.la $(book_test_libs)
tests_core_book_test_near_SOURCES = tests/core/book/test_near.c
tests_core_book_test_near_CFLAGS = $(book_test_cflags)
tests_core_book_test_near_LDADD = tests/core/book/libkit.la $(book_test_libs)
tests_core_book_test_questions_SOURCES = tests/core/book/test_questions.c
tests_core_book_test_questions_CFLAGS = $(book_test_cflags)
tests_core_book_test_questions_LDADD = tests/core/book/libkit.la $(book_test_libs)
tests_core_book_test_replace_SOURCES = tests/core/book/test_replace.c
tests_core_book_test_replace_CFLAGS = $(book_test_cflags)
tests_core_book_test_replace_LDADD = tests/core/book/libkit.la $(book_test_libs)
tests_core_book_test_resume_SOURCES = tests/core/book/test_resume.c
tests_core_book_test_resume_CFLAGS = $(book_test_cflags)
tests_core_book_test_resume_LDADD = tests/core/book/libkit.la $(book_test_libs)
tests_core_book_test_selftrade_SOURCES = tests/core/book/test_selftrade.c
tests_core_book_test_selftrade_CFLAGS = $(book_test_cflags)
tests_core_book_test_selftrade_LDADD = tests/core/book/libkit.la $(book_test_libs)

# The same comparison, a hundred times as long.
stress-book: tests/core/book/test_duel
	VX_BOOK_OPS=$${VX_BOOK_OPS:-100000000} tests/core/book/test_duel
stress: stress-book
