# The model checker (README.md here).  Left out with a word where it can not be built: configure
# says why in VX_MC_WHY.
EXTRA_DIST += tests/mc/README.md
if MC
mc_tests = tests/mc/check_models tests/mc/test_checker tests/mc/test_litmus
check_PROGRAMS += $(mc_tests)
TESTS += $(mc_tests)
mc_ldflags = $(AM_LDFLAGS) -static-libtool-libs \
	-Wl,--wrap=memcpy,--wrap=memmove,--wrap=memset,--wrap=memcmp

check_LTLIBRARIES += libvxmc.la libvxmcmodels.la
libvxmc_la_SOURCES = \
	tests/mc/abi.c \
	tests/mc/axioms.c \
	tests/mc/buffer.c \
	tests/mc/engine.c \
	tests/mc/engine.h \
	tests/mc/mc.h \
	tests/mc/memory.c \
	tests/mc/shadow.c \
	tests/mc/site.h \
	tests/mc/trace.c
libvxmc_la_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
libvxmc_la_CFLAGS = $(static_cflags)

# The shipped source and the models, compiled so that each access is told to the checker.
libvxmcmodels_la_SOURCES = \
	src/core/lockfree/lockfree.c \
	src/core/telemetry/panel.c \
	tests/mc/model_ladder.c \
	tests/mc/model_mpsc.c \
	tests/mc/model_ovring.c \
	tests/mc/model_panel.c \
	tests/mc/model_slots.c \
	tests/mc/model_spsc.c \
	tests/mc/model_turn.c \
	tests/mc/model_wrong.c \
	tests/mc/models.h
libvxmcmodels_la_CPPFLAGS = $(AM_CPPFLAGS) -include $(top_srcdir)/tests/mc/site.h
libvxmcmodels_la_CFLAGS = $(static_cflags) -fsanitize=thread -fno-builtin -fno-optimize-sibling-calls

tests_mc_check_models_SOURCES = tests/mc/check_models.c tests/mc/site.c
tests_mc_check_models_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_mc_check_models_LDFLAGS = $(mc_ldflags)
tests_mc_check_models_LDADD = libvxmcmodels.la libvxmc.la libvxtelemetry.la

tests_mc_test_checker_SOURCES = tests/mc/test_checker.c
tests_mc_test_checker_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_mc_test_checker_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) -fno-builtin -U_FORTIFY_SOURCE
tests_mc_test_checker_LDFLAGS = $(mc_ldflags)
tests_mc_test_checker_LDADD = libvxmc.la $(CMOCKA_LIBS)

tests_mc_test_litmus_SOURCES = tests/mc/litmus.c tests/mc/litmus.h tests/mc/test_litmus.c
tests_mc_test_litmus_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_mc_test_litmus_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_mc_test_litmus_LDFLAGS = $(mc_ldflags)
tests_mc_test_litmus_LDADD = libvxmc.la $(CMOCKA_LIBS)

mc_stress = stress-mc
else
TESTS += tests/mc/skipped.sh
endif
dist_check_SCRIPTS += tests/mc/skipped.sh

# `make stress`: the large bounds too, and more random programs against the axioms.
stress: $(mc_stress)
stress-mc: $(mc_tests)
	VX_SRCDIR='$(abs_top_srcdir)' tests/mc/check_models --large
	VX_MC_PROGRAMS=5000 tests/mc/test_litmus
