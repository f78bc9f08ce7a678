# Manual, completions, example scripts, the demonstration session.
man_MANS = share/man/velox.1
EXTRA_DIST += share/man/velox.1.in share/doc/ARCHITECTURE.md share/doc/CONTRIBUTING.md \
	share/doc/update.sh
CLEANFILES += share/man/velox.1
share/man/velox.1: share/man/velox.1.in Makefile
	$(AM_V_GEN)$(MKDIR_P) share/man && \
	sed 's|@pkgdatadir@|$(pkgdatadir)|g' $(srcdir)/share/man/velox.1.in >$@.tmp && mv $@.tmp $@

dist_bashcompletion_DATA = share/completion/velox
dist_zshcompletion_DATA = share/completion/_velox
