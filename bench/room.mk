# `make bench`: builds the benches and runs them.  Never part of make check.
bench_programs = bench/bench_book bench/bench_pipeline bench/bench_console
EXTRA_PROGRAMS += $(bench_programs)
CLEANFILES += $(bench_programs)
EXTRA_DIST += bench/README.md

bench_bench_book_SOURCES = \
	bench/bench.h \
	bench/bench_book.c \
	bench/peer.h \
	bench/peer_array.c \
	bench/peer_tree.c
bench_bench_book_LDFLAGS = $(AM_LDFLAGS) -static-libtool-libs
bench_bench_book_LDADD = libveloxbook.la

bench_bench_pipeline_SOURCES = bench/bench_pipeline.c
bench_bench_pipeline_LDFLAGS = $(AM_LDFLAGS) -static-libtool-libs
bench_bench_pipeline_LDADD = libvxpipeline.la

bench_bench_console_SOURCES = bench/bench_console.c
bench_bench_console_LDADD = libvxbase.la

bench: velox $(bench_programs)
	@for program in $(bench_programs); do ./$$program || exit 1; done
.PHONY: bench
