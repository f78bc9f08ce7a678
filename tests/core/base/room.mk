base_tests = \
	tests/core/base/test_clock \
	tests/core/base/test_num \
	tests/core/base/test_prng \
	tests/core/base/test_tables \
	tests/core/base/test_tx_text
check_PROGRAMS += $(base_tests)
TESTS += $(base_tests)
base_test_cflags = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
base_test_libs = libvxbase.la $(CMOCKA_LIBS)

tests_core_base_test_clock_SOURCES = tests/core/base/test_clock.c
tests_core_base_test_clock_CFLAGS = $(base_test_cflags)
tests_core_base_test_clock_LDADD = $(base_test_libs)
tests_core_base_test_num_SOURCES = tests/core/base/test_num.c
tests_core_base_test_num_CFLAGS = $(base_test_cflags)
tests_core_base_test_num_LDADD = $(base_test_libs)
tests_core_base_test_prng_SOURCES = tests/core/base/test_prng.c
tests_core_base_test_prng_CFLAGS = $(base_test_cflags)
tests_core_base_test_prng_LDADD = $(base_test_libs) -lm
tests_core_base_test_tables_SOURCES = tests/core/base/test_tables.c
tests_core_base_test_tables_CFLAGS = $(base_test_cflags)
tests_core_base_test_tables_LDADD = $(base_test_libs)
tests_core_base_test_tx_text_SOURCES = tests/core/base/test_tx_text.c
tests_core_base_test_tx_text_CFLAGS = $(base_test_cflags)
tests_core_base_test_tx_text_LDADD = $(base_test_libs)
