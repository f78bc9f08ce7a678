# The fuzzers.  With --enable-fuzz (clang) `make fuzzers` links them with libFuzzer, and
# tests/fuzz/run.sh shares a time between them; else driver.c runs each in make check, on its seeds
# and seeded mutations of them.
fuzz_programs = tests/fuzz/fuzz_book tests/fuzz/fuzz_feed
fuzzers: $(fuzz_programs)
.PHONY: fuzzers

tests_fuzz_fuzz_book_SOURCES = tests/fuzz/fuzz_book.c \
	tests/core/book/duel.c tests/core/book/duel.h \
	tests/core/book/refbook.c tests/core/book/refbook.h \
	tests/core/book/script.c tests/core/book/script.h
tests_fuzz_fuzz_book_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_fuzz_fuzz_book_LDADD = libveloxbook.la
tests_fuzz_fuzz_feed_SOURCES = tests/fuzz/fuzz_feed.c
tests_fuzz_fuzz_feed_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_fuzz_fuzz_feed_LDADD = libvxpipeline.la

if FUZZ
EXTRA_PROGRAMS += $(fuzz_programs)
fuzz_ldflags = $(AM_LDFLAGS) -static-libtool-libs -fsanitize=fuzzer
else
check_PROGRAMS += $(fuzz_programs)
TESTS += $(fuzz_programs)
fuzz_ldflags = $(AM_LDFLAGS) -static-libtool-libs
tests_fuzz_fuzz_book_SOURCES += tests/fuzz/driver.c tests/scale.h
tests_fuzz_fuzz_feed_SOURCES += tests/fuzz/driver.c tests/scale.h
endif
tests_fuzz_fuzz_book_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_feed_LDFLAGS = $(fuzz_ldflags)

EXTRA_DIST += tests/fuzz/run.sh tests/fuzz/driver.c \
	tests/fuzz/seeds/book/full tests/fuzz/seeds/book/own-both \
	tests/fuzz/seeds/book/own-decrement tests/fuzz/seeds/book/own-newest \
	tests/fuzz/seeds/book/own-oldest tests/fuzz/seeds/book/queue \
	tests/fuzz/seeds/feed/demo tests/fuzz/seeds/feed/groups tests/fuzz/seeds/feed/leading \
	tests/fuzz/seeds/feed/messages tests/fuzz/seeds/feed/out-of-view
