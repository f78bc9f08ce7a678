# `make bench`: builds the benches and runs them.  Never part of make check.
bench_programs = bench/bench_rings bench/bench_slots bench/bench_book bench/bench_growth \
	bench/bench_pipeline bench/bench_stages bench/bench_console bench/bench_journal
EXTRA_PROGRAMS += $(bench_programs)
CLEANFILES += $(bench_programs)
EXTRA_DIST += bench/README.md bench/ring_boost.cc

bench_bench_book_SOURCES = \
	bench/bench.h \
	bench/bench_book.c \
	bench/peer.h \
	bench/peer_array.c \
	bench/peer_tree.c
bench_bench_book_LDFLAGS = $(AM_LDFLAGS) -static-libtool-libs
bench_bench_book_LDADD = $(bench_book_peers) libveloxbook.la $(bench_book_libs)
EXTRA_DIST += bench/peer_btree.cc bench/peer_liquibook.cc bench/peer_std.cc
bench_book_peers =
bench_book_libs =
bench_book_defines =
if BENCH_STD
bench_book_peers += bench/peer_std.o
bench_book_libs += -lstdc++
bench_book_defines += -DHAVE_STD_PEER
CLEANFILES += bench/peer_std.o
bench/peer_std.o: bench/peer_std.cc bench/peer.h
	$(AM_V_at)$(MKDIR_P) bench
	$(AM_V_GEN)$(BENCH_CXX) -std=c++11 -O2 $(AM_CPPFLAGS) -c -o $@ $(top_srcdir)/bench/peer_std.cc
endif
if BENCH_ABSL
bench_book_peers += bench/peer_btree.o
bench_book_libs += $(ABSL_LIBS) -lstdc++
bench_book_defines += -DHAVE_BTREE_PEER
CLEANFILES += bench/peer_btree.o
bench/peer_btree.o: bench/peer_btree.cc bench/peer.h
	$(AM_V_at)$(MKDIR_P) bench
	$(AM_V_GEN)$(BENCH_CXX) -O2 $(AM_CPPFLAGS) $(ABSL_CFLAGS) -c -o $@ $(top_srcdir)/bench/peer_btree.cc
endif
if BENCH_LIQUIBOOK
bench_book_peers += bench/peer_liquibook.o
bench_book_libs += -lstdc++
bench_book_defines += -DHAVE_LIQUIBOOK_PEER
CLEANFILES += bench/peer_liquibook.o
bench/peer_liquibook.o: bench/peer_liquibook.cc bench/peer.h
	$(AM_V_at)$(MKDIR_P) bench
	$(AM_V_GEN)$(BENCH_CXX) -O2 $(AM_CPPFLAGS) -isystem $(LIQUIBOOK)/src -c -o $@ $(top_srcdir)/bench/peer_liquibook.cc
endif
bench_bench_book_CPPFLAGS = $(AM_CPPFLAGS) $(bench_book_defines)

bench_bench_pipeline_SOURCES = bench/bench_pipeline.c
bench_bench_pipeline_LDFLAGS = $(AM_LDFLAGS) -static-libtool-libs
bench_bench_pipeline_LDADD = libvxsession.la

bench_bench_console_SOURCES = bench/bench_console.c
bench_bench_console_LDADD = libvxbase.la

# The stages once more, without telemetry.
EXTRA_LTLIBRARIES = libvxbare.la
libvxbare_la_SOURCES = \
	bench/bare.h \
	src/core/pipeline/accounts.c \
	src/core/pipeline/booker.c \
	src/core/pipeline/bundler.c \
	src/core/pipeline/depth.c \
	src/core/pipeline/ingress.c \
	src/core/pipeline/output.c \
	src/core/pipeline/pipeline.c \
	src/core/pipeline/stage.c \
	src/core/pipeline/told.c
libvxbare_la_CPPFLAGS = $(AM_CPPFLAGS) -include $(top_srcdir)/bench/bare.h
bench_bench_stages_SOURCES = bench/bench.h bench/bench_stages.c
bench_bench_stages_LDFLAGS = $(AM_LDFLAGS) -static-libtool-libs
bench_bench_stages_LDADD = libvxbare.la libvxsession.la

