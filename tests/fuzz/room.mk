# The fuzzers.  With --enable-fuzz (clang) `make fuzzers` links them with libFuzzer, and
# tests/fuzz/run.sh shares a time between them; else driver.c runs each in make check, on its seeds,
# the corpus, and seeded mutations of them.  pack.sh makes the corpus.
fuzz_programs = tests/fuzz/fuzz_book tests/fuzz/fuzz_feed tests/fuzz/fuzz_journal
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
tests_fuzz_fuzz_feed_LDADD = libvxsource.la

tests_fuzz_fuzz_journal_SOURCES = tests/fuzz/fuzz_journal.c \
	tests/core/journal/simdisk.c tests/core/journal/simdisk.h
tests_fuzz_fuzz_journal_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_fuzz_fuzz_journal_LDADD = libvxjournal.la libvxbase.la

if CONSOLE
fuzz_programs += tests/fuzz/fuzz_cmd tests/fuzz/fuzz_expr
tests_fuzz_fuzz_cmd_SOURCES = tests/fuzz/fuzz_cmd.c \
	tests/cmd/fake_session.c tests/cmd/fake_session.h \
	tests/cmd/json_check.c tests/cmd/json_check.h
tests_fuzz_fuzz_cmd_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) -D_GNU_SOURCE
tests_fuzz_fuzz_cmd_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tests_fuzz_fuzz_cmd_LDADD = libvxprompt.la $(JANSSON_LIBS)
tests_fuzz_fuzz_expr_SOURCES = tests/fuzz/fuzz_expr.c
tests_fuzz_fuzz_expr_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_fuzz_fuzz_expr_LDADD = libvxlang.la
endif

if FUZZ
EXTRA_PROGRAMS += $(fuzz_programs)
fuzz_ldflags = $(AM_LDFLAGS) -static-libtool-libs -fsanitize=fuzzer
else
check_PROGRAMS += $(fuzz_programs)
TESTS += $(fuzz_programs)
fuzz_ldflags = $(AM_LDFLAGS) -static-libtool-libs
tests_fuzz_fuzz_book_SOURCES += tests/fuzz/driver.c tests/scale.h
tests_fuzz_fuzz_feed_SOURCES += tests/fuzz/driver.c tests/scale.h
tests_fuzz_fuzz_journal_SOURCES += tests/fuzz/driver.c tests/scale.h
if CONSOLE
tests_fuzz_fuzz_cmd_SOURCES += tests/fuzz/driver.c tests/scale.h
tests_fuzz_fuzz_expr_SOURCES += tests/fuzz/driver.c tests/scale.h
endif
endif
if CONSOLE
tests_fuzz_fuzz_cmd_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_expr_LDFLAGS = $(fuzz_ldflags)
endif
tests_fuzz_fuzz_book_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_feed_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_journal_LDFLAGS = $(fuzz_ldflags)

EXTRA_DIST += tests/fuzz/run.sh tests/fuzz/pack.sh tests/fuzz/driver.c \
	tests/fuzz/corpus/book.ar tests/fuzz/corpus/cmd.ar tests/fuzz/corpus/expr.ar \
	tests/fuzz/corpus/feed.ar tests/fuzz/corpus/journal.ar \
	tests/fuzz/seeds/book/full tests/fuzz/seeds/book/own-both \
	tests/fuzz/seeds/book/own-decrement tests/fuzz/seeds/book/own-newest \
	tests/fuzz/seeds/book/own-oldest tests/fuzz/seeds/book/queue \
	tests/fuzz/seeds/cmd/json tests/fuzz/seeds/cmd/load tests/fuzz/seeds/cmd/orders \
	tests/fuzz/seeds/cmd/parse tests/fuzz/seeds/cmd/schedule tests/fuzz/seeds/cmd/typed \
	tests/fuzz/seeds/cmd/words \
	tests/fuzz/seeds/journal/harmless tests/fuzz/seeds/journal/header \
	tests/fuzz/seeds/journal/record tests/fuzz/seeds/journal/snapshot \
	tests/fuzz/seeds/journal/tail \
	tests/fuzz/seeds/expr/compare tests/fuzz/seeds/expr/dash tests/fuzz/seeds/expr/hash \
	tests/fuzz/seeds/expr/reckon tests/fuzz/seeds/expr/units \
	tests/fuzz/seeds/feed/demo tests/fuzz/seeds/feed/groups tests/fuzz/seeds/feed/leading \
	tests/fuzz/seeds/feed/messages tests/fuzz/seeds/feed/out-of-view
