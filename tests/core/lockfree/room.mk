lockfree_tests = \
	tests/core/lockfree/test_ladder \
	tests/core/lockfree/test_mpsc \
	tests/core/lockfree/test_ovring \
	tests/core/lockfree/test_slots \
	tests/core/lockfree/test_spsc \
	tests/core/lockfree/test_turn
check_PROGRAMS += $(lockfree_tests)
TESTS += $(lockfree_tests)
check_LTLIBRARIES += libvxscenario.la
libvxscenario_la_CFLAGS = $(static_cflags)
libvxscenario_la_SOURCES = \
	tests/core/lockfree/scenario.c tests/core/lockfree/scenario.h
libvxscenario_la_LIBADD = libvxlockfree.la
lockfree_test_cflags = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
lockfree_test_libs = libvxscenario.la libvxlockfree.la $(CMOCKA_LIBS)

tests_core_lockfree_test_ladder_SOURCES = tests/core/lockfree/test_ladder.c
tests_core_lockfree_test_ladder_CFLAGS = $(lockfree_test_cflags)
tests_core_lockfree_test_ladder_LDADD = $(lockfree_test_libs)
tests_core_lockfree_test_mpsc_SOURCES = tests/core/lockfree/test_mpsc.c
tests_core_lockfree_test_mpsc_CFLAGS = $(lockfree_test_cflags)
tests_core_lockfree_test_mpsc_LDADD = $(lockfree_test_libs)
tests_core_lockfree_test_ovring_SOURCES = tests/core/lockfree/test_ovring.c
tests_core_lockfree_test_ovring_CFLAGS = $(lockfree_test_cflags)
tests_core_lockfree_test_ovring_LDADD = $(lockfree_test_libs)
tests_core_lockfree_test_slots_SOURCES = tests/core/lockfree/test_slots.c
tests_core_lockfree_test_slots_CFLAGS = $(lockfree_test_cflags)
tests_core_lockfree_test_slots_LDADD = $(lockfree_test_libs)
tests_core_lockfree_test_spsc_SOURCES = tests/core/lockfree/test_spsc.c
tests_core_lockfree_test_spsc_CFLAGS = $(lockfree_test_cflags)
tests_core_lockfree_test_spsc_LDADD = $(lockfree_test_libs)
tests_core_lockfree_test_turn_SOURCES = tests/core/lockfree/test_turn.c
tests_core_lockfree_test_turn_CFLAGS = $(lockfree_test_cflags)
tests_core_lockfree_test_turn_LDADD = $(lockfree_test_libs)
