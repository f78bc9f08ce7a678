# Manual, completions, example scripts, the demonstration session.
man_MANS = share/man/velox.1
EXTRA_DIST += share/man/velox.1.in share/completion/velox.bash \
	share/doc/ARCHITECTURE.md share/doc/CONTRIBUTING.md share/doc/COVERAGE.md share/doc/FAULTS.md \
	share/doc/rows.awk share/doc/update.sh
CLEANFILES += share/man/velox.1 share/completion/velox
share/man/velox.1: share/man/velox.1.in Makefile
	$(AM_V_GEN)$(MKDIR_P) share/man && \
	sed 's|@pkgdatadir@|$(pkgdatadir)|g' $(srcdir)/share/man/velox.1.in >$@.tmp && mv $@.tmp $@

# bash looks for completions by the command's name.
bashcompletion_DATA = share/completion/velox
share/completion/velox: share/completion/velox.bash
	$(AM_V_GEN)$(MKDIR_P) share/completion && cp $(srcdir)/share/completion/velox.bash $@
dist_zshcompletion_DATA = share/completion/_velox

examplesdir = $(pkgdatadir)/examples
dist_examples_DATA = share/examples/book.c share/examples/repeat.sh

# What was installed works where it is.
EXTRA_DIST += tests/tools/installcheck.sh
installcheck-local:
	DESTDIR='$(DESTDIR)' bindir='$(DESTDIR)$(bindir)' mandir='$(DESTDIR)$(mandir)' libdir='$(DESTDIR)$(libdir)' \
	pkgdatadir='$(DESTDIR)$(pkgdatadir)' \
	bashcompletiondir='$(DESTDIR)$(bashcompletiondir)' \
	CC='$(CC)' CFLAGS='$(CFLAGS)' LDFLAGS='$(VX_LDFLAGS)' \
	$(SHELL) $(srcdir)/tests/tools/installcheck.sh

scriptsdir = $(pkgdatadir)/scripts
dist_scripts_DATA = \
	share/scripts/burst.vx share/scripts/first-orders.vx share/scripts/flash-crash.vx \
	share/scripts/kill-switch.vx share/scripts/priority.vx share/scripts/repeat.vx \
	share/scripts/replay-feed.vx share/scripts/rewind.vx share/scripts/self-trade.vx \
	share/scripts/stalled-output.vx

# The demonstration, and the screenshots of the README that it makes.
EXTRA_DIST += share/demo/record.sh share/demo/cast.awk share/demo/steps \
	share/demo/trader.svg share/demo/engine.svg share/demo/latency.svg share/demo/past.svg

# A small session of velox's own making, in the LOBSTER format.
sessiondir = $(pkgdatadir)/data
dist_session_DATA = share/data/demo_message.csv share/data/demo_orderbook.csv