# Queues of others, each in a file of its own, as configure found them.
bench_ring_peers =
bench_ring_libs =
bench_ring_defines =
if BENCH_CK
EXTRA_LTLIBRARIES += libvxringck.la
libvxringck_la_SOURCES = bench/ring_ck.c
bench_ring_peers += libvxringck.la
bench_ring_defines += -DHAVE_CK
endif
if BENCH_DPDK
EXTRA_LTLIBRARIES += libvxringdpdk.la
libvxringdpdk_la_SOURCES = bench/ring_dpdk.c
libvxringdpdk_la_CPPFLAGS = $(BENCH_DPDK_CPPFLAGS) $(AM_CPPFLAGS)
libvxringdpdk_la_CFLAGS = $(AM_CFLAGS) $(BENCH_DPDK_CFLAGS)
bench_ring_peers += libvxringdpdk.la
bench_ring_libs += -lrte_ring
bench_ring_defines += -DHAVE_DPDK
endif
if BENCH_BOOST
bench_ring_peers += bench/ring_boost.o
bench_ring_libs += -lstdc++
bench_ring_defines += -DHAVE_BOOST_SPSC
CLEANFILES += bench/ring_boost.o
bench/ring_boost.o: bench/ring_boost.cc bench/ring.h bench/ring_loops.h
	$(AM_V_at)$(MKDIR_P) bench
	$(AM_V_GEN)$(BENCH_CXX) -O2 $(AM_CPPFLAGS) -c -o $@ $(top_srcdir)/bench/ring_boost.cc
endif
bench_bench_rings_SOURCES = \
	bench/bench.h \
	bench/bench_rings.c \
	bench/pair.c \
	bench/pair.h \
	bench/ring.h \
	bench/ring_loops.h \
	bench/ring_rigtorp.c \
	bench/ring_spsc.c \
	bench/ring_turn.c
bench_bench_rings_CPPFLAGS = $(AM_CPPFLAGS) $(bench_ring_defines)
bench_bench_rings_LDFLAGS = $(AM_LDFLAGS) -static-libtool-libs
bench_bench_rings_LDADD = $(bench_ring_peers) libvxlockfree.la libvxbase.la $(bench_ring_libs)

bench_bench_growth_SOURCES = bench/bench.h bench/bench_growth.c
bench_bench_growth_LDFLAGS = $(AM_LDFLAGS) -static-libtool-libs
bench_bench_growth_LDADD = libveloxbook.la

bench_bench_slots_SOURCES = bench/bench.h bench/bench_slots.c
bench_bench_slots_LDFLAGS = $(AM_LDFLAGS) -static-libtool-libs
bench_bench_slots_LDADD = libvxlockfree.la libvxbase.la

bench: velox $(bench_programs)
	@for program in $(bench_programs); do ./$$program || exit 1; done

# Under a minute: a line for each goal, met or short.
bench_quick = bench/bench_rings bench/bench_slots bench/bench_book bench/bench_stages \
	bench/bench_pipeline bench/bench_journal
bench-quick: $(bench_quick)
	@for program in $(bench_quick); do ./$$program --quick || exit 1; done

# The tables as pictures, bench/plots/....svg.
bench_plots = bench/bench_rings bench/bench_slots bench/bench_book bench/bench_growth \
	bench/bench_stages
bench-plot: $(bench_plots)
	@command -v gnuplot > /dev/null || { echo 'bench-plot: gnuplot is missing'; exit 77; }
	@$(MKDIR_P) bench/plots
	@for program in $(bench_plots); do ./$$program --plot bench/plots || exit 1; done
	@for script in bench/plots/*.gp; do gnuplot $$script || exit 1; done
.PHONY: bench bench-quick bench-plot

bench_bench_journal_SOURCES = bench/bench.h bench/bench_journal.c
bench_bench_journal_LDFLAGS = $(AM_LDFLAGS) -static-libtool-libs
bench_bench_journal_LDADD = libvxsession.la
