# `make stress`: long runs.  Not part of make check.
stress_programs = tests/stress/stress_lockfree
EXTRA_PROGRAMS += $(stress_programs)
CLEANFILES += $(stress_programs)
tests_stress_stress_lockfree_SOURCES = tests/stress/stress_lockfree.c
tests_stress_stress_lockfree_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_stress_stress_lockfree_LDADD = libvxscenario.la libvxlockfree.la libvxbase.la $(CMOCKA_LIBS)

stress: $(stress_programs) $(memory_stress)
	@for program in $(stress_programs); do ./$$program || exit 1; done

# `make soak`: ten minutes of the console under load, with an operator typing (SOAK_SECONDS).
EXTRA_DIST += tests/stress/soak.sh
soak: velox$(EXEEXT)
	VX_BUILDDIR=. $(SHELL) $(top_srcdir)/tests/stress/soak.sh
